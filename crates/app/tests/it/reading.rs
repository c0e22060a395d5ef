//! Look-ups while a chain is appended and rewound by another process: every answer is that of one
//! block, whole.
//!
//! What is right is read from a ledger of each branch, undisturbed: an address's legs and sums as of
//! a block are those of its legs up to that block, an output is spent if its spender is among them.
//! A few thousand look-ups here; `cargo xtask readers` makes a campaign of it.

use std::fs;
use std::io::Write as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use graph::{AddressId, BlockId, End, Fate, Graph, Leg, TxId};
use model::block::BlockRef;

use crate::harness::Desk;
use crate::rounds::Rounds;

const LEDGER: &str = "data/ledgers/bitcoin-story-linked";

/// The ledger of each branch.
struct Truth {
    branches: Vec<Graph>,
}

/// What look-ups came to.
#[derive(Debug, Default)]
struct Read {
    lookups: u64,
    snapshots: u64,
    /// Different blocks the snapshots were as of.
    tips: std::collections::BTreeSet<(u32, [u8; 32])>,
    time: Duration,
}

impl Truth {
    fn of(desk: &Desk, rounds: &Rounds) -> Truth {
        let mut branches = Vec::new();
        for round in 0..rounds.paths.len() {
            desk.done(&rounds.ingest(round));
            branches.push(Graph::open(&desk.path(LEDGER)).expect("just ingested"));
        }
        fs::remove_dir_all(desk.path("data")).expect("the data directory goes");
        Truth { branches }
    }

    /// The branch that holds this block.
    fn branch(&self, tip: BlockRef) -> &Graph {
        let holds = |graph: &&Graph| {
            let block = graph.block_at_height(tip.height).and_then(|id| graph.block(id));
            block.is_some_and(|block| block.hash == tip.hash)
        };
        self.branches.iter().find(holds).expect("every tip is of a branch")
    }
}

fn tx_of(graph: &Graph, leg: Leg) -> TxId {
    graph.tx_of_leg(leg)
}

/// One address: its legs and sums, and what became of what it got.
fn look(seen: &Graph, truth: &Graph, tip: BlockId, address: AddressId) {
    let name = truth.address(address);
    let until = |tx: TxId| truth.block_of(tx) <= tip;
    let all = truth.legs(address, End::Oldest, 0, 2_000);
    let legs: Vec<Leg> = all.into_iter().filter(|leg| until(tx_of(truth, *leg))).collect();
    let Some(found) = seen.find_address(&name) else {
        assert!(legs.is_empty(), "it has legs, and is not found");
        return;
    };
    let seen_legs = seen.legs(found, End::Oldest, 0, 2_000);
    assert_eq!(seen_legs.len(), legs.len(), "legs of {name:?} at {tip:?}");
    let (mut received, mut sent) = (0u128, 0u128);
    for (seen_leg, leg) in seen_legs.iter().zip(&legs) {
        assert_eq!(seen.txid(tx_of(seen, *seen_leg)), truth.txid(tx_of(truth, *leg)));
        match (*seen_leg, *leg) {
            (Leg::Out(output), Leg::Out(of_truth)) => {
                let value = truth.output(of_truth).value.0;
                assert_eq!(seen.output(output).value.0, value);
                received += u128::from(value);
                let spender = match truth.fate(of_truth) {
                    Fate::Spent { tx, .. } if until(tx) => Some(truth.txid(tx)),
                    _ => None,
                };
                let seen_spender = match seen.fate(output) {
                    Fate::Spent { tx, .. } => Some(seen.txid(tx)),
                    _ => None,
                };
                assert_eq!(seen_spender, spender, "who spends an output of {name:?}");
            }
            (Leg::In(input), Leg::In(of_truth)) => {
                let value = truth.input(of_truth).value;
                assert_eq!(seen.input(input).value, value);
                sent += u128::from(value.map_or(0, |value| value.0));
            }
            other => panic!("{other:?}"),
        }
    }
    if seen_legs.len() < 2_000 {
        let totals = seen.totals(found);
        assert_eq!((totals.received.0, totals.sent.0), (received, sent), "sums of {name:?}");
    }
}

/// Looks up while rounds are taken, until all were, `times` over.
fn campaign(transactions: u64, seed: u64, times: u32, lookups_a_snapshot: u64) -> Read {
    let desk = Desk::new();
    let rounds = Rounds::grow(&desk, transactions, seed);
    let truth = Truth::of(&desk, &rounds);
    let mut read = Read::default();
    let mut chance = seed;
    for _ in 0..times {
        for round in 0..rounds.paths.len() {
            let mut child = desk
                .kancil(&rounds.ingest(round))
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("kancil starts");
            while child.try_wait().expect("it can be asked").is_none() {
                snapshot(&desk, &truth, &mut chance, lookups_a_snapshot, &mut read);
            }
            assert!(child.wait().expect("it ended").success());
        }
        snapshot(&desk, &truth, &mut chance, lookups_a_snapshot, &mut read);
        fs::remove_dir_all(desk.path("data")).expect("the data directory goes");
    }
    read
}

fn snapshot(desk: &Desk, truth: &Truth, chance: &mut u64, lookups: u64, read: &mut Read) {
    // Before the first commit there is no ledger.
    let Ok(seen) = Graph::open(&desk.path(LEDGER)) else { return };
    let Some(tip) = seen.tip() else { return };
    let branch = truth.branch(tip);
    let start = Instant::now();
    for _ in 0..lookups {
        *chance =
            chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let addresses = branch.counts().addresses;
        let address = u32::try_from((*chance >> 33) % addresses).expect("ids are 32 bits");
        look(&seen, branch, BlockId(tip.height), AddressId(address));
    }
    read.time += start.elapsed();
    read.lookups += lookups;
    read.snapshots += 1;
    read.tips.insert((tip.height, tip.hash.0));
}

#[test]
fn every_answer_is_of_one_block_while_a_chain_is_appended_and_rewound() {
    let read = campaign(3_000, 11, 1, 50);
    assert!(read.lookups > 0 && read.tips.len() > 1, "{read:?}");
}

#[test]
#[ignore = "a campaign: cargo xtask readers"]
fn readers_campaign() {
    let number = |name: &str, usual| {
        std::env::var(name).map_or(usual, |text| text.parse().expect("a number"))
    };
    let (transactions, seed) = (number("KANCIL_TRANSACTIONS", 60_000), number("KANCIL_SEED", 2026));
    let times = u32::try_from(number("KANCIL_TIMES", 5)).expect("few");
    let read = campaign(transactions, seed, times, 500);
    let rate = u128::from(read.lookups) * 1000 / read.time.as_millis().max(1);
    writeln!(
        std::io::stdout(),
        "{transactions} transactions, seed {seed}, {times} times over: {} look-ups in {} snapshots as of {} \
         blocks, {rate} a second while another process wrote, each checked against its block",
        read.lookups, read.snapshots, read.tips.len()
    )
    .expect("stdout");
}
