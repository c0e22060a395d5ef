//! What happened to the partition, in chain order: every join, and every join that was refused.
//!
//! The log is the truth of which the partition is the sum: replaying it up to a transaction gives
//! the clusters as they were then, which is what a rewind needs; and it answers "why".

use graph::{AddressId, TxId};

use super::Join;
use super::rules::{JoinRule, Refusal};

/// A join as it is kept: sixteen bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct JoinRow {
    pub a: u32,
    pub b: u32,
    tx_low: u32,
    tx_high: u8,
    rule: u8,
}

impl JoinRow {
    pub fn new(a: u32, b: u32, tx: TxId, rule: JoinRule) -> JoinRow {
        let (tx_low, tx_high) = split(tx);
        JoinRow { a, b, tx_low, tx_high, rule: rule as u8 }
    }

    pub fn tx(&self) -> TxId {
        join(self.tx_low, self.tx_high)
    }

    pub fn to_join(self) -> Join {
        let rule = JoinRule::from_byte(self.rule).map_or("unknown", JoinRule::name);
        Join { a: AddressId(self.a), b: AddressId(self.b), tx: self.tx(), rule }
    }
}

/// A refusal as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RefusalRow {
    tx_low: u32,
    tx_high: u8,
    rule: u8,
}

impl RefusalRow {
    pub fn new(tx: TxId, rule: Refusal) -> RefusalRow {
        let (tx_low, tx_high) = split(tx);
        RefusalRow { tx_low, tx_high, rule: rule.to_byte() }
    }

    pub fn tx(&self) -> TxId {
        join(self.tx_low, self.tx_high)
    }

    pub fn rule(&self) -> Option<Refusal> {
        Refusal::from_byte(self.rule)
    }
}

/// Transaction ids are 40-bit.
#[expect(clippy::cast_possible_truncation, reason = "the two parts are what is kept")]
fn split(tx: TxId) -> (u32, u8) {
    debug_assert!(tx.0 < 1 << 40);
    (tx.0 as u32, (tx.0 >> 32) as u8)
}

fn join(low: u32, high: u8) -> TxId {
    TxId(u64::from(high) << 32 | u64::from(low))
}
