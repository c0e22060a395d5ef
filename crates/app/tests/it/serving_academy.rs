//! The academy over HTTP, as a learner goes through it: a lesson, a question, an exercise on a chain of
//! his own from its first step to its debrief. What is so is known here from the seed in the record and
//! from nowhere else: no answer tells it before the sheet is in, and nobody else is told anything.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use academy::course::Lesson;
use academy::exercise::Exercise;
use casework::access::Permission;
use casework::learning::attempts;
use casework::people::{self, password::Hashing};
use casework::record::Record;
use casework::secret::Chance;
use learners::sheets;
use learners::world::lessons;
use serde_json::{Value, json};

use crate::harness::Desk;
use crate::made_up_learners::written;
use crate::serving::{Came, Pass, Server, id, story, story_on, within};
use crate::serving_cases::{refused, text};

const JSON: &str = "content-type: application/json\r\n";

/// A lesson as it comes with the program.
fn lesson(id: &str) -> Arc<Lesson> {
    lessons().into_iter().find(|lesson| lesson.id() == id).expect("a lesson")
}

/// Nobody needs chance to read a record.
struct NoChance;

impl Chance for NoChance {
    fn fill(&self, _: &mut [u8]) {
        panic!("nothing is made here");
    }
}

/// The exercise of somebody's attempt, filled in from the seed that the record holds.
pub fn exercise(server: &Server, lesson: &Lesson, login: &str, attempt: &str) -> (u64, Exercise) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("one");
    let path = server.desk.path("data/record.db");
    let attempt = runtime.block_on(async {
        let chance = Arc::new(NoChance);
        let record = Record::open_to_read(&path, chance, Hashing::cheap()).await.expect("opens");
        let who = people::by_login(&record, login).await.expect("reads").expect("somebody").who();
        let id = attempt.parse().expect("an id");
        let attempt = attempts::open(&record, &who, id).await.expect("his own");
        record.close().await;
        attempt
    });
    let seed = attempt.seed.expose();
    let case = lesson.case(&attempt.case).expect("a case of the lesson");
    (seed, lesson.exercise(case, seed).expect("it fills in"))
}

/// Somebody learning: whom, and all that he was ever told.
pub struct Learner<'s> {
    server: &'s Server,
    pass: Pass,
    told: RefCell<Vec<(String, String)>>,
}

impl<'s> Learner<'s> {
    pub fn new(server: &'s Server, pass: Pass) -> Self {
        Self { server, pass, told: RefCell::default() }
    }

    fn ask(&self, method: &str, path: &str, more: &str, body: &Value) -> Came {
        let body = if method == "GET" { String::new() } else { body.to_string() };
        let came = self.server.ask(&self.pass, method, path, more, body.as_bytes());
        self.told.borrow_mut().push((format!("{method} {path}"), came.body.clone()));
        came
    }

    #[track_caller]
    fn done(&self, method: &str, path: &str, more: &str, body: &Value) -> Value {
        let came = self.ask(method, path, &format!("{JSON}{more}"), body);
        assert!((200..300).contains(&came.status), "{method} {path}: {came:?}");
        if came.body.is_empty() { Value::Null } else { came.json() }
    }

    #[track_caller]
    fn read(&self, path: &str) -> Value {
        self.done("GET", path, "", &Value::Null)
    }

    #[track_caller]
    pub fn begins(&self, lesson: &str, case: &str, is_variant: bool) -> Value {
        let given = json!({"lesson": lesson, "case": case, "is_variant": is_variant});
        self.done("POST", "/api/academy/attempts", "", &given)
    }

    pub fn save(&self, attempt: &str, rev: u64, sheet: &Value) -> Came {
        let more = format!("{JSON}if-match: \"{rev}\"\r\n");
        self.ask("PUT", &format!("{attempt}/sheet"), &more, &json!({"sheet": sheet}))
    }

    pub fn submit(&self, attempt: &str, rev: u64) -> Came {
        let more = format!("if-match: \"{rev}\"\r\n");
        self.ask("POST", &format!("{attempt}/submission"), &more, &json!({}))
    }
}

pub fn at(attempt: &Value) -> String {
    format!("/api/academy/attempts/{}", text(&attempt["id"]))
}

fn inside(attempt: &Value) -> String {
    format!("x-kancil-exercise: {}\r\n", text(&attempt["id"]))
}

