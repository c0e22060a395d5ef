//! Where the value went: follow it forward or backward, find a path, draw the answer.
//!
//! The one thing to know: a ledger records which outputs a transaction spends and creates, and
//! that is *observed*. Which of the new coins is "the same money" where several flow together is a
//! convention, and every number that depends on it names its method ([`taint::Method`]).
//!
//! It does no I/O, reads no clock, changes no ledger. Given an Atlas and a question it answers, and
//! the answer says what was left out ([`trace::Cut`]). Same question, same ledger: the same bytes.

pub mod flood;
pub mod follow;
pub mod hints;
pub mod path;
pub mod picture;

mod endings;
mod fees;
mod fold;
mod mix;
mod start;
mod sweep;
mod view;

pub mod party;
pub mod query;
pub mod taint;
pub mod trace;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
