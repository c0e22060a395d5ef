//! Which segments are merged with the rows to be written.
//!
//! Each segment is to be at least three times as large as all newer ones together, so their number
//! grows with the logarithm of the ledger, however many small steps it was written in. A merge is
//! made in memory and therefore bounded: what is larger than [`MERGED_BYTES_MAX`] is left as it is,
//! which also keeps the newest blocks in segments that are cheap to rewind.

/// Rows in memory beyond which they become a segment.
pub(super) const ROWS_BYTES_MAX: usize = 128 << 20;
/// Rows a merge may hold.
pub(super) const MERGED_BYTES_MAX: usize = 256 << 20;
const RATIO: usize = 3;
/// Smaller segments count as this large: they are merged at once.
const BYTES_MIN: usize = 64 << 10;

/// The first of the segments (of these sizes, oldest first) that is merged with `new` bytes of
/// rows; all if there are none.
pub(super) fn merge_from(sizes: &[usize], new: usize) -> usize {
    let mut newer = new.max(BYTES_MIN);
    let mut merged = new;
    let mut from = sizes.len();
    for (index, size) in sizes.iter().enumerate().rev() {
        merged += size;
        if merged > MERGED_BYTES_MAX {
            break;
        }
        if size.max(&BYTES_MIN) < &(newer * RATIO) {
            from = index;
        }
        newer += size.max(&BYTES_MIN);
    }
    from
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes `count` steps of `bytes` each, and gives the sizes left and the bytes written.
    fn play(count: usize, bytes: usize) -> (Vec<usize>, usize) {
        let (mut sizes, mut written): (Vec<usize>, usize) = (Vec::new(), 0);
        for _ in 0..count {
            let from = merge_from(&sizes, bytes);
            let merged = sizes.drain(from..).sum::<usize>() + bytes;
            sizes.push(merged);
            written += merged;
        }
        (sizes, written)
    }

    #[test]
    fn many_small_steps_leave_few_segments() {
        for bytes in [100, 10_000, 100_000, 1_000_000] {
            let (sizes, written) = play(200_000_000 / bytes.max(20_000), bytes);
            assert!(sizes.len() <= 12, "{} segments of {bytes}", sizes.len());
            // A step costs no less than a small file, whatever is in it.
            let least = sizes.iter().sum::<usize>().max(sizes.len() * BYTES_MIN);
            let least = least.max(200_000_000 / bytes.max(20_000) * BYTES_MIN);
            assert!(written / least <= 20, "written {} times", written / least);
        }
    }

    #[test]
    fn a_merge_is_never_larger_than_its_bound() {
        let (sizes, _) = play(2_000, 1 << 20);
        assert!(sizes.iter().all(|size| *size <= MERGED_BYTES_MAX), "{sizes:?}");
    }
}
