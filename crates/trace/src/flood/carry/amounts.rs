//! Haircut and TIHO: an amount a coin.

use super::{Carrier, Crossing, Full, haircut};
use crate::taint::Method;
use crate::taint::flow::Taint;

/// How an amount is divided over a transaction's outputs and fee.
pub trait Divide {
    const METHOD: Method;

    /// `tainted` satoshis over the outputs and the fee, which hold `crossing.total` in all.
    fn divide(&mut self, crossing: &Crossing<'_, u64>, tainted: u64, shares: &mut Vec<u64>);
}

#[derive(Debug, Default)]
pub struct AmountsOf<D>(D);

impl<D: Divide> Carrier for AmountsOf<D> {
    type Held = u64;
    const MAY_BE_DENSE: bool = true;

    fn whole(&mut self, value: u64) -> Result<u64, Full> {
        Ok(value)
    }

    #[inline]
    fn cross(&mut self, crossing: &Crossing<'_, u64>, shares: &mut Vec<u64>) -> Result<(), Full> {
        // Each is at most its coin's value, and those come to less than 2^63.
        let amounts = crossing.tainted.iter().map(|entry| entry.held);
        let tainted = amounts.fold(0_u64, u64::saturating_add).min(crossing.total);
        self.0.divide(crossing, tainted, shares);
        Ok(())
    }

    #[inline]
    fn take(&mut self, _: usize, share: u64) -> u64 {
        share
    }

    fn taint_at(&self, _: usize, share: u64) -> Taint {
        Taint::whole(share, &[D::METHOD])
    }

    #[inline]
    fn amount(&self, held: u64, _: u64) -> u64 {
        held
    }

    fn taint(&self, held: u64, _: u64) -> Taint {
        Taint::whole(held, &[D::METHOD])
    }

    fn put(&mut self, taint: &Taint) -> Result<u64, Full> {
        Ok(taint.amounts[D::METHOD])
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
    fn divide(&mut self, crossing: &Crossing<'_, u64>, tainted: u64, shares: &mut Vec<u64>) {
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

    fn divide(&mut self, crossing: &Crossing<'_, u64>, tainted: u64, shares: &mut Vec<u64>) {
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
