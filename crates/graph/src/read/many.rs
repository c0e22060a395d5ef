//! Many look-ups at once.
//!
//! One look-up waits for memory three times: for its line of the index, for what tells where the key
//! of the row lies that the line names, and for that key; and each time for the page tables, since a
//! ledger's pages are small and many. So keys are looked for in the order of their hashes, which is
//! the order of the index, and the rows that may have them are compared in the order of rows. What
//! comes next is asked for some keys ahead: the processor can wait for a dozen things at once.

use std::ops::Range;

use model::address::BitcoinAddress;
use model::hash::Txid;

use crate::ids::{AddressId, TxId};
use crate::packed::row;
use crate::probe::prefetch;
use crate::read::Graph;
use crate::segment::Segment;
use crate::segment::holders::{self, Holders};
use crate::segment::index::{self, Home, Index};
use crate::stack::join::{Probe, probes};

/// So many keys ahead memory is asked: about as many as the processor can wait for at once.
const AHEAD: usize = 16;
/// Keys that are put in order together. They themselves are read out of order when they are compared,
/// and so few stay in the caches until then.
const ORDERED: usize = 1 << 16;
/// So few are not worth to be put in order.
const FEW: usize = 1 << 11;
/// Rows to compare that are gathered before it is done: more than one a key only where hashes were
/// made to deceive.
const CANDIDATES_MAX: usize = 2 * ORDERED;

impl Graph {
    /// [`Graph::find_address`] for many addresses, in their order: several times faster than one
    /// after the other.
    pub fn find_addresses(&self, addresses: &[BitcoinAddress]) -> Vec<Option<AddressId>> {
        const COLUMNS: [&str; 4] =
            ["address.index", "address.payload_sample", "address.kind", "address.payload"];
        self.fetch_for(addresses.len(), &COLUMNS);
        let tables: Vec<Addresses<'_>> =
            self.stack().segments().iter().map(|segment| Addresses::of(segment)).collect();
        let found = find_all(&tables, addresses);
        found
            .into_iter()
            .map(|id| id.and_then(|id| u32::try_from(id).ok()).map(AddressId))
            .collect()
    }

    /// The newest transaction of each txid, in their order: the first of [`Graph::find_tx`].
    pub fn find_txs(&self, txids: &[Txid]) -> Vec<Option<TxId>> {
        self.fetch_for(txids.len(), &["tx.txid_index", "tx.txid"]);
        let tables: Vec<Txs<'_>> =
            self.stack().segments().iter().rev().map(|segment| Txs::of(segment)).collect();
        find_all(&tables, txids).into_iter().map(|id| id.map(TxId)).collect()
    }

    /// Has columns read from disk at once, of which so many look-ups would ask for every tenth page
    /// or more: one after the other they would wait far longer. Where they are in memory it costs a
    /// few milliseconds a gigabyte.
    fn fetch_for(&self, keys: usize, names: &[&str]) {
        const PAGE: usize = 1 << 12;
        const SHARE: usize = 10;
        if keys < FEW {
            return;
        }
        for segment in self.stack().segments() {
            for (range, _) in names.iter().filter_map(|name| segment.columns().range(name)) {
                if keys * SHARE >= range.len() / PAGE {
                    segment.columns().fetch(range);
                }
            }
        }
    }
}

/// One segment's keys of a kind.
trait Table<'s> {
    type Key;
    /// Where the key of a row lies.
    type Place: Clone + Default;

    fn hash(key: &Self::Key) -> u64;
    fn index(&self) -> Index<'s>;
    /// Asks for what [`Table::place`] reads.
    fn prefetch_place(&self, row: usize);
    /// Finds out where the key of a row lies, and asks for it.
    fn place(&self, row: usize) -> Self::Place;
    /// Whether the row there has the key.
    fn is(&self, place: &Self::Place, key: &Self::Key) -> bool;
    fn id(&self, row: u32) -> u64;
}

struct Addresses<'s> {
    index: Index<'s>,
    holders: Holders<'s>,
    base: u64,
}

impl<'s> Addresses<'s> {
    fn of(segment: &'s Segment) -> Self {
        let (index, holders) = (segment.address_index(), segment.holders());
        Addresses { index, holders, base: segment.base.addresses }
    }
}

impl<'s> Table<'s> for Addresses<'s> {
    type Key = BitcoinAddress;
    type Place = Option<(u8, Range<usize>)>;

    #[inline]
    fn hash(key: &BitcoinAddress) -> u64 {
        holders::hash(key.lock(), key.payload())
    }

    #[inline]
    fn index(&self) -> Index<'s> {
        self.index
    }

    #[inline]
    fn prefetch_place(&self, row: usize) {
        self.holders.prefetch(row);
    }

    #[inline]
    fn place(&self, row: usize) -> Self::Place {
        let (kind, range) = self.holders.place(row)?;
        self.holders.prefetch_payload(&range);
        Some((kind, range))
    }

    #[inline]
    fn is(&self, place: &Self::Place, key: &BitcoinAddress) -> bool {
        let found = place.as_ref().and_then(|(kind, range)| self.holders.at(*kind, range.clone()));
        found == Some((key.lock(), key.payload()))
    }

    #[inline]
    fn id(&self, row: u32) -> u64 {
        self.base + u64::from(row)
    }
}

