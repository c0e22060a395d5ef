//! What lies in the files that are read loose, told by content and not by name.
//!
//! Found are stretches of files: blocks, and lists of the outputs that blocks spend. Nothing is
//! checked here beyond what tells one kind from another.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::amount::Sat;
use model::chain::Network;
use model::hash::OutPoint;

use super::raito;
use super::spent::{self, Format, LIST_BYTES_MAX};
use crate::bitcoin::check;
use crate::bitcoin::decode::{self, BLOCK_SIZE_MAX, Rules};
use crate::bitcoin::error::{IngestError, Note, Place};
use crate::bitcoin::header::Header;
use crate::bitcoin::source::file::{Keys, RawFile};
use crate::bitcoin::source::homes::{Home, Stretch};
use crate::bitcoin::source::packed::{Packing, unpack, whole};
use crate::bitcoin::source::paths;
use crate::bitcoin::source::records::{FRAME_LEN, Records, half_written};

/// How much may be held in memory of files that have to be unpacked or rewritten.
const MEMORY_MAX: u64 = 512 << 20;

/// Everything found.
#[derive(Debug, Default)]
pub struct Found {
    pub homes: Vec<Home>,
    pub blocks: Vec<FoundBlock>,
    pub lists: Vec<FoundList>,
    pub undos: Vec<FoundUndo>,
    pub coins: Vec<FoundCoins>,
    /// By the magic of some file.
    pub network: Option<Network>,
    pub notes: Vec<Note>,
    pub bytes: u64,
    pub files: u64,
}

#[derive(Debug, Clone)]
pub struct FoundBlock {
    pub at: Stretch,
    /// Of its record.
    pub place: Place,
    /// Already among the kept evidence.
    pub kept: bool,
    /// Kept as it is, although it fails the checks ([`super::kept`]).
    pub trusted: bool,
    pub height_told: Option<u32>,
    /// It came without a frame, and so without its network.
    pub bare: bool,
}

/// A list of spent outputs.
#[derive(Debug, Clone)]
pub struct FoundList {
    pub at: Stretch,
    pub format: Format,
    pub place: Place,
}

/// A record of Core's `rev*.dat`.
#[derive(Debug, Clone)]
pub struct FoundUndo {
    pub at: Stretch,
    pub place: Place,
    /// The double SHA-256 of the hash of the block's parent and of the record.
    pub checksum: [u8; 32],
}

/// A file of coins by outpoint.
#[derive(Debug, Clone)]
pub struct FoundCoins {
    pub place: Place,
    pub coins: Vec<(OutPoint, Sat, Vec<u8>)>,
}

/// How far a search is.
pub type Report<'a> = &'a mut dyn FnMut(u64, u64, u64);

impl Found {
    /// Looks through files and directories; `kept` is the directory of evidence kept before.
    pub fn search(
        paths: &[PathBuf],
        kept: Option<&Path>,
        report: Report<'_>,
    ) -> Result<Found, IngestError> {
        let files = files(paths, kept)?;
        let mut found = Found { files: files.len() as u64, ..Found::default() };
        let mut keys = Keys::default();
        for file in files {
            let named = file.named;
            let raw = keys.open(&file.path, &mut found.notes)?;
            found.bytes += raw.len();
            let unknown = match Packing::of(&head(&raw)?) {
                None => found.file(&raw, None, file.kept)?,
                Some(packing) => {
                    let left = MEMORY_MAX.saturating_sub(found.in_memory());
                    let bytes = Arc::new(unpack(&raw, packing, left)?);
                    let inner = RawFile::in_memory(file.path.clone(), bytes.clone());
                    found.file(&inner, Some(bytes), file.kept)?
                }
            };
            if let Some(why) = unknown {
                let path = file.path.clone();
                match named {
                    true => return Err(IngestError::Unknown { path: path.to_path_buf(), why }),
                    false => found.notes.push(Note::Unknown { path, why }),
                }
            }
            report(found.files, found.bytes, found.blocks.len() as u64);
        }
        Ok(found)
    }

    fn in_memory(&self) -> u64 {
        let size = |home: &Home| match home {
            Home::Disk { .. } => 0,
            Home::Memory { bytes, .. } => bytes.len() as u64,
        };
        self.homes.iter().map(size).sum()
    }

