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

/// The clusters of a ledger as of `graph`.
pub fn load(ledger_dir: &Path, graph: &Graph) -> Clusters {
    let kept = match Columns::open(&path(ledger_dir), file::CONTENT) {
        Ok(columns) => Clusters::load(columns),
        Err(GraphError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => None,
        Err(error) => {
            talk::warn(format_args!("{}; clusters are grown anew", words(&error)));
            None
        }
    };
    let Some(clusters) = kept else { return Clusters::of(graph) };
    let is_whole = clusters.txs() == graph.counts().transactions;
    // A partial ledger and its clusters are made together, or not at all.
    if is_whole && graph.ledger().kind == LedgerKind::Partial {
        return clusters;
    }
    clusters.catch_up(graph)
}

/// Brings the clusters to the ledger's tip and keeps them.
pub fn store(ledger_dir: &Path, graph: &Graph) -> Result<Clusters, Failure> {
    let clusters = load(ledger_dir, graph);
    let writer = ColumnsWriter::create(&path(ledger_dir), file::CONTENT)?;
    Ok(clusters.save(writer)?)
}
