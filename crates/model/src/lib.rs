//! The nouns: chains, addresses, amounts, blocks, claims, and the one parser that says what a
//! person pasted.
//!
//! Nothing here does I/O, reads a clock or knows how values are stored. Every other room stands
//! on this one, so what is here stays small and exact.

pub mod address;
pub mod amount;
pub mod batch;
pub mod block;
pub mod category;
pub mod chain;
pub mod claim;
pub mod hash;
pub mod parse;
pub mod refusal;
pub mod script;
#[cfg(test)]
mod testdata;
pub mod time;
