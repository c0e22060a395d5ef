//! The facts that many cards of a board are drawn with: each its own answer or its own refusal.

use std::fmt::Write as _;

use api::ask::bounds::Bounds;
use api::ask::cards::{CARDS_MAX, CardsQuestion};
use api::ask::watch::patient;
use api::card::{CardSubject, CardView};
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

fn told(card: &CardView) -> String {
    let mut told = card.id.clone();
    let mut say = |words: &str, value: Option<String>| {
        if let Some(value) = value {
            let _ = write!(told, " {words}{value}");
        }
    };
    say("named ", card.name.clone());
    say("", card.is_in_doubt.then(|| "(in doubt)".into()));
    say("", card.category.clone());
    say("", card.severity.map(str::to_owned));
    say("", (card.role != "unknown").then(|| card.role.to_owned()));
    say("in ", card.received.as_ref().map(|value| value.amount.clone()));
    say("by ", card.legs_in.map(|legs| legs.to_string()));
    say("out ", card.spent.as_ref().map(|value| value.amount.clone()));
    say("by ", card.legs_out.map(|legs| legs.to_string()));
    say("from ", card.first_seen.clone());
    say("to ", card.last_seen.clone());
    let cluster = card.cluster.as_ref();
    let of = cluster.map(|of| format!("{} of {} at {}", of.root, of.members, of.confidence));
    say("cluster ", of);
    say("coinjoin ", card.coinjoin.as_ref().map(|of| format!("{} {}", of.rule, of.confidence)));
    say("cut: ", card.cut.as_ref().map(|cut| cut.says.clone()));
    say("refused: ", card.refusal.as_ref().map(|refusal| refusal.id.to_owned()));
    told
}

fn check(text: &str, subjects: &[&str], expected: Expect) {
    let world = World::of(text);
    let subjects: Vec<CardSubject> = subjects.iter().map(|text| subject(&world, text)).collect();
    let view = CardsQuestion::new(subjects).answer(&world.atlas, &Bounds::SERVED, &mut patient);
    let view = view.expect("an answer");
    let lines: Vec<String> = view.cards.iter().map(told).collect();
    expected.assert_eq(&world.rename(&lines.join("\n").replace(LEDGER, "…")));
}

#[test]
fn a_card_has_its_name_its_sums_and_what_stands_on_either_side() {
    check(
        THEFT,
        &["exchange", "thief", "alice/1", "cluster alice/2", "tx pays"],
        expect![[r#"
        address:…:exchange named bitx exchange neutral service in 50.00000000 by 1 out 50.00000000 by 1 from 2026-03-01T14:02:00Z to 2026-03-01T14:22:00Z
        address:…:thief named lazarus sanction severe in 50.00000000 by 2 out 50.00000000 by 2 from 2026-03-01T14:22:00Z to 2026-03-01T14:52:00Z cluster thief of 2 at 90
        address:…:alice/1 in 20.00000000 by 1 out 20.00000000 by 1 from 2026-03-01T14:22:00Z to 2026-03-01T14:32:00Z cluster alice/1 of 2 at 90
        cluster:…:alice/2 in 49.99980000 by 2 out 49.99980000 by 2 from 2026-03-01T14:22:00Z to 2026-03-01T14:32:00Z cluster alice/1 of 2 at 90
        transaction:…:pays in 49.99980000 by 2 out 49.99950000 by 2 from 2026-03-01T14:32:00Z to 2026-03-01T14:32:00Z"#]],
    );
}

#[test]
fn one_that_cannot_be_answered_fails_none_beside_it() {
    let world = World::of(THEFT);
    let ledger = LEDGER.to_owned();
    let good = subject(&world, "bob");
    let CardSubject::Address { address, .. } = good.clone() else { unreachable!() };
    let subjects = vec![
        good,
        CardSubject::Address { ledger: "bitcoin-main-linked".into(), address: address.clone() },
        CardSubject::Address { ledger: "mars".into(), address: address.clone() },
        CardSubject::Transaction { ledger: ledger.clone(), txid: "0".repeat(64) },
        CardSubject::Transaction { ledger: ledger.clone(), txid: address },
        CardSubject::Cluster { ledger, address: "1BoatSLRHtKNngkdXEeobR76b53LETtpyT ".repeat(400) },
    ];
    let view = CardsQuestion::new(subjects)
        .answer(&world.atlas, &Bounds::SERVED, &mut patient)
        .expect("cards");
    let refusals: Vec<_> = view
        .cards
        .iter()
        .map(|card| card.refusal.as_ref().map_or("", |refusal| refusal.id))
        .collect();
    expect![[r#"

        problem-no-such-ledger
        problem-ledger-unreadable
        problem-nowhere
        problem-nowhere
        problem-paste-too-long"#]]
    .assert_eq(&refusals.join("\n"));
    assert_eq!(view.atlas, view.as_of.digest());
}

#[test]
fn more_cards_than_a_board_draws_are_refused() {
    let world = World::of(THEFT);
    let many = vec![subject(&world, "bob"); CARDS_MAX + 1];
    let refusal =
        CardsQuestion::new(many).answer(&world.atlas, &Bounds::SERVED, &mut patient).unwrap_err();
    assert_eq!(refusal.what.id, "problem-too-many-subjects");
}
