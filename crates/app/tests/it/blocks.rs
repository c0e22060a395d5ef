//! Real blocks through the front door: what was read is what can be looked at.

use crate::harness::{Desk, test_data_or_say, transcript, transcript_on_real_data};

#[test]
fn the_first_blocks_of_bitcoin_are_read_and_looked_at() {
    transcript_on_real_data("blocks_of_2009.txt");
}

#[test]
fn loose_blocks_make_a_partial_ledger_and_are_kept_as_evidence() {
    transcript_on_real_data("loose_blocks.txt");
}

#[test]
fn a_reorganisation_is_followed_and_leaves_no_trace() {
    transcript("reorganisation.txt");
}

#[test]
fn a_second_run_takes_only_what_is_new() {
    let Some(data) = test_data_or_say("a_second_run_takes_only_what_is_new") else { return };
    let bytes = std::fs::read(data.join("btc/genesis_0-4521.blk")).unwrap();
    let desk = Desk::new();
    desk.write("blk00000.dat", &bytes[..bytes.len() / 3]);
    let first = desk.json(&["ingest", "bitcoin", "blk00000.dat"]);
    desk.write("blk00000.dat", &bytes);
    let second = desk.json(&["ingest", "bitcoin", "blk00000.dat"]);
    let count =
        |answer: &serde_json::Value, at: &str| answer.pointer(at).unwrap().as_u64().unwrap();
    assert!(count(&first, "/blocks") > 0);
    assert_eq!(
        count(&first, "/blocks") + count(&second, "/taken/blocks"),
        count(&second, "/blocks")
    );
    assert_eq!((count(&second, "/blocks"), count(&second, "/transactions")), (4522, 4583));
    let third = desk.json(&["ingest", "bitcoin", "blk00000.dat"]);
    assert_eq!(count(&third, "/taken/blocks"), 0);

    let whole = Desk::new();
    whole.write("blk00000.dat", &bytes);
    whole.done(&["ingest", "bitcoin", "blk00000.dat"]);
    let digest = |desk: &Desk| desk.json(&["store", "verify"])["digest"].clone();
    assert_eq!(digest(&desk), digest(&whole));
}

#[test]
fn a_branch_that_is_refused_leaves_the_ledger_as_it_was() {
    let desk = Desk::new();
    let chain = "block\n  mint: coinbase -> alice 50\nblock\n  pay: mint -> ";
    desk.write("stale.scn", format!("{chain}thief 49.9999\n"));
    desk.write("best.scn", format!("{chain}bob 49.9998\nblock\n"));
    desk.done(&["scenario", "play", "stale.scn", "--out", "stale"]);
    let csv = desk.done(&["scenario", "play", "best.scn", "--out", "best", "--format", "csv"]);
    let mint = csv.lines().find_map(|line| line.strip_prefix("mint,transaction,")).unwrap();
    let mut mint: Vec<u8> =
        (0..32).map(|at| u8::from_str_radix(&mint[2 * at..2 * at + 2], 16).unwrap()).collect();
    mint.reverse();

    // What the better branch spends is now nowhere; without checks only the ledger can tell.
    let path = desk.path("best/blocks/blk00000.dat");
    let mut bytes = std::fs::read(&path).unwrap();
    // The first place is a Merkle root: the coinbase is alone in its block.
    let at = bytes.windows(32).enumerate().rfind(|(_, window)| *window == mint).unwrap().0;
    bytes[at] ^= 1;
    std::fs::write(&path, &bytes).unwrap();

    desk.done(&["ingest", "bitcoin", "stale/blocks"]);
    let verify = desk.done(&["store", "verify"]);
    let branch = ["ingest", "bitcoin", "stale/blocks", "best/blocks", "--trust"];
    let ran = desk.run(&branch);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    assert!(ran.stderr.contains("is refused, and the ledger stays on its own: block 2 ("));
    assert!(ran.stderr.contains("which is not in the ledger"), "{}", ran.stderr);
    assert_eq!(desk.done(&["store", "verify"]), verify);

    bytes[at] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    assert_eq!(desk.json(&branch)["rewound_to"]["height"], 1);
}

#[test]
fn a_data_directory_stands_for_its_block_files() {
    let desk = Desk::new();
    desk.write("story.scn", "block\n  mint: coinbase -> alice 50\n");
    desk.done(&["scenario", "play", "story.scn", "--out", "story"]);
    // As Bitcoin Core has them beside its blocks.
    desk.write("story/peers.dat", "no block");
    let answer = desk.json(&["ingest", "bitcoin", "story"]);
    assert_eq!(answer["blocks"], 2);
    assert_eq!(answer["notes"], serde_json::json!(["the block files are read from story/blocks"]));
}

#[test]
fn a_second_story_does_not_replace_the_first() {
    let desk = Desk::new();
    for (story, transactions) in [("ransom", "1000"), ("donations", "9000")] {
        let grow = ["scenario", "grow", story, "--seed", "1", "--transactions", transactions];
        desk.done(&[&grow[..], &["--out", story]].concat());
    }
    desk.done(&["ingest", "bitcoin", "ransom"]);
    let verify = desk.done(&["store", "verify"]);
    let ran = desk.run(&["ingest", "bitcoin", "donations"]);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    assert!(ran.stderr.contains("the files hold another chain than the ledger"), "{}", ran.stderr);
    assert_eq!(desk.done(&["store", "verify"]), verify);
}
