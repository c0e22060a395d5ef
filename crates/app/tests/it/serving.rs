//! `kancil serve` as programs and browsers meet it: the way in, questions and jobs, what changes
//! beside it, and its end.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::Desk;

/// Two blocks of a theft, and who the shop is.
pub const CHAIN: &str = "
block 2026-03-01T14:02:00Z
  mint: coinbase -> exchange 50
block
  theft: mint -> thief 40, exchange/1 9.9999
";

/// A desk that is being served; stopped with its value.
pub struct Server {
    /// Shared, so that it can be served again after its server was killed.
    pub desk: Arc<Desk>,
    child: Child,
    pub at: SocketAddr,
    first_run: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct Came {
    pub status: u16,
    pub head: String,
    pub body: String,
    /// The body as it came: papers and packs are no text.
    pub bytes: Vec<u8>,
}

impl Came {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (own, value) = line.split_once(':')?;
            own.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// A problem's message id; its document is looked over on the way.
    #[track_caller]
    pub fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        let problem = self.json();
        assert_eq!(problem["status"], self.status);
        for field in ["type", "title", "detail", "instance"] {
            assert!(problem[field].as_str().is_some_and(|text| !text.is_empty()), "{problem}");
        }
        problem["id"].as_str().expect("a text").to_owned()
    }
}

/// Somebody signed in: the cookie and the mark, or a token.
#[derive(Debug, Clone, Default)]
pub struct Pass {
    pub cookie: Option<String>,
    pub csrf: Option<String>,
    pub token: Option<String>,
}

impl Pass {
    fn lines(&self) -> String {
        let line = |name: &str, value: &Option<String>| {
            value.as_ref().map(|value| format!("{name}: {value}\r\n")).unwrap_or_default()
        };
        let token = self.token.as_ref().map(|token| format!("Bearer {token}"));
        line("cookie", &self.cookie)
            + &line("x-kancil-csrf", &self.csrf)
            + &line("authorization", &token)
    }

    pub fn without_csrf(&self) -> Pass {
        Pass { csrf: None, ..self.clone() }
    }
}

pub const PASSWORD: &str = "a quiet forest at dawn";

impl Server {
    /// Serves what the desk's data directory holds.
    pub fn start(desk: impl Into<Arc<Desk>>) -> Server {
        Self::start_with(desk, &[])
    }

    pub fn start_with(desk: impl Into<Arc<Desk>>, more: &[&str]) -> Server {
        let desk = desk.into();
        let args = [&["serve", "--listen", "127.0.0.1:0"], more].concat();
        let command = desk.kancil(&args);
        Self::started(desk, command)
    }

    /// By a command that ends in `kancil serve --listen 127.0.0.1:0`.
    pub fn started(desk: Arc<Desk>, mut command: Command) -> Server {
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("kancil starts");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let mut line = || lines.next().expect("a line of where it listens").expect("text");
        let at = line();
        let port = at.rsplit(':').next().and_then(|port| port.parse().ok());
        let at = SocketAddr::from(([127, 0, 0, 1], port.expect("a port")));
        let mut server = Server { desk, child, at, first_run: None };
        if server.get(&Pass::default(), "/api/first-run").json()["is_open"] == true {
            line();
            let link = line();
            server.first_run = link.split('#').nth(1).map(str::to_owned);
        }
        server
    }

    /// As it was sent, and all that came back until the server closed.
    pub fn raw(&self, bytes: &[u8]) -> Came {
        exchange(self.at, bytes).expect("it listens")
    }

    pub fn ask(&self, pass: &Pass, method: &str, path: &str, more: &str, body: &[u8]) -> Came {
        self.raw(&request(self.at, pass, method, path, more, body))
    }

    pub fn get(&self, pass: &Pass, path: &str) -> Came {
        self.ask(pass, "GET", path, "", b"")
    }

    pub fn send(&self, pass: &Pass, method: &str, path: &str, body: &Value) -> Came {
        let body = body.to_string();
        self.ask(pass, method, path, "content-type: application/json\r\n", body.as_bytes())
    }

