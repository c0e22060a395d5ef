//! Reading Bitcoin's serialisation from a slice.
//!
//! Every read is checked against what is really there, so a claimed length can neither panic nor
//! make anyone allocate. Compact sizes must be in their shortest form, as Bitcoin Core demands
//! (`ReadCompactSize`, `serialize.h`).

use super::error::{Fault, Reason};

/// A slice and how far it has been read.
#[derive(Debug, Clone)]
pub struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub fn at(&self) -> usize {
        self.at
    }

    pub fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    /// The bytes read since `start`, an earlier [`Cursor::at`].
    #[inline]
    pub fn since(&self, start: usize) -> &'a [u8] {
        &self.bytes[start..self.at]
    }

    #[inline]
    pub fn take(&mut self, len: usize) -> Result<&'a [u8], Fault> {
        match self.bytes[self.at..].get(..len) {
            Some(bytes) => {
                self.at += len;
                Ok(bytes)
            }
            None => Err(self.fault(Reason::Short { wanted: len, left: self.left() })),
        }
    }

    #[inline]
    pub fn array<const N: usize>(&mut self) -> Result<&'a [u8; N], Fault> {
        match self.bytes[self.at..].first_chunk::<N>() {
            Some(bytes) => {
                self.at += N;
                Ok(bytes)
            }
            None => Err(self.fault(Reason::Short { wanted: N, left: self.left() })),
        }
    }

    #[inline]
    pub fn u8(&mut self) -> Result<u8, Fault> {
        self.array::<1>().map(|bytes| bytes[0])
    }

    #[inline]
    pub fn u32(&mut self) -> Result<u32, Fault> {
        self.array().map(|bytes| u32::from_le_bytes(*bytes))
    }

    #[inline]
    pub fn i32(&mut self) -> Result<i32, Fault> {
        self.array().map(|bytes| i32::from_le_bytes(*bytes))
    }

    #[inline]
    pub fn u64(&mut self) -> Result<u64, Fault> {
        self.array().map(|bytes| u64::from_le_bytes(*bytes))
    }

    /// A compact size: a count or a length.
    #[inline]
    pub fn compact(&mut self) -> Result<u64, Fault> {
        let start = self.at;
        let (value, least) = match self.u8()? {
            byte @ 0..=252 => return Ok(u64::from(byte)),
            253 => (u64::from(u16::from_le_bytes(*self.array()?)), 253),
            254 => (u64::from(self.u32()?), 0x1_0000),
            255 => (self.u64()?, 0x1_0000_0000),
        };
        if value < least {
            return Err(Fault { at: start, reason: Reason::LongForm });
        }
        Ok(value)
    }

    /// A byte string with its compact size before it.
    #[inline]
    pub fn string(&mut self) -> Result<&'a [u8], Fault> {
        let len = self.compact()?;
        match usize::try_from(len) {
            Ok(len) => self.take(len),
            Err(_) => Err(self.fault(Reason::Short { wanted: usize::MAX, left: self.left() })),
        }
    }

    pub fn fault(&self, reason: Reason) -> Fault {
        Fault { at: self.at, reason }
    }
}
