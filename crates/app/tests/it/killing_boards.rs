//! `kill -9` of a server in the middle of drawing: every step that was answered is on the board when it
//! is served again, each of them once, and the audit log verifies. And whoever listens to a board is
//! told of it, and no longer than he may know.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::sync::mpsc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::Desk;
use crate::killing::draw as by_chance;
use crate::serving::{Server, exchange, request};
use crate::serving_boards::add;
use crate::serving_cases::{Office, text};

#[test]
fn what_was_answered_is_on_the_board_after_a_kill() {
    let office = Office::open(Desk::new());
    let board = office.board(&office.case(true));
    let Office { mut server, nid, .. } = office;
    let (mut told, mut next, mut chance) = (Vec::<String>::new(), 0, 11);
    for _ in 0..3 {
        let at = server.at;
        let (first, began) = mpsc::channel();
        let (drawn, desk) = std::thread::scope(|scope| {
            let drawing = scope.spawn(|| {
                let mut acknowledged = Vec::new();
                let more =
                    |rev: u64| format!("content-type: application/json\r\nif-match: \"{rev}\"\r\n");
                let rev = request(at, &nid, "GET", &board, "", b"");
                let mut rev = exchange(at, &rev).unwrap().json()["rev"].as_u64().unwrap();
                for number in next.. {
                    let step = format!("s{number}");
                    let address = format!("a{number}");
                    let body = json!({"steps": [add(&step, &address, number)]}).to_string();
                    let path = format!("{board}/steps");
                    let asked = request(at, &nid, "POST", &path, &more(rev), body.as_bytes());
                    let Ok(came) = exchange(at, &asked) else { break };
                    if came.status != 200 {
                        break;
                    }
                    rev = came.json()["rev"].as_u64().unwrap();
                    acknowledged.push(step);
                    let _ = first.send(());
                }
                acknowledged
            });
            began.recv_timeout(Duration::from_secs(60)).expect("a step is answered");
            std::thread::sleep(Duration::from_millis(by_chance(&mut chance, 400)));
            let desk = server.kill();
            let drawn = drawing.join().expect("the drawing ends");
            (drawn, desk)
        });
        server = Server::start(desk);
        assert!(!drawn.is_empty());
        told.extend(drawn);
        let seen = server.get(&nid, &board).json();
        let rev = seen["rev"].as_u64().unwrap();
        let mut kept = Vec::new();
        while (kept.len() as u64) < rev {
            let path = format!("{board}/steps?after_rev={}", kept.len());
            let steps = server.get(&nid, &path).json();
            let steps = steps["items"].as_array().unwrap().clone();
            assert!(!steps.is_empty());
            kept.extend(steps.iter().map(|step| text(&step["id"])));
        }
        for step in &told {
            let times = kept.iter().filter(|id| *id == step).count();
            assert_eq!(times, 1, "{step} was answered and is in the log once: {kept:?}");
        }
        // At most the one that was under way is there beside those that were answered.
        assert_eq!(seen["content"]["cards"].as_object().unwrap().len() as u64, rev);
        next = i32::try_from(kept.len()).unwrap() + 1_000;
    }
    let verified = server.desk.json(&["audit", "verify"]);
    assert_eq!(verified["is_whole"], true, "{verified}");
}

/// The next event's data, or none where the stream is over.
fn told(stream: &mut BufReader<TcpStream>) -> Option<Value> {
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).expect("within its time") == 0 {
            return None;
        }
        if let Some(data) = line.strip_prefix("data: ") {
            return Some(serde_json::from_str(data).expect("JSON"));
        }
        if line.trim() == "0" {
            return None;
        }
    }
}

#[test]
fn a_listener_is_told_at_once_and_no_longer_than_he_may_know() {
    let office = Office::open(Desk::new());
    let case = office.case(true);
    let board = office.board(&case);
    let token = office.server.token(&office.lek, &["cases"]);
    let listen = |pass| {
        let at = office.server.at;
        let mut stream = TcpStream::connect(at).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream.write_all(&request(at, pass, "GET", &format!("{board}/events"), "", b"")).unwrap();
        BufReader::new(stream)
    };
    let (mut lek, mut program) = (listen(&office.lek), listen(&token));
    assert_eq!(
        (told(&mut lek), told(&mut program)),
        (Some(json!({"rev": 0})), Some(json!({"rev": 0})))
    );
    let body = json!({"steps": [add("a", "one", 0)]}).to_string();
    let more = "content-type: application/json\r\nif-match: \"0\"\r\n";
    let drawn =
        office.server.ask(&office.nid, "POST", &format!("{board}/steps"), more, body.as_bytes());
    assert_eq!(drawn.status, 200, "{drawn:?}");
    assert_eq!(
        (told(&mut lek), told(&mut program)),
        (Some(json!({"rev": 1})), Some(json!({"rev": 1})))
    );
    // The token is revoked: its stream ends, its owner's goes on.
    let tokens = office.read(&office.lek, "/api/tokens");
    let at = format!("/api/tokens/{}", text(&tokens["items"][0]["id"]));
    office.done(&office.lek, "DELETE", &at, &json!({}));
    assert_eq!(told(&mut program), None);
    // No member any more: the same.
    let user = office.id_of("lek");
    office.done(&office.nid, "DELETE", &format!("{case}/members/{user}"), &json!({}));
    assert_eq!(told(&mut lek), None);
}
