//! Gestures from dice: what somebody might do on a board that stands so. Ids come from a small stock,
//! so that two people often meet.

use crate::boards::card::*;
use crate::boards::fit::{Mode, fit};
use crate::boards::op::Op;
use crate::boards::place::{Slots, fan};
use crate::boards::state::State;

pub const LEDGER: &str = "bitcoin-story-linked";

/// Four throws make one gesture.
pub type Dice = [u8; 4];

pub fn address(number: usize) -> Subject {
    Subject::Address { ledger: LEDGER.into(), address: format!("bc1qcard{number:04}") }
}

pub fn card(number: usize, x: i32, y: i32) -> Card {
    let subject = address(number);
    let at = At { x, y };
    Card { subject, at, is_start: number == 0, is_hidden: false, colour: None, flag: None }
}

pub fn edge(from: &str, to: &str, amount: u32) -> Edge {
    Edge {
        from: from.into(),
        to: to.into(),
        txid: Some(format!("{amount:064x}")),
        output: Some(amount % 3),
        amount: format!("{amount}.5"),
        asset: "BTC".into(),
        time: Some("2026-03-01T14:02:00Z".into()),
        transactions: 1,
        basis: Basis { kind: BasisKind::LedgerFact, method: None, confidence: None },
        colour: None,
        flag: None,
    }
}

fn colour(number: u8) -> Option<Colour> {
    [None, Some(Colour::Vermilion), Some(Colour::Sky), Some(Colour::Green)][usize::from(number % 4)]
}

fn text(number: u8) -> Option<String> {
    ["", "seen at the exchange", "<b>ดู</b> =1+1", "แยก\u{2060}กลุ่ม"][usize::from(number % 4)]
        .to_owned()
        .into()
}

fn some<V>(items: &[V], number: u8) -> Option<&V> {
    items.get(usize::from(number) % items.len().max(1))
}

/// A gesture that the state takes; empty where the dice found nothing to do.
pub fn gesture(state: &State, dice: Dice) -> Vec<Op> {
    let ops = wish(state, dice).unwrap_or_default();
    let ops: Vec<Op> = ops.into_iter().filter(|op| crate::boards::check::op(op).is_ok()).collect();
    fit(&mut state.clone(), &ops, Mode::Do).ops
}

fn wish(state: &State, [kind, a, b, c]: Dice) -> Option<Vec<Op>> {
    let content = state.content();
    let cards: Vec<&String> = content.cards.keys().collect();
    let edges: Vec<&String> = content.edges.keys().collect();
    let card = some(&cards, a).map(|id| (*id).clone());
    let on = match some(&edges, b) {
        Some(id) if c % 3 == 0 => Target::Edge { id: (*id).clone() },
        _ => Target::Card { id: card.clone().unwrap_or_default() },
    };
    let from_at = At { x: 0, y: 0 };
    Some(match kind % 18 {
        // Half of what people do is to expand.
        0..=3 => expansion(state, card, a, b, c),
        4 => {
            let to = At { x: (i32::from(b) - 90) * 37, y: (i32::from(c) - 90) * 13 };
            vec![Op::Move { card: card?, from: from_at, to }]
        }
        5 => vec![Op::Hide { card: card? }],
        6 => vec![Op::Show { card: card? }],
        7 => vec![Op::Colour { on, from: None, to: colour(c) }],
        8 => {
            let to = text(c).filter(|flag| !flag.is_empty());
            vec![Op::Annotate { on, from: None, to }]
        }
        kind @ 9..=11 if kind == 9 || content.groups.is_empty() => {
            let mut members: Vec<String> =
                [a, b, c].iter().filter_map(|n| some(&cards, *n)).map(|id| (*id).clone()).collect();
            members.sort();
            members.dedup();
            let kind = if c % 2 == 0 { GroupKind::Hand } else { GroupKind::Run };
            let title = format!("Peel ×{a}");
            let group = Group { kind, title, cards: members, is_folded: b % 2 == 0 };
            vec![Op::Group { id: format!("g{}", a % 4), group }]
        }
        10 => {
            let (id, group) = content.groups.iter().nth(usize::from(a % 3))?;
            vec![Op::Ungroup { id: id.clone(), group: group.clone() }]
        }
        11 => {
            let (id, group) = content.groups.iter().nth(usize::from(a % 3))?;
            let id = id.clone();
            vec![if group.is_folded { Op::Unfold { id } } else { Op::Fold { id } }]
        }
        12 => vec![Op::Pin { id: format!("p{}", b % 5), on }],
        13 => vec![Op::Unpin { id: format!("p{}", b % 5), on }],
        14 => {
            let on = if a % 4 == 0 { Target::Board } else { on };
            let text = text(c).unwrap_or_default();
            let to = (!text.is_empty()).then_some(Note { on, text });
            vec![Op::Note { id: format!("n{}", b % 5), from: None, to }]
        }
        15 => {
            let filter = Filter {
                amount_min: (a % 2 == 0).then(|| format!("0.{a}")),
                side: (b % 2 == 0).then_some(Side::Out),
                ..Filter::default()
            };
            vec![Op::Filter { from: Filter::default(), to: filter }]
        }
        16 => {
            let rule = ["co-spend", "change-script", "peel"][usize::from(a % 3)].to_owned();
            let what = Exclusion::Rule { rule };
            vec![if b % 2 == 0 { Op::Exclude { what } } else { Op::Include { what } }]
        }
        _ => {
            let id = format!("r{}", a % 3);
            let ending =
                Ending { card: card?, why: "unspent".into(), amount: format!("{b}.00000001") };
            let result = Placed {
                kind: "trace".into(),
                question: format!("?subject=bc1qcard{a:04}&method=fifo"),
                method: "fifo".into(),
                asset: "BTC".into(),
                digest: format!("{b:064x}"),
                as_of: "bitcoin-story-linked 1200".into(),
                endings: vec![ending],
            };
            vec![if c % 3 == 0 { Op::Unplace { id, result } } else { Op::Place { id, result } }]
        }
    })
}

fn expansion(state: &State, card_id: Option<String>, a: u8, b: u8, c: u8) -> Vec<Op> {
    let mut slots = Slots::of(state);
    let Some(id) = card_id else {
        return vec![Op::Add { card: card(0, 0, 0) }];
    };
    let parent = &state.content().cards[&id];
    let side = if b.is_multiple_of(3) { Side::In } else { Side::Out };
    let count = usize::from(c % 3) + 1;
    let places = fan(&mut slots, parent.at, side, count + 1);
    let mut ops = Vec::new();
    for (at, number) in places.iter().zip(1..=count) {
        // Sixty addresses in all, so that two expansions find the same ones.
        let new = card((usize::from(a) * 3 + usize::from(b) + number) % 60, at.x, at.y);
        let new_id = new.subject.id();
        ops.push(Op::Add { card: new });
        let (from, to) = if side == Side::Out { (&id, &new_id) } else { (&new_id, &id) };
        ops.push(Op::Connect { edge: edge(from, to, u32::from(a) * 256 + u32::from(b)) });
    }
    let (shown, total) = (u32::from(c % 3) + 1, u32::from(c % 3) + 1 + u32::from(a % 5));
    let to = Some(Expansion { shown, total, filter: state.content().filter.clone() });
    ops.push(Op::Expand { card: id.clone(), side, from: None, to });
    if total > shown {
        let rest = Card { subject: Subject::Rest { of: id, side }, ..card(1, 0, 0) };
        ops.push(Op::Add { card: Card { at: places[count], ..rest } });
    }
    ops
}
