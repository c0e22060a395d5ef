//! What whole-chain taint costs: floods by every method from seeded starts, and single traces.
//!
//! `cargo run --release -p trace --example taint -- LEDGER [seed] [thefts] [seeded outputs] [traces]`
//! opens a ledger's directory and prints JSON (Linux: CPU time is read from /proc). Nothing is
//! labelled, so value goes through everything, CoinJoins included, as peers have it; the floods named
//! `stops` ask every transaction whether it is a CoinJoin. Starts are spread over the whole chain: all
//! outputs of so many transactions (thefts), or so many outputs.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::cast_possible_truncation)]

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use entity::atlas::{Atlas, Ledger};
use entity::cluster::Clusters;
use entity::label::{AsOf, Labels};
use graph::{Graph, OutId, TxId};
use model::hash::OutPoint;
use serde_json::{Value, json};
use trace::flood::{FloodQuery, flood};
use trace::follow::follow;
use trace::query::{Direction, LEGS_MAX, Subject, TraceQuery};
use trace::taint::Method;

fn main() {
    let dir = std::env::args().nth(1).expect("a ledger's directory");
    let number = |n: usize| std::env::args().nth(n).map(|text| text.parse::<u64>().unwrap());
    let seed = number(2).unwrap_or(1);
    let (thefts, outputs) = (number(3).unwrap_or(1_000), number(4).unwrap_or(10_000));
    let traces = number(5).unwrap_or(1_000);
    let graph = Graph::open(dir.as_ref()).unwrap();
    let counts = graph.counts();
    let labels = Arc::new(Labels::default());
    let as_of = AsOf { as_of: "2026-12-31".parse().unwrap(), known_at: None };
    let atlas =
        Atlas::new(vec![Ledger { graph, clusters: Arc::new(Clusters::default()) }], labels, as_of);
    let graph = &atlas.ledgers[0].graph;
    let stolen = pick(seed, thefts, counts.transactions);
    let stolen = several(stolen.into_iter().map(|id| Subject::Tx(graph.txid(TxId(id)))));
    let seeded: Vec<Subject> =
        pick(seed + 1, outputs, counts.outputs).into_iter().map(|id| output(graph, id)).collect();
    let mut floods = Vec::new();
    for method in Method::ALL {
        floods.push(measure(&atlas, &stolen, "thefts", method, true));
    }
    floods.push(measure(&atlas, &stolen, "thefts", Method::Haircut, false));
    let all = Subject::Several(seeded.clone());
    for method in [Method::Fifo, Method::Lifo] {
        floods.push(measure(&atlas, &all, "outputs", method, true));
    }
    let singles = &seeded[..seeded.len().min(traces as usize)];
    let answer = json!({
        "ledger": {
            "transactions": counts.transactions,
            "inputs": counts.inputs,
            "outputs": counts.outputs,
        },
        "seed": seed,
        "thefts": thefts,
        "seeded_outputs": outputs,
        "floods": floods,
        "single_floods": single_floods(&atlas, singles),
        "single_traces": single_traces(&atlas, singles),
    });
    println!("{}", serde_json::to_string_pretty(&answer).unwrap());
}

fn measure(atlas: &Atlas, subject: &Subject, from: &str, method: Method, through: bool) -> Value {
    let ledger = &atlas.ledgers[0];
    let mut query = FloodQuery::new(subject.clone(), method);
    query.through_services = through;
    query.through_mixers = through;
    query.memory_max = u64::MAX;
    let before = cpu_ns();
    let flood = flood(atlas, ledger, &query, &mut |_| ControlFlow::Continue(())).unwrap();
    let ns = (cpu_ns() - before).max(1);
    flood.reconcile().unwrap();
    json!({
        "method": method.name(),
        "from": from,
        "ends_at": if through { "nothing" } else { "coinjoins" },
        "cpu_ms": ns / 1_000_000,
        "start_outputs": flood.start_coins,
        "start_sat": flood.start_value.to_string(),
        "transactions": flood.transactions,
        "outputs": flood.coins,
        "segments": flood.runs,
        "segments_per_s": u128::from(flood.runs) * 1_000_000_000 / u128::from(ns),
        "ns_per_transaction": ns / flood.transactions.max(1),
        "ended_sat": flood.ended().to_string(),
    })
}

/// One flood a seeded output, by FIFO, without any limit.
fn single_floods(atlas: &Atlas, subjects: &[Subject]) -> Value {
    let mut segments = 0;
    let costs = subjects.iter().map(|subject| {
        let mut query = FloodQuery::new(subject.clone(), Method::Fifo);
        query.through_services = true;
        query.through_mixers = true;
        query.memory_max = u64::MAX;
        let before = cpu_ns();
        let found = flood(atlas, &atlas.ledgers[0], &query, &mut |_| ControlFlow::Continue(()));
        segments += found.unwrap().runs;
        cpu_ns() - before
    });
    let mut answer = told(costs.collect());
    answer["segments"] = json!(segments);
    answer
}

/// One trace with every hop a seeded output, by FIFO, hops unlimited.
fn single_traces(atlas: &Atlas, subjects: &[Subject]) -> Value {
    let (mut hops, mut capped) = (0, 0);
    let costs = subjects.iter().map(|subject| {
        let mut query = TraceQuery::new(subject.clone(), Direction::Forward);
        query.through_mixers = true;
        query.hops_max = u32::MAX;
        query.legs_max = 1_000_000.min(LEGS_MAX);
        let before = cpu_ns();
        let trace = follow(atlas, &atlas.ledgers[0], &query).unwrap();
        let ns = cpu_ns() - before;
        hops += trace.hops.len() as u64;
        capped += u64::from(trace.legs + 1_000 > query.legs_max);
        ns
    });
    let costs: Vec<u64> = costs.collect();
    let ns: u64 = costs.iter().sum();
    let mut answer = told(costs);
    answer["hops"] = json!(hops);
    answer["hops_per_s"] = json!(u128::from(hops) * 1_000_000_000 / u128::from(ns.max(1)));
    answer["at_the_work_cap"] = json!(capped);
    answer
}

fn told(mut ns: Vec<u64>) -> Value {
    ns.sort_unstable();
    let at =
        |per_mille: usize| ns.get((ns.len() * per_mille / 1000).min(ns.len().saturating_sub(1)));
    json!({
        "method": "fifo",
        "count": ns.len(),
        "cpu_ms": ns.iter().sum::<u64>() / 1_000_000,
        "p50_us": at(500).map(|ns| ns / 1_000),
        "p99_us": at(990).map(|ns| ns / 1_000),
        "max_us": ns.last().map(|ns| ns / 1_000),
    })
}

fn several(subjects: impl Iterator<Item = Subject>) -> Subject {
    Subject::Several(subjects.collect())
}

fn output(graph: &Graph, id: u64) -> Subject {
    let output = graph.output(OutId(id));
    Subject::OutPoint(OutPoint { txid: graph.txid(output.tx), vout: output.vout })
}

/// So many different numbers below a bound, by a fixed rule (`SplitMix64`).
fn pick(seed: u64, count: u64, below: u64) -> Vec<u64> {
    let mut state = seed;
    let mut picked = BTreeSet::new();
    while (picked.len() as u64) < count.min(below) {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = state;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        picked.insert((word ^ (word >> 31)) % below);
    }
    // In an order that is no order, so that the first ones stand for all.
    let mut picked: Vec<u64> = picked.into_iter().collect();
    picked.sort_by_key(|number| number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    picked
}

fn cpu_ns() -> u64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse().unwrap()
}
