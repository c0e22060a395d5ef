//! A set of numbers as one bit each: zeroed by the system, so what is never touched costs nothing.

#[derive(Debug, Clone, Default)]
pub struct Bits {
    words: Vec<u64>,
}

impl Bits {
    /// Room for the numbers below `len`; those beyond it are never in the set.
    pub fn new(len: usize) -> Bits {
        Bits { words: vec![0; len.div_ceil(64)] }
    }

    #[inline]
    pub fn set(&mut self, at: usize) {
        if let Some(word) = self.words.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    /// Takes a number out of the set; `true` where it was in it.
    #[inline]
    pub fn take(&mut self, at: usize) -> bool {
        let Some(word) = self.words.get_mut(at / 64) else { return false };
        let bit = 1 << (at % 64);
        let had = *word & bit != 0;
        *word &= !bit;
        had
    }

    #[inline]
    pub fn has(&self, at: usize) -> bool {
        self.words.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// How many of the set lie in a range, or a few more: whole words are counted.
    pub fn count(&self, range: std::ops::Range<usize>) -> usize {
        let words = self.words.get(range.start / 64..range.end.div_ceil(64)).unwrap_or(&[]);
        words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The first number of the set that is not below `from`.
    #[inline]
    pub fn next(&self, from: usize) -> Option<usize> {
        let mut at = from / 64;
        let mut word = self.words.get(at)? & (u64::MAX << (from % 64));
        while word == 0 {
            at += 1;
            word = *self.words.get(at)?;
        }
        Some(at * 64 + word.trailing_zeros() as usize)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_set_of_bits_is_a_set(
            numbers in prop::collection::vec(0_usize..300, 0..60),
            from in 0_usize..300,
        ) {
            let (mut bits, mut set) = (Bits::new(300), BTreeSet::new());
            for at in numbers {
                bits.set(at);
                set.insert(at);
            }
            prop_assert_eq!(bits.next(from), set.range(from..).next().copied());
            let count = bits.count(from..from.max(256));
            prop_assert!(count >= set.range(from..from.max(256)).count() && count <= set.len());
            prop_assert!((0..400).all(|at| bits.has(at) == set.contains(&at)));
            prop_assert!((0..400).all(|at| bits.take(at) == set.contains(&at)));
            prop_assert_eq!(bits.next(0), None);
        }
    }
}
