//! Haircut's division, exactly that of [`crate::taint::haircut`], in one division a transaction.
//!
//! Every share is `tainted * value / total`, rounded down, and the satoshis left over go to the
//! largest remainders. Of a transaction the fraction `tainted / total` is the same for all: taken
//! once as a binary fraction of 64 bits it gives a quotient that is right or one too small, and the
//! remainder tells which. Integers throughout.

use std::cmp::Reverse;

use super::Crossing;

/// Of more places than this the largest remainders are set apart at once, instead of one after the other.
const SEARCHED_MAX: usize = 24;

/// Fills `shares` with the outputs' and last the fee's. `rests` is room to work in.
#[inline]
pub fn divide(
    crossing: &Crossing<'_, u64>,
    tainted: u64,
    shares: &mut Vec<u64>,
    rests: &mut Vec<u64>,
) {
    let values = crossing.outputs.iter().map(|value| u64::from_le_bytes(*value));
    let values = values.chain([crossing.fee]);
    shares.clear();
    if tainted == crossing.total {
        shares.extend(values);
        return;
    }
    debug_assert!(tainted < crossing.total && crossing.total < 1 << 63);
    let fraction = Fraction::of(tainted, crossing.total);
    rests.clear();
    let mut left = tainted;
    for value in values {
        let (share, rest) = fraction.of_value(value);
        shares.push(share);
        rests.push(rest);
        left = left.wrapping_sub(share);
    }
    give_out(left, shares, rests);
}

/// `tainted / total`, for values of at most `total`, which is below 2^63.
#[derive(Debug, Clone, Copy)]
struct Fraction {
    tainted: u64,
    total: u64,
    /// The fraction's first 64 binary digits.
    digits: u64,
}

impl Fraction {
    #[inline]
    fn of(tainted: u64, total: u64) -> Fraction {
        let digits = (u128::from(tainted) << 64) / u128::from(total);
        Fraction { tainted, total, digits: low(digits) }
    }

    /// `tainted * value / total` and its remainder.
    #[inline]
    fn of_value(self, value: u64) -> (u64, u64) {
        // The digits left off are worth less than 2^-64 each time, so over the whole value less than
        // one: the estimate is right or one too small, and the remainder, below twice the total,
        // fits 64 bits. The product's upper half cancels out.
        let share = high(u128::from(value) * u128::from(self.digits));
        let rest = self.tainted.wrapping_mul(value).wrapping_sub(share.wrapping_mul(self.total));
        match rest.checked_sub(self.total) {
            Some(less) => (share + 1, less),
            None => (share, rest),
        }
    }
}

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the lower half is what is asked for")]
const fn low(number: u128) -> u64 {
    number as u64
}

#[inline]
const fn high(number: u128) -> u64 {
    low(number >> 64)
}

/// The satoshis that did not divide, one each to the largest remainders, of equal ones to the first.
#[inline]
fn give_out(mut left: u64, shares: &mut [u64], rests: &mut [u64]) {
    if rests.len() > SEARCHED_MAX {
        return give_out_to_many(left, shares, rests);
    }
    while left > 0 {
        let (mut largest, mut at) = (0, 0);
        for (place, rest) in rests.iter().enumerate() {
            if *rest > largest {
                (largest, at) = (*rest, place);
            }
        }
        if largest == 0 {
            break;
        }
        rests[at] = 0;
        shares[at] += 1;
        left -= 1;
    }
    debug_assert_eq!(left, 0, "value is conserved");
}

fn give_out_to_many(left: u64, shares: &mut [u64], rests: &[u64]) {
    let mut order: Vec<(Reverse<u64>, usize)> =
        rests.iter().enumerate().map(|(at, rest)| (Reverse(*rest), at)).collect();
    let left = usize::try_from(left).unwrap_or(usize::MAX);
    if left < order.len() {
        order.select_nth_unstable(left);
    }
    for (_, at) in order.into_iter().take(left) {
        shares[at] += 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::taint::flow::Flow;
    use crate::taint::haircut::spread;

    fn check(values: &[u64], tainted: u64) {
        let total: u64 = values.iter().sum();
        let (fee, outputs) = values.split_last().expect("a fee");
        let outputs: Vec<[u8; 8]> = outputs.iter().map(|value| value.to_le_bytes()).collect();
        let crossing = Crossing { tainted: &[], total, outputs: &outputs, fee: *fee };
        let (mut shares, mut rests) = (Vec::new(), Vec::new());
        divide(&crossing, tainted, &mut shares, &mut rests);
        let from = [total];
        let flow = Flow::new(&from, values, None).expect("one input holds all");
        assert_eq!(shares, spread(&flow, tainted.into()), "{tainted} of {values:?}");
    }

    fn value() -> impl Strategy<Value = u64> {
        prop_oneof![
            0_u64..20,
            0_u64..100_000_000,
            (0_u32..57).prop_map(|bits| 1 << bits),
            (0_u32..57).prop_map(|bits| (1 << bits) - 1),
            any::<u64>().prop_map(|value| value >> 7),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn one_division_gives_the_same_satoshis_as_one_for_each(
            values in prop::collection::vec(value(), 1..40),
            part in prop_oneof![any::<u64>(), Just(0), Just(1), Just(u64::MAX)],
        ) {
            let total: u64 = values.iter().sum();
            check(&values, if part == u64::MAX { total } else { part % (total + 1) });
        }
    }

    #[test]
    fn at_the_limits_nothing_wraps() {
        let most = (1_u64 << 63) - 1;
        for tainted in [0, 1, 2, most / 2, most - 1, most] {
            check(&[most - 10, 9, 0, 1], tainted);
            check(&[0, 0, most], tainted);
            check(&[most / 2, most / 2, 1], tainted);
        }
        check(&[0, 0], 0);
    }
}
