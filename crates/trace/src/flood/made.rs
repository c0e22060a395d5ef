//! Coins that wait where they were made, for a sweep that meets nearly every transaction anyway.
//!
//! Who meets few finds the next by what waits at its inputs, and so every coin is carried to the
//! input that spends it: anywhere in memory, a wait each. Who meets most goes through all of them and
//! asks each input's source: what waits there is written in order, and which do is a bit an output,
//! few enough to stay near.

use graph::scratch::{Rows, Scratch};

use super::bits::Bits;
use super::carry::Held;

/// What waits at the outputs of one segment, and what all of these are worth: in memory whose pages are
/// large, since it is read here and there, and side by side, since who asks for one asks for the other.
#[derive(Debug)]
pub struct Made {
    waiting: Bits,
    /// Where something is kept of a coin: its value, and that.
    kept: Rows<16>,
    /// Else its value alone.
    values: Rows<8>,
}

impl Made {
    /// For outputs of these values. `None`: there is no memory for it.
    pub fn new<H: Held>(values: &[[u8; 8]]) -> Option<Made> {
        let memory = Scratch::in_memory();
        let mut made =
            Made { waiting: Bits::new(values.len()), kept: memory.rows(), values: memory.rows() };
        if H::IS_KEPT {
            let kept = |row: usize| pair(u64::from_le_bytes(values[row]), 0);
            made.kept.extend_to(values.len(), kept).ok()?;
        } else {
            made.values.extend_from_slice(values).ok()?;
        }
        Some(made)
    }

    /// To be read and written by somebody who does so often.
    #[inline]
    pub fn open(&mut self) -> Opened<'_> {
        let Made { waiting, kept, values } = self;
        Opened { waiting, kept: kept.as_mut_slice(), values: values.as_slice() }
    }

    #[inline]
    pub fn wait<H: Held>(&mut self, row: usize, held: H) {
        self.open().wait(row, held);
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
        while let Some(row) = self.waiting.next(from) {
            rest.extend(self.take(row).map(|held| (row, held)));
            from = row + 1;
        }
        rest
    }
}

/// See [`Made::open`]. Rows that there are not are worth nothing, and nothing waits there.
pub struct Opened<'m> {
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
        let held = self.waiting.take(row).then(|| match H::IS_KEPT {
            true => self.kept.get(row).map_or(0, |kept| halves(*kept).1),
            false => 0,
        });
        held.map(H::unpack)
    }

    /// Reads what makes the next look at these outputs near.
    #[inline]
    pub fn touch<H: Held>(&self, rows: &[u32]) {
        let read = |row: &u32| match H::IS_KEPT {
            true => self.kept.get(*row as usize).map_or(0, |kept| kept[0]),
            false => self.values.get(*row as usize).map_or(0, |value| value[0]),
        };
        std::hint::black_box(rows.iter().fold(0, |all, row| all ^ read(row)));
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
