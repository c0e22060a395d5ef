//! Whether look-ups find what they read in memory, and asking a disk for all of it at once where they do not.
//!
//! A look-up reads a line of every segment's index, and then where a row's key lies. In memory that is nothing; of a
//! disk, each read waits for the one before, because a page is asked for when the processor comes to it. So where
//! pages are far all that a step will read is asked for together. To ask costs the system as much as a look-up in
//! memory takes in all, so pages that were near the last times are taken to be near; now and then a look-up makes
//! sure. Answers do not depend on any of this.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use crate::columns::Columns;

/// Look-ups that must find everything near before that is taken for granted.
const NEAR_AFTER: u32 = 32;
/// One look-up in so many makes sure all the same: so few that hardly one in a thousand waits for it.
const SURE_EVERY: u64 = 2048;

/// What the last look-ups found. Of a ledger just opened nothing is taken to be near.
#[derive(Debug, Default)]
pub(super) struct Nearness {
    /// Look-ups in a row that found everything near.
    near: AtomicU32,
    /// Whether [`Nearness::reach_once`] was done.
    is_begun: AtomicBool,
}

impl Nearness {
    /// Whether a look-up for this hash goes without asking.
    #[inline]
    pub fn is_granted(&self, hash: u64) -> bool {
        // Those who make sure are chosen by bits that choose nothing else.
        self.near.load(Ordering::Relaxed) >= NEAR_AFTER && !(hash >> 16).is_multiple_of(SURE_EVERY)
    }

    fn note(&self, are_near: bool) {
        // Two at once may count as one: then it is taken for granted a look-up later.
        let before = self.near.load(Ordering::Relaxed);
        let now = if are_near { (before + 1).min(NEAR_AFTER) } else { 0 };
        if now != before {
            self.near.store(now, Ordering::Relaxed);
        }
    }

    /// Has what little tells where the rest lies read, whole, by whoever comes first.
    #[cold]
    pub fn reach_once<'c>(&self, places: impl Iterator<Item = (&'c Columns, &'c [u8])>) {
        if !self.is_begun.swap(true, Ordering::Relaxed) {
            places.for_each(|(columns, bytes)| columns.fetch_bytes(bytes));
        }
    }

    /// Has what is far of these bytes read, all at once; says whether anything was.
    #[cold]
    pub fn reach<'c>(&self, places: impl Iterator<Item = (&'c Columns, &'c [u8])>) -> bool {
        // In tests always, so that this way is gone too.
        let mut is_far = cfg!(test);
        for (columns, bytes) in places {
            if !columns.are_near(bytes) {
                columns.fetch_bytes(bytes);
                is_far = true;
            }
        }
        self.note(!is_far);
        is_far
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_near_often_enough_is_taken_to_be_near_until_it_is_not() {
        let nearness = Nearness::default();
        assert!(!nearness.is_granted(1 << 16), "of a ledger just opened nothing is");
        for _ in 0..NEAR_AFTER {
            assert!(!nearness.is_granted(1 << 16));
            nearness.note(true);
        }
        assert!(nearness.is_granted(1 << 16));
        let sure = (0..1 << 14).filter(|hash| !nearness.is_granted(hash << 16)).count();
        assert_eq!(sure, (1 << 14) / 2048, "some make sure");
        nearness.note(false);
        assert!(!nearness.is_granted(1 << 16));
    }
}
