//! A disk that fails when it is told to, and that can lose power.
//!
//! [`FailingDisk::mount`] puts a directory on one. From then on every operation beneath it is counted,
//! and the [`Fault`] strikes at the one with its number. Beside the real files it keeps what a disk
//! would still have after a power cut: the bytes of a file as of its last sync, and the names in a
//! directory as of that directory's last sync. [`FailingDisk::cut_power`] then makes the directory
//! what could have been left: of what was not synced some pages are there, some are as before, some
//! are garbage, and some names are undone.
//!
//! Harsher than most file systems: syncing a file does not make its name durable, what waits to be
//! synced reaches the disk in any order, and pages that a failed sync could not write are lost even
//! where a later one succeeds (as on Linux).

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use super::Change;

const PAGE: usize = 4096;
/// Linux's numbers, so that messages read as they would.
const EIO: i32 = 5;
const ENOSPC: i32 = 28;

/// What goes wrong, and at which operation (the first is 0).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    None,
    /// That operation alone is refused: EIO.
    Io(u64),
    /// That one writes only half of what it was given, and says so.
    Short(u64),
    /// From there on nothing can grow: ENOSPC, until [`FailingDisk::free_space`].
    Full(u64),
    /// That one is refused, or done and never reported, and nothing after it is done: the power is
    /// gone. `chance` decides what is left.
    Cut {
        at: u64,
        chance: u64,
    },
}

/// The directory that fails. Dropped, it is an ordinary one again.
#[derive(Debug)]
pub struct FailingDisk {
    disk: Arc<Disk>,
}

#[derive(Debug)]
struct Disk {
    root: PathBuf,
    state: Mutex<State>,
}

/// Directories on failing disks. Looked up by path, since the work may be done in any thread.
static MOUNTED: Mutex<Vec<Arc<Disk>>> = Mutex::new(Vec::new());

#[derive(Debug)]
struct State {
    fault: Fault,
    /// Operations so far.
    count: u64,
    has_power: bool,
    chance: u64,
    /// What the names mean now, and what they would mean after a power cut.
    names: Names,
    durable: Names,
    /// Changes of names that their directory's sync did not cover yet.
    pending: Vec<NameChange>,
    files: Vec<Content>,
}

type Names = BTreeMap<PathBuf, Node>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Node {
    Dir,
    File(usize),
}

/// A file by what the disk has of it.
#[derive(Debug, Default)]
struct Content {
    synced: Vec<u8>,
    /// As it was when it lost its last name.
    unnamed: Option<Vec<u8>>,
    /// A sync of it failed.
    is_lost: bool,
}

#[derive(Debug, Clone)]
enum NameChange {
    Make(PathBuf, Node),
    /// And what had the name: its bytes may get the new name where they never had the old one.
    Rename(PathBuf, PathBuf, Option<Node>),
    Remove(PathBuf),
}

/// What the seam keeps of an open file.
#[derive(Debug, Clone)]
pub(super) struct Seen(Option<(Arc<Disk>, usize)>);

impl FailingDisk {
    /// Puts a directory, which must be there, on a disk with this fault. What is in it is durable.
    pub fn mount(root: &Path, fault: Fault) -> FailingDisk {
        let chance = match fault {
            Fault::Cut { chance, .. } => chance,
            _ => 0,
        };
        let (names, pending, files) = (Names::new(), Vec::new(), Vec::new());
        let durable = Names::new();
        let mut state =
            State { fault, count: 0, has_power: true, chance, names, durable, pending, files };
        state.find(root);
        state.durable = state.names.clone();
        let disk = Arc::new(Disk { root: root.to_owned(), state: Mutex::new(state) });
        MOUNTED.lock().expect("no holder panics").push(disk.clone());
        FailingDisk { disk }
    }

    /// Operations so far.
    pub fn count(&self) -> u64 {
        self.disk.state().count
    }

    /// Whether the fault has struck.
    pub fn has_struck(&self) -> bool {
        let state = self.disk.state();
        match state.fault {
            Fault::None => false,
            Fault::Io(at) | Fault::Short(at) | Fault::Full(at) | Fault::Cut { at, .. } => {
                state.count > at
            }
        }
    }

