//! Who sees a case, what is kept in it, and what it does not take.

use super::files::{Files, FilesError, attach};
use super::sniff::Kind;
use super::tasks::{TaskChange, TaskState};
use super::*;
use crate::access::{Role, Scopes};
use crate::audit::{Action, read};
use crate::people;
use crate::testing::{House, at, by, console, token_id};

fn new(title: &str) -> NewCase {
    NewCase {
        title: title.into(),
        reference: "POL/77".into(),
        tlp: Tlp::Amber,
        template: Some("exchange_theft".into()),
        is_synthetic: false,
    }
}

async fn told(house: &House, action: Action) -> u64 {
    let filter = read::Filter { action: Some(action), ..read::Filter::default() };
    read::list(&house.record, &filter, None, 1).await.expect("reads").total
}

#[tokio::test]
async fn a_case_is_opened_with_its_tasks_changed_closed_and_opened_again() {
    let house = House::new().await;
    let (record, nid) = (&house.record, house.somebody("nid", Role::Investigator).await);
    let case = create(record, by(&nid, 1), &nid, new("Theft at A")).await.expect("made");
    assert_eq!((case.number.as_str(), case.status), ("2026-001", Status::New));
    let tasks = tasks::list(record, &nid, case.id).await.expect("reads");
    let template = templates::by_id("exchange_theft").expect("there");
    let titles =
        |tasks: &[tasks::Task]| tasks.iter().map(|it| it.title.clone()).collect::<Vec<_>>();
    assert_eq!(
        titles(&tasks),
        template.tasks.iter().map(|it| it.title.clone()).collect::<Vec<_>>()
    );
    let done = TaskChange { state: Some(TaskState::Done), ..TaskChange::default() };
    tasks::change(record, by(&nid, 2), &nid, case.id, tasks[0].id, done).await.expect("done");

    let close = Change { status: Some(Status::Closed), ..Change::default() };
    change(record, by(&nid, 3), &nid, case.id, close.clone()).await.expect("closed");
    let late = notes::write(record, by(&nid, 4), &nid, case.id, None, "too late").await;
    assert!(matches!(late, Err(CaseError::Closed)), "{late:?}");
    let rename = Change { title: Some("x".into()), ..close };
    let late = change(record, by(&nid, 5), &nid, case.id, rename).await;
    assert!(matches!(late, Err(CaseError::Closed)));
    let again = Change { status: Some(Status::Working), ..Change::default() };
    change(record, by(&nid, 6), &nid, case.id, again).await.expect("open again");
    notes::write(record, by(&nid, 7), &nid, case.id, None, "on it").await.expect("written");
    assert_eq!(told(&house, Action::CaseChanged).await, 2);
    let house = house.again().await;
    let cases = list(&house.record, &nid, Sought::default(), 10).await.expect("reads");
    assert_eq!((cases.total, cases.items[0].case.status), (1, Status::Working));
}

#[tokio::test]
async fn whoever_does_not_need_to_know_learns_nothing() {
    let house = House::new().await;
    let (record, nid) = (&house.record, house.somebody("nid", Role::Investigator).await);
    let case = create(record, by(&nid, 1), &nid, new("Quiet")).await.expect("made");
    let note =
        notes::write(record, by(&nid, 1), &nid, case.id, None, "secret word").await.expect("x");
    let nobody: CaseId = "01ARYZ6S41TSV4RRFFQ69G5FAV".parse().expect("an id");
    let others = [
        house.somebody("lek", Role::Lead).await,
        house.somebody("ann", Role::Analyst).await,
        house.somebody("tee", Role::Trainee).await,
    ];
    for other in &others {
        for id in [case.id, nobody] {
            let says = |refused: CaseError| refused.to_string();
            let same = "there is no such case among yours";
            assert_eq!(open(record, other, id).await.map_err(says), Err(same.into()));
            let read = notes::list(record, other, id, None, 5).await.map(drop).map_err(says);
            assert_eq!(read, Err(same.into()));
            let read =
                notes::versions(record, other, id, note.thread).await.map(drop).map_err(says);
            assert_eq!(read, Err(same.into()));
            let written = notes::write(record, by(other, 2), other, id, None, "x").await;
            assert_eq!(written.map(drop).map_err(says), Err(same.into()));
            let found = search::search(record, other, Some(id), "secret", 5).await;
            assert_eq!(found.map(drop).map_err(says), Err(same.into()));
        }
        assert_eq!(list(record, other, Sought::default(), 5).await.expect("his").total, 0);
        assert!(
            search::search(record, other, None, "secret", 5).await.expect("his").hits.is_empty()
        );
    }
    let admin = house.somebody("root", Role::Administrator).await;
    assert!(matches!(open(record, &admin, case.id).await, Err(CaseError::Denied(_))));
    let scopes = Scopes::new([Permission::ReadCases]).expect("scopes");
    let token = Who { token: Some((token_id(1), scopes)), ..nid.clone() };
    assert!(open(record, &token, case.id).await.is_ok());
    let written = notes::write(record, by(&token, 3), &token, case.id, None, "x").await;
    assert!(matches!(written, Err(CaseError::Denied(Denied::Scope(_)))));
}

