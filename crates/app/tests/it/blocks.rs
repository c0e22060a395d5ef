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
