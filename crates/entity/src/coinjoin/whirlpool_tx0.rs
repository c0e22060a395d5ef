//! Whirlpool's Tx0: one wallet cuts its coins to a pool's size and pays the coordinator.
//!
//! Published (GraphSense-lib): exactly one data output; at most seventy equal outputs within
//! d + 100 … d + 110,000 sat of a pool's denomination d; exactly one output between half and three
//! times the pool's fee; at most two others. Confidence 60; 90 once one of the equal outputs was
//! spent in a mix (`lineage`).
//!
//! **Widened.** Change that happens to lie in the fee's window would hide every eighth real Tx0: of
//! several outputs in the window we take the one that is exactly the pool's fee, if one is.
//!
//! It is a preparation and not a mix: its inputs are one holder's, and its outputs still are.

use model::amount::Sat;

use super::tally::Tally;
use super::whirlpool::{EXCESS_SAT_MAX, EXCESS_SAT_MIN, POOLS};
use super::{Finding, Kind};

const PREMIX_MAX: usize = 70;
const OTHERS_MAX: usize = 2;

pub(super) fn rule(tally: &Tally<'_>) -> Option<Finding> {
    if tally.data != 1 || !tally.outputs_distinct {
        return None;
    }
    let (value, count, is_widened) = POOLS.into_iter().find_map(|pool| premix(tally, pool))?;
    Some(Finding {
        denominations: vec![Sat(value)],
        equal_outputs: count,
        participants: 1,
        is_widened,
        note: Some("one wallet prepares coins for a mix; its outputs are still its own"),
        ..Finding::new(tally, Kind::WhirlpoolTx0, 60)
    })
}

/// The outputs cut for this pool: their value and number, and whether the fee was hard to tell.
fn premix(tally: &Tally<'_>, (denomination, fee): (u64, u64)) -> Option<(u64, usize, bool)> {
    let (value, count) =
        tally.modal(denomination + EXCESS_SAT_MIN, denomination + EXCESS_SAT_MAX)?;
    let is_fee = |run: &&(u64, usize)| (fee.div_ceil(2)..=3 * fee).contains(&run.0);
    let fees: usize = tally.values.iter().filter(is_fee).map(|run| run.1).sum();
    let exact = tally.values.contains(&(fee, 1));
    // The fee is one of them, whichever: what is left besides is change.
    let others = tally.paid.checked_sub(count + 1)?;
    (count <= PREMIX_MAX && (fees == 1 || exact) && others <= OTHERS_MAX).then_some((
        value,
        count,
        fees != 1,
    ))
}
