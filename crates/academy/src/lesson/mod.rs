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
pub mod correction;
pub mod named;
pub mod plan;
pub mod question;
#[cfg(test)]
pub(crate) mod tests;
pub mod text;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use model::hash::Digest;

pub use self::check::{check, check_course};

/// The files of a lesson's folder, by name.
pub type Files = BTreeMap<String, String>;

/// Of a lesson; a course in thirty languages has fewer.
pub const FILES_MAX: usize = 100;
/// Of one file: far more than is read in eight minutes.
pub const FILE_BYTES_MAX: usize = 1 << 20;

/// Whether a file of this name is a lesson's: what else lies in its folder is nobody's business.
pub fn is_lesson_file(name: &str) -> bool {
    let is_text = name.strip_suffix(".md").or_else(|| name.strip_suffix(".txt"));
    name == PLAN || is_text.is_some_and(|stem| !stem.is_empty() && !stem.contains('/'))
}

/// What tells one state of a lesson's plan and chains from another, whatever its texts say: the SHA-256
/// of what `sha256sum` prints of all its files but the texts, in the order of their names.
pub fn content(files: &Files) -> Digest {
    let mut list = String::new();
    for (name, text) in files.iter().filter(|(name, _)| !name.ends_with(".md")) {
        let _ = writeln!(list, "{}  {name}", Digest::of(text.as_bytes()));
    }
    Digest::of(list.as_bytes())
}

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
