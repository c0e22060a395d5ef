//! The trace's own code, where the fast way does not go: sums that no honest chain has, and through fees.

use std::ops::Range;

use super::{Here, Sweep};
use crate::flood::FloodError;
use crate::flood::carry::{Carrier, Full};
use crate::flood::ends::Reason;
use crate::flood::fees::{self, WaitingFee};
use crate::taint::flow::{Flow, Taint, Tainted, spread};

impl<'a, C: Carrier> Sweep<'a, '_, C> {
    /// The same by the trace's own code, for sums that no honest chain has.
    #[cold]
    pub(super) fn cross_wide(
        &mut self,
        here: &mut Here<'a>,
        row: usize,
        inputs: Range<usize>,
        outputs: Range<usize>,
    ) -> Result<(), FloodError> {
        let ground = here.ground;
        let sources = ground.sources.get(inputs.clone()).unwrap_or(&[]);
        let values = inputs.clone().zip(sources).map(|(input, source)| {
            match self.slots.get(input).filter(|_| here.marked.has(input)) {
                Some((value, _)) => *value,
                None => self.window.value(self.graph, &ground, input, *source),
            }
        });
        let from: Vec<u64> = values.collect();
        let values = ground.values.get(outputs.clone()).unwrap_or(&[]).iter();
        let mut to: Vec<u64> = values.map(|value| u64::from_le_bytes(*value)).collect();
        let sum = |values: &[u64]| values.iter().copied().map(u128::from).sum::<u128>();
        let fee = sum(&from).checked_sub(sum(&to)).and_then(|fee| u64::try_from(fee).ok());
        let Some(fee) = fee else {
            self.stop(here, &inputs, Reason::Damaged);
            return self.begin_alone(here, outputs);
        };
        to.push(fee);
        let tainted = self.tainted.iter().map(|entry| Tainted {
            index: entry.place,
            taint: self.carrier.taint(entry.held, from[entry.place]),
        });
        let tainted: Vec<Tainted> = tainted.collect();
        for entry in &self.tainted {
            self.carrier.drop(entry.held);
        }
        let flow = Flow { from: &from, to: &to, fee_to: Some(to.len() - 1) };
        let mut reached = spread(&flow, &tainted, &[self.method]);
        let fee = reached.pop_if(|last| last.index + 1 == to.len());
        self.land(here, outputs, reached)?;
        if let Some(fee) = fee {
            self.end_in_fee(here, row, &fee.taint);
        }
        Ok(())
    }

    pub(super) fn end_in_fee(&mut self, here: &Here<'_>, row: usize, taint: &Taint) {
        let waiting = WaitingFee::new(self.graph, &here.ground, row, taint);
        match waiting.filter(|_| self.through_fees) {
            Some(fee) => self.fees.push(fee),
            None => self.whereabouts.end_in_tx(Reason::Fee, taint.amounts[self.method]),
        }
    }

    /// Puts what the trace's own code spread into the outputs.
    pub(super) fn land(
        &mut self,
        here: &mut Here<'a>,
        outputs: Range<usize>,
        reached: Vec<Tainted>,
    ) -> Result<(), FloodError> {
        let mut reached = reached.into_iter().peekable();
        for (place, output) in outputs.enumerate() {
            let taint = reached.next_if(|next| next.index == place).map(|next| next.taint);
            let id = here.ground.outputs_start + output as u64;
            if self.is_start(here, output) || self.is_begun(id) {
                let share = taint.map_or(0, |taint| taint.amounts[self.method]);
                self.tally.returned += u128::from(share);
                if self.is_start(here, output) {
                    self.begin(here, output)?;
                }
            } else if let Some(taint) = taint {
                let held = self.carrier.put(&taint).map_err(|Full| FloodError::Outgrown)?;
                let landing = here.landing(output, false);
                self.go_on(here, &landing, held);
            }
        }
        Ok(())
    }

    /// Through fees: the coinbase of a block that ends before a row gets what waits for it; `true`
    /// where one did.
    pub(super) fn collect_fees(
        &mut self,
        here: &mut Here<'a>,
        before: usize,
    ) -> Result<bool, FloodError> {
        let txs_start = here.ground.view.txs().start;
        let ends_before =
            |fee: &WaitingFee| fee.block_txs.end <= txs_start.saturating_add(before as u64);
        if !self.fees.first().is_some_and(ends_before) {
            return Ok(false);
        }
        // They are of one block: fees of the next can only come once these are collected.
        let waiting = std::mem::take(&mut self.fees);
        let coinbase = waiting[0].block_txs.start;
        let block_end = waiting[0].block_txs.end;
        let row = usize::try_from(coinbase.saturating_sub(txs_start)).unwrap_or(usize::MAX);
        let last = usize::try_from(block_end.saturating_sub(txs_start + 1)).unwrap_or(usize::MAX);
        let inputs_end = here.ground.inputs_of(last).end;
        self.end_hidden(here, inputs_end);
        here.inputs_done = here.inputs_done.max(inputs_end);
        match fees::collected(self.graph, &waiting, self.method) {
            Ok((reached, unclaimed)) => {
                self.tally.transactions += 1;
                if let Some(unclaimed) = unclaimed {
                    self.whereabouts.end_in_tx(Reason::Unclaimed, unclaimed);
                }
                self.land(here, here.ground.outputs_of(row), reached)?;
            }
            Err(reason) => {
                for fee in &waiting {
                    self.whereabouts.end_in_tx(reason, fee.taint.amounts[self.method]);
                }
            }
        }
        Ok(true)
    }
}
