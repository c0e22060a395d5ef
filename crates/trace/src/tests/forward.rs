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
