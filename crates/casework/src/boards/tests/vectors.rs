//! The vectors that the browser's half is held to: what this half answers, written down. Rewritten
//! with UPDATE_EXPECT=1, and read by `web/src/core/board/vectors.test.ts`.

use expect_test::expect_file;
use serde_json::{Value, json};

use super::hand::{Dice, gesture};
use super::tabs::{Logged, Server};
use crate::boards::card::{At, Side};
use crate::boards::fit::{Mode, fit};
use crate::boards::op::Op;
use crate::boards::place::{Slots, fan};
use crate::boards::state::State;
use crate::boards::step::{Stacks, Wanted};
use crate::secret::Chance as _;
use crate::testing::Seeded;
use crate::text;

fn throw(dice: &Seeded) -> Dice {
    let mut thrown = [0; 4];
    dice.fill(&mut thrown);
    thrown
}

fn value(state: &State) -> Value {
    serde_json::to_value(state.content()).expect("JSON")
}

/// A log of two people, with undo and redo among it, and the board at its end.
fn log() -> Value {
    let rng = Seeded::new(1);
    let mut server = Server::default();
    let mut steps = Vec::new();
    for serial in 0..110 {
        let by = usize::from(throw(&rng)[0] % 2);
        let thrown = throw(&rng);
        let mut stacks = Stacks::default();
        let own: Vec<&Logged> = server.log.iter().filter(|step| step.by == by).collect();
        for (place, step) in own.iter().enumerate() {
            stacks.take(place, step.does, &step.id, step.of.as_deref());
        }
        let id = format!("s{serial}");
        let wanted = match (thrown[0], stacks.undo.last(), stacks.redo.last()) {
            (206..=230, Some((step, _)), _) => Wanted::Undo { id, step: step.clone() },
            (231..=255, _, Some((step, _))) => Wanted::Redo { id, step: step.clone() },
            _ => Wanted::Do { id, ops: gesture(&server.state, thrown) },
        };
        server.append(by, serial, std::slice::from_ref(&wanted)).expect("at its revision");
        let ops = &server.log.last().expect("just taken").ops;
        steps.push(json!({ "by": format!("u{by}"), "wanted": wanted, "ops": ops }));
    }
    json!({ "steps": steps, "state": value(&server.state), "drawn": server.state.drawn() })
}

/// Gestures made at one revision and brought to a later one.
fn fits() -> Vec<Value> {
    let rng = Seeded::new(2);
    let mut all = Vec::new();
    for round in 0..12 {
        let mut state = State::default();
        for _ in 0..18 {
            let ops = gesture(&state, throw(&rng));
            state.apply_all(&ops).expect("fits");
        }
        let then = gesture(&state, throw(&rng));
        let mut undone = state.clone();
        undone.apply_all(&then).expect("fits");
        for _ in 0..6 {
            let ops = gesture(&state, throw(&rng));
            state.apply_all(&ops).expect("fits");
        }
        let (mode, ops) = match round % 3 {
            2 => (Mode::Undo, crate::boards::op::inverse(&then)),
            _ => (Mode::Do, then),
        };
        let before = value(&state);
        let fitted = fit(&mut state, &ops, mode);
        let dropped: Vec<_> = fitted.dropped.iter().map(|dropped| dropped.told()).collect();
        let mode = if mode == Mode::Do { "do" } else { "undo" };
        all.push(json!({
            "before": before, "mode": mode, "ops": ops,
            "fitted": fitted.ops, "dropped": dropped, "after": value(&state),
        }));
    }
    all
}

