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
    pub(crate) fn limits(self) -> Limits {
        let usual = Limits::USUAL;
        let run_bytes = usize::try_from(self.memory_bytes / 16).unwrap_or(usize::MAX);
        let run_bytes = run_bytes.clamp(RUN_BYTES_MIN, usual.run_bytes);
        Limits { run_bytes, modest_bytes: run_bytes * 2, ..usual }
    }

    /// For building and merging.
    pub(crate) fn means(self) -> Means {
        let scratch_bytes = usize::try_from(self.memory_bytes / 8).unwrap_or(usize::MAX);
        let scratch_bytes = scratch_bytes.clamp(SCRATCH_BYTES_MIN, Means::USUAL.scratch_bytes);
        Means { scratch_bytes, threads: self.threads }
    }
}

/// Less would make more segments than merging them saves.
const RUN_BYTES_MIN: usize = 4 << 20;
const SCRATCH_BYTES_MIN: usize = 8 << 20;
