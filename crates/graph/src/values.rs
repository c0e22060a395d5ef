//! What a reader hands out: blocks, transactions, their inputs and outputs, an address's sums.

use std::ops::Range;

use model::amount::{Sat, Total};
use model::batch::TxFlags;
use model::hash::{BlockHash, OutPoint};
use model::time::Time;

use crate::ids::{AddressId, BlockId, InId, OutId, TxId};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub blocks: u64,
    pub transactions: u64,
    /// Without coinbases, which spend nothing.
    pub inputs: u64,
    pub outputs: u64,
    pub addresses: u64,
    /// Inputs whose spent output is not in the ledger (partial ledgers alone), however well described.
    pub unknown_inputs: u64,
}

#[derive(Debug, Clone)]
pub struct Block {
    pub id: BlockId,
    pub height: Option<u32>,
    pub hash: BlockHash,
    pub prev: BlockHash,
    pub time: Time,
    pub txs: Range<u64>,
}

#[derive(Debug, Clone)]
pub struct Tx {
    pub id: TxId,
    pub block: BlockId,
    pub inputs: Range<u64>,
    pub outputs: Range<u64>,
    pub version: i32,
    pub lock_time: u32,
    pub weight: u32,
    pub flags: TxFlags,
}

#[derive(Debug, Clone, Copy)]
pub struct Output {
    pub id: OutId,
    pub tx: TxId,
    pub vout: u32,
    pub value: Sat,
    /// `None`: data, nobody's.
    pub holder: Option<AddressId>,
    pub fate: Fate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Unspent,
    Spent {
        tx: TxId,
        input: InId,
    },
    /// It can never be spent: the genesis output, data, or a coinbase overwritten by its twin
    /// before BIP 30.
    Unspendable,
}

/// Where an input's money comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    Output(OutId),
    /// Not in this ledger (partial ledgers alone); value and holder where a file beside the block told.
    Foreign {
        out_point: OutPoint,
        value: Option<Sat>,
        holder: Option<AddressId>,
    },
}

#[derive(Debug, Clone, Copy)]
pub struct Input {
    pub id: InId,
    pub tx: TxId,
    pub source: Source,
    /// The source's value and holder, where known.
    pub value: Option<Sat>,
    pub holder: Option<AddressId>,
}

/// An address's sums, exact and without walking its legs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    pub received: Total,
    pub sent: Total,
    pub outputs: u64,
    pub inputs: u64,
    pub transactions: u64,
    pub first: Option<TxId>,
    pub last: Option<TxId>,
}

/// Of [`Totals`] what can be added up over many addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flows {
    pub received: Total,
    pub sent: Total,
    pub outputs: u64,
    pub inputs: u64,
}

/// One side of a transaction that touches an address. In chain order; of one transaction, inputs first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leg {
    In(InId),
    Out(OutId),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Oldest,
    Newest,
}
