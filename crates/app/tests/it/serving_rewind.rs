//! A ledger that is taken back under those who ask: each answer is of one state of it, whole, and a
//! state that was left is not told again.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;

use crate::harness::Desk;
use crate::rounds::Rounds;
use crate::serving::{Pass, Server, within};

/// The block that an answer was read as of.
fn tip(answer: &Value) -> String {
    let tip = &answer["as_of"]["ledgers"][0]["tip"]["hash"];
    tip.as_str().unwrap_or_else(|| panic!("an answer says as of when: {answer}")).to_owned()
}

/// What somebody was told: for each question, the answers by the block they are as of; and the blocks
/// in the order in which they were told.
#[derive(Default)]
struct Told {
    answers: BTreeMap<(String, String), String>,
    tips: Vec<String>,
    broken: Vec<String>,
}

impl Told {
    fn take(&mut self, path: &str, body: String) {
        let tip = tip(&serde_json::from_str(&body).expect("JSON"));
        if self.tips.last() != Some(&tip) {
            if self.tips.contains(&tip) {
                self.broken.push(format!("{tip} is told again after it was left"));
            }
            self.tips.push(tip.clone());
        }
        let before = self.answers.entry((path.to_owned(), tip)).or_insert_with(|| body.clone());
        if *before != body {
            self.broken.push(format!("two answers of one state:\n{before}\n{body}"));
        }
    }
}

/// Questions whose answers a branch changes: about what its blocks hold.
fn questions(server: &Server, pass: &Pass) -> Vec<String> {
    let ledgers = server.get(pass, "/api/ledgers").json();
    let height = ledgers["ledgers"][0]["tip"]["height"].as_u64().expect("a height");
    let block = format!("/api/blocks/{height}");
    let rows = server.get(pass, &format!("{block}/transactions")).json();
    let txid = rows["items"][1]["txid"].as_str().expect("more than a coinbase").to_owned();
    let tx = format!("/api/transactions/{txid}");
    let outputs = server.get(pass, &format!("{tx}/outputs")).json();
    let address = outputs["items"][0]["holder"]["address"].as_str().expect("a holder").to_owned();
    vec![
        format!("{block}/transactions"),
        block,
        format!("{tx}/inputs"),
        tx,
        format!("/api/addresses/{address}/legs"),
        format!("/api/addresses/{address}/counterparties?side=received"),
        format!("/api/addresses/{address}"),
        format!("/api/clusters/{address}"),
        format!("/api/look?q={txid}"),
    ]
}

#[test]
fn a_ledger_that_rewinds_under_requests_gives_one_consistent_answer() {
    let desk = Desk::new();
    let rounds = Rounds::grow(&desk, 3_000, 7);
    desk.done(&rounds.ingest(0));
    let server = Server::start(desk);
    let pass = server.administrator();
    let questions = questions(&server, &pass);
    let (is_over, told) = (AtomicBool::new(false), [(); 2].map(|()| Mutex::<Told>::default()));
    let last = rounds.paths.len() - 1;
    std::thread::scope(|scope| {
        for told in &told {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    for path in &questions {
                        let came = server.get(&pass, path);
                        let mut told = told.lock().unwrap();
                        match came.status {
                            200 => told.take(path, came.body),
                            _ => told.broken.push(format!("{path}: {came:?}")),
                        }
                    }
                }
            });
        }
        for round in 1..=last {
            let before = tip(&server.get(&pass, &questions[0]).json());
            server.desk.done(&rounds.ingest(round));
            let own = server.desk.json(&["store", "info"]);
            let own = own["ledgers"][0]["tip"]["hash"].as_str().expect("a tip").to_owned();
            assert_ne!(own, before, "round {round} is another branch");
            within("everybody is told of the branch", || {
                let seen = |told: &Mutex<Told>| told.lock().unwrap().tips.last() == Some(&own);
                told.iter().all(seen).then_some(())
            });
        }
        is_over.store(true, Ordering::Relaxed);
    });
    for told in &told {
        let told = told.lock().unwrap();
        assert!(told.broken.is_empty(), "{:#?}", told.broken);
        assert!(told.tips.len() > last, "each branch was seen: {:?}", told.tips);
    }
    let [one, other] = told.map(|told| told.into_inner().unwrap().answers);
    for (question, body) in &one {
        let same = other.get(question).is_none_or(|theirs| theirs == body);
        assert!(same, "two people are told the same of one state: {question:?}");
    }
}

#[test]
fn a_place_in_a_list_that_a_rewind_made_another_is_refused_and_never_shows_half_of_it() {
    let desk = Desk::new();
    let rounds = Rounds::grow(&desk, 3_000, 7);
    desk.done(&rounds.ingest(0));
    let server = Server::start(desk);
    let pass = server.administrator();
    let ledgers = server.get(&pass, "/api/ledgers").json();
    let height = ledgers["ledgers"][0]["tip"]["height"].as_u64().expect("a height");
    let list = format!("/api/blocks/{height}/transactions?limit=1");
    let first = server.get(&pass, &list).json();
    let next = first["next"].as_str().expect("more than one").to_owned();
    let after = format!("{list}&after={next}");
    assert_eq!(server.get(&pass, &after).status, 200);
    server.desk.done(&rounds.ingest(1));
    within("the branch is seen", || {
        (tip(&server.get(&pass, &list).json()) != tip(&first)).then_some(())
    });
    // The block at this height is another one now.
    let came = server.get(&pass, &after);
    assert!((400..500).contains(&came.status), "{came:?}");
    came.problem();
}
