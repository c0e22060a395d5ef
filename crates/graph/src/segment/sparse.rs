//! The sorted tables of a segment: what only some rows have, key first.
//!
//! A record is a few little-endian fields one after the other, so that a table is one column and is
//! written and merged in one go.

use crate::packed::{pack40, unpack40};
use crate::segment::facts::Facts;

/// An output of an older segment and the input here that spends it: sorted by output.
pub(crate) type OlderSpent = [u8; 9];
/// What a transaction (by row, ascending) says of itself where that is not the usual.
pub(crate) type Unusual = [u8; 17];
/// The hash160 of a bare key and its address: sorted.
pub(crate) type Key = [u8; 24];
/// The sums of a holder's row with many legs: sorted by row.
pub(crate) type Sum = [u8; 28];
/// Sums that do not fit there.
pub(crate) type Wide = [u8; 36];

pub(crate) fn older_spent(output: u64, spender: u32) -> OlderSpent {
    join(&[&pack40(output), &spender.to_le_bytes()])
}

#[inline]
pub(crate) fn older_output(record: &OlderSpent) -> u64 {
    unpack40(field(record, 0))
}

#[inline]
pub(crate) fn older_spender(record: &OlderSpent) -> u32 {
    u32::from_le_bytes(field(record, 5))
}

pub(crate) fn unusual(tx: u32, facts: Facts) -> Unusual {
    join(&[
        &tx.to_le_bytes(),
        &facts.version.to_le_bytes(),
        &facts.lock_time.to_le_bytes(),
        &facts.weight.to_le_bytes(),
        &[facts.flags],
    ])
}

pub(crate) fn unusual_facts(record: &Unusual) -> Facts {
    Facts {
        version: i32::from_le_bytes(field(record, 4)),
        lock_time: u32::from_le_bytes(field(record, 8)),
        weight: u32::from_le_bytes(field(record, 12)),
        flags: record[16],
    }
}

/// The same of another row.
pub(crate) fn unusual_moved(record: &Unusual, tx: u32) -> Unusual {
    unusual(tx, unusual_facts(record))
}

pub(crate) fn key(hash: &[u8; 20], address: u32) -> Key {
    join(&[hash, &address.to_le_bytes()])
}

pub(crate) fn key_hash(record: &Key) -> [u8; 20] {
    field(record, 0)
}

pub(crate) fn key_address(record: &Key) -> u32 {
    u32::from_le_bytes(field(record, 20))
}

/// Keys ascend by hash, then by address.
pub(crate) fn key_order(record: &Key) -> ([u8; 20], u32) {
    (key_hash(record), key_address(record))
}

/// The fields of a [`Sum`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SumFields {
    pub row: u32,
    pub received: u64,
    pub sent: u64,
    pub inputs: u32,
    pub txs: u32,
}

pub(crate) fn sum(fields: SumFields) -> Sum {
    join(&[
        &fields.row.to_le_bytes(),
        &fields.received.to_le_bytes(),
        &fields.sent.to_le_bytes(),
        &fields.inputs.to_le_bytes(),
        &fields.txs.to_le_bytes(),
    ])
}

pub(crate) fn sum_fields(record: &Sum) -> SumFields {
    SumFields {
        row: row_of(record),
        received: u64::from_le_bytes(field(record, 4)),
        sent: u64::from_le_bytes(field(record, 12)),
        inputs: u32::from_le_bytes(field(record, 20)),
        txs: u32::from_le_bytes(field(record, 24)),
    }
}

pub(crate) fn wide(row: u32, received: u128, sent: u128) -> Wide {
    join(&[&row.to_le_bytes(), &received.to_le_bytes(), &sent.to_le_bytes()])
}

pub(crate) fn wide_sums(record: &Wide) -> (u128, u128) {
    (u128::from_le_bytes(field(record, 4)), u128::from_le_bytes(field(record, 20)))
}

/// The row a [`Sum`], a [`Wide`] or an [`Unusual`] is of.
#[inline]
pub(crate) fn row_of<const N: usize>(record: &[u8; N]) -> u32 {
    u32::from_le_bytes(field(record, 0))
}

/// The record of a key in a table sorted by it.
pub(crate) fn find<T, K: Ord>(table: &[T], key: K, key_of: impl Fn(&T) -> K) -> Option<&T> {
    let found = table.binary_search_by(|record| key_of(record).cmp(&key)).ok()?;
    table.get(found)
}

#[inline]
fn field<const N: usize, const W: usize>(record: &[u8; N], start: usize) -> [u8; W] {
    *record[start..].first_chunk().expect("a field within its record")
}

fn join<const N: usize>(fields: &[&[u8]]) -> [u8; N] {
    let mut record = [0; N];
    let mut at = 0;
    for field in fields {
        record[at..at + field.len()].copy_from_slice(field);
        at += field.len();
    }
    debug_assert_eq!(at, N);
    record
}
