//! Takes batches: checks them, finds what each input spends, numbers every address.
//!
//! What is taken lies in rows in memory, the *run*, upon the segments there already are, until it is
//! made into a segment. Tables cover the run alone, so that memory and the time to open a ledger do not
//! grow with it. What a batch says of older blocks (it spends their outputs, uses their addresses, makes
//! a transaction again) waits until the run is *settled*: then all of it is held against the older
//! segments at once, in the order in which these lie on disk. Partial ledgers, small by nature, are
//! settled batch by batch, since what stands in them depends on it.
//!
//! A batch is taken wholly or not at all. Each step runs over the whole batch before the next begins, so
//! that a step's look-ups do not wait for each other.

mod back;
mod blocks;
mod holders;
mod inputs;
mod names;
mod older;
mod refusal;
mod repeats;
mod settle;
mod shape;
mod table;
mod txs;

use std::collections::HashSet;

use model::batch::Batch;
use model::block::BlockRef;
use model::chain::{LedgerId, LedgerKind};
use model::hash::BlockHash;

use crate::error::GraphError;
use crate::packed::at;
use crate::segment::ROWS_MAX;
use crate::segment::rows::Rows;
use crate::stack::Stack;
use crate::take::names::Names;
use crate::take::table::Table;

/// Look-ups that are begun together.
const GROUP: usize = 32;
/// No such number of the run.
const NOT_FOUND: u32 = u32::MAX;
/// No such transaction of the ledger.
const NO_TX: u64 = u64::MAX;

/// A ledger as the writer sees it: its segments, and the rows not yet in one.
#[derive(Debug)]
pub(crate) struct Taker {
    ledger: LedgerId,
    stack: Stack,
    rows: Rows,
    run: Run,
    /// The rows are as a segment has them, and there is no run to add to.
    is_settled: bool,
    /// Transactions left out so far, because a block of another branch had brought them.
    repeats: u64,
    scratch: Scratch,
}

/// What is known of the rows besides them, until they are settled.
#[derive(Debug, Default)]
struct Run {
    /// The newest transaction of the run with a txid, by row.
    txids: Table,
    names: Names,
    /// Blocks by hash; in partial ledgers alone, since in a linked one none can come twice.
    blocks: Table,
    /// One bit an output of the run: spent, or not to be spent any more.
    spent: Vec<u64>,
    pending: Pending,
    /// Outputs of older segments that the run spends or loses; in partial ledgers alone.
    older_spent: HashSet<u64>,
}

/// Inputs of a linked ledger whose transaction is not in the run. Until they are settled, their source
/// is the tag and which output of that transaction they spend.
#[derive(Debug, Default)]
struct Pending {
    /// Rows, ascending.
    inputs: Vec<u32>,
    txids: Vec<[u8; 32]>,
}

/// Room that is used again for every batch.
#[derive(Debug, Default)]
struct Scratch {
    /// Per input of the batch, the newest transaction of the run with the txid it names.
    sources: Vec<u32>,
    /// The same for older segments, by id; in partial ledgers alone.
    older: Vec<u64>,
    /// Foreign rows (of the run) whose holder is told by a row of `Batch::spent`.
    told: Vec<(u32, u32)>,
    /// Foreign rows whose holder is that of an output of the same batch.
    again: Vec<(u32, u32)>,
    /// Per output of the batch, its holder's hash.
    hashes: Vec<u64>,
}

impl Taker {
    pub(crate) fn new(ledger: LedgerId) -> Taker {
        Taker::over(ledger, Stack::default())
    }

    /// Goes on from what segments hold.
    pub(crate) fn over(ledger: LedgerId, stack: Stack) -> Taker {
        Taker {
            ledger,
            rows: Rows::after(stack.end()),
            stack,
            run: Run::default(),
            is_settled: false,
            repeats: 0,
            scratch: Scratch::default(),
        }
    }

    pub(crate) fn rows(&self) -> &Rows {
        &self.rows
    }

    pub(crate) fn repeats(&self) -> u64 {
        self.repeats
    }

