//! The trainer's half of the academy over HTTP: a class from its newcomers to its certificates, what a
//! learner and another trainer never reach, and texts and lessons that trainers bring in.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use expect_test::expect;
use serde_json::{Value, json};

use crate::academy::desk_with_lesson;
use crate::harness::Desk;
use crate::serving::{Came, PASSWORD, Pass, Server, request};
use crate::serving_cases::{refused, text};

/// A school: its server, two trainers, and a class of the first with three learners.
struct School {
    server: Server,
    nan: Pass,
    other: Pass,
    /// `/api/academy/classes/ID`.
    class: String,
    learners: Vec<(String, Pass)>,
}

impl School {
    fn open(desk: Desk) -> Self {
        let server = Server::start(desk);
        let administrator = server.administrator();
        let trainer = |login: &str| server.person(&administrator, login, "trainer");
        let (nan, other) = (trainer("nan"), trainer("other"));
        let given = json!({"title": "RTP Batch 7", "language": "th"});
        let made = done(&server, &nan, "POST", "/api/academy/classes", &given);
        let class = format!("/api/academy/classes/{}", text(&made["id"]));
        let mut school = Self { server, nan, other, class, learners: Vec::new() };
        school.enrol(&[("aom", "Aom Srisuk"), ("budi", "Budi"), ("carmela", "=1+1")]);
        school
    }

    /// Newcomers, who sign in by their links.
    fn enrol(&mut self, names: &[(&str, &str)]) {
        let given: Vec<Value> =
            names.iter().map(|(login, name)| json!({"login": login, "name": name})).collect();
        let path = format!("{}/newcomers", self.class);
        let made = self.done("POST", &path, &json!({"names": given}));
        for item in made["items"].as_array().expect("newcomers") {
            let given = json!({"token": item["link"]["token"], "password": PASSWORD});
            let used = self.server.send(&Pass::default(), "POST", "/api/password-link", &given);
            assert_eq!(used.status, 200, "{used:?}");
            let login = text(&item["user"]["login"]);
            self.learners.push((text(&item["user"]["id"]), self.server.sign_in(&login)));
        }
    }

    #[track_caller]
    fn done(&self, method: &str, path: &str, body: &Value) -> Value {
        done(&self.server, &self.nan, method, path, body)
    }

    #[track_caller]
    fn read(&self, path: &str) -> Value {
        let came = self.server.get(&self.nan, path);
        assert_eq!(came.status, 200, "{path}: {came:?}");
        came.json()
    }

    fn assign(&self, lesson: &str, case: &str, answers_open: bool) -> Value {
        let path = format!("{}/assignments/{lesson}/{case}", self.class);
        let given = json!({"due_at": "2026-12-01T00:00:00Z", "answers_open": answers_open});
        self.done("PUT", &path, &given)
    }

    /// What is told of the class from now on.
    fn listen(&self) -> BufReader<TcpStream> {
        let mut stream = TcpStream::connect(self.server.at).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a time");
        let path = format!("{}/events", self.class);
        let asked = request(self.server.at, &self.nan, "GET", &path, "", b"");
        stream.write_all(&asked).expect("it is asked");
        BufReader::new(stream)
    }

    /// A learner begins an exercise.
    fn begins(&self, learner: usize, lesson: &str, case: &str) -> Value {
        let pass = &self.learners[learner].1;
        let given = json!({"lesson": lesson, "case": case});
        done(&self.server, pass, "POST", "/api/academy/attempts", &given)
    }

    /// A learner hands in what is on the sheet.
    fn hands_in(&self, learner: usize, attempt: &Value, sheet: &Value) -> Came {
        let pass = &self.learners[learner].1;
        let path = format!("/api/academy/attempts/{}", text(&attempt["id"]));
        let if_match =
            |rev: &Value| format!("content-type: application/json\r\nif-match: \"{rev}\"\r\n");
        let body = json!({"sheet": sheet}).to_string();
        let more = if_match(&attempt["sheet_rev"]);
        let saved = self.server.ask(pass, "PUT", &format!("{path}/sheet"), &more, body.as_bytes());
        assert_eq!(saved.status, 200, "{saved:?}");
        let more = if_match(&saved.json()["sheet_rev"]);
        self.server.ask(pass, "POST", &format!("{path}/submission"), &more, b"{}")
    }
}

