//! Asking memory for what will be read soon, so that many waits pass at once.
//!
//! A plain read does the same as long as little lies between it and the next one; where work lies
//! between them, the processor's window is full after three or four. A prefetch leaves the window at
//! once. It changes nothing but time.

/// Asks for the line of memory in which a row lies. Nothing where there is no such row.
#[inline]
#[cfg_attr(not(target_arch = "x86_64"), expect(unused_variables, reason = "nothing to ask by"))]
pub(crate) fn prefetch<T>(rows: &[T], row: usize) {
    #[cfg(target_arch = "x86_64")]
    if let Some(row) = rows.get(row) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        #[expect(unsafe_code, reason = "the intrinsic takes a pointer")]
        // SAFETY: the pointer is of a reference; and a prefetch reads nothing and never faults.
        unsafe {
            _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(row).cast());
        }
    }
}
