//! Blocks follow each other, ends ascend and fit, times and owners are where look-ups find them.

use crate::packed::{at, u32_at};
use crate::segment::rows::rows_within;
use crate::segment::{facts, owner, sparse};
use crate::verify::Check;

impl Check<'_> {
    pub(super) fn chain(&mut self) {
        let segment = self.segment;
        let extent = segment.extent;
        self.ends("block.txs_end", segment.block_txs_end(), extent.txs);
        self.ends("tx.inputs_end", segment.tx_inputs_end(), extent.inputs);
        self.ends("tx.outputs_end", segment.tx_outputs_end(), extent.outputs);
        for (column, found, ends, rows) in [
            ("tx.block_sample", segment.tx_block_sample(), segment.block_txs_end(), extent.txs),
            ("input.tx_sample", segment.input_tx_sample(), segment.tx_inputs_end(), extent.inputs),
            (
                "output.tx_sample",
                segment.output_tx_sample(),
                segment.tx_outputs_end(),
                extent.outputs,
            ),
        ] {
            let ends = ends.iter().map(|end| u32::from_le_bytes(*end));
            if !found.iter().copied().eq(owner::samples(ends, rows)) {
                self.damage(column, || "it does not follow from the ends".to_owned());
            }
        }
        self.time_floors();
        if self.graph.is_linked() {
            self.links();
        }
        self.twins();
        self.unusual();
    }

    fn ends(&mut self, column: &'static str, ends: &[[u8; 4]], rows: u64) {
        let mut last = 0;
        for (row, end) in ends.iter().enumerate() {
            let end = u32::from_le_bytes(*end);
            if end < last {
                return self.damage(column, || format!("row {row} ends before the one before it"));
            }
            last = end;
        }
        if u64::from(last) != rows {
            self.damage(column, || format!("it ends at {last} and not at {rows}"));
        }
    }

    fn time_floors(&mut self) {
        let mut floor = u32::MAX;
        let (times, floors) = (self.segment.block_time(), self.segment.block_time_floor());
        for block in (0..at(self.segment.extent.blocks)).rev() {
            floor = floor.min(u32_at(times, block).unwrap_or(u32::MAX));
            if u32_at(floors, block) != Some(floor) {
                let position = self.segment.base.blocks + block as u64;
                return self.damage("block.time_floor", || format!("block {position} has another"));
            }
        }
    }

    fn links(&mut self) {
        let segment = self.segment;
        let mut prev = match segment.base.blocks.checked_sub(1) {
            None => Some([0; 32]),
            Some(before) => {
                let found = self.graph.stack().block(before);
                found.and_then(|(segment, row)| segment.block_hash().get(row).copied())
            }
        };
        for block in 0..at(segment.extent.blocks) {
            let position = segment.base.blocks + block as u64;
            if segment.block_prev().get(block) != prev.as_ref() {
                self.damage("block.prev", || format!("block {position} does not follow the last"));
            }
            if u32_at(segment.block_height(), block).map(u64::from) != Some(position) {
                self.damage("block.height", || format!("block {position} has another height"));
            }
            prev = segment.block_hash().get(block).copied();
        }
    }

    /// What is unusual has a record each, and nothing else has one.
    fn unusual(&mut self) {
        let segment = self.segment;
        let words = segment.tx_facts().iter().enumerate();
        let unusual = words.filter(|(_, word)| facts::is_unusual(u32::from_le_bytes(**word)));
        let named = segment.tx_unusual().iter().map(|record| sparse::row_of(record) as usize);
        if !named.eq(unusual.map(|(tx, _)| tx)) {
            self.damage("tx.unusual", || "it does not name the rows that need it".to_owned());
        }
    }

    fn twins(&mut self) {
        let segment = self.segment;
        let all = rows_within(segment.twin_tx(), &(0..self.txs_len()));
        if all.len() != segment.twin_older().len() || all.len() != segment.twin_tx().len() {
            return self.damage("twin.tx", || "it names no transactions of this file".to_owned());
        }
        for (tx, older) in segment.twin_tx().iter().zip(segment.twin_older()) {
            let tx = u32::from_le_bytes(*tx) as usize;
            let older = self.graph.txid(crate::TxId(crate::packed::unpack40(*older)));
            if segment.tx_txid().get(tx) != Some(&older.0) {
                let place = self.place(tx);
                self.damage("twin.older", || format!("{place}: its twin has another txid"));
            }
        }
        if segment.lost_tx().len() != segment.lost_output().len() {
            self.damage("lost.tx", || "it is not as long as lost.output".to_owned());
        }
    }
}
