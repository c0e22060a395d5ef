//! An answer as it is drawn from: the part of a trace's or path's JSON that a board shows.
//!
//! Read from the answer's own bytes, so that what is drawn, what is quoted by digest and what a
//! person fetches are one thing. Fields that are not drawn are passed over.

use std::collections::BTreeMap;

use model::amount::Sat;
use serde::Deserialize;

#[derive(Debug)]
pub enum Answer {
    Trace(Box<Trace>),
    Path(Box<Paths>),
}

impl Answer {
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        /// What tells the two apart.
        #[derive(Deserialize)]
        struct Kind {
            where_it_is_now: Option<serde::de::IgnoredAny>,
        }
        let says = |error: serde_json::Error| error.to_string();
        let kind: Kind = serde_json::from_slice(bytes).map_err(says)?;
        match kind.where_it_is_now {
            Some(_) => serde_json::from_slice(bytes).map(Box::new).map(Self::Trace).map_err(says),
            None => serde_json::from_slice(bytes).map(Box::new).map(Self::Path).map_err(says),
        }
    }

    pub fn kind(&self) -> &'static str {
        match self {
            Answer::Trace(_) => "trace",
            Answer::Path(_) => "path",
        }
    }

    pub fn as_of(&self) -> &AsOf {
        match self {
            Answer::Trace(trace) => &trace.as_of,
            Answer::Path(paths) => &paths.as_of,
        }
    }
}

#[derive(Debug, Deserialize)]
pub struct AsOf {
    pub day: String,
    pub ledgers: Vec<LedgerTip>,
}

#[derive(Debug, Deserialize)]
pub struct LedgerTip {
    pub ledger: String,
    pub tip: Option<Block>,
}

#[derive(Debug, Deserialize)]
pub struct Block {
    pub height: Option<u64>,
}

impl AsOf {
    /// The one ledger that a trace or path is of.
    pub fn ledger(&self) -> Option<&str> {
        self.ledgers.first().map(|tip| tip.ledger.as_str())
    }

    /// `2026-12-31, bitcoin-story-linked to block 431`.
    pub fn text(&self) -> String {
        let tips = self.ledgers.iter().map(|tip| {
            let height = tip.tip.as_ref().and_then(|block| block.height);
            match height {
                Some(height) => format!("{} to block {height}", tip.ledger),
                None => tip.ledger.clone(),
            }
        });
        let all: Vec<String> = [self.day.clone()].into_iter().chain(tips).collect();
        all.join(", ")
    }
}

#[derive(Debug, Clone, Deserialize)]
pub struct Amount {
    pub amount: String,
    pub asset: String,
}

impl Amount {
    /// In the smallest unit. Answers are this program's own, so a wrong one is worth nothing.
    pub fn units(&self) -> u128 {
        Sat::from_btc(&self.amount).map_or(0, |sat| u128::from(sat.0))
    }
}

type ByMethod = BTreeMap<String, Amount>;

#[derive(Debug, Deserialize)]
pub struct Trace {
    pub as_of: AsOf,
    pub query: Query,
    pub share_method: String,
    pub start: Start,
    pub where_it_is_now: Vec<Ending>,
    pub coins: Vec<Coin>,
    pub transactions: Vec<Step>,
    pub folds: Vec<Fold>,
}

impl Trace {
    pub fn units(&self, amounts: &ByMethod) -> u128 {
        amounts.get(&self.share_method).map_or(0, Amount::units)
    }
}

#[derive(Debug, Deserialize)]
pub struct Query {
    pub direction: String,
}

#[derive(Debug, Deserialize)]
pub struct Start {
    pub net: ByMethod,
}

#[derive(Debug, Deserialize)]
pub struct Party {
    pub address: String,
}

#[derive(Debug, Deserialize)]
pub struct Ending {
    pub stop: String,
    pub amounts: ByMethod,
    pub out_point: Option<String>,
    pub txid: String,
}

#[derive(Debug, Deserialize)]
pub struct Coin {
    pub out_point: String,
    pub value: Option<Amount>,
    pub holder: Party,
    pub amounts: ByMethod,
    pub spent_by: Option<String>,
    pub is_start: bool,
}

impl Coin {
    /// The transaction that created it, and which output of that it is.
    pub fn made(&self) -> Option<(&str, u32)> {
        let (txid, output) = self.out_point.rsplit_once(':')?;
        Some((txid, output.parse().ok()?))
    }
}

#[derive(Debug, Deserialize)]
pub struct Step {
    pub txid: String,
    pub time: String,
    #[serde(flatten)]
    pub basis: Basis,
    pub inputs: Vec<String>,
    pub outputs: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "basis", rename_all = "snake_case")]
pub enum Basis {
    Observed,
    Inferred { rule: String, confidence: Option<u16> },
}

#[derive(Debug, Deserialize)]
pub struct Fold {
    pub kind: String,
    pub transactions: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct Paths {
    pub as_of: AsOf,
    pub there: Ways,
    pub back: Ways,
}

#[derive(Debug, Deserialize)]
pub struct Ways {
    pub paths: Vec<Way>,
}

#[derive(Debug, Deserialize)]
pub struct Way {
    pub bottleneck: Amount,
    pub steps: Vec<WayStep>,
}

#[derive(Debug, Deserialize)]
pub struct WayStep {
    pub txid: String,
    pub time: String,
    #[serde(flatten)]
    pub basis: Basis,
    pub from_holder: Party,
    pub to: String,
    pub to_value: Amount,
    pub to_holder: Party,
}
