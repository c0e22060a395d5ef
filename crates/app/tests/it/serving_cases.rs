//! Cases over HTTP: object by object, who is let in and who learns nothing; what people write and bring
//! in; and the custody log that tells of all of it.

use serde_json::{Value, json};

use crate::harness::Desk;
use crate::serving::{Came, Pass, Server};

/// An office: its server, and somebody of each kind.
pub struct Office {
    pub server: Server,
    pub administrator: Pass,
    pub nid: Pass,
    pub lek: Pass,
    pub out: Pass,
}

impl Office {
    pub fn open(desk: Desk) -> Self {
        let server = Server::start(desk);
        let administrator = server.administrator();
        let person = |login: &str, role: &str| server.person(&administrator, login, role);
        let (nid, lek) = (person("nid", "investigator"), person("lek", "lead"));
        let out = person("out", "lead");
        Self { server, administrator, nid, lek, out }
    }

    /// Sends, and expects it to be done.
    #[track_caller]
    pub fn done(&self, pass: &Pass, method: &str, path: &str, body: &Value) -> Value {
        let came = self.server.send(pass, method, path, body);
        assert!((200..300).contains(&came.status), "{method} {path}: {came:?}");
        if came.body.is_empty() { Value::Null } else { came.json() }
    }

    #[track_caller]
    pub fn read(&self, pass: &Pass, path: &str) -> Value {
        let came = self.server.get(pass, path);
        assert_eq!(came.status, 200, "{path}: {came:?}");
        came.json()
    }

    /// A case of nid's and lek's, by its path.
    #[track_caller]
    pub fn case(&self, is_synthetic: bool) -> String {
        let given = json!({"title": "Stolen coins", "tlp": "amber", "is_synthetic": is_synthetic,
            "template": "exchange_theft"});
        let made = self.done(&self.nid, "POST", "/api/cases", &given);
        let path = format!("/api/cases/{}", text(&made["id"]));
        self.join(&path, "lek");
        path
    }

    /// Makes somebody a member, by nid.
    #[track_caller]
    pub fn join(&self, case: &str, login: &str) -> String {
        let id = self.id_of(login);
        self.done(&self.nid, "POST", &format!("{case}/members"), &json!({"user": id}));
        id
    }

    #[track_caller]
    pub fn id_of(&self, login: &str) -> String {
        let people = self.read(&self.nid, "/api/people");
        let people = people["items"].as_array().expect("people");
        let found = people.iter().find(|person| person["login"] == login);
        text(&found.unwrap_or_else(|| panic!("{login} can be a member: {people:?}"))["id"])
    }
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("a text: {value}")).to_owned()
}

#[track_caller]
pub fn refused(came: &Came, status: u16, id: &str, what: &str) -> Value {
    assert_eq!(came.status, status, "{what}: {came:?}");
    assert_eq!(came.problem(), id, "{what}");
    let problem = came.json();
    assert!(!text(&problem["detail"]).contains("{$"), "{problem}");
    problem
}

const BYTES: &str = "content-type: application/octet-stream\r\n";

