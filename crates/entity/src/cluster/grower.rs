//! Clusters while they grow: over one ledger, commit after commit, and then they are written once.
//!
//! Where little is new, it is kept in memory beside the file (`tail`) and nothing is written. Else a
//! whole forest is held in a [`Scratch`]: in memory as far as that goes, in a mapped file beyond.
//! What comes out is the same either way.

use graph::columns::{Columns, ColumnsWriter};
use graph::scratch::{Rows, Scratch};
use graph::{Graph, GraphError};
use model::chain::LedgerKind;

use super::Clusters;
use super::file::{self, About, Base, pair};
use super::forest::{Dense, Forest, node_row};
use super::large::LARGE;
use super::log::{self, JOIN_WIDTH, REFUSAL_WIDTH};
use super::marks::{self, Mark};
use super::sweep::{Span, sweep};
use super::tail::Tail;
use super::without::Less;

/// So many transactions are grown again each time a ledger is opened, rather than that the file is
/// written again: some hundredths of a second.
const TAIL_TXS_MAX: u64 = 250_000;
/// And not more than this part of what the file knows.
const TAIL_PART: u64 = 8;

/// See the head of this file.
#[derive(Debug)]
pub struct Grower {
    base: Base,
    txs: u64,
    marks: Vec<Mark>,
    state: State,
    less: Less,
    scratch: Scratch,
    tail_txs_max: u64,
    /// Members from which on a cluster is large.
    large: u32,
    distrusted: Option<String>,
}

#[derive(Debug)]
enum State {
    /// As the file, and a little more.
    Tail(Tail),
    Whole(Dense, Logs),
}

/// What happened: the first rows of the file's logs, and more since.
#[derive(Debug)]
pub(super) struct Logs {
    pub base_joins: usize,
    pub base_refusals: usize,
    pub joins: Rows<JOIN_WIDTH>,
    pub refusals: Rows<REFUSAL_WIDTH>,
}

impl Logs {
    fn new(scratch: &Scratch) -> Logs {
        let (joins, refusals) = (scratch.rows(), scratch.rows());
        Logs { base_joins: 0, base_refusals: 0, joins, refusals }
    }

    pub fn joins_len(&self) -> usize {
        self.base_joins + self.joins.len()
    }
}

impl Grower {
    /// Goes on from clusters there are, with memory and files for what is to come.
    pub fn of(clusters: Clusters, scratch: Scratch) -> Grower {
        // What was grown anew without something is a view of clusters, and does not grow itself.
        let Clusters { base, txs, marks, tail, less, .. } = clusters;
        let tail_txs_max = TAIL_TXS_MAX.min(base.txs / TAIL_PART);
        let state = State::Tail(tail);
        let distrusted = None;
        Grower { base, txs, marks, state, less, scratch, tail_txs_max, large: LARGE, distrusted }
    }

    /// Keeps up to `txs` transactions beside the file and in no file, instead of the usual number.
    #[cfg(test)]
    pub(crate) fn with_tail(mut self, txs: u64) -> Grower {
        self.tail_txs_max = txs;
        self
    }

    /// Takes clusters of so few members for large ones.
    #[cfg(test)]
    pub(crate) fn with_large(mut self, members: u32) -> Grower {
        self.large = members;
        self
    }

    pub fn txs(&self) -> u64 {
        self.txs
    }

    /// Whether there is something to write: else all there is lies in the file, or is soon grown again.
    pub fn is_to_be_written(&self) -> bool {
        matches!(self.state, State::Whole(..))
    }

    /// Why the clusters it was to go on from were not believed and grown anew, if they were not.
    pub fn distrusted(&self) -> Option<&str> {
        self.distrusted.as_deref()
    }

    /// Follows a ledger to its tip, whatever happened to it: grows on where it went on, goes back first
    /// where it was reorganised. A partial ledger's clusters are grown anew, since what is learned later
    /// can describe an input of before.
    pub fn follow(&mut self, graph: &Graph) -> Result<(), GraphError> {
        let all = self.base.marks.iter().chain(&self.marks).copied();
        let known: Vec<Mark> = all.filter(|mark| mark.txs <= self.txs).collect();
        match marks::last_held(&known, graph) {
            _ if graph.ledger().kind == LedgerKind::Partial => self.restart(),
            Some(mark) if mark.txs == self.txs => {}
            Some(mark) => self.back(mark.txs, addresses(graph))?,
            None => self.restart(),
        }
        self.grow_until(graph, graph.counts().transactions)
    }

