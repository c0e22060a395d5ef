//! Paths between two subjects.

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use proptest::prelude::*;

use crate::path::path;
use crate::query::PathQuery;
use crate::testing::World;
use crate::trace::Basis;

/// `@alice @bob hops=5 k=2 detour=0 min=SAT legs=N through=services`.
fn check(scenario: &str, query: &str, expect: &Expect) {
    let world = World::of(scenario);
    let mut words = query.split_whitespace();
    let mut subject = || world.subject(words.next().expect("a subject"));
    let mut asked = PathQuery::new(subject(), subject());
    for word in words {
        let (key, value) = word.split_once('=').expect("a setting");
        let number = || value.parse::<u64>().expect("a number");
        let narrow = || value.parse::<u32>().expect("a number");
        match key {
            "hops" => asked.hops_max = narrow(),
            "detour" => asked.detour_max = narrow(),
            "k" => asked.paths_max = value.parse().expect("a number"),
            "min" => asked.value_min_sat = number(),
            "legs" => asked.legs_max = number(),
            "through" => {
                asked.through_services = value == "services";
                asked.through_mixers = value == "mixers";
            }
            _ => panic!("what is {word}?"),
        }
    }
    let found = path(&world.atlas, world.ledger(), &asked).expect("the query can be asked");
    let mut text = String::new();
    for (name, ways) in [("there", &found.there), ("back", &found.back)] {
        let _ = writeln!(text, "{name}: complete to {}", ways.complete_hops);
        for path in &ways.paths {
            let mut line = path.first.out_point.to_string();
            for step in &path.steps {
                let mark = if step.basis == Basis::Observed { "" } else { " (as asked)" };
                let _ = write!(line, " -> {}{mark}", step.to);
            }
            let _ = writeln!(text, "  {line}, at most {}", path.bottleneck);
        }
        for cut in &ways.cuts {
            let _ = writeln!(text, "  {cut:?}");
        }
    }
    expect.assert_eq(&world.rename(&text));
}

const NET: &str = "
    block
      a: coinbase -> alice 10
    block
      wide: a -> x 6, y 3, z 1
    block
      x1: wide:0 -> x/1 6
      z1: wide:2 -> bob 1
    block
      x2: x1 -> bob 6
      y1: wide:1 -> bob/9 1, bob 2
";