/// Whether a change is told; not, where the stream ends.
fn is_told(listens: &mut impl BufRead) -> bool {
    let mut line = String::new();
    while listens.read_line(&mut line).expect("it goes on") > 0 {
        if line.trim_end() == "event: changed" {
            return true;
        }
        line.clear();
    }
    false
}

#[track_caller]
fn done(server: &Server, pass: &Pass, method: &str, path: &str, body: &Value) -> Value {
    let came = server.send(pass, method, path, body);
    assert!((200..300).contains(&came.status), "{method} {path}: {came:?}");
    if came.body.is_empty() { Value::Null } else { came.json() }
}

fn cell<'v>(view: &'v Value, user: &str, case: &str) -> &'v Value {
    let cells = view["cells"].as_array().expect("cells");
    let found = cells.iter().find(|cell| cell["user"] == user && cell["case"] == case);
    found.unwrap_or_else(|| panic!("{view}"))
}

/// What a brief hands over, by its anchors: what lies before it first, what it begins with last.
fn anchors(attempt: &Value) -> Vec<String> {
    let anchor = |subject: &Value| {
        format!("transaction:{}:{}", text(&subject["ledger"]), text(&subject["txid"]))
    };
    let of = |of: &str| -> Vec<String> {
        attempt[of].as_array().expect("subjects").iter().map(anchor).collect()
    };
    let (start, given) = (of("start"), of("given"));
    let before = given.into_iter().filter(|anchor| !start.contains(anchor));
    before.chain(start.clone()).collect()
}

/// What can be handed in of the partly solved case of lesson 1 by what it gives alone: it passes.
fn good(attempt: &Value) -> Value {
    let pins = anchors(attempt);
    let claims: Vec<Value> = ["who", "what", "when", "where", "how"]
        .iter()
        .enumerate()
        .map(|(at, asked)| json!({"text": "as told", "answers": asked, "cites": [pins[at % pins.len()]]}))
        .collect();
    let pinned: Vec<Value> = pins.iter().map(|pin| json!({"anchor": pin, "note": ""})).collect();
    json!({"verdict": "release", "typology": "none", "pins": pinned, "path": pins, "amount": null,
        "claims": claims, "accused": [], "certainty": 2})
}

fn poor() -> Value {
    json!({"verdict": "hold_report", "typology": "ransom", "pins": [], "path": [], "amount": null,
        "claims": [], "accused": [], "certainty": 3})
}

