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
use crate::packed::{at, row};
use crate::probe::prefetch;
use crate::read::Graph;
use crate::segment::Segment;
use crate::segment::holders::{self, Holders};
use crate::segment::index::{self, Index};
use crate::stack::join::Probe;

/// So many keys ahead memory is asked: about as many as the processor can wait for at once.
const AHEAD: usize = 16;
/// So many keys ahead an index is asked for its lines, which wait in the second cache.
const LINES_AHEAD: usize = 64;
/// Keys that are put in order together: the more there are, the nearer to each other are the lines of
/// two that follow one another, and a page of the index is come to once for all its keys.
const ORDERED: usize = 1 << 20;
/// So few are not worth to be put in order. In tests fewer, so that little batches are.
const FEW: usize = if cfg!(test) { 1 << 4 } else { 1 << 11 };
/// Rows to compare that are gathered before it is done: more than one a key only where hashes were
/// made to deceive.
const CANDIDATES_MAX: usize = 2 * ORDERED;
/// No row has the key.
const NOT_FOUND: u64 = u64::MAX;

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
        found.into_iter().map(|id| u32::try_from(id).ok().map(AddressId)).collect()
    }

    /// The newest transaction of each txid, in their order: the first of [`Graph::find_tx`].
    pub fn find_txs(&self, txids: &[Txid]) -> Vec<Option<TxId>> {
        self.fetch_for(txids.len(), &["tx.txid_index", "tx.txid"]);
        let tables: Vec<Txs<'_>> =
            self.stack().segments().iter().rev().map(|segment| Txs::of(segment)).collect();
        let found = find_all(&tables, txids).into_iter();
        found.map(|id| (id != NOT_FOUND).then_some(TxId(id))).collect()
    }

    /// Has columns read from disk at once, of which so many look-ups would ask for every tenth page
    /// or more: one after the other they would wait far longer.
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
    /// Asks for what of a key lies elsewhere.
    fn prefetch_key(key: &Self::Key);
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
    fn prefetch_key(key: &BitcoinAddress) {
        prefetch(key.payload(), 0);
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
    fn prefetch_key(_: &Txid) {}

    #[inline]
    fn index(&self) -> Index<'s> {
        self.index
    }

    #[inline]
    fn prefetch_place(&self, row: usize) {
        prefetch(self.txids, row);
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
fn find_all<'s, T: Table<'s>>(tables: &[T], keys: &[T::Key]) -> Vec<u64> {
    let mut all = vec![NOT_FOUND; keys.len()];
    let mut candidates = Candidates::default();
    for (keys, ids) in keys.chunks(ORDERED).zip(all.chunks_mut(ORDERED)) {
        let hashes = keys.iter().map(T::hash).zip(0..);
        let mut probes: Vec<Probe> = hashes.map(|(hash, number)| Probe { hash, number }).collect();
        order(&mut probes, &mut Vec::new(), |probe| probe.hash);
        let mut found = Found { ids, numbers: vec![0; keys.len().div_ceil(64)], any: false };
        for table in tables {
            find_in(table, keys, &probes, &mut candidates, &mut found);
            if std::mem::take(&mut found.any) {
                probes.retain(|probe| !found.has(probe.number));
            }
        }
    }
    all
}

/// Puts items in the order of their keys' upper bits, of which it takes about as many as tell so many
/// items apart. Few stay as they are. `other` is room to work in.
fn order<T: Copy + Default>(items: &mut [T], other: &mut Vec<T>, key: impl Fn(&T) -> u64) {
    const PARTS_BITS: u32 = 11;
    const WITHIN_BITS: u32 = 9;
    if items.len() < FEW {
        return;
    }
    let part = |item: &T| at(key(item) >> (u64::BITS - PARTS_BITS));
    other.clear();
    other.resize(items.len(), T::default());
    let mut ends = [0; 1 << PARTS_BITS];
    scatter(items, other, part, &mut ends);
    // A few to a part need no more order.
    let is_fine = items.len() >> PARTS_BITS >= 8;
    let within = |item: &T| at(key(item) << PARTS_BITS >> (u64::BITS - WITHIN_BITS));
    let mut start = 0;
    for end in ends {
        let (from, to) = (&other[start..end as usize], &mut items[start..end as usize]);
        match is_fine {
            false => to.copy_from_slice(from),
            true => scatter(from, to, within, &mut [0; 1 << WITHIN_BITS]),
        }
        start = end as usize;
    }
}

/// Puts items next to those of the same part; `ends` are noughts, and then where each part ends.
#[inline]
fn scatter<T: Copy>(from: &[T], to: &mut [T], part: impl Fn(&T) -> usize, ends: &mut [u32]) {
    for item in from {
        ends[part(item)] += 1;
    }
    let mut count = 0;
    for next in &mut *ends {
        count += std::mem::replace(next, count);
    }
    for item in from {
        let next = &mut ends[part(item)];
        to[*next as usize] = *item;
        *next += 1;
    }
}

/// What was found of a batch.
struct Found<'f> {
    ids: &'f mut [u64],
    /// A bit for each key that was: these stay near, the ids would not.
    numbers: Vec<u64>,
    /// Whether the table that is asked had any.
    any: bool,
}

