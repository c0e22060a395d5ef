//! What is sent to the server to break it, or to use it against its people: refused with a problem,
//! and the server goes on.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::harness::Desk;
use crate::serving::{PASSWORD, Pass, Server, id, story};

#[test]
fn a_change_from_another_site_is_refused_even_before_anybody_signed_in() {
    let server = Server::start(Desk::new());
    let pass = server.administrator();
    let body = json!({"login": "siti", "password": PASSWORD}).to_string();
    let kind = "content-type: application/json\r\n";
    for (line, status) in [
        ("origin: http://evil.example\r\n".to_owned(), 403),
        ("origin: null\r\n".to_owned(), 403),
        (format!("origin: http://{}.evil.example\r\n", server.at), 403),
        ("sec-fetch-site: cross-site\r\n".to_owned(), 403),
        ("sec-fetch-site: same-site\r\n".to_owned(), 403),
        (format!("origin: http://{}\r\nsec-fetch-site: same-origin\r\n", server.at), 200),
    ] {
        let more = format!("{kind}{line}");
        let came = server.ask(&Pass::default(), "POST", "/api/session", &more, body.as_bytes());
        assert_eq!(came.status, status, "{line}: {came:?}");
        let came = server.ask(&pass, "PATCH", "/api/me", &more, b"{}");
        assert_eq!(came.status, status, "{line}: {came:?}");
        if status == 403 {
            assert_eq!(came.problem(), "problem-cross-site");
        }
    }
    // A form can be sent without being asked for, but not as JSON.
    let form = "content-type: application/x-www-form-urlencoded\r\n";
    let came = server.ask(&Pass::default(), "POST", "/api/session", form, b"login=siti");
    assert_eq!((came.status, came.problem().as_str()), (415, "problem-media-type"));
    let wrong = Pass { csrf: Some("0".repeat(64)), ..pass };
    assert_eq!(server.send(&wrong, "PATCH", "/api/me", &json!({})).problem(), "problem-csrf");
}

#[test]
fn a_name_that_was_made_to_point_here_is_not_answered() {
    let server = Server::start_with(Desk::new(), &["--host", "desk.example.org"]);
    let ask = |lines: &str| {
        server.raw(format!("GET /healthz HTTP/1.1\r\n{lines}connection: close\r\n\r\n").as_bytes())
    };
    for host in ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "8.8.8.8", ""]
    {
        let came = ask(&format!("host: {host}\r\n"));
        assert!(matches!(came.status, 400 | 421), "{host}: {came:?}");
    }
    let came = ask("host: localhost\r\nhost: evil.example\r\n");
    assert!(matches!(came.status, 400 | 421), "{came:?}");
    assert_ne!(ask("").status, 200, "no name at all");
    let absolute =
        "GET http://evil.example/healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    assert_eq!(server.raw(absolute.as_bytes()).status, 421);
    for host in [
        "localhost",
        "localhost:7373",
        "127.0.0.1",
        "[::1]:7373",
        "desk.example.org",
        "DESK.example.org:443",
    ] {
        assert_eq!(ask(&format!("host: {host}\r\n")).status, 200, "{host}");
    }
}

#[test]
fn a_planted_session_opens_nothing_and_a_sign_in_makes_a_new_one() {
    let server = Server::start(Desk::new());
    let first = server.administrator();
    let planted =
        Pass { cookie: Some(format!("kancil_session={}", "a".repeat(64))), ..Pass::default() };
    assert_eq!(server.get(&planted, "/api/me").problem(), "problem-sign-in");
    let given = json!({"login": "siti", "password": PASSWORD});
    let came = server.send(
        &Pass { cookie: first.cookie.clone(), ..Pass::default() },
        "POST",
        "/api/session",
        &given,
    );
    let cookie = came.header("set-cookie").expect("a cookie").to_owned();
    let value = cookie.split(';').next().unwrap();
    assert_ne!(Some(value), first.cookie.as_deref());
    for word in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(word), "{cookie}");
    }
    assert_eq!(came.header("cache-control"), Some("no-store"));
    let changed = json!({"old": PASSWORD, "new": "another forest at dusk"});
    let second = Pass {
        cookie: Some(value.to_owned()),
        csrf: came.json()["csrf"].as_str().map(str::to_owned),
        token: None,
    };
    assert_eq!(server.send(&second, "POST", "/api/me/password", &changed).status, 204);
    assert_eq!(server.get(&second, "/api/me").status, 200, "the one it was asked in stays");
    assert_eq!(server.get(&first, "/api/me").status, 401, "the others end");
}