#[test]
fn a_trainer_leads_a_class_from_newcomers_to_certificates() {
    let school = School::open(Desk::new());
    let view = school.assign("ledger", "guided", false);
    assert_eq!(
        view["exercises"][0]["lesson_title"],
        school.read("/api/academy/lessons/ledger")["title"]
    );
    let guided = format!("{}?lang=en", school.class);
    assert_eq!(cell(&view, &school.learners[0].0, "guided")["state"], "not_started");

    // One does well, one badly, one asks for help.
    let attempts: Vec<Value> = (0..3).map(|at| school.begins(at, "ledger", "guided")).collect();
    let came = school.hands_in(0, &attempts[0], &good(&attempts[0]));
    assert_eq!((came.status, came.problem().as_str()), (403, "answers-closed"), "not yet");
    school.hands_in(1, &attempts[1], &poor());
    let help = format!("/api/academy/attempts/{}/help", text(&attempts[2]["id"]));
    done(&school.server, &school.learners[2].1, "PUT", &help, &json!({"asks": true}));
    let view = school.read(&guided);
    let of = |at: usize| cell(&view, &school.learners[at].0, "guided");
    assert_eq!((&of(0)["state"], &of(0)["passes"]), (&json!("submitted"), &json!(true)), "{view}");
    assert_eq!((&of(1)["passes"], &of(2)["asks_help"]), (&json!(false), &json!(true)), "{view}");
    assert_eq!((&of(2)["state"], &of(2)["total_milli"]), (&json!("working"), &Value::Null));
    let missed = view["missed"].as_array().expect("missed");
    assert_eq!((&missed[0]["missed"], &missed[0]["of"]), (&json!(2), &json!(2)), "{view}");
    assert_eq!(missed[0]["signal"], "from-her-own-account", "{view}");

    // A trainer reads the attempt, says something, and gives points; the learner sees both.
    let attempt = format!("/api/academy/attempts/{}", text(&attempts[1]["id"]));
    school.done("POST", &format!("{attempt}/comments"), &json!({"text": "Look at who was paid."}));
    let far = school.server.send(
        &school.nan,
        "PUT",
        &format!("{attempt}/points"),
        &json!({"points": 11, "comment": "too kind"}),
    );
    refused(&far, 422, "problem-points-range", "more than ten");
    let why = school.server.send(
        &school.nan,
        "PUT",
        &format!("{attempt}/points"),
        &json!({"points": 5, "comment": " "}),
    );
    refused(&why, 422, "problem-text-empty", "without a word");
    let given = school.done(
        "PUT",
        &format!("{attempt}/points"),
        &json!({"points": 5, "comment": "Well put."}),
    );
    assert_eq!((&given["hand_points"], &given["passes"]), (&json!(5), &json!(false)), "{given}");
    let own = school.server.get(&school.learners[1].1, &attempt).json();
    assert_eq!(own["comments"][0]["text"], "Look at who was paid.", "{own}");
    let working = format!("/api/academy/attempts/{}/points", text(&attempts[2]["id"]));
    let early =
        school.server.send(&school.nan, "PUT", &working, &json!({"points": 1, "comment": "x"}));
    refused(&early, 409, "problem-not-submitted-yet", "not in");

    // Answers are opened, and the debrief with them.
    let debrief = format!("/api/academy/attempts/{}/debrief", text(&attempts[0]["id"]));
    let closed = school.server.get(&school.learners[0].1, &debrief);
    refused(&closed, 403, "answers-closed", "closed");
    school.assign("ledger", "guided", true);
    assert_eq!(school.server.get(&school.learners[0].1, &debrief).status, 200);

    // Who teaches looks at what was drawn; a fellow learner does not.
    let board = format!("/api/boards/{}", text(&attempts[0]["board"]));
    assert_eq!(school.server.get(&school.nan, &board).status, 200);
    assert_eq!(school.server.get(&school.learners[1].1, &board).status, 404);

    let csv = school.server.get(&school.nan, &format!("{}/table.csv?lang=en", school.class));
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8; header=present"));
    expect![[r#"
        login,name,lesson,case,title,due,state,points,passes,attempts,hints,asks_help,started,submitted
        carmela,'=1+1,ledger,guided,The motorbike,2026-12-01T00:00:00Z,working,,,1,0,true,2026-11-22T12:00:00Z,
        aom,Aom Srisuk,ledger,guided,The motorbike,2026-12-01T00:00:00Z,submitted,79.429,true,1,0,false,2026-11-22T12:00:00Z,2026-11-22T12:00:00Z
        budi,Budi,ledger,guided,The motorbike,2026-12-01T00:00:00Z,submitted,9.8,false,1,0,false,2026-11-22T12:00:00Z,2026-11-22T12:00:00Z
    "#]].assert_eq(&csv.body.replace("\r\n", "\n"));

    // Certificates are for what was passed.
    let issue = |at: usize| json!({"user": school.learners[at].0, "class": text(&view["id"])});
    let nothing = school.server.send(&school.nan, "POST", "/api/academy/certificates", &issue(1));
    refused(&nothing, 409, "problem-nothing-passed", "budi passed nothing");
    let row = school.done("POST", "/api/academy/certificates", &issue(0));
    assert_eq!((&row["name"], &row["modules"]), (&json!("Aom Srisuk"), &json!(1)));
    assert_eq!(
        school.done("POST", "/api/academy/certificates", &issue(0))["code"],
        row["code"],
        "once"
    );
    let path = format!("/api/academy/certificates/{}", text(&row["code"]));
    let file = school.server.get(&school.learners[0].1, &path);
    assert_eq!(file.status, 200, "{file:?}");
    assert_eq!(file.json()["says"]["modules"][0]["case"], "guided");
    assert_eq!(school.server.get(&school.learners[1].1, &path).status, 404);
    assert_eq!(school.server.get(&school.other, &path).status, 404);
    let listed = school.read(&format!("/api/academy/certificates?class={}", text(&view["id"])));
    assert_eq!(listed["total"], 1);

    // Anybody verifies it, here without signing in and on another machine without a network.
    let nobody = Pass::default();
    let verify = |certificate: &Value| {
        let given = json!({"certificate": certificate});
        school.server.send(&nobody, "POST", "/api/academy/verify", &given).json()
    };
    assert_eq!(verify(&file.json())["is_genuine"], true);
    let mut forged = file.json();
    forged["says"]["name"] = "Mallory".into();
    let checked = verify(&forged);
    assert_eq!((&checked["is_genuine"], &checked["refused"]), (&json!(false), &json!("changed")));
    assert_eq!(checked["name"], Value::Null, "what a forged one says is not repeated");
    assert_eq!(verify(&json!({"name": "Aom"}))["refused"], "unreadable");
    let foreign = serde_json::from_str(&crate::academy::certificate().to_text()).expect("JSON");
    assert_eq!(verify(&foreign)["refused"], "other_key");
    let elsewhere = Desk::new();
    elsewhere.write("certificate.json", &file.body);
    let key = text(&file.json()["says"]["key"]);
    elsewhere.done(&["academy", "verify", "certificate.json", "--key", &key]);
    elsewhere.write("forged.json", forged.to_string());
    assert_eq!(elsewhere.run(&["academy", "verify", "forged.json"]).code, Some(2));
}

#[test]
fn another_trainers_class_is_not_there_and_a_learner_reaches_none_of_it() {
    let school = School::open(Desk::new());
    school.assign("ledger", "guided", true);
    let attempt = school.begins(0, "ledger", "guided");
    let attempt = format!("/api/academy/attempts/{}", text(&attempt["id"]));
    let user = &school.learners[0].0;
    let asks = [
        ("GET", school.class.clone(), json!({})),
        ("PATCH", school.class.clone(), json!({"title": "Mine"})),
        ("POST", format!("{}/people", school.class), json!({"users": [user]})),
        ("DELETE", format!("{}/people/{user}", school.class), json!({})),
        ("POST", format!("{}/newcomers", school.class), json!({"names": []})),
        (
            "PUT",
            format!("{}/assignments/ledger/own", school.class),
            json!({"due_at": null, "answers_open": true}),
        ),
        ("DELETE", format!("{}/assignments/ledger/guided", school.class), json!({})),
        ("PUT", format!("{}/trainers/{user}", school.class), json!({})),
        ("DELETE", format!("{}/trainers/{user}", school.class), json!({})),
        ("GET", format!("{}/table.csv", school.class), json!({})),
        ("GET", format!("{}/heat?lesson=ledger&case=guided", school.class), json!({})),
        ("GET", format!("{}/events", school.class), json!({})),
        ("POST", format!("{attempt}/comments"), json!({"text": "hello"})),
        ("PUT", format!("{attempt}/points"), json!({"points": 1, "comment": "x"})),
        ("POST", "/api/academy/certificates".into(), json!({"user": user, "class": null})),
    ];
    for (method, path, body) in &asks {
        let ask = |pass: &Pass| match *method {
            "GET" => school.server.get(pass, path),
            method => school.server.send(pass, method, path, body),
        };
        assert_eq!(ask(&school.other).status, 404, "{method} {path} as another trainer");
        let learner = ask(&school.learners[1].1);
        refused(&learner, 403, "problem-not-allowed", &format!("{method} {path} as a learner"));
        let own = ask(&school.learners[0].1);
        refused(
            &own,
            403,
            "problem-not-allowed",
            &format!("{method} {path} as the learner himself"),
        );
    }
    for path in [
        "/api/academy/classes",
        "/api/academy/trainers",
        "/api/academy/corrections?lesson=ledger&lang=th",
        "/api/academy/packs",
    ] {
        refused(&school.server.get(&school.learners[0].1, path), 403, "problem-not-allowed", path);
    }
    assert_eq!(school.server.get(&school.other, "/api/academy/classes").json()["total"], 0);
    // Whoever was put out of a class is no learner of its trainer's any more.
    assert_eq!(school.server.get(&school.nan, &attempt).status, 200);
    school.done("DELETE", &format!("{}/people/{user}", school.class), &json!({}));
    assert_eq!(school.server.get(&school.nan, &attempt).status, 404);
    assert_eq!(school.server.get(&school.learners[0].1, &attempt).status, 200, "it stays his");
}

#[test]
fn two_trainers_lead_one_class() {
    let school = School::open(Desk::new());
    school.assign("ledger", "guided", false);
    let attempt = school.begins(0, "ledger", "guided");
    school.hands_in(0, &attempt, &poor());
    let attempt = format!("/api/academy/attempts/{}", text(&attempt["id"]));
    assert_eq!(school.server.get(&school.other, &attempt).status, 404);
    let can = school.read("/api/academy/trainers");
    let logins: Vec<&Value> =
        can["items"].as_array().expect("people").iter().map(|it| &it["login"]).collect();
    assert_eq!(logins, ["nan", "other"]);
    let (nan, other) = (text(&can["items"][0]["id"]), text(&can["items"][1]["id"]));
    let trainer = |user: &str| format!("{}/trainers/{user}", school.class);
    let learner = &school.learners[0].0;
    let put = |user: &str| school.server.send(&school.nan, "PUT", &trainer(user), &json!({}));
    refused(&put(learner), 422, "problem-class-cannot-teach", "a learner");
    refused(&put("nobody"), 422, "problem-class-cannot-teach", "nobody");
    let take =
        |pass: &Pass, user: &str| school.server.send(pass, "DELETE", &trainer(user), &json!({}));
    refused(&take(&school.nan, &nan), 409, "problem-class-last-trainer", "the last one");
    refused(&take(&school.nan, &other), 404, "no-such-trainer", "he is none yet");

    let mut listens = school.listen();
    assert!(is_told(&mut listens), "at once");
    assert_eq!(put(&other).status, 204);
    assert!(is_told(&mut listens), "somebody teaches it too");
    // He is a trainer of it like the first.
    let view = school.server.get(&school.other, &school.class).json();
    assert_eq!(view["trainers"].as_array().map(Vec::len), Some(2), "{view}");
    assert_eq!(cell(&view, learner, "guided")["state"], "submitted");
    let said = json!({"text": "Look at who was paid."});
    done(&school.server, &school.other, "POST", &format!("{attempt}/comments"), &said);
    assert_eq!(school.server.get(&school.other, &format!("{attempt}/debrief")).status, 200);
    assert_eq!(take(&school.other, &nan).status, 204, "also by the one who was let in");
    assert!(!is_told(&mut listens), "whoever may not know any more is told nothing");
    assert_eq!(school.server.get(&school.nan, &school.class).status, 404);
    assert_eq!(school.server.get(&school.nan, &attempt).status, 404);
    assert_eq!(school.server.get(&school.other, "/api/academy/classes").json()["total"], 1);
    let own = school.server.get(&school.learners[0].1, &attempt).json();
    assert_eq!(own["comments"][0]["by"], "other", "what was said stays: {own}");
}

#[test]
fn newcomers_are_trainees_all_of_them_or_none() {
    let mut school = School::open(Desk::new());
    let me = school.server.get(&school.learners[0].1, "/api/me").json();
    assert_eq!(me["roles"], json!(["trainee"]));
    let path = format!("{}/newcomers", school.class);
    let taken =
        json!({"names": [{"login": "dao", "name": "Dao"}, {"login": "aom", "name": "Aom"}]});
    let came = school.server.send(&school.nan, "POST", &path, &taken);
    let problem = refused(&came, 409, "problem-login-taken", "the second is taken");
    assert_eq!(problem["login"], "aom");
    school.enrol(&[("dao", "Dao")]);
    assert_eq!(school.read(&school.class)["people"].as_array().expect("people").len(), 4);
    let role = json!({"names": [{"login": "eve", "name": "Eve", "roles": ["administrator"]}]});
    assert_eq!(
        school.server.send(&school.nan, "POST", &path, &role).status,
        400,
        "no role is asked"
    );
    let administrator = school.server.sign_in("siti");
    let given = json!({"roles": ["trainer", "analyst"]});
    let nan = text(&school.server.get(&school.nan, "/api/me").json()["id"]);
    done(&school.server, &administrator, "PATCH", &format!("/api/users/{nan}"), &given);
    let token = school.server.token(&school.server.sign_in("nan"), &["teach"]);
    let came = school.server.send(&token, "POST", &path, &json!({"names": []}));
    refused(&came, 403, "problem-not-by-token", "people are made in a session");
    assert_eq!(school.server.get(&token, &school.class).status, 200, "a script may follow a class");
    let closed = school.done("PATCH", &school.class, &json!({"is_closed": true}));
    assert_eq!(closed["is_closed"], true);
    let late = school.server.send(&school.nan, "POST", &path, &json!({"names": []}));
    refused(&late, 409, "problem-class-closed", "closed");
}

#[test]
fn a_class_of_thirty_is_one_answer_and_tells_when_it_changes() {
    let school = School::open(Desk::new());
    let path = format!("{}/newcomers", school.class);
    let names: Vec<Value> = (0..27)
        .map(|n| json!({"login": format!("l{n}"), "name": format!("Learner {n}")}))
        .collect();
    school.done("POST", &path, &json!({"names": names}));
    for case in ["guided", "own", "innocent"] {
        school.assign("ledger", case, true);
    }
    let attempt = school.begins(0, "ledger", "own");
    let view = school.read(&school.class);
    assert_eq!(view["cells"].as_array().expect("cells").len(), 30 * 3);
    assert_eq!(view["is_cut"], false);
    assert_eq!(cell(&view, &school.learners[0].0, "own")["attempt"], attempt["id"]);

    let mut listens = school.listen();
    assert!(is_told(&mut listens), "at once");
    let help = format!("/api/academy/attempts/{}/help", text(&attempt["id"]));
    done(&school.server, &school.learners[0].1, "PUT", &help, &json!({"asks": true}));
    assert!(is_told(&mut listens), "somebody asks for help");
    let heat = school.read(&format!("{}/heat?lesson=ledger&case=own", school.class));
    assert_eq!(heat["of"], 0, "nobody handed in: {heat}");
    school.hands_in(0, &attempt, &poor());
    let heat = school.read(&format!("{}/heat?lesson=ledger&case=own", school.class));
    assert_eq!(heat["of"], 1, "{heat}");
    let rows = heat["items"].as_array().expect("signs");
    let states = ["never_visible", "never_opened", "opened", "pinned_late", "pinned"];
    for row in rows {
        let sum: u64 = states.iter().map(|state| row[state].as_u64().expect("a count")).sum();
        assert_eq!(sum, 1, "each learner once: {row}");
    }
    assert_eq!(rows.len(), 3);

    // One more opens what shows the first sign, another pins it: as each debrief tells, all of them count.
    let [opens, pins] = [1, 2].map(|learner| school.begins(learner, "ledger", "own"));
    let debrief = |attempt: &Value| {
        school.read(&format!("/api/academy/attempts/{}/debrief", text(&attempt["id"])))
    };
    let shows = |attempt: &Value| debrief(attempt)["signals"][0]["anchors"][0].clone();
    let looks = json!({"looks": [{"anchor": shows(&opens), "opens": 1, "ms": 9_000}]});
    let path = format!("/api/academy/attempts/{}/looks", text(&opens["id"]));
    done(&school.server, &school.learners[1].1, "POST", &path, &looks);
    school.hands_in(1, &opens, &poor());
    let mut sheet = poor();
    sheet["pins"] = json!([{"anchor": shows(&pins), "note": ""}]);
    school.hands_in(2, &pins, &sheet);
    let mut told: BTreeMap<(String, String), u64> = BTreeMap::new();
    for attempt in [&attempt, &opens, &pins] {
        for signal in debrief(attempt)["signals"].as_array().expect("signs") {
            *told.entry((text(&signal["id"]), text(&signal["seen"]))).or_default() += 1;
        }
    }
    let heat = school.read(&format!("{}/heat?lesson=ledger&case=own", school.class));
    assert_eq!(heat["of"], 3, "{heat}");
    for row in heat["items"].as_array().expect("signs") {
        for state in states {
            let one_by_one = told.get(&(text(&row["signal"]), state.to_owned()));
            assert_eq!(row[state], json!(one_by_one.unwrap_or(&0)), "{state}: {row}");
        }
    }
    let first = &heat["items"][0];
    assert_eq!((&first["opened"], &first["pinned"]), (&json!(1), &json!(1)), "{first}");
}

#[test]
fn a_drafted_text_is_put_right_in_place_and_taken_along() {
    let school = School::open(Desk::new());
    let path = "/api/academy/corrections?lesson=ledger&lang=th";
    let drafted = school.read(path);
    let items = drafted["items"].as_array().expect("sections");
    assert_eq!(
        (items[0]["section"].as_str(), drafted["left"].as_u64()),
        (Some("head"), Some(items.len() as u64))
    );
    let first = &items[1];
    let section = text(&first["section"]);
    let put = |section: &str, given: &str| {
        let path = format!("/api/academy/lessons/ledger/texts/th/{section}");
        school.server.send(&school.nan, "PUT", &path, &json!({"text": given}))
    };
    let better = format!("หัวข้อใหม่\n{}", text(&first["text"]).split_once('\n').expect("a body").1);
    let came = put(&section, &better);
    assert_eq!(came.status, 200, "{came:?}");
    // Learners read it at once.
    let lesson =
        school.server.get(&school.learners[0].1, "/api/academy/lessons/ledger?lang=th").json();
    let steps = lesson["steps_list"].as_array().expect("steps");
    let step = steps.iter().find(|step| step["id"] == section.as_str());
    assert_eq!(step.expect("the step")["heading"], "หัวข้อใหม่");
    let again = school.read(path);
    assert_eq!(again["left"].as_u64(), Some(items.len() as u64 - 1));
    assert_eq!(again["items"][1]["corrected"]["by"], "nan");
    assert_eq!(again["items"][1]["text"], first["text"], "the draft stays beside it");
    let file = school.server.get(&school.nan, "/api/academy/lessons/ledger/texts/th");
    assert!(file.body.contains(&better) && file.body.starts_with("<!-- machine-drafted -->"));
    // What could not be taught is refused with its line.
    let broken = put(&section, "หัวข้อ\n## [more] อีก");
    let problem = refused(&broken, 422, "problem-text-unfit", "a section of its own");
    assert!(text(&problem["args"]["reason"]).starts_with("th.md:"), "{problem}");
    refused(&put("gone", "x"), 404, "no-such-section", "no such section");
    let english = school.server.get(&school.nan, "/api/academy/corrections?lesson=ledger&lang=en");
    refused(&english, 409, "problem-text-not-drafted", "English was written by people");
}

#[test]
fn a_pack_brings_lessons_in_and_a_changed_one_names_the_file() {
    let desk = desk_with_lesson();
    desk.done(&["academy", "pack", "lessons/gift", "--out", "course.zip", "--title", "Batch 7"]);
    let bytes = fs::read(desk.path("course.zip")).expect("it was written");
    let school = School::open(Desk::new());
    let send = |pass: &Pass, bytes: &[u8]| {
        let more = "content-type: application/octet-stream\r\n";
        school.server.ask(pass, "POST", "/api/academy/packs", more, bytes)
    };
    let mut changed = bytes.clone();
    let at = changed.windows(8).position(|part| part == b"# A gift").expect("the English title");
    changed[at + 2] = b'B';
    let came = send(&school.nan, &changed);
    let problem = refused(&came, 422, "problem-pack-refused", "a changed byte");
    assert!(text(&problem["args"]["reason"]).contains("'gift/en.md' was changed"), "{problem}");
    refused(&send(&school.nan, b"hello"), 422, "problem-pack-refused", "no zip");
    refused(&send(&school.learners[0].1, &bytes), 403, "problem-not-allowed", "a learner");
    let brought = send(&school.nan, &bytes);
    assert_eq!(brought.status, 200, "{brought:?}");
    let brought = brought.json();
    assert_eq!(
        (&brought["lessons"][0]["lesson"], &brought["is_own_key"]),
        (&json!("gift"), &json!(false))
    );
    assert_eq!(send(&school.nan, &bytes).json()["was_here"], true);
    let lessons = school.read("/api/academy/lessons");
    let is_gift = |row: &&Value| row["id"] == "gift";
    assert!(
        lessons["items"].as_array().expect("lessons").iter().any(|row| is_gift(&row)),
        "{lessons}"
    );
    school.assign("gift", "own", true);
    let attempt = school.begins(0, "gift", "own");
    assert_eq!(attempt["lesson_title"], "A gift");
    let packs = school.read("/api/academy/packs");
    assert_eq!((&packs["items"][0]["name"], &packs["left_out"]), (&json!("Batch 7"), &json!([])));
    // It is there after a restart and in a backup: its bytes lie with the files of cases.
    let desk = school.server.kill();
    let server = Server::start(desk);
    let nan = server.sign_in("nan");
    assert_eq!(server.get(&nan, "/api/academy/lessons/gift").status, 200);
    let sha256 = text(&brought["sha256"]);
    server.desk.done(&["backup", "backup"]);
    assert!(server.desk.path(&format!("backup/files/{}/{sha256}", &sha256[..2])).is_file());
}
