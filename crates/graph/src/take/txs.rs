//! Transactions: their rows, and the table from txid to row.

use model::batch::{Batch, TxRow};

use crate::error::GraphError;
use crate::packed::{NONE, at, pack40, row, u32_at};
use crate::segment::facts::Facts;
use crate::segment::index::hash_of;
use crate::segment::rows::Extent;
use crate::take::{GROUP, Taker};

impl Taker {
    pub(super) fn take_txs(&mut self, batch: &Batch, before: Extent) -> Result<(), GraphError> {
        self.run.txids.make_room(batch.txs.len());
        let (inputs, outputs) = (row(at(before.inputs)), row(at(before.outputs)));
        let mut block = at(before.blocks);
        for (number, tx) in batch.txs.iter().enumerate() {
            if number.is_multiple_of(GROUP) {
                for next in batch.txs[number..].iter().take(GROUP) {
                    self.run.txids.touch(hash_of(&next.txid.0));
                }
            }
            let this = row(self.rows.tx_txid.len());
            let hash = hash_of(&tx.txid.0);
            match self.newest(hash, &tx.txid.0) {
                None => {
                    self.run.txids.add(hash, this);
                    if !self.is_linked()
                        && let Some(older) = self.stack.find_tx(&tx.txid.0).first()
                    {
                        self.push_twin(this, *older);
                    }
                }
                Some(older) => {
                    self.run.txids.replace(hash, older, this);
                    self.push_twin(this, self.rows.base.txs + u64::from(older));
                }
            }
            self.rows.tx_txid.push(tx.txid.0);
            self.rows.tx_inputs_end.push((inputs + tx.inputs_end).to_le_bytes());
            self.rows.tx_outputs_end.push((outputs + tx.outputs_end).to_le_bytes());
            while u32_at(&self.rows.block_txs_end, block).is_some_and(|end| end <= this) {
                block += 1;
            }
            let height = u32_at(&self.rows.block_height, block).unwrap_or(NONE);
            self.rows.push_facts(facts(tx), height);
        }
        Ok(())
    }

    fn push_twin(&mut self, tx: u32, older: u64) {
        self.rows.twin_tx.push(tx.to_le_bytes());
        self.rows.twin_older.push(pack40(older));
    }

    /// The newest transaction of the run with a txid.
    #[inline]
    pub(super) fn newest(&self, hash: u64, txid: &[u8; 32]) -> Option<u32> {
        self.run.txids.find(hash, |tx| self.rows.tx_txid.get(tx as usize) == Some(txid))
    }
}

fn facts(tx: &TxRow) -> Facts {
    let TxRow { version, lock_time, weight, flags, .. } = *tx;
    Facts { version, lock_time, weight, flags: flags.0 }
}
