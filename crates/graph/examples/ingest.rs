//! What the store costs: grows a chain with mainnet's mix in memory, writes it, reads it, and prints
//! CPU time a transaction, peak memory and bytes by column.
//!
//! `cargo run --release -p graph --example ingest -- [transactions] [commits] [MiB] [write]` (Linux: it
//! reads /proc); the budget is in MiB, and with a fourth word it only writes. The growing itself is
//! measured apart and left out.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::cast_possible_truncation)]

use std::fs;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use graph::{Budget, End, Graph, Writer};
use model::amount::Sat;
use model::batch::{Batch, BlockRow, OutputRow, TxFlags, TxRow};
use model::chain::{LedgerId, LedgerKind, Network};
use model::hash::{BlockHash, OutPoint, Txid};
use model::script::Lock;

const TXS_PER_BLOCK: u64 = 2_000;
const BLOCKS_PER_BATCH: usize = 8;

fn main() {
    let number = |n: usize| std::env::args().nth(n).map(|text| text.parse::<u64>().unwrap());
    let (txs, commits) = (number(1).unwrap_or(1_000_000), number(2).unwrap_or(1));
    let memory_bytes = number(3).map_or(Budget::default().memory_bytes, |mib| mib << 20);
    let dir = tempfile::tempdir().unwrap();
    let ledger = LedgerId { network: Network::Story, kind: LedgerKind::Linked };
    let budget = Budget { memory_bytes, threads: 1 };
    let mut writer = Writer::open_with(dir.path(), ledger, budget).unwrap();
    std::thread::spawn(watch);
    let mut chain = Chain::default();
    let mut spent = Spent::default();
    let mut batch = Batch::default();
    for commit in 1..=commits {
        while chain.txs < txs * commit / commits {
            chain.grow(&mut batch);
            GROWING_KB.store(chain.coins.len() as u64 / 64, Relaxed);
            spent.add("append", || writer.append(&batch).unwrap());
        }
        spent.add("commit", || writer.commit().unwrap());
    }
    let writing = spent.total();
    spent.print(txs);
    let peak = PEAK_KB.load(Relaxed) / 1024;
    println!("writing: {} ns/tx, peak of anonymous memory {peak} MiB", writing / txs);
    drop(writer);
    if std::env::args().nth(4).is_some() {
        return;
    }
    let mut spent = Spent::default();
    let graph = spent.add("open", || Graph::open(dir.path()).unwrap());
    spent.add("open writer", || drop(Writer::open(dir.path(), ledger).unwrap()));
    read(&graph, &mut spent);
    spent.print(txs);
    let sizes = graph.column_sizes();
    let total: u64 = sizes.iter().map(|(_, bytes)| bytes).sum();
    println!("{} bytes/tx over {} files", total / txs, fs::read_dir(dir.path()).unwrap().count());
    for (name, bytes) in sizes.iter().filter(|(_, bytes)| *bytes * 10 > txs) {
        println!("  {name:24} {:>5}.{} bytes/tx", bytes / txs, bytes * 10 / txs % 10);
    }
}

/// A sweep as clustering makes it, and look-ups of every kind.
fn read(graph: &Graph, spent: &mut Spent) {
    let sum = spent.add("sweep", || {
        let mut sum = 0;
        for tx in graph.txs() {
            for holder in tx.input_holders().flatten() {
                sum += u64::from(holder.0);
            }
            for (value, holder) in tx.outputs() {
                sum += value.0 + holder.map_or(0, |holder| u64::from(holder.0));
            }
        }
        sum
    });
    let legs = spent.add("all legs", || {
        let addresses = graph.counts().addresses as u32;
        let ids = (0..addresses).map(graph::AddressId);
        ids.map(|id| graph.legs(id, End::Newest, 0, 4).len() as u64).sum::<u64>()
    });
    let found = spent.add("find every tx", || {
        graph.txs().map(|tx| graph.find_tx(&tx.txid()).len() as u64).sum::<u64>()
    });
    let fates = spent.add("every fate", || {
        let outputs = (0..graph.counts().outputs).map(graph::OutId);
        outputs.filter(|id| graph.fate(*id) == graph::Fate::Unspent).count()
    });
    println!("sweep {sum}, legs {legs}, found {found}, unspent {fates}");
    let digest = spent.add("digest", || graph.logical_digest());
    let verified = spent.add("verify", || graph.verify());
    println!("digest {digest}, {} damages", verified.damages.len());
}

