//! Everything known about the chains at one block, immutable.
//!
//! The one thing to know: labels are resolved to a ledger's addresses once, when first asked for;
//! asking who holds an address is then a look-up. `holder` says what is known of an address of a
//! ledger, `known` of any address whatever.

mod flows;
pub mod holder;
pub mod known;
mod resolved;
mod synthetic;
#[cfg(test)]
mod tests;
mod without;

use std::sync::{Arc, OnceLock};

use graph::{AddressId, Graph, TxId};
use model::chain::LedgerId;

use self::flows::Flows;
use self::resolved::Resolved;
use crate::cluster::Clusters;
use crate::cluster::large::Sums;
use crate::coinjoin::{self, Finding};
use crate::label::{AsOf, Labels};
use crate::without::Without;

pub use self::without::CannotDoWithout;

/// One ledger with its clusters.
#[derive(Debug, Clone)]
pub struct Ledger {
    pub graph: Graph,
    pub clusters: Arc<Clusters>,
}

impl Ledger {
    /// The CoinJoin that a transaction looks like, by the rules that are believed.
    pub fn coinjoin(&self, tx: TxId) -> Option<Finding> {
        coinjoin::of(&self.graph, tx, self.clusters.rules_off())
    }

    /// The large clusters, by root, of which the clusters' file says other than the ledger does. All their members are
    /// gone through: this is for who verifies a store. Of a file of another branch nothing is said.
    pub fn large_unlike(&self) -> Vec<AddressId> {
        if self.clusters.are_of(&self.graph) { flows::unlike(self) } else { Vec::new() }
    }
}

/// The noun of the house: ledgers, labels, and the moment they are read at. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Atlas {
    pub ledgers: Vec<Ledger>,
    pub labels: Arc<Labels>,
    pub as_of: AsOf,
    /// For each ledger, in the same order, what the labels say of its addresses.
    resolved: Vec<Arc<OnceLock<Resolved>>>,
    /// And what its large clusters come to, once somebody asked.
    flows: Vec<Arc<Flows>>,
    without: Arc<Without>,
    /// The same with all that is left out here; `None` where that is nothing.
    whole: Option<Arc<Atlas>>,
}

impl Atlas {
    pub fn new(ledgers: Vec<Ledger>, labels: Arc<Labels>, as_of: AsOf) -> Atlas {
        let resolved = ledgers.iter().map(|_| Arc::default()).collect();
        let flows = ledgers.iter().map(|_| Arc::default()).collect();
        Atlas { ledgers, labels, as_of, resolved, flows, without: Arc::default(), whole: None }
    }

    /// The same Atlas, asked about another moment.
    pub fn at(&self, as_of: AsOf) -> Atlas {
        let whole = self.whole.as_ref().map(|whole| Arc::new(whole.at(as_of)));
        Atlas { as_of, whole, ..self.clone() }
    }

    /// The same Atlas with some of its ledgers alone; what was found out of them stays.
    pub fn only(&self, keep: impl Fn(&Ledger) -> bool) -> Atlas {
        self.only_those(&keep)
    }

    fn only_those(&self, keep: &dyn Fn(&Ledger) -> bool) -> Atlas {
        let kept: Vec<bool> = self.ledgers.iter().map(keep).collect();
        Atlas {
            ledgers: those(&self.ledgers, &kept),
            labels: self.labels.clone(),
            as_of: self.as_of,
            resolved: those(&self.resolved, &kept),
            flows: those(&self.flows, &kept),
            without: self.without.clone(),
            whole: self.whole.as_ref().map(|whole| Arc::new(whole.only_those(keep))),
        }
    }

    /// What a cluster of a ledger received and sent in all, whatever its size.
    pub fn cluster_sums(&self, ledger: &Ledger, root: AddressId) -> Sums {
        let at = self.ledgers.iter().position(|of| of.graph.ledger() == ledger.graph.ledger());
        let memo = at.and_then(|at| self.flows.get(at));
        match memo.filter(|_| ledger.clusters.size(root) >= flows::LARGE) {
            Some(memo) => memo.of(ledger, root),
            None => flows::added_up(ledger, root),
        }
    }

    pub fn ledger(&self, id: LedgerId) -> Option<&Ledger> {
        self.ledgers.iter().find(|ledger| ledger.graph.ledger() == id)
    }

    /// The clusters of a ledger of which any claim says anything, by root, ascending: for sweeps
    /// that meet every holder there is and have no time to ask about each.
    pub fn labelled_roots(&self, id: LedgerId) -> Vec<AddressId> {
        self.resolved(id).map_or_else(Vec::new, |resolved| resolved.roots().collect())
    }

    /// The labels of a ledger, resolved where they are not yet: one look-up a label.
    fn resolved(&self, id: LedgerId) -> Option<&Resolved> {
        let at = self.ledgers.iter().position(|ledger| ledger.graph.ledger() == id)?;
        let resolved = self.resolved.get(at)?;
        Some(resolved.get_or_init(|| Resolved::of(&self.ledgers[at], &self.labels)))
    }
}

fn those<T: Clone>(all: &[T], kept: &[bool]) -> Vec<T> {
    all.iter().zip(kept).filter(|(_, is_kept)| **is_kept).map(|(one, _)| one.clone()).collect()
}
