//! Room for work that is larger than memory may be: tables of rows that spill into files.
//!
//! A [`Scratch`] is a budget and a directory. Its [`Rows`] lie in memory as long as the budget lasts
//! and move into a mapped file beyond it, so that whoever uses them sees one slice either way. Such a
//! file never has a name: it goes with the process, however that ends. Its pages are the system's to
//! keep or to write out; they are no memory of ours.
//!
//! ```
//! # fn main() -> Result<(), graph::GraphError> {
//! use graph::scratch::Scratch;
//! let mut rows = Scratch::in_memory().rows::<4>();
//! rows.extend_to(3, |index| (index as u32).to_le_bytes())?;
//! rows.push([9; 4])?;
//! assert_eq!(rows.as_slice()[2], 2u32.to_le_bytes());
//! assert_eq!(rows.len(), 4);
//! # Ok(()) }
//! ```

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use memmap2::MmapMut;

use crate::disk::{self, DiskFile};
use crate::error::GraphError;
use crate::map;

/// From so many bytes on rows lie in huge pages, of which each has as many.
const FEW: usize = 2 << 20;
/// A file grows by at least so much.
const STEP: usize = 16 << 20;

/// Memory that may be used, shared by all rows made from it, and where what exceeds it goes.
#[derive(Debug, Clone)]
pub struct Scratch {
    dir: Option<Arc<Path>>,
    left: Arc<AtomicUsize>,
}

impl Scratch {
    /// As much memory as there is.
    pub fn in_memory() -> Scratch {
        Scratch { dir: None, left: Arc::new(AtomicUsize::new(usize::MAX)) }
    }

    /// `memory` bytes, and files in `dir` beyond them.
    pub fn in_dir(dir: &Path, memory: usize) -> Scratch {
        Scratch { dir: Some(dir.into()), left: Arc::new(AtomicUsize::new(memory)) }
    }

    /// Whether files can be made in a directory.
    pub fn can_be_in(dir: &Path) -> bool {
        disk::nameless(dir).is_ok()
    }

    /// No rows yet.
    pub fn rows<const W: usize>(&self) -> Rows<W> {
        Rows { scratch: self.clone(), len: 0, held: Held::Few(Vec::new()) }
    }

    fn take(&self, bytes: usize) -> bool {
        if self.dir.is_none() {
            return true;
        }
        let left = |left: usize| left.checked_sub(bytes);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, left).is_ok()
    }

    fn give_back(&self, bytes: usize) {
        if self.dir.is_none() {
            return;
        }
        self.left.fetch_add(bytes, Ordering::Relaxed);
    }
}

/// Rows of `W` bytes, in memory or in a mapped file.
pub struct Rows<const W: usize> {
    scratch: Scratch,
    len: usize,
    held: Held<W>,
}

enum Held<const W: usize> {
    Few(Vec<[u8; W]>),
    /// Memory in huge pages, where the system has them: who reads here and there waits half as long.
    Many(MmapMut),
    File(DiskFile, MmapMut),
}

impl<const W: usize> Held<W> {
    /// Rows there is room for.
    fn capacity(&self) -> usize {
        match self {
            Held::Few(rows) => rows.capacity(),
            Held::Many(map) | Held::File(_, map) => map.len() / W,
        }
    }

    /// Bytes of the budget that it uses.
    fn memory(&self) -> usize {
        match self {
            Held::Few(rows) => rows.capacity() * W,
            Held::Many(map) => map.len(),
            Held::File(..) => 0,
        }
    }
}

impl<const W: usize> fmt::Debug for Rows<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.is_in_file() { "in a file" } else { "in memory" };
        write!(f, "Rows<{W}>({} {place})", self.len)
    }
}

impl<const W: usize> Rows<W> {
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub fn is_in_file(&self) -> bool {
        matches!(self.held, Held::File(..))
    }

    pub fn as_slice(&self) -> &[[u8; W]] {
        match &self.held {
            Held::Few(rows) => rows,
            Held::Many(map) | Held::File(_, map) => &map.as_chunks().0[..self.len],
        }
    }

    pub fn as_mut_slice(&mut self) -> &mut [[u8; W]] {
        match &mut self.held {
            Held::Few(rows) => rows,
            Held::Many(map) | Held::File(_, map) => &mut map.as_chunks_mut().0[..self.len],
        }
    }

    pub fn push(&mut self, row: [u8; W]) -> Result<(), GraphError> {
        self.extend_from_slice(&[row])
    }

    pub fn extend_from_slice(&mut self, rows: &[[u8; W]]) -> Result<(), GraphError> {
        // More than asked for, so that growing row by row costs little.
        self.reserve(rows.len(), self.len / 2)?;
        match &mut self.held {
            Held::Few(held) => held.extend_from_slice(rows),
            Held::Many(map) | Held::File(_, map) => {
                map.as_chunks_mut().0[self.len..self.len + rows.len()].copy_from_slice(rows);
            }
        }
        self.len += rows.len();
        Ok(())
    }

