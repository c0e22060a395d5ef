//! PayJoin (BIP 78): the payee adds a coin of their own to the payment, so that the inputs are two
//! people's although nothing looks unusual.
//!
//! What can be told: a payee's output is their input plus the payment. Somebody who alone pays from
//! two coins has no reason for one output to be one of the inputs plus a round sum, nor (mostly) to
//! add a coin that the payment does not need. We therefore look at transactions of two outputs, and
//! speak of a suspicion where
//!
//! * one output is an input plus a **round sum**, of the same kind of address, while no coin and no
//!   output is round itself: the payment only shows once the payee's coin is taken off; or
//! * an input is **unnecessary** (without it the others still pay the larger output: the
//!   "unnecessary input heuristic" of Ghesmati et al. 2022 and Gibson), and the inputs are of two
//!   kinds of address, each of which gets one output back, as two wallets would.
//!
//! What cannot: a careful payee (BIP 78 asks for it) picks a coin that makes no input unnecessary, of
//! the payer's kind, and prices are seldom round in bitcoin. Such a PayJoin joins two people.
//!
//! An unknown value says nothing here, and an unnecessary input alone is an everyday consolidation.

use model::time::Time;

use crate::shape::Shape;

/// How many zeros, in satoshis, make a payment round: 0.0001 BTC. A difference of two unrelated
/// values is that round once in ten thousand.
const ROUND_SAT: u64 = 10_000;
/// No coin and no output may be a multiple of this, or a round difference says nothing.
const ODD_SAT: u64 = 1_000;
/// 2018-08-01: no PayJoin was before (Blockstream's "Improving Privacy Using Pay-to-EndPoint" is of
/// that month; BIP 79 and BIP 78 followed, and Samourai's Stowaway).
const SINCE_SECONDS: i64 = 1_533_081_600;

/// What gave it away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    RoundSum,
    TwoKinds,
}

/// Whether a transaction looks like a PayJoin, and by what.
pub fn suspect(shape: &Shape<'_>) -> Option<Sign> {
    if !worth_a_look(shape) || !shape.time.is_none_or(was_there) {
        return None;
    }
    if shape.inputs.iter().any(|input| input.value.is_none()) {
        return None;
    }
    if adds_a_round_sum(shape) {
        return Some(Sign::RoundSum);
    }
    (is_of_two_kinds(shape) && has_unnecessary_input(shape)).then_some(Sign::TwoKinds)
}

/// Whether there were PayJoins then.
pub fn was_there(time: Time) -> bool {
    time.seconds() >= SINCE_SECONDS
}

/// Whether the locks are worth looking up.
fn worth_a_look(shape: &Shape<'_>) -> bool {
    shape.outputs.len() == 2 && shape.inputs.len() >= 2 && shape.paid().count() == 2
}

/// The inputs' values, where known.
fn values(shape: &Shape<'_>) -> impl Iterator<Item = u64> {
    shape.inputs.iter().filter_map(|input| Some(input.value?.0))
}

fn adds_a_round_sum(shape: &Shape<'_>) -> bool {
    // A round coin among the inputs makes differences round without anybody's doing.
    let is_odd = |value: u64| !value.is_multiple_of(ODD_SAT);
    if !shape.outputs.iter().all(|output| is_odd(output.value.0)) || !values(shape).all(is_odd) {
        return false;
    }
    shape.outputs.iter().any(|output| {
        shape.inputs.iter().any(|input| {
            let Some(coin) = input.value else { return false };
            let paid = output.value.0.checked_sub(coin.0);
            input.lock == output.lock && paid.is_some_and(|paid| paid > 0 && paid % ROUND_SAT == 0)
        })
    })
}

fn has_unnecessary_input(shape: &Shape<'_>) -> bool {
    let smallest = values(shape).min().unwrap_or(0);
    let others = values(shape).map(u128::from).sum::<u128>() - u128::from(smallest);
    let largest = shape.outputs.iter().map(|output| output.value.0).max().unwrap_or(0);
    let fee = shape.fee().map_or(0, |fee| fee.0);
    others >= u128::from(largest) + u128::from(fee)
}

/// The inputs are of exactly two kinds, and each kind gets one output.
fn is_of_two_kinds(shape: &Shape<'_>) -> bool {
    let [a, b] = shape.outputs else { return false };
    let of = |lock| shape.inputs.iter().filter(|input| input.lock == lock).count();
    a.lock != b.lock
        && of(a.lock) > 0
        && of(b.lock) > 0
        && of(a.lock) + of(b.lock) == shape.inputs.len()
}
