//! Clusters as a file of columns beside their ledger, read without loading.
//!
//! | column | row | holds |
//! |---|---|---|
//! | `head` | u64 | the rules' version and settings, transactions looked at |
//! | `mark` | 44 bytes | block u32 · hash · transactions u64 |
//! | `root` | u32 | for each address its root |
//! | `cluster` | 8 bytes | of more than one address, by root: root u32 · end of its rows in `member` u32 |
//! | `member` | 8 bytes | all but the roots, by cluster and id: address u32 · the join by which it ceased to be a root u32 |
//! | `join` | 14 bytes | address u32 · address u32 · transaction 40 bits · rule u8, in chain order |
//! | `refusal` | 6 bytes | transaction 40 bits · rule u8, in chain order |
//! | `large`, `large_join` | | of large clusters, what would take long to find out (`large`) |
//!
//! Whoever owns the ledger's directory says where the file lies; nothing here opens one.

use std::fmt;
use std::ops::Range;

use graph::columns::{Columns, ColumnsWriter, Content};
use graph::scratch::Scratch;
use graph::{Graph, GraphError};
use model::hash::BlockHash;

use super::forest::{Dense, node_row, parent_of, word_of};
use super::grower::Logs;
use super::large::{self, Large, LargeRow};
use super::log::{JoinRow, RefusalRow};
use super::marks::Mark;
use super::rules::{Rules, VERSION};

/// What the file is called to be inside. Version 1 kept a ring through each cluster's members.
pub const CONTENT: Content = Content { name: "clusters", version: 2 };

const ROOT: &str = "root";
const CLUSTERS: &str = "cluster";
const MEMBERS: &str = "member";
const JOINS: &str = "join";
const REFUSALS: &str = "refusal";
const HEAD: &str = "head";
const MARKS: &str = "mark";
const MARK_WIDTH: usize = 44;

/// A root and the end of its members, or a member and its join.
pub(super) type PairRow = [u8; 8];

pub(super) fn pair([a, b, c, d, e, f, g, h]: &PairRow) -> (u32, u32) {
    (u32::from_le_bytes([*a, *b, *c, *d]), u32::from_le_bytes([*e, *f, *g, *h]))
}

/// Clusters as they were written, or none at all. Damage shows as wrong clusters and no more.
#[derive(Clone)]
pub(super) struct Base {
    columns: Option<Columns>,
    places: [Range<usize>; 7],
    pub rules: Rules,
    pub txs: u64,
    pub marks: Vec<Mark>,
}

impl fmt::Debug for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Base({} transactions, {:?})", self.txs, self.columns)
    }
}

impl Base {
    /// No transaction looked at.
    pub fn empty(rules: Rules) -> Base {
        Base { columns: None, places: Default::default(), rules, txs: 0, marks: Vec::new() }
    }

    /// `None` where they were grown by rules of another version or written in another, or the file
    /// says nothing sensible of itself: then they have to be grown anew.
    pub fn of(columns: Columns) -> Option<Base> {
        if columns.version() != CONTENT.version {
            return None;
        }
        let head: Vec<u64> = columns.u64s(HEAD).iter().map(|n| u64::from_le_bytes(*n)).collect();
        let (rules, txs) = rules_of(&head)?;
        let marks = columns.rows::<MARK_WIDTH>(MARKS).iter().map(mark_of).collect();
        let place = |name, width| {
            let (range, found) = columns.range(name)?;
            (found == width).then_some(range)
        };
        let places = [
            place(ROOT, 4)?,
            place(CLUSTERS, 8)?,
            place(MEMBERS, 8)?,
            place(JOINS, 14)?,
            place(REFUSALS, 6)?,
            // Files of before have none.
            place(large::CLUSTERS, large::WIDTH)
                .filter(|_| columns.is_sound(large::CLUSTERS))
                .unwrap_or_default(),
            place(large::JOINS, 4).unwrap_or_default(),
        ];
        let base = Base { columns: Some(columns), places, rules, txs, marks };
        // Beyond that nothing has a number.
        let rows = base.roots().len().max(base.joins().len());
        u32::try_from(rows).ok().map(|_| base)
    }

    pub fn columns(&self) -> Option<&Columns> {
        self.columns.as_ref()
    }

    #[inline]
    fn rows<const W: usize>(&self, place: usize) -> &[[u8; W]] {
        match &self.columns {
            Some(columns) => columns.slice(self.places[place].clone()).as_chunks().0,
            None => &[],
        }
    }

    /// For each address its root.
    pub fn roots(&self) -> &[[u8; 4]] {
        self.rows(0)
    }

    pub fn clusters(&self) -> &[PairRow] {
        self.rows(1)
    }

    pub fn members(&self) -> &[PairRow] {
        self.rows(2)
    }

    pub fn joins(&self) -> &[JoinRow] {
        self.rows(3)
    }

    pub fn refusals(&self) -> &[RefusalRow] {
        self.rows(4)
    }

