//! What an address's legs come to: read where it is written down, added up where it is not.

use crate::ids::{InId, OutId};
use crate::packed::{NONE_WIDE, at, row, u40_at, u64_at};
use crate::segment::legs::{LEGS_UNSUMMED, OUTPUT};
use crate::segment::sparse::{self, SumFields};
use crate::segment::{Segment, owner};
use crate::stack::Stack;
use crate::values::Leg;

/// A leg as it stands in its column.
pub(crate) fn leg_of(segment: &Segment, leg: [u8; 4]) -> Leg {
    let leg = u32::from_le_bytes(leg);
    match leg & OUTPUT {
        0 => Leg::In(InId(segment.base.inputs + u64::from(leg))),
        _ => Leg::Out(OutId(segment.base.outputs + u64::from(leg & !OUTPUT))),
    }
}

/// What an address's legs within one segment come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    pub received: u128,
    pub sent: u128,
    pub inputs: u64,
    pub txs: u64,
}

impl Sums {
    /// Those written down, or those of the few legs for which none are.
    pub(crate) fn of_row(stack: &Stack, segment: &Segment, row: usize) -> Sums {
        let legs = segment.leg_counts().legs(row);
        match legs.end - legs.start > LEGS_UNSUMMED as u64 {
            true => Sums::written(segment, row).unwrap_or_default(),
            false => {
                let legs = segment.leg().get(at(legs.start)..at(legs.end)).unwrap_or(&[]);
                Sums::walked(stack, segment, legs)
            }
        }
    }

    pub(crate) fn add(&mut self, other: Sums) {
        self.received = self.received.saturating_add(other.received);
        self.sent = self.sent.saturating_add(other.sent);
        self.inputs += other.inputs;
        self.txs += other.txs;
    }

    pub(crate) fn written(segment: &Segment, holder: usize) -> Option<Sums> {
        let found = sparse::find(segment.sums(), row(holder), sparse::row_of)?;
        let SumFields { received, sent, inputs, txs, .. } = sparse::sum_fields(found);
        let mut sums = Sums {
            received: received.into(),
            sent: sent.into(),
            inputs: inputs.into(),
            txs: txs.into(),
        };
        if received == NONE_WIDE || sent == NONE_WIDE {
            let wide = sparse::find(segment.wide_sums(), row(holder), sparse::row_of)?;
            (sums.received, sums.sent) = sparse::wide_sums(wide);
        }
        Some(sums)
    }

    /// Those of a few legs of one row.
    pub(crate) fn walked(stack: &Stack, segment: &Segment, legs: &[[u8; 4]]) -> Sums {
        let mut sums = Sums::default();
        let mut last = None;
        for leg in legs {
            let leg = u32::from_le_bytes(*leg);
            let value = known(value(stack, segment, leg));
            match leg & OUTPUT {
                0 => {
                    sums.sent += value;
                    sums.inputs += 1;
                }
                _ => sums.received += value,
            }
            sums.txs += u64::from(last.is_none_or(|last| !is_same_tx(segment, last, leg)));
            last = Some(leg);
        }
        sums
    }
}

/// The value of a leg, an output's or that of the output an input spends.
#[inline]
fn value(stack: &Stack, segment: &Segment, leg: u32) -> Option<u64> {
    let values = segment.output_value();
    if leg & OUTPUT != 0 {
        return u64_at(values, (leg & !OUTPUT) as usize);
    }
    let source = u40_at(segment.input_source(), leg as usize)?;
    match source.checked_sub(segment.base.outputs) {
        Some(own) if own < segment.extent.outputs => u64_at(values, at(own)),
        _ => stack.source_value_and_holder(source).map(|(value, _)| value),
    }
}

fn known(value: Option<u64>) -> u128 {
    value.filter(|value| *value != NONE_WIDE).map_or(0, u128::from)
}

/// Whether two legs that follow each other are of one transaction. Mostly the samples tell that
/// they are not.
#[inline]
fn is_same_tx(segment: &Segment, before: u32, leg: u32) -> bool {
    let columns = |leg: u32| match leg & OUTPUT {
        0 => (segment.tx_inputs_end(), segment.input_tx_sample()),
        _ => (segment.tx_outputs_end(), segment.output_tx_sample()),
    };
    let row = |leg: u32| u64::from(leg & !OUTPUT);
    let ((ends_before, samples_before), (ends, samples)) = (columns(before), columns(leg));
    let last = owner::last_possible(samples_before, row(before));
    if last.is_some_and(|last| Some(last) < owner::first_possible(samples, row(leg))) {
        return false;
    }
    owner::of(ends_before, samples_before, row(before)) == owner::of(ends, samples, row(leg))
}
