//! Where tracing stops, and why: services, mixers, nothing spendable, missing data.

use expect_test::expect;

use crate::testing::{World, check};

const DEPOSIT: &str = "
    block
      theft: coinbase -> thief 10
    block
      other: theft -> exch/7 4, thief/1 6
    block
      sweep: other:0 -> exch 4
    block
      payout: sweep -> stranger 1, exch 3
    label exch/7 exchange Bitx
";

#[test]
fn a_deposit_at_a_service_is_the_end_even_where_it_moved_on() {
    check(
        DEPOSIT,
        "forward theft",
        &expect![[r#"
        start 10
        1 other -> other:0 exch/7 of 4: fifo 4
        1 other -> other:1 thief/1 of 6: fifo 6
        = other:1 thief/1 unspent: fifo 6
        = other:0 exch/7 service: fifo 4
    "#]],
    );
}

#[test]
fn through_a_service_only_when_asked_and_never_as_a_fact() {
    check(
        DEPOSIT,
        "forward theft through=services",
        &expect![[r#"
        start 10
        1 other -> other:0 exch/7 of 4: fifo 4
        1 other -> other:1 thief/1 of 6: fifo 6
        2 sweep (through a service, as asked) -> sweep:0 exch of 4: fifo 4
        3 payout -> payout:0 stranger of 1: fifo 1
        3 payout -> payout:1 exch of 3: fifo 3
            change: likely change: address-reuse, multi-input; against it: client-behavior, legacy
        = other:1 thief/1 unspent: fifo 6
        = payout:1 exch unspent: fifo 3
        = payout:0 stranger unspent: fifo 1
    "#]],
    );
}

#[test]
fn a_theft_from_a_service_leaves_it() {
    let theft = "
        block
          hot: coinbase -> exch 10
        block
          theft: hot -> thief 9, exch 1
        block
          move: theft:0 -> thief/1 9
        label exch exchange Bitx
    ";
    // Named by the coin or the address, value leaves the service; as a transaction, what it pays
    // back to the service has arrived there.
    check(
        theft,
        "forward hot:0",
        &expect![[r#"
        start 10
        1 theft -> theft:0 thief of 9: fifo 9
        1 theft -> theft:1 exch of 1: fifo 1
            change: likely change: address-reuse, multi-input; against it: client-behavior, legacy
        2 move -> move:0 thief/1 of 9: fifo 9
        = move:0 thief/1 unspent: fifo 9
        = theft:1 exch service: fifo 1
    "#]],
    );
    check(
        theft,
        "forward theft",
        &expect![[r#"
        start 10
        1 move -> move:0 thief/1 of 9: fifo 9
        = move:0 thief/1 unspent: fifo 9
        = theft:1 exch service: fifo 1
    "#]],
    );
}

#[test]
fn a_service_known_by_its_cluster_is_a_service() {
    check(
        "
        block
          a: coinbase -> exch 5
        block
          b: coinbase -> exch/1 5
        block
          sweep: a + b -> exch/2 10
        block
          theft: coinbase -> thief 2
        block
          pay: theft -> exch/1 2
        block
          more: pay -> stranger 2
        label exch exchange Bitx
        ",
        "forward theft",
        &expect![[r#"
            start 2
            1 pay -> pay:0 exch/1 of 2: fifo 2
            = pay:0 exch/1 service: fifo 2
        "#]],
    );
}

#[test]
fn a_listed_holder_is_followed() {
    check(
        "
        block
          theft: coinbase -> lazarus 2
        block
          move: theft -> lazarus/1 1, lazarus 1
        label lazarus sanction Lazarus
        ",
        "forward theft",
        &expect![[r#"
            start 2
            1 move -> move:0 lazarus/1 of 1: fifo 1
            1 move -> move:1 lazarus of 1: fifo 1
                change: likely change: address-reuse, multi-input; against it: client-behavior, legacy
            = move:0 lazarus/1 unspent: fifo 1
            = move:1 lazarus unspent: fifo 1
        "#]],
    );
}

#[test]
fn a_labelled_mixer_is_the_end() {
    check(
        "
        block
          theft: coinbase -> thief 2
        block
          in: theft -> blender 2
        block
          out: in -> stranger 2
        label blender mixing_service Blender
        ",
        "forward theft",
        &expect![[r#"
            start 2
            1 in -> in:0 blender of 2: fifo 2
            = in:0 blender mixer: fifo 2
        "#]],
    );
}

/// A Wasabi-like round of ten people, the thief's coin its third input.
pub fn mixed(rest: &str) -> String {
    let mut text = String::new();
    let mut inputs = Vec::new();
    let mut outputs = Vec::new();
    for person in 0..12 {
        let holder = if person == 2 { "thief".into() } else { format!("user{person}") };
        text += &format!("block\n in{person}: coinbase -> {holder} 0.15\n");
        inputs.push(format!("in{person}"));
        outputs.push(format!("fresh{person} 0.1"));
        outputs.push(format!("change{person} 0.0{}", 49 - person));
    }
    text += &format!("block\n mix: {} -> {}\n", inputs.join(" + "), outputs.join(", "));
    // Fresh coins have even numbers.
    text + rest + "\n"
}

#[test]
fn into_a_coinjoin_goes_a_coin_and_out_comes_nobody_knows_whose() {
    check(
        &mixed(""),
        "forward in2",
        &expect![[r#"
        start 0.15
        = in2:0 thief coinjoin mix wasabi-1.0 70, 12 candidates: fifo 0.15
    "#]],
    );
}

#[test]
fn nothing_follows_what_cannot_move() {
    check(
        "
        block
          theft: coinbase -> thief 2
        block
          burn: theft -> data \"bye\" 0.5, thief/1 1.5
        ",
        "forward theft",
        &expect![[r#"
            start 2
            1 burn -> burn:0 no holder of 0.5: fifo 0.5
            1 burn -> burn:1 thief/1 of 1.5: fifo 1.5
            = burn:1 thief/1 unspent: fifo 1.5
            = burn:0 no holder unspendable: fifo 0.5
        "#]],
    );
}

#[test]
fn with_unknown_values_beside_it_no_share_can_be_told() {
    check(
        "
        ledger main partial
        block
          theft: ? victim 3 -> thief 3
        block
          merge: theft + ? -> shop 5
        block
          known: ? victim/1 1 + ? other 1 -> thief/1 2
        ",
        "forward theft poison fifo",
        &expect![[r#"
            start 3
            = theft:0 thief data missing: 1 inputs of merge: poison 3, fifo 3
            cut DataMissing { transactions: 1 }
        "#]],
    );
}

#[test]
fn a_partial_ledger_never_says_unspent_of_a_coin_it_may_not_see_move() {
    check(
        "
        ledger main partial
        block
          theft: ? victim 3 -> thief 3
        ",
        "forward theft fifo",
        &expect![[r#"
            start 3
            = theft:0 thief no spend seen: fifo 3
            cut PartialLedger { coins: 1 }
        "#]],
    );
}

#[test]
fn a_start_without_spendable_value_is_told_plainly() {
    check(
        "
        block
          note: coinbase -> data \"x\", alice 1
        ",
        "forward note",
        &expect![[r#"
            start 1
            = note:1 alice unspent: fifo 1
        "#]],
    );
}

#[test]
fn a_cluster_that_two_services_claim_is_not_crossed() {
    let world = World::of(
        "
        block
          a: coinbase -> bitx 5
        block
          b: coinbase -> bity 5
        block
          c: coinbase -> hub 1
        block
          both: a + b + c -> elsewhere 11
        block
          theft: coinbase -> thief 2
        block
          pay: theft -> hub 1, thief/1 1
        block
          again: pay:0 -> stranger 1
        label bitx exchange Bitx
        label bity exchange Bity
        ",
    );
    let trace = world.trace("forward theft");
    let rows: Vec<String> = trace
        .endings
        .iter()
        .map(|ending| {
            format!(
                "{} {:?}",
                ending.stop.name(),
                ending.freezer.as_ref().expect("a forward trace")
            )
        })
        .collect();
    expect![[r#"
        service Service { says: "in doubt: Bitx or Bity" }
        unspent KeyHolder"#]]
    .assert_eq(&rows.join("\n"));
}

#[test]
fn who_could_freeze_it_is_said_honestly() {
    let world = World::of(
        "
        block
          theft: coinbase -> thief 10
        block
          out: theft -> exch 4, blender 1, thief/1 2, data \"gone\" 1, lazarus 1.5
        label exch exchange Bitx
        label blender mixing_service Blender
        label lazarus sanction Lazarus
        ",
    );
    let trace = world.trace("forward theft");
    let rows: Vec<String> = trace
        .endings
        .iter()
        .map(|ending| {
            format!(
                "{} {:?}",
                ending.stop.name(),
                ending.freezer.as_ref().expect("a forward trace")
            )
        })
        .collect();
    expect![[r#"
        service Service { says: "Bitx" }
        unspent KeyHolder
        unspent KeyHolder
        mixer Unknown
        unspendable Nobody
        fee Nobody"#]]
    .assert_eq(&rows.join("\n"));
}

#[test]
fn of_two_transactions_with_one_id_the_newer_is_followed_and_that_is_said() {
    check(
        "
        block
          a: coinbase -> alice 50 [tag=twin]
        block
          b: coinbase -> alice 50 [tag=twin]
        block
          pay: b -> bob 50
        ",
        "forward b",
        &expect![[r#"
            start 50
            1 pay -> pay:0 bob of 50: fifo 50
            = pay:0 bob unspent: fifo 50
            cut TwinTx { txid: a }
        "#]],
    );
}

#[test]
fn a_coinjoin_below_the_cut_is_followed_with_a_sign() {
    // Three people, two of them with change: JoinMarket's rule, which fits payrolls too.
    check(
        "
        block
          a: coinbase -> alice 1.4
        block
          b: coinbase -> bob 1.3
        block
          c: coinbase -> carol 1
        block
          join: a + b + c -> x 0.98765, y 0.98765, z 0.98765, alice/1 0.41, bob/1 0.31
        ",
        "forward c",
        &expect![[r#"
            start 1
            1 join (through what may be a CoinJoin) -> join:2 z of 0.98765: fifo 0.26295
                joinmarket: may be a CoinJoin (joinmarket: 3 outputs of 0.98765000 BTC, at least 3 participants, confidence 49); below the cut, so followed
            1 join (through what may be a CoinJoin) -> join:3 alice/1 of 0.41: fifo 0.41
                joinmarket: may be a CoinJoin (joinmarket: 3 outputs of 0.98765000 BTC, at least 3 participants, confidence 49); below the cut, so followed
            1 join (through what may be a CoinJoin) -> join:4 bob/1 of 0.31: fifo 0.31
                joinmarket: may be a CoinJoin (joinmarket: 3 outputs of 0.98765000 BTC, at least 3 participants, confidence 49); below the cut, so followed
            = join:3 alice/1 unspent: fifo 0.41
            = join:4 bob/1 unspent: fifo 0.31
            = join:2 z unspent: fifo 0.26295
            = in join fee: fifo 0.01705
        "#]],
    );
}

#[test]
fn a_block_s_place_in_a_partial_ledger_is_not_its_height() {
    let world = World::of(
        "
        ledger main partial
        block height=none
          one: ? alice 3 -> bob 3
        block height=500000
          two: one -> eve 3
        block height=none
          three: two -> fay 3
        ",
    );
    let trace = world.trace("forward one");
    let heights: Vec<_> = trace.steps.iter().map(|step| step.block.height).collect();
    assert_eq!(heights, [Some(500_000), None]);
    let made = trace.coins.iter().map(|coin| coin.block.and_then(|block| block.height));
    assert_eq!(made.collect::<Vec<_>>(), [None, Some(500_000), None]);
    let tip = trace.as_of.expect("there are blocks");
    assert_eq!((tip.height, tip.hash), (None, trace.steps[1].block.hash));
    assert_eq!(tip.to_string(), tip.hash.to_string());
}
