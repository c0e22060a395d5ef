//! The parts of the pipeline one by one, on this thread: `micro BLOCKS LEDGER SCRATCH`.
//!
//! Blocks of BLOCKS are decoded, with every check and without; their batches go into a new ledger in
//! SCRATCH, whose writer is timed (its own threads apart: one is asked for); then LEDGER is walked and
//! asked. Figures are CPU nanoseconds of this thread.

use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use entity::cluster::Clusters;
use entity::cluster::rules::Rules as ClusterRules;
use graph::{AddressId, Budget, Graph, TxId, Writer};
use ingest::bitcoin::decode::{Decoder, Rules};
use measure::{say, thread_cpu};
use model::batch::Batch;
use model::chain::{LedgerId, LedgerKind, Network};
use model::hash::sha256d;

/// Of serialised blocks in one batch, as `kancil ingest` has it.
const BATCH_BYTES: usize = 16 << 20;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [blocks, ledger, scratch] = args.as_slice() else { panic!("micro BLOCKS LEDGER SCRATCH") };
    hashing();
    writing(Path::new(blocks), Path::new(scratch));
    let graph = Graph::open(Path::new(ledger)).expect("a ledger");
    clusters(&graph);
    asking(&graph);
}

/// CPU time of some work.
fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let before = thread_cpu();
    let done = work();
    (thread_cpu() - before, done)
}

fn nanos_each(what: &str, time: Duration, count: u64, unit: &str) {
    say(what, time.as_nanos() as f64 / count as f64, unit);
}

/// What a transaction's hash costs by itself: the floor below the floor.
fn hashing() {
    let bytes: Vec<u8> = (0..350_u32).map(|at| at as u8).collect();
    let hash_all = || {
        for _ in 0..200_000 {
            black_box(sha256d(black_box(&bytes)));
        }
    };
    let (time, ()) = timed(hash_all);
    nanos_each("SHA-256d of 350 bytes, one at a time", time, 200_000, "ns");
}

fn writing(blocks: &Path, scratch: &Path) {
    let id = LedgerId { network: Network::Story, kind: LedgerKind::Linked };
    let budget = Budget { threads: 1, ..Budget::default() };
    std::fs::create_dir_all(scratch).expect("a folder for a ledger");
    let mut writer = Writer::open_with(scratch, id, budget).expect("a new ledger");
    let checked = Rules { network: Network::Story, trust: false };
    let mut decoder = Decoder::default();
    let mut spent = [Duration::ZERO; 4];
    let (mut batch, mut again) = (Batch::default(), Batch::default());
    let (mut height, mut held, mut txs) = (0, 0, 0);
    let mut append = |batch: &mut Batch, spent: &mut Duration| {
        *spent += timed(|| writer.append(batch).expect("a batch that links")).0;
        batch.clear();
    };
    measure::each_block(blocks, |bytes| {
        again.clear();
        let (trusted, _) = timed(|| {
            decoder.block(bytes, Some(height), checked.trusting(), &mut again).expect("a block");
        });
        let (all, _) = timed(|| {
            decoder.block(bytes, Some(height), checked, &mut batch).expect("a block");
        });
        spent[0] += trusted;
        spent[1] += all;
        txs += again.txs.len() as u64;
        height += 1;
        held += bytes.len();
        if held >= BATCH_BYTES {
            held = 0;
            append(&mut batch, &mut spent[2]);
        }
    });
    append(&mut batch, &mut spent[2]);
    spent[3] = timed(|| drop(writer.commit().expect("a commit"))).0;
    nanos_each("decode, everything taken for granted", spent[0], txs, "ns/tx");
    nanos_each("decode with every check", spent[1], txs, "ns/tx");
    nanos_each("append: resolve and number", spent[2], txs, "ns/tx");
    nanos_each("commit: look-ups, lists, durable", spent[3], txs, "ns/tx");
}

fn clusters(graph: &Graph) {
    let counts = graph.counts();
    for (name, rules) in
        [("no veto", ClusterRules::CO_SPEND), ("standard rules", ClusterRules::STANDARD)]
    {
        let mut clusters = Clusters::new(rules);
        let (time, ()) = timed(|| clusters.grow(graph));
        let name = format!("union-find, {name}");
        nanos_each(&name, time, counts.inputs, "ns/input");
    }
}

fn asking(graph: &Graph) {
    const ASKED: u64 = 200_000;
    let counts = graph.counts();
    let mut state = 1;
    let mut pick = |below: u64| {
        // Knuth's multiplier: any fixed order that is not theirs.
        state = u64::wrapping_mul(state, 6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((u128::from(state) * u128::from(below)) >> 64) as u64
    };
    let addresses: Vec<_> =
        (0..ASKED).map(|_| graph.address(AddressId(pick(counts.addresses) as u32))).collect();
    let txids: Vec<_> = (0..ASKED).map(|_| graph.txid(TxId(pick(counts.transactions)))).collect();
    let find = || addresses.iter().filter(|address| graph.find_address(address).is_some()).count();
    find();
    let (time, found) = timed(find);
    assert_eq!(found as u64, ASKED, "every address is found");
    nanos_each("look-up of an address, one at a time", time, ASKED, "ns");
    let find = || txids.iter().filter(|txid| !graph.find_tx(txid).is_empty()).count();
    find();
    let (time, found) = timed(find);
    assert_eq!(found as u64, ASKED, "every transaction is found");
    nanos_each("look-up of a txid, one at a time", time, ASKED, "ns");
    let walk = || {
        let mut sum = 0_u128;
        for tx in graph.txs() {
            for (value, _) in tx.inputs() {
                sum += value.map_or(0, |value| u128::from(value.0));
            }
        }
        sum
    };
    walk();
    let (time, sum) = timed(walk);
    assert!(black_box(sum) > 0, "inputs are worth something");
    nanos_each("walk over all inputs with value and holder", time, counts.inputs, "ns/input");
}
