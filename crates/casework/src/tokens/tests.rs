//! Tokens in use: for as long as they and their owner are valid, within both's limits.

use super::*;
use crate::access::{Denied, Object as On, Permission, Role};
use crate::audit::Actor;
use crate::people;
use crate::testing::{House, at, console};

const DAY: i64 = 86_400;

fn new(days: i64) -> NewToken {
    let scopes = Scopes::new([Permission::Look, Permission::Metrics]).expect("good scopes");
    NewToken { name: " nightly ".into(), scopes, expires_at: at(days * DAY) }
}

#[tokio::test]
async fn a_token_is_shown_once_and_found_by_its_secret_alone() {
    let house = House::new().await;
    let owner = house.person("nid", Role::Analyst).await;
    let (token, secret) = create(&house.record, console(0), owner, new(30)).await.expect("made");
    assert!(secret.expose().starts_with("kcl_") && secret.expose().len() == 68);
    let held = find(&house.record, &secret, at(5)).await.expect("reads").expect("valid");
    assert_eq!((&held.token.name, held.token.used_at), (&"nightly".to_owned(), None));
    assert_eq!(held.actor(), Actor::Token(owner, token.id));
    assert_eq!(held.who().may(Permission::Look, On::House), Ok(()));
    let metrics = Permission::Metrics;
    assert_eq!(held.who().may(metrics, On::House), Err(Denied::Role(metrics)));
    let listed = list(&house.record, Some(owner)).await.expect("reads");
    assert_eq!(listed[0].used_at, Some(at(5)));
    for wrong in ["", "kcl_", &secret.expose().to_uppercase(), &token.id.to_string()] {
        let found = find(&house.record, &Secret::new(wrong), at(6)).await.expect("reads");
        assert!(found.is_none(), "{wrong}");
    }
}

#[tokio::test]
async fn a_token_ends_by_time_by_hand_and_with_its_owner() {
    let house = House::new().await;
    let owner = house.person("nid", Role::Analyst).await;
    let make = async || create(&house.record, console(0), owner, new(1)).await.expect("made");
    let opens = async |secret: &Secret, seconds: i64| {
        find(&house.record, secret, at(seconds)).await.expect("reads").is_some()
    };
    let (one, secret) = make().await;
    assert!(opens(&secret, DAY - 1).await && !opens(&secret, DAY).await);
    revoke(&house.record, console(1), one.id).await.expect("revoked");
    assert!(!opens(&secret, 2).await);
    let again = revoke(&house.record, console(1), one.id).await;
    assert!(matches!(again, Err(TokenError::NoSuchToken)));
    let (_, secret) = make().await;
    let disable = people::Change { is_disabled: Some(true), ..Default::default() };
    people::change(&house.record, console(3), owner, disable).await.expect("disabled");
    assert!(!opens(&secret, 4).await);
}

#[tokio::test]
async fn what_a_token_cannot_be_is_refused() {
    let house = House::new().await;
    let owner = house.person("nid", Role::Analyst).await;
    let make = async |new| create(&house.record, console(0), owner, new).await;
    for days in [0, -1, LIFE_DAYS_MAX + 1] {
        assert!(matches!(make(new(days)).await, Err(TokenError::BadExpiry)), "{days}");
    }
    for name in ["", " ", "a\nb", &"x".repeat(101)] {
        let named = NewToken { name: name.into(), ..new(1) };
        assert!(matches!(make(named).await, Err(TokenError::BadName)), "{name:?}");
    }
    for _ in 0..TOKENS_MAX {
        make(new(1)).await.expect("made");
    }
    assert!(matches!(make(new(1)).await, Err(TokenError::TooMany)));
}
