//! Little chains for this room's tests, built block by block.
#![expect(clippy::cast_possible_truncation, reason = "the numbers of a test are small")]

use std::fmt::Write as _;

use model::address::BitcoinAddress;
use model::amount::Sat;
use model::batch::{Batch, BlockRow, OutputRow, SpentRow, TxFlags, TxRow};
use model::block::BlockRef;
use model::chain::{LedgerId, LedgerKind, Network};
use model::hash::{BlockHash, OutPoint, Txid, sha256d};
use model::script::Lock;

use crate::{AddressId, BlockId, End, Graph, TxId};

pub(crate) const LINKED: LedgerId = LedgerId { network: Network::Story, kind: LedgerKind::Linked };
pub(crate) const PARTIAL: LedgerId =
    LedgerId { network: Network::Story, kind: LedgerKind::Partial };

/// A directory in memory where there is one: a law makes hundreds of durable commits.
pub(crate) fn dir() -> tempfile::TempDir {
    let memory = std::path::Path::new("/dev/shm");
    match memory.is_dir() {
        true => tempfile::tempdir_in(memory).unwrap(),
        false => tempfile::tempdir().unwrap(),
    }
}

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

    /// Makes the last transaction unusual in one of some ways, or leaves it as it is.
    fn facts(mut self, choice: u64) -> Builder {
        let height = self.height - 1;
        let tx = self.batch.txs.last_mut().unwrap();
        match choice / 32 % 9 {
            0 => tx.version = 1,
            1 => tx.version = 3,
            2 => tx.lock_time = height.saturating_sub(1),
            3 => tx.lock_time = 1_700_000_000,
            4 => tx.weight = 5_000_000,
            5 => tx.flags = TxFlags(TxFlags::SEGWIT | TxFlags::RBF),
            _ => {}
        }
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

/// A chain that grows by chance: every choice comes from the numbers given.
#[derive(Clone)]
pub(crate) struct Growing {
    ledger: LedgerId,
    tip: Option<String>,
    height: u32,
    named: u32,
    unspent: Vec<(String, u32)>,
    twin: Option<String>,
}

impl Growing {
    pub(crate) fn new(ledger: LedgerId) -> Growing {
        let unspent = Vec::new();
        Growing { ledger, tip: None, height: 0, named: 0, unspent, twin: None }
    }

    pub(crate) fn tip(&self) -> BlockRef {
        let hash = block_hash(self.tip.as_deref().unwrap());
        BlockRef { height: self.height - 1, hash }
    }

    /// One block with a transaction for each number. `branch` makes its names its own.
    pub(crate) fn block(&mut self, branch: &str, choices: &[u64]) -> Batch {
        let mut builder = match &self.tip {
            Some(tip) => Builder::after(tip, self.height - 1),
            None => Builder::default(),
        };
        let name = format!("{branch}{}", self.height);
        builder = builder.block(&name);
        if self.ledger.kind == LedgerKind::Partial && self.height % 3 == 1 {
            builder = builder.no_height();
        }
        builder = self.coinbase(builder, choices.first().copied().unwrap_or(0), &name);
        for choice in choices {
            builder = self.payment(builder, *choice, branch);
        }
        self.tip = Some(name);
        self.height += 1;
        builder.build()
    }

    fn coinbase(&mut self, builder: Builder, choice: u64, block: &str) -> Builder {
        // Now and then the last coinbase comes again, as before BIP 30.
        let twin = self.twin.clone().filter(|_| choice.is_multiple_of(5));
        let name = twin.unwrap_or_else(|| format!("coinbase {block}"));
        let payee = HOLDERS[choice as usize / 7 % 8];
        self.unspent.retain(|(tx, _)| *tx != name);
        if self.height > 0 || self.ledger.kind == LedgerKind::Partial {
            self.unspent.push((name.clone(), 0));
            self.twin = Some(name.clone());
        }
        builder.coinbase(&name, payee)
    }

    fn payment(&mut self, builder: Builder, choice: u64, branch: &str) -> Builder {
        let mut inputs: Vec<(String, u32)> = Vec::new();
        for step in 0..=choice % 3 {
            if !self.unspent.is_empty() {
                let at = (choice >> (4 * step)) as usize % self.unspent.len();
                inputs.push(self.unspent.swap_remove(at));
            }
        }
        let foreign = self.ledger.kind == LedgerKind::Partial && choice.is_multiple_of(4);
        if foreign {
            inputs.push((format!("far {}", choice % 16), 1));
        }
        if inputs.is_empty() {
            return builder;
        }
        self.named += 1;
        let name = format!("{branch} tx {} {choice}", self.named);
        let count = 1 + choice / 3 % 4;
        let outputs: Vec<(&str, u64)> = (0..count)
            .map(|step| {
                let payee = HOLDERS[(choice >> (5 * step)) as usize % HOLDERS.len()];
                (payee, choice >> step & 0xffff)
            })
            .collect();
        for (vout, (payee, _)) in outputs.iter().enumerate() {
            if *payee != "data" {
                self.unspent.push((name.clone(), vout as u32));
            }
        }
        let inputs: Vec<(&str, u32)> =
            inputs.iter().map(|(name, vout)| (name.as_str(), *vout)).collect();
        let told = (foreign && choice.is_multiple_of(8)).then(|| inputs.len() as u32 - 1);
        let builder = builder.tx(&name, &inputs, &outputs).facts(choice);
        match told {
            Some(input) => builder.told(input, HOLDERS[choice as usize / 16 % 7], 77),
            None => builder,
        }
    }
}

const HOLDERS: [&str; 12] =
    ["ann", "bob", "kim", "meg", "tom", "Kai", "eve", "dan", "data", "zoe", "tim", "abe"];

/// Batches as one.
pub(crate) fn join(batches: &[Batch]) -> Batch {
    let mut all = Batch::default();
    for batch in batches {
        let (txs, inputs) = (all.txs.len() as u32, all.inputs.len() as u32);
        let (outputs, payloads) = (all.outputs.len() as u32, all.payloads.len() as u32);
        let moved = |output: &OutputRow| OutputRow {
            payload_start: output.payload_start + payloads,
            ..*output
        };
        all.blocks.extend(
            batch
                .blocks
                .iter()
                .map(|block| BlockRow { txs_end: block.txs_end + txs, ..block.clone() }),
        );
        all.txs.extend(batch.txs.iter().map(|tx| TxRow {
            inputs_end: tx.inputs_end + inputs,
            outputs_end: tx.outputs_end + outputs,
            ..tx.clone()
        }));
        all.inputs.extend(&batch.inputs);
        all.outputs.extend(batch.outputs.iter().map(moved));
        all.spent.extend(
            batch.spent.iter().map(|spent| SpentRow {
                input: spent.input + inputs,
                output: moved(&spent.output),
            }),
        );
        all.payloads.extend(&batch.payloads);
    }
    all
}

/// Everything a reader can say of a ledger, through every accessor.
pub(crate) fn tell(graph: &Graph) -> String {
    let mut text = format!("{:?} {:?}\n", graph.counts(), graph.tip());
    // What a damaged count claims is not walked to its end.
    let few = |count: u64| 0..count.min(2_000);
    for id in few(graph.counts().blocks) {
        let block = graph.block(BlockId(id as u32));
        writeln!(text, "{block:?}").unwrap();
        let Some(block) = block else { continue };
        assert!(block.txs.end <= graph.counts().transactions);
        let height = block.height.and_then(|height| graph.block_at_height(height));
        let time = graph.block_at_time(block.time);
        writeln!(text, "  {:?} {height:?} {time:?}", graph.find_block(&block.hash)).unwrap();
    }
    for id in few(graph.counts().transactions).map(TxId) {
        let (tx, txid) = (graph.tx(id), graph.txid(id));
        writeln!(text, "{txid} {tx:?} {} {:?}", graph.time(id), graph.find_tx(&txid)).unwrap();
        for input in graph.inputs(&tx).take(100) {
            writeln!(text, "  {input:?} {:?}", graph.input(input.id)).unwrap();
        }
        for output in graph.outputs(&tx).take(100) {
            let found = graph.find_output(&OutPoint { txid, vout: output.vout });
            writeln!(text, "  {output:?} {:?} {found:?}", graph.output(output.id)).unwrap();
        }
    }
    for id in few(graph.counts().addresses).map(|id| AddressId(id as u32)) {
        let address = graph.address(id);
        writeln!(text, "{address:?} {:?} {:?}", graph.find_address(&address), graph.lock(id))
            .unwrap();
        writeln!(text, "  {:?} {}", graph.totals(id), graph.legs_len(id)).unwrap();
        writeln!(text, "  {:?}", graph.legs(id, End::Oldest, 0, 100)).unwrap();
        writeln!(text, "  {:?}", graph.legs(id, End::Newest, 1, 3)).unwrap();
    }
    for tx in graph.txs().take(2_000) {
        let (inputs, outputs) = (tx.inputs().take(100), tx.outputs().take(100));
        writeln!(text, "{:?} {:?}", inputs.collect::<Vec<_>>(), outputs.collect::<Vec<_>>())
            .unwrap();
    }
    text
}
