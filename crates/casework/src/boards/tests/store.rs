//! The log in the record: who may draw, what comes too late, and what survives a restart.

use super::hand::{Dice, address, card, gesture};
use crate::access::{Role, Who};
use crate::audit::{Action, read};
use crate::boards::card::{At, Note, Target};
use crate::boards::evidence::{self, NewPin};
use crate::boards::op::Op;
use crate::boards::refusal::Refusal;
use crate::boards::state::State;
use crate::boards::step::{Does, Wanted};
use crate::boards::store::*;
use crate::cases::{self, CaseError, NewCase, Tlp, search};
use crate::id::BoardId;
use crate::secret::Chance as _;
use crate::testing::{House, Seeded, at as when, by, console};

async fn board(house: &House, who: &Who) -> Board {
    let new = NewCase {
        title: "A story".into(),
        reference: String::new(),
        tlp: Tlp::Clear,
        template: None,
        is_synthetic: true,
    };
    let case = cases::create(&house.record, by(who, 0), who, new).await.expect("made").id;
    create(&house.record, by(who, 1), who, case, "The money").await.expect("made")
}

fn id(number: usize) -> String {
    address(number).id()
}

fn add(step: &str, number: usize) -> Wanted {
    let y = i32::try_from(number).expect("few") * 78;
    Wanted::Do { id: step.into(), ops: vec![Op::Add { card: card(number, 0, y) }] }
}

async fn done(house: &House, who: &Who, id: BoardId, rev: u64, wanted: &[Wanted]) -> Vec<Step> {
    match append(&house.record, by(who, 5), who, id, rev, wanted).await.expect("taken") {
        Appended::Done { steps, .. } => steps,
        stale @ Appended::Stale { .. } => panic!("{stale:?}"),
    }
}

#[tokio::test]
async fn a_board_is_drawn_undone_and_redone_over_a_restart() {
    let house = House::new().await;
    let nid = house.somebody("nid", Role::Investigator).await;
    let board = board(&house, &nid).await.id;
    done(&house, &nid, board, 0, &[add("a", 0), add("b", 1), add("c", 2)]).await;
    let house = house.again().await;
    let whole = at(&house.record, &nid, board, 3).await.expect("reads");
    assert_eq!(whole.drawn(), 3);
    let undo = |id: &str, step: &str| Wanted::Undo { id: id.into(), step: step.into() };
    let redo = |id: &str, step: &str| Wanted::Redo { id: id.into(), step: step.into() };
    let refused = append(&house.record, by(&nid, 6), &nid, board, 3, &[undo("u", "a")]).await;
    let not_newest = Refusal::NotTheNewest { id: "a".into() };
    assert!(matches!(refused, Err(BoardError::Refused { at: 0, why }) if why == not_newest));
    let steps =
        [undo("u1", "c"), undo("u2", "b"), redo("r1", "b"), undo("u3", "b"), undo("u4", "a")];
    let steps = done(&house, &nid, board, 3, &steps).await;
    assert_eq!(steps[0].ops, [Op::Remove { card: card(2, 0, 156) }]);
    let house = house.again().await;
    let empty = at(&house.record, &nid, board, 8).await.expect("reads");
    assert_eq!(empty, State::default());
    let again = [redo("r2", "a"), redo("r3", "b"), redo("r4", "c")];
    let redone = done(&house, &nid, board, 8, &again).await;
    assert_eq!(redone.last().map(|step| step.does), Some(Does::Redo));
    assert_eq!(at(&house.record, &nid, board, 11).await.expect("reads"), whole);
    let nothing = append(&house.record, by(&nid, 7), &nid, board, 11, &[redo("r5", "c")]).await;
    assert!(matches!(nothing, Err(BoardError::Refused { why: Refusal::NothingToRedo, .. })));
}

