//! Little chains for this room's tests, built block by block.

use model::address::BitcoinAddress;
use model::amount::Sat;
use model::batch::{Batch, BlockRow, OutputRow, SpentRow, TxFlags, TxRow};
use model::chain::{LedgerId, LedgerKind, Network};
use model::hash::{BlockHash, OutPoint, Txid, sha256d};
use model::script::Lock;

pub(crate) const LINKED: LedgerId = LedgerId { network: Network::Story, kind: LedgerKind::Linked };
pub(crate) const PARTIAL: LedgerId =
    LedgerId { network: Network::Story, kind: LedgerKind::Partial };

/// A txid by name: the same name is the same txid.
pub(crate) fn txid(name: &str) -> Txid {
    Txid(sha256d(name.as_bytes()))
}

pub(crate) fn out_point(name: &str, vout: u32) -> OutPoint {
    OutPoint { txid: txid(name), vout }
}

pub(crate) fn block_hash(name: &str) -> BlockHash {
    BlockHash(sha256d(name.as_bytes()))
}

/// A holder by name, of a kind that depends on its first letter: `k` a bare key, `m` a bare
/// multisig, `t` taproot, else P2WPKH.
pub(crate) fn holder(name: &str) -> BitcoinAddress {
    let digest = sha256d(name.as_bytes());
    let (lock, payload) = match name.as_bytes().first() {
        Some(b'k') => (Lock::P2pk, [&[2], &digest[..]].concat()),
        Some(b'K') => (Lock::P2pk, [&[4], &digest[..], &digest[..]].concat()),
        Some(b'm') => (Lock::Multisig, [&[0x51, 33, 2], &digest[..], &[0x51, 0xae]].concat()),
        Some(b't') => (Lock::P2tr, digest.to_vec()),
        _ => (Lock::P2wpkh, digest[..20].to_vec()),
    };
    BitcoinAddress::new(lock, &payload).unwrap()
}

/// Builds one batch. Names of blocks and transactions become their hashes.
#[derive(Default)]
pub(crate) struct Builder {
    batch: Batch,
    prev: BlockHash,
    height: u32,
}

impl Builder {
    /// Continues after a block.
    pub(crate) fn after(name: &str, height: u32) -> Builder {
        Builder { prev: block_hash(name), height: height + 1, ..Builder::default() }
    }

    pub(crate) fn block(mut self, name: &str) -> Builder {
        let txs_end = self.batch.txs.len() as u32;
        self.batch.blocks.push(BlockRow {
            height: Some(self.height),
            hash: block_hash(name),
            prev: self.prev,
            time: 1_000_000 + 600 * self.height,
            txs_end,
        });
        self.prev = block_hash(name);
        self.height += 1;
        self
    }

    pub(crate) fn time(mut self, time: u32) -> Builder {
        self.batch.blocks.last_mut().unwrap().time = time;
        self
    }

    pub(crate) fn no_height(mut self) -> Builder {
        self.batch.blocks.last_mut().unwrap().height = None;
        self
    }

    /// A coinbase that pays 50 to a holder. Called `name`.
    pub(crate) fn coinbase(self, name: &str, to: &str) -> Builder {
        self.tx(name, &[], &[(to, 50)])
    }

    /// A transaction in the last block. An output to `data` is nobody's.
    pub(crate) fn tx(
        mut self,
        name: &str,
        inputs: &[(&str, u32)],
        outputs: &[(&str, u64)],
    ) -> Builder {
        self.batch.inputs.extend(inputs.iter().map(|(name, vout)| out_point(name, *vout)));
        for (to, value) in outputs {
            let output = self.output(to, *value);
            self.batch.outputs.push(output);
        }
        let coinbase = if inputs.is_empty() { TxFlags::COINBASE } else { 0 };
        self.batch.txs.push(TxRow {
            txid: txid(name),
            inputs_end: self.batch.inputs.len() as u32,
            outputs_end: self.batch.outputs.len() as u32,
            version: 2,
            lock_time: 0,
            weight: 400,
            flags: TxFlags(coinbase),
        });
        self.batch.blocks.last_mut().unwrap().txs_end = self.batch.txs.len() as u32;
        self
    }

    /// Tells what the last transaction's input `index` spends.
    pub(crate) fn told(mut self, index: u32, from: &str, value: u64) -> Builder {
        let txs = &self.batch.txs;
        let first = txs.len().checked_sub(2).map_or(0, |before| txs[before].inputs_end);
        let output = self.output(from, value);
        self.batch.spent.push(SpentRow { input: first + index, output });
        self
    }

    fn output(&mut self, to: &str, value: u64) -> OutputRow {
        let payload_start = self.batch.payloads.len() as u32;
        let (lock, payload) = match to {
            "data" => (Lock::Data, Vec::new()),
            _ => {
                let holder = holder(to);
                (holder.lock(), holder.payload().to_vec())
            }
        };
        self.batch.payloads.extend_from_slice(&payload);
        let payload_len = payload.len() as u16;
        OutputRow { value: Sat(value), lock, payload_start, payload_len }
    }

    pub(crate) fn build(self) -> Batch {
        self.batch
    }
}
