//! One log, one board: whoever folds it, from wherever, gets the same.

use proptest::prelude::*;

use super::hand::{Dice, gesture};
use crate::boards::op::{Op, inverse};
use crate::boards::state::{Content, State};
use crate::boards::step::{Does, Stacks, back};

fn days_work(lengths: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Dice>> {
    proptest::collection::vec(any::<Dice>(), lengths)
}

fn drawn(dice: &[Dice]) -> (State, Vec<Vec<Op>>) {
    let mut state = State::default();
    let mut log = Vec::new();
    for dice in dice {
        let ops = gesture(&state, *dice);
        state.apply_all(&ops).expect("a gesture that fits is taken");
        log.push(ops);
    }
    (state, log)
}

proptest! {
    #[test]
    fn what_is_done_and_taken_back_was_never_done(dice in days_work(1..60)) {
        let mut state = State::default();
        for dice in dice {
            let ops = gesture(&state, dice);
            for op in &ops {
                let before = state.clone();
                state.apply(op).expect("fits");
                let after = state.clone();
                state.apply(&op.inverse()).expect("an inverse fits what was just done");
                prop_assert_eq!(&state, &before);
                prop_assert_eq!(state.derived(), before.derived());
                prop_assert_eq!(&op.inverse().inverse(), op);
                state = after;
            }
            let again = State::of(state.content().clone());
            prop_assert_eq!(state.derived(), again.derived(), "what is counted is what is there");
        }
    }

    #[test]
    fn a_replay_is_the_board_as_it_was_drawn(dice in days_work(1..60)) {
        let (live, log) = drawn(&dice);
        let stored = serde_json::to_string(&log).expect("JSON");
        let read: Vec<Vec<Op>> = serde_json::from_str(&stored).expect("reads back");
        let mut replayed = State::default();
        read.iter().try_for_each(|ops| replayed.apply_all(ops)).expect("replays");
        prop_assert_eq!(&replayed, &live);
        let bytes = |state: &State| serde_json::to_string(state.content()).expect("JSON");
        prop_assert_eq!(bytes(&replayed), bytes(&live));
    }

    #[test]
    fn a_snapshot_and_the_tail_are_the_whole(dice in days_work(2..60), cut in any::<prop::sample::Index>()) {
        let (whole, log) = drawn(&dice);
        let (early, late) = log.split_at(cut.index(log.len()));
        let mut state = State::default();
        early.iter().try_for_each(|ops| state.apply_all(ops)).expect("replays");
        let snapshot = serde_json::to_string(state.content()).expect("JSON");
        let content: Content = serde_json::from_str(&snapshot).expect("reads back");
        let mut state = State::of(content);
        late.iter().try_for_each(|ops| state.apply_all(ops)).expect("goes on");
        prop_assert_eq!(&state, &whole);
        prop_assert_eq!(state.derived(), whole.derived());
    }

    #[test]
    fn a_gesture_of_which_one_part_fails_leaves_nothing(dice in days_work(1..40), strange in any::<Dice>()) {
        let (state, log) = drawn(&dice);
        // A part of an old gesture, done a second time, mostly meets what it left itself.
        let old = &log[usize::from(strange[0]) % log.len()];
        let mut ops = gesture(&state, strange);
        ops.extend(old.iter().cloned());
        let mut tried = state.clone();
        if tried.apply_all(&ops).is_err() {
            prop_assert_eq!(&tried, &state);
            prop_assert_eq!(tried.derived(), state.derived());
        }
    }

    #[test]
    fn somebody_alone_undoes_to_the_beginning_and_redoes_to_the_end(dice in days_work(1..50)) {
        let (end, mut log) = drawn(&dice);
        let mut state = end.clone();
        let mut stacks = Stacks::default();
        (0..log.len()).for_each(|place| stacks.take(place, Does::Do, &place.to_string(), None));
        for _ in 0..dice.len() {
            let (step, place) = stacks.undo.last().cloned().expect("as many as were done");
            let (ops, dropped) = back(&mut state, &log[place]);
            prop_assert!(dropped.is_empty(), "nobody else was there: {:?}", dropped);
            prop_assert_eq!(&ops, &inverse(&log[place]));
            stacks.take(log.len(), Does::Undo, "u", Some(&step));
            log.push(ops);
        }
        prop_assert_eq!(&state, &State::default());
        for _ in 0..dice.len() {
            let (step, place) = stacks.redo.last().cloned().expect("as many as were undone");
            let (ops, dropped) = back(&mut state, &log[place]);
            prop_assert!(dropped.is_empty(), "{:?}", dropped);
            stacks.take(log.len(), Does::Redo, "r", Some(&step));
            log.push(ops);
        }
        prop_assert_eq!(&state, &end);
        prop_assert!(stacks.redo.is_empty() && stacks.undo.len() == dice.len());
    }
}
