//! What a board does not take, and what it says.

use super::hand::{LEDGER, address, card, edge};
use crate::boards::card::*;
use crate::boards::fit::{Mode, fit};
use crate::boards::op::Op;
use crate::boards::place::{Slots, fan};
use crate::boards::state::{CARDS_MAX, DRAWN_MAX, State};
use crate::boards::step::by_hand;
use crate::boards::{check, refusal::Refusal};

fn add(number: usize) -> Op {
    let at = i32::try_from(number).expect("few");
    Op::Add { card: card(number, at % 50 * 222, at / 50 * 78) }
}

fn board(cards: usize) -> State {
    let mut state = State::default();
    state.apply_all(&(0..cards).map(add).collect::<Vec<_>>()).expect("there is room");
    state
}

fn id(number: usize) -> String {
    address(number).id()
}

#[test]
fn a_board_of_5000_cards_is_answered_with_what_to_do() {
    let mut state = State::default();
    let ops: Vec<Op> = (0..3_900).map(add).collect();
    let refused = by_hand(&mut state, &ops).expect_err("too many");
    assert_eq!(refused, Refusal::Full { most: DRAWN_MAX });
    assert!(refused.to_string().contains("hide or fold some, narrow the filter"), "{refused}");
    assert_eq!(state, State::default(), "nothing of it is done");
    let many: Vec<Op> = (0..5_000).map(add).collect();
    assert_eq!(check::ops(&many).map_err(|e| e.code()), Err("too-many"));

    // Hidden ones make room, up to what a board keeps at all.
    let mut state = board(DRAWN_MAX);
    assert_eq!(state.apply(&add(700)), Err(Refusal::Full { most: DRAWN_MAX }));
    state.apply(&Op::Hide { card: id(5) }).expect("hidden");
    state.apply(&add(700)).expect("there is room for one");
    assert_eq!(state.apply(&Op::Show { card: id(5) }), Err(Refusal::Full { most: DRAWN_MAX }));
    let cards = [id(1), id(2), id(3)];
    let group = Group {
        kind: GroupKind::Run,
        title: "Peel ×3".into(),
        cards: cards.into(),
        is_folded: true,
    };
    state.apply(&Op::Group { id: "g".into(), group: group.clone() }).expect("folded");
    assert_eq!(state.drawn(), DRAWN_MAX - 2, "a folded group is one card");
    state.apply(&Op::Show { card: id(5) }).expect("now there is room");
    state.apply(&add(701)).expect("for one more");
    let full = state.apply(&Op::Ungroup { id: "g".into(), group });
    assert_eq!(full, Err(Refusal::Full { most: DRAWN_MAX }));

    let mut state = State::default();
    for number in 0..CARDS_MAX {
        let Op::Add { card } = add(number) else { unreachable!("it adds") };
        state.apply(&Op::Add { card: Card { is_hidden: true, ..card } }).expect("hidden");
    }
    let refused = state.apply(&add(CARDS_MAX)).expect_err("full");
    assert_eq!(refused.to_string(), "a board keeps at most 3000 cards: go on at another board");
}

#[test]
fn texts_of_any_kind_are_kept_or_refused_with_a_sentence() {
    let note = |text: &str| {
        let to = Some(Note { on: Target::Board, text: text.into() });
        check::op(&Op::Note { id: "n".into(), from: None, to })
    };
    assert_eq!(note("<img src=x onerror=alert(1)>\n=HYPERLINK(\"x\")"), Ok(()));
    assert_eq!(
        note(&"x".repeat(100_000)).expect_err("long").to_string(),
        "the note has 100000 characters and at most 10000 are kept: shorten it, or attach it as a \
         file"
    );
    assert_eq!(note("amount \u{202e}00.1").map_err(|e| e.code()), Err("text-invisible"));
    let flag = |text: &str| {
        let on = Target::Card { id: id(1) };
        check::op(&Op::Annotate { on, from: None, to: Some(text.into()) })
    };
    assert_eq!(flag("two\nlines").map_err(|e| e.code()), Err("text-invisible"));
    assert_eq!(flag(&"ก".repeat(201)).map_err(|e| e.code()), Err("text-too-long"));
    assert_eq!(flag("ลูกค้า"), Ok(()));
}

