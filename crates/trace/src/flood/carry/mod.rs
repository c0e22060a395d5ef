//! What is tainted in every coin of a flood, by one method, and how it crosses a transaction.
//!
//! Each method keeps as little as it can: poison nothing (a tainted coin is tainted whole), haircut
//! and TIHO an amount, FIFO and LIFO runs of satoshis in one arena. The rules are those of
//! [`crate::taint`], to the last satoshi; where a sum does not fit 64 bits, that code itself is run.

pub mod amounts;
pub mod haircut;
pub mod poison;
pub mod runs;

use crate::taint::flow::Taint;

/// A tainted input: where its satoshis begin on the transaction's line, and its coin.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    pub offset: u64,
    /// The coin's place in the flood: its id, less the first one's.
    pub coin: usize,
    /// Its place among the inputs.
    pub place: usize,
}

/// A transaction that taint crosses. Inputs and outputs with the fee come to the same, below 2^63.
#[derive(Debug, Clone, Copy)]
pub struct Crossing<'a> {
    pub tainted: &'a [Entry],
    pub total: u64,
    pub outputs: &'a [[u8; 8]],
    pub fee: u64,
}

/// Too little memory for the runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full;

/// The state of one method. A coin is named by its place in the flood.
pub trait Carrier {
    /// All of a coin.
    fn whole(&mut self, coin: usize, value: u64) -> Result<(), Full>;

    /// Carries what the entries hold over; what each output, and last the fee, gets is put into
    /// `shares`. What is kept of it, [`Carrier::keep`] says.
    fn cross(&mut self, crossing: &Crossing<'_>, shares: &mut Vec<u64>) -> Result<(), Full>;

    /// The share at a place of the last crossing becomes a coin's.
    fn keep(&mut self, coin: usize, place: usize, share: u64);

    /// What the last crossing put into a place, in the words of a trace.
    fn share(&self, place: usize, share: u64) -> Taint;

    /// The coin was spent, and what was in it crossed.
    fn spent(&mut self, coin: usize);

    /// What is tainted in a coin of this value.
    fn amount(&self, coin: usize, value: u64) -> u64;

    /// The same, in the words of a trace.
    fn taint(&self, coin: usize, value: u64) -> Taint;

    /// From the words of a trace.
    fn put(&mut self, coin: usize, taint: &Taint) -> Result<(), Full>;

    /// Runs put into coins so far, for the methods that keep them.
    fn runs_len(&self) -> u64 {
        0
    }
}
