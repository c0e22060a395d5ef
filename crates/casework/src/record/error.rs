//! Why the record could not be opened, read or written.

use std::path::PathBuf;

/// `Display` is for the person asking; the source chain is for the log.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    #[error(
        "the record {} is of version {found}, and this program knows versions up to {known}: use \
         the newer program that wrote it", path.display()
    )]
    Newer { path: PathBuf, found: i64, known: i64 },
    #[error("{} is not a record of this program: {what}", path.display())]
    NotARecord { path: PathBuf, what: String },
    #[error(
        "the record {} belongs to another installation key ({expected}) than the one that was \
         given ({given}): put the key of its own backup back", path.display()
    )]
    OtherKey { path: PathBuf, expected: String, given: String },
    #[error("the record is read-only for now: {why}")]
    ReadOnly { why: String },
    #[error("the record is busy: another writer did not finish in time")]
    Busy,
    #[error("the record holds a value that this program did not write: {what}")]
    Damaged { what: String },
    #[error("the record could not be read or written: {0}")]
    Database(#[source] sqlx::Error),
}

impl From<sqlx::Error> for RecordError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::ColumnNotFound(_) => {
                Self::Damaged { what: error.to_string() }
            }
            sqlx::Error::Database(inner) if primary_code(inner.as_ref()) == Some(SQLITE_BUSY) => {
                Self::Busy
            }
            _ => Self::Database(error),
        }
    }
}

/// SQLite's result codes that concern us (sqlite.org/rescode.html).
const SQLITE_BUSY: u32 = 5;
const SQLITE_READONLY: u32 = 8;
const SQLITE_IOERR: u32 = 10;
const SQLITE_CORRUPT: u32 = 11;
const SQLITE_FULL: u32 = 13;
const SQLITE_CANTOPEN: u32 = 14;

/// Extended codes hold the primary one in their low byte.
fn primary_code(error: &dyn sqlx::error::DatabaseError) -> Option<u32> {
    Some(error.code()?.parse::<u32>().ok()? & 0xff)
}

/// Whether writing is over until somebody has looked at the disk, and why, in words.
pub(super) fn stops_writing(error: &sqlx::Error) -> Option<String> {
    let sqlx::Error::Database(inner) = error else { return None };
    let why = match primary_code(inner.as_ref())? {
        SQLITE_FULL => "no space left on the disk",
        SQLITE_READONLY => "its file may not be written",
        SQLITE_IOERR => "the disk does not do what it is told",
        SQLITE_CANTOPEN => "its files cannot be opened",
        SQLITE_CORRUPT => "its file is damaged",
        _ => return None,
    };
    Some(format!("{why} ({})", inner.message()))
}
