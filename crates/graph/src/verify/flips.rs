//! A store with any one byte changed: opening or verifying it says so, by file and column, and no
//! reader panics.

use std::path::Path;
use std::sync::Arc;

use crate::laws::forge;
use crate::record::Record;
use crate::segment::Segment;
use crate::stack::Stack;
use crate::testing::{Growing, LINKED, PARTIAL, dir, tell};
use crate::{AddressId, Graph, Writer};

/// Two segments with a little of everything.
fn store(dir: &Path, ledger: model::chain::LedgerId) {
    let mut chain = Growing::new(ledger);
    let mut writer = Writer::open(dir, ledger).unwrap();
    for block in 0..6u64 {
        let choices: Vec<u64> =
            (0..5).map(|tx| (block * 8 + tx + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
        writer.append(&chain.block("", &choices)).unwrap();
        if block == 3 {
            writer.commit_merged(false).unwrap();
        }
    }
    writer.commit_merged(false).unwrap();
}

/// Changes one byte after the other, `step` apart, and holds what is said of it.
fn flip(ledger: model::chain::LedgerId, step: usize) {
    let dir = dir();
    store(dir.path(), ledger);
    let mut flips = 0;
    for name in ["commit", "seg-00000001.kg", "seg-00000002.kg"] {
        let path = dir.path().join(name);
        let sound = std::fs::read(&path).unwrap();
        for at in (0..sound.len()).step_by(step) {
            let mut bytes = sound.clone();
            bytes[at] ^= 1 << (at % 8);
            // A file is never changed where it lies: it may still be mapped.
            std::fs::remove_file(&path).unwrap();
            std::fs::write(&path, &bytes).unwrap();
            match Graph::open(dir.path()) {
                // A commit record is checked wholly when it is read.
                Err(error) => assert!(error.to_string().contains(name), "byte {at}: {error}"),
                Ok(graph) => {
                    let found = graph.verify();
                    let named = found.damages.iter().any(|damage| damage.file.ends_with(name));
                    assert!(named || name == "commit", "byte {at} of {name}: {:?}", found.damages);
                    assert!(name != "commit" || !crate::record::is_sound(dir.path()).unwrap());
                    tell(&graph);
                    graph.logical_digest();
                }
            }
            flips += 1;
        }
        std::fs::remove_file(&path).unwrap();
        std::fs::write(&path, &sound).unwrap();
    }
    assert!(Graph::open(dir.path()).unwrap().verify().is_sound());
    assert!(flips > 100);
}

#[test]
fn a_changed_byte_is_found_and_named_wherever_it_is() {
    flip(LINKED, 7);
    flip(PARTIAL, 11);
}

#[test]
#[ignore = "a campaign: every byte"]
fn every_changed_byte_is_found_and_named() {
    flip(LINKED, 1);
    flip(PARTIAL, 1);
}

#[test]
fn damage_is_told_by_column_rows_and_block() {
    let dir = dir();
    let mut chain = Growing::new(LINKED);
    let mut writer = Writer::open(dir.path(), LINKED).unwrap();
    // More than one page of 64 KiB of txids.
    for block in 0..120u64 {
        let choices: Vec<u64> =
            (0..30).map(|tx| (block * 64 + tx + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
        writer.append(&chain.block("", &choices)).unwrap();
    }
    let graph = writer.commit().unwrap();
    let path = dir.path().join("seg-00000001.kg");
    let (range, _) = graph.stack().segments()[0].columns().range("tx.txid").unwrap();
    let row = 2_500;
    let block = graph.block_of(crate::TxId(row)).0;
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[range.start + usize::try_from(row).unwrap() * 32 + 9] ^= 4;
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, bytes).unwrap();
    let found = Graph::open(dir.path()).unwrap().verify();
    let said = found.damages[0].to_string();
    let (rest, blocks) = said.split_once(": rows 2048 to ").expect("it tells the rows");
    assert!(rest.ends_with("seg-00000001.kg: column tx.txid: its bytes do not match its checksum"));
    let blocks = blocks.split_once(" (blocks ").expect("it tells the blocks").1;
    let (first, last) = blocks.trim_end_matches(')').split_once(" to ").unwrap();
    let blocks: std::ops::RangeInclusive<u32> = first.parse().unwrap()..=last.parse().unwrap();
    assert!(blocks.contains(&block) && *blocks.start() > 0, "{said}");
}

#[test]
fn damage_of_legs_names_the_address_as_people_do() {
    let mut chain = Growing::new(LINKED);
    let sound = Graph::in_memory(LINKED, &[chain.block("", &[1, 2, 3])]).unwrap();
    let columns = sound.stack().segments()[0].columns();
    let forged = forge(columns, "holder.leg", |_| 0, 1).unwrap();
    let stack = Stack::of(vec![Arc::new(Segment::open(forged, LINKED).unwrap())]);
    let found = Graph::of(&Record::empty(LINKED), stack).verify();
    let whose = sound.address(AddressId(0));
    let whose = whose.display(LINKED.network);
    let said: Vec<String> = found.damages.iter().map(|damage| damage.what.clone()).collect();
    let expected = format!("leg 0, among those of {whose}, is another's or out of order");
    assert!(said.contains(&expected), "{said:?}");
}
