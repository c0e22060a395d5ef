//! The addresses of the run, each once, under the numbers of their first appearance in it.
//!
//! What number an address has in the ledger is not known before the older segments are asked, which is
//! done for all of them at once. Until then rows name an address by its number here.

use crate::packed::row;
use crate::segment::holders;
use crate::take::table::Table;
use crate::take::{GROUP, NOT_FOUND};
use model::script::Lock;

#[derive(Debug, Default)]
pub(super) struct Names {
    table: Table,
    /// Where the record of each begins.
    starts: Vec<u32>,
    /// Records one after the other: kind, and the payload as `address.payload` has it.
    records: Vec<u8>,
    /// How many there were after each block of the run.
    block_ends: Vec<u32>,
    /// What number each has in the ledger, as far as that is known: in partial ledgers after every batch.
    pub numbers: Vec<u32>,
}

/// An address that is looked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name<'a> {
    pub kind: u8,
    pub payload: &'a [u8],
    pub hash: u64,
}

impl Names {
    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }

    pub(super) fn records_len(&self) -> usize {
        self.records.len()
    }

    pub(super) fn bytes(&self) -> usize {
        self.table.bytes() + self.starts.len() * 4 + self.records.len() + self.block_ends.len() * 4
    }

    pub(super) fn make_room(&mut self, more: usize) {
        self.table.make_room(more);
    }

    /// Brings near what the next look-ups will read: all slots, then where their records begin, then
    /// the records.
    pub(super) fn warm(&self, hashes: &[u64]) {
        let mut likely = [NOT_FOUND; GROUP];
        for (number, hash) in likely.iter_mut().zip(hashes) {
            *number = self.table.likely(*hash);
        }
        let mut starts = [0; GROUP];
        for (start, number) in starts.iter_mut().zip(likely) {
            *start = self.starts.get(number as usize).map_or(0, |start| *start as usize);
        }
        for start in starts {
            std::hint::black_box(self.records.get(start));
        }
    }

    /// The number of an address, if it has one.
    #[inline]
    pub(super) fn find(&self, name: Name<'_>) -> Option<u32> {
        let starts = &self.starts;
        let is = |number: u32| is_at(&self.records, starts[number as usize] as usize, name);
        self.table.find(name.hash, is)
    }

    /// Gives an address that has none the next number.
    pub(super) fn add(&mut self, name: Name<'_>) -> u32 {
        let number = row(self.starts.len());
        self.table.add(name.hash, number);
        self.starts.push(row(self.records.len()));
        self.records.push(name.kind);
        if let Some(len) = holders::len_field(name.kind, name.payload) {
            self.records.extend_from_slice(&len);
        }
        self.records.extend_from_slice(name.payload);
        number
    }

    pub(super) fn end_block(&mut self) {
        self.block_ends.push(row(self.starts.len()));
    }

    /// The lock and payload of a number.
    #[inline]
    pub(super) fn get(&self, number: u32) -> Option<(Lock, &[u8])> {
        let start = *self.starts.get(number as usize)? as usize;
        let end = self.starts.get(number as usize + 1).map_or(self.records.len(), |e| *e as usize);
        let (kind, record) = self.records.get(start..end)?.split_first()?;
        holders::of_record(*kind, record)
    }

    /// The kind and payload of everything from a number on.
    pub(super) fn iter_from(&self, first: u32) -> impl Iterator<Item = (u8, Lock, &[u8])> {
        let ends = self.starts.iter().skip(first as usize + 1).copied();
        let ends = ends.chain([row(self.records.len())]);
        self.starts.iter().skip(first as usize).zip(ends).map_while(|(start, end)| {
            let (kind, record) = self.records.get(*start as usize..end as usize)?.split_first()?;
            let (lock, payload) = holders::of_record(*kind, record)?;
            Some((*kind, lock, payload))
        })
    }

    /// Nobody asks any more: only the records are kept.
    pub(super) fn forget_table(&mut self) {
        self.table = Table::default();
    }

    /// Takes back what came after the first `blocks` blocks.
    pub(super) fn truncate(&mut self, blocks: usize) {
        self.block_ends.truncate(blocks);
        let end = self.block_ends.last().copied().unwrap_or(0);
        for number in (end..row(self.starts.len())).rev() {
            if let Some((lock, payload)) = self.get(number) {
                let hash = holders::hash(lock, payload);
                self.table.remove(hash, number);
            }
        }
        if let Some(start) = self.starts.get(end as usize) {
            self.records.truncate(*start as usize);
        }
        self.starts.truncate(end as usize);
        self.numbers.truncate(end as usize);
    }
}

#[inline]
fn is_at(records: &[u8], start: usize, name: Name<'_>) -> bool {
    let Some((kind, record)) = records.get(start..).and_then(<[u8]>::split_first) else {
        return false;
    };
    if *kind != name.kind {
        return false;
    }
    match holders::len_field(name.kind, name.payload) {
        None => record.starts_with(name.payload),
        Some(len) => record.starts_with(&len) && record[2..].starts_with(name.payload),
    }
}
