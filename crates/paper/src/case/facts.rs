//! What a paper says of a case beside its board: copied from the record once, and part of a pack.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFacts {
    /// `2026-014`.
    pub number: String,
    pub title: String,
    /// An exercise on a made-up chain.
    pub is_synthetic: bool,
    /// Who works on it, by name.
    pub people: Vec<String>,
    pub exhibit: ExhibitFacts,
    pub pins: Vec<PinFacts>,
    /// The audit log about this case, oldest first.
    pub custody: Vec<CustodyFacts>,
    /// Older entries than those above, which are in the record alone.
    pub custody_left_out: u64,
}

/// A board as it was frozen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExhibitFacts {
    /// `E-3`.
    pub number: String,
    pub title: String,
    pub revision: u64,
    pub frozen_by: String,
    pub frozen_at: String,
    /// Of the board's content.
    pub sha256: String,
}

/// A fact that was copied as it was known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinFacts {
    pub id: String,
    pub subject: String,
    pub source: String,
    pub fetched_at: String,
    /// Digest of the Atlas that said so.
    pub atlas: String,
    pub as_of: String,
    pub sha256: String,
    pub pinned_by: String,
    pub pinned_at: String,
}

/// One entry of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustodyFacts {
    pub seq: u64,
    pub at: String,
    pub who: String,
    /// The log's own word, such as `case.open`.
    pub action: String,
    pub on: String,
    /// Of the entry, which holds that of the entry before it.
    pub hash: String,
}
