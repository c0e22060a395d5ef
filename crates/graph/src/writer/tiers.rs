//! Which segments are merged, and when.
//!
//! Nothing, as long as there are few: a merge reads and writes everything in it. Beyond
//! [`Limits::segments`], the newest are merged until each that remains is at least three times
//! as large as all newer ones together, so that their number grows with the logarithm of the
//! ledger, and how often a byte is written again does too. Segments with one of the last
//! [`Limits::recent_blocks`] are merged among themselves alone and stay modest, so that a rewind is
//! cheap.

use std::ops::Range;

use crate::segment::ROWS_MAX;

/// How large things grow before something is done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Rows in memory become a segment when they and the tables over them have so many bytes.
    pub run_bytes: usize,
    /// Rows of a segment with recent blocks that a merge makes. One that is cut is cut into pieces of so
    /// many bytes, or of a run's.
    pub modest_bytes: usize,
    /// A rewind of so many blocks stays cheap.
    pub recent_blocks: u64,
    pub segments: usize,
}

impl Limits {
    /// Those of the usual budget; two weeks of blocks.
    pub(crate) const USUAL: Limits = Limits {
        run_bytes: (2 << 30) - (8 << 20),
        modest_bytes: 256 << 20,
        recent_blocks: 2_016,
        segments: 12,
    };
}

const RATIO: usize = 3;
/// Smaller segments count as this large: what is in them costs less than that there is one.
const BYTES_MIN: usize = 64 << 10;

/// A segment, as far as merging goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    /// Of its rows.
    pub bytes: usize,
    /// The most rows it has of anything, legs included.
    pub rows: u64,
    /// It holds one of the last blocks.
    pub is_recent: bool,
}

/// The run of segments to merge next, if any.
pub(super) fn next_merge(sizes: &[Size], limits: &Limits) -> Option<Range<usize>> {
    if sizes.len() <= limits.segments {
        return None;
    }
    let old = sizes.iter().take_while(|size| !size.is_recent).count();
    let recent = unbalanced(&sizes[old..], limits.modest_bytes);
    let recent = recent.map(|from| old + from..sizes.len());
    recent.or_else(|| unbalanced(&sizes[..old], usize::MAX).map(|from| from..old))
}

/// The oldest segment from which on all are merged, if that is worth it.
fn unbalanced(sizes: &[Size], bytes_max: usize) -> Option<usize> {
    let (mut bytes, mut rows, mut newer) = (0, 0, 0);
    let mut from = None;
    for (index, size) in sizes.iter().enumerate().rev() {
        bytes += size.bytes;
        rows += size.rows;
        if bytes > bytes_max || rows >= ROWS_MAX {
            break;
        }
        let weight = size.bytes.max(BYTES_MIN);
        if weight < newer * RATIO {
            from = Some(index);
        }
        newer += weight;
    }
    from
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes `count` steps of `bytes` each, of which the last `recent` are recent, and gives the sizes left
    /// and how often a step was written again on average.
    fn play(count: usize, bytes: usize, recent: usize) -> (Vec<usize>, usize) {
        // A segment's bytes and its last step.
        let mut segments: Vec<(usize, usize)> = Vec::new();
        let mut again = 0;
        for step in 0..count {
            segments.push((bytes, step));
            loop {
                let size = |(bytes, last): &(usize, usize)| Size {
                    bytes: *bytes,
                    rows: 0,
                    is_recent: last + recent > step,
                };
                let sizes: Vec<Size> = segments.iter().map(size).collect();
                let Some(range) = next_merge(&sizes, &Limits::USUAL) else { break };
                let merged: usize = segments[range.clone()].iter().map(|(bytes, _)| bytes).sum();
                let last = segments[range.end - 1].1;
                again += merged.max(BYTES_MIN);
                segments.splice(range, [(merged, last)]);
            }
        }
        (segments.iter().map(|(bytes, _)| *bytes).collect(), again / (count * bytes.max(BYTES_MIN)))
    }

    #[test]
    fn many_steps_of_any_size_leave_few_segments() {
        for (count, bytes) in [(3_000, 100), (3_000, 100_000), (3_000, 1 << 20), (1_300, 128 << 20)]
        {
            let (sizes, again) = play(count, bytes, 2);
            assert!(sizes.len() <= Limits::USUAL.segments, "{} segments of {bytes}", sizes.len());
            assert!(again <= 10, "{bytes} written {again} times again");
        }
    }

    #[test]
    fn twenty_large_steps_are_written_again_once_at_most() {
        let (sizes, again) = play(20, 128 << 20, 2);
        assert!(again <= 1, "{again}: {sizes:?}");
    }

    #[test]
    fn recent_segments_stay_modest() {
        let (sizes, _) = play(400, 10 << 20, 100);
        let recent: Vec<&usize> = sizes.iter().rev().take(3).collect();
        assert!(recent.iter().all(|size| **size <= Limits::USUAL.modest_bytes), "{sizes:?}");
        assert!(sizes.len() <= Limits::USUAL.segments + 4, "{sizes:?}");
    }
}
