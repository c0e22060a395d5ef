//! Which addresses one holder controls, and which transaction says so.
//!
//! Whoever spends from two addresses in one transaction holds the keys of both (Nakamoto 2008,
//! section 10): that is the *co-spend*, the one rule that joins unless more is asked for. It is
//! wrong where several people spend together, so a transaction that looks like a CoinJoin or a
//! PayJoin joins nobody, and none merges two clusters that are both large (`rules`).
//!
//! A cluster is quoted by its root, the smallest address id in it. Clusters grow along the chain,
//! never look ahead, and do not depend on how the chain was cut into pieces; [`Clusters::back`] gives
//! what they were before. Each join that mattered is logged, so [`Clusters::joins`] can say why.
//!
//! They are read from a mapped file (`file`) and from what was joined since it was written (`tail`);
//! `grower` makes them grow, in memory or beyond it. Not here: labels (two tagged services in one cluster are for the reader of both to see), and anything
//! about who a holder is.

mod evidence;
pub mod file;
mod forest;
pub mod grower;
pub mod large;
mod log;
mod marks;
mod members;
pub mod payjoin;
pub mod rules;
mod sides;
mod sweep;
mod tail;
#[cfg(test)]
mod tests;
mod without;

use std::collections::BTreeMap;
use std::sync::Arc;

use graph::columns::{Columns, ColumnsWriter};
use graph::scratch::Scratch;
use graph::{AddressId, Graph, TxId};

use file::{Base, CONTENT, PairRow};
use grower::Grower;
use large::{Large, Sums};
use log::JoinRow;
use marks::Mark;
pub use members::Members;
use rules::{Refusal, Rules};
use tail::Tail;
use without::{Anew, Less};
pub use without::{TooLarge, Work};

/// Why two addresses are one: the two, the transaction, and the rule's name (`co-spend`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Join {
    pub a: AddressId,
    pub b: AddressId,
    pub tx: TxId,
    pub rule: &'static str,
}

/// The partition of a ledger's addresses after its first [`Clusters::txs`] transactions.
#[derive(Debug, Clone)]
pub struct Clusters {
    base: Base,
    /// Transactions looked at.
    txs: u64,
    /// Blocks whose hashes tell on which branch that was.
    marks: Vec<Mark>,
    tail: Tail,
    less: Less,
    /// What was grown anew without something, over all else.
    anew: Option<Arc<Anew>>,
}

impl Default for Clusters {
    fn default() -> Self {
        Clusters::new(Rules::STANDARD)
    }
}

impl Clusters {
    /// Clusters of a whole ledger, by the standard rules, in memory.
    pub fn of(graph: &Graph) -> Clusters {
        let mut clusters = Clusters::default();
        clusters.grow(graph);
        clusters
    }

    /// No transaction looked at yet.
    pub fn new(rules: Rules) -> Clusters {
        let (base, tail) = (Base::empty(rules), Tail::default());
        Clusters { base, txs: 0, marks: Vec::new(), tail, less: Less::default(), anew: None }
    }

    /// Clusters as a file has them. `None` where they were grown by rules of another version, or the
    /// file says nothing sensible of itself: then they have to be grown anew.
    pub fn load(columns: Columns) -> Option<Clusters> {
        let base = Base::of(columns)?;
        let tail = Tail::new(base.len());
        let (txs, marks, less) = (base.txs, base.marks.clone(), Less::default());
        Some(Clusters { txs, marks, base, tail, less, anew: None })
    }

    /// Takes every transaction of `graph` that was not looked at yet, in memory. The graph must hold
    /// the ones that were: where that is not sure, ask [`Self::catch_up`].
    pub fn grow(&mut self, graph: &Graph) {
        self.grow_until(graph, graph.counts().transactions);
    }

    /// As [`Self::grow`], for the first `txs` transactions of the ledger.
    pub fn grow_until(&mut self, graph: &Graph, txs: u64) {
        self.in_memory(Some(graph), |grower| grower.grow_until(graph, txs));
    }

    /// These clusters as of the tip of `graph`, whatever happened to it, in memory: see
    /// [`Grower::follow`].
    #[must_use]
    pub fn catch_up(mut self, graph: &Graph) -> Clusters {
        self.in_memory(Some(graph), |grower| grower.follow(graph));
        self
    }

    /// These clusters as they were after the first `txs` transactions, with room for `addresses`.
    #[must_use]
    pub fn back(&self, txs: u64, addresses: u32) -> Clusters {
        let mut before = self.clone();
        before.in_memory(None, |grower| grower.back(txs, addresses));
        before
    }

    fn in_memory(
        &mut self,
        graph: Option<&Graph>,
        work: impl FnOnce(&mut Grower) -> Result<(), graph::GraphError>,
    ) {
        debug_assert!(self.anew.is_none(), "a view without something does not grow");
        let rules = self.rules();
        let clusters = std::mem::replace(self, Clusters::new(rules));
        let mut grower = Grower::of(clusters, Scratch::in_memory());
        let grown = work(&mut grower)
            .and_then(|()| grower.finish(graph, || Ok(ColumnsWriter::in_memory(CONTENT))));
        *self = grown.expect("memory is written without errors");
    }

