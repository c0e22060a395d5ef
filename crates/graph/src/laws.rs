//! What holds for every chain, and for every way of writing it.

use std::sync::Arc;

use model::batch::Batch;
use model::hash::OutPoint;
use proptest::prelude::*;

use crate::columns::{Columns, ColumnsWriter};
use crate::merge::merge;
use crate::record::Record;
use crate::segment::lanes::Means;
use crate::segment::rows::{Extent, Rows};
use crate::segment::{self, Segment};
use crate::stack::Stack;
use crate::take::Taker;
use crate::testing::{Growing, LINKED, PARTIAL, dir, join, tell};
use crate::writer::tiers::Limits;
use crate::{Graph, GraphError, Writer};

/// Per block, a number for each transaction.
fn blocks(count: usize) -> impl Strategy<Value = Vec<Vec<u64>>> {
    prop::collection::vec(prop::collection::vec(any::<u64>(), 0..6), 1..count)
}

fn ledgers() -> impl Strategy<Value = model::chain::LedgerId> {
    prop_oneof![Just(LINKED), Just(PARTIAL)]
}

fn grow(ledger: model::chain::LedgerId, blocks: &[Vec<u64>]) -> Vec<Batch> {
    let mut chain = Growing::new(ledger);
    blocks.iter().map(|choices| chain.block("", choices)).collect()
}

