//! A file of named columns: what segments are made of, and anything that lies beside them.
//!
//! ```text
//! 0     magic "KNCLCOLS"                 8 bytes
//! 8     container format                 u32   (1)
//! 12    number of columns                u32   (at most 62)
//! 16    length of the whole file         u64
//! 24    what the file is, zero padded    16 bytes  ("segment", "clusters" …)
//! 40    that content's own version       u32
//! 44    zero                             u32
//! 48    zero                             8 bytes
//! 56    XXH3 of bytes 0..56 and of the directory
//! 64    directory: per column            64 bytes
//!         name, zero padded  32 · row width u32 · zero u32 · offset u64 · length u64 · XXH3 u64
//! 4096  the columns, each aligned to 64 bytes, those of a page or more to 4096
//! ```
//!
//! The last column of every file, `page_checksum`, has the XXH3 of each 64 KiB of the columns before it,
//! one column after the other: so that damage is told by its place.
//!
//! To keep something of one's own in a ledger's directory (clusters, say):
//!
//! ```
//! # fn main() -> Result<(), graph::GraphError> {
//! use graph::columns::{Columns, ColumnsWriter, Content};
//! const CLUSTERS: Content = Content { name: "clusters", version: 1 };
//!
//! // `ColumnsWriter::create(path, CLUSTERS)` writes a file; this one stays in memory.
//! let mut writer = ColumnsWriter::in_memory(CLUSTERS);
//! writer.u32s("root", &[0, 1, 1])?;
//! writer.bytes("note", b"as of block 170")?;
//! let columns = writer.finish()?; // durable and visible under its name only from here on
//!
//! assert_eq!(columns.u32s("root").get(2), Some(&1u32.to_le_bytes()));
//! assert_eq!(columns.u32("root", 2), Some(1));
//! assert_eq!(columns.u32("root", 3), None);
//! # Ok(()) }
//! ```
//!
//! `Columns::open(path, CLUSTERS)` maps the file; it fails where the file is cut short, of another
//! content, or of a newer version. The header is checked then; the columns' checksums only when
//! [`Columns::damages`] is asked. Damage never panics: a missing row is `None`.

use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::disk::{self, DiskFile};
use crate::error::GraphError;
use crate::map::Mapped;
use crate::packed::at;

const MAGIC: &[u8; 8] = b"KNCLCOLS";
const FORMAT: u32 = 1;
const HEADER_LEN: usize = 4096;
const ENTRY_LEN: usize = 64;
const COLUMNS_MAX: usize = (HEADER_LEN - 64) / ENTRY_LEN;
const PAGE: usize = 4096;
const LINE: usize = 64;
/// Bytes that are summed and written together, while they are near.
const PIECE_BYTES: usize = 1 << 18;
/// Bytes that are brought to the disk together, before the file is finished. In tests few, so that
/// it happens.
const AHEAD_BYTES: u64 = if cfg!(test) { 1 << 10 } else { 32 << 20 };
/// Rows gathered before they are written.
const GATHERED_LEN: usize = 1 << 12;
const NAME_LEN_MAX: usize = 32;
const CONTENT_LEN_MAX: usize = 16;
/// What of a column has one checksum of its own.
const CHECKED_LEN: usize = 1 << 16;
const PAGE_CHECKSUM: &str = "page_checksum";

/// What a file of columns is about, and in which version of its writer's understanding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Content {
    /// At most 16 bytes.
    pub name: &'static str,
    pub version: u32,
}

/// How the rows of a file will be read: what of a cold one is read with the row that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Much of what follows.
    InOrder,
    /// Its page alone: a disk gives one in a fraction of the time that reading ahead takes.
    Scattered,
}

/// A file of columns, mapped or in memory. Cheap to clone.
#[derive(Clone)]
pub struct Columns {
    map: Arc<Mapped>,
    name: Arc<str>,
    version: u32,
    identity: u64,
    directory: Arc<[Entry]>,
}

/// One column's place in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    /// Bytes a row.
    pub width: u32,
    /// Bytes of the whole column.
    pub len: u64,
    offset: u64,
    checksum: u64,
}

