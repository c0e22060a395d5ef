//! Little chains of real blocks for tests: on regtest's easiest proof of work, mined as written.

use model::chain::Network;
use model::hash::{BlockHash, sha256d};

use super::check::{merkle_root, proof_of_work};
use super::header::Header;

pub const NETWORK: Network = Network::Story;
const BITS_EASIEST: u32 = 0x207f_ffff;

/// A block as bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block(pub Vec<u8>);

impl Block {
    pub fn hash(&self) -> BlockHash {
        Header::hash(self.0.first_chunk().expect("a block has a header"))
    }

    pub fn framed(&self) -> Vec<u8> {
        framed(NETWORK, &self.0)
    }

    /// The transactions' bytes are not touched, only the header's claim about them is.
    pub fn with_transactions(prev: BlockHash, bits: u32, txs: &[Vec<u8>]) -> Block {
        let mut txids: Vec<[u8; 32]> = txs.iter().map(|tx| sha256d(tx)).collect();
        let root = merkle_root(&mut txids).0.expect("a block has transactions");
        let mut bytes = vec![1, 0, 0, 0];
        bytes.extend(prev.0);
        bytes.extend(root);
        bytes.extend(1_600_000_000_u32.to_le_bytes());
        bytes.extend(bits.to_le_bytes());
        bytes.extend([0; 4]);
        bytes.push(u8::try_from(txs.len()).expect("few transactions"));
        bytes.extend(txs.concat());
        let mut block = Block(bytes);
        for nonce in 0_u32.. {
            block.0[76..80].copy_from_slice(&nonce.to_le_bytes());
            if proof_of_work(NETWORK, bits, &block.hash()).is_ok() {
                break;
            }
        }
        block
    }
}

/// A record of a block file.
pub fn framed(network: Network, block: &[u8]) -> Vec<u8> {
    let len = u32::try_from(block.len()).expect("a block is small");
    [&network.magic()[..], &len.to_le_bytes(), block].concat()
}

/// A coinbase that pays to nobody in particular; `tag` makes it different from others.
pub fn coinbase(tag: u8) -> Vec<u8> {
    let mut tx = vec![1, 0, 0, 0, 1];
    tx.extend([0; 32]);
    tx.extend([0xff; 4]);
    tx.extend([2, 1, tag]);
    tx.extend([0xff; 4]);
    tx.push(1);
    tx.extend(5_000_000_000_u64.to_le_bytes());
    tx.extend([22, 0, 20]);
    tx.extend([tag; 20]);
    tx.extend([0; 4]);
    tx
}

/// A transaction that spends an output that need not exist.
pub fn payment(tag: u8) -> Vec<u8> {
    let mut tx = vec![2, 0, 0, 0, 1];
    tx.extend([tag; 32]);
    tx.extend([1, 0, 0, 0]);
    tx.push(0);
    tx.extend([0xff; 4]);
    tx.push(1);
    tx.extend(1_000_u64.to_le_bytes());
    tx.extend([23, 0xa9, 20]);
    tx.extend([tag; 20]);
    tx.push(0x87);
    tx.extend([0; 4]);
    tx
}

/// `count` blocks after `prev`; chains with different tags share nothing.
pub fn chain(prev: BlockHash, tag: u8, count: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut prev = prev;
    for _ in 0..count {
        let block = Block::with_transactions(prev, BITS_EASIEST, &[coinbase(tag), payment(tag)]);
        prev = block.hash();
        blocks.push(block);
    }
    blocks
}
