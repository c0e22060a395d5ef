//! Block files as nodes and accidents leave them: what is delivered is always the valid prefix.

use std::path::PathBuf;

use model::batch::{Batch, Step};
use model::block::BlockRef;
use model::hash::BlockHash;

use super::*;
use crate::bitcoin::chain::{Held, Nothing};
use crate::bitcoin::testdata;

/// A ledger that remembers hashes alone.
#[derive(Debug, Default, Clone, PartialEq)]
struct Ledger(Vec<BlockHash>);

impl Held for Ledger {
    fn tip(&self) -> Option<BlockRef> {
        let height = u32::try_from(self.0.len()).unwrap().checked_sub(1)?;
        Some(BlockRef { height, hash: *self.0.last().unwrap() })
    }

    fn hash_at(&self, height: u32) -> Option<BlockHash> {
        self.0.get(height as usize).copied()
    }

    fn height_of(&self, hash: &BlockHash) -> Option<u32> {
        self.0.iter().position(|held| held == hash).map(|at| u32::try_from(at).unwrap())
    }
}

impl Ledger {
    /// Takes the steps, checking that each follows the one before.
    fn take(&mut self, steps: Steps) -> Result<Vec<Batch>, IngestError> {
        let mut batches = Vec::new();
        for step in steps {
            match step? {
                Step::Back(to) => {
                    assert_eq!(self.hash_at(to.height), Some(to.hash));
                    self.0.truncate(to.height as usize + 1);
                }
                Step::Forward(batch) => {
                    for block in &batch.blocks {
                        assert_eq!(block.height, Some(u32::try_from(self.0.len()).unwrap()));
                        assert_eq!(block.prev, self.0.last().copied().unwrap_or_default());
                        self.0.push(block.hash);
                    }
                    batches.push(batch);
                }
            }
        }
        Ok(batches)
    }
}

fn scan(paths: &[PathBuf]) -> Result<BlockFiles, IngestError> {
    BlockFiles::scan(paths, &Options::default(), &mut |_| ())
}

#[test]
fn the_first_4522_blocks_of_the_chain_arrive_whole_and_in_order() {
    let Some(path) = testdata::path("btc/genesis_0-4521.blk") else { return };
    let files = scan(&[path]).unwrap();
    assert_eq!(files.network(), Network::Main);
    assert_eq!(files.notes(), []);
    assert_eq!(files.counts().blocks, 4522);
    let mut ledger = Ledger::default();
    let batches = ledger.take(files.steps(&Nothing).unwrap()).unwrap();
    assert_eq!(ledger.0.len(), 4522);
    assert_eq!(batches.iter().map(|batch| batch.txs.len()).sum::<usize>(), 4583);
    assert_eq!(ledger.take(files.steps(&ledger.clone()).unwrap()).unwrap(), []);
}
