//! What is kept: damage is named wherever it lies and keeps nobody from the rest, readers write
//! nothing, and a ledger of an older format is built anew with a word.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::harness::Desk;

const LINKED: &str = "data/ledgers/bitcoin-story-linked";
const PARTIAL: &str = "data/ledgers/bitcoin-story-partial";

/// A linked ledger, a partial one with its evidence, and labels.
fn desk() -> Desk {
    let desk = Desk::new();
    let grow = ["scenario", "grow", "donations", "--seed", "3", "--transactions", "1000"];
    desk.done(&[&grow[..], &["--out", "story"]].concat());
    desk.done(&["ingest", "bitcoin", "story/blocks"]);
    desk.done(&["ingest", "bitcoin", "--loose", "story/blocks"]);
    desk.done(&["labels", "import", "story/labels.yaml"]);
    desk
}

/// Every file beneath a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        match entry.unwrap().path() {
            path if path.is_dir() => found.extend(files(&path)),
            path => found.push(path),
        }
    }
    found.sort();
    found
}

/// Changes a file. It is never written where it lies: it may still be mapped.
fn change(path: &Path, how: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).unwrap();
    how(&mut bytes);
    fs::remove_file(path).unwrap();
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_changed_byte_of_any_file_is_named_by_verify() {
    let desk = desk();
    let whole = desk.json(&["store", "verify"]);
    assert_eq!(whole["evidence"]["files"], 2, "blocks and their checksums: {whole}");
    assert_eq!(whole["labels"]["files"], 2, "{whole}");
    for path in files(&desk.path("data")) {
        if path.metadata().unwrap().len() == 0 {
            // Locks.
            continue;
        }
        let sound = fs::read(&path).unwrap();
        for at in [0, 20, 57, sound.len() / 2, sound.len() - 1] {
            change(&path, |bytes| bytes[at.min(sound.len() - 1)] ^= 1);
            let ran = desk.run(&["store", "verify"]);
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            assert_eq!(ran.code, Some(2), "byte {at} of {name}: {}", ran.stdout);
            // Of the checksums of evidence, what no longer fits one is named.
            let name = name.replace(".sha256", ".");
            assert!(ran.stdout.contains(&name), "byte {at} of {name}: {}", ran.stdout);
        }
        change(&path, |bytes| *bytes = sound);
    }
    desk.done(&["store", "verify"]);
}

