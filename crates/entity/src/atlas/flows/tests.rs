//! What a large cluster comes to, by its file and by its members; and files that say other than the ledger.

use std::sync::Arc;

use graph::columns::{Columns, ColumnsWriter};
use graph::scratch::Scratch;
use graph::{Graph, Writer};

use super::*;
use crate::cluster::grower::{Grower, damage};
use crate::cluster::{Clusters, Join, file};

/// As clusters are after an ingest that was ended after so many transactions, with what came since beside
/// the file; clusters of two are large.
fn ledger(text: &str, written: u64) -> Ledger {
    let played = scenario::play(text).expect("it plays");
    let batches = played.batches().expect("forward");
    let graph = |upto: usize| Graph::in_memory(played.ledger, &batches[..upto]).expect("it fits");
    let (mut blocks, all) = (batches.len(), graph(batches.len()));
    while graph(blocks).counts().transactions > written {
        blocks -= 1;
    }
    let then = graph(blocks);
    let grower = |clusters| Grower::of(clusters, Scratch::in_memory()).with_large(2);
    let in_memory = || Ok(ColumnsWriter::in_memory(file::CONTENT));
    let mut first = grower(Clusters::default()).with_tail(0);
    first.follow(&then).expect("memory");
    let first = first.finish(Some(&then), in_memory).expect("memory");
    let mut more = grower(first).with_tail(1_000);
    more.follow(&all).expect("memory");
    let clusters = more.finish(Some(&all), in_memory).expect("memory");
    Ledger { graph: all, clusters: Arc::new(clusters) }
}

const CHAIN: &str = "
    block
     m: coinbase -> a 1, b 2, c 3, d 4, e 5
    block
     ab: m:0 + m:1 -> x 3
    block
     cd: m:2 + m:3 -> y 7
    block
     more: cd -> a 2, c 5
     again: more:0 + more:1 -> z 7
    block
     ze: again + m:4 -> a 12";

#[test]
fn what_is_written_and_what_came_since_is_what_is_added_up() {
    for written in 1..=7 {
        let ledger = ledger(CHAIN, written);
        let flows = Flows::default();
        for id in 0..u32::try_from(ledger.graph.counts().addresses).expect("few") {
            let root = ledger.clusters.root(AddressId(id));
            let sum = added_up(&ledger, root);
            assert_eq!(flows.of(&ledger, root), sum, "{written} written, {root:?}");
            assert_eq!(flows.of(&ledger, root), sum, "kept");
        }
    }
}

#[test]
fn what_one_walk_over_all_outputs_adds_up_is_what_the_members_come_to() {
    let played = scenario::play(CHAIN).expect("it plays");
    let dir = tempfile::tempdir().expect("a directory");
    let mut writer = Writer::open(dir.path(), played.ledger).expect("it opens");
    for batch in played.batches().expect("forward") {
        writer.append(&batch).expect("it fits");
        writer.commit().expect("it is kept");
    }
    let graph = writer.graph();
    // Spent where they were made, and by newer segments.
    assert!(graph.segments().len() > 1, "{}", graph.segments().len());
    assert!(graph.segments().any(|segment| segment.older_spent().len() > 1));
    let mut grower =
        Grower::of(Clusters::default(), Scratch::in_memory()).with_large(2).with_tail(0);
    grower.follow(graph).expect("memory");
    let in_memory = || Ok(ColumnsWriter::in_memory(file::CONTENT));
    let clusters = grower.finish(Some(graph), in_memory).expect("memory");
    assert!(clusters.large_written().count() > 1);
    let ledger = Ledger { graph: graph.clone(), clusters: Arc::new(clusters) };
    assert_eq!(ledger.large_unlike(), []);
}

#[test]
fn a_part_that_the_file_knows_is_not_gone_through() {
    let ledger = ledger(CHAIN, 4);
    let at = |part| ledger.clusters.sums_written(part).is_some();
    let root = ledger.clusters.root(AddressId(0));
    let parts: Vec<bool> = ledger.clusters.parts(root).map(at).collect();
    assert!(parts.contains(&true), "{parts:?}");
    assert!(ledger.clusters.txs_written() < ledger.graph.counts().transactions);
}

const LARGE_COLUMNS: [&str; 2] = ["large", "large_join"];
const ROW: usize = 48;

/// Sums of every cluster as they are answered, and by its members.
fn sums(ledger: &Ledger) -> (Vec<Sums>, Vec<Sums>) {
    let flows = Flows::default();
    let ids = 0..u32::try_from(ledger.graph.counts().addresses).expect("few");
    let roots = ids.map(|id| ledger.clusters.root(AddressId(id)));
    roots.map(|root| (flows.of(ledger, root), added_up(ledger, root))).unzip()
}

/// Joins of every cluster page by page, and as a whole.
fn joins(clusters: &Clusters, addresses: u64) -> (Vec<Vec<Join>>, Vec<Vec<Join>>) {
    let ids = 0..u32::try_from(addresses).expect("few");
    let paged = |root| {
        let (mut joins, mut after) = (Vec::new(), None);
        loop {
            let page = clusters.joins_after(root, after, 2);
            let Some((last, _)) = page.last() else { return joins };
            assert!(after < Some(*last), "pages go on");
            after = Some(*last);
            joins.extend(page.into_iter().map(|(_, join)| join));
        }
    };
    let roots = ids.map(|id| clusters.root(AddressId(id)));
    roots.map(|root| (paged(root), clusters.joins(root))).unzip()
}

