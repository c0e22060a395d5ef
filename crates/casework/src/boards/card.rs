//! What stands on a board: cards, edges, groups, notes.
//!
//! A board holds names, not facts: an address, a transaction, where it stands and what somebody
//! wrote on it. What is known about it is asked of the Atlas each time, and what must not change any
//! more is pinned. An edge repeats the fact it draws (amount, time, basis), so that a board reads
//! and prints as it was drawn. There is no float here: confidence is in thousandths.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where the upper left corner of a card stands. Slots are whole multiples of the pitches in
/// [`super::place`]; a hand may leave a card between them.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(deny_unknown_fields)]
#[schema(as = BoardAt)]
pub struct At {
    pub x: i32,
    pub y: i32,
}

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = BoardSide)]
pub enum Side {
    /// Where it came from: leftwards.
    In,
    /// Where it went: rightwards.
    Out,
}

/// Eight that colour-blind people tell apart; always beside a text or an icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = BoardColour)]
pub enum Colour {
    Black,
    Orange,
    Sky,
    Green,
    Yellow,
    Blue,
    Vermilion,
    Purple,
}

/// What a card is about, by its natural key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = BoardSubject)]
pub enum Subject {
    Address {
        ledger: String,
        address: String,
    },
    /// A hypothesis: whoever holds this address, by the rules of the Atlas and less what the board
    /// excludes.
    Cluster {
        ledger: String,
        address: String,
    },
    Transaction {
        ledger: String,
        txid: String,
    },
    /// "+243 more…" beside a card.
    Rest {
        of: String,
        side: Side,
    },
}

impl Subject {
    /// The card's name on the board. Two tabs that add the same address add the same card.
    pub fn id(&self) -> String {
        match self {
            Subject::Address { ledger, address } => format!("address:{ledger}:{address}"),
            Subject::Cluster { ledger, address } => format!("cluster:{ledger}:{address}"),
            Subject::Transaction { ledger, txid } => format!("transaction:{ledger}:{txid}"),
            Subject::Rest { of, side: Side::In } => format!("rest:in:{of}"),
            Subject::Rest { of, side: Side::Out } => format!("rest:out:{of}"),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BoardCard)]
pub struct Card {
    pub subject: Subject,
    pub at: At,
    /// One of the cards that the question began with.
    pub is_start: bool,
    pub is_hidden: bool,
    pub colour: Option<Colour>,
    pub flag: Option<String>,
}

/// What an edge rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = BoardBasisKind)]
pub enum BasisKind {
    LedgerFact,
    ProtocolDecoded,
    Heuristic,
    ThirdPartyTag,
    AnalystAssertion,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BoardBasis)]
pub struct Basis {
    pub kind: BasisKind,
    /// The rule or source, with its version; none where the chain itself says so.
    pub method: Option<String>,
    /// In thousandths.
    pub confidence: Option<u16>,
}

/// Value between two cards: one leg of a transaction, or all of an asset between the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BoardEdge)]
pub struct Edge {
    pub from: String,
    pub to: String,
    /// None where an edge stands for several transactions.
    pub txid: Option<String>,
    pub output: Option<u32>,
    /// A decimal number, as the chain has it.
    pub amount: String,
    pub asset: String,
    /// RFC 3339 with `Z`.
    pub time: Option<String>,
    /// How many transactions it stands for.
    pub transactions: u32,
    pub basis: Basis,
    pub colour: Option<Colour>,
    pub flag: Option<String>,
}

impl Edge {
    pub fn id(&self) -> String {
        let txid = self.txid.as_deref().unwrap_or("*");
        let output = self.output.map_or_else(|| "*".to_owned(), |output| output.to_string());
        format!("{}>{}#{txid}:{output}:{}", self.from, self.to, self.asset)
    }
}

/// What a colour, a flag, a note or a pin is on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = BoardTarget)]
pub enum Target {
    Board,
    Card { id: String },
    Edge { id: String },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = BoardGroupKind)]
pub enum GroupKind {
    Hand,
    /// A peel chain or a run of pass-through hops.
    Run,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BoardGroup)]
pub struct Group {
    pub kind: GroupKind,
    pub title: String,
    /// In the order they are told in; a card is in one group at most.
    pub cards: Vec<String>,
    pub is_folded: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BoardNote)]
pub struct Note {
    pub on: Target,
    pub text: String,
}

/// What an expansion leaves out; remembered by the board.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BoardFilter)]
pub struct Filter {
    pub amount_min: Option<String>,
    pub asset: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    pub side: Option<Side>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BoardExpansion)]
pub struct Expansion {
    pub shown: u32,
    pub total: u32,
    pub filter: Filter,
}

/// What the board does without.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = BoardExclusion)]
pub enum Exclusion {
    /// A clustering or change rule altogether.
    Rule { rule: String },
    /// What one transaction joined by a rule.
    Join { ledger: String, txid: String, rule: String },
    /// What a source says about a subject.
    Label { subject: String, source: String },
}

impl Exclusion {
    pub fn id(&self) -> String {
        match self {
            Exclusion::Rule { rule } => format!("rule:{rule}"),
            Exclusion::Join { ledger, txid, rule } => format!("join:{ledger}:{txid}:{rule}"),
            Exclusion::Label { subject, source } => format!("label:{subject}:{source}"),
        }
    }
}

/// Why following stopped at a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BoardEnding)]
pub struct Ending {
    pub card: String,
    /// The word of the trace's own answer (`service`, `unspent`, …).
    pub why: String,
    /// A decimal number of the asset.
    pub amount: String,
}

/// A trace or path of which cards were added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BoardResult)]
pub struct Placed {
    /// `trace` or `path`.
    pub kind: String,
    /// The whole question, as the address of its page has it.
    pub question: String,
    pub method: String,
    pub asset: String,
    /// SHA-256 of the answer, of which the board shows a part.
    pub digest: String,
    pub as_of: String,
    pub endings: Vec<Ending>,
}