/// Operations on boards they were not made for: mostly refused, by one code.
fn strange() -> Vec<Value> {
    let rng = Seeded::new(3);
    let mut all = Vec::new();
    let mut stock: Vec<Op> = Vec::new();
    let mut state = State::default();
    for _ in 0..60 {
        let ops = gesture(&state, throw(&rng));
        state.apply_all(&ops).expect("fits");
        stock.extend(ops.iter().cloned());
        stock.extend(ops.iter().map(Op::inverse));
    }
    let before = value(&state);
    for op in stock.iter().step_by(8) {
        let mut tried = state.clone();
        let answer = tried.apply(op).map_err(|refusal| refusal.code()).err();
        let undone = answer.is_some() || tried.apply(&op.inverse()).is_ok() && tried == state;
        assert!(undone, "{op:?}");
        all.push(json!({ "op": op, "inverse": op.inverse(), "refused": answer }));
    }
    vec![json!({ "before": before, "ops": all })]
}

fn places() -> Vec<Value> {
    let rng = Seeded::new(4);
    let mut all = Vec::new();
    for round in 0..20 {
        let state = {
            let mut state = State::default();
            for _ in 0..round / 2 {
                let ops = gesture(&state, throw(&rng));
                state.apply_all(&ops).expect("fits");
            }
            state
        };
        let stand: Vec<At> = state.content().cards.values().map(|card| card.at).collect();
        let [a, b, c, _] = throw(&rng);
        let beside = At { x: (i32::from(a) - 128) * 31, y: (i32::from(b) - 128) * 17 };
        let side = if c % 2 == 0 { Side::In } else { Side::Out };
        let found = fan(&mut Slots::of(&state), beside, side, usize::from(c % 12));
        all.push(json!({ "stand": stand, "beside": beside, "side": side, "places": found }));
    }
    all
}

fn texts() -> Vec<Value> {
    let texts = [
        "a note",
        "<script>alert(1)</script> =1+1",
        "two\nlines\tand a tab",
        "คริป\u{2060}โท",
        "turned \u{202e}round",
        "nul \0 inside",
        "a tag \u{e0041}",
        "  \n ",
        "",
        "😀😀😀",
    ];
    let mut all = Vec::new();
    for text in texts {
        let prose = text::is_prose("the note", text, 40).err().map(|error| error.code());
        let line = text::is_line("the flag", text, 40).err().map(|error| error.code());
        all.push(json!({ "text": text, "most": 40, "prose": prose, "line": line }));
    }
    let long = "😀".repeat(41);
    let code = text::is_prose("the note", &long, 40).err().map(|error| error.code());
    all.push(json!({ "text": long, "most": 40, "prose": code, "line": code }));
    all
}

#[test]
fn the_vectors_say_what_this_half_answers() {
    let vectors = json!({
        "version": crate::boards::op::VERSION,
        "log": log(),
        "fits": fits(),
        "strange": strange(),
        "places": places(),
        "texts": texts(),
    });
    let mut text = String::from("{\n");
    let sections = vectors.as_object().expect("an object");
    for (at, (name, section)) in sections.iter().enumerate() {
        // A line an item keeps a change readable.
        let body = match section {
            Value::Array(items) => {
                let lines: Vec<String> = items.iter().map(Value::to_string).collect();
                format!("[\n{}\n]", lines.join(",\n"))
            }
            other => other.to_string(),
        };
        let comma = if at + 1 < sections.len() { "," } else { "" };
        text.push_str(&format!("\"{name}\": {body}{comma}\n"));
    }
    text.push_str("}\n");
    expect_file!["../../../tests/vectors/boards.json"].assert_eq(&text);
}

#[test]
fn the_operations_of_version_1_are_read_for_good() {
    // Taken from the vectors as they were when the version was made; never rewritten.
    let text = include_str!("../../../tests/vectors/boards-v1.json");
    let vectors: Value = serde_json::from_str(text).expect("JSON");
    let mut state = State::default();
    for step in vectors["log"]["steps"].as_array().expect("steps") {
        let ops: Vec<Op> = serde_json::from_value(step["ops"].clone()).expect("reads");
        state.apply_all(&ops).expect("replays");
    }
    assert_eq!(value(&state), vectors["log"]["state"]);
}
