//! Long questions tell how far they are, and end when they are asked to.

use std::ops::ControlFlow;

use api::ask::bounds::Bounds;
use api::ask::cards::CardsQuestion;
use api::ask::counterparties::{CounterpartiesQuestion, Side};
use api::ask::expand::ExpandQuestion;
use api::ask::path::PathQuestion;
use api::ask::screen::ScreenQuestion;
use api::ask::taint::TaintQuestion;
use api::ask::trace::TraceQuestion;
use api::ask::watch::{Progress, patient};
use api::card::{CardSide, CardSubject};
use api::refusal::{Kind, Refusal};

use crate::world::{THEFT, World};

fn check<T>(answer: Result<T, Refusal>, what: &str) {
    let Err(refusal) = answer else { panic!("{what} was not ended") };
    assert_eq!((refusal.kind, refusal.what.id), (Kind::Stopped, "problem-stopped"), "{what}");
}

#[test]
fn what_is_ended_gives_no_half_answer() {
    let world = World::of(THEFT);
    let (atlas, bounds) = (&world.atlas, &Bounds::SERVED);
    let end = &mut |_: Progress| ControlFlow::Break(());
    let (theft, thief) = (world.txid("theft"), world.address("thief"));
    check(TraceQuestion::new(vec![theft.clone()]).answer(atlas, bounds, end), "a trace");
    check(TaintQuestion::new(vec![theft]).answer(atlas, bounds, end), "a sweep");
    let screen = ScreenQuestion::new(vec![thief.clone()]);
    check(screen.answer(atlas, &[], bounds, end), "a screening");
    let parties = CounterpartiesQuestion::new(&thief, Side::Received);
    check(parties.answer(atlas, bounds, end), "counterparties");
    let ledger = "bitcoin-story-linked".to_owned();
    let address = CardSubject::Address { ledger: ledger.clone(), address: thief.clone() };
    let cluster = CardSubject::Cluster { ledger, address: thief };
    for subject in [address, cluster] {
        let cards = CardsQuestion::new(vec![subject.clone()]);
        check(cards.answer(atlas, bounds, end), "cards");
        let neighbours = ExpandQuestion::new(subject, CardSide::In);
        check(neighbours.answer(atlas, bounds, end), "neighbours");
    }
}

#[test]
fn progress_is_told_against_what_may_be_read() {
    let world = World::of(THEFT);
    let mut told: Vec<Progress> = Vec::new();
    let question =
        TraceQuestion { legs: Some(77), ..TraceQuestion::new(vec![world.txid("theft")]) };
    let watch = &mut |progress| {
        told.push(progress);
        ControlFlow::Continue(())
    };
    let answer = question.answer(&world.atlas, &Bounds::SERVED, watch).expect("a trace");
    assert!(told.iter().all(|progress| progress.of == 77 && progress.done <= answer.trace.legs));
    assert!(!told.is_empty());
}

#[test]
fn a_subject_of_a_ledger_that_does_not_open_is_never_clear() {
    let world = World::of(THEFT);
    let question = ScreenQuestion::new(vec![world.address("alice"), "nonsense".into()]);
    let unread = ["bitcoin-main-linked".parse().expect("a ledger")];
    let view = question.answer(&world.atlas, &unread, &Bounds::SERVED, &mut patient);
    let view = view.expect("answers");
    assert_eq!(view.subjects[0].verdict, "cannot_tell");
    assert!(view.subjects[0].unsure.iter().any(|why| why.contains("bitcoin-main-linked")));
    assert_eq!((view.counts.unreadable, view.subjects[1].verdict), (1, "unreadable"));
}

#[test]
fn too_much_work_is_refused_before_it_begins() {
    let world = World::of(THEFT);
    let (a, b) = (world.address("thief"), world.address("bob"));
    let question = PathQuestion { legs: Some(1 << 29), ..PathQuestion::new(a, b) };
    let refusal = question.check(&Bounds::SERVED).unwrap_err();
    assert_eq!((refusal.kind, refusal.what.id), (Kind::TooLarge, "problem-too-much-work"));
    assert!(question.check(&Bounds::OWN).is_ok());
}