#[tokio::test]
async fn what_comes_late_is_given_what_it_missed_and_changes_nothing() {
    let house = House::new().await;
    let nid = house.somebody("nid", Role::Investigator).await;
    let board = board(&house, &nid).await.id;
    done(&house, &nid, board, 0, &[add("a", 0), add("b", 1)]).await;
    let late = append(&house.record, by(&nid, 6), &nid, board, 1, &[add("x", 7)]).await;
    let Ok(Appended::Stale { rev, steps_since, has_more }) = late else { panic!("{late:?}") };
    assert_eq!((rev, steps_since.len(), has_more), (2, 1, false));
    assert_eq!(steps_since[0].id, "b", "one's own step, whose answer was lost, is met again");
    assert_eq!(open(&house.record, &nid, board).await.expect("reads").rev, 2);
    let twice =
        append(&house.record, by(&nid, 6), &nid, board, 2, &[add("c", 5), add("a", 9)]).await;
    assert!(matches!(twice, Err(BoardError::Refused { at: 1, why: Refusal::Exists { .. } })));
    let ahead = append(&house.record, by(&nid, 6), &nid, board, 9, &[add("x", 7)]).await;
    assert!(matches!(ahead, Err(BoardError::NoSuchRevision { asked: 9, rev: 2 })));
    assert_eq!(at(&house.record, &nid, board, 2).await.expect("reads").drawn(), 2);
}

#[tokio::test]
async fn snapshots_shorten_the_way_and_change_nothing() {
    let house = House::new().await;
    let nid = house.somebody("nid", Role::Investigator).await;
    let board = board(&house, &nid).await.id;
    let dice = Seeded::new(5);
    let (mut live, mut rev) = (State::default(), 0_u64);
    let mut states = vec![live.clone()];
    while rev < 450 {
        let mut batch = Vec::new();
        for number in rev..rev + 50 {
            let mut thrown: Dice = [0; 4];
            dice.fill(&mut thrown);
            let ops = gesture(&live, thrown);
            live.apply_all(&ops).expect("fits");
            states.push(live.clone());
            batch.push(Wanted::Do { id: format!("s{number}"), ops });
        }
        done(&house, &nid, board, rev, &batch).await;
        rev += 50;
    }
    let count = "SELECT count(*) AS n FROM board_snapshots";
    assert_eq!(house.record.count(sqlx::query(count)).await.expect("counts"), 2);
    for rev in [0, 1, 199, 200, 201, 399, 400, 450_u64] {
        let expect = &states[usize::try_from(rev).expect("small")];
        assert_eq!(&at(&house.record, &nid, board, rev).await.expect("reads"), expect, "{rev}");
        assert_eq!(&replayed(&house.record, &nid, board, rev).await.expect("reads"), expect);
    }
    let mut after = 0;
    loop {
        let page = steps(&house.record, &nid, board, after, 100).await.expect("reads");
        let Some(last) = page.last() else { break };
        after = last.rev;
    }
    assert_eq!(after, 450);
}

#[tokio::test]
async fn a_board_is_its_members_and_an_exercise_holds_no_real_chain() {
    let house = House::new().await;
    let nid = house.somebody("nid", Role::Investigator).await;
    let board = board(&house, &nid).await.id;
    let nobody: BoardId = "01ARYZ6S41TSV4RRFFQ69G5FAV".parse().expect("an id");
    for role in [Role::Lead, Role::Trainee, Role::Viewer] {
        let other = house.somebody(role.text(), role).await;
        for id in [board, nobody] {
            let drawn = append(&house.record, by(&other, 6), &other, id, 0, &[add("x", 1)]).await;
            let is_refused = matches!(
                drawn,
                Err(BoardError::Case(CaseError::NoSuchCase | CaseError::Denied(_)))
            );
            assert!(is_refused, "{drawn:?}");
            let read = open(&house.record, &other, id).await;
            assert!(matches!(read, Err(BoardError::Case(CaseError::NoSuchCase))), "{read:?}");
        }
    }
    let text = serde_json::to_string(&add("x", 1)).expect("JSON").replace("story", "main");
    let real: Wanted = serde_json::from_str(&text).expect("reads");
    let refused = append(&house.record, by(&nid, 6), &nid, board, 0, &[real]).await;
    assert!(matches!(refused, Err(BoardError::Refused { why: Refusal::Malformed { .. }, .. })));
    let long = Some(Note { on: Target::Board, text: "x".repeat(100_000) });
    let ops = vec![Op::Note { id: "n".into(), from: None, to: long }];
    let long = Wanted::Do { id: "x".into(), ops };
    let refused = append(&house.record, by(&nid, 6), &nid, board, 0, &[long]).await;
    assert!(refused.expect_err("long").to_string().contains("at most 10000 are kept"));
    assert_eq!(open(&house.record, &nid, board).await.expect("reads").rev, 0);
}

