//! Signing in and out, and what a stolen, planted, stale or guessed secret opens: nothing.

use std::net::{IpAddr, Ipv4Addr};

use super::*;
use crate::access::Role;
use crate::audit::read;
use crate::people;
use crate::testing::{House, PASSWORD, at, console, password};

fn anonymous(seconds: i64) -> By {
    let peer = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));
    By::new(Actor::Anonymous, at(seconds)).from_peer(peer)
}

async fn signed_in(house: &House, login: &str, seconds: i64) -> SignedIn {
    sign_in(&house.record, anonymous(seconds), login, password()).await.expect("the right password")
}

async fn open_at(house: &House, secret: &Secret, seconds: i64) -> Option<Session> {
    find(&house.record, secret, at(seconds)).await.expect("reads")
}

#[tokio::test]
async fn who_knows_the_password_is_signed_in_until_they_sign_out() {
    let house = House::new().await;
    let user = house.person("somchai", Role::Analyst).await;
    let SignedIn { secret, session } = signed_in(&house, " Somchai ", 10).await;
    assert_eq!((session.user.id, session.user.login.as_str()), (user, "somchai"));
    let found = open_at(&house, &secret, 20).await.expect("open");
    assert_eq!(found.key, session.key);
    assert!(found.csrf.is(session.csrf.expose()), "the same for the whole session");
    sign_out(&house.record, anonymous(30), &found).await.expect("signed out");
    assert!(open_at(&house, &secret, 31).await.is_none());
}

#[tokio::test]
async fn every_sign_in_has_a_secret_and_a_csrf_token_of_its_own() {
    let house = House::new().await;
    house.person("somchai", Role::Analyst).await;
    let (one, two) =
        (signed_in(&house, "somchai", 10).await, signed_in(&house, "somchai", 11).await);
    assert!(!one.secret.is(two.secret.expose()));
    assert!(!one.session.csrf.is(two.session.csrf.expose()));
    assert_eq!(one.secret.expose().len(), 64, "256 bits");
    // A secret that somebody planted in the browser before is no session's.
    assert!(open_at(&house, &Secret::new("0".repeat(64)), 12).await.is_none());
    assert!(open_at(&house, &Secret::new(""), 12).await.is_none());
}

#[tokio::test]
async fn a_session_ends_when_idle_and_when_old() {
    let house = House::new().await;
    house.person("somchai", Role::Analyst).await;
    let idle = signed_in(&house, "somchai", 0).await.secret;
    assert!(open_at(&house, &idle, IDLE_S - 1).await.is_some());
    assert!(open_at(&house, &idle, 2 * IDLE_S - 2).await.is_some(), "it was used in between");
    assert!(open_at(&house, &idle, 3 * IDLE_S).await.is_none());

    let busy = signed_in(&house, "somchai", 0).await.secret;
    for minute in 0..LIFE_S / 60 {
        assert!(open_at(&house, &busy, minute * 60).await.is_some(), "minute {minute}");
    }
    assert!(open_at(&house, &busy, LIFE_S).await.is_none());
}

#[tokio::test]
async fn a_wrong_password_an_unknown_login_and_a_disabled_person_are_told_alike() {
    let house = House::new().await;
    let user = house.person("somchai", Role::Analyst).await;
    let nid = house.person("nid", Role::Viewer).await;
    let disable = people::Change { is_disabled: Some(true), ..Default::default() };
    people::change(&house.record, console(1), nid, disable).await.expect("disabled");
    let try_with = async |login: &str, text: &str| {
        let tried = sign_in(&house.record, anonymous(10), login, Secret::new(text)).await;
        tried.map(drop).expect_err("refused").to_string()
    };
    let wrong = try_with("somchai", "not the password at all").await;
    assert_eq!(wrong, "login and password do not fit");
    assert_eq!(try_with("nobody", PASSWORD).await, wrong);
    assert_eq!(try_with("nid", PASSWORD).await, wrong);
    assert_eq!(try_with("'; drop table users; --", PASSWORD).await, wrong);

    let filter = read::Filter { action: Some(Action::SignInRefused), ..Default::default() };
    let told = read::list(&house.record, &filter, None, 10).await.expect("reads");
    let objects: Vec<_> = told.items.iter().map(|entry| entry.object_id.as_str()).collect();
    assert_eq!(objects, ["unknown", "unknown", "unknown", &user.to_string()]);
    let details = format!("{:?}", told.items);
    assert!(details.contains("192.0.2.7") && !details.contains("drop table"), "{details}");
}

