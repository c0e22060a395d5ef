//! Stonewall (Samourai): a payment dressed as a CoinJoin of two; Stonewall x2 is one.
//!
//! Published (GraphSense-lib), as a veto alone: three or four outputs, at least two inputs, exactly
//! one value twice and above 5,000 sat; with four outputs the two others differ. Nobody can tell
//! one wallet from two here, so the holders are not joined; and it ends no trace.
//!
//! Somebody who pays two people the same sum has nearly the same shape. A Stonewall is built of two
//! halves, each of which pays one equal output, one change and its part of the fee from inputs of its
//! own: all 145 among Samourai's post-mix spends of March 2024 whose inputs are few enough to try
//! fall apart like that, and all 166 have four outputs. Where there are three, or no such halves,
//! confidence is 20 and the holders are joined.

use model::amount::Sat;

use super::tally::Tally;
use super::{Finding, Kind, VETO_CONFIDENCE_MIN};

const EQUAL_SAT_MIN: u64 = 5_001;
/// With more holders than this some halves nearly always fit, and all cannot be tried.
const HALVES_TRIED_MAX: usize = 12;

pub(super) fn rule(tally: &Tally<'_>) -> Option<Finding> {
    if !(3..=4).contains(&tally.paid) || tally.data > 0 || tally.input_holders < 2 {
        return None;
    }
    let mut twice = tally.values.iter().filter(|run| run.1 >= 2);
    let &(value, 2) = twice.next()? else { return None };
    let fits = twice.next().is_none() && value >= EQUAL_SAT_MIN && tally.outputs_distinct;
    let is_built_so = tally.paid == 4 && has_halves(tally, value);
    let confidence = if is_built_so { VETO_CONFIDENCE_MIN } else { 20 };
    fits.then(|| Finding {
        denominations: vec![Sat(value)],
        equal_outputs: 2,
        participants: 1,
        note: Some(if is_built_so {
            "one wallet that imitates two, or two: it cannot be told"
        } else {
            "its inputs do not fall into two halves that pay for themselves"
        }),
        ..Finding::new(tally, Kind::Stonewall, confidence)
    })
}

/// Whether some of the payers pay one equal output and one change, and the others the rest, the fee
/// shared between them. Believed where a value is unknown or the payers are too many to try.
fn has_halves(tally: &Tally<'_>, value: u64) -> bool {
    let brought: Option<Vec<u128>> = tally.brought().into_iter().collect();
    let (Some(brought), Some(fee)) = (brought, tally.shape.fee()) else { return true };
    if brought.len() > HALVES_TRIED_MAX {
        return true;
    }
    let change = tally.values.iter().find(|run| run.0 != value).map_or(0, |run| run.0);
    let least = u128::from(value) + u128::from(change);
    let most = least + u128::from(fee.0);
    let sum = |half: u32| -> u128 {
        let is_in = |at: &usize| half >> at & 1 == 1;
        (0..brought.len()).filter(is_in).map(|at| brought[at]).sum()
    };
    (1..(1_u32 << brought.len()) - 1).any(|half| (least..=most).contains(&sum(half)))
}