impl Found<'_> {
    #[inline]
    fn has(&self, number: u32) -> bool {
        self.numbers[number as usize / 64] >> (number % 64) & 1 == 1
    }

    /// Of a key's rows in a table the last one is kept.
    #[inline]
    fn note(&mut self, number: u32, id: u64) {
        let old = &mut self.ids[number as usize];
        *old = if *old == NOT_FOUND { id } else { id.max(*old) };
        self.numbers[number as usize / 64] |= 1 << (number % 64);
        self.any = true;
    }
}

/// Looks for the keys of `probes` in one table.
fn find_in<'s, T: Table<'s>>(
    table: &T,
    keys: &[T::Key],
    probes: &[Probe],
    candidates: &mut Candidates,
    found: &mut Found<'_>,
) {
    let index = table.index();
    for probe in probes.iter().take(LINES_AHEAD) {
        index.prefetch_early(probe.hash);
    }
    for (at, Probe { hash, number }) in probes.iter().enumerate() {
        if let Some(later) = probes.get(at + LINES_AHEAD) {
            index.prefetch_early(later.hash);
        }
        for found in index.rows(*hash) {
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
    /// Room to order them in.
    other: Vec<Candidate>,
}

impl Candidates {
    /// In the order of rows, as far as it matters: those that share a page together.
    fn order(&mut self) -> &[Candidate] {
        let most = self.gathered.iter().map(|candidate| candidate.row).max().unwrap_or(0);
        let unused = most.max(1).leading_zeros() + u32::BITS;
        order(&mut self.gathered, &mut self.other, |candidate| u64::from(candidate.row) << unused);
        &self.gathered
    }
}

/// Finds out which of the candidates have their keys, and leaves none.
fn compare<'s, T: Table<'s>>(
    table: &T,
    keys: &[T::Key],
    candidates: &mut Candidates,
    found: &mut Found<'_>,
) {
    let ordered = candidates.order();
    let at = |at: usize| ordered.get(at);
    for candidate in ordered.iter().take(2 * AHEAD) {
        table.prefetch_place(candidate.row as usize);
    }
    let mut places: [T::Place; AHEAD] = std::array::from_fn(|number| {
        at(number).map_or_else(T::Place::default, |candidate| table.place(candidate.row as usize))
    });
    for (number, candidate) in ordered.iter().enumerate() {
        if let Some(later) = at(number + 2 * AHEAD) {
            table.prefetch_place(later.row as usize);
            prefetch(keys, later.number as usize);
        }
        let later = match at(number + AHEAD) {
            Some(later) => {
                T::prefetch_key(&keys[later.number as usize]);
                prefetch(found.ids, later.number as usize);
                table.place(later.row as usize)
            }
            None => T::Place::default(),
        };
        let place = std::mem::replace(&mut places[number % AHEAD], later);
        if table.is(&place, &keys[candidate.number as usize]) {
            found.note(candidate.number, table.id(candidate.row));
        }
    }
    candidates.gathered.clear();
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Writer;
    use crate::columns::Columns;
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

    /// Many candidates, all of row nought.
    #[test]
    fn the_first_of_all_is_found_as_often_as_it_is_asked_for() {
        let mut chain = Growing::new(LINKED);
        let graph = Graph::in_memory(LINKED, &[chain.block("", &[1, 2, 3])]).unwrap();
        let keys = vec![graph.txid(TxId(0)); 3 * FEW];
        assert_eq!(graph.find_txs(&keys), vec![Some(TxId(0)); 3 * FEW]);
        let keys = vec![graph.address(AddressId(0)); 3 * FEW];
        assert_eq!(graph.find_addresses(&keys), vec![Some(AddressId(0)); 3 * FEW]);
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
    fn items_are_ordered_by_their_upper_bits_and_none_is_lost() {
        let key = |number: u64| number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for (len, bits) in [(1 << 15, 20), (1 << 12, 11), (FEW as u64, 11)] {
            let mut numbers: Vec<u64> = (0..len).collect();
            order(&mut numbers, &mut Vec::new(), |number| key(*number));
            assert!(numbers.is_sorted_by_key(|number| key(*number) >> (64 - bits)), "{len}");
            numbers.sort_unstable();
            assert!(numbers.into_iter().eq(0..len));
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
