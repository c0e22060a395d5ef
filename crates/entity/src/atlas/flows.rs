//! What large clusters received and sent.
//!
//! A ledger has written down what each address received and sent, not what a cluster did: that
//! changes with every join. Small ones are added up whenever somebody asks. The largest have tens of millions
//! of members and are the ones people ask about: of those the clusters' file knows the sums as of when it was
//! written (`cluster::large`), and what came since is read once for as long as an Atlas and its copies live.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use graph::AddressId;
use model::amount::Total;

use super::Ledger;
use crate::cluster::large::{self, Sums};

/// Members from which on a sum is kept.
pub(super) const LARGE: u32 = large::LARGE;

/// Sums by root.
#[derive(Debug, Default)]
pub(super) struct Flows {
    sums: Mutex<BTreeMap<AddressId, Sums>>,
    /// What large parts received and sent since the clusters' file was written.
    since: OnceLock<BTreeMap<AddressId, Sums>>,
}

impl Flows {
    /// Two that ask at once both add up: nobody waits for another cluster's sum.
    pub fn of(&self, ledger: &Ledger, root: AddressId) -> Sums {
        let held = || self.sums.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sum) = held().get(&root) {
            return *sum;
        }
        let sum = self.of_parts(ledger, root);
        held().insert(root, sum);
        sum
    }

    fn of_parts(&self, ledger: &Ledger, root: AddressId) -> Sums {
        let clusters = &ledger.clusters;
        if clusters.is_anew(root) {
            return added_up(ledger, root);
        }
        let parts = clusters.parts(root).map(|part| match clusters.sums_written(part) {
            Some(written) => {
                let since = self.since.get_or_init(|| since(ledger)).get(&part);
                written.and(since.copied().unwrap_or_default())
            }
            None => Sums::of(&ledger.graph, clusters.members_of_part(part)),
        });
        parts.fold(Sums::default(), Sums::and)
    }
}

pub(super) fn added_up(ledger: &Ledger, root: AddressId) -> Sums {
    Sums::of(&ledger.graph, ledger.clusters.members(root))
}

/// One walk over the transactions that the file does not know: few beside those it does.
fn since(ledger: &Ledger) -> BTreeMap<AddressId, Sums> {
    let Ledger { graph, clusters } = ledger;
    let mut since: BTreeMap<AddressId, Sums> = BTreeMap::new();
    let mut add = |holder: Option<AddressId>, more: Sums| {
        let part = holder.map(|holder| clusters.part_of(holder));
        if let Some(part) = part.filter(|part| clusters.sums_written(*part).is_some()) {
            let sums = since.entry(part).or_default();
            *sums = sums.and(more);
        }
    };
    for tx in graph.txs_in(clusters.txs_written()..graph.counts().transactions) {
        for (value, holder) in tx.outputs() {
            add(holder, Sums { received: value.into(), outputs: 1, ..Sums::default() });
        }
        for (value, holder) in tx.inputs() {
            let sent = value.map_or(Total::ZERO, Total::from);
            add(holder, Sums { sent, inputs: 1, ..Sums::default() });
        }
    }
    since
}

/// The large parts of which the file says other than their members come to. A ledger of a later moment has more of
/// both.
pub(super) fn unlike(ledger: &Ledger) -> Vec<AddressId> {
    let Ledger { graph, clusters } = ledger;
    let since = since(ledger);
    let is_unlike = |part: &AddressId| {
        let more = since.get(part).copied().unwrap_or_default();
        let written = clusters.sums_written(*part).map(|written| written.and(more));
        let members = || Sums::of(graph, clusters.members_of_part(*part));
        !clusters.are_joins_written(*part) || written != Some(members())
    };
    clusters.large_written().filter(is_unlike).collect()
}