#[test]
fn evidence_cut_at_the_end_of_a_block_is_an_error_that_counts() {
    let desk = desk();
    let path = desk.path("data/raw/bitcoin-story/000001.blk");
    change(&path, |bytes| {
        // To its first two records.
        let mut at = 0;
        for _ in 0..2 {
            at += 8 + u32::from_le_bytes(*bytes[at + 4..].first_chunk().unwrap()) as usize;
        }
        bytes.truncate(at);
    });
    let ran = desk.run(&["store", "verify"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stdout.contains("000001.blk: its "), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("read as 2 blocks, are not those that were kept"),
        "{}",
        ran.stdout
    );
    assert!(ran.stderr.contains("1 kept file damaged or missing"), "{}", ran.stderr);
    fs::remove_file(&path).unwrap();
    let ran = desk.run(&["store", "verify"]);
    assert!(ran.stdout.contains("000001.blk: it is missing"), "{}", ran.stdout);
}

#[test]
fn a_ledger_that_does_not_open_keeps_nobody_from_the_others() {
    let desk = desk();
    change(&desk.path(&format!("{PARTIAL}/commit")), |bytes| bytes.truncate(100));
    let info = desk.run(&["store", "info", "--format", "json"]);
    assert_eq!(info.code, Some(2), "{}", info.stderr);
    let answer: serde_json::Value = serde_json::from_str(&info.stdout).unwrap();
    assert_eq!(answer["ledgers"][0]["ledger"], "bitcoin-story-linked");
    assert_eq!(answer["unread"][0]["ledger"], "bitcoin-story-partial");
    let verify = desk.run(&["store", "verify", "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_str(&verify.stdout).unwrap();
    assert_eq!(verify.code, Some(2));
    assert_eq!(answer["ledgers"][0]["is_whole"], true);
    assert_eq!(answer["ledgers"][1]["is_whole"], false);
    assert_eq!(answer["digest"], serde_json::Value::Null);
    desk.done(&["store", "verify", "--ledger", "bitcoin-story-linked"]);
    // Screening answers, and does not call a subject clear of what it could not ask.
    let asked = ["screen", "12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S", "--category", "scam"];
    let screen = desk.run(&asked);
    assert_eq!(screen.code, Some(3), "{}", screen.stderr);
    assert!(screen.stdout.contains("the ledger bitcoin-story-partial does not open"));
    assert!(screen.stderr.contains("nothing of bitcoin-story-partial is in this answer"));
    desk.done(&[&asked[..], &["--ledger", "bitcoin-story-linked"]].concat());
}

fn state(folder: &Path) -> BTreeMap<PathBuf, (u64, SystemTime)> {
    let of = |path: PathBuf| {
        let meta = path.metadata().unwrap();
        (path, (meta.len(), meta.modified().unwrap()))
    };
    files(folder).into_iter().map(of).collect()
}

#[test]
fn reading_commands_write_nothing() {
    let desk = desk();
    // Clusters that are behind are grown in memory.
    fs::remove_file(desk.path(&format!("{LINKED}/clusters"))).unwrap();
    let mut readonly = Vec::new();
    for path in files(&desk.path("data")) {
        let mut permissions = path.metadata().unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        readonly.push(path);
    }
    let before = state(&desk.path("data"));
    let story: serde_json::Value =
        serde_json::from_slice(&fs::read(desk.path("story/story.json")).unwrap()).unwrap();
    let subject = story["start"]["addresses"][0].as_str().unwrap();
    let here = ["--ledger", "bitcoin-story-linked"];
    for command in [
        vec!["store", "info"],
        vec!["store", "verify"],
        vec!["labels", "packs"],
        vec!["labels", "show", subject],
        [&["look", subject][..], &here].concat(),
        [&["cluster", subject][..], &here].concat(),
        [&["trace", subject][..], &here].concat(),
        [&["screen", subject, "--category", "scam"][..], &here].concat(),
    ] {
        let ran = desk.run(&command);
        assert!(matches!(ran.code, Some(0 | 1 | 3)), "{command:?}: {}", ran.stderr);
        assert_eq!(state(&desk.path("data")), before, "{command:?}");
    }
}

/// The ledger's segments, said to be of another format under sound checksums, and listed so.
fn forge(ledger: &Path, version: u32) {
    let commit = ledger.join("commit");
    for path in files(ledger) {
        if path.extension().is_none_or(|ending| ending != "kg") {
            continue;
        }
        let old = fs::read(&path).unwrap()[56..64].to_vec();
        change(&path, |bytes| {
            bytes[40..44].copy_from_slice(&version.to_le_bytes());
            seal(bytes);
        });
        let new = fs::read(&path).unwrap()[56..64].to_vec();
        change(&commit, |bytes| {
            let at = bytes.windows(8).position(|at| at == old).unwrap();
            bytes[at..at + 8].copy_from_slice(&new);
            seal(bytes);
        });
    }
}

/// Makes the checksums of a file of columns sound.
fn seal(bytes: &mut [u8]) {
    let count = u32::from_le_bytes(*bytes[12..].first_chunk().unwrap()) as usize;
    for entry in (0..count).map(|entry| 64 + entry * 64) {
        let number = |at: usize| u64::from_le_bytes(*bytes[entry + at..].first_chunk().unwrap());
        let (start, len) =
            (usize::try_from(number(40)).unwrap(), usize::try_from(number(48)).unwrap());
        let sum = xxh3_64(&bytes[start..start + len]).to_le_bytes();
        bytes[entry + 56..entry + 64].copy_from_slice(&sum);
    }
    let mut hash = Xxh3::new();
    hash.update(&bytes[..56]);
    hash.update(&bytes[64..64 + count * 64]);
    bytes[56..64].copy_from_slice(&hash.digest().to_le_bytes());
}

#[test]
fn a_ledger_of_an_older_format_is_built_anew_with_a_word() {
    let desk = desk();
    let here = ["store", "verify", "--ledger", "bitcoin-story-linked"];
    let digest = desk.json(&here)["digest"].clone();
    forge(&desk.path(LINKED), 1);
    let ran = desk.run(&["store", "info"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("is of the older format 1"), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("hint: run 'kancil ingest bitcoin' with its blocks"),
        "{}",
        ran.stderr
    );
    let ran = desk.run(&["ingest", "bitcoin", "story/blocks"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(ran.stderr.contains("is of the older format 1"), "{}", ran.stderr);
    assert!(ran.stderr.contains("bitcoin-story-linked is built anew from these blocks"));
    assert_eq!(desk.json(&here)["digest"], digest);
    // A partial one is built anew each time, from what was kept.
    forge(&desk.path(PARTIAL), 1);
    let ran = desk.run(&["ingest", "bitcoin", "--loose", "story/blocks"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(ran.stderr.contains("it is built anew from what was kept"), "{}", ran.stderr);
    desk.done(&["store", "verify"]);
}

#[test]
fn a_ledger_of_a_newer_format_is_refused_by_name_and_left() {
    let desk = desk();
    forge(&desk.path(LINKED), 9);
    let before = state(&desk.path(LINKED));
    for command in [vec!["store", "info"], vec!["ingest", "bitcoin", "story/blocks"]] {
        let ran = desk.run(&command);
        assert_eq!(ran.code, Some(2));
        assert!(ran.stderr.contains("is of format 9"), "{}", ran.stderr);
        assert!(ran.stderr.contains("use the newer program that wrote it"), "{}", ran.stderr);
    }
    assert_eq!(state(&desk.path(LINKED)), before);
}
