//! Papers of a case over HTTP: the report, the request and the pack, for its members alone; and the pack
//! asked again on another machine, where one changed byte in it or in the ledger is named.

use std::fs;

use serde_json::{Value, json};

use crate::harness::Desk;
use crate::serving::{Came, Pass, id, story, story_on, within};
use crate::serving_cases::{Office, refused, text};

/// A board on which a trace was placed, frozen.
struct Frozen {
    office: Office,
    case: String,
    exhibit: String,
}

fn card(address: &str, x: i32, is_start: bool) -> Value {
    let subject = json!({"kind": "address", "ledger": "bitcoin-story-linked", "address": address});
    json!({"op": "add", "card": {"subject": subject, "at": {"x": x, "y": 0}, "is_start": is_start,
        "is_hidden": false, "colour": null, "flag": null}})
}

fn frozen() -> Frozen {
    let (desk, played) = story();
    let office = Office::open(desk);
    let case = office.case(true);
    let board = office.board(&case);
    let question = json!({"subjects": [id(&played, "mint")], "ledger": "bitcoin-story-linked"});
    let job = office.server.job(&office.nid, "trace", &question);
    let path = format!("/api/jobs/{}/result", text(&job["id"]));
    let answer = office.server.get(&office.nid, &path);
    let digest = model::hash::Digest::of(&answer.bytes).to_string();
    let hop = answer.json()["hops"][0].clone();
    let (start, to) = (id(&played, "exchange"), text(&hop["address"]));
    let name = |address: &str| format!("address:bitcoin-story-linked:{address}");
    let edge = json!({"from": name(&start), "to": name(&to), "txid": hop["txid"], "output": 0,
        "amount": "1.0", "asset": "BTC", "time": hop["time"], "transactions": 1,
        "basis": {"kind": "ledger_fact", "method": null, "confidence": null},
        "colour": null, "flag": null});
    let day = text(&answer.json()["as_of"]["day"]);
    let asked = format!("subject={}&ledger=bitcoin-story-linked&as_of={day}", id(&played, "mint"));
    let placed = json!({"kind": "trace", "question": asked, "method": "fifo",
        "asset": "BTC", "digest": digest, "as_of": "block", "endings": [
            {"card": name(&to), "why": "unspent", "amount": "1.0"}]});
    let ops = json!([card(&start, 0, true), card(&to, 222, false), {"op": "connect", "edge": edge},
        {"op": "place", "id": "r1", "result": placed}]);
    let steps = json!({"steps": [{"does": "do", "id": "s1", "ops": ops}]}).to_string();
    let more = "content-type: application/json\r\nif-match: \"0\"\r\n";
    let drawn =
        office.server.ask(&office.nid, "POST", &format!("{board}/steps"), more, steps.as_bytes());
    assert_eq!(drawn.status, 200, "{drawn:?}");
    let pin = json!({"subject": {"kind": "transaction", "ledger": "bitcoin-story-linked",
        "txid": id(&played, "theft")}});
    office.done(&office.nid, "POST", &format!("{board}/pins"), &pin);
    let given = json!({"rev": 1, "title": "As of Monday"});
    let exhibit = office.done(&office.nid, "POST", &format!("{board}/exhibits"), &given);
    let exhibit = text(&exhibit["id"]);
    Frozen { office, case, exhibit }
}

impl Office {
    /// Asks for a paper, waits, and fetches it.
    #[track_caller]
    fn paper(&self, pass: &Pass, case: &str, asked: &Value) -> (String, Came) {
        let taken = self.server.send(pass, "POST", &format!("{case}/papers"), asked);
        assert_eq!(taken.status, 202, "{taken:?}");
        let path = taken.header("location").expect("where it is").to_owned();
        let job = within("the paper is made", || {
            let job = self.server.get(pass, &path).json();
            let is_over = !matches!(job["state"].as_str(), Some("waiting" | "running"));
            is_over.then_some(job)
        });
        assert_eq!(job["state"], "done", "{job}");
        let result = format!("{path}/result");
        let came = self.server.get(pass, &result);
        (result, came)
    }
}

