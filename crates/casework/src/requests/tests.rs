//! Who approves, what follows what, and when the clock runs out.

use super::machine::*;
use super::store::{self, RequestError};
use crate::access::{Role, Who};
use crate::cases::{self, CaseError, NewCase, Tlp, members};
use crate::id::CaseId;
use crate::testing::{House, at, by, console, user_id};

const DAY: i64 = 86_400;

fn draft() -> Draft {
    let line = Line {
        ledger: "bitcoin-main-linked".into(),
        txid: "ab".repeat(32),
        address: "bc1qexchange".into(),
        amount: "2.00400000".into(),
        asset: "BTC".into(),
        share: Some(64_000),
        basis: "observed on chain".into(),
    };
    Draft {
        kind: Kind::Freeze,
        recipient: "Exchange A".into(),
        contact: "compliance@exchange-a.example".into(),
        what: "Keep 2.004 BTC where they are.".into(),
        basis: "Report 77 of the police.".into(),
        limits: "The last hop rests on a cluster.".into(),
        lines: vec![line],
        reply_days: 3,
        answer_to: "Cyber unit, cyber@police.example".into(),
    }
}

fn says() -> String {
    "received, ticket 5".into()
}

fn approve(draft: &Draft) -> Event {
    Event::Approve { digest: draft.digest().to_string() }
}

fn edit(draft: Draft, replaces: &Draft) -> Event {
    Event::Draft { draft, replaces: Some(replaces.digest().to_string()) }
}

fn events() -> Vec<Event> {
    vec![
        edit(draft(), &draft()),
        approve(&draft()),
        Event::Send { how: "e-mail, by Nid".into() },
        Event::Acknowledge { says: says() },
        Event::Freeze { says: says() },
        Event::Refuse { says: says() },
        Event::Expire,
        Event::Withdraw { says: says() },
    ]
}

