//! Laws of drawings, on grown stories and boards that were drawn on before.

use api::ask::trace::{MethodAsked, TraceQuestion};
use casework::boards::card::{At, Ending};
use casework::boards::op::{Op, inverse};
use casework::boards::place::{CARD_HEIGHT, CARD_WIDTH};
use casework::boards::state::State;
use casework::boards::step::by_hand;
use entity::atlas::Atlas;
use graph::Graph;
use ingest::bitcoin::chain::Nothing;
use ingest::bitcoin::files::{BlockFiles, Options};
use model::amount::Sat;
use model::batch::Step;
use model::chain::{LedgerId, LedgerKind};
use proptest::prelude::*;
use scenario::story::{Memory, Story, grow};

use super::{Choice, drawn, traced};
use crate::drawing::answer::Answer;

/// A grown story and where its investigation starts.
fn story(story: Story, seed: u64) -> (Atlas, Vec<String>) {
    let mut told = Memory::default();
    let summary = grow(story, seed, 2_000, &mut told, &mut |_| ()).expect("it grows");
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("blk00000.dat");
    std::fs::write(&file, told.block_file()).expect("written");
    let files = BlockFiles::scan(&[file], &Options::default(), &mut |_| {}).expect("blocks");
    let steps = files.steps(&Nothing).expect("a chain");
    let batch = |step: Result<Step, _>| match step.expect("a block") {
        Step::Forward(batch) => batch,
        Step::Back(_) => panic!("a story goes forward"),
    };
    let batches: Vec<_> = steps.map(batch).collect();
    let id = LedgerId { network: files.network(), kind: LedgerKind::Linked };
    let atlas = super::atlas(Graph::in_memory(id, &batches).expect("it fits"));
    let start = match summary.start.outpoints.is_empty() {
        true => summary.start.addresses,
        false => summary.start.outpoints,
    };
    (atlas, start)
}

fn answers() -> Vec<Vec<u8>> {
    let mut answers = Vec::new();
    for (name, seed) in [(Story::ExchangeTheft, 11), (Story::Ransom, 12)] {
        let (atlas, start) = story(name, seed);
        for (method, back) in [(MethodAsked::Fifo, false), (MethodAsked::Haircut, true)] {
            let usual = TraceQuestion::new(start.clone());
            let question = TraceQuestion { method, back, hops: Some(40), ..usual };
            answers.push(traced(&atlas, &question));
        }
    }
    answers
}

fn overlap(one: At, other: At) -> bool {
    (one.x - other.x).abs() < CARD_WIDTH && (one.y - other.y).abs() < CARD_HEIGHT
}

fn units(endings: &[Ending]) -> u128 {
    endings.iter().map(|one| u128::from(Sat::from_btc(&one.amount).expect("an amount").0)).sum()
}

/// Draws one after the other on one board; each drawing that is taken keeps the laws.
fn hold(answers: &[Vec<u8>], choices: &[(usize, usize)]) {
    let mut state = State::default();
    for (number, (which, top)) in choices.iter().enumerate() {
        let bytes = &answers[which % answers.len()];
        let key = format!("k{number}");
        let choice = Choice::Top(*top);
        let Ok(ops) = drawn(&state, bytes, &choice, &key) else { continue };
        assert_eq!(drawn(&state, bytes, &choice, &key).as_ref(), Ok(&ops), "the same again");
        let before = state.clone();
        by_hand(&mut state, &ops).expect("a drawing is taken");

        let cards = &state.content().cards;
        for (id, card) in &before.content().cards {
            assert_eq!(cards[id].at, card.at, "{id} was moved");
        }
        let places: Vec<(&String, At)> = cards.iter().map(|(id, card)| (id, card.at)).collect();
        for (at, (id, one)) in places.iter().enumerate() {
            for (other_id, other) in &places[at + 1..] {
                assert!(!overlap(*one, *other), "{id} lies on {other_id}");
            }
        }
        let Some(Op::Place { result, .. }) = ops.last() else { panic!("a result is placed") };
        let Answer::Trace(answer) = Answer::read(bytes).expect("it reads") else {
            panic!("a trace")
        };
        assert_eq!(units(&result.endings), answer.units(&answer.start.net), "to the last satoshi");
        for ending in &result.endings {
            assert!(cards.contains_key(&ending.card), "{}", ending.card);
        }

        let mut back = state.clone();
        back.apply_all(&inverse(&ops)).expect("taken back");
        assert!(back == before, "applied and taken back is not as before");
    }
}

#[test]
fn drawings_keep_their_laws_on_grown_stories() {
    let answers = answers();
    let runs = answers.iter().filter(|bytes| {
        let ops = drawn(&State::default(), bytes, &Choice::Top(25), "k");
        ops.is_ok_and(|ops| ops.iter().any(|op| matches!(op, Op::Group { .. })))
    });
    assert!(runs.count() > 0, "no story has a run");
    let choices = prop::collection::vec((0..answers.len(), 0..30_usize), 1..5);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(48));
    runner
        .run(&choices, |choices| {
            hold(&answers, &choices);
            Ok(())
        })
        .expect("the laws hold");
}