impl fmt::Debug for Columns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Columns({}, {} columns)", self.name, self.directory.len())
    }
}

impl Columns {
    pub fn open(path: &Path, content: Content) -> Result<Columns, GraphError> {
        let file = File::open(path).map_err(GraphError::io("open", path))?;
        let len = file.metadata().map_err(GraphError::io("read", path))?.len();
        let name: Arc<str> = path.display().to_string().into();
        if len < HEADER_LEN as u64 {
            return Err(GraphError::Damaged {
                file: name.to_string(),
                what: format!("it is {len} bytes long, too short for its header"),
            });
        }
        let map = Mapped::of_file(file).map_err(GraphError::io("map", path))?;
        // Of a cold file the header's page is read, and not what lies behind it.
        map.expect(Access::Scattered);
        let columns = Self::read(map, name, content)?;
        columns.expect(Access::InOrder);
        Ok(columns)
    }

    /// Tells the system how this file's rows will be read from now on, by every clone: as long as
    /// nobody does, in order. What is in memory already costs the same either way.
    pub fn expect(&self, access: Access) {
        self.map.expect(access);
    }

    /// Has a column in memory: for those who will ask for most of it.
    pub(crate) fn fetch(&self, range: Range<usize>) {
        self.map.fetch_large(range);
    }

    /// Has bytes of the file, which somebody was given, read into memory while their reader goes on.
    pub(crate) fn fetch_bytes(&self, bytes: &[u8]) {
        if let Some(range) = self.range_of(bytes) {
            self.map.fetch(range);
        }
    }

    /// Whether such bytes are in memory, as far as the system says.
    pub(crate) fn are_near(&self, bytes: &[u8]) -> bool {
        self.range_of(bytes).is_none_or(|range| self.map.is_near(range))
    }

    /// Where bytes of the file lie in it; `None` of bytes that lie elsewhere.
    fn range_of(&self, bytes: &[u8]) -> Option<Range<usize>> {
        let start = bytes.as_ptr().addr().checked_sub(self.map.as_ptr().addr())?;
        let end = start.checked_add(bytes.len())?;
        (end <= self.map.len()).then_some(start..end)
    }

    /// A file's bytes, as they might come from a disk.
    #[cfg(test)]
    pub(crate) fn of_bytes(bytes: &[u8], content: Content) -> Result<Columns, GraphError> {
        Self::read(Mapped::of_bytes(bytes).unwrap(), "bytes".into(), content)
    }

