//! Exact amounts. Money is an integer of the asset's smallest unit; no float comes near it.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign};

use alloy_primitives::U256;

use crate::chain::Chain;
use crate::refusal::quoted;

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

    /// Reads bitcoins written as a decimal number: `0.5`, `21000000`, at most eight decimals.
    pub fn from_btc(text: &str) -> Result<Sat, AmountError> {
        let amount = Amount::from_decimal(text, 8)?;
        let sat = u64::try_from(amount.0).ok().map(Sat).filter(|sat| *sat <= MONEY_MAX);
        sat.ok_or_else(|| AmountError::MoreThanExists { text: quoted(text) })
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

/// A sum of satoshis. Wider than any number of legs can fill, even where a hostile partial ledger
/// holds more money than exists; what a forged file says of a sum ends at the most there can be.
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
        Total(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Total {
    fn add_assign(&mut self, other: Total) {
        *self = *self + other;
    }
}

impl AddAssign<Sat> for Total {
    fn add_assign(&mut self, other: Sat) {
        *self = *self + other.into();
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

/// What is counted: a coin or token of a chain, and where its decimal point stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Asset {
    pub chain: Chain,
    /// `BTC`, `ETH`, `USDT` …, upper-case.
    pub ticker: String,
    /// Digits after the point: 8 for BTC, 18 for ETH, 6 for USDT.
    pub decimals: u8,
}

/// An amount of any asset in its smallest unit, exact to 256 bits (what an EVM word holds).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Amount(pub U256);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    #[error("{text} is not an amount: write digits with at most one point, like 0.25")]
    NotANumber { text: String },
    #[error("{text} has more than the {decimals} decimals this asset can hold")]
    TooFine { text: String, decimals: u8 },
    #[error("{text} is more than can be held")]
    TooLarge { text: String },
    #[error("{text} is more than the 21 million bitcoins there can be")]
    MoreThanExists { text: String },
}

impl Amount {
    pub const ZERO: Amount = Amount(U256::ZERO);

    pub fn checked_add(self, other: Amount) -> Option<Amount> {
        self.0.checked_add(other.0).map(Amount)
    }

    pub fn checked_sub(self, other: Amount) -> Option<Amount> {
        self.0.checked_sub(other.0).map(Amount)
    }

    /// All the asset's decimals, never grouped, never rounded.
    pub fn to_decimal(self, decimals: u8) -> String {
        let digits = self.0.to_string();
        let decimals = usize::from(decimals);
        if decimals == 0 {
            return digits;
        }
        // At least one digit stands before the point.
        let padded = format!("{digits:0>width$}", width = decimals + 1);
        let (whole, fraction) = padded.split_at(padded.len() - decimals);
        format!("{whole}.{fraction}")
    }

    /// The inverse of [`Amount::to_decimal`]; fewer decimals are taken, more are refused rather than
    /// rounded, and so are signs, exponents and grouping.
    pub fn from_decimal(text: &str, decimals: u8) -> Result<Amount, AmountError> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(fraction) {
            return Err(AmountError::NotANumber { text: quoted(text) });
        }
        let fraction = fraction.trim_end_matches('0');
        let Some(zeroes) = usize::from(decimals).checked_sub(fraction.len()) else {
            return Err(AmountError::TooFine { text: quoted(text), decimals });
        };
        let units = format!("{whole}{fraction}{}", "0".repeat(zeroes));
        let units = units.trim_start_matches('0');
        // 2^256 has 78 digits; the parser is not handed more.
        let too_large = || AmountError::TooLarge { text: quoted(text) };
        if units.len() > 78 {
            return Err(too_large());
        }
        if units.is_empty() {
            return Ok(Amount::ZERO);
        }
        U256::from_str_radix(units, 10).map(Amount).map_err(|_| too_large())
    }
}

impl From<Sat> for Amount {
    fn from(value: Sat) -> Self {
        Amount(U256::from(value.0))
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} units", self.0)
    }
}

impl Asset {
    /// `12.50000000 BTC`.
    pub fn show(&self, amount: Amount) -> String {
        format!("{} {}", amount.to_decimal(self.decimals), self.ticker)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn decimals_are_exact_both_ways() {
        let check = |text: &str, decimals: u8| match Amount::from_decimal(text, decimals) {
            Ok(amount) => amount.to_decimal(decimals),
            Err(error) => error.to_string(),
        };
        assert_eq!(check("0.5", 8), "0.50000000");
        assert_eq!(check("0.500000000000", 8), "0.50000000");
        assert_eq!(check("1", 0), "1");
        assert_eq!(check("0", 18), "0.000000000000000000");
        assert_eq!(
            check("0.000000001", 8),
            "'0.000000001' has more than the 8 decimals this asset can hold"
        );
        for text in ["", ".", "1.", ".5", "-1", "+1", "1e8", "1,000", "0x10", "1.2.3", "１"] {
            assert!(check(text, 8).contains("is not an amount"), "{text}");
        }
        assert!(check(&"9".repeat(78), 0).contains("more than can be held"));
        assert!(check(&"9".repeat(100_000), 0).len() < 200);
    }

    #[test]
    fn bitcoins_are_bounded_by_what_exists() {
        assert_eq!(Sat::from_btc("21000000"), Ok(MONEY_MAX));
        assert_eq!(Sat::from_btc("0.00000001"), Ok(Sat(1)));
        assert!(matches!(
            Sat::from_btc("21000000.00000001"),
            Err(AmountError::MoreThanExists { .. })
        ));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn what_is_written_reads_back(limbs in prop::array::uniform4(any::<u64>()), decimals in 0_u8..=77) {
            let amount = Amount(U256::from_limbs(limbs));
            prop_assert_eq!(Amount::from_decimal(&amount.to_decimal(decimals), decimals), Ok(amount));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,40}", decimals in any::<u8>()) {
            let _ = Amount::from_decimal(&text, decimals);
            let _ = Sat::from_btc(&text);
        }
    }
}
