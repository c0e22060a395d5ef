//! Dense numbers of one ledger, in chain order (addresses by first appearance).
//!
//! They never leave the program: whatever is shown or stored elsewhere carries the natural key
//! (address, txid, outpoint), because a rewind or a rebuild may give a number to something else.

/// An address, numbered by its first appearance in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AddressId(pub u32);
/// A transaction: 40 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TxId(pub u64);
/// An output, counted over the whole ledger: 39 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OutId(pub u64);
/// An input, counted over the whole ledger: 39 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InId(pub u64);
/// A block's position in the ledger; in a linked ledger it is its height.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlockId(pub u32);
