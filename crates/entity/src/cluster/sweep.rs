//! Walking new transactions and joining what each of them says is one.
//!
//! Everything here depends on the transaction and on what stood before it, never on what comes
//! after: that is why pieces and the whole give the same clusters.
//!
//! Nearly all of the time would be waiting for memory: for the parent of whoever holds the coin that an
//! input spends, for that coin's value, for an address's lock. So inputs are taken a batch at a time,
//! first all parents, then what else is asked of the few that matter, and the waits overlap; only
//! then each transaction is looked at in its order. Most spend from one cluster alone, and that is all
//! that is asked of them.

use std::collections::BTreeSet;
use std::ops::Range;

use graph::{AddressId, Graph, GraphError, InId, SegmentView, TxId};
use model::amount::Sat;
use model::batch::TxFlags;
use model::script::Lock;
use model::time::Time;

use super::forest::Forest;
use super::log::{self, JoinRow, RefusalRow};
use super::payjoin;
use super::rules::{JoinRule, Refusal, Rules};
use super::sides::Sides;
use super::without::Less;
use crate::shape::{InputView, OutputView, ShapeRoom};
use crate::{change, coinjoin};

/// Inputs looked up at once. Enough to fill a processor's queue of misses many times over, and few
/// enough that all that is gathered stays in its first cache.
const BATCH: usize = 1024;

/// A Lightning channel's anchor: 330 sat that anybody may spend after sixteen blocks, under a
/// script hash of its own for every channel (BOLT 3). Who sweeps them owns none of the others.
const ANCHOR: Sat = Sat(330);

/// Nobody, or nobody known.
const NOBODY: u32 = u32::from_le_bytes(SegmentView::NOBODY);

/// The transactions to look at, after so many joins.
#[derive(Debug, Clone)]
pub(super) struct Span {
    pub txs: Range<u64>,
    pub joined: u32,
}

/// Takes joins and refusals, in chain order, a batch at a time.
pub(super) type Taken<'a> = dyn FnMut(&[JoinRow], &[RefusalRow]) -> Result<(), GraphError> + 'a;

/// Joins in `forest` what the transactions of `span` say is one.
pub(super) fn sweep<F: Forest>(
    graph: &Graph,
    rules: Rules,
    less: &Less,
    forest: F,
    span: Span,
    taken: &mut Taken<'_>,
) -> Result<(), GraphError> {
    let mut sweep = Sweep::new(graph, rules, less, forest, span.joined);
    let mut batch = Batch::default();
    for segment in graph.segments() {
        let txs = segment.txs();
        let (from, to) = (span.txs.start.max(txs.start), span.txs.end.min(txs.end));
        if from >= to {
            continue;
        }
        let mut walk = Walk::at(segment, row(from - txs.start), row(to - txs.start));
        while walk.gather(&mut batch, &sweep) {
            sweep.take(segment, &mut batch, taken)?;
        }
    }
    Ok(())
}

/// Looks at these transactions alone, as if there were no others.
pub(super) fn sweep_these<F: Forest>(
    graph: &Graph,
    rules: Rules,
    forest: F,
    less: &Less,
    txs: &BTreeSet<TxId>,
    taken: &mut Taken<'_>,
) -> Result<(), GraphError> {
    let mut sweep = Sweep::new(graph, rules, less, forest, 0);
    let mut batch = Batch::default();
    for (segment, at) in txs.iter().filter_map(|tx| graph.segment_of_tx(*tx)) {
        let mut walk = Walk::at(segment, at, at + 1);
        while walk.gather(&mut batch, &sweep) {
            sweep.take(segment, &mut batch, taken)?;
        }
    }
    Ok(())
}

#[expect(clippy::cast_possible_truncation, reason = "a segment has fewer than 2^31 rows")]
fn row(number: u64) -> usize {
    number as usize
}

/// Transactions and what was gathered for their inputs.
#[derive(Debug, Default)]
struct Batch {
    txs: Vec<Tx>,
    /// Of every input of these, in order; [`NOBODY`] where not known.
    holders: Vec<u32>,
    /// Each holder's parent, and then its root as of before the batch: it is still above its child.
    roots: Vec<u32>,
    /// How each holder's coins are locked, where that was asked.
    locks: Vec<Option<Lock>>,
    /// What each input is worth, where that was asked.
    values: Vec<Option<Sat>>,
    /// Those of `txs` that spend from two clusters, or did before the batch.
    candidates: Vec<usize>,
}

