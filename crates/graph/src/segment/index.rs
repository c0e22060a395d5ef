//! From a key's hash to the few rows that may hold it: a static table of buckets.
//!
//! The top bits of the hash choose a bucket, `bucket[b]..bucket[b + 1]` are its entries, and an
//! entry is a row and the hash's lowest byte. A reader compares the key itself in every row it is
//! given, so a hash that deceives costs time and nothing else. Entries of a bucket ascend by row.

use crate::packed::{at, row, u32_at};

/// Entries a bucket on average, at most.
const FILL: usize = 4;

/// The two columns of an index.
#[derive(Debug, Default)]
pub(crate) struct Built {
    pub buckets: Vec<[u8; 4]>,
    pub entries: Vec<[u8; 5]>,
}

/// Builds an index over the hashes of rows 0, 1, 2 …
pub(crate) fn build(hashes: &[u64]) -> Built {
    let bits = hashes.len().div_ceil(FILL).next_power_of_two().trailing_zeros();
    let mut ends = vec![0u32; (1 << bits) + 1];
    for hash in hashes {
        ends[bucket_of(*hash, bits) + 1] += 1;
    }
    for bucket in 1..ends.len() {
        ends[bucket] += ends[bucket - 1];
    }
    let buckets = ends.iter().map(|end| end.to_le_bytes()).collect();
    let mut entries = vec![[0; 5]; hashes.len()];
    // Each bucket's start moves on as it fills.
    for (number, hash) in hashes.iter().enumerate() {
        let next = &mut ends[bucket_of(*hash, bits)];
        let [a, b, c, d] = row(number).to_le_bytes();
        entries[*next as usize] = [a, b, c, d, tag_of(*hash)];
        *next += 1;
    }
    Built { buckets, entries }
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