#[tokio::test]
async fn members_are_named_by_members_and_from_outside_without_reading() {
    let house = House::new().await;
    let (record, nid) = (&house.record, house.somebody("nid", Role::Investigator).await);
    let (ann, lek) =
        (house.somebody("ann", Role::Analyst).await, house.somebody("lek", Role::Lead).await);
    let case = create(record, by(&nid, 1), &nid, new("Shared")).await.expect("made").id;
    create(record, by(&nid, 2), &nid, new("His alone")).await.expect("made");
    let counted = async |who: &Who| {
        let own = list(record, who, Sought::default(), 5).await.expect("his").items;
        own.iter().map(|of| (of.case.title.clone(), of.members)).collect::<Vec<_>>()
    };
    assert_eq!(counted(&nid).await, [("His alone".into(), 1), ("Shared".into(), 1)]);
    let refused = members::add(record, by(&ann, 2), &ann, case, ann.user).await;
    assert!(matches!(refused, Err(CaseError::NoSuchCase)));
    assert!(members::add(record, by(&lek, 3), &lek, case, ann.user).await.expect("named"));
    assert!(matches!(open(record, &lek, case).await, Err(CaseError::NoSuchCase)), "nor reads it");
    assert_eq!(
        members::covers(record, &lek, None, 5).await.expect("his").items[1].members.len(),
        2
    );
    open(record, &ann, case).await.expect("a member now");
    assert_eq!(counted(&nid).await, [("His alone".into(), 1), ("Shared".into(), 2)]);
    assert_eq!(counted(&ann).await, [("Shared".into(), 2)]);
    assert!(members::remove(record, by(&ann, 4), &ann, case, nid.user).await.expect("out"));
    assert!(matches!(open(record, &nid, case).await, Err(CaseError::NoSuchCase)));
    let last = members::remove(record, by(&ann, 5), &ann, case, ann.user).await;
    assert!(matches!(last, Err(CaseError::LastMember)));

    let disable = people::Change { is_disabled: Some(true), ..people::Change::default() };
    people::change(record, console(6), ann.user, disable).await.expect("disabled");
    assert!(matches!(open(record, &ann, case).await, Err(CaseError::NoSuchCase)), "revoked");
    let back = members::add(record, by(&lek, 7), &lek, case, ann.user).await;
    assert!(matches!(back, Err(CaseError::CannotBeMember(_))));
}

#[tokio::test]
async fn a_trainee_sees_exercises_alone() {
    let house = House::new().await;
    let (record, tee) = (&house.record, house.somebody("tee", Role::Trainee).await);
    let trainer = house.somebody("kru", Role::Trainer).await;
    let refused = create(record, by(&tee, 1), &tee, new("Real")).await;
    assert!(matches!(refused, Err(CaseError::NotAnExercise)));
    let exercise = NewCase { is_synthetic: true, ..new("Story") };
    let own = create(record, by(&tee, 2), &tee, exercise).await.expect("an exercise");
    open(record, &tee, own.id).await.expect("his");
    let real = create(record, by(&trainer, 3), &trainer, new("Real")).await.expect("made");
    let refused = members::add(record, by(&trainer, 4), &trainer, real.id, tee.user).await;
    assert!(matches!(refused, Err(CaseError::CannotBeMember(_))));
}

#[tokio::test]
async fn a_note_is_replaced_never_changed_and_search_finds_the_newest() {
    let house = House::new().await;
    let (record, nid) = (&house.record, house.somebody("nid", Role::Investigator).await);
    let case = create(record, by(&nid, 1), &nid, new("Notes")).await.expect("made").id;
    let write = async |replaces, text: &str| {
        notes::write(record, by(&nid, 2), &nid, case, replaces, text).await
    };
    let first = write(None, "ผู้ต้องสงสัยใช้ EXCHANGE A\n<script>").await.expect("written");
    let second = write(Some((first.thread, 1)), "Exchange B instead").await.expect("replaced");
    assert_eq!((second.version, second.thread), (2, first.id));
    assert!(matches!(write(Some((first.thread, 1)), "late").await, Err(CaseError::Stale)));
    assert!(matches!(write(Some((second.id, 1)), "x").await, Err(CaseError::NoSuch("note"))));
    let long = write(None, &"x".repeat(100_000)).await.expect_err("long").to_string();
    assert!(long.contains("100000 characters and at most 20000"), "{long}");
    let versions = notes::versions(record, &nid, case, first.thread).await.expect("reads");
    assert_eq!(versions, [first, second.clone()]);
    let page = notes::list(record, &nid, case, None, 5).await.expect("reads");
    assert_eq!((page.total, page.items), (1, vec![second]));
    let found = search::search(record, &nid, None, "exchange b", 5).await.expect("searches");
    assert_eq!(found.hits.len(), 1);
    assert_eq!(found.hits[0].excerpt, "Exchange B instead");
    let gone = search::search(record, &nid, Some(case), "ต้องสงสัย", 5).await.expect("searches");
    assert!(gone.hits.is_empty(), "what was replaced is read in its versions");
    let wild = search::search(record, &nid, Some(case), "%", 5).await.expect("searches");
    assert!(wild.hits.iter().all(|hit| hit.excerpt.contains('%')), "no wildcards");
    let mut tx = record.begin(console(9)).await.expect("begun");
    assert!(tx.execute(sqlx::query("UPDATE case_notes SET text = ''")).await.is_err());
    assert!(tx.execute(sqlx::query("DELETE FROM case_notes")).await.is_err());
}

