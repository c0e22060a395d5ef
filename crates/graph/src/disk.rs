//! The one door to the disk: whatever the store creates, writes, makes durable, renames, removes or
//! locks goes through here, and nothing else in it does.
//!
//! So that a test can stand in the door: with the feature `failing-disk` (and in this room's own
//! tests) a directory can be put on a [`failing::FailingDisk`], which refuses, shortens or loses what
//! it is told to, at the very operation it is told to. Without the feature each function is the
//! system's own call and nothing more.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use fs4::fs_std::FileExt;

#[cfg(any(test, feature = "failing-disk"))]
pub mod failing;
#[cfg(not(any(test, feature = "failing-disk")))]
mod failing {
    //! Nothing stands in the door.
    use super::Change;
    use std::io;

    #[derive(Debug, Clone, Copy)]
    pub(super) struct Seen;

    #[inline]
    pub(super) fn change<T>(
        _: Change<'_>,
        act: impl FnOnce() -> io::Result<T>,
    ) -> io::Result<(T, Seen)> {
        act().map(|done| (done, Seen))
    }

    impl Seen {
        #[inline]
        pub(super) fn write(
            &self,
            bytes: &[u8],
            act: impl FnOnce(&[u8]) -> io::Result<usize>,
        ) -> io::Result<usize> {
            act(bytes)
        }

        #[inline]
        pub(super) fn sync(&self, act: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
            act()
        }

        #[inline]
        pub(super) fn set_len(&self, act: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
            act()
        }
    }
}

/// What is about to be done to names. Writing, cutting and making durable belong to an open file.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(any(test, feature = "failing-disk")), expect(dead_code, reason = "nobody looks"))]
enum Change<'a> {
    /// A new, empty file, in the place of one that may be there.
    Create(&'a Path),
    MakeDir(&'a Path),
    Rename(&'a Path, &'a Path),
    Remove(&'a Path),
    RemoveDir(&'a Path),
    SyncDir(&'a Path),
    /// A file that is made where it is missing, and held.
    Lock(&'a Path),
}

fn change<T>(what: Change<'_>, act: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    failing::change(what, act).map(|(done, _)| done)
}

/// A file that is being written. Nothing of it is durable before [`DiskFile::sync`], and its name is
/// not before [`sync_dir`].
#[derive(Debug)]
pub struct DiskFile {
    file: File,
    seen: failing::Seen,
}

/// Makes an empty file, to be written and read back.
pub fn create(path: &Path) -> io::Result<DiskFile> {
    opened(path, File::options().create(true).truncate(true))
}

/// The same where there must be none.
fn create_new(path: &Path) -> io::Result<DiskFile> {
    opened(path, File::options().create_new(true))
}

fn opened(path: &Path, how: &mut OpenOptions) -> io::Result<DiskFile> {
    let open = || how.read(true).write(true).open(path);
    let (file, seen) = failing::change(Change::Create(path), open)?;
    Ok(DiskFile { file, seen })
}

/// Makes an empty file that loses its name at once: it goes with whoever has it, however that ends. It is
/// nobody else's: where its name is taken (another machine has processes of the same number), it takes the next.
pub fn nameless(dir: &Path) -> io::Result<DiskFile> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let (path, file) = loop {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = dir.join(format!("scratch-{}-{count}.tmp", std::process::id()));
        match create_new(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            file => break (path, file?),
        }
    };
    match remove(&path) {
        // Whoever tidied the directory in that moment was faster.
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(file),
    }
}

impl DiskFile {
    /// Makes its bytes durable.
    pub fn sync(&self) -> io::Result<()> {
        self.seen.sync(|| self.file.sync_all())
    }

    pub fn set_len(&self, len: u64) -> io::Result<()> {
        self.seen.set_len(|| self.file.set_len(len))
    }

    /// Makes it at least so long, with room on the disk for all of it: writing there through a mapping
    /// cannot run out of space any more.
    pub fn allocate(&mut self, len: u64) -> io::Result<()> {
        let done = self.seen.set_len(|| self.file.allocate(len));
        match done {
            // Not every file system knows how.
            Err(error) if error.kind() == io::ErrorKind::Unsupported => self.write_zeros(len),
            done => done,
        }
    }

    fn write_zeros(&mut self, len: u64) -> io::Result<()> {
        let held = self.seek(SeekFrom::End(0))?;
        io::copy(&mut io::repeat(0).take(len.saturating_sub(held)), self).map(|_| ())
    }

    /// To read or map what was written; never to write past the door.
    pub fn as_file(&self) -> &File {
        &self.file
    }
}

impl Write for DiskFile {
    #[inline]
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let file = &mut self.file;
        self.seen.write(bytes, |bytes| file.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Read for DiskFile {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.file.read(bytes)
    }
}

impl Seek for DiskFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// Gives a file or a directory another name, in the place of a file that may be there.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    change(Change::Rename(from, to), || fs::rename(from, to))
}

pub fn remove(path: &Path) -> io::Result<()> {
    change(Change::Remove(path), || fs::remove_file(path))
}

/// Removes a directory and everything in it, where it is there.
pub fn remove_dir(path: &Path) -> io::Result<()> {
    change(Change::RemoveDir(path), || match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    })
}

/// Makes a directory and those above it, and their names durable.
pub fn create_dirs(dir: &Path) -> io::Result<()> {
    let missing: Vec<&Path> =
        dir.ancestors().take_while(|dir| !dir.as_os_str().is_empty() && !dir.is_dir()).collect();
    for dir in missing.into_iter().rev() {
        let made = change(Change::MakeDir(dir), || fs::create_dir(dir));
        // Somebody else was faster.
        made.or_else(|error| if dir.is_dir() { Ok(()) } else { Err(error) })?;
        sync_dir(&parent(dir))?;
    }
    Ok(())
}

/// Makes the names in a directory durable: what was created, renamed and removed there.
pub fn sync_dir(dir: &Path) -> io::Result<()> {
    change(Change::SyncDir(dir), || match cfg!(unix) {
        true => File::open(dir)?.sync_all(),
        // Not every system can flush a directory.
        false => Ok(()),
    })
}

/// The directory a file lies in.
pub fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(dir) if !dir.as_os_str().is_empty() => dir.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Takes the lock that `path` names, for as long as the file lives; `None`: another process has it.
/// The system gives a lock back when its holder ends, however it ends.
pub fn lock(path: &Path) -> io::Result<Option<File>> {
    change(Change::Lock(path), || {
        let file = File::options().create(true).truncate(false).write(true).open(path)?;
        Ok(FileExt::try_lock_exclusive(&file)?.then_some(file))
    })
}

/// Writes a file whole or not at all: under `temporary` first, made durable, then renamed.
pub fn write_whole(path: &Path, temporary: &Path, bytes: &[u8]) -> io::Result<()> {
    let write = || {
        let mut file = create(temporary)?;
        file.write_all(bytes)?;
        file.sync()?;
        rename(temporary, path)?;
        sync_dir(&parent(path))
    };
    write().inspect_err(|_| {
        // After a rename there is nothing left to remove.
        let _ = remove(temporary);
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_system_that_cannot_allocate_is_written_with_zeros() {
        let dir = crate::testing::dir();
        let mut file = nameless(dir.path()).unwrap();
        file.write_zeros(5_000).unwrap();
        file.write_zeros(9_000).unwrap();
        assert_eq!(file.as_file().metadata().unwrap().len(), 9_000);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
