//! What an ingest may use of the machine, and who gets how much of it.
//!
//! `--memory` bounds the anonymous memory of the whole process: what the program itself holds, files
//! that the system maps or caches apart. It is split once, here, before the work begins, and each
//! stage keeps within its share however long the chain is:
//!
//! * the program and its threads: 32 MiB;
//! * the headers of all blocks, which are known by then: 112 bytes each;
//! * of the rest, a sixth for decoding: whoever decodes (the threads that run ahead, and the one that takes
//!   batches) has the block it reads (4 MiB at most) and as much again for what it notes of its
//!   transactions; the others are batches: two for each decoder that runs ahead (one being filled, one
//!   waiting), one for the taker, one on its way back, and more where there is room for them, since decoders go
//!   on while the taker makes a segment. The columns of a batch are about as large as the blocks it was
//!   read from, spare room included. Where the share is too small for a decoder on every thread, there are
//!   fewer;
//! * five eighths for the ledger's writer;
//! * what is left, a good fifth, for clusters, which go to a file beyond that.
//!
//! The ledger is the same whatever the budget was.

use std::num::NonZeroUsize;
use std::str::FromStr;

use ingest::bitcoin::decode::BLOCK_SIZE_MAX;

const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;
/// Code's own data, stacks, the allocator's spare room.
const PROGRAM_BYTES: u64 = 32 * MIB;
/// A row, its links, and what choosing among chains adds while it is done.
const HEADER_BYTES: u64 = 112;
/// The block and what is noted of its transactions.
const DECODER_BYTES: u64 = 2 * BLOCK_SIZE_MAX as u64;
/// Smaller batches cost more than they save, larger ones bring nothing.
const BATCH_BYTES_MIN: u64 = MIB;
const BATCH_BYTES_MAX: u64 = 16 * MIB;
/// More wait only where there are more decoders: memory that is touched for the first time has its price too.
const BATCHES_USUAL: u64 = 16;

/// A size of memory in bytes, not less than [`Memory::MIN`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory(u64);

impl Memory {
    pub const MIN: u64 = 256 * MIB;

    pub const fn bytes(self) -> u64 {
        self.0
    }
}

impl FromStr for Memory {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(digits);
        let unit = match unit.trim_start().to_ascii_lowercase().as_str() {
            "mib" => MIB,
            "gib" => GIB,
            "tib" => 1 << 40,
            "mb" => 1_000_000,
            "gb" => 1_000_000_000,
            "tb" => 1_000_000_000_000,
            _ => return Err("a size is a whole number with MiB, GiB, MB or GB behind it".into()),
        };
        let number: Option<u64> = number.parse().ok();
        let Some(bytes) = number.and_then(|number| number.checked_mul(unit)) else {
            return Err("a size is a whole number with MiB, GiB, MB or GB behind it".into());
        };
        if bytes < Self::MIN {
            return Err("less than 256MiB is too little to work in".into());
        }
        Ok(Self(bytes))
    }
}

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    pub memory: Memory,
    pub threads: NonZeroUsize,
}

/// What each stage gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shares {
    /// Decoders that run ahead; with none, blocks are decoded between being taken.
    pub decoders: usize,
    /// Batches that are begun or wait.
    pub ahead: usize,
    /// Of serialised blocks in one batch.
    pub batch_bytes: u64,
    pub clusters_bytes: usize,
    pub writer: graph::Budget,
}

impl Budget {
    /// On `threads`, or on every core of the machine.
    pub fn new(memory: Memory, threads: Option<NonZeroUsize>) -> Self {
        let cores = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        Self { memory, threads: threads.unwrap_or_else(cores) }
    }

    /// The arithmetic at the head of this file, for files with so many blocks.
    pub fn split(self, blocks: u64) -> Shares {
        let Memory(memory) = self.memory;
        let threads = self.threads.get();
        let fixed = PROGRAM_BYTES + blocks.saturating_mul(HEADER_BYTES);
        // Headers of ten main chains leave this much of the least budget that works.
        let rest = memory.saturating_sub(fixed).max(memory / 4);

        let decoding = rest / 6;
        let each = DECODER_BYTES + 2 * BATCH_BYTES_MIN;
        let most = decoding.saturating_sub(DECODER_BYTES + 2 * BATCH_BYTES_MIN) / each;
        let decoders = (threads as u64 - 1).min(most.max(1));
        let for_batches = decoding.saturating_sub((decoders + 1) * DECODER_BYTES);
        let fewest = 2 * decoders + 2;
        let batch_bytes = (for_batches / fewest).clamp(BATCH_BYTES_MIN, BATCH_BYTES_MAX);
        let batches = (for_batches / batch_bytes).clamp(fewest, fewest.max(BATCHES_USUAL));

        let writer = rest / 8 * 5;
        let clusters = rest - decoding - writer;
        Shares {
            decoders: usize::try_from(decoders).unwrap_or(threads - 1),
            ahead: usize::try_from(batches - 1).unwrap_or(threads),
            batch_bytes,
            clusters_bytes: usize::try_from(clusters).unwrap_or(usize::MAX),
            writer: graph::Budget { memory_bytes: writer, threads },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(memory: &str, threads: usize, blocks: u64) -> Shares {
        let memory = memory.parse().expect("a size");
        Budget::new(memory, NonZeroUsize::new(threads)).split(blocks)
    }

    #[test]
    fn sizes_are_read_as_people_write_them() {
        for (text, bytes) in [
            ("256MiB", 256 << 20),
            ("1GiB", 1 << 30),
            ("4GB", 4_000_000_000),
            ("4 gib", 4 << 30),
            ("1TiB", 1 << 40),
        ] {
            assert_eq!(text.parse(), Ok(Memory(bytes)), "{text}");
        }
        for text in ["", "4", "GiB", "1.5GiB", "-1GiB", "4 parsecs", "99999999999999999999GiB"] {
            let error = Memory::from_str(text).expect_err(text);
            assert_eq!(error, "a size is a whole number with MiB, GiB, MB or GB behind it");
        }
        let error = Memory::from_str("255MiB").expect_err("too little");
        assert_eq!(error, "less than 256MiB is too little to work in");
    }

    #[test]
    fn no_split_hands_out_more_than_there_is() {
        for memory in ["256MiB", "1GiB", "4GiB", "64GiB"] {
            for threads in [1, 2, 4, 16, 256] {
                for blocks in [0, 10_000, 1_000_000] {
                    let Memory(total) = memory.parse().expect("a size");
                    let shares = shares(memory, threads, blocks);
                    let decoders = shares.decoders as u64;
                    let batches = shares.ahead as u64 + 1;
                    let decoding = (decoders + 1) * DECODER_BYTES + batches * shares.batch_bytes;
                    let sum = PROGRAM_BYTES
                        + blocks * HEADER_BYTES
                        + decoding
                        + shares.clusters_bytes as u64
                        + shares.writer.memory_bytes;
                    assert!(sum <= total, "{memory}, {threads} threads, {blocks} blocks: {sum}");
                    assert!(decoders < threads as u64 && (decoders > 0 || threads == 1));
                    assert!(batches > 2 * decoders, "each has one to fill while one waits");
                    assert_eq!(shares.writer.threads, threads);
                }
            }
        }
    }

    #[test]
    fn one_thread_decodes_between_taking_and_many_share_what_there_is() {
        assert_eq!(shares("4GiB", 1, 0).decoders, 0);
        assert_eq!(shares("4GiB", 2, 0).decoders, 1);
        assert_eq!(shares("4GiB", 16, 0).decoders, 15);
        assert_eq!(shares("256MiB", 16, 0).decoders, 2);
    }
}
