//! Inputs: the output each spends, and that it is there and unspent.

use model::batch::Batch;
use model::script::Lock;

use crate::error::GraphError;
use crate::packed::{NONE, NONE_WIDE, TAG, at, pack40, row, unpack40};
use crate::segment::index::hash_of;
use crate::segment::rows::Extent;
use crate::take::refusal::Refusal;
use crate::take::{GROUP, NOT_FOUND, Taker};

/// What an input was found to spend.
enum Found {
    Output(u64),
    Foreign { value: u64, holder: u32 },
}

impl Taker {
    pub(super) fn take_inputs(&mut self, batch: &Batch, before: Extent) -> Result<(), GraphError> {
        self.find_sources(batch);
        self.mark_unspendable(batch, before);
        let mut twins =
            self.rows.twin_tx.partition_point(|tx| u64::from(u32::from_le_bytes(*tx)) < before.txs);
        let mut told = 0;
        let mut input = 0;
        for (number, tx) in batch.txs.iter().enumerate() {
            let tx_row = row(at(before.txs) + number);
            if self.rows.twin_tx.get(twins) == Some(&tx_row.to_le_bytes()) {
                self.lose_outputs(batch, number, tx_row, unpack40(self.rows.twin_older[twins]))?;
                twins += 1;
            }
            for index in input..tx.inputs_end as usize {
                let source = self
                    .source(batch, index, tx_row)
                    .map_err(|refusal| self.refuse(batch, number, index, refusal))?;
                let source = match source {
                    Found::Output(output) => {
                        self.mark(output, true);
                        output
                    }
                    Found::Foreign { value, holder } => {
                        self.push_foreign(batch, index, (value, holder), &mut told)
                    }
                };
                self.rows.input_source.push(pack40(source));
            }
            input = tx.inputs_end as usize;
        }
        Ok(())
    }

    /// Makes room for the marks of the batch's outputs, and marks those that nothing can spend.
    fn mark_unspendable(&mut self, batch: &Batch, before: Extent) {
        let first = self.rows.base.outputs + before.outputs;
        self.spent.resize((at(first) + batch.outputs.len()).div_ceil(64), 0);
        for (index, output) in batch.outputs.iter().enumerate() {
            if output.lock == Lock::Data {
                self.mark(first + index as u64, true);
            }
        }
        // Bitcoin Core never put the genesis coinbase into its set of unspent outputs.
        if self.is_linked() && self.rows.base.txs == 0 && before.txs == 0 {
            let genesis = batch.txs.first().map_or(0, |tx| u64::from(tx.outputs_end));
            (0..genesis).for_each(|output| self.mark(output, true));
        }
    }

    /// The newest transaction with the txid that each input names, found in groups.
    fn find_sources(&mut self, batch: &Batch) {
        let mut sources = std::mem::take(&mut self.scratch.sources);
        sources.clear();
        sources.reserve(batch.inputs.len());
        for group in batch.inputs.chunks(GROUP) {
            let mut likely = [NOT_FOUND; GROUP];
            for (id, input) in likely.iter_mut().zip(group) {
                *id = self.txids.likely(hash_of(&input.txid.0));
            }
            for (id, input) in likely.iter().zip(group) {
                let found = match self.txid(*id) {
                    Some(txid) if *txid == input.txid.0 => *id,
                    _ => self.newest(hash_of(&input.txid.0), &input.txid.0).unwrap_or(NOT_FOUND),
                };
                sources.push(found);
            }
        }
        self.scratch.sources = sources;
    }

    /// What an input spends, by the state of the ledger just before its transaction.
    #[inline]
    fn source(&self, batch: &Batch, index: usize, tx_row: u32) -> Result<Found, Refusal> {
        let this = self.rows.base.txs + u64::from(tx_row);
        let mut tx = self.scratch.sources[index];
        // The table knows the newest with a txid; the rare one that is not older than the spender
        // may have an older twin.
        while tx >= this && tx != NOT_FOUND {
            tx = self.older_twin(tx).unwrap_or(NOT_FOUND);
        }
        let unknown = || match self.is_linked() {
            true => Err(Refusal::Unknown),
            false => Ok(Found::Foreign { value: NONE_WIDE, holder: NONE }),
        };
        if tx == NOT_FOUND {
            return unknown();
        }
        let outputs = self.outputs_of(tx).map_err(Refusal::damaged)?;
        let output = outputs.start + u64::from(batch.inputs[index].vout);
        if output >= outputs.end {
            return unknown();
        }
        if !self.is_spent(output) {
            return Ok(Found::Output(output));
        }
        match self.is_linked() {
            true => Err(Refusal::Spent(output)),
            // Blocks of two branches may both spend it; the first one by position is its spender.
            false => {
                let known = self.value_and_holder(batch, output);
                let (value, holder) = known.map_err(Refusal::damaged)?;
                Ok(Found::Foreign { value, holder })
            }
        }
    }

