//! How value went from one subject to another.
#![allow(clippy::todo)]

use entity::atlas::{Atlas, Ledger};
use model::amount::Sat;
use model::block::BlockRef;
use model::hash::{OutPoint, Txid};
use model::time::Time;

use crate::party::Party;
use crate::query::{PathQuery, QueryError};
use crate::trace::Basis;

/// One transaction of a path: it spends `from` and creates `to`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathStep {
    pub txid: Txid,
    pub block: BlockRef,
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
    pub steps: Vec<PathStep>,
    /// The smallest coin on it: no more than this can have gone the whole way on this path.
    pub bottleneck: Sat,
}

/// Why a search ended before everything within its hops was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathCut {
    WorkCap {
        legs_max: u64,
    },
    HopLimit {
        hops_max: u32,
    },
    /// Coins at services that were not crossed.
    Services {
        coins: u64,
    },
    /// Coins at mixers and CoinJoin transactions that were not crossed.
    Mixers {
        coins: u64,
    },
    BelowThreshold {
        coins: u64,
    },
    /// Coins spent by inputs or created by outputs outside this partial ledger.
    DataMissing {
        coins: u64,
    },
}

/// One direction of the search. No path and no cuts: there is none within the hops.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paths {
    pub paths: Vec<Path>,
    pub cuts: Vec<PathCut>,
    /// All paths of up to this many transactions were seen.
    pub complete_hops: u32,
    pub legs: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathResult {
    pub query: PathQuery,
    pub as_of: Option<BlockRef>,
    /// From the first to the second.
    pub there: Paths,
    /// From the second to the first.
    pub back: Paths,
}

/// Searches both ways.
pub fn path(atlas: &Atlas, ledger: &Ledger, query: &PathQuery) -> Result<PathResult, QueryError> {
    let _ = (atlas, ledger, query);
    todo!("the search")
}