/// What somebody who knows would hand in, the signs in their order.
fn experts(exercise: &Exercise) -> Value {
    let truth = &exercise.truth;
    let mut sheet = written(&sheets::expert(truth), truth.path.len());
    let pins = truth.signals.iter().filter_map(|signal| signal.anchors.first());
    sheet["pins"] = pins.map(|pin| json!({"anchor": pin, "note": ""})).collect();
    sheet["certainty"] = json!(3);
    sheet
}

fn txid(anchor: &str) -> &str {
    anchor.rsplit(':').next().expect("the key")
}

/// A desk with a story of its own, and two trainees and a trainer.
fn school() -> (Server, Value, Pass) {
    let (desk, played) = story();
    let server = Server::start(desk);
    let administrator = server.administrator();
    (server, played, administrator)
}

#[test]
fn a_lesson_is_read_step_by_step_and_its_questions_are_explained_at_once() {
    let (server, _, administrator) = school();
    let nid = Learner::new(&server, server.person(&administrator, "nid", "trainee"));
    let lessons = nid.read("/api/academy/lessons");
    let rows = lessons["items"].as_array().expect("lessons");
    assert_eq!(rows.len(), 8);
    let orders: Vec<u64> = rows.iter().filter_map(|row| row["order"].as_u64()).collect();
    assert!(orders.is_sorted(), "{orders:?}");
    let peel = rows.iter().find(|row| row["id"] == "peel").expect("lesson 6");
    assert_eq!((&peel["title"], &peel["language"]), (&json!("Peel chains"), &json!("en")));
    assert_eq!((&peel["steps_read"], &peel["checks_right"]), (&json!(0), &json!(0)));
    assert!(peel["cases"].as_array().unwrap().iter().all(|case| case["state"] == "not_started"));

    let thai = nid.read("/api/academy/lessons/peel?lang=th");
    assert_eq!((&thai["language"], &thai["is_machine_drafted"]), (&json!("th"), &json!(true)));
    assert_eq!(nid.read("/api/academy/lessons/peel?lang=xx")["language"], "en");
    let lesson = nid.read("/api/academy/lessons/peel");
    let steps = lesson["steps_list"].as_array().expect("steps");
    assert_eq!((steps.len(), &steps[0]["is_read"]), (6, &json!(false)));
    assert!(text(&steps[0]["text"]).contains("`peel1`"), "{}", steps[0]);
    let names = lesson["names"].as_array().expect("names");
    let peel1 = names.iter().find(|name| name["name"] == "peel1").expect("said in the text");
    assert!(lesson["checks_list"].as_array().unwrap().iter().all(|one| one["given"].is_null()));

    // The worked example is asked of its own chain, and of nothing without the header.
    let header = format!("x-kancil-exercise: {}\r\n", text(&lesson["exercise"]));
    let path = format!("/api/transactions/{}", text(&peel1["subject"]["txid"]));
    assert_eq!(nid.done("GET", &path, &header, &json!({}))["outputs"]["total"], 2);
    refused(&nid.ask("GET", &path, "", &json!({})), 404, "problem-nowhere", "outside");
    let cards = json!({"subjects": steps[0]["show"]});
    let cards = nid.done("POST", "/api/cards", &header, &cards);
    assert!(cards["cards"].as_array().unwrap().iter().all(|card| card["refusal"].is_null()));

    let step = format!("/api/academy/lessons/peel/steps/{}", text(&steps[0]["id"]));
    for _ in 0..2 {
        assert_eq!(nid.ask("PUT", &step, JSON, &json!({})).status, 204);
    }
    let check = "/api/academy/lessons/peel/checks/paid-at-melati";
    let wrong = nid.done("POST", check, "", &json!({"answer": ["0.7"]}));
    assert_eq!((&wrong["is_right"], &wrong["tries"]), (&json!(false), &json!(1)));
    assert_eq!(wrong["truth"], json!(["0.79000000"]));
    assert!(text(&wrong["explanation"]).starts_with("0.79 BTC"), "{wrong}");
    let right = nid.done("POST", check, "", &json!({"answer": ["0.79"]}));
    assert_eq!((&right["is_right"], &right["tries"]), (&json!(true), &json!(2)));
    let again = nid.read("/api/academy/lessons/peel");
    assert_eq!((&again["steps_read"], &again["checks_right"]), (&json!(1), &json!(1)));
    let given = again["checks_list"].as_array().unwrap().iter().find(|one| !one["given"].is_null());
    assert_eq!(given.expect("answered")["given"]["answer"], json!(["0.79"]));

    let words = nid.read("/api/academy/glossary?lang=th");
    let peel = words["items"].as_array().unwrap().iter().find(|term| term["term"] == "peel");
    assert_eq!(peel.expect("a term of the field")["word"], "พีล");
    for (path, problem) in [
        ("/api/academy/lessons/knots", "no-such-lesson"),
        ("/api/academy/lessons/..%2f..%2fetc", "no-such-lesson"),
        ("/api/academy/attempts/nope", "no-such-attempt"),
    ] {
        refused(&nid.ask("GET", path, "", &json!({})), 404, problem, path);
    }
    let nothing = nid.ask("PUT", "/api/academy/lessons/peel/steps/knots", JSON, &json!({}));
    refused(&nothing, 404, "no-such-step", "knots");
    let knots = json!({"lesson": "peel", "case": "knots"});
    let knots = nid.ask("POST", "/api/academy/attempts", JSON, &knots);
    refused(&knots, 404, "no-such-exercise", "knots");
    let long = json!({"answer": vec!["a".repeat(201)]});
    refused(&nid.ask("POST", check, JSON, &long), 422, "problem-text-too-long", "an answer");
}

