//! What a writer leaves on disk: the same ledger as in memory, in whatever steps it came.

use std::path::Path;

use model::batch::Batch;
use model::block::BlockRef;

use crate::laws::forge;
use crate::record::Record;
use crate::testing::{Builder, Growing, LINKED, PARTIAL, block_hash, dir, holder, txid};
use crate::{BlockId, Budget, Graph, GraphError, Writer};

fn at(name: &str, height: u32) -> BlockRef {
    BlockRef { height, hash: block_hash(name) }
}

fn genesis() -> Batch {
    Builder::default().block("0").coinbase("c0", "satoshi").build()
}

fn one() -> Batch {
    Builder::after("0", 0).block("1").coinbase("c1", "ann").build()
}

fn two() -> Batch {
    Builder::after("1", 1)
        .block("2")
        .coinbase("c2", "kim")
        .tx("pay", &[("c1", 0)], &[("bob", 20), ("ann", 30)])
        .build()
}

/// Another second block.
fn two_b() -> Batch {
    Builder::after("1", 1)
        .block("2b")
        .coinbase("c2b", "miner")
        .tx("other", &[("c1", 0)], &[("eve", 50)])
        .build()
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The message of an append that must fail, and leave nothing.
fn refused(ledger: model::chain::LedgerId, taken: &[Batch], batch: &Batch) -> String {
    let dir = dir();
    let mut writer = Writer::open(dir.path(), ledger).unwrap();
    taken.iter().for_each(|batch| writer.append(batch).unwrap());
    let error = writer.append(batch).unwrap_err().to_string();
    let graph = writer.commit().unwrap();
    let expected = Graph::in_memory(ledger, taken).unwrap();
    assert_eq!(graph.logical_digest(), expected.logical_digest());
    assert_eq!(graph.counts(), expected.counts());
    error
}

#[test]
fn what_was_committed_is_there_when_opened_again() {
    // On a real disk, this one.
    let dir = tempfile::tempdir().unwrap();
    let mut writer = Writer::open(dir.path(), LINKED).unwrap();
    for batch in [genesis(), one(), two()] {
        writer.append(&batch).unwrap();
    }
    writer.commit().unwrap();
    drop(writer);
    let graph = Graph::open(dir.path()).unwrap();
    let memory = Graph::in_memory(LINKED, &[genesis(), one(), two()]).unwrap();
    assert_eq!(graph.logical_digest(), memory.logical_digest());
    assert_eq!(graph.counts(), memory.counts());
    assert_eq!(graph.tip(), Some(at("2", 2)));
    assert_eq!(names(dir.path()), ["commit", "lock", "seg-00000001.kg"]);
}

#[test]
fn what_was_not_committed_is_not_there() {
    let dir = dir();
    let mut writer = Writer::open(dir.path(), LINKED).unwrap();
    writer.append(&genesis()).unwrap();
    writer.commit().unwrap();
    writer.append(&one()).unwrap();
    assert_eq!(writer.tip(), Some(at("1", 1)));
    drop(writer);
    assert_eq!(Graph::open(dir.path()).unwrap().tip(), Some(at("0", 0)));
    let mut writer = Writer::open(dir.path(), LINKED).unwrap();
    assert_eq!(writer.tip(), Some(at("0", 0)));
    writer.append(&one()).unwrap();
    writer.append(&two()).unwrap();
    assert_eq!(writer.commit().unwrap().tip(), Some(at("2", 2)));
}

#[test]
fn what_an_interrupted_writer_left_is_removed_by_the_next() {
    let dir = dir();
    for name in ["seg-00000001.kg", "seg-00000007.kg.tmp", "commit.tmp", "notes.txt"] {
        std::fs::write(dir.path().join(name), b"half").unwrap();
    }
    let mut writer = Writer::open(dir.path(), LINKED).unwrap();
    assert_eq!(names(dir.path()), ["lock", "notes.txt"]);
    writer.append(&genesis()).unwrap();
    writer.commit().unwrap();
    assert_eq!(Graph::open(dir.path()).unwrap().counts().blocks, 1);
}

#[test]
fn a_rewind_takes_back_spends_addresses_and_transactions() {
    let dir = dir();
    let mut writer = Writer::open(dir.path(), LINKED).unwrap();
    for batch in [genesis(), one(), two()] {
        writer.append(&batch).unwrap();
    }
    let before = writer.commit().unwrap();
    writer.rewind(at("1", 1)).unwrap();
    assert_eq!(writer.tip(), Some(at("1", 1)));
    writer.append(&two_b()).unwrap();
    let graph = writer.commit().unwrap();
    let expected = Graph::in_memory(LINKED, &[genesis(), one(), two_b()]).unwrap();
    assert_eq!(graph.logical_digest(), expected.logical_digest());
    assert_eq!(graph.find_address(&holder("bob")), None);
    assert_eq!(graph.find_tx(&txid("pay")), []);
    assert_eq!((before.epoch(), graph.epoch()), (0, 1));
    assert_eq!(before.tip(), Some(at("2", 2)), "a view stays what it was");
    assert!(before.find_address(&holder("bob")).is_some());
}

#[test]
fn a_rewind_without_a_commit_changes_nothing_on_disk() {
    let dir = dir();
    let mut writer = Writer::open(dir.path(), LINKED).unwrap();
    for batch in [genesis(), one(), two()] {
        writer.append(&batch).unwrap();
    }
    writer.commit().unwrap();
    writer.rewind(at("0", 0)).unwrap();
    drop(writer);
    assert_eq!(Graph::open(dir.path()).unwrap().tip(), Some(at("2", 2)));
}

#[test]
fn a_record_that_counts_what_cannot_be_is_refused_and_never_written() {
    let dir = dir();
    let mut writer = Writer::open(dir.path(), LINKED).unwrap();
    writer.append(&genesis()).unwrap();
    writer.append(&one()).unwrap();
    writer.commit().unwrap();
    drop(writer);
    let sound = Record::read(dir.path()).unwrap().unwrap();
    let path = dir.path().join("commit");
    let refusal = format!("{} is damaged: its numbers are those of no ledger", path.display());
    let last = (1 << 48) - 1;
    let counters: [fn(&mut Record) -> &mut u64; 3] = [
        |record| &mut record.number,
        |record| &mut record.epoch,
        |record| &mut record.next_segment,
    ];
    for counter in counters {
        // The last one there is: it opens, and another is not written.
        let mut record = sound.clone();
        *counter(&mut record) = last;
        record.write(dir.path()).unwrap();
        let mut writer = Writer::open(dir.path(), LINKED).unwrap();
        writer.rewind(at("0", 0)).unwrap();
        writer.append(&one()).unwrap();
        assert_eq!(writer.commit().unwrap_err().to_string(), refusal);
        drop(writer);
        assert_eq!(Record::read(dir.path()).unwrap().as_ref(), Some(&record));
        *counter(&mut record) = last + 1;
        assert_eq!(record.write(dir.path()).unwrap_err().to_string(), refusal);
    }
    // The next segment's file would be one that is listed.
    let record = Record { next_segment: 1, ..sound.clone() };
    assert_eq!(record.write(dir.path()).unwrap_err().to_string(), refusal);
    // And so it is read, where somebody else wrote it.
    for number in [1, u64::MAX] {
        let mut out = crate::columns::ColumnsWriter::create(&path, crate::record::CONTENT).unwrap();
        out.bytes("ledger", LINKED.to_string().as_bytes()).unwrap();
        let words = [&[1, 0, number][..], &sound.end.to_words()].concat();
        out.u64s("words", &words).unwrap();
        let listed = [1u64.to_le_bytes(), sound.segments[0].identity.to_le_bytes()];
        out.rows("segments", &[*listed.as_flattened().first_chunk::<16>().unwrap()]).unwrap();
        drop(out.finish().unwrap());
        for opened in
            [Writer::open(dir.path(), LINKED).map(drop), Graph::open(dir.path()).map(drop)]
        {
            assert_eq!(opened.unwrap_err().to_string(), refusal);
        }
    }
}

#[test]
fn a_segment_that_says_it_is_another_is_refused_before_it_is_lost() {
    let dir = dir();
    let mut writer = Writer::open(dir.path(), LINKED).unwrap();
    writer.append(&genesis()).unwrap();
    let sound = writer.commit().unwrap();
    drop(writer);
    put_forged(dir.path(), &sound, "segment", |_| 0, 6);
    let error = Writer::open(dir.path(), LINKED).unwrap_err().to_string();
    assert!(
        error.ends_with("is damaged: it says that it is another file of the ledger"),
        "{error}"
    );
    assert!(dir.path().join("seg-00000001.kg").exists());
}

/// Changes a byte of a column of the first segment, under sound checksums, and lists what comes of it.
fn put_forged(dir: &Path, sound: &Graph, name: &str, place: fn(usize) -> usize, change: u8) {
    let forged = forge(sound.stack().segments()[0].columns(), name, place, change).unwrap();
    let path = dir.join("seg-00000001.kg");
    // Still mapped: a file is never changed where it lies.
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, forged.to_bytes()).unwrap();
    let mut record = Record::read(dir).unwrap().unwrap();
    record.segments[0].identity = forged.identity();
    record.write(dir).unwrap();
}

