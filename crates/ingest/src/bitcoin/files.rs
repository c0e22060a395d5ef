//! Block files as one linked chain: scan the headers, choose the chain, then read its blocks.
//!
//! [`BlockFiles::scan`] looks at 88 bytes of each record, so that a rescan of a whole node is
//! quick; [`BlockFiles::steps`] compares with what a ledger holds and yields only what is new, in
//! chain order, decoded ahead of the consumer on threads of its own. What comes out depends on
//! the files and the ledger alone, not on threads. An error ends the steps; what came before it
//! is valid and may be kept.

mod steps;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;

use model::chain::Network;
use model::hash::BlockHash;

pub use self::steps::Steps;
use super::chain::{self, BLOCKS_MAX, Headers, Held, Plan, Row, Tree};
use super::check;
use super::decode::{Decoder, Rules};
use super::error::{Corrupt, Fault, IngestError, Note, Place};
use super::header::Header;
use super::network;
use super::source::file::{Keys, RawFile, deobfuscate};
use super::source::homes::{Home, OpenFiles, Stretch};
use super::source::paths::block_files;
use super::source::records::{FRAME_LEN, Record, Records};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Take proof of work, Merkle roots, witness commitments and distinct txids for granted.
    pub trust: bool,
    /// Decoders running ahead of the consumer; at least one.
    pub threads: usize,
    /// Of serialised blocks in one batch; a batch has at least one block.
    pub batch_bytes: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { trust: false, threads: 1, batch_bytes: 16 << 20 }
    }
}

/// How far a scan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    pub files_done: usize,
    pub files: usize,
    pub bytes_done: u64,
    pub bytes: u64,
    pub blocks: u64,
}

/// What a scan found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub files: u64,
    pub bytes: u64,
    /// Distinct blocks, whether or not they link.
    pub blocks: u64,
    /// Further records of the same blocks.
    pub duplicates: u64,
}

/// Block files whose headers are known.
#[derive(Debug)]
pub struct BlockFiles {
    shared: Arc<Shared>,
    counts: Counts,
    notes: Vec<Note>,
    options: Options,
}

/// What the decoding threads need.
#[derive(Debug)]
struct Shared {
    homes: Vec<Home>,
    tree: Tree,
    network: Network,
    trust: bool,
}