#[test]
fn guessing_passwords_costs_waiting_and_tells_nothing() {
    let server = Server::start(Desk::new());
    let administrator = server.administrator();
    server.person(&administrator, "nid", "viewer");
    let guess = |login: &str, password: &str| {
        let given = json!({"login": login, "password": password});
        server.send(&Pass::default(), "POST", "/api/session", &given)
    };
    let known = guess("nid", "wrong wrong wrong");
    let unknown = guess("nobody-has-this", "wrong wrong wrong");
    let told = |came: &crate::serving::Came| {
        let mut problem = came.json();
        problem["instance"] = json!("");
        (came.status, problem)
    };
    assert_eq!(told(&known), told(&unknown), "whether there is such a person is not told");
    assert_eq!(known.problem(), "problem-sign-in-failed");
    let throttled =
        (0..10).map(|_| guess("nid", "wrong wrong wrong")).find(|came| came.status == 429);
    let throttled = throttled.expect("soon there is waiting");
    assert_eq!(throttled.problem(), "problem-sign-in-throttled");
    assert!(throttled.header("retry-after").and_then(|s| s.parse::<u64>().ok()) > Some(0));
    assert_eq!(guess("nid", PASSWORD).status, 429, "the right one waits too");
    assert_eq!(guess("siti", PASSWORD).status, 200, "nobody else does");
}

#[test]
fn no_path_leads_to_a_file_of_the_disk() {
    let server = Server::start(Desk::new());
    server.desk.write("data/secret.txt", "the-secret");
    for path in [
        "/../data/secret.txt",
        "/..%2fdata%2fsecret.txt",
        "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/assets/../../etc/passwd",
        "/assets/..%2f..%2f..%2fetc%2fpasswd",
        "/assets//etc/passwd",
        "//etc/passwd",
        "/etc/passwd%00.js",
        "/..\\..\\etc\\passwd",
        "/api/../etc/passwd",
        "/api/jobs/..%2f..%2fsecret/result",
    ] {
        let came = server.get(&Pass::default(), path);
        assert!(!came.body.contains("root:") && !came.body.contains("the-secret"), "{path}");
        assert!(matches!(came.status, 200 | 400 | 401 | 404), "{path}: {came:?}");
    }
    assert_eq!(server.get(&Pass::default(), "/assets/nope.js").problem(), "problem-not-found");
    assert_eq!(server.get(&Pass::default(), "/api/nope").problem(), "problem-not-found");
    let came = server.ask(&Pass::default(), "POST", "/", "", b"");
    assert_eq!((came.status, came.problem().as_str()), (405, "problem-method-not-allowed"));
}

#[test]
fn what_is_too_large_is_refused_before_it_is_kept() {
    let server = Server::start(Desk::new());
    let pass = server.administrator();
    let long = "x".repeat(100_000);
    let given = json!({"login": long, "password": long});
    let came = server.send(&Pass::default(), "POST", "/api/session", &given);
    assert_eq!((came.status, came.problem().as_str()), (413, "problem-too-long"));
    let came = server.get(&Pass::default(), &format!("/api/{long}"));
    assert!(matches!(came.status, 414 | 431), "{came:?}");
    let came = server.ask(&Pass::default(), "GET", "/healthz", &format!("x: {long}\r\n"), b"");
    assert_eq!(came.status, 431);
    let many = "x: y\r\n".repeat(200);
    assert_eq!(server.ask(&Pass::default(), "GET", "/healthz", &many, b"").status, 431);
    let question = json!({"subjects": vec!["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"; 3000]});
    let came = server.send(&pass, "POST", "/api/screen", &question);
    assert_eq!((came.status, came.problem().as_str()), (422, "problem-too-many-subjects"));
    // What is only claimed to be long takes nothing.
    let claimed = format!(
        "POST /api/session HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: 99999999999\r\nconnection: close\r\n\r\n{{",
        server.at
    );
    let mut stream = TcpStream::connect(server.at).expect("it listens");
    stream.write_all(claimed.as_bytes()).expect("sent");
    drop(stream);
    assert_eq!(server.get(&Pass::default(), "/healthz").status, 200);
}

