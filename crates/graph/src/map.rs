//! Files as memory. With `probe` the only place where the store is `unsafe`.

use std::fs::File;
use std::io;
use std::ops::{Deref, Range};

#[cfg(target_os = "linux")]
use memmap2::MmapOptions;
use memmap2::{Advice, Mmap, MmapMut};

use crate::columns::Access;

/// Bytes of a large page of memory, which is reached by one entry of the page tables. A look-up reads here and
/// there in gigabytes, and to find a page's entry takes it as long as to read the line it wants: on one
/// machine 46 ns a read in small pages, 31 in large ones.
const LARGE_PAGE: usize = 2 << 20;

/// A whole file, mapped to be read; or bytes in memory, so that readers know one kind of backing.
#[derive(Debug)]
pub(crate) struct Mapped {
    map: Mmap,
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "nobody to ask for large pages")
    )]
    file: Option<File>,
}

impl Deref for Mapped {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        &self.map
    }
}

impl Mapped {
    #[expect(unsafe_code, reason = "a mapping is unsafe by nature")]
    pub fn of_file(file: File) -> io::Result<Mapped> {
        // SAFETY: the bytes must not change while they are borrowed. The store writes a file once,
        // under another name, and renames it into place; it never edits or truncates one that is
        // mapped. Removing a mapped file is safe on the systems we run on. Another program that edits
        // the ledger's directory breaks this; its damage shows as wrong values (every read is bounds
        // checked and no byte pattern is invalid) or, where it truncates the file, as SIGBUS.
        let map = unsafe { Mmap::map(&file)? };
        Ok(Mapped { map, file: Some(file) })
    }

    pub fn of_bytes(bytes: &[u8]) -> io::Result<Mapped> {
        let mut map = MmapMut::map_anon(bytes.len().max(1))?;
        map[..bytes.len()].copy_from_slice(bytes);
        Ok(Mapped { map: map.make_read_only()?, file: None })
    }

    /// Says how it will be read. Nothing depends on whether the system listens.
    pub fn expect(&self, access: Access) {
        let advice = match access {
            Access::InOrder => Advice::Normal,
            Access::Scattered => Advice::Random,
        };
        let _ = self.map.advise(advice);
    }

    /// Has bytes read while others go on.
    pub fn fetch(&self, range: Range<usize>) {
        if range.end <= self.len() && !range.is_empty() {
            let _ = self.map.advise_range(Advice::WillNeed, range.start, range.len());
        }
    }

    /// Has a large part of a file in memory, in large pages where the system keeps files in them (Linux 6.16
    /// and newer, on ext4, XFS or btrfs); what is there stays as it is. Nothing depends on it.
    pub fn fetch_large(&self, range: Range<usize>) {
        /// One place in so many bytes tells whether they are there.
        const ASKED_EVERY: usize = 8 * LARGE_PAGE;
        let mut asked = range.clone().step_by(ASKED_EVERY).chain(range.clone().next_back());
        let is_there = asked.all(|at| self.is_near(at..at + 1));
        if !is_there && !self.read_large(range.clone()) {
            self.fetch(range);
        }
    }

    /// Reads through a mapping of its own: of one that expects large pages each look-up would read a large
    /// page, were they let go.
    #[cfg(target_os = "linux")]
    #[expect(unsafe_code, reason = "a mapping is unsafe by nature")]
    fn read_large(&self, range: Range<usize>) -> bool {
        let Some(file) = &self.file else { return false };
        let start = range.start / LARGE_PAGE * LARGE_PAGE;
        let end = range.end.next_multiple_of(LARGE_PAGE).min(self.len());
        // SAFETY: as in `of_file`; and nobody borrows from this one.
        let map = unsafe { MmapOptions::new().offset(start as u64).len(end - start).map(file) };
        map.is_ok_and(|map| {
            map.advise(Advice::HugePage).is_ok() && map.advise(Advice::PopulateRead).is_ok()
        })
    }

