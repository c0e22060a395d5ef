//! Killed under a stream of writes, again and again: every write that was told to be done is there,
//! the audit log verifies, and leads through every head that was told.
//!
//! The writer is this test binary run anew, asked for the one ignored test; it tells each write on
//! its standard output once the record says it is done, as a server would answer.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use casework::audit::verify::verify;
use casework::audit::{Action, Actor, By, Entry, Head, Object, random_key, read};
use casework::people::password::Hashing;
use casework::record::{Opening, Record};
use casework::secret::Chance;
use model::time::Time;

const DIR: &str = "KANCIL_KILL_DIR";
const SEED: &str = "KANCIL_KILL_SEED";

/// SplitMix64: enough for salts that nobody is to guess.
struct Mixed(AtomicU64);

impl Chance for Mixed {
    fn fill(&self, bytes: &mut [u8]) {
        for part in bytes.chunks_mut(8) {
            let mut z = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            part.copy_from_slice(&(z ^ (z >> 31)).to_be_bytes()[..part.len()]);
        }
    }
}

async fn open(dir: &Path, seed: u64) -> Record {
    let opening = Opening {
        path: dir.join("record.db"),
        key: random_key(&Mixed(AtomicU64::new(7))),
        chance: Arc::new(Mixed(AtomicU64::new(seed))),
        hashing: Hashing::cheap(),
        now: Time::from_seconds(1_790_000_000),
    };
    Record::open(opening).await.expect("opens, however it was left")
}

fn by() -> By {
    By::new(Actor::Program, Time::from_seconds(1_790_000_000))
}

#[tokio::test]
#[ignore = "the writer that the other test kills"]
async fn writer() {
    let Some(dir) = std::env::var_os(DIR) else { return };
    let seed = std::env::var(SEED).expect("a seed").parse().expect("a number");
    let record = open(Path::new(&dir), seed).await;
    for number in 0_u64.. {
        let entry = Entry::new(Action::Exported, Object::record()).with("number", number);
        record.note(by(), entry).await.expect("written");
        let head = read::head(&record).await.expect("a head");
        let mut out = std::io::stdout().lock();
        writeln!(out, "{head}").and_then(|()| out.flush()).expect("told");
    }
}

fn start(dir: &Path, seed: u64) -> Child {
    Command::new(std::env::current_exe().expect("this binary"))
        .args(["--exact", "writer", "--ignored", "--nocapture"])
        .env(DIR, dir)
        .env(SEED, seed.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("starts")
}

#[tokio::test]
async fn killed_twenty_times_every_write_that_was_told_is_there_and_the_log_is_whole() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut told: Vec<Head> = Vec::new();
    let mut killed_while_writing = 0;
    for round in 0..20 {
        let mut child = start(dir.path(), 1000 + round);
        let out = child.stdout.take().expect("piped");
        let (first, began) = std::sync::mpsc::channel();
        let lines = std::thread::spawn(move || {
            let lines = BufReader::new(out).lines().map_while(Result::ok);
            let told = lines.filter_map(|line| {
                // The harness begins a line with the test's name before its first output.
                let at = line.find("kancil-head-1")?;
                let _ = first.send(());
                line[at..].parse().ok()
            });
            told.collect::<Vec<Head>>()
        });
        // Once it writes, however slow the machine is; then at another moment each time.
        began.recv_timeout(Duration::from_secs(60)).expect("it writes");
        tokio::time::sleep(Duration::from_micros(500 + 3_700 * (round % 7))).await;
        child.kill().expect("killed");
        child.wait().expect("gone");
        let heads = lines.join().expect("read");
        killed_while_writing += u32::from(!heads.is_empty());
        told.extend(heads);

        let record = open(dir.path(), 5000 + round).await;
        let found = verify(&record, &told).await.expect("reads");
        assert_eq!(found.broken, None, "after kill {round}, with {} heads told", told.len());
        let last = told.last().map_or(0, |head| head.seq);
        assert!(found.entries >= last, "{} of {last}", found.entries);
        record.close().await;
    }
    assert_eq!(killed_while_writing, 20);
}