#[test]
fn what_may_follow_what() {
    let mut page = String::new();
    for state in State::ALL {
        let mut request = Request::drafted(draft(), user_id(1)).expect("a draft");
        (request.state, request.reply_by) = (*state, Some(at(DAY)));
        let after = |event: &Event| request.after(event, Some(user_id(2)), at(2 * DAY)).ok();
        let lines: Vec<String> = events()
            .iter()
            .filter_map(|event| Some(format!("{} → {}", event.text(), after(event)?.state)))
            .collect();
        page.push_str(&format!("{state}: {}\n", lines.join(", ")));
    }
    expect_test::expect![[r#"
        drafted: draft → drafted, approve → approved, withdraw → withdrawn
        approved: draft → drafted, send → sent, withdraw → withdrawn
        sent: acknowledge → acknowledged, freeze → frozen, refuse → refused, expire → expired, withdraw → withdrawn
        acknowledged: freeze → frozen, refuse → refused, expire → expired, withdraw → withdrawn
        frozen: 
        refused: 
        expired: send → sent, acknowledge → acknowledged, freeze → frozen, refuse → refused, withdraw → withdrawn
        withdrawn: 
    "#]]
    .assert_eq(&page);
}

#[test]
fn nobody_approves_what_he_wrote_or_has_not_read() {
    let (one, two, three) = (Some(user_id(1)), Some(user_id(2)), Some(user_id(3)));
    let request = Request::drafted(draft(), user_id(1)).expect("a draft");
    let now = at(0);
    assert_eq!(request.after(&approve(&draft()), one, now), Err(Refusal::OwnText));
    let other = Draft { what: "Keep everything.".into(), ..draft() };
    assert_eq!(request.after(&approve(&other), two, now), Err(Refusal::OtherText));
    let approved = request.after(&approve(&draft()), two, now).expect("approved");
    let edited = approved.after(&edit(other.clone(), &draft()), two, now).expect("edited");
    let blind = edited.after(&edit(draft(), &draft()), three, now);
    assert_eq!(blind, Err(Refusal::OtherText), "somebody else wrote meanwhile");
    assert_eq!((edited.state, edited.approved), (State::Drafted, None), "the approval is void");
    assert_eq!(edited.after(&approve(&other), one, now), Err(Refusal::OwnText), "both wrote at it");
    assert_eq!(edited.after(&approve(&other), two, now), Err(Refusal::OwnText));
    assert!(edited.after(&approve(&other), three, now).is_ok());
}

#[test]
fn the_clock_runs_from_the_sending_and_expires_by_itself_alone() {
    let send = Event::Send { how: "fax".into() };
    let request = Request::drafted(draft(), user_id(1)).expect("a draft");
    assert_eq!(request.seconds_left(at(0)), None);
    let request = request.after(&approve(&draft()), Some(user_id(2)), at(0)).expect("approved");
    let sent = request.after(&send, Some(user_id(1)), at(10)).expect("sent");
    assert_eq!(sent.seconds_left(at(10)), Some(3 * DAY));
    assert_eq!(sent.after(&Event::Expire, None, at(10 + 3 * DAY)), Err(Refusal::NotOver));
    let expired = sent.after(&Event::Expire, None, at(11 + 3 * DAY)).expect("over");
    assert_eq!(expired.seconds_left(at(11 + 3 * DAY)), Some(-1));
    let again = expired.after(&send, Some(user_id(1)), at(9 * DAY)).expect("sent again");
    assert_eq!(again.seconds_left(at(9 * DAY)), Some(3 * DAY));
}

#[test]
fn a_request_without_limits_or_lines_is_none() {
    let refused = |draft: Draft| draft.check().expect_err("refused").to_string();
    assert_eq!(refused(Draft { limits: " ".into(), ..draft() }), "the part on limits is empty");
    assert!(refused(Draft { lines: Vec::new(), ..draft() }).contains("1 to 1000 transactions"));
    assert!(refused(Draft { reply_days: 0, ..draft() }).contains("1 to 365 days"));
    assert_eq!(refused(Draft { answer_to: "\n".into(), ..draft() }), "who is answered is empty");
    assert!(refused(Draft { contact: "a\u{202e}b".into(), ..draft() }).contains("U+202E"));
}

async fn case(house: &House, who: &Who, others: &[&Who]) -> CaseId {
    let new = NewCase {
        title: "Theft".into(),
        reference: String::new(),
        tlp: Tlp::Red,
        template: None,
        is_synthetic: false,
    };
    let case = cases::create(&house.record, by(who, 0), who, new).await.expect("made").id;
    for other in others {
        members::add(&house.record, by(who, 0), who, case, other.user).await.expect("added");
    }
    case
}

#[tokio::test]
async fn a_request_goes_its_way_and_every_step_is_kept() {
    let house = House::new().await;
    let record = &house.record;
    let nid = house.somebody("nid", Role::Investigator).await;
    let lek = house.somebody("lek", Role::Lead).await;
    let (ann, out) =
        (house.somebody("ann", Role::Analyst).await, house.somebody("out", Role::Lead).await);
    let case = case(&house, &nid, &[&lek, &ann]).await;
    let kept = store::draft(record, by(&nid, 1), &nid, case, draft()).await.expect("drafted");
    let happen = async |who: &Who, at, event| {
        store::happen(record, by(who, at), who, case, kept.id, event).await
    };
    let own = happen(&nid, 2, approve(&draft())).await;
    assert!(matches!(own, Err(RequestError::Refused(Refusal::OwnText))), "{own:?}");
    let analyst = happen(&ann, 2, approve(&draft())).await;
    assert!(matches!(analyst, Err(RequestError::Case(CaseError::Denied(_)))), "{analyst:?}");
    let outsider = happen(&out, 2, approve(&draft())).await;
    assert!(matches!(outsider, Err(RequestError::Case(CaseError::NoSuchCase))), "{outsider:?}");
    happen(&lek, 3, approve(&draft())).await.expect("approved");
    happen(&nid, 4, Event::Send { how: "portal".into() }).await.expect("sent");
    let clocks = store::clocks(record, &lek, 5).await.expect("reads");
    assert_eq!(clocks[0].request.seconds_left(at(4)), Some(3 * DAY));
    assert!(store::clocks(record, &out, 5).await.expect("reads").is_empty());

    assert!(store::expire_due(record, console(5)).await.expect("looks").is_empty());
    let early = happen(&nid, 5, Event::Expire).await;
    assert!(early.is_err(), "the clock expires, nobody else");
    let expired = store::expire_due(record, console(5 + 3 * DAY)).await.expect("looks");
    assert_eq!(expired, [kept.id]);
    happen(&nid, 6 + 3 * DAY, Event::Freeze { says: says() }).await.expect("late, but frozen");
    let house = house.again().await;
    let read = store::list(&house.record, &ann, case, 0, 10).await.expect("reads");
    assert_eq!((read.items[0].number, read.items[0].request.state), (1, State::Frozen));
    assert_eq!(read.items[0].request.approved, Some(draft().digest()));
    let told = store::history(&house.record, &ann, case, kept.id).await.expect("reads");
    let words: Vec<&str> = told.iter().map(|told| told.event.text()).collect();
    assert_eq!(words, ["draft", "approve", "send", "expire", "freeze"]);
    assert_eq!(told[3].by, None);
}
