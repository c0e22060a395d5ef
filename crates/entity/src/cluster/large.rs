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
use graph::{AddressId, Flows, Graph, GraphError, SegmentView};
use model::amount::{Sat, Total};
use model::chain::LedgerKind;

use super::file::{PairRow, pair};
use super::forest::{NodeRow, node_row, parent_of, word_of};

/// Members from which on a cluster is large.
pub const LARGE: u32 = 10_000;

/// Outputs looked at together.
const BATCH: usize = 1024;

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

    /// Those of every numbered cluster, in one walk over all outputs and what became of them: in the order in which
    /// they lie, where going from member to member reads here and there for every leg.
    fn of_numbered(graph: &Graph, nodes: &[NodeRow], count: usize) -> Vec<Sums> {
        if count == 0 {
            return Vec::new();
        }
        // The first is that of all small ones, and stays away.
        let mut sums = vec![Sums::default(); count + 1];
        let number_of = |holder: u32| nodes.get(holder as usize).map_or(0, word_of) as usize;
        let mut numbers = Vec::with_capacity(BATCH);
        for segment in graph.segments() {
            let values = segment.output_values().chunks(BATCH);
            let spenders = segment.output_spenders().chunks(BATCH);
            let holders = segment.output_holders().chunks(BATCH);
            for ((values, holders), spenders) in values.zip(holders).zip(spenders) {
                // Each waits for memory, and none for the one before.
                numbers.clear();
                numbers.extend(holders.iter().map(|holder| number_of(u32::from_le_bytes(*holder))));
                for ((number, value), spender) in numbers.iter().zip(values).zip(spenders) {
                    if *number > 0 {
                        let is_spent = *spender != SegmentView::UNSPENT
                            && *spender != SegmentView::UNSPENDABLE;
                        let value = Sat(u64::from_le_bytes(*value));
                        sums[*number].add_output(value, is_spent);
                    }
                }
            }
            for (output, _) in segment.older_spent().filter(|(_, by)| by.is_some()) {
                let (value, holder) = graph.value_and_holder(output);
                let number = holder.map_or(0, |holder| number_of(holder.0));
                sums[number].add_input(value);
            }
        }
        sums.split_off(1)
    }

    #[inline]
    fn add_output(&mut self, value: Sat, is_spent: bool) {
        self.received += value;
        self.outputs += 1;
        if is_spent {
            self.add_input(value);
        }
    }

    #[inline]
    fn add_input(&mut self, value: Sat) {
        self.sent += value;
        self.inputs += 1;
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

/// Writes both columns. `nodes` are flat, the word of a root being the end of its rows in `members`; afterwards
/// words say nothing more. All is as of `graph`.
pub(super) fn write(
    writer: &mut ColumnsWriter,
    graph: &Graph,
    nodes: &mut [NodeRow],
    members: &[PairRow],
    large: u32,
    scratch: &Scratch,
) -> Result<(), GraphError> {
    let clusters = numbered(nodes, large);
    let others = |place: &Range<u32>| &members[place.start as usize..place.end as usize];
    let sums: Vec<Sums> = match graph.ledger().kind {
        // Of what is spent there not every output is there.
        LedgerKind::Partial => clusters
            .iter()
            .map(|(root, place)| {
                let ids = others(place).iter().map(|row| pair(row).0);
                Sums::of(graph, [*root].into_iter().chain(ids).map(AddressId))
            })
            .collect(),
        _ => Sums::of_numbered(graph, nodes, clusters.len()),
    };
    let mut joins = scratch.rows::<4>();
    let mut rows = Vec::new();
    for ((root, place), sums) in clusters.iter().zip(&sums) {
        let (start, others) = (joins.len(), others(place));
        joins.extend_to(start + others.len(), |at| pair(&others[at - start]).1.to_le_bytes())?;
        joins.as_mut_slice()[start..].sort_unstable_by_key(|number| u32::from_le_bytes(*number));
        let end = u32::try_from(joins.len()).expect("fewer joins than ids");
        rows.push(row(*root, end, sums));
    }
    writer.rows(CLUSTERS, &rows)?;
    writer.rows(JOINS, joins.as_slice())
}

/// The large clusters by root, with their rows among members; they are numbered from one, and the word of every
/// address becomes its cluster's number, nought where that is small.
fn numbered(nodes: &mut [NodeRow], large: u32) -> Vec<(u32, Range<u32>)> {
    let mut clusters = Vec::new();
    let mut start = 0;
    for at in 0..nodes.len() {
        let root = parent_of(&nodes[at]);
        let mut number = word_of(&nodes[root as usize]);
        if root as usize == at {
            let place = std::mem::replace(&mut start, number)..number;
            number = 0;
            if place.len() + 1 >= large as usize {
                clusters.push((root, place));
                number = u32::try_from(clusters.len()).expect("fewer clusters than ids");
            }
        }
        nodes[at] = node_row(root, number);
    }
    clusters
}
