//! What is drawn of little chains, every card and line of it.

use std::fmt::Write as _;

use api::ask::path::PathQuestion;
use api::ask::trace::{MethodAsked, TraceQuestion};
use casework::boards::card::Subject;
use casework::boards::op::Op;
use casework::boards::place::{column_of, lane_of};
use casework::boards::state::State;
use casework::boards::step::by_hand;
use expect_test::{Expect, expect};
use scenario::Played;

use super::{Choice, NotDrawn, drawn, path, played, traced};

/// A theft is split; one part is peeled, one is sent on, one rests.
const THEFT: &str = "
block 2026-03-01T00:00:00Z
  mint: coinbase -> shop 50
block
  theft: mint -> thief 49.9
block
  split: theft -> thief/1 30, thief/2 19.8
block
  peel1: split:0 -> thief/3 29, cash/1 0.9
block
  peel2: peel1:0 -> thief/4 28, cash/2 0.9
block
  peel3: peel2:0 -> thief/5 27, cash/3 0.9
block
  peel4: peel3:0 -> thief/6 26, cash/4 0.9
block
  on: split:1 -> desk 19.7
";

fn name(played: &Played, id: &str) -> String {
    played.names.rename(id).replace("address:bitcoin-story-linked:", "")
}

fn told(played: &Played, ops: &[Op]) -> String {
    let mut told = String::new();
    for op in ops {
        match op {
            Op::Add { card } => {
                let kind = match card.subject {
                    Subject::Address { .. } => "",
                    _ => " (not an address)",
                };
                let start = if card.is_start { " start" } else { "" };
                let (column, lane) = (column_of(card.at), lane_of(card.at));
                let id = name(played, &card.subject.id());
                let _ = writeln!(told, "card {id} at {column},{lane}{start}{kind}");
            }
            Op::Show { card } => _ = writeln!(told, "show {}", name(played, card)),
            Op::Connect { edge } => {
                let (from, to) = (name(played, &edge.from), name(played, &edge.to));
                let txid = name(played, edge.txid.as_deref().unwrap_or("-"));
                let _ =
                    writeln!(told, "line {from} > {to} {} {txid}:{:?}", edge.amount, edge.output);
            }
            Op::Group { id, group } => {
                let cards: Vec<String> = group.cards.iter().map(|id| name(played, id)).collect();
                let _ = writeln!(told, "run {id} '{}' {}", group.title, cards.join(" "));
            }
            Op::Place { id, result } => {
                let _ = writeln!(
                    told,
                    "{} {id} by {} as of {}",
                    result.kind, result.method, result.as_of
                );
                for ending in &result.endings {
                    let card = name(played, &ending.card);
                    let _ = writeln!(told, "  {} {} at {card}", ending.amount, ending.why);
                }
            }
            other => _ = writeln!(told, "{other:?}"),
        }
    }
    told
}

fn question(played: &Played, subject: &str) -> TraceQuestion {
    let subject = match played.names.outpoint(subject) {
        Some(out_point) => out_point.to_string(),
        None => played.names.txid(subject).expect("a name").to_string(),
    };
    TraceQuestion::new(vec![subject])
}

fn check(subject: &str, is_back: bool, choice: &Choice, expected: Expect) {
    let (played, atlas) = played(THEFT);
    let question = TraceQuestion { back: is_back, ..question(&played, subject) };
    let ops = drawn(&State::default(), &traced(&atlas, &question), choice, "k").expect("a drawing");
    expected.assert_eq(&told(&played, &ops));
}