fn same(found: &Graph, expected: &Graph) -> Result<(), TestCaseError> {
    prop_assert_eq!(found.verify().damages, vec![]);
    prop_assert_eq!(found.logical_digest(), expected.logical_digest());
    prop_assert_eq!(tell(found), tell(expected));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn in_pieces_is_at_once_and_mapped_is_in_memory(
        ledger in ledgers(),
        blocks in blocks(12),
        steps in prop::collection::vec(0u8..4, 12),
    ) {
        let batches = grow(ledger, &blocks);
        let at_once = Graph::in_memory(ledger, &[join(&batches)]).unwrap();
        same(&at_once, &at_once)?;
        same(&Graph::in_memory(ledger, &batches).unwrap(), &at_once)?;
        let dir = dir();
        let mut writer = Writer::open(dir.path(), ledger).unwrap();
        for (batch, step) in batches.iter().zip(&steps) {
            writer.append(batch).unwrap();
            if *step > 0 {
                // Mostly without merging, so that readers cross segments.
                writer.commit_merged(*step == 3).unwrap();
            }
            if *step > 1 {
                drop(writer);
                writer = Writer::open(dir.path(), ledger).unwrap();
            }
        }
        same(&writer.commit().unwrap(), &at_once)?;
        drop(writer);
        same(&Graph::open(dir.path()).unwrap(), &at_once)?;
    }

    #[test]
    fn however_small_the_limits_are_the_ledger_is_the_same(
        ledger in ledgers(),
        blocks in blocks(20),
        back in 0u32..20,
        run_bytes in 0usize..8_000,
        modest_bytes in 1usize..3_000,
        recent_blocks in 0u64..6,
        segments in 1usize..5,
    ) {
        let limits = Limits { run_bytes, modest_bytes, recent_blocks, segments };
        let dir = dir();
        let mut writer = Writer::open(dir.path(), ledger).unwrap().with_limits(limits);
        let batches = grow(ledger, &blocks);
        for batch in &batches {
            writer.append(batch).unwrap();
        }
        let expected = Graph::in_memory(ledger, &batches).unwrap();
        same(&writer.commit().unwrap(), &expected)?;
        // Back into whatever has been merged, and forward again.
        let height = expected.tip().unwrap().height.saturating_sub(back);
        let hash = expected.block(crate::BlockId(height)).unwrap().hash;
        writer.rewind(model::block::BlockRef { height, hash }).unwrap();
        for batch in &batches[height as usize + 1..] {
            writer.append(batch).unwrap();
        }
        same(&writer.commit().unwrap(), &expected)?;
    }

    #[test]
    fn merged_segments_are_what_all_their_rows_would_give(
        ledger in ledgers(),
        blocks in blocks(14),
        cuts in prop::collection::vec(any::<bool>(), 14),
        kept in 0usize..3,
        scratch_bytes in 0usize..400,
        threads in 1usize..5,
    ) {
        let dir = dir();
        let mut writer = Writer::open(dir.path(), ledger).unwrap();
        for (batch, cut) in grow(ledger, &blocks).iter().zip(&cuts) {
            writer.append(batch).unwrap();
            if *cut {
                writer.commit_merged(false).unwrap();
            }
        }
        let graph = writer.commit_merged(false).unwrap();
        let segments = graph.stack().segments();
        let kept = kept.min(segments.len() - 1);
        let older = Stack::of(segments[..kept].to_vec());
        let mut rows = Rows::after(older.end());
        for segment in &segments[kept..] {
            rows.append(&segment.positions(), Extent::default(), segment.extent);
        }
        let built = segment::build::in_memory(&rows, &older, ledger).unwrap();
        let means = Means { scratch_bytes, threads };
        let out = || ColumnsWriter::in_memory(segment::CONTENT);
        let little = segment::build::build(&rows, &older, ledger, 0, out(), means).unwrap();
        let merged = merge(&segments[kept..], graph.stack(), ledger, 0, out(), means).unwrap();
        for (name, _) in segment::COLUMNS {
            prop_assert_eq!(built.columns().bytes(name), merged.columns().bytes(name), "{}", name);
        }
        prop_assert_eq!(built.columns().to_bytes(), little.columns().to_bytes());
    }

    #[test]
    fn a_rewound_branch_was_never_there(
        ledger in ledgers(),
        stem in blocks(6),
        branches in prop::collection::vec((blocks(4), any::<bool>(), any::<bool>()), 1..4),
        rest in blocks(4),
    ) {
        let dir = dir();
        let mut writer = Writer::open(dir.path(), ledger).unwrap();
        let mut chain = Growing::new(ledger);
        let mut kept = Vec::new();
        for choices in &stem {
            kept.push(chain.block("", choices));
            writer.append(kept.last().unwrap()).unwrap();
        }
        for (branch, before, after) in &branches {
            if *before { writer.commit_merged(false).unwrap(); }
            let mut other = chain.clone();
            for choices in branch {
                writer.append(&other.block("branch ", choices)).unwrap();
                if *after { writer.commit_merged(false).unwrap(); }
            }
            writer.rewind(chain.tip()).unwrap();
        }
        for choices in &rest {
            kept.push(chain.block("", choices));
            writer.append(kept.last().unwrap()).unwrap();
        }
        let expected = Graph::in_memory(ledger, &kept).unwrap();
        same(&writer.commit().unwrap(), &expected)?;
        drop(writer);
        same(&Graph::open(dir.path()).unwrap(), &expected)?;
    }

    #[test]
    fn a_refused_batch_leaves_nothing(
        ledger in ledgers(),
        blocks in blocks(8),
        more in prop::collection::vec(any::<u64>(), 3..9),
        fault in 0usize..3,
    ) {
        let dir = dir();
        let mut writer = Writer::open(dir.path(), ledger).unwrap();
        let mut chain = Growing::new(ledger);
        let mut kept = Vec::new();
        for choices in &blocks {
            kept.push(chain.block("", choices));
            writer.append(kept.last().unwrap()).unwrap();
        }
        let mut bad = chain.clone().block("bad ", &more);
        match fault {
            0 => bad.outputs.last_mut().unwrap().value = model::amount::Sat(u64::MAX),
            1 => {
                let last = bad.outputs.last_mut().unwrap();
                (last.lock, last.payload_len) = (model::script::Lock::P2tr, 0);
            }
            _ => bad = join(&[bad.clone(), bad]),
        }
        prop_assert!(writer.append(&bad).is_err());
        kept.push(chain.block("", &more));
        writer.append(kept.last().unwrap()).unwrap();
        same(&writer.commit().unwrap(), &Graph::in_memory(ledger, &kept).unwrap())?;
    }

    /// The memory sees every refusal at once; the writer sees most of them late.
    #[test]
    fn a_refusal_that_comes_late_is_the_one_that_would_have_come_at_once(
        blocks in blocks(14),
        cuts in prop::collection::vec(any::<bool>(), 14),
        faults in prop::collection::vec(
            (any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<bool>()),
            0..3,
        ),
        run_bytes in 0usize..20_000,
    ) {
        let mut batches = grow(LINKED, &blocks);
        for (at, with, is_input) in faults {
            spoil(&mut batches, |len| at.index(len), |len| with.index(len), is_input);
        }
        let at_once = |count: usize| Graph::in_memory(LINKED, &batches[..count]);
        let sound = (1..=batches.len()).take_while(|count| at_once(*count).is_ok()).count();
        let expected = (sound < batches.len()).then(|| at_once(sound + 1).unwrap_err().to_string());

        let dir = dir();
        let limits = Limits { run_bytes, ..Limits::USUAL };
        let mut writer = Writer::open(dir.path(), LINKED).unwrap().with_limits(limits);
        let mut write = || -> Result<(), GraphError> {
            for (batch, cut) in batches.iter().zip(&cuts) {
                writer.append(batch)?;
                if *cut {
                    writer.commit_merged(false)?;
                }
            }
            writer.settle()
        };
        let refused = write().err().map(|error| error.to_string());
        prop_assert_eq!(refused, expected);
        let written = writer.commit().unwrap();
        match sound {
            0 => prop_assert_eq!(written.tip(), None),
            count => same(&written, &at_once(count).unwrap())?,
        }
    }

    #[test]
    fn any_byte_changed_never_panics_a_reader(
        ledger in ledgers(),
        blocks in blocks(8),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 1u8..), 40),
    ) {
        let sound = Graph::in_memory(ledger, &grow(ledger, &blocks)).unwrap();
        let bytes = sound.stack().segments()[0].columns().to_bytes();
        for (at, change) in changes {
            let mut bytes = bytes.clone();
            let at = at.index(bytes.len());
            bytes[at] ^= change;
            let opened = Columns::of_bytes(&bytes, segment::CONTENT)
                .and_then(|columns| Segment::open(columns, ledger));
            let Ok(segment) = opened else { continue };
            let damaged = one(ledger, segment);
            tell(&damaged);
            damaged.logical_digest();
            prop_assert!(!damaged.verify().is_sound());
        }
    }

    #[test]
    fn any_number_changed_under_a_sound_checksum_never_panics_a_reader(
        ledger in ledgers(),
        blocks in blocks(8),
        changes in prop::collection::vec(
            (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 1u8..),
            40,
        ),
    ) {
        let sound = Graph::in_memory(ledger, &grow(ledger, &blocks)).unwrap();
        for (column, at, change) in changes {
            let column = column.index(segment::COLUMNS.len());
            let columns = sound.stack().segments()[0].columns();
            let Some(forged) = forge(columns, segment::COLUMNS[column].0, |len| at.index(len), change) else {
                continue;
            };
            let Ok(segment) = Segment::open(forged, ledger) else { continue };
            let damaged = one(ledger, segment);
            tell(&damaged);
            damaged.logical_digest();
            damaged.verify();
        }
    }

    #[test]
    fn any_number_changed_under_a_sound_checksum_never_panics_a_writer(
        ledger in ledgers(),
        blocks in blocks(8),
        changes in prop::collection::vec(
            (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 1u8..),
            40,
        ),
    ) {
        let batches = grow(ledger, &blocks);
        let (older, more) = batches.split_at(batches.len().div_ceil(2));
        let sound = Graph::in_memory(ledger, older).unwrap();
        go_on(ledger, sound.stack(), more).unwrap();
        for (column, at, change) in changes {
            let column = column.index(segment::COLUMNS.len());
            let columns = sound.stack().segments()[0].columns();
            let Some(forged) = forge(columns, segment::COLUMNS[column].0, |len| at.index(len), change) else {
                continue;
            };
            let Ok(segment) = Segment::open(forged, ledger) else { continue };
            if segment.base != Extent::default() {
                // Opening compares where a segment begins.
                continue;
            }
            let _ = go_on(ledger, one(ledger, segment).stack(), more);
        }
    }

    #[test]
    fn any_number_changed_under_a_sound_checksum_never_panics_a_rewind_or_a_merge(
        ledger in ledgers(),
        blocks in blocks(8),
        keep in any::<prop::sample::Index>(),
        changes in prop::collection::vec(
            (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 1u8..),
            40,
        ),
    ) {
        let batches = grow(ledger, &blocks);
        let (older, more) = batches.split_at(batches.len().div_ceil(2));
        let sound = Graph::in_memory(ledger, older).unwrap();
        let newer = segment_upon(ledger, sound.stack(), more).unwrap();
        let parts = sound.stack().with(newer);
        for (column, at, change) in changes {
            let column = column.index(segment::COLUMNS.len());
            for which in 0..parts.segments().len() {
                let columns = parts.segments()[which].columns();
                let Some(forged) = forge(columns, segment::COLUMNS[column].0, |len| at.index(len), change) else {
                    continue;
                };
                let Ok(forged) = Segment::open(forged, ledger) else { continue };
                if (forged.base, forged.extent) != (parts.segments()[which].base, parts.segments()[which].extent) {
                    // Opening compares where a segment begins and ends.
                    continue;
                }
                let _ = go_back(ledger, &parts, &forged, |len| keep.index(len));
                let mut segments = parts.segments().to_vec();
                segments[which] = Arc::new(forged);
                let stack = Stack::of(segments);
                let out = ColumnsWriter::in_memory(segment::CONTENT);
                if let Ok(merged) = merge(stack.segments(), &stack, ledger, 1, out, Means::USUAL) {
                    tell(&one(ledger, merged));
                }
            }
        }
    }
}

