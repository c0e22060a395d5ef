//! Cards of a board with the facts they are drawn with, and the neighbours a card is expanded by.
//!
//! A board itself holds names, never facts ([`CardSubject`] is the name, in the words and ids of a
//! board's own log); what is known of them is asked each time. Many cards are asked about at once,
//! so a card that cannot be answered carries its own refusal and fails none beside it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::common::{Amount, AsOf};
use crate::refusal::Saying;
use crate::trace::CutView;

/// What a card is about, by its natural key.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum CardSubject {
    Address {
        ledger: String,
        address: String,
    },
    /// Whoever holds this address, by the rules of the Atlas and less what is excluded.
    Cluster {
        ledger: String,
        address: String,
    },
    Transaction {
        ledger: String,
        txid: String,
    },
}

impl CardSubject {
    /// The card's name on a board.
    pub fn id(&self) -> String {
        match self {
            CardSubject::Address { ledger, address } => format!("address:{ledger}:{address}"),
            CardSubject::Cluster { ledger, address } => format!("cluster:{ledger}:{address}"),
            CardSubject::Transaction { ledger, txid } => format!("transaction:{ledger}:{txid}"),
        }
    }

    pub fn ledger(&self) -> &String {
        match self {
            CardSubject::Address { ledger, .. }
            | CardSubject::Cluster { ledger, .. }
            | CardSubject::Transaction { ledger, .. } => ledger,
        }
    }

    /// As a person would paste it.
    pub(crate) fn text(&self) -> String {
        match self {
            CardSubject::Address { address, .. } => address.clone(),
            CardSubject::Cluster { address, .. } => format!("cluster:{address}"),
            CardSubject::Transaction { txid, .. } => txid.clone(),
        }
    }
}

/// A side of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CardSide {
    /// Where it came from.
    In,
    /// Where it went.
    Out,
}

/// Cards in the order in which they were asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CardsView {
    pub cards: Vec<CardView>,
    pub as_of: AsOf,
    /// The digest of `as_of`: one for one state of everything that was read.
    pub atlas: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CardView {
    pub id: String,
    /// Who or what it is, as far as somebody says so: the actor, or the label.
    pub name: Option<String>,
    /// The name may not hold: nobody says since when, or services contradict each other.
    pub is_in_doubt: bool,
    /// The first category of the claim that names it.
    pub category: Option<String>,
    /// The worst of all that holds of it: `neutral`, `abuse` or `severe`; `null`: nothing is said.
    pub severity: Option<&'static str>,
    /// `service`, `mixer`, `listed` or `unknown`.
    pub role: &'static str,
    pub is_service: bool,
    /// Of a grown story.
    pub is_synthetic: bool,
    /// What came in; of a transaction the sum of its inputs. `null`: not known, or not added up.
    pub received: Option<Amount>,
    /// What went out; of a transaction the sum of its outputs.
    pub spent: Option<Amount>,
    /// Outputs it received; of a transaction its inputs.
    pub legs_in: Option<u64>,
    /// Inputs of its; of a transaction its outputs.
    pub legs_out: Option<u64>,
    pub first_seen: Option<String>,
    pub last_seen: Option<String>,
    /// Of an address or a cluster that has more than one member.
    pub cluster: Option<CardCluster>,
    pub coinjoin: Option<CardCoinJoin>,
    /// What was too large to be gone through for one card of many.
    pub cut: Option<CutView>,
    pub refusal: Option<Saying>,
}

impl CardView {
    /// Of which nothing is known.
    pub(crate) fn unknown(id: String) -> Self {
        Self {
            id,
            name: None,
            is_in_doubt: false,
            category: None,
            severity: None,
            role: "unknown",
            is_service: false,
            is_synthetic: false,
            received: None,
            spent: None,
            legs_in: None,
            legs_out: None,
            first_seen: None,
            last_seen: None,
            cluster: None,
            coinjoin: None,
            cut: None,
            refusal: None,
        }
    }
}

/// The cluster of a card: a hypothesis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CardCluster {
    pub root: String,
    pub members: u32,
    /// How many joins made it: one fewer than it has members.
    pub joins: u32,
    /// 0 to 100: of the least sure rule among its joins.
    pub confidence: u8,
}

/// That a transaction looks like a CoinJoin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CardCoinJoin {
    pub rule: &'static str,
    /// 0 to 100.
    pub confidence: u8,
    /// Whether a trace ends here.
    pub stops_trace: bool,
}

/// The neighbours of a card on one side: most value first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ExpandView {
    pub as_of: AsOf,
    pub neighbours: Vec<Neighbour>,
    /// All that fit the filter, those that are shown already among them.
    pub total: u64,
    /// Those that are neither shown nor in `neighbours`.
    pub left: u64,
    /// What is no neighbour, by reason.
    pub apart: Vec<Apart>,
    /// Legs of the card on this side, and how many of them were read.
    pub legs: u64,
    pub legs_read: u64,
    /// What was not looked at.
    pub cut: Option<CutView>,
}

/// Somebody on the other side of a transaction; of a transaction itself an input or output; of a
/// cluster a counterparty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Neighbour {
    /// Where nobody can be named (newly mined coins, coins nobody holds), the transaction.
    pub subject: CardSubject,
    /// The transaction in between, and what the card put in or got out there.
    pub via: Option<Via>,
    /// Which output of the transaction the neighbour received.
    pub output: Option<u32>,
    /// Decimal number of `asset`.
    pub amount: String,
    pub asset: &'static str,
    pub time: String,
    pub transactions: u64,
    pub basis: NeighbourBasis,
    /// The output looks like change.
    pub change: Option<ChangeSign>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Via {
    pub txid: String,
    pub height: Option<u32>,
    pub time: String,
    /// Decimal number of the neighbour's asset: what the card itself put in, or got out.
    pub amount: String,
    /// Which output the card received, where it is one.
    pub output: Option<u32>,
    /// Several people seem to spend together: who paid whom is not on the chain.
    pub coinjoin: Option<CardCoinJoin>,
}

/// What an edge to a neighbour rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NeighbourBasis {
    /// `ledger_fact` or `heuristic`.
    pub kind: &'static str,
    /// The rule with its version.
    pub method: Option<String>,
    /// 0 to 100.
    pub confidence: Option<u8>,
}

impl NeighbourBasis {
    pub(crate) const FACT: NeighbourBasis =
        NeighbourBasis { kind: "ledger_fact", method: None, confidence: None };
}

/// That an output looks like change of whoever paid. A sign, not a proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChangeSign {
    pub rules: Vec<&'static str>,
    /// 0 to 100.
    pub confidence: u8,
}

/// Legs that lead to no neighbour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Apart {
    /// `own` (back to the card itself), `mined`, `nobody` (data, fees of nobody), `unknown_payers`,
    /// `coinjoin`, `several_payers`.
    pub reason: &'static str,
    pub transactions: u64,
    pub amount: Amount,
}
