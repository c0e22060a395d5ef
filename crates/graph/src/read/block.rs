//! Blocks: by position, hash, height and time.

use model::hash::BlockHash;
use model::time::Time;

use crate::ids::BlockId;
use crate::packed::{NONE, span, u32_at, within};
use crate::read::Graph;
use crate::values::Block;

impl Graph {
    pub fn block(&self, id: BlockId) -> Option<Block> {
        let (segment, row) = self.stack().block(u64::from(id.0))?;
        let txs = within(span(segment.block_txs_end(), row), segment.extent.txs);
        let height = u32_at(segment.block_height(), row).filter(|height| *height != NONE);
        Some(Block {
            id,
            height,
            hash: BlockHash(*segment.block_hash().get(row)?),
            prev: BlockHash(*segment.block_prev().get(row)?),
            time: Time::from(u32_at(segment.block_time(), row)?),
            txs: segment.base.txs + txs.start..segment.base.txs + txs.end,
        })
    }

    pub fn find_block(&self, hash: &BlockHash) -> Option<BlockId> {
        block_id(self.stack().find_block(&hash.0)?)
    }

    /// The block of a height. In a partial ledger, where blocks of two branches may share it, the
    /// first one by position.
    pub fn block_at_height(&self, height: u32) -> Option<BlockId> {
        if self.is_linked() {
            return (u64::from(height) < self.counts().blocks).then_some(BlockId(height));
        }
        let wanted = height.to_le_bytes();
        self.stack().segments().iter().find_map(|segment| {
            let row = segment.block_height().iter().position(|height| *height == wanted)?;
            block_id(segment.base.blocks + row as u64)
        })
    }

    /// The last block whose time is not after `time` (times need not ascend: the last such by position).
    pub fn block_at_time(&self, time: Time) -> Option<BlockId> {
        self.stack().segments().iter().rev().find_map(|segment| {
            let not_after =
                |floor: &[u8; 4]| i64::from(u32::from_le_bytes(*floor)) <= time.seconds();
            let after = segment.block_time_floor().partition_point(not_after);
            block_id(segment.base.blocks + after.checked_sub(1)? as u64)
        })
    }
}

pub(crate) fn block_id(position: u64) -> Option<BlockId> {
    u32::try_from(position).ok().map(BlockId)
}
