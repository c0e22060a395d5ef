//! What became of every row of an imported file.
//!
//! The one thing to know: rows = taken + duplicates + refused, always. Counts are whole; only the
//! examples are bounded.

use std::collections::BTreeMap;
use std::fmt;

/// How many rows of each reason are shown.
pub const EXAMPLES_MAX: usize = 5;

/// Why a row makes no claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    NoSubject,
    Nobody,
    NotAnAddress,
    OtherChain,
    Secret,
    NoLabel,
    NoSource,
    UnknownCategory,
    UnknownConfidence,
    UnknownValue,
    BadDate,
    ControlCharacters,
}

impl Reason {
    /// The word in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Reason::NoSubject => "no_subject",
            Reason::Nobody => "nobody",
            Reason::NotAnAddress => "not_an_address",
            Reason::OtherChain => "other_chain",
            Reason::Secret => "secret",
            Reason::NoLabel => "no_label",
            Reason::NoSource => "no_source",
            Reason::UnknownCategory => "unknown_category",
            Reason::UnknownConfidence => "unknown_confidence",
            Reason::UnknownValue => "unknown_value",
            Reason::BadDate => "bad_date",
            Reason::ControlCharacters => "control_characters",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Reason::NoSubject => "names neither an address nor a transaction",
            Reason::Nobody => "zero and burn addresses have no holder",
            Reason::NotAnAddress => "not a well-formed address",
            Reason::OtherChain => "an address of another chain than the row says",
            Reason::Secret => "looks like a private key or seed phrase (not repeated here)",
            Reason::NoLabel => "no label",
            Reason::NoSource => "no source",
            Reason::UnknownCategory => "unknown category",
            Reason::UnknownConfidence => "unknown confidence",
            Reason::UnknownValue => "a value that its field cannot take",
            Reason::BadDate => "a date that cannot be",
            Reason::ControlCharacters => "control characters or direction marks in a text",
        })
    }
}

/// One refused row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    pub line: u64,
    /// The row's own address or name, cut short; empty where it must not be repeated.
    pub shown: String,
    pub detail: String,
}

/// All rows refused for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refused {
    pub count: u64,
    /// The first ones, at most [`EXAMPLES_MAX`].
    pub examples: Vec<Example>,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportReport {
    /// What the file holds, counted in `unit`.
    pub rows: u64,
    /// What a row is: a tag, an address, an event, an actor.
    pub unit: &'static str,
    pub taken: u64,
    /// The same claim again within the file.
    pub duplicates: u64,
    pub refused: BTreeMap<Reason, Refused>,
    /// Claims whose field the file left out, by field: what stands in it is this program's default.
    pub defaulted: BTreeMap<&'static str, u64>,
    /// Category words of the file that are no ids of the vocabulary, and the id each was read as.
    pub read_as: BTreeMap<(String, &'static str), u64>,
    /// Claims about chains whose ledgers are not known here, by network: kept as text, found by
    /// exact look-up alone.
    pub unsupported: BTreeMap<String, u64>,
    /// Entries of a list filed under one chain (first) whose address is of another (second), and was
    /// taken as that.
    pub chain_by_form: BTreeMap<(String, String), u64>,
    pub claims: u64,
    pub actors: u64,
}

impl ImportReport {
    pub fn refused_count(&self) -> u64 {
        self.refused.values().map(|refused| refused.count).sum()
    }

    /// The law every import keeps.
    pub fn reconciles(&self) -> bool {
        self.rows == self.taken + self.duplicates + self.refused_count()
    }
}
