//! Partial ledgers: what ended runs leave behind, and runs at the same time.

use std::fs::{self, File};

use rustix::fs::{FlockOperation, flock};

use crate::harness::Desk;

/// Two stories with as many transactions and addresses, of which one joins ann's and bob's coins.
const JOINED: &str = "block\n  a: coinbase -> ann 50\nblock\n  b: coinbase -> bob 50\nblock\n  \
                      pay: a + b -> eve 99.9999\n  more: pay -> dan 99.9998\n";
const APART: &str = "block\n  a: coinbase -> ann 50\nblock\n  b: coinbase -> bob 50\nblock\n  \
                     pay: a -> eve 49.9999\n  more: b -> dan 49.9998\n";
const LEDGER: &str = "data/ledgers/bitcoin-story-partial";
const REBUILD: &str = "data/ledgers/.bitcoin-story-partial.rebuild";
const INGEST: [&str; 4] = ["ingest", "bitcoin", "--loose", "story/blocks"];

fn desk(scenario: &str) -> Desk {
    let desk = Desk::new();
    desk.write("story.scn", scenario);
    desk.done(&["scenario", "play", "story.scn", "--out", "story"]);
    desk.done(&INGEST);
    desk
}

/// The files of a directory into another, but for one whose name starts so.
fn copy_without(desk: &Desk, from: &str, to: &str, left_out: &str) {
    fs::create_dir(desk.path(to)).unwrap();
    for entry in fs::read_dir(desk.path(from)).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !name.starts_with(left_out) {
            fs::copy(desk.path(from).join(&name), desk.path(to).join(&name)).unwrap();
        }
    }
}

#[test]
fn what_a_killed_run_left_half_removed_is_in_nobodys_way() {
    let desk = desk(JOINED);
    let old = "data/ledgers/.bitcoin-story-partial.old";
    copy_without(&desk, LEDGER, REBUILD, "seg-");
    copy_without(&desk, LEDGER, old, "seg-");
    desk.done(&INGEST);
    assert!(!desk.path(REBUILD).exists() && !desk.path(old).exists());

    // Ended between two renames: only the old ledger is there, under its other name.
    fs::rename(desk.path(LEDGER), desk.path(old)).unwrap();
    desk.done(&INGEST);
    assert!(desk.path(LEDGER).exists() && !desk.path(old).exists());
    desk.done(&["store", "verify"]);
}

#[test]
fn a_second_run_is_refused_before_it_reads_the_evidence() {
    let desk = desk(JOINED);
    let lock = File::open(desk.path("data/ledgers/.bitcoin-story-partial.lock")).unwrap();
    flock(&lock, FlockOperation::LockExclusive).unwrap();
    let second = desk.run(&INGEST);
    assert_eq!((second.code, second.stdout.as_str()), (Some(2), ""));
    assert!(second.stderr.contains("is being built by another process"), "{}", second.stderr);
    drop(lock);
    desk.done(&INGEST);
}

#[test]
fn damaged_evidence_does_not_take_a_good_ledgers_place() {
    let desk = desk(JOINED);
    // Of the ledger: that the evidence is damaged, verify says as well.
    let here = ["store", "verify", "--ledger", "bitcoin-story-partial"];
    let digest = || desk.json(&here)["digest"].clone();
    let before = digest();
    let evidence = desk.path("data/raw/bitcoin-story/000001.blk");
    let mut bytes = fs::read(&evidence).unwrap();
    let last = bytes.len() - 10;
    bytes[last] ^= 1;
    fs::write(&evidence, bytes).unwrap();
    desk.write("other.scn", APART);
    desk.done(&["scenario", "play", "other.scn", "--out", "other"]);
    let ran = desk.run(&["ingest", "bitcoin", "--loose", "other/blocks"]);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    assert!(ran.stderr.contains("the evidence kept before is damaged"), "{}", ran.stderr);
    assert_eq!(digest(), before);
    // The hint is right.
    desk.done(&["ingest", "bitcoin", "--loose", "other/blocks", "story/blocks"]);
}

#[test]
fn clusters_of_another_build_are_not_paired_with_a_ledger() {
    let (desk, other) = (desk(APART), desk(JOINED));
    let clusters = format!("{LEDGER}/clusters");
    let size = |desk: &Desk, out: &str| {
        let csv = desk.done(&["scenario", "play", "story.scn", "--out", out, "--format", "csv"]);
        let ann = csv.lines().find_map(|line| line.strip_suffix(",ann")).unwrap();
        let ann = ann.rsplit(',').next().unwrap();
        desk.json(&["cluster", ann])["size"].clone()
    };
    assert_eq!((size(&desk, "1").as_u64(), size(&other, "1").as_u64()), (Some(1), Some(2)));
    fs::copy(other.path(&clusters), desk.path(&clusters)).unwrap();
    assert_eq!(size(&desk, "2").as_u64(), Some(1));
}

#[test]
fn what_blocks_of_two_branches_both_hold_is_taken_once_and_counted() {
    let desk = Desk::new();
    let chain = "block\n  mint: coinbase -> alice 50\nblock\n  pay: mint -> bob 49.9999\n";
    desk.write("one.scn", chain);
    desk.write("two.scn", format!("{chain}  more: pay -> dan 49.9998\n"));
    for story in ["one", "two"] {
        let file = format!("{story}.scn");
        desk.done(&["scenario", "play", &file, "--out", story]);
    }
    let answer = desk.json(&["ingest", "bitcoin", "--loose", "one/blocks", "two/blocks"]);
    // The genesis and the block with the mint are the same in both, the last block is not.
    assert_eq!(
        (&answer["blocks"], &answer["duplicate_blocks"]),
        (&4.into(), &2.into()),
        "{answer}"
    );
    let one = desk.json(&["ingest", "bitcoin", "one/blocks"]);
    let two = desk.json(&["ingest", "bitcoin", "--data", "other", "two/blocks"]);
    let count = |answer: &serde_json::Value| answer["transactions"].as_u64().unwrap();
    let repeated = answer["repeated_transactions"].as_u64().unwrap();
    assert!(repeated > 0, "{answer}");
    // Two blocks with one coinbase each are in both.
    assert_eq!(count(&answer) + repeated, count(&one) + count(&two) - 2);
    let page = desk.done(&["ingest", "bitcoin", "--loose", "one/blocks"]);
    assert!(page.contains(" of several branches' blocks taken once"), "{page}");
}
