//! Requests over HTTP: drafted by one, approved by another, sent, and late by the clock.

use serde_json::{Value, json};

use crate::harness::Desk;
use crate::serving::{Pass, Server};
use crate::serving_cases::{Office, refused, text};

pub fn draft() -> Value {
    let line = json!({"ledger": "bitcoin-story-linked", "txid": "ab", "address": "x",
        "amount": "1.00000000", "asset": "BTC", "share": 1_000_000, "basis": "ledger"});
    json!({"kind": "freeze", "recipient": "Shop", "contact": "a@b", "answer_to": "Cyber unit", "what": "Freeze these funds.",
        "basis": "They were stolen.", "limits": "Whose they are is not known.", "lines": [line],
        "reply_days": 3})
}

fn may(office: &Office, pass: &Pass, request: &str) -> Vec<String> {
    let may = office.read(pass, request)["may"].clone();
    may.as_array().unwrap().iter().map(text).collect()
}

#[test]
fn a_second_person_approves_and_every_step_is_told() {
    let office = Office::open(Desk::new());
    let server = &office.server;
    let case = office.case(true);
    let ann = server.person(&office.administrator, "ann", "analyst");
    office.join(&case, "ann");
    let requests = format!("{case}/requests");
    let made = office.done(&office.nid, "POST", &requests, &json!({"draft": draft()}));
    assert_eq!((&made["number"], &made["state"]), (&json!("R-1"), &json!("drafted")));
    assert_eq!((&made["draft_by"]["name"], &made["approved_by"]), (&json!("nid"), &Value::Null));
    let request = format!("{requests}/{}", text(&made["id"]));
    let events = format!("{request}/events");
    assert_eq!(may(&office, &office.nid, &request), ["draft", "withdraw"], "not his own text");
    assert_eq!(may(&office, &ann, &request), ["draft", "withdraw"], "no role of hers approves");
    assert_eq!(may(&office, &office.lek, &request), ["draft", "approve", "withdraw"]);
    let approve = json!({"event": "approve", "digest": made["digest"]});
    let send = |pass: &Pass, event: &Value| server.send(pass, "POST", &events, event);
    refused(&send(&office.nid, &approve), 409, "problem-request-own-text", "his own");
    refused(&send(&ann, &approve), 403, "problem-not-allowed", "an analyst");
    refused(&send(&office.out, &approve), 404, "no-such-case", "from outside");
    let other = json!({"event": "approve", "digest": "00".repeat(32)});
    refused(&send(&office.lek, &other), 409, "problem-request-other-text", "another text");
    let early = json!({"event": "send", "how": "portal"});
    let early = refused(&send(&office.nid, &early), 409, "problem-request-not-now", "too early");
    assert_eq!(early["args"], json!({"state": "drafted", "event": "send"}));
    refused(
        &send(&office.nid, &json!({"event": "expire"})),
        409,
        "problem-request-not-now",
        "by hand",
    );
    // A token never is the second person.
    let token = server.token(&office.lek, &["cases", "work_cases"]);
    refused(&send(&token, &approve), 403, "problem-token-scope", "by token");
    assert_eq!(office.done(&office.lek, "POST", &events, &approve)["approved_by"]["name"], "lek");
    let sent = json!({"event": "send", "how": "portal of Shop, by Nid"});
    let sent = office.done(&office.nid, "POST", &events, &sent);
    assert_eq!(sent["seconds_left"], 3 * 86_400);
    let clocks = office.read(&office.lek, "/api/request-clocks");
    assert_eq!(clocks["items"][0]["of"]["number"], "2026-001", "{clocks}");
    assert_eq!(office.read(&office.out, "/api/request-clocks")["items"], json!([]));
    let says = json!({"event": "freeze", "says": "frozen until March"});
    assert_eq!(office.done(&ann, "POST", &events, &says)["state"], "frozen");
    let whole = office.read(&office.nid, &request);
    let told: Vec<&str> = whole["history"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|told| told["event"]["event"].as_str())
        .collect();
    assert_eq!(told, ["draft", "approve", "send", "freeze"]);
    assert_eq!((&whole["may"], &whole["seconds_left"]), (&json!([]), &Value::Null));
    let custody = office.read(&office.nid, &format!("{case}/custody?limit=500")).to_string();
    assert_eq!(custody.matches("request.move").count(), 3, "{custody}");
}

#[test]
fn a_text_that_says_too_much_or_nothing_is_refused_with_a_sentence() {
    let office = Office::open(Desk::new());
    let requests = format!("{}/requests", office.case(true));
    let with = |field: &str, value: Value| {
        let mut draft = draft();
        draft[field] = value;
        office.server.send(&office.nid, "POST", &requests, &json!({"draft": draft}))
    };
    refused(&with("lines", json!([])), 422, "problem-request-lines", "none");
    refused(&with("reply_days", json!(0)), 422, "problem-request-reply-days", "no time");
    refused(&with("what", json!("x".repeat(10_001))), 422, "problem-text-too-long", "long");
    refused(&with("recipient", json!("a\u{202e}b")), 422, "problem-text-invisible", "turned");
    refused(&with("kind", json!("arrest")), 400, "problem-body-unreadable", "another kind");
    let mut line = draft()["lines"][0].clone();
    line["share"] = json!(1_000_001);
    refused(&with("lines", json!([line])), 422, "problem-request-share", "more than all");
    assert_eq!(office.read(&office.nid, &requests)["total"], 0);
}

#[test]
fn the_clock_runs_out_while_nobody_looks() {
    let office = Office::open(Desk::new());
    let case = office.case(true);
    let made =
        office.done(&office.nid, "POST", &format!("{case}/requests"), &json!({"draft": draft()}));
    let request = format!("{case}/requests/{}", text(&made["id"]));
    let events = format!("{request}/events");
    let approve = json!({"event": "approve", "digest": made["digest"]});
    office.done(&office.lek, "POST", &events, &approve);
    office.done(&office.nid, "POST", &events, &json!({"event": "send", "how": "by post"}));
    let Office { server, .. } = office;
    let desk = server.kill();
    // Four days later: the session is over, the record is the same.
    let mut command = desk.kancil(&["serve", "--listen", "127.0.0.1:0"]);
    command.env("KANCIL_NOW", "2026-11-26T12:00:01Z");
    let server = Server::started(desk, command);
    let nid = server.sign_in("nid");
    let custody = crate::serving::within("the program's clock expires it", || {
        let custody = server.get(&nid, &format!("{case}/custody?limit=500")).json();
        let entries = custody["items"].as_array().unwrap();
        entries.iter().find(|entry| entry["actor"] == "program").cloned()
    });
    assert_eq!(custody["action"], "request.move", "{custody}");
    let late = server.get(&nid, &request).json();
    assert_eq!((&late["state"], &late["history"][3]["by"]), (&json!("expired"), &Value::Null));
    assert!(late["seconds_left"].as_i64().unwrap() < 0);
}
