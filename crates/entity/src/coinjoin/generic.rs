//! The shape of any CoinJoin with one equal output and at most one change each.
//!
//! BlockSci's `isCoinjoin`: at least two inputs and three outputs; p = (outputs + 1) / 2, rounded
//! down, is at most the number of inputs and of input addresses; the most frequent output value
//! occurs exactly p times and is neither 546 nor 2,730 sat (the dust limits of token protocols).
//! We add what the field test behind §1.3 of the typologies asks: the equal outputs pay p different
//! holders, for one who is paid twice is no second participant.
//!
//! BlockSci gives no confidence. Ours is 45 from three participants on, where nothing says that it
//! is one payer's (see `joinmarket`), else 20: two equal outputs and a change are an everyday
//! payment.

use model::amount::Sat;

use super::joinmarket::one_payer;
use super::tally::Tally;
use super::{Finding, Kind};

pub(super) fn rule(tally: &Tally<'_>) -> Option<Finding> {
    let outputs = tally.shape.outputs.len();
    let participants = outputs.div_ceil(2);
    let (value, count) = tally.modal(1, u64::MAX)?;
    let fits = tally.inputs >= 2
        && outputs >= 3
        && participants <= tally.inputs
        && participants <= tally.input_holders
        && count == participants
        && value != 546
        && value != 2_730
        && payees(tally, value) == participants;
    let against = one_payer(tally, value, participants);
    let confidence = if against.is_none() && participants >= 3 { 45 } else { 20 };
    fits.then(|| Finding {
        denominations: vec![Sat(value)],
        equal_outputs: count,
        participants,
        note: against,
        ..Finding::new(tally, Kind::Generic, confidence)
    })
}

/// Different holders who receive exactly this value.
fn payees(tally: &Tally<'_>, value: u64) -> usize {
    let paid = tally.shape.paid().filter(|output| output.value.0 == value);
    let mut holders: Vec<_> = paid.filter_map(|output| output.holder).collect();
    holders.sort_unstable();
    holders.dedup();
    holders.len()
}
