//! Wasabi 1.0 (ZeroLink): many people, one denomination near 0.1 BTC, change, one coordinator fee.
//!
//! Published (GraphSense-lib): at least ten inputs, none of the holders with over a tenth of them;
//! the denomination is the most frequent value within 0.1 ± 0.005 BTC; its count n is at least 3
//! and at least (outputs − 1) / 2; n ≤ input holders ≤ 7n; no output holder twice; with fewer than
//! twenty inputs not an exact split (the sum of the outputs a multiple of the denomination, as a
//! service makes that cuts a sum into equal parts).
//!
//! **Widened.** The denomination is not a constant of the protocol: each round's is what the last
//! round's fees left of it, and new ones were set over the years; the rounds of August 2021 have
//! 0.1098 BTC. The scanner that collected them looks within 0.1 ± 0.02 (Dumplings, `Constants.cs`).
//! We do too where the narrow window has nothing, with ten equal outputs as Dumplings asks, and
//! with less confidence.
//!
//! It must not fit a service paying many the same sum: that has few inputs, or inputs of one holder.

use model::amount::Sat;

use super::tally::Tally;
use super::{Finding, Kind};

pub(super) const BASE_SAT: u64 = 10_000_000;
const PUBLISHED_SAT: u64 = 500_000;
pub(super) const WIDENED_SAT: u64 = 2_000_000;
pub(super) const INPUTS_MIN: usize = 10;
/// Inputs that one participant may register.
pub(super) const INPUTS_EACH_MAX: usize = 7;
/// Dumplings' least count of equal outputs.
pub(super) const WIDENED_EQUAL_MIN: usize = 10;
pub(super) const WIDENED: &str =
    "the denomination lies outside the published 0.1 ± 0.005 BTC, within Dumplings' ± 0.02";

pub(super) fn rule(tally: &Tally<'_>) -> Option<Finding> {
    within(tally, PUBLISHED_SAT, 3)
        .map(|(value, count)| finding(tally, value, count, 70, None))
        .or_else(|| {
            let (value, count) = within(tally, WIDENED_SAT, WIDENED_EQUAL_MIN)?;
            Some(finding(tally, value, count, 60, Some(WIDENED)))
        })
}

fn within(tally: &Tally<'_>, window: u64, equal_min: usize) -> Option<(u64, usize)> {
    let (value, count) = tally.modal(BASE_SAT - window, BASE_SAT + window)?;
    let fits = tally.inputs >= INPUTS_MIN
        && tally.is_spread()
        && count >= equal_min
        && 2 * count + 1 >= tally.paid
        && (count..=INPUTS_EACH_MAX * count).contains(&tally.input_holders)
        && tally.outputs_distinct
        && !(tally.inputs < 20 && is_exact_split(tally, value));
    fits.then_some((value, count))
}

/// The outputs together are a multiple of the value, to a ten-thousandth of it.
pub(super) fn is_exact_split(tally: &Tally<'_>, value: u64) -> bool {
    let value = u128::from(value);
    let rest = tally.shape.value_out() % value;
    rest.min(value - rest) * 10_000 <= value
}

fn finding(
    tally: &Tally<'_>,
    value: u64,
    count: usize,
    confidence: u8,
    note: Option<&'static str>,
) -> Finding {
    Finding {
        denominations: vec![Sat(value)],
        equal_outputs: count,
        participants: count,
        is_widened: note.is_some(),
        note,
        ..Finding::new(tally, Kind::Wasabi1, confidence)
    }
}