#[test]
fn an_expert_goes_through_lesson_six_from_the_first_card_to_the_debrief() {
    let (server, _, administrator) = school();
    let nid = Learner::new(&server, server.person(&administrator, "nid", "trainee"));
    let lesson = lesson("peel");
    let attempt = nid.begins("peel", "own", false);
    let (path, header) = (at(&attempt), inside(&attempt));
    assert_eq!((&attempt["state"], &attempt["number"]), (&json!("working"), &json!(1)));
    assert_eq!((&attempt["title"], &attempt["is_mine"]), (&json!("Two branches"), &json!(true)));
    assert_eq!(nid.begins("peel", "own", true)["id"], attempt["id"], "one is worked on at a time");
    let (_, exercise) = exercise(&server, &lesson, "nid", &text(&attempt["id"]));
    assert_eq!(attempt["stops"], json!(exercise.truth.path.len()));
    assert_eq!(attempt["claims"], json!(exercise.truth.claims));

    // The board is the real one: it has what was handed over, and takes steps and a trace's result.
    let board = format!("/api/boards/{}", text(&attempt["board"]));
    let seen = nid.read(&board);
    let cards = seen["content"]["cards"].as_object().expect("cards");
    let start: BTreeSet<&String> = exercise.start.iter().collect();
    assert_eq!(cards.keys().collect::<BTreeSet<_>>(), start);
    assert!(nid.read("/api/cases")["items"].as_array().unwrap().is_empty(), "it is no case");
    let drain = txid(&exercise.truth.path[0]);
    let asked = json!({"kind": "trace", "question": {"subjects": [drain]}});
    let job = nid.done("POST", "/api/jobs", &header, &asked);
    let job = format!("/api/jobs/{}", text(&job["id"]));
    let job = within("the trace ends", || {
        let job = nid.read(&job);
        (job["state"] != "waiting" && job["state"] != "running").then_some(job)
    });
    assert_eq!(job["state"], "done", "{job}");
    let rev = seen["rev"].as_u64().expect("a revision");
    let place = json!({"job": job["id"], "rev": rev, "top": 3});
    let placed = nid.done("POST", &format!("{board}/results"), "", &place);
    assert_eq!(placed["rev"], json!(rev + 1), "the same board as ever");
    let expand = json!({"subject": attempt["start"][0], "side": "out"});
    let expanded = nid.done("POST", "/api/expand", &header, &expand);
    assert!(expanded["total"].as_u64() > Some(0), "{expanded}");
    let fact = json!({"subject": {"kind": "transaction", "ledger": "bitcoin-story-linked",
        "txid": drain}});
    let pinned = nid.done("POST", &format!("{board}/pins"), &header, &fact);
    assert!(text(&pinned["fact"]).contains(drain), "{pinned}");

    // Sheets: kept by revision, refused where they cannot be scored.
    let sheet = experts(&exercise);
    assert_eq!(nid.save(&path, 0, &sheet).json()["sheet_rev"], 1);
    let stale = refused(&nid.save(&path, 0, &sheet), 409, "sheet-stale", "an older one");
    assert_eq!((&stale["sheet_rev"], &stale["sheet"]), (&json!(1), &sheet));
    let mut all = sheet.clone();
    let stops: Vec<Value> = exercise.expert.iter().map(|anchor| json!(anchor)).collect();
    all["path"] = json!([stops.clone(), stops].concat());
    let all = refused(&nid.save(&path, 1, &all), 422, "problem-sheet-path-too-long", "everything");
    assert_eq!(all["stops"], attempt["stops"]);
    refused(
        &nid.ask("PUT", &format!("{path}/sheet"), JSON, &json!({"sheet": sheet})),
        428,
        "problem-sheet-if-match",
        "without a revision",
    );
    let strange = nid.save(&path, 1, &json!({"everything": true}));
    refused(&strange, 400, "problem-body-unreadable", "no sheet");
    refused(
        &nid.ask("GET", &format!("{path}/debrief"), "", &json!({})),
        409,
        "not-submitted",
        "early",
    );

    let first = exercise.truth.signals[0].anchors.first().expect("an anchor");
    let looks = json!({"looks": [{"anchor": first, "opens": 1, "ms": 41_000}]});
    assert_eq!(nid.ask("POST", &format!("{path}/looks"), JSON, &looks).status, 204);
    let elsewhere = json!({"looks": [{"anchor": "<b>", "opens": 1, "ms": 1}]});
    let elsewhere = nid.ask("POST", &format!("{path}/looks"), JSON, &elsewhere);
    refused(&elsewhere, 422, "problem-sheet-anchor", "no anchor");
    assert_eq!(nid.ask("PUT", &format!("{path}/help"), JSON, &json!({"asks": true})).status, 204);
    assert_eq!(nid.read(&path)["asks_help"], true);

    refused(&nid.submit(&path, 0), 409, "sheet-stale", "an older sheet");
    let came = nid.submit(&path, 1);
    assert_eq!(came.status, 200, "{came:?}");
    let debrief = came.json();
    let score = &debrief["score"];
    let total = score["total_milli"].as_u64().expect("a total");
    assert!(total >= 98_000 && score["passes"] == true, "{score}");
    let parts = ["decision", "signals", "trace", "reasons"];
    let sum: u64 = parts.iter().filter_map(|part| score[part]["points_milli"].as_u64()).sum();
    assert_eq!(sum, total, "its arithmetic is shown");
    assert_eq!(debrief["certainty"], json!({"given": 3, "mark": 3, "is_right": true}));
    assert_eq!(debrief["truth"]["path"], json!(exercise.truth.path));
    assert_eq!(debrief["truth"]["amount"], sheet["amount"]);
    let signals = debrief["signals"].as_array().expect("signals");
    assert!(signals.iter().all(|signal| signal["seen"] == "pinned"), "{signals:?}");
    assert_eq!(signals[0]["dwell_ms"], 41_000);
    assert!(!text(&signals[0]["name"]).is_empty() && !text(&signals[0]["text"]).is_empty());
    assert_eq!(debrief["next"], json!({"lesson": "peel", "case": "innocent"}));

    // It is in: nothing changes any more, and what was told stays.
    for came in [nid.submit(&path, 1), nid.save(&path, 1, &sheet)] {
        refused(&came, 409, "attempt-submitted", "again");
    }
    refused(
        &nid.ask("POST", &format!("{path}/hints"), JSON, &json!({})),
        409,
        "attempt-submitted",
        "late",
    );
    assert_eq!(nid.read(&format!("{path}/debrief")), debrief);
    let late = json!({"steps": [{"does": "do", "id": "late", "ops": []}]});
    let late = nid.ask(
        "POST",
        &format!("{board}/steps"),
        &format!("{JSON}if-match: \"{}\"\r\n", rev + 1),
        &late,
    );
    refused(&late, 409, "problem-case-closed", "the board is handed in too");
    assert_eq!(nid.begins("peel", "own", false)["id"], attempt["id"], "it is given back");
    let variant = nid.begins("peel", "own", true);
    assert_eq!((&variant["number"], &variant["state"]), (&json!(2), &json!("working")));
    assert_ne!(variant["start"], attempt["start"], "the same signs, all numbers new");
    let mine = nid.read("/api/academy/attempts?lesson=peel&limit=1");
    let older = nid.read(&format!("/api/academy/attempts?after={}", text(&mine["next"])));
    // Both began in one second, so either is the newer by its id.
    let (first, second) = (&mine["items"][0], &older["items"][0]);
    let (handed_in, begun) =
        if first["id"] == attempt["id"] { (first, second) } else { (second, first) };
    assert_eq!((&mine["total"], &begun["id"]), (&json!(2), &variant["id"]));
    assert_eq!(handed_in["total_milli"], json!(total));
    let rows = nid.read("/api/academy/lessons");
    let peel = rows["items"].as_array().unwrap().iter().find(|row| row["id"] == "peel").unwrap();
    let own = peel["cases"].as_array().unwrap().iter().find(|case| case["id"] == "own").unwrap();
    assert_eq!((&own["best_milli"], &own["passes"]), (&json!(total), &json!(true)));
    assert_eq!((&own["state"], &own["attempts"]), (&json!("working"), &json!(2)));
}

