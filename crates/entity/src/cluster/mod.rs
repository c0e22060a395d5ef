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
//! They are held in memory while they grow and can be read from a mapped file (`file`). Not here:
//! labels (two tagged services in one cluster are for the reader of both to see), and anything
//! about who a holder is.

mod evidence;
pub mod file;
mod grow;
mod log;
mod marks;
mod partition;
pub mod payjoin;
pub mod rules;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use graph::columns::Columns;
use graph::{AddressId, Graph, TxId};

pub use file::CONTENT;
use log::{JoinRow, RefusalRow};
use marks::Mark;
use partition::{NEVER, Node, Partition};
use rules::{Refusal, Rules};

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
    rules: Rules,
    /// Transactions looked at.
    txs: u64,
    /// Blocks whose hashes tell on which branch that was.
    marks: Vec<Mark>,
    store: Store,
}

#[derive(Debug, Clone)]
enum Store {
    Grown(Grown),
    Mapped(Columns),
}

/// Clusters in memory. The partition is flat: every address points at its root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Grown {
    partition: Partition,
    joins: Vec<JoinRow>,
    refusals: Vec<RefusalRow>,
}

impl Default for Clusters {
    fn default() -> Self {
        Clusters::new(Rules::STANDARD)
    }
}

impl Clusters {
    /// Clusters of a whole ledger, by the standard rules.
    pub fn of(graph: &Graph) -> Clusters {
        let mut clusters = Clusters::default();
        clusters.grow(graph);
        clusters
    }

    /// No transaction looked at yet.
    pub fn new(rules: Rules) -> Clusters {
        Clusters { rules, txs: 0, marks: Vec::new(), store: Store::Grown(Grown::default()) }
    }

    pub fn rules(&self) -> Rules {
        self.rules
    }

    /// How many transactions were looked at: these clusters are as of the one before this id.
    pub fn txs(&self) -> u64 {
        self.txs
    }

    /// The smallest address of `id`'s cluster. One that was not seen yet is alone.
    pub fn root(&self, id: AddressId) -> AddressId {
        AddressId(self.number(id, file::ROOT, |node| node.parent).unwrap_or(id.0))
    }

    pub fn size(&self, root: AddressId) -> u32 {
        self.number(root, file::SIZE, |node| node.size).unwrap_or(1)
    }

    /// Members in ring order, from the root.
    pub fn members(&self, root: AddressId) -> impl Iterator<Item = AddressId> + '_ {
        // A ring is as long as its cluster is large, and no cluster is larger than all addresses: a
        // damaged one ends there at the latest.
        let known = match &self.store {
            Store::Grown(grown) => grown.partition.nodes.len(),
            Store::Mapped(columns) => columns.u32s(file::NEXT).len(),
        };
        let mut left = self.size(root).min(u32::try_from(known.max(1)).unwrap_or(u32::MAX));
        let mut at = root;
        std::iter::from_fn(move || {
            let here = (left > 0).then_some(at)?;
            at = self.next(here);
            left = if at == root { 0 } else { left - 1 };
            Some(here)
        })
    }

    fn next(&self, id: AddressId) -> AddressId {
        AddressId(self.number(id, file::NEXT, |node| node.next).unwrap_or(id.0))
    }

    /// The joins that made this cluster, in chain order: one fewer than it has members.
    pub fn joins(&self, root: AddressId) -> Vec<Join> {
        // Every member but the root ceased to be a root by exactly one join.
        let lost_by = self.members(root).filter_map(|member| self.lost_by(member));
        let mut at: Vec<u32> = lost_by.filter(|at| *at != NEVER).collect();
        at.sort_unstable();
        let rows = self.join_rows();
        at.into_iter().filter_map(|at| rows.get(at as usize)).map(log::join_of).collect()
    }

    fn lost_by(&self, id: AddressId) -> Option<u32> {
        self.number(id, file::LOST_BY, |node| node.lost_by)
    }

    /// What is kept of an address, in memory or in a column; nothing where it was not seen yet.
    fn number(&self, id: AddressId, column: &str, of: fn(&Node) -> u32) -> Option<u32> {
        match &self.store {
            Store::Grown(grown) => grown.partition.nodes.get(id.0 as usize).map(of),
            Store::Mapped(columns) => columns.u32(column, id.0 as usize),
        }
    }

    fn join_rows(&self) -> &[JoinRow] {
        match &self.store {
            Store::Grown(grown) => &grown.joins,
            Store::Mapped(columns) => columns.rows(file::JOINS),
        }
    }

    fn refusal_rows(&self) -> &[RefusalRow] {
        match &self.store {
            Store::Grown(grown) => &grown.refusals,
            Store::Mapped(columns) => columns.rows(file::REFUSALS),
        }
    }

    /// How many joins made two clusters one.
    pub fn joins_len(&self) -> u64 {
        self.join_rows().len() as u64
    }

    /// The transactions that would have joined clusters and were not let, in chain order.
    pub fn refused(&self) -> impl Iterator<Item = (TxId, Refusal)> + '_ {
        self.refusal_rows().iter().filter_map(log::refusal_of)
    }

    /// Why this transaction joined nobody, if it was refused.
    pub fn refusal(&self, tx: TxId) -> Option<Refusal> {
        let rows = self.refusal_rows();
        let at = rows.binary_search_by_key(&tx, |row| log::tx_of(row)).ok()?;
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

    /// These clusters as they were after the first `txs` transactions, with room for `addresses`.
    pub fn back(&self, txs: u64, addresses: u32) -> Clusters {
        let is_before = |tx: TxId| tx.0 < txs;
        let mut before = Grown::default();
        before.partition.extend_to(addresses);
        for row in self.join_rows().iter().take_while(|row| is_before(log::tx_of(&row[8..]))) {
            before.take(*row);
        }
        let refusals = self.refusal_rows().iter().take_while(|row| is_before(log::tx_of(&row[..])));
        before.refusals = refusals.copied().collect();
        before.partition.flatten();
        Clusters {
            rules: self.rules,
            txs: self.txs.min(txs),
            marks: self.marks.iter().take_while(|mark| mark.txs <= txs).copied().collect(),
            store: Store::Grown(before),
        }
    }
}

impl Grown {
    /// Whether nothing points outside: a file says this of itself only by its checksums, which cost a
    /// whole read.
    fn is_sound(&self) -> bool {
        let len = self.partition.len();
        (0..).zip(&self.partition.nodes).all(|(id, node): (u32, _)| {
            let leads_on = (node.parent == id) == (node.lost_by == NEVER);
            node.parent <= id && node.next < len && leads_on && node.size > 0
        }) && self.joins.iter().all(|row| log::ends(row).0.max(log::ends(row).1) < len)
    }

    /// Applies a join, and logs it where it made two clusters one. Rows of a damaged file that name
    /// addresses there are not are passed over.
    fn take(&mut self, row: JoinRow) {
        let (a, b) = log::ends(&row);
        if a.max(b) >= self.partition.len() {
            return;
        }
        let (a, b) = (self.partition.find(a), self.partition.find(b));
        // Fewer joins than addresses, so an index fits where an id does.
        let number = u32::try_from(self.joins.len()).expect("joins < ids");
        if self.partition.link(a, b, number) {
            self.joins.push(row);
        }
    }
}
