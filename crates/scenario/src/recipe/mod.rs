//! Recipes: scenarios that a seed varies, so that everybody's exercise is their own.
//!
//! A recipe is a scenario with lines that begin with `%` and holes in braces. The seed decides every
//! draw: the same recipe and seed give the same text on every machine, and another seed gives
//! another chain with the same signs. What comes out is plain scenario text, which can be read,
//! played and kept.
//!
//! # Manual
//!
//! ```text
//! % start 2025-01-01..2025-10-01
//! % draw victims = 12..20
//! % draw loot = 20..35 btc
//! % pick lock = p2wpkh | p2pkh
//! % bystanders 40
//!
//! block {day 0 09:00}
//!   float: coinbase -> shop/cold@{lock} 60
//! % repeat i 1..victims
//! block {+20m..60m}
//!   pay{i}: float:{i-1} -> gang/note {loot/100~2%}, vic{i} rest [fee=0.0001]
//! % end
//! ```
//!
//! * `% draw NAME = A..B` an integer, both ends included; `A..B btc` an amount in bitcoins.
//! * `% pick NAME = A | B | C` one of these words.
//! * `% start DAY..DAY` day 0; it stands before the first block.
//! * `% repeat NAME A..B` to `% end`: the lines between, once for each number. Bounds are numbers or
//!   names, with `+1` or `-1` behind them. They nest.
//! * `% bystanders N` puts N payments of people who have nothing to do with it among the blocks.
//!   What they are called begins with `by_`.
//!
//! Holes: `{victims}`, `{i+1}`, `{lock}`; `{loot}`, `{loot*2/5}` an amount by integer arithmetic on
//! satoshis, rounded down; `{loot~2%}` drawn anew within two per cent each time; after `block`,
//! `{day 3 14:02}` counts from the start and `{+90m}`, `{+20m..60m}` from the block before.

mod bystanders;
mod expand;
mod hole;
mod read;
#[cfg(test)]
mod tests;

use crate::story::chance::{Chance, Stream};

/// What a recipe came to for a seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cooked {
    /// A scenario.
    pub text: String,
    /// For each of its lines the recipe's, where it came from one.
    pub lines: Vec<Option<usize>>,
}

/// Why a text is no recipe, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct RecipeError {
    pub line: usize,
    pub problem: String,
}

/// Lines that a recipe may come to.
pub const LINES_MAX: usize = 5_000;
pub const BYSTANDERS_MAX: u64 = 2_000;

/// Fills a recipe in by a seed. `keys` is the word that the chain's keys are made of.
pub fn cook(recipe: &str, seed: u64, keys: &str) -> Result<Cooked, RecipeError> {
    let parts = read::read(recipe)?;
    let mut chance = Chance::new(seed, Stream::Recipe);
    let cooked = expand::expand(&parts, keys, &mut chance)?;
    bystanders::add(cooked, &parts, &mut Chance::new(seed, Stream::Economy))
}

impl Cooked {
    /// The line of the recipe that a line of the text came from.
    pub fn line_of(&self, line: usize) -> Option<usize> {
        *self.lines.get(line.checked_sub(1)?)?
    }
}
