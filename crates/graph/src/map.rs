//! Files as memory. With `probe` the only place where the store is `unsafe`.

use std::fs::File;
use std::io;
use std::ops::Range;

use memmap2::{Advice, Mmap, MmapMut};

use crate::columns::Access;

/// Maps a whole file, read-only.
#[expect(unsafe_code, reason = "a mapping is unsafe by nature")]
pub(crate) fn file(file: &File) -> io::Result<Mmap> {
    // SAFETY: the bytes must not change while they are borrowed. The store writes a file once,
    // under another name, and renames it into place; it never edits or truncates one that is
    // mapped. Removing a mapped file is safe on the systems we run on. Another program that edits
    // the ledger's directory breaks this; its damage shows as wrong values (every read is bounds
    // checked and no byte pattern is invalid) or, where it truncates the file, as SIGBUS.
    unsafe { Mmap::map(file) }
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

/// The same over bytes in memory, so that readers know one kind of backing.
pub(crate) fn memory(bytes: &[u8]) -> io::Result<Mmap> {
    let mut map = MmapMut::map_anon(bytes.len().max(1))?;
    map[..bytes.len()].copy_from_slice(bytes);
    map.make_read_only()
}

/// Says how a mapping will be read. Nothing depends on whether the system listens.
pub(crate) fn expect(map: &Mmap, access: Access) {
    let advice = match access {
        Access::InOrder => Advice::Normal,
        Access::Scattered => Advice::Random,
    };
    let _ = map.advise(advice);
}

/// Has bytes of a mapping read while others go on.
pub(crate) fn fetch(map: &Mmap, range: Range<usize>) {
    if range.end <= map.len() && !range.is_empty() {
        let _ = map.advise_range(Advice::WillNeed, range.start, range.len());
    }
}

/// Whether bytes of a mapping are in memory. Where the system does not say, they are.
#[cfg_attr(not(target_os = "linux"), expect(unused_variables, reason = "nobody to ask"))]
pub(crate) fn is_near(map: &Mmap, range: Range<usize>) -> bool {
    #[cfg(target_os = "linux")]
    {
        /// Pages that are asked about at once.
        const PAGES: usize = 8;
        let page = rustix::param::page_size();
        let first = range.start / page * page;
        let mut said = [1; PAGES];
        if range.is_empty() || range.end > map.len() || range.end - first > PAGES * page {
            return true;
        }
        #[expect(unsafe_code, reason = "the call takes pointers")]
        // SAFETY: the pages asked about are the mapping's, from the start of one on, and so many at most as there
        // are bytes to say it in. The call reads no page.
        let failed = unsafe {
            let start = map.as_ptr().add(first).cast_mut().cast();
            libc::mincore(start, range.end - first, said.as_mut_ptr())
        };
        let pages = (range.end - first).div_ceil(page);
        failed != 0 || said[..pages].iter().all(|said| said & 1 == 1)
    }
    #[cfg(not(target_os = "linux"))]
    true
}