    /// Ends a lack of space: nothing fails any more.
    pub fn free_space(&self) {
        self.disk.state().fault = Fault::None;
    }

    /// Whether the power is still there.
    pub fn has_power(&self) -> bool {
        self.disk.state().has_power
    }

    /// Makes the directory what a power cut now could leave of it. Whoever wrote there must be gone.
    pub fn cut_power(self) {
        let mut state = self.disk.state();
        state.has_power = false;
        state.settle(&self.disk.root);
    }
}

impl Drop for FailingDisk {
    fn drop(&mut self) {
        let mut mounted = MOUNTED.lock().expect("no holder panics");
        mounted.retain(|disk| !Arc::ptr_eq(disk, &self.disk));
    }
}

fn disk_of(path: &Path) -> Option<Arc<Disk>> {
    let mounted = MOUNTED.lock().expect("no holder panics");
    mounted.iter().find(|disk| path.starts_with(&disk.root)).cloned()
}

/// How an operation goes.
enum Goes {
    Well,
    Short,
    Wrong(io::Error),
    /// The power goes with it: done or not, nobody hears of it.
    Unheard {
        done: bool,
    },
}

impl Disk {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no holder panics")
    }
}

fn io_error() -> io::Error {
    io::Error::from_raw_os_error(EIO)
}

fn no_power() -> io::Error {
    io::Error::other("the power is gone")
}

pub(super) fn change<T>(
    what: Change<'_>,
    act: impl FnOnce() -> io::Result<T>,
) -> io::Result<(T, Seen)> {
    let path = match what {
        Change::Create(path)
        | Change::MakeDir(path)
        | Change::Rename(path, _)
        | Change::Remove(path)
        | Change::RemoveDir(path)
        | Change::SyncDir(path)
        | Change::Lock(path) => path,
    };
    let Some(disk) = disk_of(path) else { return act().map(|done| (done, Seen(None))) };
    let mut state = disk.state();
    let grows = match what {
        Change::Create(_) | Change::MakeDir(_) => true,
        Change::Lock(path) => !path.exists(),
        _ => false,
    };
    let heard = match state.next(grows) {
        Goes::Well | Goes::Short => true,
        Goes::Unheard { done: true } => false,
        Goes::Unheard { done: false } => return Err(no_power()),
        Goes::Wrong(error) => return Err(error),
    };
    let before = state.before(what);
    let done = act()?;
    let file = state.note(what, before, heard);
    match heard {
        true => Ok((done, Seen(file.map(|file| (disk.clone(), file))))),
        false => Err(no_power()),
    }
}

impl Seen {
    pub(super) fn write(
        &self,
        bytes: &[u8],
        act: impl FnOnce(&[u8]) -> io::Result<usize>,
    ) -> io::Result<usize> {
        let Seen(Some((disk, _))) = self else { return act(bytes) };
        let mut state = disk.state();
        let half = &bytes[..bytes.len() / 2];
        match state.next(true) {
            Goes::Well => act(bytes),
            // Nothing written would read as the end of all space.
            Goes::Short => act(if half.is_empty() { bytes } else { half }),
            Goes::Wrong(error) => {
                // Some of it arrived before the disk said no.
                let _ = act(half);
                Err(error)
            }
            Goes::Unheard { done } => {
                let _ = act(if done { bytes } else { half });
                Err(no_power())
            }
        }
    }

    pub(super) fn sync(&self, act: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        let Seen(Some((disk, file))) = self else { return act() };
        let mut state = disk.state();
        match state.next(false) {
            Goes::Well | Goes::Short => {
                act()?;
                state.synced(*file);
                Ok(())
            }
            Goes::Wrong(error) => {
                state.files[*file].is_lost = true;
                Err(error)
            }
            Goes::Unheard { done } => {
                if done {
                    state.synced(*file);
                }
                Err(no_power())
            }
        }
    }

