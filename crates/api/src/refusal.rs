//! Why a question has no answer: one sentence, what to do next, and the id under which every
//! language has its words for it.
//!
//! The one thing to know: the English sentence is what the command line prints; a server says the
//! same by its message id and arguments in the asker's language. Ids are stable: an id is added,
//! never given another meaning, and its arguments keep their names.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use utoipa::ToSchema;

/// What kind of refusal it is: HTTP makes a status of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The question itself is wrong.
    BadInput,
    /// It was understood, and what it names is not there.
    NotFound,
    /// It names several things: the asker chooses.
    Ambiguous,
    /// More than may be asked here.
    TooLarge,
    /// Data is missing that an answer would need.
    CannotTell,
    /// Whoever asked ended it.
    Stopped,
    /// The store contradicts itself.
    Internal,
}

/// An argument of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Arg {
    Text(String),
    Number(u64),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Arg {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

impl From<u32> for Arg {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

/// A message by its id and arguments, with its English words (lower case, no full stop).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Saying {
    pub id: &'static str,
    pub args: BTreeMap<&'static str, Arg>,
    pub says: String,
}

impl fmt::Display for Saying {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.says)
    }
}

/// Why a question has no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema, thiserror::Error)]
#[error("{what}")]
pub struct Refusal {
    pub kind: Kind,
    pub what: Saying,
    /// What to do next, in the order to be shown.
    pub hints: Vec<Saying>,
}

impl Refusal {
    #[must_use]
    pub fn hint(mut self, hint: Saying) -> Self {
        self.hints.push(hint);
        self
    }
}

/// What an asker should know beside the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Note {
    pub weight: Weight,
    #[serde(flatten)]
    pub what: Saying,
}

/// How a note is to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// The answer may be wrong.
    Warning,
    /// How the question was taken.
    Remark,
    /// What else to ask.
    Hint,
}

/// A message's id and the names of its arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Id<const N: usize> {
    pub id: &'static str,
    pub args: [&'static str; N],
}

impl<const N: usize> Id<N> {
    /// The message with its English words.
    pub fn saying(&self, args: [Arg; N], says: impl fmt::Display) -> Saying {
        Saying {
            id: self.id,
            args: self.args.into_iter().zip(args).collect(),
            says: says.to_string(),
        }
    }

    pub fn refuse(&self, kind: Kind, args: [Arg; N], says: impl fmt::Display) -> Refusal {
        Refusal { kind, what: self.saying(args, says), hints: Vec::new() }
    }

    pub fn note(&self, weight: Weight, args: [Arg; N], says: impl fmt::Display) -> Note {
        Note { weight, what: self.saying(args, says) }
    }
}