    /// Addresses that were seen.
    pub fn len(&self) -> u32 {
        u32::try_from(self.roots().len()).unwrap_or(u32::MAX)
    }

    /// An address that was not seen yet is alone.
    #[inline]
    pub fn root(&self, id: u32) -> u32 {
        let root = self.roots().get(id as usize).map_or(id, |root| u32::from_le_bytes(*root));
        // Whatever the file says: to go to a root is to go down.
        root.min(id)
    }

    /// The rows of a cluster in `member`: all but its root.
    pub fn others(&self, root: u32) -> &[PairRow] {
        let clusters = self.clusters();
        let Ok(at) = clusters.binary_search_by_key(&root, |row| pair(row).0) else { return &[] };
        let start = at.checked_sub(1).map_or(0, |before| pair(&clusters[before]).1);
        self.members().get(start as usize..pair(&clusters[at]).1 as usize).unwrap_or(&[])
    }

    /// What is known of a large cluster, by its root.
    pub fn large(&self, root: u32) -> Option<Large<'_>> {
        large::find(self.large_rows(), self.rows(6), root, || self.others(root).len())
    }

    /// Of whatever root.
    pub fn large_rows(&self) -> &[LargeRow] {
        self.rows(5)
    }

    pub fn size(&self, root: u32) -> u32 {
        u32::try_from(self.others(root).len()).unwrap_or(u32::MAX).saturating_add(1)
    }
}

/// What is told of clusters beside them, and what large ones are asked by.
pub(super) struct About<'a> {
    pub head: &'a [u64],
    pub marks: &'a [Mark],
    /// The ledger they were brought to, where it is no further.
    pub graph: Option<&'a Graph>,
    /// Members from which on a cluster is large.
    pub large: u32,
}

/// Writes what has grown: the forest, which is no forest afterwards, and the joins of `base` that
/// still hold and those since.
pub(super) fn write(
    mut writer: ColumnsWriter,
    base: &Base,
    mut dense: Dense,
    logs: &Logs,
    about: &About<'_>,
    scratch: &Scratch,
) -> Result<Columns, GraphError> {
    let About { head, marks, graph, large } = *about;
    writer.u64s(HEAD, head)?;
    writer.rows(MARKS, &marks.iter().map(mark_row).collect::<Vec<_>>())?;
    dense.trees().flatten();
    let nodes = dense.nodes.as_mut_slice();
    writer.each(ROOT, nodes.len(), nodes.iter().map(|node| parent_of(node).to_le_bytes()))?;

    // The word of a root becomes the place of its next member.
    let mut end: u32 = 0;
    let mut column = writer.column_of::<8>(CLUSTERS, logs.joins_len() / 2)?;
    for (id, node) in (0u32..).zip(nodes.iter_mut()) {
        if parent_of(node) == id {
            let others = word_of(node) - 1;
            *node = node_row(id, end);
            end += others;
            if others > 0 {
                column.add(node_row(id, end))?;
            }
        }
    }
    column.end()?;

    let mut members = scratch.rows::<8>();
    members.extend_to(end as usize, |_| [0; 8])?;
    let rows = members.as_mut_slice();
    for id in 0..nodes.len() {
        let node = nodes[id];
        let root = parent_of(&node);
        if root as usize != id {
            let at = word_of(&nodes[root as usize]);
            rows[at as usize] = node_row(u32::try_from(id).expect("an id"), word_of(&node));
            nodes[root as usize] = node_row(root, at + 1);
        }
    }
    writer.rows(MEMBERS, members.as_slice())?;
    if let Some(graph) = graph {
        // The word of a root is the end of its members by now.
        large::write(&mut writer, graph, nodes, members.as_slice(), large, scratch)?;
    }
    drop(members);

    writer.begin(JOINS, 14, 14 * logs.joins_len())?;
    writer.push(base.joins()[..logs.base_joins].as_flattened())?;
    writer.push(logs.joins.as_slice().as_flattened())?;
    writer.end();
    writer.begin(REFUSALS, 6, 6 * (logs.base_refusals + logs.refusals.len()))?;
    writer.push(base.refusals()[..logs.base_refusals].as_flattened())?;
    writer.push(logs.refusals.as_slice().as_flattened())?;
    writer.end();
    writer.finish()
}

pub(super) fn head(rules: Rules, txs: u64) -> [u64; 7] {
    [
        u64::from(VERSION),
        u64::from(rules.coinjoin_confidence_min),
        u64::from(rules.payjoin),
        u64::from(rules.size_jump_min),
        u64::from(rules.change),
        u64::from(rules.anybodys),
        txs,
    ]
}

fn rules_of(head: &[u64]) -> Option<(Rules, u64)> {
    let [version, coinjoin, payjoin, size_jump, change, anybodys, txs] = *head else { return None };
    let rules = Rules {
        coinjoin_confidence_min: u8::try_from(coinjoin).ok()?,
        payjoin: payjoin != 0,
        size_jump_min: u32::try_from(size_jump).ok()?,
        change: change != 0,
        anybodys: anybodys != 0,
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