#[test]
fn every_field_refuses_nonsense_with_words() {
    let (desk, _) = story();
    let server = Server::start(desk);
    let pass = server.administrator();
    let nonsense = [
        "%00",
        "%ff%fe",
        "'%22%3Cscript%3E",
        "..%2f..%2f",
        "%E2%80%AE",
        "-1",
        "99999999999999999999",
    ];
    let fields = [
        "/api/look?q=",
        "/api/look?q=0&limit=",
        "/api/look?q=0&skip=",
        "/api/look?q=0&from=",
        "/api/look?q=0&ledger=",
        "/api/look?q=0&as_of=",
        "/api/look?q=0&known_at=",
        "/api/addresses/",
        "/api/clusters/",
        "/api/transactions/",
        "/api/labels?subject=",
        "/api/blocks/0/transactions?after=",
        "/api/blocks/0/transactions?limit=",
        "/api/jobs/",
        "/api/users/",
        "/api/users?limit=",
        "/api/audit?after=",
        "/api/audit?action=",
        "/api/packs?known_at=",
        "/api/look?q=0&unknown_field=",
    ];
    for field in fields {
        for value in nonsense {
            let path = format!("{field}{value}");
            let came = server.get(&pass, &path);
            let is_block =
                path.contains("q=0") || path.contains("limit=") || path.contains("after=");
            assert!(
                (400..500).contains(&came.status) || (came.status == 200 && is_block),
                "{path}: {came:?}"
            );
            if came.status != 200 {
                came.problem();
            }
            for trace in [
                "panicked",
                "src/",
                ".rs:",
                "SELECT",
                "sqlite",
                server.desk.path("").to_str().unwrap(),
            ] {
                assert!(!came.body.contains(trace), "{path} shows {trace}: {}", came.body);
            }
        }
    }
    for body in [
        "",
        "{",
        "[]",
        "null",
        "\"x\"",
        "{\"kind\":\"trace\"}",
        "{\"kind\":\"evil\",\"question\":{}}",
        "{\"kind\":\"trace\",\"question\":{\"subjects\":[]}}",
        "{\"kind\":\"trace\",\"question\":{\"subjects\":[\"x\"],\"legs\":-1}}",
        "{\"kind\":\"trace\",\"question\":{\"subjects\":[\"x\"],\"method\":\"magic\"}}",
        "{\"kind\":\"path\",\"question\":{\"a\":1,\"b\":2}}",
    ] {
        let came = server.ask(
            &pass,
            "POST",
            "/api/jobs",
            "content-type: application/json\r\n",
            body.as_bytes(),
        );
        assert!(matches!(came.status, 400 | 422), "{body}: {came:?}");
        came.problem();
    }
    let deep = "[".repeat(15_000);
    let came = server.ask(
        &pass,
        "POST",
        "/api/jobs",
        "content-type: application/json\r\n",
        deep.as_bytes(),
    );
    assert_eq!(came.problem(), "problem-body-unreadable");
}

