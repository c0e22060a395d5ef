//! Whether the rows of a segment can be what a run of blocks left: asked before anything is derived
//! from them anew.
//!
//! Checksums tell damage. They do not tell rows that somebody forged together with their checksums,
//! and what is derived follows ends, sources and holders wherever they lead. So each of these is held
//! against the rows that there are; what they say within those is believed.

use crate::error::GraphError;
use crate::packed::{NONE, TAG, at, unpack40};
use crate::segment::{Segment, holders, sparse};

impl Segment {
    /// Refuses, by column, rows that lead beyond what the segment and the older ones hold, or leave
    /// some of it out.
    pub(crate) fn check_rows(&self) -> Result<(), GraphError> {
        let extent = self.extent;
        self.check_ends("block.txs_end", self.block_txs_end(), extent.txs)?;
        self.check_ends("tx.inputs_end", self.tx_inputs_end(), extent.inputs)?;
        self.check_ends("tx.outputs_end", self.tx_outputs_end(), extent.outputs)?;
        self.check_sources()?;
        self.check_holders("output.holder", self.output_holder())?;
        self.check_holders("foreign.holder", self.foreign_holder())?;
        self.check_payloads()?;
        let unusual = self.tx_unusual().iter().map(sparse::row_of);
        self.check_txs("tx.unusual", unusual)?;
        let number = |tx: &[u8; 4]| u32::from_le_bytes(*tx);
        self.check_txs("twin.tx", self.twin_tx().iter().map(number))?;
        self.check_numbers("twin.older", self.twin_older(), self.twin_tx().len(), self.end().txs)?;
        // One transaction can lose several outputs.
        if !self.lost_tx().iter().map(number).is_sorted() {
            return Err(self.damaged("its column lost.tx does not ascend".to_owned()));
        }
        if self.lost_tx().last().is_some_and(|tx| u64::from(number(tx)) >= extent.txs) {
            return Err(self.damaged("its column lost.tx names no transaction".to_owned()));
        }
        let outputs = self.end().outputs;
        self.check_numbers("lost.output", self.lost_output(), self.lost_tx().len(), outputs)
    }

    /// Ends ascend, and the last one is that of all rows.
    fn check_ends(&self, name: &str, ends: &[[u8; 4]], rows: u64) -> Result<(), GraphError> {
        let mut last = 0;
        for (row, end) in ends.iter().enumerate() {
            let end = u64::from(u32::from_le_bytes(*end));
            if end < last || end > rows {
                let what =
                    format!("its column {name}: row {row} ends at {end}, after {last} of {rows}");
                return Err(self.damaged(what));
            }
            last = end;
        }
        if last != rows {
            let what = format!("its column {name} ends at {last} and not at {rows}");
            return Err(self.damaged(what));
        }
        Ok(())
    }

    /// Inputs spend what there is; those that name a foreign row name one after the other.
    fn check_sources(&self) -> Result<(), GraphError> {
        let (outputs, mut foreign) = (self.end().outputs, self.base.foreign);
        for (row, source) in self.input_source().iter().enumerate() {
            let source = unpack40(*source);
            let is_there = match source & TAG {
                0 => source < outputs,
                _ => source & !TAG == foreign,
            };
            if !is_there {
                let what = format!("its column input.source: row {row} names no output");
                return Err(self.damaged(what));
            }
            foreign += source >> TAG.trailing_zeros();
        }
        if foreign != self.end().foreign {
            let what = "its column input.source leaves foreign rows out".to_owned();
            return Err(self.damaged(what));
        }
        Ok(())
    }

    fn check_holders(&self, name: &str, holders: &[[u8; 4]]) -> Result<(), GraphError> {
        let end = self.end().addresses;
        let is_there = |holder: &[u8; 4]| {
            let holder = u32::from_le_bytes(*holder);
            holder == NONE || u64::from(holder) < end
        };
        match holders.iter().position(|holder| !is_there(holder)) {
            None => Ok(()),
            Some(row) => {
                Err(self.damaged(format!("its column {name}: row {row} names no address")))
            }
        }
    }

    /// Every address has its payload, one after the other to the column's end, and every sample is
    /// where they say.
    fn check_payloads(&self) -> Result<(), GraphError> {
        let holders = self.holders();
        let mut samples = holders.samples.iter().map(|sample| u64::from_le_bytes(*sample));
        let mut rows = 0;
        for (row, offset) in holders.offsets().enumerate() {
            if row.is_multiple_of(holders::SAMPLE) && samples.next() != Some(offset as u64) {
                let what = format!("its column address.payload_sample: row {row} is elsewhere");
                return Err(self.damaged(what));
            }
            rows = row + 1;
        }
        let last = rows.checked_sub(1).and_then(|last| holders.place(last));
        let len = last.map_or(0, |(_, range)| range.end);
        if rows != at(self.extent.addresses) || len != holders.payloads.len() {
            let what = format!("its column address.payload: row {rows} is not there");
            return Err(self.damaged(what));
        }
        Ok(())
    }

    /// Transactions, by row, ascend and are there.
    fn check_txs(&self, name: &str, txs: impl Iterator<Item = u32>) -> Result<(), GraphError> {
        let mut next = 0;
        for (row, tx) in txs.map(u64::from).enumerate() {
            if tx < next || tx >= self.extent.txs {
                let what = format!("its column {name}: row {row} names no later transaction");
                return Err(self.damaged(what));
            }
            next = tx + 1;
        }
        Ok(())
    }

    /// Refuses, by column, what is said of older segments and is not sorted, or not of those.
    pub(crate) fn check_older(&self) -> Result<(), GraphError> {
        let spent = self.older_spent().iter().map(sparse::older_output);
        self.check_ascending("older_spent", spent, self.base.outputs)?;
        let touched = self.touched_address().iter().map(|id| u64::from(u32::from_le_bytes(*id)));
        self.check_ascending("touched.address", touched, self.base.addresses)
    }

    fn check_ascending(
        &self,
        name: &str,
        ids: impl Iterator<Item = u64>,
        end: u64,
    ) -> Result<(), GraphError> {
        let mut next = 0;
        for (row, id) in ids.enumerate() {
            if id < next || id >= end {
                let what = format!("its column {name}: row {row} names nothing older in its order");
                return Err(self.damaged(what));
            }
            next = id + 1;
        }
        Ok(())
    }

    /// A number, below `end`, for each row of another column.
    fn check_numbers(
        &self,
        name: &str,
        numbers: &[[u8; 5]],
        rows: usize,
        end: u64,
    ) -> Result<(), GraphError> {
        if numbers.len() != rows {
            let what = format!("its column {name} has {} rows and not {rows}", numbers.len());
            return Err(self.damaged(what));
        }
        match numbers.iter().position(|number| unpack40(*number) >= end) {
            None => Ok(()),
            Some(row) => {
                Err(self.damaged(format!("its column {name}: row {row} names nothing older")))
            }
        }
    }
}
