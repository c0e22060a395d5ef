//! Boards over HTTP: steps at a revision, two tabs on one log, what is pinned and frozen, and a server
//! that is killed in the middle.

use serde_json::{Value, json};

use crate::harness::Desk;
use crate::serving::{Came, Pass, Server, id, story};
use crate::serving_cases::{Office, refused, text};

/// A gesture that adds the card of an address at a slot.
pub fn add(step: &str, address: &str, row: i32) -> Value {
    let subject = json!({"kind": "address", "ledger": "bitcoin-story-linked", "address": address});
    let card = json!({"subject": subject, "at": {"x": 0, "y": row * 96}, "is_start": false,
        "is_hidden": false, "colour": null, "flag": null});
    json!({"does": "do", "id": step, "ops": [{"op": "add", "card": card}]})
}

fn draw(server: &Server, pass: &Pass, board: &str, rev: &str, steps: &[Value]) -> Came {
    let body = json!({"steps": steps}).to_string();
    let more = format!("content-type: application/json\r\nif-match: {rev}\r\n");
    server.ask(pass, "POST", &format!("{board}/steps"), &more, body.as_bytes())
}

impl Office {
    /// An empty board in a case, by its path.
    #[track_caller]
    pub fn board(&self, case: &str) -> String {
        let board =
            self.done(&self.nid, "POST", &format!("{case}/boards"), &json!({"title": "Theft"}));
        assert_eq!((&board["rev"], &board["created_by"]["name"]), (&json!(0), &json!("nid")));
        format!("/api/boards/{}", text(&board["id"]))
    }
}

#[test]
fn two_tabs_on_one_log_and_undo() {
    let office = Office::open(Desk::new());
    let (server, nid, lek) = (&office.server, &office.nid, &office.lek);
    let board = office.board(&office.case(true));
    let first = draw(server, nid, &board, "\"0\"", &[add("a", "one", 0), add("b", "two", 1)]);
    assert_eq!((first.status, first.header("etag")), (200, Some("\"2\"")), "{first:?}");
    let stale = draw(server, lek, &board, "\"1\"", &[add("c", "three", 2)]);
    let stale = refused(&stale, 409, "board-stale", "lek had not seen the second");
    assert_eq!((&stale["rev"], &stale["has_more"]), (&json!(2), &json!(false)));
    assert_eq!(stale["steps_since"][0]["id"], "b", "{stale}");
    let fitted = draw(server, lek, &board, "\"2\"", &[add("c", "three", 2)]);
    assert_eq!(fitted.status, 200, "{fitted:?}");
    let undo = json!({"does": "undo", "id": "u", "step": "b"});
    assert_eq!(draw(server, nid, &board, "\"3\"", std::slice::from_ref(&undo)).status, 200);
    let again =
        draw(server, nid, &board, "\"4\"", &[json!({"does": "undo", "id": "v", "step": "b"})]);
    let again = refused(&again, 422, "problem-board-not-the-newest", "undone already");
    assert_eq!((&again["code"], &again["at"]), (&json!("not-the-newest"), &json!(0)));
    let cards = |rev: &str| {
        let seen = office.read(lek, &format!("{board}{rev}"));
        (seen["content"]["cards"].as_object().unwrap().len(), seen["at_rev"].clone())
    };
    assert_eq!((cards(""), cards("?rev=2")), ((2, json!(4)), (2, json!(2))));
    refused(
        &server.get(lek, &format!("{board}?rev=9")),
        404,
        "problem-board-no-such-revision",
        "9",
    );
    let own = office.read(nid, &format!("{board}/own-steps"));
    let ids: Vec<&str> =
        own["items"].as_array().unwrap().iter().filter_map(|s| s["id"].as_str()).collect();
    assert_eq!(ids, ["u", "b", "a"]);
    let later = office.read(nid, &format!("{board}/steps?after_rev=2"));
    assert_eq!((&later["rev"], later["items"].as_array().unwrap().len()), (&json!(4), 2));
    // What is missing or bad is told before anything is done.
    for rev in ["", "4", "\"four\"", "*"] {
        refused(&draw(server, nid, &board, rev, &[]), 428, "problem-board-if-match", rev);
    }
    let many: Vec<Value> = (0..201).map(|at| add(&format!("m{at}"), "x", at)).collect();
    refused(&draw(server, nid, &board, "\"4\"", &many), 422, "problem-board-too-many-steps", "201");
    let twice = draw(server, nid, &board, "\"4\"", &[add("d", "four", 4), add("e", "four", 5)]);
    let twice = refused(&twice, 422, "problem-board-exists", "all or none");
    assert_eq!((&twice["code"], &twice["at"]), (&json!("exists"), &json!(1)));
    assert_eq!(cards(""), (2, json!(4)));
}

