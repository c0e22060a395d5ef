//! Block files as nodes and accidents leave them: what is delivered is always the valid prefix.

use std::path::PathBuf;

use model::batch::{Batch, Step};
use model::block::BlockRef;
use model::hash::BlockHash;

use super::*;
use crate::bitcoin::chain::{Held, Nothing};
use crate::bitcoin::header::Header;
use crate::bitcoin::testchain::{Block, chain, coinbase, framed, payment};
use crate::bitcoin::testdata;
use expect_test::{Expect, expect};
use model::script::Lock;
use std::collections::BTreeSet;
use std::path::Path;

/// A ledger that remembers hashes alone.
#[derive(Debug, Default, Clone, PartialEq)]
struct Ledger(Vec<BlockHash>);

impl Held for Ledger {
    fn tip(&self) -> Option<BlockRef> {
        let height = u32::try_from(self.0.len()).unwrap().checked_sub(1)?;
        Some(BlockRef { height, hash: *self.0.last().unwrap() })
    }

    fn hash_at(&self, height: u32) -> Option<BlockHash> {
        self.0.get(height as usize).copied()
    }

    fn height_of(&self, hash: &BlockHash) -> Option<u32> {
        self.0.iter().position(|held| held == hash).map(|at| u32::try_from(at).unwrap())
    }
}

impl Ledger {
    /// Takes the steps, checking that each follows the one before.
    fn take(&mut self, steps: &mut Steps, batches: &mut Vec<Batch>) -> Result<(), IngestError> {
        for step in steps {
            match step? {
                Step::Back(to) => {
                    assert_eq!(self.hash_at(to.height), Some(to.hash));
                    self.0.truncate(to.height as usize + 1);
                }
                Step::Forward(batch) => {
                    for block in &batch.blocks {
                        assert_eq!(block.height, Some(u32::try_from(self.0.len()).unwrap()));
                        assert_eq!(block.prev, self.0.last().copied().unwrap_or_default());
                        self.0.push(block.hash);
                    }
                    batches.push(batch);
                }
            }
        }
        Ok(())
    }
}

fn scan(paths: &[PathBuf]) -> Result<BlockFiles, IngestError> {
    BlockFiles::scan(paths, &Options::default(), &mut |_| ())
}

/// Files in a directory of their own.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for (name, bytes) in files {
            folder.write(name, bytes);
        }
        folder
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.0.path().join(name), bytes).unwrap();
    }

    fn paths(&self) -> [PathBuf; 1] {
        [self.0.path().to_path_buf()]
    }

    /// What an ingest says, the folder's own path taken out.
    fn said(&self, error: &IngestError) -> String {
        let cause = match error {
            IngestError::Read { source, .. } => format!(": {source}"),
            _ => String::new(),
        };
        let hint = error.hint().map(|hint| format!("\nhint: {hint}")).unwrap_or_default();
        self.without_path(&format!("{error}{cause}{hint}"))
    }

    fn without_path(&self, text: &str) -> String {
        text.replace(&format!("{}/", self.0.path().display()), "")
            .replace(&self.0.path().display().to_string(), "FOLDER")
    }
}

/// What was delivered, and what was said in the end.
struct Outcome {
    ledger: Ledger,
    batches: Vec<Batch>,
    notes: Vec<Note>,
    error: Option<IngestError>,
}

/// Brings an empty ledger to the best chain.
fn ingest(path: &Path) -> Outcome {
    ingest_onto(Ledger::default(), path)
}

fn ingest_onto(ledger: Ledger, path: &Path) -> Outcome {
    let mut outcome = Outcome { ledger, batches: vec![], notes: vec![], error: None };
    let files = match scan(&[path.to_path_buf()]) {
        Ok(files) => files,
        Err(error) => return Outcome { error: Some(error), ..outcome },
    };
    outcome.notes = files.notes().to_vec();
    let mut steps = match files.steps(&outcome.ledger) {
        Ok(steps) => steps,
        Err(error) => return Outcome { error: Some(error), ..outcome },
    };
    outcome.error = outcome.ledger.take(&mut steps, &mut outcome.batches).err();
    outcome.notes.extend(steps.notes().iter().cloned());
    outcome
}

