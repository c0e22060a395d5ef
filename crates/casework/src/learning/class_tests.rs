//! Classes as the record keeps them: whose they are, who is made for them, what is said and certified.

use model::hash::Digest;

use super::attempts::{self, Attempt, Begun, HandedIn, Judged, NewAttempt, Saved};
use super::certificates::{self, NewCertificate};
use super::class_view;
use super::classes::{self, Assignment, Class, ClassChange, Newcomer};
use super::corrections::{self, Place};
use super::teach::TeachError;
use super::{LearningError, packs, remarks, trainers};
use crate::access::{Permission, Role, Scopes, Who};
use crate::audit::read;
use crate::id::{TokenId, UserId};
use crate::people::PeopleError;
use crate::testing::{House, by, console};

async fn class(house: &House, trainer: &Who) -> Class {
    let made = classes::create(&house.record, by(trainer, 1), trainer, "Batch 7", "th").await;
    made.expect("made")
}

fn newcomers(logins: &[&str]) -> Vec<Newcomer> {
    let newcomer = |login: &&str| Newcomer { login: (*login).into(), name: format!("The {login}") };
    logins.iter().map(newcomer).collect()
}

async fn learner(house: &House, trainer: &Who, class: &Class, login: &str) -> Who {
    let (record, given) = (&house.record, newcomers(&[login]));
    let made = classes::newcomers(record, by(trainer, 2), trainer, class.id, &given).await;
    made.expect("made").remove(0).0.who()
}

/// Somebody hands in an answer that came to so many points.
async fn handed_in(house: &House, who: &Who, case: &str, points: u32) -> Attempt {
    let record = &house.record;
    let new = NewAttempt {
        lesson: "peel".into(),
        case: case.into(),
        title: "Two branches".into(),
        content: Digest::of(b"the lesson"),
        chain: Digest::of(b"the tip"),
        seed: "7".parse().expect("a number"),
        sheet: "{}".into(),
        start: Vec::new(),
        given: Vec::new(),
        lines: Vec::new(),
    };
    let begun = attempts::begin(record, by(who, 3), who, new).await.expect("begins");
    let Begun::Now(attempt) = begun else { panic!("there: {begun:?}") };
    let judged = |_: &Attempt| Judged {
        json: r#"{"score":{"accused_innocent":false},"truth":{"signals":[{"id":"b"}]}}"#.into(),
        total_milli: points * 1_000,
        passes: points >= 70,
    };
    let done = attempts::submit(record, by(who, 4), who, attempt.id, 0, judged).await;
    let Saved::Done(done) = done.expect("handed in") else { panic!("stale") };
    done
}

#[tokio::test]
async fn a_class_is_its_trainers_alone() {
    let house = House::new().await;
    let (nan, other) =
        (house.somebody("nan", Role::Trainer).await, house.somebody("other", Role::Trainer).await);
    let lead = house.somebody("lead", Role::Lead).await;
    let (record, class) = (&house.record, class(&house, &nan).await);
    let pupil = learner(&house, &nan, &class, "aom").await;
    let exercise = || Assignment {
        lesson: "peel".into(),
        case: "own".into(),
        due_at: None,
        answers_open: false,
        at: by(&nan, 1).now,
    };
    for who in [&other, &lead, &pupil] {
        let by = by(who, 9);
        let change = ClassChange { is_closed: Some(true), ..ClassChange::default() };
        let asked = [
            classes::open(record, who, class.id).await.map(drop),
            classes::change(record, by, who, class.id, change).await.map(drop),
            classes::add_people(record, by, who, class.id, &[who.user]).await,
            classes::remove_person(record, by, who, class.id, pupil.user).await,
            classes::newcomers(record, by, who, class.id, &newcomers(&["eve"])).await.map(drop),
            classes::assign(record, by, who, class.id, exercise()).await.map(drop),
            classes::unassign(record, by, who, class.id, "peel", "own").await,
            trainers::add(record, by, who, class.id, who.user).await,
            trainers::remove(record, by, who, class.id, nan.user).await,
            class_view::read(record, who, class.id).await.map(drop),
            class_view::stamp(record, who, class.id).await.map(drop),
            certificates::list(record, who, Some(class.id), None, 9).await.map(drop),
            certificates::passed(record, who, pupil.user, Some(class.id)).await.map(drop),
        ];
        for (at, asked) in asked.into_iter().enumerate() {
            let is_trainer = who.user == other.user;
            let expected = match asked {
                Err(TeachError::NoSuchClass) => true,
                Err(TeachError::Denied(_)) => !is_trainer,
                _ => false,
            };
            assert!(expected, "{at} as {who:?}");
        }
    }
    let listed = classes::list(record, &other, None, 10).await.expect("lists");
    assert_eq!((listed.total, listed.items.len()), (0, 0));
    let listed = classes::list(record, &nan, None, 10).await.expect("lists");
    assert_eq!((listed.total, listed.items[0].people), (1, 1));
}

