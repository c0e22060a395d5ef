//! What all answers share: amounts, places on a chain, and the moment they were read at.

use entity::atlas::{Atlas, Ledger};
use graph::{Block, BlockId, Graph};
use model::amount::{Sat, Total};
use model::block::BlockRef;
use model::hash::Digest;
use serde::Serialize;
use trace::trace::KnownBlock;
use utoipa::ToSchema;

/// An exact amount: `{"amount": "10.00000000", "asset": "BTC"}`. Always eight decimals, never a
/// number, so that no reader can round it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Amount {
    pub amount: String,
    pub asset: &'static str,
}

impl From<Sat> for Amount {
    fn from(value: Sat) -> Self {
        Self { amount: value.to_btc(), asset: "BTC" }
    }
}

impl From<Total> for Amount {
    fn from(value: Total) -> Self {
        Self { amount: value.to_btc(), asset: "BTC" }
    }
}

/// A block by height and hash. In a partial ledger a block may not say its height.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BlockAt {
    pub height: Option<u32>,
    pub hash: String,
}

impl From<BlockRef> for BlockAt {
    fn from(block: BlockRef) -> Self {
        Self { height: Some(block.height), hash: block.hash.to_string() }
    }
}

impl From<KnownBlock> for BlockAt {
    fn from(block: KnownBlock) -> Self {
        Self { height: block.height, hash: block.hash.to_string() }
    }
}

impl From<&Block> for BlockAt {
    fn from(block: &Block) -> Self {
        Self { height: block.height, hash: block.hash.to_string() }
    }
}

/// A ledger's last block. (`Graph::tip` counts blocks: in a partial ledger that is no height.)
pub fn tip(graph: &Graph) -> Option<Block> {
    let last = graph.counts().blocks.checked_sub(1)?;
    graph.block(BlockId(u32::try_from(last).ok()?))
}

/// What an answer was read from: the same question at the same moment gives the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AsOf {
    /// The day that labels were judged on.
    pub day: String,
    /// Only labels imported until then counted; `null`: all.
    pub known_at: Option<String>,
    /// The digest of the label set.
    pub labels: String,
    /// The ledgers that were read, each to its tip.
    pub ledgers: Vec<LedgerTip>,
    /// What was not believed, as it was asked; left out where that is nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
}

/// A ledger and the last block it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LedgerTip {
    pub ledger: String,
    pub tip: Option<BlockAt>,
}

impl AsOf {
    /// An answer read from one ledger.
    pub fn of(atlas: &Atlas, ledger: &Ledger) -> Self {
        Self::over(atlas, std::slice::from_ref(ledger))
    }

    /// An answer read from all of these.
    pub fn over(atlas: &Atlas, ledgers: &[Ledger]) -> Self {
        Self {
            day: atlas.as_of.as_of.to_string(),
            known_at: atlas.as_of.known_at.map(|time| time.to_string()),
            labels: atlas.labels.digest().to_string(),
            ledgers: ledgers.iter().map(LedgerTip::of).collect(),
            without: atlas.lacks().said.iter().cloned().collect(),
        }
    }
}

impl AsOf {
    /// One digest for one state of everything that is read: what is pinned or drawn quotes it.
    pub fn digest(&self) -> String {
        let text = serde_json::to_vec(self).expect("texts alone");
        Digest::of(&text).to_string()
    }
}

impl LedgerTip {
    pub fn of(ledger: &Ledger) -> Self {
        Self {
            ledger: ledger.graph.ledger().to_string(),
            tip: tip(&ledger.graph).as_ref().map(BlockAt::from),
        }
    }
}
