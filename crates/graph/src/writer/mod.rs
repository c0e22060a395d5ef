//! The one writer of a ledger's directory.
//!
//! Batches are taken into rows in memory; rows become a segment file when they are many, and at a
//! commit. Nothing counts before the commit record lists it, so whatever interrupts the writer, the
//! directory holds the last commit.

mod budget;
mod dir;
#[cfg(test)]
mod failing;
#[cfg(test)]
mod tests;
pub(crate) mod tiers;

use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::batch::Batch;
use model::block::BlockRef;
use model::chain::LedgerId;
use model::hash::BlockHash;

use crate::columns::ColumnsWriter;
use crate::disk;
use crate::error::GraphError;
use crate::merge::merge;
use crate::packed::at;
use crate::read::Graph;
use crate::record::{Listed, Record, segment_name};
use crate::segment::lanes::Means;
use crate::segment::rows::{Extent, Rows};
use crate::segment::{CONTENT, Segment, build};
use crate::stack::Stack;
use crate::take::Taker;
pub use crate::writer::budget::Budget;
use crate::writer::tiers::Limits;

/// The one writer of a ledger's directory: takes the lock, appends, rewinds, commits.
#[derive(Debug)]
pub struct Writer {
    dir: PathBuf,
    /// Held as long as the writer lives.
    _lock: File,
    taker: Taker,
    /// As last committed.
    committed: Record,
    graph: Graph,
    epoch: u64,
    next_segment: u64,
    limits: Limits,
    means: Means,
}

impl Writer {
    /// [`Writer::open_with`] the usual budget.
    pub fn open(dir: &Path, ledger: LedgerId) -> Result<Writer, GraphError> {
        Writer::open_with(dir, ledger, Budget::default())
    }

    /// Opens or creates the ledger at `dir`. Fails where another writer holds it, where the directory is of another
    /// ledger, or where its format is newer.
    pub fn open_with(dir: &Path, ledger: LedgerId, budget: Budget) -> Result<Writer, GraphError> {
        let lock = dir::lock(dir)?;
        let committed = Record::read(dir)?.unwrap_or_else(|| Record::empty(ledger));
        if committed.ledger != ledger {
            let (dir, found) = (dir.to_owned(), committed.ledger);
            return Err(GraphError::OtherLedger { dir, found, wanted: ledger });
        }
        let stack = committed.open(dir)?;
        dir::clean(dir, &committed);
        Ok(Writer {
            dir: dir.to_owned(),
            _lock: lock,
            graph: Graph::of(&committed, stack.clone()),
            taker: Taker::over(ledger, stack),
            epoch: committed.epoch,
            next_segment: committed.next_segment,
            limits: budget.limits(),
            means: budget.means(),
            committed,
        })
    }

    /// Forgets a ledger of an older format: its commit record goes, durably, and the next writer begins
    /// anew. It is made of blocks alone, so this costs their reading again. One that is not older is left
    /// as it is.
    pub fn forget_older(dir: &Path) -> Result<(), GraphError> {
        let _lock = dir::lock(dir)?;
        let opened = Record::read(dir).and_then(|record| match record {
            Some(record) => record.open(dir).map(drop),
            None => Ok(()),
        });
        match opened {
            Err(GraphError::Older { .. }) => {}
            other => return other,
        }
        let path = crate::record::path(dir);
        disk::remove(&path).map_err(GraphError::io("remove", &path))?;
        disk::sync_dir(dir).map_err(GraphError::io("write", dir))
    }

    /// The same with other limits, so that a test's little chain is large.
    #[cfg(test)]
    pub(crate) fn with_limits(mut self, limits: Limits) -> Writer {
        self.limits = limits;
        self
    }

    /// The ledger as of the last commit.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The last block taken, committed or not.
    pub fn tip(&self) -> Option<BlockRef> {
        self.taker.tip()
    }

    /// The hash of the block at a height (in a partial ledger: at a position).
    pub fn hash_at(&self, height: u32) -> Option<BlockHash> {
        self.taker.block_hash(u64::from(height))
    }

    /// Transactions that were appended since the writer was opened and left out, because a partial
    /// ledger had them already: blocks of two branches hold the same ones. Those of a batch that was
    /// refused are not among them; a rewind does not take any away.
    pub fn repeated_txs(&self) -> u64 {
        self.taker.repeats()
    }

    /// Checks and takes one batch.
    ///
    /// What a block of a linked ledger says of blocks far behind it is looked up for many at once. So
    /// this may fail for a block that was appended before, as may a commit: the error names it, that
    /// block and all that follow are dropped, and those before it stay. Any other error leaves the
    /// ledger as it was before the batch. After an error of this, a commit commits what is left.
    pub fn append(&mut self, batch: &Batch) -> Result<(), GraphError> {
        let full = self.taker.bytes() >= self.limits.run_bytes;
        if full || !self.taker.has_room(batch) {
            self.flush()?;
            self.merge()?;
        }
        self.taker.take(batch)
    }

    /// Drops every block after `to`, which must be in the ledger. An error leaves everything as it
    /// was; a success is durable with the next commit.
    pub fn rewind(&mut self, to: BlockRef) -> Result<(), GraphError> {
        if self.hash_at(to.height) != Some(to.hash) {
            return Err(GraphError::NoSuchBlock { to });
        }
        let keep = u64::from(to.height) + 1;
        let rows = self.taker.rows();
        if keep == rows.end().blocks {
            return Ok(());
        }
        match keep.checked_sub(rows.base.blocks) {
            Some(own) => {
                let left = rows.view().before_block(at(own));
                self.taker.forget(left);
            }
            None => {
                let kept = self.cut(keep)?;
                self.taker.begin_after(kept);
            }
        }
        self.epoch += 1;
        Ok(())
    }

