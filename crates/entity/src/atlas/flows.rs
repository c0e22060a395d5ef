//! What large clusters received and sent.
//!
//! A ledger has written down what each address received and sent, not what a cluster did: that
//! changes with every join. Small ones are added up whenever somebody asks; of large ones the sum
//! is kept, since the largest have tens of millions of members and are the ones people ask about.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use graph::AddressId;
use model::amount::Total;

use super::Ledger;

/// Members from which on a sum is kept: a ledger has few such clusters.
pub(super) const LARGE: u32 = 10_000;

/// Sums by root.
#[derive(Debug, Default)]
pub(super) struct Flows {
    sums: Mutex<BTreeMap<AddressId, (Total, Total)>>,
}

impl Flows {
    /// Two that ask at once both add up: nobody waits for another cluster's sum.
    pub fn of(&self, ledger: &Ledger, root: AddressId) -> (Total, Total) {
        let held = || self.sums.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sum) = held().get(&root) {
            return *sum;
        }
        let sum = added_up(ledger, root);
        held().insert(root, sum);
        sum
    }
}

pub(super) fn added_up(ledger: &Ledger, root: AddressId) -> (Total, Total) {
    let (mut received, mut sent) = (Total::ZERO, Total::ZERO);
    for id in ledger.clusters.members(root) {
        let flows = ledger.graph.flows(id);
        received += flows.0;
        sent += flows.1;
    }
    (received, sent)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use graph::Graph;

    use super::*;
    use crate::cluster::Clusters;

    #[test]
    fn what_is_kept_is_what_is_added_up() {
        let text = "block\n m: coinbase -> a 1, b 2, c 3\nblock\n ab: m:0 + m:1 -> d 3\n";
        let played = scenario::play(text).expect("it plays");
        let batches = played.batches().expect("forward");
        let graph = Graph::in_memory(played.ledger, &batches).expect("it fits");
        let clusters = Arc::new(Clusters::of(&graph));
        let ledger = Ledger { graph, clusters };
        let a = played.names.address("a").expect("a name");
        let root = ledger.clusters.root(ledger.graph.find_address(&a).expect("it occurs"));
        let flows = Flows::default();
        let sum = flows.of(&ledger, root);
        assert_eq!(sum, (Total(300_000_000), Total(300_000_000)));
        assert_eq!((flows.of(&ledger, root), added_up(&ledger, root)), (sum, sum));
    }
}
