//! Look-ups in a ledger, as of one commit.

mod address;
mod block;
mod many;
mod open;
mod segments;
mod sweep;
#[cfg(test)]
mod tests;
mod tx;

use std::sync::Arc;

use model::batch::Batch;
use model::block::BlockRef;
use model::chain::{LedgerId, LedgerKind};
use model::hash::{BlockHash, Digest};

pub use self::address::Forms;
pub use self::segments::SegmentView;
pub use self::sweep::{TxView, Txs};
use crate::columns::Access;
use crate::error::GraphError;
use crate::record::Record;
use crate::segment::build;
use crate::stack::Stack;
use crate::take::Taker;
use crate::values::Counts;

/// An immutable view of a ledger at one commit. Cheap to clone. Accessors with ids of this view
/// are total; a damaged column shows as an error from `verify`, and as zeroes or `None`, never a panic.
#[derive(Debug, Clone)]
pub struct Graph {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    ledger: LedgerId,
    epoch: u64,
    stack: Stack,
    counts: Counts,
    tip: Option<BlockRef>,
}

impl Graph {
    /// The same reader over memory, for tests and small cases.
    pub fn in_memory(ledger: LedgerId, batches: &[Batch]) -> Result<Graph, GraphError> {
        let mut taker = Taker::new(ledger);
        for batch in batches {
            taker.take(batch)?;
        }
        let mut stack = Stack::default();
        taker.settle()?;
        if !taker.rows().is_empty() {
            let segment = build::in_memory(taker.rows(), &stack, ledger)?;
            stack.push(segment);
        }
        Ok(Graph::of(&Record::empty(ledger), stack))
    }

    pub(crate) fn of(record: &Record, stack: Stack) -> Graph {
        let end = stack.end();
        let counts = Counts {
            blocks: end.blocks,
            transactions: end.txs,
            inputs: end.inputs,
            outputs: end.outputs,
            addresses: end.addresses,
            unknown_inputs: end.foreign,
        };
        let tip = tip(&stack);
        Graph {
            inner: Arc::new(Inner {
                ledger: record.ledger,
                epoch: record.epoch,
                stack,
                counts,
                tip,
            }),
        }
    }

    pub fn ledger(&self) -> LedgerId {
        self.inner.ledger
    }

    /// How often the ledger was rewound. Ids of two views mean the same only within one epoch.
    pub fn epoch(&self) -> u64 {
        self.inner.epoch
    }

    pub fn counts(&self) -> Counts {
        self.inner.counts
    }

    /// The last block, if there is one. In a partial ledger its height is its position.
    pub fn tip(&self) -> Option<BlockRef> {
        self.inner.tip
    }

    /// Of the bytes on disk: a digest over the ledger's name, its rewinds and the headers of its
    /// segments, which stand for every byte in them. Ids of two views with the same one mean the same.
    pub fn identity(&self) -> Digest {
        let mut bytes = self.ledger().to_string().into_bytes();
        bytes.extend(self.epoch().to_le_bytes());
        for segment in self.stack().segments() {
            bytes.extend(segment.columns().identity().to_le_bytes());
        }
        Digest::of(&bytes)
    }

    pub(crate) fn stack(&self) -> &Stack {
        &self.inner.stack
    }

    /// Tells the system how the ledger's files will be read from now on.
    pub(crate) fn expect(&self, access: Access) {
        for segment in self.stack().segments() {
            segment.columns().expect(access);
        }
    }

    pub(crate) fn is_linked(&self) -> bool {
        self.inner.ledger.kind == LedgerKind::Linked
    }

    /// Every column's name and bytes over all segments, in the order of `docs/graph-format.md`.
    pub fn column_sizes(&self) -> Vec<(&'static str, u64)> {
        let bytes = |name: &str| -> u64 {
            let entries = self.stack().segments().iter().flat_map(|s| s.columns().directory());
            entries.filter(|entry| entry.name == name).map(|entry| entry.len).sum()
        };
        crate::segment::COLUMNS.iter().map(|(name, _)| (*name, bytes(name))).collect()
    }
}

pub(crate) fn tip(stack: &Stack) -> Option<BlockRef> {
    let last = stack.end().blocks.checked_sub(1)?;
    let (segment, row) = stack.block(last)?;
    let hash = BlockHash(*segment.block_hash().get(row)?);
    Some(BlockRef { height: u32::try_from(last).ok()?, hash })
}
