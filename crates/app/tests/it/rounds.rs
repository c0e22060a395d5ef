//! A grown story whose end is reorganised several times, as block files in rounds: each round's
//! folder holds the files of the round before and one more, with a branch that has more work.
//!
//! A branch forks off a few blocks before the story's end, holds the same transactions again in
//! blocks of its own, and one empty block more than the branch before. So taking a round is a rewind over
//! blocks full of transactions, and an ingest of them once more.

use std::fs;
use std::ops::Range;
use std::path::PathBuf;

use model::hash::sha256d;

use crate::harness::Desk;

const MAGIC: &[u8] = b"kncl";
/// How many of the story's blocks each branch replaces: as a real one, a deep one, a very deep one.
const DEPTHS: [usize; 3] = [2, 12, 60];

pub struct Rounds {
    /// The folder of each round.
    pub paths: Vec<String>,
}

impl Rounds {
    /// Grows the story on this desk.
    pub fn grow(desk: &Desk, transactions: u64, seed: u64) -> Rounds {
        let (transactions, seed) = (transactions.to_string(), seed.to_string());
        let grow = ["scenario", "grow", "donations", "--seed", &seed];
        desk.done(&[&grow[..], &["--transactions", &transactions, "--out", "story"]].concat());
        let mut names: Vec<PathBuf> = fs::read_dir(desk.path("story/blocks"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        names.sort();
        let story: Vec<u8> = names.iter().flat_map(|name| fs::read(name).unwrap()).collect();
        let blocks = records(&story);
        let mut files = vec![story.clone()];
        for (number, depth) in DEPTHS.into_iter().enumerate() {
            let depth = depth.min(blocks.len() / 2);
            let mut file = Vec::new();
            let stem = &story[blocks[blocks.len() - depth - 1].clone()];
            let mut prev = sha256d(&stem[..80]);
            for block in &blocks[blocks.len() - depth..] {
                let mut block = story[block.clone()].to_vec();
                // Another second makes it another block.
                block[68] ^= 1 << number;
                prev = put(&mut file, block, prev);
            }
            for empty in 0..=number {
                let height = u32::try_from(blocks.len() + empty).unwrap();
                let like = &story[blocks[blocks.len() - 1].clone()][..80];
                prev = put(&mut file, empty_block(like, height), prev);
            }
            files.push(file);
        }
        let mut paths = Vec::new();
        for round in 0..files.len() {
            let folder = format!("rounds/{round}");
            fs::create_dir_all(desk.path(&folder)).unwrap();
            for (number, file) in files[..=round].iter().enumerate() {
                desk.write(&format!("{folder}/blk{number:05}.dat"), file);
            }
            paths.push(folder);
        }
        Rounds { paths }
    }

    pub fn ingest(&self, round: usize) -> [&str; 5] {
        ["ingest", "bitcoin", &self.paths[round], "--commit-every", "1"]
    }
}

/// Where each block lies, without its frame.
fn records(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while bytes[at..].starts_with(MAGIC) {
        let len = u32::from_le_bytes(*bytes[at + 4..].first_chunk().unwrap()) as usize;
        found.push(at + 8..at + 8 + len);
        at += 8 + len;
        if at >= bytes.len() {
            break;
        }
    }
    found
}

/// A block after `prev`, mined again, as a record; its hash.
fn put(file: &mut Vec<u8>, mut block: Vec<u8>, prev: [u8; 32]) -> [u8; 32] {
    block[4..36].copy_from_slice(&prev);
    for nonce in 0u32.. {
        block[76..80].copy_from_slice(&nonce.to_le_bytes());
        // The easiest target there is: the highest bit is not set, and not all others are.
        if sha256d(&block[..80])[31] < 0x7f {
            break;
        }
    }
    file.extend(MAGIC);
    file.extend(u32::try_from(block.len()).unwrap().to_le_bytes());
    file.extend(&block);
    sha256d(&block[..80])
}

/// A block with a coinbase alone, whose id is the Merkle root.
fn empty_block(header: &[u8], height: u32) -> Vec<u8> {
    let mut tx = vec![1, 0, 0, 0, 1];
    tx.extend([0; 32]);
    tx.extend([0xff; 4]);
    // The height (BIP 34), in three bytes.
    tx.extend([4, 3]);
    tx.extend(&height.to_le_bytes()[..3]);
    tx.extend([0xff; 4]);
    tx.push(1);
    tx.extend(5_000_000_000_u64.to_le_bytes());
    tx.extend([22, 0, 20]);
    tx.extend([7; 20]);
    tx.extend([0; 4]);
    let mut block = header.to_vec();
    block[36..68].copy_from_slice(&sha256d(&tx));
    block.push(1);
    block.extend(tx);
    block
}
