//! Stonewall (Samourai): a payment dressed as a CoinJoin of two; Stonewall x2 is one.
//!
//! Published (GraphSense-lib), as a veto alone: three or four outputs, at least two inputs, exactly
//! one value twice and above 5,000 sat; with four outputs the two others differ. Nobody can tell
//! one wallet from two here, so the holders are not joined; and it ends no trace.
//!
//! Somebody who pays two people the same sum has the same shape. We therefore ask that two holders
//! can each have brought the equal sum, and that all outputs pay different holders.

use model::amount::Sat;

use super::tally::Tally;
use super::{Finding, Kind, VETO_CONFIDENCE_MIN};

const EQUAL_SAT_MIN: u64 = 5_001;

pub(super) fn rule(tally: &Tally<'_>) -> Option<Finding> {
    if !(3..=4).contains(&tally.paid) || tally.data > 0 || tally.input_holders < 2 {
        return None;
    }
    let mut twice = tally.values.iter().filter(|run| run.1 >= 2);
    let &(value, 2) = twice.next()? else { return None };
    let fits = twice.next().is_none()
        && value >= EQUAL_SAT_MIN
        && tally.outputs_distinct
        && tally.can_fund(2, value);
    fits.then(|| Finding {
        denominations: vec![Sat(value)],
        equal_outputs: 2,
        participants: 1,
        note: Some("one wallet that imitates two, or two: it cannot be told"),
        ..Finding::new(tally, Kind::Stonewall, VETO_CONFIDENCE_MIN)
    })
}
