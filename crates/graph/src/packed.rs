//! Numbers as they stand in a column: little-endian, 4, 5, 8 or 16 bytes, read through a bounds
//! check.
//!
//! A column is a slice of byte arrays, so the same code reads a mapped file and a vector in memory,
//! on any alignment, without `unsafe`. Reading past the end gives `None`, never a panic.

#[cfg(not(target_pointer_width = "64"))]
compile_error!("a ledger is mapped whole: the store needs a 64-bit machine");

/// "No value" in a 32-bit column.
pub(crate) const NONE: u32 = u32::MAX;
/// "No value" in a 64-bit column.
pub(crate) const NONE_WIDE: u64 = u64::MAX;
/// The highest bit of a 40-bit number: a foreign row, or a leg that is an output.
pub(crate) const TAG: u64 = 1 << 39;

/// A 64-bit number as an index.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "64-bit machines alone, see above")]
pub(crate) const fn at(number: u64) -> usize {
    number as usize
}

/// A row number within a segment, which by construction has fewer than 2^32 rows of anything.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "segments are capped below 2^32 rows")]
pub(crate) const fn row(number: usize) -> u32 {
    debug_assert!(number <= u32::MAX as usize);
    number as u32
}

#[inline]
pub(crate) const fn pack40(number: u64) -> [u8; 5] {
    let [a, b, c, d, e, ..] = number.to_le_bytes();
    [a, b, c, d, e]
}

#[inline]
pub(crate) const fn unpack40(bytes: [u8; 5]) -> u64 {
    let [a, b, c, d, e] = bytes;
    u64::from_le_bytes([a, b, c, d, e, 0, 0, 0])
}

#[inline]
pub(crate) fn u32_at(column: &[[u8; 4]], index: usize) -> Option<u32> {
    column.get(index).map(|bytes| u32::from_le_bytes(*bytes))
}

#[inline]
pub(crate) fn u40_at(column: &[[u8; 5]], index: usize) -> Option<u64> {
    column.get(index).map(|bytes| unpack40(*bytes))
}

#[inline]
pub(crate) fn u64_at(column: &[[u8; 8]], index: usize) -> Option<u64> {
    column.get(index).map(|bytes| u64::from_le_bytes(*bytes))
}

/// The rows of `index` in a column of ends: `ends[index - 1]..ends[index]`. Damaged ends give an
/// empty range.
#[inline]
pub(crate) fn span(ends: &[[u8; 4]], index: usize) -> std::ops::Range<u64> {
    let start = match index.checked_sub(1) {
        Some(before) => u32_at(ends, before).unwrap_or(0),
        None => 0,
    };
    let end = u32_at(ends, index).unwrap_or(start);
    u64::from(start)..u64::from(end.max(start))
}

/// What of a span is there: a damaged end claims no rows beyond.
#[inline]
pub(crate) fn within(span: std::ops::Range<u64>, rows: u64) -> std::ops::Range<u64> {
    span.start.min(rows)..span.end.min(rows)
}

/// The position of a key in a sorted column of 32-bit numbers.
pub(crate) fn find32(column: &[[u8; 4]], key: u32) -> Option<usize> {
    column.binary_search_by(|bytes| u32::from_le_bytes(*bytes).cmp(&key)).ok()
}
