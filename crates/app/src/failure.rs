//! Why a command could not do what was asked: one sentence that names the thing and the place, and
//! what to do about it.
//!
//! The rooms below have error enums of their own; here they become words for the person asking.
//! Whatever the reason, the exit code is 2.

use std::fmt;
use std::path::Path;

use api::refusal::Refusal;
use casework::backup::BackupError;
use casework::people::PeopleError;
use casework::record::RecordError;
use graph::GraphError;
use ingest::bitcoin::error::IngestError;

/// One sentence (lower case, no full stop) and its hints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub says: String,
    pub hints: Vec<String>,
}

impl Failure {
    pub fn new(says: impl fmt::Display) -> Self {
        Self { says: says.to_string(), hints: Vec::new() }
    }

    /// What to do next; several are printed in the order given.
    #[must_use]
    pub fn hint(mut self, hint: impl fmt::Display) -> Self {
        self.hints.push(hint.to_string());
        self
    }

    /// The file system said no: the verb, the place and its reason, with the hint that fits.
    pub fn io(verb: &str, path: &Path, error: &std::io::Error) -> Self {
        let failure =
            Self::new(format_args!("cannot {verb} {}: {}", path.display(), reason(error)));
        match hint_for(error) {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}

/// The system's words without Rust's "(os error 2)" behind them.
pub fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    let cut = text.find(" (os error ").unwrap_or(text.len());
    let mut words: String = text[..cut].to_owned();
    if let Some(first) = words.get(..1) {
        let lower = first.to_lowercase();
        words.replace_range(..1, &lower);
    }
    words
}

/// What usually helps against this refusal of the system.
pub fn hint_for(error: &std::io::Error) -> Option<&'static str> {
    use std::io::ErrorKind;
    Some(match error.kind() {
        ErrorKind::NotFound => "check the path: nothing is there under this name",
        ErrorKind::PermissionDenied => "run as a user who may read and write there",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "free some space and run the same command again: what was committed before is kept"
        }
        ErrorKind::ReadOnlyFilesystem => "choose a data directory that can be written: --data DIR",
        _ => return None,
    })
}

/// An error's own words, and those of its causes that it does not already repeat.
pub fn words(error: &dyn std::error::Error) -> String {
    let mut says = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let (own, shown) = match inner.downcast_ref::<std::io::Error>() {
            Some(error) => (error.to_string(), reason(error)),
            None => (inner.to_string(), inner.to_string()),
        };
        if says.contains(&own) {
            says = says.replace(&own, &shown);
        } else {
            says = format!("{says}: {shown}");
        }
        cause = inner.source();
    }
    says
}

/// The system's refusal somewhere below an error, which may have a hint of its own.
fn io_hint(error: &dyn std::error::Error) -> Option<&'static str> {
    let mut at = error.source();
    while let Some(inner) = at {
        if let Some(error) = inner.downcast_ref::<std::io::Error>() {
            return hint_for(error);
        }
        at = inner.source();
    }
    None
}

fn with_hint(error: &dyn std::error::Error, hint: Option<String>) -> Failure {
    let failure = Failure::new(words(error));
    match hint.or_else(|| io_hint(error).map(str::to_owned)) {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

impl From<IngestError> for Failure {
    fn from(error: IngestError) -> Self {
        let hint = error.hint();
        with_hint(&error, hint)
    }
}

impl From<RecordError> for Failure {
    fn from(error: RecordError) -> Self {
        let hint = match &error {
            RecordError::ReadOnly { .. } => Some("free some space, or look at the disk"),
            RecordError::Damaged { .. } => Some("compare it with a backup: kancil restore"),
            _ => None,
        };
        with_hint(&error, hint.map(str::to_owned))
    }
}

impl From<PeopleError> for Failure {
    fn from(error: PeopleError) -> Self {
        match error {
            PeopleError::Record(error) => error.into(),
            other => with_hint(&other, None),
        }
    }
}

impl From<BackupError> for Failure {
    fn from(error: BackupError) -> Self {
        let hint = match error {
            BackupError::Record(error) => return error.into(),
            BackupError::Occupied { .. } => Some("name a folder that is new or empty"),
            BackupError::Damaged { .. } | BackupError::Broken(_) => {
                Some("nothing was restored: take another backup")
            }
            BackupError::Io { .. } | BackupError::NotABackup { .. } => None,
        };
        with_hint(&error, hint.map(str::to_owned))
    }
}

impl From<GraphError> for Failure {
    fn from(error: GraphError) -> Self {
        let hint = match &error {
            GraphError::Damaged { .. } => {
                Some("a ledger is derived: remove its directory and ingest its blocks again")
            }
            GraphError::Older { .. } => Some(
                "run 'kancil ingest bitcoin' with its blocks: the ledger is built anew from them",
            ),
            GraphError::Missing { .. } => {
                Some("remove the directory, or ingest the ledger's blocks again")
            }
            _ => None,
        };
        with_hint(&error, hint.map(str::to_owned))
    }
}

impl From<Refusal> for Failure {
    fn from(Refusal { what, hints, .. }: Refusal) -> Self {
        Self { says: what.says, hints: hints.into_iter().map(|hint| hint.says).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_numbers_are_not_shown_to_people() {
        let error = std::io::Error::from_raw_os_error(28);
        let failure = Failure::io("write", Path::new("/data"), &error);
        assert_eq!(failure.says, "cannot write /data: no space left on device");
        assert_eq!(failure.hints.len(), 1);
    }
}
