//! The zip file of a pack, in the one form that is written and read here.
//!
//! Files are stored as they are (no compression: no bomb, and the same bytes under every version),
//! without dates, comments, extra fields or anything after the end. Names are plain and at most one
//! folder deep. Reading follows the headers from the first byte on, claims nothing by a length that
//! the bytes do not bear out, and then compares the directory at the end with the one that belongs
//! there: what is not accounted for is refused. Written after PKWARE's APPNOTE 6.3, §4.3.

use std::collections::BTreeSet;

/// A file of a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    pub name: &'a str,
    pub bytes: &'a [u8],
}

/// More files than a pack has.
pub const FILES_MAX: usize = 4096;
/// The longest name of a file.
pub const NAME_MAX: usize = 100;
/// The most bytes of a pack: what the format's 32-bit fields hold.
pub const BYTES_MAX: usize = u32::MAX as usize;

/// Why bytes are not a pack's archive.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    #[error("it is not a zip file: it does not begin as one")]
    NotZip,
    #[error("at byte {at}: it ends within {what}")]
    Cut { at: usize, what: &'static str },
    #[error("'{name}' is compressed: a pack holds its files as they are")]
    Compressed { name: String },
    #[error("'{name}' is encrypted, or its length stands behind it: a pack's files are plain")]
    Flags { name: String },
    #[error("at byte {at}: '{name}' has a field that a pack does not have: {what}")]
    Field { at: usize, name: String, what: &'static str },
    #[error("a file's name is not plain: {name}")]
    Name { name: String },
    #[error("'{name}' is there twice")]
    Twice { name: String },
    #[error("'{name}' was changed: its checksum is {is:08x}, and should be {claimed:08x}")]
    Checksum { name: String, claimed: u32, is: u32 },
    #[error("at byte {at}: this is not what follows the files of a pack")]
    Unaccounted { at: usize },
    #[error("it has more than {FILES_MAX} files")]
    TooMany,
    #[error("it would be larger than {BYTES_MAX} bytes")]
    TooLarge,
    #[error("it holds no file")]
    Empty,
}

const LOCAL: [u8; 4] = *b"PK\x03\x04";
const CENTRAL: [u8; 4] = *b"PK\x01\x02";
const END: [u8; 4] = *b"PK\x05\x06";
const LOCAL_BYTES: usize = 30;
/// 1980-01-01, the first day the format knows: packs bear no date of their own.
const DATE: u16 = 0x21;
const VERSION: u16 = 10;
/// By Unix, so that the mode is read as one: a plain file, readable by all.
const MADE_BY: u16 = 3 << 8 | VERSION;
const MODE: u32 = 0o100_644 << 16;

/// Whether a pack may hold a file of this name: letters, digits, `.`, `-` and `_`, in one folder at
/// most, neither of which begins with a dot. No path leads out of where a pack is unpacked.
pub fn is_plain(name: &str) -> bool {
    let mut parts = name.split('/');
    let is_part = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b))
    };
    name.len() <= NAME_MAX
        && parts.next().is_some_and(is_part)
        && parts.next().is_none_or(is_part)
        && parts.next().is_none()
}

/// The archive of these files, in this order.
pub fn write(entries: &[Entry<'_>]) -> Result<Vec<u8>, ArchiveError> {
    if entries.len() > FILES_MAX {
        return Err(ArchiveError::TooMany);
    }
    let mut names = BTreeSet::new();
    let mut size = 22;
    for entry in entries {
        check_name(entry.name, &mut names)?;
        size += LOCAL_BYTES + 46 + 2 * entry.name.len() + entry.bytes.len();
    }
    if size > BYTES_MAX {
        return Err(ArchiveError::TooLarge);
    }
    let mut out = Vec::with_capacity(size);
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        rows.push(Row::of(entry, out.len()));
        put_local(&mut out, rows.last().expect("it was just pushed"));
        out.extend_from_slice(entry.bytes);
    }
    put_directory(&mut out, &rows);
    Ok(out)
}

/// The files of an archive, in their order.
pub fn read(bytes: &[u8]) -> Result<Vec<Entry<'_>>, ArchiveError> {
    if bytes.len() > BYTES_MAX {
        return Err(ArchiveError::TooLarge);
    }
    if !bytes.starts_with(b"PK") {
        return Err(ArchiveError::NotZip);
    }
    let mut at = 0;
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut rows = Vec::new();
    let mut names = BTreeSet::new();
    while bytes.get(at..at + 4) == Some(&LOCAL) {
        let (entry, next) = read_local(bytes, at)?;
        check_name(entry.name, &mut names)?;
        if entries.len() == FILES_MAX {
            return Err(ArchiveError::TooMany);
        }
        rows.push(Row::of(&entry, at));
        entries.push(entry);
        at = next;
    }
    if entries.is_empty() {
        return Err(ArchiveError::Empty);
    }
    let mut rest = Vec::new();
    put_directory(&mut rest, &rows);
    let here = &bytes[at..];
    if here != rest {
        let same = here.iter().zip(&rest).take_while(|(a, b)| a == b).count();
        return Err(ArchiveError::Unaccounted { at: at + same });
    }
    Ok(entries)
}

