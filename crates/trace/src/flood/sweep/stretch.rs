//! A stretch of transactions, and what can be said of all of them without looking at any one: sums along all
//! outputs, of which two differences are what a transaction pays out, and of every output a bit that says
//! whether something spends it.
//!
//! It ends before the first transaction that these do not hold for: whose coins are not known or worth more
//! than there can be money, whose rows do not follow those before it, or whose inputs or outputs are too many.

use std::ops::Range;

use graph::SegmentView;

use super::ahead::{Ahead, LEN, WORTH_MAX};
use crate::flood::bits::{Bits, ones, words};
use crate::flood::columns::Ground;

/// Outputs, and transactions, looked at together.
const MOST: usize = 2 * LEN;
const _: () = assert!(MOST as u64 <= (1 << 63) / WORTH_MAX);

/// See the head of this file.
#[derive(Debug, Default)]
pub struct Stretch {
    rows: Range<usize>,
    /// Where inputs and outputs end, of each transaction, and before that where the first's begin.
    ends: Vec<(usize, usize)>,
    /// What all outputs before each are worth.
    sums: Vec<u64>,
    /// Words of a bit an output, numbered as [`Bits`] numbers them: worth something and spent in this
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

    /// The transactions from the first of these rows on, as far as their inputs were looked up. Outputs have
    /// bits only where that is asked.
    pub fn fill(
        &mut self,
        ground: &Ground<'_>,
        rows: Range<usize>,
        ahead: &Ahead<'_>,
        by_bits: bool,
    ) {
        let (inputs, outputs) = (ground.inputs_of(rows.start), ground.outputs_of(rows.start));
        let outputs_max = outputs.start + MOST;
        let mut before = (inputs.start, outputs.start);
        self.ends.clear();
        self.ends.push(before);
        self.sums.clear();
        self.sums.push(0);
        for row in rows.clone().take(MOST) {
            let (inputs, outputs) = (ground.inputs_of(row), ground.outputs_of(row));
            let follows = (inputs.start, outputs.start) == before;
            if !follows || outputs.end > outputs_max || ahead.paid(&inputs).is_none() {
                break;
            }
            before = (inputs.end, outputs.end);
            if !self.add_up(ground.values.get(outputs).unwrap_or(&[])) {
                break;
            }
            self.ends.push(before);
        }
        self.rows = rows.start..rows.start + self.ends.len() - 1;
        let outputs_end = self.ends.last().map_or(outputs.start, |(_, end)| *end);
        self.sort_out(ground, outputs.start..if by_bits { outputs_end } else { outputs.start });
    }

    /// Adds a transaction's outputs; `false` where one is worth too much.
    #[inline]
    fn add_up(&mut self, values: &[[u8; 8]]) -> bool {
        let mut sum = self.sums.last().copied().unwrap_or(0);
        let mut most = 0;
        self.sums.extend(values.iter().map(|value| {
            let value = u64::from_le_bytes(*value);
            most |= value;
            sum = sum.wrapping_add(value);
            sum
        }));
        most < WORTH_MAX
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
        let &(_, outputs_start) = self.ends.first()?;
        let sum = |output: usize| self.sums.get(output - outputs_start);
        let paid_out = sum(outputs_end)? - sum(output)?;
        Some(Plain { inputs: input..inputs_end, outputs: output..outputs_end, paid_out })
    }
}
