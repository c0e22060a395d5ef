//! Who stands next to a card: facts of the ledger, most value first, and what is no neighbour told.

use std::fmt::Write as _;

use api::ask::bounds::Bounds;
use api::ask::expand::{ExpandQuestion, FilterAsked};
use api::ask::watch::patient;
use api::card::{CardSide, CardSubject, ExpandView};
use expect_test::{Expect, expect};

use crate::world::{THEFT, World};

const LEDGER: &str = "bitcoin-story-linked";

fn subject(world: &World, text: &str) -> CardSubject {
    let ledger = LEDGER.to_owned();
    match text.split_once(' ') {
        Some(("tx", name)) => CardSubject::Transaction { ledger, txid: world.txid(name) },
        Some(("cluster", name)) => CardSubject::Cluster { ledger, address: world.address(name) },
        _ => CardSubject::Address { ledger, address: world.address(text) },
    }
}

fn told(view: &ExpandView) -> String {
    let mut told = String::new();
    for one in &view.neighbours {
        let _ = write!(told, "{} {}", one.amount, one.subject.id());
        if let Some(output) = one.output {
            let _ = write!(told, ":{output}");
        }
        if let Some(via) = &one.via {
            let _ = write!(told, " via {} ({}", via.txid, via.amount);
            if let Some(output) = via.output {
                let _ = write!(told, ":{output}");
            }
            let _ = write!(told, ")");
            if let Some(mix) = &via.coinjoin {
                let _ = write!(told, " {}", mix.rule);
            }
        }
        if one.transactions != 1 {
            let _ = write!(told, " in {}", one.transactions);
        }
        if one.basis.kind != "ledger_fact" {
            let _ = write!(told, " {:?}", one.basis.confidence);
        }
        if let Some(change) = &one.change {
            let _ = write!(told, " change {} {}", change.confidence, change.rules.join("+"));
        }
        told.push('\n');
    }
    for apart in &view.apart {
        let _ =
            writeln!(told, "{} {} in {}", apart.reason, apart.amount.amount, apart.transactions);
    }
    let _ = writeln!(
        told,
        "{} of {}, {} left, legs {} of {}{}",
        view.neighbours.len(),
        view.total,
        view.left,
        view.legs_read,
        view.legs,
        view.cut.as_ref().map(|cut| format!(", {}", cut.says)).unwrap_or_default()
    );
    told
}

fn ask(world: &World, question: &ExpandQuestion) -> String {
    let view = question.answer(&world.atlas, &Bounds::SERVED, &mut patient).expect("an answer");
    world.rename(&told(&view).replace(LEDGER, "…"))
}

fn check(text: &str, name: &str, side: CardSide, expected: Expect) {
    let world = World::of(text);
    expected.assert_eq(&ask(&world, &ExpandQuestion::new(subject(&world, name), side)));
}

