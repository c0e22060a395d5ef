//! Transactions: their rows, and the table from txid to number.

use model::batch::Batch;

use crate::error::GraphError;
use crate::packed::{at, pack40, row, unpack40};
use crate::segment::index::hash_of;
use crate::segment::rows::Extent;
use crate::take::table::Table;
use crate::take::{GROUP, Taker};

impl Taker {
    pub(super) fn take_txs(&mut self, batch: &Batch, before: Extent) -> Result<(), GraphError> {
        self.make_room_for_txids(batch.txs.len());
        let (inputs, outputs) = (row(at(before.inputs)), row(at(before.outputs)));
        for (number, tx) in batch.txs.iter().enumerate() {
            if number.is_multiple_of(GROUP) {
                for next in batch.txs[number..].iter().take(GROUP) {
                    std::hint::black_box(self.txids.likely(hash_of(&next.txid.0)));
                }
            }
            let id = self.rows.base.txs + self.rows.tx_txid.len() as u64;
            let hash = hash_of(&tx.txid.0);
            match self.newest(hash, &tx.txid.0) {
                None => self.txids.add(hash, id),
                Some(older) => {
                    self.txids.replace(hash, older, id);
                    self.rows.twin_tx.push(row(self.rows.tx_txid.len()).to_le_bytes());
                    self.rows.twin_older.push(pack40(older));
                }
            }
            self.rows.tx_txid.push(tx.txid.0);
            self.rows.tx_inputs_end.push((inputs + tx.inputs_end).to_le_bytes());
            self.rows.tx_outputs_end.push((outputs + tx.outputs_end).to_le_bytes());
            self.rows.tx_version.push(tx.version.to_le_bytes());
            self.rows.tx_lock_time.push(tx.lock_time.to_le_bytes());
            self.rows.tx_weight.push(tx.weight.to_le_bytes());
            self.rows.tx_flags.push([tx.flags.0]);
        }
        Ok(())
    }

    #[inline]
    pub(super) fn newest(&self, hash: u64, txid: &[u8; 32]) -> Option<u64> {
        self.txids.find(hash, |id| self.txid(id) == Some(txid))
    }

    #[inline]
    pub(super) fn txid(&self, id: u64) -> Option<&[u8; 32]> {
        match id.checked_sub(self.rows.base.txs) {
            Some(own) => self.rows.tx_txid.get(at(own)),
            None => {
                let (segment, row) = self.stack.tx(id)?;
                segment.tx_txid().get(row)
            }
        }
    }

    fn make_room_for_txids(&mut self, more: usize) {
        if self.txids.has_room(more) {
            return;
        }
        self.rebuild_txids(more);
    }

    pub(super) fn rebuild_txids(&mut self, more: usize) {
        let mut table = Table::with_room(at(self.rows.end().txs) + more);
        for segment in self.stack.segments() {
            let twins = (segment.twin_tx(), segment.twin_older());
            add_txids(&mut table, segment.base.txs, segment.tx_txid(), twins);
        }
        let twins = (&self.rows.twin_tx[..], &self.rows.twin_older[..]);
        add_txids(&mut table, self.rows.base.txs, &self.rows.tx_txid, twins);
        self.txids = table;
    }
}

fn add_txids(
    table: &mut Table,
    base: u64,
    txids: &[[u8; 32]],
    (twins, olders): (&[[u8; 4]], &[[u8; 5]]),
) {
    let mut twins = twins.iter().zip(olders).peekable();
    for (index, txid) in txids.iter().enumerate() {
        let (hash, id) = (hash_of(txid), base + index as u64);
        match twins.next_if(|(tx, _)| u32::from_le_bytes(**tx) as usize == index) {
            Some((_, older)) => table.replace(hash, unpack40(*older), id),
            None => table.add(hash, id),
        }
    }
}
