//! What look-ups and sweeps cost over a large ledger: grows one of a hundred million addresses (once;
//! it is kept), asks it warm, cold and in batches, sweeps its columns, and prints JSON.
//!
//! `cargo run --release -p graph --example lookups -- DIR [addresses] [only]` (Linux: it reads /proc and
//! drops the ledger's files from the page cache). Times of single look-ups are wall clock with the
//! clock's own cost taken off; batches and sweeps are CPU time. `only` is one part's name.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::float_arithmetic
)]

mod chain;
mod measure;
mod sweep;

use std::path::Path;

use graph::{End, Fate, Graph, Leg};
use model::address::BitcoinAddress;
use model::hash::Txid;
use serde_json::{Map, Value, json};

use crate::measure::{cpu_ns, drop_cached, median, quantiles, random};

/// Keys of a series of single look-ups, and of a batch.
const SINGLE: usize = 200_000;
const BATCH: usize = 1_000_000;
/// Single look-ups of a series on a cold disk, and series.
const COLD: usize = 1_000;
const COLD_ROUNDS: usize = 5;
const ROUNDS: usize = 5;

fn main() {
    let mut words = std::env::args().skip(1);
    let dir = words.next().expect("the directory of the ledger");
    let dir = Path::new(&dir);
    let addresses: u64 = words.next().map_or(100_000_000, |text| text.parse().unwrap());
    let only = words.next();
    let txs = chain::grow(dir, addresses);
    let graph = Graph::open(dir).unwrap();
    let mut report = Map::new();
    report.insert("ledger".into(), ledger(&graph));
    report.insert("timer_ns".into(), json!(measure::timer_ns()));
    type Part = fn(&Path, u64) -> Value;
    let parts: [(&str, Part); 6] = [
        ("cold", cold),
        ("open_ms", open),
        ("address", address),
        ("tx", tx),
        ("page", page),
        ("sweep", |dir, _| sweep::run(&Graph::open(dir).unwrap())),
    ];
    drop(graph);
    for (name, part) in parts {
        if only.as_ref().is_none_or(|only| only == name) {
            eprintln!("{name} …");
            report.insert(name.into(), part(dir, txs));
        }
    }
    println!("{}", serde_json::to_string_pretty(&report).unwrap());
}

fn ledger(graph: &Graph) -> Value {
    let counts = graph.counts();
    let sizes = graph.column_sizes();
    let bytes: u64 = sizes.iter().map(|(_, bytes)| bytes).sum();
    let index = sizes.iter().find(|(name, _)| *name == "address.index").map(|(_, bytes)| *bytes);
    json!({
        "addresses": counts.addresses,
        "transactions": counts.transactions,
        "outputs": counts.outputs,
        "segments": graph.segments().map(|segment| segment.addresses().count()).collect::<Vec<_>>(),
        "bytes": bytes,
        "address_index_bytes": index,
    })
}

/// Opening maps the files and checks their headers.
fn open(dir: &Path, _: u64) -> Value {
    let once = || measure::ms(|| drop(Graph::open(dir).unwrap()));
    let warm = median((0..9).map(|_| once()));
    let cold = median((0..9).map(|_| {
        drop_cached(dir);
        once()
    }));
    json!({ "warm": warm, "cold": cold })
}

/// Of outputs that are never the hub's.
fn present(txs: u64, count: usize, seed: u64) -> Vec<BitcoinAddress> {
    let number = |n| random(seed, 2 * n) % txs * chain::OUTPUTS + random(seed, 2 * n + 1) % 4;
    (0..count as u64).map(|n| chain::address(number(n))).collect()
}

fn absent(txs: u64, count: usize, seed: u64) -> Vec<BitcoinAddress> {
    (0..count as u64)
        .map(|n| chain::address(txs * chain::OUTPUTS + random(seed, n) % (1 << 40)))
        .collect()
}

fn txids(first: u64, count: u64, len: usize, seed: u64) -> Vec<Txid> {
    (0..len as u64).map(|n| chain::txid(first + random(seed, n) % count)).collect()
}

fn cold(dir: &Path, txs: u64) -> Value {
    let mut found = [const { Vec::new() }; 5];
    for round in 0..COLD_ROUNDS as u64 {
        for (kind, times) in found.iter_mut().enumerate() {
            drop_cached(dir);
            let graph = Graph::open(dir).unwrap();
            let seed = 100 + round;
            match kind {
                0 => times.extend(measure::each(&present(txs, COLD, seed), |key| {
                    assert!(graph.find_address(key).is_some());
                })),
                1 => times.extend(measure::each(&absent(txs, COLD, seed), |key| {
                    assert!(graph.find_address(key).is_none());
                })),
                2 => times.extend(measure::each(&txids(0, txs, COLD, seed), |key| {
                    assert_eq!(graph.find_tx(key).len(), 1);
                })),
                3 => times.extend(measure::page_reads(dir, COLD, seed)),
                _ => times.push(measure::ns(|| {
                    let id = graph.find_address(&chain::hub()).unwrap();
                    first_page(&graph, id, End::Newest, 0);
                })),
            }
        }
    }
    let [present, absent, tx, disk, page] = found;
    json!({
        "address_present_us": quantiles(present),
        "address_absent_us": quantiles(absent),
        "tx_us": quantiles(tx),
        "disk_us": quantiles(disk),
        "first_page_us": quantiles(page),
    })
}

