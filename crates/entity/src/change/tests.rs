//! Payments whose change is known, and what each heuristic leaves of their outputs.

use expect_test::{Expect, expect};
use graph::Graph;
use scenario::play;

use super::*;

/// The hints for the transaction named `pay`, as of the last block: outputs by their holders.
fn check(text: &str, expected: Expect) {
    let played = play(text).unwrap();
    let graph = Graph::in_memory(played.ledger, &played.batches().unwrap()).unwrap();
    let clusters = Clusters::of(&graph);
    let pay = graph.find_tx(&played.names.txid("pay").unwrap())[0];
    let outputs: Vec<_> = graph.outputs(&graph.tx(pay)).collect();
    let name = |output: &u32| {
        let holder = outputs[*output as usize].holder.unwrap();
        played.names.address_name(&graph.address(holder)).unwrap().to_owned()
    };
    let hints = hints(&graph, Some(&clusters), pay);
    assert_eq!(hints.as_of, graph.tip());
    let mut lines = Vec::new();
    for hint in &hints.hints {
        let left: Vec<String> = hint.outputs.iter().map(name).collect();
        let settled = if hint.is_settled { "" } else { " so far" };
        lines.push(format!("{} {}: {}{settled}", hint.name, hint.confidence, left.join(" ")));
    }
    if let Some(found) = &hints.consensus {
        lines.push(format!("=> {} {}", name(&found.output), found.confidence));
        if !found.against.is_empty() {
            lines.push(format!("   against: {}", found.against.join(" ")));
        }
    }
    expected.assert_eq(&lines.join("\n"));
}

#[test]
fn a_retail_payment_leaves_small_fresh_unround_change_of_the_payers_kind() {
    check(
        "block
           m: coinbase -> alice 0.7, shop@p2pkh 2
         block
           pay: m -> shop@p2pkh 0.5, alice/1 0.19997766",
        expect![[r#"
            power-of-ten 30: alice/1
            address-type 30: alice/1
            client-behavior 30: alice/1
            legacy 30: alice/1
            one-time 50: alice/1 so far
            => alice/1 80"#]],
    );
}

#[test]
fn change_that_goes_back_needs_no_guess() {
    check(
        "block
           m: coinbase -> alice 0.7
         block
           pay: m -> shop 0.51234567, alice 0.18762199",
        expect![[r#"
            address-reuse 100: alice
            client-behavior 30: shop
            legacy 30: shop
            one-time 50: shop so far
            multi-input 90: alice so far
            => alice 100
               against: client-behavior legacy one-time"#]],
    );
}

#[test]
fn change_is_smaller_than_every_coin_that_was_needed() {
    check(
        "block
           m: coinbase -> alice 0.5, alice/1 0.4
         block
           pay: m + m:1 -> shop 0.71234567, alice/2 0.18762199",
        expect![[r#"
            optimal-change 30: alice/2
            legacy 30: alice/2
            one-time 50: alice/2 so far
            => alice/2 50"#]],
    );
}

#[test]
fn an_old_address_is_no_change_of_a_wallet_that_makes_new_ones() {
    check(
        "block
           m: coinbase -> alice 0.7, shop 1
         block
           pay: m -> shop 0.51234567, alice/1 0.18762199",
        expect![[r#"
            client-behavior 30: alice/1
            legacy 30: alice/1
            one-time 50: alice/1 so far
            => alice/1 50"#]],
    );
}

#[test]
fn what_is_spent_alike_is_the_payers() {
    check(
        "block
           m: coinbase -> alice 0.7
         block
           pay: m -> shop 0.31234567, alice/1 0.38762199 [locktime=1]
         block
           on: pay:1 -> bob 0.2, alice/2 0.18759965 [locktime=2]
           till: pay -> till 0.3122 [rbf]",
        expect![[r#"
            peeling-chain 30: alice/1 so far
            locktime 30: alice/1 so far
            fingerprint 30: alice/1 so far
            => alice/1 80"#]],
    );
}

#[test]
fn a_peeling_chain_goes_on_in_its_change() {
    check(
        "block
           m: coinbase -> thief 9.1
         block
           one: m -> p1 0.11234567, t1 8.98753211
           pay: one:1 -> p2 0.12345678, t2 8.86405011
           three: pay:1 -> p3 0.1, t3 8.76402345
           sweep: one + pay -> till 0.235",
        expect![[r#"
            peeling-chain 30: t2 so far
            => t2 30"#]],
    );
}

#[test]
fn a_later_co_spend_shows_whose_the_change_was() {
    check(
        "block
           m: coinbase -> alice 0.7, alice/9 0.2
         block
           pay: m -> shop 0.31234567, alice/1 0.38762199
         block
           later: pay:1 + m:1 -> bob 0.58
         block
           old: coinbase -> alice 0.3, alice/1 0.1
         block
           both: old + old:1 -> carl 0.39",
        expect![[r#"
            fixed-fee 15: shop so far
            one-time 50: shop so far
            multi-input 90: alice/1 so far
            => alice/1 90
               against: one-time"#]],
    );
}

#[test]
fn change_cannot_be_told_where_payment_and_change_look_alike() {
    check(
        "block
           m: coinbase -> alice 0.7
         block
           pay: m -> bob 0.31234567, alice/1 0.38762199",
        expect![[r#""#]],
    );
}

#[test]
fn a_coinjoin_and_a_coinbase_have_no_change() {
    check(
        "block
           m: coinbase -> a 1.3, b 1.2, c 1.25, d 1.4
         block
           pay: m + m:1 + m:2 + m:3 -> x 1, y 1, z 1, w 1, a/1 0.299, b/1 0.199, c/1 0.249",
        expect![[r#""#]],
    );
    check("block\n pay: coinbase -> miner 49.99999, pool 0.00001", expect![[r#""#]]);
}

#[test]
fn data_is_never_change() {
    check(
        "block
           m: coinbase -> alice 0.7
         block
           pay: m -> shop@p2pkh 0.5, data \"memo\", alice/1 0.19997766",
        expect![[r#"
            power-of-ten 30: alice/1
            address-type 30: alice/1
            one-time 50: alice/1 so far
            => alice/1 80"#]],
    );
}

#[test]
fn sets_combine() {
    let a = OutputSet::of(70, |at| at % 2 == 0);
    let b = OutputSet::of(70, |at| at >= 66);
    assert_eq!((&a & &b).iter().collect::<Vec<_>>(), [66, 68]);
    assert_eq!((&b - &a).iter().collect::<Vec<_>>(), [67, 69]);
    assert_eq!((&(&b - &a) | &(&a & &b)), b);
    assert_eq!(a.unique_change(), None);
    assert_eq!(OutputSet::of(70, |at| at == 69).unique_change(), Some(69));
}