    /// Takes every transaction up to `txs` that was not looked at yet. The graph must hold the ones
    /// that were: where that is not sure, [`Self::follow`] it.
    pub fn grow_until(&mut self, graph: &Graph, txs: u64) -> Result<(), GraphError> {
        if txs <= self.txs {
            return Ok(());
        }
        if matches!(self.state, State::Tail(_)) && txs - self.base.txs > self.tail_txs_max {
            self.make_whole()?;
        }
        let rules = self.base.rules;
        let joined = u32::try_from(self.joins_len()).expect("fewer joins than ids");
        let span = Span { txs: self.txs..txs, joined };
        match &mut self.state {
            State::Tail(tail) => {
                tail.len = tail.len.max(addresses(graph));
                let (mut joins, mut refusals) = (Vec::new(), Vec::new());
                sweep(
                    graph,
                    rules,
                    &self.less,
                    tail.over(&self.base),
                    span,
                    &mut |more, refused| {
                        joins.extend_from_slice(more);
                        refusals.extend_from_slice(refused);
                        Ok(())
                    },
                )?;
                tail.joins.append(&mut joins);
                tail.refusals.append(&mut refusals);
            }
            State::Whole(dense, logs) => {
                dense.extend_to(addresses(graph))?;
                sweep(graph, rules, &self.less, dense.trees(), span, &mut |more, refused| {
                    logs.joins.extend_from_slice(more)?;
                    logs.refusals.extend_from_slice(refused)
                })?;
            }
        }
        self.txs = txs;
        self.marks = marks::of(graph, txs);
        Ok(())
    }

    /// As they were after the first `txs` transactions, with room for `addresses`.
    pub fn back(&mut self, txs: u64, addresses: u32) -> Result<(), GraphError> {
        if txs >= self.txs {
            return Ok(());
        }
        if txs < self.base.txs && matches!(self.state, State::Tail(_)) {
            if self.is_distrusted() {
                self.restart();
                return Ok(());
            }
            // From here on the file gives joins, and nothing else of it still holds.
            let mut logs = Logs::new(&self.scratch);
            logs.base_joins = self.base.joins().len();
            logs.base_refusals = self.base.refusals().len();
            self.state = State::Whole(Dense::new(&self.scratch), logs);
        }
        self.marks.extend(self.base.marks.iter().copied());
        self.marks.sort_unstable_by_key(|mark| mark.block);
        self.marks.dedup();
        self.marks.retain(|mark| mark.txs <= txs);
        self.txs = txs;
        let base = &self.base;
        let joins_before = |rows: &[_]| rows.partition_point(|row| log::join_tx(row).0 < txs);
        let refusals_before = |rows: &[_]| rows.partition_point(|row| log::refusal_tx(row).0 < txs);
        match &mut self.state {
            State::Tail(tail) => {
                let mut before = Tail::new(addresses.max(base.len()));
                before.replay(base, &tail.joins[..joins_before(&tail.joins)]);
                before.refusals = std::mem::take(&mut tail.refusals);
                before.refusals.truncate(refusals_before(&before.refusals));
                *tail = before;
            }
            State::Whole(dense, logs) => {
                logs.base_joins = logs.base_joins.min(joins_before(base.joins()));
                logs.base_refusals = logs.base_refusals.min(refusals_before(base.refusals()));
                logs.joins.truncate(joins_before(logs.joins.as_slice()));
                logs.refusals.truncate(refusals_before(logs.refusals.as_slice()));
                // First let go of what there is: there may not be room for both.
                *dense = Dense::new(&self.scratch);
                dense.extend_to(addresses)?;
                replay(dense, 0, &base.joins()[..logs.base_joins]);
                replay(dense, logs.base_joins, logs.joins.as_slice());
            }
        }
        Ok(())
    }

    /// What has grown, to be read. Where that has to be written, `writer` says whither. Given the ledger
    /// that was followed, large clusters are written as they are asked for.
    pub fn finish(
        self,
        graph: Option<&Graph>,
        writer: impl FnOnce() -> Result<ColumnsWriter, GraphError>,
    ) -> Result<Clusters, GraphError> {
        let Grower { base, txs, marks, state, less, scratch, large, .. } = self;
        match state {
            State::Tail(mut tail) => {
                tail.settle();
                Ok(Clusters { base, txs, marks, tail, less, anew: None })
            }
            State::Whole(dense, logs) => {
                let head = file::head(base.rules, txs);
                // Sums are the ledger's: one that is further has others.
                let graph = graph.filter(|graph| graph.counts().transactions == txs);
                let about = About { head: &head, marks: &marks, graph, large };
                let columns = file::write(writer()?, &base, dense, &logs, &about, &scratch)?;
                let base = Base::of(columns).expect("it was written just now");
                Ok(Clusters { tail: Tail::new(base.len()), base, txs, marks, less, anew: None })
            }
        }
    }

    /// The smallest address of each one's cluster, by address: for who wants the partition, and nothing that leads
    /// from a cluster to its members.
    pub fn into_roots(self) -> Vec<u32> {
        match self.state {
            State::Tail(mut tail) => {
                tail.settle();
                (0..tail.len).map(|id| tail.root(self.base.root(id))).collect()
            }
            State::Whole(dense, _) => dense.into_roots(),
        }
    }

