//! A finished trace put on a board over HTTP; and the example's case, which the console opens once.

use serde_json::{Value, json};

use crate::harness::Desk;
use crate::serving::{id, story};
use crate::serving_cases::{Office, refused, text};

#[test]
fn a_finished_trace_is_put_on_a_board_as_one_step() {
    let (desk, played) = story();
    let office = Office::open(desk);
    let (server, nid) = (&office.server, &office.nid);
    let case = office.case(true);
    let ann = server.person(&office.administrator, "ann", "analyst");
    office.join(&case, "ann");
    let board = office.done(nid, "POST", &format!("{case}/boards"), &json!({"title": "Theft"}));
    let board = format!("/api/boards/{}", text(&board["id"]));
    let job = server.job(nid, "trace", &json!({"subjects": [id(&played, "theft")]}));
    let results = format!("{board}/results");
    let given = json!({"job": job["id"], "rev": 0, "top": 3});
    let drawn = office.done(nid, "POST", &results, &given);
    assert_eq!((&drawn["rev"], drawn["steps"].as_array().map(Vec::len)), (&json!(1), Some(1)));
    let ops = drawn["steps"][0]["ops"].as_array().expect("operations");
    let placed = ops.last().expect("a result");
    assert_eq!((&placed["op"], &placed["result"]["kind"]), (&json!("place"), &json!("trace")));
    let question = text(&placed["result"]["question"]);
    assert!(question.starts_with("subject=") && question.contains("&as_of="), "{question}");
    // The board went on: whoever chose at the old revision is told what he missed.
    let stale = server.send(nid, "POST", &results, &given);
    let stale = refused(&stale, 409, "board-stale", "drawn already");
    assert_eq!(stale["steps_since"].as_array().map(Vec::len), Some(1), "{stale}");
    // A job is its owner's, and its rows are counted.
    let given = json!({"job": job["id"], "rev": 1, "top": 3});
    refused(&server.send(&ann, "POST", &results, &given), 404, "problem-job-unknown", "nid's job");
    let given = json!({"job": job["id"], "rev": 1, "endings": [999]});
    let came = server.send(nid, "POST", &results, &given);
    refused(&came, 422, "problem-drawing-no-such-row", "no such row");
}

#[test]
fn the_example_is_opened_once_for_somebody_who_investigates() {
    let (desk, played) = story();
    for (login, role) in [("siti", "investigator"), ("adi", "administrator")] {
        desk.json(&["user", "add", login, "--name", login, "--role", role]);
    }
    let theft = id(&played, "theft");
    let example =
        |desk: &Desk| -> Value { desk.json(&["case", "example", "--member", "siti", &theft]) };
    let first = example(&desk);
    let again = example(&desk);
    assert_eq!((&first["is_new"], &again["is_new"]), (&json!(true), &json!(false)));
    assert_eq!(first["path"], again["path"]);
    assert!(text(&first["path"]).starts_with("/boards/"));
    let denied = desk.run(&["case", "example", "--member", "adi", &theft]);
    assert_eq!(denied.code, Some(2), "an administrator reads no case: {}", denied.stderr);
}
