//! From a finer row to the coarser one that owns it: an output's transaction, a transaction's block.
//!
//! Ends are cumulative; every sixty-fourth finer row has its owner written down, and between two
//! such the ends are searched.

use crate::packed::{at, row, u32_at};

pub(crate) const SAMPLE: usize = 64;

/// The owner of every sixty-fourth row.
pub(crate) fn samples(ends: &[[u8; 4]]) -> Vec<[u8; 4]> {
    samples_of(ends, ends.last().map_or(0, |end| u32::from_le_bytes(*end).into()))
}

/// The same, of so many rows at most: what damaged ends claim is not believed.
pub(crate) fn samples_of(ends: &[[u8; 4]], rows: u64) -> Vec<[u8; 4]> {
    let mut samples = Vec::with_capacity(at(rows).div_ceil(SAMPLE));
    for (owner, end) in ends.iter().enumerate() {
        let end = (u32::from_le_bytes(*end) as usize).min(at(rows));
        while samples.len() * SAMPLE < end {
            samples.push(row(owner).to_le_bytes());
        }
    }
    samples
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
