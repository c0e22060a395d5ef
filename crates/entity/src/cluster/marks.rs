//! Which blocks clusters were grown over, so that a reorganisation is noticed.
//!
//! A mark names a block by position and hash, and says how many transactions stand up to its end.
//! Marks are dense near the tip, where reorganisations happen, and sparse behind: to come back from
//! one costs growing anew from the last mark that still holds.

use graph::{BlockId, Graph};
use model::hash::BlockHash;

/// A block up to whose end clusters were grown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub block: u32,
    pub hash: BlockHash,
    pub txs: u64,
}

/// How far behind the tip marks are set: the last is the depth to which a ledger can rewind.
const DEPTHS: [u32; 12] = [0, 1, 2, 3, 5, 10, 20, 50, 100, 300, 1_000, 2_016];

/// Marks for the last block within the first `txs` transactions, and for some behind it, ascending.
pub(super) fn of(graph: &Graph, txs: u64) -> Vec<Mark> {
    let blocks = u32::try_from(graph.counts().blocks).unwrap_or(u32::MAX);
    let ends_within = |block: u32| graph.block(BlockId(block)).is_some_and(|b| b.txs.end <= txs);
    let (mut from, mut to) = (0, blocks);
    while from < to {
        let middle = from + (to - from) / 2;
        if ends_within(middle) { from = middle + 1 } else { to = middle }
    }
    let depths = DEPTHS.iter().rev().filter_map(|depth| from.checked_sub(depth + 1));
    depths.filter_map(|block| mark(graph, block)).collect()
}

fn mark(graph: &Graph, block: u32) -> Option<Mark> {
    let found = graph.block(BlockId(block))?;
    Some(Mark { block, hash: found.hash, txs: found.txs.end })
}

/// The last mark that the graph still has.
pub(super) fn last_held(marks: &[Mark], graph: &Graph) -> Option<Mark> {
    marks.iter().rev().copied().find(|held| mark(graph, held.block) == Some(*held))
}