    pub(super) fn set_len(&self, act: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        let Seen(Some((disk, _))) = self else { return act() };
        let mut state = disk.state();
        match state.next(true) {
            Goes::Well | Goes::Short => act(),
            Goes::Wrong(error) => Err(error),
            Goes::Unheard { .. } => Err(no_power()),
        }
    }
}

/// A file that a change takes the last name from, with its bytes.
type Before = Option<(usize, Vec<u8>)>;

impl State {
    /// Counts an operation and says how it goes.
    fn next(&mut self, grows: bool) -> Goes {
        if !self.has_power {
            return Goes::Wrong(no_power());
        }
        let at = self.count;
        self.count += 1;
        match self.fault {
            Fault::Io(strike) if strike == at => Goes::Wrong(io_error()),
            Fault::Short(strike) if strike == at => Goes::Short,
            Fault::Full(strike) if strike <= at && grows => {
                Goes::Wrong(io::Error::from_raw_os_error(ENOSPC))
            }
            Fault::Cut { at: strike, .. } if strike == at => {
                self.has_power = false;
                Goes::Unheard { done: self.draw(2) == 0 }
            }
            _ => Goes::Well,
        }
    }

    /// The next number by chance, below `below` (splitmix64).
    fn draw(&mut self, below: u64) -> u64 {
        self.chance = self.chance.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.chance;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % below
    }

    /// What is there when the directory is mounted.
    fn find(&mut self, dir: &Path) {
        for entry in fs::read_dir(dir).expect("the directory is there").flatten() {
            let path = entry.path();
            if path.is_dir() {
                self.names.insert(path.clone(), Node::Dir);
                self.find(&path);
            } else {
                let synced = fs::read(&path).expect("a file of the directory reads");
                self.files.push(Content { synced, ..Content::default() });
                self.names.insert(path, Node::File(self.files.len() - 1));
            }
        }
    }

    fn before(&self, what: Change<'_>) -> Before {
        let loses = match what {
            Change::Create(path) | Change::Remove(path) | Change::Rename(_, path) => path,
            _ => return None,
        };
        let Some(Node::File(file)) = self.names.get(loses) else { return None };
        Some((*file, fs::read(loses).unwrap_or_default()))
    }

    /// Follows a change that was made. The file it was made to, if one was opened.
    fn note(&mut self, what: Change<'_>, before: Before, heard: bool) -> Option<usize> {
        let unname = |state: &mut State| {
            if let Some((file, bytes)) = before.clone() {
                state.files[file].unnamed = Some(bytes);
            }
        };
        match what {
            Change::Create(path) => {
                unname(self);
                // Another file as far as the disk goes: the old bytes may come back with the old name.
                self.files.push(Content::default());
                let node = Node::File(self.files.len() - 1);
                self.name(NameChange::Make(path.to_owned(), node));
                return Some(self.files.len() - 1);
            }
            Change::Lock(path) => {
                if !self.names.contains_key(path) {
                    self.files.push(Content::default());
                    let node = Node::File(self.files.len() - 1);
                    self.name(NameChange::Make(path.to_owned(), node));
                }
            }
            Change::MakeDir(path) => self.name(NameChange::Make(path.to_owned(), Node::Dir)),
            Change::Rename(from, to) => {
                unname(self);
                let node = self.names.get(from).copied();
                self.name(NameChange::Rename(from.to_owned(), to.to_owned(), node));
            }
            Change::Remove(path) => {
                unname(self);
                self.name(NameChange::Remove(path.to_owned()));
            }
            Change::RemoveDir(path) => self.name(NameChange::Remove(path.to_owned())),
            Change::SyncDir(dir) if heard || self.draw(2) == 0 => self.synced_dir(dir),
            Change::SyncDir(_) => {}
        }
        None
    }

    fn name(&mut self, change: NameChange) {
        change.apply(&mut self.names);
        self.pending.push(change);
    }

    fn synced(&mut self, file: usize) {
        let path = self.names.iter().find(|(_, node)| **node == Node::File(file));
        let Some((path, _)) = path else { return };
        let bytes = fs::read(path).unwrap_or_default();
        if !self.files[file].is_lost {
            self.files[file].synced = bytes;
        }
    }

