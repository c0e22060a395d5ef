//! Addresses as they stand in a segment: one byte of kind each, and their payloads in a row.
//!
//! Most payloads have the length their kind says, so no column of lengths or ends is kept: every
//! hundred and twenty-eighth address has its offset, and the way from there is added up: two lines of
//! memory, and samples few enough to stay in the caches. The two kinds whose length varies carry it
//! before the payload.

use std::ops::Range;

use model::script::{Lock, PAYLOAD_LEN_MAX};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::packed::u64_at;
use crate::probe::prefetch;

/// Addresses from one offset to the next.
pub(crate) const SAMPLE: usize = 128;

/// Set in the kind of a P2PK whose key has 65 bytes and not 33.
const LONG_KEY: u8 = 0x10;
/// Kinds that carry their payload's length in two bytes before it.
const VARIES: u16 = u16::MAX;

/// The kind of a holder, or `None` where the payload's length does not fit the lock.
pub(crate) fn kind(lock: Lock, payload: &[u8]) -> Option<u8> {
    let kind = match (lock, payload.len()) {
        (Lock::P2pk, 65) => lock as u8 | LONG_KEY,
        _ => lock as u8,
    };
    let fits = match len_of(kind)? {
        VARIES => payload.len() <= PAYLOAD_LEN_MAX,
        len => payload.len() == usize::from(len),
    };
    fits.then_some(kind)
}

fn len_of(kind: u8) -> Option<u16> {
    const LEN: [u16; 32] = {
        let mut len = [0; 32];
        len[Lock::P2pkh as usize] = 20;
        len[Lock::P2sh as usize] = 20;
        len[Lock::P2wpkh as usize] = 20;
        len[Lock::P2wsh as usize] = 32;
        len[Lock::P2tr as usize] = 32;
        len[Lock::P2pk as usize] = 33;
        len[Lock::P2pk as usize | LONG_KEY as usize] = 65;
        len[Lock::Multisig as usize] = VARIES;
        len[Lock::Witness as usize] = VARIES;
        len[Lock::Nonstandard as usize] = 32;
        len
    };
    match LEN.get(usize::from(kind)) {
        None | Some(0) => None,
        Some(len) => Some(*len),
    }
}

/// The length of payloads of 20 and of 32 bytes, fewer than 256 in all; `None` where another is
/// among them. Counted without a branch, so that the compiler makes vector instructions of it.
#[inline]
fn len_of_usual(kinds: &[u8]) -> Option<usize> {
    const SHORT: [u8; 3] = [Lock::P2pkh as u8, Lock::P2sh as u8, Lock::P2wpkh as u8];
    const LONG: [u8; 3] = [Lock::P2wsh as u8, Lock::P2tr as u8, Lock::Nonstandard as u8];
    let (mut short, mut long) = (0u8, 0u8);
    for kind in kinds {
        let is = |known: [u8; 3]| {
            u8::from(*kind == known[0]) | u8::from(*kind == known[1]) | u8::from(*kind == known[2])
        };
        short = short.wrapping_add(is(SHORT));
        long = long.wrapping_add(is(LONG));
    }
    let (short, long) = (usize::from(short), usize::from(long));
    (short + long == kinds.len()).then_some(20 * short + 32 * long)
}

/// What stands before a payload of a kind whose length varies.
#[inline]
pub(crate) fn len_field(kind: u8, payload: &[u8]) -> Option<[u8; 2]> {
    let varies = || u16::try_from(payload.len()).expect("bounded by PAYLOAD_LEN_MAX in kind()");
    (len_of(kind) == Some(VARIES)).then(|| varies().to_le_bytes())
}

/// The lock and payload of one record: the payload, behind its length if that varies.
pub(crate) fn of_record(kind: u8, record: &[u8]) -> Option<(Lock, &[u8])> {
    let payload = match len_of(kind)? {
        VARIES => record.get(2..)?,
        _ => record,
    };
    Some((Lock::from_byte(kind & 0x0f)?, payload))
}

/// The number under which an address is looked up. Part of the file format.
///
/// Whoever pays to many addresses of his own choice can make them share a bucket; each costs him
/// an output, and the look-up then takes longer by one step an address, and stays right.
#[inline]
pub(crate) fn hash(lock: Lock, payload: &[u8]) -> u64 {
    xxh3_64_with_seed(payload, lock as u64)
}

