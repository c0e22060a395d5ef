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
//! Not here: labels (two tagged services in one cluster are for the reader of both to see), and
//! anything about who a holder is.

mod evidence;
mod grow;
mod log;
mod partition;
pub mod payjoin;
pub mod rules;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use graph::{AddressId, Graph, TxId};

use log::{JoinRow, RefusalRow};
use partition::Partition;
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
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clusters {
    rules: Rules,
    /// Transactions looked at.
    txs: u64,
    partition: Partition,
    joins: Vec<JoinRow>,
    /// For each address that ceased to be a root, the join by which it did; else `NEVER`.
    lost_by: Vec<u32>,
    refusals: Vec<RefusalRow>,
}

const NEVER: u32 = u32::MAX;

impl Clusters {
    /// Clusters of a whole ledger, by the standard rules.
    pub fn of(graph: &Graph) -> Clusters {
        let mut clusters = Clusters::new(Rules::STANDARD);
        clusters.grow(graph);
        clusters
    }

    /// No transaction looked at yet.
    pub fn new(rules: Rules) -> Clusters {
        Clusters { rules, ..Clusters::default() }
    }

    pub fn rules(&self) -> Rules {
        self.rules
    }

    /// How many transactions were looked at: these clusters are as of the one before this id.
    pub fn txs(&self) -> u64 {
        self.txs
    }

    pub fn root(&self, id: AddressId) -> AddressId {
        AddressId(self.partition.root(id.0))
    }

    pub fn size(&self, root: AddressId) -> u32 {
        self.partition.size(root.0)
    }

    /// Members in ring order, from the root.
    pub fn members(&self, root: AddressId) -> impl Iterator<Item = AddressId> + '_ {
        self.partition.members(root.0).map(AddressId)
    }

    /// The joins that made this cluster, in chain order: one fewer than it has members.
    pub fn joins(&self, root: AddressId) -> Vec<Join> {
        self.join_indices(root).into_iter().map(|at| self.joins[at as usize].to_join()).collect()
    }

    /// Every address but the root ceased to be a root by exactly one join.
    fn join_indices(&self, root: AddressId) -> Vec<u32> {
        let lost_by = |member: u32| self.lost_by.get(member as usize).copied();
        let members = self.partition.members(root.0);
        let mut at: Vec<u32> = members.filter_map(lost_by).filter(|at| *at != NEVER).collect();
        at.sort_unstable();
        at
    }

    /// How many clusters have more than one member, and how many addresses are in these.
    pub fn joined(&self) -> (u64, u64) {
        let sizes = (0..self.partition.len()).filter_map(|id| {
            let size = self.partition.size(id);
            (self.partition.root(id) == id && size > 1).then_some(u64::from(size))
        });
        sizes.fold((0, 0), |(clusters, addresses), size| (clusters + 1, addresses + size))
    }

    /// The transactions that would have joined clusters and were not let, in chain order.
    pub fn refused(&self) -> impl Iterator<Item = (TxId, Refusal)> + '_ {
        self.refusals.iter().filter_map(|row| Some((row.tx(), row.rule()?)))
    }

    /// Why this transaction joined nobody, if it was refused.
    pub fn refusal(&self, tx: TxId) -> Option<Refusal> {
        let at = self.refusals.binary_search_by_key(&tx, RefusalRow::tx).ok()?;
        self.refusals[at].rule()
    }

    /// How many transactions were refused, by rule.
    pub fn refusals(&self) -> BTreeMap<&'static str, u64> {
        let mut counts = BTreeMap::new();
        for (_, rule) in self.refused() {
            *counts.entry(rule.name()).or_default() += 1;
        }
        counts
    }

    /// These clusters as they were when the ledger had `txs` transactions and `addresses` addresses.
    pub fn back(&self, txs: TxId, addresses: u32) -> Clusters {
        let mut before = Clusters::new(self.rules);
        before.txs = self.txs.min(txs.0);
        before.extend_to(addresses.min(self.partition.len()));
        for row in self.joins.iter().take_while(|row| row.tx() < txs) {
            before.take(*row);
        }
        before.refusals = self.refusals.iter().take_while(|row| row.tx() < txs).copied().collect();
        before.partition.flatten();
        before
    }

    fn extend_to(&mut self, addresses: u32) {
        if addresses > self.partition.len() {
            self.partition.extend_to(addresses);
            self.lost_by.resize(addresses as usize, NEVER);
        }
    }

    /// Applies a join, and logs it where it made two clusters one.
    fn take(&mut self, row: JoinRow) {
        let (a, b) = (self.partition.find(row.a), self.partition.find(row.b));
        if let Some(lost) = self.partition.link(a, b) {
            // Fewer joins than addresses, so an index fits where an id does.
            self.lost_by[lost as usize] = u32::try_from(self.joins.len()).expect("joins < ids");
            self.joins.push(row);
        }
    }
}
