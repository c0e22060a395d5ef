//! An address's legs are its own, all of them, in order; its sums are those of its legs.

use crate::ids::AddressId;
use crate::packed::{NONE, at, u32_at};
use crate::segment::legs::LEGS_UNSUMMED;
use crate::segment::sparse;
use crate::sums::{Sums, leg_of};
use crate::values::Leg;
use crate::verify::Check;

impl Check<'_> {
    pub(super) fn holders(&mut self) {
        let segment = self.segment;
        let older = segment.touched_address();
        if !ascends(older) {
            self.damage("touched.address", || "it does not ascend".to_owned());
        }
        let (mut legs, mut summed) = (0, 0);
        let mut counted = segment.leg_counts().from(0);
        for holder in 0..segment.holder_rows() {
            let address = match u32_at(older, holder) {
                Some(address) => u64::from(address),
                None => segment.base.addresses + (holder - older.len()) as u64,
            };
            let range = counted.next_legs();
            if range != segment.leg_counts().legs(holder) {
                self.damage("holder.leg_counts_sample", || {
                    format!("the legs of row {holder} are not found")
                });
            }
            legs = range.end.min(segment.leg().len() as u64);
            let own = segment.leg().get(at(range.start)..at(legs)).unwrap_or(&[]);
            self.legs_of(address, at(range.start), own);
            if own.len() > LEGS_UNSUMMED {
                summed += 1;
                self.sums_of(address, holder, own);
            }
        }
        if legs != segment.leg().len() as u64 || legs != self.legs_expected() {
            self.damage("holder.leg", || "legs are missing, or there are too many".to_owned());
        }
        let rows = segment.leg_counts().counted();
        if rows != segment.holder_rows() {
            let wanted = segment.holder_rows();
            self.damage("holder.leg_counts", || {
                format!("it tells of {rows} rows and not {wanted}")
            });
        }
        self.sums(summed);
    }

    /// Of one transaction inputs come first; of one kind ids ascend.
    fn legs_of(&mut self, address: u64, first: usize, legs: &[[u8; 4]]) {
        let stack = self.graph.stack();
        let mut last = None;
        for (index, leg) in legs.iter().enumerate() {
            let (holder, tx, key) = match leg_of(self.segment, *leg) {
                Leg::In(input) => {
                    let source = stack.source(input.0);
                    let found = source.and_then(|source| stack.source_value_and_holder(source));
                    (found, stack.tx_of_input(input.0), (0, input.0))
                }
                Leg::Out(output) => {
                    let found = stack.value_and_holder(output.0);
                    (found, stack.tx_of_output(output.0), (1, output.0))
                }
            };
            let holder = holder.map_or(NONE, |(_, holder)| holder);
            let key = (tx, key);
            let ordered = last.is_none_or(|last| last < key);
            last = Some(key);
            if u64::from(holder) != address || tx.is_none() || !ordered {
                let (leg, whose) = (first + index, self.named(address));
                self.damage("holder.leg", || {
                    format!("leg {leg}, among those of {whose}, is another's or out of order")
                });
            }
        }
    }

    fn sums_of(&mut self, address: u64, holder: usize, legs: &[[u8; 4]]) {
        let written = Sums::written(self.segment, holder);
        if written != Some(Sums::walked(self.graph.stack(), self.segment, legs)) {
            let whose = self.named(address);
            self.damage("sum", || format!("the sums of {whose} are not those of its legs"));
        }
    }

    /// An address as people know it.
    fn named(&self, address: u64) -> String {
        let id = AddressId(u32::try_from(address).unwrap_or(NONE));
        self.graph.address(id).display(self.graph.ledger().network).to_string()
    }

    /// Sums are there for those rows alone that need them.
    fn sums(&mut self, summed: usize) {
        let segment = self.segment;
        let rows = || segment.sums().iter().map(sparse::row_of);
        if segment.sums().len() != summed || !rows().is_sorted_by(|a, b| a < b) {
            self.damage("sum", || "it does not name the rows that have many legs".to_owned());
        }
        let wide = || segment.wide_sums().iter().map(sparse::row_of);
        let known = |row: u32| sparse::find(segment.sums(), row, sparse::row_of).is_some();
        if !wide().all(known) || !wide().is_sorted_by(|a, b| a < b) {
            self.damage("sum.wide", || "it does not name rows that have sums".to_owned());
        }
    }

    /// Inputs and outputs of this segment that have a holder.
    fn legs_expected(&self) -> u64 {
        let held = |holder: u32| u64::from(holder != NONE);
        let outputs = self.segment.output_holder().iter();
        let outputs: u64 = outputs.map(|holder| held(u32::from_le_bytes(*holder))).sum();
        let inputs = self.segment.input_holder().iter();
        let inputs = inputs.map(|holder| held(u32::from_le_bytes(*holder)));
        outputs + inputs.sum::<u64>()
    }
}

fn ascends(column: &[[u8; 4]]) -> bool {
    column.is_sorted_by(|a, b| u32::from_le_bytes(*a) < u32::from_le_bytes(*b))
}
