//! Asking memory for what will be read soon, so that many waits pass at once; and a line of an index
//! compared at once.
//!
//! A plain read does the same as long as little lies between it and the next one; where work lies
//! between them, the processor's window is full after three or four. A prefetch leaves the window at
//! once. It changes nothing but time.

/// Asks for the line of memory in which a row lies. Nothing where there is no such row.
#[inline]
pub(crate) fn prefetch<T>(rows: &[T], row: usize) {
    #[cfg(target_arch = "x86_64")]
    ask::<T, { std::arch::x86_64::_MM_HINT_T0 }>(rows, row);
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (rows, row);
}

/// The same into the second cache, which can wait for more lines at once than the first: for those
/// who ask for dozens before they read one.
#[inline]
pub(crate) fn prefetch_early<T>(rows: &[T], row: usize) {
    #[cfg(target_arch = "x86_64")]
    ask::<T, { std::arch::x86_64::_MM_HINT_T1 }>(rows, row);
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (rows, row);
}

#[cfg(target_arch = "x86_64")]
#[inline]
fn ask<T, const HINT: i32>(rows: &[T], row: usize) {
    if let Some(row) = rows.get(row) {
        #[expect(unsafe_code, reason = "the intrinsic takes a pointer")]
        // SAFETY: the pointer is of a reference; and a prefetch reads nothing and never faults.
        unsafe {
            std::arch::x86_64::_mm_prefetch::<HINT>(std::ptr::from_ref(row).cast());
        }
    }
}

/// A bit for each of sixteen bytes that is the one sought.
#[inline]
pub(crate) fn equal_bytes(bytes: &[u8; 16], byte: u8) -> u32 {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{
            __m128i, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_movemask_epi8, _mm_set1_epi8,
        };
        #[expect(
            unsafe_code,
            reason = "the intrinsics take a pointer and name the processor's feature"
        )]
        // SAFETY: sixteen bytes are read from a reference to sixteen, at any alignment; SSE2 is part of
        // the architecture.
        let mask = unsafe {
            let bytes = _mm_loadu_si128(std::ptr::from_ref(bytes).cast::<__m128i>());
            _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte.cast_signed())))
        };
        mask.cast_unsigned()
    }
    #[cfg(not(target_arch = "x86_64"))]
    equal_bytes_slowly(bytes, byte)
}

#[cfg(any(test, not(target_arch = "x86_64")))]
fn equal_bytes_slowly(bytes: &[u8; 16], byte: u8) -> u32 {
    bytes.iter().zip(0..).fold(0, |mask, (other, at)| mask | u32::from(*other == byte) << at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_byte_that_is_the_one_sought_has_its_bit(bytes: [u8; 16], byte: u8, few in 1u8..5) {
            let few_kinds = bytes.map(|byte| byte % few);
            for (bytes, byte) in [(bytes, byte), (few_kinds, byte % few), (bytes, bytes[7])] {
                prop_assert_eq!(equal_bytes(&bytes, byte), equal_bytes_slowly(&bytes, byte));
            }
        }
    }
}
