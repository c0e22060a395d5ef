//! Blocks: coinbase, Merkle root, witness commitment, proof of work, and the genesis of a story.

use std::ops::Range;

use model::amount::Sat;
use model::block::BlockRef;
use model::chain::Network;
use model::hash::lanes::{Message, sha256d_each, sha256d_pairs};
use model::hash::{BlockHash, OutPoint, Txid, sha256d};

use crate::lock::data_script;
use crate::tx::{Transaction, write_count};

/// The easiest target there is (Bitcoin Core's regtest): about every second nonce fits.
pub const BITS_EASIEST: u32 = 0x207f_ffff;

/// What a story's genesis block says, where Bitcoin's says a headline.
pub const GENESIS_MESSAGE: &str = "a Kancil story: every coin in it is made up";

/// 2009-01-03T18:15:05Z, as Bitcoin's own.
pub const GENESIS_TIME: u32 = 1_231_006_505;

/// A finished block: its place and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    pub at: BlockRef,
    pub prev: BlockHash,
    pub time: u32,
    pub bytes: Vec<u8>,
    pub txids: Vec<Txid>,
    pub weights: Vec<u32>,
}

/// Where a block goes and when it was found.
#[derive(Debug, Clone, Copy)]
pub struct Head {
    pub height: u32,
    pub prev: BlockHash,
    pub time: u32,
}

/// The first block of every story. Its coinbase pays nobody, so no money is made that cannot move.
pub fn genesis() -> (Transaction, Sealed) {
    let mut coinbase = Transaction::new(1, 0);
    let mut script = vec![4, 0xff, 0xff, 0x7f, 0x20];
    script.push(u8::try_from(GENESIS_MESSAGE.len()).expect("a short message"));
    script.extend(GENESIS_MESSAGE.as_bytes());
    coinbase.mint(&script);
    let mut nobody = Vec::new();
    data_script(GENESIS_MESSAGE.as_bytes(), &mut nobody);
    coinbase.pay_script(Sat::ZERO, &nobody);
    let head = Head { height: 0, prev: BlockHash::default(), time: GENESIS_TIME };
    let mut builder = Builder::default();
    builder.push(&coinbase);
    let sealed = builder.seal_without_commitment(head);
    (coinbase, sealed)
}

/// The script of a coinbase: its height (BIP 34), then a few bytes that make it unique.
pub fn coinbase_script(height: u32, extra: &[u8]) -> Vec<u8> {
    let mut script = Vec::with_capacity(8 + extra.len());
    push_number(height, &mut script);
    script.push(u8::try_from(extra.len()).expect("callers give a few bytes"));
    script.extend_from_slice(extra);
    script
}

/// A script number as `CScript << int` writes it: small ones are opcodes.
#[expect(clippy::cast_possible_truncation, reason = "both casts are of numbers up to 16")]
fn push_number(number: u32, script: &mut Vec<u8>) {
    match number {
        0 => script.push(0),
        1..=16 => script.push(0x50 + number as u8),
        _ => {
            let bytes = number.to_le_bytes();
            let mut length = 4 - number.leading_zeros() as usize / 8;
            // A set high bit would read as a sign.
            let signed = bytes[length - 1] & 0x80 != 0;
            length += usize::from(signed);
            script.push(length as u8);
            script.extend(bytes.iter().chain([&0]).take(length));
        }
    }
}

/// Gathers a block's transactions after its coinbase. Holds bytes and hashes, not transactions.
#[derive(Debug, Default)]
pub struct Builder {
    bytes: Vec<u8>,
    txids: Vec<Txid>,
    /// Those of transactions with witnesses are computed when the block is closed, several at once.
    wtxids: Vec<[u8; 32]>,
    /// Transactions with witnesses, and where their bytes lie.
    witnessed: Vec<(usize, Range<usize>)>,
    weights: Vec<u32>,
    stripped: Vec<u8>,
}

impl Builder {
    /// Transactions so far.
    pub fn len(&self) -> usize {
        self.txids.len()
    }

    /// BIP 141 weight of the transactions so far.
    pub fn weight(&self) -> u64 {
        self.weights.iter().map(|weight| u64::from(*weight)).sum()
    }

    /// BIP 141 weight of the last transaction taken.
    pub fn weight_last(&self) -> u32 {
        self.weights.last().copied().unwrap_or(0)
    }

    pub fn clear(&mut self) {
        self.bytes.clear();
        self.txids.clear();
        self.wtxids.clear();
        self.weights.clear();
        self.witnessed.clear();
    }

