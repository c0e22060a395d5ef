//! What a scenario or a story came to: the names of a text on the chain, the files that were
//! written.

use serde::Serialize;
use utoipa::ToSchema;

use crate::common::{Amount, BlockAt};

/// A little chain, played.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Played {
    pub ledger: String,
    pub blocks: u64,
    pub transactions: u64,
    /// The last block, after every reorganisation.
    pub tip: Option<BlockAt>,
    /// The names of the text: each is an id on the chain.
    pub names: Vec<Named>,
    /// The files written, with `--out`.
    pub files: Vec<String>,
}

/// A name of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Named {
    /// `transaction` or `address`.
    pub kind: &'static str,
    pub name: String,
    /// The txid or the address.
    pub id: String,
    /// The truth: who controls the address.
    pub owner: Option<String>,
}

/// A story, grown. What it knows beyond this stands in its `story.json` and `truth/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Grown {
    pub story: String,
    pub title: String,
    /// Always: nothing in it happened, and no address in it is anybody's.
    pub is_synthetic: bool,
    pub seed: u64,
    pub network: String,
    /// The case, as it would be put to an investigator.
    pub brief: String,
    pub start: GrownStart,
    pub tip: BlockAt,
    pub blocks: u64,
    pub transactions: u64,
    pub inputs: u64,
    pub outputs: u64,
    pub addresses: u64,
    pub bytes: u64,
    pub crime_transactions: u64,
    pub decoy_transactions: u64,
    pub coinjoins: u64,
    /// `taken` = `arrived` + `held` + `fees`.
    pub stolen: Stolen,
    /// How hard the trail is to follow: 0 to 100, and its parts.
    pub difficulty: DifficultyView,
    /// Where it was written.
    pub directory: String,
}

/// A chain with mainnet's mix, grown to measure with: nothing happens in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct GrownMix {
    pub story: String,
    pub title: String,
    pub is_synthetic: bool,
    pub seed: u64,
    pub network: String,
    pub brief: String,
    pub tip: BlockAt,
    pub blocks: u64,
    pub transactions: u64,
    pub inputs: u64,
    pub outputs: u64,
    pub addresses: u64,
    /// Outputs that nobody has spent when it ends.
    pub unspent_outputs: u64,
    pub bytes: u64,
    pub directory: String,
}

/// Where to start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct GrownStart {
    pub txids: Vec<String>,
    pub out_points: Vec<String>,
    pub addresses: Vec<String>,
}

/// The truth about the stolen coins when the story ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Stolen {
    pub taken: Amount,
    pub arrived: Amount,
    pub held: Amount,
    pub fees: Amount,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct DifficultyView {
    pub score: u64,
    pub mixed_percent: u64,
    pub hops_longest: u64,
    pub dwell_days: u64,
    pub branches: u64,
    pub crime_per_million: u64,
}