/// A transaction by its rows in a segment.
#[derive(Debug, Clone)]
struct Tx {
    row: usize,
    time: u32,
    inputs: Range<usize>,
    outputs: Range<usize>,
    /// Its inputs in the batch.
    gathered: Range<usize>,
}

/// How far a segment was walked.
struct Walk<'g> {
    segment: SegmentView<'g>,
    row: usize,
    end: usize,
    input: usize,
    output: usize,
    block: usize,
}

impl<'g> Walk<'g> {
    fn at(segment: SegmentView<'g>, from: usize, end: usize) -> Walk<'g> {
        let before = |ends| from.checked_sub(1).map_or(0, |row| end_of(ends, row));
        let is_before = |end: &[u8; 4]| u32::from_le_bytes(*end) as usize <= from;
        Walk {
            segment,
            row: from,
            end,
            // A damaged end claims no inputs that are not there.
            input: before(segment.tx_inputs_end()).min(segment.input_holders().len()),
            output: before(segment.tx_outputs_end()),
            block: segment.block_txs_end().partition_point(is_before),
        }
    }

    /// Takes the next transactions that may join somebody; says whether there were any rows left.
    fn gather<F>(&mut self, batch: &mut Batch, sweep: &Sweep<'g, F>) -> bool {
        batch.txs.clear();
        batch.holders.clear();
        if self.row >= self.end {
            return false;
        }
        let segment = self.segment;
        let (inputs_end, outputs_end) = (segment.tx_inputs_end(), segment.tx_outputs_end());
        let (block_end, times) = (segment.block_txs_end(), segment.block_times());
        let holders = segment.input_holders();
        let fewest = if sweep.rules.change { 0 } else { 2 };
        while self.row < self.end && batch.holders.len() < BATCH {
            let inputs = self.input..end_of(inputs_end, self.row).clamp(self.input, holders.len());
            let outputs = self.output..end_of(outputs_end, self.row).max(self.output);
            (self.input, self.output) = (inputs.end, outputs.end);
            if inputs.len() >= fewest {
                while self.block < block_end.len() && end_of(block_end, self.block) <= self.row {
                    self.block += 1;
                }
                let time = times.get(self.block).map_or(0, |time| u32::from_le_bytes(*time));
                let start = batch.holders.len();
                let known = |holder: &[u8; 4]| sweep.known_or_nobody(u32::from_le_bytes(*holder));
                batch.holders.extend(holders[inputs.clone()].iter().map(known));
                let gathered = start..batch.holders.len();
                batch.txs.push(Tx { row: self.row, time, inputs, outputs, gathered });
            }
            self.row += 1;
        }
        true
    }
}

fn end_of(ends: &[[u8; 4]], row: usize) -> usize {
    ends.get(row).map_or(0, |end| u32::from_le_bytes(*end) as usize)
}

/// A cluster on the input side of a transaction, with the first of its holders there.
#[derive(Debug, Clone, Copy)]
struct Payer {
    root: u32,
    holder: u32,
    lock: Option<Lock>,
}

struct Sweep<'g, F> {
    graph: &'g Graph,
    sides: Sides<'g>,
    rules: Rules,
    less: &'g Less,
    /// A damaged ledger may name a holder that it does not have: one from here on.
    known: u32,
    forest: F,
    /// Joins so far, which is the number of the next.
    joined: u32,
    payers: Vec<Payer>,
    shape: ShapeRoom,
    joins: Vec<JoinRow>,
    refusals: Vec<RefusalRow>,
}

impl<'g, F: Forest> Sweep<'g, F> {
    fn new(graph: &'g Graph, rules: Rules, less: &'g Less, forest: F, joined: u32) -> Self {
        Sweep {
            graph,
            sides: Sides::of(graph),
            rules,
            less,
            known: forest.len(),
            forest,
            joined,
            payers: Vec::new(),
            shape: ShapeRoom::default(),
            joins: Vec::new(),
            refusals: Vec::new(),
        }
    }

    /// Joins what a batch says, and hands on what came of it.
    fn take(
        &mut self,
        segment: SegmentView<'_>,
        batch: &mut Batch,
        taken: &mut Taken<'_>,
    ) -> Result<(), GraphError> {
        self.find_candidates(segment, batch);
        for candidate in &batch.candidates {
            self.join_sides(segment, batch, &batch.txs[*candidate]);
        }
        taken(&self.joins, &self.refusals)?;
        self.joins.clear();
        self.refusals.clear();
        Ok(())
    }
}