    #[cfg(test)]
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        self.map.to_vec()
    }

    fn read(map: Mapped, name: Arc<str>, content: Content) -> Result<Columns, GraphError> {
        let header = Header::parse(&map, content.version).map_err(|fault| match fault {
            Fault::Newer { found, known } => {
                GraphError::Newer { file: name.to_string(), found, known }
            }
            Fault::Damaged(what) => GraphError::Damaged { file: name.to_string(), what },
        })?;
        if header.content != content.name {
            return Err(GraphError::Damaged {
                file: name.to_string(),
                what: format!("it should hold {}, and holds {}", content.name, header.content),
            });
        }
        Ok(Columns {
            map: Arc::new(map),
            name,
            version: header.version,
            identity: header.identity,
            directory: header.directory.into(),
        })
    }

    /// The file's path, or what it was called in memory.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The version of the content that stands in the file: at most the one asked for.
    pub fn version(&self) -> u32 {
        self.version
    }

    pub fn directory(&self) -> &[Entry] {
        &self.directory
    }

    /// A column's bytes; empty where there is no such column.
    pub fn bytes(&self, name: &str) -> &[u8] {
        self.range(name).map_or(&[], |(range, _)| self.slice(range))
    }

    /// A column of `W` bytes a row; empty where there is none of that name and width.
    pub fn rows<const W: usize>(&self, name: &str) -> &[[u8; W]] {
        match self.range(name) {
            Some((range, width)) if width as usize == W => self.slice(range).as_chunks().0,
            _ => &[],
        }
    }

    pub fn u32s(&self, name: &str) -> &[[u8; 4]] {
        self.rows(name)
    }

    pub fn u64s(&self, name: &str) -> &[[u8; 8]] {
        self.rows(name)
    }

    pub fn u32(&self, name: &str, index: usize) -> Option<u32> {
        crate::packed::u32_at(self.u32s(name), index)
    }

    pub fn u64(&self, name: &str, index: usize) -> Option<u64> {
        crate::packed::u64_at(self.u64s(name), index)
    }

    /// Reads everything and names each column whose bytes are not the ones written.
    pub fn damages(&self) -> Vec<String> {
        let names = self.directory.iter().map(|entry| &entry.name);
        names.filter(|name| !self.is_sound(name)).cloned().collect()
    }

    /// Whether a column's bytes are the ones written.
    pub fn is_sound(&self, name: &str) -> bool {
        let entry = self.directory.iter().find(|entry| entry.name == name);
        entry.is_some_and(|entry| {
            xxh3_64(self.slice(at(entry.offset)..at(entry.offset + entry.len))) == entry.checksum
        })
    }

    /// Where in a column its bytes are not the ones written, by ranges of bytes within it. Empty where
    /// that cannot be told.
    pub fn damaged_ranges(&self, name: &str) -> Vec<Range<u64>> {
        let pages = |entry: &Entry| at(entry.len).div_ceil(CHECKED_LEN);
        let before = self.directory.iter().take_while(|entry| entry.name != name);
        let first: usize = before.map(pages).sum();
        let Some(entry) = self.directory.iter().find(|entry| entry.name == name) else {
            return Vec::new();
        };
        if name == PAGE_CHECKSUM || !self.is_sound(PAGE_CHECKSUM) {
            return Vec::new();
        }
        let column = self.slice(at(entry.offset)..at(entry.offset + entry.len));
        let sums = self.u64s(PAGE_CHECKSUM);
        let mut damaged: Vec<Range<u64>> = Vec::new();
        for (number, page) in column.chunks(CHECKED_LEN).enumerate() {
            if sums.get(first + number).is_some_and(|sum| *sum == xxh3_64(page).to_le_bytes()) {
                continue;
            }
            let start = (number * CHECKED_LEN) as u64;
            let end = start + page.len() as u64;
            match damaged.last_mut() {
                Some(last) if last.end == start => last.end = end,
                _ => damaged.push(start..end),
            }
        }
        damaged
    }

    /// Whether what is between the columns is as empty as it was written.
    pub fn is_padded(&self) -> bool {
        let columns = self.directory.iter();
        let mut used: Vec<Range<usize>> =
            columns.map(|entry| at(entry.offset)..at(entry.offset + entry.len)).collect();
        used.push(0..64 + self.directory.len() * ENTRY_LEN);
        used.push(self.map.len()..self.map.len());
        used.sort_unstable_by_key(|range| (range.start, range.end));
        let gaps = used.windows(2).map(|pair| self.slice(pair[0].end..pair[1].start));
        gaps.flatten().all(|byte| *byte == 0)
    }

    /// The header's checksum: it stands for every byte of the file.
    pub fn identity(&self) -> u64 {
        self.identity
    }

    /// Where a column lies and its bytes a row, for those who look up a name once and then read rows.
    pub fn range(&self, name: &str) -> Option<(Range<usize>, u32)> {
        let entry = self.directory.iter().find(|entry| entry.name == name)?;
        Some((at(entry.offset)..at(entry.offset + entry.len), entry.width))
    }

    /// The bytes of a [`Columns::range`].
    #[inline]
    pub fn slice(&self, range: Range<usize>) -> &[u8] {
        self.map.get(range).unwrap_or(&[])
    }
}

struct Header {
    content: String,
    version: u32,
    identity: u64,
    directory: Vec<Entry>,
}

enum Fault {
    Newer { found: u32, known: u32 },
    Damaged(String),
}

