//! How fast block files are decoded: `cargo run --release -p ingest --example speed -- PATH… [--trust]`.
//!
//! Prints transactions, bytes, and CPU time of decoding alone (one thread, blocks already in
//! memory), so that the number does not depend on the disk: parsing, address classification, txids,
//! and without `--trust` wtxids, both Merkle roots and the search for repeated txids. CPU time is
//! Linux's; elsewhere it is time by the clock.
#![expect(clippy::print_stdout, clippy::float_arithmetic, reason = "a measuring tool")]

use std::path::PathBuf;
use std::time::Instant;

use ingest::bitcoin::decode::{Decoder, Rules};
use model::batch::Batch;
use model::chain::Network;

/// A round reads at least so much, the file again and again.
const PASS_BYTES: usize = 512 << 20;

fn main() {
    let (flags, paths): (Vec<_>, Vec<_>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let trust = flags.iter().any(|flag| flag == "--trust");
    let clock = Instant::now();
    for path in paths.iter().map(PathBuf::from) {
        let file = std::fs::read(&path).expect("the file is readable");
        let magic = *file.first_chunk().expect("the file has a magic");
        let network = Network::from_magic(magic).expect("the magic is known");
        let mut decoder = Decoder::default();
        let mut batch = Batch::default();
        let rules = Rules { network, trust };
        for round in 0..3 {
            let start = cpu_seconds(clock);
            let (mut txs, mut bytes) = (0, 0);
            // The clock ticks in milliseconds.
            while bytes < PASS_BYTES {
                let mut rest = &file[..];
                while let Some((frame, after)) = rest.split_first_chunk::<8>() {
                    if frame[..4] != magic {
                        break;
                    }
                    let size = u32::from_le_bytes(frame[4..].try_into().expect("four bytes"));
                    let (block, after) = after.split_at(size as usize);
                    batch.clear();
                    decoder.block(block, None, rules, &mut batch).expect("the block is valid");
                    txs += batch.txs.len();
                    bytes += block.len();
                    rest = after;
                }
            }
            let spent = cpu_seconds(clock) - start;
            println!(
                "{} round {round}: {txs} transactions, {} bytes each, {:.3} µs each, {:.0} MB/s",
                path.display(),
                bytes / txs.max(1),
                spent * 1e6 / txs as f64,
                bytes as f64 / spent / 1e6
            );
        }
    }
}

/// What this process has had of the processor.
fn cpu_seconds(clock: Instant) -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").ok();
    let nanoseconds = text.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| clock.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}
