//! A run of blocks as columns in memory: everything a segment is made from.
//!
//! These are the position columns of `docs/graph-format.md`. All else in a segment (who spent an
//! output, legs, sums, indexes) follows from them, so that merging, rewinding and building again
//! need nothing else. Ends count from the run's first row; everything else counts over the ledger.

use crate::packed::{span, u32_at, u40_at};
use crate::segment::holders::HolderRows;

/// Where a run begins, and how much it holds, of every kind of row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Extent {
    pub blocks: u64,
    pub txs: u64,
    pub inputs: u64,
    pub outputs: u64,
    pub addresses: u64,
    pub foreign: u64,
}

impl Extent {
    pub(crate) fn plus(self, other: Extent) -> Extent {
        Extent {
            blocks: self.blocks + other.blocks,
            txs: self.txs + other.txs,
            inputs: self.inputs + other.inputs,
            outputs: self.outputs + other.outputs,
            addresses: self.addresses + other.addresses,
            foreign: self.foreign + other.foreign,
        }
    }

    pub(crate) fn to_words(self) -> [u64; 6] {
        [self.blocks, self.txs, self.inputs, self.outputs, self.addresses, self.foreign]
    }

    pub(crate) fn from_words(words: [u64; 6]) -> Extent {
        let [blocks, txs, inputs, outputs, addresses, foreign] = words;
        Extent { blocks, txs, inputs, outputs, addresses, foreign }
    }
}

/// The position columns of a run of blocks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rows {
    /// Rows of the ledger before this run.
    pub base: Extent,

    pub block_height: Vec<[u8; 4]>,
    pub block_hash: Vec<[u8; 32]>,
    pub block_prev: Vec<[u8; 32]>,
    pub block_time: Vec<[u8; 4]>,
    pub block_txs_end: Vec<[u8; 4]>,

    pub tx_txid: Vec<[u8; 32]>,
    pub tx_inputs_end: Vec<[u8; 4]>,
    pub tx_outputs_end: Vec<[u8; 4]>,
    pub tx_version: Vec<[u8; 4]>,
    pub tx_lock_time: Vec<[u8; 4]>,
    pub tx_weight: Vec<[u8; 4]>,
    pub tx_flags: Vec<[u8; 1]>,

    /// An output id, or the tag and a foreign row.
    pub input_source: Vec<[u8; 5]>,
    pub output_value: Vec<[u8; 8]>,
    pub output_holder: Vec<[u8; 4]>,

    pub foreign_txid: Vec<[u8; 32]>,
    pub foreign_vout: Vec<[u8; 4]>,
    pub foreign_value: Vec<[u8; 8]>,
    pub foreign_holder: Vec<[u8; 4]>,

    pub holders: HolderRows,

    /// Transactions (rows of this run, ascending) whose txid an older transaction had, and that one.
    pub twin_tx: Vec<[u8; 4]>,
    pub twin_older: Vec<[u8; 5]>,
    /// Outputs that such a transaction made unspendable, in its order.
    pub lost_tx: Vec<[u8; 4]>,
    pub lost_output: Vec<[u8; 5]>,
}

impl Rows {
    pub(crate) fn after(base: Extent) -> Rows {
        Rows { base, ..Rows::default() }
    }

    pub(crate) fn extent(&self) -> Extent {
        Extent {
            blocks: self.block_hash.len() as u64,
            txs: self.tx_txid.len() as u64,
            inputs: self.input_source.len() as u64,
            outputs: self.output_value.len() as u64,
            addresses: self.holders.len() as u64,
            foreign: self.foreign_txid.len() as u64,
        }
    }

    pub(crate) fn end(&self) -> Extent {
        self.base.plus(self.extent())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.block_hash.is_empty()
    }

    /// Bytes held, near enough to decide when to write them out.
    pub(crate) fn bytes(&self) -> usize {
        self.block_hash.len() * 76
            + self.tx_txid.len() * 53
            + self.input_source.len() * 5
            + self.output_value.len() * 12
            + self.foreign_txid.len() * 48
            + self.holders.kinds.len()
            + self.holders.payloads.len()
    }

    /// Drops every row from `to` (counted in this run) on.
    pub(crate) fn truncate(&mut self, to: Extent) {
        use crate::packed::at;
        for column in [&mut self.block_height, &mut self.block_time, &mut self.block_txs_end] {
            column.truncate(at(to.blocks));
        }
        self.block_hash.truncate(at(to.blocks));
        self.block_prev.truncate(at(to.blocks));
        self.tx_txid.truncate(at(to.txs));
        self.tx_flags.truncate(at(to.txs));
        for column in [
            &mut self.tx_inputs_end,
            &mut self.tx_outputs_end,
            &mut self.tx_version,
            &mut self.tx_lock_time,
            &mut self.tx_weight,
        ] {
            column.truncate(at(to.txs));
        }
        self.input_source.truncate(at(to.inputs));
        self.output_value.truncate(at(to.outputs));
        self.output_holder.truncate(at(to.outputs));
        self.foreign_txid.truncate(at(to.foreign));
        self.foreign_vout.truncate(at(to.foreign));
        self.foreign_value.truncate(at(to.foreign));
        self.foreign_holder.truncate(at(to.foreign));
        self.holders.truncate(at(to.addresses));
        let before = |rows: &[[u8; 4]]| {
            rows.partition_point(|row| u64::from(u32::from_le_bytes(*row)) < to.txs)
        };
        let (twins, lost) = (before(&self.twin_tx), before(&self.lost_tx));
        self.twin_tx.truncate(twins);
        self.twin_older.truncate(twins);
        self.lost_tx.truncate(lost);
        self.lost_output.truncate(lost);
    }

    /// The older transaction with the same txid as that of a row, if there is one.
    pub(crate) fn twin_of(&self, tx: u32) -> Option<u64> {
        u40_at(&self.twin_older, crate::packed::find32(&self.twin_tx, tx)?)
    }

    /// The outputs of a transaction, by row.
    pub(crate) fn outputs_of(&self, tx: usize) -> std::ops::Range<u64> {
        span(&self.tx_outputs_end, tx)
    }

    pub(crate) fn txs_of(&self, block: usize) -> std::ops::Range<u64> {
        span(&self.block_txs_end, block)
    }

    pub(crate) fn holder_of(&self, output: usize) -> Option<u32> {
        u32_at(&self.output_holder, output)
    }
}