impl Header {
    fn parse(bytes: &[u8], version_max: u32) -> Result<Header, Fault> {
        let damaged = |what: &str| Fault::Damaged(what.to_owned());
        let head = bytes.get(..HEADER_LEN).ok_or_else(|| damaged("its header is cut short"))?;
        if &head[..8] != MAGIC {
            return Err(damaged("it does not begin like a file of columns"));
        }
        let format = u32_of(&head[8..]);
        if format > FORMAT {
            return Err(Fault::Newer { found: format, known: FORMAT });
        }
        let count = u32_of(&head[12..]) as usize;
        if count > COLUMNS_MAX {
            return Err(damaged("its header claims too many columns"));
        }
        let directory = &head[64..64 + count * ENTRY_LEN];
        let identity = u64_of(&head[56..]);
        if identity != checksum(&head[..56], directory) {
            return Err(damaged("its header does not match its checksum"));
        }
        let len = u64_of(&head[16..]);
        if len != bytes.len() as u64 {
            return Err(Fault::Damaged(format!(
                "it should be {len} bytes long, and is {}",
                bytes.len()
            )));
        }
        let version = u32_of(&head[40..]);
        if version > version_max {
            return Err(Fault::Newer { found: version, known: version_max });
        }
        let directory = directory
            .chunks_exact(ENTRY_LEN)
            .map(|entry| Entry::parse(entry, len))
            .collect::<Option<Vec<Entry>>>()
            .ok_or_else(|| damaged("its directory names a place outside of it"))?;
        Ok(Header { content: text_of(&head[24..40]), version, identity, directory })
    }
}

impl Entry {
    fn parse(bytes: &[u8], file_len: u64) -> Option<Entry> {
        let entry = Entry {
            name: text_of(&bytes[..NAME_LEN_MAX]),
            width: u32_of(&bytes[32..]),
            offset: u64_of(&bytes[40..]),
            len: u64_of(&bytes[48..]),
            checksum: u64_of(&bytes[56..]),
        };
        let end = entry.offset.checked_add(entry.len)?;
        (end <= file_len && entry.width > 0).then_some(entry)
    }

    fn write(&self, out: &mut [u8]) {
        out[..self.name.len()].copy_from_slice(self.name.as_bytes());
        out[32..36].copy_from_slice(&self.width.to_le_bytes());
        out[40..48].copy_from_slice(&self.offset.to_le_bytes());
        out[48..56].copy_from_slice(&self.len.to_le_bytes());
        out[56..64].copy_from_slice(&self.checksum.to_le_bytes());
    }
}

/// Writes a file of columns, one column after the other. Nothing is visible under the file's name
/// before [`ColumnsWriter::finish`]; dropped before, it leaves nothing behind.
pub struct ColumnsWriter {
    content: Content,
    sink: Sink,
    directory: Vec<Entry>,
    end: u64,
    hash: Option<Box<Xxh3>>,
    pages: Pages,
    ahead: Option<Ahead>,
}

/// The checksums of a column's pages, as its bytes pass.
#[derive(Default)]
struct Pages {
    sums: Vec<[u8; 8]>,
    hash: Box<Xxh3>,
    /// Bytes of the page that is under way.
    len: usize,
}

impl Pages {
    fn pass(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let (here, rest) = bytes.split_at(bytes.len().min(CHECKED_LEN - self.len));
            match here.len() {
                CHECKED_LEN => self.sums.push(xxh3_64(here).to_le_bytes()),
                _ => {
                    self.hash.update(here);
                    self.len += here.len();
                    if self.len == CHECKED_LEN {
                        self.end();
                    }
                }
            }
            bytes = rest;
        }
    }

    fn end(&mut self) {
        if self.len > 0 {
            self.sums.push(self.hash.digest().to_le_bytes());
            self.hash.reset();
            self.len = 0;
        }
    }
}

/// A thread that has what was written so far brought to the disk, while more is made.
struct Ahead {
    /// It is woken when the file is this long.
    due: u64,
    wake: SyncSender<()>,
    thread: JoinHandle<io::Result<()>>,
}

impl fmt::Debug for ColumnsWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ColumnsWriter({}, {} columns)", self.content.name, self.directory.len())
    }
}

enum Sink {
    Memory(Vec<u8>),
    File {
        file: BufWriter<DiskFile>,
        path: PathBuf,
        temporary: PathBuf,
        renamed: bool,
    },
    /// It goes when nothing maps it any more.
    Nameless {
        file: BufWriter<DiskFile>,
        dir: PathBuf,
    },
}

