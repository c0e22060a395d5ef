//! Forward: value goes through transactions and rests where it rests.

use expect_test::expect;

use crate::testing::check;

const SPLIT: &str = "
    block
      theft: coinbase -> thief 10
    block
      split: theft -> thief/1 6, thief/2 3.9
    block
      join: split:0 + split:1 -> thief/3 9.8
";

#[test]
fn what_is_split_and_joined_again_is_whole_less_the_fees() {
    check(
        SPLIT,
        "forward theft:0 poison haircut fifo lifo tiho",
        &expect![[r#"
        start 10
        1 split -> split:0 thief/1 of 6: poison 6, haircut 6, fifo 6, lifo 6, tiho 6
        1 split -> split:1 thief/2 of 3.9: poison 3.9, haircut 3.9, fifo 3.9, lifo 3.9, tiho 3.9
        2 join -> join:0 thief/3 of 9.8: poison 9.8, haircut 9.8, fifo 9.8, lifo 9.8, tiho 9.8
        = join:0 thief/3 unspent: poison 9.8, haircut 9.8, fifo 9.8, lifo 9.8, tiho 9.8
        = in split fee: poison 0.1, haircut 0.1, fifo 0.1, lifo 0.1, tiho 0.1
        = in join fee: poison 0.1, haircut 0.1, fifo 0.1, lifo 0.1, tiho 0.1
    "#]],
    );
}

const MERGED: &str = "
    block
      theft: coinbase -> thief 3
    block
      wage: coinbase -> clerk 7
    block
      merge: theft + wage -> shop 4, clerk/1 6
    block
      on: merge:0 -> shop/1 4
      off: merge:1 -> clerk/2 6
";

#[test]
fn the_methods_part_where_coins_flow_together() {
    check(
        MERGED,
        "forward theft poison haircut fifo lifo tiho",
        &expect![[r#"
        start 3
        1 merge -> merge:0 shop of 4: poison 4, haircut 1.2, fifo 3, lifo 0, tiho 0
        1 merge -> merge:1 clerk/1 of 6: poison 6, haircut 1.8, fifo 0, lifo 3, tiho 3
        2 on -> on:0 shop/1 of 4: poison 4, haircut 1.2, fifo 3, lifo 0, tiho 0
        2 off -> off:0 clerk/2 of 6: poison 6, haircut 1.8, fifo 0, lifo 3, tiho 3
        = on:0 shop/1 unspent: poison 4, haircut 1.2, fifo 3, lifo 0, tiho 0
        = off:0 clerk/2 unspent: poison 6, haircut 1.8, fifo 0, lifo 3, tiho 3
    "#]],
    );
}

#[test]
fn a_transaction_is_followed_by_all_its_outputs_or_by_those_picked() {
    check(
        SPLIT,
        "forward split",
        &expect![[r#"
        start 9.9
        1 join -> join:0 thief/3 of 9.8: fifo 9.8
        = join:0 thief/3 unspent: fifo 9.8
        = in join fee: fifo 0.1
    "#]],
    );
    check(
        SPLIT,
        "forward split outputs=1",
        &expect![[r#"
        start 3.9
        1 join -> join:0 thief/3 of 9.8: fifo 3.8
        = join:0 thief/3 unspent: fifo 3.8
        = in join fee: fifo 0.1
    "#]],
    );
}

const CHANGE: &str = "
    block
      fund: coinbase -> alice 10
    block
      pay: fund -> bob 3, alice 7
    block
      again: pay:1 -> carol 2, alice 5
";

#[test]
fn change_that_returns_to_the_subject_is_counted_once() {
    check(
        CHANGE,
        "forward @alice fifo haircut",
        &expect![[r#"
        start 22
        returned haircut 12, fifo 12
        1 pay -> pay:0 bob of 3: haircut 3, fifo 3
        1 pay -> pay:1 alice of 7: haircut 7, fifo 7
            change: likely change: address-reuse, multi-input; against it: client-behavior, legacy
        1 again -> again:0 carol of 2: haircut 2, fifo 2
        1 again -> again:1 alice of 5: haircut 5, fifo 5
            change: likely change: address-reuse, multi-input; against it: client-behavior, legacy
        = again:1 alice unspent: haircut 5, fifo 5
        = pay:0 bob unspent: haircut 3, fifo 3
        = again:0 carol unspent: haircut 2, fifo 2
    "#]],
    );
}

#[test]
fn change_that_returns_to_the_holder_of_one_coin_is_followed_as_usual() {
    check(
        CHANGE,
        "forward fund:0",
        &expect![[r#"
        start 10
        1 pay -> pay:0 bob of 3: fifo 3
        1 pay -> pay:1 alice of 7: fifo 7
            change: likely change: address-reuse, multi-input; against it: client-behavior, legacy
        2 again -> again:0 carol of 2: fifo 2
        2 again -> again:1 alice of 5: fifo 5
            change: likely change: address-reuse, multi-input; against it: client-behavior, legacy
        = again:1 alice unspent: fifo 5
        = pay:0 bob unspent: fifo 3
        = again:0 carol unspent: fifo 2
    "#]],
    );
}

#[test]
fn a_cluster_is_followed_whole() {
    check(
        "
        block
          a: coinbase -> alice 5
        block
          b: coinbase -> alice/1 4
        block
          both: a + b -> bob 8, alice/2 1
        ",
        "forward @@alice",
        &expect![[r#"
            start 9
            1 both -> both:0 bob of 8: fifo 8
            1 both -> both:1 alice/2 of 1: fifo 1
                change: likely change: optimal-change, legacy
            = both:0 bob unspent: fifo 8
            = both:1 alice/2 unspent: fifo 1
        "#]],
    );
}

#[test]
fn several_subjects_are_followed_together_and_each_coin_once() {
    check(
        MERGED,
        "forward theft+wage+@thief tiho",
        &expect![[r#"
        start 10
        1 merge -> merge:0 shop of 4: tiho 4
        1 merge -> merge:1 clerk/1 of 6: tiho 6
        2 on -> on:0 shop/1 of 4: tiho 4
        2 off -> off:0 clerk/2 of 6: tiho 6
        = off:0 clerk/2 unspent: tiho 6
        = on:0 shop/1 unspent: tiho 4
    "#]],
    );
}