#[test]
fn a_fact_is_pinned_as_the_ledger_has_it_and_a_board_is_frozen() {
    let (desk, played) = story();
    let office = Office::open(desk);
    let (server, nid, lek) = (&office.server, &office.nid, &office.lek);
    let case = office.case(true);
    let board = office.board(&case);
    let (theft, thief) = (id(&played, "theft"), id(&played, "thief"));
    let ledger = office.read(nid, "/api/ledgers")["ledgers"][0]["ledger"].clone();
    let pins = format!("{board}/pins");
    let given = json!({"subject": {"kind": "transaction", "ledger": ledger, "txid": theft}});
    let pin = office.done(nid, "POST", &pins, &given);
    let fact: Value = serde_json::from_str(&text(&pin["fact"])).expect("a fact is JSON");
    assert_eq!(fact["transaction"]["txid"], theft, "{fact}");
    assert_eq!(fact["transaction"]["outputs"]["items"].as_array().unwrap().len(), 2);
    assert_eq!(pin["is_whole"], true);
    for subject in [
        json!({"kind": "address", "ledger": ledger, "address": thief}),
        json!({"kind": "edge", "ledger": ledger, "txid": theft, "output": 0}),
    ] {
        office.done(nid, "POST", &pins, &json!({"subject": subject}));
    }
    for (subject, status, id) in [
        (
            json!({"kind": "transaction", "ledger": ledger, "txid": "0".repeat(64)}),
            404,
            "problem-nowhere",
        ),
        (
            json!({"kind": "label", "ledger": ledger, "address": thief, "source": "nobody"}),
            404,
            "no-such-fact",
        ),
        (
            json!({"kind": "address", "ledger": "bitcoin-main-linked", "address": thief}),
            422,
            "problem-board-other-world",
        ),
        (
            json!({"kind": "address", "ledger": "nonsense", "address": thief}),
            400,
            "problem-field-unreadable",
        ),
    ] {
        let came = server.send(nid, "POST", &pins, &json!({"subject": subject}));
        refused(&came, status, id, &subject.to_string());
    }
    let forged =
        json!({"subject": {"kind": "address", "ledger": ledger, "address": thief, "fact": "{}"}});
    refused(
        &server.send(nid, "POST", &pins, &forged),
        400,
        "problem-body-unreadable",
        "a fact of theirs",
    );
    let listed = office.read(lek, &format!("{case}/pins?limit=2"));
    assert_eq!((&listed["total"], listed["items"].as_array().unwrap().len()), (&json!(3), 2));
    let rest = office.read(lek, &format!("{case}/pins?limit=2&after={}", text(&listed["next"])));
    assert_eq!((&rest["next"], rest["items"].as_array().unwrap().len()), (&Value::Null, 1));
    let one = office.read(lek, &format!("{case}/pins/{}", text(&pin["id"])));
    assert_eq!(one["fact"], pin["fact"]);

    assert_eq!(draw(server, nid, &board, "\"0\"", &[add("a", &thief, 0)]).status, 200);
    let frozen = office.done(
        lek,
        "POST",
        &format!("{board}/exhibits"),
        &json!({"rev": 1, "title": "Start"}),
    );
    assert_eq!(frozen["number"], "E-1");
    assert_eq!(draw(server, nid, &board, "\"1\"", &[add("b", "another", 1)]).status, 200);
    let exhibit = office.read(nid, &format!("{case}/exhibits/{}", text(&frozen["id"])));
    assert_eq!(
        (&exhibit["holds"], exhibit["content"]["cards"].as_object().unwrap().len()),
        (&json!(true), 1)
    );
    let late = json!({"rev": 9, "title": "x"});
    let late = server.send(nid, "POST", &format!("{board}/exhibits"), &late);
    refused(&late, 404, "problem-board-no-such-revision", "later");
    assert_eq!(
        office.read(nid, &format!("{case}/exhibits"))["items"][0]["sha256"],
        frozen["sha256"]
    );
}
