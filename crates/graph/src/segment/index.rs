//! From a key's hash to the few rows that may hold it: a static table of lines of 64 bytes.
//!
//! The hash's top bits choose a key's home line, as a share of all homes, so lines ascend by hash.
//! A line has twelve places, ten of them taken on average. The entries of a home lie one after the
//! other, by row, and begin at the home's first place, or behind what lines before it had no room
//! for; the homes' last entries may need some lines more. So a look-up reads one line of memory or of
//! disk, seldom the next one too.
//!
//! ```text
//! 0   twelve rows, u32: 31 bits, and above them bit 8 of the hash; all ones: an empty place
//! 48  twelve tags: the lowest byte of the hash
//! 60  u16 how many places after the line's first its home's entries begin
//! 62  u16 how many they are
//! ```
//!
//! Where one of these two is all ones there are too many to count (somebody made keys that share a
//! home), and the entries are sought from the line's first place to the next empty one: there they
//! are in every case. A reader compares the key itself in every row it is given, so a hash that
//! deceives costs time and nothing else.

use std::collections::VecDeque;
use std::ops::Range;

use crate::error::GraphError;
use crate::packed::{at, row};
use crate::probe;
use crate::segment::lanes::{Gathered, Sink};
use crate::segment::scatter::{Scatter, groups};

/// A line of the table, as it stands in the file.
pub(crate) type Line = [u8; 64];

/// Places of a line.
const PLACES: usize = 12;
/// Entries a home, on average.
const FILL: usize = 10;
/// A row of an entry: its lower 31 bits.
const ROW: u32 = u32::MAX >> 1;
const EMPTY: u32 = u32::MAX;
/// Where a count is this or more, it does not say.
const UNCOUNTED: u16 = u16::MAX;

/// Homes of a part, as a power of two: they and their entries stay near the processor. In tests few,
/// so that little indexes have many parts.
const PART_BITS: u32 = if cfg!(test) { 1 } else { 12 };
const PARTS_BITS_MAX: u32 = 12;

/// Writes an index over the hashes of `count` rows 0, 1, 2 …, which `hashes` gives as often as it is
/// asked to.
pub(crate) fn write<I: Iterator<Item = u64>>(
    out: &mut dyn Sink,
    name: &'static str,
    count: usize,
    hashes: impl Fn() -> I,
    scratch_bytes: usize,
) -> Result<(), GraphError> {
    if count.saturating_mul(2 * size_of::<u64>()) > scratch_bytes {
        return write_in_parts(out, name, count, hashes, scratch_bytes);
    }
    let hashes: Vec<u64> = hashes().collect();
    write_in_parts(out, name, count, || hashes.iter().copied(), scratch_bytes)
}

fn write_in_parts<I: Iterator<Item = u64>>(
    out: &mut dyn Sink,
    name: &'static str,
    count: usize,
    hashes: impl Fn() -> I,
    scratch_bytes: usize,
) -> Result<(), GraphError> {
    let homes = homes(count);
    let bits = (usize::BITS - homes.leading_zeros()).saturating_sub(PARTS_BITS_MAX).max(PART_BITS);
    let mut counts = vec![0u32; homes.div_ceil(1 << bits)];
    for hash in hashes() {
        counts[home_of(hash, homes) >> bits] += 1;
    }
    out.begin(name, 64, homes * 64)?;
    let mut packer = Packer { out: Gathered::new(out), lines: VecDeque::new(), taken: 0 };
    for group in groups(&counts, scratch_bytes / size_of::<u64>()) {
        let mut records = Scatter::new(&counts[group.clone()]);
        for (number, hash) in hashes().enumerate() {
            let home = home_of(hash, homes);
            if group.contains(&(home >> bits)) {
                let record = record(row(number), hash, home & ((1 << bits) - 1));
                records.add((home >> bits) - group.start, record);
            }
        }
        for part in group.clone() {
            let homes = (homes - (part << bits)).min(1 << bits);
            packer.part(records.part(part - group.start), homes)?;
        }
    }
    packer.finish()?;
    out.end()
}

/// What is kept of a hash while its entry finds its place: the row with a bit of the hash above it,
/// the home within its part, and the tag.
#[inline]
fn record(row: u32, hash: u64, home: usize) -> u64 {
    u64::from(row | high_of(hash)) << 32 | (home as u64) << 8 | u64::from(tag_of(hash))
}

#[inline]
fn home_in_part(record: u64) -> usize {
    at(record >> 8 & 0xff_ffff)
}

