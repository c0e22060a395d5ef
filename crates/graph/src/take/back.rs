//! Taking back: rows go as if they had never come.

use crate::packed::{TAG, at, find32, row, u40_at, unpack40};
use crate::segment::holders;
use crate::segment::index::hash_of;
use crate::segment::rows::{Extent, Positions, Rows, rows_within};
use crate::stack::Stack;
use crate::take::Taker;

impl Taker {
    /// Drops every row from `to` (counted in the run) on.
    pub(crate) fn forget(&mut self, to: Extent) {
        let mut rows = std::mem::take(&mut self.rows);
        self.unlearn(&rows.view(), to);
        rows.truncate(to);
        self.rows = rows;
    }

    /// Drops everything after the first `kept` segments but `rows`, which then follow them: a part
    /// of what was there.
    pub(crate) fn fall_back(&mut self, kept: Stack, rows: Rows) {
        self.forget(Extent::default());
        let end = rows.end();
        for segment in self.stack.segments().to_vec().iter().rev() {
            if segment.end().blocks <= end.blocks {
                break;
            }
            let run = segment.positions();
            let left = end.blocks.saturating_sub(segment.base.blocks);
            self.unlearn(&run, run.before_block(at(left)));
        }
        self.stack = kept;
        self.rows = rows;
    }

    /// Takes the rows of a run from `to` on out of every table, newest first.
    fn unlearn(&mut self, run: &Positions<'_>, to: Extent) {
        for source in run.input_source.get(at(to.inputs)..).unwrap_or(&[]) {
            let source = unpack40(*source);
            if source & TAG == 0 {
                self.mark(source, false);
            }
        }
        let lost = rows_within(run.lost_tx, &(at(to.txs)..usize::MAX));
        for output in run.lost_output.get(lost).unwrap_or(&[]) {
            self.mark(unpack40(*output), false);
        }
        self.forget_outputs(run.base.outputs + to.outputs);
        for tx in (at(to.txs)..run.tx_txid.len()).rev() {
            let (id, hash) = (run.base.txs + tx as u64, hash_of(&run.tx_txid[tx]));
            let twin = find32(run.twin_tx, row(tx)).and_then(|at| u40_at(run.twin_older, at));
            // In a damaged file alone it is not older.
            let twin = twin.filter(|older| *older < id);
            match twin {
                Some(older) => self.txids.replace(hash, id, older),
                None => self.txids.remove_last(hash, id),
            }
        }
        for own in (at(to.addresses)..run.holders.kinds.len()).rev() {
            if let Some((lock, payload)) = run.holders.get(own) {
                let hash = holders::hash(lock, payload);
                self.addresses.remove_last(hash, run.base.addresses + own as u64);
            }
        }
        for block in (at(to.blocks)..run.block_hash.len()).rev() {
            let hash = hash_of(&run.block_hash[block]);
            self.blocks.remove_last(hash, run.base.blocks + block as u64);
        }
    }

    fn forget_outputs(&mut self, end: u64) {
        self.spent.truncate(at(end.div_ceil(64)));
        if let Some(last) = self.spent.last_mut()
            && !end.is_multiple_of(64)
        {
            *last &= (1 << (end % 64)) - 1;
        }
    }
}