/// Rows and checksums forged together, in the file and in the commit record that lists it: readers
/// believe the checksums, a writer that has to write the rows again does not.
#[test]
fn a_rewind_over_forged_rows_names_file_and_column_and_changes_nothing() {
    let said = |name: &str, place: fn(usize) -> usize, change: u8| {
        let dir = dir();
        let mut writer = Writer::open(dir.path(), LINKED).unwrap();
        for batch in [genesis(), one(), two()] {
            writer.append(&batch).unwrap();
        }
        let sound = writer.commit().unwrap();
        drop(writer);
        put_forged(dir.path(), &sound, name, place, change);
        let mut writer = Writer::open(dir.path(), LINKED).unwrap();
        let error = writer.rewind(at("1", 1)).unwrap_err().to_string();
        assert_eq!(writer.tip(), Some(at("2", 2)));
        error.split_once("seg-00000001.kg is damaged: its column ").expect(&error).1.to_owned()
    };
    let first = |_| 0;
    let last = |len| len - 1;
    expect_test::expect![[r#"
        tx.inputs_end: row 0 ends at 9, after 0 of 1
        tx.outputs_end: row 2 ends at 16777219, after 2 of 5
        block.txs_end: row 0 ends at 5, after 0 of 4
        input.source: row 0 names no output
        output.holder: row 4 names no address
        address.payload_sample: row 0 is elsewhere
        address.payload: row 1 is not there"#]]
    .assert_eq(
        &[
            said("tx.inputs_end", first, 9),
            said("tx.outputs_end", |len| len - 5, 1),
            said("block.txs_end", first, 4),
            said("input.source", first, 0x40),
            said("output.holder", last, 1),
            said("address.payload_sample", first, 4),
            said("address.kind", first, 0x0f),
        ]
        .join("\n"),
    );
}

#[test]
fn a_block_that_is_not_there_cannot_be_rewound_to() {
    let dir = dir();
    let mut writer = Writer::open(dir.path(), LINKED).unwrap();
    writer.append(&genesis()).unwrap();
    let error = writer.rewind(at("other", 0)).unwrap_err().to_string();
    assert!(error.ends_with("is not in the ledger, so it cannot be rewound to it"), "{error}");
}

#[test]
fn a_second_writer_is_told_who_holds_the_ledger() {
    let dir = dir();
    let mut writer = Writer::open(dir.path(), LINKED).unwrap();
    writer.append(&genesis()).unwrap();
    writer.commit().unwrap();
    let error = Writer::open(dir.path(), LINKED).unwrap_err();
    assert!(matches!(error, GraphError::Locked { .. }));
    assert!(error.to_string().contains("lock"), "{error}");
    assert_eq!(Graph::open(dir.path()).unwrap().counts().blocks, 1, "readers need no lock");
    drop(writer);
    Writer::open(dir.path(), LINKED).unwrap();
}

#[test]
fn a_directory_of_another_ledger_is_refused() {
    let dir = dir();
    Writer::open(dir.path(), LINKED).unwrap().commit().unwrap();
    let error = Writer::open(dir.path(), PARTIAL).unwrap_err().to_string();
    assert!(
        error.ends_with("holds the ledger bitcoin-story-linked, not bitcoin-story-partial"),
        "{error}"
    );
}

#[test]
fn a_directory_without_a_ledger_is_said_to_be_none() {
    let error = Graph::open(dir().path()).unwrap_err();
    assert!(matches!(error, GraphError::Missing { .. }), "{error}");
}

#[test]
fn a_newer_format_is_not_guessed_at() {
    let dir = dir();
    let mut writer = Writer::open(dir.path(), LINKED).unwrap();
    writer.append(&genesis()).unwrap();
    writer.commit().unwrap();
    drop(writer);
    for name in ["commit", "seg-00000001.kg"] {
        let path = dir.path().join(name);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[8] = 2;
        std::fs::write(&path, &bytes).unwrap();
        let error = Graph::open(dir.path()).unwrap_err();
        assert!(matches!(error, GraphError::Newer { found: 2, known: 1, .. }), "{error}");
        bytes[8] = 1;
        std::fs::write(&path, &bytes).unwrap();
    }
    Graph::open(dir.path()).unwrap();
}

#[test]
fn a_file_cut_short_is_caught_when_it_is_opened() {
    let dir = dir();
    let mut writer = Writer::open(dir.path(), LINKED).unwrap();
    writer.append(&genesis()).unwrap();
    writer.commit().unwrap();
    drop(writer);
    let path = dir.path().join("seg-00000001.kg");
    let bytes = std::fs::read(&path).unwrap();
    for len in [0, 100, 4096, bytes.len() - 1] {
        std::fs::write(&path, &bytes[..len]).unwrap();
        let error = Graph::open(dir.path()).unwrap_err();
        assert!(matches!(error, GraphError::Damaged { .. }), "{len}: {error}");
    }
    std::fs::remove_file(&path).unwrap();
    assert!(Graph::open(dir.path()).unwrap_err().to_string().contains("seg-00000001.kg"));
}

#[test]
fn a_block_must_follow_the_tip() {
    let error = refused(LINKED, &[genesis(), one()], &one());
    assert!(error.contains(&format!("follows block {}", block_hash("0"))), "{error}");
    let error = refused(LINKED, &[], &one());
    assert!(error.contains("must be a genesis block"), "{error}");
    let wrong = Builder::after("0", 4).block("5").coinbase("c5", "ann").build();
    let error = refused(LINKED, &[genesis()], &wrong);
    assert!(error.ends_with("says it has height 5, but 1 comes next"), "{error}");
}

#[test]
fn an_unknown_output_is_refused_with_its_place() {
    let bad = Builder::after("1", 1)
        .block("2")
        .coinbase("c2", "ann")
        .tx("t", &[("c1", 0), ("nowhere", 7)], &[("bob", 50)])
        .build();
    let error = refused(LINKED, &[genesis(), one()], &bad);
    let expected = format!(
        "block 2 ({}): transaction {}: input 1 spends {}:7, which is not in the ledger",
        block_hash("2"),
        txid("t"),
        txid("nowhere")
    );
    assert_eq!(error, expected);
    let beyond = Builder::after("1", 1).block("2").tx("t", &[("c1", 1)], &[("bob", 50)]).build();
    assert!(refused(LINKED, &[genesis(), one()], &beyond).ends_with("which is not in the ledger"));
}

#[test]
fn an_output_cannot_be_spent_before_it_is_made() {
    let bad = Builder::after("1", 1)
        .block("2")
        .coinbase("c2", "ann")
        .tx("b", &[("a", 0)], &[("bob", 50)])
        .tx("a", &[("c1", 0)], &[("ann", 50)])
        .build();
    assert!(refused(LINKED, &[genesis(), one()], &bad).ends_with("which is not in the ledger"));
}

#[test]
fn an_output_cannot_be_spent_twice() {
    let again = Builder::after("2", 2).block("3").tx("again", &[("c1", 0)], &[("x", 50)]).build();
    let error = refused(LINKED, &[genesis(), one(), two()], &again);
    assert!(error.ends_with(&format!("which is already spent in {}", txid("pay"))), "{error}");
    let twice = Builder::after("1", 1)
        .block("2")
        .tx("a", &[("c1", 0)], &[("x", 50)])
        .tx("b", &[("c1", 0)], &[("y", 50)])
        .build();
    let error = refused(LINKED, &[genesis(), one()], &twice);
    assert!(error.ends_with(&format!("which is already spent in {}", txid("a"))), "{error}");
    let genesis_spent =
        Builder::after("0", 0).block("1").tx("a", &[("c0", 0)], &[("x", 50)]).build();
    let error = refused(LINKED, &[genesis()], &genesis_spent);
    assert!(error.ends_with("which can never be spent"), "{error}");
}

#[test]
fn more_money_than_there_is_is_refused() {
    let rich =
        Builder::after("0", 0).block("1").tx("c1", &[], &[("a", 1), ("b", 2_100_000_000_000_001)]);
    let error = refused(LINKED, &[genesis()], &rich.build());
    assert!(
        error.ends_with("output 1 has 2100000000000001 satoshi, more than there can be"),
        "{error}"
    );
}

#[test]
fn a_batch_that_contradicts_itself_is_refused() {
    let mut cases = vec![];
    let mut batch = one();
    batch.txs[0].outputs_end = 9;
    cases.push(batch);
    let mut batch = one();
    batch.outputs[0].payload_len = 200;
    cases.push(batch);
    let mut batch = one();
    batch.blocks[0].txs_end = 0;
    cases.push(batch);
    for batch in cases {
        let error = refused(LINKED, &[genesis()], &batch);
        assert!(error.starts_with("the batch contradicts itself"), "{error}");
    }
    let mut batch = one();
    batch.outputs[0].payload_len = 19;
    let error = refused(LINKED, &[genesis()], &batch);
    assert!(
        error.ends_with("a holder of kind p2wpkh cannot have this payload of 19 bytes"),
        "{error}"
    );
}

#[test]
fn a_loose_block_stands_once() {
    let loose = || Builder::after("x", 9).block("l").coinbase("a", "ann").build();
    let error = refused(PARTIAL, &[loose()], &loose());
    assert!(error.ends_with("is already in the ledger"), "{error}");
    let twice = Builder::after("x", 9).block("l").block("l").build();
    refused(PARTIAL, &[], &twice);
}

#[test]
fn blocks_of_two_branches_may_spend_the_same_output_in_a_partial_ledger() {
    let graph = Graph::in_memory(PARTIAL, &[genesis(), one(), two(), two_b()]).unwrap();
    assert_eq!(graph.counts().unknown_inputs, 1);
    let other = graph.find_tx(&txid("other"))[0];
    let input = graph.inputs(&graph.tx(other)).next().unwrap();
    assert_eq!(input.value.unwrap().0, 50);
    assert_eq!(graph.address(input.holder.unwrap()), holder("ann"));
    let ann = graph.find_address(&holder("ann")).unwrap();
    assert_eq!(graph.totals(ann).inputs, 2);
}

/// Loose siblings that both hold `pay`, and a block that spends it.
fn siblings() -> [Batch; 3] {
    let sibling = |name: &str| {
        Builder::after("0", 0)
            .block(name)
            .coinbase(&format!("c{name}"), "miner")
            .tx(&format!("own{name}"), &[(name, 0)], &[("dan", 7)])
            .told(0, "eve", 7)
            .tx("pay", &[("far", 0)], &[("bob", 20), ("ann", 30)])
            .told(0, "tom", 50)
            .tx(&format!("late{name}"), &[(name, 1)], &[("dan", 8)])
            .told(0, "eve", 8)
            .build()
    };
    let spend = Builder::after("b", 1).block("c").coinbase("cc", "miner").tx(
        "on",
        &[("pay", 0)],
        &[("zoe", 20)],
    );
    [sibling("a"), sibling("b"), spend.build()]
}

#[test]
fn a_transaction_in_two_branches_counts_once_and_its_money_moves_on() {
    let check = |graph: &Graph| {
        assert_eq!(graph.verify().damages, []);
        let found = graph.find_tx(&txid("pay"));
        assert_eq!(found.len(), 1);
        let fates: Vec<_> = graph.outputs(&graph.tx(found[0])).map(|output| output.fate).collect();
        let on = graph.find_tx(&txid("on"))[0];
        assert!(matches!(fates[0], crate::Fate::Spent { tx, .. } if tx == on), "{fates:?}");
        assert_eq!(fates[1], crate::Fate::Unspent);
        let totals = |name: &str| {
            let totals = graph.totals(graph.find_address(&holder(name)).unwrap());
            (totals.received.0, totals.sent.0)
        };
        assert_eq!(totals("bob"), (20, 20));
        assert_eq!(totals("tom"), (0, 50));
        assert_eq!(totals("dan"), (30, 0), "what each block alone holds is there");
        assert_eq!(totals("eve"), (0, 30));
        let counts = graph.counts();
        assert_eq!((counts.blocks, counts.transactions, counts.unknown_inputs), (3, 9, 5));
    };
    let batches = siblings();
    check(&Graph::in_memory(PARTIAL, &batches).unwrap());
    check(&Graph::in_memory(PARTIAL, &[crate::testing::join(&batches)]).unwrap());
    let dir = dir();
    for (batch, repeated) in batches.iter().zip([0, 1, 0]) {
        let mut writer = Writer::open(dir.path(), PARTIAL).unwrap();
        writer.append(batch).unwrap();
        writer.commit().unwrap();
        assert_eq!(writer.repeated_txs(), repeated);
    }
    check(&Graph::open(dir.path()).unwrap());
}

#[test]
fn a_transaction_comes_twice_in_a_linked_ledger_only_if_nothing_of_it_is_left() {
    // As a twin coinbase lets its spender be made again, in the same bytes.
    let twin = || Builder::after("2", 2).block("3").coinbase("c1", "ann");
    let again = twin().tx("pay", &[("c1", 0)], &[("bob", 20), ("ann", 30)]);
    let error = refused(LINKED, &[genesis(), one(), two()], &again.build());
    let expected = format!(
        "block 3 ({}): transaction {}: an older transaction has the same id, and its output 0 is \
         not spent: only a coinbase could come twice (BIP 30)",
        block_hash("3"),
        txid("pay")
    );
    assert_eq!(error, expected);
    let spent = twin().tx("on", &[("pay", 0), ("pay", 1)], &[("zoe", 50)]).tx(
        "pay",
        &[("c1", 0)],
        &[("bob", 20), ("ann", 30)],
    );
    let graph = Graph::in_memory(LINKED, &[genesis(), one(), two(), spent.build()]).unwrap();
    assert_eq!(graph.find_tx(&txid("pay")).len(), 2);
}

/// Changes a number in a column of a ledger's only segment.
fn damage(dir: &Path, column: &str, row: usize, with: u8) {
    let path = dir.join("seg-00000001.kg");
    let columns = crate::columns::Columns::open(&path, crate::segment::CONTENT).unwrap();
    let (range, width) = columns.range(column).unwrap();
    let place = range.start + row * width as usize;
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[place + 2] ^= with;
    drop(columns);
    std::fs::write(&path, &bytes).unwrap();
}

#[test]
fn a_damaged_older_segment_is_named_by_the_writer_that_goes_on_from_it() {
    for (ledger, column, row) in [
        (LINKED, "output.holder", 1),
        (PARTIAL, "output.holder", 1),
        (LINKED, "tx.outputs_end", 1),
        (PARTIAL, "tx.outputs_end", 1),
    ] {
        let dir = dir();
        let mut writer = Writer::open(dir.path(), ledger).unwrap();
        for batch in [genesis(), one()] {
            writer.append(&batch).unwrap();
        }
        writer.commit().unwrap();
        drop(writer);
        damage(dir.path(), column, row, 4);
        let mut writer = Writer::open(dir.path(), ledger).unwrap();
        let error = writer.append(&two()).and_then(|()| writer.commit().map(drop)).unwrap_err();
        let error = error.to_string();
        assert!(error.contains("seg-00000001.kg is damaged") && error.contains(column), "{error}");
    }
    // A second spend in another branch writes the holder down anew.
    let dir = dir();
    let mut writer = Writer::open(dir.path(), PARTIAL).unwrap();
    for batch in [genesis(), one(), two()] {
        writer.append(&batch).unwrap();
    }
    writer.commit().unwrap();
    drop(writer);
    damage(dir.path(), "output.holder", 1, 4);
    let mut writer = Writer::open(dir.path(), PARTIAL).unwrap();
    let error = writer.append(&two_b()).unwrap_err().to_string();
    assert!(error.contains("row 1 names no address"), "{error}");
}

#[test]
fn a_twin_in_a_later_commit_loses_the_first_ones_coins() {
    let twin = Builder::after("1", 1).block("2").coinbase("c1", "ann").build();
    let pay = Builder::after("2", 2).block("3").tx("pay", &[("c1", 0)], &[("bob", 50)]).build();
    let dir = dir();
    let mut writer = Writer::open(dir.path(), LINKED).unwrap();
    for batch in [genesis(), one(), twin, pay] {
        writer.append(&batch).unwrap();
        writer.commit().unwrap();
        drop(writer);
        writer = Writer::open(dir.path(), LINKED).unwrap();
    }
    let graph = writer.graph().clone();
    let found = graph.find_tx(&txid("c1"));
    assert_eq!(found.len(), 2);
    let fates: Vec<_> =
        found.iter().map(|tx| graph.outputs(&graph.tx(*tx)).next().unwrap().fate).collect();
    assert!(matches!(fates[0], crate::Fate::Spent { .. }));
    assert_eq!(fates[1], crate::Fate::Unspendable);
    // And back: the first one's coins are spendable again.
    writer.rewind(at("1", 1)).unwrap();
    let pay = Builder::after("1", 1).block("2").tx("pay", &[("c1", 0)], &[("bob", 50)]).build();
    writer.append(&pay).unwrap();
    assert_eq!(writer.commit().unwrap().find_tx(&txid("c1")).len(), 1);
}

#[test]
fn a_write_that_fails_loses_nothing_and_can_be_tried_again() {
    let dir = dir();
    let mut writer = Writer::open(dir.path(), LINKED).unwrap();
    writer.append(&genesis()).unwrap();
    writer.commit().unwrap();
    writer.append(&one()).unwrap();
    // A directory where the segment's file should go.
    let obstacle = dir.path().join("seg-00000002.kg.tmp");
    std::fs::create_dir(&obstacle).unwrap();
    let error = writer.commit().unwrap_err().to_string();
    assert!(error.contains("seg-00000002.kg.tmp"), "{error}");
    assert_eq!(Graph::open(dir.path()).unwrap().tip(), Some(at("0", 0)));
    std::fs::remove_dir(&obstacle).unwrap();
    assert_eq!(writer.commit().unwrap().tip(), Some(at("1", 1)));
    let obstacle = dir.path().join("commit.tmp");
    std::fs::create_dir(&obstacle).unwrap();
    writer.append(&two()).unwrap();
    writer.commit().unwrap_err();
    std::fs::remove_dir(&obstacle).unwrap();
    writer.commit().unwrap();
    let memory = Graph::in_memory(LINKED, &[genesis(), one(), two()]).unwrap();
    let graph = Graph::open(dir.path()).unwrap();
    assert_eq!(graph.logical_digest(), memory.logical_digest());
}

#[test]
fn many_small_commits_leave_few_files() {
    let dir = dir();
    let mut writer = Writer::open(dir.path(), LINKED).unwrap();
    writer.append(&genesis()).unwrap();
    for height in 1..60u32 {
        let prev = (height - 1).to_string();
        let block = Builder::after(&prev, height - 1)
            .block(&height.to_string())
            .coinbase(&format!("c{height}"), "ann");
        writer.append(&block.build()).unwrap();
        writer.commit().unwrap();
    }
    assert!(names(dir.path()).len() <= 14, "{:?}", names(dir.path()));
    let graph = Graph::open(dir.path()).unwrap();
    let ann = graph.find_address(&holder("ann")).unwrap();
    assert_eq!(graph.totals(ann).received.0, 59 * 50);
    assert_eq!(graph.block(BlockId(59)).unwrap().hash, block_hash("59"));
}

#[test]
fn readers_see_whole_commits_while_a_writer_appends_merges_and_rewinds() {
    let mut chain = Growing::new(LINKED);
    let numbers = |block: u64| -> Vec<u64> {
        (0..6).map(|tx| (block * 6 + tx + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect()
    };
    let mut tips = Vec::new();
    let mut batches = Vec::new();
    for block in 0..24 {
        batches.push(chain.block("", &numbers(block)));
        tips.push(chain.tip());
    }
    let digest =
        |count: usize| Graph::in_memory(LINKED, &batches[..count]).unwrap().logical_digest();
    let digests: Vec<_> = (1..=batches.len()).map(digest).collect();

    let dir = dir();
    let mut writer = Writer::open(dir.path(), LINKED).unwrap();
    writer.append(&batches[0]).unwrap();
    writer.commit().unwrap();
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let mut seen = 0;
                    while !done.load(std::sync::atomic::Ordering::Relaxed) {
                        let graph = Graph::open(dir.path()).unwrap();
                        let height = graph.tip().unwrap().height as usize;
                        assert_eq!(graph.logical_digest(), digests[height]);
                        seen += 1;
                    }
                    seen
                })
            })
            .collect();
        let mut next = 1;
        for step in 0..60 {
            if step % 4 == 3 && next > 5 {
                next -= 1 + step % 5;
                writer.rewind(tips[next - 1]).unwrap();
            }
            if let Some(batch) = batches.get(next) {
                writer.append(batch).unwrap();
                next += 1;
            }
            writer.commit().unwrap();
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        for reader in readers {
            assert!(reader.join().unwrap() > 0);
        }
    });
}