#[tokio::test]
async fn a_trainer_lets_another_in_who_is_one_like_him_and_the_last_one_stays() {
    let house = House::new().await;
    let (nan, other) =
        (house.somebody("nan", Role::Trainer).await, house.somebody("other", Role::Trainer).await);
    let (record, class) = (&house.record, class(&house, &nan).await);
    let aom = learner(&house, &nan, &class, "aom").await;
    let attempt = handed_in(&house, &aom, "own", 66).await;
    let add = async |who: &Who, user| trainers::add(record, by(who, 5), who, class.id, user).await;
    let remove =
        async |who: &Who, user| trainers::remove(record, by(who, 6), who, class.id, user).await;
    let lead = house.somebody("lead", Role::Lead).await;
    let stranger: UserId = "01ARYZ6S41TSV4RRFFQ69G5FAV".parse().expect("an id");
    for nobody in [lead.user, aom.user, stranger] {
        let refused = add(&nan, nobody).await;
        assert!(matches!(refused, Err(TeachError::CannotTeach)), "{refused:?}");
    }
    let scopes = Scopes::new([Permission::Teach]).expect("a scope");
    let token: TokenId = "01ARYZ6S41TSV4RRFFQ69G5FAV".parse().expect("an id");
    let token = Who { token: Some((token, scopes)), ..nan.clone() };
    assert!(matches!(add(&token, other.user).await, Err(TeachError::NotByToken)));
    assert!(matches!(remove(&nan, nan.user).await, Err(TeachError::LastTrainer)));
    assert!(matches!(remove(&nan, other.user).await, Err(TeachError::NotTeaching)));
    let stamp = async || class_view::stamp(record, &nan, class.id).await.expect("read");
    let before = stamp().await;
    for _ in 0..2 {
        add(&nan, other.user).await.expect("let in, once");
    }
    assert_ne!(stamp().await, before, "whoever has the class open is told");
    let view = class_view::read(record, &other, class.id).await.expect("he reads it");
    let logins: Vec<&str> = view.trainers.iter().map(|person| person.login.as_str()).collect();
    assert_eq!(logins, ["nan", "other"]);
    remarks::comment(record, by(&other, 7), &other, attempt.id, "Look left.").await.expect("said");
    remove(&other, nan.user).await.expect("each may take any");
    let gone = class_view::read(record, &nan, class.id).await;
    assert!(matches!(gone, Err(TeachError::NoSuchClass)), "{gone:?}");
    let gone = attempts::open(record, &nan, attempt.id).await;
    assert!(matches!(gone, Err(LearningError::NoSuchAttempt)), "{gone:?}");
    let can: Vec<String> = trainers::candidates(record, &other, None, 9)
        .await
        .expect("lists")
        .items
        .into_iter()
        .map(|person| person.login)
        .collect();
    assert_eq!(can, ["nan", "other"]);
    assert!(trainers::candidates(record, &aom, None, 9).await.is_err());
    let log = read::list(record, &read::Filter::default(), None, 100).await.expect("reads");
    let of = |action: &str| log.items.iter().filter(|entry| entry.action == action).count();
    assert_eq!((of("class.trainer_add"), of("class.trainer_remove")), (1, 1));
}

