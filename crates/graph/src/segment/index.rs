//! From a key's hash to the few rows that may hold it: a static table of buckets.
//!
//! The top bits of the hash choose a bucket, `bucket[b]..bucket[b + 1]` are its entries, and an
//! entry is a row and the hash's lowest byte. A reader compares the key itself in every row it is
//! given, so a hash that deceives costs time and nothing else. Entries of a bucket ascend by row.

use crate::columns::ColumnsWriter;
use crate::error::GraphError;
use crate::packed::{at, row, u32_at};

/// Entries a bucket on average, at most.
const FILL: usize = 4;

/// Memory for a part of an index while it is made. What is larger is made in several parts, each
/// with a walk over all hashes of its own.
const PART_BYTES_MAX: usize = 256 << 20;

/// Writes an index over the hashes of `count` rows 0, 1, 2 …, which `hashes` gives as often as it is
/// asked to.
pub(crate) fn write<I: Iterator<Item = u64>>(
    out: &mut ColumnsWriter,
    [buckets, entries]: [&str; 2],
    count: usize,
    hashes: impl Fn() -> I,
) -> Result<(), GraphError> {
    write_in_parts(out, [buckets, entries], count, hashes, PART_BYTES_MAX)
}

fn write_in_parts<I: Iterator<Item = u64>>(
    out: &mut ColumnsWriter,
    [buckets, entries]: [&str; 2],
    count: usize,
    hashes: impl Fn() -> I,
    part_bytes_max: usize,
) -> Result<(), GraphError> {
    let bits = count.div_ceil(FILL).next_power_of_two().trailing_zeros();
    let parts = (count * 6 / part_bytes_max + 1).next_power_of_two().min(1 << bits);
    let part = |number: usize| Part { bits, first: number * (1 << bits) / parts, parts };
    let mut starts = Vec::new();

    out.begin(buckets, 4, ((1 << bits) + 1) * 4)?;
    let mut end = 0;
    for number in 0..parts {
        starts = part(number).starts(hashes(), &mut end);
        let bytes: Vec<[u8; 4]> = starts.iter().map(|start| start.to_le_bytes()).collect();
        out.push(bytes.as_flattened())?;
    }
    out.push(&end.to_le_bytes())?;
    out.end();

    out.begin(entries, 5, count * 5)?;
    let mut end = 0;
    for number in 0..parts {
        if parts > 1 {
            starts = part(number).starts(hashes(), &mut end);
        } else {
            end = row(count);
        }
        let filled = part(number).fill(hashes(), std::mem::take(&mut starts), end);
        out.push(filled.as_flattened())?;
    }
    out.end();
    Ok(())
}

/// A run of buckets: one of `parts` equal ones.
struct Part {
    bits: u32,
    first: usize,
    parts: usize,
}

impl Part {
    /// The bucket of a hash, counted from the part's first.
    #[inline]
    fn bucket(&self, hash: u64) -> Option<usize> {
        let bucket = bucket_of(hash, self.bits).checked_sub(self.first)?;
        (bucket < (1 << self.bits) / self.parts).then_some(bucket)
    }

    /// Where each bucket begins; `end` is where the part before ended, and then where this one does.
    fn starts(&self, hashes: impl Iterator<Item = u64>, end: &mut u32) -> Vec<u32> {
        let mut counts = vec![0u32; (1 << self.bits) / self.parts];
        for bucket in hashes.filter_map(|hash| self.bucket(hash)) {
            counts[bucket] += 1;
        }
        for count in &mut counts {
            let start = *end;
            *end += *count;
            *count = start;
        }
        counts
    }

    fn fill(
        &self,
        hashes: impl Iterator<Item = u64>,
        mut next: Vec<u32>,
        end: u32,
    ) -> Vec<[u8; 5]> {
        let first = next.first().copied().unwrap_or(end);
        let mut entries = vec![[0; 5]; (end - first) as usize];
        for (number, hash) in hashes.enumerate() {
            if let Some(bucket) = self.bucket(hash) {
                let [a, b, c, d] = row(number).to_le_bytes();
                entries[(next[bucket] - first) as usize] = [a, b, c, d, tag_of(hash)];
                next[bucket] += 1;
            }
        }
        entries
    }
}

#[inline]
fn bucket_of(hash: u64, bits: u32) -> usize {
    at(hash.checked_shr(64 - bits).unwrap_or(0))
}

#[inline]
fn tag_of(hash: u64) -> u8 {
    hash.to_le_bytes()[0]
}

/// The rows that may hold a key of this hash, ascending.
#[inline]
pub(crate) fn rows<'a>(
    buckets: &[[u8; 4]],
    entries: &'a [[u8; 5]],
    hash: u64,
) -> impl Iterator<Item = usize> + 'a {
    let count = buckets.len().saturating_sub(1);
    // Not a power of two only where the file is damaged; any bucket is as wrong as another then.
    let bucket = bucket_of(hash, count.max(1).ilog2());
    let start = u32_at(buckets, bucket).unwrap_or(0) as usize;
    let end = u32_at(buckets, bucket + 1).unwrap_or(0) as usize;
    let tag = tag_of(hash);
    let entries = entries.get(start..end).unwrap_or(&[]);
    entries
        .iter()
        .filter(move |entry| entry[4] == tag)
        .map(|[a, b, c, d, _]| u32::from_le_bytes([*a, *b, *c, *d]) as usize)
}

/// The number under which a txid or a block's hash is looked up: they are hashes already. A block's
/// zeroes of work stand at its end.
#[inline]
pub(crate) fn hash_of(name: &[u8; 32]) -> u64 {
    u64::from_le_bytes(*name.first_chunk().expect("32 bytes hold 8"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::Content;

    fn index(count: u64, part_bytes_max: usize) -> crate::columns::Columns {
        let mut out = ColumnsWriter::in_memory(Content { name: "test", version: 1 });
        let hashes = || (0..count).map(|number| number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        write_in_parts(&mut out, ["b", "e"], at(count), hashes, part_bytes_max).unwrap();
        out.finish().unwrap()
    }

    #[test]
    fn an_index_made_in_parts_is_the_one_made_at_once() {
        for count in [0, 1, 5, 100, 1_000] {
            let whole = index(count, usize::MAX);
            for part_bytes_max in [1, 100, 1_000] {
                let parts = index(count, part_bytes_max);
                assert_eq!(whole.bytes("b"), parts.bytes("b"));
                assert_eq!(whole.bytes("e"), parts.bytes("e"));
            }
            for number in 0..count {
                let hash = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
                let found: Vec<usize> = rows(whole.u32s("b"), whole.rows("e"), hash).collect();
                assert!(found.contains(&at(number)), "{found:?}");
            }
        }
    }
}
