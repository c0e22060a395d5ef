//! Chains written as text, stored on disk block by block, and read back as text.

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use model::batch::{Batch, Step};
use scenario::Played;

use crate::testing::dir;
use crate::{AddressId, End, Fate, Graph, Leg, Source, TxId, Writer};

/// Plays the steps into a store, a commit each, and tells what is in it.
fn check(text: &str, expected: Expect) {
    let played = scenario::play(text).unwrap();
    let dir = dir();
    let mut writer = Writer::open(dir.path(), played.ledger).unwrap();
    let mut kept: Vec<Batch> = Vec::new();
    for step in &played.steps {
        match step {
            Step::Forward(batch) => {
                writer.append(batch).unwrap();
                kept.push(batch.clone());
            }
            Step::Back(to) => {
                writer.rewind(*to).unwrap();
                kept.truncate(to.height as usize + 1);
            }
        }
        writer.commit_merged(false).unwrap();
    }
    drop(writer);
    let graph = Graph::open(dir.path()).unwrap();
    assert_eq!(graph.verify().damages, []);
    let memory = Graph::in_memory(played.ledger, &kept).unwrap();
    assert_eq!(graph.logical_digest(), memory.logical_digest());
    assert_eq!(tell(&graph, &played), tell(&memory, &played));
    expected.assert_eq(&tell(&graph, &played));
}

fn tell(graph: &Graph, played: &Played) -> String {
    let mut text = String::new();
    let counts = graph.counts();
    let holder = |id: Option<AddressId>| match id {
        Some(id) => played.names.address_name(&graph.address(id)).unwrap().to_owned(),
        None => "nobody".to_owned(),
    };
    for id in (0..counts.transactions).map(TxId) {
        let tx = graph.tx(id);
        let name = |id: TxId| played.names.tx_name(&graph.txid(id)).unwrap_or("genesis").to_owned();
        writeln!(text, "{} in block {}", name(id), tx.block.0).unwrap();
        for input in graph.inputs(&tx) {
            let value = input.value.map_or("?".to_owned(), |value| value.to_btc());
            let from = match input.source {
                Source::Output(output) => name(graph.output(output).tx),
                Source::Foreign { .. } => "outside".to_owned(),
            };
            writeln!(text, "  - {value} of {} from {from}", holder(input.holder)).unwrap();
        }
        for output in graph.outputs(&tx) {
            let fate = match output.fate {
                Fate::Unspent => "unspent".to_owned(),
                Fate::Unspendable => "unspendable".to_owned(),
                Fate::Spent { tx, .. } => format!("spent in {}", name(tx)),
            };
            writeln!(text, "  + {} to {}, {fate}", output.value, holder(output.holder)).unwrap();
        }
    }
    for id in (0..u32::try_from(counts.addresses).unwrap()).map(AddressId) {
        let address = graph.address(id);
        assert_eq!(graph.find_address(&address), Some(id));
        assert_eq!(graph.lock(id), address.lock());
        let totals = graph.totals(id);
        let legs: String = graph
            .legs(id, End::Oldest, 0, 99)
            .iter()
            .map(|leg| if matches!(leg, Leg::In(_)) { '-' } else { '+' })
            .collect();
        let same: Vec<String> =
            graph.same_key(&address).iter().map(|id| holder(Some(*id))).collect();
        writeln!(
            text,
            "{} {legs} received {} sent {} in {} transactions{}{}",
            holder(Some(id)),
            totals.received,
            totals.sent,
            totals.transactions,
            if same.is_empty() { "" } else { ", same key as " },
            same.join(" "),
        )
        .unwrap();
    }
    text
}