#[test]
fn a_place_in_a_list_that_was_made_up_is_refused() {
    let (desk, played) = story();
    let server = Server::start(desk);
    let pass = server.administrator();
    let path = format!("/api/addresses/{}/legs?from=oldest&limit=1", id(&played, "exchange"));
    let page = server.get(&pass, &path).json();
    let next = page["next"].as_str().expect("received and sent").to_owned();
    assert_eq!(server.get(&pass, &format!("{path}&after={next}")).status, 200);
    let other = format!("/api/addresses/{}/legs?from=oldest&limit=1", id(&played, "thief"));
    for bad in [next.replace('0', "1"), "0".into(), "zz".repeat(17)] {
        let came = server.get(&pass, &format!("{path}&after={bad}"));
        assert!((400..500).contains(&came.status), "{bad}: {came:?}");
        came.problem();
    }
    let came = server.get(&pass, &format!("{other}&after={next}"));
    assert!((400..500).contains(&came.status), "another list's: {came:?}");
}

#[test]
fn a_label_is_text_wherever_it_is_shown() {
    let (desk, played) = story();
    let server = Server::start(desk);
    let pass = server.administrator();
    let evil = "=HYPERLINK(0)<script>alert(1)</script>";
    let text = format!(
        "address,label,category,source,network\n{},{evil},exchange,here,STORY\n",
        id(&played, "thief")
    );
    let came = server.ask(&pass, "POST", "/api/packs?file=x.csv", "", text.as_bytes());
    assert_eq!(came.json()["result"], "imported", "{came:?}");
    let turning = text.replace("HYPERLINK", "gpj\u{202e}");
    let came = server.ask(&pass, "POST", "/api/packs?file=y.csv", "", turning.as_bytes());
    assert_eq!(came.json()["result"], "refused", "{came:?}");
    assert!(!came.body.contains('\u{202e}'), "nor is it repeated: {}", came.body);
    let question = json!({"subjects": [id(&played, "mint")]});
    let job = server.job(&pass, "trace", &question);
    let result = |format: &str| {
        server.get(
            &pass,
            &format!("/api/jobs/{}/result?format={format}", job["id"].as_str().unwrap()),
        )
    };
    let svg = result("svg");
    assert!(svg.body.contains("HYPERLINK") && !svg.body.contains("<script"), "{}", svg.body);
    let csv = result("csv");
    assert!(csv.body.contains("'=HYPERLINK"), "a sheet must not run it: {}", csv.body);
    for came in [&svg, &csv, &result("json"), &server.get(&pass, "/api/search?q=HYPERLINK")] {
        assert!(!came.body.contains('\u{202e}'), "nothing turns a line round: {}", came.body);
        assert_eq!(came.header("x-content-type-options"), Some("nosniff"));
    }
}

#[test]
fn whoever_sends_slowly_is_let_go() {
    let server = Server::start(Desk::new());
    let mut slow = TcpStream::connect(server.at).expect("it listens");
    slow.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout");
    slow.write_all(b"GET /healthz HTTP/1.1\r\nhost: loc").expect("sent");
    let began = Instant::now();
    let mut came = Vec::new();
    slow.read_to_end(&mut came).expect("the server closes");
    assert!(began.elapsed() < Duration::from_secs(25), "{:?}", began.elapsed());
    assert!(!came.starts_with(b"HTTP/1.1 200"));
}

#[test]
fn problems_are_told_in_the_askers_language() {
    let server = Server::start(Desk::new());
    let pass = server.administrator();
    let came =
        server.ask(&Pass::default(), "GET", "/api/me", "accept-language: th-TH,en;q=0.5\r\n", b"");
    assert_eq!(came.header("content-language"), Some("th"));
    let chosen = server.send(&pass, "PATCH", "/api/me", &json!({"language": "th"}));
    assert_eq!(chosen.json()["language"], "th");
    let came = server.ask(&pass, "GET", "/api/jobs/x", "accept-language: en\r\n", b"");
    assert_eq!(came.header("content-language"), Some("th"), "what was chosen counts: {came:?}");
    let came = server.send(&pass, "PATCH", "/api/me", &json!({"language": "tlh"}));
    assert_eq!(came.problem(), "problem-field-unreadable");
}
