//! One ledger as a compact store: transfers in, look-ups out. `docs/graph-format.md` draws it.
//!
//! Stub of the reader's and writer's surface; the room's owner cuts it into files.
#![allow(dead_code, unused_variables, clippy::todo)]

use std::ops::Range;
use std::path::Path;

use model::address::{Address, BitcoinAddress};
use model::amount::{Sat, Total};
use model::batch::{Batch, Step, TxFlags};
use model::block::BlockRef;
use model::chain::LedgerId;
use model::hash::{BlockHash, Digest, OutPoint, Txid};
use model::time::Time;

/// Dense ids: of one ledger, in chain order (addresses by first appearance). They never leave the
/// program. Transactions and legs are 40-bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AddressId(pub u32);
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TxId(pub u64);
/// An output, counted over the whole ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OutId(pub u64);
/// An input, counted over the whole ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InId(pub u64);
/// A block's position in the ledger; in a linked ledger it is its height.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlockId(pub u32);

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

#[derive(Debug, thiserror::Error)]
pub enum GraphError {
    #[error("{0}")]
    Stub(String),
}

/// An immutable view of a ledger at one commit. Cheap to clone. Accessors with ids of this view
/// are total; a damaged column shows as an error from `verify`, and as zeroes or `None`, never a panic.
#[derive(Debug, Clone)]
pub struct Graph;

impl Graph {
    pub fn open(dir: &Path) -> Result<Graph, GraphError> {
        todo!()
    }
    /// The same reader over memory, for tests and small cases.
    pub fn in_memory(ledger: LedgerId, batches: &[Batch]) -> Result<Graph, GraphError> {
        todo!()
    }
    pub fn ledger(&self) -> LedgerId {
        todo!()
    }
    pub fn counts(&self) -> Counts {
        todo!()
    }
    /// The last block, if there is one. In a partial ledger its height is its position.
    pub fn tip(&self) -> Option<BlockRef> {
        todo!()
    }

    pub fn block(&self, id: BlockId) -> Option<Block> {
        todo!()
    }
    pub fn find_block(&self, hash: &BlockHash) -> Option<BlockId> {
        todo!()
    }
    pub fn block_at_height(&self, height: u32) -> Option<BlockId> {
        todo!()
    }
    /// The last block whose time is not after `time` (times need not ascend: the last such by position).
    pub fn block_at_time(&self, time: Time) -> Option<BlockId> {
        todo!()
    }

    /// Newest first: two before BIP 30 have a twin.
    pub fn find_tx(&self, txid: &Txid) -> Vec<TxId> {
        todo!()
    }
    pub fn txid(&self, id: TxId) -> Txid {
        todo!()
    }
    pub fn tx(&self, id: TxId) -> Tx {
        todo!()
    }
    pub fn time(&self, id: TxId) -> Time {
        todo!()
    }
    pub fn block_of(&self, id: TxId) -> BlockId {
        todo!()
    }

    pub fn output(&self, id: OutId) -> Output {
        todo!()
    }
    pub fn input(&self, id: InId) -> Input {
        todo!()
    }
    pub fn inputs(&self, tx: &Tx) -> impl Iterator<Item = Input> + '_ {
        std::iter::empty()
    }
    pub fn outputs(&self, tx: &Tx) -> impl Iterator<Item = Output> + '_ {
        std::iter::empty()
    }

    pub fn find_address(&self, address: &BitcoinAddress) -> Option<AddressId> {
        todo!()
    }
    /// Holders in the ledger that the same single key controls, the address itself left out.
    pub fn same_key(&self, address: &BitcoinAddress) -> Vec<AddressId> {
        todo!()
    }
    pub fn address(&self, id: AddressId) -> BitcoinAddress {
        todo!()
    }
    pub fn totals(&self, id: AddressId) -> Totals {
        todo!()
    }
    pub fn legs_len(&self, id: AddressId) -> u64 {
        todo!()
    }
    /// At most `limit` legs of an address, `skip` legs from the given end, in that end's direction.
    pub fn legs(&self, id: AddressId, end: End, skip: u64, limit: usize) -> Vec<Leg> {
        todo!()
    }

    /// SHA-256 over what the ledger means (blocks, transactions, legs, in order; not over file bytes), so
    /// that two stores of the same blocks agree however they were written.
    pub fn logical_digest(&self) -> Digest {
        todo!()
    }
}

/// The one writer of a ledger's directory: takes the lock, appends, rewinds, commits.
#[derive(Debug)]
pub struct Writer;

impl Writer {
    /// Opens or creates the ledger at `dir`. Fails where another writer holds it, where the directory is of another
    /// ledger, or where its format is newer.
    pub fn open(dir: &Path, ledger: LedgerId) -> Result<Writer, GraphError> {
        todo!()
    }
    pub fn tip(&self) -> Option<BlockRef> {
        todo!()
    }
    pub fn hash_at(&self, height: u32) -> Option<BlockHash> {
        todo!()
    }
    /// Checks and takes one batch. An error leaves the ledger as it was before the batch.
    pub fn append(&mut self, batch: &Batch) -> Result<(), GraphError> {
        todo!()
    }
    pub fn rewind(&mut self, to: BlockRef) -> Result<(), GraphError> {
        todo!()
    }
    /// Makes everything appended durable and visible.
    pub fn commit(&mut self) -> Result<Graph, GraphError> {
        todo!()
    }
}
