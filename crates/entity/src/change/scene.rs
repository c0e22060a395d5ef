//! A transaction with what the ledger knows around it: all that the change heuristics look at.
//!
//! What is settled when the transaction is (was this holder seen before?) stands apart from what
//! the chain may still change (who spent this output, and how?).

use graph::{AddressId, Fate, Graph, TxId};
use model::batch::TxFlags;

use crate::shape::{Shape, ShapeRoom};

/// What the ledger says of one output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen {
    /// The holder occurs in no earlier transaction. Settled.
    pub is_fresh: bool,
    /// As of the tip, the holder occurs in other transactions than this one and the one that spends
    /// this output.
    pub is_reused: bool,
    /// As of the tip, the holder is in the cluster of an input's holder. False where no clusters
    /// were given.
    pub is_payers: bool,
    /// As of the tip, the transaction that spends it.
    pub spender: Option<Spender>,
}

/// What of a spending transaction can be compared with the one it spends from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spender {
    pub version: i32,
    pub lock_time: u32,
    pub flags: TxFlags,
    /// Satoshis for a thousand virtual bytes, rounded down; `None` where an input is unknown.
    pub fee_rate: Option<u64>,
    /// One input and two outputs.
    pub looks_like_peel: bool,
}

/// A transaction and its surroundings.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    pub shape: Shape<'a>,
    /// As many as outputs.
    pub seen: &'a [Seen],
    /// Whether the one transaction that funds a single input looks like a peel.
    pub funder_looks_like_peel: bool,
}

/// The room a scene borrows from.
#[derive(Debug, Default, Clone)]
pub struct SceneRoom {
    pub shape: ShapeRoom,
    pub seen: Vec<Seen>,
    pub funder_looks_like_peel: bool,
}

/// Whether two holders are known to be one.
pub type SameCluster<'a> = &'a dyn Fn(AddressId, AddressId) -> bool;

impl SceneRoom {
    /// The transaction `id` as of the graph's tip.
    pub fn of(graph: &Graph, id: TxId, same: Option<SameCluster<'_>>) -> SceneRoom {
        let shape = ShapeRoom::of(graph, id);
        let tx = graph.tx(id);
        let mut payers: Vec<AddressId> = shape.inputs.iter().filter_map(|i| i.holder).collect();
        payers.sort_unstable();
        payers.dedup();
        let seen = graph.outputs(&tx).map(|output| {
            let Some(holder) = output.holder else { return Seen::default() };
            let spender = match output.fate {
                Fate::Spent { tx, .. } => Some(tx),
                Fate::Unspent | Fate::Unspendable => None,
            };
            let totals = graph.totals(holder);
            Seen {
                is_fresh: totals.first == Some(id),
                is_reused: totals.transactions > 1 + u64::from(spender.is_some()),
                is_payers: same.is_some_and(|same| payers.iter().any(|payer| same(*payer, holder))),
                spender: spender.map(|spender| Spender::of(graph, spender)),
            }
        });
        SceneRoom {
            seen: seen.collect(),
            funder_looks_like_peel: tx.inputs.end - tx.inputs.start == 1
                && graph.inputs(&tx).any(|input| match input.source {
                    graph::Source::Output(out) => looks_like_peel(graph, graph.output(out).tx),
                    graph::Source::Foreign { .. } => false,
                }),
            shape,
        }
    }

    pub fn scene(&self) -> Scene<'_> {
        Scene {
            shape: self.shape.shape(),
            seen: &self.seen,
            funder_looks_like_peel: self.funder_looks_like_peel,
        }
    }
}

impl Spender {
    fn of(graph: &Graph, id: TxId) -> Spender {
        let room = ShapeRoom::of(graph, id);
        Spender {
            version: room.version,
            lock_time: room.lock_time,
            flags: room.flags,
            fee_rate: fee_rate(&room.shape()),
            looks_like_peel: room.shape().looks_like_peel(),
        }
    }
}

fn looks_like_peel(graph: &Graph, id: TxId) -> bool {
    let tx = graph.tx(id);
    tx.inputs.end - tx.inputs.start == 1 && tx.outputs.end - tx.outputs.start == 2
}

/// Satoshis for a thousand virtual bytes.
pub(super) fn fee_rate(shape: &Shape<'_>) -> Option<u64> {
    let vsize = u64::from(shape.vsize());
    (shape.fee()?.0.checked_mul(1_000)?).checked_div(vsize)
}
