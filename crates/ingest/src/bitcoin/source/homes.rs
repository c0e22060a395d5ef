//! Where bytes live while they are read again and again: in files on the disk, by path, or in
//! memory, where a file had to be unpacked first. Few files are open at a time, however many
//! there are.

use std::path::PathBuf;
use std::sync::Arc;

use super::file::{Key, RawFile};
use crate::bitcoin::error::{IngestError, Place};

/// One file's bytes.
#[derive(Debug, Clone)]
pub enum Home {
    Disk {
        path: Arc<PathBuf>,
        key: Key,
    },
    /// What was packed in `path`.
    Memory {
        path: Arc<PathBuf>,
        bytes: Arc<Vec<u8>>,
    },
}

impl Home {
    pub fn path(&self) -> &Arc<PathBuf> {
        match self {
            Home::Disk { path, .. } | Home::Memory { path, .. } => path,
        }
    }

    pub fn place(&self, offset: u64) -> Place {
        Place { path: self.path().clone(), offset }
    }

    pub fn open(&self) -> Result<RawFile, IngestError> {
        match self {
            Home::Disk { path, key } => RawFile::open(path.clone(), *key),
            Home::Memory { path, bytes } => Ok(RawFile::in_memory(path.clone(), bytes.clone())),
        }
    }
}

/// A stretch of a home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    pub home: u32,
    pub start: u64,
    pub len: u64,
}

/// A chain jumps between neighbouring files where blocks came out of order, seldom further.
const OPEN_MAX: usize = 8;

/// The few homes that are open.
#[derive(Debug, Default)]
pub struct OpenFiles(Vec<(u32, RawFile)>);

impl OpenFiles {
    /// Reads a stretch into `buffer`. The scan that found it saw that the file is long enough; if
    /// it no longer is, it changed.
    pub fn read(
        &mut self,
        homes: &[Home],
        stretch: Stretch,
        buffer: &mut Vec<u8>,
    ) -> Result<(), IngestError> {
        let Stretch { home, start, len } = stretch;
        let file = self.get(homes, home)?;
        let changed = || IngestError::Changed { place: homes[home as usize].place(start) };
        // Checked against the file that is open now before anything is allocated.
        if start.checked_add(len).is_none_or(|end| end > file.len()) {
            return Err(changed());
        }
        buffer.resize(usize::try_from(len).map_err(|_| changed())?, 0);
        if file.read(start, buffer)? < buffer.len() {
            return Err(changed());
        }
        Ok(())
    }

    fn get(&mut self, homes: &[Home], home: u32) -> Result<&RawFile, IngestError> {
        let at = match self.0.iter().position(|(open, _)| *open == home) {
            Some(at) => at,
            None => {
                let opened = homes[home as usize].open()?;
                if self.0.len() == OPEN_MAX {
                    self.0.remove(0);
                }
                self.0.push((home, opened));
                self.0.len() - 1
            }
        };
        Ok(&self.0[at].1)
    }
}