#[test]
fn a_sum_beyond_64_bits_is_exact() {
    let most = 2_100_000_000_000_000;
    let mut builder = Builder::default().block("rich");
    for number in 0..100u32 {
        builder = builder.tx(&format!("t{number}"), &[], &[("ann", most); 100]);
    }
    let graph = Graph::in_memory(PARTIAL, &[builder.build()]).unwrap();
    assert_eq!(graph.verify().damages, []);
    let ann = graph.find_address(&holder("ann")).unwrap();
    assert_eq!(graph.totals(ann).received.0, 10_000 * u128::from(most));
    assert_eq!(graph.totals(ann).transactions, 100);
}

#[test]
fn the_other_forms_of_a_bare_key_lead_to_it() {
    let key = holder("kim");
    let hash = model::hash::hash160(key.payload());
    let hashed = model::address::BitcoinAddress::new(model::script::Lock::P2pkh, &hash).unwrap();
    let graph = Graph::in_memory(LINKED, &[genesis(), one(), two()]).unwrap();
    assert_eq!(graph.same_key(&hashed), [graph.find_address(&key).unwrap()]);
    assert_eq!(graph.same_key(&key), []);
    assert_eq!(graph.same_key(&holder("bob")), []);
}

#[test]
fn files_are_the_same_whatever_the_number_of_threads() {
    let files = |threads: usize| {
        let dir = dir();
        let budget = Budget { threads, ..Budget::default() };
        let mut writer = Writer::open_with(dir.path(), LINKED, budget).unwrap();
        let mut chain = Growing::new(LINKED);
        for block in 0..60u64 {
            let choices = (0..5).map(|tx| (block * 5 + tx + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
            writer.append(&chain.block("", &choices.collect::<Vec<u64>>())).unwrap();
            if block % 20 == 19 {
                writer.commit_merged(block == 59).unwrap();
            }
        }
        drop(writer);
        let mut files: Vec<_> = std::fs::read_dir(dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| (path.file_name().unwrap().to_owned(), std::fs::read(&path).unwrap()))
            .collect();
        files.sort();
        files
    };
    let one = files(1);
    assert!(one.iter().any(|(_, bytes)| bytes.len() > 1 << 14), "large enough to be written ahead");
    for threads in [2, 5] {
        assert!(files(threads) == one, "{threads} threads");
    }
}
