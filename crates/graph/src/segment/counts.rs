//! Where each row's legs lie: how many every row has, in unary.
//!
//! A row of `n` legs is `n` noughts and a one, row after row, from the lowest bit of the first word on. So a
//! row and a leg take a bit each, where an end takes thirty-two a row. The row's one stands at as many bits as
//! there are legs before the next row, and rows before it: finding it tells where the legs lie. How many rows
//! end before every 1,024th bit is written down; between two such the ones are counted.

use std::ops::Range;

use crate::packed::{row, u32_at, u64_at};

/// Words between two samples. In tests few, so that little segments have many.
const BLOCK: usize = if cfg!(test) { 2 } else { 16 };
const BITS: usize = u64::BITS as usize;

/// The words that so many legs of so many rows take.
pub(crate) fn words_len(legs: usize, rows: usize) -> usize {
    (legs + rows).div_ceil(BITS)
}

/// The samples that so many words have.
pub(crate) fn samples_len(words: usize) -> usize {
    words.div_ceil(BLOCK)
}

/// Makes both columns, row after row.
#[derive(Default)]
pub(crate) struct Packer {
    /// From the first one not handed on.
    words: Vec<u64>,
    handed_on: usize,
    bits: usize,
    rows: usize,
    samples: Vec<[u8; 4]>,
}

impl Packer {
    /// Adds the next row.
    #[inline]
    pub fn add(&mut self, legs: usize) {
        let one = self.bits + legs;
        while self.handed_on + self.words.len() <= one / BITS {
            if (self.handed_on + self.words.len()).is_multiple_of(BLOCK) {
                self.samples.push(row(self.rows).to_le_bytes());
            }
            self.words.push(0);
        }
        self.words[one / BITS - self.handed_on] |= 1 << (one % BITS);
        self.bits = one + 1;
        self.rows += 1;
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The words that no row can change any more, once each.
    pub fn finished(&mut self) -> impl ExactSizeIterator<Item = [u8; 8]> {
        let finished = (self.bits / BITS - self.handed_on).min(self.words.len());
        self.handed_on += finished;
        self.words.drain(..finished).map(u64::to_le_bytes)
    }

    /// How many words wait to be handed on.
    pub fn waiting(&self) -> usize {
        self.words.len()
    }

    /// The words that were not handed on, and all samples.
    pub fn finish(self) -> (Vec<[u8; 8]>, Vec<[u8; 4]>) {
        (self.words.into_iter().map(u64::to_le_bytes).collect(), self.samples)
    }
}

/// Both columns as a reader has them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LegCounts<'a> {
    pub words: &'a [[u8; 8]],
    pub samples: &'a [[u8; 4]],
    pub rows: usize,
}

impl<'a> LegCounts<'a> {
    /// The legs of a row. Damaged columns, and rows there are not, give an empty range.
    #[inline]
    pub fn legs(self, row: usize) -> Range<u64> {
        if row >= self.rows {
            return 0..0;
        }
        self.from(row).next_legs()
    }

    /// How many legs a row has.
    #[inline]
    pub fn len(self, row: usize) -> u64 {
        let legs = self.legs(row);
        legs.end - legs.start
    }

    /// How many rows the words tell of.
    pub fn counted(self) -> usize {
        self.words.iter().map(|word| u64::from_le_bytes(*word).count_ones() as usize).sum()
    }

    /// From a row on.
    #[inline]
    pub fn from(self, row: usize) -> Walk<'a> {
        let mut walk = Walk { counts: self, row: 0, bit: 0 };
        walk.go_to(row);
        walk
    }

    /// The bit at which a row begins; beyond all where it is not there.
    fn start_of(self, row: usize) -> usize {
        let Some(before) = row.checked_sub(1) else { return 0 };
        let ended = |sample: &[u8; 4]| u32::from_le_bytes(*sample) as usize <= before;
        let block = self.samples.partition_point(ended).saturating_sub(1);
        let sampled = u32_at(self.samples, block).map_or(0, |rows| rows as usize);
        let found = self.after_ones(block * BLOCK * BITS, row.saturating_sub(sampled));
        found.unwrap_or(self.words.len() * BITS)
    }

    /// The bit after so many ones, one at least, from a bit on; `None` where its block has not that many.
    #[inline]
    fn after_ones(self, bit: usize, mut ones: usize) -> Option<usize> {
        let mut mask = u64::MAX << (bit % BITS);
        for number in bit / BITS..(bit / BITS / BLOCK + 1) * BLOCK {
            let word = u64_at(self.words, number)? & mask;
            let count = word.count_ones() as usize;
            if ones <= count {
                return Some(number * BITS + bit_of_one(word, ones) + 1);
            }
            ones -= count;
            mask = u64::MAX;
        }
        None
    }
}

