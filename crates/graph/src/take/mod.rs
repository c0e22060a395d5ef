//! Takes batches: checks them, finds what each input spends, numbers every address.
//!
//! What is taken lies in rows in memory, upon the segments there already are, until the rows are
//! made into a segment. A batch is taken wholly or not at all. Each step runs over the whole batch
//! before the next begins, so that a step's look-ups do not wait for each other.

mod back;
mod blocks;
mod holders;
mod inputs;
mod refusal;
mod repeats;
mod shape;
mod table;
mod txs;

use model::batch::Batch;
use model::block::BlockRef;
use model::chain::{LedgerId, LedgerKind};
use model::hash::BlockHash;

use crate::error::GraphError;
use crate::packed::{NONE, at, u32_at};
use crate::segment::rows::Rows;
use crate::segment::{ROWS_MAX, UNSPENT, sparse};
use crate::stack::Stack;
use crate::take::table::Table;

/// Look-ups that are begun together.
const GROUP: usize = 32;
/// No such number.
const NOT_FOUND: u64 = u64::MAX;

/// A ledger as the writer sees it: its segments, and the rows not yet in one.
#[derive(Debug)]
pub(crate) struct Taker {
    ledger: LedgerId,
    stack: Stack,
    rows: Rows,
    txids: Table,
    addresses: Table,
    /// Blocks by hash; in partial ledgers alone, since in a linked one none can come twice.
    blocks: Table,
    /// One bit an output, over the whole ledger: spent, or not to be spent any more.
    spent: Vec<u64>,
    /// Transactions left out so far, because a block of another branch had brought them.
    repeats: u64,
    scratch: Scratch,
}

/// Room that is used again for every batch.
#[derive(Debug, Default)]
struct Scratch {
    /// Per input of the batch, the newest transaction with the txid it names.
    sources: Vec<u64>,
    /// Foreign rows (of the run) whose holder is told by a row of `Batch::spent`.
    told: Vec<(u32, u32)>,
    /// Per output of the batch, its holder's hash.
    hashes: Vec<u64>,
}

impl Taker {
    pub(crate) fn new(ledger: LedgerId) -> Taker {
        Taker {
            ledger,
            stack: Stack::default(),
            rows: Rows::default(),
            txids: Table::with_room(0),
            addresses: Table::with_room(0),
            blocks: Table::with_room(0),
            spent: Vec::new(),
            repeats: 0,
            scratch: Scratch::default(),
        }
    }

    /// Goes on from what segments hold.
    pub(crate) fn over(ledger: LedgerId, stack: Stack) -> Result<Taker, GraphError> {
        let mut taker = Taker { rows: Rows::after(stack.end()), stack, ..Taker::new(ledger) };
        taker.rebuild_txids(0);
        taker.rebuild_addresses(0)?;
        if !taker.is_linked() {
            taker.rebuild_blocks(0);
        }
        taker.mark_all();
        Ok(taker)
    }

    fn mark_all(&mut self) {
        let stack = self.stack.clone();
        self.spent.resize(at(stack.end().outputs.div_ceil(64)), 0);
        for segment in stack.segments() {
            let holders = segment.output_holder();
            for (output, spender) in segment.output_spender().iter().enumerate() {
                let open = u32::from_le_bytes(*spender) == UNSPENT;
                if !open || u32_at(holders, output) == Some(NONE) {
                    self.mark(segment.base.outputs + output as u64, true);
                }
            }
            for record in segment.older_spent() {
                self.mark(sparse::older_output(record), true);
            }
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

    /// The rows are now the last segment of `stack`.
    pub(crate) fn seal(&mut self, stack: Stack) {
        debug_assert_eq!(stack.end(), self.rows.end());
        self.rows = Rows::after(stack.end());
        self.stack = stack;
    }

    /// Other segments hold the same.
    pub(crate) fn restack(&mut self, stack: Stack) {
        debug_assert_eq!(stack.end(), self.stack.end());
        self.stack = stack;
    }

    /// Whether a batch can be added before the rows must become a segment.
    pub(crate) fn has_room(&self, batch: &Batch) -> bool {
        let here = self.rows.extent();
        let legs = |inputs: u64, outputs: u64, more: usize| inputs + outputs + more as u64;
        let more = batch.txs.len() + batch.inputs.len() + batch.outputs.len();
        legs(here.inputs, here.outputs, more).max(here.txs + more as u64) < ROWS_MAX
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

    /// Checks and takes a batch. An error leaves everything as it was.
    pub(crate) fn take(&mut self, batch: &Batch) -> Result<(), GraphError> {
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
        let taken = self
            .take_blocks(batch)
            .and_then(|()| self.check_values(batch))
            .and_then(|()| self.take_txs(batch, before))
            .and_then(|()| self.take_inputs(batch, before))
            .and_then(|()| self.take_outputs(batch));
        match taken {
            Ok(()) => self.repeats += repeats as u64,
            Err(_) => self.forget(before),
        }
        taken
    }

    fn is_linked(&self) -> bool {
        self.ledger.kind == LedgerKind::Linked
    }
}
