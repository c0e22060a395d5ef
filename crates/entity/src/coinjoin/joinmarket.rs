//! JoinMarket: a taker and two or more makers, each with one equal output and mostly one change.
//!
//! Published (GraphSense-lib): the most frequent value above 2,730 sat has n outputs; n ≥ 3 and
//! n ≥ outputs / 2; n ≤ input holders; at least one output has another value; no output holder
//! twice; from fifty inputs on also inputs ≤ 20n and outputs ≥ 1.7n. Confidence 49: it is a
//! superset that a payroll can fit, so it lies below the cut that ends a trace.
//!
//! Everybody in a round brings the coins for their own equal output. Where the inputs' values say
//! that n people cannot have ([`Tally::can_fund`]), this is one payer with several coins, and the
//! confidence falls to 20, below the cut that forbids a join.

use model::amount::Sat;

use super::tally::Tally;
use super::{Finding, Kind};

const DUST_SAT_MAX: u64 = 2_730;
pub(super) const NOT_FUNDED: &str = "the inputs cannot have been brought by that many people";

pub(super) fn rule(tally: &Tally<'_>) -> Option<Finding> {
    let (value, count) = tally.modal(DUST_SAT_MAX + 1, u64::MAX)?;
    let fits = count >= 3
        && 2 * count >= tally.paid
        && count < tally.paid
        && count <= tally.input_holders
        && tally.outputs_distinct
        && (tally.inputs < 50 || tally.inputs <= 20 * count && 10 * tally.paid >= 17 * count);
    let funded = tally.can_fund(count, value);
    fits.then(|| Finding {
        denominations: vec![Sat(value)],
        equal_outputs: count,
        participants: count,
        note: (!funded).then_some(NOT_FUNDED),
        ..Finding::new(tally, Kind::JoinMarket, if funded { 49 } else { 20 })
    })
}
