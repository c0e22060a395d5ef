//! Wasabi 1.1: as 1.0, with mixing levels: the denomination, twice it, four times it, and so on.
//!
//! Published (GraphSense-lib): levels are 2^i · 0.1 BTC, each ± 5 %, with at least two outputs; n,
//! the most outputs on one level, is at least 3; n ≤ input holders ≤ 7n; the outputs on levels are
//! (a) at least (outputs − 1) / 2 or (b) at least outputs − input holders − 1; no output holder
//! twice. Confidence rises from 50 to 100 as n / input holders goes from 1/7 to 1, and is halved
//! where only one of (a) and (b) holds.
//!
//! As 1.0 we want ten inputs, spread over holders, and no exact split: three payments of 0.1 BTC out
//! of three coins would otherwise be a CoinJoin beyond doubt. A single level is 1.0's business, as
//! GraphSense-lib names it too. Where the published levels do not fit we take the
//! round's own denomination, within 0.1 ± 0.02 BTC (see `wasabi1`), and its doubles to a thousandth.
//! Then (b) must hold, for it is what an honest round cannot break: everybody has at most one change.

use model::amount::Sat;

use super::tally::Tally;
use super::wasabi1::{
    BASE_SAT, INPUTS_EACH_MAX, INPUTS_MIN, WIDENED_EQUAL_MIN, WIDENED_SAT, is_exact_split,
};
use super::{Finding, Kind};

const HALF: &str = "only one of the rule's two conditions on its outputs holds";
const OWN_BASE: &str = "levels counted from the round's own denomination, not from 0.1 BTC";

/// Outputs on the levels.
struct Levels {
    /// Each level's value and its outputs.
    counts: Vec<(u64, usize)>,
    /// The most outputs on one level: nobody has two there.
    count_max: usize,
    outputs: usize,
}

pub(super) fn rule(tally: &Tally<'_>) -> Option<Finding> {
    if tally.inputs < INPUTS_MIN || !tally.is_spread() || !tally.outputs_distinct {
        return None;
    }
    let (base, _) = tally.modal(BASE_SAT - WIDENED_SAT, BASE_SAT + WIDENED_SAT)?;
    if tally.inputs < 20 && is_exact_split(tally, base) {
        return None;
    }
    // ± 5 % is one part in twenty, a thousandth is one in a thousand.
    let published = levels(tally, BASE_SAT, 20);
    if published.counts.len() >= 2
        && published.count_max >= 3
        && let Some(confidence) = judge(tally, &published)
    {
        return Some(finding(tally, published, confidence, None));
    }
    let widened = levels(tally, base, 1_000);
    if widened.counts.len() < 2
        || widened.count_max < WIDENED_EQUAL_MIN
        || !leaves_one_change_each(tally, &widened)
    {
        return None;
    }
    let confidence = judge(tally, &widened)?;
    Some(finding(tally, widened, confidence, Some(OWN_BASE)))
}

fn levels(tally: &Tally<'_>, base: u64, parts: u64) -> Levels {
    let largest = tally.values.last().map_or(0, |run| run.0);
    let mut counts = Vec::new();
    let mut level = base;
    while level - level / parts <= largest {
        let around = level - level / parts..=level.saturating_add(level / parts);
        let on = tally.values.iter().filter(|run| around.contains(&run.0));
        let outputs = on.map(|run| run.1).sum();
        if outputs >= 2 {
            counts.push((level, outputs));
        }
        let Some(doubled) = level.checked_mul(2) else { break };
        level = doubled;
    }
    Levels {
        count_max: counts.iter().map(|level| level.1).max().unwrap_or(0),
        outputs: counts.iter().map(|level| level.1).sum(),
        counts,
    }
}

/// The confidence, where the levels make a round at all.
fn judge(tally: &Tally<'_>, levels: &Levels) -> Option<u8> {
    let (n, holders) = (levels.count_max, tally.input_holders);
    if !(n..=INPUTS_EACH_MAX * n).contains(&holders) {
        return None;
    }
    let most_are_mixed = 2 * levels.outputs + 1 >= tally.paid;
    let one_change_each = leaves_one_change_each(tally, levels);
    // 50 + 50 · (n/holders − 1/7) / (1 − 1/7), in integers.
    let tight = 50 + 50 * (7 * n - holders) / (6 * holders);
    let tight = u8::try_from(tight.min(100)).expect("at most a hundred");
    match (most_are_mixed, one_change_each) {
        (true, true) => Some(tight),
        (false, false) => None,
        _ => Some(tight / 2),
    }
}

fn leaves_one_change_each(tally: &Tally<'_>, levels: &Levels) -> bool {
    levels.outputs + tally.input_holders + 1 >= tally.paid
}

fn finding(
    tally: &Tally<'_>,
    levels: Levels,
    confidence: u8,
    note: Option<&'static str>,
) -> Finding {
    Finding {
        denominations: levels.counts.iter().map(|level| Sat(level.0)).collect(),
        equal_outputs: levels.outputs,
        participants: levels.count_max,
        is_widened: note.is_some(),
        note: note.or((confidence < 50).then_some(HALF)),
        ..Finding::new(tally, Kind::Wasabi11, confidence)
    }
}
