//! The commit record: which segments are the ledger. What it does not list is not there.
//!
//! It is a file of columns like any other, replaced as a whole: written beside, made durable,
//! renamed. A reader that opened the one before keeps its segments, mapped, even once their files
//! are gone.

use std::path::{Path, PathBuf};

use model::chain::LedgerId;

use crate::columns::{Columns, ColumnsWriter, Content};
use crate::error::GraphError;
use crate::packed::u64_at;
use crate::segment::rows::Extent;
use crate::segment::{self, Segment};
use crate::stack::Stack;

pub(crate) const CONTENT: Content = Content { name: "ledger", version: 1 };
const FILE: &str = "commit";
/// Beyond all commits, rewinds and segments that there ever are.
const COUNTED_MAX: u64 = 1 << 48;

/// What a ledger holds as of one commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    pub ledger: LedgerId,
    /// Commits so far.
    pub number: u64,
    /// Rewinds so far: ids of one epoch are not those of another.
    pub epoch: u64,
    /// The number the next segment's file gets. None is used twice.
    pub next_segment: u64,
    pub end: Extent,
    pub segments: Vec<Listed>,
}

/// A segment of a ledger: its file's number, and the checksum of that file's header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Listed {
    pub number: u64,
    pub identity: u64,
}

pub(crate) fn path(dir: &Path) -> PathBuf {
    dir.join(FILE)
}

pub(crate) fn segment_name(number: u64) -> String {
    format!("seg-{number:08}.kg")
}

/// Whether the record's file is as it was written, to the last byte; `true` where there is none.
pub fn is_sound(dir: &Path) -> Result<bool, GraphError> {
    let path = path(dir);
    if !path.try_exists().map_err(GraphError::io("read", &path))? {
        return Ok(true);
    }
    let columns = Columns::open(&path, CONTENT)?;
    Ok(columns.damages().is_empty() && columns.is_padded())
}

impl Record {
    pub(crate) fn empty(ledger: LedgerId) -> Record {
        let end = Extent::default();
        Record { ledger, number: 0, epoch: 0, next_segment: 1, end, segments: Vec::new() }
    }

    /// `None`: there is no record.
    pub(crate) fn read(dir: &Path) -> Result<Option<Record>, GraphError> {
        let path = path(dir);
        if !path.try_exists().map_err(GraphError::io("read", &path))? {
            return Ok(None);
        }
        let columns = Columns::open(&path, CONTENT)?;
        let damaged = |what: &str| GraphError::Damaged {
            file: columns.name().to_owned(),
            what: what.to_owned(),
        };
        if let Some(column) = columns.damages().first() {
            return Err(damaged(&format!("its column {column} does not match its checksum")));
        }
        let name = std::str::from_utf8(columns.bytes("ledger")).ok();
        let ledger = name
            .and_then(|name| name.parse::<LedgerId>().ok())
            .ok_or_else(|| damaged("it names no ledger this program knows"))?;
        let word = |index| u64_at(columns.u64s("words"), index);
        let read = || {
            let mut extent = [0; 6];
            for (index, part) in extent.iter_mut().enumerate() {
                *part = word(3 + index)?;
            }
            let listed = columns.rows::<16>("segments").iter().map(|listed| {
                let (number, identity) = listed.split_at(8);
                let number = u64::from_le_bytes(number.try_into().expect("half of 16 bytes"));
                let identity = u64::from_le_bytes(identity.try_into().expect("half of 16 bytes"));
                Listed { number, identity }
            });
            Some(Record {
                ledger,
                number: word(0)?,
                epoch: word(1)?,
                next_segment: word(2)?,
                end: Extent::from_words(extent),
                segments: listed.collect(),
            })
        };
        let record = read().ok_or_else(|| damaged("it is incomplete"))?;
        if record.counters_are_sound() {
            return Ok(Some(record));
        }
        Err(uncounted(&path))
    }

    /// Whether a writer can count on: nothing was counted that often, and the next segment's file is none of
    /// those that are listed.
    fn counters_are_sound(&self) -> bool {
        let counted = self.number.max(self.epoch).max(self.next_segment);
        let newest = self.segments.iter().map(|listed| listed.number).max().unwrap_or(0);
        counted < COUNTED_MAX && newest < self.next_segment
    }

    /// Replaces the record, durably.
    pub(crate) fn write(&self, dir: &Path) -> Result<(), GraphError> {
        // Nobody could read it again.
        if !self.counters_are_sound() {
            return Err(uncounted(&path(dir)));
        }
        let mut out = ColumnsWriter::create(&path(dir), CONTENT)?;
        out.bytes("ledger", self.ledger.to_string().as_bytes())?;
        let head = [self.number, self.epoch, self.next_segment];
        out.u64s("words", &[&head[..], &self.end.to_words()].concat())?;
        let listed: Vec<[[u8; 8]; 2]> = self
            .segments
            .iter()
            .map(|listed| [listed.number.to_le_bytes(), listed.identity.to_le_bytes()])
            .collect();
        let listed: Vec<[u8; 16]> = listed
            .iter()
            .map(|halves| *halves.as_flattened().first_chunk().expect("twice 8 bytes"))
            .collect();
        out.rows("segments", &listed)?;
        out.finish().map(drop)
    }

    /// Maps every segment, and checks that they follow each other to the recorded end.
    pub(crate) fn open(&self, dir: &Path) -> Result<Stack, GraphError> {
        let mut stack = Stack::default();
        for listed in &self.segments {
            let path = dir.join(segment_name(listed.number));
            let columns = Columns::open(&path, segment::CONTENT)?;
            let damaged = |what: &str| GraphError::Damaged {
                file: path.display().to_string(),
                what: what.to_owned(),
            };
            if columns.identity() != listed.identity {
                return Err(damaged("it is not the file that the commit record lists"));
            }
            let segment = Segment::open(columns, self.ledger)?;
            if segment.number != listed.number {
                return Err(damaged("it says that it is another file of the ledger"));
            }
            if segment.base != stack.end() {
                return Err(damaged("it does not begin where the segment before it ends"));
            }
            stack.push(segment);
        }
        let damaged = |what: &str| GraphError::Damaged {
            file: path(dir).display().to_string(),
            what: what.to_owned(),
        };
        if stack.end() != self.end {
            return Err(damaged("its counts are not those of its segments"));
        }
        if !self.end.has_ids() {
            return Err(damaged("it counts more than there are ids for"));
        }
        Ok(stack)
    }
}

fn uncounted(path: &Path) -> GraphError {
    let what = "its numbers are those of no ledger".to_owned();
    GraphError::Damaged { file: path.display().to_string(), what }
}
