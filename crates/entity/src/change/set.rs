//! A set of a transaction's outputs: what a change heuristic cannot rule out.

use std::fmt;
use std::ops::{BitAnd, BitOr, Sub};

/// Outputs by index, each in or out. Sets that are combined are of one transaction.
#[derive(Clone, PartialEq, Eq)]
pub struct OutputSet {
    words: Vec<u64>,
    len: usize,
}

impl OutputSet {
    /// The outputs, of `len`, for which `keep` holds.
    pub fn of(len: usize, keep: impl Fn(usize) -> bool) -> OutputSet {
        let mut words = vec![0; len.div_ceil(64)];
        for at in (0..len).filter(|at| keep(*at)) {
            words[at / 64] |= 1 << (at % 64);
        }
        OutputSet { words, len }
    }

    pub fn none(len: usize) -> OutputSet {
        OutputSet::of(len, |_| false)
    }

    pub fn contains(&self, at: usize) -> bool {
        self.words.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    pub fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.len).filter(|at| self.contains(*at))
    }

    /// The output that is left, if exactly one is (BlockSci's `unique_change`).
    pub fn unique_change(&self) -> Option<usize> {
        (self.count() == 1).then(|| self.iter().next()).flatten()
    }

    fn zip(&self, other: &OutputSet, combine: impl Fn(u64, u64) -> u64) -> OutputSet {
        let pairs = self.words.iter().zip(&other.words);
        OutputSet { words: pairs.map(|(a, b)| combine(*a, *b)).collect(), len: self.len }
    }
}

impl BitAnd for &OutputSet {
    type Output = OutputSet;

    fn bitand(self, other: &OutputSet) -> OutputSet {
        self.zip(other, |a, b| a & b)
    }
}

impl BitOr for &OutputSet {
    type Output = OutputSet;

    fn bitor(self, other: &OutputSet) -> OutputSet {
        self.zip(other, |a, b| a | b)
    }
}

impl Sub for &OutputSet {
    type Output = OutputSet;

    fn sub(self, other: &OutputSet) -> OutputSet {
        self.zip(other, |a, b| a & !b)
    }
}

impl fmt::Debug for OutputSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
