//! The short way over transactions where nearly all are met: those of which nothing particular is to be said.
//!
//! Plain is a transaction of a stretch ([`super::stretch`]) that is no start and no CoinJoin and that pays out
//! no more than it takes in, or mints: of these only the sum of what is tainted matters, and that is all that
//! is looked at. Any other is left, with all that waits for it, to [`Sweep::meet`]. Both ways give the same.
//!
//! By poison a coin is tainted whole or not at all, and unless somebody asks who holds it, its outputs are
//! settled sixty-four at a time.

use std::ops::Range;

use graph::SegmentView;

use super::ahead::AtInputs;
use super::stretch::Plain;
use super::{Here, Sweep};
use crate::flood::FloodError;
use crate::flood::carry::{Carrier, Crossing, Entry, Full, Held};
use crate::flood::ends::Reason;

impl<'a, C: Carrier> Sweep<'a, '_, C> {
    /// Once nearly every transaction is met: crosses one after the other from a row on, as long as they
    /// are plain, and says which is the next that is not.
    pub(super) fn meet_plain(
        &mut self,
        here: &mut Here<'a>,
        mut row: usize,
    ) -> Result<usize, FloodError> {
        if self.made.is_none() || self.through_fees {
            return Ok(row);
        }
        if here.start.at != self.start_next {
            here.start = self.find_start(&here.ground, row);
        }
        let end = here.start.row.min(here.ground.outputs_end.len());
        let first = here.ground.view.txs().start;
        while row < end {
            if !self.stretch.rows().contains(&row) {
                self.prepare(here, row..end);
            }
            let next = self.cross_stretch(here, row..end)?;
            if next > row {
                self.tell(first + next as u64)?;
            }
            row = next;
            if row < self.stretch.rows().end || self.stretch.rows().is_empty() {
                break;
            }
        }
        Ok(row)
    }

    /// Whether outputs are settled sixty-four at a time.
    fn is_by_bits(&self) -> bool {
        !C::Held::IS_KEPT && !self.stops.asks_holders()
    }

    /// Gathers what is asked of the transactions from a row on.
    fn prepare(&mut self, here: &Here<'a>, rows: Range<usize>) {
        self.stretch.reset();
        let by_bits = self.is_by_bits();
        let Some(made) = &mut self.made else { return };
        let mut made = made.open();
        let at_inputs = AtInputs { marked: &here.marked, slots: &self.slots };
        let inputs = here.ground.inputs_of(rows.start);
        let outputs = here.ground.outputs_of(rows.start);
        // Damaged ends lead back to what was met, or over what was not.
        if inputs.start == here.inputs_done && outputs.start >= here.outputs_done {
            self.ahead.reach(&here.ground, &mut made, at_inputs, &inputs);
            self.stretch.fill(&here.ground, rows, &self.ahead, by_bits);
        }
    }

    /// Crosses those of the stretch among these rows, from their first on as long as they are plain, and says
    /// which is the first that is not.
    fn cross_stretch(
        &mut self,
        here: &mut Here<'a>,
        rows: Range<usize>,
    ) -> Result<usize, FloodError> {
        let by_bits = self.is_by_bits();
        let mut row = rows.start;
        while row < rows.end
            && let Some(plain) = self.stretch.get(row)
            && self.cross_plain(here, row, &plain, by_bits)?
        {
            row += 1;
        }
        if by_bits {
            self.rest_by_bits(here);
        }
        Ok(row)
    }

    /// Crosses one that is plain; `false`, and nothing done, where it is not.
    #[inline]
    fn cross_plain(
        &mut self,
        here: &mut Here<'a>,
        row: usize,
        plain: &Plain,
        by_bits: bool,
    ) -> Result<bool, FloodError> {
        let Plain { inputs, outputs, paid_out } = plain;
        let Some(made) = &mut self.made else { return Ok(false) };
        let (Some(rows), Some(paid_in)) = (self.ahead.rows(inputs), self.ahead.paid(inputs)) else {
            return Ok(false);
        };
        let fee = match paid_in.checked_sub(*paid_out) {
            Some(fee) => fee,
            // What is minted.
            None if inputs.is_empty() => return Ok(true),
            None => return Ok(false),
        };
        if self.stops.is_mix(&here.ground, row, inputs.len()) {
            return Ok(false);
        }
        let mut made = made.open();
        let (mut held, mut is_tainted) = (0_u64, false);
        for row in rows {
            let (waits, packed) = made.take_packed::<C::Held>(*row as usize);
            is_tainted |= waits;
            held = held.saturating_add(packed);
        }
        here.met(inputs, outputs);
        if !is_tainted {
            return Ok(true);
        }
        self.tally.transactions += 1;
        let fee = if by_bits {
            self.stretch.reach(outputs, made.waiting);
            fee
        } else {
            let values = here.ground.values.get(outputs.clone()).unwrap_or(&[]);
            let tainted = [Entry { offset: 0, place: 0, held: C::Held::unpack(held) }];
            let crossing = Crossing { tainted: &tainted, total: paid_in, outputs: values, fee };
            let shares = &mut self.shares;
            self.carrier.cross(&crossing, shares).map_err(|Full| FloodError::Outgrown)?;
            self.land_plain(here, outputs.clone());
            self.shares.last().copied().unwrap_or(0)
        };
        if fee > 0 {
            self.whereabouts.end_in_tx(Reason::Fee, fee);
        }
        Ok(true)
    }

    /// Puts the shares into outputs.
    #[inline]
    fn land_plain(&mut self, here: &mut Here<'a>, outputs: Range<usize>) {
        let shares = std::mem::take(&mut self.shares);
        let asks_holders = self.stops.asks_holders();
        let spenders = here.ground.spenders.get(outputs.clone()).unwrap_or(&[]);
        for (place, ((output, share), spender)) in outputs.zip(&shares).zip(spenders).enumerate() {
            if *share == 0 {
                continue;
            }
            let held = self.carrier.take(place, *share);
            let rests = matches!(*spender, SegmentView::UNSPENT | SegmentView::UNSPENDABLE);
            match &mut self.made {
                Some(made) if !rests && !asks_holders => {
                    self.tally.coins += 1;
                    made.wait(output, held);
                }
                _ => {
                    let landing = here.landing(output, false);
                    self.go_on(here, &landing, held);
                }
            }
        }
        self.shares = shares;
    }

    /// Counts the outputs that were reached by bits, and lets those rest that this segment does not spend.
    fn rest_by_bits(&mut self, here: &mut Here<'a>) {
        let mut stretch = std::mem::take(&mut self.stretch);
        for (spent, unspent) in stretch.reached() {
            self.tally.coins += u64::from(spent);
            for row in unspent {
                let landing = here.landing(row, false);
                self.go_on(here, &landing, C::Held::unpack(0));
            }
        }
        self.stretch = stretch;
    }
}
