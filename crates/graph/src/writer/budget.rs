//! What a writer may use of the machine.

use crate::segment::lanes::Means;
use crate::writer::tiers::Limits;

/// Memory and threads for one writer.
///
/// The memory bounds what the writer holds beside mapped files: rows not yet in a segment, the tables
/// over them, and what building and merging segments needs. It does not grow with the ledger. A
/// ledger is the same whatever it was written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    pub memory_bytes: u64,
    pub threads: usize,
}

impl Default for Budget {
    fn default() -> Budget {
        Budget { memory_bytes: 4 << 30, threads: 1 }
    }
}

impl Budget {
    /// Half of the memory, less what others need at least, is for the run: rows, the tables over them,
    /// and what waits to be settled. That is about 240 bytes a transaction of mainnet's mix (98 of rows,
    /// 80 of addresses and their table, 16 of the table of txids, 25 of pending inputs): a run of
    /// half a million transactions for 256 MiB, of 8 million for 4 GiB. Settling takes up to 80 bytes a
    /// transaction more (16 a key that is joined), less the tables, which it needs no more. Building
    /// needs what [`Budget::means`] says beside the rows. What is left is for batches on their way, for
    /// what the allocator holds back, and for who reads the blocks.
    pub(crate) fn limits(self) -> Limits {
        let run_bytes = (self.memory_bytes / 2).saturating_sub(OTHERS_BYTES);
        let run_bytes = usize::try_from(run_bytes).unwrap_or(usize::MAX);
        let run_bytes = run_bytes.max(RUN_BYTES_MIN);
        Limits { run_bytes, ..Limits::USUAL }
    }

    /// For building and merging.
    pub(crate) fn means(self) -> Means {
        let scratch_bytes = usize::try_from(self.memory_bytes / 8).unwrap_or(usize::MAX);
        let scratch_bytes = scratch_bytes.clamp(SCRATCH_BYTES_MIN, Means::USUAL.scratch_bytes);
        Means { scratch_bytes, threads: self.threads }
    }
}

/// What batches on their way take of even the smallest budget. More would be dear: how often a ledger is
/// read to settle its runs, and how often it is merged, goes with how many runs there are.
const OTHERS_BYTES: u64 = 8 << 20;
/// Less would make more segments than merging them saves.
const RUN_BYTES_MIN: usize = 8 << 20;
const SCRATCH_BYTES_MIN: usize = 8 << 20;