impl ColumnsWriter {
    /// A file at `path`, written as `path.tmp` until it is finished.
    pub fn create(path: &Path, content: Content) -> Result<ColumnsWriter, GraphError> {
        let mut temporary = path.as_os_str().to_owned();
        temporary.push(".tmp");
        let temporary = PathBuf::from(temporary);
        let file = disk::create(&temporary).map_err(GraphError::io("create", &temporary))?;
        let file = BufWriter::with_capacity(1 << 18, file);
        let sink = Sink::File { file, path: path.to_owned(), temporary, renamed: false };
        let mut writer = Self::new(content, sink);
        writer.write(&[0; HEADER_LEN])?;
        Ok(writer)
    }

    /// A file in `dir` that never has a name: for what is too large for memory and not to be kept.
    pub fn nameless(dir: &Path, content: Content) -> Result<ColumnsWriter, GraphError> {
        let file = disk::nameless(dir).map_err(GraphError::io("create a file in", dir))?;
        let file = BufWriter::with_capacity(1 << 18, file);
        let mut writer = Self::new(content, Sink::Nameless { file, dir: dir.to_owned() });
        writer.write(&[0; HEADER_LEN])?;
        Ok(writer)
    }

    pub fn in_memory(content: Content) -> ColumnsWriter {
        let mut writer = Self::new(content, Sink::Memory(vec![0; HEADER_LEN]));
        writer.end = HEADER_LEN as u64;
        writer
    }

    fn new(content: Content, sink: Sink) -> ColumnsWriter {
        assert!(content.name.len() <= CONTENT_LEN_MAX, "a content's name has at most 16 bytes");
        ColumnsWriter {
            content,
            sink,
            directory: Vec::new(),
            end: 0,
            hash: None,
            pages: Pages::default(),
            ahead: None,
        }
    }

    /// Has the disk begin before the file is finished, by a thread that waits for it. All is made
    /// durable by [`ColumnsWriter::finish`] as ever; there is only less to wait for.
    pub(crate) fn write_ahead(&mut self) -> Result<(), GraphError> {
        let Sink::File { file, temporary, .. } = &self.sink else { return Ok(()) };
        let file = file.get_ref().as_file().try_clone();
        let file = file.map_err(GraphError::io("open", temporary))?;
        let (wake, woken) = sync_channel(1);
        let thread = std::thread::spawn(move || woken.iter().try_for_each(|()| file.sync_data()));
        self.ahead = Some(Ahead { due: self.end + AHEAD_BYTES, wake, thread });
        Ok(())
    }

    /// A column of bytes.
    pub fn bytes(&mut self, name: &str, bytes: &[u8]) -> Result<(), GraphError> {
        self.column(name, 1, bytes)
    }

    /// A column of rows of `W` bytes, written as they stand.
    pub fn rows<const W: usize>(&mut self, name: &str, rows: &[[u8; W]]) -> Result<(), GraphError> {
        self.column(name, crate::packed::row(W), rows.as_flattened())
    }

    pub fn u32s(&mut self, name: &str, numbers: &[u32]) -> Result<(), GraphError> {
        self.each(name, numbers.len(), numbers.iter().map(|number| number.to_le_bytes()))
    }

    pub fn u64s(&mut self, name: &str, numbers: &[u64]) -> Result<(), GraphError> {
        self.each(name, numbers.len(), numbers.iter().map(|number| number.to_le_bytes()))
    }

    /// A column of rows that come one by one, and are never all in memory. `count` only chooses the
    /// alignment.
    pub fn each<const W: usize>(
        &mut self,
        name: &str,
        count: usize,
        rows: impl Iterator<Item = [u8; W]>,
    ) -> Result<(), GraphError> {
        let mut column = self.column_of(name, count)?;
        for row in rows {
            column.add(row)?;
        }
        column.end()
    }