/// Expects nothing to be delivered, and this to be said.
fn check_refused(files: &[(&str, &[u8])], expected: Expect) {
    let folder = Folder::new(files);
    let outcome = ingest(folder.0.path());
    assert_eq!(outcome.ledger, Ledger::default());
    expected.assert_eq(&folder.said(&outcome.error.unwrap()));
}

/// The same rows however they were cut into batches, the offsets into payloads left out.
fn rows(batches: &[Batch]) -> Vec<String> {
    let mut rows = Vec::new();
    for batch in batches {
        let mut txs = 0;
        let (mut inputs, mut outputs) = (0, 0);
        for block in &batch.blocks {
            rows.push(format!("{:?} {} {} {}", block.height, block.hash, block.prev, block.time));
            for tx in &batch.txs[txs..block.txs_end as usize] {
                rows.push(format!("{} {} {} {:?}", tx.txid, tx.version, tx.weight, tx.flags));
                rows.push(format!("{:?}", &batch.inputs[inputs..tx.inputs_end as usize]));
                for output in &batch.outputs[outputs..tx.outputs_end as usize] {
                    let payload = batch.payload(output);
                    rows.push(format!("{:?} {:?} {payload:?}", output.value, output.lock));
                }
                (inputs, outputs) = (tx.inputs_end as usize, tx.outputs_end as usize);
            }
            txs = block.txs_end as usize;
        }
    }
    rows
}

#[test]
fn the_first_4522_blocks_of_the_chain_arrive_whole_and_in_order() {
    let Some(path) = testdata::path("btc/genesis_0-4521.blk") else { return };
    let files = scan(std::slice::from_ref(&path)).unwrap();
    assert_eq!(files.network(), Network::Main);
    assert_eq!(files.notes(), []);
    assert_eq!(files.counts().blocks, 4522);
    let outcome = ingest(&path);
    assert!(outcome.error.is_none());
    assert_eq!(outcome.ledger.0.len(), 4522);
    assert_eq!(outcome.batches.iter().map(|batch| batch.txs.len()).sum::<usize>(), 4583);
    let again = ingest_onto(outcome.ledger, &path);
    assert!(again.error.is_none() && again.batches.is_empty());
}

