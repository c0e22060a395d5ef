//! Whether a ledger is whole: every checksum, and everything that must be so whatever is stored.
//!
//! The columns are walked as a reader would, one segment after the other, and every derived value is
//! held against the rows it follows from. Memory does not grow with the ledger. Damage is reported
//! with file, column and place, and is never a panic.

mod chain;
mod holders;
mod indexes;
mod spends;

use std::fmt;

use crate::packed::at;
use crate::read::Graph;
use crate::segment::Segment;

/// Damages that are told one by one; the others are counted.
const DAMAGES_MAX: usize = 100;

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
                self.damage(name, || "its bytes do not match its checksum".to_owned());
            }
        }
        if !self.segment.columns().is_padded() {
            self.damage("segment", || "the bytes between the columns are not zero".to_owned());
        }
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
