//! Many keys at once against the indexes of a stack of segments.
//!
//! The keys come in the order of their hashes, which is the order of an index's buckets: each index is
//! read once, from front to back, and so are the columns in which the keys of the rows that come into
//! question are compared, since those are sorted by row first. So a ledger larger than memory is
//! joined by walks, not by one wait for the disk a key.

use crate::packed::{at, row};
use crate::segment::Segment;
use crate::segment::index::Index;
use crate::stack::Stack;

/// Probes whose buckets are asked for together.
const GROUP: usize = 32;
/// Rows that come into question are compared when they are so many, and more than there are keys:
/// only hashes made to deceive can be that many.
const CANDIDATES_MIN: usize = 1 << 16;
/// Probes are ordered by so many bits of their hashes: what an index has for those that share them
/// fits a processor's cache.
const ORDER_BITS: u32 = 11;

/// A key that is looked for: its hash, and the number of who asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Probe {
    pub hash: u64,
    pub number: u32,
}

/// Probes for keys in the order of their hashes, as far as the order matters. `keys` gives hashes and
/// numbers as often as it is asked to.
pub(crate) fn probes<I: Iterator<Item = (u64, u32)>>(keys: impl Fn() -> I) -> Vec<Probe> {
    let part = |hash: u64| at(hash >> (64 - ORDER_BITS));
    let mut next = vec![0usize; 1 << ORDER_BITS];
    for (hash, _) in keys() {
        next[part(hash)] += 1;
    }
    let mut count = 0;
    for next in &mut next {
        count += std::mem::replace(next, count);
    }
    let mut probes = vec![Probe::default(); count];
    for (hash, number) in keys() {
        let next = &mut next[part(hash)];
        probes[*next] = Probe { hash, number };
        *next += 1;
    }
    probes
}

/// Finds for each key the newest segment that has it, and calls `found` with the segment, the row and
/// who asks; where several rows of that segment have it, once for each, ascending. What was found
/// is no longer among the probes afterwards.
pub(crate) fn newest(
    stack: &Stack,
    probes: &mut Vec<Probe>,
    keys: &impl Keys,
    mut found: impl FnMut(&Segment, usize, u32),
) {
    let numbers = probes.iter().map(|probe| probe.number as usize + 1).max().unwrap_or(0);
    let mut done = vec![0u64; numbers.div_ceil(64)];
    for segment in stack.segments().iter().rev() {
        if probes.is_empty() {
            return;
        }
        let mut any = false;
        let columns = keys.columns(segment);
        within(keys.index(segment), probes, keys, &columns, |row, number| {
            any = true;
            done[number as usize / 64] |= 1 << (number % 64);
            found(segment, row, number);
        });
        if any {
            let open = |number: u32| done[number as usize / 64] >> (number % 64) & 1 == 0;
            probes.retain(|probe| open(probe.number));
        }
    }
}

/// The keys that are looked for, and where segments have theirs.
pub(crate) trait Keys {
    /// The columns of a segment that hold keys.
    type Columns<'s>;

    fn index<'s>(&self, segment: &'s Segment) -> Index<'s>;
    fn columns<'s>(&self, segment: &'s Segment) -> Self::Columns<'s>;
    /// Reads what makes the next call near.
    fn touch(&self, columns: &Self::Columns<'_>, row: usize, number: u32);
    /// Whether a row holds the key of who asks.
    fn is(&self, columns: &Self::Columns<'_>, row: usize, number: u32) -> bool;
}

/// Txids, by who asks.
pub(crate) struct Txids<'k>(pub &'k [[u8; 32]]);

impl Keys for Txids<'_> {
    type Columns<'s> = &'s [[u8; 32]];

    fn index<'s>(&self, segment: &'s Segment) -> Index<'s> {
        segment.tx_index()
    }

    fn columns<'s>(&self, segment: &'s Segment) -> &'s [[u8; 32]] {
        segment.tx_txid()
    }

    #[inline]
    fn touch(&self, txids: &&[[u8; 32]], row: usize, number: u32) {
        std::hint::black_box(txids.get(row).map(|txid| txid[0]));
        std::hint::black_box(self.0.get(number as usize).map(|txid| txid[0]));
    }

    #[inline]
    fn is(&self, txids: &&[[u8; 32]], row: usize, number: u32) -> bool {
        txids.get(row).is_some_and(|txid| self.0.get(number as usize) == Some(txid))
    }
}

/// Calls `found` with every row of one index that holds the key of a probe. In the order of rows, but
/// for hashes that deceive: those may need several walks.
fn within<K: Keys>(
    index: Index<'_>,
    probes: &[Probe],
    keys: &K,
    columns: &K::Columns<'_>,
    mut found: impl FnMut(usize, u32),
) {
    let candidates_max = probes.len().max(CANDIDATES_MIN);
    let mut candidates: Vec<u64> = Vec::new();
    for group in probes.chunks(GROUP) {
        for probe in group {
            index.touch(probe.hash);
        }
        for probe in group {
            for row in index.rows(probe.hash) {
                candidates.push((row as u64) << 32 | u64::from(probe.number));
            }
        }
        if candidates.len() >= candidates_max {
            compare(&mut candidates, keys, columns, &mut found);
        }
    }
    compare(&mut candidates, keys, columns, &mut found);
}