    #[track_caller]
    fn pass(came: &Came) -> Pass {
        assert_eq!(came.status, 200, "{came:?}");
        let cookie = came.header("set-cookie").expect("a cookie");
        let cookie = cookie.split(';').next().expect("name and value").to_owned();
        let csrf = came.json()["csrf"].as_str().expect("a mark").to_owned();
        Pass { cookie: Some(cookie), csrf: Some(csrf), token: None }
    }

    /// The first administrator, by the link that was printed.
    #[track_caller]
    pub fn administrator(&self) -> Pass {
        let token = self.first_run.as_deref().expect("a first run");
        let given = json!({"token": token, "login": "siti", "name": "Siti", "password": PASSWORD});
        Self::pass(&self.send(&Pass::default(), "POST", "/api/first-run", &given))
    }

    #[track_caller]
    pub fn sign_in(&self, login: &str) -> Pass {
        let given = json!({"login": login, "password": PASSWORD});
        Self::pass(&self.send(&Pass::default(), "POST", "/api/session", &given))
    }

    /// Somebody new with this role, signed in.
    #[track_caller]
    pub fn person(&self, administrator: &Pass, login: &str, role: &str) -> Pass {
        let given = json!({"login": login, "name": login, "roles": [role]});
        let made = self.send(administrator, "POST", "/api/users", &given);
        assert_eq!(made.status, 201, "{made:?}");
        let path = format!("/api/users/{}/link", made.json()["id"].as_str().expect("an id"));
        let link = self.send(administrator, "POST", &path, &json!({})).json();
        let given = json!({"token": link["token"], "password": PASSWORD});
        let used = self.send(&Pass::default(), "POST", "/api/password-link", &given);
        assert_eq!((used.status, &used.json()["login"]), (200, &login.into()));
        self.sign_in(login)
    }

    #[track_caller]
    pub fn token(&self, owner: &Pass, scopes: &[&str]) -> Pass {
        let given = json!({"name": "a program", "scopes": scopes, "expires": "2027-01-01"});
        let made = self.send(owner, "POST", "/api/tokens", &given);
        assert_eq!(made.status, 201, "{made:?}");
        let token = made.json()["token"].as_str().expect("shown once").to_owned();
        Pass { token: Some(token), ..Pass::default() }
    }

    /// Asks, and waits until it is over.
    #[track_caller]
    pub fn job(&self, pass: &Pass, kind: &str, question: &Value) -> Value {
        let given = json!({"kind": kind, "question": question});
        let taken = self.send(pass, "POST", "/api/jobs", &given);
        assert_eq!(taken.status, 202, "{taken:?}");
        let path = taken.header("location").expect("where it is").to_owned();
        within("the job ends", || {
            let job = self.get(pass, &path).json();
            let is_over = !matches!(job["state"].as_str(), Some("waiting" | "running"));
            is_over.then_some(job)
        })
    }

