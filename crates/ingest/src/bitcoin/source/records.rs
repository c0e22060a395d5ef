//! The records of a block file: where each begins, how long it is, and its header.
//!
//! A record is a network's magic, a length and a block (Bitcoin Core, `BlockManager::WriteBlock`).
//! Only the first 88 bytes of each are looked at, through a small window, so that a large file is
//! scanned by skipping from record to record. Files have zeroes at their end, since Core
//! allocates ahead, and the newest may end within a record. Anything else between records is
//! damage: the scan says so and goes on at the next record whose header proves its work. Whatever a
//! file holds, hardly more than its own length is read of it.

use model::chain::Network;

use super::file::{Key, RawFile, deobfuscate};
use crate::bitcoin::check::proof_of_work;
use crate::bitcoin::decode::{self, BLOCK_SIZE_MAX, BLOCK_SIZE_MIN, Rules};
use crate::bitcoin::error::{IngestError, Note};
use crate::bitcoin::header::{HEADER_LEN, Header};

/// Magic and length.
pub const FRAME_LEN: u64 = FRAME_SIZE as u64;
const FRAME_SIZE: usize = 8;
/// Enough for a header; where a search goes on, windows grow.
const WINDOW_LEN: usize = 4096;
const WINDOW_LEN_MAX: usize = 1 << 20;

/// A record that is wholly within its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// Of the record's magic; its block begins [`FRAME_LEN`] later.
    pub offset: u64,
    /// Of the block.
    pub size: u32,
    pub header: [u8; HEADER_LEN],
}

/// Walks the records of one file. The first file's first record decides the network.
#[derive(Debug)]
pub struct Records<'a> {
    file: &'a RawFile,
    network: Option<Network>,
    at: u64,
    window: Vec<u8>,
    window_start: u64,
    /// How much was read of the file, again and again included.
    #[cfg(test)]
    pub bytes_read: u64,
}

impl<'a> Records<'a> {
    pub fn new(file: &'a RawFile, network: Option<Network>) -> Self {
        Self {
            file,
            network,
            at: 0,
            window: Vec::new(),
            window_start: 0,
            #[cfg(test)]
            bytes_read: 0,
        }
    }

    /// Known from the start, or since the first record.
    pub fn network(&self) -> Option<Network> {
        self.network
    }

    /// How far the file has been looked at.
    pub fn at(&self) -> u64 {
        self.at
    }

    /// The next record; what is passed over to reach it goes to `notes`.
    pub fn next(&mut self, notes: &mut Vec<Note>) -> Result<Option<Record>, IngestError> {
        while self.at < self.file.len() {
            let at = self.at;
            if let Some(network) = self.magic_at(at)? {
                match self.network {
                    Some(known) if known != network => {
                        let place = self.file.place(at);
                        return Err(IngestError::Mixed { network: known, found: network, place });
                    }
                    _ => self.network = Some(network),
                }
                if let Some(record) = self.record_at(at)? {
                    self.at = at + FRAME_LEN + u64::from(record.size);
                    return Ok(Some(record));
                }
            } else if let zeroes @ 1.. = self.zeroes_at(at)? {
                self.at = self.after_zeroes(at, zeroes)?;
                continue;
            }
            self.resume(at, notes)?;
        }
        Ok(None)
    }

    /// Finds where to go on after bytes at `at` that are no record.
    fn resume(&mut self, at: u64, notes: &mut Vec<Note>) -> Result<(), IngestError> {
        let next = self.search(at + 1)?;
        self.at = next.unwrap_or(self.file.len());
        let place = self.file.place(at);
        let cut_off = match next {
            Some(_) => None,
            None => self.cut_off(at)?,
        };
        notes.push(match cut_off {
            Some(claimed) => {
                let there = (self.at - at).saturating_sub(FRAME_LEN);
                Note::HalfWritten { place, claimed, there }
            }
            None => Note::Skipped { place, len: self.at - at },
        });
        Ok(())
    }

    /// Whether the bytes from `at` to the end of the file begin a record, and what length it claims.
    fn cut_off(&mut self, at: u64) -> Result<Option<Option<u32>>, IngestError> {
        let network = self.network;
        let begins = |bytes: &[u8]| {
            let known = |network: Network| network.magic().starts_with(bytes);
            network.map_or_else(|| Network::ALL.into_iter().any(known), known)
        };
        let bytes = self.peek(at, FRAME_SIZE)?;
        Ok(match bytes {
            [magic @ .., a, b, c, d] if bytes.len() == FRAME_SIZE && begins(magic) => {
                let size = u32::from_le_bytes([*a, *b, *c, *d]);
                let possible = (BLOCK_SIZE_MIN..=BLOCK_SIZE_MAX).contains(&(size as usize));
                possible.then_some(Some(size))
            }
            _ if bytes.len() < FRAME_SIZE => begins(&bytes[..bytes.len().min(4)]).then_some(None),
            _ => None,
        })
    }

    fn magic_at(&mut self, at: u64) -> Result<Option<Network>, IngestError> {
        Ok(self.peek(at, 4)?.first_chunk().copied().and_then(Network::from_magic))
    }

