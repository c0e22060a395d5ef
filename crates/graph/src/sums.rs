//! What an address's legs come to: read where it is written down, added up where it is not.

use crate::ids::{InId, OutId};
use crate::packed::{NONE_WIDE, at, row, span};
use crate::segment::Segment;
use crate::segment::legs::{LEGS_UNSUMMED, OUTPUT};
use crate::segment::sparse::{self, SumFields};
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
        let legs = span(segment.leg_end(), row);
        match legs.end - legs.start > LEGS_UNSUMMED as u64 {
            true => Sums::written(segment, row).unwrap_or_default(),
            false => {
                let legs = segment.leg().get(at(legs.start)..at(legs.end)).unwrap_or(&[]);
                Sums::walked(stack, segment, legs)
            }
        }
    }

    pub(crate) fn add(&mut self, other: Sums) {
        self.received += other.received;
        self.sent += other.sent;
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

    pub(crate) fn walked(stack: &Stack, segment: &Segment, legs: &[[u8; 4]]) -> Sums {
        let mut sums = Sums::default();
        let mut last = None;
        for leg in legs {
            let leg = leg_of(segment, *leg);
            let (value, tx) = match leg {
                Leg::In(input) => {
                    let source = stack.source(input.0);
                    let value = source.and_then(|source| stack.source_value_and_holder(source));
                    (value, stack.tx_of_input(input.0))
                }
                Leg::Out(output) => {
                    (stack.value_and_holder(output.0), stack.tx_of_output(output.0))
                }
            };
            let value = value.map_or(0, |(value, _)| if value == NONE_WIDE { 0 } else { value });
            match leg {
                Leg::In(_) => sums.sent += u128::from(value),
                Leg::Out(_) => sums.received += u128::from(value),
            }
            sums.inputs += u64::from(matches!(leg, Leg::In(_)));
            sums.txs += u64::from(tx != last);
            last = tx;
        }
        sums
    }
}