#[test]
fn an_address_is_expanded_through_its_transactions() {
    check(
        THEFT,
        "exchange",
        CardSide::Out,
        expect![[r#"
        40.00000000 address:…:thief:0 via theft (50.00000000)
        9.99990000 address:…:exchange/1:1 via theft (50.00000000) change 30 power-of-ten
        2 of 2, 0 left, legs 1 of 1
    "#]],
    );
    check(
        THEFT,
        "bob",
        CardSide::In,
        expect![[r#"
        29.99980000 address:…:alice/2 via pays (45.00000000:0)
        20.00000000 address:…:alice/1 via pays (45.00000000:0)
        2 of 2, 0 left, legs 1 of 1
    "#]],
    );
}

#[test]
fn a_transaction_is_expanded_by_its_inputs_and_outputs() {
    check(
        THEFT,
        "tx pays",
        CardSide::In,
        expect![[r#"
        29.99980000 address:…:alice/2
        20.00000000 address:…:alice/1
        2 of 2, 0 left, legs 2 of 2
    "#]],
    );
    check(
        THEFT,
        "tx back",
        CardSide::Out,
        expect![[r#"
        24.99990000 address:…:thief/2:1 change 80 power-of-ten+client-behavior+legacy
        10.00000000 address:…:thief:0
        nobody 0.00000000 in 1
        2 of 2, 0 left, legs 3 of 3
    "#]],
    );
}

#[test]
fn a_cluster_is_expanded_by_counterparties_which_are_a_hypothesis() {
    check(
        THEFT,
        "cluster alice/1",
        CardSide::Out,
        expect![[r#"
        45.00000000 address:…:bob Some(90)
        4.99950000 address:…:alice/3 Some(90)
        2 of 2, 0 left, legs 2 of 2
    "#]],
    );
    check(
        THEFT,
        "cluster exchange",
        CardSide::In,
        expect![[r#"
        mined 50.00000000 in 1
        0 of 0, 0 left, legs 1 of 1
    "#]],
    );
}

#[test]
fn newly_mined_coins_come_from_nobody_and_the_transaction_stands_for_itself() {
    check(
        THEFT,
        "exchange",
        CardSide::In,
        expect![[r#"
        50.00000000 transaction:…:mint:0
        mined 50.00000000 in 1
        1 of 1, 0 left, legs 1 of 1
    "#]],
    );
}

#[test]
fn what_comes_back_to_the_address_itself_is_told_and_is_no_neighbour() {
    let text = "
block 2026-03-01T00:00:00Z
  mint: coinbase -> a 50
block
  pay: mint -> b 10, a 39.9
block
  burn: pay:1 -> data \"gone\" 0.5, c 0.4
";
    check(
        text,
        "a",
        CardSide::Out,
        expect![[r#"
        10.00000000 address:…:b:0 via pay (50.00000000)
        0.40000000 address:…:c:1 via burn (39.90000000)
        nobody 0.50000000 in 1
        own 39.90000000 in 1
        2 of 2, 0 left, legs 2 of 2
    "#]],
    );
}

#[test]
fn what_is_shown_is_not_told_again_and_the_filter_comes_before_the_count() {
    let text = "
block 2026-03-01T00:00:00Z
  mint: coinbase -> a 50
block 2026-03-02T00:00:00Z
  many: mint -> b 20, c 10, d 5, e 5, a 9
block 2026-03-03T00:00:00Z
  last: many:4 -> f 8, g 0.9
";
    let world = World::of(text);
    let usual =
        ExpandQuestion { limit: 2, ..ExpandQuestion::new(subject(&world, "a"), CardSide::Out) };
    let mut out = ask(&world, &usual);
    let shown = ["tx many", "b", "c"].map(|name| subject(&world, name).id()).to_vec();
    out += &ask(&world, &ExpandQuestion { shown: shown.clone(), ..usual.clone() });
    let filter = FilterAsked { amount_min: Some("6".into()), ..FilterAsked::default() };
    out += &ask(&world, &ExpandQuestion { shown, filter, ..usual.clone() });
    let filter = FilterAsked { from: Some("2026-03-03".into()), ..FilterAsked::default() };
    out += &ask(&world, &ExpandQuestion { filter, ..usual.clone() });
    let filter = FilterAsked { asset: Some("ETH".into()), ..FilterAsked::default() };
    out += &ask(&world, &ExpandQuestion { filter, ..usual.clone() });
    out += &ask(&world, &ExpandQuestion { legs: 3, ..usual });
    expect![[r#"
        20.00000000 address:…:b:0 via many (50.00000000)
        10.00000000 address:…:c:1 via many (50.00000000)
        own 9.00000000 in 1
        2 of 6, 4 left, legs 2 of 2
        8.00000000 address:…:f:0 via last (9.00000000)
        5.00000000 address:…:d:2 via many (50.00000000)
        own 9.00000000 in 1
        2 of 6, 2 left, legs 2 of 2
        8.00000000 address:…:f:0 via last (9.00000000)
        own 9.00000000 in 1
        1 of 3, 0 left, legs 2 of 2
        8.00000000 address:…:f:0 via last (9.00000000)
        0.90000000 address:…:g:1 via last (9.00000000)
        2 of 2, 0 left, legs 2 of 2
        0 of 0, 0 left, legs 0 of 2
        0 of 0, 0 left, legs 0 of 2, the first 0 of 2 inputs and outputs were read
    "#]]
    .assert_eq(&out);
}

#[test]
fn a_filter_that_does_not_read_is_refused() {
    let world = World::of(THEFT);
    let filter = FilterAsked { amount_min: Some("-1".into()), ..FilterAsked::default() };
    let question =
        ExpandQuestion { filter, ..ExpandQuestion::new(subject(&world, "bob"), CardSide::In) };
    let refusal = question.answer(&world.atlas, &Bounds::SERVED, &mut patient).unwrap_err();
    assert_eq!(refusal.what.id, "problem-amount-unreadable");
}
