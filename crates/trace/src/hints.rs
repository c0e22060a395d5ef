//! Signs on hops: which coins look like change, which transactions look like a CoinJoin and were
//! followed because the sign is too weak to stop at.
//!
//! They are heuristics of `entity`, named one by one, and speak of the transaction that created a
//! coin. Nothing here alters an amount or a stop.

use std::collections::BTreeMap;

use entity::atlas::Ledger;
use entity::change::{self, Hints};
use entity::coinjoin::Finding;
use graph::TxId;

use crate::query::Direction;
use crate::sweep::Found;
use crate::trace::Hint;
use crate::view::View;

/// Larger transactions are batches, of which the heuristics say nothing useful.
const OUTPUTS_MAX: u64 = 20;
const INPUTS_MAX: u64 = 200;

/// Adds hints to the hops of a sweep.
pub(crate) fn add(view: &View<'_>, direction: Direction, found: &mut Found) {
    for (tx, hops) in by_creator(view, direction, found) {
        let hints = change_hints(view.ledger, tx);
        for hop in hops {
            let row = &mut found.hops[hop];
            let vout = found.coins[row.coin.0 as usize].out_point.vout;
            if let Some(sign) = &found.step_signs[row.step.0 as usize] {
                row.hints.push(mix_hint(sign));
            }
            if let Some(hints) = &hints {
                row.hints.extend(of_output(hints, vout));
            }
        }
    }
}

/// Hops by the transaction that created their coin.
fn by_creator(view: &View<'_>, direction: Direction, found: &Found) -> BTreeMap<TxId, Vec<usize>> {
    let mut hops: BTreeMap<TxId, Vec<usize>> = BTreeMap::new();
    for (at, hop) in found.hops.iter().enumerate() {
        let creator = match direction {
            Direction::Forward => Some(found.step_txs[hop.step.0 as usize]),
            Direction::Backward => {
                let id = found.coin_ids[hop.coin.0 as usize];
                id.map(|id| view.graph.tx_of_output(id))
            }
        };
        if let Some(tx) = creator {
            hops.entry(tx).or_default().push(at);
        }
    }
    hops
}

/// What is said of a transaction's outputs, where it is small enough for anything to be.
pub fn change_hints(ledger: &Ledger, id: TxId) -> Option<Hints> {
    let tx = ledger.graph.tx(id);
    let outputs = tx.outputs.end - tx.outputs.start;
    let inputs = tx.inputs.end - tx.inputs.start;
    let fits = (2..=OUTPUTS_MAX).contains(&outputs) && inputs <= INPUTS_MAX;
    let is_coinbase = tx.flags.is_coinbase();
    (fits && !is_coinbase).then(|| change::hints(&ledger.graph, Some(&ledger.clusters), id))
}

/// What is said of one output: the signs taken together, or, where they do not agree on it, each
/// that rules out every other output.
fn of_output(hints: &Hints, vout: u32) -> Vec<Hint> {
    if let Some(best) = &hints.consensus {
        if best.output != vout {
            return Vec::new();
        }
        let mut says = format!("likely change: {}", best.sources.join(", "));
        if !best.against.is_empty() {
            says += &format!("; against it: {}", best.against.join(", "));
        }
        return vec![Hint { rule: "change", says, confidence: Some(best.confidence) }];
    }
    let alone = hints.hints.iter().filter(|hint| hint.outputs == [vout]);
    let hint = |hint: &change::Hint| Hint {
        rule: hint.name,
        says: "rules out every other output as change".into(),
        confidence: Some(hint.confidence),
    };
    alone.map(hint).collect()
}

fn mix_hint(sign: &Finding) -> Hint {
    Hint {
        rule: sign.kind.name(),
        says: format!("may be a CoinJoin ({}); below the cut, so followed", sign.says()),
        confidence: Some(sign.confidence),
    }
}
