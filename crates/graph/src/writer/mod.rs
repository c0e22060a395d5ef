//! Blocks into a ledger: taken, checked, numbered, and made durable.
#![allow(clippy::todo)]

mod shape;
mod table;
pub(crate) mod taker;

use std::path::Path;

use model::batch::Batch;
use model::block::BlockRef;
use model::chain::LedgerId;
use model::hash::BlockHash;

use crate::error::GraphError;
use crate::read::Graph;

impl Graph {
    pub fn open(_dir: &Path) -> Result<Graph, GraphError> {
        todo!("being built")
    }
}

/// The one writer of a ledger's directory: takes the lock, appends, rewinds, commits.
#[derive(Debug)]
pub struct Writer;

impl Writer {
    /// Opens or creates the ledger at `dir`. Fails where another writer holds it, where the directory is of another
    /// ledger, or where its format is newer.
    pub fn open(_dir: &Path, _ledger: LedgerId) -> Result<Writer, GraphError> {
        todo!("being built")
    }
    pub fn tip(&self) -> Option<BlockRef> {
        todo!("being built")
    }
    pub fn hash_at(&self, _height: u32) -> Option<BlockHash> {
        todo!("being built")
    }
    /// Checks and takes one batch. An error leaves the ledger as it was before the batch.
    pub fn append(&mut self, _batch: &Batch) -> Result<(), GraphError> {
        todo!("being built")
    }
    pub fn rewind(&mut self, _to: BlockRef) -> Result<(), GraphError> {
        todo!("being built")
    }
    /// Makes everything appended durable and visible.
    pub fn commit(&mut self) -> Result<Graph, GraphError> {
        todo!("being built")
    }
}
