//! The best paths among the edges that a search saw.
//!
//! A ledger has no circles, so transactions in chain order are already sorted: one pass keeps the
//! best few ways into each. Better is: fewer transactions, then a greater bottleneck, then older
//! coins. Both longer and narrower are inherited, so the best ways into a transaction contain the
//! best ways through it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use graph::{OutId, TxId};
use model::amount::Sat;

use crate::path::search::Seen;
use crate::query::PathQuery;
use crate::view::View;

/// A path as its coins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    pub coins: Vec<OutId>,
    pub bottleneck: Sat,
}

/// A way from the first end into a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Way {
    hops: u32,
    bottleneck: Sat,
    /// The coin by which it enters.
    coin: OutId,
    /// The transaction before, and which of its ways.
    before: Option<(TxId, usize)>,
}

impl Way {
    fn rank(&self) -> (u32, Reverse<Sat>, OutId, Option<usize>) {
        (self.hops, Reverse(self.bottleneck), self.coin, self.before.map(|(_, which)| which))
    }
}

pub fn best(view: &View<'_>, query: &PathQuery, seen: &Seen) -> Vec<Chain> {
    let useful = useful(seen);
    let ways = ways(view, query, seen, &useful);
    let mut found: Vec<Way> = Vec::new();
    for &(tx, coin) in &seen.targets {
        let value = view.graph.output(coin).value;
        for (which, way) in ways.get(&tx).into_iter().flatten().enumerate() {
            let bottleneck = way.bottleneck.min(value);
            found.push(Way { hops: way.hops, bottleneck, coin, before: Some((tx, which)) });
        }
    }
    best_of_each(&mut found);
    let mut chains = shared(view, seen);
    chains.extend(found.iter().map(|way| chain(&ways, way)));
    chains.truncate(query.paths_max);
    chains
}

/// Sorts ways, and keeps the best of those that go through the same transactions by parallel coins.
fn best_of_each(ways: &mut Vec<Way>) {
    ways.sort_by_key(Way::rank);
    let mut seen = BTreeSet::new();
    ways.retain(|way| seen.insert(way.before));
}

/// Paths without a transaction: the largest shared coins.
fn shared(view: &View<'_>, seen: &Seen) -> Vec<Chain> {
    let mut coins: Vec<(Reverse<Sat>, OutId)> =
        seen.shared.iter().map(|id| (Reverse(view.graph.output(*id).value), *id)).collect();
    coins.sort_unstable();
    let chains = coins.into_iter();
    chains.map(|(Reverse(bottleneck), id)| Chain { coins: vec![id], bottleneck }).collect()
}

/// Transactions from which an edge leads on to the second end.
fn useful(seen: &Seen) -> BTreeSet<TxId> {
    let mut useful: BTreeSet<TxId> = seen.targets.iter().map(|(tx, _)| *tx).collect();
    for edge in seen.edges.iter().rev() {
        if useful.contains(&edge.to) {
            useful.insert(edge.from);
        }
    }
    useful
}

/// The best ways into every useful transaction.
fn ways(
    view: &View<'_>,
    query: &PathQuery,
    seen: &Seen,
    useful: &BTreeSet<TxId>,
) -> BTreeMap<TxId, Vec<Way>> {
    let mut ways: BTreeMap<TxId, Vec<Way>> = BTreeMap::new();
    let mut starts = seen.starts.iter().peekable();
    let mut edges = seen.edges.iter().peekable();
    for &tx in useful {
        let mut into: Vec<Way> = Vec::new();
        while let Some((coin, to)) = starts.next_if(|(_, to)| *to <= tx) {
            if *to == tx {
                let bottleneck = view.graph.output(*coin).value;
                into.push(Way { hops: 1, bottleneck, coin: *coin, before: None });
            }
        }
        while let Some(edge) = edges.next_if(|edge| edge.to <= tx) {
            if edge.to != tx {
                continue;
            }
            let value = view.graph.output(edge.coin).value;
            for (which, way) in ways.get(&edge.from).into_iter().flatten().enumerate() {
                into.push(Way {
                    hops: way.hops + 1,
                    bottleneck: way.bottleneck.min(value),
                    coin: edge.coin,
                    before: Some((edge.from, which)),
                });
            }
        }
        into.retain(|way| way.hops <= seen.hops_max);
        best_of_each(&mut into);
        into.truncate(query.paths_max);
        if !into.is_empty() {
            ways.insert(tx, into);
        }
    }
    ways
}

fn chain(ways: &BTreeMap<TxId, Vec<Way>>, last: &Way) -> Chain {
    let mut coins = vec![last.coin];
    let mut before = last.before;
    while let Some((tx, which)) = before {
        let way = ways[&tx][which];
        coins.push(way.coin);
        before = way.before;
    }
    coins.reverse();
    Chain { coins, bottleneck: last.bottleneck }
}