    /// Takes a transaction and says its id.
    pub fn push(&mut self, tx: &Transaction) -> Txid {
        self.stripped.clear();
        tx.write_stripped(&mut self.stripped);
        let txid = Txid(sha256d(&self.stripped));
        let start = self.bytes.len();
        if tx.is_segwit() {
            tx.write(&mut self.bytes);
            self.witnessed.push((self.wtxids.len(), start..self.bytes.len()));
        } else {
            self.bytes.extend_from_slice(&self.stripped);
        }
        let weight = 3 * self.stripped.len() + (self.bytes.len() - start);
        self.weights.push(u32::try_from(weight).expect("a transaction is far below 1 GiB"));
        self.txids.push(txid);
        self.wtxids.push(txid.0);
        txid
    }

    /// Closes the block with its coinbase, which gets a witness commitment where one is needed
    /// (BIP 141), and finds a nonce. The builder is empty afterwards.
    pub fn seal(&mut self, head: Head, coinbase: &mut Transaction) -> Sealed {
        if !self.witnessed.is_empty() {
            let (bytes, wtxids) = (&self.bytes, &mut self.wtxids);
            let whole =
                |(at, range): &(usize, Range<usize>)| (*at, Message::Whole(&bytes[range.clone()]));
            sha256d_each(self.witnessed.iter().map(whole), |at, hash| wtxids[at] = hash);
            coinbase.reserve_witness();
            let mut leaves = Vec::with_capacity(self.wtxids.len() + 1);
            leaves.push([0; 32]);
            leaves.extend_from_slice(&self.wtxids);
            let mut preimage = [0; 64];
            preimage[..32].copy_from_slice(&merkle_root(leaves));
            let mut script = vec![0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed];
            script.extend(sha256d(&preimage));
            coinbase.pay_script(Sat::ZERO, &script);
        }
        let mut all = Builder::default();
        all.push(coinbase);
        all.bytes.append(&mut self.bytes);
        all.txids.append(&mut self.txids);
        all.weights.append(&mut self.weights);
        self.clear();
        all.seal_without_commitment(head)
    }

    fn seal_without_commitment(self, head: Head) -> Sealed {
        let root = merkle_root(self.txids.iter().map(|txid| txid.0).collect());
        let (header, hash) = mine(head, root);
        let mut bytes = Vec::with_capacity(self.bytes.len() + 90);
        bytes.extend(header);
        write_count(self.txids.len(), &mut bytes);
        bytes.extend_from_slice(&self.bytes);
        Sealed {
            at: BlockRef { height: head.height, hash },
            prev: head.prev,
            time: head.time,
            bytes,
            txids: self.txids,
            weights: self.weights,
        }
    }
}

fn mine(head: Head, root: [u8; 32]) -> ([u8; 80], BlockHash) {
    let mut header = [0; 80];
    header[..4].copy_from_slice(&0x2000_0000_u32.to_le_bytes());
    header[4..36].copy_from_slice(&head.prev.0);
    header[36..68].copy_from_slice(&root);
    header[68..72].copy_from_slice(&head.time.to_le_bytes());
    header[72..76].copy_from_slice(&BITS_EASIEST.to_le_bytes());
    for nonce in 0..=u32::MAX {
        header[76..].copy_from_slice(&nonce.to_le_bytes());
        let hash = sha256d(&header);
        if meets_easiest(&hash) {
            return (header, BlockHash(hash));
        }
    }
    unreachable!("half of all hashes meet the easiest target")
}

/// The target of 0x207fffff is 0x7fffff followed by zero bytes; hashes are little-endian numbers.
fn meets_easiest(hash: &[u8; 32]) -> bool {
    let top = [hash[31], hash[30], hash[29]];
    top < [0x7f, 0xff, 0xff] || (top == [0x7f, 0xff, 0xff] && hash[..29] == [0; 29])
}

/// Bitcoin's tree: the last of an odd row is paired with itself.
fn merkle_root(mut row: Vec<[u8; 32]>) -> [u8; 32] {
    while row.len() > 1 {
        if row.len() % 2 == 1 {
            row.push(row[row.len() - 1]);
        }
        sha256d_pairs(&mut row);
        row.truncate(row.len() / 2);
    }
    row.first().copied().unwrap_or_default()
}

/// Appends a block as a record of a block file: magic, length, block.
pub fn write_record(network: Network, block: &[u8], to: &mut Vec<u8>) {
    to.extend(network.magic());
    to.extend(u32::try_from(block.len()).expect("a block is far below 4 GiB").to_le_bytes());
    to.extend_from_slice(block);
}

/// The outpoint of a transaction's output.
pub fn outpoint(txid: Txid, vout: usize) -> OutPoint {
    OutPoint { txid, vout: u32::try_from(vout).expect("outputs of a transaction fit 32 bits") }
}