#[test]
fn hints_cost_and_the_debrief_tells_who_did_not_look_from_who_did_not_see() {
    let (server, _, administrator) = school();
    // Whoever may learn can: an administrator reads no case and works in none.
    let siti = Learner::new(&server, administrator);
    let lesson = lesson("peel");
    let attempt = siti.begins("peel", "guided", false);
    let path = at(&attempt);
    let (_, exercise) = exercise(&server, &lesson, "siti", &text(&attempt["id"]));
    let given: Vec<&Value> = attempt["given"].as_array().unwrap().iter().collect();
    assert!(!given.is_empty(), "it is partly solved: {attempt}");
    let mut sheet = experts(&exercise);
    let pins = sheet["pins"].as_array().unwrap().clone();
    // One pinned before the hint, one after it, one looked at, one on the board and not opened.
    sheet["pins"] = json!([pins[1]]);
    assert_eq!(siti.save(&path, 0, &sheet).status, 200);
    let hint = siti.done("POST", &format!("{path}/hints?lang=th"), "", &json!({}));
    assert_eq!(
        (&hint["number"], &hint["kind"], &hint["cost_milli"]),
        (&json!(1), &json!("nudge"), &json!(2000))
    );
    assert!(!text(&hint["text"]).is_empty());
    let hints = siti.read(&path)["hints"].clone();
    assert!(hints[0]["text"].is_string() && hints[1]["text"].is_null(), "{hints}");
    sheet["pins"] = json!([pins[1], pins[2]]);
    assert_eq!(siti.save(&path, 1, &sheet).status, 200);
    let looked = exercise.truth.signals[3].anchors.first().expect("an anchor");
    let looks = json!({"looks": [{"anchor": looked, "opens": 2, "ms": 1_500},
        {"anchor": looked, "opens": 1, "ms": 700}]});
    assert_eq!(siti.ask("POST", &format!("{path}/looks"), JSON, &looks).status, 204);
    for kind in ["pointer", "reveal"] {
        assert_eq!(siti.done("POST", &format!("{path}/hints"), "", &json!({}))["kind"], kind);
    }
    let more = siti.ask("POST", &format!("{path}/hints"), JSON, &json!({}));
    refused(&more, 409, "no-more-hints", "all three were told");
    let debrief = siti.submit(&path, 2).json();
    assert_eq!(debrief["score"]["hints_milli"], 14_000, "2 + 4 + 8");
    let seen: Vec<&Value> =
        debrief["signals"].as_array().unwrap().iter().map(|signal| &signal["seen"]).collect();
    // What was given stands on the board: the first sign's peels are among it.
    assert_eq!(seen, ["never_opened", "pinned", "pinned_late", "opened"]);
}