impl BlockFiles {
    /// Scans directories of `blk*.dat` and single block files for the headers of their records.
    pub fn scan(
        paths: &[PathBuf],
        options: &Options,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<BlockFiles, IngestError> {
        let paths = block_files(paths)?;
        let mut scan = Scan::new(&paths, options)?;
        let mut homes = Vec::new();
        for (number, path) in paths.iter().enumerate() {
            let file = scan.file(number, path, progress)?;
            homes.push(Home::Disk { path: path.clone(), key: file.key() });
        }
        let Some(network) = scan.network.filter(|_| !scan.headers.is_empty()) else {
            return Err(no_blocks(paths.first(), &scan.notes));
        };
        let tree = scan.headers.link();
        let counts = Counts {
            files: homes.len() as u64,
            bytes: scan.progress.bytes,
            blocks: tree.len() as u64,
            duplicates: tree.duplicates() as u64,
        };
        let shared = Arc::new(Shared { homes, tree, network, trust: options.trust });
        Ok(BlockFiles { shared, counts, notes: scan.notes, options: *options })
    }

    pub fn network(&self) -> Network {
        self.shared.network
    }

    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// What the scan passed over, in file order.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// What brings a ledger to the best chain in these files. Fails at once where nothing in them
    /// links to the ledger or to the network's genesis.
    pub fn steps(&self, held: &dyn Held) -> Result<Steps, IngestError> {
        let shared = &self.shared;
        let is_genesis =
            |hash: &BlockHash, prev: &BlockHash| network::is_genesis(shared.network, *hash, *prev);
        let work = |bits| check::work(shared.network, bits).unwrap_or(0);
        let plan = chain::plan(&shared.tree, held, &is_genesis, &work);
        if !plan.links {
            return Err(self.nothing_links(held, &plan));
        }
        if plan.back.is_some() {
            self.verify_branch(&plan)?;
        }
        let (end, waiting) = self.end(&plan);
        let mut notes = Vec::new();
        if plan.estimated > 0 {
            notes.push(Note::Estimated { blocks: plan.estimated });
        }
        notes.extend(waiting);
        Ok(Steps::start(shared.clone(), plan, &self.options, end, notes))
    }

    /// Reads the blocks that make another branch the better one, before anything is undone for it.
    fn verify_branch(&self, plan: &Plan) -> Result<(), IngestError> {
        let mut reader = Reader::new(self.shared.clone());
        let mut batch = model::batch::Batch::default();
        for (row, height) in plan.forward.iter().zip(plan.height_start..).take(plan.enough as usize)
        {
            batch.clear();
            reader.block(*row, height, &mut batch, &mut Vec::new())?;
        }
        Ok(())
    }

    /// Why no block links.
    fn nothing_links(&self, held: &dyn Held, plan: &Plan) -> IngestError {
        let network = self.network();
        let none = BlockHash::default();
        let begins = self.shared.tree.roots().iter().find(|(_, prev)| *prev == none);
        match (begins, held.tip(), network::genesis(network)) {
            (Some(_), Some(tip), _) => IngestError::OtherChain { tip: tip.hash },
            (Some((row, _)), None, Some(expected)) => {
                let found = self.shared.tree.row(*row).hash;
                IngestError::Genesis { network, expected, found }
            }
            _ => self.missing(plan),
        }
    }

    /// The error or the note about what was left out, once everything that links is delivered.
    fn end(&self, plan: &Plan) -> (Option<IngestError>, Option<Note>) {
        let damaged = self.notes.iter().find_map(|note| match note {
            Note::Damaged(corrupt) => Some(corrupt.clone()),
            _ => None,
        });
        match (plan.unlinked, plan.missing) {
            (0, _) | (_, None) => {
                (damaged.map(|corrupt| IngestError::Corrupt(Box::new(corrupt))), None)
            }
            (count @ ..=AHEAD_MAX, Some((_, missing))) if self.damage().is_empty() => {
                (None, Some(Note::Waiting { count, missing }))
            }
            _ => (Some(self.missing(plan)), None),
        }
    }

    fn missing(&self, plan: &Plan) -> IngestError {
        let (row, missing) = plan.missing.expect("where nothing links, some root does not");
        IngestError::Missing {
            missing,
            count: plan.unlinked,
            first: self.shared.tree.row(row).hash,
            place: self.shared.place(row),
            damage: self.damage(),
        }
    }

    fn damage(&self) -> Vec<Note> {
        let is_damage = |note: &&Note| matches!(note, Note::Skipped { .. } | Note::Damaged(_));
        self.notes.iter().filter(is_damage).cloned().collect()
    }
}

/// How far ahead of its chain a node downloads blocks (`BLOCK_DOWNLOAD_WINDOW`, Bitcoin Core
/// `net_processing.cpp`): so many may wait for one that is not there yet.
const AHEAD_MAX: u64 = 1024;

/// The first pass, file by file.
struct Scan {
    headers: Headers,
    network: Option<Network>,
    notes: Vec<Note>,
    keys: Keys,
    progress: Progress,
    trust: bool,
}

impl Scan {
    fn new(paths: &[Arc<PathBuf>], options: &Options) -> Result<Self, IngestError> {
        let mut bytes = 0;
        for path in paths {
            match std::fs::metadata(&**path) {
                Ok(metadata) => bytes += metadata.len(),
                Err(source) => {
                    return Err(IngestError::Read { path: path.to_path_buf(), source });
                }
            }
        }
        Ok(Self {
            headers: Headers::default(),
            network: None,
            notes: Vec::new(),
            keys: Keys::default(),
            progress: Progress { files: paths.len(), bytes, ..Progress::default() },
            trust: options.trust,
        })
    }