#[test]
fn the_pack_of_an_exhibit_verifies_on_another_machine_and_one_changed_byte_is_named() {
    let Frozen { office, case, exhibit } = frozen();
    let asked = json!({"kind": "pack", "exhibit": exhibit, "language": "en"});
    let (_, pack) = office.paper(&office.nid, &case, &asked);
    assert_eq!(pack.header("content-type"), Some("application/zip"));
    assert!(pack.header("content-disposition").is_some_and(|how| how.starts_with("attachment")));

    let (there, _) = story_on(Desk::new());
    there.write("case.zip", &pack.bytes);
    let verified = there.json(&["evidence", "verify", "case.zip"]);
    let again = verified["made_again"].as_array().expect("a list");
    for file in ["case.json", "exhibit.json", "traces/1.json", "pins/1.json", "report.pdf"] {
        assert!(again.iter().any(|made| made == file), "{file}: {verified}");
    }
    assert_eq!((&verified["is_synthetic"], &verified["is_own_key"]), (&json!(true), &json!(false)));

    let verify = || there.run(&["evidence", "verify", "case.zip"]);
    let find = |what: &[u8]| {
        let mut places = pack.bytes.windows(what.len());
        places.position(|place| place == what).expect("it is in the pack")
    };
    for (at, says) in [
        (find(b"\"is_start\":true") + 2, "'exhibit.json' was changed"),
        (find(b"where_it_is_now") + 1, "'traces/1.json' was changed"),
        (find(b"%PDF-") + 1, "'report.pdf' was changed"),
    ] {
        let mut bytes = pack.bytes.clone();
        bytes[at] ^= 1;
        there.write("case.zip", &bytes);
        let ran = verify();
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.stderr.contains(says), "{says}\n{}", ran.stderr);
    }
    there.write("case.zip", &pack.bytes);
    let ledger = there.path("data/ledgers/bitcoin-story-linked");
    let segments = fs::read_dir(&ledger).expect("a ledger").flatten().map(|entry| entry.path());
    let files = segments.flat_map(|path| match fs::read_dir(&path) {
        Ok(entries) => entries.flatten().map(|entry| entry.path()).collect(),
        Err(_) => vec![path],
    });
    let largest = files.max_by_key(|path| fs::metadata(path).map_or(0, |meta| meta.len()));
    let largest = largest.expect("a ledger has files");
    let mut bytes = fs::read(&largest).expect("it is there");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&largest, bytes).expect("it is ours");
    let ran = verify();
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("damage") || ran.stderr.contains("differs"), "{}", ran.stderr);
}

#[test]
fn a_paper_is_for_members_alone_and_stands_in_the_custody_log() {
    let Frozen { office, case, exhibit } = frozen();
    let papers = format!("{case}/papers");
    let asked = json!({"kind": "report", "exhibit": exhibit, "language": "en"});
    let outside = office.server.send(&office.out, "POST", &papers, &asked);
    refused(&outside, 404, "no-such-case", "who is no member");
    let (path, report) = office.paper(&office.lek, &case, &asked);
    assert_eq!(report.header("content-type"), Some("application/pdf"));
    assert!(report.bytes.starts_with(b"%PDF-"));
    // A lead sees everybody's jobs, but not what was made of a case that is not his.
    refused(&office.server.get(&office.out, &path), 404, "problem-job-unknown", "no member");
    // Who is let out of the case keeps no way to what was made of it.
    let lek = office.id_of("lek");
    office.done(&office.nid, "DELETE", &format!("{case}/members/{lek}"), &Value::Null);
    refused(&office.server.get(&office.lek, &path), 404, "problem-job-unknown", "let out");
    let custody = office.read(&office.nid, &format!("{case}/custody"));
    let entries = custody["items"].as_array().expect("entries");
    assert!(entries.iter().any(|entry| entry["action"] == "paper.make"), "{custody}");
    for (asked, status, id) in [
        (json!({"kind": "report", "exhibit": "nope", "language": "en"}), 404, "no-such-exhibit"),
        (json!({"kind": "request", "request": "nope", "language": "en"}), 404, "no-such-request"),
        (
            json!({"kind": "pack", "exhibit": exhibit, "language": "xx"}),
            422,
            "problem-paper-language",
        ),
    ] {
        refused(&office.server.send(&office.nid, "POST", &papers, &asked), status, id, id);
    }
}

#[test]
fn a_request_is_a_draft_until_a_second_person_approves_it() {
    let office = Office::open(Desk::new());
    let case = office.case(true);
    let draft = json!({"kind": "freeze", "recipient": "Bitx", "contact": "compliance@bitx.example", "answer_to": "Cyber unit",
        "what": "Stolen coins.", "basis": "File 12/2026", "limits": "The customer is not known.",
        "lines": [{"ledger": "bitcoin-main-linked", "txid": "ab".repeat(32), "address": "bc1q",
            "amount": "1.5", "asset": "BTC", "share": 250_000, "basis": "observed"}],
        "reply_days": 14});
    let made =
        office.done(&office.nid, "POST", &format!("{case}/requests"), &json!({"draft": draft}));
    let asked = json!({"kind": "request", "request": made["id"], "language": "en"});
    let (_, before) = office.paper(&office.nid, &case, &asked);
    assert!(before.bytes.starts_with(b"%PDF-"), "{before:?}");
    let event = json!({"event": "approve", "digest": made["digest"]});
    let events = format!("{case}/requests/{}/events", text(&made["id"]));
    office.done(&office.lek, "POST", &events, &event);
    let (_, after) = office.paper(&office.nid, &case, &asked);
    assert!(after.bytes.starts_with(b"%PDF-"));
    assert_ne!(before.bytes, after.bytes, "a draft is told from what was approved");
}