struct Txs<'s> {
    index: Index<'s>,
    txids: &'s [[u8; 32]],
    base: u64,
}

impl<'s> Txs<'s> {
    fn of(segment: &'s Segment) -> Self {
        Txs { index: segment.tx_index(), txids: segment.tx_txid(), base: segment.base.txs }
    }
}

impl<'s> Table<'s> for Txs<'s> {
    type Key = Txid;
    type Place = usize;

    #[inline]
    fn hash(key: &Txid) -> u64 {
        index::hash_of(&key.0)
    }

    #[inline]
    fn index(&self) -> Index<'s> {
        self.index
    }

    #[inline]
    fn prefetch_place(&self, row: usize) {
        crate::probe::prefetch(self.txids, row);
    }

    #[inline]
    fn place(&self, row: usize) -> usize {
        row
    }

    #[inline]
    fn is(&self, row: &usize, key: &Txid) -> bool {
        self.txids.get(*row) == Some(&key.0)
    }

    #[inline]
    fn id(&self, row: u32) -> u64 {
        self.base + u64::from(row)
    }
}

/// Asks one table after the other, each for what those before it did not have.
fn find_all<'s, T: Table<'s>>(tables: &[T], keys: &[T::Key]) -> Vec<Option<u64>> {
    let mut found = vec![None; keys.len()];
    let mut candidates = Candidates::default();
    for (keys, found) in keys.chunks(ORDERED).zip(found.chunks_mut(ORDERED)) {
        let hashes = || keys.iter().map(T::hash).zip(0..);
        let mut probes = match keys.len() < FEW {
            true => hashes().map(|(hash, number)| Probe { hash, number }).collect(),
            false => probes(hashes),
        };
        for table in tables {
            find_in(table, keys, &probes, &mut candidates, found);
            probes.retain(|probe| found[probe.number as usize].is_none());
        }
    }
    found
}

/// Looks for the keys of `probes` in one table. Of a key's rows the last one is kept.
fn find_in<'s, T: Table<'s>>(
    table: &T,
    keys: &[T::Key],
    probes: &[Probe],
    candidates: &mut Candidates,
    found: &mut [Option<u64>],
) {
    let index = table.index();
    let mut homes = [Home::default(); AHEAD];
    for (home, probe) in homes.iter_mut().zip(probes) {
        *home = index.home(probe.hash);
        home.prefetch();
    }
    for (at, Probe { hash, number }) in probes.iter().enumerate() {
        let home = homes[at % AHEAD];
        if let Some(later) = probes.get(at + AHEAD) {
            homes[at % AHEAD] = index.home(later.hash);
            homes[at % AHEAD].prefetch();
        }
        for found in index.rows_at(home, *hash) {
            candidates.gathered.push(Candidate { row: row(found), number: *number });
        }
        if candidates.gathered.len() >= CANDIDATES_MAX {
            compare(table, keys, candidates, found);
        }
    }
    compare(table, keys, candidates, found);
}

/// A row that may have a key.
#[derive(Debug, Clone, Copy, Default)]
struct Candidate {
    row: u32,
    number: u32,
}

#[derive(Default)]
struct Candidates {
    gathered: Vec<Candidate>,
    /// The same in the order of their rows.
    ordered: Vec<Candidate>,
}

impl Candidates {
    /// In the order of rows, as far as it matters: those that share a page, or nearly one, together.
    fn order(&mut self) -> &[Candidate] {
        const PARTS: usize = 1 << 11;
        if self.gathered.len() < FEW {
            std::mem::swap(&mut self.gathered, &mut self.ordered);
            self.gathered.clear();
            return &self.ordered;
        }
        let most = self.gathered.iter().map(|candidate| candidate.row).max().unwrap_or(0);
        let shift = (u32::BITS - most.leading_zeros()).saturating_sub(PARTS.trailing_zeros());
        let part = |candidate: &Candidate| (candidate.row >> shift) as usize;
        let mut next = [0u32; PARTS];
        for candidate in &self.gathered {
            next[part(candidate)] += 1;
        }
        let mut count = 0;
        for next in &mut next {
            count += std::mem::replace(next, count);
        }
        self.ordered.resize(self.gathered.len(), Candidate::default());
        for candidate in self.gathered.drain(..) {
            let next = &mut next[part(&candidate)];
            self.ordered[*next as usize] = candidate;
            *next += 1;
        }
        &self.ordered
    }
}

