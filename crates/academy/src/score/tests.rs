//! The formula by example, and its laws: bounded, monotone, and free of order where order means
//! nothing.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{Claim, Decoy, Hint, Question, Sheet, Signal, Truth, Verdict, certainty_mark, score};

fn set<T: Ord + Clone>(items: &[T]) -> BTreeSet<T> {
    items.iter().cloned().collect()
}

fn names(items: &[&str]) -> BTreeSet<String> {
    items.iter().map(|item| (*item).to_owned()).collect()
}

/// A theft: three signs, one decoy, a path of four, two coins stolen.
fn theft() -> Truth {
    let signal = |id: &str, weight, anchors: &[&str]| Signal {
        id: id.into(),
        weight,
        anchors: names(anchors),
    };
    Truth {
        right: set(&[Verdict::HoldReport]),
        acceptable: set(&[Verdict::Hold]),
        is_innocent: false,
        must_not_miss: true,
        typology: "peel_chain".into(),
        signals: vec![
            signal("fresh", 3, &["p1", "p2"]),
            signal("regular", 2, &["p3"]),
            signal("drain", 1, &["d"]),
        ],
        decoys: vec![Decoy { id: "payroll".into(), anchors: names(&["w"]) }],
        path: ["d", "p1", "p2", "p3"].map(String::from).to_vec(),
        amount_sat: 200_000_000,
        innocents: names(&["ana"]),
        claims: 2,
    }
}

fn expert() -> Sheet {
    let claim = |cites: &[&str], answers| Claim { cites: names(cites), answers };
    Sheet {
        verdict: Some(Verdict::HoldReport),
        typology: Some("peel_chain".into()),
        pins: names(&["p1", "p3", "d"]),
        path: theft().path,
        amount_sat: Some(200_000_000),
        claims: vec![
            claim(&["p1"], Question::How),
            claim(&["d"], Question::What),
            claim(&["p3"], Question::When),
            claim(&[], Question::Who),
            claim(&[], Question::Where),
        ],
        ..Sheet::default()
    }
}

/// Decision, signals, trace, reasons, total.
fn points(sheet: &Sheet) -> [u32; 5] {
    let score = score(&theft(), sheet);
    [
        score.decision.points_milli,
        score.signals.points_milli,
        score.trace.points_milli,
        score.reasons.points_milli,
        score.total_milli,
    ]
}

#[test]
fn an_expert_gets_everything_and_silence_nothing() {
    assert_eq!(points(&expert()), [30_000, 30_000, 20_000, 20_000, 100_000]);
    assert!(score(&theft(), &expert()).passes);
    assert_eq!(points(&Sheet::default()), [0; 5]);
}

#[test]
fn each_part_by_hand() {
    // Half the signs by number, half by weight: P = 1, R = 3/6, F₂ = 2.5/4.5.
    let half = Sheet { pins: names(&["p2"]), ..expert() };
    assert_eq!(points(&half)[1], 16_667);
    // All signs, the decoy and two pins on nothing: P = 3/5, R = 1, F₂ = 3/3.4.
    let noisy = Sheet { pins: names(&["p1", "p3", "d", "w", "x", "y"]), ..expert() };
    assert_eq!(points(&noisy)[1], 26_471);
    // Three of four steps in order, an eighth too little.
    let path = ["d", "p1", "x", "p3"].map(String::from).to_vec();
    let short = Sheet { path, amount_sat: Some(175_000_000), ..expert() };
    assert_eq!(points(&short)[2], 9_000 + 4_000);
    let held = Sheet { verdict: Some(Verdict::Hold), typology: None, ..expert() };
    assert_eq!(points(&held)[0], 14_400);
}

#[test]
fn a_path_of_everything_is_worth_its_first_stops() {
    let all = ["x", "d", "y", "p1", "p2", "p3"].map(String::from).to_vec();
    let sheet = Sheet { path: all, amount_sat: None, ..expert() };
    assert_eq!(points(&sheet)[2], 6_000);
}

#[test]
fn one_thing_said_three_times_is_one_claim() {
    let claim = Claim { cites: names(&["p1"]), answers: Question::How };
    let sheet = Sheet { claims: vec![claim.clone(), claim.clone(), claim], ..expert() };
    assert_eq!(points(&sheet)[3], 6_000 + 1_600);
}

#[test]
fn a_crime_let_go_fails_and_an_innocent_accused_caps() {
    let free = score(&theft(), &Sheet { verdict: Some(Verdict::Release), ..expert() });
    assert!(free.let_crime_go && !free.passes && free.total_milli == 76_000);
    let accused = score(&theft(), &Sheet { accused: names(&["ana"]), ..expert() });
    assert!(!accused.passes && accused.total_milli == 60_000);
}