    fn older_twin(&self, tx: u64) -> Option<u64> {
        match tx.checked_sub(self.rows.base.txs) {
            Some(own) => self.rows.twin_of(row(at(own))),
            None => {
                let (segment, tx) = self.stack.tx(tx)?;
                let twin = crate::packed::find32(segment.twin_tx(), row(tx))?;
                crate::packed::u40_at(segment.twin_older(), twin)
            }
        }
    }

    #[inline]
    fn outputs_of(&self, tx: u64) -> Result<std::ops::Range<u64>, GraphError> {
        match tx.checked_sub(self.rows.base.txs) {
            Some(own) => {
                let range = self.rows.outputs_of(at(own));
                Ok(self.rows.base.outputs + range.start..self.rows.base.outputs + range.end)
            }
            None => self.stack.sound_outputs_of(tx),
        }
    }

    /// Of an output that is there already, be it in this batch.
    fn value_and_holder(&self, batch: &Batch, output: u64) -> Result<(u64, u32), GraphError> {
        let Some(own) = output.checked_sub(self.rows.base.outputs) else {
            return self.stack.sound_value_and_holder(output);
        };
        let known = crate::packed::u64_at(&self.rows.output_value, at(own))
            .zip(self.rows.holder_of(at(own)));
        // Outputs of the batch itself have no holder yet; their value is told by the batch.
        Ok(known.unwrap_or_else(|| {
            let before = self.rows.output_value.len();
            (batch.outputs[at(own) - before].value.0, NONE)
        }))
    }

    /// Adds a foreign row, and gives the source that names it.
    fn push_foreign(
        &mut self,
        batch: &Batch,
        index: usize,
        (value, holder): (u64, u32),
        told: &mut usize,
    ) -> u64 {
        let out_point = batch.inputs[index];
        let foreign = self.rows.foreign_txid.len();
        let mut value = value;
        while batch.spent.get(*told).is_some_and(|spent| (spent.input as usize) < index) {
            *told += 1;
        }
        if let Some(spent) = batch.spent.get(*told).filter(|s| s.input as usize == index) {
            value = spent.output.value.0;
            if holder == NONE {
                self.scratch.told.push((row(foreign), row(*told)));
            }
        }
        self.rows.foreign_txid.push(out_point.txid.0);
        self.rows.foreign_vout.push(out_point.vout.to_le_bytes());
        self.rows.foreign_value.push(value.to_le_bytes());
        self.rows.foreign_holder.push(holder.to_le_bytes());
        (self.rows.base.foreign + foreign as u64) | TAG
    }

    /// A coinbase came a second time: what is unspent of the first can never be spent. Any other
    /// transaction can only when nothing of the first is left to spend (BIP 30).
    fn lose_outputs(
        &mut self,
        batch: &Batch,
        number: usize,
        tx_row: u32,
        older: u64,
    ) -> Result<(), GraphError> {
        let outputs = self.outputs_of(older)?;
        for (vout, output) in outputs.enumerate() {
            if !self.is_spent(output) {
                if !batch.txs[number].flags.is_coinbase() {
                    let place = self.place(batch, number);
                    return Err(GraphError::MadeTwice { place, vout: row(vout) });
                }
                self.mark(output, true);
                self.rows.lost_tx.push(tx_row.to_le_bytes());
                self.rows.lost_output.push(pack40(output));
            }
        }
        Ok(())
    }

    #[inline]
    pub(super) fn is_spent(&self, output: u64) -> bool {
        // Beyond the end only where a damaged segment's ends lead there.
        self.spent.get(at(output / 64)).is_none_or(|word| word >> (output % 64) & 1 == 1)
    }

    #[inline]
    pub(super) fn mark(&mut self, output: u64, spent: bool) {
        let bit = 1 << (output % 64);
        match self.spent.get_mut(at(output / 64)) {
            Some(word) if spent => *word |= bit,
            Some(word) => *word &= !bit,
            None => {}
        }
    }
}