fn check_name(name: &str, names: &mut BTreeSet<String>) -> Result<(), ArchiveError> {
    if !is_plain(name) {
        return Err(ArchiveError::Name { name: name.escape_debug().take(NAME_MAX).collect() });
    }
    // Where a pack is unpacked, two names may be one.
    if names.insert(name.to_ascii_lowercase()) {
        Ok(())
    } else {
        Err(ArchiveError::Twice { name: name.to_owned() })
    }
}

fn read_local(bytes: &[u8], at: usize) -> Result<(Entry<'_>, usize), ArchiveError> {
    let cut = |what| ArchiveError::Cut { at: bytes.len(), what };
    let header = bytes.get(at..at + LOCAL_BYTES).ok_or_else(|| cut("a file's header"))?;
    let name_at = at + LOCAL_BYTES;
    let name_end = name_at + usize::from(u16_at(header, 26));
    let name = bytes.get(name_at..name_end).ok_or_else(|| cut("a file's name"))?;
    let shown = || String::from_utf8_lossy(name).escape_debug().take(NAME_MAX).collect::<String>();
    let Ok(name) = std::str::from_utf8(name) else {
        return Err(ArchiveError::Name { name: shown() });
    };
    if u16_at(header, 8) != 0 {
        return Err(ArchiveError::Compressed { name: shown() });
    }
    if u16_at(header, 6) != 0 {
        return Err(ArchiveError::Flags { name: shown() });
    }
    let odd = |offset, what| ArchiveError::Field { at: at + offset, name: shown(), what };
    if u16_at(header, 28) != 0 {
        return Err(odd(28, "an extra field"));
    }
    if u16_at(header, 4) != VERSION {
        return Err(odd(4, "a version"));
    }
    if u16_at(header, 10) != 0 || u16_at(header, 12) != DATE {
        return Err(odd(10, "a date"));
    }
    let (stored, size) = (u32_at(header, 18), u32_at(header, 22));
    if stored != size {
        return Err(odd(18, "two lengths"));
    }
    let end = name_end.checked_add(size as usize).ok_or_else(|| cut("a file"))?;
    let body = bytes.get(name_end..end).ok_or_else(|| cut("a file"))?;
    let (claimed, is) = (u32_at(header, 14), crc32fast::hash(body));
    if claimed != is {
        return Err(ArchiveError::Checksum { name: shown(), claimed, is });
    }
    Ok((Entry { name, bytes: body }, end))
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// What the format says of a file twice: before it, and in the directory.
struct Row<'a> {
    name: &'a str,
    checksum: u32,
    size: u32,
    at: u32,
}

impl<'a> Row<'a> {
    fn of(entry: &Entry<'a>, at: usize) -> Self {
        let fits = "an archive of at most BYTES_MAX";
        Self {
            name: entry.name,
            checksum: crc32fast::hash(entry.bytes),
            size: u32::try_from(entry.bytes.len()).expect(fits),
            at: u32::try_from(at).expect(fits),
        }
    }

    fn put_common(&self, out: &mut Vec<u8>) {
        let fields = [VERSION, 0, 0, 0, DATE];
        fields.iter().for_each(|field| out.extend_from_slice(&field.to_le_bytes()));
        let fields = [self.checksum, self.size, self.size];
        fields.iter().for_each(|field| out.extend_from_slice(&field.to_le_bytes()));
        let length = u16::try_from(self.name.len()).expect("a plain name is short");
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&[0; 2]);
    }
}

fn put_local(out: &mut Vec<u8>, row: &Row<'_>) {
    out.extend_from_slice(&LOCAL);
    row.put_common(out);
    out.extend_from_slice(row.name.as_bytes());
}

fn put_directory(out: &mut Vec<u8>, rows: &[Row<'_>]) {
    // What stands before the directory: the last file ends where it begins.
    let start = rows
        .last()
        .map_or(0, |row| row.at as usize + LOCAL_BYTES + row.name.len() + row.size as usize);
    let from = out.len();
    for row in rows {
        out.extend_from_slice(&CENTRAL);
        out.extend_from_slice(&MADE_BY.to_le_bytes());
        row.put_common(out);
        // No comment, on the first disk, no text or binary, and the mode.
        out.extend_from_slice(&[0; 6]);
        out.extend_from_slice(&MODE.to_le_bytes());
        out.extend_from_slice(&row.at.to_le_bytes());
        out.extend_from_slice(row.name.as_bytes());
    }
    let size = out.len() - from;
    let count = u16::try_from(rows.len()).expect("at most FILES_MAX");
    out.extend_from_slice(&END);
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&count.to_le_bytes());
    let fits = "an archive of at most BYTES_MAX";
    out.extend_from_slice(&u32::try_from(size).expect(fits).to_le_bytes());
    out.extend_from_slice(&u32::try_from(start).expect(fits).to_le_bytes());
    out.extend_from_slice(&[0; 2]);
}

#[cfg(test)]
mod tests;