    /// Takes what is in a file, or says why it is nothing.
    fn file(
        &mut self,
        file: &RawFile,
        unpacked: Option<Arc<Vec<u8>>>,
        kept: bool,
    ) -> Result<Option<&'static str>, IngestError> {
        let head = head(file)?;
        let name = file.path().file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let framed = head.first_chunk().copied().and_then(Network::from_magic).is_some();
        let is_core = name.ends_with(".dat") || name.ends_with(".blk");
        let home = self.home(file, unpacked);
        if framed && name.starts_with("rev") {
            return self.undo_file(file, home).map(|()| None);
        }
        if framed || is_core {
            return self.block_file(file, home, kept).map(|()| None);
        }
        match head.iter().find(|byte| !byte.is_ascii_whitespace()) {
            None => Ok(Some("the file is empty")),
            Some(b'{') if head.starts_with(b"{\"block\":") => self.kept_lines(file, home),
            Some(b'{') => self.raito(file),
            Some(b'[') => self.array(file, home),
            Some(_) => self.bare(file, home),
        }
    }

    fn home(&mut self, file: &RawFile, unpacked: Option<Arc<Vec<u8>>>) -> u32 {
        let path = file.path().clone();
        let home = match unpacked {
            Some(bytes) => Home::Memory { path, bytes },
            None => Home::Disk { path, key: file.key() },
        };
        self.add_home(home)
    }

    fn add_home(&mut self, home: Home) -> u32 {
        self.homes.push(home);
        u32::try_from(self.homes.len() - 1).expect("homes are files that were listed one by one")
    }

    fn block_file(&mut self, file: &RawFile, home: u32, kept: bool) -> Result<(), IngestError> {
        let mut records = Records::new(file, self.network);
        let mut last = None;
        while let Some(record) = records.next(&mut self.notes)? {
            last = Some(record);
            let at = Stretch { home, start: record.offset + FRAME_LEN, len: record.size.into() };
            let place = file.place(record.offset);
            self.blocks.push(FoundBlock {
                at,
                place,
                kept,
                trusted: kept && super::kept::is_trusted(file.path()),
                height_told: None,
                bare: false,
            });
        }
        self.network = records.network();
        if let (Some(record), Some(network)) = (last, self.network)
            && let Some(note) = half_written(file, &record, network)?
        {
            self.blocks.pop();
            self.notes.push(note);
        }
        Ok(())
    }

    /// Core's undo files: magic, length, undo, checksum.
    fn undo_file(&mut self, file: &RawFile, home: u32) -> Result<(), IngestError> {
        let mut at = 0;
        loop {
            let mut frame = [0; 8];
            if file.read(at, &mut frame)? < frame.len() {
                return Ok(());
            }
            let (magic, size) = frame.split_at(4);
            let magic = magic.try_into().expect("four of eight bytes");
            let len = u64::from(u32::from_le_bytes(size.try_into().expect("four of eight bytes")));
            let end = at + FRAME_LEN + len;
            let network = Network::from_magic(magic);
            if let (Some(network), Some(found)) = (self.network, network)
                && network != found
            {
                return Err(IngestError::Mixed { network, found, place: file.place(at) });
            }
            let mut checksum = [0; 32];
            let there = network.is_some() && len <= LIST_BYTES_MAX && end + 32 <= file.len();
            if !there || file.read(end, &mut checksum)? < checksum.len() {
                return self.undo_end(file, at);
            }
            self.network = network;
            let stretch = Stretch { home, start: at + FRAME_LEN, len };
            self.undos.push(FoundUndo { at: stretch, place: file.place(at), checksum });
            at = end + 32;
        }
    }

    /// Past the last undo record there are zeroes; anything else is said.
    fn undo_end(&mut self, file: &RawFile, at: u64) -> Result<(), IngestError> {
        let mut tail = [0; 32];
        let count = file.read_raw(at, &mut tail)?;
        if tail[..count].iter().any(|byte| *byte != 0) {
            self.notes.push(Note::Skipped { place: file.place(at), len: file.len() - at });
        }
        Ok(())
    }

    /// Evidence kept before: a line of JSON a block.
    fn kept_lines(
        &mut self,
        file: &RawFile,
        home: u32,
    ) -> Result<Option<&'static str>, IngestError> {
        let mut buffer = vec![0; 1 << 20];
        let (mut at, mut start) = (0, 0);
        loop {
            let count = file.read(at, &mut buffer)?;
            if count == 0 {
                break;
            }
            for end in buffer[..count].iter().enumerate().filter(|(_, byte)| **byte == b'\n') {
                let end = at + end.0 as u64;
                let stretch = Stretch { home, start, len: end - start };
                let place = file.place(start);
                self.lists.push(FoundList { at: stretch, format: Format::Kept, place });
                start = end + 1;
            }
            at += count as u64;
        }
        if start < at {
            self.notes.push(Note::HalfWritten {
                place: file.place(start),
                claimed: None,
                there: at - start,
            });
        }
        Ok(None)
    }

    fn raito(&mut self, file: &RawFile) -> Result<Option<&'static str>, IngestError> {
        let left = MEMORY_MAX.saturating_sub(self.in_memory());
        let Some(text) = whole(file, left)? else {
            return Ok(Some("it is too large for a JSON of blocks"));
        };
        let place = file.place(0);
        let rebuilt = match raito::rebuild(&text) {
            Ok(rebuilt) => rebuilt,
            Err(_) => return Ok(Some("it is JSON, but not of blocks with what they spend")),
        };
        match self.network {
            Some(network) if network != Network::Main => {
                return Err(IngestError::Mixed { network, found: Network::Main, place });
            }
            _ => self.network = Some(Network::Main),
        }
        for block in rebuilt {
            let at = self.memory(file, block.bytes);
            self.blocks.push(FoundBlock {
                at,
                place: place.clone(),
                kept: false,
                trusted: false,
                height_told: Some(block.height),
                bare: false,
            });
            if !block.spent.is_empty() {
                let at = self.memory(file, block.spent);
                self.lists.push(FoundList { at, format: Format::Outputs, place: place.clone() });
            }
        }
        Ok(None)
    }

    fn memory(&mut self, file: &RawFile, bytes: Vec<u8>) -> Stretch {
        let len = bytes.len() as u64;
        let home = Home::Memory { path: file.path().clone(), bytes: Arc::new(bytes) };
        Stretch { home: self.add_home(home), start: 0, len }
    }

    fn array(&mut self, file: &RawFile, home: u32) -> Result<Option<&'static str>, IngestError> {
        let why = Some("it is JSON, but no list of spent outputs");
        let Some(text) = whole(file, LIST_BYTES_MAX)? else { return Ok(why) };
        match spent::read(Format::Array, &text) {
            Ok(_) => Ok(self.list(file, home, Format::Array)),
            Err(_) => Ok(why),
        }
    }

    fn list(&mut self, file: &RawFile, home: u32, format: Format) -> Option<&'static str> {
        let at = Stretch { home, start: 0, len: file.len() };
        self.lists.push(FoundList { at, format, place: file.place(0) });
        None
    }

    /// A file without any frame: one block, or one block's spent outputs.
    fn bare(&mut self, file: &RawFile, home: u32) -> Result<Option<&'static str>, IngestError> {
        let why = "it is no block, no block file and no list of spent outputs";
        let Some(bytes) = whole(file, LIST_BYTES_MAX)? else { return Ok(Some(why)) };
        if is_block(&bytes) {
            let at = Stretch { home, start: 0, len: file.len() };
            let place = file.place(0);
            self.blocks.push(FoundBlock {
                at,
                place,
                kept: false,
                trusted: false,
                height_told: None,
                bare: true,
            });
            return Ok(None);
        }
        if let Ok(coins) = spent::read_coins(&bytes)
            && !coins.is_empty()
        {
            self.coins.push(FoundCoins { place: file.place(0), coins });
            return Ok(None);
        }
        match spent::read(Format::Outputs, &bytes) {
            Ok(_) => Ok(self.list(file, home, Format::Outputs)),
            Err(_) => Ok(Some(why)),
        }
    }
}

