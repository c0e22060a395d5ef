//! Taking back: rows of the run go as if they had never come.

use crate::packed::{TAG, at, row, unpack40};
use crate::segment::index::hash_of;
use crate::segment::rows::{Extent, rows_within};
use crate::take::Taker;

impl Taker {
    /// Drops every row from `to` (counted in the run) on; `to` is where a block begins.
    pub(crate) fn forget(&mut self, to: Extent) {
        if !self.is_settled {
            self.unlearn(to);
        }
        self.rows.truncate(to);
        self.is_settled &= !self.rows.is_empty();
    }

    /// Drops the block that a transaction (by row) is in, and all that follow.
    pub(super) fn drop_from(&mut self, tx: u32) {
        let ends = &self.rows.block_txs_end;
        let block = ends.partition_point(|end| u32::from_le_bytes(*end) <= tx);
        self.forget(self.rows.view().before_block(block));
    }

    /// Takes the rows from `to` on out of every table.
    fn unlearn(&mut self, to: Extent) {
        for input in at(to.inputs)..self.rows.input_source.len() {
            let source = unpack40(self.rows.input_source[input]);
            // With the tag it is foreign, or pending.
            if source & TAG == 0 {
                self.mark(source, false);
            }
        }
        for lost in rows_within(&self.rows.lost_tx, &(at(to.txs)..usize::MAX)) {
            self.mark(unpack40(self.rows.lost_output[lost]), false);
        }
        self.forget_outputs(to.outputs);
        let base = self.rows.base.txs;
        for tx in (row(at(to.txs))..row(self.rows.tx_txid.len())).rev() {
            let hash = hash_of(&self.rows.tx_txid[tx as usize]);
            match self.rows.twin_of(tx).and_then(|older| older.checked_sub(base)) {
                Some(older) => self.run.txids.replace(hash, tx, row(at(older))),
                None => self.run.txids.remove(hash, tx),
            }
        }
        for block in at(to.blocks)..self.rows.block_hash.len() {
            self.run.blocks.remove(hash_of(&self.rows.block_hash[block]), row(block));
        }
        self.run.names.truncate(at(to.blocks));
        let pending = &mut self.run.pending;
        let left = pending.inputs.partition_point(|input| u64::from(*input) < to.inputs);
        pending.inputs.truncate(left);
        pending.txids.truncate(left);
    }

    fn forget_outputs(&mut self, end: u64) {
        self.run.spent.truncate(at(end.div_ceil(64)));
        if let Some(last) = self.run.spent.last_mut()
            && !end.is_multiple_of(64)
        {
            *last &= (1 << (end % 64)) - 1;
        }
    }
}
