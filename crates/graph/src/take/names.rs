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
    /// From a hash to where the record begins.
    table: Table,
    /// Where the record of each begins.
    starts: Vec<u32>,
    /// Records one after the other: number, kind, and the payload as `address.payload` has it.
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

    /// Where the records of up to [`GROUP`] addresses are likely to begin, brought near: all slots at
    /// once, then all records.
    pub(super) fn likely(&self, hashes: &[u64]) -> [u32; GROUP] {
        for hash in hashes {
            self.table.touch(*hash);
        }
        let mut likely = [NOT_FOUND; GROUP];
        for (start, hash) in likely.iter_mut().zip(hashes) {
            *start = self.table.likely(*hash);
        }
        for start in &likely[..hashes.len()] {
            std::hint::black_box(self.records.get(*start as usize).copied());
        }
        likely
    }

    /// The number of an address, if it has one. `likely` is where its record may begin.
    #[inline]
    pub(super) fn find(&self, name: Name<'_>, likely: u32) -> Option<u32> {
        match number_at(&self.records, likely, name) {
            Some(number) => Some(number),
            None => {
                let is = |start| number_at(&self.records, start, name).is_some();
                let start = self.table.find(name.hash, is)?;
                number_at(&self.records, start, name)
            }
        }
    }

    /// Gives an address that has none the next number.
    pub(super) fn add(&mut self, name: Name<'_>) -> u32 {
        let (number, start) = (row(self.starts.len()), row(self.records.len()));
        self.table.add(name.hash, start);
        self.starts.push(start);
        self.records.extend_from_slice(&number.to_le_bytes());
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
        let (_, lock, payload) = of_record(self.records.get(start..end)?)?;
        Some((lock, payload))
    }

    /// The kind and payload of everything from a number on.
    pub(super) fn iter_from(&self, first: u32) -> impl Iterator<Item = (u8, Lock, &[u8])> {
        let ends = self.starts.iter().skip(first as usize + 1).copied();
        let ends = ends.chain([row(self.records.len())]);
        self.starts
            .iter()
            .skip(first as usize)
            .zip(ends)
            .map_while(|(start, end)| of_record(self.records.get(*start as usize..end as usize)?))
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
                self.table.remove(hash, self.starts[number as usize]);
            }
        }
        if let Some(start) = self.starts.get(end as usize) {
            self.records.truncate(*start as usize);
        }
        self.starts.truncate(end as usize);
        self.numbers.truncate(end as usize);
    }
}

const NUMBER_LEN: usize = 4;

fn of_record(record: &[u8]) -> Option<(u8, Lock, &[u8])> {
    let (kind, rest) = record.get(NUMBER_LEN..)?.split_first()?;
    let (lock, payload) = holders::of_record(*kind, rest)?;
    Some((*kind, lock, payload))
}

/// The number in the record that begins somewhere, if it is that of an address.
#[inline]
fn number_at(records: &[u8], start: u32, name: Name<'_>) -> Option<u32> {
    let record = records.get(start as usize..)?;
    let (number, record) = record.split_first_chunk::<NUMBER_LEN>()?;
    let (kind, record) = record.split_first()?;
    let is = *kind == name.kind
        && match holders::len_field(name.kind, name.payload) {
            None => record.starts_with(name.payload),
            Some(len) => record.starts_with(&len) && record[2..].starts_with(name.payload),
        };
    is.then(|| u32::from_le_bytes(*number))
}