fn compare<K: Keys>(
    candidates: &mut Vec<u64>,
    keys: &K,
    columns: &K::Columns<'_>,
    found: &mut impl FnMut(usize, u32),
) {
    candidates.sort_unstable();
    let parts = |candidate: u64| (at(candidate >> 32), row(at(candidate & u64::from(u32::MAX))));
    for group in candidates.chunks(GROUP) {
        for (row, number) in group.iter().map(|candidate| parts(*candidate)) {
            keys.touch(columns, row, number);
        }
        for (row, number) in group.iter().map(|candidate| parts(*candidate)) {
            if keys.is(columns, row, number) {
                found(row, number);
            }
        }
    }
    candidates.clear();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::{ColumnsWriter, Content};
    use crate::segment::index::{self, hash_of};
    use crate::testing::{Growing, LINKED, dir};
    use crate::{Graph, Writer};

    /// A chain in several segments, with twins in one segment and across two.
    fn graph() -> Graph {
        let dir = dir();
        let mut writer = Writer::open(dir.path(), LINKED).unwrap();
        let mut chain = Growing::new(LINKED);
        for block in 0..60u64 {
            let numbers: Vec<u64> =
                (1..6).map(|tx| (block * 5 + tx).wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
            writer.append(&chain.block("", &numbers)).unwrap();
            if block % 7 == 6 {
                writer.commit_merged(false).unwrap();
            }
        }
        writer.commit_merged(false).unwrap()
    }

    /// What the join finds for each key, by its number.
    fn joined(stack: &Stack, keys: &[[u8; 32]]) -> Vec<Option<u64>> {
        let hashes = || keys.iter().map(hash_of).zip(0..);
        let mut probes = probes(hashes);
        let mut newest = vec![None; keys.len()];
        super::newest(stack, &mut probes, &Txids(keys), |segment, row, number| {
            newest[number as usize] = Some(segment.base.txs + row as u64);
        });
        for probe in probes {
            assert_eq!(newest[probe.number as usize], None, "what is found is taken out");
        }
        newest
    }

    #[test]
    fn a_join_finds_what_one_look_up_a_key_finds() {
        let graph = graph();
        let stack = graph.stack();
        let txs = stack.end().txs;
        let txid = |id: u64| stack.tx(id).map(|(segment, row)| segment.tx_txid()[row]).unwrap();
        let mut keys: Vec<[u8; 32]> = (0..txs).map(txid).collect();
        // As many that are not there: some share bucket and tag with one that is.
        let strangers: Vec<[u8; 32]> = keys
            .iter()
            .map(|key| {
                let mut other = *key;
                other[31] ^= 1;
                other
            })
            .collect();
        keys.extend(strangers);
        let found = joined(stack, &keys);
        let expected: Vec<Option<u64>> =
            keys.iter().map(|key| stack.find_tx(key).first().copied()).collect();
        assert_eq!(found, expected);
        let twins = keys.iter().filter(|key| stack.find_tx(key).len() > 1).count();
        assert!(twins > 2 && stack.segments().len() > 5, "{twins} twins");
    }

    #[test]
    fn nothing_is_found_in_nothing() {
        assert_eq!(joined(&Stack::default(), &[[7; 32]]), [None]);
        assert_eq!(joined(graph().stack(), &[]), []);
    }

    #[test]
    fn hashes_that_deceive_cost_steps_and_no_memory() {
        // Many entries of one home and one tag, asked by as many: only the last row is anyone's.
        let mut out = ColumnsWriter::in_memory(Content { name: "test", version: 1 });
        index::write(&mut out, "index", 600, || std::iter::repeat_n(9, 600), 1 << 20).unwrap();
        let columns = out.finish().unwrap();
        let index = Index::of(columns.rows("index"), 600);
        let probes = probes(|| (0..600).map(|number| (9, number)));
        let mut txids = [[1; 32]; 600];
        txids[599] = [2; 32];
        let keys = [[2; 32]; 600];
        let mut found = Vec::new();
        within(index, &probes, &Txids(&keys), &&txids[..], |row, by| found.push((row, by)));
        found.sort_unstable();
        assert_eq!(found, (0..600).map(|number| (599, number)).collect::<Vec<_>>());
    }

    #[test]
    fn probes_are_ordered_by_hash_and_none_is_lost() {
        let keys = || {
            (0..5_000u32)
                .map(|number| (u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15), number))
        };
        let probes = probes(keys);
        assert!(probes.is_sorted_by_key(|probe| probe.hash >> (64 - ORDER_BITS)));
        let mut back: Vec<(u64, u32)> = probes.iter().map(|p| (p.hash, p.number)).collect();
        back.sort_unstable_by_key(|(_, number)| *number);
        assert!(back.into_iter().eq(keys()));
    }
}