    pub fn rules(&self) -> Rules {
        self.base.rules
    }

    /// How many transactions were looked at: these clusters are as of the one before this id.
    pub fn txs(&self) -> u64 {
        self.txs
    }

    /// The smallest address of `id`'s cluster. One that was not seen yet is alone.
    #[inline]
    pub fn root(&self, id: AddressId) -> AddressId {
        if let Some(root) = self.anew.as_ref().and_then(|anew| anew.root(id.0)) {
            return AddressId(root);
        }
        AddressId(self.tail.root(self.base.root(id.0)))
    }

    pub fn size(&self, root: AddressId) -> u32 {
        if let Some(anew) = &self.anew {
            if anew.is_alone() {
                return 1;
            }
            if let Some(members) = anew.members(root.0) {
                return u32::try_from(members.len()).unwrap_or(u32::MAX);
            }
        }
        self.tail.size(root.0).unwrap_or_else(|| self.base.size(root.0))
    }

    /// Members by id, from the root.
    pub fn members(&self, root: AddressId) -> Members<'_> {
        self.members_from(root, AddressId(0))
    }

    /// Members from an id on: to go on where somebody stopped, whatever the cluster's size.
    pub fn members_from(&self, root: AddressId, from: AddressId) -> Members<'_> {
        if let Some(anew) = &self.anew {
            if anew.is_alone() {
                return Members::one(root, from);
            }
            if let Some(members) = anew.members(root.0) {
                return Members::these(members, from.0);
            }
        }
        Members::of(&self.base, &self.tail, root.0, from.0)
    }

    /// The joins that made this cluster, in chain order: one fewer than it has members.
    pub fn joins(&self, root: AddressId) -> Vec<Join> {
        let mut numbers: Vec<u32> = self.join_numbers(root).collect();
        numbers.sort_unstable();
        numbers.into_iter().filter_map(|number| self.join(number)).collect()
    }

    /// The first joins of this cluster behind the one of a number, each with its own: a number
    /// stays while the ledger grows. None but these is looked at; of a part that is large they lie
    /// side by side, those of small parts are passed over once.
    pub fn joins_after(
        &self,
        root: AddressId,
        after: Option<u32>,
        limit: usize,
    ) -> Vec<(u32, Join)> {
        let is_after = |number: &u32| after.is_none_or(|after| *number > after);
        let mut numbers: Vec<u32> = Vec::new();
        if self.is_anew(root) {
            numbers.extend(self.join_numbers(root).filter(is_after));
        } else {
            for part in self.parts(root) {
                match self.large_joins(part, is_after, limit) {
                    Some(joins) => numbers.extend(joins.iter().map(number_of)),
                    None => numbers
                        .extend(self.base.others(part.0).iter().map(join_of).filter(is_after)),
                }
            }
            numbers.extend(self.tail.parts(root.0).iter().map(|part| part.join).filter(is_after));
        }
        if limit < numbers.len() {
            numbers.select_nth_unstable(limit);
            numbers.truncate(limit);
        }
        numbers.sort_unstable();
        let join = |number| self.join(number).map(|join| (number, join));
        numbers.into_iter().filter_map(join).collect()
    }

    /// The next joins of a large part, side by side; none where it is small, or where these are not its joins.
    fn large_joins(
        &self,
        part: AddressId,
        is_after: impl Fn(&u32) -> bool,
        limit: usize,
    ) -> Option<&[[u8; 4]]> {
        let Large { joins, .. } = self.base.large(part.0)?;
        let behind = joins.partition_point(|number| !is_after(&number_of(number)));
        let next = &joins[behind..joins.len().min(behind.saturating_add(limit))];
        let are_its = next.iter().map(number_of).all(|number| {
            let row = self.base.joins().get(number as usize).filter(|_| is_after(&number));
            row.map(log::ends)
                .is_some_and(|(a, b)| [a, b].map(|id| self.base.root(id)) == [part.0; 2])
        });
        (are_its && next.is_sorted_by_key(number_of)).then_some(next)
    }

    /// The join of a number: of its place in chain order among all of the ledger.
    pub fn join(&self, number: u32) -> Option<Join> {
        if let Some(number) = number.checked_sub(self.joins_written()) {
            return self.anew.as_ref()?.join(number);
        }
        self.join_row(number).map(log::join_of)
    }

    fn join_numbers(&self, root: AddressId) -> impl Iterator<Item = u32> + '_ {
        let anew = self.anew.as_ref().and_then(|anew| anew.join_numbers(root.0));
        let first = self.joins_written();
        let known = anew.is_none().then(|| self.known_join_numbers(root)).into_iter().flatten();
        anew.unwrap_or(&[]).iter().map(move |number| first + number).chain(known)
    }

    /// Joins in the log: those of what was grown anew are numbered behind them.
    fn joins_written(&self) -> u32 {
        u32::try_from(self.base.joins().len() + self.tail.joins.len())
            .expect("fewer joins than ids")
    }

    fn known_join_numbers(&self, root: AddressId) -> impl Iterator<Item = u32> + '_ {
        // Every member but the root ceased to be a root by exactly one join.
        let rows = self.parts(root).flat_map(|part| self.base.others(part.0)).map(join_of);
        rows.chain(self.tail.parts(root.0).iter().map(|part| part.join))
    }

    /// Whether a cluster was grown anew without something, and is not what the file says.
    pub(crate) fn is_anew(&self, root: AddressId) -> bool {
        self.anew.as_ref().is_some_and(|anew| anew.join_numbers(root.0).is_some())
    }

    /// The clusters of the file, and addresses younger than it, that make up this cluster, where it was not grown
    /// anew; by root.
    pub(crate) fn parts(&self, root: AddressId) -> impl Iterator<Item = AddressId> + '_ {
        self.tail.parts(root.0).iter().map(|part| part.part).chain([root.0]).map(AddressId)
    }

    /// The members of a part.
    pub(crate) fn members_of_part(&self, part: AddressId) -> impl Iterator<Item = AddressId> + '_ {
        let others = self.base.others(part.0).iter().map(|row| file::pair(row).0);
        [part.0].into_iter().chain(others).map(AddressId)
    }

    /// Which part of its cluster an address is in.
    pub(crate) fn part_of(&self, id: AddressId) -> AddressId {
        AddressId(self.base.root(id.0))
    }

    /// What a large part received and sent in the transactions before [`Self::txs_written`].
    pub(crate) fn sums_written(&self, part: AddressId) -> Option<Sums> {
        self.base.large(part.0).map(|large| large.sums)
    }

    /// The roots that the file names as those of large clusters.
    pub(crate) fn large_written(&self) -> impl Iterator<Item = AddressId> + '_ {
        self.base.large_rows().iter().map(|row| AddressId(large::root_of(row)))
    }

    /// Whether the joins that the file names of a large part are those of its members.
    pub(crate) fn are_joins_written(&self, part: AddressId) -> bool {
        let Some(Large { joins, .. }) = self.base.large(part.0) else { return false };
        let mut of_members: Vec<u32> = self.base.others(part.0).iter().map(join_of).collect();
        of_members.sort_unstable();
        joins.iter().map(number_of).eq(of_members)
    }

    /// Whether they were grown over blocks of this ledger, and of no other branch.
    pub(crate) fn are_of(&self, graph: &Graph) -> bool {
        marks::last_held(&self.marks, graph).is_some_and(|mark| mark.txs == self.txs)
    }

    /// How many transactions had been looked at when the file was written.
    pub(crate) fn txs_written(&self) -> u64 {
        self.base.txs
    }

    fn join_row(&self, number: u32) -> Option<&JoinRow> {
        let rows = self.base.joins();
        rows.get(number as usize).or_else(|| self.tail.joins.get(number as usize - rows.len()))
    }

    /// How many joins made two clusters one.
    pub fn joins_len(&self) -> u64 {
        let before = (self.base.joins().len() + self.tail.joins.len()) as u64;
        self.anew.as_ref().map_or(before, |anew| anew.joins_len(before))
    }

    /// The transactions that would have joined clusters and were not let, in chain order.
    pub fn refused(&self) -> impl Iterator<Item = (TxId, Refusal)> + '_ {
        let anew = self.anew.as_deref();
        let known = self.base.refusals().iter().chain(&self.tail.refusals);
        let known = known.filter_map(log::refusal_of);
        let as_before =
            move |(tx, _): &(TxId, Refusal)| anew.is_none_or(|of| of.refusal(*tx).is_none());
        // Both are in chain order.
        let mut known = known.filter(as_before).peekable();
        let mut now = anew.into_iter().flat_map(Anew::refused).peekable();
        std::iter::from_fn(move || match (known.peek(), now.peek()) {
            (Some(one), Some(other)) if other.0 < one.0 => now.next(),
            (None, Some(_)) => now.next(),
            _ => known.next(),
        })
    }

    /// Why this transaction joined nobody, if it was refused.
    pub fn refusal(&self, tx: TxId) -> Option<Refusal> {
        if let Some(refusal) = self.anew.as_ref().and_then(|anew| anew.refusal(tx)) {
            return refusal;
        }
        let rows = match tx.0 < self.base.txs {
            true => self.base.refusals(),
            false => &self.tail.refusals,
        };
        let at = rows.binary_search_by_key(&tx, log::refusal_tx).ok()?;
        Some(log::refusal_of(&rows[at])?.1)
    }

    /// How many transactions were refused, by rule.
    pub fn refusals(&self) -> BTreeMap<&'static str, u64> {
        let mut counts = BTreeMap::new();
        for (_, rule) in self.refused() {
            *counts.entry(rule.name()).or_default() += 1;
        }
        counts
    }
}

/// The join by which a member ceased to be a root.
fn join_of(row: &PairRow) -> u32 {
    file::pair(row).1
}

fn number_of(row: &[u8; 4]) -> u32 {
    u32::from_le_bytes(*row)
}