#[test]
fn nothing_that_is_so_is_told_before_the_sheet_is_in() {
    let (server, _, administrator) = school();
    let nid = Learner::new(&server, server.person(&administrator, "nid", "trainee"));
    for name in ["peel", "capstone"] {
        let lesson = lesson(name);
        nid.told.borrow_mut().clear();
        for case in &lesson.plan.cases {
            let attempt = nid.begins(name, case.id.get_ref(), false);
            let (path, header) = (at(&attempt), inside(&attempt));
            let board = text(&attempt["board"]);
            for path in [
                "/api/academy/lessons".to_owned(),
                format!("/api/academy/lessons/{name}"),
                "/api/academy/attempts".to_owned(),
                path.clone(),
                format!("{path}/debrief"),
                format!("/api/boards/{board}"),
                format!("/api/boards/{board}/steps"),
                format!("/api/boards/{board}/own-steps"),
                "/api/ledgers".to_owned(),
                "/api/packs".to_owned(),
                "/api/jobs".to_owned(),
                "/api/me".to_owned(),
                "/api/search?q=loot".to_owned(),
                "/api/cases".to_owned(),
                "/api/cases/search?q=peel".to_owned(),
            ] {
                nid.ask("GET", &path, &header, &json!({}));
            }
            nid.save(
                &path,
                0,
                &json!({"verdict": null, "typology": null, "pins": [], "path": [],
                "amount": null, "claims": [], "accused": [], "certainty": null}),
            );
            nid.save(&path, 0, &json!({}));
            let (seed, exercise) = exercise(&server, &lesson, "nid", &text(&attempt["id"]));
            let truth = &exercise.truth;
            let handed: BTreeSet<&String> = exercise.start.iter().chain(&exercise.given).collect();
            let mut secret: Vec<String> = vec![seed.to_string(), format!("{seed:x}")];
            let mut ids: Vec<String> = Vec::new();
            let signals =
                truth.signals.iter().map(|signal| (&signal.id, "signal", &signal.anchors));
            let decoys = truth.decoys.iter().map(|decoy| (&decoy.id, "decoy", &decoy.anchors));
            for (id, kind, anchors) in signals.chain(decoys) {
                ids.push(format!("\"{id}\""));
                let section = format!("{kind}:{}/{id}", case.id.get_ref());
                let section = &lesson.text("en").1.sections[&section];
                secret.push(section.body.clone());
                secret.extend(anchors.iter().filter(|it| !handed.contains(it)).cloned());
            }
            secret.extend(truth.innocents.iter().filter(|it| !handed.contains(it)).cloned());
            for hint in 1..=case.hints {
                let section = format!("hint:{}/{hint}", case.id.get_ref());
                secret.push(lesson.text("en").1.sections[&section].body.clone());
            }
            let told = nid.told.borrow();
            assert!(told.iter().any(|(at, body)| at == &format!("GET {path}") && !body.is_empty()));
            for (at, body) in told.iter() {
                for secret in secret.iter().filter(|secret| secret.len() > 3) {
                    // As JSON writes it.
                    let quoted = json!(secret).to_string();
                    let bare = &quoted[1..quoted.len() - 1];
                    assert!(!body.contains(bare), "{at} tells {secret}: {body}");
                }
                for word in
                    ["\"signals\"", "\"decoys\"", "\"innocents\"", "\"seed\"", "\"truth\":{"]
                {
                    assert!(!body.contains(word), "{at} tells of {word}: {body}");
                }
                for id in &ids {
                    assert!(!body.contains(id), "{at} names {id}: {body}");
                }
            }
        }
    }
}

