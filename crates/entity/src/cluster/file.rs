//! Clusters as a file of columns beside their ledger, read without loading.
//!
//! | column | row | holds |
//! |---|---|---|
//! | `head` | u64 | the rules' version and settings, transactions looked at |
//! | `mark` | 44 bytes | block u32 · hash · transactions u64 |
//! | `root` | u32 | for each address its root |
//! | `size` | u32 | at roots, the number of members |
//! | `next` | u32 | the next member in the ring |
//! | `lost_by` | u32 | the join by which the address ceased to be a root, or `ffffffff` |
//! | `join` | 14 bytes | address u32 · address u32 · transaction 40 bits · rule u8, in chain order |
//! | `refusal` | 6 bytes | transaction 40 bits · rule u8, in chain order |
//!
//! Whoever owns the ledger's directory says where the file lies; nothing here opens one.

use std::borrow::Cow;

use graph::GraphError;
use graph::columns::{Columns, ColumnsWriter, Content};
use model::hash::BlockHash;

use super::marks::Mark;
use super::partition::{Node, Partition};
use super::rules::{Rules, VERSION};
use super::{Clusters, Grown, Store};

/// What the file is called to be inside.
pub const CONTENT: Content = Content { name: "clusters", version: 1 };

pub(super) const ROOT: &str = "root";
pub(super) const SIZE: &str = "size";
pub(super) const NEXT: &str = "next";
pub(super) const LOST_BY: &str = "lost_by";
pub(super) const JOINS: &str = "join";
pub(super) const REFUSALS: &str = "refusal";
const HEAD: &str = "head";
const MARKS: &str = "mark";
const MARK_WIDTH: usize = 44;

impl Clusters {
    /// Writes everything, and reads on from what was written.
    pub fn save(self, mut writer: ColumnsWriter) -> Result<Clusters, GraphError> {
        let grown = self.grown();
        writer.u64s(HEAD, &head(self.rules, self.txs))?;
        writer.rows(MARKS, &self.marks.iter().map(mark_row).collect::<Vec<_>>())?;
        let nodes = &grown.partition.nodes;
        write_column(&mut writer, ROOT, nodes, |node| node.parent)?;
        write_column(&mut writer, SIZE, nodes, |node| node.size)?;
        write_column(&mut writer, NEXT, nodes, |node| node.next)?;
        write_column(&mut writer, LOST_BY, nodes, |node| node.lost_by)?;
        writer.rows(JOINS, &grown.joins)?;
        writer.rows(REFUSALS, &grown.refusals)?;
        Ok(Clusters { store: Store::Mapped(writer.finish()?), ..self })
    }

    /// Clusters as a file has them. `None` where they were grown by rules of another version, or
    /// the file says nothing sensible of itself: then they have to be grown anew.
    pub fn load(columns: Columns) -> Option<Clusters> {
        let head: Vec<u64> = columns.u64s(HEAD).iter().map(|n| u64::from_le_bytes(*n)).collect();
        let (rules, txs) = rules_of(&head)?;
        let marks = columns.rows::<MARK_WIDTH>(MARKS).iter().map(mark_of).collect();
        Some(Clusters { rules, txs, marks, store: Store::Mapped(columns) })
    }

    /// The columns in memory, copied there if they are not.
    pub(super) fn grown(&self) -> Cow<'_, Grown> {
        let columns = match &self.store {
            Store::Grown(grown) => return Cow::Borrowed(grown),
            Store::Mapped(columns) => columns,
        };
        let u32s = |name| columns.u32s(name).iter().map(|number| u32::from_le_bytes(*number));
        let rest = u32s(SIZE).zip(u32s(NEXT)).zip(u32s(LOST_BY));
        let nodes = u32s(ROOT).zip(rest);
        let node = |(parent, ((size, next), lost_by))| Node { parent, size, next, lost_by };
        Cow::Owned(Grown {
            partition: Partition { nodes: nodes.map(node).collect() },
            joins: columns.rows(JOINS).to_vec(),
            refusals: columns.rows(REFUSALS).to_vec(),
        })
    }
}

fn write_column(
    writer: &mut ColumnsWriter,
    name: &str,
    nodes: &[Node],
    of: fn(&Node) -> u32,
) -> Result<(), GraphError> {
    writer.begin(name, 4, 4 * nodes.len())?;
    for chunk in nodes.chunks(1 << 12) {
        let bytes: Vec<[u8; 4]> = chunk.iter().map(|node| of(node).to_le_bytes()).collect();
        writer.push(bytes.as_flattened())?;
    }
    writer.end();
    Ok(())
}

fn head(rules: Rules, txs: u64) -> [u64; 6] {
    [
        u64::from(VERSION),
        u64::from(rules.coinjoin_confidence_min),
        u64::from(rules.payjoin),
        u64::from(rules.size_jump_min),
        u64::from(rules.change),
        txs,
    ]
}

fn rules_of(head: &[u64]) -> Option<(Rules, u64)> {
    let [version, coinjoin, payjoin, size_jump, change, txs] = *head else { return None };
    let rules = Rules {
        coinjoin_confidence_min: u8::try_from(coinjoin).ok()?,
        payjoin: payjoin != 0,
        size_jump_min: u32::try_from(size_jump).ok()?,
        change: change != 0,
    };
    (version == u64::from(VERSION)).then_some((rules, txs))
}

fn mark_row(mark: &Mark) -> [u8; MARK_WIDTH] {
    let mut row = [0; MARK_WIDTH];
    row[..4].copy_from_slice(&mark.block.to_le_bytes());
    row[4..36].copy_from_slice(&mark.hash.0);
    row[36..].copy_from_slice(&mark.txs.to_le_bytes());
    row
}

fn mark_of(row: &[u8; MARK_WIDTH]) -> Mark {
    let (block, rest) = row.split_first_chunk().expect("44 bytes");
    let (hash, rest) = rest.split_first_chunk().expect("40 bytes");
    let (txs, _) = rest.split_first_chunk().expect("8 bytes");
    Mark {
        block: u32::from_le_bytes(*block),
        hash: BlockHash(*hash),
        txs: u64::from_le_bytes(*txs),
    }
}
