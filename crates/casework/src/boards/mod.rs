//! The board: what investigators draw, as an append-only log of operations.
//!
//! Everything a board is follows from its log: [`state`] folds it, [`op`] takes any of it back,
//! [`fit`] brings a late change after an earlier one, [`place`] finds room. These are pure and are
//! written a second time in the browser (`web/src/core/board`); the vectors under `tests/vectors`
//! hold the two to one answer. [`store`] and [`evidence`] keep logs, pins and exhibits in the record.

pub mod card;
pub mod check;
pub mod evidence;
pub mod fit;
pub mod op;
pub mod place;
pub mod refusal;
pub mod state;
pub mod step;
pub mod store;
#[cfg(test)]
mod tests;
