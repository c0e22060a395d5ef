//! Wasabi 2 (WabiSabi): large rounds, many denominations, no minimum amount.
//!
//! Published (GraphSense-lib): at least twenty inputs, no holder with over a tenth of them; every
//! output at least 5,000 sat and no output holder twice; at least three values occur more than
//! once; they cover at least (outputs − 1) / 2; and at least one output has a value of its own.
//!
//! It must not fit a faucet or a pool that pays round sums: those spend few coins, mostly their own.

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
    let most = shared.iter().map(|run| run.1).max().unwrap_or(0);
    Some(Finding {
        denominations: shared.iter().map(|run| Sat(run.0)).collect(),
        equal_outputs: covered,
        // One wallet may take a denomination twice, so the holders of inputs bound it from below.
        participants: tally.input_holders.div_ceil(INPUTS_EACH_MAX).max(2).min(most.max(2)),
        ..Finding::new(tally, Kind::Wasabi2, 60)
    })
}
