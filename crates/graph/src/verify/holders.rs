//! An address's legs are its own, all of them, in order; its sums are those of its legs.

use crate::ids::AddressId;
use crate::packed::{NONE, NONE_WIDE, TAG, at, span, u32_at, u40_at};
use crate::read::{row_sums, tx_of_leg};
use crate::verify::Check;

/// What walking an address's legs adds up to.
#[derive(Debug, Default, PartialEq, Eq)]
struct Walked {
    received: u128,
    sent: u128,
    inputs: u64,
    txs: u64,
}

impl Check<'_> {
    pub(super) fn holders(&mut self) {
        let segment = self.segment;
        let older = segment.touched_address();
        if !older.is_sorted_by(|a, b| u32::from_le_bytes(*a) < u32::from_le_bytes(*b)) {
            self.damage("touched.address", || "it does not ascend".to_owned());
        }
        let mut legs = 0;
        for row in 0..segment.leg_end().len() {
            let address = match u32_at(older, row) {
                Some(address) => u64::from(address),
                None => segment.base.addresses + (row - older.len()) as u64,
            };
            let range = span(segment.leg_end(), row);
            if range.start != legs {
                let last = row.saturating_sub(1);
                self.damage("holder.legs_end", || format!("row {last} ends before it begins"));
            }
            legs = range.end.min(segment.leg().len() as u64);
            let walked = self.walk(address, range.start..legs);
            let (received, sent) = row_sums(segment, row);
            let inputs = u32_at(segment.sum_inputs(), row).unwrap_or(NONE).into();
            let txs = u32_at(segment.sum_txs(), row).unwrap_or(NONE).into();
            if walked != (Walked { received, sent, inputs, txs }) {
                self.damage("holder.received", || {
                    format!("the sums of address {address} are not those of its legs")
                });
            }
        }
        if legs != segment.leg().len() as u64 || legs != self.legs_expected() {
            self.damage("holder.leg", || "legs are missing, or there are too many".to_owned());
        }
    }

    fn walk(&mut self, address: u64, legs: std::ops::Range<u64>) -> Walked {
        let stack = self.graph.stack();
        let mut walked = Walked::default();
        let mut last = None;
        for index in legs {
            let leg = u40_at(self.segment.leg(), at(index)).unwrap_or(0);
            let found = match leg & TAG {
                0 => stack.source(leg).and_then(|source| stack.source_value_and_holder(source)),
                _ => stack.value_and_holder(leg & !TAG),
            };
            let (value, holder) = found.unwrap_or((NONE_WIDE, NONE));
            let value = if value == NONE_WIDE { 0 } else { value };
            match leg & TAG {
                0 => {
                    walked.sent += u128::from(value);
                    walked.inputs += 1;
                }
                _ => walked.received += u128::from(value),
            }
            let tx = tx_of_leg(stack, leg);
            if tx != last {
                walked.txs += 1;
            }
            // Of one transaction inputs come first; of one kind ids ascend.
            let key = (tx, leg & TAG, leg & !TAG);
            let before = index.checked_sub(1).and_then(|at_before| {
                let before = u40_at(self.segment.leg(), at(at_before))?;
                Some((last?, before & TAG, before & !TAG))
            });
            let ordered =
                last.is_none() || before.is_some_and(|(tx, side, id)| (Some(tx), side, id) < key);
            if u64::from(holder) != address || tx.is_none() || !ordered {
                let address = self.graph.address(AddressId(holder));
                self.damage("holder.leg", || {
                    format!("leg {index} is of {address:?}, or out of order")
                });
            }
            last = tx;
        }
        walked
    }

    /// Inputs and outputs of this segment that have a holder.
    fn legs_expected(&self) -> u64 {
        let held = |holder: u32| u64::from(holder != NONE);
        let outputs = self.segment.output_holder().iter();
        let outputs: u64 = outputs.map(|holder| held(u32::from_le_bytes(*holder))).sum();
        let inputs = self.segment.input_source().iter().map(|source| {
            let source = crate::packed::unpack40(*source);
            let found = self.graph.stack().source_value_and_holder(source);
            held(found.map_or(NONE, |(_, holder)| holder))
        });
        outputs + inputs.sum::<u64>()
    }
}
