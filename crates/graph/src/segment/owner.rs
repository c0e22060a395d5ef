//! From a finer row to the coarser one that owns it: an output's transaction, a transaction's block.
//!
//! Ends are cumulative; every sixty-fourth finer row has its owner written down, and between two
//! such the ends are searched.

use crate::packed::{at, row, u32_at};

pub(crate) const SAMPLE: usize = 64;

/// The owner of every sixty-fourth row of `rows`: what ends claim beyond that is not believed.
pub(crate) fn samples(ends: impl Iterator<Item = u32>, rows: u64) -> impl Iterator<Item = [u8; 4]> {
    let mut next = 0;
    ends.enumerate().flat_map(move |(owner, end)| {
        let first = next;
        next = u64::from(end).min(rows).div_ceil(SAMPLE as u64).max(first);
        (first..next).map(move |_| row(owner).to_le_bytes())
    })
}

/// How many that are.
pub(crate) fn samples_len(rows: u64) -> usize {
    at(rows).div_ceil(SAMPLE)
}

/// The owner of a row; `None` where the columns have no such row.
#[inline]
pub(crate) fn of(ends: &[[u8; 4]], samples: &[[u8; 4]], index: u64) -> Option<usize> {
    let sample = usize::try_from(index).ok()? / SAMPLE;
    let low = u32_at(samples, sample)? as usize;
    let high = match u32_at(samples, sample + 1) {
        Some(next) => (next as usize).saturating_add(1),
        None => ends.len(),
    };
    let within = ends.get(low..high.min(ends.len()))?;
    let found = within.partition_point(|end| u64::from(u32::from_le_bytes(*end)) <= index);
    (found < within.len()).then_some(low + found)
}

/// The owner at the next sample: a row's own is not above it. `None` where there is no more sample.
#[inline]
pub(crate) fn last_possible(samples: &[[u8; 4]], index: u64) -> Option<u32> {
    u32_at(samples, usize::try_from(index).ok()? / SAMPLE + 1)
}

/// The owner at the sample before: a row's own is not below it.
#[inline]
pub(crate) fn first_possible(samples: &[[u8; 4]], index: u64) -> Option<u32> {
    u32_at(samples, usize::try_from(index).ok()? / SAMPLE)
}