#[test]
fn what_is_not_well_formed_is_named() {
    let bad = |card: Card| check::op(&Op::Add { card }).expect_err("bad").to_string();
    let of = |ledger: &str, address: &str| Card {
        subject: Subject::Address { ledger: ledger.into(), address: address.into() },
        ..card(1, 0, 0)
    };
    assert!(bad(of("bitcoin", "bc1q")).contains("bitcoin"));
    assert!(bad(of(LEDGER, "bc1q<script>")).contains("an address holds letters"));
    assert!(bad(Card { at: At { x: 0, y: i32::MIN }, ..card(1, 0, 0) }).contains("million"));
    let amount = |amount: &str| {
        let edge = Edge { amount: amount.into(), ..edge(&id(0), &id(1), 1) };
        check::op(&Op::Connect { edge }).is_ok()
    };
    assert!(amount("31.02004188") && amount("0"));
    for wrong in ["-1", "1e9", "NaN", "1,5", ".5", "5.", "", "1.2.3", "=1+1"] {
        assert!(!amount(wrong), "{wrong}");
    }
    for wrong in [
        r#"{"op":"move","card":"a","from":{"x":0.5,"y":0},"to":{"x":0,"y":0}}"#,
        r#"{"op":"move","card":"a","from":{"x":0,"y":0},"to":{"x":99999999999,"y":0}}"#,
        r#"{"op":"hide","card":"a","and":"more"}"#,
        r#"{"op":"drop_tables"}"#,
        r#"{"op":"hide"}"#,
        "[]",
    ] {
        assert!(serde_json::from_str::<Op>(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn an_exercise_holds_stories_alone_and_a_case_none() {
    let real = Subject::Address { ledger: "bitcoin-main-linked".into(), address: "1x".into() };
    let real = [Op::Add { card: Card { subject: real, ..card(1, 0, 0) } }];
    assert!(check::is_of(&real, false).is_ok() && check::is_of(&real, true).is_err());
    assert!(check::is_of(&[add(1)], true).is_ok() && check::is_of(&[add(1)], false).is_err());
}

#[test]
fn a_hand_adds_to_free_slots_and_removes_nothing() {
    let mut state = board(2);
    let on_top = Op::Add { card: card(7, 30, 20) };
    assert_eq!(
        by_hand(&mut state, std::slice::from_ref(&on_top)),
        Err(Refusal::Taken { id: id(7) })
    );
    let two = [Op::Add { card: card(7, 0, 400) }, Op::Add { card: card(8, 10, 410) }];
    assert_eq!(by_hand(&mut state, &two), Err(Refusal::Taken { id: id(8) }));
    let gone = Op::Remove { card: card(1, 222, 0) };
    assert_eq!(by_hand(&mut state, &[gone]), Err(Refusal::NotByHand { id: id(1) }));
    // Brought after somebody else's, it gets the next free slot of its column.
    let fitted = fit(&mut state, &[on_top], Mode::Do);
    assert_eq!(fitted.ops, [Op::Add { card: card(7, 0, 78) }]);
}

#[test]
fn new_cards_never_move_old_ones() {
    let state = board(40);
    let before = state.content().clone();
    let mut slots = Slots::of(&state);
    let places = fan(&mut slots, before.cards[&id(3)].at, Side::Out, 10);
    let new: Vec<Op> =
        (100..).zip(&places).map(|(n, at)| Op::Add { card: card(n, at.x, at.y) }).collect();
    let mut after = state.clone();
    by_hand(&mut after, &new).expect("free slots");
    for (id, card) in &before.cards {
        assert_eq!(after.content().cards.get(id), Some(card));
    }
}

#[test]
fn a_late_change_by_hand_wins_and_a_late_undo_yields() {
    let on = || Target::Card { id: id(0) };
    let colour = |from, to| Op::Colour { on: on(), from, to };
    let (red, blue) = (Some(Colour::Vermilion), Some(Colour::Blue));
    let mut state = board(1);
    state.apply(&colour(None, red)).expect("one paints it red");
    let late = fit(&mut state, &[colour(None, blue)], Mode::Do);
    assert_eq!(late.ops, [colour(red, blue)], "the other paints it blue");
    let undo = fit(&mut state, &[colour(red, None)], Mode::Undo);
    assert_eq!(undo.ops, []);
    assert_eq!(undo.dropped[0].why, Refusal::Changed { what: "card", id: id(0) });
    assert_eq!(state.content().cards[&id(0)].colour, blue, "the other's stays");

    let mut state = board(1);
    state.apply(&Op::Pin { id: "p".into(), on: on() }).expect("somebody pins it");
    let undo = fit(&mut state, &[Op::Remove { card: card(0, 0, 0) }], Mode::Undo);
    assert_eq!(undo.dropped[0].why, Refusal::InUse { id: id(0) }, "what is used stays");

    let mut state = board(1);
    state.apply(&Op::Hide { card: id(0) }).expect("somebody hides it");
    let again = fit(&mut state, &[add(0)], Mode::Do);
    assert_eq!(again.ops, [Op::Show { card: id(0) }], "adding what is hidden shows it");
}