    /// Ends it as a power cut does; what it holds is left as it lies.
    pub fn kill(mut self) -> Arc<Desk> {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
        Arc::clone(&self.desk)
    }

    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to stop, and waits for its end.
    #[cfg(unix)]
    pub fn stop(&mut self) -> Option<i32> {
        let id = i32::try_from(self.child.id()).expect("an id");
        let id = rustix::process::Pid::from_raw(id).expect("an id");
        rustix::process::kill_process(id, rustix::process::Signal::TERM).expect("it runs");
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A request as it is sent, after whose answer the connection is closed.
pub fn request(
    at: SocketAddr,
    pass: &Pass,
    method: &str,
    path: &str,
    more: &str,
    body: &[u8],
) -> Vec<u8> {
    let mut bytes = format!(
        "{method} {path} HTTP/1.1\r\nhost: {at}\r\nconnection: close\r\ncontent-length: {}\r\n{}{more}\r\n",
        body.len(),
        pass.lines(),
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// Sends, and reads until the other side closes; of a server that is gone, what had come by then.
pub fn exchange(at: SocketAddr, bytes: &[u8]) -> std::io::Result<Came> {
    let mut stream = TcpStream::connect(at)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    // What is refused early may be refused before all of it was sent.
    let _ = stream.write_all(bytes);
    let mut came = Vec::new();
    let _ = stream.read_to_end(&mut came);
    let parted = came.windows(4).position(|window| window == b"\r\n\r\n");
    let (head, body) = match parted {
        Some(at) => (&came[..at], &came[at + 4..]),
        None => (&came[..], &[][..]),
    };
    let head = String::from_utf8_lossy(head).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    let is_chunked = head.to_lowercase().contains("transfer-encoding: chunked");
    let bytes = if is_chunked { unchunked(body) } else { body.to_vec() };
    let body = String::from_utf8_lossy(&bytes).into_owned();
    Ok(Came { status, head, body, bytes })
}

fn unchunked(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(at) = body.windows(2).position(|window| window == b"\r\n") {
        let size = std::str::from_utf8(&body[..at]).unwrap_or_default().trim();
        let Ok(size) = usize::from_str_radix(size, 16) else { break };
        let rest = &body[at + 2..];
        let Some(piece) = rest.get(..size).filter(|_| size > 0) else { break };
        whole.extend_from_slice(piece);
        body = rest.get(size + 2..).unwrap_or_default();
    }
    whole
}

#[track_caller]
pub fn within<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(60) {
        if let Some(found) = look() {
            return found;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("in vain waited: {what}");
}

/// A desk with the little chain, its names, and a shop's label that tries to be more than text.
pub fn story() -> (Desk, Value) {
    story_on(Desk::new())
}

pub fn story_on(desk: Desk) -> (Desk, Value) {
    desk.write("chain.scn", CHAIN);
    let played = desk.json(&["scenario", "play", "chain.scn", "--out", "story"]);
    desk.done(&["ingest", "bitcoin", "story/blocks"]);
    (desk, played)
}

/// What a name of the chain stands for.
pub fn id(played: &Value, name: &str) -> String {
    let names = played["names"].as_array().expect("names");
    let named = names.iter().find(|named| named["name"] == name).expect("a name of the chain");
    named["id"].as_str().expect("a text").to_owned()
}

#[test]
fn the_first_run_link_makes_the_administrator_once() {
    let server = Server::start(Desk::new());
    let nobody = Pass::default();
    let given = json!({"token": "0".repeat(64), "login": "x", "name": "x", "password": PASSWORD});
    let came = server.send(&nobody, "POST", "/api/first-run", &given);
    assert_eq!((came.status, came.problem().as_str()), (403, "problem-link-invalid"));
    let administrator = server.administrator();
    let me = server.get(&administrator, "/api/me").json();
    assert_eq!((&me["login"], &me["roles"]), (&"siti".into(), &json!(["administrator"])));
    assert_eq!(server.get(&nobody, "/api/first-run").json()["is_open"], false);
    let given =
        json!({"token": server.first_run, "login": "mallory", "name": "M", "password": PASSWORD});
    let came = server.send(&nobody, "POST", "/api/first-run", &given);
    assert_eq!((came.status, came.problem().as_str()), (409, "problem-first-run-over"));
}

#[test]
fn a_jobs_result_is_what_the_command_line_prints() {
    let (desk, played) = story();
    let server = Server::start(desk);
    let pass = server.administrator();
    let coin = format!("{}:0", id(&played, "mint"));
    for (kind, question, args, formats) in [
        ("trace", json!({"subjects": [coin]}), vec!["trace", &coin], &["json", "csv", "svg"][..]),
        ("taint", json!({"subjects": [coin]}), vec!["taint", &coin], &["json", "csv"]),
        ("screen", json!({"subjects": [coin]}), vec!["screen", &coin], &["json", "csv"]),
    ] {
        let job = server.job(&pass, kind, &question);
        assert_eq!((&job["state"], &job["formats"]), (&"done".into(), &json!(formats)), "{job}");
        for format in formats {
            let path = format!("/api/jobs/{}/result?format={format}", job["id"].as_str().unwrap());
            let came = server.get(&pass, &path);
            let args = [&args[..], &["--format", format]].concat();
            assert_eq!(came.body, server.desk.run(&args).stdout, "{kind} as {format}");
            let kept =
                came.header("content-disposition").map(|text| text.starts_with("attachment"));
            assert_eq!(kept.is_some(), *format != "json");
        }
        let path = format!("/api/jobs/{}/result?format=exe", job["id"].as_str().unwrap());
        assert_eq!(server.get(&pass, &path).problem(), "problem-not-acceptable");
    }
}

#[test]
fn all_legs_of_an_address_are_the_sheet_that_the_command_line_prints() {
    let (desk, played) = story();
    let server = Server::start(desk);
    let pass = server.administrator();
    let shop = id(&played, "exchange/1");
    for from in ["newest", "oldest"] {
        let came = server.get(&pass, &format!("/api/addresses/{shop}/legs.csv?from={from}"));
        assert_eq!(came.status, 200, "{came:?}");
        let args = ["look", &shop, "--limit", "1000", "--from", from, "--format", "csv"];
        assert_eq!(came.body, server.desk.run(&args).stdout, "from the {from}");
        let kept = came.header("content-disposition").expect("a file to keep");
        assert_eq!(kept, format!("attachment; filename=\"{shop}-legs.csv\""));
    }
    let log = server.get(&pass, "/api/audit?action=result.export").json();
    assert_eq!((&log["total"], &log["items"][0]["details"][0]["value"]), (&2.into(), &shop.into()));
    for (path, problem) in [
        ("/api/addresses/nobody/legs.csv", "problem-paste-unreadable"),
        ("/api/addresses/170/legs.csv", "problem-field-unreadable"),
    ] {
        assert_eq!(server.get(&pass, path).problem(), problem);
    }
}

#[test]
fn events_tell_how_a_job_ends_to_whoever_comes_late_too() {
    let (desk, played) = story();
    let server = Server::start(desk);
    let pass = server.administrator();
    let job = server.job(&pass, "trace", &json!({"subjects": [id(&played, "mint")]}));
    let path = format!("/api/jobs/{}/events", job["id"].as_str().unwrap());
    let came = server.ask(&pass, "GET", &path, "last-event-id: 7\r\n", b"");
    assert_eq!((came.status, came.header("content-type")), (200, Some("text/event-stream")));
    assert!(came.body.contains("event: done\n") && came.body.contains("\"state\":\"done\""));
}

#[test]
fn what_is_ingested_and_imported_beside_it_is_seen_and_never_by_halves() {
    let (desk, played) = story();
    let server = Server::start(desk);
    let pass = server.administrator();
    let (thief, exchange) = (id(&played, "thief"), id(&played, "exchange/1"));
    let state = || {
        let legs = server.get(&pass, &format!("/api/addresses/{thief}/legs")).json();
        let tip = legs["as_of"]["ledgers"][0]["tip"]["height"].as_u64();
        (tip, legs["total"].as_u64())
    };
    let before = state();
    assert_eq!(before, (Some(2), Some(1)));
    let longer = format!("{CHAIN}block\n  peel: theft:0 -> shop 4.9999, thief 35\n");
    server.desk.write("longer.scn", longer);
    server.desk.done(&["scenario", "play", "longer.scn", "--out", "longer"]);
    let growing = server.desk.kancil(&["ingest", "bitcoin", "longer/blocks"]).output();
    assert!(growing.expect("kancil starts").status.success());
    // Until the new state is seen, every answer is the old one, whole.
    let after = within("the new block is seen", || {
        let now = state();
        if now == before { None } else { Some(now) }
    });
    assert_eq!(after, (Some(3), Some(3)));
    let labels =
        format!("address,label,category,source,network\n{exchange},Shop,exchange,here,STORY\n");
    server.desk.write("shop.csv", labels);
    server.desk.done(&["labels", "import", "shop.csv"]);
    within("the label is seen", || {
        let look = server.get(&pass, &format!("/api/addresses/{exchange}")).json();
        (look["labels"][0]["claim"]["label"] == "Shop").then_some(())
    });
}

#[test]
fn a_label_file_is_sent_reported_on_and_written_down() {
    let (desk, played) = story();
    let server = Server::start(desk);
    let pass = server.administrator();
    let text = format!(
        "address,label,category,source,network\n{},Shop,exchange,here,STORY\nnobody,x,scam,here,STORY\n",
        id(&played, "thief")
    );
    let came = server.ask(&pass, "POST", "/api/packs?file=..%2F..%2Fshop.csv", "", text.as_bytes());
    let report = came.json();
    assert_eq!((came.status, &report["result"]), (200, &"imported".into()), "{came:?}");
    assert_eq!((&report["file"], &report["rows"]["refused"]), (&"shop.csv".into(), &1.into()));
    let packs = server.get(&pass, "/api/packs").json();
    assert_eq!(packs["packs"][0]["title"], report["pack"]["title"], "seen at once");
    let log = server.get(&pass, "/api/audit?action=labels.import").json();
    assert_eq!((&log["total"], &log["items"][0]["object_id"]), (&1.into(), &report["digest"]));
    let left = std::fs::read_dir(server.desk.path("data/uploads")).expect("the folder");
    assert_eq!(left.count(), 0, "nothing is left of what was sent");
    let bad = server.ask(&pass, "POST", "/api/packs?file=x.csv&kind=nonsense", "", b"hello");
    assert_eq!((bad.status, &bad.json()["result"]), (200, &"refused".into()));
    let empty = server.ask(&pass, "POST", "/api/packs?file=x.csv", "", b"");
    assert_eq!((empty.status, empty.problem().as_str()), (400, "problem-upload-empty"));
}

#[cfg(unix)]
#[test]
fn a_termination_ends_streams_and_leaves_a_record_that_verifies() {
    let (desk, _) = story();
    let mut server = Server::start(desk);
    let pass = server.administrator();
    let mut stream = TcpStream::connect(server.at).expect("it listens");
    let request = format!("GET /api/me HTTP/1.1\r\nhost: {}\r\n{}\r\n", server.at, pass.lines());
    stream.write_all(request.as_bytes()).expect("sent");
    let mut first = [0; 12];
    stream.read_exact(&mut first).expect("an answer, and the connection stays");
    assert_eq!(&first, b"HTTP/1.1 200");
    let began = Instant::now();
    assert_eq!(server.stop(), Some(130));
    assert!(began.elapsed() < Duration::from_secs(9), "an idle connection holds nothing up");
    assert_eq!(server.desk.json(&["audit", "verify"])["is_whole"], true);
}

#[test]
fn other_addresses_need_tls_or_an_explicit_word() {
    let desk = Desk::new();
    let ran = desk.run(&["serve", "--listen", "0.0.0.0:0"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("passwords would cross the network readably"), "{}", ran.stderr);
    assert!(ran.stderr.contains("--tls-cert") && ran.stderr.contains("--insecure-plain-http"));
    desk.write("not.pem", "nothing");
    let ran = desk.run(&[
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--tls-cert",
        "not.pem",
        "--tls-key",
        "not.pem",
    ]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("no certificate in PEM"), "{}", ran.stderr);
}

#[test]
fn health_metrics_and_the_page_are_there_for_anybody_on_this_machine() {
    let server = Server::start(Desk::new());
    let nobody = Pass::default();
    assert_eq!(server.get(&nobody, "/healthz").body, "ok\n");
    let metrics = server.get(&nobody, "/metrics");
    assert!(metrics.body.contains("kancil_http_requests_total{route=\"/healthz\""));
    assert!(metrics.body.contains("kancil_record_writable 1"));
    let page = server.get(&nobody, "/trace?subject=x");
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(policy.starts_with("default-src 'self'; ") && !policy.contains("unsafe"));
    let tag = page.header("etag").expect("a tag").to_owned();
    let again = server.ask(&nobody, "GET", "/", &format!("if-none-match: {tag}\r\n"), b"");
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    let document = server.get(&nobody, "/api/openapi.json");
    assert_eq!(document.json()["openapi"], "3.1.0");
}