    fn joins_len(&self) -> usize {
        match &self.state {
            State::Tail(tail) => self.base.joins().len() + tail.joins.len(),
            State::Whole(_, logs) => logs.joins_len(),
        }
    }

    fn restart(&mut self) {
        self.base = Base::empty(self.base.rules);
        (self.txs, self.tail_txs_max) = (0, 0);
        self.marks.clear();
        self.state = State::Tail(Tail::default());
    }

    /// From what lies beside the file to a forest of all addresses.
    fn make_whole(&mut self) -> Result<(), GraphError> {
        if !self.is_distrusted() {
            let State::Tail(tail) = &self.state else { return Ok(()) };
            let base = &self.base;
            let mut dense = Dense::new(&self.scratch);
            if load(base, &mut dense)? {
                let mut logs = Logs::new(&self.scratch);
                (logs.base_joins, logs.base_refusals) = (base.joins().len(), base.refusals().len());
                dense.extend_to(tail.len)?;
                replay(&mut dense, logs.base_joins, &tail.joins);
                logs.joins.extend_from_slice(&tail.joins)?;
                logs.refusals.extend_from_slice(&tail.refusals)?;
                self.state = State::Whole(dense, logs);
                return Ok(());
            }
            let name = base.columns().map_or("clusters", |columns| columns.name());
            self.distrusted = Some(format!("{name}: its columns contradict each other"));
        }
        self.restart();
        self.state = State::Whole(Dense::new(&self.scratch), Logs::new(&self.scratch));
        Ok(())
    }

    /// Reads the file it went on from against its checksums. Where that is damaged, everything is to be
    /// grown anew: [`Self::follow`] the ledger again.
    pub fn is_damaged(&mut self) -> bool {
        let is_damaged = self.is_distrusted();
        if is_damaged {
            self.restart();
        }
        is_damaged
    }

    /// Reads the whole file against its checksums: what is made of it bears sound ones, and would hide
    /// damage for good.
    fn is_distrusted(&mut self) -> bool {
        self.distrusted = self.base.columns().and_then(damage);
        self.distrusted.is_some()
    }
}

/// Reads everything and says which columns are not as they were written.
pub fn damage(columns: &Columns) -> Option<String> {
    let damages = columns.damages();
    (!damages.is_empty()).then(|| {
        let (s, are) = if damages.len() == 1 { ("", "does") } else { ("s", "do") };
        let names = damages.join(", ");
        format!("{}: column{s} {names} {are} not match the checksum{s}", columns.name())
    })
}

fn addresses(graph: &Graph) -> u32 {
    u32::try_from(graph.counts().addresses).expect("address ids are 32-bit")
}

/// The forest of a file; says whether its columns fit each other.
fn load(base: &Base, dense: &mut Dense) -> Result<bool, GraphError> {
    let roots = base.roots();
    dense.nodes.extend_to(roots.len(), |id| node_row(u32::from_le_bytes(roots[id]), 1))?;
    Ok(fill(base, dense).is_some())
}

/// Nothing where the columns contradict each other: checksums tell of accidents alone.
fn fill(base: &Base, dense: &mut Dense) -> Option<()> {
    let roots = base.roots();
    let root_of = |id: u32| roots.get(id as usize).map(|root| u32::from_le_bytes(*root));
    let joins = u32::try_from(base.joins().len()).ok()?;
    let nodes = dense.nodes.as_mut_slice();
    let (mut start, mut last_root) = (0, None);
    for (root, end) in base.clusters().iter().map(pair) {
        let others = base.members().get(start as usize..end as usize)?;
        // All in order, so that none is told of twice.
        let mut last = root;
        for (id, join) in others.iter().map(pair) {
            let is_sound = id > last && root_of(id)? == root && join < joins;
            *nodes.get_mut(id as usize).filter(|_| is_sound)? = node_row(root, join);
            last = id;
        }
        if last_root.replace(root).is_some_and(|last| last >= root) {
            return None;
        }
        *nodes.get_mut(root as usize)? = node_row(root, (end - start).checked_add(1)?);
        start = end;
    }
    let are_roots = |id: u32, root: u32| root <= id && root_of(root) == Some(root);
    let is_sound = (0u32..).zip(roots).all(|(id, root)| are_roots(id, u32::from_le_bytes(*root)));
    let others = (0u32..).zip(roots).filter(|(id, root)| u32::from_le_bytes(**root) != *id).count();
    let are_all = start as usize == others && others == base.members().len() && start == joins;
    (is_sound && are_all).then_some(())
}

/// Joins again what these rows say, from the one of number `from` on.
fn replay(dense: &mut Dense, from: usize, joins: &[log::JoinRow]) {
    let from = u32::try_from(from).expect("fewer joins than ids");
    let mut trees = dense.trees();
    for (number, row) in (from..).zip(joins) {
        let (a, b) = log::ends(row);
        trees.join(a, b, number);
    }
}