#[test]
fn an_attempt_is_not_there_for_anybody_else_by_any_route() {
    let (server, played, administrator) = school();
    let nid = Learner::new(&server, server.person(&administrator, "nid", "trainee"));
    let attempt = nid.begins("peel", "own", false);
    let (path, header) = (at(&attempt), inside(&attempt));
    let start = text(&attempt["start"][0]["txid"]);
    let asked = json!({"kind": "trace", "question": {"subjects": [start]}});
    let job = format!("/api/jobs/{}", text(&nid.done("POST", "/api/jobs", &header, &asked)["id"]));
    let board = format!("/api/boards/{}", text(&attempt["board"]));
    let case = text(&nid.read(&board)["case"]);
    let others =
        [("other", "trainee"), ("out", "trainer"), ("lek", "investigator"), ("head", "lead")];
    for (login, role) in others {
        let other = Learner::new(&server, server.person(&administrator, login, role));
        let sheet = json!({"sheet": {}});
        let steps = json!({"steps": []});
        let tag = "if-match: \"0\"\r\n";
        for (method, at, body) in [
            ("GET", path.clone(), json!({})),
            (
                "PUT",
                format!("{path}/sheet"),
                json!({"sheet": {"pins": [], "path": [], "claims": [], "accused": []}}),
            ),
            ("POST", format!("{path}/hints"), json!({})),
            ("POST", format!("{path}/looks"), json!({"looks": []})),
            ("PUT", format!("{path}/help"), json!({"asks": true})),
            ("POST", format!("{path}/submission"), json!({})),
            ("GET", format!("{path}/debrief"), json!({})),
        ] {
            let came = other.ask(method, &at, &format!("{JSON}{tag}"), &body);
            refused(&came, 404, "no-such-attempt", &format!("{method} {at} as {role}"));
        }
        for (method, at, body) in [
            ("GET", board.clone(), json!({})),
            ("GET", format!("{board}/steps"), json!({})),
            ("GET", format!("{board}/events"), json!({})),
            ("POST", format!("{board}/steps"), steps),
            ("GET", format!("/api/cases/{case}"), json!({})),
            ("GET", format!("/api/cases/{case}/custody"), json!({})),
        ] {
            let came = other.ask(method, &at, &format!("{JSON}{tag}"), &body);
            refused(&came, 404, "no-such-case", &format!("{method} {at} as {role}"));
        }
        // Inside somebody else's exercise nothing is asked at all.
        let cards = json!({"subjects": attempt["start"]});
        for (method, at, body) in [
            ("GET", format!("/api/transactions/{start}"), json!({})),
            ("GET", "/api/ledgers".to_owned(), json!({})),
            ("GET", "/api/search?q=a".to_owned(), json!({})),
            ("POST", "/api/cards".to_owned(), cards),
            ("POST", "/api/jobs".to_owned(), asked.clone()),
            ("POST", "/api/screen".to_owned(), json!({"subjects": [start]})),
        ] {
            let came = other.ask(method, &at, &format!("{JSON}{header}"), &body);
            refused(&came, 404, "no-such-exercise", &format!("{method} {at} as {role}"));
        }
        if role != "lead" {
            for end in ["", "/result", "/events"] {
                let came = other.ask("GET", &format!("{job}{end}"), "", &json!({}));
                refused(&came, 404, "problem-job-unknown", &format!("{job}{end} as {role}"));
            }
        }
        assert_eq!(other.read("/api/academy/attempts")["total"], 0, "{role}");
        let outside = other.ask("GET", &format!("/api/transactions/{start}"), "", &json!({}));
        refused(&outside, 404, "problem-nowhere", "no chain of an exercise is a ledger");
        drop(sheet);
    }
    // Its learner sees nothing but his chain inside, and nothing of it outside.
    let thief = id(&played, "thief");
    let at = format!("/api/addresses/{thief}");
    assert_eq!(nid.ask("GET", &at, "", &json!({})).status, 200);
    refused(&nid.ask("GET", &at, &header, &json!({})), 404, "problem-nowhere", "another story");
    let ledgers = nid.done("GET", "/api/ledgers", &header, &json!({}));
    assert_eq!(ledgers["ledgers"].as_array().unwrap().len(), 1);
    assert_ne!(ledgers, nid.read("/api/ledgers"));
    for header in [
        "x-kancil-exercise: nope\r\n",
        "x-kancil-exercise: lesson:nope\r\n",
        "x-kancil-exercise:\r\n",
    ] {
        let came = nid.ask("GET", "/api/ledgers", header, &json!({}));
        refused(&came, 404, "no-such-exercise", header);
    }
    let twice = format!("{header}{header}");
    refused(&nid.ask("GET", "/api/ledgers", &twice, &json!({})), 404, "no-such-exercise", "two");
    // Nor can he let anybody in.
    let somebody = json!({"user": nid.read("/api/me")["id"]});
    let came = nid.ask("POST", &format!("/api/cases/{case}/members"), JSON, &somebody);
    refused(&came, 409, "problem-case-of-attempt", "a member");
    // A token learns as far as its scopes go.
    let analyst = server.person(&administrator, "ann", "analyst");
    let token = Learner::new(&server, server.token(&analyst, &[Permission::Learn.text()]));
    let own = token.begins("ledger", "own", false);
    assert_eq!(own["is_mine"], true);
    token.read(&format!("/api/boards/{}", text(&own["board"])));
    let came = token.ask("GET", "/api/ledgers", &inside(&own), &json!({}));
    refused(&came, 403, "problem-token-scope", "it may not look");
}