/// Puts the entries of home after home into lines, and writes each line that nothing can come to
/// any more.
struct Packer<'a> {
    out: Gathered<'a, 64>,
    /// From the next home's own line on.
    lines: VecDeque<Line>,
    /// Places taken in them: one after the other from the first one on.
    taken: usize,
}

impl Packer<'_> {
    /// Adds the homes of a part: their entries, home after home, and those of a home by row.
    fn part(&mut self, records: &[u64], homes: usize) -> Result<(), GraphError> {
        let mut next = vec![0u32; homes];
        for record in records {
            next[home_in_part(*record)] += 1;
        }
        let mut end = 0;
        for count in &mut next {
            end += std::mem::replace(count, end);
        }
        let mut entries = vec![[0; 5]; records.len()];
        for record in records {
            let place = &mut next[home_in_part(*record)];
            let [tag, _, _, _, a, b, c, d] = record.to_le_bytes();
            entries[*place as usize] = [a, b, c, d, tag];
            *place += 1;
        }
        // By now each home's next place is where its entries end.
        let mut start = 0;
        next.iter().try_for_each(|end| {
            let home = &entries[start..*end as usize];
            start = *end as usize;
            self.home(home)
        })
    }

    fn home(&mut self, entries: &[[u8; 5]]) -> Result<(), GraphError> {
        let start = self.taken;
        self.taken += entries.len();
        self.lines.resize(self.taken.div_ceil(PLACES).max(1), EMPTY_LINE);
        for (place, [row @ .., tag]) in (start..).zip(entries) {
            let (line, place) = (&mut self.lines[place / PLACES], place % PLACES);
            line[4 * place..4 * place + 4].copy_from_slice(row);
            line[TAGS + place] = *tag;
        }
        let counted = |count: usize| u16::try_from(count).unwrap_or(UNCOUNTED).to_le_bytes();
        self.lines[0][START..COUNT].copy_from_slice(&counted(start));
        self.lines[0][COUNT..].copy_from_slice(&counted(entries.len()));
        self.write_line()
    }

    fn write_line(&mut self) -> Result<(), GraphError> {
        if let Some(line) = self.lines.pop_front() {
            self.out.add(line)?;
            self.taken = self.taken.saturating_sub(PLACES);
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(), GraphError> {
        while !self.lines.is_empty() {
            self.write_line()?;
        }
        self.out.flush()
    }
}

const TAGS: usize = 4 * PLACES;
const START: usize = TAGS + PLACES;
const COUNT: usize = START + 2;

static EMPTY_LINE: Line = {
    let mut line = [0; 64];
    let mut byte = 0;
    while byte < TAGS {
        line[byte] = 0xff;
        byte += 1;
    }
    line
};

/// How many homes an index over so many rows has.
const fn homes(count: usize) -> usize {
    if count == 0 { 1 } else { count.div_ceil(FILL) }
}

#[inline]
fn home_of(hash: u64, homes: usize) -> usize {
    // The upper half of the product: below `homes`.
    at(((u128::from(hash) * homes as u128) >> 64) as u64)
}

#[inline]
fn tag_of(hash: u64) -> u8 {
    hash.to_le_bytes()[0]
}

/// The bit of a hash that lies above an entry's row.
#[inline]
fn high_of(hash: u64) -> u32 {
    if hash & 0x100 == 0 { 0 } else { ROW + 1 }
}

/// An index as a reader has it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Index<'a> {
    lines: &'a [Line],
    homes: usize,
}

impl<'a> Index<'a> {
    /// The index over `count` rows that has these lines.
    #[inline]
    pub(crate) fn of(lines: &'a [Line], count: u64) -> Index<'a> {
        Index { lines, homes: homes(at(count)) }
    }

    /// Whether every home has its line.
    pub(crate) fn is_whole(&self) -> bool {
        self.lines.len() >= self.homes
    }

    /// How many entries stand in it, or `None` where its lines contradict each other.
    pub(crate) fn entries(&self) -> Option<usize> {
        let (mut taken, mut counted, mut is_counted) = (0, 0, true);
        for line in self.lines {
            let rows = line[..TAGS].as_chunks().0.iter().zip(&line[TAGS..START]);
            taken += rows.filter(|(row, tag)| (**row, **tag) != (EMPTY.to_le_bytes(), 0)).count();
            let count = u16_of(line, COUNT);
            counted += usize::from(count);
            is_counted &= count != UNCOUNTED;
        }
        (taken == counted || !is_counted).then_some(taken)
    }

    /// The bytes in which nearly every search for a hash begins and ends.
    #[inline]
    pub(crate) fn near_home(&self, hash: u64) -> &'a [u8] {
        let home = home_of(hash, self.homes);
        let lines = home..self.lines.len().min(home + 2);
        self.lines.get(lines).unwrap_or(&[]).as_flattened()
    }

