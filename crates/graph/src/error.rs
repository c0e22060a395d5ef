//! Why a ledger could not be opened, written or extended.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use model::amount::Sat;
use model::block::BlockRef;
use model::chain::LedgerId;
use model::hash::{BlockHash, OutPoint, Txid};

/// Every message names the file, or the block and transaction, it is about.
#[derive(Debug, thiserror::Error)]
pub enum GraphError {
    #[error("cannot {doing} {}: {source}", path.display())]
    Io { doing: &'static str, path: PathBuf, source: io::Error },
    #[error("{} holds no ledger: its commit record is not there", dir.display())]
    Missing { dir: PathBuf },
    #[error(
        "the ledger in {} is being written by another process, which holds {}: wait until it \
         is done, or stop it",
        dir.display(), lock.display()
    )]
    Locked { dir: PathBuf, lock: PathBuf },
    #[error("{} holds the ledger {found}, not {wanted}", dir.display())]
    OtherLedger { dir: PathBuf, found: LedgerId, wanted: LedgerId },
    #[error(
        "{file} is of format {found}, and this program knows formats up to {known}: use the \
         newer program that wrote it"
    )]
    Newer { file: String, found: u32, known: u32 },
    #[error("{file} is of the older format {found}, and this program reads format {known}")]
    Older { file: String, found: u32, known: u32 },
    #[error("{file} is damaged: {what}")]
    Damaged { file: String, what: String },

    #[error("the batch contradicts itself: {what}")]
    Shape { what: String },
    #[error("{place} follows block {prev}, but the ledger's last block is {tip}")]
    NotOnTip { place: Box<Place>, prev: BlockHash, tip: BlockRef },
    #[error(
        "{place} is the first of a linked ledger and must be a genesis block, but it follows \
         block {prev}"
    )]
    NotGenesis { place: Box<Place>, prev: BlockHash },
    #[error("{place} says it has height {said}, but {expected} comes next")]
    Height { place: Box<Place>, said: u32, expected: u32 },
    #[error("{place} is already in the ledger")]
    KnownBlock { place: Box<Place> },
    #[error("{place}: input {input} spends {out_point}, which is not in the ledger")]
    UnknownOutput { place: Box<Place>, input: u32, out_point: OutPoint },
    #[error("{place}: input {input} spends {out_point}, which is already spent in {by}")]
    SpentTwice { place: Box<Place>, input: u32, out_point: OutPoint, by: Txid },
    #[error("{place}: input {input} spends {out_point}, which can never be spent")]
    Unspendable { place: Box<Place>, input: u32, out_point: OutPoint },
    #[error(
        "{place}: an older transaction has the same id, and its output {vout} is not spent: only a \
         coinbase could come twice (BIP 30)"
    )]
    MadeTwice { place: Box<Place>, vout: u32 },
    #[error("{place}: {what} has {} satoshi, more than there can be", value.0)]
    TooMuch { place: Box<Place>, what: String, value: Sat },
    #[error("{place}: {what}")]
    BadHolder { place: Box<Place>, what: String },
    #[error("{place}: a ledger holds at most {max} {what}")]
    Full { place: Box<Place>, what: &'static str, max: u64 },
    #[error("block {to} is not in the ledger, so it cannot be rewound to it")]
    NoSuchBlock { to: BlockRef },
}

impl GraphError {
    /// Whether blocks were refused for what they say. All else is about files, or who asks.
    pub fn is_refusal(&self) -> bool {
        match self {
            GraphError::Shape { .. }
            | GraphError::NotOnTip { .. }
            | GraphError::NotGenesis { .. }
            | GraphError::Height { .. }
            | GraphError::KnownBlock { .. }
            | GraphError::UnknownOutput { .. }
            | GraphError::SpentTwice { .. }
            | GraphError::Unspendable { .. }
            | GraphError::MadeTwice { .. }
            | GraphError::TooMuch { .. }
            | GraphError::BadHolder { .. }
            | GraphError::Full { .. } => true,
            GraphError::Io { .. }
            | GraphError::Missing { .. }
            | GraphError::Locked { .. }
            | GraphError::OtherLedger { .. }
            | GraphError::Newer { .. }
            | GraphError::Older { .. }
            | GraphError::Damaged { .. }
            | GraphError::NoSuchBlock { .. } => false,
        }
    }

    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> GraphError {
        let path = path.to_owned();
        move |source| GraphError::Io { doing, path, source }
    }
}

/// Where in a batch something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The position the block would have had; in a linked ledger its height.
    pub position: u64,
    pub block: BlockHash,
    pub tx: Option<Txid>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "block {} ({})", self.position, self.block)?;
        match self.tx {
            Some(tx) => write!(f, ": transaction {tx}"),
            None => Ok(()),
        }
    }
}
