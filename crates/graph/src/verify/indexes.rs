//! What is there is found: every txid, block hash, address and bare key.

use model::hash::hash160;
use model::script::Lock;

use crate::packed::at;
use crate::segment::index::{self, Index};
use crate::segment::sparse;
use crate::verify::Check;

impl Check<'_> {
    pub(super) fn indexes(&mut self) {
        let segment = self.segment;
        self.names("tx.txid_index", segment.tx_txid(), segment.tx_index());
        self.names("block.hash_index", segment.block_hash(), segment.block_index());
        self.addresses();
    }

    fn names(&mut self, column: &'static str, names: &[[u8; 32]], index: Index<'_>) {
        if !self.entries(column, index, names.len()) {
            return;
        }
        for (row, name) in names.iter().enumerate() {
            if !index.rows(index::hash_of(name)).any(|found| found == row) {
                self.damage(column, || format!("row {row} is not found"));
            }
        }
    }

    /// Whether nothing else stands in an index than what is found by it.
    fn entries(&mut self, column: &'static str, index: Index<'_>, count: usize) -> bool {
        match index.entries() {
            Some(found) if found == count => return true,
            Some(found) => {
                self.damage(column, || format!("it has {found} entries and not {count}"));
            }
            None => self.damage(column, || "its lines do not fit each other".to_owned()),
        }
        false
    }

    fn addresses(&mut self) {
        let segment = self.segment;
        let index = segment.address_index();
        let is_whole = self.entries("address.index", index, at(segment.extent.addresses));
        let mut keys = Vec::new();
        let mut read = 0;
        for (row, (lock, payload)) in segment.holders().iter_from(0).enumerate() {
            let id = segment.base.addresses + row as u64;
            if is_whole && self.graph.stack().find_address(lock, payload) != Some(id) {
                self.damage("address.index", || format!("address {id} is not found"));
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
