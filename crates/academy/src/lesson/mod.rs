//! A lesson: what is read, what is asked, what is so.
//!
//! | file of its folder | what it holds |
//! |---|---|
//! | `lesson.toml` | steps, questions, cases with their truth, sources ([`plan::Plan`]) |
//! | `chain.txt` | the worked example, in the scenario language |
//! | `*.txt` | the cases' recipes ([`scenario::recipe`]) |
//! | `en.md`, `th.md` … | the texts, the same sections in every language ([`text`]) |
//!
//! Names of a chain stand for what they are on it: `tx:NAME`, `output:NAME:N`, `address:OWNER/PART`;
//! `*` stands for any rest of a name.

pub mod check;
pub mod named;
pub mod plan;
#[cfg(test)]
mod tests;
pub mod text;

use std::collections::BTreeMap;

pub use self::check::check;

/// The files of a lesson's folder, by name.
pub type Files = BTreeMap<String, String>;

/// What is wrong with a lesson, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{file}:{line}: {problem}")]
pub struct Fault {
    pub file: String,
    pub line: usize,
    pub problem: String,
}

pub const PLAN: &str = "lesson.toml";
pub const CHAIN: &str = "chain.txt";
