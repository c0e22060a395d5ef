//! An attempt from its first step to the day it is handed in, and who learns nothing of it.

use std::collections::BTreeSet;

use model::hash::Digest;

use super::attempts::{Attempt, Begun, Judged, NewAttempt, NewSheet, Saved, State};
use super::looks::NewLook;
use super::seed::Seed;
use super::{LearningError, assigned, attempts, looks, readings};
use crate::access::{Role, Who};
use crate::audit::read;
use crate::boards::card::{Basis, BasisKind, Edge, Subject};
use crate::boards::op::Op;
use crate::boards::step::Wanted;
use crate::boards::store::{self, BoardError};
use crate::cases::{self, CaseError, NewCase, Sought, Tlp, members, search};
use crate::testing::{House, by};

const LEDGER: &str = "bitcoin-story-linked";

fn address(text: &str) -> Subject {
    Subject::Address { ledger: LEDGER.into(), address: text.into() }
}

fn new() -> NewAttempt {
    NewAttempt {
        lesson: "peel".into(),
        case: "own".into(),
        title: "Two branches".into(),
        content: Digest::of(b"the lesson"),
        chain: Digest::of(b"the tip"),
        seed: "7000000000000000001".parse().expect("a number"),
        sheet: "{}".into(),
        start: vec![address("loot"), address("loot")],
        given: vec![address("loot"), address("peel1"), address("peel2")],
        lines: Vec::new(),
    }
}

async fn begun(house: &House, who: &Who) -> Attempt {
    match attempts::begin(&house.record, by(who, 1), who, new()).await.expect("begins") {
        Begun::Now(attempt) => attempt,
        Begun::There(attempt) => panic!("there already: {attempt:?}"),
    }
}

fn sheet(json: &str, pins: &[&str]) -> NewSheet {
    NewSheet { json: json.into(), pins: pins.iter().map(|pin| (*pin).to_owned()).collect() }
}

