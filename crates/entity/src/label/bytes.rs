//! Numbers and runs of bytes, little-endian, written and read back with every bound checked.

use super::pack::PackError;

/// Builds a pack: sections one after another, each with its length before it.
#[derive(Debug, Default)]
pub struct ByteWriter {
    bytes: Vec<u8>,
}

impl ByteWriter {
    pub fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub fn u32(&mut self, value: u32) {
        self.raw(&value.to_le_bytes());
    }

    pub fn section(&mut self, bytes: &[u8]) {
        self.raw(&(bytes.len() as u64).to_le_bytes());
        self.raw(bytes);
    }

    pub fn numbers(&mut self, numbers: &[u32]) {
        let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        self.section(&bytes);
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// Walks a pack from its start; a length it claims is checked against what is there.
#[derive(Debug)]
pub struct ByteReader<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// A part of a pack by position, so that a pack can own its bytes and its parts at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    pub start: usize,
    pub len: usize,
}

impl<'a> ByteReader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub fn raw(&mut self, len: usize) -> Result<&'a [u8], PackError> {
        let end = self.at.checked_add(len).filter(|end| *end <= self.bytes.len());
        let end = end.ok_or(PackError::Short { at: self.at })?;
        let taken = &self.bytes[self.at..end];
        self.at = end;
        Ok(taken)
    }

    pub fn u32(&mut self) -> Result<u32, PackError> {
        let bytes = self.raw(4)?;
        Ok(u32::from_le_bytes(bytes.try_into().expect("four were taken")))
    }

    pub fn section(&mut self) -> Result<Part, PackError> {
        let length = self.raw(8)?;
        let length = u64::from_le_bytes(length.try_into().expect("eight were taken"));
        let start = self.at;
        let len = usize::try_from(length).map_err(|_| PackError::Short { at: start })?;
        self.raw(len)?;
        Ok(Part { start, len })
    }

    pub fn is_at_end(&self) -> bool {
        self.at == self.bytes.len()
    }
}

impl Part {
    pub fn of(self, bytes: &[u8]) -> &[u8] {
        &bytes[self.start..self.start + self.len]
    }

    /// How many numbers it holds.
    pub fn numbers(self) -> usize {
        self.len / 4
    }

    /// Its number at an index below [`Part::numbers`].
    pub fn number(self, bytes: &[u8], index: usize) -> u32 {
        let at = self.start + 4 * index;
        u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"))
    }
}
