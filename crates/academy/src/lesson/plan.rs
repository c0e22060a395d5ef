//! `lesson.toml` as values, each name with the place it stands at. What is not known is refused: a
//! misspelt key would be a question nobody is asked.

use std::collections::BTreeSet;

use serde::Deserialize;
use toml::Spanned;

use super::{Fault, PLAN};
use crate::score::Verdict;

/// A text and where it stands.
pub type Word = Spanned<String>;

pub const FORMAT: u32 = 1;
/// Of the lesson's file.
pub const BYTES_MAX: usize = 256 << 10;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub id: Word,
    pub format: Spanned<u32>,
    pub order: u32,
    /// Of reading.
    pub minutes: Spanned<u32>,
    /// `K1` to `K15`.
    pub skills: Vec<Word>,
    /// Lessons that come before this one.
    #[serde(default)]
    pub needs: Vec<Word>,
    #[serde(rename = "source", default)]
    pub sources: Vec<Source>,
    #[serde(rename = "step", default)]
    pub steps: Vec<Step>,
    #[serde(rename = "check", default)]
    pub checks: Vec<Check>,
    #[serde(rename = "case", default)]
    pub cases: Vec<Case>,
}

/// What a claim of the text rests on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub id: Word,
    pub text: String,
}

/// One concept, and what stands on the little board beside it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub id: Word,
    #[serde(default)]
    pub show: Vec<Word>,
    #[serde(default)]
    pub highlight: Vec<Word>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckKind {
    /// One of the options.
    One,
    /// All of the options that hold.
    Many,
    Amount,
    Txid,
    Address,
    Number,
}

/// A question in the reading, explained at once.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    pub id: Word,
    /// The step it stands after.
    pub after: Word,
    pub kind: CheckKind,
    #[serde(default)]
    pub options: Vec<Word>,
    pub truth: Spanned<Truth>,
}

/// Letters of options, a name of the chain, or a number.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Truth {
    Words(Vec<String>),
    Word(String),
    Number(i64),
}

impl Truth {
    pub fn words(&self) -> &[String] {
        match self {
            Truth::Words(words) => words,
            Truth::Word(word) => std::slice::from_ref(word),
            Truth::Number(_) => &[],
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    PartlySolved,
    Independent,
    /// Looks like a crime and is none.
    LookAlike,
    Capstone,
}

/// An exercise on the board.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub id: Word,
    pub level: Level,
    pub recipe: Word,
    /// What the brief hands over.
    pub start: Vec<Word>,
    /// What everybody knows: who published an address as their own.
    #[serde(default)]
    pub labels: Vec<Label>,
    /// Par: shown, never scored.
    pub minutes: u32,
    pub decision: Decision,
    pub is_innocent: bool,
    #[serde(default)]
    pub must_not_miss: bool,
    pub typology: Word,
    pub path: Vec<Word>,
    pub amount: Word,
    #[serde(default)]
    pub signals: Vec<Signal>,
    #[serde(default)]
    pub decoys: Vec<Decoy>,
    #[serde(default)]
    pub innocents: Vec<Word>,
    /// Claims that have to cite a sign.
    pub reasons: Spanned<u32>,
    /// What already stands on the board.
    #[serde(default)]
    pub given: Vec<Word>,
    #[serde(default)]
    pub hints: u32,
    /// The order in which somebody who knows would look.
    pub expert: Vec<Word>,
}

/// A claim about an address of the case's chain.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    pub address: Word,
    pub name: String,
    /// A word of the label categories: `exchange`, `gambling` …
    pub category: Word,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    pub right: BTreeSet<Verdict>,
    #[serde(default)]
    pub acceptable: BTreeSet<Verdict>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signal {
    pub id: Word,
    pub weight: u32,
    pub anchors: Vec<Word>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decoy {
    pub id: Word,
    pub anchors: Vec<Word>,
}

/// What an exercise may be of.
pub const TYPOLOGIES: &[&str] = &[
    "exchange_theft",
    "ransom",
    "terrorist_financing",
    "scam",
    "peel_chain",
    "coinjoin",
    "payroll",
    "batch_payout",
    "exchange_sweep",
    "donation",
    "shop",
    "none",
];

impl Plan {
    pub fn read(text: &str) -> Result<Plan, Fault> {
        let fault = |line, problem: String| Fault { file: PLAN.into(), line, problem };
        if text.len() > BYTES_MAX {
            return Err(fault(1, format!("{} bytes long; at most {BYTES_MAX}", text.len())));
        }
        toml::from_str(text).map_err(|error: toml::de::Error| {
            let at = error.span().map_or(0, |span| span.start);
            let problem = error.message().lines().collect::<Vec<_>>().join("; ");
            fault(line_at(text, at), problem)
        })
    }
}

/// The line that a byte stands on.
pub fn line_at(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|b| *b == b'\n').count() + 1
}