    #[cfg(not(target_os = "linux"))]
    fn read_large(&self, _: Range<usize>) -> bool {
        false
    }

    /// Whether bytes are in memory. Where the system does not say, they are.
    #[cfg_attr(not(target_os = "linux"), expect(unused_variables, reason = "nobody to ask"))]
    pub fn is_near(&self, range: Range<usize>) -> bool {
        #[cfg(target_os = "linux")]
        {
            /// Pages that are asked about at once.
            const PAGES: usize = 8;
            let page = rustix::param::page_size();
            let first = range.start / page * page;
            let mut said = [1; PAGES];
            if range.is_empty() || range.end > self.len() || range.end - first > PAGES * page {
                return true;
            }
            #[expect(unsafe_code, reason = "the call takes pointers")]
            // SAFETY: the pages asked about are the mapping's, from the start of one on, and so many at most as
            // there are bytes to say it in. The call reads no page.
            let failed = unsafe {
                let start = self.as_ptr().add(first).cast_mut().cast();
                libc::mincore(start, range.end - first, said.as_mut_ptr())
            };
            let pages = (range.end - first).div_ceil(page);
            failed != 0 || said[..pages].iter().all(|said| said & 1 == 1)
        }
        #[cfg(not(target_os = "linux"))]
        true
    }
}

/// Maps a whole scratch file for reading and writing.
#[expect(unsafe_code, reason = "a mapping is unsafe by nature")]
pub(crate) fn scratch(file: &File) -> io::Result<MmapMut> {
    // SAFETY: the bytes must not change, or the file shrink, but through this mapping. `scratch`
    // alone calls this, for a file that has no name, so nobody else can open it. It owns file and
    // mapping together, borrows from no other mapping of the file, and never truncates it. The file's
    // blocks are there before it is mapped: a full disk is an error then, and no SIGBUS later.
    unsafe { MmapMut::map_mut(file) }
}

/// Memory of zeros, in huge pages where the system has them and lets us.
pub(crate) fn anonymous(len: usize) -> io::Result<MmapMut> {
    let map = MmapMut::map_anon(len)?;
    #[cfg(target_os = "linux")]
    let _ = map.advise(memmap2::Advice::HugePage);
    Ok(map)
}

/// Makes such memory longer by zeros. Nothing is copied where the system can move pages.
#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "what borrowed from the mapping would dangle")]
pub(crate) fn lengthen(map: &mut MmapMut, len: usize) -> io::Result<()> {
    // SAFETY: nothing borrows from it, as it is borrowed mutably itself; no pointer into it is kept anywhere;
    // and it is anonymous memory, whose every page is there when it is touched.
    unsafe { map.remap(len, memmap2::RemapOptions::new().may_move(true)) }
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn lengthen(map: &mut MmapMut, len: usize) -> io::Result<()> {
    let mut longer = anonymous(len)?;
    longer[..map.len()].copy_from_slice(map);
    *map = longer;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::dir;

    #[test]
    fn what_is_read_in_large_pages_is_what_stands_there() {
        let dir = dir();
        let path = dir.path().join("bytes");
        let all: Vec<u8> = (0..5 * LARGE_PAGE).map(|at| (at >> 7).to_le_bytes()[0]).collect();
        std::fs::write(&path, &all).unwrap();
        let map = Mapped::of_file(File::open(&path).unwrap()).unwrap();
        // Not every system can.
        map.read_large(LARGE_PAGE / 2..all.len() - 7);
        map.fetch_large(LARGE_PAGE / 2..all.len() - 7);
        map.fetch_large(7..7);
        assert!(map[..] == all[..]);
        assert!(map.is_near(LARGE_PAGE..LARGE_PAGE + 1), "what was just read is there");
        assert!(
            !Mapped::of_bytes(&all).unwrap().read_large(0..all.len()),
            "no file, nothing to read"
        );
    }
}