#[test]
fn a_trainee_sees_nothing_real_inside_an_exercise_or_outside() {
    let Some(data) = crate::harness::test_data_or_say("a_trainee_sees_nothing_real") else {
        return;
    };
    let (desk, _) = story_on(Desk::new());
    let genesis = data.join("btc/genesis_0-4521.blk");
    desk.done(&["ingest", "bitcoin", genesis.to_str().unwrap()]);
    desk.done(&["labels", "import", "builtin:dprk"]);
    let server = Server::start(desk);
    let administrator = server.administrator();
    let real = "12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S";
    for (login, role) in [("nid", "trainee"), ("lek", "investigator")] {
        let learner = Learner::new(&server, server.person(&administrator, login, role));
        let attempt = learner.begins("peel", "own", false);
        let header = inside(&attempt);
        for path in [
            format!("/api/addresses/{real}"),
            format!("/api/look?q={real}"),
            format!("/api/labels?subject={real}"),
            "/api/search?q=lazarus".to_owned(),
            "/api/ledgers".to_owned(),
            "/api/packs".to_owned(),
        ] {
            let came = learner.ask("GET", &path, &header, &json!({}));
            let is_told = came.body.contains("bitcoin-main")
                || came.body.to_lowercase().contains("lazarus group");
            assert!(!is_told, "{path} as {role}: {came:?}");
            assert!(came.status == 200 || came.problem() == "problem-nowhere", "{path}: {came:?}");
        }
        let packs = learner.done("GET", "/api/packs", &header, &json!({}));
        let titles = packs["packs"].as_array().expect("packs").iter().map(|pack| &pack["title"]);
        let strange = titles.filter(|title| !text(title).starts_with("SYNTHETIC"));
        assert_eq!(strange.count(), 0, "{role}: {packs}");
        let screened = learner.done("POST", "/api/screen", &header, &json!({"subjects": [real]}));
        assert!(!screened.to_string().contains("bitcoin-main"), "{screened}");
        let asked = json!({"kind": "trace", "question": {"subjects": [real]}});
        let job = learner.done("POST", "/api/jobs", &header, &asked);
        let job = within("it ends", || {
            let job = learner.read(&format!("/api/jobs/{}", text(&job["id"])));
            (job["state"] != "waiting" && job["state"] != "running").then_some(job)
        });
        assert_eq!(job["problem"]["id"], "problem-nowhere", "{job}");
    }
    let trainee = server.sign_in("nid");
    refused(&server.get(&trainee, &format!("/api/addresses/{real}")), 404, "problem-nowhere", real);
}

