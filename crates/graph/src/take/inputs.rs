//! Inputs: the output each spends, and that it is there and unspent, as far as the run tells.

use std::ops::Range;

use model::batch::Batch;
use model::script::Lock;

use crate::error::GraphError;
use crate::packed::{NONE, NONE_WIDE, TAG, at, pack40, row, u64_at, unpack40};
use crate::segment::index::hash_of;
use crate::segment::rows::Extent;
use crate::take::refusal::Refusal;
use crate::take::{GROUP, NO_TX, NOT_FOUND, Taker};

/// What an input was found to spend.
enum Found {
    Output(u64),
    /// Something older segments must tell.
    Pending,
    Foreign(Told),
}

/// What the ledger itself knows of a foreign row.
#[derive(Clone, Copy)]
struct Told {
    value: u64,
    holder: u32,
    /// The holder is that of an output (by row) of the same batch.
    same: Option<u64>,
}

impl Told {
    const NOTHING: Told = Told { value: NONE_WIDE, holder: NONE, same: None };
}

impl Taker {
    pub(super) fn take_inputs(&mut self, batch: &Batch, before: Extent) -> Result<(), GraphError> {
        self.find_sources(batch);
        self.find_older(batch);
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
                    Found::Pending => self.push_pending(batch, index),
                    Found::Foreign(known) => self.push_foreign(batch, index, known, &mut told),
                };
                self.rows.input_source.push(pack40(source));
            }
            input = tx.inputs_end as usize;
        }
        Ok(())
    }

    /// Makes room for the marks of the batch's outputs, and marks those that nothing can spend.
    fn mark_unspendable(&mut self, batch: &Batch, before: Extent) {
        self.run.spent.resize((at(before.outputs) + batch.outputs.len()).div_ceil(64), 0);
        for (index, output) in batch.outputs.iter().enumerate() {
            if output.lock == Lock::Data {
                self.mark_own(before.outputs + index as u64, true);
            }
        }
        // Bitcoin Core never put the genesis coinbase into its set of unspent outputs.
        if self.is_linked() && self.rows.base.txs == 0 && before.txs == 0 {
            let genesis = batch.txs.first().map_or(0, |tx| u64::from(tx.outputs_end));
            (0..genesis).for_each(|output| self.mark_own(output, true));
        }
    }

    /// The newest transaction of the run with the txid that each input names, found in groups.
    fn find_sources(&mut self, batch: &Batch) {
        let mut sources = std::mem::take(&mut self.scratch.sources);
        sources.clear();
        sources.reserve(batch.inputs.len());
        for group in batch.inputs.chunks(GROUP) {
            for input in group {
                self.run.txids.touch(hash_of(&input.txid.0));
            }
            let mut likely = [NOT_FOUND; GROUP];
            for (tx, input) in likely.iter_mut().zip(group) {
                *tx = self.run.txids.likely(hash_of(&input.txid.0));
            }
            for tx in &likely[..group.len()] {
                std::hint::black_box(self.rows.tx_txid.get(*tx as usize).map(|txid| txid[0]));
                // What the walk over the inputs will read.
                std::hint::black_box(self.rows.tx_outputs_end.get(*tx as usize).copied());
            }
            for (tx, input) in likely.iter().zip(group) {
                let found = match self.rows.tx_txid.get(*tx as usize) {
                    Some(txid) if *txid == input.txid.0 => *tx,
                    None => NOT_FOUND,
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
        let mut tx = self.scratch.sources[index];
        // The table knows the newest with a txid; the rare one that is not older than the spender
        // may have an older twin.
        while tx >= tx_row && tx != NOT_FOUND {
            let twin = self.rows.twin_of(tx);
            match twin.map(|older| (older, older.checked_sub(self.rows.base.txs))) {
                None => tx = NOT_FOUND,
                Some((_, Some(own))) => tx = row(at(own)),
                // Only a partial ledger's run knows of it.
                Some((older, None)) => return self.older_source(batch, index, older),
            }
        }
        if tx == NOT_FOUND {
            return match self.scratch.older.get(index) {
                Some(older) => self.older_source(batch, index, *older),
                None if self.stack.segments().is_empty() => Err(Refusal::Unknown),
                None => Ok(Found::Pending),
            };
        }
        let outputs = self.rows.outputs_of(tx as usize);
        let output = outputs.start + u64::from(batch.inputs[index].vout);
        if output >= outputs.end {
            return self.unknown();
        }
        if !self.is_own_spent(output) {
            return Ok(Found::Output(self.rows.base.outputs + output));
        }
        match self.is_linked() {
            true => Err(Refusal::Spent(self.rows.base.outputs + output)),
            // Blocks of two branches may both spend it; the first one by position is its spender.
            false => Ok(Found::Foreign(self.told_of_own(batch, output))),
        }
    }

    fn unknown(&self) -> Result<Found, Refusal> {
        match self.is_linked() {
            true => Err(Refusal::Unknown),
            false => Ok(Found::Foreign(Told::NOTHING)),
        }
    }

    /// What an input of a partial ledger spends of a transaction of older segments.
    fn older_source(&self, batch: &Batch, index: usize, tx: u64) -> Result<Found, Refusal> {
        if tx == NO_TX {
            return self.unknown();
        }
        let outputs = self.stack.sound_outputs_of(tx).map_err(Refusal::damaged)?;
        let output = outputs.start + u64::from(batch.inputs[index].vout);
        if output >= outputs.end {
            return self.unknown();
        }
        if !self.is_spent(output) {
            return Ok(Found::Output(output));
        }
        let (value, holder) =
            self.stack.sound_value_and_holder(output).map_err(Refusal::damaged)?;
        Ok(Found::Foreign(Told { value, holder, same: None }))
    }

    /// The outputs of a transaction that the rows know, by id.
    fn outputs_of(&self, tx: u64) -> Result<Range<u64>, GraphError> {
        match tx.checked_sub(self.rows.base.txs) {
            Some(own) => {
                let range = self.rows.outputs_of(at(own));
                Ok(self.rows.base.outputs + range.start..self.rows.base.outputs + range.end)
            }
            None => self.stack.sound_outputs_of(tx),
        }
    }

    /// Of an output of the run, be it in this batch.
    fn told_of_own(&self, batch: &Batch, output: u64) -> Told {
        let known =
            u64_at(&self.rows.output_value, at(output)).zip(self.rows.holder_of(at(output)));
        match known {
            Some((value, holder)) => Told { value, holder, same: None },
            // It has no holder yet; its value is told by the batch.
            None => {
                let made = &batch.outputs[at(output) - self.rows.output_value.len()];
                let same = (made.lock != Lock::Data).then_some(output);
                Told { value: made.value.0, holder: NONE, same }
            }
        }
    }

    /// Notes an input that older segments must tell of, and gives what stands for its source.
    #[inline]
    fn push_pending(&mut self, batch: &Batch, index: usize) -> u64 {
        let out_point = &batch.inputs[index];
        self.run.pending.inputs.push(row(self.rows.input_source.len()));
        self.run.pending.txids.push(out_point.txid.0);
        TAG | u64::from(out_point.vout)
    }

    /// Adds a foreign row, and gives the source that names it.
    fn push_foreign(&mut self, batch: &Batch, index: usize, known: Told, told: &mut usize) -> u64 {
        let Told { mut value, holder, same } = known;
        let out_point = batch.inputs[index];
        let foreign = self.rows.foreign_txid.len();
        while batch.spent.get(*told).is_some_and(|spent| (spent.input as usize) < index) {
            *told += 1;
        }
        let is_known = holder != NONE || same.is_some();
        if let Some(spent) = batch.spent.get(*told).filter(|s| s.input as usize == index) {
            value = spent.output.value.0;
            if !is_known {
                self.scratch.told.push((row(foreign), row(*told)));
            }
        }
        self.scratch.again.extend(same.map(|output| (row(foreign), row(at(output)))));
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
    pub(super) fn is_own_spent(&self, own: u64) -> bool {
        self.run.spent.get(at(own / 64)).is_none_or(|word| word >> (own % 64) & 1 == 1)
    }

    pub(super) fn mark(&mut self, output: u64, spent: bool) {
        match output.checked_sub(self.rows.base.outputs) {
            Some(own) => self.mark_own(own, spent),
            None if spent => drop(self.run.older_spent.insert(output)),
            None => drop(self.run.older_spent.remove(&output)),
        }
    }

    #[inline]
    fn mark_own(&mut self, own: u64, spent: bool) {
        let bit = 1 << (own % 64);
        match self.run.spent.get_mut(at(own / 64)) {
            Some(word) if spent => *word |= bit,
            Some(word) => *word &= !bit,
            None => {}
        }
    }
}