/// What a rewind makes of a segment that it cuts.
fn go_back(
    ledger: model::chain::LedgerId,
    stack: &Stack,
    cut: &Segment,
    keep: impl Fn(usize) -> usize,
) -> Result<(), GraphError> {
    cut.check_rows()?;
    let own = |older: &&Arc<Segment>| older.end().blocks <= cut.base.blocks;
    let older = Stack::of(stack.segments().iter().filter(own).cloned().collect());
    let mut rows = Rows::after(cut.base);
    let positions = cut.positions();
    let to = positions.before_block(keep(cut.block_hash().len() + 1));
    rows.append(&positions, Extent::default(), to);
    let left = segment::build::in_memory(&rows, &older, ledger)?;
    tell(&Graph::of(&Record::empty(ledger), older.with(left)));
    Ok(())
}

/// The segment that some blocks make upon others.
fn segment_upon(
    ledger: model::chain::LedgerId,
    stack: &Stack,
    more: &[Batch],
) -> Result<Segment, GraphError> {
    let mut taker = Taker::over(ledger, stack.clone());
    more.iter().try_for_each(|batch| taker.take(batch))?;
    taker.settle()?;
    segment::build::in_memory(taker.rows(), stack, ledger)
}

/// Everything a writer does upon an older segment, be that damaged or not.
fn go_on(ledger: model::chain::LedgerId, stack: &Stack, more: &[Batch]) -> Result<(), GraphError> {
    let mut taker = Taker::over(ledger, stack.clone());
    for batch in more {
        // Its rows are as they were if it is refused.
        let _ = taker.take(batch);
    }
    while let Err(error) = taker.settle() {
        if !error.is_refusal() {
            return Err(error);
        }
    }
    let segment = segment::build::in_memory(taker.rows(), stack, ledger)?;
    let stack = stack.with(segment);
    taker.seal(stack.clone());
    tell(&Graph::of(&Record::empty(ledger), stack));
    taker.begin_after(Stack::default());
    Ok(())
}

