//! What can be wrong with blocks and block files, and how it is said.
//!
//! A [`Fault`] is what a pure decoder finds: an offset within a block and a reason. An
//! [`IngestError`] adds which file and which block, and ends an ingest. A [`Note`] ends nothing
//! but must be told: every byte that was not taken is in one.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use model::chain::Network;
use model::hash::{BlockHash, Txid};

/// Why the bytes of a block are not a block, and where in them that shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    pub at: usize,
    pub reason: Reason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    #[error("{wanted} more bytes are needed and {left} are left")]
    Short { wanted: usize, left: usize },
    #[error("a compact size is not in its shortest form")]
    LongForm,
    #[error("{left} bytes are left over after the last transaction")]
    LeftOver { left: usize },
    #[error("{size} bytes is more than a block can have (4000000)")]
    TooLarge { size: u64 },
    #[error("{size} bytes is less than a block can have (81)")]
    TooSmall { size: u64 },
    #[error("the block weighs {weight}, more than a block can (4000000)")]
    TooHeavy { weight: u64 },
    #[error("difficulty bits {bits:08x} are not valid on this network")]
    Bits { bits: u32 },
    #[error("the hash does not meet the difficulty the header claims")]
    ProofOfWork,
    #[error("the block has no transaction")]
    NoTransactions,
    #[error("transaction {tx} has no inputs")]
    NoInputs { tx: u32 },
    #[error("transaction {tx} has no outputs")]
    NoOutputs { tx: u32 },
    #[error("transaction {tx} has the unknown witness flag {flag}")]
    WitnessFlag { tx: u32, flag: u8 },
    #[error("transaction {tx} says it has a witness and has none")]
    WitnessEmpty { tx: u32 },
    #[error("the first transaction is not a coinbase")]
    CoinbaseMissing,
    #[error("transaction {tx} spends nothing, as only the first may")]
    CoinbaseAgain { tx: u32 },
    #[error("the coinbase script has {len} bytes, and 2 to 100 are allowed")]
    CoinbaseScript { len: usize },
    #[error("output {vout} of transaction {tx} is worth {value} sat, more than there can be")]
    Value { tx: u32, vout: u32, value: u64 },
    #[error("the outputs of transaction {tx} are worth more than there can be")]
    ValueSum { tx: u32 },
    #[error("the Merkle root of the transactions is not the header's")]
    MerkleRoot,
    #[error("the transactions repeat so that the Merkle root hides it (CVE-2012-2459)")]
    MerkleRepeat,
    #[error("transaction {txid} occurs twice in the block")]
    TxidTwice { txid: Txid },
    #[error("the block has witnesses and its coinbase does not commit to them")]
    CommitmentMissing,
    #[error("the coinbase's own witness is not the 32 bytes a commitment needs")]
    CommitmentNonce,
    #[error("the witnesses are not the ones the coinbase commits to")]
    Commitment,
    #[error("a variable-length integer does not fit 64 bits")]
    Varint,
    #[error("an amount is more than there can be")]
    Amount,
    #[error("a bare public key is on no point of the curve")]
    Point,
    #[error("what should be hex is not")]
    Hex,
    #[error("the JSON is not of this form (line {line}, column {column})")]
    Json { line: usize, column: usize },
    #[error("the coinbase commits to witnesses and the block came without them")]
    WitnessStripped,
}

/// Bytes in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub path: Arc<PathBuf>,
    pub offset: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.path.display(), self.offset)
    }
}

/// A block that is not what it should be. `place` is the record's; the fault's own offset is
/// relative to the block's first byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrupt {
    pub place: Place,
    pub hash: Option<BlockHash>,
    pub height: Option<u32>,
    pub fault: Fault,
}

impl fmt::Display for Corrupt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, hash, height, fault } = self;
        write!(f, "{place}: block")?;
        if let Some(height) = height {
            write!(f, " {height}")?;
        }
        if let Some(hash) = hash {
            write!(f, " ({hash})")?;
        }
        write!(f, ": {}", fault.reason)?;
        if fault.at > 0 {
            write!(f, " (byte {} of the block)", fault.at)?;
        }
        Ok(())
    }
}

/// Why an ingest ended before it took everything.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    #[error("cannot read {}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{} holds no block files", path.display())]
    NoFiles { path: PathBuf },
    #[error("{} has {len} bytes where a key of 8 is needed", path.display())]
    Key { path: PathBuf, len: u64 },
    #[error("no block in {} ({what})", path.display())]
    NoBlocks { path: PathBuf, what: String },
    #[error("{place} is a record of network {found}, and what came before is of {network}")]
    Mixed { network: Network, found: Network, place: Place },
    #[error("{0}")]
    Corrupt(Box<Corrupt>),
    #[error("the evidence kept before is damaged: {0}")]
    Evidence(Box<Corrupt>),
    #[error("{0}")]
    List(Box<Corrupt>),
    #[error("{place}: the file changed while it was read")]
    Changed { place: Place },
    #[error(
        "block {missing} is missing: {count} block{} not link without it, the first of them {first} in {place}{damage}",
        if *count == 1 { " does" } else { "s do" },
        damage = Trail(damage)
    )]
    Missing {
        missing: BlockHash,
        count: u64,
        first: BlockHash,
        place: Place,
        /// Damage that was skipped on the way: where the missing block may have been.
        damage: Vec<Note>,
    },
    #[error("the chain in these files begins with {found}, and network {network} with {expected}")]
    Genesis { network: Network, expected: BlockHash, found: BlockHash },
    #[error(
        "these files hold another chain than the ledger: nothing in them links to its blocks (its tip is {tip})"
    )]
    OtherChain { tip: BlockHash },
    #[error("{} unpacks to more than {bytes_max} bytes", path.display())]
    Packed { path: PathBuf, bytes_max: u64 },
    #[error("{} is nothing that is known here: {why}", path.display())]
    Unknown { path: PathBuf, why: &'static str },
    #[error("cannot tell which network the block in {} is of", path.display())]
    NetworkUnknown { path: PathBuf },
    #[error("cannot write {}", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("these files hold more than {limit} blocks")]
    TooMany { limit: usize },
    #[error("a reading thread stopped without a word")]
    Thread,
}