#[test]
fn an_attempt_goes_on_on_the_same_chain_after_the_server_was_killed() {
    let (server, _, administrator) = school();
    let pass = server.person(&administrator, "nid", "trainee");
    let nid = Learner::new(&server, pass.clone());
    let attempt = nid.begins("peel", "own", false);
    let (path, header) = (at(&attempt), inside(&attempt));
    let look = format!("/api/transactions/{}", text(&attempt["start"][0]["txid"]));
    let before = nid.done("GET", &look, &header, &json!({}));
    let mut sheet = attempt["sheet"].clone();
    sheet["verdict"] = json!("hold");
    assert_eq!(nid.save(&path, 0, &sheet).status, 200);
    nid.done("POST", &format!("{path}/hints"), "", &json!({}));
    drop(nid);
    let server = Server::start(server.kill());
    let nid = Learner::new(&server, pass);
    let again = nid.read(&path);
    assert_eq!((&again["sheet"], &again["sheet_rev"]), (&sheet, &json!(1)));
    assert!(again["hints"][0]["text"].is_string(), "{again}");
    assert_eq!((&again["start"], &again["stops"]), (&attempt["start"], &attempt["stops"]));
    assert_eq!(nid.done("GET", &look, &header, &json!({})), before, "the same chain");
    assert_eq!(nid.begins("peel", "own", false)["id"], attempt["id"]);
    sheet["certainty"] = json!(2);
    assert_eq!(nid.save(&path, 1, &sheet).json()["sheet_rev"], 2);
    assert_eq!(nid.submit(&path, 2).status, 200);
}

/// Every lesson that comes along can be taken, and its expert passes.
#[test]
fn who_knows_what_is_so_passes_every_exercise_of_every_lesson() {
    let (server, _, administrator) = school();
    let nid = Learner::new(&server, server.person(&administrator, "nid", "trainee"));
    let lessons = lessons();
    assert!(lessons.len() >= 8);
    for lesson in &lessons {
        for case in &lesson.plan.cases {
            let what = format!("{} {}", lesson.id(), case.id.get_ref());
            let attempt = nid.begins(lesson.id(), case.id.get_ref(), false);
            let (_, exercise) = exercise(&server, lesson, "nid", &text(&attempt["id"]));
            let path = at(&attempt);
            let saved = nid.save(&path, 0, &experts(&exercise));
            assert_eq!(saved.status, 200, "{what}: {saved:?}");
            let debrief = nid.submit(&path, 1).json();
            let total = debrief["score"]["total_milli"].as_u64();
            assert!(total >= Some(98_000), "{what}: {}", debrief["score"]);
        }
    }
}
