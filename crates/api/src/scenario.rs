//! What a scenario or a story came to: the names of a text on the chain, the files that were
//! written.

use serde::Serialize;

use crate::common::BlockAt;

/// A little chain, played.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Played {
    pub ledger: String,
    pub blocks: u64,
    pub transactions: u64,
    /// The last block, after every reorganisation.
    pub tip: Option<BlockAt>,
    /// The names of the text: each is an id on the chain.
    pub names: Vec<Named>,
    /// The files written, with `--out`.
    pub files: Vec<String>,
}

/// A name of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// `transaction` or `address`.
    pub kind: &'static str,
    pub name: String,
    /// The txid or the address.
    pub id: String,
    /// The truth: who controls the address.
    pub owner: Option<String>,
}