/// Makes an input name another output of the chain, or one that is not there; or gives a transaction
/// the id of another.
fn spoil(
    batches: &mut [Batch],
    place: impl Fn(usize) -> usize,
    with: impl Fn(usize) -> usize,
    is_input: bool,
) {
    let mut out_points = vec![crate::testing::out_point("nowhere", 0)];
    for batch in batches.iter() {
        let mut first = 0;
        for tx in &batch.txs {
            let outputs = 0..=tx.outputs_end - first;
            out_points.extend(outputs.map(|vout| OutPoint { txid: tx.txid, vout }));
            first = tx.outputs_end;
        }
    }
    let other = out_points[with(out_points.len())];
    let mut inputs: Vec<&mut OutPoint> = Vec::new();
    let mut txids = Vec::new();
    for batch in batches {
        inputs.extend(&mut batch.inputs);
        txids.extend(batch.txs.iter_mut().map(|tx| &mut tx.txid));
    }
    if is_input && !inputs.is_empty() {
        let place = place(inputs.len());
        *inputs[place] = other;
    } else {
        let place = place(txids.len());
        *txids[place] = other.txid;
    }
}

fn one(ledger: model::chain::LedgerId, segment: Segment) -> Graph {
    let mut stack = Stack::default();
    stack.push(segment);
    Graph::of(&Record::empty(ledger), stack)
}

