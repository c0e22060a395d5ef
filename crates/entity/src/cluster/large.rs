//! What the file knows of large clusters beside their members, so that nobody goes through all of them for a page:
//! their joins in chain order, and what they received and sent in all when the file was written.
//!
//! A large cluster (a big exchange has tens of millions of addresses) is the one that people ask about; there are
//! few, so that this costs little beside the members themselves. Of one that grew large since, or was joined to
//! others since, every part is answered for itself: those that the file has here, and small ones member by member.
//!
//! | column | row | holds |
//! |---|---|---|
//! | `large` | 48 bytes | of a large cluster, by root: root u32 · end of its rows in `large_join` u32 · received 96 bits · sent 96 bits · outputs u64 · inputs u64 |
//! | `large_join` | u32 | its joins, by number |
//!
//! A file without these columns, or with empty ones, is as good: it answers the same, later. So whatever contradicts
//! the rest of the file is not believed, and the members are gone through as those of a small cluster:
//!
//! * `large` whose bytes are not the ones written (its checksum is compared whenever the file is opened: it is short);
//! * a row that is not in its place, whose end lies outside of `large_join`, or whose joins are not one fewer than the
//!   cluster has members;
//! * of `large_join` what is read: joins that do not ascend, or that joined others.
//!
//! What is believed beyond that: sums that somebody forged together with the checksum, and that no join is missing among
//! those read. `kancil store verify` compares the checksums of both columns, and then each row with what the members
//! come to ([`crate::atlas::Ledger::large_unlike`]).

use std::ops::Range;

use graph::columns::ColumnsWriter;
use graph::scratch::Scratch;
use graph::{AddressId, Flows, Graph, GraphError};
use model::amount::Total;

use super::file::{PairRow, pair};

/// Members from which on a cluster is large.
pub const LARGE: u32 = 10_000;

pub(super) const CLUSTERS: &str = "large";
pub(super) const JOINS: &str = "large_join";
pub(super) const WIDTH: u32 = 48;

pub(super) type LargeRow = [u8; WIDTH as usize];

/// What a cluster received and sent in all, and in how many outputs and inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    pub received: Total,
    pub sent: Total,
    pub outputs: u64,
    pub inputs: u64,
}

impl Sums {
    pub(crate) fn of(graph: &Graph, members: impl Iterator<Item = AddressId>) -> Sums {
        members.fold(Sums::default(), |sums, id| {
            let Flows { received, sent, outputs, inputs } = graph.flows(id);
            sums.and(Sums { received, sent, outputs, inputs })
        })
    }

    /// Whatever a damaged file says of either.
    #[must_use]
    pub(crate) fn and(self, other: Sums) -> Sums {
        Sums {
            received: self.received + other.received,
            sent: self.sent + other.sent,
            outputs: self.outputs.saturating_add(other.outputs),
            inputs: self.inputs.saturating_add(other.inputs),
        }
    }
}

/// A large cluster as the file has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Large<'a> {
    /// Numbers of its joins, ascending.
    pub joins: &'a [[u8; 4]],
    /// When the file was written.
    pub sums: Sums,
}

fn row(root: u32, end: u32, sums: &Sums) -> LargeRow {
    let mut row = [0; WIDTH as usize];
    row[..4].copy_from_slice(&root.to_le_bytes());
    row[4..8].copy_from_slice(&end.to_le_bytes());
    row[8..20].copy_from_slice(&sums.received.0.to_le_bytes()[..12]);
    row[20..32].copy_from_slice(&sums.sent.0.to_le_bytes()[..12]);
    row[32..40].copy_from_slice(&sums.outputs.to_le_bytes());
    row[40..].copy_from_slice(&sums.inputs.to_le_bytes());
    row
}

/// The root that a row is of, whatever else it says.
pub(super) fn root_of(row: &LargeRow) -> u32 {
    ends(row).0
}

fn ends(row: &LargeRow) -> (u32, u32) {
    pair(row.first_chunk().expect("48 bytes"))
}

fn number(bytes: &[u8]) -> u128 {
    let mut wide = [0; 16];
    wide[..bytes.len()].copy_from_slice(bytes);
    u128::from_le_bytes(wide)
}

fn sums_of(row: &LargeRow) -> Sums {
    let count = |bytes| u64::try_from(number(bytes)).expect("eight bytes");
    Sums {
        received: Total(number(&row[8..20])),
        sent: Total(number(&row[20..32])),
        outputs: count(&row[32..40]),
        inputs: count(&row[40..]),
    }
}

/// Of a cluster that has `others` beside its root.
pub(super) fn find<'a>(
    rows: &[LargeRow],
    joins: &'a [[u8; 4]],
    root: u32,
    others: impl FnOnce() -> usize,
) -> Option<Large<'a>> {
    let at = rows.binary_search_by_key(&root, |row| ends(row).0).ok()?;
    let start = at.checked_sub(1).map_or(0, |before| ends(&rows[before]).1);
    let joins = joins.get(start as usize..ends(&rows[at]).1 as usize)?;
    (joins.len() == others()).then(|| Large { joins, sums: sums_of(&rows[at]) })
}

/// Writes both columns. `clusters` are the roots with their rows in `members`; all is as of `graph`.
pub(super) fn write(
    writer: &mut ColumnsWriter,
    graph: &Graph,
    clusters: impl Iterator<Item = (u32, Range<usize>)>,
    members: &[PairRow],
    large: u32,
    scratch: &Scratch,
) -> Result<(), GraphError> {
    let mut joins = scratch.rows::<4>();
    let mut rows = Vec::new();
    for (root, place) in clusters.filter(|(_, place)| place.len() + 1 >= large as usize) {
        let others = &members[place];
        let ids = others.iter().map(|row| pair(row).0);
        let sums = Sums::of(graph, [root].into_iter().chain(ids).map(AddressId));
        let start = joins.len();
        joins.extend_to(start + others.len(), |at| pair(&others[at - start]).1.to_le_bytes())?;
        joins.as_mut_slice()[start..].sort_unstable_by_key(|number| u32::from_le_bytes(*number));
        let end = u32::try_from(joins.len()).expect("fewer joins than ids");
        rows.push(row(root, end, &sums));
    }
    writer.rows(CLUSTERS, &rows)?;
    writer.rows(JOINS, joins.as_slice())
}