#[tokio::test]
async fn what_is_written_on_a_board_is_found_and_audited() {
    let house = House::new().await;
    let nid = house.somebody("nid", Role::Investigator).await;
    let drawn = board(&house, &nid).await;
    let note = |text: &str| Some(Note { on: Target::Board, text: text.into() });
    let write = |id: &str, from: Option<Note>, to: Option<Note>| Wanted::Do {
        id: id.into(),
        ops: vec![Op::Note { id: "n".into(), from, to }],
    };
    done(&house, &nid, drawn.id, 0, &[write("a", None, note("เงินไป Exchange A"))]).await;
    let found = async |query: &str| {
        let found = search::search(&house.record, &nid, Some(drawn.case), query, 9).await;
        found.expect("searches").hits.len()
    };
    assert_eq!(found("exchange a").await, 1);
    let undo = Wanted::Undo { id: "u".into(), step: "a".into() };
    done(&house, &nid, drawn.id, 1, &[undo]).await;
    assert_eq!(found("exchange a").await, 0);
    let filter = read::Filter { action: Some(Action::BoardDrawn), ..read::Filter::default() };
    let told = read::list(&house.record, &filter, None, 9).await.expect("reads");
    assert_eq!(told.total, 2);
    for sql in ["UPDATE board_steps SET ops = '[]'", "DELETE FROM board_steps WHERE rev = 1"] {
        let mut tx = house.record.begin(console(9)).await.expect("begun");
        assert!(tx.execute(sqlx::query(sql)).await.is_err(), "{sql}");
    }
}

#[tokio::test]
async fn an_exhibit_stays_when_the_board_goes_on_and_a_pin_is_whole() {
    let house = House::new().await;
    let nid = house.somebody("nid", Role::Investigator).await;
    let drawn = board(&house, &nid).await;
    done(&house, &nid, drawn.id, 0, &[add("a", 0)]).await;
    let record = &house.record;
    let exhibit =
        evidence::freeze(record, by(&nid, 6), &nid, drawn.id, 1, "Start").await.expect("x");
    let to = At { x: 999, y: 7 };
    let ops = vec![Op::Move { card: id(0), from: At { x: 0, y: 0 }, to }];
    done(&house, &nid, drawn.id, 1, &[Wanted::Do { id: "b".into(), ops }]).await;
    let kept = evidence::exhibits(record, &nid, drawn.case, 0, 9).await.expect("reads").items;
    assert_eq!(kept, std::slice::from_ref(&exhibit));
    assert!(evidence::holds(record, &nid, &exhibit).await.expect("replays"));
    let forged =
        evidence::Exhibit { content: exhibit.content.replace("\"x\":0", "\"x\":1"), ..exhibit };
    assert_ne!(forged.content, kept[0].content);
    assert!(!evidence::holds(record, &nid, &forged).await.expect("replays"));
    let late = evidence::freeze(record, by(&nid, 6), &nid, drawn.id, 9, "Later").await;
    assert!(matches!(late, Err(BoardError::NoSuchRevision { asked: 9, rev: 2 })));

    let new = NewPin {
        subject: "bc1qcard0000".into(),
        fact: "{\"amount\": \"600.00000000\",  \"asset\": \"BTC\"}".into(),
        source: "blk00000.dat".into(),
        fetched_at: when(3),
        atlas: "ab".repeat(32),
        as_of: "bitcoin-story-linked 1200".into(),
    };
    let bad = NewPin { fact: "{not json".into(), ..new.clone() };
    assert!(evidence::pin(record, by(&nid, 7), &nid, drawn.id, bad).await.is_err());
    let pin =
        evidence::pin(record, by(&nid, 7), &nid, drawn.id, new.clone()).await.expect("pinned");
    let read = evidence::pins(record, &nid, drawn.case, None, 9).await.expect("reads").items;
    assert_eq!(read, std::slice::from_ref(&pin));
    assert!(read[0].is_whole() && read[0].what == new, "byte for byte");
    for sql in ["UPDATE pins SET fact = '{}'", "DELETE FROM exhibits"] {
        let mut tx = record.begin(console(9)).await.expect("begun");
        assert!(tx.execute(sqlx::query(sql)).await.is_err(), "{sql}");
    }
}
