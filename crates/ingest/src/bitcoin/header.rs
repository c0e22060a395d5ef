//! A block's eighty-byte header.

use model::hash::{BlockHash, sha256d};

pub const HEADER_LEN: usize = 80;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    pub version: i32,
    pub prev: BlockHash,
    pub merkle_root: [u8; 32],
    pub time: u32,
    pub bits: u32,
    pub nonce: u32,
}

impl Header {
    pub fn read(bytes: &[u8; HEADER_LEN]) -> Self {
        Self {
            version: i32::from_le_bytes(part(bytes, 0)),
            prev: BlockHash(part(bytes, 4)),
            merkle_root: part(bytes, 36),
            time: u32::from_le_bytes(part(bytes, 68)),
            bits: u32::from_le_bytes(part(bytes, 72)),
            nonce: u32::from_le_bytes(part(bytes, 76)),
        }
    }

    pub fn hash(bytes: &[u8; HEADER_LEN]) -> BlockHash {
        BlockHash(sha256d(bytes))
    }
}

fn part<const N: usize>(bytes: &[u8; HEADER_LEN], at: usize) -> [u8; N] {
    bytes[at..at + N].try_into().expect("the fields of a header lie within its eighty bytes")
}
