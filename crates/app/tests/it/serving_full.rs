//! A disk without room under a desk that is being served: the record turns read-only and says so,
//! reading goes on, and once there is room it is written again, with nothing lost and nothing half.
//!
//! Twice: on a file system that is really full (a tmpfs, where we may mount one), and where a file
//! may not grow any more (RLIMIT_FSIZE), which everybody may set.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::harness::Desk;
use crate::serving::{Came, Pass, Server, id, story, within};

/// A file system of a few MiB, gone with its value.
struct Small(PathBuf);

impl Small {
    /// `None`, and a word about why, where we may not mount one.
    fn mount(at: &Path) -> Option<Small> {
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"]).arg(at).output();
        let why = match mounted {
            Ok(done) if done.status.success() => return Some(Small(at.to_owned())),
            Ok(done) => String::from_utf8_lossy(&done.stderr).trim().to_owned(),
            Err(error) => error.to_string(),
        };
        let _ = writeln!(
            std::io::stderr(),
            "a_full_disk: skipped, no file system can be mounted here: {why}"
        );
        None
    }

    /// Writes until there is no room; gives the file that takes it.
    fn fill(&self) -> PathBuf {
        let path = self.0.join("ballast");
        let mut file = File::create(&path).unwrap();
        for size in [1 << 20, 64 << 10, 4 << 10, 1] {
            let piece = vec![7; size];
            while file.write_all(&piece).is_ok() {}
        }
        path
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        // Lazily: a server may still be ending.
        let _ = Command::new("umount").arg("-l").arg(&self.0).output();
    }
}

fn add(server: &Server, pass: &Pass, login: &str) -> Came {
    let user = json!({"login": login, "name": "Nid", "roles": ["viewer"]});
    server.send(pass, "POST", "/api/users", &user)
}

fn logins(server: &Server, pass: &Pass) -> Vec<String> {
    let users = server.get(pass, "/api/users?limit=500").json();
    let login = |user: &Value| user["login"].as_str().expect("a login").to_owned();
    users["items"].as_array().expect("items").iter().map(login).collect()
}

/// Writes until one is refused for want of room; gives who was made.
fn write_until_refused(server: &Server, pass: &Pass) -> Vec<String> {
    let mut made = Vec::new();
    for number in 0..5000 {
        let login = format!("user.{number}");
        let came = add(server, pass, &login);
        if came.status != 201 {
            refused(&came);
            return made;
        }
        made.push(login);
    }
    panic!("there was room for {} users", made.len());
}

#[track_caller]
fn refused(came: &Came) {
    assert_eq!((came.status, came.problem().as_str()), (503, "problem-record-read-only"));
    let problem = came.json();
    assert_eq!(problem["hints"][0]["id"], "hint-free-space", "{problem}");
    assert!(came.header("retry-after").is_some(), "{came:?}");
}

/// Read-only: it says so, refuses what writes, answers what reads.
fn is_read_only(server: &Server, pass: &Pass, subject: &str) {
    let system = server.get(pass, "/api/system").json();
    assert_eq!(system["record"]["state"], "read_only", "{system}");
    let why = system["record"]["why"].as_str().expect("a reason");
    assert!(!why.is_empty() && !why.contains("record.db"), "{why}");
    assert!(server.get(pass, "/metrics").body.contains("kancil_record_writable 0"));
    refused(&add(server, pass, "late"));
    let pack = server.ask(pass, "POST", "/api/packs?file=x.csv", "", b"address,label\n");
    refused(&pack);
    for path in [
        "/api/me".to_owned(),
        "/api/users".to_owned(),
        "/api/audit".to_owned(),
        format!("/api/addresses/{subject}"),
        format!("/api/search?q={subject}"),
    ] {
        assert_eq!(server.get(pass, &path).status, 200, "{path}");
    }
    let job = server.job(pass, "screen", &json!({"subjects": [subject]}));
    assert_eq!(job["state"], "done", "questions are answered all the same: {job}");
}

fn is_writable_again(server: &Server, pass: &Pass, made: &[String]) {
    within("the record can be written again", || {
        (server.get(pass, "/api/system").json()["record"]["state"] == "writable").then_some(())
    });
    assert_eq!(add(server, pass, "after").status, 201);
    let logins = logins(server, pass);
    for login in made.iter().map(String::as_str).chain(["siti", "after"]) {
        assert!(logins.iter().any(|own| own == login), "{login} was told to be made");
    }
    assert!(!logins.iter().any(|own| own == "late"), "what was refused is not there");
    let verdict = server.send(pass, "POST", "/api/audit/verify", &json!({})).json();
    assert_eq!(verdict["is_sound"], true, "{verdict}");
}

#[test]
fn a_full_disk_turns_the_record_read_only_until_there_is_room() {
    let desk = Desk::new();
    fs::create_dir(desk.path("data")).unwrap();
    let Some(small) = Small::mount(&desk.path("data")) else { return };
    let (desk, played) = crate::serving::story_on(desk);
    let subject = id(&played, "thief");
    let mut server = Server::start(desk);
    let pass = server.administrator();
    let ballast = small.fill();
    let made = write_until_refused(&server, &pass);
    is_read_only(&server, &pass, &subject);
    fs::remove_file(ballast).unwrap();
    is_writable_again(&server, &pass, &made);
    assert_eq!(server.stop(), Some(130));
    assert_eq!(server.desk.json(&["audit", "verify"])["is_whole"], true);
}

#[test]
fn a_file_that_may_not_grow_turns_the_record_read_only_until_it_may() {
    const BYTES_MAX: u64 = 640 << 10;
    let (desk, played) = story();
    let subject = id(&played, "thief");
    // Beyond the limit a write fails instead of ending the program.
    let mut command = Command::new("sh");
    let serve = format!(
        "trap '' XFSZ; ulimit -S -f {}; exec \"$KANCIL\" serve --listen 127.0.0.1:0",
        BYTES_MAX / 512
    );
    command.args(["-c", &serve]).env("KANCIL", env!("CARGO_BIN_EXE_kancil"));
    desk.surround(&mut command);
    let server = Server::started(Arc::new(desk), command);
    let pass = server.administrator();
    let made = write_until_refused(&server, &pass);
    assert!(!made.is_empty(), "there was room for some");
    is_read_only(&server, &pass, &subject);
    let process = i32::try_from(server.process()).expect("an id");
    let process = rustix::process::Pid::from_raw(process).expect("an id");
    let free = rustix::process::Rlimit { current: None, maximum: None };
    rustix::process::prlimit(Some(process), rustix::process::Resource::Fsize, free)
        .expect("one's own child");
    is_writable_again(&server, &pass, &made);
}
