//! Haircut and TIHO: an amount a coin, in one flat array.

use super::{Carrier, Crossing, Full, haircut};
use crate::taint::Method;
use crate::taint::flow::Taint;

/// How an amount is divided over a transaction's outputs and fee.
pub trait Divide {
    const METHOD: Method;

    /// `tainted` satoshis over the outputs and the fee, which hold `crossing.total` in all.
    fn divide(&mut self, crossing: &Crossing<'_>, tainted: u64, shares: &mut Vec<u64>);
}

#[derive(Debug)]
pub struct AmountsOf<D> {
    amounts: Vec<u64>,
    divide: D,
}

impl<D> AmountsOf<D> {
    pub fn new(coins: usize, divide: D) -> Self {
        Self { amounts: vec![0; coins], divide }
    }

    #[inline]
    fn set(&mut self, coin: usize, amount: u64) {
        if let Some(kept) = self.amounts.get_mut(coin) {
            *kept = amount;
        }
    }
}

impl<D: Divide> Carrier for AmountsOf<D> {
    fn whole(&mut self, coin: usize, value: u64) -> Result<(), Full> {
        self.set(coin, value);
        Ok(())
    }

    #[inline]
    fn cross(&mut self, crossing: &Crossing<'_>, shares: &mut Vec<u64>) -> Result<(), Full> {
        let amounts = crossing.tainted.iter().map(|entry| self.amount(entry.coin, 0));
        // Each is at most its coin's value, and those come to less than 2^63.
        let tainted = amounts.fold(0_u64, u64::saturating_add).min(crossing.total);
        self.divide.divide(crossing, tainted, shares);
        Ok(())
    }

    #[inline]
    fn keep(&mut self, coin: usize, _: usize, share: u64) {
        self.set(coin, share);
    }

    fn share(&self, _: usize, share: u64) -> Taint {
        Taint::whole(share, &[D::METHOD])
    }

    #[inline]
    fn spent(&mut self, _: usize) {}

    #[inline]
    fn amount(&self, coin: usize, _: u64) -> u64 {
        self.amounts.get(coin).copied().unwrap_or(0)
    }

    fn taint(&self, coin: usize, value: u64) -> Taint {
        Taint::whole(self.amount(coin, value), &[D::METHOD])
    }

    fn put(&mut self, coin: usize, taint: &Taint) -> Result<(), Full> {
        self.set(coin, taint.amounts[D::METHOD]);
        Ok(())
    }
}

/// In proportion, see [`haircut`].
#[derive(Debug, Default)]
pub struct Haircut {
    rests: Vec<u64>,
}

impl Divide for Haircut {
    const METHOD: Method = Method::Haircut;

    #[inline]
    fn divide(&mut self, crossing: &Crossing<'_>, tainted: u64, shares: &mut Vec<u64>) {
        haircut::divide(crossing, tainted, shares, &mut self.rests);
    }
}

/// Into the largest first; of equal ones into the first; into the fee last.
#[derive(Debug, Default)]
pub struct Tiho {
    order: Vec<(std::cmp::Reverse<u64>, usize)>,
}

impl Divide for Tiho {
    const METHOD: Method = Method::Tiho;

    fn divide(&mut self, crossing: &Crossing<'_>, tainted: u64, shares: &mut Vec<u64>) {
        let values = || crossing.outputs.iter().map(|value| u64::from_le_bytes(*value));
        self.order.clear();
        self.order.extend(values().enumerate().map(|(at, value)| (std::cmp::Reverse(value), at)));
        self.order.sort_unstable();
        shares.clear();
        shares.resize(crossing.outputs.len() + 1, 0);
        let mut left = tainted;
        for (value, at) in &self.order {
            if left == 0 {
                break;
            }
            shares[*at] = value.0.min(left);
            left -= shares[*at];
        }
        shares[crossing.outputs.len()] = left;
    }
}