    /// The same for rows that are made in the middle of something else.
    pub fn column_of<const W: usize>(
        &mut self,
        name: &str,
        count: usize,
    ) -> Result<ColumnOf<'_, W>, GraphError> {
        self.begin(name, crate::packed::row(W), count * W)?;
        Ok(ColumnOf { writer: self, rows: Vec::with_capacity(GATHERED_LEN) })
    }

    fn column(&mut self, name: &str, width: u32, bytes: &[u8]) -> Result<(), GraphError> {
        self.begin(name, width, bytes.len())?;
        self.push(bytes)?;
        self.end();
        Ok(())
    }

    /// Opens a column that is then filled by [`ColumnsWriter::push`] and closed by
    /// [`ColumnsWriter::end`]. `len_expected` only chooses the alignment.
    pub fn begin(&mut self, name: &str, width: u32, len_expected: usize) -> Result<(), GraphError> {
        assert!(self.hash.is_none(), "the column before is closed");
        assert!(name.len() <= NAME_LEN_MAX && width > 0, "a column has a short name and a width");
        assert!(self.directory.len() < COLUMNS_MAX, "a file has at most {COLUMNS_MAX} columns");
        let unit = if len_expected >= PAGE { PAGE } else { LINE };
        let gap = at(self.end).next_multiple_of(unit) - at(self.end);
        self.write(&[0; PAGE][..gap])?;
        self.hash = Some(Box::new(Xxh3::new()));
        self.directory.push(Entry {
            name: name.to_owned(),
            width,
            len: 0,
            offset: self.end,
            checksum: 0,
        });
        Ok(())
    }

    pub fn push(&mut self, bytes: &[u8]) -> Result<(), GraphError> {
        for piece in bytes.chunks(PIECE_BYTES) {
            self.hash.as_mut().expect("a column was begun").update(piece);
            self.pages.pass(piece);
            self.write(piece)?;
        }
        if let Some(ahead) = self.ahead.as_mut().filter(|ahead| ahead.due <= self.end) {
            ahead.due = self.end + AHEAD_BYTES;
            // It is awake, or about to be.
            let _ = ahead.wake.try_send(());
        }
        Ok(())
    }

    pub fn end(&mut self) {
        let hash = self.hash.take().expect("a column was begun");
        self.pages.end();
        let entry = self.directory.last_mut().expect("a column was begun");
        entry.len = self.end - entry.offset;
        entry.checksum = hash.digest();
    }

    /// Makes the file durable and visible, and gives it back mapped.
    pub fn finish(mut self) -> Result<Columns, GraphError> {
        assert!(self.hash.is_none(), "the last column is closed");
        let sums = std::mem::take(&mut self.pages.sums);
        self.rows(PAGE_CHECKSUM, &sums)?;
        if let Some(Ahead { wake, thread, .. }) = self.ahead.take() {
            drop(wake);
            // A failure is told to one of those who ask, and might not be told to the next.
            let done = thread.join().expect("it only makes durable");
            done.map_err(GraphError::io("write", self.path()))?;
        }
        let header = self.header();
        let content = self.content;
        let (map, name) = match &mut self.sink {
            Sink::Memory(bytes) => {
                bytes[..HEADER_LEN].copy_from_slice(&header);
                let path = Path::new("memory");
                let map = Mapped::of_bytes(bytes).map_err(GraphError::io("map", path))?;
                (map, Arc::from("memory"))
            }
            Sink::File { file, path, temporary, renamed } => {
                let map = publish(file, &header, temporary, path)?;
                *renamed = true;
                (map, Arc::from(path.display().to_string()))
            }
            Sink::Nameless { file, dir } => {
                put_header(file, &header).map_err(GraphError::io("write into", dir))?;
                let map = file.get_ref().as_file().try_clone().and_then(Mapped::of_file);
                let map = map.map_err(GraphError::io("map a file in", dir))?;
                (map, Arc::from(format!("a scratch file in {}", dir.display())))
            }
        };
        Columns::read(map, name, content)
    }

    fn path(&self) -> &Path {
        match &self.sink {
            Sink::Memory(_) => Path::new("memory"),
            Sink::File { temporary, .. } => temporary,
            Sink::Nameless { dir, .. } => dir,
        }
    }

    fn header(&self) -> Vec<u8> {
        let mut head = vec![0; HEADER_LEN];
        head[..8].copy_from_slice(MAGIC);
        head[8..12].copy_from_slice(&FORMAT.to_le_bytes());
        head[12..16].copy_from_slice(&crate::packed::row(self.directory.len()).to_le_bytes());
        head[16..24].copy_from_slice(&self.end.to_le_bytes());
        head[24..24 + self.content.name.len()].copy_from_slice(self.content.name.as_bytes());
        head[40..44].copy_from_slice(&self.content.version.to_le_bytes());
        let directory_end = 64 + self.directory.len() * ENTRY_LEN;
        for (entry, out) in self.directory.iter().zip(head[64..].chunks_exact_mut(ENTRY_LEN)) {
            entry.write(out);
        }
        let sum = checksum(&head[..56], &head[64..directory_end]);
        head[56..64].copy_from_slice(&sum.to_le_bytes());
        head
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), GraphError> {
        match &mut self.sink {
            Sink::Memory(all) => all.extend_from_slice(bytes),
            Sink::File { file, temporary, .. } => {
                file.write_all(bytes).map_err(GraphError::io("write", temporary))?;
            }
            Sink::Nameless { file, dir } => {
                file.write_all(bytes).map_err(GraphError::io("write into", dir))?;
            }
        }
        self.end += bytes.len() as u64;
        Ok(())
    }
}

