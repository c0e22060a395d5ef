//! Whether a ledger is whole: every checksum, and everything that must be so whatever is stored.
//!
//! The columns are walked as a reader would, one segment after the other, and every derived value is
//! held against the rows it follows from. Memory does not grow with the ledger. Damage is reported
//! with file, column and place, and is never a panic.

mod chain;
#[cfg(test)]
mod flips;
mod holders;
mod indexes;
mod spends;

use std::fmt::{self, Write as _};

use crate::columns::Access;
use crate::packed::at;
use crate::read::Graph;
use crate::segment::Segment;

/// Damages that are told one by one; the others are counted.
const DAMAGES_MAX: usize = 100;
/// Places of one column's damage that are told.
const PLACES_MAX: usize = 4;

/// What [`Graph::verify`] found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    pub damages: Vec<Damage>,
    /// Damages beyond those.
    pub left_out: u64,
}

impl Verified {
    pub fn is_sound(&self) -> bool {
        self.damages.is_empty()
    }
}

/// Something that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    pub file: String,
    pub column: &'static str,
    pub what: String,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: column {}: {}", self.file, self.column, self.what)
    }
}

impl Graph {
    /// Reads everything and checks everything. What a damaged header says is told by
    /// [`Graph::open`], which fails.
    pub fn verify(&self) -> Verified {
        self.expect(Access::InOrder);
        let mut found = Verified::default();
        for segment in self.stack().segments() {
            let mut check = Check { graph: self, segment, found: &mut found };
            check.checksums();
            check.chain();
            check.spends();
            check.holders();
            check.indexes();
        }
        found
    }
}

/// One segment under examination.
struct Check<'a> {
    graph: &'a Graph,
    segment: &'a Segment,
    found: &'a mut Verified,
}

impl Check<'_> {
    fn damage(&mut self, column: &'static str, what: impl FnOnce() -> String) {
        if self.found.damages.len() >= DAMAGES_MAX {
            self.found.left_out += 1;
            return;
        }
        let file = self.segment.columns().name().to_owned();
        self.found.damages.push(Damage { file, column, what: what() });
    }

    fn checksums(&mut self) {
        for (name, _) in crate::segment::COLUMNS {
            if !self.segment.columns().is_sound(name) {
                let places = self.damaged_places(name);
                self.damage(name, || format!("its bytes do not match its checksum{places}"));
            }
        }
        for column in self.segment.columns().damages() {
            // What stands beside the columns that readers know: of the pages' own checksums.
            if !crate::segment::COLUMNS.iter().any(|(name, _)| *name == column) {
                self.damage("page_checksum", || format!("{column} does not match its checksum"));
            }
        }
        if !self.segment.columns().is_padded() {
            self.damage("segment", || "the bytes between the columns are not zero".to_owned());
        }
    }

    /// `: rows 2048 to 4095 (blocks 812 to 815)`, for the first few places of a column's damage.
    fn damaged_places(&self, name: &str) -> String {
        let columns = self.segment.columns();
        let width = u64::from(crate::segment::width(name));
        let ranges = columns.damaged_ranges(name);
        let mut text = String::new();
        for range in ranges.iter().take(PLACES_MAX) {
            let (first, last) = (range.start / width, (range.end - 1) / width);
            let _ =
                write!(text, "{} rows {first} to {last}", if text.is_empty() { ":" } else { "," });
            match (self.block_of_row(name, first), self.block_of_row(name, last)) {
                (Some(first), Some(last)) if first == last => {
                    let _ = write!(text, " (block {first})");
                }
                (Some(first), Some(last)) => {
                    let _ = write!(text, " (blocks {first} to {last})");
                }
                _ => {}
            }
        }
        if ranges.len() > PLACES_MAX {
            let _ = write!(text, " and {} more places", ranges.len() - PLACES_MAX);
        }
        text
    }

    /// The block that a row of a column belongs to, where its rows stand in chain order.
    fn block_of_row(&self, name: &str, row: u64) -> Option<u64> {
        let (graph, base, extent) = (self.graph, self.segment.base, self.segment.extent);
        let rows = self
            .segment
            .columns()
            .range(name)
            .map(|(range, width)| range.len() / width as usize)?;
        let is_dense = |count: u64| at(count) == rows && row < count;
        let tx = match name.split_once('.')?.0 {
            "block" if is_dense(extent.blocks) => return Some(base.blocks + row),
            "tx" if is_dense(extent.txs) => crate::TxId(base.txs + row),
            "input" if is_dense(extent.inputs) => graph.tx_of_input(crate::InId(base.inputs + row)),
            "output" if is_dense(extent.outputs) => {
                graph.tx_of_output(crate::OutId(base.outputs + row))
            }
            _ => return None,
        };
        Some(u64::from(graph.block_of(tx).0))
    }

    /// Where a transaction stands, for a message.
    fn place(&self, tx: usize) -> String {
        let id = crate::TxId(self.segment.base.txs + tx as u64);
        format!("block {}, transaction {}", self.graph.block_of(id).0, self.graph.txid(id))
    }

    fn txs_len(&self) -> usize {
        at(self.segment.extent.txs)
    }
}
