//! Block files as one linked chain: scan the headers, choose the chain, then read its blocks.
//!
//! [`BlockFiles::scan`] looks at 88 bytes of each record, so that a rescan of a whole node is
//! quick; [`BlockFiles::steps`] compares with what a ledger holds and yields only what is new, in
//! chain order, decoded ahead of the consumer on threads of its own if it wants some. What comes out
//! depends on the files and the ledger alone, not on threads. An error ends the steps; what came before it
//! is valid and may be kept.

mod read;
mod scan;
mod shelf;
mod steps;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;

use model::chain::Network;
use model::hash::BlockHash;

use self::read::Reader;
use self::scan::Scan;
pub use self::steps::Steps;
use super::chain::{self, Held, Plan, Tree};
use super::check;
use super::error::{IngestError, Note, Place};
use super::network;
use super::source::homes::Home;
use super::source::paths::block_files;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Take proof of work, Merkle roots, witness commitments and distinct txids for granted.
    pub trust: bool,
    /// On which files are scanned and, running ahead of the consumer, blocks decoded. The consumer decodes too
    /// where it would have to wait; without any threads, all that it asks for.
    pub threads: usize,
    /// Batches that may be begun or wait beyond the one that the consumer has; at least one more than threads.
    pub ahead: usize,
    /// Of serialised blocks in one batch; a batch has at least one block.
    pub batch_bytes: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { trust: false, threads: 1, ahead: 2, batch_bytes: 16 << 20 }
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
        let mut within = Vec::new();
        let paths = block_files(paths, &mut within)?;
        let scan = Scan::of(&paths, options, progress)?;
        let homes = scan.homes;
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
        let notes = within.into_iter().chain(scan.notes).collect();
        let shared = Arc::new(Shared { homes, tree, network, trust: options.trust });
        Ok(BlockFiles { shared, counts, notes, options: *options })
    }

    /// The same, to be read by so many decoders, so many batches of so many bytes ahead: what there is to
    /// read is known by now.
    #[must_use]
    pub fn read_by(mut self, threads: usize, ahead: usize, batch_bytes: u64) -> Self {
        self.options = Options { threads, ahead, batch_bytes, ..self.options };
        self
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

impl Shared {
    fn place(&self, row: u32) -> Place {
        let row = self.tree.row(row);
        self.homes[row.file as usize].place(row.offset)
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