    /// Asks for these bytes. Asking for those of many hashes first lets the processor wait for all of them at
    /// once.
    #[inline]
    pub(crate) fn prefetch(&self, hash: u64) {
        let home = home_of(hash, self.homes);
        probe::prefetch(self.lines, home);
        probe::prefetch(self.lines, home + 1);
    }

    /// The same for who has more to ask before it reads them than the first cache can wait for.
    #[inline]
    pub(crate) fn prefetch_early(&self, hash: u64) {
        let home = home_of(hash, self.homes);
        probe::prefetch_early(self.lines, home);
        probe::prefetch_early(self.lines, home + 1);
    }

    /// Reads of the first line what makes it near.
    #[inline]
    pub(crate) fn touch(&self, hash: u64) {
        std::hint::black_box(self.line(home_of(hash, self.homes))[0]);
    }

    /// One beyond the last is empty.
    #[inline]
    fn line(&self, number: usize) -> &'a Line {
        self.lines.get(number).unwrap_or(&EMPTY_LINE)
    }

    /// The rows that may hold a key of this hash, ascending.
    #[inline]
    pub(crate) fn rows(&self, hash: u64) -> Rows<'a> {
        let home = home_of(hash, self.homes);
        let line = self.line(home);
        let (tag, high) = (tag_of(hash), high_of(hash));
        let mut rows =
            Rows { lines: self.lines, line, number: home, places: 0..0, matching: 0, tag, high };
        if self.is_without(line, home, tag) {
            return rows;
        }
        let (start, count) = (u16_of(line, START), u16_of(line, COUNT));
        rows.places = match start != UNCOUNTED && count != UNCOUNTED {
            true => usize::from(start)..usize::from(start) + usize::from(count),
            false => 0..usize::MAX,
        };
        if rows.places.start >= PLACES {
            rows.move_on(rows.places.start / PLACES);
        }
        rows.matching = rows.matches();
        rows
    }

    /// Whether no place of a home has a tag, told from the home's line and the one after it: so it is for
    /// nearly every key that is not there. `false` says nothing. Every third home's entries go on in the next
    /// line, in no order that the processor could learn; so there is no branch for them.
    #[inline]
    fn is_without(&self, line: &Line, home: usize, tag: u8) -> bool {
        let start = usize::from(u16_of(line, START));
        let end = start + usize::from(u16_of(line, COUNT));
        let second = self.line(home + 1);
        let second = if end > PLACES { second } else { line };
        let places = |line: &Line| tagged(line, tag) & ((1 << PLACES) - 1);
        // What is not counted is far more than two lines have.
        end <= 2 * PLACES
            && (places(line) | places(second) << PLACES) & ((1 << end) - (1 << start)) == 0
    }
}

/// See [`Index::rows`].
#[derive(Debug, Clone)]
pub(crate) struct Rows<'a> {
    lines: &'a [Line],
    line: &'a Line,
    /// Which one that is.
    number: usize,
    /// Where the home's entries lie, counted from the line's first place. They may lie in lines that
    /// follow. `usize::MAX`: to the next empty place.
    places: Range<usize>,
    /// A bit for each place of the line that has the tag and was not given out.
    matching: u32,
    tag: u8,
    high: u32,
}

impl Rows<'_> {
    /// The places of the line, within the home's, that have the tag.
    #[inline]
    fn matches(&self) -> u32 {
        let same = tagged(self.line, self.tag);
        let end = self.places.end.min(PLACES);
        let start = self.places.start.min(end);
        same & ((1 << end) - (1 << start))
    }

    /// To a line that follows; one beyond the last is empty.
    fn move_on(&mut self, lines: usize) {
        self.number += lines;
        self.line = self.lines.get(self.number).unwrap_or(&EMPTY_LINE);
        self.places.start = self.places.start.saturating_sub(lines * PLACES);
        if self.places.end != usize::MAX {
            self.places.end = self.places.end.saturating_sub(lines * PLACES);
        }
    }
}

impl Iterator for Rows<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        loop {
            while self.matching != 0 {
                let place = self.matching.trailing_zeros() as usize;
                self.matching &= self.matching - 1;
                let row = u32_of(self.line, 4 * place);
                if row & !ROW == self.high && row != EMPTY {
                    return Some((row & ROW) as usize);
                }
            }
            let is_full = || u32_of(self.line, 4 * (PLACES - 1)) != EMPTY;
            if self.places.end <= PLACES || !is_full() {
                return None;
            }
            self.move_on(1);
            self.matching = self.matches();
        }
    }
}

