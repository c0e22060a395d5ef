//! Whirlpool's mix: five to eight coins in, as many equal coins out, nothing else.
//!
//! Published (GraphSense-lib): n = 5 to 8 inputs and as many outputs, all of different holders;
//! every output is the pool's denomination d (0.001, 0.01, 0.05 or 0.5 BTC); every input lies in
//! d … d + 110,000 sat; one to four of them are new, with 100 to 110,000 sat above d for the miner.
//! Confidence 60; 90 once the coins' own past was looked at (`lineage`).

use model::amount::Sat;

use super::tally::Tally;
use super::{Finding, Kind};

/// Denomination and coordinator's fee of each pool.
pub(super) const POOLS: [(u64, u64); 4] =
    [(100_000, 5_000), (1_000_000, 50_000), (5_000_000, 175_000), (50_000_000, 1_750_000)];
/// What a new coin carries above the denomination, to pay the miner.
pub(super) const EXCESS_SAT_MIN: u64 = 100;
pub(super) const EXCESS_SAT_MAX: u64 = 110_000;

pub(super) fn rule(tally: &Tally<'_>) -> Option<Finding> {
    let [(value, count)] = tally.values.as_slice() else { return None };
    let fits = (5..=8).contains(count)
        && tally.inputs == *count
        && tally.data == 0
        && tally.outputs_distinct
        && tally.input_holders == tally.inputs
        && POOLS.iter().any(|pool| pool.0 == *value)
        && entrants_fit(tally, *value);
    fits.then(|| Finding {
        denominations: vec![Sat(*value)],
        equal_outputs: *count,
        participants: *count,
        ..Finding::new(tally, Kind::Whirlpool, 60)
    })
}

/// One to four inputs are new and bring a fee; the others were mixed before.
fn entrants_fit(tally: &Tally<'_>, value: u64) -> bool {
    let mut new = 0;
    let mut unknown = 0;
    for input in tally.shape.inputs {
        match input.value.map(|brought| brought.0.checked_sub(value)) {
            None => unknown += 1,
            Some(Some(0)) => {}
            Some(Some(EXCESS_SAT_MIN..=EXCESS_SAT_MAX)) => new += 1,
            Some(_) => return false,
        }
    }
    new <= 4 && new + unknown >= 1
}