impl<F> Sweep<'_, F> {
    #[inline]
    fn known_or_nobody(&self, holder: u32) -> u32 {
        if holder < self.known { holder } else { NOBODY }
    }

    fn value(&self, segment: SegmentView<'_>, row: usize) -> Option<Sat> {
        value(self.graph, &self.sides, segment, row)
    }

    fn may_be_payjoin(&self, tx: &Tx) -> bool {
        let is_asked = self.rules.payjoin && !self.less.rules.payjoin();
        is_asked && tx.outputs.len() == 2 && payjoin::was_there(Time::from(tx.time))
    }

    fn is_anchor(&self, segment: SegmentView<'_>, input: usize, lock: Option<Lock>) -> bool {
        lock == Some(Lock::P2wsh) && self.value(segment, input) == Some(ANCHOR)
    }
}

/// What an input is worth, where known.
fn value(graph: &Graph, sides: &Sides<'_>, segment: SegmentView<'_>, row: usize) -> Option<Sat> {
    match SegmentView::source(*segment.input_sources().get(row)?) {
        Some(output) => Some(sides.value(segment, output)),
        None => graph.input(InId(segment.inputs().start + row as u64)).value,
    }
}

/// Scripts that anybody can satisfy are nobody's: pay-to-anchor and other unassigned witness
/// versions, and scripts of no known pattern (puzzles among them).
fn is_somebodys(lock: Option<Lock>) -> bool {
    !matches!(lock, None | Some(Lock::Data | Lock::Witness | Lock::Nonstandard))
}