    /// Adds rows by their index until there are `len`.
    pub fn extend_to(
        &mut self,
        len: usize,
        row: impl Fn(usize) -> [u8; W],
    ) -> Result<(), GraphError> {
        let Some(more) = len.checked_sub(self.len) else { return Ok(()) };
        // Growing block by block must not copy everything each time.
        self.reserve(more, self.len / 16)?;
        match &mut self.held {
            Held::Few(held) => held.extend((self.len..len).map(row)),
            Held::Many(map) | Held::File(_, map) => {
                let added = &mut map.as_chunks_mut().0[self.len..len];
                added.iter_mut().zip(self.len..).for_each(|(to, index)| *to = row(index));
            }
        }
        self.len = len;
        Ok(())
    }

    /// Forgets all rows but the first `len`.
    pub fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
        if let Held::Few(rows) = &mut self.held {
            rows.truncate(len);
        }
    }

    /// Room for `more` rows; where there is none yet, for `spare` beyond them too.
    fn reserve(&mut self, more: usize, spare: usize) -> Result<(), GraphError> {
        if self.len + more <= self.held.capacity() {
            return Ok(());
        }
        let bytes = (self.len + more + spare) * W;
        let dir = self.scratch.dir.as_deref().unwrap_or(Path::new("."));
        let large = bytes.next_multiple_of(FEW);
        let held = match &mut self.held {
            Held::File(file, map) => {
                *map = mapped(file, dir, bytes)?;
                return Ok(());
            }
            Held::Few(rows) if bytes < FEW && self.scratch.take(bytes - rows.capacity() * W) => {
                rows.reserve_exact(more + spare);
                return Ok(());
            }
            Held::Many(map) if self.scratch.take(large - map.len()) => {
                let longer = map::lengthen(map, large);
                longer.map_err(GraphError::io("find memory for a file in", dir))?;
                return Ok(());
            }
            _ if bytes >= FEW && self.scratch.take(large) => {
                let map = map::anonymous(large);
                Held::Many(map.map_err(GraphError::io("find memory for a file in", dir))?)
            }
            _ => {
                let nameless = disk::nameless(dir);
                let mut file = nameless.map_err(GraphError::io("create a file in", dir))?;
                let map = mapped(&mut file, dir, bytes)?;
                Held::File(file, map)
            }
        };
        let before = std::mem::replace(&mut self.held, held);
        let rows = match &before {
            Held::Few(rows) => rows,
            Held::Many(map) | Held::File(_, map) => &map.as_chunks().0[..self.len],
        };
        if let Held::Many(map) | Held::File(_, map) = &mut self.held {
            map.as_chunks_mut().0[..rows.len()].copy_from_slice(rows);
        }
        self.scratch.give_back(before.memory());
        Ok(())
    }
}

impl<const W: usize> Drop for Rows<W> {
    fn drop(&mut self) {
        self.scratch.give_back(self.held.memory());
    }
}

/// The file with room for so many bytes at least, mapped.
fn mapped(file: &mut DiskFile, dir: &Path, bytes: usize) -> Result<MmapMut, GraphError> {
    let bytes = bytes.next_multiple_of(STEP) as u64;
    file.allocate(bytes).map_err(GraphError::io("make room for a file in", dir))?;
    map::scratch(file.as_file()).map_err(GraphError::io("map a file in", dir))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::dir;

    fn number(index: usize) -> [u8; 4] {
        u32::try_from(index).unwrap().to_le_bytes()
    }

    #[test]
    fn rows_beyond_the_budget_lie_in_a_file_and_read_the_same() {
        let dir = dir();
        let scratch = Scratch::in_dir(dir.path(), 5 << 20);
        let mut small = scratch.rows::<4>();
        let mut large = scratch.rows::<4>();
        small.extend_to(1_000, number).unwrap();
        for index in 0..900_000 {
            large.push(number(index)).unwrap();
        }
        assert!(!small.is_in_file() && large.is_in_file());
        let mut middle = scratch.rows::<4>();
        middle.extend_to(600_000, number).unwrap();
        middle.push([1; 4]).unwrap();
        assert!(!middle.is_in_file());
        assert!(
            middle.as_slice()[..600_000].iter().enumerate().all(|(at, row)| *row == number(at))
        );
        large.extend_to(5_000_000, number).unwrap();
        assert!(large.as_slice().iter().enumerate().all(|(at, row)| *row == number(at)));
        large.as_mut_slice()[4_999_999] = [7; 4];
        large.truncate(10);
        large.extend_to(20, number).unwrap();
        assert_eq!(large.as_slice().last(), Some(&number(19)));
        // No file of it has a name.
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
        drop((small, middle, large));
        assert_eq!(scratch.left.load(Ordering::Relaxed), 5 << 20);
    }
}
