//! What large clusters received and sent.
//!
//! A ledger has written down what each address received and sent, not what a cluster did: that
//! changes with every join. Small ones are added up whenever somebody asks. The largest have tens of millions
//! of members and are the ones people ask about: of those the clusters' file knows the sums as of when it was
//! written (`cluster::large`), and what came since is read once for as long as an Atlas and its copies live.

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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use graph::Graph;
    use graph::columns::ColumnsWriter;
    use graph::scratch::Scratch;

    use super::*;
    use crate::cluster::grower::Grower;
    use crate::cluster::{Clusters, file};

    /// As clusters are after an ingest that was ended after so many transactions, with what came since beside
    /// the file; clusters of two are large.
    fn ledger(text: &str, written: u64) -> Ledger {
        let played = scenario::play(text).expect("it plays");
        let batches = played.batches().expect("forward");
        let graph =
            |upto: usize| Graph::in_memory(played.ledger, &batches[..upto]).expect("it fits");
        let (mut blocks, all) = (batches.len(), graph(batches.len()));
        while graph(blocks).counts().transactions > written {
            blocks -= 1;
        }
        let then = graph(blocks);
        let grower = |clusters| Grower::of(clusters, Scratch::in_memory()).with_large(2);
        let in_memory = || Ok(ColumnsWriter::in_memory(file::CONTENT));
        let mut first = grower(Clusters::default()).with_tail(0);
        first.follow(&then).expect("memory");
        let first = first.finish(Some(&then), in_memory).expect("memory");
        let mut more = grower(first).with_tail(1_000);
        more.follow(&all).expect("memory");
        let clusters = more.finish(Some(&all), in_memory).expect("memory");
        Ledger { graph: all, clusters: Arc::new(clusters) }
    }

    const CHAIN: &str = "
        block
         m: coinbase -> a 1, b 2, c 3, d 4, e 5
        block
         ab: m:0 + m:1 -> x 3
        block
         cd: m:2 + m:3 -> y 7
        block
         more: cd -> a 2, c 5
         again: more:0 + more:1 -> z 7
        block
         ze: again + m:4 -> a 12";

    #[test]
    fn what_is_written_and_what_came_since_is_what_is_added_up() {
        for written in 1..=7 {
            let ledger = ledger(CHAIN, written);
            let flows = Flows::default();
            for id in 0..u32::try_from(ledger.graph.counts().addresses).expect("few") {
                let root = ledger.clusters.root(AddressId(id));
                let sum = added_up(&ledger, root);
                assert_eq!(flows.of(&ledger, root), sum, "{written} written, {root:?}");
                assert_eq!(flows.of(&ledger, root), sum, "kept");
            }
        }
    }

    #[test]
    fn a_part_that_the_file_knows_is_not_gone_through() {
        let ledger = ledger(CHAIN, 4);
        let at = |part| ledger.clusters.sums_written(part).is_some();
        let root = ledger.clusters.root(AddressId(0));
        let parts: Vec<bool> = ledger.clusters.parts(root).map(at).collect();
        assert!(parts.contains(&true), "{parts:?}");
        assert!(ledger.clusters.txs_written() < ledger.graph.counts().transactions);
    }
}