#[test]
fn a_case_is_worked_in_from_its_template_to_its_custody_log() {
    let office = Office::open(Desk::new());
    let (nid, lek) = (&office.nid, &office.lek);
    let case = office.case(true);
    let whole = office.read(nid, &case);
    assert_eq!(whole["created_by"]["name"], "nid");
    assert_eq!(whole["members"].as_array().unwrap().len(), 2, "{whole}");
    let task = text(&whole["tasks"][0]["id"]);
    let me = text(&office.read(lek, "/api/me")["id"]);
    let given = json!({"state": "doing", "assignee": me, "due_at": "2026-11-30"});
    let task_path = format!("{case}/tasks/{task}");
    let changed = office.done(nid, "PATCH", &task_path, &given);
    assert_eq!((&changed["assignee"]["name"], &changed["state"]), (&json!("lek"), &json!("doing")));
    let mine = office.read(lek, "/api/my-tasks");
    assert_eq!(mine["items"][0]["id"], task, "{mine}");
    assert_eq!(office.read(nid, "/api/my-tasks")["items"], json!([]));
    let freed = office.done(nid, "PATCH", &task_path, &json!({"assignee": null}));
    assert_eq!((&freed["assignee"], &freed["state"]), (&Value::Null, &json!("doing")));

    let notes = format!("{case}/notes");
    let note = office.done(nid, "POST", &notes, &json!({"text": "=HYPERLINK(\"x\") <b>ทดสอบ</b>"}));
    assert_eq!(note["text"], "=HYPERLINK(\"x\") <b>ทดสอบ</b>", "kept as it came");
    let again = json!({"text": "second", "replaces": {"thread": note["thread"], "version": 1}});
    assert_eq!(office.done(lek, "POST", &notes, &again)["version"], 2);
    let stale = office.server.send(nid, "POST", &notes, &again);
    refused(&stale, 409, "problem-case-stale", "another wrote the second version");
    let versions = office.read(lek, &format!("{notes}/{}", text(&note["thread"])));
    assert_eq!(versions["items"].as_array().unwrap().len(), 2);
    assert_eq!(office.read(nid, &notes)["items"][0]["text"], "second");

    let found = office.read(lek, "/api/cases/search?q=second");
    let hits = found["items"].as_array().expect("hits");
    assert!(hits.iter().any(|hit| hit["kind"] == "note"), "{found}");
    assert_eq!(found["cut"], json!(false));
    let listed = office.read(lek, "/api/cases?q=stolen&status=new");
    assert_eq!((&listed["total"], &listed["items"][0]["member_count"]), (&json!(1), &json!(2)));
    assert_eq!(office.read(lek, "/api/cases?status=closed")["total"], 0);

    let closed = office.done(nid, "PATCH", &case, &json!({"status": "closed"}));
    assert_eq!(closed["status"], "closed");
    let late = office.server.send(nid, "POST", &notes, &json!({"text": "late"}));
    refused(&late, 409, "problem-case-closed", "closed");

    let custody = office.read(lek, &format!("{case}/custody?limit=500"));
    let entries = custody["items"].as_array().unwrap();
    let of = |action: &str| entries.iter().filter(|entry| entry["action"] == action).count();
    assert_eq!((of("case.create"), of("note.write"), of("task.change")), (1, 2, 2), "{custody}");
    assert_eq!(
        of("case.open"),
        2,
        "each of the two looked, once for all that they read: {custody}"
    );
    assert_eq!(entries[0]["by"]["name"], "nid");
    assert!(entries.windows(2).all(|two| two[0]["seq"].as_u64() < two[1]["seq"].as_u64()));
}

#[test]
fn a_file_is_kept_by_its_digest_its_lie_is_told_and_it_is_never_shown() {
    let office = Office::open(Desk::new());
    let case = office.case(true);
    let files = format!("{case}/files");
    let page = b"<!doctype html><script>alert(1)</script>";
    let path = format!("{files}?name=invoice.pdf&type=application/pdf");
    let came = office.server.ask(&office.nid, "POST", &path, BYTES, page);
    assert_eq!(came.status, 201, "{came:?}");
    let file = came.json();
    assert_eq!((&file["kind"], &file["size"]), (&json!("html"), &json!(page.len())));
    assert!(text(&file["lie"]).contains("html"), "{file}");
    let at = format!("{files}/{}", text(&file["id"]));
    let given = office.server.get(&office.lek, &at);
    assert_eq!((given.status, given.body.as_bytes()), (200, &page[..]));
    assert_eq!(given.header("content-type"), Some("application/octet-stream"));
    assert_eq!(given.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(given.header("content-security-policy"), Some("sandbox; default-src 'none'"));
    assert!(
        given
            .header("content-disposition")
            .unwrap()
            .starts_with("attachment; filename=\"invoice.pdf\"")
    );
    // Said to be too large: refused before a byte of it is taken.
    let huge = format!(
        "POST {files}?name=x HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-length: {}\r\n\
         cookie: {}\r\nx-kancil-csrf: {}\r\n\r\n",
        office.server.at,
        (1_u64 << 30) + 1,
        office.nid.cookie.as_deref().unwrap(),
        office.nid.csrf.as_deref().unwrap(),
    );
    refused(&office.server.raw(huge.as_bytes()), 413, "problem-upload-too-large", "2 GiB");
    // A connection that breaks off leaves no file, neither in the list nor half on the disk.
    let broken = huge.replace(&((1_u64 << 30) + 1).to_string(), "1000") + "half of it";
    drop(std::io::Write::write_all(
        &mut std::net::TcpStream::connect(office.server.at).unwrap(),
        broken.as_bytes(),
    ));
    let listed = office.read(&office.nid, &files);
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    crate::serving::within("the half-received file goes", || {
        let folder = std::fs::read_dir(office.server.desk.path("data/files")).unwrap();
        let half =
            folder.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with('.'));
        (!half).then_some(())
    });
    // Bytes that were changed on the disk are not given out.
    let digest = text(&file["sha256"]);
    let kept = format!("data/files/{}/{digest}", &digest[..2]);
    office.server.desk.write(&kept, b"other bytes");
    refused(&office.server.get(&office.lek, &at), 500, "problem-file-damaged", "changed");
    let custody = office.read(&office.lek, &format!("{case}/custody?limit=500")).to_string();
    assert!(custody.contains("file.attach") && custody.contains("file.open"), "{custody}");
}