#[test]
fn the_largest_endings_are_drawn_with_their_ways_and_the_rest_is_named() {
    check(
        "theft",
        false,
        &Choice::Top(2),
        expect![[r#"
        card thief at 0,0 start
        card thief/1 at 1,0
        card thief/2 at 1,1
        card thief/3 at 2,0
        card thief/4 at 2,-1
        card thief/5 at 2,-2
        run k-0 'Peel ×4 · 30.0→26.0 BTC' thief/3 thief/4 thief/5
        card thief/6 at 3,0
        card desk at 2,1
        line thief > thief/1 30.00000000 split:Some(0)
        line thief/1 > thief/3 29.00000000 peel1:Some(0)
        line thief/3 > thief/4 28.00000000 peel2:Some(0)
        line thief/4 > thief/5 27.00000000 peel3:Some(0)
        line thief/5 > thief/6 26.00000000 peel4:Some(0)
        line thief > thief/2 19.80000000 split:Some(1)
        line thief/2 > desk 19.70000000 on:Some(0)
        trace k by fifo as of 2026-12-31, bitcoin-story-linked to block 8
          26.00000000 unspent at thief/6
          19.70000000 unspent at desk
          4.20000000 not placed at thief
    "#]],
    );
}

#[test]
fn a_peel_that_is_chosen_stands_outside_its_run() {
    check(
        "theft",
        false,
        &Choice::Top(4),
        expect![[r#"
        card thief at 0,0 start
        card thief/1 at 1,0
        card thief/2 at 1,1
        card thief/3 at 2,0
        card thief/4 at 2,-1
        card thief/5 at 2,-2
        run k-0 'Peel ×4 · 30.0→26.0 BTC' thief/3 thief/4 thief/5
        card cash/1 at 2,1
        card thief/6 at 3,0
        card cash/2 at 3,1
        card desk at 2,2
        line thief > thief/1 30.00000000 split:Some(0)
        line thief/1 > thief/3 29.00000000 peel1:Some(0)
        line thief/3 > thief/4 28.00000000 peel2:Some(0)
        line thief/4 > thief/5 27.00000000 peel3:Some(0)
        line thief/5 > thief/6 26.00000000 peel4:Some(0)
        line thief > thief/2 19.80000000 split:Some(1)
        line thief/2 > desk 19.70000000 on:Some(0)
        line thief/1 > cash/1 0.90000000 peel1:Some(1)
        line thief/3 > cash/2 0.90000000 peel2:Some(1)
        trace k by fifo as of 2026-12-31, bitcoin-story-linked to block 8
          26.00000000 unspent at thief/6
          19.70000000 unspent at desk
          0.90000000 unspent at cash/1
          0.90000000 unspent at cash/2
          2.40000000 not placed at thief
    "#]],
    );
}

#[test]
fn where_it_came_from_grows_to_the_left() {
    check(
        "peel4:0",
        true,
        &Choice::Top(1),
        expect![[r#"
        card thief/6 at 0,0 start
        card thief/5 at -1,0
        card thief/4 at -1,-1
        card thief/3 at -1,-2
        run k-0 'Peel ×4 · 30.0→26.0 BTC' thief/5 thief/4 thief/3
        card thief/1 at -2,0
        card thief at -3,0
        card shop at -4,0
        line thief/5 > thief/6 26.00000000 peel4:Some(0)
        line thief/4 > thief/5 27.00000000 peel3:Some(0)
        line thief/3 > thief/4 28.00000000 peel2:Some(0)
        line thief/1 > thief/3 29.00000000 peel1:Some(0)
        line thief > thief/1 30.00000000 split:Some(0)
        line shop > thief 49.90000000 theft:Some(0)
        trace k by fifo as of 2026-12-31, bitcoin-story-linked to block 8
          26.00000000 mined at shop
    "#]],
    );
}

#[test]
fn a_fee_ends_in_its_transaction() {
    let (played, atlas) = played(
        "
block 2026-03-01T00:00:00Z
  mint: coinbase -> a 50
block
  dear: mint -> data \"gone\"
",
    );
    let bytes = traced(&atlas, &question(&played, "mint"));
    let ops = drawn(&State::default(), &bytes, &Choice::Top(5), "k").expect("a drawing");
    expect![[r#"
        card a at 0,0 start
        card transaction:bitcoin-story-linked:dear at 1,0 (not an address)
        line a > transaction:bitcoin-story-linked:dear 50.00000000 dear:None
        trace k by fifo as of 2026-12-31, bitcoin-story-linked to block 2
          50.00000000 fee at transaction:bitcoin-story-linked:dear
    "#]]
    .assert_eq(&told(&played, &ops));
}

#[test]
fn what_stands_is_met_shown_and_drawn_on_from() {
    let (played, atlas) = played(THEFT);
    let mut state = State::default();
    let bytes = traced(&atlas, &question(&played, "theft"));
    let ops = drawn(&state, &bytes, &Choice::These(vec![0]), "k1").expect("a drawing");
    by_hand(&mut state, &ops).expect("taken");
    let hidden = state.content().cards.keys().next().expect("a card").clone();
    state.apply(&Op::Hide { card: hidden }).expect("hidden");
    let before = state.content().cards.clone();
    let ops = drawn(&state, &bytes, &Choice::Top(9), "k2").expect("a drawing");
    by_hand(&mut state, &ops).expect("taken");
    for (id, card) in before {
        assert_eq!(state.content().cards[&id].at, card.at, "{id}");
    }
    expect![[r#"
        card thief/2 at 1,1
        card transaction:bitcoin-story-linked:split at 1,2 (not an address)
        card cash/1 at 2,1
        card transaction:bitcoin-story-linked:peel1 at 2,2 (not an address)
        card cash/2 at 3,1
        card transaction:bitcoin-story-linked:peel2 at 3,2 (not an address)
        card cash/3 at 3,-1
        show thief/6
        card cash/4 at 3,-2
        card desk at 2,3
        line thief > transaction:bitcoin-story-linked:split 0.10000000 split:None
        line thief/1 > transaction:bitcoin-story-linked:peel1 0.10000000 peel1:None
        line thief/3 > transaction:bitcoin-story-linked:peel2 0.10000000 peel2:None
        line thief > thief/2 19.80000000 split:Some(1)
        line thief/2 > desk 19.70000000 on:Some(0)
        line thief/1 > cash/1 0.90000000 peel1:Some(1)
        line thief/3 > cash/2 0.90000000 peel2:Some(1)
        line thief/4 > cash/3 0.90000000 peel3:Some(1)
        line thief/5 > cash/4 0.90000000 peel4:Some(1)
        trace k2 by fifo as of 2026-12-31, bitcoin-story-linked to block 8
          26.00000000 unspent at thief/6
          19.70000000 unspent at desk
          0.90000000 unspent at cash/1
          0.90000000 unspent at cash/2
          0.90000000 unspent at cash/3
          0.90000000 unspent at cash/4
          0.10000000 fee at transaction:bitcoin-story-linked:split
          0.10000000 fee at transaction:bitcoin-story-linked:peel1
          0.10000000 fee at transaction:bitcoin-story-linked:peel2
          0.30000000 not placed at thief
    "#]]
    .assert_eq(&told(&played, &ops));
}

#[test]
fn a_path_is_drawn_from_the_one_to_the_other() {
    let (played, atlas) = played(THEFT);
    let address = |name: &str| {
        let address = played.names.address(name).expect("a name");
        address.display(played.ledger.network).to_string()
    };
    let bytes = path(&atlas, &PathQuestion::new(address("shop"), address("desk")));
    let ops = drawn(&State::default(), &bytes, &Choice::Top(3), "k").expect("a drawing");
    expect![[r#"
        card shop at 0,0 start
        card thief at 1,0
        card thief/2 at 2,0
        card desk at 3,0
        line shop > thief 49.90000000 theft:Some(0)
        line thief > thief/2 19.80000000 split:Some(1)
        line thief/2 > desk 19.70000000 on:Some(0)
        path k by path as of 2026-12-31, bitcoin-story-linked to block 8
    "#]]
    .assert_eq(&told(&played, &ops));
}

#[test]
fn what_cannot_be_drawn_is_refused_with_its_reason() {
    let (played, atlas) = played(THEFT);
    let bytes = traced(&atlas, &question(&played, "theft"));
    let state = State::default();
    let refused = |choice: Choice| drawn(&state, &bytes, &choice, "k").unwrap_err();
    assert!(matches!(refused(Choice::These(vec![99])), NotDrawn::NoSuchRow { row: 99, .. }));
    assert_eq!(refused(Choice::Top(0)), NotDrawn::Nothing);
    assert!(matches!(drawn(&state, b"[1]", &Choice::Top(1), "k"), Err(NotDrawn::Unreadable(_))));

    // Seven hundred payees at once.
    let outputs: Vec<String> = (0..700).map(|at| format!("p/{at} 0.05")).collect();
    let wide = format!(
        "block 2026-03-01T00:00:00Z\n  mint: coinbase -> a 50\nblock\n  pay: mint -> {}\n",
        outputs.join(", ")
    );
    let (wide, atlas) = super::played(&wide);
    let all = TraceQuestion { method: MethodAsked::Haircut, ..question(&wide, "mint") };
    let bytes = traced(&atlas, &all);
    let refusal = drawn(&state, &bytes, &Choice::Top(5_000), "k").unwrap_err();
    assert_eq!(refusal, NotDrawn::TooLarge { cards: 702, most: 600 });
}