#[derive(Default)]
struct Spent(Vec<(&'static str, u64)>);

impl Spent {
    fn add<T>(&mut self, name: &'static str, work: impl FnOnce() -> T) -> T {
        let before = cpu_ns();
        let result = work();
        let ns = cpu_ns() - before;
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, sum)) => *sum += ns,
            None => self.0.push((name, ns)),
        }
        result
    }

    fn total(&self) -> u64 {
        self.0.iter().map(|(_, ns)| ns).sum()
    }

    fn print(&self, txs: u64) {
        for (name, ns) in &self.0 {
            println!("{name:16} {:>6} ms  {:>5} ns/tx", ns / 1_000_000, ns / txs);
        }
    }
}

fn cpu_ns() -> u64 {
    let text = fs::read_to_string("/proc/self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse().unwrap()
}

/// What the growing chain holds, and the most that was held beside it, in KiB.
static GROWING_KB: AtomicU64 = AtomicU64::new(0);
static PEAK_KB: AtomicU64 = AtomicU64::new(0);

fn watch() {
    loop {
        let text = fs::read_to_string("/proc/self/status").unwrap();
        let line = text.lines().find(|line| line.starts_with("RssAnon")).unwrap();
        let held: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        PEAK_KB.fetch_max(held.saturating_sub(GROWING_KB.load(Relaxed)), Relaxed);
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A chain with about 2.6 inputs and 2.7 outputs a transaction, most coins young, some addresses
/// used again.
#[derive(Default)]
struct Chain {
    txs: u64,
    blocks: u64,
    prev: BlockHash,
    /// Unspent outputs: transaction and index.
    coins: Vec<(u64, u32)>,
    addresses: u64,
    state: u64,
}

impl Chain {
    fn random(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.state)
    }

    fn grow(&mut self, batch: &mut Batch) {
        batch.clear();
        for _ in 0..BLOCKS_PER_BATCH {
            self.tx(batch, TxFlags::COINBASE, 0, 2);
            for _ in 1..TXS_PER_BLOCK {
                let inputs = [1, 1, 1, 2, 1, 3, 2, 10][self.random() as usize % 8];
                let outputs = [2, 2, 2, 2, 1, 2, 3, 8][self.random() as usize % 8];
                self.tx(batch, TxFlags::SEGWIT, inputs, outputs);
            }
            let hash = BlockHash(name(self.blocks, 1));
            batch.blocks.push(BlockRow {
                height: None,
                hash,
                prev: self.prev,
                time: 1_300_000_000 + 600 * self.blocks as u32,
                txs_end: batch.txs.len() as u32,
            });
            self.prev = hash;
            self.blocks += 1;
        }
    }

    fn tx(&mut self, batch: &mut Batch, flags: u8, inputs: usize, outputs: u32) {
        for _ in 0..inputs.min(self.coins.len().saturating_sub(2)) {
            // Most coins are spent soon, some late.
            let far = if self.random().is_multiple_of(4) { self.coins.len() } else { 20_000 };
            let back = 1 + self.random() as usize % far.min(self.coins.len() - 1);
            let at = self.coins.len() - back;
            let (tx, vout) = self.coins.swap_remove(at);
            batch.inputs.push(OutPoint { txid: Txid(name(tx, 0)), vout });
        }
        for vout in 0..outputs {
            let (address, fresh) = match self.random() % 2 {
                0 if self.addresses > 0 => (self.random() % self.addresses, 0),
                _ => (self.addresses, 1),
            };
            self.addresses += fresh;
            let lock = [Lock::P2pkh, Lock::P2wpkh, Lock::P2sh, Lock::P2tr][address as usize % 4];
            let len = if lock == Lock::P2tr { 32 } else { 20 };
            let payload_start = batch.payloads.len() as u32;
            batch.payloads.extend_from_slice(&name(address, 2)[..len]);
            let value = Sat(self.random() % 100_000_000);
            batch.outputs.push(OutputRow { value, lock, payload_start, payload_len: len as u16 });
            // The genesis output cannot be spent.
            if self.txs > 0 {
                self.coins.push((self.txs, vout));
            }
        }
        batch.txs.push(TxRow {
            txid: Txid(name(self.txs, 0)),
            inputs_end: batch.inputs.len() as u32,
            outputs_end: batch.outputs.len() as u32,
            version: 2,
            lock_time: 0,
            weight: 2_160,
            flags: TxFlags(flags),
        });
        self.txs += 1;
    }
}

/// Thirty-two bytes that look like a hash.
fn name(number: u64, kind: u64) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (word, out) in bytes.chunks_exact_mut(8).enumerate() {
        out.copy_from_slice(&mix(number * 16 + kind * 4 + word as u64 + 1).to_le_bytes());
    }
    bytes
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