#[test]
fn the_shortest_way_first_then_the_widest() {
    check(
        NET,
        "@alice @bob",
        &expect![[r#"
        there: complete to 30
          a:0 -> wide:1 -> y1:1, at most 2.00000000
          a:0 -> wide:2 -> z1:0, at most 1.00000000
          a:0 -> wide:0 -> x1:0 -> x2:0, at most 6.00000000
        back: complete to 30
    "#]],
    );
    check(
        NET,
        "@alice @bob detour=0",
        &expect![[r#"
        there: complete to 2
          a:0 -> wide:1 -> y1:1, at most 2.00000000
          a:0 -> wide:2 -> z1:0, at most 1.00000000
        back: complete to 30
    "#]],
    );
    check(
        NET,
        "@alice @bob k=1",
        &expect![[r#"
        there: complete to 30
          a:0 -> wide:1 -> y1:1, at most 2.00000000
        back: complete to 30
    "#]],
    );
}

#[test]
fn subjects_of_every_kind() {
    check(
        NET,
        "a:0 x2",
        &expect![[r#"
        there: complete to 30
          a:0 -> wide:0 -> x1:0 -> x2:0, at most 6.00000000
        back: complete to 30
    "#]],
    );
    check(
        NET,
        "wide @bob k=1",
        &expect![[r#"
        there: complete to 30
          wide:1 -> y1:1, at most 2.00000000
        back: complete to 30
    "#]],
    );
    check(
        NET,
        "wide wide:1",
        &expect![[r#"
        there: complete to 2
          wide:1, at most 3.00000000
        back: complete to 30
          wide:1, at most 3.00000000
    "#]],
    );
    check(
        NET,
        "@bob @alice k=1",
        &expect![[r#"
        there: complete to 30
        back: complete to 30
          a:0 -> wide:1 -> y1:1, at most 2.00000000
    "#]],
    );
}

#[test]
fn small_coins_are_not_walked() {
    check(
        NET,
        "@alice @bob min=300000000",
        &expect![[r#"
        there: complete to 30
          a:0 -> wide:0 -> x1:0 -> x2:0, at most 6.00000000
          BelowThreshold { coins: 3 }
        back: complete to 30
    "#]],
    );
}

#[test]
fn limits_are_told() {
    check(
        NET,
        "a:0 x2 hops=2",
        &expect![[r#"
        there: complete to 2
          HopLimit { hops_max: 2 }
        back: complete to 2
    "#]],
    );
    check(
        NET,
        "a:0 x2 legs=4",
        &expect![[r#"
        there: complete to 1
          WorkCap { legs_max: 4 }
        back: complete to 30
    "#]],
    );
}

const SERVICE: &str = "
    block
      a: coinbase -> alice 10
    block
      in: a -> exch 10
    block
      out: in -> bob 9, exch 1
    label exch exchange Bitx
";

#[test]
fn a_service_connects_nobody() {
    check(
        SERVICE,
        "@alice @bob",
        &expect![[r#"
        there: complete to 30
          Services { coins: 1 }
        back: complete to 30
    "#]],
    );
    check(
        SERVICE,
        "@alice @bob through=services",
        &expect![[r#"
        there: complete to 30
          a:0 -> in:0 -> out:0 (as asked), at most 9.00000000
        back: complete to 30
    "#]],
    );
    check(
        SERVICE,
        "@alice @exch",
        &expect![[r#"
        there: complete to 30
          a:0 -> in:0, at most 10.00000000
        back: complete to 30
    "#]],
    );
}

#[test]
fn a_coinjoin_connects_nobody() {
    let mixed = super::stops::mixed("");
    check(
        &mixed,
        "@thief @fresh4",
        &expect![[r#"
        there: complete to 30
          Mixers { coins: 1 }
        back: complete to 30
    "#]],
    );
    check(
        &mixed,
        "@thief @fresh4 through=mixers k=1",
        &expect![[r#"
        there: complete to 30
          in2:0 -> mix:8 (as asked), at most 0.10000000
        back: complete to 30
    "#]],
    );
}

#[test]
fn an_end_that_the_work_cap_left_unread_makes_nothing_complete() {
    let coins: Vec<String> =
        (0..9).map(|at| format!("block\n a{at}: coinbase -> alice 1\n")).collect();
    check(
        &format!("{}\nblock\n pay: a8 -> bob 1", coins.concat()),
        "@alice @bob legs=8",
        &expect![[r#"
            there: complete to 0
              WorkCap { legs_max: 8 }
            back: complete to 0
              WorkCap { legs_max: 8 }
        "#]],
    );
}

#[test]
fn looking_for_a_coinjoin_is_work_under_the_cap_too() {
    let mixed = super::stops::mixed("");
    check(
        &mixed,
        "in2:0 mix:8 legs=20",
        &expect![[r#"
        there: complete to 0
          WorkCap { legs_max: 20 }
        back: complete to 30
    "#]],
    );
}

#[test]
fn parallel_coins_of_the_same_transactions_are_one_way() {
    check(
        "
        block
          a: coinbase -> alice 5, alice 4
        block
          pay: a:0 + a:1 -> x 5, x 3, bob/9 1
        block
          on: pay:0 + pay:1 -> bob 7, bob 1
        ",
        "@alice @bob",
        &expect![[r#"
            there: complete to 30
              a:0 -> pay:0 -> on:0, at most 5.00000000
            back: complete to 30
        "#]],
    );
}

/// The fewest transactions from a coin of one holder to a coin of another, and the greatest
/// bottleneck among those, by trying everything.
fn tried(world: &World, from: &str, to: &str) -> Option<(usize, u64)> {
    let graph = &world.ledger().graph;
    let id = |name: &str| graph.find_address(&world.played.names.address(name).expect("a name"));
    let (from, to) = (id(from)?, id(to)?);
    let mut best: Option<(usize, u64)> = None;
    // Ways as the coin they have come to, their transactions and their smallest coin.
    let mut ways: Vec<(graph::OutId, usize, u64)> = Vec::new();
    for leg in graph.legs(from, graph::End::Oldest, 0, 10_000) {
        if let graph::Leg::Out(out) = leg {
            ways.push((out, 0, graph.output(out).value.0));
        }
    }
    while let Some((coin, hops, smallest)) = ways.pop() {
        let graph::Fate::Spent { tx, .. } = graph.output(coin).fate else { continue };
        for output in graph.outputs(&graph.tx(tx)) {
            let smallest = smallest.min(output.value.0);
            if output.holder == Some(to) {
                let better = |(most, least): (usize, u64)| {
                    hops + 1 < most || (hops + 1 == most && smallest > least)
                };
                if best.is_none_or(better) {
                    best = Some((hops + 1, smallest));
                }
            } else if output.holder != Some(from) {
                ways.push((output.id, hops + 1, smallest));
            }
        }
    }
    best
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_first_path_is_the_shortest_and_of_those_the_widest(chain in super::laws::chain(false)) {
        let world = World::of(&chain.text);
        for (from, to) in [("p0", "p3"), ("p1", "p4"), ("p3", "p0")] {
            if world.played.names.address(to).is_none() || world.played.names.address(from).is_none() {
                continue;
            }
            let subject = |name: &str| world.subject(&format!("@{name}"));
            let mut query = PathQuery::new(subject(from), subject(to));
            query.through_mixers = true;
            let found = path(&world.atlas, world.ledger(), &query).expect("it can be asked");
            let first = found.there.paths.first();
            let first = first.map(|path| (path.steps.len(), path.bottleneck.0));
            prop_assert_eq!(first, tried(&world, from, to));
            for pair in found.there.paths.windows(2) {
                prop_assert!(pair[0].steps.len() <= pair[1].steps.len());
            }
        }
    }
}
