//! Blocks: each follows the last (linked) or stands once (partial).

use model::batch::{Batch, BlockRow};
use model::hash::BlockHash;

use crate::error::{GraphError, Place};
use crate::packed::{NONE, row};
use crate::segment::index::hash_of;
use crate::take::Taker;

impl Taker {
    pub(super) fn take_blocks(&mut self, batch: &Batch) -> Result<(), GraphError> {
        let txs_before = row(self.rows.tx_txid.len());
        for block in &batch.blocks {
            let position = self.rows.end().blocks;
            let place = Place { position, block: block.hash, tx: None };
            let height = match self.is_linked() {
                true => self.follow_tip(block, place)?,
                false => {
                    self.note_block(block, place)?;
                    block.height.unwrap_or(NONE)
                }
            };
            self.rows.block_height.push(height.to_le_bytes());
            self.rows.block_hash.push(block.hash.0);
            self.rows.block_prev.push(block.prev.0);
            self.rows.block_time.push(block.time.to_le_bytes());
            self.rows.block_txs_end.push((txs_before + block.txs_end).to_le_bytes());
        }
        Ok(())
    }

    /// The height of a block of a linked ledger, which is its position.
    fn follow_tip(&self, block: &BlockRow, place: Place) -> Result<u32, GraphError> {
        let expected = u32::try_from(place.position).ok().filter(|height| *height != NONE);
        let Some(expected) = expected else {
            return Err(GraphError::Full {
                place: Box::new(place),
                what: "blocks",
                max: u64::from(NONE),
            });
        };
        match self.tip() {
            Some(tip) if tip.hash != block.prev => {
                return Err(GraphError::NotOnTip { place: Box::new(place), prev: block.prev, tip });
            }
            None if block.prev != BlockHash::default() => {
                return Err(GraphError::NotGenesis { place: Box::new(place), prev: block.prev });
            }
            _ => {}
        }
        match block.height {
            Some(said) if said != expected => {
                Err(GraphError::Height { place: Box::new(place), said, expected })
            }
            _ => Ok(expected),
        }
    }

    /// Notes a block of a partial ledger, in which it may stand once.
    fn note_block(&mut self, block: &BlockRow, place: Place) -> Result<(), GraphError> {
        let hash = hash_of(&block.hash.0);
        let own = &self.rows.block_hash;
        let known = |row: u32| own.get(row as usize) == Some(&block.hash.0);
        let is_known = self.run.blocks.find(hash, known).is_some();
        if is_known || self.stack.find_block(&block.hash.0).is_some() {
            return Err(GraphError::KnownBlock { place: Box::new(place) });
        }
        self.run.blocks.make_room(1);
        self.run.blocks.add(hash, row(own.len()));
        Ok(())
    }
}