/// The same file with one byte of a column changed, and a checksum that says nothing of it.
pub(crate) fn forge(
    columns: &Columns,
    name: &str,
    place: impl Fn(usize) -> usize,
    change: u8,
) -> Option<Columns> {
    let mut out = ColumnsWriter::in_memory(segment::CONTENT);
    let mut changed = None;
    // The last one the writer makes anew.
    for entry in columns.directory().split_last()?.1 {
        let mut bytes = columns.bytes(&entry.name).to_vec();
        if entry.name == name && !bytes.is_empty() {
            let at = place(bytes.len());
            bytes[at] ^= change;
            changed = Some(());
        }
        out.begin(&entry.name, entry.width, bytes.len()).unwrap();
        out.push(&bytes).unwrap();
        out.end();
    }
    changed?;
    Some(out.finish().unwrap())
}

/// What a merge wrote would bear sound checksums.
#[test]
fn a_merge_refuses_rows_that_cannot_be() {
    let mut chain = Growing::new(PARTIAL);
    let numbers = |block: u64| -> Vec<u64> {
        (0..8).map(|tx| (block * 8 + tx + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect()
    };
    let batches: Vec<Batch> = (0..20).map(|block| chain.block("", &numbers(block))).collect();
    let first = Graph::in_memory(PARTIAL, &batches[..10]).unwrap();
    let second = segment_upon(PARTIAL, first.stack(), &batches[10..]).unwrap();
    let parts = first.stack().with(second);
    let said = |which: usize, name: &str, place: usize, change: u8| {
        let columns = parts.segments()[which].columns();
        let forged = forge(columns, name, |_| place, change).expect(name);
        let mut segments = parts.segments().to_vec();
        segments[which] = Arc::new(Segment::open(forged, PARTIAL).unwrap());
        let stack = Stack::of(segments);
        let out = ColumnsWriter::in_memory(segment::CONTENT);
        let merged = merge(stack.segments(), &stack, PARTIAL, 1, out, Means::USUAL);
        let error = merged.map(drop).unwrap_err().to_string();
        error.split_once("is damaged: ").expect(&error).1.to_owned()
    };
    expect_test::expect![[r#"
        its column older_spent: row 0 names nothing older in its order
        its column older_spent: row 1 names nothing older in its order
        its column touched.address: row 0 names nothing older in its order
        its column address.payload: row 1 is not there
        its column input.source: row 0 names no output
        its column tx.inputs_end: row 0 ends at 2130706432, after 0 of 179"#]]
    .assert_eq(
        &[
            said(1, "older_spent", 4, 0x7f),
            said(1, "older_spent", 9 + 4, 0x7f),
            said(1, "touched.address", 3, 0x7f),
            said(0, "address.kind", 0, 0x0f),
            said(0, "input.source", 4, 0x40),
            said(0, "tx.inputs_end", 3, 0x7f),
        ]
        .join("\n"),
    );
}

/// What `verify` cannot hold against anything: the facts themselves. All else is found out even
/// where the checksums agree.
#[test]
fn forged_columns_are_found_out() {
    let mut chain = Growing::new(PARTIAL);
    let numbers = |block: u64| -> Vec<u64> {
        (0..8).map(|tx| (block * 8 + tx + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect()
    };
    let batches: Vec<Batch> = (0..40).map(|block| chain.block("", &numbers(block))).collect();
    let dir = dir();
    let mut writer = Writer::open(dir.path(), PARTIAL).unwrap();
    writer.append(&join(&batches[..1])).unwrap();
    writer.commit_merged(false).unwrap();
    writer.append(&join(&batches[1..])).unwrap();
    let sound = writer.commit_merged(false).unwrap();
    assert_eq!(sound.verify().damages, []);
    let [first, second] = sound.stack().segments() else { panic!("two segments") };
    let mut unnoticed = Vec::new();
    let mut empty = Vec::new();
    for (name, _) in segment::COLUMNS.iter().skip(2) {
        let Some(forged) = forge(second.columns(), name, |len| len / 2, 1) else {
            empty.push(*name);
            continue;
        };
        let Ok(forged) = Segment::open(forged, PARTIAL) else { continue };
        let stack = Stack::of(vec![first.clone()]).with(forged);
        if Graph::of(&Record::empty(PARTIAL), stack).verify().is_sound() {
            unnoticed.push(*name);
        }
    }
    expect_test::expect![[r#"
        unnoticed: ["block.height", "block.hash", "block.prev", "tx.txid", "tx.facts", "foreign.txid", "foreign.vout", "lost.tx"]
        empty: ["sum.wide"]
    "#]]
    .assert_eq(&format!("unnoticed: {unnoticed:?}\nempty: {empty:?}\n"));
}
