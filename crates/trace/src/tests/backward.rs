//! Backward: where value came from.

use expect_test::expect;

use crate::testing::{World, check};
use crate::trace::Stop;

const MERGED: &str = "
    block
      theft: coinbase -> thief 3
    block
      wage: coinbase -> clerk 7
    block
      merge: theft + wage -> shop 4, clerk/1 5.9
    block
      on: merge:0 -> shop/1 4
";

#[test]
fn an_output_comes_from_its_inputs_by_the_mirror_of_each_method() {
    check(
        MERGED,
        "back on:0 poison haircut fifo lifo tiho",
        &expect![[r#"
        start 4
        1 on <- merge:0 shop of 4: poison 4, haircut 4, fifo 4, lifo 4, tiho 4
        2 merge <- theft:0 thief of 3: poison 3, haircut 1.2, fifo 3, lifo 0, tiho 0
        2 merge <- wage:0 clerk of 7: poison 7, haircut 2.8, fifo 1, lifo 4, tiho 4
        = theft:0 thief mined: poison 3, haircut 1.2, fifo 3, lifo 0, tiho 0
        = wage:0 clerk mined: poison 7, haircut 2.8, fifo 1, lifo 4, tiho 4
    "#]],
    );
}

#[test]
fn a_transaction_comes_from_all_its_inputs() {
    check(
        MERGED,
        "back merge",
        &expect![[r#"
        start 10
        = wage:0 clerk mined: fifo 7
        = theft:0 thief mined: fifo 3
    "#]],
    );
}

#[test]
fn what_an_address_received_from_itself_is_counted_once() {
    check(
        "
        block
          fund: coinbase -> alice 10
        block
          pay: fund -> bob 3, alice 7
        ",
        "back @alice",
        &expect![[r#"
            start 17
            returned fifo 7
            1 pay <- fund:0 alice of 10: fifo 7
            = fund:0 alice mined: fifo 10
        "#]],
    );
}

#[test]
fn a_service_is_an_origin() {
    check(
        "
        block
          deposit: coinbase -> exch 10
        block
          withdraw: deposit -> alice 4, exch 5.9
        block
          pay: withdraw:0 -> bob 4
        label exch exchange Bitx
        ",
        "back @bob",
        &expect![[r#"
            start 4
            1 pay <- withdraw:0 alice of 4: fifo 4
            2 withdraw <- deposit:0 exch of 10: fifo 4
            = deposit:0 exch service: fifo 4
        "#]],
    );
}

#[test]
fn what_comes_out_of_a_coinjoin_comes_from_it() {
    check(
        &super::stops::mixed("block\n spend: mix:2 -> shop 0.1"),
        "back @shop",
        &expect![[r#"
            start 0.1
            1 spend <- mix:2 fresh1 of 0.1: fifo 0.1
            = mix:2 fresh1 coinjoin mix wasabi-1.0 70, 12 candidates: fifo 0.1
        "#]],
    );
}

#[test]
fn outside_a_partial_ledger_the_origin_is_unknown() {
    check(
        "
        ledger main partial
        block
          known: ? alice 3 + ? bob 4 -> carol 6
          blind: ? + ? alice 3 -> dave 6
        block
          on: known + blind -> erin 12
        ",
        "back @erin",
        &expect![[r#"
            start 12
            1 on <- known:0 carol of 6: fifo 6
            1 on <- blind:0 dave of 6: fifo 6
            2 known <- known?0:0 alice of 3: fifo 3
            2 known <- known?1:0 bob of 4: fifo 3
            = blind:0 dave data missing: 1 inputs of blind: fifo 6
            = known?0:0 alice origin unknown: fifo 3
            = known?1:0 bob origin unknown: fifo 3
            cut DataMissing { transactions: 1 }
        "#]],
    );
}

#[test]
fn a_coin_from_outside_the_ledger_is_one_start_by_whichever_way_it_is_reached() {
    check(
        "
        ledger main partial
        block
          one: ? alice 3 -> bob 3
        block
          two: one -> eve 3
        ",
        "back one+two+one",
        &expect![[r#"
            start 6
            returned fifo 3
            1 one <- one?0:0 alice of 3: fifo 3
            = one?0:0 alice origin unknown: fifo 3
        "#]],
    );
}

#[test]
fn backward_nobody_is_asked_to_freeze_anything() {
    let world = World::of(
        "
        block
          deposit: coinbase -> exch 10
        block
          withdraw: deposit -> alice 4, exch 5.9
        label exch exchange Bitx
        ",
    );
    let trace = world.trace("back @alice");
    assert_eq!(trace.endings[0].stop, Stop::Service);
    assert!(trace.endings.iter().all(|ending| ending.freezer.is_none()));
}