#[test]
fn every_kind_of_lock_is_kept_and_found() {
    check(
        "
        block
          mint: coinbase -> a 50
        block
          all: mint -> a@p2pk 1, a@p2pkh 2, a@p2sh 3, a@p2sh-multisig 4, a@p2wsh 5, a@p2tr 6, a@multisig 7, a@witness 8, a@nonstandard 9, data \"memo\"
        ",
        expect![[r#"
            genesis in block 0
              + 0.00000000 to nobody, unspendable
            mint in block 1
              + 50.00000000 to a, spent in all
            coinbase2 in block 2
              + 55.00000000 to miner, unspent
              + 0.00000000 to nobody, unspendable
            all in block 2
              - 50.00000000 of a from mint
              + 1.00000000 to a@p2pk, unspent
              + 2.00000000 to a@p2pkh, unspent
              + 3.00000000 to a@p2sh, unspent
              + 4.00000000 to a@p2sh-multisig, unspent
              + 5.00000000 to a@p2wsh, unspent
              + 6.00000000 to a@p2tr, unspent
              + 7.00000000 to a@multisig, unspent
              + 8.00000000 to a@witness, unspent
              + 9.00000000 to a@nonstandard, unspent
              + 0.00000000 to nobody, unspendable
            a +- received 50.00000000 sent 50.00000000 in 2 transactions, same key as a@p2pk a@p2pkh a@p2sh
            miner + received 55.00000000 sent 0.00000000 in 1 transactions
            a@p2pk + received 1.00000000 sent 0.00000000 in 1 transactions, same key as a a@p2pkh a@p2sh
            a@p2pkh + received 2.00000000 sent 0.00000000 in 1 transactions, same key as a a@p2pk a@p2sh
            a@p2sh + received 3.00000000 sent 0.00000000 in 1 transactions
            a@p2sh-multisig + received 4.00000000 sent 0.00000000 in 1 transactions
            a@p2wsh + received 5.00000000 sent 0.00000000 in 1 transactions
            a@p2tr + received 6.00000000 sent 0.00000000 in 1 transactions
            a@multisig + received 7.00000000 sent 0.00000000 in 1 transactions
            a@witness + received 8.00000000 sent 0.00000000 in 1 transactions
            a@nonstandard + received 9.00000000 sent 0.00000000 in 1 transactions
        "#]],
    );
}

#[test]
fn a_reorganisation_leaves_only_the_branch_that_won() {
    check(
        "
        block
          mint: coinbase -> alice 50
        block
          early: mint -> bob 20, alice 30
        block
          late: early -> carol 20
        back 2
        block
          other: mint -> dave 10, alice 40
        block
          late2: other:1 -> carol 40
        block
        ",
        expect![[r#"
            genesis in block 0
              + 0.00000000 to nobody, unspendable
            mint in block 1
              + 50.00000000 to alice, spent in other
            coinbase2 in block 2
              + 50.00000000 to miner, unspent
              + 0.00000000 to nobody, unspendable
            other in block 2
              - 50.00000000 of alice from mint
              + 10.00000000 to dave, unspent
              + 40.00000000 to alice, spent in late2
            coinbase3 in block 3
              + 50.00000000 to miner, unspent
              + 0.00000000 to nobody, unspendable
            late2 in block 3
              - 40.00000000 of alice from other
              + 40.00000000 to carol, unspent
            coinbase4 in block 4
              + 50.00000000 to miner, unspent
            alice +-+- received 90.00000000 sent 90.00000000 in 3 transactions
            miner +++ received 150.00000000 sent 0.00000000 in 3 transactions
            dave + received 10.00000000 sent 0.00000000 in 1 transactions
            carol + received 40.00000000 sent 0.00000000 in 1 transactions
        "#]],
    );
}

#[test]
fn twins_before_bip_30() {
    check(
        "
        block
          first: coinbase -> alice 50 [tag=same]
        block
          second: coinbase -> alice 50 [tag=same]
        block
          pay: second -> bob 50
        ",
        expect![[r#"
            genesis in block 0
              + 0.00000000 to nobody, unspendable
            first in block 1
              + 50.00000000 to alice, unspendable
            first in block 2
              + 50.00000000 to alice, spent in pay
            coinbase3 in block 3
              + 50.00000000 to miner, unspent
              + 0.00000000 to nobody, unspendable
            pay in block 3
              - 50.00000000 of alice from first
              + 50.00000000 to bob, unspent
            alice ++- received 100.00000000 sent 50.00000000 in 3 transactions
            miner + received 50.00000000 sent 0.00000000 in 1 transactions
            bob + received 50.00000000 sent 0.00000000 in 1 transactions
        "#]],
    );
}

#[test]
fn a_partial_ledger_keeps_what_it_was_told() {
    check(
        "
        ledger main partial
        block height=none
          pay: ? alice 3 + ? -> bob 4
        block height=500000
          on: pay + ?old:1 bob 1 -> carol 5
        ",
        expect![[r#"
            coinbase1 in block 0
              + 50.00000000 to miner, unspent
              + 0.00000000 to nobody, unspendable
            pay in block 0
              - 3.00000000 of alice from outside
              - ? of nobody from outside
              + 4.00000000 to bob, spent in on
            coinbase500000 in block 1
              + 50.00000000 to miner, unspent
              + 0.00000000 to nobody, unspendable
            on in block 1
              - 4.00000000 of bob from pay
              - 1.00000000 of bob from outside
              + 5.00000000 to carol, unspent
            miner ++ received 100.00000000 sent 0.00000000 in 2 transactions
            alice - received 0.00000000 sent 3.00000000 in 1 transactions
            bob +-- received 4.00000000 sent 5.00000000 in 2 transactions
            carol + received 5.00000000 sent 0.00000000 in 1 transactions
        "#]],
    );
}
