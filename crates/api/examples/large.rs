//! How long the screens' questions take of an address with very many transactions and of a cluster
//! with very many legs, of which stories have none.
//!
//! `cargo run --release -p api --example large -- 500000 1000000`: transactions of the address,
//! members of the cluster (four legs each). Numbers, not a test: the machine decides.

#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use std::sync::Arc;
use std::time::Instant;

use api::ask::bounds::Bounds;
use api::ask::cluster::ClusterQuestion;
use api::ask::counterparties::{CounterpartiesQuestion, Side};
use api::ask::look::LookQuestion;
use api::ask::pages::PageQuestion;
use api::ask::search::SearchQuestion;
use api::ask::watch::patient;
use api::ask::why::WhyQuestion;
use entity::atlas::{Atlas, Ledger};
use entity::cluster::Clusters;
use entity::label::{AsOf, Labels};
use graph::{Graph, Writer};
use model::address::BitcoinAddress;
use model::amount::Sat;
use model::batch::{Batch, BlockRow, OutputRow, TxFlags, TxRow};
use model::chain::Network;
use model::hash::{BlockHash, OutPoint, Txid, sha256d};
use model::script::Lock;

/// Outputs of one transaction that pays members; each member is paid twice by it.
const FAN: usize = 200;
const TXS_A_BLOCK: usize = 1000;
const BLOCKS_A_COMMIT: u32 = 300;

fn name(of: &str, number: usize) -> [u8; 32] {
    sha256d(format!("{of} {number}").as_bytes())
}

fn holder(of: &str, number: usize) -> BitcoinAddress {
    BitcoinAddress::new(Lock::P2wpkh, &name(of, number)[..20]).expect("twenty bytes")
}

/// A chain that is written as it grows: a block a batch.
struct Chain {
    writer: Writer,
    batch: Batch,
    prev: BlockHash,
    height: u32,
}

impl Chain {
    fn new(writer: Writer) -> Chain {
        Chain { writer, batch: Batch::default(), prev: BlockHash::default(), height: 0 }
    }

    fn tx(&mut self, txid: Txid, inputs: &[OutPoint], outputs: &[(BitcoinAddress, u64)]) {
        if self.batch.txs.is_empty() && !inputs.is_empty() {
            let miner = (holder("miner", 0), 5_000_000_000);
            self.tx(Txid(name("coinbase", self.height as usize)), &[], &[miner]);
        }
        let number = |len: usize| u32::try_from(len).expect("a block is small");
        self.batch.inputs.extend(inputs);
        for (to, value) in outputs {
            let payload_start = number(self.batch.payloads.len());
            self.batch.payloads.extend(to.payload());
            self.batch.outputs.push(OutputRow {
                value: Sat(*value),
                lock: to.lock(),
                payload_start,
                payload_len: u16::try_from(to.payload().len()).expect("short"),
            });
        }
        self.batch.txs.push(TxRow {
            txid,
            inputs_end: number(self.batch.inputs.len()),
            outputs_end: number(self.batch.outputs.len()),
            version: 2,
            lock_time: 0,
            weight: 400,
            flags: TxFlags(if inputs.is_empty() { TxFlags::COINBASE } else { 0 }),
        });
        if self.batch.txs.len() >= TXS_A_BLOCK {
            self.end_block();
        }
    }

    fn end_block(&mut self) {
        let hash = BlockHash(name("block", self.height as usize));
        self.batch.blocks.push(BlockRow {
            height: Some(self.height),
            hash,
            prev: self.prev,
            time: 1_300_000_000 + 600 * self.height,
            txs_end: u32::try_from(self.batch.txs.len()).expect("a block is small"),
        });
        self.writer.append(&self.batch).expect("the block fits");
        self.batch.clear();
        self.prev = hash;
        self.height += 1;
        if self.height.is_multiple_of(BLOCKS_A_COMMIT) {
            self.writer.commit().expect("it is written");
        }
    }

    /// `ann` is paid by so many transactions, one after the other.
    fn address(&mut self, transactions: usize) {
        self.tx(Txid(name("pay", 0)), &[], &[(holder("payer", 0), 1 << 50)]);
        for at in 1..=transactions {
            let from = OutPoint { txid: Txid(name("pay", at - 1)), vout: 0 };
            let paid = 1_000 + at as u64 % 7919;
            let change = (holder("payer", at % 5000), (1 << 50) - 10_000 * at as u64);
            self.tx(Txid(name("pay", at)), &[from], &[change, (holder("ann", 0), paid)]);
        }
        self.end_block();
    }

