//! An ingest that is stopped, killed or joined by a second writer: what was committed stays, and
//! the same command goes on to the same ledger.

use std::io::Read as _;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::harness::Desk;

/// Enough for an ingest to be caught at work, committing after every MiB.
const TRANSACTIONS: &str = "30000";

fn story() -> Desk {
    let desk = Desk::new();
    let grow = ["scenario", "grow", "donations", "--seed", "5", "--transactions", TRANSACTIONS];
    desk.done(&[&grow[..], &["--out", "story"]].concat());
    desk
}

const INGEST: [&str; 5] = ["ingest", "bitcoin", "story/blocks", "--commit-every", "1"];

fn digest(desk: &Desk) -> serde_json::Value {
    desk.json(&["store", "verify"])["digest"].clone()
}

/// Waits until the ledger has a first commit, so that there is something to keep.
fn started(desk: &Desk) -> Child {
    let child = desk
        .kancil(&INGEST)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("kancil starts");
    let deadline = Instant::now() + Duration::from_secs(60);
    let ledger = desk.path("data/ledgers/bitcoin-story-linked");
    while Instant::now() < deadline {
        let commits = std::fs::read_dir(&ledger).into_iter().flatten().flatten();
        if commits
            .into_iter()
            .any(|entry| entry.file_name().to_string_lossy().starts_with("commit"))
        {
            break;
        }
        sleep(Duration::from_millis(2));
    }
    child
}

#[test]
fn killed_at_any_moment_an_ingest_goes_on_to_the_same_ledger() {
    let desk = story();
    for wait in [0, 20, 60] {
        let mut child = started(&desk);
        sleep(Duration::from_millis(wait));
        let _ = child.kill();
        child.wait().expect("kancil ends");
        desk.done(&["store", "verify"]);
    }
    desk.done(&INGEST);
    let resumed = digest(&desk);

    std::fs::rename(desk.path("data"), desk.path("resumed")).unwrap();
    desk.done(&["ingest", "bitcoin", "story/blocks"]);
    assert_eq!(resumed, digest(&desk));
}

#[cfg(unix)]
#[test]
fn ctrl_c_stops_at_a_block_and_says_how_to_go_on() {
    let desk = story();
    let mut child = started(&desk);
    let id = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(id, rustix::process::Signal::INT).expect("it is running");
    let mut talk = String::new();
    child.stderr.take().unwrap().read_to_string(&mut talk).unwrap();
    let mut answer = String::new();
    child.stdout.take().unwrap().read_to_string(&mut answer).unwrap();
    match child.wait().unwrap().code() {
        Some(130) => {
            assert!(talk.contains("hint: run the same command again"), "{talk}");
            assert!(answer.contains("bitcoin-story-linked"), "{answer}");
        }
        // It was done before the signal came.
        code => assert_eq!(code, Some(0), "{talk}"),
    }
    desk.done(&["store", "verify"]);
    desk.done(&INGEST);
    let info = desk.json(&["store", "info"]);
    assert!(info["ledgers"][0]["transactions"].as_u64() >= Some(30_000), "{info}");
}

#[test]
fn a_second_writer_is_refused_and_readers_are_not() {
    let desk = story();
    let mut child = started(&desk);
    let second = desk.run(&INGEST);
    let reader = desk.run(&["store", "info"]);
    let first = child.wait().expect("kancil ends");
    assert!(first.success());
    assert_eq!(reader.code, Some(0), "{}", reader.stderr);
    if second.code != Some(0) {
        assert_eq!(second.code, Some(2));
        assert!(second.stderr.contains("is being written by another process"), "{}", second.stderr);
        assert_eq!(second.stdout, "");
    }
}

#[test]
fn any_threads_and_any_memory_give_the_same_ledger() {
    let desk = story();
    let mut seen = Vec::new();
    for (threads, memory) in [("1", "256MiB"), ("2", "4GB"), ("7", "256MiB")] {
        let said = ["--threads", threads, "--memory", memory];
        let answer = desk.json(&[&INGEST[..], &said].concat());
        seen.push((answer["taken"].clone(), answer["addresses"].clone(), digest(&desk)));
        std::fs::rename(desk.path("data"), desk.path(&format!("data-{threads}"))).unwrap();
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0], seen[2]);
}
