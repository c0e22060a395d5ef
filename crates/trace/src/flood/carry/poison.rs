//! Poison: a tainted coin is tainted whole, so nothing needs to be kept.

use super::{Carrier, Crossing, Full, Held};
use crate::taint::Method;
use crate::taint::flow::Taint;

/// Kept of a coin.
pub type Nothing = [u64; 0];

impl Held for Nothing {
    const IS_KEPT: bool = false;

    #[inline]
    fn pack(self) -> u64 {
        0
    }

    #[inline]
    fn unpack(_: u64) -> Nothing {
        []
    }
}

#[derive(Debug)]
pub struct Poison;

impl Carrier for Poison {
    type Held = Nothing;
    const MAY_BE_DENSE: bool = true;

    fn whole(&mut self, _: u64) -> Result<Nothing, Full> {
        Ok([])
    }

    #[inline]
    fn cross(
        &mut self,
        crossing: &Crossing<'_, Nothing>,
        shares: &mut Vec<u64>,
    ) -> Result<(), Full> {
        shares.clear();
        shares.extend(crossing.outputs.iter().map(|value| u64::from_le_bytes(*value)));
        shares.push(crossing.fee);
        Ok(())
    }

    #[inline]
    fn take(&mut self, _: usize, _: u64) -> Nothing {
        []
    }

    fn taint_at(&self, _: usize, share: u64) -> Taint {
        Taint::whole(share, &[Method::Poison])
    }

    #[inline]
    fn amount(&self, _: Nothing, value: u64) -> u64 {
        value
    }

    fn taint(&self, _: Nothing, value: u64) -> Taint {
        Taint::whole(value, &[Method::Poison])
    }

    fn put(&mut self, _: &Taint) -> Result<Nothing, Full> {
        Ok([])
    }
}