#[test]
fn a_backup_takes_the_files_of_cases_along() {
    let office = Office::open(Desk::new());
    let case = office.case(true);
    let came = office.server.ask(
        &office.nid,
        "POST",
        &format!("{case}/files?name=a.txt"),
        BYTES,
        b"hello",
    );
    let digest = text(&came.json()["sha256"]);
    office.server.desk.done(&["backup", "kept"]);
    office.server.desk.done(&["restore", "kept", "--data", "back"]);
    let back = office.server.desk.path(&format!("back/files/{}/{digest}", &digest[..2]));
    assert_eq!(std::fs::read(back).unwrap(), b"hello");
}

/// Every route that names something of a case, with an id that is really there.
fn everything(office: &Office, case: &str) -> Vec<(&'static str, String, Value)> {
    let nid = &office.nid;
    let note = office.done(nid, "POST", &format!("{case}/notes"), &json!({"text": "secret"}));
    let file = office.server.ask(nid, "POST", &format!("{case}/files?name=x"), BYTES, b"secret");
    let board = office.done(nid, "POST", &format!("{case}/boards"), &json!({"title": "B"}));
    let board = format!("/api/boards/{}", text(&board["id"]));
    let frozen =
        office.done(nid, "POST", &format!("{board}/exhibits"), &json!({"rev": 0, "title": "E"}));
    let line = json!({"ledger": "bitcoin-story-linked", "txid": "ab", "address": "x",
        "amount": "1.00000000", "asset": "BTC", "share": 1_000_000, "basis": "ledger"});
    let draft = json!({"kind": "freeze", "recipient": "Shop", "contact": "a@b", "answer_to": "Cyber unit", "what": "w",
        "basis": "b", "limits": "l", "lines": [line], "reply_days": 3});
    let request = office.done(nid, "POST", &format!("{case}/requests"), &json!({"draft": draft}));
    let task = text(&office.read(nid, case)["tasks"][0]["id"]);
    let (note, file) = (text(&note["thread"]), text(&file.json()["id"]));
    let (frozen, request) = (text(&frozen["id"]), text(&request["id"]));
    let none = || json!({});
    let user = json!({"user": office.id_of("nid")});
    let subject = json!({"kind": "address", "ledger": "bitcoin-story-linked", "address": "x"});
    vec![
        ("GET", case.to_owned(), none()),
        ("PATCH", case.to_owned(), json!({"title": "theirs"})),
        ("GET", format!("{case}/members"), none()),
        ("GET", format!("{case}/tasks"), none()),
        ("POST", format!("{case}/tasks"), json!({"title": "theirs"})),
        ("PATCH", format!("{case}/tasks/{task}"), json!({"state": "done"})),
        ("GET", format!("{case}/notes"), none()),
        ("POST", format!("{case}/notes"), json!({"text": "theirs"})),
        ("GET", format!("{case}/notes/{note}"), none()),
        ("GET", format!("{case}/files"), none()),
        ("POST", format!("{case}/files?name=theirs"), none()),
        ("GET", format!("{case}/files/{file}"), none()),
        ("GET", format!("{case}/custody"), none()),
        ("POST", format!("{case}/boards"), json!({"title": "theirs"})),
        ("GET", board.clone(), none()),
        ("GET", format!("{board}/steps"), none()),
        ("POST", format!("{board}/steps"), json!({"steps": []})),
        ("GET", format!("{board}/own-steps"), none()),
        ("GET", format!("{board}/events"), none()),
        ("POST", format!("{board}/pins"), json!({"subject": subject})),
        ("POST", format!("{board}/exhibits"), json!({"rev": 0, "title": "theirs"})),
        ("GET", format!("{case}/pins"), none()),
        ("GET", format!("{case}/pins/{note}"), none()),
        ("GET", format!("{case}/exhibits"), none()),
        ("GET", format!("{case}/exhibits/{frozen}"), none()),
        ("GET", format!("{case}/requests"), none()),
        ("POST", format!("{case}/requests"), json!({"draft": draft})),
        ("GET", format!("{case}/requests/{request}"), none()),
        (
            "POST",
            format!("{case}/requests/{request}/events"),
            json!({"event": "withdraw", "says": "theirs"}),
        ),
        ("POST", format!("{case}/members"), user),
    ]
}