#[test]
fn the_regtest_chain_has_every_standard_lock() {
    let Some(path) = testdata::path("btc/regtest/blocksci_blk00000.dat") else { return };
    assert_eq!(scan(std::slice::from_ref(&path)).unwrap().network(), Network::Regtest);
    let outcome = ingest(&path);
    assert!(outcome.error.is_none());
    assert_eq!(outcome.notes, []);
    assert_eq!(outcome.ledger.0.len(), 202);
    let outputs = outcome.batches.iter().flat_map(|batch| &batch.outputs);
    let locks: BTreeSet<Lock> = outputs.map(|output| output.lock).collect();
    let expected = [
        Lock::Data,
        Lock::P2pkh,
        Lock::P2sh,
        Lock::P2wpkh,
        Lock::P2wsh,
        Lock::P2pk,
        Lock::Multisig,
    ];
    assert_eq!(locks.into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn obfuscated_shuffled_repeated_and_padded_files_give_the_same_rows() {
    let Some(file) = testdata::bytes("btc/genesis_0-4521.blk") else { return };
    let blocks: Vec<&[u8]> = testdata::records(&file).into_iter().take(700).collect();
    let key = [0x1d, 0xf9, 0, 0xb4, 0x5e, 0x77, 0xd9, 0x01];
    let folder = Folder::new(&[("xor.dat", &key), ("blk00000.dat", &[]), ("rev00000.dat", &[9])]);
    let mut parts: Vec<Vec<u8>> = vec![Vec::new(); 5];
    for step in 0..blocks.len() {
        // Every block once, in an order that jumps between files and back in time.
        let number = step * 331 % blocks.len();
        let part = &mut parts[number % 5];
        part.extend(framed(Network::Main, blocks[number]));
        if number.is_multiple_of(7) {
            part.extend(vec![0; number % 50]);
            part.extend(framed(Network::Main, blocks[number]));
        }
    }
    for (number, mut part) in parts.into_iter().enumerate() {
        crate::bitcoin::source::file::deobfuscate(key, 0, &mut part);
        // What Core allocates ahead is not obfuscated.
        part.extend([0; 3000]);
        folder.write(&format!("blk{number:05}.dat"), &part);
    }
    let outcome = ingest(folder.0.path());
    assert!(outcome.error.is_none());
    assert_eq!(outcome.notes, []);
    let plain = Folder::new(&[("a.blk", &file)]);
    let expected = ingest(&plain.0.path().join("a.blk"));
    let count = outcome.ledger.0.len();
    assert_eq!((count, &outcome.ledger.0[..]), (700, &expected.ledger.0[..700]));
    let shown = rows(&outcome.batches);
    assert!(shown == rows(&expected.batches)[..shown.len()]);
    let counts = scan(&folder.paths()).unwrap().counts();
    assert_eq!((counts.files, counts.blocks, counts.duplicates), (5, 700, 100));
}

#[test]
fn a_file_that_ends_anywhere_gives_the_blocks_before_its_end() {
    let Some(file) = testdata::bytes("btc/genesis_0-4521.blk") else { return };
    let blocks: Vec<&[u8]> = testdata::records(&file).into_iter().take(30).collect();
    let file: Vec<u8> = blocks.iter().flat_map(|block| framed(Network::Main, block)).collect();
    let ends: Vec<usize> = blocks
        .iter()
        .scan(0, |end, block| {
            *end += 8 + block.len();
            Some(*end)
        })
        .collect();
    let folder = Folder::new(&[]);
    for len in (0..file.len()).step_by(7).chain(ends.clone()) {
        let whole = ends.iter().filter(|end| **end <= len).count();
        folder.write("blk00000.dat", &file[..len]);
        let outcome = ingest(folder.0.path());
        assert_eq!(outcome.ledger.0.len(), whole, "cut at {len}");
        let at_end = len == 0 || ends.contains(&len);
        match (&outcome.error, outcome.notes.as_slice()) {
            (None, []) => assert!(at_end && whole > 0),
            (None, [Note::HalfWritten { place, .. }]) => {
                assert_eq!(place.offset, ends[whole - 1] as u64);
            }
            (Some(IngestError::NoBlocks { .. }), _) => assert_eq!(whole, 0),
            (error, notes) => panic!("cut at {len}: {error:?} {notes:?}"),
        }
    }
}

#[test]
fn one_flipped_bit_anywhere_ends_the_chain_before_its_block_and_is_said() {
    let Some(file) = testdata::bytes("btc/genesis_0-4521.blk") else { return };
    let blocks: Vec<&[u8]> = testdata::records(&file).into_iter().take(7).collect();
    let file: Vec<u8> = blocks.iter().flat_map(|block| framed(Network::Main, block)).collect();
    let hashes: Vec<BlockHash> =
        blocks.iter().map(|block| Header::hash(block.first_chunk().unwrap())).collect();
    let folder = Folder::new(&[]);
    let mut record = 0;
    let mut start = 0;
    for at in 0..file.len() {
        if at == start + 8 + blocks[record].len() {
            (record, start) = (record + 1, at);
        }
        let mut file = file.clone();
        file[at] ^= 1 << (at * 5 % 8);
        folder.write("blk00000.dat", &file);
        let outcome = ingest(folder.0.path());
        assert_eq!(outcome.ledger.0, hashes[..record], "byte {at}");
        // Either way the record's own offset is named.
        let said = outcome.error.iter().map(ToString::to_string);
        let noted = outcome.notes.iter().map(ToString::to_string);
        let named = format!("at byte {start}");
        let all: Vec<String> = said.chain(noted).collect();
        assert!(all.iter().any(|text| text.contains(&named)), "byte {at}: {all:?}");
    }
}

#[test]
fn threads_and_batches_of_any_size_give_the_same_rows() {
    let blocks = chain(BlockHash::default(), 1, 23);
    let file: Vec<u8> = blocks.iter().flat_map(Block::framed).collect();
    let folder = Folder::new(&[("blk00000.dat", &file)]);
    let mut shown = Vec::new();
    let ways = [
        (0, 1, 700),
        (1, 2, u64::MAX),
        (3, 4, 1),
        (2, 20, 600),
        (64, 65, 1000),
        (1, 0, 1),
        (2, 90, 1),
    ];
    for (threads, ahead, batch_bytes) in ways {
        let options = Options { threads, ahead, batch_bytes, trust: false };
        let files = BlockFiles::scan(&folder.paths(), &options, &mut |_| ()).unwrap();
        let (mut ledger, mut batches) = (Ledger::default(), Vec::new());
        let mut steps = files.steps(&ledger).unwrap();
        ledger.take(&mut steps, &mut batches).unwrap();
        assert_eq!(steps.done(), steps.total());
        assert_eq!(steps.done().blocks, 23);
        shown.push(rows(&batches));
    }
    assert!(shown.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn steps_that_are_dropped_stop_their_threads() {
    let blocks = chain(BlockHash::default(), 1, 40);
    let file: Vec<u8> = blocks.iter().flat_map(Block::framed).collect();
    let folder = Folder::new(&[("blk00000.dat", &file)]);
    let options = Options { threads: 4, ahead: 9, batch_bytes: 1, trust: true };
    let files = BlockFiles::scan(&folder.paths(), &options, &mut |_| ()).unwrap();
    let mut steps = files.steps(&Nothing).unwrap();
    assert!(steps.next().unwrap().is_ok());
    drop(steps);
}

/// Two branches after a common beginning, in the order in which a node met them.
struct Fork {
    common: Vec<Block>,
    old: Vec<Block>,
    new: Vec<Block>,
}

impl Fork {
    fn new(common: usize, old: usize, new: usize) -> Self {
        let common = chain(BlockHash::default(), 1, common);
        let at = common.last().unwrap().hash();
        let (old, new) = (chain(at, 2, old), chain(at, 3, new));
        Self { common, old, new }
    }

    fn held(&self) -> Ledger {
        Ledger(self.common.iter().chain(&self.old).map(Block::hash).collect())
    }

    fn after(&self) -> Ledger {
        Ledger(self.common.iter().chain(&self.new).map(Block::hash).collect())
    }
}

fn file_of<'a>(blocks: impl IntoIterator<Item = &'a Block>) -> Vec<u8> {
    blocks.into_iter().flat_map(Block::framed).collect()
}

#[test]
fn a_branch_with_more_work_takes_the_ledger_back_and_on() {
    let fork = Fork::new(3, 2, 3);
    let file = file_of(fork.common.iter().chain(&fork.old).chain(&fork.new));
    let folder = Folder::new(&[("blk00000.dat", &file)]);
    let outcome = ingest_onto(fork.held(), folder.0.path());
    assert!(outcome.error.is_none() && outcome.notes.is_empty());
    assert_eq!(outcome.ledger, fork.after());
    let blocks: usize = outcome.batches.iter().map(|batch| batch.blocks.len()).sum();
    assert_eq!(blocks, 3, "what both branches share is not read again");
}

#[test]
fn a_branch_with_as_much_work_changes_nothing() {
    let fork = Fork::new(3, 2, 2);
    // The other branch is met first, and would win in an empty ledger.
    let file = file_of(fork.common.iter().chain(&fork.new).chain(&fork.old));
    let folder = Folder::new(&[("blk00000.dat", &file)]);
    let outcome = ingest_onto(fork.held(), folder.0.path());
    assert!(outcome.error.is_none() && outcome.batches.is_empty());
    assert_eq!(outcome.ledger, fork.held());
    assert_eq!(ingest(folder.0.path()).ledger, fork.after());
}

#[test]
fn more_work_counts_and_not_more_blocks() {
    let common = chain(BlockHash::default(), 1, 2);
    let at = common[1].hash();
    let long = chain(at, 2, 5);
    // Sixty-four times the work of an easiest block.
    let heavy = Block::with_transactions(at, 0x2001_ffff, &[coinbase(3), payment(3)]);
    let file = file_of(common.iter().chain(&long).chain([&heavy]));
    let folder = Folder::new(&[("blk00000.dat", &file)]);
    let held = Ledger(common.iter().chain(&long).map(Block::hash).collect());
    let outcome = ingest_onto(held, folder.0.path());
    assert_eq!(outcome.ledger.0, [common[0].hash(), common[1].hash(), heavy.hash()]);
}

#[test]
fn a_better_branch_that_is_damaged_too_early_leaves_the_ledger_alone() {
    let fork = Fork::new(3, 2, 4);
    let mut new = fork.new.clone();
    new[1].0[100] ^= 1;
    let file = file_of(fork.common.iter().chain(&fork.old).chain(&new));
    let folder = Folder::new(&[("blk00000.dat", &file)]);
    let outcome = ingest_onto(fork.held(), folder.0.path());
    assert_eq!(outcome.ledger, fork.held());
    assert!(matches!(outcome.error, Some(IngestError::Corrupt(_))));
    // Damaged later, what comes before is enough to go there, and is taken.
    let mut new = fork.new.clone();
    new[3].0[100] ^= 1;
    let file = file_of(fork.common.iter().chain(&fork.old).chain(&new));
    folder.write("blk00000.dat", &file);
    let outcome = ingest_onto(fork.held(), folder.0.path());
    assert_eq!(outcome.ledger.0, fork.after().0[..6]);
    assert!(matches!(outcome.error, Some(IngestError::Corrupt(_))));
}

#[test]
fn files_that_begin_where_the_ledger_ends_are_enough() {
    let blocks = chain(BlockHash::default(), 1, 9);
    let hashes: Vec<BlockHash> = blocks.iter().map(Block::hash).collect();
    let folder = Folder::new(&[("new.blk", &file_of(&blocks[4..]))]);
    for held in [4, 6, 9] {
        let outcome = ingest_onto(Ledger(hashes[..held].to_vec()), folder.0.path());
        assert!(outcome.error.is_none());
        assert_eq!(outcome.ledger.0, hashes);
    }
}

#[test]
fn a_branch_the_files_do_not_hold_is_estimated_and_said() {
    let fork = Fork::new(3, 2, 3);
    let folder = Folder::new(&[("new.blk", &file_of(fork.common.iter().chain(&fork.new)))]);
    let outcome = ingest_onto(fork.held(), folder.0.path());
    assert_eq!(outcome.ledger, fork.after());
    assert_eq!(outcome.notes, [Note::Estimated { blocks: 2 }]);
    let folder = Folder::new(&[("new.blk", &file_of(fork.common.iter().chain(&fork.new[..2])))]);
    assert_eq!(ingest_onto(fork.held(), folder.0.path()).ledger, fork.held());
}

#[test]
fn a_missing_block_is_named_and_what_comes_before_it_stays() {
    let blocks = chain(BlockHash::default(), 1, 6);
    let gap = file_of(blocks[..2].iter().chain(&blocks[3..]));
    let folder = Folder::new(&[("blk00000.dat", &gap)]);
    let outcome = ingest(folder.0.path());
    assert_eq!(outcome.ledger.0.len(), 2);
    // So few may simply not have arrived yet, as while a node downloads.
    assert!(outcome.error.is_none());
    assert_eq!(outcome.notes, [Note::Waiting { count: 3, missing: blocks[2].hash() }]);
    // With garbage where it should be, it is damage.
    let garbage = [&file_of(&blocks[..2])[..], &[7; 50], &file_of(&blocks[3..])].concat();
    folder.write("blk00000.dat", &garbage);
    let outcome = ingest(folder.0.path());
    assert_eq!(outcome.ledger.0.len(), 2);
    expect![[r#"
        block 04a03114cafa28503fcad15c3ce211b5daf63eeb47317e96bb22ae435056635e is missing: 3 blocks do not link without it, the first of them 2d4ef71dc5011d8203d9b3f0709aa77089ae1eb533c8f78abf615d61ece94b0f in blk00000.dat at byte 562; blk00000.dat at byte 512: skipped 50 bytes that are no block record
        hint: add the file that holds it, or use --loose to take blocks that do not link"#]]
    .assert_eq(&folder.said(&outcome.error.unwrap()));
}

#[test]
fn garbage_between_blocks_that_are_all_there_is_only_noted() {
    let blocks = chain(BlockHash::default(), 1, 6);
    let file = [&file_of(&blocks[..3])[..], b"kncl not a record", &file_of(&blocks[3..])].concat();
    let folder = Folder::new(&[("blk00000.dat", &file)]);
    let outcome = ingest(folder.0.path());
    assert!(outcome.error.is_none());
    assert_eq!(outcome.ledger.0.len(), 6);
    let notes: Vec<String> =
        outcome.notes.iter().map(|note| folder.without_path(&note.to_string())).collect();
    expect!["blk00000.dat at byte 768: skipped 17 bytes that are no block record"]
        .assert_eq(&notes.join("\n"));
}

#[test]
fn a_second_copy_makes_up_for_a_damaged_one() {
    let blocks = chain(BlockHash::default(), 1, 4);
    let mut damaged = blocks[2].clone();
    damaged.0[120] ^= 4;
    let file = file_of([&blocks[0], &blocks[1], &damaged, &blocks[2], &blocks[3]]);
    let folder = Folder::new(&[("blk00000.dat", &file)]);
    let outcome = ingest(folder.0.path());
    assert!(outcome.error.is_none());
    assert_eq!(outcome.ledger.0.len(), 4);
    assert!(matches!(outcome.notes.as_slice(), [Note::Spare { .. }]));
}

#[test]
fn a_block_still_being_written_into_allocated_room_is_waited_for() {
    let blocks = chain(BlockHash::default(), 1, 3);
    let mut last = blocks[2].framed();
    for there in [9, 60, 88, 120, 200] {
        last[there..].fill(0);
        let file = [&file_of(&blocks[..2])[..], &last, &[0; 500]].concat();
        let folder = Folder::new(&[("blk00000.dat", &file)]);
        let outcome = ingest(folder.0.path());
        assert!(outcome.error.is_none());
        assert_eq!(outcome.ledger.0.len(), 2);
        assert!(matches!(outcome.notes.as_slice(), [Note::HalfWritten { .. }]), "{there}");
        last = blocks[2].framed();
    }
}

#[test]
fn what_cannot_be_read_is_said_with_its_place_and_what_to_do() {
    let block = &chain(BlockHash::default(), 1, 1)[0];
    let other = framed(Network::Signet, &block.0);
    let orphan = file_of(&chain(BlockHash([9; 32]), 1, 2));
    let own = block.framed();
    check_refused(
        &[],
        expect![[r#"
        FOLDER holds no block files
        hint: name a directory with Bitcoin Core's blk*.dat (usually .bitcoin/blocks), or files"#]],
    );
    check_refused(
        &[("blk00000.dat", &[0; 4000])],
        expect![[r#"
            no block in blk00000.dat (nothing but zeroes)
            hint: files of Bitcoin Core 28 and newer need their directory's xor.dat; --loose takes single blocks"#]],
    );
    check_refused(
        &[("blk00000.dat", b"no block at all")],
        expect![[r#"
            no block in blk00000.dat (blk00000.dat at byte 0: skipped 15 bytes that are no block record)
            hint: files of Bitcoin Core 28 and newer need their directory's xor.dat; --loose takes single blocks"#]],
    );
    check_refused(
        &[("blk00000.dat", &own), ("xor.dat", &[1; 7])],
        expect![[r#"
        xor.dat has 7 bytes where a key of 8 is needed
        hint: copy xor.dat again from the directory the files are from"#]],
    );
    check_refused(
        &[("blk00000.dat", &own), ("blk00001.dat", &other)],
        expect![[r#"
        blk00001.dat at byte 0 is a record of network signet, and what came before is of story
        hint: ingest each network's files by themselves"#]],
    );
    check_refused(
        &[("blk00000.dat", &orphan)],
        expect![[r#"
        block 0909090909090909090909090909090909090909090909090909090909090909 is missing: 2 blocks do not link without it, the first of them 014a2b50f274e19c2558fcb6d226c898bfb9eaae2824ec61c2ceb4fc1ce09501 in blk00000.dat at byte 0
        hint: add the file that holds it, or use --loose to take blocks that do not link"#]],
    );
    check_refused(
        &[("blk00000.dat", &framed(Network::Regtest, &block.0))],
        expect![[r#"
        the chain in these files begins with 3b1d752d135e541bdc7ee63904ecb152942b08f9c04210ae3dc924001de6c911, and network regtest with 0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206
        hint: use --loose to take blocks that do not link"#]],
    );
}

#[test]
fn a_ledger_of_another_chain_is_not_touched() {
    let held = Ledger(chain(BlockHash::default(), 8, 3).iter().map(Block::hash).collect());
    let folder = Folder::new(&[("a.blk", &file_of(&chain(BlockHash::default(), 9, 5)))]);
    let outcome = ingest_onto(held.clone(), folder.0.path());
    assert_eq!(outcome.ledger, held);
    assert!(matches!(outcome.error, Some(IngestError::OtherChain { .. })));
}

/// One block that breaks one rule, after one that breaks none.
fn check_block(txs: &[Vec<u8>], expected: Expect) {
    let first = &chain(BlockHash::default(), 1, 1)[0];
    let block = Block::with_transactions(first.hash(), 0x207f_ffff, txs);
    let folder = Folder::new(&[("a.blk", &file_of([first, &block]))]);
    let outcome = ingest(folder.0.path());
    assert_eq!(outcome.ledger.0, [first.hash()]);
    let Some(IngestError::Corrupt(corrupt)) = outcome.error else { panic!("it was taken") };
    assert_eq!((corrupt.height, corrupt.hash), (Some(1), Some(block.hash())));
    assert_eq!(corrupt.place.offset, first.0.len() as u64 + 8);
    expected.assert_eq(&corrupt.fault.reason.to_string());
}

#[test]
fn every_broken_rule_has_its_reason() {
    let (c, p) = (coinbase(1), payment(1));
    let with = |tx: &[u8], at: usize, bytes: &[u8]| {
        let mut tx = tx.to_vec();
        tx[at..at + bytes.len()].copy_from_slice(bytes);
        tx
    };
    check_block(std::slice::from_ref(&p), expect!["the first transaction is not a coinbase"]);
    check_block(
        &[c.clone(), c.clone()],
        expect!["transaction 1 spends nothing, as only the first may"],
    );
    check_block(
        &[c.clone(), p.clone(), p.clone()],
        expect![
            "transaction 9843d07502fd535fb13c55d11faf18330be02c976c720279ce68309e3f2682aa occurs twice in the block"
        ],
    );
    check_block(
        &[c.clone(), p.clone(), payment(2), p.clone(), payment(3)],
        expect![
            "transaction 9843d07502fd535fb13c55d11faf18330be02c976c720279ce68309e3f2682aa occurs twice in the block"
        ],
    );
    check_block(
        &[c.clone(), payment(2), p.clone(), p.clone()],
        expect!["the transactions repeat so that the Merkle root hides it (CVE-2012-2459)"],
    );
    check_block(&[c.clone(), with(&p, 4, &[0, 0])], expect!["transaction 1 has no inputs"]);
    check_block(
        &[c.clone(), with(&p, 4, &[0, 9])],
        expect!["transaction 1 has the unknown witness flag 9"],
    );
    check_block(&[c.clone(), with(&p, 46, &[0])], expect!["transaction 1 has no outputs"]);
    check_block(
        &[c.clone(), with(&p, 47, &[0xff; 8])],
        expect![
            "output 0 of transaction 1 is worth 18446744073709551615 sat, more than there can be"
        ],
    );
    check_block(
        &[with(&c, 41, &[1])],
        expect!["the coinbase script has 1 bytes, and 2 to 100 are allowed"],
    );
    check_block(
        &[c.clone(), with(&p, 41, &[0xff])],
        expect!["1099520217710591 more bytes are needed and 33 are left"],
    );
    check_block(
        &[c.clone(), with(&p, 41, &[0xfd, 1, 0])],
        expect!["a compact size is not in its shortest form"],
    );
    check_block(
        &[c.clone(), [p.clone(), vec![0; 3]].concat()],
        expect!["3 bytes are left over after the last transaction"],
    );
}
