//! Poison: a tainted coin is tainted whole, so nothing needs to be kept.

use super::{Carrier, Crossing, Full};
use crate::taint::Method;
use crate::taint::flow::Taint;

#[derive(Debug)]
pub struct Poison;

impl Carrier for Poison {
    type Held = ();

    fn whole(&mut self, _: u64) -> Result<(), Full> {
        Ok(())
    }

    #[inline]
    fn cross(&mut self, crossing: &Crossing<'_, ()>, shares: &mut Vec<u64>) -> Result<(), Full> {
        shares.clear();
        shares.extend(crossing.outputs.iter().map(|value| u64::from_le_bytes(*value)));
        shares.push(crossing.fee);
        Ok(())
    }

    #[inline]
    fn take(&mut self, _: usize, _: u64) {}

    fn taint_at(&self, _: usize, share: u64) -> Taint {
        Taint::whole(share, &[Method::Poison])
    }

    #[inline]
    fn amount(&self, (): (), value: u64) -> u64 {
        value
    }

    fn taint(&self, (): (), value: u64) -> Taint {
        Taint::whole(value, &[Method::Poison])
    }

    fn put(&mut self, _: &Taint) -> Result<(), Full> {
        Ok(())
    }
}
