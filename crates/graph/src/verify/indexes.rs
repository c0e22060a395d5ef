//! What is there is found: every txid, block hash, address and bare key.

use model::hash::hash160;
use model::script::Lock;

use crate::packed::at;
use crate::segment::{index, sparse};
use crate::verify::Check;

impl Check<'_> {
    pub(super) fn indexes(&mut self) {
        let segment = self.segment;
        self.names("tx.txid_entry", segment.tx_txid(), (segment.tx_bucket(), segment.tx_entry()));
        self.names(
            "block.hash_entry",
            segment.block_hash(),
            (segment.block_bucket(), segment.block_entry()),
        );
        self.addresses();
    }

    fn names(
        &mut self,
        column: &'static str,
        names: &[[u8; 32]],
        (buckets, entries): (&[[u8; 4]], &[[u8; 5]]),
    ) {
        for (row, name) in names.iter().enumerate() {
            if !index::rows(buckets, entries, index::hash_of(name)).any(|found| found == row) {
                self.damage(column, || format!("row {row} is not found"));
            }
        }
    }

    fn addresses(&mut self) {
        let segment = self.segment;
        let mut keys = Vec::new();
        let mut read = 0;
        for (row, (lock, payload)) in segment.holders().iter_from(0).enumerate() {
            let id = segment.base.addresses + row as u64;
            if self.graph.stack().find_address(lock, payload) != Some(id) {
                self.damage("address.entry", || format!("address {id} is not found"));
            }
            if lock == Lock::P2pk {
                keys.push((hash160(payload), u32::try_from(id).unwrap_or(u32::MAX)));
            }
            if segment.holders().get(row) != Some((lock, payload)) {
                self.damage("address.payload_sample", || format!("address {id} is not there"));
            }
            read += 1;
        }
        if read != at(segment.extent.addresses) {
            self.damage("address.payload", || format!("address {read} cannot be read"));
        }
        keys.sort_unstable();
        if !segment.keys().iter().map(sparse::key_order).eq(keys.iter().copied()) {
            self.damage("key", || "it does not hold the bare keys of this file".to_owned());
        }
    }
}
