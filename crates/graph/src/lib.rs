//! One ledger as a compact store: transfers in, look-ups out. `docs/graph-format.md` draws it.
//!
//! A ledger is a stack of immutable segments, each a run of blocks as columns. [`Graph`] reads,
//! mapped from a directory or held in memory; the writer takes [`model::batch::Batch`]es and makes
//! new segments of them. This room knows what a chain is (order, spending once, twins before BIP
//! 30) and nothing of scripts' validity, clusters or labels.

pub mod columns;
mod digest;
pub mod disk;
mod error;
mod ids;
#[cfg(test)]
mod laws;
mod map;
mod merge;
mod packed;
mod probe;
mod read;
mod record;
#[cfg(test)]
mod scenarios;
pub mod scratch;
mod segment;
mod stack;
mod sums;
mod take;
#[cfg(test)]
mod testing;
mod values;
mod verify;
mod writer;

pub use error::{GraphError, Place};
pub use ids::{AddressId, BlockId, InId, OutId, TxId};
pub use read::{Forms, Graph, SegmentView, TxView, Txs};
pub use record::is_sound as is_record_sound;
pub use values::{Block, Counts, End, Fate, Flows, Input, Leg, Output, Source, Totals, Tx};
pub use verify::{Damage, Verified};
pub use writer::{Budget, Writer};