/// Finds out which of the candidates have their keys, and leaves none.
fn compare<'s, T: Table<'s>>(
    table: &T,
    keys: &[T::Key],
    candidates: &mut Candidates,
    found: &mut [Option<u64>],
) {
    let candidates = candidates.order();
    let at = |at: usize| candidates.get(at);
    for candidate in candidates.iter().take(2 * AHEAD) {
        table.prefetch_place(candidate.row as usize);
    }
    let mut places: [T::Place; AHEAD] = std::array::from_fn(|number| {
        at(number).map_or_else(T::Place::default, |candidate| table.place(candidate.row as usize))
    });
    for (number, candidate) in candidates.iter().enumerate() {
        if let Some(later) = at(number + 2 * AHEAD) {
            table.prefetch_place(later.row as usize);
            prefetch(keys, later.number as usize);
        }
        let later = match at(number + AHEAD) {
            Some(later) => table.place(later.row as usize),
            None => T::Place::default(),
        };
        let place = std::mem::replace(&mut places[number % AHEAD], later);
        if table.is(&place, &keys[candidate.number as usize]) {
            let found = &mut found[candidate.number as usize];
            *found = (*found).max(Some(table.id(candidate.row)));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Writer;
    use crate::columns::Columns;
    use crate::packed::at;
    use crate::record::Record;
    use crate::segment::CONTENT;
    use crate::stack::Stack;
    use crate::testing::{Growing, LINKED, dir, holder, txid};

    /// Everything that is in the sound one, and as much that is not, asked for together and one by one.
    fn check(graph: &Graph, sound: &Graph, order: u64) {
        let ids = (0..sound.counts().addresses).map(|id| AddressId(row(at(id))));
        let mut addresses: Vec<BitcoinAddress> = ids.map(|id| sound.address(id)).collect();
        let ids = 0..sound.counts().transactions;
        let mut txids: Vec<Txid> = ids.map(|id| sound.txid(TxId(id))).collect();
        for number in 0..addresses.len().max(txids.len()) {
            addresses.push(holder(&format!("absent {number}")));
            txids.push(txid(&format!("absent {number}")));
        }
        addresses.sort_by_key(|address| holders::hash(address.lock(), address.payload()) ^ order);
        txids.sort_by_key(|txid| index::hash_of(&txid.0) ^ order);
        let single = addresses.iter().map(|address| graph.find_address(address));
        assert_eq!(graph.find_addresses(&addresses), single.collect::<Vec<_>>());
        let forms = graph.find_forms(&addresses);
        for (address, forms) in addresses.iter().zip(&forms) {
            assert_eq!(forms.itself, graph.find_address(address));
            assert_eq!(forms.same_key, graph.same_key(address));
            for form in address.same_key() {
                let found = graph.find_address(&form);
                assert!(found.is_none_or(|id| forms.same_key.contains(&id)), "{form:?}");
            }
        }
        let single = txids.iter().map(|txid| graph.find_tx(txid).first().copied());
        assert_eq!(graph.find_txs(&txids), single.collect::<Vec<_>>());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn many_look_ups_find_what_single_ones_find(
            commits in proptest::collection::vec(
                proptest::collection::vec(any::<u64>(), 1..40), 1..6),
            damages in proptest::collection::vec((any::<u64>(), any::<u8>()), 1..4),
            order: u64,
        ) {
            let dir = dir();
            let mut writer = Writer::open(dir.path(), LINKED).unwrap();
            let mut chain = Growing::new(LINKED);
            for choices in &commits {
                writer.append(&chain.block("", choices)).unwrap();
                writer.commit().unwrap();
            }
            let graph = writer.graph();
            check(graph, graph, order);
            let mut stack = Stack::default();
            for segment in graph.stack().segments() {
                let mut bytes = segment.columns().to_bytes();
                let len = bytes.len() as u64 - 4_096;
                for (place, damage) in &damages {
                    bytes[4_096 + at(place % len)] ^= damage;
                }
                let columns = Columns::of_bytes(&bytes, CONTENT).unwrap();
                let Ok(segment) = Segment::open(columns, LINKED) else { return Ok(()) };
                stack.push(segment);
            }
            check(&Graph::of(&Record::empty(LINKED), stack), graph, order);
        }
    }

    #[test]
    fn nothing_is_asked_of_an_empty_ledger() {
        let graph = Graph::in_memory(LINKED, &[]).unwrap();
        assert_eq!(graph.find_addresses(&[holder("ann")]), [None]);
        assert_eq!(graph.find_addresses(&[]), []);
        assert_eq!(graph.find_txs(&[txid("a")]), [None]);
    }
}
