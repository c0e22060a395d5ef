//! Wasabi 2 (WabiSabi): large rounds, many denominations, no minimum amount.
//!
//! Published (GraphSense-lib): at least twenty inputs, no holder with over a tenth of them; every
//! output at least 5,000 sat and no output holder twice; at least three values occur more than
//! once; they cover at least (outputs − 1) / 2; and at least one output has a value of its own.
//!
//! It must not fit a service that pays many the same few sums out of many coins. Wasabi cuts amounts
//! into denominations of a fixed list (powers of two, of three, of ten, twice the latter two, five times
//! the last: WalletWasabi's `DenominationBuilder`). Where less than half of the shared values stand
//! in it, confidence falls to 45: holders are not joined, but no trace ends.

use model::amount::Sat;

use super::tally::Tally;
use super::{Finding, Kind};

const INPUTS_MIN: usize = 20;
const OUTPUT_SAT_MIN: u64 = 5_000;
const DENOMINATIONS_MIN: usize = 3;
/// Coins that one wallet registers in a round (WalletWasabi; GraphSense-lib's `a_max`).
const INPUTS_EACH_MAX: usize = 10;

pub(super) fn rule(tally: &Tally<'_>) -> Option<Finding> {
    if tally.inputs < INPUTS_MIN || !tally.is_spread() || !tally.outputs_distinct {
        return None;
    }
    if tally.values.first()?.0 < OUTPUT_SAT_MIN {
        return None;
    }
    let shared: Vec<_> = tally.values.iter().filter(|run| run.1 >= 2).collect();
    let covered: usize = shared.iter().map(|run| run.1).sum();
    if shared.len() < DENOMINATIONS_MIN || 2 * covered + 1 < tally.paid || covered == tally.paid {
        return None;
    }
    let listed = shared.iter().filter(|run| is_denomination(run.0)).count();
    let confidence = if 2 * listed >= shared.len() { 60 } else { 45 };
    let most = shared.iter().map(|run| run.1).max().unwrap_or(0);
    Some(Finding {
        denominations: shared.iter().map(|run| Sat(run.0)).collect(),
        equal_outputs: covered,
        // One wallet may take a denomination twice, so the holders of inputs bound it from below.
        participants: tally.input_holders.div_ceil(INPUTS_EACH_MAX).max(2).min(most.max(2)),
        note: (confidence < 60).then_some("most shared values are no denominations of Wasabi's"),
        ..Finding::new(tally, Kind::Wasabi2, confidence)
    })
}

fn is_denomination(value: u64) -> bool {
    let is_power = |value: u64, base: u64| {
        let mut left = value;
        while left > 1 && left.is_multiple_of(base) {
            left /= base;
        }
        left == 1
    };
    let half = value.is_multiple_of(2).then_some(value / 2);
    let fifth = value.is_multiple_of(5).then_some(value / 5);
    [2, 3, 10].into_iter().any(|base| is_power(value, base))
        || half.is_some_and(|half| is_power(half, 3) || is_power(half, 10))
        || fifth.is_some_and(|fifth| is_power(fifth, 10))
}
