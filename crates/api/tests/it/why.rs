//! Why two addresses are one.

use api::ask::bounds::Bounds;
use api::ask::why::WhyQuestion;

use crate::world::{THEFT, World};

const CHAIN: &str = "
block
  m: coinbase -> a 10
block
  m2: coinbase -> z 10
  split: m -> a 1, b 1, b 1, c 1, c 1, d 1, e 3.9
block
  ab: split:0 + split:1 -> x 2
  bc: split:2 + split:3 -> y 2
block
  cd: split:4 + split:5 -> x/2 2
";

#[test]
fn the_only_way_between_two_members_is_told_join_by_join() {
    let world = World::of(CHAIN);
    let question = WhyQuestion::new(world.address("a"), world.address("d"));
    let view = question.answer(&world.atlas, &Bounds::SERVED).expect("a way");
    let way: Vec<_> = view.joins.iter().map(|join| world.rename(&join.at.txid)).collect();
    assert_eq!(way, ["ab", "bc", "cd"]);
    assert!(view.joins.iter().all(|join| join.rule == "co-spend"));
    assert_eq!(view.size, 4);
    let same = WhyQuestion::new(world.address("a"), world.address("a"));
    assert!(same.answer(&world.atlas, &Bounds::SERVED).expect("a way").joins.is_empty());
}

#[test]
fn strangers_and_too_many_members_are_refused() {
    let world = World::of(CHAIN);
    let question = WhyQuestion::new(world.address("a"), world.address("z"));
    let refusal = question.answer(&world.atlas, &Bounds::SERVED).unwrap_err();
    assert_eq!(refusal.what.id, "problem-not-one-cluster");
    let question = WhyQuestion::new(world.address("a"), world.address("d"));
    let bounds = Bounds { members_max: 3, ..Bounds::SERVED };
    let refusal = question.answer(&world.atlas, &bounds).unwrap_err();
    assert_eq!(refusal.what.id, "problem-cluster-too-large");
    assert!(WhyQuestion::new("2", "3").answer(&World::of(THEFT).atlas, &bounds).is_err());
}
