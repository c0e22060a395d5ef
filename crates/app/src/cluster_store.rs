//! Clusters beside their ledger: `clusters` in the ledger's directory, derived like the ledger.
//!
//! The file may be older than the ledger (an ingest was ended before it wrote them) or newer than
//! the view somebody reads; both are set right in memory. One that cannot be read is grown anew:
//! nothing is lost but time.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use entity::cluster::{Clusters, file};
use graph::columns::{Columns, ColumnsWriter};
use graph::{Graph, GraphError};
use model::chain::LedgerKind;

use crate::failure::{Failure, words};
use crate::talk;

fn path(ledger_dir: &Path) -> PathBuf {
    ledger_dir.join("clusters")
}

/// The ledger's [`Graph::identity`] the clusters were grown for.
const LEDGER: &str = "ledger";

/// The clusters of a ledger as of `graph`.
pub fn load(ledger_dir: &Path, graph: &Graph) -> Clusters {
    let columns = match open(ledger_dir) {
        Ok(columns) => columns,
        Err(error) => {
            warn(&words(&error));
            None
        }
    };
    let Some(columns) = columns else { return Clusters::of(graph) };
    // A partial ledger is built anew each time, and its blocks may then have other ids.
    if graph.ledger().kind == LedgerKind::Partial && !is_of(&columns, graph) {
        return Clusters::of(graph);
    }
    let Some(clusters) = Clusters::load(columns.clone()) else { return Clusters::of(graph) };
    if clusters.txs() == graph.counts().transactions && is_of(&columns, graph) {
        return clusters;
    }
    // What is grown from them would hide the damage for good.
    match damage(&columns) {
        Some(damage) => {
            warn(&damage);
            Clusters::of(graph)
        }
        None => clusters.catch_up(graph),
    }
}

fn warn(damage: &str) {
    talk::warn(format_args!("{damage}; clusters are grown anew"));
}

/// The file's columns; `None` where there is no file.
fn open(ledger_dir: &Path) -> Result<Option<Columns>, GraphError> {
    match Columns::open(&path(ledger_dir), file::CONTENT) {
        Ok(columns) => Ok(Some(columns)),
        Err(GraphError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn is_of(columns: &Columns, graph: &Graph) -> bool {
    columns.bytes(LEDGER) == graph.identity().0
}

/// Reads everything and says which columns are not as they were written.
fn damage(columns: &Columns) -> Option<String> {
    let damages = columns.damages();
    (!damages.is_empty()).then(|| {
        let (s, are) = if damages.len() == 1 { ("", "does") } else { ("s", "do") };
        let names = damages.join(", ");
        format!("{}: column{s} {names} {are} not match the checksum{s}", columns.name())
    })
}

/// What is wrong with the file beside a ledger. None need be there.
pub fn verify(ledger_dir: &Path) -> Option<String> {
    match open(ledger_dir) {
        Ok(columns) => damage(&columns?),
        Err(error) => Some(words(&error)),
    }
}

/// Clusters that grow beside their ledger, commit after commit, and are kept at the end.
#[derive(Debug)]
pub struct Growing {
    ledger_dir: PathBuf,
    clusters: Clusters,
}

impl Growing {
    /// From those in the ledger's directory, if they are of use.
    pub fn open(ledger_dir: &Path, graph: &Graph, _memory_bytes: usize) -> Self {
        let mut clusters = load(ledger_dir, graph);
        if let Some(damage) = open(ledger_dir).ok().flatten().as_ref().and_then(damage) {
            // They fit the ledger, and would be written again with checksums that hide it.
            warn(&damage);
            clusters = Clusters::default();
        }
        Self { ledger_dir: ledger_dir.to_owned(), clusters }
    }

    /// To the tip of `graph`, whatever happened to the ledger.
    pub fn follow(&mut self, graph: &Graph) -> Result<(), Failure> {
        self.clusters = std::mem::take(&mut self.clusters).catch_up(graph);
        Ok(())
    }

    /// Writes them as of `graph`, to which they were brought.
    pub fn keep(self, graph: &Graph) -> Result<Clusters, Failure> {
        let mut writer = ColumnsWriter::create(&path(&self.ledger_dir), file::CONTENT)?;
        writer.bytes(LEDGER, &graph.identity().0)?;
        Ok(self.clusters.save(writer)?)
    }
}