/// Damage as the end of a sentence.
struct Trail<'a>(&'a [Note]);

impl fmt::Display for Trail<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [] => Ok(()),
            [note] => write!(f, "; {note}"),
            [note, rest @ ..] => write!(f, "; {note} (and {} more)", rest.len()),
        }
    }
}

impl IngestError {
    /// What the person asking can do about it.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            IngestError::Read { .. }
            | IngestError::Write { .. }
            | IngestError::TooMany { .. }
            | IngestError::Thread => {
                return None;
            }
            IngestError::NoFiles { .. } => {
                "name a directory with Bitcoin Core's blk*.dat (usually .bitcoin/blocks), or files"
            }
            IngestError::Key { .. } => "copy xor.dat again from the directory the files are from",
            IngestError::NoBlocks { .. } => {
                "files of Bitcoin Core 28 and newer need their directory's xor.dat; --loose takes single blocks"
            }
            IngestError::Mixed { .. } => "ingest each network's files by themselves",
            IngestError::List(_) => "leave it out, or get it again",
            IngestError::Corrupt(_) => "replace the file from the node and run again",
            IngestError::Evidence(_) => {
                "give a file with the whole block as well: it takes the damaged one's place"
            }
            IngestError::Changed { .. } => "run again; what was taken is kept",
            IngestError::Packed { .. } => "unpack it first",
            IngestError::Unknown { .. } => {
                "block files, single blocks, undo files, raito's JSON or lists of spent outputs are"
            }
            IngestError::NetworkUnknown { .. } => "name the network",
            IngestError::Missing { .. } => {
                "add the file that holds it, or use --loose to take blocks that do not link"
            }
            IngestError::Genesis { .. } => "use --loose to take blocks that do not link",
            IngestError::OtherChain { .. } => "use another data directory for another chain",
        };
        Some(hint.to_owned())
    }
}

/// Something an ingest passed over without failing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// The last record of a file is not all there, as in the newest file of a running node.
    HalfWritten { place: Place, claimed: Option<u32>, there: u64 },
    /// Bytes that are no record. Reading went on at the next record, if there was one.
    Skipped { place: Place, len: u64 },
    /// A record whose header is none: it was left out, and reading went on behind it.
    Damaged(Corrupt),
    /// A file in a directory that is nothing an ingest knows.
    Unknown { path: Arc<PathBuf>, why: &'static str },
    /// A list of spent outputs that was not used.
    Unused { place: Place, why: String },
    /// Two lists say different things of what a block spends: neither was used where they do.
    Disagree { block: BlockHash, inputs: u64 },
    /// An obfuscation key lies beside a file that is not obfuscated.
    Plain { path: Arc<PathBuf> },
    /// A directory was named, and the block files are in this one within.
    Within { path: Arc<PathBuf> },
    /// A second record of a block was used since the first was damaged.
    Spare { corrupt: Corrupt, used: Place },
    /// Blocks whose ancestors are not there yet, as while a node downloads.
    Waiting { count: u64, missing: BlockHash },
    /// The ledger's branch is not in these files, so its work was estimated from this branch's.
    Estimated { blocks: u64 },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::HalfWritten { place, claimed: Some(claimed), there } => write!(
                f,
                "{place}: the last record claims {claimed} bytes and {there} are there: stopped before it"
            ),
            Note::HalfWritten { place, claimed: None, there } => write!(
                f,
                "{place}: the file ends within a record's first 8 bytes ({there} there): stopped before it"
            ),
            Note::Skipped { place, len } => {
                write!(f, "{place}: skipped {len} bytes that are no block record")
            }
            Note::Damaged(corrupt) => write!(f, "{corrupt}: left out"),
            Note::Unknown { path, why } => write!(f, "{}: passed over: {why}", path.display()),
            Note::Unused { place, why } => write!(f, "{place}: spent outputs not used: {why}"),
            Note::Disagree { block, inputs } => write!(
                f,
                "block {block}: lists disagree on {inputs} of the outputs it spends, which stay unknown"
            ),
            Note::Plain { path } => {
                write!(f, "{}: read as it is, although xor.dat lies beside it", path.display())
            }
            Note::Within { path } => write!(f, "the block files are read from {}", path.display()),
            Note::Spare { corrupt, used } => write!(f, "{corrupt}: used its copy in {used}"),
            Note::Waiting { count, missing } => write!(
                f,
                "{count} block{} block {missing}, which is not in these files",
                if *count == 1 { " waits for" } else { "s wait for" }
            ),
            Note::Estimated { blocks } => write!(
                f,
                "the work of {blocks} block{} of the ledger is estimated: they are not in these files",
                if *blocks == 1 { "" } else { "s" }
            ),
        }
    }
}
