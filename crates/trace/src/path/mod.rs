//! How value went from one subject to another: chains of transactions, each spending what the one
//! before it created.
//!
//! A path says that a way exists on the ledger, and no more: not that the same satoshis went it.
//! At most its `bottleneck` can have gone the whole way. It is searched from both ends at once,
//! level by level (`search`), then the best are picked from what was seen (`pick`): fewest
//! transactions, then the greatest bottleneck, then the oldest coins. Services and mixers are not
//! crossed unless asked: through them everybody is connected with everybody.

mod ends;
mod pick;
mod search;

use entity::atlas::{Atlas, Ledger};
use graph::{OutId, TxId};
use model::amount::Sat;
use model::hash::{OutPoint, Txid};
use model::time::Time;

use self::ends::{Ends, SubjectEnd};
use self::search::Search;
use crate::party::{Party, Role};
use crate::query::{Direction, Halted, LEGS_MAX, PathQuery, QueryError, Watch, patient};
use crate::trace::{Basis, KnownBlock};
use crate::view::View;

/// A coin on a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathCoin {
    pub out_point: OutPoint,
    pub value: Sat,
    pub party: Party,
}

/// One transaction of a path: it spends `from` and creates `to`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathStep {
    pub txid: Txid,
    pub block: KnownBlock,
    pub time: Time,
    pub from: OutPoint,
    pub from_value: Sat,
    pub from_party: Party,
    pub to: OutPoint,
    pub to_value: Sat,
    pub to_party: Party,
    pub basis: Basis,
}

/// A chain of transactions, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The coin it starts with. Where there is no step, both subjects hold it (a transaction and
    /// whom it pays).
    pub first: PathCoin,
    pub steps: Vec<PathStep>,
    /// The smallest coin on it: no more than this can have gone the whole way on this path.
    pub bottleneck: Sat,
}

/// What a search left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathCut {
    WorkCap {
        legs_max: u64,
    },
    HopLimit {
        hops_max: u32,
    },
    /// Coins at services, not crossed.
    Services {
        coins: u64,
    },
    /// Coins at mixers, and CoinJoin transactions, not crossed.
    Mixers {
        coins: u64,
    },
    BelowThreshold {
        coins: u64,
    },
    /// The ledger is partial: so many of its inputs come from blocks it does not hold, and a coin
    /// without a spender in it may have moved on. A path may run there.
    DataMissing {
        inputs: u64,
    },
}

/// One direction of the search. No path and no cuts: there is none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paths {
    pub paths: Vec<Path>,
    pub cuts: Vec<PathCut>,
    /// Every way of up to this many transactions was seen.
    pub complete_hops: u32,
    /// Inputs and outputs read.
    pub legs: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathResult {
    pub query: PathQuery,
    pub as_of: Option<KnownBlock>,
    /// From the first to the second.
    pub there: Paths,
    /// From the second to the first.
    pub back: Paths,
}

/// Searches both ways.
pub fn path(atlas: &Atlas, ledger: &Ledger, query: &PathQuery) -> Result<PathResult, QueryError> {
    path_watched(atlas, ledger, query, &mut patient).map_err(|halted| match halted {
        Halted::Query(error) => error,
        Halted::Stopped => unreachable!("nobody ended it"),
    })
}

/// The same, while `watch` is told how far it is (both ways counted), and may end it.
pub fn path_watched(
    atlas: &Atlas,
    ledger: &Ledger,
    query: &PathQuery,
    watch: &mut Watch<'_>,
) -> Result<PathResult, Halted> {
    check(query)?;
    let a = SubjectEnd::of(ledger, &query.from)?;
    let b = SubjectEnd::of(ledger, &query.to)?;
    let mut way = |ends, legs_before: u64| {
        let watch = &mut |legs: u64| watch(legs_before + legs);
        one_way(atlas, ledger, query, ends, watch).ok_or(Halted::Stopped)
    };
    let there = way(Ends { a: &a, b: &b }, 0)?;
    let back = way(Ends { a: &b, b: &a }, there.legs)?;
    Ok(PathResult {
        as_of: View::new(atlas, ledger, Direction::Forward, false).tip().map(|(block, _)| block),
        there,
        back,
        query: query.clone(),
    })
}

fn check(query: &PathQuery) -> Result<(), QueryError> {
    if query.from == query.to {
        return Err(QueryError::SameEnds);
    }
    if query.legs_max > LEGS_MAX {
        return Err(QueryError::TooMuchWork { legs: query.legs_max });
    }
    if query.coinjoin_confidence_min > 100 {
        let confidence = query.coinjoin_confidence_min;
        return Err(QueryError::ConfidenceTooLarge { confidence });
    }
    Ok(())
}

fn one_way(
    atlas: &Atlas,
    ledger: &Ledger,
    query: &PathQuery,
    ends: Ends<'_>,
    watch: &mut Watch<'_>,
) -> Option<Paths> {
    let mut view = View::new(atlas, ledger, Direction::Forward, false);
    let seen = Search::new(&mut view, query, ends, watch).run()?;
    let chains = pick::best(&view, query, &seen);
    let paths = chains.into_iter().map(|chain| told(&mut view, query, &chain)).collect();
    Some(Paths { paths, cuts: seen.cuts, complete_hops: seen.complete_hops, legs: seen.legs })
}

/// Fills a chain of coins with what a reader needs.
fn told(view: &mut View<'_>, query: &PathQuery, chain: &pick::Chain) -> Path {
    let coins: Vec<(PathCoin, TxId)> = chain.coins.iter().map(|id| told_coin(view, *id)).collect();
    let mut steps = Vec::new();
    for pair in coins.windows(2) {
        let [(from, _), (to, tx)] = pair else { continue };
        let Some((block, time)) = view.block(*tx) else { continue };
        steps.push(PathStep {
            txid: to.out_point.txid,
            block,
            time,
            from: from.out_point,
            from_value: from.value,
            from_party: from.party.clone(),
            to: to.out_point,
            to_value: to.value,
            to_party: to.party.clone(),
            basis: basis(view, query, from, *tx, steps.is_empty()),
        });
    }
    let first = coins[0].0.clone();
    Path { first, steps, bottleneck: chain.bottleneck }
}

/// A coin, and the transaction that created it.
fn told_coin(view: &mut View<'_>, id: OutId) -> (PathCoin, TxId) {
    let output = view.graph.output(id);
    let out_point = OutPoint { txid: view.graph.txid(output.tx), vout: output.vout };
    let party = view.party(output.holder);
    let party = view.parties[party.0 as usize].clone();
    (PathCoin { out_point, value: output.value, party }, output.tx)
}

/// Coins that a service or mixer holds inside a path are crossed only when asked; the first coin is
/// what was asked about.
fn basis(view: &View<'_>, query: &PathQuery, spent: &PathCoin, tx: TxId, is_first: bool) -> Basis {
    let asked = |rule| Basis::Inferred { rule, confidence: None };
    if search::is_mix(view, query, tx) {
        return asked("through a CoinJoin, as asked");
    }
    match spent.party.role {
        Role::Service if !is_first => asked("through a service, as asked"),
        Role::Mixer if !is_first => asked("through a mixer, as asked"),
        _ => Basis::Observed,
    }
}