/// Whether bytes are meant to be a block: its header proves work as only a miner can, or it is
/// whole (a regtest block proves next to nothing).
fn is_block(bytes: &[u8]) -> bool {
    let Some(header) = bytes.first_chunk() else { return false };
    let (hash, bits) = (Header::hash(header), Header::read(header).bits);
    let rules = Rules { network: Network::Regtest, trust: false };
    bytes.len() <= BLOCK_SIZE_MAX
        && (check::proof_of_work(Network::Main, bits, &hash).is_ok()
            || decode::block(bytes, None, rules).is_ok())
}

/// The first bytes, without obfuscation.
fn head(file: &RawFile) -> Result<Vec<u8>, IngestError> {
    let mut head = vec![0; 64];
    let count = file.read(0, &mut head)?;
    head.truncate(count);
    Ok(head)
}

struct Listed {
    path: Arc<PathBuf>,
    /// By the person, and not found in a directory.
    named: bool,
    kept: bool,
}

/// Kept evidence first, so that of two copies of a block the kept one is used; but what was kept on
/// trust last, so that a copy that passes the checks takes its place.
fn files(paths: &[PathBuf], kept: Option<&Path>) -> Result<Vec<Listed>, IngestError> {
    let mut listed = Vec::new();
    let mut known = BTreeSet::new();
    let mut trusted = Vec::new();
    let mut add = |path: PathBuf, named, kept| {
        if known.insert(path.clone()) {
            listed.push(Listed { path: Arc::new(path), named, kept });
        }
    };
    if let Some(kept) = kept.filter(|kept| kept.exists()) {
        let is_evidence = |name: &str| name.ends_with(".blk") || name.ends_with(".jsonl");
        let all = paths::list(kept, is_evidence)?;
        let (last, first): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|path| super::kept::is_trusted(path));
        first.into_iter().for_each(|path| add(path, false, true));
        trusted = last;
    }
    for path in paths {
        if !paths::is_dir(path)? {
            add(path.clone(), true, false);
            continue;
        }
        for path in paths::list(path, |name| name != "xor.dat" && !name.starts_with('.'))? {
            add(path, false, false);
        }
    }
    trusted.into_iter().for_each(|path| add(path, false, true));
    Ok(listed)
}
