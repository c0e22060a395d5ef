//! What a partial ledger's batch asks of older segments: at once, since what is not there is foreign.

use model::batch::Batch;

use crate::segment::index::hash_of;
use crate::stack::Stack;
use crate::stack::join::{self, Txids};
use crate::take::{NO_TX, NOT_FOUND, Taker};

/// The newest older transaction with each of some txids, by id.
pub(super) fn newest_txs(stack: &Stack, txids: &[[u8; 32]]) -> Vec<u64> {
    let mut newest = vec![NO_TX; txids.len()];
    if !stack.segments().is_empty() {
        let keys = || txids.iter().map(hash_of).zip(0..);
        join::newest(stack, &mut join::probes(keys), &Txids(txids), |segment, row, number| {
            newest[number as usize] = segment.base.txs + row as u64;
        });
    }
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
        self.scratch.older.resize(batch.inputs.len(), NO_TX);
        let sources = self.scratch.sources.iter().enumerate();
        let open: Vec<usize> =
            sources.filter(|(_, source)| **source == NOT_FOUND).map(|(input, _)| input).collect();
        let txids: Vec<[u8; 32]> = open.iter().map(|input| batch.inputs[*input].txid.0).collect();
        for (input, tx) in open.into_iter().zip(newest_txs(&self.stack, &txids)) {
            self.scratch.older[input] = tx;
        }
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
