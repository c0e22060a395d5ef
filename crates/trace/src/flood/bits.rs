//! A set of numbers as one bit each: zeroed by the system, so what is never touched costs nothing.

use std::ops::Range;

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

    /// Sets those of the word of this number.
    #[inline]
    pub fn merge(&mut self, word: usize, ones: u64) {
        if let Some(word) = self.words.get_mut(word) {
            *word |= ones;
        }
    }

    #[inline]
    pub fn has(&self, at: usize) -> bool {
        self.words.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// How many of the set lie in a range.
    pub fn count(&self, range: Range<usize>) -> usize {
        let Range { start, end } = range;
        let words = self.words.get(start / 64..end.div_ceil(64)).unwrap_or(&[]);
        let all: u32 = words.iter().map(|word| word.count_ones()).sum();
        let ones =
            |word: Option<&u64>, mask: u64| word.map_or(0, |word| (word & mask).count_ones());
        let before = ones(words.first(), !(u64::MAX << (start % 64)));
        let after = match end % 64 {
            0 => 0,
            bits => ones(words.last(), u64::MAX << bits),
        };
        (all - before - after) as usize
    }

    /// The first number of the set that is not below `from`.
    #[inline]
    pub fn next(&self, from: usize) -> Option<usize> {
        first(&self.words, from)
    }

    /// The first number of the set in a range.
    #[inline]
    pub fn next_in(&self, range: Range<usize>) -> Option<usize> {
        let words = self.words.len().min(range.end.div_ceil(64));
        first(&self.words[..words], range.start).filter(|at| *at < range.end)
    }
}

#[inline]
fn first(words: &[u64], from: usize) -> Option<usize> {
    let mut at = from / 64;
    let mut word = words.get(at)? & (u64::MAX << (from % 64));
    while word == 0 {
        at += 1;
        word = *words.get(at)?;
    }
    Some(at * 64 + word.trailing_zeros() as usize)
}

/// The words that numbers lie in, and in each the bits that are theirs.
#[inline]
pub fn words(numbers: &Range<usize>) -> impl Iterator<Item = (usize, u64)> + use<> {
    let Range { start, end } = *numbers;
    (start / 64..end.div_ceil(64)).map(move |word| {
        let from = u64::MAX << start.saturating_sub(word * 64);
        let to = u64::MAX >> (word * 64 + 64).saturating_sub(end);
        (word, from & to)
    })
}

/// The places of a word's ones.
#[inline]
pub fn ones(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = word.trailing_zeros() as usize;
        let left = word & word.wrapping_sub(1);
        (std::mem::replace(&mut word, left) != 0).then_some(at)
    })
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
            to in 0_usize..300,
        ) {
            let (mut bits, mut set) = (Bits::new(300), BTreeSet::new());
            for at in numbers {
                bits.set(at);
                set.insert(at);
            }
            prop_assert_eq!(bits.next(from), set.range(from..).next().copied());
            prop_assert_eq!(bits.next_in(from..to), (from..to).find(|at| set.contains(at)));
            let to = to.clamp(from, 300);
            prop_assert_eq!(bits.count(from..to), set.range(from..to).count());
            let words = words(&(from..to));
            let numbers = words.flat_map(|(word, bits)| ones(bits).map(move |at| word * 64 + at));
            prop_assert!(numbers.eq(from..to));
            prop_assert!((0..400).all(|at| bits.has(at) == set.contains(&at)));
            prop_assert!((0..400).all(|at| bits.take(at) == set.contains(&at)));
            prop_assert_eq!(bits.next(0), None);
        }
    }
}