    /// Changes in this directory are durable from now on, in their order.
    fn synced_dir(&mut self, dir: &Path) {
        for change in std::mem::take(&mut self.pending) {
            match change.is_in(dir) {
                true => change.apply(&mut self.durable),
                false => self.pending.push(change),
            }
        }
    }

    /// Writes what is left of the directory.
    fn settle(&mut self, root: &Path) {
        let latest: Vec<Vec<u8>> = (0..self.files.len()).map(|file| self.latest(file)).collect();
        let mut left = self.durable.clone();
        // Nothing of what waited, all of it, or any part.
        let part = self.draw(4);
        for change in std::mem::take(&mut self.pending) {
            let survives = match part {
                0 => false,
                1 => true,
                _ => self.draw(2) == 0,
            };
            if survives {
                change.apply(&mut left);
            }
        }
        for entry in fs::read_dir(root).expect("the directory is there").flatten() {
            match entry.path() {
                path if path.is_dir() => fs::remove_dir_all(path),
                path => fs::remove_file(path),
            }
            .expect("a test's own directory can be emptied");
        }
        for (path, node) in left {
            // A name in a directory whose own name is lost leads nowhere.
            if !path.parent().is_some_and(Path::is_dir) {
                continue;
            }
            match node {
                Node::Dir => fs::create_dir(path),
                Node::File(file) => fs::write(path, self.mixed(file, &latest[file])),
            }
            .expect("a test's own directory can be written");
        }
    }

    /// A file as programs saw it last.
    fn latest(&self, file: usize) -> Vec<u8> {
        let path = self.names.iter().find(|(_, node)| **node == Node::File(file));
        match path {
            Some((path, _)) => fs::read(path).unwrap_or_default(),
            None => self.files[file].unnamed.clone().unwrap_or_default(),
        }
    }

    /// A file as the disk may have it: what was synced, with some of what was not.
    fn mixed(&mut self, file: usize, latest: &[u8]) -> Vec<u8> {
        let mut bytes = self.files[file].synced.clone();
        if bytes == latest {
            return bytes;
        }
        let len = if self.draw(2) == 0 { latest.len() } else { bytes.len() };
        bytes.resize(len, 0);
        for start in (0..len).step_by(PAGE) {
            let page = start..len.min(start + PAGE);
            let old = bytes[page.clone()].to_vec();
            let Some(new) = latest.get(page.clone()).filter(|new| *new != old) else { continue };
            match self.draw(3) {
                0 => {}
                1 => bytes[page].copy_from_slice(new),
                _ => {
                    for byte in &mut bytes[page] {
                        *byte = self.draw(256).to_le_bytes()[0];
                    }
                }
            }
        }
        bytes
    }
}

impl NameChange {
    fn is_in(&self, dir: &Path) -> bool {
        let is_in = |path: &Path| path.parent() == Some(dir);
        match self {
            NameChange::Make(path, _) | NameChange::Remove(path) => is_in(path),
            NameChange::Rename(from, to, _) => is_in(from) || is_in(to),
        }
    }

    fn apply(&self, names: &mut Names) {
        match self {
            NameChange::Make(path, node) => {
                names.insert(path.clone(), *node);
            }
            NameChange::Remove(path) => names.retain(|name, _| !name.starts_with(path)),
            NameChange::Rename(from, to, node) => {
                let mut moved: Vec<(PathBuf, Node)> = names
                    .iter()
                    .filter_map(|(name, node)| {
                        let rest = name.strip_prefix(from).ok()?;
                        // Joining nothing would add a slash.
                        let name =
                            if rest.as_os_str().is_empty() { to.clone() } else { to.join(rest) };
                        Some((name, *node))
                    })
                    .collect();
                if moved.is_empty() {
                    moved.extend(node.map(|node| (to.clone(), node)));
                }
                names.retain(|name, _| !name.starts_with(from) && !name.starts_with(to));
                names.extend(moved);
            }
        }
    }
}