#[tokio::test]
async fn newcomers_are_trainees_all_of_them_or_none_and_never_by_a_token() {
    let house = House::new().await;
    let nan = house.somebody("nan", Role::Trainer).await;
    let (record, class) = (&house.record, class(&house, &nan).await);
    let make = async |who: &Who, logins: &[&str]| {
        classes::newcomers(record, by(who, 2), who, class.id, &newcomers(logins)).await
    };
    let taken = make(&nan, &["aom", "nan"]).await.expect_err("nan is taken");
    let TeachError::Newcomer { login, error: PeopleError::LoginTaken(_) } = &taken else {
        panic!("{taken}")
    };
    assert_eq!(login, "nan");
    let view = class_view::read(record, &nan, class.id).await.expect("read");
    assert_eq!(view.people, [], "none of them");
    let made = make(&nan, &["Aom", "budi"]).await.expect("made");
    assert!(made.iter().all(|(user, _)| user.roles.is_synthetic_only() && !user.has_password));
    assert_eq!(made[0].0.login, "aom");
    let many: Vec<String> = (0..=classes::NEWCOMERS_MAX).map(|n| format!("l{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert!(matches!(make(&nan, &many).await, Err(TeachError::TooMany { .. })));
    let scopes = Scopes::new([Permission::Teach]).expect("a scope");
    let token: TokenId = "01ARYZ6S41TSV4RRFFQ69G5FAV".parse().expect("an id");
    let token = Who { token: Some((token, scopes)), ..nan.clone() };
    assert!(matches!(make(&token, &["eve"]).await, Err(TeachError::NotByToken)));
    // Whoever is there is added by id, if they may learn; a stranger is not.
    let lead = house.somebody("lead", Role::Lead).await;
    let add = async |users: &[UserId]| {
        classes::add_people(record, by(&nan, 5), &nan, class.id, users).await
    };
    add(&[lead.user, lead.user]).await.expect("added once");
    let stranger: UserId = "01ARYZ6S41TSV4RRFFQ69G5FAV".parse().expect("an id");
    assert!(matches!(add(&[stranger]).await, Err(TeachError::CannotLearn)));
    let view = class_view::read(record, &nan, class.id).await.expect("read");
    let logins: Vec<&str> = view.people.iter().map(|person| person.login.as_str()).collect();
    assert_eq!(logins, ["aom", "budi", "lead"]);
}

#[tokio::test]
async fn a_closed_class_is_read_and_not_changed_until_it_is_opened() {
    let house = House::new().await;
    let nan = house.somebody("nan", Role::Trainer).await;
    let (record, class) = (&house.record, class(&house, &nan).await);
    let close = async |is_closed| {
        let change = ClassChange { is_closed: Some(is_closed), ..ClassChange::default() };
        classes::change(record, by(&nan, 2), &nan, class.id, change).await.expect("changed")
    };
    assert!(close(true).await.is_closed);
    let given = newcomers(&["aom"]);
    let refused = classes::newcomers(record, by(&nan, 3), &nan, class.id, &given).await;
    assert!(matches!(refused, Err(TeachError::ClassClosed)), "{refused:?}");
    class_view::read(record, &nan, class.id).await.expect("it is read");
    assert!(!close(false).await.is_closed);
    learner(&house, &nan, &class, "aom").await;
}

#[tokio::test]
async fn a_class_shows_what_its_learners_did_and_another_state_has_another_stamp() {
    let house = House::new().await;
    let nan = house.somebody("nan", Role::Trainer).await;
    let (record, class) = (&house.record, class(&house, &nan).await);
    let aom = learner(&house, &nan, &class, "aom").await;
    let stranger = house.somebody("stranger", Role::Trainee).await;
    handed_in(&house, &stranger, "own", 90).await;
    let given = Assignment {
        lesson: "peel".into(),
        case: "own".into(),
        due_at: None,
        answers_open: false,
        at: by(&nan, 2).now,
    };
    classes::assign(record, by(&nan, 2), &nan, class.id, given.clone()).await.expect("given");
    let stamp = async || class_view::stamp(record, &nan, class.id).await.expect("read");
    let before = stamp().await;
    assert_eq!(stamp().await, before);
    handed_in(&house, &aom, "own", 60).await;
    handed_in(&house, &aom, "own", 85).await;
    assert_ne!(stamp().await, before);
    let view = class_view::read(record, &nan, class.id).await.expect("read");
    let told: Vec<(u32, bool, bool)> = view
        .attempts
        .iter()
        .map(|worked| {
            let reached = worked.handed_in.expect("in");
            (reached.total_milli, reached.passes, worked.first.is_some())
        })
        .collect();
    assert_eq!(
        told,
        [(60_000, false, true), (85_000, true, false)],
        "the first tells what was seen"
    );
    let first = view.attempts[0].first.as_ref().expect("the first");
    assert_eq!((first.signals.as_str(), first.pins.as_str()), (r#"[{"id":"b"}]"#, "[]"));
    assert_eq!(view.assignments, [given]);
}

#[tokio::test]
async fn remarks_are_a_trainers_of_the_learner_and_nobody_judges_himself() {
    let house = House::new().await;
    let (nan, other) =
        (house.somebody("nan", Role::Trainer).await, house.somebody("other", Role::Trainer).await);
    let (record, class) = (&house.record, class(&house, &nan).await);
    let aom = learner(&house, &nan, &class, "aom").await;
    classes::add_people(record, by(&nan, 2), &nan, class.id, &[nan.user]).await.expect("himself");
    let (attempt, own) =
        (handed_in(&house, &aom, "own", 66).await, handed_in(&house, &nan, "own", 66).await);
    let passes = |_: &HandedIn| true;
    for (who, id) in [(&other, attempt.id), (&aom, attempt.id), (&nan, own.id)] {
        let said = remarks::comment(record, by(who, 5), who, id, "hello").await;
        let given = remarks::points(record, by(who, 5), who, id, 5, "why", passes).await;
        for refused in [said.map(drop), given.map(drop)] {
            let is_hidden = matches!(
                refused,
                Err(TeachError::Learning(LearningError::NoSuchAttempt) | TeachError::Denied(_))
            );
            assert!(is_hidden, "{refused:?} as {who:?}");
        }
    }
    remarks::comment(record, by(&nan, 5), &nan, attempt.id, "Look left.").await.expect("said");
    let given =
        remarks::points(record, by(&nan, 6), &nan, attempt.id, 5, "Well put.", passes).await;
    let given = given.expect("given");
    assert_eq!((given.hand_points, given.hand_by), (5, Some(nan.user)));
    let seen = attempts::open(record, &aom, attempt.id).await.expect("his own");
    assert!(seen.handed_in.as_ref().expect("in").passes, "{seen:?}");
    assert_eq!(attempts::comments(record, &seen).await.expect("read")[0].text, "Look left.");
    let silent = remarks::points(record, by(&nan, 7), &nan, attempt.id, 3, "", passes).await;
    assert!(matches!(silent, Err(TeachError::Text(_))), "points without a word: {silent:?}");
    remarks::points(record, by(&nan, 8), &nan, attempt.id, 0, "", |_| false)
        .await
        .expect("taken back");
}

#[tokio::test]
async fn certificates_are_for_what_was_passed_and_read_by_whom_they_are_of() {
    let house = House::new().await;
    let (nan, other) =
        (house.somebody("nan", Role::Trainer).await, house.somebody("other", Role::Trainer).await);
    let (record, class) = (&house.record, class(&house, &nan).await);
    let aom = learner(&house, &nan, &class, "aom").await;
    let budi = learner(&house, &nan, &class, "budi").await;
    for (case, points) in [("own", 72), ("own", 90), ("guided", 40)] {
        handed_in(&house, &aom, case, points).await;
    }
    let passed = certificates::passed(record, &nan, aom.user, Some(class.id)).await.expect("read");
    let told: Vec<(&str, u32)> =
        passed.iter().map(|it| (it.case.as_str(), it.total_milli)).collect();
    assert_eq!(told, [("own", 90_000)], "the best, once");
    assert_eq!(certificates::passed(record, &other, aom.user, None).await.expect("read"), []);
    let new = || NewCertificate {
        user: aom.user,
        class: Some(class.id),
        code: "ABCD-EFGH-JKMN".into(),
        body: "{}\n".into(),
    };
    let issue = async |who: &Who| certificates::issue(record, by(who, 9), who, new()).await;
    assert!(matches!(issue(&other).await, Err(TeachError::NotInClass)));
    assert!(matches!(issue(&aom).await, Err(TeachError::Denied(_))));
    let given = issue(&nan).await.expect("given");
    assert_eq!(issue(&nan).await.expect("the same"), given);
    let code = "ABCD-EFGH-JKMN";
    for who in [&aom, &nan] {
        assert_eq!(certificates::by_code(record, who, code).await.expect("read"), given);
    }
    for who in [&budi, &other] {
        let refused = certificates::by_code(record, who, code).await;
        assert!(matches!(refused, Err(TeachError::NoSuchCertificate)), "{refused:?}");
    }
    let own = certificates::list(record, &aom, None, None, 9).await.expect("lists");
    let of_class = certificates::list(record, &nan, Some(class.id), None, 9).await.expect("lists");
    let none = certificates::list(record, &nan, None, None, 9).await.expect("lists");
    assert_eq!((own.total, of_class.total, none.total), (1, 1, 0));
}

#[tokio::test]
async fn texts_and_packs_are_brought_in_by_trainers_and_told_to_the_log() {
    let house = House::new().await;
    let nan = house.somebody("nan", Role::Trainer).await;
    let aom = house.somebody("aom", Role::Trainee).await;
    let record = &house.record;
    let place = Place { lesson: "peel", language: "th", section: "split" };
    let put =
        async |who: &Who, text: &str| corrections::put(record, by(who, 2), who, place, text).await;
    assert!(matches!(put(&aom, "x").await, Err(TeachError::Denied(_))));
    put(&nan, "first").await.expect("kept");
    put(&nan, "second").await.expect("kept");
    let all = corrections::all(record).await.expect("read");
    let of = &all[&("peel".to_owned(), "th".to_owned())]["split"];
    assert_eq!((of.text.as_str(), of.by), ("second", nan.user));
    let digest = Digest::of(b"a pack");
    let add = async |who: &Who| packs::add(record, by(who, 3), Some(who), "Batch 7", digest).await;
    assert!(matches!(add(&aom).await, Err(TeachError::Denied(_))));
    let (pack, is_new) = add(&nan).await.expect("named");
    assert!(is_new);
    assert_eq!(add(&nan).await.expect("again"), (pack.clone(), false));
    let other = Digest::of(b"another");
    let (own, _) = packs::add(record, console(4), None, "Own", other).await.expect("by console");
    assert_eq!(packs::all(record).await.expect("read"), [pack, own]);
    let log = read::list(record, &read::Filter::default(), None, 100).await.expect("reads");
    let of = |action: &str| log.items.iter().filter(|entry| entry.action == action).count();
    assert_eq!((of("lesson.correct"), of("lesson.import")), (2, 2));
}
