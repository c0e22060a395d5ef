//! Opening a ledger's directory to read it.

use std::io;
use std::path::Path;

use crate::error::GraphError;
use crate::read::Graph;
use crate::record::Record;

impl Graph {
    /// The ledger in `dir` as of its last commit. Needs no lock and writes nothing: a writer may be
    /// at work, and this view stays as it is.
    pub fn open(dir: &Path) -> Result<Graph, GraphError> {
        let missing = || GraphError::Missing { dir: dir.to_owned() };
        let mut record = Record::read(dir)?.ok_or_else(missing)?;
        loop {
            let fault = match record.open(dir) {
                Ok(stack) => return Ok(Graph::of(&record, stack)),
                Err(fault) => fault,
            };
            // A writer may have committed between the two reads, and removed what it merged.
            let newer = Record::read(dir)?.ok_or_else(missing)?;
            let gone = matches!(&fault, GraphError::Io { source, .. }
                if source.kind() == io::ErrorKind::NotFound);
            if !gone || newer == record {
                return Err(fault);
            }
            record = newer;
        }
    }
}
