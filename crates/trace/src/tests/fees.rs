//! Fees are where tracing ends, or, when asked, go on into the coinbase of their block.

use expect_test::expect;

use crate::testing::{World, check};
use crate::trace::{Freezer, Place, Stop};

const FEES: &str = "
    block
      a: coinbase -> alice 10
    block
      b: coinbase -> bob 10
    block
      reward: coinbase -> miner 50.5, miner/1 0.5
      clean: b -> bob/1 9.6
      theft: a -> thief 9.4
    block
      spend: reward:0 -> shop 50.5
";

#[test]
fn a_fee_is_an_end() {
    check(
        FEES,
        "forward a",
        &expect![[r#"
        start 10
        1 theft -> theft:0 thief of 9.4: fifo 9.4
        = theft:0 thief unspent: fifo 9.4
        = in theft fee: fifo 0.6
    "#]],
    );
}

#[test]
fn through_fees_value_goes_to_the_miner_subsidy_first() {
    check(
        FEES,
        "forward a through=fees fifo haircut lifo tiho poison",
        &expect![[r#"
        start 10
        1 theft -> theft:0 thief of 9.4: poison 9.4, haircut 9.4, fifo 9.4, lifo 9.4, tiho 9.4
        2 reward (fees to the coinbase, subsidy first) -> reward:0 miner of 50.5: poison 50.5, haircut 0.59411765, fifo 0.1, lifo 0.6, tiho 0.6
        2 reward (fees to the coinbase, subsidy first) -> reward:1 miner/1 of 0.5: poison 0.5, haircut 0.00588235, fifo 0.5, lifo 0, tiho 0
        3 spend -> spend:0 shop of 50.5: poison 50.5, haircut 0.59411765, fifo 0.1, lifo 0.6, tiho 0.6
        = theft:0 thief unspent: poison 9.4, haircut 9.4, fifo 9.4, lifo 9.4, tiho 9.4
        = reward:1 miner/1 unspent: poison 0.5, haircut 0.00588235, fifo 0.5, lifo 0, tiho 0
        = spend:0 shop unspent: poison 50.5, haircut 0.59411765, fifo 0.1, lifo 0.6, tiho 0.6
    "#]],
    );
}

#[test]
fn backward_through_fees_a_coinbase_comes_from_new_money_and_from_fees() {
    check(
        FEES,
        "back reward:1 through=fees fifo haircut",
        &expect![[r#"
        start 0.5
        2 theft <- a:0 alice of 10: haircut 0.00588235, fifo 0.5
        2 clean <- b:0 bob of 10: haircut 0.00392157, fifo 0
        = in a mined: haircut 0.00588235, fifo 0.5
        = in reward mined: haircut 0.49019608, fifo 0
        = in b mined: haircut 0.00392157, fifo 0
    "#]],
    );
    check(
        FEES,
        "back reward:1",
        &expect![[r#"
        start 0.5
        = reward:1 miner/1 mined: fifo 0.5
    "#]],
    );
}

#[test]
fn a_fee_that_a_limit_cut_off_is_not_beyond_everybody() {
    let world = World::of(FEES);
    let freezer = |query: &str| {
        let endings = world.trace(query).endings;
        let in_step = endings.into_iter().find(|row| matches!(row.place, Place::Step(_)));
        in_step.map(|row| (row.stop, row.freezer)).expect("value ended in a transaction")
    };
    assert_eq!(freezer("forward a"), (Stop::Fee, Some(Freezer::Nobody)));
    let cut = freezer("forward a through=fees hops=1");
    assert_eq!(cut, (Stop::HopLimit, Some(Freezer::Unknown)));
    let (stop, freezer) = freezer("forward a through=fees legs=3");
    assert_eq!((stop, freezer), (Stop::WorkCap, Some(Freezer::Unknown)));
}