    /// Decides everything that was appended: what [`Writer::append`] left to be found out later is
    /// refused here, if it must be, and not by the next commit.
    pub fn settle(&mut self) -> Result<(), GraphError> {
        self.flush()
    }

    /// Makes everything appended and rewound durable and visible. Fails where a block appended before
    /// is refused only now (see [`Writer::append`]); the next commit then commits those before it.
    pub fn commit(&mut self) -> Result<Graph, GraphError> {
        self.flush()?;
        self.merge()?;
        self.publish()
    }

    /// The same with all segments in one, or with none merged, for tests.
    #[cfg(test)]
    pub(crate) fn commit_merged(&mut self, merged: bool) -> Result<Graph, GraphError> {
        self.flush()?;
        let count = self.taker.stack().segments().len();
        if merged && count > 1 {
            self.merge_range(0..count)?;
        }
        self.publish()
    }

    fn publish(&mut self) -> Result<Graph, GraphError> {
        let stack = self.taker.stack();
        let record = Record {
            ledger: self.committed.ledger,
            number: self.committed.number + 1,
            epoch: self.epoch,
            next_segment: self.next_segment,
            end: stack.end(),
            segments: stack.segments().iter().map(|segment| listed(segment)).collect(),
        };
        let same = Record { number: self.committed.number, ..record.clone() } == self.committed;
        if same && self.committed.number > 0 {
            return Ok(self.graph.clone());
        }
        record.write(&self.dir)?;
        self.graph = Graph::of(&record, stack.clone());
        self.committed = record;
        dir::clean(&self.dir, &self.committed);
        Ok(self.graph.clone())
    }

    /// Makes a segment of the rows in memory.
    fn flush(&mut self) -> Result<(), GraphError> {
        if self.taker.rows().is_empty() {
            return Ok(());
        }
        self.taker.settle()?;
        let rows = self.taker.rows();
        let stack = self.taker.stack();
        let stack = stack.with(self.build(rows, stack)?);
        self.next_segment += 1;
        self.taker.seal(stack);
        Ok(())
    }

    /// Merges until there are few segments.
    fn merge(&mut self) -> Result<(), GraphError> {
        while let Some(range) = tiers::next_merge(&self.sizes(), &self.limits) {
            self.merge_range(range)?;
        }
        Ok(())
    }

    fn merge_range(&mut self, range: Range<usize>) -> Result<(), GraphError> {
        let stack = self.taker.stack();
        let parts = &stack.segments()[range.clone()];
        let path = self.dir.join(segment_name(self.next_segment));
        let out = ColumnsWriter::create(&path, CONTENT)?;
        let merged =
            merge(parts, stack, self.committed.ledger, self.next_segment, out, self.means)?;
        let mut segments = stack.segments().to_vec();
        segments.splice(range, [Arc::new(merged)]);
        self.next_segment += 1;
        self.taker.restack(Stack::of(segments));
        Ok(())
    }

    fn sizes(&self) -> Vec<tiers::Size> {
        let blocks = self.taker.rows().end().blocks;
        let segments = self.taker.stack().segments().iter();
        let size = |segment: &Arc<Segment>| tiers::Size {
            bytes: segment.positions_bytes(),
            rows: segment.rows_max(),
            is_recent: segment.end().blocks + self.limits.recent_blocks > blocks,
        };
        segments.map(size).collect()
    }

    fn build(&self, rows: &Rows, older: &Stack) -> Result<Segment, GraphError> {
        let path = self.dir.join(segment_name(self.next_segment));
        let out = ColumnsWriter::create(&path, CONTENT)?;
        build::build(rows, older, self.committed.ledger, self.next_segment, out, self.means)
    }

    /// The segments of the first `keep` blocks. The one that has more is cut: what is left of it is
    /// written again, a large one as several that fit in memory.
    fn cut(&mut self, keep: u64) -> Result<Stack, GraphError> {
        let segments = self.taker.stack().segments().to_vec();
        let whole = segments.partition_point(|segment| segment.end().blocks <= keep);
        let mut kept = Stack::of(segments[..whole].to_vec());
        let left = keep - kept.end().blocks;
        let Some(cut) = segments.get(whole).filter(|_| left > 0) else { return Ok(kept) };
        cut.check_positions()?;
        cut.check_rows()?;
        let run = cut.positions();
        let piece_bytes = self.limits.run_bytes.clamp(1, self.limits.modest_bytes.max(1));
        let pieces = (cut.positions_bytes() / piece_bytes + 1) as u64;
        let mut from = Extent::default();
        for piece in 1..=pieces {
            let to = run.before_block(at(left * piece / pieces));
            let mut rows = Rows::after(kept.end());
            rows.append(&run, from, to);
            if !rows.is_empty() {
                let segment = self.build(&rows, &kept)?;
                self.next_segment += 1;
                kept = kept.with(segment);
            }
            from = to;
        }
        Ok(kept)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // What the directory says counts: a commit may have become visible and yet have failed.
        if let Ok(record) = Record::read(&self.dir) {
            dir::clean(&self.dir, &record.unwrap_or_else(|| Record::empty(self.committed.ledger)));
        }
    }
}

fn listed(segment: &Segment) -> Listed {
    Listed { number: segment.number, identity: segment.columns().identity() }
}
