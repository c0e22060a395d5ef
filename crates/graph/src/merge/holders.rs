//! Legs and sums: an address's rows in all parts become one row.

use crate::columns::ColumnsWriter;
use crate::error::GraphError;
use crate::merge::Merge;
use crate::packed::{at, row, span, u32_at};
use crate::segment::Segment;
use crate::segment::legs::{LEGS_UNSUMMED, OUTPUT, records};
use crate::sums::Sums;

impl Merge<'_> {
    pub(super) fn write_holders(&self, out: &mut ColumnsWriter) -> Result<(), GraphError> {
        let older = self.count(|part| {
            let before = |id: &[u8; 4]| u64::from(u32::from_le_bytes(*id)) < self.base.addresses;
            part.touched_address().partition_point(before)
        });
        // An upper bound: two parts may touch the same one.
        let rows = older + at(self.extent.addresses);
        let mut column = out.column_of("touched.address", older)?;
        self.each_row(|address, _| match u64::from(address) < self.base.addresses {
            true => column.add(address.to_le_bytes()),
            false => Ok(()),
        })?;
        column.end()?;

        let mut column = out.column_of("holder.legs_end", rows)?;
        let mut end = 0u32;
        self.each_row(|_, parts| {
            end = end.saturating_add(row(self.legs_len(parts)));
            column.add(end.to_le_bytes())
        })?;
        column.end()?;
        self.write_legs(out)?;
        self.write_sums(out)
    }

    fn write_legs(&self, out: &mut ColumnsWriter) -> Result<(), GraphError> {
        let mut column = out.column_of("holder.leg", self.count(|part| part.leg().len()))?;
        self.each_row(|_, parts| {
            for (number, holder) in parts {
                let part = &self.parts[*number];
                let inputs = row(at(part.base.inputs - self.base.inputs));
                let outputs = row(at(part.base.outputs - self.base.outputs));
                for leg in legs(part, *holder) {
                    let leg = u32::from_le_bytes(*leg);
                    let moved = if leg & OUTPUT == 0 { inputs } else { outputs };
                    column.add(leg.wrapping_add(moved).to_le_bytes())?;
                }
            }
            Ok(())
        })?;
        column.end()
    }

    fn write_sums(&self, out: &mut ColumnsWriter) -> Result<(), GraphError> {
        let mut wides = Vec::new();
        let mut number = 0;
        let mut column = out.column_of("sum", 0)?;
        self.each_row(|_, parts| {
            if self.legs_len(parts) > LEGS_UNSUMMED {
                let mut all = Sums::default();
                for (part, holder) in parts {
                    all.add(Sums::of_row(self.stack, &self.parts[*part], *holder));
                }
                let (inputs, txs) = (row(at(all.inputs)), row(at(all.txs)));
                let (sum, wide) = records(number, all.received, all.sent, inputs, txs);
                column.add(sum)?;
                wides.extend(wide);
            }
            number += 1;
            Ok(())
        })?;
        column.end()?;
        out.rows("sum.wide", &wides)
    }

    fn legs_len(&self, parts: &[(usize, usize)]) -> usize {
        parts.iter().map(|(part, holder)| legs(&self.parts[*part], *holder).len()).sum()
    }

    /// Calls `each` for every address the merged segment has a row for, in the order of these, with
    /// the parts that have one and the row in each.
    fn each_row(
        &self,
        mut each: impl FnMut(u32, &[(usize, usize)]) -> Result<(), GraphError>,
    ) -> Result<(), GraphError> {
        let mut heads = Heads::new(self);
        let mut parts = Vec::with_capacity(self.parts.len());
        while u64::from(heads.least) < self.base.addresses {
            let address = heads.least;
            parts.clear();
            heads.take(address, &mut parts);
            each(address, &parts)?;
        }
        for (number, part) in self.parts.iter().enumerate() {
            for own in 0..at(part.extent.addresses) {
                let address = row(at(part.base.addresses) + own);
                parts.clear();
                parts.push((number, part.touched_address().len() + own));
                heads.take(address, &mut parts);
                each(address, &parts)?;
            }
        }
        Ok(())
    }
}

fn legs(part: &Segment, holder: usize) -> &[[u8; 4]] {
    let range = span(part.leg_end(), holder);
    part.leg().get(at(range.start)..at(range.end)).unwrap_or(&[])
}

/// How far each part's list of older addresses has been read.
struct Heads<'a> {
    merge: &'a Merge<'a>,
    next: Vec<usize>,
    /// The least address not yet read; no address is `u32::MAX`.
    least: u32,
}

impl<'a> Heads<'a> {
    fn new(merge: &'a Merge<'a>) -> Heads<'a> {
        let mut heads = Heads { merge, next: vec![0; merge.parts.len()], least: 0 };
        heads.find_least();
        heads
    }

    /// Adds the rows of an address that is not above the least, and goes past it.
    #[inline]
    fn take(&mut self, address: u32, parts: &mut Vec<(usize, usize)>) {
        if self.least != address {
            return;
        }
        for (number, next) in self.next.iter_mut().enumerate() {
            if u32_at(self.merge.parts[number].touched_address(), *next) == Some(address) {
                parts.push((number, *next));
                *next += 1;
            }
        }
        self.find_least();
    }

    fn find_least(&mut self) {
        let heads =
            self.next.iter().enumerate().filter_map(|(number, next)| {
                u32_at(self.merge.parts[number].touched_address(), *next)
            });
        self.least = heads.min().unwrap_or(u32::MAX);
    }
}