    fn file(
        &mut self,
        number: usize,
        path: &Arc<PathBuf>,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<RawFile, IngestError> {
        let file = self.keys.open(path, &mut self.notes)?;
        let number = u32::try_from(number).expect("paths were listed one by one");
        let bytes_before = self.progress.bytes_done;
        let mut records = Records::new(&file, self.network);
        let mut last = None;
        while let Some(record) = records.next(&mut self.notes)? {
            self.network = records.network();
            if let Some(record) = last.replace(record) {
                self.record(&file, number, &record)?;
            }
            if self.headers.len().is_multiple_of(4096) {
                self.progress.bytes_done = bytes_before + records.at();
                progress(self.progress);
            }
        }
        if let Some(record) = last {
            match self.half_written(&file, &record)? {
                Some(note) => self.notes.push(note),
                None => self.record(&file, number, &record)?,
            }
        }
        self.progress.files_done += 1;
        self.progress.bytes_done = bytes_before + file.len();
        progress(self.progress);
        Ok(file)
    }

    fn record(&mut self, file: &RawFile, number: u32, record: &Record) -> Result<(), IngestError> {
        if self.headers.len() == BLOCKS_MAX {
            return Err(IngestError::TooMany { limit: BLOCKS_MAX });
        }
        let network = self.network.expect("a record has a magic");
        let header = Header::read(&record.header);
        let hash = Header::hash(&record.header);
        // With trust the bits must still be valid: work is counted by them.
        let checked = match self.trust {
            true => check::work(network, header.bits).map(|_| ()),
            false => check::proof_of_work(network, header.bits, &hash),
        };
        match checked {
            Ok(()) => {
                let Record { offset, size, .. } = *record;
                let row = Row { hash, offset, file: number, size, bits: header.bits };
                self.headers.push(row, header.prev);
                self.progress.blocks += 1;
            }
            Err(reason) => self.notes.push(Note::Damaged(Corrupt {
                place: file.place(record.offset),
                hash: Some(hash),
                height: None,
                fault: Fault { at: 0, reason },
            })),
        }
        Ok(())
    }

    /// Core allocates ahead, so the block it is writing right now is a record whose end is still
    /// zeroes. Said of a file's last record alone, and only if it does not decode.
    fn half_written(&self, file: &RawFile, record: &Record) -> Result<Option<Note>, IngestError> {
        let mut bytes = vec![0; record.size as usize];
        let start = record.offset + FRAME_LEN;
        let mut tail = [0; 32];
        let tail_start = start + u64::from(record.size) - tail.len() as u64;
        file.read_raw(tail_start, &mut tail)?;
        let mut plain = tail;
        deobfuscate(file.key(), tail_start, &mut plain);
        if tail != [0; 32] && plain != [0; 32] {
            return Ok(None);
        }
        file.read(start, &mut bytes)?;
        let rules = Rules { network: self.network.expect("a record has a magic"), trust: false };
        let faulty = super::decode::block(&bytes, None, rules).is_err();
        let there = {
            file.read_raw(start, &mut bytes)?;
            bytes.iter().rposition(|byte| *byte != 0).map_or(0, |at| at as u64 + 1)
        };
        Ok(faulty.then(|| Note::HalfWritten {
            place: file.place(record.offset),
            claimed: Some(record.size),
            there,
        }))
    }
}

/// Why there is no block in any of the files.
fn no_blocks(path: Option<&Arc<PathBuf>>, notes: &[Note]) -> IngestError {
    let path = path.map(|path| path.to_path_buf()).unwrap_or_default();
    let what = match notes {
        [] => "nothing but zeroes".to_owned(),
        [note, ..] => note.to_string(),
    };
    IngestError::NoBlocks { path, what }
}

impl Shared {
    fn place(&self, row: u32) -> Place {
        let row = self.tree.row(row);
        self.homes[row.file as usize].place(row.offset)
    }
}

/// Reads and decodes blocks by row, with a few files open.
#[derive(Debug)]
struct Reader {
    shared: Arc<Shared>,
    open: OpenFiles,
    bytes: Vec<u8>,
    decoder: Decoder,
}

impl Reader {
    fn new(shared: Arc<Shared>) -> Self {
        Self { shared, open: OpenFiles::default(), bytes: Vec::new(), decoder: Decoder::default() }
    }

    /// Appends a block to a batch. Where its record is damaged, its spares are tried.
    fn block(
        &mut self,
        row: u32,
        height: u32,
        batch: &mut model::batch::Batch,
        notes: &mut Vec<Note>,
    ) -> Result<(), IngestError> {
        let corrupt = match self.record(row, height, batch)? {
            Ok(()) => return Ok(()),
            Err(corrupt) => corrupt,
        };
        let shared = self.shared.clone();
        for spare in shared.tree.spares(row) {
            if self.record(spare, height, batch)?.is_ok() {
                notes.push(Note::Spare { corrupt: *corrupt, used: shared.place(spare) });
                return Ok(());
            }
        }
        Err(IngestError::Corrupt(corrupt))
    }

    fn record(
        &mut self,
        row: u32,
        height: u32,
        batch: &mut model::batch::Batch,
    ) -> Result<Result<(), Box<Corrupt>>, IngestError> {
        let Row { hash, offset, file, size, .. } = *self.shared.tree.row(row);
        let place = self.shared.place(row);
        let stretch = Stretch { home: file, start: offset + FRAME_LEN, len: u64::from(size) };
        self.open.read(&self.shared.homes, stretch, &mut self.bytes)?;
        let same = self.bytes.first_chunk().is_some_and(|header| Header::hash(header) == hash);
        if !same {
            return Err(IngestError::Changed { place });
        }
        let rules = Rules { network: self.shared.network, trust: self.shared.trust };
        let decoded = self.decoder.block(&self.bytes, Some(height), rules, batch);
        Ok(decoded.map_err(|fault| {
            Box::new(Corrupt { place, hash: Some(hash), height: Some(height), fault })
        }))
    }
}
