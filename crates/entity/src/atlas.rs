//! Everything known about the chains at one block, immutable.

use std::sync::Arc;

use graph::Graph;
use model::chain::LedgerId;

use crate::cluster::Clusters;
use crate::label::{AsOf, Labels};

/// One ledger with its clusters.
#[derive(Debug, Clone)]
pub struct Ledger {
    pub graph: Graph,
    pub clusters: Arc<Clusters>,
}

/// The noun of the house: ledgers, labels, and the moment they are read at.
#[derive(Debug, Clone)]
pub struct Atlas {
    pub ledgers: Vec<Ledger>,
    pub labels: Arc<Labels>,
    pub as_of: AsOf,
}

impl Atlas {
    pub fn ledger(&self, id: LedgerId) -> Option<&Ledger> {
        self.ledgers.iter().find(|ledger| ledger.graph.ledger() == id)
    }
}