/// Clusters that say other than the ledger in what is known of large ones: nothing else is answered, or it is found.
#[track_caller]
fn check(ledger: &Ledger, wrong: Clusters, what: &str) -> bool {
    let wrong = Ledger { graph: ledger.graph.clone(), clusters: Arc::new(wrong) };
    let (told, added) = sums(&wrong);
    let (paged, whole) = joins(&wrong.clusters, ledger.graph.counts().addresses);
    let is_right = told == added && paged == whole;
    assert!(is_right || !wrong.large_unlike().is_empty(), "{what}: wrong and not found");
    is_right
}

#[test]
fn a_byte_of_large_clusters_that_was_forged_is_not_believed_or_found_by_verify() {
    for written in [4, 7] {
        let ledger = ledger(CHAIN, written);
        let sound = &ledger.clusters;
        assert_eq!(ledger.large_unlike(), [], "{written}");
        for column in LARGE_COLUMNS {
            let len = sound.columns().bytes(column).len();
            assert!(len > 0, "{column}");
            for (at, change) in
                (0..len).flat_map(|at| [1, 0x55, 0x80, 0xff].map(|change| (at, change)))
            {
                let forged = sound.forged(|name, bytes| {
                    if name == column {
                        bytes[at] ^= change;
                    }
                });
                check(&ledger, forged, &format!("{written} {column} {at} {change}"));
            }
        }
    }
}

#[test]
fn rows_of_large_clusters_that_cannot_be_are_not_believed() {
    let ledger = ledger(CHAIN, 7);
    let rows = ledger.clusters.columns().bytes("large").len() / ROW;
    assert!(rows >= 1);
    let forged = |what: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let forged = ledger.clusters.forged(|name, bytes| {
            if name == "large" {
                change(bytes);
            }
        });
        assert!(check(&ledger, forged, what), "{what}: believed");
    };
    let root = |bytes: &mut [u8], root: u32| bytes[..4].copy_from_slice(&root.to_le_bytes());
    let end = |bytes: &mut [u8], end: u32| bytes[4..8].copy_from_slice(&end.to_le_bytes());
    forged("none", &|bytes| bytes.clear());
    forged("half a row", &|bytes| bytes.truncate(ROW / 2));
    forged("more than there are", &|bytes| bytes.extend_from_slice(&[0xff; 3 * ROW]));
    forged("the root of nobody", &|bytes| root(bytes, u32::MAX));
    forged("a root that is a member", &|bytes| root(bytes, 1));
    forged("an end beyond", &|bytes| end(bytes, u32::MAX));
    forged("an end before its beginning", &|bytes| end(bytes, 0));
    forged("not in order, twice over", &|bytes| {
        let mut turned: Vec<u8> = [0xff; ROW].to_vec();
        turned.extend_from_slice(bytes);
        *bytes = turned;
    });
    // Sums that are as large as they can be written, and more once others are added, are found.
    let sums =
        |bytes: &mut Vec<u8>| bytes.chunks_exact_mut(ROW).for_each(|row| row[8..].fill(0xff));
    let wrong = ledger.clusters.forged(|name, bytes| {
        if name == "large" {
            sums(bytes)
        }
    });
    assert!(!check(&ledger, wrong, "sums"));
}

type Change = fn(&mut Vec<u8>);

#[test]
fn a_page_of_joins_that_are_not_the_clusters_own_is_not_shown() {
    let ledger = ledger(CHAIN, 7);
    let changes: [(&str, Change); 4] = [
        ("cut short", |bytes| bytes.truncate(4)),
        ("of nobody", |bytes| bytes.fill(0xff)),
        ("all the same", |bytes| bytes.fill(0)),
        ("turned round", |bytes| bytes.reverse()),
    ];
    for (what, change) in changes {
        let forged = ledger.clusters.forged(|name, bytes| {
            if name == "large_join" {
                change(bytes);
            }
        });
        check(&ledger, forged, what);
    }
}

/// A disk that turned a bit, while the checksums are those of what was written.
#[test]
fn a_damaged_row_of_large_clusters_is_not_believed() {
    let ledger = ledger(CHAIN, 7);
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("clusters");
    let mut grower =
        Grower::of(Clusters::default(), Scratch::in_memory()).with_large(2).with_tail(0);
    grower.follow(&ledger.graph).expect("memory");
    let write = || ColumnsWriter::create(&path, file::CONTENT);
    let written = grower.finish(Some(&ledger.graph), write).expect("a file");
    let columns = LARGE_COLUMNS.map(|name| written.columns().range(name).expect("a column").0);
    let bytes = std::fs::read(&path).expect("read");
    for (name, at) in columns
        .into_iter()
        .zip(LARGE_COLUMNS)
        .flat_map(|(range, name)| range.map(move |at| (name, at)))
    {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x40;
        std::fs::write(&path, damaged).expect("written");
        let columns = Columns::open(&path, file::CONTENT).expect("its header is sound");
        let said = damage(&columns).expect("verify tells it");
        assert!(said.contains(&format!("column {name} does not match")), "{said}");
        let is_right = check(&ledger, Clusters::load(columns).expect("it reads"), name);
        assert!(is_right || name == "large_join", "{name} {at}");
    }
}
