//! Why a label file is refused whole.
//!
//! The one thing to know: each is one sentence that names the file, the place in it and what to do;
//! none is about a single row that merely makes no claim (those are in the report).

use std::fmt;

/// A place in a file's text, counted from one. Columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub line: u64,
    pub column: Option<u64>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        match self.column {
            Some(column) => write!(f, ", column {column}"),
            None => Ok(()),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LabelError {
    /// Not a file of labels, as far as is known here.
    #[error("{file}: {reason}")]
    Unreadable { file: String, reason: String },
    /// A file of labels that is damaged, too large, or of which more must be told.
    #[error("{file}: {reason}")]
    Refused { file: String, reason: String },
    /// A file of a known format that breaks its rules.
    #[error("{file}: {place}: {reason}")]
    Malformed { file: String, place: Place, reason: String },
}

impl LabelError {
    pub(super) fn unreadable(file: &str, reason: impl Into<String>) -> Self {
        LabelError::Unreadable { file: file.to_owned(), reason: reason.into() }
    }

    pub(super) fn refused(file: &str, reason: impl Into<String>) -> Self {
        LabelError::Refused { file: file.to_owned(), reason: reason.into() }
    }

    pub(super) fn at(file: &str, place: Place, reason: impl Into<String>) -> Self {
        LabelError::Malformed { file: file.to_owned(), place, reason: reason.into() }
    }

    pub(super) fn line(file: &str, line: u64, reason: impl Into<String>) -> Self {
        Self::at(file, Place { line, column: None }, reason)
    }
}