impl<F: Forest> Sweep<'_, F> {
    /// Which transactions spend from two clusters, as things stand before any of them is looked at:
    /// joining only ever makes them fewer.
    fn find_candidates(&mut self, segment: SegmentView<'_>, batch: &mut Batch) {
        let Batch { txs, holders, roots, locks, values, candidates } = batch;
        // Each line waits for memory, and none for the line before.
        roots.clear();
        roots.extend(holders.iter().map(|holder| match *holder {
            NOBODY => NOBODY,
            holder => self.forest.parent(holder),
        }));
        candidates.clear();
        for (at, tx) in txs.iter().enumerate() {
            if self.spends_from_two(&mut roots[tx.gathered.clone()]) || self.rules.change {
                candidates.push(at);
            }
        }
        locks.clear();
        locks.resize(holders.len(), None);
        if !self.rules.anybodys {
            for at in candidates.iter().flat_map(|at| txs[*at].gathered.clone()) {
                locks[at] = self.sides.lock(holders[at]);
            }
        }
        values.clear();
        values.resize(holders.len(), None);
        for tx in candidates.iter().map(|at| &txs[*at]).filter(|tx| self.may_be_payjoin(tx)) {
            for (at, row) in tx.gathered.clone().zip(tx.inputs.clone()) {
                values[at] = self.value(segment, row);
            }
        }
    }

    /// Whether two of the roots differ, which were parents before.
    #[inline]
    fn spends_from_two(&mut self, roots: &mut [u32]) -> bool {
        let (mut first, mut differ) = (NOBODY, false);
        for root in roots {
            if *root != NOBODY {
                *root = self.forest.find(*root);
                differ |= first != NOBODY && *root != first;
                first = *root;
            }
        }
        differ
    }

    fn join_sides(&mut self, segment: SegmentView<'_>, batch: &Batch, tx: &Tx) {
        self.collect_payers(segment, batch, tx);
        let would_join = self.payers.len() >= 2 && !self.less.rules.co_spend();
        if !would_join && !self.rules.change {
            return;
        }
        let id = TxId(segment.txs().start + tx.row as u64);
        if self.less.txs.contains(&id) {
            return;
        }
        if let Some(refusal) = self.refuse(segment, batch, tx) {
            if would_join {
                self.refusals.push(log::refusal_row(id, refusal));
            }
            return;
        }
        let Some(&Payer { root: kept, holder: first, .. }) = self.payers.first() else { return };
        // By root, so the first is the smallest: the others hang under it.
        let joined = if would_join { self.payers.len() } else { 1 };
        for at in 1..joined {
            let Payer { root, holder: other, .. } = self.payers[at];
            self.forest.link(kept, root, self.joined);
            self.joined += 1;
            self.joins.push(log::join_row(first, other, id, JoinRule::CoSpend));
        }
        if self.rules.change {
            self.join_change(id, first);
        }
    }

    /// One holder for each cluster that the transaction spends from, the clusters by root.
    fn collect_payers(&mut self, segment: SegmentView<'_>, batch: &Batch, tx: &Tx) {
        self.payers.clear();
        let mut last = NOBODY;
        for (at, input) in tx.gathered.clone().zip(tx.inputs.clone()) {
            let holder = batch.holders[at];
            let lock = batch.locks[at];
            if holder != NOBODY && holder != last && !self.is_anchor(segment, input, lock) {
                let root = self.forest.find(batch.roots[at]);
                if self.payers.last().is_none_or(|before| before.root != root) {
                    self.payers.push(Payer { root, holder, lock });
                }
            }
            last = holder;
        }
        // Stable, so that of a cluster the first input's holder speaks for it.
        if !self.payers.is_sorted_by(|one, next| one.root < next.root) {
            self.payers.sort_by_key(|payer| payer.root);
            self.payers.dedup_by_key(|payer| payer.root);
        }
        if self.payers.len() >= 2 && !self.rules.anybodys {
            self.payers.retain(|payer| is_somebodys(payer.lock));
        }
    }

    fn refuse(&mut self, segment: SegmentView<'_>, batch: &Batch, tx: &Tx) -> Option<Refusal> {
        let outputs = segment.output_values().get(tx.outputs.clone()).unwrap_or(&[]).iter();
        let outputs = outputs.map(|value| u64::from_le_bytes(*value));
        let confidence_min = self.rules.coinjoin_confidence_min;
        if confidence_min <= 100 && coinjoin::may_mix(tx.inputs.len(), outputs) {
            self.fill_sides(segment, batch, tx);
            for (input, row) in self.shape.inputs.iter_mut().zip(tx.inputs.clone()) {
                input.value = value(self.graph, &self.sides, segment, row);
            }
            if let Some(kind) = coinjoin::veto(&self.shape.shape(), confidence_min, self.less.rules)
            {
                return Some(Refusal::CoinJoin(kind));
            }
        }
        if self.may_be_payjoin(tx) {
            self.fill_sides(segment, batch, tx);
            for output in &mut self.shape.outputs {
                output.lock = output.holder.and_then(|holder| self.sides.lock(holder.0));
            }
            if payjoin::suspect(&self.shape.shape()).is_some() {
                return Some(Refusal::PayJoin);
            }
        }
        let large = self.payers.iter().filter(|payer| self.is_large(payer.root));
        (large.count() >= 2).then_some(Refusal::SizeJump)
    }

    fn is_large(&self, root: u32) -> bool {
        self.rules.size_jump_min < u32::MAX && self.forest.size(root) >= self.rules.size_jump_min
    }

    /// Who, how much and how locked, as far as it was gathered, and no more: the rules that are asked
    /// here look at nothing else.
    fn fill_sides(&mut self, segment: SegmentView<'_>, batch: &Batch, tx: &Tx) {
        let held = |holder: u32| (holder != NOBODY).then_some(AddressId(holder));
        self.shape.inputs.clear();
        self.shape.inputs.extend(tx.gathered.clone().map(|at| InputView {
            holder: held(batch.holders[at]),
            value: batch.values[at],
            lock: batch.locks[at],
        }));
        self.shape.outputs.clear();
        let values = segment.output_values().get(tx.outputs.clone()).unwrap_or(&[]);
        let holders = segment.output_holders().get(tx.outputs.clone()).unwrap_or(&[]);
        self.shape.outputs.extend(values.iter().zip(holders).map(|(value, holder)| OutputView {
            holder: held(u32::from_le_bytes(*holder)),
            value: Sat(u64::from_le_bytes(*value)),
            lock: None,
        }));
        let facts = segment.tx_facts().get(tx.row);
        self.shape.flags = facts.map_or(TxFlags::default(), |facts| SegmentView::flags(*facts));
        self.shape.time = Some(Time::from(tx.time));
    }

    fn join_change(&mut self, id: TxId, payer: u32) {
        self.shape.fill(self.graph, id);
        let Some(at) = change::settled(self.graph, id, &self.shape.shape(), self.less.rules) else {
            return;
        };
        let Some(AddressId(holder)) = self.shape.outputs[at].holder else { return };
        if holder >= self.known {
            return;
        }
        let (a, b) = (self.forest.find(payer), self.forest.find(holder));
        if a == b {
            return;
        }
        if self.is_large(a) && self.is_large(b) {
            self.refusals.push(log::refusal_row(id, Refusal::SizeJump));
            return;
        }
        self.forest.link(a.min(b), a.max(b), self.joined);
        self.joined += 1;
        self.joins.push(log::join_row(payer, holder, id, JoinRule::Change));
    }
}
