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
/// large, since it is read here and there.
#[derive(Debug)]
pub struct Made {
    waiting: Bits,
    values: Rows<8>,
    held: Rows<8>,
}

impl Made {
    /// For outputs of these values. `None`: there is no memory for it.
    pub fn new<H: Held>(values: &[[u8; 8]]) -> Option<Made> {
        let memory = Scratch::in_memory();
        let mut made =
            Made { waiting: Bits::new(values.len()), values: memory.rows(), held: memory.rows() };
        made.values.extend_from_slice(values).ok()?;
        if H::IS_KEPT {
            made.held.extend_to(values.len(), |_| [0; 8]).ok()?;
        }
        Some(made)
    }

    pub fn values(&self) -> &[[u8; 8]] {
        self.values.as_slice()
    }

    #[inline]
    pub fn wait<H: Held>(&mut self, row: usize, held: H) {
        if H::IS_KEPT
            && let Some(slot) = self.held.as_mut_slice().get_mut(row)
        {
            *slot = held.pack().to_le_bytes();
        }
        self.waiting.set(row);
    }

    /// What waits at an output, once.
    #[inline]
    pub fn take<H: Held>(&mut self, row: usize) -> Option<H> {
        let held = self.waiting.take(row).then(|| self.held.as_slice().get(row));
        held.map(|held| H::unpack(held.map_or(0, |held| u64::from_le_bytes(*held))))
    }

    /// Reads what makes the next look at these outputs near.
    #[inline]
    pub fn touch(&self, rows: &[usize]) {
        let held = self.held.as_slice();
        let read = |row: &usize| held.get(*row).map_or(0, |held| held[0]);
        std::hint::black_box(rows.iter().fold(0, |all, row| all ^ read(row)));
        let read = |row: &usize| u8::from(self.waiting.has(*row));
        std::hint::black_box(rows.iter().fold(0, |all, row| all ^ read(row)));
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
