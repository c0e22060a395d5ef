//! Transactions that a partial ledger has already: those that blocks of two branches both hold.
//!
//! Only a coinbase can be made twice (BIP 30); any other with the same id is the same transaction.
//! Its first copy stays and is what later spends lead to. The second is left out of its block, which
//! keeps its place: otherwise one payment would count twice, and its money have two fates. What the
//! second copy alone was told of its inputs is left out with it.

use std::collections::HashSet;

use model::batch::{Batch, BlockRow, SpentRow, TxRow};

use crate::packed::row;
use crate::segment::index::hash_of;
use crate::take::older::newest_txs;
use crate::take::{NO_TX, Taker};

impl Taker {
    /// The batch without what is there already. `None`: nothing is, or the ledger is linked.
    pub(super) fn without_repeats(&self, batch: &Batch) -> Option<Batch> {
        if self.is_linked() {
            return None;
        }
        let txids: Vec<[u8; 32]> = batch.txs.iter().map(|tx| tx.txid.0).collect();
        let older = newest_txs(&self.stack, &txids);
        let mut seen = HashSet::with_capacity(batch.txs.len());
        let mut is_repeat = |(tx, older): (&TxRow, u64)| {
            !tx.flags.is_coinbase()
                && (!seen.insert(tx.txid)
                    || older != NO_TX
                    || self.newest(hash_of(&tx.txid.0), &tx.txid.0).is_some())
        };
        let repeats: Vec<bool> = batch.txs.iter().zip(older).map(&mut is_repeat).collect();
        repeats.contains(&true).then(|| without(batch, &repeats))
    }
}

/// The batch without some of its transactions. Payloads stay: nothing need name them.
fn without(batch: &Batch, left_out: &[bool]) -> Batch {
    let mut fewer = Batch { payloads: batch.payloads.clone(), ..Batch::default() };
    let mut spent = batch.spent.iter().peekable();
    let (mut first, mut input, mut output) = (0, 0, 0);
    for block in &batch.blocks {
        let txs = first..block.txs_end as usize;
        for (tx, left_out) in batch.txs[txs.clone()].iter().zip(&left_out[txs.clone()]) {
            let here = row(fewer.inputs.len());
            while let Some(told) = spent.next_if(|told| told.input < tx.inputs_end) {
                if !left_out {
                    let input = told.input - row(input) + here;
                    fewer.spent.push(SpentRow { input, output: told.output });
                }
            }
            let (inputs_end, outputs_end) = (tx.inputs_end as usize, tx.outputs_end as usize);
            if !left_out {
                fewer.inputs.extend_from_slice(&batch.inputs[input..inputs_end]);
                fewer.outputs.extend_from_slice(&batch.outputs[output..outputs_end]);
                fewer.txs.push(TxRow {
                    inputs_end: row(fewer.inputs.len()),
                    outputs_end: row(fewer.outputs.len()),
                    ..tx.clone()
                });
            }
            (input, output) = (inputs_end, outputs_end);
        }
        first = txs.end;
        fewer.blocks.push(BlockRow { txs_end: row(fewer.txs.len()), ..block.clone() });
    }
    fewer
}
