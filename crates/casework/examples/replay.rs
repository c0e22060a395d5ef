//! Measures what a board costs that was worked on for weeks: ten thousand operations read from their
//! stored JSON and folded. `cargo run --release -p casework --example replay`

use std::time::Instant;

use casework::boards::card::{At, Card, Colour, Note, Subject, Target};
use casework::boards::op::Op;
use casework::boards::place::slot;
use casework::boards::state::State;

const OPS: usize = 10_000;
const CARDS: usize = 550;

fn card(number: usize) -> Card {
    let address = format!("bc1qreplay{number:06}");
    let subject = Subject::Address { ledger: "bitcoin-main-linked".into(), address };
    let (column, lane) = (number / 40, number % 40);
    let at = slot(i32::try_from(column).unwrap_or(0), i32::try_from(lane).unwrap_or(0));
    Card { subject, at, is_start: number == 0, is_hidden: false, colour: None, flag: None }
}

/// Cards first, then moves, colours, flags and notes on them, each as the state then asks.
fn log() -> Vec<Op> {
    let mut state = State::default();
    let mut log = Vec::with_capacity(OPS);
    for turn in 0..OPS {
        let id = card(turn * 7 % CARDS).subject.id();
        let on = || Target::Card { id: id.clone() };
        let op = if turn < CARDS {
            Op::Add { card: card(turn) }
        } else {
            let found = &state.content().cards[&id];
            match turn % 4 {
                0 => {
                    let to = At { x: found.at.x, y: found.at.y + 3 };
                    Op::Move { card: id.clone(), from: found.at, to }
                }
                1 => {
                    let to = if found.colour.is_none() { Some(Colour::Sky) } else { None };
                    Op::Colour { on: on(), from: found.colour, to }
                }
                2 => {
                    let to = Some(format!("seen {turn} times"));
                    Op::Annotate { on: on(), from: found.flag.clone(), to }
                }
                _ => {
                    let key = format!("n{}", turn % 800);
                    let from = state.content().notes.get(&key).cloned();
                    let text = format!("what was found at {turn}");
                    Op::Note { id: key, from, to: Some(Note { on: on(), text }) }
                }
            }
        };
        state.apply(&op).expect("made for this state");
        log.push(op);
    }
    log
}

#[allow(clippy::print_stdout)]
fn main() {
    let stored: Vec<String> =
        log().iter().map(|op| serde_json::to_string(op).expect("JSON")).collect();
    let bytes: usize = stored.iter().map(String::len).sum();
    let begun = Instant::now();
    let mut state = State::default();
    for text in &stored {
        let op: Op = serde_json::from_str(text).expect("reads back");
        state.apply(&op).expect("replays");
    }
    let took = begun.elapsed();
    println!("{} operations, {bytes} bytes, {} cards: {took:?}", stored.len(), state.drawn());
}
