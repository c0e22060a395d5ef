//! People made, changed and disabled; links that open once; an administrator who always remains.

use super::*;
use crate::audit::{Actor, read};
use crate::testing::{House, PASSWORD, at, console, password};

fn first() -> FirstAdministrator {
    FirstAdministrator {
        login: "Admin".into(),
        name: "Ibu Siti".into(),
        password: password(),
        investigates: false,
    }
}

fn anonymous(seconds: i64) -> By {
    By::new(Actor::Anonymous, at(seconds))
}

#[tokio::test]
async fn the_first_run_makes_one_administrator_through_one_link() {
    let House { record, dir: _dir, .. } = House::new().await;
    assert!(is_first_run_open(&record).await.expect("reads"));
    let replaced = first_run_link(&record, console(0)).await.expect("ok").expect("open");
    let link = first_run_link(&record, console(1)).await.expect("ok").expect("open");
    let with = async |secret: &Secret| first_run(&record, anonymous(5), secret, first()).await;
    for wrong in [&replaced.secret, &Secret::new("guess")] {
        assert!(matches!(with(wrong).await, Err(PeopleError::BadLink)));
    }
    let admin = with(&link.secret).await.expect("the first");
    assert_eq!(
        (admin.login.as_str(), admin.roles.to_string().as_str()),
        ("admin", "administrator")
    );
    assert!(matches!(with(&link.secret).await, Err(PeopleError::FirstRunOver)));
    assert!(!is_first_run_open(&record).await.expect("reads"));
    assert!(first_run_link(&record, console(9)).await.expect("ok").is_none());
}

#[tokio::test]
async fn two_first_runs_at_once_make_one_administrator() {
    let House { record, dir: _dir, .. } = House::new().await;
    let link = first_run_link(&record, console(0)).await.expect("ok").expect("open");
    let tasks: Vec<_> = (0..8)
        .map(|number| {
            let (record, secret) = (record.clone(), link.secret.clone());
            let first = FirstAdministrator { login: format!("admin{number}"), ..first() };
            tokio::spawn(async move { first_run(&record, anonymous(1), &secret, first).await })
        })
        .collect();
    let mut made = 0;
    for task in tasks {
        made += u32::from(task.await.expect("runs").is_ok());
    }
    assert_eq!((made, list(&record, None, 100).await.expect("reads").total), (1, 1));
}

#[tokio::test]
async fn a_link_expires_and_opens_once() {
    let house = House::new().await;
    let user = house.person("nid", Role::Viewer).await;
    let late = make_link(&house.record, console(0), user).await.expect("a link");
    let day = 24 * 3600;
    let used = use_link(&house.record, anonymous(day), &late.secret, password()).await;
    assert!(matches!(used, Err(PeopleError::BadLink)), "{used:?}");
    let link = make_link(&house.record, console(day), user).await.expect("a link");
    let owner = link_owner(&house.record, &link.secret, at(day + 1)).await.expect("reads");
    assert_eq!(owner.map(|user| user.login).as_deref(), Some("nid"));
    let weak = use_link(&house.record, anonymous(day), &link.secret, Secret::new("short")).await;
    assert!(matches!(weak, Err(PeopleError::BadPassword(PasswordError::TooShort))));
    for expected in [true, false] {
        let used = use_link(&house.record, anonymous(day), &link.secret, password()).await;
        assert_eq!(used.is_ok(), expected, "the second time it opens nothing");
    }
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let house = House::new().await;
    let one = house.person("one", Role::Administrator).await;
    let demote = || Change { roles: Roles::new([Role::Lead]).ok(), ..Default::default() };
    let disable = || Change { is_disabled: Some(true), ..Default::default() };
    let refused = async |what: Change| {
        let changed = change(&house.record, console(1), one, what).await;
        assert!(matches!(changed, Err(PeopleError::LastAdministrator)), "{changed:?}");
    };
    refused(demote()).await;
    refused(disable()).await;
    // One who never set a password administers nothing.
    let roles = Roles::new([Role::Administrator]).expect("one");
    let new = NewUser { login: "idle".into(), name: "Idle".into(), roles };
    create(&house.record, console(1), new).await.expect("made");
    refused(disable()).await;
    let two = house.person("two", Role::Administrator).await;
    change(&house.record, console(2), one, demote()).await.expect("another remains");
    let changed = change(&house.record, console(3), two, disable()).await;
    assert!(matches!(changed, Err(PeopleError::LastAdministrator)));
    let rename = Change { name: Some("Two, still".into()), ..Default::default() };
    change(&house.record, console(4), two, rename).await.expect("a name is no matter");
}