#[tokio::test]
async fn a_file_is_kept_by_its_digest_and_a_lie_about_it_is_told() {
    let house = House::new().await;
    let (record, nid) = (&house.record, house.somebody("nid", Role::Investigator).await);
    let case = create(record, by(&nid, 1), &nid, new("Files")).await.expect("made").id;
    let files = Files::new(house.dir.path().join("files"));
    let bytes = b"MZ\x90\0 this is no picture";
    let kept = files.keep(&mut &bytes[..], 100, "one").expect("kept");
    assert_eq!((kept.kind, kept.size), (Kind::Program, bytes.len() as u64));
    assert_eq!(files.keep(&mut &bytes[..], 100, "two").expect("again"), kept);
    let attached =
        attach(record, by(&nid, 2), &nid, case, "photo.png", "image/png", &kept).await.expect("x");
    let lie = "its name says png, its bytes say program";
    assert_eq!(attached.lie().as_deref(), Some(lie));
    let page = files.keep(&mut &b"<html>"[..], 100, "three").expect("kept");
    let sent =
        attach(record, by(&nid, 3), &nid, case, "x", "text/plain; charset=utf-8", &page).await;
    let lie = "its sender says text, its bytes say html";
    assert_eq!(sent.expect("attached").lie().as_deref(), Some(lie));
    assert_eq!(files::list(record, &nid, case).await.expect("reads").len(), 2);
    files::opened(record, by(&nid, 4), &nid, case, attached.id).await.expect("told");
    assert_eq!(told(&house, Action::FileOpened).await, 1);

    let large = files.keep(&mut std::io::repeat(7), 1_000_000, "four").expect_err("endless");
    assert!(matches!(large, FilesError::TooLarge { most: 1_000_000 }), "{large}");
    let left: Vec<_> = std::fs::read_dir(house.dir.path().join("files"))
        .expect("the folder")
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_string_lossy().ends_with(".part"))
        .collect();
    assert!(left.is_empty(), "what failed leaves nothing: {left:?}");

    let mut read = String::new();
    let mut file = files.open(&page.digest).expect("whole");
    std::io::Read::read_to_string(&mut file, &mut read).expect("reads");
    assert_eq!(read, "<html>");
    let hex = page.digest.to_string();
    let path = house.dir.path().join("files").join(&hex[..2]).join(&hex);
    std::fs::write(path, "<html!").expect("damaged");
    assert!(matches!(files.open(&page.digest), Err(FilesError::Damaged { .. })));
    for name in ["", "a\nb", "a\u{202e}gnp.exe"] {
        let named = attach(record, by(&nid, 5), &nid, case, name, "", &kept).await;
        assert!(matches!(named, Err(CaseError::Text(_))), "{name:?}");
    }
}

#[tokio::test]
async fn a_task_is_given_to_members_and_a_guessed_one_is_not_there() {
    let house = House::new().await;
    let (record, nid) = (&house.record, house.somebody("nid", Role::Investigator).await);
    let ann = house.somebody("ann", Role::Analyst).await;
    let one = create(record, by(&nid, 1), &nid, new("One")).await.expect("made").id;
    let two = create(record, by(&ann, 1), &ann, new("Two")).await.expect("made").id;
    let theirs = tasks::list(record, &ann, two).await.expect("reads")[0].id;
    let give = |user| TaskChange { assignee: Some(user), ..TaskChange::default() };
    let refused = tasks::change(record, by(&nid, 2), &nid, one, theirs, give(None)).await;
    assert!(matches!(refused, Err(CaseError::NoSuch("task"))), "of another case");
    let task = tasks::add(record, by(&nid, 3), &nid, one, "Call A", "").await.expect("added");
    let refused =
        tasks::change(record, by(&nid, 4), &nid, one, task.id, give(Some(ann.user))).await;
    assert!(matches!(refused, Err(CaseError::CannotBeMember(_))));
    let due = TaskChange { due_at: Some(Some(at(99))), ..give(Some(nid.user)) };
    let task = tasks::change(record, by(&nid, 5), &nid, one, task.id, due).await.expect("given");
    assert_eq!((task.assignee, task.due_at), (Some(nid.user), Some(at(99))));
}