/// A bit for each place of a line that has the tag, and four more that say nothing.
#[inline]
fn tagged(line: &Line, tag: u8) -> u32 {
    probe::equal_bytes(line[TAGS..].first_chunk().expect("tags and two counts"), tag)
}

#[inline]
fn u16_of(line: &Line, byte: usize) -> u16 {
    u16::from_le_bytes([line[byte], line[byte + 1]])
}

#[inline]
fn u32_of(line: &Line, byte: usize) -> u32 {
    u32::from_le_bytes([line[byte], line[byte + 1], line[byte + 2], line[byte + 3]])
}

/// The number under which a txid or a block's hash is looked up: they are hashes already. A block's
/// zeroes of work stand at its end.
#[inline]
pub(crate) fn hash_of(name: &[u8; 32]) -> u64 {
    u64::from_le_bytes(*name.first_chunk().expect("32 bytes hold 8"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::columns::{Columns, ColumnsWriter, Content};

    fn index(hashes: &[u64], scratch_bytes: usize) -> Columns {
        let mut out = ColumnsWriter::in_memory(Content { name: "test", version: 1 });
        write(&mut out, "i", hashes.len(), || hashes.iter().copied(), scratch_bytes).unwrap();
        out.finish().unwrap()
    }

    /// Every row is found by its hash, with others of the same home, bit and tag at most, ascending.
    fn check(hashes: &[u64]) {
        let whole = index(hashes, usize::MAX);
        for scratch_bytes in [1, 100, 1_000] {
            assert_eq!(whole.bytes("i"), index(hashes, scratch_bytes).bytes("i"));
        }
        let index = Index::of(whole.rows("i"), hashes.len() as u64);
        assert!(index.is_whole());
        assert_eq!(index.entries(), Some(hashes.len()));
        let key = |hash: u64| (home_of(hash, index.homes), hash & 0x1ff);
        for hash in hashes {
            let found: Vec<usize> = index.rows(*hash).collect();
            let rows = 0..hashes.len();
            let same: Vec<usize> = rows.filter(|row| key(hashes[*row]) == key(*hash)).collect();
            assert_eq!(found, same);
        }
    }

    #[test]
    fn an_index_made_in_parts_is_the_one_made_at_once() {
        for count in [0, 1, 5, 10, 11, 12, 13, 100, 1_000] {
            let hashes = (0..count).map(|number: u64| number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            check(&hashes.collect::<Vec<u64>>());
        }
    }

    #[test]
    fn keys_that_share_their_homes_are_found_all_the_same() {
        // All in one home, at the beginning, in the middle and at the end; and every tag the same.
        for home in [0, u64::MAX / 2, !0xfff] {
            let spread = (0..300u64).map(|number| number << 40);
            check(&(0..600).map(|number| home + number % 7).chain(spread).collect::<Vec<u64>>());
        }
    }

    #[test]
    fn what_is_too_many_to_count_is_sought_to_the_next_empty_place() {
        // A hundred thousand strangers before the two that are asked for, and behind them others.
        let strangers = (0..100_000).map(|_| 7 << 20);
        let homes = homes(100_100) as u64;
        let next = (u64::MAX / homes + 1) * 2 + 5;
        let hashes: Vec<u64> =
            strangers.chain([next, next + 0x1000]).chain((0..98).map(|n| n << 57)).collect();
        let columns = index(&hashes, usize::MAX);
        let index = Index::of(columns.rows("i"), hashes.len() as u64);
        let found: Vec<usize> = index.rows(next).collect();
        assert_eq!(found, [100_000, 100_001]);
        assert!(index.rows(7 << 20).take(100_000).eq(0..100_000));
        assert_eq!(index.rows(next + 1).count(), 0);
    }

    proptest! {
        #[test]
        fn every_row_is_found(
            hashes in proptest::collection::vec(any::<u64>(), 0..200),
            shared in proptest::collection::vec((0u64..4, 0u64..4), 0..100),
        ) {
            let shared = shared.into_iter().map(|(top, low)| top << 62 | low << 7);
            check(&hashes.into_iter().chain(shared).collect::<Vec<u64>>());
        }

        /// Whatever the bytes are, a search ends, and names rows alone.
        #[test]
        fn a_damaged_index_is_searched_to_an_end(
            bytes in proptest::collection::vec(any::<u8>(), 0..640),
            count in 0u64..200,
            hash: u64,
        ) {
            let index = Index::of(bytes.as_chunks().0, count);
            prop_assert!(index.rows(hash).count() <= bytes.len());
        }
    }
}