#[tokio::test]
async fn logins_and_names_are_checked_and_logins_are_unique() {
    let House { record, dir: _dir, .. } = House::new().await;
    let make = async |login: &str, name: &str| {
        let roles = Roles::new([Role::Viewer]).expect("one");
        create(&record, console(0), NewUser { login: login.into(), name: name.into(), roles }).await
    };
    make("s.chai@police.example", "สมชาย").await.expect("good");
    assert!(matches!(make("S.Chai@police.example", "x").await, Err(PeopleError::LoginTaken(_))));
    for login in ["", "-x", "a b", "somchaï", "a'--", "x\0", &"x".repeat(65)] {
        assert!(matches!(make(login, "x").await, Err(PeopleError::BadLogin)), "{login:?}");
    }
    for name in ["", "  ", "a\nb", "evil\u{202e}live", &"x".repeat(201)] {
        assert!(matches!(make("fine", name).await, Err(PeopleError::BadName)), "{name:?}");
    }
}

#[tokio::test]
async fn people_are_listed_a_page_at_a_time_by_login() {
    let House { record, dir: _dir, .. } = House::new().await;
    for login in ["c", "a", "d", "b", "e"] {
        let roles = Roles::new([Role::Viewer]).expect("one");
        let new = NewUser { login: login.into(), name: login.into(), roles };
        create(&record, console(0), new).await.expect("made");
    }
    let mut seen = Vec::new();
    loop {
        let after = seen.last().cloned();
        let page = list(&record, after.as_deref(), 2).await.expect("reads");
        assert_eq!(page.total, 5);
        seen.extend(page.items.into_iter().map(|user| user.login));
        if !page.has_more {
            break;
        }
    }
    assert_eq!(seen, ["a", "b", "c", "d", "e"]);
}

#[tokio::test]
async fn what_changes_is_told_and_what_does_not_is_not() {
    let house = House::new().await;
    let user = house.person("nid", Role::Viewer).await;
    let log =
        async || read::list(&house.record, &read::Filter::default(), None, 1).await.expect("ok");
    let before = log().await.total;
    let same = Change { name: Some("The nid".into()), is_disabled: Some(false), roles: None };
    change(&house.record, console(1), user, same).await.expect("nothing to do");
    assert_eq!(log().await.total, before);
    let roles = Roles::new([Role::Analyst, Role::Viewer]).ok();
    let promoted = Change { roles, ..Default::default() };
    change(&house.record, console(2), user, promoted).await.expect("changed");
    let told = log().await;
    assert_eq!(told.total, before + 1);
    let entry = &told.items[0];
    assert_eq!((entry.actor.as_str(), entry.action.as_str()), ("console", "user.change"));
    let details = entry.details.as_ref().expect("not erased");
    let expected = [("roles", "viewer analyst"), ("roles_before", "viewer")];
    assert_eq!(*details, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[tokio::test]
async fn preferences_are_kept_and_checked() {
    let house = House::new().await;
    let user = house.person("nid", Role::Viewer).await;
    let wishes = Preferences { language: Some("th".into()), theme: Some(Theme::Dark), name: None };
    prefer(&house.record, console(1), user, wishes).await.expect("kept");
    let read = by_login(&house.record, "NID").await.expect("reads").expect("there");
    assert_eq!((read.language.as_deref(), read.theme), (Some("th"), Theme::Dark));
    let bad = Preferences { language: Some("<script>".into()), ..Default::default() };
    assert!(matches!(
        prefer(&house.record, console(2), user, bad).await,
        Err(PeopleError::BadLanguage)
    ));
}

#[tokio::test]
async fn a_password_never_stands_in_the_log() {
    let house = House::new().await;
    house.person("nid", Role::Viewer).await;
    let log = read::list(&house.record, &read::Filter::default(), None, 100).await.expect("reads");
    assert!(log.total >= 4 && !format!("{log:?}").contains(PASSWORD));
}
