//! What did a person paste? One answer, or the reason there is none.

use crate::address::Address;
use crate::chain::Network;
use crate::hash::{BlockHash, OutPoint, Txid};

/// What a pasted text can be. A bare 64-digit hex is a transaction or a block: the ledger decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// With the networks on which this text is an address (empty for chains without networks).
    Address {
        address: Address,
        networks: Vec<Network>,
    },
    /// 64 hex digits: a txid or a block hash.
    Hash {
        txid: Txid,
        block: BlockHash,
    },
    OutPoint(OutPoint),
    /// A block by height.
    Height(u32),
}

/// Why a text is nothing we know, said to the person who pasted it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct ParseError {
    pub reason: String,
}

/// Says what `text` is: an address, a transaction, an outpoint, a block, a `bitcoin:` URI; with
/// surrounding blanks and mixed case as people paste them.
pub fn parse(text: &str) -> Result<Subject, ParseError> {
    let _ = text;
    todo!("the paste parser")
}