fn judged(_: &Attempt) -> Judged {
    Judged { json: r#"{"total":74}"#.into(), total_milli: 74_000, passes: true }
}

#[tokio::test]
async fn an_attempt_begins_with_its_board_drawn_and_is_given_back_while_it_is_worked_on() {
    let house = House::new().await;
    let nid = house.somebody("nid", Role::Trainee).await;
    let attempt = begun(&house, &nid).await;
    assert_eq!((attempt.number, attempt.state, attempt.sheet_rev), (1, State::Working, 0));
    let board = store::open(&house.record, &nid, attempt.board).await.expect("his own");
    assert_eq!((board.rev, board.is_synthetic, board.title.as_str()), (2, true, "Two branches"));
    let state = store::at(&house.record, &nid, board.id, 2).await.expect("drawn");
    let cards: Vec<_> = state.content().cards.values().collect();
    let places: BTreeSet<_> = cards.iter().map(|card| card.at).collect();
    assert_eq!((cards.len(), places.len()), (3, 3), "each once, each on its own place");
    assert_eq!(cards.iter().filter(|card| card.is_start).count(), 1);
    let again = attempts::begin(&house.record, by(&nid, 2), &nid, new()).await.expect("asked");
    assert_eq!(again, Begun::There(attempt.clone()));
    let newest = attempts::newest(&house.record, &nid, "peel", "own").await.expect("asked");
    assert_eq!(newest, Some(attempt));
}

fn line(from: &str, to: &str) -> Edge {
    Edge {
        from: address(from).id(),
        to: address(to).id(),
        txid: Some("ab".repeat(32)),
        output: Some(0),
        amount: "1.5".into(),
        asset: "BTC".into(),
        time: None,
        transactions: 1,
        basis: Basis { kind: BasisKind::LedgerFact, method: None, confidence: None },
        colour: None,
        flag: None,
    }
}

#[tokio::test]
async fn what_was_drawn_already_is_joined_in_the_moneys_direction() {
    let house = House::new().await;
    let nid = house.somebody("nid", Role::Trainee).await;
    let lines = vec![line("peel1", "peel2"), line("loot", "peel1"), line("peel2", "peel1")];
    let with = NewAttempt { lines, ..new() };
    let begun = attempts::begin(&house.record, by(&nid, 1), &nid, with).await.expect("begins");
    let Begun::Now(attempt) = begun else { panic!("there already: {begun:?}") };
    let state = store::at(&house.record, &nid, attempt.board, 2).await.expect("drawn");
    let content = state.content();
    assert_eq!((content.cards.len(), content.edges.len()), (3, 3));
    let x = |id: &str| content.cards[&address(id).id()].at.x;
    assert!(x("loot") < x("peel1"), "{:?}", content.cards);
    let places: BTreeSet<_> = content.cards.values().map(|card| card.at).collect();
    assert_eq!(places.len(), 3, "money that comes back piles nothing up");
}

#[tokio::test]
async fn the_case_of_an_attempt_stands_in_no_list_and_takes_no_number() {
    let house = House::new().await;
    let (lek, out) =
        (house.somebody("lek", Role::Lead).await, house.somebody("out", Role::Lead).await);
    let attempt = begun(&house, &lek).await;
    let record = &house.record;
    let listed = cases::list(record, &lek, Sought::default(), 10).await.expect("lists");
    assert_eq!((listed.total, listed.items.len()), (0, 0));
    for case in [None, Some(attempt.record_case)] {
        let found = search::search(record, &lek, case, "branches", 10).await.expect("searches");
        assert_eq!(found.hits, []);
    }
    assert_eq!(members::covers(record, &out, None, 10).await.expect("lists").total, 0);
    let new = NewCase {
        title: "A real one".into(),
        reference: String::new(),
        tlp: Tlp::Amber,
        template: None,
        is_synthetic: false,
    };
    let real = cases::create(record, by(&lek, 3), &lek, new.clone()).await.expect("opens");
    assert_eq!(real.number, "2026-001");
    // Nor can anybody open such a case by hand.
    let named = NewCase { template: Some(cases::ACADEMY.into()), ..new };
    let refused = cases::create(record, by(&lek, 4), &lek, named).await;
    assert!(matches!(refused, Err(CaseError::NoSuchTemplate(_))), "{refused:?}");
    // Its learner cannot let anybody in, nor close or rename it; from outside it is not there.
    let let_in = members::add(record, by(&lek, 5), &lek, attempt.record_case, out.user).await;
    assert!(matches!(let_in, Err(CaseError::OfAttempt)), "{let_in:?}");
    let put_in = members::add(record, by(&out, 5), &out, attempt.record_case, out.user).await;
    assert!(matches!(put_in, Err(CaseError::NoSuchCase)), "{put_in:?}");
    let change = cases::Change { title: Some("Mine".into()), ..cases::Change::default() };
    let changed = cases::change(record, by(&lek, 6), &lek, attempt.record_case, change).await;
    assert!(matches!(changed, Err(CaseError::OfAttempt)), "{changed:?}");
}

#[tokio::test]
async fn who_may_learn_draws_on_his_exercise_whatever_he_may_do_in_cases() {
    let house = House::new().await;
    for role in Role::ALL {
        let who = house.somebody(role.text(), *role).await;
        let attempt = begun(&house, &who).await;
        let wanted = [Wanted::Do { id: "mine".into(), ops: vec![] }];
        let done = store::append(&house.record, by(&who, 2), &who, attempt.board, 2, &wanted).await;
        assert!(done.is_ok(), "{role}: {done:?}");
    }
}

#[tokio::test]
async fn an_older_sheet_replaces_no_newer_one() {
    let house = House::new().await;
    let nid = house.somebody("nid", Role::Trainee).await;
    let (record, id) = (&house.record, begun(&house, &nid).await.id);
    let save = async |rev, json: &str| {
        attempts::save(record, by(&nid, 9), &nid, id, rev, &sheet(json, &[])).await.expect("asked")
    };
    assert!(matches!(save(0, "first").await, Saved::Done(attempt) if attempt.sheet_rev == 1));
    let Saved::Stale(newer) = save(0, "from another tab").await else { panic!("taken") };
    assert_eq!((newer.sheet.as_str(), newer.sheet_rev), ("first", 1));
    let submitted = attempts::submit(record, by(&nid, 9), &nid, id, 0, |_| panic!("judged"));
    assert!(matches!(submitted.await, Ok(Saved::Stale(_))), "an older sheet is not handed in");
    let long = sheet(&"x".repeat(attempts::SHEET_BYTES_MAX + 1), &[]);
    let refused = attempts::save(record, by(&nid, 9), &nid, id, 1, &long).await;
    assert!(matches!(refused, Err(LearningError::TooLong { .. })), "{refused:?}");
}

#[tokio::test]
async fn what_was_handed_in_stays_and_its_board_is_read_alone() {
    let house = House::new().await;
    let nid = house.somebody("nid", Role::Trainee).await;
    let (record, attempt) = (&house.record, begun(&house, &nid).await);
    let id = attempt.id;
    attempts::hint(record, by(&nid, 2), &nid, id, 1).await.expect("told");
    let more = attempts::hint(record, by(&nid, 3), &nid, id, 1).await;
    assert!(matches!(more, Err(LearningError::NoMoreHints(1))), "{more:?}");
    attempts::help(record, by(&nid, 3), &nid, id, true).await.expect("asked");
    let mut hints = 0;
    let done = attempts::submit(record, by(&nid, 4), &nid, id, 0, |attempt| {
        hints = attempt.hints.len();
        judged(attempt)
    });
    let Saved::Done(done) = done.await.expect("handed in") else { panic!("stale") };
    assert_eq!((hints, done.asks_help, done.state), (1, false, State::Submitted));
    assert_eq!(attempts::open(record, &nid, id).await.expect("read"), done);
    let outcomes = attempts::outcomes(record, nid.user).await.expect("read");
    let [outcome] = outcomes.as_slice() else { panic!("{outcomes:?}") };
    assert_eq!((outcome.total_milli, outcome.passes), (Some(74_000), Some(true)));
    let again = attempts::submit(record, by(&nid, 5), &nid, id, 0, judged).await;
    assert!(matches!(again, Err(LearningError::Submitted)), "{again:?}");
    let saved = attempts::save(record, by(&nid, 5), &nid, id, 0, &sheet("late", &[])).await;
    assert!(matches!(saved, Err(LearningError::Submitted)), "{saved:?}");
    let hint = attempts::hint(record, by(&nid, 5), &nid, id, 3).await;
    assert!(matches!(hint, Err(LearningError::Submitted)), "{hint:?}");
    let wanted = [Wanted::Do { id: "late".into(), ops: vec![] }];
    let drawn = store::append(record, by(&nid, 5), &nid, attempt.board, 2, &wanted).await;
    assert!(matches!(drawn, Err(BoardError::Case(CaseError::Closed))), "{drawn:?}");
    store::at(record, &nid, attempt.board, 2).await.expect("it is read");
    // A variant is another one, which begins anew.
    let variant = begun(&house, &nid).await;
    assert_eq!((variant.number, variant.hints.len()), (2, 0));
    assert_ne!(variant.board, attempt.board);
    let mine = attempts::list(record, &nid, Some("peel"), None, 1).await.expect("lists");
    assert_eq!((mine.total, mine.has_more, mine.items[0].id), (2, true, variant.id));
}

#[tokio::test]
async fn an_attempt_is_not_there_for_others_until_they_teach_its_learner() {
    let house = House::new().await;
    let nid = house.somebody("nid", Role::Trainee).await;
    let other = house.somebody("other", Role::Trainee).await;
    let (teacher, stranger) = (
        house.somebody("teacher", Role::Trainer).await,
        house.somebody("stranger", Role::Trainer).await,
    );
    let lead = house.somebody("lead", Role::Lead).await;
    let (record, attempt) = (&house.record, begun(&house, &nid).await);
    let id = attempt.id;
    let class = "INSERT INTO classes VALUES ('c', 'Batch 7', 'en', 0, $1, 0)";
    let mut tx = record.begin(by(&teacher, 1)).await.expect("begins");
    let (teaches, learns) = (teacher.user.to_string(), nid.user.to_string());
    tx.execute(sqlx::query(class).bind(teaches.clone())).await.expect("a class");
    let trainer = sqlx::query("INSERT INTO class_trainers VALUES ('c', $1)").bind(teaches.clone());
    tx.execute(trainer).await.expect("its trainer");
    let person = sqlx::query("INSERT INTO class_people VALUES ('c', $1, 0)").bind(learns);
    tx.execute(person).await.expect("its learner");
    let assigned = "INSERT INTO assignments VALUES ('c', 'peel', 'own', 99, 0, $1, 0)";
    tx.execute(sqlx::query(assigned).bind(teaches)).await.expect("assigned");
    tx.commit_housekeeping().await.expect("done");
    for who in [&other, &stranger, &lead] {
        let opened = attempts::open(record, who, id).await;
        assert!(matches!(opened, Err(LearningError::NoSuchAttempt)), "{opened:?}");
        let board = store::open(record, who, attempt.board).await;
        assert!(matches!(board, Err(BoardError::Case(CaseError::NoSuchCase))), "{board:?}");
    }
    assert_eq!(attempts::open(record, &teacher, id).await.expect("his learner's"), attempt);
    // Who teaches reads; what is done is the learner's alone.
    for who in [&other, &stranger, &lead, &teacher] {
        let by = by(who, 5);
        let done = [
            attempts::save(record, by, who, id, 0, &sheet("mine", &[])).await.map(drop),
            attempts::hint(record, by, who, id, 3).await.map(drop),
            attempts::help(record, by, who, id, true).await,
            attempts::submit(record, by, who, id, 0, judged).await.map(drop),
            attempts::outdate(record, by, who, id).await,
            looks::add(record, by, who, id, &[]).await,
        ];
        for done in done {
            assert!(matches!(done, Err(LearningError::NoSuchAttempt)), "{done:?}");
        }
    }
    assert!(assigned::are_answers_closed(record, &attempt).await.expect("asked"));
    let own = assigned::of(record, nid.user).await.expect("asked");
    let due = own.get(&("peel".to_owned(), "own".to_owned())).copied().flatten();
    assert_eq!(due.map(|due| due.seconds()), Some(99));
    assert!(assigned::of(record, other.user).await.expect("asked").is_empty());
}

#[tokio::test]
async fn the_record_tells_what_was_shown_opened_and_pinned_and_when() {
    let house = House::new().await;
    let nid = house.somebody("nid", Role::Trainee).await;
    let (record, attempt) = (&house.record, begun(&house, &nid).await);
    let (id, tx) = (attempt.id, "ab".repeat(32));
    let edge = Edge {
        from: address("loot").id(),
        to: address("peel1").id(),
        txid: Some(tx.clone()),
        output: Some(1),
        amount: "1".into(),
        asset: "BTC".into(),
        time: None,
        transactions: 1,
        basis: Basis { kind: BasisKind::LedgerFact, method: None, confidence: None },
        colour: None,
        flag: None,
    };
    let wanted = [Wanted::Do { id: "edge".into(), ops: vec![Op::Connect { edge }] }];
    store::append(record, by(&nid, 2), &nid, attempt.board, 2, &wanted).await.expect("drawn");
    let before = async || {
        let before = looks::before(record, std::slice::from_ref(&attempt)).await.expect("read");
        before.into_iter().next().expect("of the one")
    };
    let seen = before().await.shown;
    let anchors = [format!("transaction:{LEDGER}:{tx}"), format!("output:{LEDGER}:{tx}:1")];
    assert!(anchors.iter().all(|anchor| seen.contains(anchor)), "{seen:?}");
    assert!(seen.contains(&address("peel2").id()) && !seen.contains(&address("peel3").id()));
    let look = |anchor: &str, dwell_ms| NewLook { anchor: anchor.into(), opens: 1, dwell_ms };
    looks::add(record, by(&nid, 3), &nid, id, &[look("a", 1_500)]).await.expect("kept");
    let more = [look("a", 900), look("b", u64::MAX)];
    looks::add(record, by(&nid, 4), &nid, id, &more).await.expect("kept");
    let save = async |rev, pins: &[&str]| {
        let saved = attempts::save(record, by(&nid, 5), &nid, id, rev, &sheet("{}", pins)).await;
        assert!(matches!(saved, Ok(Saved::Done(_))), "{saved:?}");
    };
    save(0, &["a", "gone"]).await;
    attempts::hint(record, by(&nid, 6), &nid, id, 3).await.expect("told");
    save(1, &["a", "late"]).await;
    let looks = before().await.looks;
    let hints = |anchor: &str| looks[anchor].pin.map(|pin| pin.hints_before);
    assert_eq!((hints("a"), hints("late"), hints("b")), (Some(0), Some(1), None));
    assert_eq!((looks["a"].opens, looks["a"].dwell_ms), (2, 2_400));
    assert_eq!(looks["b"].dwell_ms, looks::DWELL_MS_MAX, "no call adds more than it may");
    assert!(!looks.contains_key("gone"), "it is on no sheet and was never opened");
}

#[tokio::test]
async fn a_step_is_read_once_and_an_answer_counts_its_tries() {
    let house = House::new().await;
    let nid = house.somebody("nid", Role::Trainee).await;
    let record = &house.record;
    for second in [1, 2] {
        readings::read(record, by(&nid, second), &nid, "peel", "fork").await.expect("read");
    }
    let answer = async |text: &str, is_right| {
        let parts = [text.to_owned()];
        readings::answer(record, by(&nid, 3), &nid, "peel", "sum", &parts, is_right).await
    };
    assert_eq!(answer("0.7", false).await.expect("kept"), 1);
    assert_eq!(answer("0.79", true).await.expect("kept"), 2);
    assert!(answer("a\u{202e}b", true).await.is_err(), "what turns the direction of writing");
    let progress = readings::of(record, nid.user).await.expect("read");
    assert_eq!(progress.steps["peel"], BTreeSet::from(["fork".to_owned()]));
    let last = &progress.answers["peel"]["sum"];
    assert_eq!(
        (last.answer.as_slice(), last.is_right, last.tries),
        (&["0.79".to_owned()][..], true, 2)
    );
}

#[tokio::test]
async fn the_log_tells_of_every_write_and_never_the_seed() {
    let house = House::new().await;
    let nid = house.somebody("nid", Role::Trainee).await;
    let (record, attempt) = (&house.record, begun(&house, &nid).await);
    attempts::save(record, by(&nid, 2), &nid, attempt.id, 0, &sheet("{}", &["a"]))
        .await
        .expect("kept");
    attempts::submit(record, by(&nid, 3), &nid, attempt.id, 1, judged).await.expect("handed in");
    let log = read::list(record, &read::Filter::default(), None, 100).await.expect("reads");
    let of = |action: &str| log.items.iter().filter(|entry| entry.action == action).count();
    for action in [
        "case.create",
        "board.create",
        "board.draw",
        "attempt.begin",
        "attempt.save",
        "attempt.submit",
    ] {
        assert_eq!(of(action), 1, "{action}");
    }
    let told = format!("{:?} {attempt:?} {:?}", log.items, Seed::random(record));
    assert!(!told.contains("7000000000000000001"), "{told}");
}