/// Touches the pages that look-ups use, so that they are in memory and mapped.
fn warm_up(graph: &Graph, txs: u64) {
    for seed in 0..4 {
        graph.find_addresses(&present(txs, BATCH, 1_000 + seed));
        graph.find_txs(&txids(0, txs, BATCH, 1_000 + seed));
    }
}

fn address(dir: &Path, txs: u64) -> Value {
    let graph = Graph::open(dir).unwrap();
    warm_up(&graph, txs);
    let mut single = Map::new();
    for (name, keys) in [("present", present as fn(u64, usize, u64) -> _), ("absent", absent)] {
        let rounds = (0..ROUNDS as u64).map(|round| {
            let keys = keys(txs, SINGLE, round);
            measure::each(&keys, |key| {
                assert_eq!(graph.find_address(key).is_some(), name == "present");
            })
        });
        single.insert(name.into(), measure::median_quantiles(rounds.collect()));
    }
    let mut batched = Map::new();
    for (name, keys) in [("present", present as fn(u64, usize, u64) -> _), ("absent", absent)] {
        for len in [32, 1_000, BATCH] {
            let rate = median((0..ROUNDS as u64).map(|round| {
                let keys = keys(txs, BATCH, 10 + round);
                let start = cpu_ns();
                let found: usize = keys
                    .chunks(len)
                    .map(|keys| graph.find_addresses(keys).iter().flatten().count())
                    .sum();
                let ns = cpu_ns() - start;
                assert_eq!(found, if name == "present" { BATCH } else { 0 });
                BATCH as f64 * 1e9 / ns as f64
            }));
            batched.insert(format!("{name} {len}"), json!(rate.round()));
        }
    }
    json!({ "single_us": single, "batched_per_second_per_core": batched })
}

fn tx(dir: &Path, txs: u64) -> Value {
    let graph = Graph::open(dir).unwrap();
    warm_up(&graph, txs);
    let mut single = Map::new();
    let mut batched = Map::new();
    for (name, first) in [("present", 0), ("absent", txs)] {
        let rounds = (0..ROUNDS as u64).map(|round| {
            measure::each(&txids(first, txs, SINGLE, round), |key| {
                assert_eq!(graph.find_tx(key).is_empty(), name == "absent");
            })
        });
        single.insert(name.into(), measure::median_quantiles(rounds.collect()));
        let rate = median((0..ROUNDS as u64).map(|round| {
            let keys = txids(first, txs, BATCH, 10 + round);
            let start = cpu_ns();
            let found = graph.find_txs(&keys).iter().flatten().count();
            let ns = cpu_ns() - start;
            assert_eq!(found, if name == "present" { BATCH } else { 0 });
            BATCH as f64 * 1e9 / ns as f64
        }));
        batched.insert(name.into(), json!(rate.round()));
    }
    json!({ "single_us": single, "batched_per_second_per_core": batched })
}

/// A page of an address's legs as an answer needs it: totals, and of 25 legs the value, the
/// transaction and its time, and what became of it.
fn first_page(graph: &Graph, id: graph::AddressId, end: End, skip: u64) -> u128 {
    let totals = graph.totals(id);
    let mut sum = totals.received.0 + totals.sent.0;
    for leg in graph.legs(id, end, skip, 25) {
        let tx = match leg {
            Leg::In(input) => {
                let input = graph.input(input);
                sum += u128::from(input.value.map_or(0, |value| value.0));
                input.tx
            }
            Leg::Out(output) => {
                let output = graph.output(output);
                sum += u128::from(output.value.0);
                sum += u128::from(matches!(output.fate, Fate::Unspent));
                output.tx
            }
        };
        sum += graph.time(tx).seconds() as u128 + u128::from(graph.txid(tx).0[0]);
    }
    sum
}

fn page(dir: &Path, _: u64) -> Value {
    let graph = Graph::open(dir).unwrap();
    let id = graph.find_address(&chain::hub()).unwrap();
    let legs = graph.legs_len(id);
    let places = [
        ("oldest", End::Oldest, 0),
        ("newest", End::Newest, 0),
        ("middle", End::Newest, legs / 2),
        ("totals", End::Newest, legs),
    ];
    let mut pages = Map::new();
    for (name, end, skip) in places {
        let times = measure::each(&[(); 1_000], |()| {
            std::hint::black_box(first_page(&graph, id, end, skip));
        });
        pages.insert(name.into(), quantiles(times));
    }
    // Different pages each time, as nobody pages.
    let skips: Vec<u64> = (0..1_000).map(|n| random(5, n) % legs).collect();
    let times = measure::each(&skips, |skip| {
        std::hint::black_box(first_page(&graph, id, End::Oldest, *skip));
    });
    pages.insert("anywhere".into(), quantiles(times));
    json!({ "legs": legs, "page_of_25_us": pages })
}
