//! Paths between two subjects.

use std::fmt::Write as _;

use expect_test::{Expect, expect};

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