    /// The record at `at`, where there is a magic: `None` if its length cannot be.
    fn record_at(&mut self, at: u64) -> Result<Option<Record>, IngestError> {
        let len = self.file.len();
        let Some(frame) = self.peek(at, FRAME_SIZE + HEADER_LEN)?.first_chunk::<88>() else {
            return Ok(None);
        };
        let (frame, header) = frame.split_at(FRAME_SIZE);
        let size = u32::from_le_bytes(frame[4..].try_into().expect("a frame is eight bytes"));
        let fits = (BLOCK_SIZE_MIN..=BLOCK_SIZE_MAX).contains(&(size as usize))
            && at + FRAME_LEN + u64::from(size) <= len;
        let header = header.try_into().expect("88 bytes without the frame are a header");
        Ok(fits.then_some(Record { offset: at, size, header }))
    }

    /// The first offset from `from` on at which there is a record whose header proves its work.
    fn search(&mut self, from: u64) -> Result<Option<u64>, IngestError> {
        let magics: Vec<[u8; 4]> = match self.network {
            Some(network) => vec![network.magic()],
            None => Network::ALL.map(Network::magic).to_vec(),
        };
        let (mut start, mut len) = (from, WINDOW_LEN);
        loop {
            let bytes = self.view(start, 4, len)?;
            let mut fours = bytes.windows(4);
            let found = fours.position(|four| magics.iter().any(|magic| magic == four));
            if let Some(found) = found {
                start += found as u64;
                if self.proves(start)? {
                    return Ok(Some(start));
                }
                start += 1;
            } else if bytes.len() < 4 {
                return Ok(None);
            } else {
                // A magic may lie across two windows.
                start += bytes.len() as u64 - 3;
                len = (2 * len).min(WINDOW_LEN_MAX);
            }
        }
    }

    fn proves(&mut self, at: u64) -> Result<bool, IngestError> {
        let Some(network) = self.magic_at(at)? else { return Ok(false) };
        let Some(record) = self.record_at(at)? else { return Ok(false) };
        let bits = Header::read(&record.header).bits;
        Ok(proof_of_work(network, bits, &Header::hash(&record.header)).is_ok())
    }

    /// How many zero bytes there are at `at`: on the disk, where Core allocated ahead, or below
    /// the obfuscation, where a whole file was obfuscated later.
    fn zeroes_at(&mut self, at: u64) -> Result<u64, IngestError> {
        let plain = self.zero_run(at, [0; 8])?;
        match self.file.key() {
            [0, 0, 0, 0, 0, 0, 0, 0] => Ok(plain),
            key => Ok(plain.max(self.zero_run(at, key)?)),
        }
    }

    fn zero_run(&mut self, at: u64, key: Key) -> Result<u64, IngestError> {
        let (mut end, mut len) = (at, WINDOW_LEN);
        loop {
            let bytes = self.view(end, 1, len)?;
            // What is zero on the disk is the key below the obfuscation.
            let key = (end..).map(|offset| key[(offset % 8) as usize]);
            match bytes.iter().zip(key).position(|(byte, key)| *byte != key) {
                Some(zeroes) => return Ok(end + zeroes as u64 - at),
                None if bytes.is_empty() => return Ok(end - at),
                None => end += bytes.len() as u64,
            }
            len = (2 * len).min(WINDOW_LEN_MAX);
        }
    }

    /// Where to look after a run of zeroes: an obfuscated magic can itself begin with some.
    fn after_zeroes(&mut self, at: u64, zeroes: u64) -> Result<u64, IngestError> {
        let end = at + zeroes;
        for start in end.saturating_sub(3).max(at + 1)..end {
            if self.magic_at(start)?.is_some() {
                return Ok(start);
            }
        }
        Ok(end)
    }

    /// Up to `len` bytes at `at`, fewer at the end of the file.
    fn peek(&mut self, at: u64, len: usize) -> Result<&[u8], IngestError> {
        let bytes = self.view(at, len, WINDOW_LEN)?;
        Ok(&bytes[..len.min(bytes.len())])
    }

    /// What the window has from `at` on, if that is at least `least` bytes; else a new window of `len`.
    /// Fewer than `least` only at the end of the file.
    fn view(&mut self, at: u64, least: usize, len: usize) -> Result<&[u8], IngestError> {
        let window_end = self.window_start + self.window.len() as u64;
        let is_there = at >= self.window_start && at + least as u64 <= window_end;
        if !is_there {
            self.window.resize(len, 0);
            let count = self.file.read(at, &mut self.window)?;
            self.window.truncate(count);
            self.window_start = at;
            #[cfg(test)]
            {
                self.bytes_read += count as u64;
            }
        }
        let start = usize::try_from(at - self.window_start).expect("within the window");
        Ok(&self.window[start..])
    }
}

/// Core allocates ahead, so the block it is writing right now is a record whose end is still
/// zeroes. To be asked of a file's last record alone; the answer is yes only if it does not decode.
pub fn half_written(
    file: &RawFile,
    record: &Record,
    network: Network,
) -> Result<Option<Note>, IngestError> {
    let start = record.offset + FRAME_LEN;
    let mut tail = [0; 32];
    let tail_start = start + u64::from(record.size) - tail.len() as u64;
    file.read_raw(tail_start, &mut tail)?;
    let mut plain = tail;
    deobfuscate(file.key(), tail_start, &mut plain);
    if tail != [0; 32] && plain != [0; 32] {
        return Ok(None);
    }
    let mut bytes = vec![0; record.size as usize];
    file.read(start, &mut bytes)?;
    if decode::block(&bytes, None, Rules { network, trust: false }).is_ok() {
        return Ok(None);
    }
    file.read_raw(start, &mut bytes)?;
    let there = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |at| at as u64 + 1);
    let place = file.place(record.offset);
    Ok(Some(Note::HalfWritten { place, claimed: Some(record.size), there }))
}
