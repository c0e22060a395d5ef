//! What waits for a transaction: at its inputs, or at the outputs it spends once nearly every transaction is met.

use std::ops::Range;

use super::ahead::{self, AtInputs};
use super::{Here, Sweep};
use crate::flood::carry::{Carrier, Entry};
use crate::flood::made::Made;
use crate::flood::window::UNKNOWN;

impl<'a, C: Carrier> Sweep<'a, '_, C> {
    /// Finds the tainted inputs, and adds up what all are worth.
    #[inline]
    pub(super) fn gather(&mut self, here: &mut Here<'a>, inputs: Range<usize>) -> Option<u128> {
        let ground = here.ground;
        let ground = &ground;
        self.tainted.clear();
        if self.made.is_some() {
            return self.gather_all(here, inputs);
        }
        let is_dense = self.window.reach(ground, &here.marked, &inputs) && C::MAY_BE_DENSE;
        let mut total = 0_u128;
        let mut is_known = true;
        let start = inputs.start;
        for (place, source) in ground.sources.get(inputs).unwrap_or(&[]).iter().enumerate() {
            let waits = here.marked.has(start + place);
            let value = match self.slots.get(start + place) {
                Some(slot) if waits => {
                    // What lies beyond 64 bits is crossed by the other way.
                    let offset = u64::try_from(total).unwrap_or(u64::MAX);
                    self.tainted.push(Entry { offset, place, held: slot.1 });
                    slot.0
                }
                _ => self.window.value(self.graph, ground, start + place, *source),
            };
            is_known &= value != UNKNOWN;
            total += u128::from(value);
        }
        if is_dense {
            self.made = Made::new::<C::Held>(ground.values, ahead::LEN);
            self.move_waiting(here);
        }
        is_known.then_some(total)
    }

    /// From now on coins wait where they were made: those that wait at inputs after this one move there, and
    /// those of older segments stay.
    pub(super) fn move_waiting(&mut self, here: &mut Here<'_>) {
        let Some(made) = &mut self.made else { return };
        let mut made = made.open();
        let mut next = here.inputs_done;
        while let Some(input) = here.marked.next(next) {
            next = input + 1;
            let source = here.ground.sources.get(input);
            let row = source.and_then(|source| here.ground.row_of(*source));
            if let (Some(row), Some((value, held))) = (row, self.slots.get(input))
                // A damaged column may lead two coins to one input.
                && made.value::<C::Held>(row) == *value
                && !made.waiting.has(row)
            {
                made.wait(row, *held);
                here.marked.take(input);
            }
        }
    }

    /// The same where coins wait at what made them; those of older segments at their inputs. For those
    /// transactions that [`Sweep::meet_plain`] leaves: few, and all of them through fees.
    pub(super) fn gather_all(&mut self, here: &Here<'a>, inputs: Range<usize>) -> Option<u128> {
        let ground = &here.ground;
        let mut made = self.made.as_mut()?.open();
        let at_inputs = AtInputs { marked: &here.marked, slots: &self.slots };
        self.ahead.reach(ground, &mut made, at_inputs, &inputs);
        let mut total = 0_u128;
        let mut is_known = true;
        let start = inputs.start;
        for (place, source) in ground.sources.get(inputs).unwrap_or(&[]).iter().enumerate() {
            let input = start + place;
            let (value, held) = match (self.slots.get(input), ground.row_of(*source)) {
                (Some((value, held)), _) if here.marked.has(input) => (*value, Some(*held)),
                (_, Some(row)) => (made.value::<C::Held>(row), made.take(row)),
                (_, None) => (self.window.value(self.graph, ground, input, *source), None),
            };
            if let Some(held) = held {
                let offset = u64::try_from(total).unwrap_or(u64::MAX);
                self.tainted.push(Entry { offset, place, held });
            }
            is_known &= value != UNKNOWN;
            total += u128::from(value);
        }
        is_known.then_some(total)
    }
}