#[test]
fn who_is_no_member_learns_nothing_object_by_object() {
    let office = Office::open(Desk::new());
    let server = &office.server;
    let case = office.case(false);
    let all = everything(&office, &case);
    let trainee = server.person(&office.administrator, "eve", "trainee");
    let other = server.person(&office.administrator, "ann", "analyst");
    let guessed = "/api/cases/01ARYZ6S41TSV4RRFFQ69G5FAV";
    for (method, path, body) in &all {
        for (pass, name) in [(&other, "an analyst"), (&trainee, "a trainee")] {
            let what = format!("{method} {path} as {name}");
            let theirs =
                refused(&server.send(pass, method, path, body), 404, "no-such-case", &what);
            // Word for word what somebody is told of a case that is nowhere.
            let nowhere = path.replacen(&case, guessed, 1);
            let nowhere = server.send(pass, method, &nowhere, body);
            let nowhere = refused(&nowhere, 404, "no-such-case", &what);
            assert_eq!(theirs["detail"], nowhere["detail"]);
        }
        // A lead who is outside names members and reads nothing.
        if !path.ends_with("/members") {
            let came = server.send(&office.out, method, path, body);
            refused(&came, 404, "no-such-case", &format!("{method} {path} as a lead outside"));
        }
        let came = server.send(&office.administrator, method, path, body);
        refused(&came, 403, "problem-not-allowed", &format!("{method} {path} as administrator"));
    }
    let covers = office.read(&office.out, "/api/case-covers").to_string();
    assert!(covers.contains("2026-001") && !covers.contains("Stolen"), "{covers}");
    for pass in [&other, &trainee, &office.out] {
        assert_eq!(office.read(pass, "/api/cases")["total"], 0);
        assert_eq!(office.read(pass, "/api/cases/search?q=secret")["items"], json!([]));
    }
    // What is of one case is not found through another of one's own.
    let mine = office.case(false);
    for (method, path, body) in &all {
        let Some(rest) = path.strip_prefix(&case) else { continue };
        if rest.split('/').count() < 3 {
            continue;
        }
        let through = format!("{mine}{rest}");
        let came = server.send(&office.nid, method, &through, body);
        assert_eq!(came.status, 404, "{method} {through}: {came:?}");
        assert!(came.problem().starts_with("no-such-"), "{came:?}");
    }
    // Nothing that they tried was done.
    let custody = office.read(&office.nid, &format!("{case}/custody?limit=500")).to_string();
    assert!(!custody.contains("theirs") && !custody.contains("case.change"), "{custody}");
}

