//! The world outside, handed in: ledgers and labels as they are on disk by now, the import of label
//! files, and how full the disk is. This room reads no directory itself.

use std::fmt;
use std::path::Path;

use api::label::ImportedFile;
use entity::atlas::Atlas;
use model::chain::LedgerId;
use model::time::{Day, Time};

/// What the data directory is to the server.
pub trait World: fmt::Debug + Send + Sync + 'static {
    /// Tells one state of ledgers and labels from another; cheap, since it is asked every second.
    fn stamp(&self) -> Result<Stamp, Trouble>;

    /// Everything that is there by now. What does not open keeps nobody from the rest.
    fn open(&self) -> Result<Opened, Trouble>;

    /// A file to put an upload into, of which nothing is left when it is dropped.
    fn upload(&self) -> Result<Box<dyn Spool>, Trouble>;

    /// Takes a label file in, as `kancil labels import` does. Of one that is refused, the answer
    /// says why.
    fn import(&self, file: &Path, about: &About, now: Time) -> Result<ImportedFile, Trouble>;

    fn machine(&self) -> Machine;
}

/// Two that are equal mean the same ledgers, clusters and labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp(pub Vec<u8>);

#[derive(Debug)]
pub struct Opened {
    pub atlas: Atlas,
    pub unread: Vec<Unread>,
}

/// A ledger that is there and does not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    pub ledger: LedgerId,
    /// For who looks after the machine.
    pub why: String,
}

/// Bytes on their way in.
pub trait Spool: Send {
    fn write(&mut self, bytes: &[u8]) -> Result<(), Trouble>;
    /// Where they lie, once all of them are written.
    fn path(&mut self) -> Result<&Path, Trouble>;
}

/// What is said of a label file that does not say it itself; the flags of `kancil labels import`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// What the file was called where it came from.
    pub name: String,
    pub kind: Option<String>,
    pub ticker: Option<String>,
    pub list: Option<String>,
    pub seen: Option<Day>,
    pub label: Option<String>,
    pub category: Option<String>,
    pub source: Option<String>,
    pub confidence: Option<String>,
    pub title: Option<String>,
    pub creator: Option<String>,
}

/// What the machine has and the program takes; `None` where the system does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Machine {
    pub memory_bytes: Option<u64>,
    pub disk_free_bytes: Option<u64>,
    pub disk_bytes: Option<u64>,
}

/// The world said no. The words are for who looks after the machine (they may name paths): they go
/// to the log and never into an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{says}")]
pub struct Trouble {
    pub says: String,
    /// The disk has no room left.
    pub is_full: bool,
}

impl Trouble {
    pub fn new(says: &dyn fmt::Display) -> Self {
        Self { says: says.to_string(), is_full: false }
    }
}
