//! What is tainted in every coin of a flood, by one method, and how it crosses a transaction.
//!
//! Each method keeps as little as it can: poison nothing (a tainted coin is tainted whole), haircut
//! and TIHO an amount, FIFO and LIFO a place in one arena of runs. The rules are those of
//! [`crate::taint`], to the last satoshi; where a sum does not fit 64 bits, that code itself is run.

pub mod amounts;
pub mod haircut;
pub mod poison;
pub mod runs;

use crate::taint::flow::Taint;

/// A tainted input: where its satoshis begin on the transaction's line, and what is tainted of them.
#[derive(Debug, Clone, Copy)]
pub struct Entry<H> {
    pub offset: u64,
    /// Its place among the inputs.
    pub place: usize,
    pub held: H,
}

/// A transaction that taint crosses. Inputs and outputs with the fee come to the same, below 2^63.
#[derive(Debug, Clone, Copy)]
pub struct Crossing<'a, H> {
    pub tainted: &'a [Entry<H>],
    pub total: u64,
    pub outputs: &'a [[u8; 8]],
    pub fee: u64,
}

/// Too little memory for the runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full;

/// What is kept of a tainted coin, as a number.
pub trait Held: std::fmt::Debug + Copy + Default {
    const IS_KEPT: bool;

    fn pack(self) -> u64;
    fn unpack(packed: u64) -> Self;
}

impl Held for u64 {
    const IS_KEPT: bool = true;

    #[inline]
    fn pack(self) -> u64 {
        self
    }

    #[inline]
    fn unpack(packed: u64) -> u64 {
        packed
    }
}

/// One method's rules, and what it keeps beside the coins.
pub trait Carrier {
    /// What is tainted in a coin.
    type Held: Held;

    /// Whether coins may wait where they were made, where [`Carrier::tidy`] does not find them, and whether
    /// of what a transaction spends the sum alone matters, not in which input it comes.
    const MAY_BE_DENSE: bool;

    /// All of a coin.
    fn whole(&mut self, value: u64) -> Result<Self::Held, Full>;

    /// Carries what the entries hold over; how much each output, and last the fee, gets is put into
    /// `shares`. What of it goes on, [`Carrier::take`] says; what the entries held is gone.
    fn cross(
        &mut self,
        crossing: &Crossing<'_, Self::Held>,
        shares: &mut Vec<u64>,
    ) -> Result<(), Full>;

    /// The share at a place of the last crossing, for the coin that gets it.
    fn take(&mut self, place: usize, share: u64) -> Self::Held;

    /// The same, in the words of a trace.
    fn taint_at(&self, place: usize, share: u64) -> Taint;

    /// How much is tainted in a coin of this value.
    fn amount(&self, held: Self::Held, value: u64) -> u64;

    /// In the words of a trace, and from them.
    fn taint(&self, held: Self::Held, value: u64) -> Taint;
    fn put(&mut self, taint: &Taint) -> Result<Self::Held, Full>;

    /// What a coin held is wanted no more.
    #[inline]
    fn drop(&mut self, _: Self::Held) {}

    /// Whether so much was dropped that it is worth going over so many coins.
    #[inline]
    fn is_littered(&self, _: usize) -> bool {
        false
    }

    /// Keeps what these coins hold, which is everything that is wanted, and frees the rest.
    fn tidy<'h>(&mut self, _: impl Iterator<Item = &'h mut Self::Held>)
    where
        Self::Held: 'h,
    {
    }

    /// Runs put into coins so far, for the methods that keep them.
    fn runs_len(&self) -> u64 {
        0
    }
}
