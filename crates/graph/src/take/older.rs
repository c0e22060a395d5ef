//! What a partial ledger's batch asks of older segments: at once, since what is not there is foreign.

use model::batch::Batch;

use crate::segment::Segment;
use crate::segment::index::hash_of;
use crate::stack::{Stack, join};
use crate::take::{NO_TX, NOT_FOUND, Taker};

/// The newest older transaction with each txid, by id.
pub(super) fn newest_txs<'k>(
    stack: &Stack,
    count: usize,
    txid: impl Fn(u32) -> &'k [u8; 32],
    numbers: impl Iterator<Item = u32> + Clone,
) -> Vec<u64> {
    let mut newest = vec![NO_TX; count];
    if stack.segments().is_empty() {
        return newest;
    }
    let keys = || numbers.clone().map(|number| (hash_of(txid(number)), number));
    join::newest(
        stack,
        &mut join::probes(keys),
        Segment::tx_index,
        |segment, row, number| segment.tx_txid().get(row) == Some(txid(number)),
        |segment, row, number| newest[number as usize] = segment.base.txs + row as u64,
    );
    newest
}

impl Taker {
    /// For every input of a partial ledger's batch that names no transaction of the run, the older
    /// one it names.
    pub(super) fn find_older(&mut self, batch: &Batch) {
        self.scratch.older.clear();
        if self.is_linked() {
            return;
        }
        let sources = self.scratch.sources.iter().zip(0..);
        let open = sources.filter(|(source, _)| **source == NOT_FOUND).map(|(_, input)| input);
        let txid = |input: u32| &batch.inputs[input as usize].txid.0;
        self.scratch.older = newest_txs(&self.stack, batch.inputs.len(), txid, open);
    }

    /// Whether nothing can spend an output any more.
    #[inline]
    pub(super) fn is_spent(&self, output: u64) -> bool {
        match output.checked_sub(self.rows.base.outputs) {
            Some(own) => self.is_own_spent(own),
            None => self.run.older_spent.contains(&output) || self.stack.is_spent(output),
        }
    }
}