/// Where in a word its so-manieth one stands, which it has.
#[inline]
fn bit_of_one(word: u64, ones: usize) -> usize {
    let mut left = word;
    for _ in 1..ones {
        left &= left - 1;
    }
    left.trailing_zeros() as usize
}

/// Goes over the rows in order: the next costs what lies between, one far off a search.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Walk<'a> {
    counts: LegCounts<'a>,
    /// The row that is next, and where it begins.
    row: usize,
    bit: usize,
}

impl Walk<'_> {
    #[inline]
    pub fn go_to(&mut self, row: usize) {
        let near = match row.checked_sub(self.row) {
            Some(0) => return,
            Some(rows) => self.counts.after_ones(self.bit, rows),
            None => None,
        };
        let bit = near.unwrap_or_else(|| self.counts.start_of(row));
        // Damaged samples do not lead back: all rows together have no more legs than there are bits.
        self.bit = if row > self.row { bit.max(self.bit) } else { bit };
        self.row = row;
    }

    /// The legs of the row that is next, and past it.
    #[inline]
    pub fn next_legs(&mut self) -> Range<u64> {
        self.legs(self.row..self.row + 1)
    }

    /// The legs of some rows together, and past them.
    #[inline]
    pub fn legs(&mut self, rows: Range<usize>) -> Range<u64> {
        self.go_to(rows.start);
        let start = self.legs_before();
        self.go_to(rows.end);
        start..self.legs_before().max(start)
    }

    /// Those before the row that is next: its bits less a one for each row.
    #[inline]
    fn legs_before(&self) -> u64 {
        self.bit.saturating_sub(self.row) as u64
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Columns = (Vec<[u8; 8]>, Vec<[u8; 4]>);

    /// The columns, handed on in pieces of `piece` words.
    fn packed(legs: &[usize], piece: usize) -> Columns {
        let (mut packer, mut words) = (Packer::default(), Vec::new());
        for legs in legs {
            packer.add(*legs);
            if packer.waiting() >= piece {
                words.extend(packer.finished());
            }
        }
        assert_eq!(packer.rows(), legs.len());
        let (last, samples) = packer.finish();
        words.extend(last);
        (words, samples)
    }

    fn read((words, samples): &Columns, rows: usize) -> LegCounts<'_> {
        LegCounts { words, samples, rows }
    }

    proptest! {
        #[test]
        fn a_row_s_legs_follow_those_before_it(
            legs in prop::collection::vec(
                prop_oneof![8 => 0_usize..5, 1 => 60_usize..70, 1 => 100_usize..2_000], 0..200),
            piece in 1_usize..9,
            jumps in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
        ) {
            let columns = packed(&legs, piece);
            prop_assert_eq!(&columns, &packed(&legs, usize::MAX));
            let sum: usize = legs.iter().sum();
            prop_assert_eq!(columns.0.len(), words_len(sum, legs.len()));
            prop_assert_eq!(columns.1.len(), samples_len(columns.0.len()));
            let counts = read(&columns, legs.len());
            prop_assert_eq!(counts.counted(), legs.len());
            let mut walk = counts.from(0);
            let (mut end, mut spans) = (0, Vec::new());
            for (row, legs) in legs.iter().enumerate() {
                let span = end..end + *legs as u64;
                end = span.end;
                prop_assert_eq!(counts.legs(row), span.clone());
                prop_assert_eq!(walk.next_legs(), span.clone());
                spans.push(span);
            }
            prop_assert_eq!(counts.legs(legs.len()), 0..0);
            let rows = jumps.iter().filter(|_| !legs.is_empty()).map(|jump| jump.index(legs.len()));
            let rows: Vec<usize> = rows.collect();
            for ends in rows.chunks_exact(2) {
                let (first, last) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
                prop_assert_eq!(walk.legs(first..last + 1), spans[first].start..spans[last].end);
            }
        }

        /// Whatever the bytes are, every row has some range.
        #[test]
        fn damaged_columns_are_read_to_an_end(
            words in prop::collection::vec(any::<[u8; 8]>(), 0..20),
            samples in prop::collection::vec(any::<[u8; 4]>(), 0..12),
            rows in 0_usize..3_000,
        ) {
            let columns = (words, samples);
            let counts = read(&columns, rows);
            let mut walk = counts.from(0);
            let (bits, mut all) = (columns.0.len() as u64 * 64, 0);
            for row in 0..rows {
                let legs = counts.legs(row);
                prop_assert!(legs.start <= legs.end && legs.end <= bits);
                let legs = walk.next_legs();
                all += legs.end - legs.start;
            }
            prop_assert!(all <= bits);
        }
    }
}