#[test]
fn who_was_a_member_is_none_at_once_and_a_trainee_has_exercises_alone() {
    let office = Office::open(Desk::new());
    let server = &office.server;
    let (real, exercise) = (office.case(false), office.case(true));
    let trainee = server.person(&office.administrator, "eve", "trainee");
    let eve = office.join(&exercise, "eve");
    assert_eq!(office.read(&trainee, &exercise)["is_synthetic"], true);
    let came = server.send(&office.nid, "POST", &format!("{real}/members"), &json!({"user": eve}));
    refused(&came, 409, "problem-case-cannot-be-member", "a trainee in a real case");
    let given = json!({"title": "real", "tlp": "clear", "is_synthetic": false});
    let came = server.send(&trainee, "POST", "/api/cases", &given);
    refused(&came, 409, "problem-case-not-an-exercise", "a trainee opens a real case");

    // By token: what its scopes say, in the cases of its owner.
    let (reads, looks) =
        (server.token(&office.lek, &["cases"]), server.token(&office.lek, &["look"]));
    assert_eq!(server.get(&reads, &real).status, 200);
    refused(&server.get(&looks, &real), 403, "problem-token-scope", "another scope");
    let note = server.send(&reads, "POST", &format!("{real}/notes"), &json!({"text": "x"}));
    refused(&note, 403, "problem-token-scope", "it reads and does not write");
    let custody = office.read(&office.nid, &format!("{real}/custody")).to_string();
    assert!(custody.contains(" token:"), "a program's look is told as one: {custody}");

    let lek = office.id_of("lek");
    assert_eq!(
        server.send(&office.nid, "DELETE", &format!("{real}/members/{lek}"), &json!({})).status,
        204
    );
    refused(&server.get(&office.lek, &real), 404, "no-such-case", "no member any more");
    refused(&server.get(&reads, &real), 404, "no-such-case", "nor his token");
    let nid = office.id_of("nid");
    let last = server.send(&office.nid, "DELETE", &format!("{real}/members/{nid}"), &json!({}));
    refused(&last, 409, "problem-case-last-member", "somebody stays");
    let again = server.send(&office.nid, "DELETE", &format!("{real}/members/{lek}"), &json!({}));
    refused(&again, 404, "no-such-member", "twice");
    // Disabled: out of everything, and no member can be made of him.
    let at = format!("/api/users/{eve}");
    office.done(&office.administrator, "PATCH", &at, &json!({"is_disabled": true}));
    assert_eq!(server.get(&trainee, &exercise).status, 401);
    let came = server.send(&office.nid, "POST", &format!("{real}/members"), &json!({"user": eve}));
    refused(&came, 409, "problem-case-cannot-be-member", "disabled");
}

#[test]
fn what_people_write_is_bounded_inert_and_shows_what_it_is() {
    let office = Office::open(Desk::new());
    let case = office.case(true);
    let notes = format!("{case}/notes");
    let send = |body: &Value| office.server.send(&office.nid, "POST", &notes, body);
    let long =
        refused(&send(&json!({"text": "ม".repeat(100_000)})), 422, "problem-text-too-long", "long");
    let says = text(&long["detail"]);
    assert!(says.contains("100000") || says.contains("100,000"), "{says}");
    let turned =
        refused(&send(&json!({"text": "pay \u{202e}eht"})), 422, "problem-text-invisible", "bidi");
    assert!(text(&turned["detail"]).contains("U+202E"), "{turned}");
    refused(&send(&json!({"text": " \n"})), 422, "problem-text-empty", "empty");
    refused(&send(&json!({"text": "x".repeat(2 << 20)})), 413, "problem-too-long", "2 MiB");
    refused(&send(&json!({"text": "x", "by": "somebody"})), 400, "problem-body-unreadable", "more");
    let title = json!({"title": "two\nlines", "tlp": "red", "is_synthetic": true});
    let came = office.server.send(&office.nid, "POST", "/api/cases", &title);
    refused(&came, 422, "problem-text-invisible", "a title is one line");
    for (given, id) in [
        (json!({"title": "x", "tlp": "purple", "is_synthetic": true}), "problem-field-unreadable"),
        (
            json!({"title": "x", "tlp": "red", "is_synthetic": true, "template": "none"}),
            "problem-case-template-unknown",
        ),
    ] {
        refused(&office.server.send(&office.nid, "POST", "/api/cases", &given), 400, id, "bad");
    }
    let name = format!("{case}/files?name=a%E2%80%AEfdp.exe");
    let came = office.server.ask(&office.nid, "POST", &name, BYTES, b"MZ");
    refused(&came, 422, "problem-text-invisible", "a name that turns");
    assert_eq!(office.read(&office.nid, &notes)["total"], 0);
}