/// A column that is being written row by row; it must be ended.
#[derive(Debug)]
pub struct ColumnOf<'a, const W: usize> {
    writer: &'a mut ColumnsWriter,
    rows: Vec<[u8; W]>,
}

impl<const W: usize> ColumnOf<'_, W> {
    #[inline]
    pub fn add(&mut self, row: [u8; W]) -> Result<(), GraphError> {
        self.rows.push(row);
        match self.rows.len() < GATHERED_LEN {
            true => Ok(()),
            false => self.flush(),
        }
    }

    pub fn end(mut self) -> Result<(), GraphError> {
        self.flush()?;
        self.writer.end();
        Ok(())
    }

    fn flush(&mut self) -> Result<(), GraphError> {
        self.writer.push(self.rows.as_flattened())?;
        self.rows.clear();
        Ok(())
    }
}

impl Drop for ColumnsWriter {
    fn drop(&mut self) {
        if let Sink::File { temporary, renamed: false, .. } = &self.sink {
            // What cannot be removed now is removed by the next writer.
            let _ = disk::remove(temporary);
        }
    }
}

/// Header, contents, file name, directory: in this order they reach the disk.
fn publish(
    file: &mut BufWriter<DiskFile>,
    header: &[u8],
    temporary: &Path,
    path: &Path,
) -> Result<Mapped, GraphError> {
    let sync = |file: &mut BufWriter<DiskFile>| file.get_ref().sync();
    put_header(file, header)
        .and_then(|()| sync(file))
        .map_err(GraphError::io("write", temporary))?;
    disk::rename(temporary, path).map_err(GraphError::io("rename to", path))?;
    let dir = disk::parent(path);
    disk::sync_dir(&dir).map_err(GraphError::io("write", &dir))?;
    let file = File::open(path).map_err(GraphError::io("open", path))?;
    Mapped::of_file(file).map_err(GraphError::io("map", path))
}

fn put_header(file: &mut BufWriter<DiskFile>, header: &[u8]) -> io::Result<()> {
    file.flush()?;
    file.seek(SeekFrom::Start(0))?;
    file.write_all(header)?;
    file.flush()
}

fn checksum(head: &[u8], directory: &[u8]) -> u64 {
    let mut hash = Xxh3::new();
    hash.update(head);
    hash.update(directory);
    hash.digest()
}

fn u32_of(bytes: &[u8]) -> u32 {
    u32::from_le_bytes(*bytes.first_chunk().expect("a field within the header"))
}

fn u64_of(bytes: &[u8]) -> u64 {
    u64::from_le_bytes(*bytes.first_chunk().expect("a field within the header"))
}

fn text_of(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end]).into_owned()
}