#[test]
fn too_careful_with_an_innocent_is_worth_a_fifth() {
    let innocent = Truth {
        right: set(&[Verdict::Release]),
        acceptable: BTreeSet::new(),
        is_innocent: true,
        amount_sat: 0,
        ..theft()
    };
    let held = score(&innocent, &Sheet { verdict: Some(Verdict::Hold), ..Sheet::default() });
    assert_eq!(held.decision.points_milli, 4_800);
    assert!(!held.let_crime_go);
    // Nothing of it came from a crime, and saying so is right.
    let nothing = score(&innocent, &Sheet { amount_sat: Some(0), ..Sheet::default() });
    assert_eq!(nothing.trace.points_milli, 8_000);
}

#[test]
fn hints_cost_at_most_fifteen() {
    let asked = |hints: &[Hint]| points(&Sheet { hints: hints.to_vec(), ..expert() })[4];
    assert_eq!(asked(&[Hint::Nudge, Hint::Pointer]), 94_000);
    assert_eq!(asked(&[Hint::Reveal; 5]), 85_000);
}

#[test]
fn certainty_is_marked_apart() {
    let marks = |right| [1, 2, 3, 0, 9].map(|certainty| certainty_mark(certainty, right));
    assert_eq!(marks(true), [Some(1), Some(2), Some(3), None, None]);
    assert_eq!(marks(false), [Some(0), Some(-2), Some(-6), None, None]);
}

fn any_anchor() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["d", "p1", "p2", "p3", "w", "x", "y", "ana"]).prop_map(String::from)
}

prop_compose! {
    fn any_sheet()(
        verdict in prop::option::of(prop::sample::select(vec![Verdict::Release, Verdict::Ask, Verdict::Hold, Verdict::HoldReport])),
        typology in prop::option::of(prop::sample::select(vec!["peel_chain".to_owned(), "none".to_owned()])),
        pins in prop::collection::btree_set(any_anchor(), 0..8),
        path in prop::collection::vec(any_anchor(), 0..8),
        amount_sat in prop::option::of(any::<u64>()),
        cites in prop::collection::vec((prop::collection::btree_set(any_anchor(), 0..3), prop::sample::select(vec![Question::Who, Question::How])), 0..5),
        accused in prop::collection::btree_set(any_anchor(), 0..2),
        hints in prop::collection::vec(prop::sample::select(vec![Hint::Nudge, Hint::Pointer, Hint::Reveal]), 0..4),
    ) -> Sheet {
        let claims = cites.into_iter().map(|(cites, answers)| Claim { cites, answers }).collect();
        Sheet { verdict, typology, pins, path, amount_sat, claims, accused, hints, certainty: None }
    }
}

proptest! {
    #[test]
    fn every_part_stays_within_its_points(sheet in any_sheet()) {
        let score = score(&theft(), &sheet);
        for part in [&score.decision, &score.signals, &score.trace, &score.reasons] {
            prop_assert!(part.points_milli <= part.of_milli);
        }
        prop_assert!(score.total_milli <= 100_000);
        prop_assert_eq!(score.found.len() + score.missed.len(), 3);
    }

    #[test]
    fn finding_a_sign_more_never_costs(sheet in any_sheet()) {
        for sign in ["p1", "p3", "d"] {
            let mut more = sheet.clone();
            more.pins.insert(sign.into());
            prop_assert!(points(&more)[1] >= points(&sheet)[1]);
        }
    }

    #[test]
    fn a_pin_on_nothing_never_gains(sheet in any_sheet()) {
        let mut more = sheet.clone();
        more.pins.insert("nothing".into());
        prop_assert!(points(&more)[1] <= points(&sheet)[1]);
    }

    #[test]
    fn claims_and_hints_count_in_any_order(sheet in any_sheet()) {
        let mut turned = sheet.clone();
        turned.claims.reverse();
        turned.hints.reverse();
        prop_assert_eq!(score(&theft(), &turned), score(&theft(), &sheet));
    }

    #[test]
    fn stops_beyond_the_truths_count_for_nothing(
        path in prop::collection::vec(any_anchor(), 0..8),
        beyond in prop::collection::vec(any_anchor(), 0..8),
    ) {
        let truth = theft();
        let mut long = path;
        long.resize(truth.path.len(), "x".into());
        let sheet = Sheet { path: long.clone(), ..Sheet::default() };
        long.extend(beyond);
        let longer = Sheet { path: long, ..Sheet::default() };
        prop_assert_eq!(score(&truth, &longer), score(&truth, &sheet));
    }

    #[test]
    fn a_longer_right_path_never_costs(length in 0_usize..4) {
        let part = |length| points(&Sheet { path: theft().path[..length].to_vec(), ..expert() })[2];
        prop_assert!(part(length + 1) > part(length));
    }
}