    pub(crate) fn stack(&self) -> &Stack {
        &self.stack
    }

    /// Bytes held, near enough to decide when to write them out.
    pub(crate) fn bytes(&self) -> usize {
        let Run { txids, names, blocks, spent, pending, older_spent } = &self.run;
        self.rows.bytes()
            + (txids.bytes() + names.bytes() + blocks.bytes())
            + (spent.len() * 8 + pending.inputs.len() * 36 + older_spent.len() * 16)
    }

    /// The rows, which are settled, are now the last segment of `stack`.
    pub(crate) fn seal(&mut self, stack: Stack) {
        debug_assert_eq!(stack.end(), self.rows.end());
        self.begin_after(stack);
    }

    /// Other segments hold the same.
    pub(crate) fn restack(&mut self, stack: Stack) {
        debug_assert_eq!(stack.end(), self.stack.end());
        self.stack = stack;
    }

    /// Goes on from other segments; no rows are left.
    pub(crate) fn begin_after(&mut self, stack: Stack) {
        self.rows.begin_after(stack.end());
        self.stack = stack;
        self.run = Run::default();
        self.is_settled = false;
    }

    /// Whether a batch can be added before the rows must become a segment.
    pub(crate) fn has_room(&self, batch: &Batch) -> bool {
        let here = self.rows.extent();
        let legs = |inputs: u64, outputs: u64, more: usize| inputs + outputs + more as u64;
        let more = batch.txs.len() + batch.inputs.len() + batch.outputs.len();
        let payloads = self.run.names.records_len() + batch.payloads.len() + 8 * more;
        !self.is_settled
            && legs(here.inputs, here.outputs, more).max(here.txs + more as u64) < ROWS_MAX
            && (payloads as u64) < u64::from(u32::MAX)
    }

    pub(crate) fn tip(&self) -> Option<BlockRef> {
        let last = self.rows.end().blocks.checked_sub(1)?;
        let hash = self.block_hash(last)?;
        Some(BlockRef { height: u32::try_from(last).ok()?, hash })
    }

    pub(crate) fn block_hash(&self, position: u64) -> Option<BlockHash> {
        let hash = match position.checked_sub(self.rows.base.blocks) {
            Some(own) => self.rows.block_hash.get(at(own)),
            None => {
                let (segment, row) = self.stack.block(position)?;
                segment.block_hash().get(row)
            }
        };
        hash.copied().map(BlockHash)
    }

    /// Checks and takes a batch. An error leaves everything as it was, unless it is about blocks taken
    /// before: then they are dropped from the one it names on.
    pub(crate) fn take(&mut self, batch: &Batch) -> Result<(), GraphError> {
        let before = self.rows.extent();
        let error = match self.add(batch) {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
        // What waits to be settled may be refused for what stands before this.
        let earlier = self.first_fault();
        let earlier = earlier.map(|fault| fault.map(|fault| (fault.tx, self.refused(&fault))));
        self.forget(before);
        match earlier? {
            Some((tx, error)) => {
                self.drop_from(tx);
                Err(error)
            }
            None => Err(error),
        }
    }

    fn add(&mut self, batch: &Batch) -> Result<(), GraphError> {
        shape::check(batch)?;
        if !self.has_room(batch) {
            let what = "it has more rows than a segment holds: give fewer blocks".to_owned();
            return Err(GraphError::Shape { what });
        }
        let fewer = self.without_repeats(batch);
        let repeats = fewer.as_ref().map_or(0, |fewer| batch.txs.len() - fewer.txs.len());
        let batch = fewer.as_ref().unwrap_or(batch);
        let before = self.rows.extent();
        self.scratch.told.clear();
        self.scratch.again.clear();
        self.take_blocks(batch)?;
        self.check_values(batch)?;
        self.take_txs(batch, before)?;
        self.take_inputs(batch, before)?;
        self.take_outputs(batch, before)?;
        self.repeats += repeats as u64;
        Ok(())
    }

    fn is_linked(&self) -> bool {
        self.ledger.kind == LedgerKind::Linked
    }
}
