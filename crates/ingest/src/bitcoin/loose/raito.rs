//! A block as JSON together with the outputs it spends, as raito's test data has them.
//!
//! The document says everything that a block serialises except its parent and its Merkle root: the
//! first is the chain state's best block, the second follows from the transactions. So the block
//! is written out again as bytes and goes through the same decoder as any other, whose proof of
//! work shows that nothing was lost. raito works on the main network.

use model::hash::{BlockHash, Txid, sha256d};
use serde::Deserialize;

use super::spent::from_json;
use crate::bitcoin::check::merkle_root;
use crate::bitcoin::error::{Fault, Reason};

/// A block written out again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebuilt {
    pub height: u32,
    pub bytes: Vec<u8>,
    /// What it spends, as [`super::spent::Format::Outputs`].
    pub spent: Vec<u8>,
}

#[derive(Deserialize)]
struct Document {
    chain_state: ChainState,
    blocks: Vec<Block>,
}

#[derive(Deserialize)]
struct ChainState {
    block_height: u32,
    best_block_hash: String,
}

#[derive(Deserialize)]
struct Block {
    header: Header,
    data: Data,
}

#[derive(Deserialize)]
struct Header {
    version: u32,
    time: u32,
    bits: u32,
    nonce: u32,
}

#[derive(Deserialize)]
struct Data {
    transactions: Vec<Transaction>,
}

#[derive(Deserialize)]
struct Transaction {
    version: u32,
    is_segwit: bool,
    inputs: Vec<Input>,
    outputs: Vec<Output>,
    lock_time: u32,
}

#[derive(Deserialize)]
struct Input {
    script: String,
    sequence: u32,
    previous_output: Previous,
    #[serde(default)]
    witness: Vec<String>,
}

#[derive(Deserialize)]
struct Previous {
    txid: String,
    vout: u32,
    data: Output,
}

#[derive(Deserialize)]
struct Output {
    value: u64,
    pk_script: String,
}

/// Writes the blocks of a document out again, in order.
pub fn rebuild(document: &[u8]) -> Result<Vec<Rebuilt>, Fault> {
    let document: Document = from_json(document)?;
    let mut prev: BlockHash =
        document.chain_state.best_block_hash.parse().map_err(|_| hex_fault())?;
    let mut height = document.chain_state.block_height;
    let mut blocks = Vec::new();
    for block in &document.blocks {
        height = height.checked_add(1).ok_or(Fault { at: 0, reason: Reason::Amount })?;
        let rebuilt = block.rebuild(height, prev)?;
        prev = BlockHash(sha256d(&rebuilt.bytes[..80]));
        blocks.push(rebuilt);
    }
    Ok(blocks)
}

impl Block {
    fn rebuild(&self, height: u32, prev: BlockHash) -> Result<Rebuilt, Fault> {
        let mut body = Vec::new();
        let mut spent = Vec::new();
        let mut txids = Vec::new();
        push_compact(self.data.transactions.len() as u64, &mut body);
        for (index, tx) in self.data.transactions.iter().enumerate() {
            txids.push(sha256d(&tx.serialise(false)?));
            body.extend(tx.serialise(tx.is_segwit)?);
            // The coinbase spends nothing, whatever the document writes there.
            for input in tx.inputs.iter().filter(|_| index > 0) {
                input.previous_output.data.push(&mut spent)?;
            }
        }
        let (root, _) = merkle_root(&mut txids);
        let mut bytes = Vec::with_capacity(80 + body.len());
        bytes.extend_from_slice(&self.header.version.to_le_bytes());
        bytes.extend_from_slice(&prev.0);
        bytes.extend_from_slice(&root.unwrap_or_default());
        for number in [self.header.time, self.header.bits, self.header.nonce] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes.extend(body);
        Ok(Rebuilt { height, bytes, spent })
    }
}

impl Transaction {
    fn serialise(&self, witness: bool) -> Result<Vec<u8>, Fault> {
        let mut bytes = self.version.to_le_bytes().to_vec();
        if witness {
            bytes.extend_from_slice(&[0, 1]);
        }
        push_compact(self.inputs.len() as u64, &mut bytes);
        for input in &self.inputs {
            let txid: Txid = input.previous_output.txid.parse().map_err(|_| hex_fault())?;
            bytes.extend_from_slice(&txid.0);
            bytes.extend_from_slice(&input.previous_output.vout.to_le_bytes());
            push_string(&hex_bytes(&input.script)?, &mut bytes);
            bytes.extend_from_slice(&input.sequence.to_le_bytes());
        }
        push_compact(self.outputs.len() as u64, &mut bytes);
        for output in &self.outputs {
            output.push(&mut bytes)?;
        }
        for input in self.inputs.iter().filter(|_| witness) {
            push_compact(input.witness.len() as u64, &mut bytes);
            for item in &input.witness {
                push_string(&hex_bytes(item)?, &mut bytes);
            }
        }
        bytes.extend_from_slice(&self.lock_time.to_le_bytes());
        Ok(bytes)
    }
}

impl Output {
    fn push(&self, bytes: &mut Vec<u8>) -> Result<(), Fault> {
        bytes.extend_from_slice(&self.value.to_le_bytes());
        push_string(&hex_bytes(&self.pk_script)?, bytes);
        Ok(())
    }
}

/// A compact size in its shortest form.
fn push_compact(value: u64, bytes: &mut Vec<u8>) {
    let all = value.to_le_bytes();
    match value {
        0..=252 => bytes.push(all[0]),
        253..=0xffff => {
            bytes.push(253);
            bytes.extend_from_slice(&all[..2]);
        }
        0x1_0000..=0xffff_ffff => {
            bytes.push(254);
            bytes.extend_from_slice(&all[..4]);
        }
        _ => {
            bytes.push(255);
            bytes.extend_from_slice(&all);
        }
    }
}

fn push_string(string: &[u8], bytes: &mut Vec<u8>) {
    push_compact(string.len() as u64, bytes);
    bytes.extend_from_slice(string);
}

fn hex_bytes(text: &str) -> Result<Vec<u8>, Fault> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    hex::decode(digits).map_err(|_| hex_fault())
}

fn hex_fault() -> Fault {
    Fault { at: 0, reason: Reason::Hex }
}
