//! Coins that wait where they were made, for a sweep that meets nearly every transaction anyway.
//!
//! Who meets few finds the next by what waits at its inputs, and so every coin is carried to the
//! input that spends it: anywhere in memory, a wait each. Who meets most goes through all of them and
//! asks each input's source: what waits there is written in order, and which do is a bit an output,
//! few enough to stay near.

use graph::scratch::{Rows, Scratch};

use super::bits::Bits;
use super::carry::Held;

/// What waits at the outputs of one segment, and what all of these are worth: where something is kept, in
/// memory whose pages are large, since it is read here and there, and side by side, since who asks for one
/// asks for the other.
#[derive(Debug)]
pub struct Made<'g> {
    /// Outputs there are.
    len: usize,
    waiting: Bits,
    /// Where something is kept of a coin: its value, and that. Behind the outputs' come rows that are lent.
    kept: Rows<16>,
    /// The ledger's column: where nothing is kept.
    values: &'g [[u8; 8]],
}

impl<'g> Made<'g> {
    /// For outputs of these values, and so many rows to be lent. `None`: there is no memory for it.
    pub fn new<H: Held>(values: &'g [[u8; 8]], lent: usize) -> Option<Made<'g>> {
        let memory = Scratch::in_memory();
        let len = values.len();
        let waiting = Bits::new(len + lent);
        let mut made = Made { len, waiting, kept: memory.rows(), values };
        if H::IS_KEPT {
            let value = |row: usize| values.get(row).map_or(0, |value| u64::from_le_bytes(*value));
            made.kept.extend_to(len + lent, |row| pair(value(row), 0)).ok()?;
        }
        Some(made)
    }

    /// To be read and written by somebody who does so often.
    #[inline]
    pub fn open(&mut self) -> Opened<'_> {
        let Made { len, waiting, kept, values } = self;
        Opened { len: *len, waiting, kept: kept.as_mut_slice(), values }
    }

    #[inline]
    pub fn wait<H: Held>(&mut self, row: usize, held: H) {
        self.open().wait(row, held);
    }

    pub fn waits(&self, row: usize) -> bool {
        self.waiting.has(row)
    }

    /// What waits at an output, once.
    #[inline]
    pub fn take<H: Held>(&mut self, row: usize) -> Option<H> {
        self.open().take(row)
    }

    /// What nobody took, in the order of outputs; then nothing waits any more.
    pub fn take_rest<H: Held>(&mut self) -> Vec<(usize, H)> {
        let mut rest = Vec::new();
        let mut from = 0;
        while let Some(row) = self.waiting.next(from).filter(|row| *row < self.len) {
            rest.extend(self.take(row).map(|held| (row, held)));
            from = row + 1;
        }
        rest
    }
}

/// See [`Made::open`]. Rows that there are not are worth nothing, and nothing waits there.
pub struct Opened<'m> {
    len: usize,
    pub waiting: &'m mut Bits,
    kept: &'m mut [[u8; 16]],
    values: &'m [[u8; 8]],
}

impl Opened<'_> {
    #[inline]
    pub fn value<H: Held>(&self, row: usize) -> u64 {
        match H::IS_KEPT {
            true => self.kept.get(row).map_or(0, |kept| halves(*kept).0),
            false => self.values.get(row).map_or(0, |value| u64::from_le_bytes(*value)),
        }
    }

    #[inline]
    pub fn wait<H: Held>(&mut self, row: usize, held: H) {
        if H::IS_KEPT
            && let Some(kept) = self.kept.get_mut(row)
        {
            *kept = pair(halves(*kept).0, held.pack());
        }
        self.waiting.set(row);
    }

    #[inline]
    pub fn take<H: Held>(&mut self, row: usize) -> Option<H> {
        let (waits, held) = self.take_packed::<H>(row);
        waits.then(|| H::unpack(held))
    }

    /// Whether something waits, and the same as a number, nought where nothing does: without a branch, since
    /// that is anybody's guess.
    #[inline]
    pub fn take_packed<H: Held>(&mut self, row: usize) -> (bool, u64) {
        let waits = self.waiting.take(row);
        let packed = match H::IS_KEPT {
            true => self.kept.get(row).map_or(0, |kept| halves(*kept).1) * u64::from(waits),
            false => 0,
        };
        (waits, packed)
    }

    /// Has something of another segment wait at the lent row of a place, or nothing, and says which row
    /// that is.
    #[inline]
    pub fn lend<H: Held>(&mut self, place: usize, held: Option<H>) -> u32 {
        let row = self.len + place;
        self.waiting.take(row);
        if let Some(held) = held {
            self.wait(row, held);
        }
        u32::try_from(row).unwrap_or(u32::MAX)
    }
}

#[inline]
fn pair(value: u64, held: u64) -> [u8; 16] {
    (u128::from(value) | u128::from(held) << 64).to_le_bytes()
}

#[inline]
fn halves(kept: [u8; 16]) -> (u64, u64) {
    let [a, b, c, d, e, f, g, h, value @ ..] = kept;
    (u64::from_le_bytes([a, b, c, d, e, f, g, h]), u64::from_le_bytes(value))
}