/// The three columns, wherever they lie.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Holders<'a> {
    pub kinds: &'a [u8],
    pub payloads: &'a [u8],
    /// The offset of every [`SAMPLE`]th payload.
    pub samples: &'a [[u8; 8]],
}

impl<'a> Holders<'a> {
    /// The address of a row. `None`: there is no such row, or its bytes are damaged.
    #[inline]
    pub(crate) fn get(&self, index: usize) -> Option<(Lock, &'a [u8])> {
        let (kind, payload) = self.place(index)?;
        self.at(kind, payload)
    }

    /// The kind of a row, and where its payload lies.
    #[inline]
    pub(crate) fn place(&self, index: usize) -> Option<(u8, Range<usize>)> {
        let kind = *self.kinds.get(index)?;
        Some((kind, self.payload_range(kind, self.start(index)?)?))
    }

    /// The address of this kind whose payload lies there.
    #[inline]
    pub(crate) fn at(&self, kind: u8, payload: Range<usize>) -> Option<(Lock, &'a [u8])> {
        Some((Lock::from_byte(kind & 0x0f)?, self.payloads.get(payload)?))
    }

    /// Asks for what [`Holders::place`] reads: a sample and the kinds between it and the row, which
    /// lie in two lines at most.
    #[inline]
    pub(crate) fn prefetch(&self, index: usize) {
        prefetch(self.samples, index / SAMPLE);
        prefetch(self.kinds, index / SAMPLE * SAMPLE);
        prefetch(self.kinds, index);
    }

    /// The bytes that the search for a row's address reads: kinds, and payloads from the sample before it to the next.
    /// Only the samples themselves are read to tell this.
    pub(crate) fn around(&self, index: usize) -> [&'a [u8]; 2] {
        let sample = index / SAMPLE;
        let end = self.kinds.len().min((sample + 1) * SAMPLE);
        let offset = |sample: usize| usize::try_from(u64_at(self.samples, sample)?).ok();
        let payloads =
            offset(sample).unwrap_or(0)..offset(sample + 1).unwrap_or(self.payloads.len());
        // Keys of scripts may be long: of those, what lies behind the first pages is read when it is come to.
        let payloads = payloads.start..payloads.end.min(payloads.start.saturating_add(SAMPLE * 32));
        [
            self.kinds.get(sample * SAMPLE..end).unwrap_or(&[]),
            self.payloads.get(payloads).unwrap_or(&[]),
        ]
    }

    #[inline]
    pub(crate) fn prefetch_payload(&self, payload: &Range<usize>) {
        prefetch(self.payloads, payload.start);
        prefetch(self.payloads, payload.end.saturating_sub(1));
    }

    /// Reads what makes the search for a row's address near.
    #[inline]
    pub(crate) fn touch(&self, index: usize) {
        std::hint::black_box(self.kinds.get(index).copied());
        std::hint::black_box(self.samples.get(index / SAMPLE).map(|sample| sample[0]));
    }

    /// Every address from a row on, in order. Ends early where the bytes are damaged.
    pub(crate) fn iter_from(self, first: usize) -> impl Iterator<Item = (Lock, &'a [u8])> {
        let start = self.offset(first).unwrap_or(usize::MAX);
        let kinds = self.kinds.get(first..).unwrap_or(&[]);
        kinds.iter().scan(start, move |at, kind| {
            let range = self.payload_range(*kind, *at)?;
            *at = range.end;
            Some((Lock::from_byte(kind & 0x0f)?, self.payloads.get(range)?))
        })
    }

    /// Where each record begins, in order. Ends early where the bytes are damaged.
    pub(crate) fn offsets(self) -> impl Iterator<Item = usize> {
        let mut next = Some(0);
        self.kinds.iter().map_while(move |kind| {
            let offset = next?;
            next = self.payload_range(*kind, offset).map(|range| range.end);
            Some(offset)
        })
    }

    /// Where the record of a row begins; for the row after the last, where the column ends.
    pub(crate) fn offset(&self, index: usize) -> Option<usize> {
        if index == self.kinds.len() {
            return Some(self.payloads.len());
        }
        self.start(index)
    }

