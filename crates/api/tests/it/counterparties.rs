//! Who paid whom, and what nobody can be named for.

use std::fmt::Write as _;

use api::ask::bounds::Bounds;
use api::ask::counterparties::{CounterpartiesQuestion, Side};
use api::ask::watch::patient;
use api::counterparties::CounterpartiesView;
use expect_test::{Expect, expect};

use crate::world::{THEFT, World};

fn ask(world: &World, subject: &str, side: Side, legs: u64) -> CounterpartiesView {
    let question = CounterpartiesQuestion { legs, ..CounterpartiesQuestion::new(subject, side) };
    question.answer(&world.atlas, &Bounds::SERVED, &mut patient).expect("an answer")
}

fn check(text: &str, subject: &str, side: Side, expected: Expect) {
    let world = World::of(text);
    let subject = match subject.strip_prefix("cluster:") {
        Some(name) => format!("cluster:{}", world.address(name)),
        None => world.address(subject),
    };
    let view = ask(&world, &subject, side, 1000);
    let mut told = String::new();
    for row in &view.counterparties {
        let (value, observed, name) = (&row.value.amount, &row.observed.amount, row.name.as_ref());
        let holder = &row.holder.address;
        let name = name.map(|name| format!(" ({name})")).unwrap_or_default();
        let _ = writeln!(
            told,
            "{holder}{name} {value} of it observed {observed} in {}",
            row.transactions
        );
    }
    for apart in &view.not_attributed {
        let _ = writeln!(told, "{} {} in {}", apart.reason, apart.value.amount, apart.transactions);
    }
    let _ = writeln!(told, "own {} in {}", view.own.value.amount, view.own.transactions);
    let _ = writeln!(told, "legs {} of {}, {} cuts", view.legs_read, view.legs, view.cuts.len());
    expected.assert_eq(&world.rename(&told));
}

#[test]
fn whoever_is_the_only_one_to_pay_paid() {
    check(
        THEFT,
        "shop",
        Side::Received,
        expect![[r#"
            thief (lazarus) 4.99990000 of it observed 4.99990000 in 1
            own 0.00000000 in 0
            legs 1 of 1, 0 cuts
        "#]],
    );
}

#[test]
fn several_addresses_of_one_cluster_pay_as_far_as_the_cluster_is_right() {
    check(
        THEFT,
        "bob",
        Side::Received,
        expect![[r#"
        alice/1 45.00000000 of it observed 0.00000000 in 1
        own 0.00000000 in 0
        legs 1 of 1, 0 cuts
    "#]],
    );
    check(
        THEFT,
        "cluster:alice/1",
        Side::Sent,
        expect![[r#"
        bob 45.00000000 of it observed 0.00000000 in 1
        alice/3 4.99950000 of it observed 0.00000000 in 1
        own 0.00000000 in 0
        legs 2 of 2, 0 cuts
    "#]],
    );
}

#[test]
fn newly_mined_coins_come_from_nobody() {
    check(
        THEFT,
        "exchange",
        Side::Received,
        expect![[r#"
        mined 50.00000000 in 1
        own 0.00000000 in 0
        legs 1 of 1, 0 cuts
    "#]],
    );
}

#[test]
fn nobody_is_named_for_what_comes_out_of_a_coinjoin() {
    let round = include_str!("../../../../scenarios/whirlpool.txt");
    check(
        round,
        "ana/m",
        Side::Received,
        expect![[r#"
        coinjoin 0.01000000 in 1
        own 0.00000000 in 0
        legs 1 of 1, 0 cuts
    "#]],
    );
    check(
        round,
        "ana/p1",
        Side::Sent,
        expect![[r#"
            coinjoin 0.01020000 in 1
            own 0.00000000 in 0
            legs 1 of 1, 0 cuts
        "#]],
    );
}

#[test]
fn what_the_bound_left_out_is_told() {
    let mut text = String::new();
    for at in 0..20 {
        let _ = write!(
            text,
            "block\n  m{at}: coinbase -> payer/{at} 1\nblock\n  p{at}: m{at} -> ann 1\n"
        );
    }
    let world = World::of(&text);
    let whole = ask(&world, &world.address("ann"), Side::Received, 1000);
    assert_eq!((whole.legs, whole.legs_read, whole.cuts.len()), (20, 20, 0));
    assert_eq!(whole.counterparties.len(), 20);
    let part = ask(&world, &world.address("ann"), Side::Received, 30);
    assert_eq!((part.legs, part.legs_read, part.cuts.len()), (20, 10, 1));
    let names: Vec<_> = part.counterparties.iter().map(|row| row.holder.address.clone()).collect();
    assert!(names.contains(&world.address("payer/19")), "the newest are read first");
}

#[test]
fn what_came_and_what_is_told_of_it_are_the_same_sum() {
    let world = World::of(THEFT);
    for name in ["alice", "thief", "bob", "exchange", "exchange/2"] {
        let subject = world.address(name);
        let view = ask(&world, &subject, Side::Received, 1000);
        let sat = |text: &str| text.replace('.', "").parse::<u64>().expect("digits");
        let told: u64 = view
            .counterparties
            .iter()
            .map(|row| sat(&row.value.amount))
            .chain(view.not_attributed.iter().map(|apart| sat(&apart.value.amount)))
            .chain([sat(&view.own.value.amount), sat(&view.rest.value.amount)])
            .sum();
        let id = world.played.names.address(name).expect("a name");
        let graph = &world.ledger().graph;
        let received = graph.totals(graph.find_address(&id).expect("it occurs")).received;
        assert_eq!(u128::from(told), received.0, "{name}");
    }
}
