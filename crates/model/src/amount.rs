//! Exact amounts. Money is an integer of the asset's smallest unit; no float comes near it.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign};

/// Satoshis: what a UTXO ledger counts in. A single output or a whole chain's sum both fit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Sat(pub u64);

/// Bitcoin's own bound on any value (`MAX_MONEY`, Bitcoin Core `consensus/amount.h`).
pub const MONEY_MAX: Sat = Sat(21_000_000 * 100_000_000);

impl Sat {
    pub const ZERO: Sat = Sat(0);

    pub fn checked_add(self, other: Sat) -> Option<Sat> {
        self.0.checked_add(other.0).map(Sat)
    }

    pub fn checked_sub(self, other: Sat) -> Option<Sat> {
        self.0.checked_sub(other.0).map(Sat)
    }

    /// `8.00000000` style: always eight decimals, never grouped, the same in every language.
    pub fn to_btc(self) -> String {
        format!("{}.{:08}", self.0 / 100_000_000, self.0 % 100_000_000)
    }
}

impl fmt::Display for Sat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_btc())
    }
}

impl fmt::Debug for Sat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} sat", self.0)
    }
}

/// A sum of satoshis. Wider than any number of legs can fill, so adding never overflows even where
/// a hostile partial ledger holds more money than exists.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Total(pub u128);

impl Total {
    pub const ZERO: Total = Total(0);

    pub fn to_btc(self) -> String {
        format!("{}.{:08}", self.0 / 100_000_000, self.0 % 100_000_000)
    }

    pub fn checked_sub(self, other: Total) -> Option<Total> {
        self.0.checked_sub(other.0).map(Total)
    }
}

impl From<Sat> for Total {
    fn from(value: Sat) -> Self {
        Total(u128::from(value.0))
    }
}

impl fmt::Display for Total {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_btc())
    }
}

impl fmt::Debug for Total {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} sat", self.0)
    }
}

impl Add for Total {
    type Output = Total;

    fn add(self, other: Total) -> Total {
        Total(self.0 + other.0)
    }
}

impl AddAssign for Total {
    fn add_assign(&mut self, other: Total) {
        self.0 += other.0;
    }
}

impl AddAssign<Sat> for Total {
    fn add_assign(&mut self, other: Sat) {
        self.0 += u128::from(other.0);
    }
}

impl Sum for Total {
    fn sum<I: Iterator<Item = Total>>(iter: I) -> Total {
        iter.fold(Total::ZERO, Add::add)
    }
}

impl Sum<Sat> for Total {
    fn sum<I: Iterator<Item = Sat>>(iter: I) -> Total {
        iter.fold(Total::ZERO, |total, value| total + value.into())
    }
}