    /// So many addresses, each paid twice and spent together with the sum of those before.
    fn cluster(&mut self, members: usize) {
        let half = FAN / 2;
        let out_point = |of, number, vout| OutPoint { txid: Txid(name(of, number)), vout };
        let mut funds = 1_u64 << 50;
        let first = [(holder("member", 0), 1_000_003), (holder("funds", 0), funds)];
        self.tx(Txid(name("sum", 0)), &[], &first);
        for at in 1..=members.div_ceil(half) {
            let out = |out: usize| {
                let value = 10_000 + 37 * out as u64 + (at % 1000) as u64;
                (holder("member", (at - 1) * half + out % half), value)
            };
            let mut outputs: Vec<(BitcoinAddress, u64)> = (0..FAN).map(out).collect();
            funds -= outputs.iter().map(|(_, value)| value).sum::<u64>();
            outputs.push((holder("funds", at), funds));
            let fan = u32::try_from(FAN).expect("few");
            let from = if at == 1 { out_point("sum", 0, 1) } else { out_point("fan", at - 1, fan) };
            self.tx(Txid(name("fan", at)), &[from], &outputs);
            let spent = (0..fan).map(|vout| out_point("fan", at, vout));
            let inputs: Vec<OutPoint> =
                [out_point("sum", at - 1, 0)].into_iter().chain(spent).collect();
            self.tx(Txid(name("sum", at)), &inputs, &[(holder("member", 0), 1_000_003)]);
        }
        self.end_block();
        self.writer.commit().expect("it is written");
    }
}

fn timed<T>(what: &str, ask: impl Fn() -> T) -> T {
    let before = anonymous_kib();
    let start = Instant::now();
    let answer = ask();
    let first = start.elapsed();
    let kib = anonymous_kib().saturating_sub(before);
    let start = Instant::now();
    drop(ask());
    println!("{what:44} first {:>9.2?} (+{kib} KiB), again {:>9.2?}", first, start.elapsed());
    answer
}

/// Memory that is the program's own, and no file's.
fn anonymous_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse().ok()).unwrap_or(0)
}

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|arg| arg.parse::<usize>().ok());
    let transactions = numbers.next().unwrap_or(500_000);
    let members = numbers.next().unwrap_or(1_000_000);
    let dir = std::env::temp_dir().join(format!("kancil-large-{}", std::process::id()));
    let id = "bitcoin-story-linked".parse().expect("a ledger");
    let mut chain = Chain::new(Writer::open(&dir, id).expect("a ledger"));
    // The first block's coin can never be spent.
    chain.tx(Txid(name("genesis", 0)), &[], &[(holder("miner", 0), 5_000_000_000)]);
    chain.end_block();
    chain.address(transactions);
    chain.cluster(members);
    drop(chain);
    let graph = Graph::open(&dir).expect("it is there");
    let text = |of, number| holder(of, number).display(Network::Story).to_string();
    let (ann, first) = (text("ann", 0), text("member", 0));
    let last = text("member", members.saturating_sub(1));
    let cluster = format!("cluster:{first}");
    let clusters = Arc::new(Clusters::of(&graph));
    println!("{:?}", graph.counts());
    let as_of = AsOf { as_of: "2026-12-31".parse().expect("a day"), known_at: None };
    let atlas = Atlas::new(vec![Ledger { graph, clusters }], Arc::new(Labels::default()), as_of);
    let (atlas, own) = (&atlas, &Bounds::OWN);

    timed("look at the address", || LookQuestion::new(&ann).answer(atlas, own).expect("a look"));
    let question = PageQuestion::new(&ann);
    let page = timed("first page of its legs", || question.legs(atlas, own).expect("a page"));
    println!("  of {} legs", page.total);
    let question = PageQuestion { after: page.next, ..question };
    timed("next page", || question.legs(atlas, own).expect("a page"));
    for legs in [20_000, 200_000, 2_000_000] {
        let question =
            CounterpartiesQuestion { legs, ..CounterpartiesQuestion::new(&ann, Side::Received) };
        timed(&format!("who paid it, {legs} legs read"), || {
            question.answer(atlas, own, &mut patient).expect("an answer")
        });
    }
    let question = ClusterQuestion::new(&first);
    let view = timed("the cluster", || question.answer(atlas, own).expect("a cluster"));
    println!("  of {} members", view.size);
    let question = ClusterQuestion { why: true, ..question };
    timed("the cluster with its joins", || question.answer(atlas, own).expect("a cluster"));
    let question = SearchQuestion::new(&first);
    timed("search for its first address", || question.answer(atlas, own).expect("an answer"));
    let question = PageQuestion::new(&cluster);
    let page = timed("first page of its members", || question.members(atlas, own).expect("a page"));
    let question = PageQuestion { after: page.next, ..question };
    timed("next page", || question.members(atlas, own).expect("a page"));
    let question = PageQuestion::new(&cluster);
    let page = timed("first page of its joins", || question.joins(atlas, own).expect("a page"));
    let question = PageQuestion { after: page.next, ..question };
    timed("next page", || question.joins(atlas, own).expect("a page"));
    let question = CounterpartiesQuestion::new(&cluster, Side::Received);
    timed("who paid it", || question.answer(atlas, own, &mut patient).expect("an answer"));
    let question = WhyQuestion::new(&first, &last);
    let way =
        timed("why its first and last are one", || question.answer(atlas, own).expect("a way"));
    println!("  {} joins", way.joins.len());
    drop(std::fs::remove_dir_all(&dir));
}
