//! Runs of hops that read as one.

use expect_test::expect;

use crate::testing::check;

/// A peel chain: each step sends `peel` to an exchange's customer and the rest to a fresh address.
fn peels(steps: usize, peel: &str) -> String {
    let mut text = String::from("block\n s0: coinbase -> thief 10\n");
    let mut last = String::from("s0:0");
    for step in 1..=steps {
        text += &format!("block\n s{step}: {last} -> cash/{step} {peel}, thief/{step} rest\n");
        last = format!("s{step}:1");
    }
    text
}

#[test]
fn a_peel_chain_is_told_as_one() {
    check(
        &peels(6, "0.1"),
        "forward s0:0 lifo",
        &expect![[r#"
        start 10
        1 s1 -> s1:0 cash/1 of 0.1: lifo 0.1
        1 s1 -> s1:1 thief/1 of 9.9: lifo 9.9
        2 s2 -> s2:0 cash/2 of 0.1: lifo 0.1
        2 s2 -> s2:1 thief/2 of 9.8: lifo 9.8
        3 s3 -> s3:0 cash/3 of 0.1: lifo 0.1
        3 s3 -> s3:1 thief/3 of 9.7: lifo 9.7
        4 s4 -> s4:0 cash/4 of 0.1: lifo 0.1
        4 s4 -> s4:1 thief/4 of 9.6: lifo 9.6
        5 s5 -> s5:0 cash/5 of 0.1: lifo 0.1
        5 s5 -> s5:1 thief/5 of 9.5: lifo 9.5
        6 s6 -> s6:0 cash/6 of 0.1: lifo 0.1
        6 s6 -> s6:1 thief/6 of 9.4: lifo 9.4
        = s6:1 thief/6 unspent: lifo 9.4
        = s1:0 cash/1 unspent: lifo 0.1
        = s2:0 cash/2 unspent: lifo 0.1
        = s3:0 cash/3 unspent: lifo 0.1
        = s4:0 cash/4 unspent: lifo 0.1
        = s5:0 cash/5 unspent: lifo 0.1
        = s6:0 cash/6 unspent: lifo 0.1
        fold PeelChain: 6 steps, 6 peels, s0:0 -> s6:1
    "#]],
    );
}

#[test]
fn two_payments_are_no_run() {
    check(
        &peels(2, "0.1"),
        "forward s0:0 lifo",
        &expect![[r#"
        start 10
        1 s1 -> s1:0 cash/1 of 0.1: lifo 0.1
        1 s1 -> s1:1 thief/1 of 9.9: lifo 9.9
        2 s2 -> s2:0 cash/2 of 0.1: lifo 0.1
        2 s2 -> s2:1 thief/2 of 9.8: lifo 9.8
        = s2:1 thief/2 unspent: lifo 9.8
        = s1:0 cash/1 unspent: lifo 0.1
        = s2:0 cash/2 unspent: lifo 0.1
    "#]],
    );
}

#[test]
fn dust_beside_a_coin_makes_no_peel_chain() {
    check(
        &peels(6, "546sat"),
        "forward s0:0 tiho",
        &expect![[r#"
        start 10
        1 s1 -> s1:0 cash/1 of 0.00000546: tiho 0.00000546
        1 s1 -> s1:1 thief/1 of 9.99999454: tiho 9.99999454
        2 s2 -> s2:0 cash/2 of 0.00000546: tiho 0.00000546
        2 s2 -> s2:1 thief/2 of 9.99998908: tiho 9.99998908
        3 s3 -> s3:0 cash/3 of 0.00000546: tiho 0.00000546
        3 s3 -> s3:1 thief/3 of 9.99998362: tiho 9.99998362
        4 s4 -> s4:0 cash/4 of 0.00000546: tiho 0.00000546
        4 s4 -> s4:1 thief/4 of 9.99997816: tiho 9.99997816
        5 s5 -> s5:0 cash/5 of 0.00000546: tiho 0.00000546
        5 s5 -> s5:1 thief/5 of 9.9999727: tiho 9.9999727
        6 s6 -> s6:0 cash/6 of 0.00000546: tiho 0.00000546
        6 s6 -> s6:1 thief/6 of 9.99996724: tiho 9.99996724
        = s6:1 thief/6 unspent: tiho 9.99996724
        = s1:0 cash/1 unspent: tiho 0.00000546
        = s2:0 cash/2 unspent: tiho 0.00000546
        = s3:0 cash/3 unspent: tiho 0.00000546
        = s4:0 cash/4 unspent: tiho 0.00000546
        = s5:0 cash/5 unspent: tiho 0.00000546
        = s6:0 cash/6 unspent: tiho 0.00000546
        fold PeelRun: 6 steps, 6 peels, s0:0 -> s6:1
    "#]],
    );
}

#[test]
fn passing_through_is_a_run_and_no_peel_chain() {
    check(
        "
        block
          a: coinbase -> alice 1
        block
          b: a -> alice/1 1
        block
          c: b -> alice/2 1
        block
          d: c -> alice/3 1
        ",
        "forward a",
        &expect![[r#"
            start 1
            1 b -> b:0 alice/1 of 1: fifo 1
            2 c -> c:0 alice/2 of 1: fifo 1
            3 d -> d:0 alice/3 of 1: fifo 1
            = d:0 alice/3 unspent: fifo 1
            fold PassThrough: 3 steps, 0 peels, a:0 -> d:0
        "#]],
    );
}

#[test]
fn backward_a_run_is_the_same_run() {
    check(
        &peels(5, "0.1"),
        "back s5:1",
        &expect![[r#"
        start 9.5
        1 s5 <- s4:1 thief/4 of 9.6: fifo 9.5
        2 s4 <- s3:1 thief/3 of 9.7: fifo 9.5
        3 s3 <- s2:1 thief/2 of 9.8: fifo 9.5
        4 s2 <- s1:1 thief/1 of 9.9: fifo 9.5
        5 s1 <- s0:0 thief of 10: fifo 9.5
        = s0:0 thief mined: fifo 9.5
        fold PeelChain: 5 steps, 5 peels, s0:0 -> s5:1
    "#]],
    );
}