    /// Where the record of a row begins, as far as the rows before it tell.
    #[inline]
    fn start(&self, index: usize) -> Option<usize> {
        let sample = usize::try_from(u64_at(self.samples, index / SAMPLE)?).ok()?;
        let before = self.kinds.get(index / SAMPLE * SAMPLE..index)?;
        match len_of_usual(before) {
            Some(len) => sample.checked_add(len),
            None => {
                before.iter().try_fold(sample, |at, kind| Some(self.payload_range(*kind, at)?.end))
            }
        }
    }

    #[inline]
    fn payload_range(&self, kind: u8, at: usize) -> Option<Range<usize>> {
        match len_of(kind)? {
            VARIES => {
                let start = at.checked_add(2)?;
                let len = u16::from_le_bytes(self.payloads.get(at..start)?.try_into().ok()?);
                Some(start..start.checked_add(usize::from(len))?)
            }
            len => Some(at..at.checked_add(usize::from(len))?),
        }
    }
}

/// The same columns while they grow.
#[derive(Debug, Clone, Default)]
pub(crate) struct HolderRows {
    pub kinds: Vec<u8>,
    pub payloads: Vec<u8>,
    pub samples: Vec<[u8; 8]>,
}

impl HolderRows {
    pub(crate) fn view(&self) -> Holders<'_> {
        Holders { kinds: &self.kinds, payloads: &self.payloads, samples: &self.samples }
    }

    pub(crate) fn len(&self) -> usize {
        self.kinds.len()
    }

    /// `kind` is that of [`kind`] for this payload.
    pub(crate) fn push(&mut self, kind: u8, payload: &[u8]) {
        if self.kinds.len().is_multiple_of(SAMPLE) {
            self.samples.push((self.payloads.len() as u64).to_le_bytes());
        }
        self.kinds.push(kind);
        if let Some(len) = len_field(kind, payload) {
            self.payloads.extend_from_slice(&len);
        }
        self.payloads.extend_from_slice(payload);
    }

    /// Adds addresses of another run, as far as its bytes are sound.
    pub(crate) fn append(&mut self, other: Holders<'_>, range: Range<usize>) {
        let kinds = other.kinds.get(range.clone()).unwrap_or(&[]);
        for (kind, (_, payload)) in kinds.iter().zip(other.iter_from(range.start)) {
            self.push(*kind, payload);
        }
    }

    pub(crate) fn truncate(&mut self, len: usize) {
        if let Some(end) = self.view().offset(len) {
            self.payloads.truncate(end);
        }
        self.kinds.truncate(len);
        self.samples.truncate(len.div_ceil(SAMPLE));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whether all payloads before a row have the usual lengths or not.
        #[test]
        fn every_address_is_read_where_it_was_put(
            usual in proptest::collection::vec(0usize..8, 0..400),
            others in proptest::collection::vec((0usize..400, 8usize..11, 1usize..60), 0..3),
        ) {
            let mut locks: Vec<(usize, usize)> = usual.into_iter().map(|lock| (lock, 0)).collect();
            for (at, lock, len) in others {
                locks.insert(at.min(locks.len()), (lock, len));
            }
            let mut rows = HolderRows::default();
            let mut holders = Vec::new();
            for (number, (lock, len)) in locks.into_iter().enumerate() {
                let (lock, len) = match lock {
                    0..3 => (Lock::P2wpkh, 20),
                    3 => (Lock::P2sh, 20),
                    4 => (Lock::P2pkh, 20),
                    5 => (Lock::P2wsh, 32),
                    6 => (Lock::P2tr, 32),
                    7 => (Lock::Nonstandard, 32),
                    8 => (Lock::P2pk, if len < 30 { 33 } else { 65 }),
                    9 => (Lock::Multisig, len),
                    _ => (Lock::Witness, len),
                };
                let payload = vec![number.to_le_bytes()[0]; len];
                rows.push(kind(lock, &payload).unwrap(), &payload);
                holders.push((lock, payload));
            }
            let view = rows.view();
            for (row, (lock, payload)) in holders.iter().enumerate() {
                prop_assert_eq!(view.get(row), Some((*lock, &payload[..])));
            }
            prop_assert_eq!(view.get(holders.len()), None);
            prop_assert_eq!(view.offset(holders.len()), Some(rows.payloads.len()));
        }
    }
}
