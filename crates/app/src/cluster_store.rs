//! Clusters beside their ledger: `clusters` in the ledger's directory, derived like the ledger.
//!
//! The file may be older than the ledger (a few blocks are grown again rather than that all is
//! written anew; an ingest was ended before it wrote them) or newer than the view somebody reads;
//! both are set right beside it. One that cannot be read is grown anew: nothing is lost but time.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use api::chain::Holder;
use entity::atlas::Ledger;
use entity::cluster::grower::{Grower, damage};
use entity::cluster::{Clusters, file};
use graph::columns::{Columns, ColumnsWriter};
use graph::scratch::Scratch;
use graph::{Graph, GraphError};
use model::chain::LedgerKind;

use crate::failure::{Failure, words};
use crate::talk;

/// Memory for clusters that are grown to be read; beyond it they lie in files.
const READER_MEMORY: usize = 64 << 20;

fn path(ledger_dir: &Path) -> PathBuf {
    ledger_dir.join("clusters")
}

/// The ledger's [`Graph::identity`] the clusters were grown for.
const LEDGER: &str = "ledger";

/// The clusters of a ledger as of `graph`.
pub fn load(ledger_dir: &Path, graph: &Graph) -> Result<Clusters, Failure> {
    // A reader may not be allowed to write beside the ledger: then elsewhere.
    let dir = match Scratch::can_be_in(ledger_dir) {
        true => ledger_dir.to_owned(),
        false => std::env::temp_dir(),
    };
    let mut growing = Growing::within(ledger_dir, graph, Scratch::in_dir(&dir, READER_MEMORY));
    growing.follow(graph)?;
    growing.finish(graph, || ColumnsWriter::nameless(&dir, file::CONTENT))
}

/// Clusters that grow beside their ledger, commit after commit, and are kept at the end.
#[derive(Debug)]
pub struct Growing {
    ledger_dir: PathBuf,
    grower: Grower,
    /// How far they went when they were opened.
    txs_held: u64,
    /// The [`Graph::identity`] they were brought to last.
    ledger: Vec<u8>,
}

impl Growing {
    /// From those in the ledger's directory, if they are of use. What is to come beyond `memory_bytes`
    /// lies in nameless files there.
    pub fn open(ledger_dir: &Path, graph: &Graph, memory_bytes: usize) -> Growing {
        Self::within(ledger_dir, graph, Scratch::in_dir(ledger_dir, memory_bytes))
    }

    fn within(ledger_dir: &Path, graph: &Graph, scratch: Scratch) -> Growing {
        let (clusters, ledger) = held(ledger_dir, graph).unwrap_or_default();
        let ledger_dir = ledger_dir.to_owned();
        let txs_held = clusters.txs();
        Growing { ledger_dir, grower: Grower::of(clusters, scratch), txs_held, ledger }
    }

    /// To the tip of `graph`, whatever happened to the ledger.
    pub fn follow(&mut self, graph: &Graph) -> Result<(), Failure> {
        let ledger = graph.identity().0;
        if self.ledger != ledger || self.grower.txs() != graph.counts().transactions {
            self.grower.follow(graph)?;
            self.ledger = ledger.to_vec();
        }
        Ok(())
    }

    /// Writes what is worth writing, as of `graph`, to which they were brought.
    pub fn keep(mut self, graph: &Graph) -> Result<Clusters, Failure> {
        if self.grower.txs() == self.txs_held && self.grower.is_damaged() {
            // Nothing is new: there is time to look after the file.
            self.grower.follow(graph)?;
        }
        let path = path(&self.ledger_dir);
        self.finish(graph, || {
            let mut writer = ColumnsWriter::create(&path, file::CONTENT)?;
            writer.bytes(LEDGER, &graph.identity().0)?;
            Ok(writer)
        })
    }

    fn finish(
        self,
        graph: &Graph,
        writer: impl FnOnce() -> Result<ColumnsWriter, GraphError>,
    ) -> Result<Clusters, Failure> {
        if let Some(damage) = self.grower.distrusted() {
            warn(damage);
        }
        Ok(self.grower.finish(Some(graph), writer)?)
    }
}

/// The clusters in the file, with the identity of the ledger they are of; nothing where there are none
/// to go on from.
fn held(ledger_dir: &Path, graph: &Graph) -> Option<(Clusters, Vec<u8>)> {
    let columns = match open(ledger_dir) {
        Ok(columns) => columns?,
        Err(error) => {
            warn(&words(&error));
            return None;
        }
    };
    let name = columns.name().to_owned();
    let ledger = columns.bytes(LEDGER).to_vec();
    if !has_ids_of(&columns, graph) {
        return None;
    }
    let clusters = Clusters::load(columns);
    if clusters.is_none() {
        warn(&format!("{name} was written by another version of this program"));
    }
    Some((clusters?, ledger))
}

/// A partial ledger is built anew each time, and its blocks may then have other ids.
fn has_ids_of(columns: &Columns, graph: &Graph) -> bool {
    graph.ledger().kind == LedgerKind::Linked || columns.bytes(LEDGER) == graph.identity().0
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

/// What is wrong with the file beside a ledger. None need be there.
pub fn verify(ledger_dir: &Path, graph: &Graph) -> Option<String> {
    match open(ledger_dir) {
        Ok(columns) => {
            let columns = columns?;
            damage(&columns).or_else(|| contradiction(columns, graph))
        }
        Err(error) => Some(words(&error)),
    }
}

/// What the file says of large clusters against what their members come to.
fn contradiction(columns: Columns, graph: &Graph) -> Option<String> {
    if !has_ids_of(&columns, graph) {
        return None;
    }
    let name = columns.name().to_owned();
    let clusters = Arc::new(Clusters::load(columns)?);
    let unlike = Ledger { graph: graph.clone(), clusters }.large_unlike();
    let first = Holder::of(graph, *unlike.first()?).address;
    let others = unlike.len() - 1;
    Some(format!(
        "{name}: what it says of the cluster of {first}, and of {others} other large ones, is not what their members come to"
    ))
}
