//! Legs and sums: an address's rows in all parts become one row.
//!
//! Most addresses are of one part alone, and those of a part lie there as they will lie here. So
//! the rows are walked as runs: either many of one part, whose columns are copied with their
//! numbers moved, or one address that several parts touch.

use std::ops::Range;

use crate::error::GraphError;
use crate::merge::Merge;
use crate::packed::{at, row, u32_at};
use crate::segment::Segment;
use crate::segment::counts::{Packer, Walk, words_len};
use crate::segment::lanes::{Gathered, Sink, column as column_of};
use crate::segment::legs::{LEGS_UNSUMMED, OUTPUT, records};
use crate::segment::sparse::{self, SumFields};
use crate::sums::Sums;

/// Rows of the merged segment, in order.
enum Run<'r> {
    /// Consecutive rows of one part that no other part has, and the first one's address.
    Alone { part: usize, rows: Range<usize> },
    /// An address's row in each of several parts.
    Shared(&'r [(usize, usize)]),
}

impl Merge<'_> {
    pub(super) fn write_holders(&self, out: &mut dyn Sink) -> Result<(), GraphError> {
        self.write_legs(out)?;
        self.write_touched(out)?;
        self.write_leg_counts(out)?;
        self.write_sums(out)
    }

    fn write_legs(&self, out: &mut dyn Sink) -> Result<(), GraphError> {
        out.begin("holder.leg", 4, self.count(|part| part.leg().len()) * 4)?;
        let mut column = Gathered::new(out);
        let mut walks = self.walks();
        let mut add = |part: usize, rows: Range<usize>| {
            let legs = walks[part].legs(rows);
            let part = &self.parts[part];
            let inputs = row(at(part.base.inputs - self.base.inputs));
            let outputs = row(at(part.base.outputs - self.base.outputs));
            let legs = part.leg().get(at(legs.start)..at(legs.end)).unwrap_or(&[]);
            legs.chunks(LEGS_TOGETHER).try_for_each(|legs| {
                column.extend(legs.iter().map(|leg| {
                    let leg = u32::from_le_bytes(*leg);
                    let moved = if leg & OUTPUT == 0 { inputs } else { outputs };
                    leg.wrapping_add(moved).to_le_bytes()
                }))
            })
        };
        self.each_run(|run| match run {
            Run::Alone { part, rows } => add(part, rows),
            Run::Shared(parts) => {
                parts.iter().try_for_each(|(part, holder)| add(*part, *holder..holder + 1))
            }
        })?;
        column.flush()?;
        out.end()
    }

    fn write_touched(&self, out: &mut dyn Sink) -> Result<(), GraphError> {
        let lens: Vec<usize> = self.parts.iter().map(|part| self.older_len(part)).collect();
        // An upper bound: two parts may touch the same one.
        out.begin("touched.address", 4, lens.iter().sum::<usize>() * 4)?;
        let mut column = Gathered::new(out);
        let older = |part: usize, rows: Range<usize>| {
            let touched = self.parts[part].touched_address();
            touched.get(rows.start..rows.end.min(lens[part])).unwrap_or(&[])
        };
        self.each_run(|run| match run {
            Run::Alone { part, rows } => column.extend(older(part, rows).iter().copied()),
            Run::Shared(parts) => {
                let (part, holder) = parts[0];
                column.extend(older(part, holder..holder + 1).iter().copied())
            }
        })?;
        column.flush()?;
        out.end()
    }

    /// How many addresses older than the merged segment a part touches: they are its first rows.
    fn older_len(&self, part: &Segment) -> usize {
        let before = |id: &[u8; 4]| u64::from(u32::from_le_bytes(*id)) < self.base.addresses;
        part.touched_address().partition_point(before)
    }

    fn write_leg_counts(&self, out: &mut dyn Sink) -> Result<(), GraphError> {
        let rows = self.count(|part| self.older_len(part)) + at(self.extent.addresses);
        let legs = self.count(|part| part.leg().len());
        // An upper bound, as above.
        out.begin("holder.leg_counts", 8, words_len(legs, rows) * 8)?;
        let mut column = Gathered::new(out);
        let mut packer = Packer::default();
        let mut walks = self.walks();
        let mut add = |legs: usize| {
            packer.add(legs);
            match packer.waiting() < WORDS_TOGETHER {
                true => Ok(()),
                false => column.extend(packer.finished()),
            }
        };
        self.each_run(|run| match run {
            Run::Alone { part, mut rows } => {
                let walk = &mut walks[part];
                walk.go_to(rows.start);
                rows.try_for_each(|_| add(len(walk.next_legs())))
            }
            Run::Shared(parts) => add(legs_len(&mut walks, parts)),
        })?;
        let (last, samples) = packer.finish();
        column.extend(last.into_iter())?;
        column.flush()?;
        out.end()?;
        column_of(out, "holder.leg_counts_sample", samples)
    }

    /// A walk over the rows of each part: each is gone over in order.
    fn walks(&self) -> Vec<Walk<'_>> {
        self.parts.iter().map(|part| part.leg_counts().from(0)).collect()
    }

    fn write_sums(&self, out: &mut dyn Sink) -> Result<(), GraphError> {
        let mut wides = Vec::new();
        let mut number = 0u32;
        let mut walks = self.walks();
        out.begin("sum", 28, 0)?;
        let mut column = Gathered::new(out);
        self.each_run(|run| match run {
            Run::Alone { part, rows } => {
                let part = &self.parts[part];
                let moved = |found: u32| number.wrapping_add(found.wrapping_sub(row(rows.start)));
                for sum in within(part.sums(), &rows) {
                    let fields = sparse::sum_fields(sum);
                    column.add(sparse::sum(SumFields { row: moved(fields.row), ..fields }))?;
                }
                wides.extend(within(part.wide_sums(), &rows).iter().map(|wide| {
                    let (received, sent) = sparse::wide_sums(wide);
                    sparse::wide(moved(sparse::row_of(wide)), received, sent)
                }));
                number += row(rows.len());
                Ok(())
            }
            Run::Shared(parts) => {
                if legs_len(&mut walks, parts) > LEGS_UNSUMMED {
                    let mut all = Sums::default();
                    for (part, holder) in parts {
                        all.add(Sums::of_row(self.stack, &self.parts[*part], *holder));
                    }
                    let counted = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
                    let (inputs, txs) = (counted(all.inputs), counted(all.txs));
                    let (sum, wide) = records(number, all.received, all.sent, inputs, txs);
                    column.add(sum)?;
                    wides.extend(wide);
                }
                number += 1;
                Ok(())
            }
        })?;
        column.flush()?;
        out.end()?;
        column_of(out, "sum.wide", wides)
    }

    /// Calls `each` for all rows of the merged segment, in order.
    fn each_run(
        &self,
        mut each: impl FnMut(Run<'_>) -> Result<(), GraphError>,
    ) -> Result<(), GraphError> {
        let mut heads = Heads::new(self);
        let mut shared = Vec::with_capacity(self.parts.len());
        while u64::from(heads.least) < self.base.addresses {
            shared.clear();
            heads.take(heads.least, &mut shared);
            match shared[..] {
                [(part, holder)] => each(Run::Alone { part, rows: holder..holder + 1 })?,
                _ => each(Run::Shared(&shared))?,
            }
        }
        for (number, part) in self.parts.iter().enumerate() {
            let touched = part.touched_address().len();
            let (base, end) = (part.base.addresses, at(part.extent.addresses));
            let mut own = 0;
            while own < end {
                // All before the next one that a newer part touches.
                let next = u64::from(heads.least).saturating_sub(base);
                let alone = at(next).clamp(own, end);
                if alone > own {
                    each(Run::Alone { part: number, rows: touched + own..touched + alone })?;
                    own = alone;
                }
                if own < end {
                    shared.clear();
                    shared.push((number, touched + own));
                    heads.take(row(at(base) + own), &mut shared);
                    each(Run::Shared(&shared))?;
                    own += 1;
                }
            }
        }
        Ok(())
    }
}

/// So many at a time, so that pieces stay small.
const LEGS_TOGETHER: usize = 1 << 14;
const WORDS_TOGETHER: usize = 1 << 12;

/// The legs of an address's rows in several parts.
fn legs_len(walks: &mut [Walk<'_>], parts: &[(usize, usize)]) -> usize {
    let legs = parts.iter().map(|(part, row)| len(walks[*part].legs(*row..row + 1)));
    legs.sum()
}

fn len(legs: Range<u64>) -> usize {
    at(legs.end - legs.start)
}

/// The records of a sorted table that are of these rows.
fn within<'a, const N: usize>(table: &'a [[u8; N]], rows: &Range<usize>) -> &'a [[u8; N]] {
    let before = |row: usize| table.partition_point(|sum| (sparse::row_of(sum) as usize) < row);
    let start = before(rows.start);
    let len = table[start..].partition_point(|sum| (sparse::row_of(sum) as usize) < rows.end);
    &table[start..start + len]
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
