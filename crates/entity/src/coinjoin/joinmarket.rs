//! JoinMarket: a taker and two or more makers, each with one equal output and mostly one change.
//!
//! Published (GraphSense-lib): the most frequent value above 2,730 sat has n outputs; n ≥ 3 and
//! n ≥ outputs / 2; n ≤ input holders; at least one output has another value; no output holder
//! twice; from fifty inputs on also inputs ≤ 20n and outputs ≥ 1.7n. Confidence 49: it is a
//! superset that a payroll can fit, so it lies below the cut that ends a trace.
//!
//! Three shapes on mainnet fit it and are one payer's; their confidence falls to 20, below the cut
//! that forbids a join ([`one_payer`]): inputs that n people cannot have brought; fewer changes than
//! all but one of n people would get (a wallet that moves its equal coins, with one output for the
//! rest); and an output that misses the equal value by a hair (a sum cut in n + 1 parts).

use model::amount::Sat;

use super::tally::Tally;
use super::{Finding, Kind};

const DUST_SAT_MAX: u64 = 2_730;
const ONE_PAYER: u8 = 20;

pub(super) fn rule(tally: &Tally<'_>) -> Option<Finding> {
    let (value, count) = tally.modal(DUST_SAT_MAX + 1, u64::MAX)?;
    let fits = count >= 3
        && 2 * count >= tally.paid
        && count < tally.paid
        && count <= tally.input_holders
        && tally.outputs_distinct
        && (tally.inputs < 50 || tally.inputs <= 20 * count && 10 * tally.paid >= 17 * count);
    let against = one_payer(tally, value, count);
    fits.then(|| Finding {
        denominations: vec![Sat(value)],
        equal_outputs: count,
        participants: count,
        note: against,
        ..Finding::new(tally, Kind::JoinMarket, if against.is_none() { 49 } else { ONE_PAYER })
    })
}

/// What says that this is one payer's, though a rule fits.
pub(super) fn one_payer(tally: &Tally<'_>, value: u64, count: usize) -> Option<&'static str> {
    if !tally.can_fund(count, value) {
        return Some("the inputs cannot have been brought by that many people");
    }
    if tally.paid + 1 < 2 * count {
        return Some("that many people would get more change");
    }
    // The part that bore the rounding: within a thousandth, and a thousand satoshis.
    let hair = (value / 1_000).min(1_000);
    let nearly = |run: &(u64, usize)| run.0 != value && run.0.abs_diff(value) <= hair;
    tally.values.iter().any(nearly).then_some("one more part of nearly that value: a sum was cut")
}
