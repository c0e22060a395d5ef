//! What happened to the partition, in chain order: every join, and every join that was refused.
//!
//! The log is the truth of which the partition is the sum: replaying it up to a transaction gives
//! the clusters as they were then, which is what a rewind needs; and it answers "why". Rows are kept
//! as bytes, little-endian, as they stand in a file.

use graph::{AddressId, TxId};

use super::Join;
use super::rules::{JoinRule, Refusal};

/// `a` u32 · `b` u32 · transaction, 40 bits · rule u8.
pub(super) type JoinRow = [u8; JOIN_WIDTH];
pub(super) const JOIN_WIDTH: usize = 14;
/// Transaction, 40 bits · rule u8.
pub(super) type RefusalRow = [u8; REFUSAL_WIDTH];
pub(super) const REFUSAL_WIDTH: usize = 6;

pub(super) fn join_row(a: u32, b: u32, tx: TxId, rule: JoinRule) -> JoinRow {
    let mut row = [0; JOIN_WIDTH];
    row[..4].copy_from_slice(&a.to_le_bytes());
    row[4..8].copy_from_slice(&b.to_le_bytes());
    row[8..].copy_from_slice(&tx_and_rule(tx, rule as u8));
    row
}

pub(super) fn refusal_row(tx: TxId, rule: Refusal) -> RefusalRow {
    tx_and_rule(tx, rule.to_byte())
}

fn tx_and_rule(tx: TxId, rule: u8) -> [u8; 6] {
    debug_assert!(tx.0 < 1 << 40, "transaction ids are 40-bit");
    let [a, b, c, d, e, ..] = tx.0.to_le_bytes();
    [a, b, c, d, e, rule]
}

/// The two addresses of a row.
pub(super) fn ends([a, b, c, d, e, f, g, h, ..]: &JoinRow) -> (u32, u32) {
    (u32::from_le_bytes([*a, *b, *c, *d]), u32::from_le_bytes([*e, *f, *g, *h]))
}

pub(super) fn join_of(row: &JoinRow) -> Join {
    let (a, b) = ends(row);
    let rule = JoinRule::from_byte(row[13]).map_or("unknown", JoinRule::name);
    Join { a: AddressId(a), b: AddressId(b), tx: join_tx(row), rule }
}

pub(super) fn refusal_of(row: &RefusalRow) -> Option<(TxId, Refusal)> {
    Some((refusal_tx(row), Refusal::from_byte(row[5])?))
}

pub(super) fn join_tx(row: &JoinRow) -> TxId {
    tx_of(&row[8..])
}

pub(super) fn refusal_tx(row: &RefusalRow) -> TxId {
    tx_of(row)
}

/// The transaction at the start of `bytes`.
fn tx_of(bytes: &[u8]) -> TxId {
    let mut wide = [0; 8];
    wide[..5].copy_from_slice(&bytes[..5]);
    TxId(u64::from_le_bytes(wide))
}
