//! What a limit cuts off is in the answer, and the books still balance.

use expect_test::expect;

use crate::testing::{World, check};

const CHAIN: &str = "
    block 2026-01-01
      a: coinbase -> alice 10
    block 2026-01-02
      b: a -> x1 1, alice/1 9
    block 2026-01-03
      c: b:1 -> x2 1, alice/2 8
    block 2026-01-04
      d: c:1 -> x3 1, alice/3 7
    block 2026-01-05
      e: d:1 -> x4 1, alice/4 6
";

#[test]
fn the_hop_limit() {
    check(
        CHAIN,
        "forward a hops=2",
        &expect![[r#"
        start 10
        1 b -> b:0 x1 of 1: fifo 1
        1 b -> b:1 alice/1 of 9: fifo 9
        2 c -> c:0 x2 of 1: fifo 1
        2 c -> c:1 alice/2 of 8: fifo 8
        = c:1 alice/2 hop limit: fifo 8
        = b:0 x1 unspent: fifo 1
        = c:0 x2 unspent: fifo 1
        cut HopLimit { hops_max: 2, coins: 1 }
    "#]],
    );
}

#[test]
fn a_threshold_ends_only_what_is_below_it() {
    check(
        CHAIN,
        "forward a:0 share=600000",
        &expect![[r#"
        start 10
        1 b -> b:0 x1 of 1: fifo 1
        1 b -> b:1 alice/1 of 9: fifo 9
        2 c -> c:0 x2 of 1: fifo 1
        2 c -> c:1 alice/2 of 8: fifo 8
        3 d -> d:0 x3 of 1: fifo 1
        3 d -> d:1 alice/3 of 7: fifo 7
        4 e -> e:0 x4 of 1: fifo 1
        4 e -> e:1 alice/4 of 6: fifo 6
        = e:1 alice/4 unspent: fifo 6
        = b:0 x1 unspent: fifo 1
        = c:0 x2 unspent: fifo 1
        = d:0 x3 unspent: fifo 1
        = e:0 x4 unspent: fifo 1
        fold PeelRun: 4 steps, 4 peels, a:0 -> e:1
    "#]],
    );
}

#[test]
fn a_threshold_ends_one_method_and_not_the_other() {
    check(
        "
        block
          theft: coinbase -> thief 1
        block
          wage: coinbase -> clerk 9
        block
          merge: theft + wage -> a 5, b 5
        block
          on: merge:0 -> c 5
          off: merge:1 -> d 5
        ",
        "forward theft min=60000000 haircut fifo",
        &expect![[r#"
            start 1
            1 merge -> merge:0 a of 5: haircut 0.5, fifo 1
            1 merge -> merge:1 b of 5: haircut 0.5, fifo 0
            2 on -> on:0 c of 5: haircut 0, fifo 1
            = on:0 c unspent: haircut 0, fifo 1
            = merge:0 a below threshold: haircut 0.5, fifo 0
            = merge:1 b below threshold: haircut 0.5, fifo 0
            cut BelowThreshold { coins: 2 }
        "#]],
    );
}

#[test]
fn a_time_window_ends_what_moved_after_it() {
    check(
        CHAIN,
        "forward a:0 to=2026-01-03",
        &expect![[r#"
        start 10
        1 b -> b:0 x1 of 1: fifo 1
        1 b -> b:1 alice/1 of 9: fifo 9
        2 c -> c:0 x2 of 1: fifo 1
        2 c -> c:1 alice/2 of 8: fifo 8
        = c:1 alice/2 time window: fifo 8
        = b:0 x1 unspent: fifo 1
        = c:0 x2 unspent: fifo 1
        cut TimeWindow { coins: 1 }
    "#]],
    );
}

#[test]
fn a_time_window_picks_among_what_an_address_received() {
    check(
        "
        block 2026-01-01
          a: coinbase -> alice 1
        block 2026-01-02
          b: coinbase -> alice 2
        block 2026-01-03
          c: coinbase -> alice 4
        ",
        "forward @alice from=2026-01-02 to=2026-01-02T12:00:00Z",
        &expect![[r#"
            start 2
            = b:0 alice unspent: fifo 2
            cut StartOutsideWindow { coins: 2, value: 500000000 }
        "#]],
    );
}

#[test]
fn the_work_cap_counts_legs() {
    check(
        CHAIN,
        "forward a:0 legs=7",
        &expect![[r#"
        start 10
        1 b -> b:0 x1 of 1: fifo 1
        1 b -> b:1 alice/1 of 9: fifo 9
        2 c -> c:0 x2 of 1: fifo 1
        2 c -> c:1 alice/2 of 8: fifo 8
        = c:1 alice/2 work cap: fifo 8
        = b:0 x1 unspent: fifo 1
        = c:0 x2 unspent: fifo 1
        cut WorkCap { legs_max: 7, coins: 1 }
    "#]],
    );
}

#[test]
fn a_question_that_contradicts_itself_is_refused() {
    let world = World::of(CHAIN);
    let refused = |query: &str| {
        let query = world.query(query);
        crate::follow::follow(&world.atlas, world.ledger(), &query).unwrap_err().to_string()
    };
    let shown = [
        refused("forward a:7"),
        refused("forward a:0 outputs=0"),
        refused("back a outputs=0"),
        refused("forward a from=2026-01-02 to=2026-01-01"),
        refused("forward a share=1000001"),
        refused("forward a legs=9999999999"),
    ];
    expect![[r#"
        transaction a has 1 outputs: there is no output 7
        outputs can be picked of a transaction only, and only forward
        outputs can be picked of a transaction only, and only forward
        the time window ends (2026-01-01T00:00:00Z) before it begins (2026-01-02T00:00:00Z)
        a share is at most 1000000 millionths, not 1000001
        a trace reads at most 1073741824 inputs and outputs, not 9999999999"#]]
    .assert_eq(&world.rename(&shown.join("\n")));
}

#[test]
fn a_coin_that_is_named_is_no_receipt_whatever_stands_first() {
    let scenario = "
        block 2026-01-01
          a: coinbase -> alice 1
        block 2026-01-02
          b: coinbase -> alice 2
        ";
    for subject in ["@alice+a:0", "a:0+@alice"] {
        check(
            scenario,
            &format!("forward {subject} from=2026-01-02"),
            &expect![[r#"
                start 3
                = b:0 alice unspent: fifo 2
                = a:0 alice unspent: fifo 1
            "#]],
        );
    }
}
