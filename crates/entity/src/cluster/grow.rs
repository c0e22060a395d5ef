//! Walking new transactions and joining what each of them says is one.
//!
//! Everything here depends on the transaction and on what stood before it, never on what comes
//! after: that is why pieces and the whole give the same clusters.

use graph::{AddressId, Graph, TxId, TxView};
use model::amount::Sat;
use model::chain::LedgerKind;
use model::script::Lock;

use super::rules::{JoinRule, Refusal, Rules};
use super::{Clusters, Grown, Store, log, marks, payjoin};
use crate::shape::ShapeRoom;
use crate::{change, coinjoin};

/// A Lightning channel's anchor: 330 sat that anybody may spend after sixteen blocks, under a
/// script hash of its own for every channel (BOLT 3). Who sweeps them owns none of the others.
const ANCHOR: Sat = Sat(330);

impl Clusters {
    /// Takes every transaction of `graph` that was not looked at yet. The graph must hold the ones
    /// that were: where that is not sure, ask [`Self::catch_up`].
    pub fn grow(&mut self, graph: &Graph) {
        self.grow_until(graph, graph.counts().transactions);
    }

    /// As [`Self::grow`], for the first `txs` transactions of the ledger.
    pub fn grow_until(&mut self, graph: &Graph, txs: u64) {
        if txs <= self.txs {
            return;
        }
        if let Store::Mapped(_) = self.store {
            let grown = self.grown().into_owned();
            if !grown.is_sound() {
                *self = Clusters::new(self.rules);
                return self.grow_until(graph, txs);
            }
            self.store = Store::Grown(grown);
        }
        let Store::Grown(grown) = &mut self.store else { return };
        let addresses = graph.counts().addresses;
        grown.partition.extend_to(u32::try_from(addresses).expect("address ids are 32-bit"));
        let mut growth = Growth {
            graph,
            rules: self.rules,
            grown,
            payers: Vec::new(),
            shape: ShapeRoom::default(),
        };
        for tx in graph.txs_in(self.txs..txs) {
            growth.look_at(&tx);
        }
        grown.partition.flatten();
        self.txs = txs;
        self.marks = marks::of(graph, txs);
    }

    /// These clusters as of the tip of `graph`, whatever happened to it: grown on where the ledger
    /// went on, taken back first where it was reorganised. A partial ledger's are grown anew, since
    /// what is learned later can describe an input of before.
    pub fn catch_up(self, graph: &Graph) -> Clusters {
        let counts = graph.counts();
        let held = marks::last_held(&self.marks, graph);
        let mut now = match held {
            _ if graph.ledger().kind == LedgerKind::Partial => Clusters::new(self.rules),
            None => Clusters::new(self.rules),
            Some(mark) if mark.txs == self.txs => self,
            Some(mark) => {
                let addresses = u32::try_from(counts.addresses).expect("address ids are 32-bit");
                self.back(mark.txs, addresses)
            }
        };
        now.grow(graph);
        now
    }
}

/// One walk, with room that is used again for every transaction.
struct Growth<'a> {
    graph: &'a Graph,
    rules: Rules,
    grown: &'a mut Grown,
    /// Each distinct cluster on the input side by its root, with the first of its holders there.
    payers: Vec<(u32, u32)>,
    shape: ShapeRoom,
}

impl Growth<'_> {
    fn look_at(&mut self, tx: &TxView<'_>) {
        if tx.inputs_len() < 2 && !self.rules.change {
            return;
        }
        self.collect_payers(tx);
        let would_join = self.payers.len() >= 2;
        if !would_join && !self.rules.change {
            return;
        }
        self.shape.fill_sides(tx);
        if let Some(refusal) = self.refuse(tx.id()) {
            if would_join {
                self.grown.refusals.push(log::refusal_row(tx.id(), refusal));
            }
            return;
        }
        let Some(&(_, first)) = self.payers.first() else { return };
        for &(_, other) in &self.payers[1..] {
            self.grown.take(log::join_row(first, other, tx.id(), JoinRule::CoSpend));
        }
        if self.rules.change {
            self.join_change(tx, first);
        }
    }

    /// One holder for each cluster that the transaction spends from, the clusters by root.
    fn collect_payers(&mut self, tx: &TxView<'_>) {
        self.payers.clear();
        let mut last = None;
        for (value, holder) in tx.inputs() {
            let Some(holder) = holder.filter(|holder| self.is_known(*holder)) else { continue };
            if last != Some(holder) && !is_anchor(self.graph, value, holder) {
                self.payers.push((self.grown.partition.find(holder.0), holder.0));
            }
            last = Some(holder);
        }
        if self.payers.len() < 2 {
            return;
        }
        // Stable, so that of a cluster the first input's holder speaks for it.
        self.payers.sort_by_key(|payer| payer.0);
        self.payers.dedup_by_key(|payer| payer.0);
        if self.payers.len() >= 2 {
            self.payers.retain(|payer| is_somebodys(self.graph, AddressId(payer.1)));
        }
    }

    fn refuse(&mut self, id: TxId) -> Option<Refusal> {
        if self.rules.coinjoin_confidence_min <= 100 && coinjoin::worth_a_look(&self.shape.shape())
        {
            self.shape.time = Some(self.graph.time(id));
            let shape = self.shape.shape();
            if let Some(kind) = coinjoin::veto(&shape, self.rules.coinjoin_confidence_min) {
                return Some(Refusal::CoinJoin(kind));
            }
        }
        if self.rules.payjoin && payjoin::worth_a_look(&self.shape.shape()) {
            self.shape.look_up_locks(self.graph);
            self.shape.time = Some(self.graph.time(id));
            if payjoin::suspect(&self.shape.shape()).is_some() {
                return Some(Refusal::PayJoin);
            }
        }
        let large = self.payers.iter().filter(|payer| self.is_large(payer.0));
        (large.count() >= 2).then_some(Refusal::SizeJump)
    }

    /// A damaged ledger may name a holder that it does not have.
    fn is_known(&self, holder: AddressId) -> bool {
        holder.0 < self.grown.partition.len()
    }

    fn is_large(&self, root: u32) -> bool {
        self.grown.partition.size(root) >= self.rules.size_jump_min
    }

    fn join_change(&mut self, tx: &TxView<'_>, payer: u32) {
        self.shape.fill(self.graph, tx.id());
        let Some(at) = change::settled(self.graph, tx.id(), &self.shape.shape()) else { return };
        let holder = self.shape.outputs[at].holder;
        let Some(holder) = holder.filter(|holder| self.is_known(*holder)) else { return };
        let roots = [payer, holder.0].map(|id| self.grown.partition.find(id));
        if roots[0] == roots[1] {
            return;
        }
        if roots.iter().all(|root| self.is_large(*root)) {
            self.grown.refusals.push(log::refusal_row(tx.id(), Refusal::SizeJump));
            return;
        }
        self.grown.take(log::join_row(payer, holder.0, tx.id(), JoinRule::Change));
    }
}

fn is_anchor(graph: &Graph, value: Option<Sat>, holder: AddressId) -> bool {
    value == Some(ANCHOR) && graph.lock(holder) == Lock::P2wsh
}

/// Scripts that anybody can satisfy are nobody's: pay-to-anchor and other unassigned witness
/// versions, and scripts of no known pattern (puzzles among them).
fn is_somebodys(graph: &Graph, holder: AddressId) -> bool {
    !matches!(graph.lock(holder), Lock::Data | Lock::Witness | Lock::Nonstandard)
}