#[tokio::test]
async fn who_is_disabled_is_out_at_once() {
    let house = House::new().await;
    let user = house.person("somchai", Role::Analyst).await;
    let secret = signed_in(&house, "somchai", 0).await.secret;
    let disable = people::Change { is_disabled: Some(true), ..Default::default() };
    people::change(&house.record, console(5), user, disable).await.expect("disabled");
    assert!(open_at(&house, &secret, 6).await.is_none());
    let enable = people::Change { is_disabled: Some(false), ..Default::default() };
    people::change(&house.record, console(7), user, enable).await.expect("enabled");
    assert!(open_at(&house, &secret, 8).await.is_none(), "the session does not come back");
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions_and_the_old_password() {
    let house = House::new().await;
    house.person("somchai", Role::Analyst).await;
    let (here, there) =
        (signed_in(&house, "somchai", 0).await, signed_in(&house, "somchai", 1).await);
    let by = By::new(here.session.actor(), at(2));
    let new = || Secret::new("another river, another crossing");
    let wrong = people::change_password(&house.record, by, &here.session, new(), new()).await;
    assert!(matches!(wrong, Err(people::PeopleError::WrongPassword)), "{wrong:?}");
    people::change_password(&house.record, by, &here.session, password(), new())
        .await
        .expect("changed");
    assert!(open_at(&house, &here.secret, 3).await.is_some());
    assert!(open_at(&house, &there.secret, 3).await.is_none());
    let old = sign_in(&house.record, anonymous(4), "somchai", password()).await;
    assert!(matches!(old, Err(SignInError::Wrong)));
    sign_in(&house.record, anonymous(5), "somchai", new()).await.expect("the new one");
}

#[tokio::test]
async fn guessing_is_throttled_and_a_restart_forgives_nothing() {
    let mut house = House::new().await;
    house.person("somchai", Role::Analyst).await;
    let guess = async |house: &House, login: &str, at: i64| {
        sign_in(&house.record, anonymous(at), login, Secret::new("a wrong password")).await
    };
    for _ in 0..throttle::LOGIN.free {
        assert!(matches!(guess(&house, "somchai", 10).await, Err(SignInError::Wrong)));
    }
    let throttled = |tried: Result<SignedIn, SignInError>| match tried {
        Err(SignInError::Throttled { wait_s }) => wait_s,
        other => panic!("{other:?}"),
    };
    assert_eq!(throttled(guess(&house, "somchai", 10).await), 1);
    house = house.again().await;
    assert_eq!(throttled(guess(&house, "SOMCHAI", 10).await), 1);
    // Even the right password waits: else a throttled guess would still tell.
    let right = sign_in(&house.record, anonymous(10), "somchai", password()).await;
    assert_eq!(throttled(right), 1);
    sign_in(&house.record, anonymous(11), "somchai", password()).await.expect("after the wait");
    assert!(matches!(guess(&house, "somchai", 12).await, Err(SignInError::Wrong)), "forgotten");

    // One machine that goes through many logins.
    for at in 0..i64::from(throttle::PEER.free) {
        let _ = guess(&house, &format!("login{at}"), 20).await;
    }
    assert!(throttled(guess(&house, "yet-another", 20).await) >= 1);
}

#[tokio::test]
async fn a_hundred_guesses_at_once_are_a_hundred() {
    let house = House::new().await;
    house.person("somchai", Role::Analyst).await;
    let mut tasks = Vec::new();
    for _ in 0..100 {
        let record = house.record.clone();
        tasks.push(tokio::spawn(async move {
            let by = By::new(Actor::Anonymous, at(10));
            sign_in(&record, by, "somchai", Secret::new("a wrong password")).await
        }));
    }
    let mut looked_at = 0;
    for task in tasks {
        if let Err(SignInError::Wrong) = task.await.expect("runs") {
            looked_at += 1;
        }
    }
    assert_eq!(looked_at, throttle::LOGIN.free);
}

#[tokio::test]
async fn neither_secret_nor_password_is_stored() {
    let house = House::new().await;
    house.person("somchai", Role::Analyst).await;
    let secret = signed_in(&house, "somchai", 0).await.secret;
    let raw = hex::decode(secret.expose()).expect("hex");
    house.record.close().await;
    for entry in std::fs::read_dir(house.dir.path()).expect("the folder").flatten() {
        let bytes = std::fs::read(entry.path()).expect("a file");
        for needle in [secret.expose().as_bytes(), &raw, PASSWORD.as_bytes()] {
            let is_there = bytes.windows(needle.len()).any(|window| window == needle);
            assert!(!is_there, "{}", entry.path().display());
        }
    }
}
