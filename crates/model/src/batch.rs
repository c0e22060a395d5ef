//! What flows from a source of blocks into a ledger: a run of blocks as columns.
//!
//! Columns, not a tree: a batch of a thousand blocks is six vectors that are filled once, walked
//! once and reused, and nothing in it is allocated per transaction. `ends` are cumulative within
//! the batch, so row `i` owns `ends[i-1]..ends[i]` of the next finer column.

use crate::amount::Sat;
use crate::block::BlockRef;
use crate::hash::{BlockHash, OutPoint, Txid};
use crate::script::Lock;

/// A block's row. `height` is `None` where a loose block does not say its own (before BIP 34).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockRow {
    pub height: Option<u32>,
    pub hash: BlockHash,
    pub prev: BlockHash,
    pub time: u32,
    pub txs_end: u32,
}

/// What a transaction's header and shape say about the wallet that made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TxFlags(pub u8);

impl TxFlags {
    pub const COINBASE: u8 = 1;
    /// Carries a witness.
    pub const SEGWIT: u8 = 2;
    /// Some input's sequence is below 0xfffffffe: replaceable (BIP 125).
    pub const RBF: u8 = 4;

    pub fn is_coinbase(self) -> bool {
        self.0 & Self::COINBASE != 0
    }

    pub fn is_segwit(self) -> bool {
        self.0 & Self::SEGWIT != 0
    }

    pub fn is_rbf(self) -> bool {
        self.0 & Self::RBF != 0
    }
}

/// A transaction's row. A coinbase has no input rows: it spends nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TxRow {
    pub txid: Txid,
    pub inputs_end: u32,
    pub outputs_end: u32,
    pub version: i32,
    pub lock_time: u32,
    /// BIP 141 weight; the virtual size is a quarter of it, rounded up.
    pub weight: u32,
    pub flags: TxFlags,
}

/// An output's row: its value and its holder, whose payload lies in [`Batch::payloads`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutputRow {
    pub value: Sat,
    pub lock: Lock,
    pub payload_start: u32,
    pub payload_len: u16,
}

/// What a file beside a loose block says of the output that one of its inputs spends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpentRow {
    /// Index into [`Batch::inputs`]; rows are ascending by it.
    pub input: u32,
    pub output: OutputRow,
}

/// A run of blocks, each following the one before (linked) or standing alone (loose).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    pub blocks: Vec<BlockRow>,
    pub txs: Vec<TxRow>,
    pub inputs: Vec<OutPoint>,
    pub outputs: Vec<OutputRow>,
    pub payloads: Vec<u8>,
    /// Empty except where loose blocks come with the outputs they spend.
    pub spent: Vec<SpentRow>,
}

impl Batch {
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Empties the columns and keeps their room.
    pub fn clear(&mut self) {
        self.blocks.clear();
        self.txs.clear();
        self.inputs.clear();
        self.outputs.clear();
        self.payloads.clear();
        self.spent.clear();
    }

    /// The payload of an output of this batch.
    pub fn payload(&self, output: &OutputRow) -> &[u8] {
        let start = output.payload_start as usize;
        &self.payloads[start..start + usize::from(output.payload_len)]
    }
}

/// What a source says next. A reorganisation is a `Back` to the last block both branches share,
/// then `Forward` along the branch with more work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Forward(Batch),
    Back(BlockRef),
}
