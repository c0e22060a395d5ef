//! A stretch of transactions, and what can be said of all of them without looking at any one: sums along all
//! inputs and all outputs, of which two differences are a transaction's sides, and of every output a bit
//! that says whether something spends it.
//!
//! It ends before the first transaction that these do not hold for: whose coins are not known or worth more
//! than there can be money, whose rows do not follow those before it, or whose inputs are too many.

use std::ops::Range;

use graph::SegmentView;

use super::ahead::LEN;
use crate::flood::bits::{Bits, ones, words};
use crate::flood::columns::Ground;

/// Coins worth less than this add up to less than 2^63, as many as are looked at together. All the money
/// there can be is less (2.1 thousand million million satoshis). In tests some coins are worth more.
const WORTH_MAX: u64 = if cfg!(test) { 4_000 } else { 1 << 51 };
/// Outputs looked at together.
const OUTPUTS_MAX: usize = 2 * LEN;
const _: () = assert!(OUTPUTS_MAX as u64 <= (1 << 63) / WORTH_MAX);

/// See the head of this file.
#[derive(Debug, Default)]
pub struct Stretch {
    rows: Range<usize>,
    /// Where inputs and outputs end, of each transaction, and before that where the first's begin.
    ends: Vec<(usize, usize)>,
    /// What all inputs before each end are worth, and all outputs.
    sums_in: Vec<u64>,
    sums_out: Vec<u64>,
    /// Words of a bit an output, numbered as [`super::Bits`] numbers them: worth something and spent in this
    /// segment; worth something and not.
    spent: Vec<u64>,
    unspent: Vec<u64>,
    /// Those that taint came to, until somebody asks.
    reached: Vec<u64>,
}

/// One of its transactions.
#[derive(Debug)]
pub struct Plain {
    pub inputs: Range<usize>,
    pub outputs: Range<usize>,
    pub paid_in: u64,
    pub paid_out: u64,
}

impl Stretch {
    /// None.
    pub fn reset(&mut self) {
        self.rows = 0..0;
        self.ends.clear();
    }

    pub fn rows(&self) -> Range<usize> {
        self.rows.clone()
    }

    /// The transactions from the first of these rows on, whose inputs are worth so much. Outputs have bits
    /// only where that is asked.
    pub fn fill(&mut self, ground: &Ground<'_>, rows: Range<usize>, worth: &[u64], by_bits: bool) {
        let (inputs, outputs) = (ground.inputs_of(rows.start), ground.outputs_of(rows.start));
        add_up(&mut self.sums_in, worth.iter().copied());
        let inputs_max = inputs.start + self.sums_in.len() - 1;
        let outputs_max = outputs.start + OUTPUTS_MAX;
        let mut before = (inputs.start, outputs.start);
        self.ends.clear();
        self.ends.push(before);
        for row in rows.clone() {
            let (inputs, outputs) = (ground.inputs_of(row), ground.outputs_of(row));
            let follows = (inputs.start, outputs.start) == before;
            if !follows || inputs.end > inputs_max || outputs.end > outputs_max {
                break;
            }
            before = (inputs.end, outputs.end);
            self.ends.push(before);
        }
        let values = ground.values.get(outputs.start..before.1).unwrap_or(&[]).iter();
        add_up(&mut self.sums_out, values.map(|value| u64::from_le_bytes(*value)));
        let outputs_max = outputs.start + self.sums_out.len() - 1;
        while self.ends.pop_if(|(_, outputs_end)| *outputs_end > outputs_max).is_some() {}
        self.rows = rows.start..rows.start + self.ends.len().saturating_sub(1);
        let outputs_end = self.ends.last().map_or(outputs.start, |(_, end)| *end);
        self.sort_out(ground, outputs.start..if by_bits { outputs_end } else { outputs.start });
    }

    fn sort_out(&mut self, ground: &Ground<'_>, outputs: Range<usize>) {
        self.spent.clear();
        self.unspent.clear();
        for word in outputs.start / 64..outputs.end.div_ceil(64) {
            let rows = (word * 64).max(outputs.start)..(word * 64 + 64).min(outputs.end);
            let values = ground.values.get(rows.clone()).unwrap_or(&[]);
            let spenders = ground.spenders.get(rows.clone()).unwrap_or(&[]);
            let (mut spent, mut unspent) = (0, 0);
            for ((value, spender), at) in values.iter().zip(spenders).zip(rows.start % 64..) {
                let has_value = *value != [0; 8];
                let is_spent =
                    (*spender != SegmentView::UNSPENT) & (*spender != SegmentView::UNSPENDABLE);
                spent |= u64::from(has_value & is_spent) << at;
                unspent |= u64::from(has_value & !is_spent) << at;
            }
            self.spent.push(spent);
            self.unspent.push(unspent);
        }
        self.reached.clear();
        self.reached.resize(self.spent.len(), 0);
    }

    fn first_word(&self) -> usize {
        self.ends.first().map_or(0, |(_, output)| *output / 64)
    }

    /// Has taint come to some outputs: those that are spent wait.
    #[inline]
    pub fn reach(&mut self, outputs: &Range<usize>, waiting: &mut Bits) {
        let first = self.first_word();
        for (word, ones) in words(outputs) {
            let at = word - first;
            waiting.merge(word, self.spent[at] & ones);
            self.reached[at] |= ones;
        }
    }

    /// What taint came to since this was asked last, by words: how many outputs that are spent, and the rows
    /// of those that are not.
    pub fn reached(&mut self) -> impl Iterator<Item = (u32, impl Iterator<Item = usize> + use<>)> {
        let first = self.first_word();
        let words = self.reached.iter_mut().zip(&self.spent).zip(&self.unspent);
        words.enumerate().map(move |(at, ((reached, spent), unspent))| {
            let reached = std::mem::take(reached);
            let start = (first + at) * 64;
            ((reached & spent).count_ones(), ones(reached & unspent).map(move |bit| start + bit))
        })
    }

    /// The transaction of a row, if it is one of these.
    #[inline]
    pub fn get(&self, row: usize) -> Option<Plain> {
        let at = row.checked_sub(self.rows.start)?;
        let (&(input, output), &(inputs_end, outputs_end)) =
            (self.ends.get(at)?, self.ends.get(at + 1)?);
        let &(inputs_start, outputs_start) = self.ends.first()?;
        let paid_in = sum(&self.sums_in, input - inputs_start..inputs_end - inputs_start)?;
        let paid_out = sum(&self.sums_out, output - outputs_start..outputs_end - outputs_start)?;
        Some(Plain { inputs: input..inputs_end, outputs: output..outputs_end, paid_in, paid_out })
    }
}

/// The sums before each and behind the last, up to one that is worth too much.
fn add_up(sums: &mut Vec<u64>, each: impl Iterator<Item = u64>) {
    let mut sum = 0;
    sums.clear();
    sums.push(0);
    sums.extend(each.take_while(|worth| *worth < WORTH_MAX).map(|worth| {
        sum += worth;
        sum
    }));
}

#[inline]
fn sum(sums: &[u64], range: Range<usize>) -> Option<u64> {
    Some(sums.get(range.end)? - sums.get(range.start)?)
}
