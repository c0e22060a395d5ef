//! Files of a case: bytes by their digest in a folder beside the record, names and who brought them in
//! the record.
//!
//! Bytes are written first and named in the record after, so a crash leaves at most bytes that nobody
//! speaks of. They are never changed or removed. What a file is follows from its bytes; where its name
//! or its sender said something else, that is told and kept.

use std::fs::{self, File};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};

use model::hash::Digest;
use model::time::Time;
use sha2::{Digest as _, Sha256};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::sniff::{HEAD, Kind, sniff};
use super::{
    CaseError, allowed, counted, damaged, number, parsed, readable, search, time, workable,
};
use crate::access::{Permission, Who};
use crate::audit::{Action, By, Entry, Object};
use crate::id::{CaseId, FileId, UserId};
use crate::record::{Record, RecordError};
use crate::text;

pub const NAME_MAX: usize = 200;
pub const FILES_MAX: u64 = 2_000;

/// The folder of bytes.
#[derive(Debug, Clone)]
pub struct Files {
    folder: PathBuf,
}

/// Bytes that are on the disk under their digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub digest: Digest,
    pub size: u64,
    pub kind: Kind,
}

#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    #[error("the file is larger than {most} bytes: attach a part of it, or its digest as a note")]
    TooLarge { most: u64 },
    #[error("cannot {doing} {}: {source}", path.display())]
    Io { doing: &'static str, path: PathBuf, source: io::Error },
    #[error("the bytes of {digest} are not those that were attached: put them back from a backup")]
    Damaged { digest: Digest },
    #[error("the bytes could not be received: {0}")]
    Received(#[source] io::Error),
}

fn io_error(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> FilesError {
    let path = path.to_owned();
    move |source| FilesError::Io { doing, path, source }
}

/// What people bring in is nobody's but the program's, as the record is.
fn make_private(folder: &Path) -> Result<(), FilesError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(io_error("make", folder))
}

impl Files {
    /// A folder that need not be there yet.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Reads to the end, or to one byte more than `most`; memory does not grow with the file. `staging`
    /// is a name that nobody else uses now. What fails leaves nothing behind.
    pub fn keep(&self, bytes: &mut dyn Read, most: u64, staging: &str) -> Result<Kept, FilesError> {
        make_private(&self.folder)?;
        let staged = self.folder.join(format!(".{staging}.part"));
        let kept = self.receive(bytes, most, &staged);
        if kept.is_err() {
            // Whatever is left of it is no more than a file that nobody speaks of.
            let _ = fs::remove_file(&staged);
        }
        kept
    }

    fn receive(&self, bytes: &mut dyn Read, most: u64, staged: &Path) -> Result<Kept, FilesError> {
        let mut file = File::create_new(staged).map_err(io_error("make", staged))?;
        let (mut hash, mut head, mut size) = (Sha256::new(), Vec::new(), 0_u64);
        let mut buffer = vec![0; 1 << 16];
        loop {
            let read = match bytes.read(&mut buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other.map_err(FilesError::Received)?,
            };
            if read == 0 {
                break;
            }
            size += read as u64;
            if size > most {
                return Err(FilesError::TooLarge { most });
            }
            let part = &buffer[..read];
            head.extend_from_slice(&part[..read.min(HEAD - head.len())]);
            hash.update(part);
            file.write_all(part).map_err(io_error("write", staged))?;
        }
        file.sync_all().map_err(io_error("write", staged))?;
        drop(file);
        let digest = Digest(hash.finalize().into());
        let path = self.path(&digest);
        let folder = path.parent().expect("a folder of two digits").to_owned();
        make_private(&folder)?;
        // The same bytes may be there already: the name says that they are the same.
        fs::rename(staged, &path).map_err(io_error("name", &path))?;
        for folder in [&folder, &self.folder] {
            File::open(folder).and_then(|it| it.sync_all()).map_err(io_error("write", folder))?;
        }
        Ok(Kept { digest, size, kind: sniff(&head) })
    }

    /// Opens bytes after reading them through once: they are what was attached, or they are not shown.
    pub fn open(&self, digest: &Digest) -> Result<File, FilesError> {
        let path = self.path(digest);
        let mut file = File::open(&path).map_err(io_error("read", &path))?;
        let mut hash = Sha256::new();
        io::copy(&mut file, &mut hash).map_err(io_error("read", &path))?;
        if Digest(hash.finalize().into()) != *digest {
            return Err(FilesError::Damaged { digest: *digest });
        }
        File::open(&path).map_err(io_error("read", &path))
    }

    fn path(&self, digest: &Digest) -> PathBuf {
        let hex = digest.to_string();
        self.folder.join(&hex[..2]).join(hex)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    pub id: FileId,
    pub name: String,
    pub size: u64,
    pub digest: Digest,
    /// What its sender said it is, as a media type; empty where nothing was said.
    pub declared: String,
    pub kind: Kind,
    pub by: UserId,
    pub at: Time,
}

impl Attached {
    /// What the name or the sender says it is, where the bytes say something else.
    pub fn lie(&self) -> Option<String> {
        let said = Kind::of_name(&self.name).filter(|said| !self.kind.agrees_with(*said));
        if let Some(said) = said {
            return Some(format!("its name says {said}, its bytes say {}", self.kind));
        }
        let said = of_media_type(&self.declared).filter(|said| !self.kind.agrees_with(*said));
        said.map(|said| format!("its sender says {said}, its bytes say {}", self.kind))
    }
}

/// Only the types that a browser would show or run; of others nothing is claimed.
fn of_media_type(text: &str) -> Option<Kind> {
    let essence = text.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    Some(match essence.as_str() {
        "application/pdf" => Kind::Pdf,
        "image/png" => Kind::Png,
        "image/jpeg" => Kind::Jpeg,
        "image/gif" => Kind::Gif,
        "image/webp" => Kind::Webp,
        "image/svg+xml" | "application/xml" | "text/xml" => Kind::Xml,
        "text/html" => Kind::Html,
        "text/plain" | "text/csv" => Kind::Text,
        "application/json" => Kind::Json,
        "application/zip" => Kind::Zip,
        "video/mp4" => Kind::Mp4,
        _ => return None,
    })
}

/// Names bytes that were kept as a file of a case.
pub async fn attach(
    record: &Record,
    by: By,
    who: &Who,
    case: CaseId,
    name: &str,
    declared: &str,
    kept: &Kept,
) -> Result<Attached, CaseError> {
    let name = text::line("the file's name", name, NAME_MAX)?;
    let declared = text::line_or_none("the file's type", declared, NAME_MAX)?;
    let mut tx = record.begin(by).await?;
    workable(&mut tx, who, case).await?;
    let so_far = sqlx::query("SELECT count(*) AS n FROM case_files WHERE case_id = $1");
    if counted(&mut tx, so_far.bind(case.to_string())).await? >= FILES_MAX {
        return Err(CaseError::TooMany { what: "files", most: FILES_MAX });
    }
    let file = Attached {
        id: FileId::new(by.now, record.chance()),
        name,
        size: kept.size,
        digest: kept.digest,
        declared,
        kind: kept.kind,
        by: who.user,
        at: by.now,
    };
    let insert = sqlx::query(
        "INSERT INTO case_files (id, case_id, name, size, digest, declared, kind, by_user, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    );
    let insert = insert
        .bind(file.id.to_string())
        .bind(case.to_string())
        .bind(&file.name)
        .bind(i64::try_from(file.size).map_err(|_| damaged("the size of a file"))?)
        .bind(file.digest.0.to_vec())
        .bind(&file.declared)
        .bind(file.kind.text())
        .bind(who.user.to_string())
        .bind(by.now.seconds());
    tx.execute(insert).await?;
    search::put(&mut tx, case, "file", &file.id.to_string(), &file.name).await?;
    let entry = Entry::new(Action::FileAttached, Object::case(case)).with("file", file.id);
    let entry = entry.with("name", &file.name).with("sha256", file.digest).with("kind", file.kind);
    tx.commit(entry.with("lie", file.lie().unwrap_or_default())).await?;
    Ok(file)
}

/// The files of a case in the order in which they came.
pub async fn list(record: &Record, who: &Who, case: CaseId) -> Result<Vec<Attached>, CaseError> {
    readable(record, who, case).await?;
    let query = sqlx::query("SELECT * FROM case_files WHERE case_id = $1 ORDER BY rowid");
    let rows = record.all(query.bind(case.to_string())).await?;
    Ok(rows.iter().map(file_of).collect::<Result<Vec<_>, _>>()?)
}

/// A file that somebody is about to read, which the audit log is told.
pub async fn opened(
    record: &Record,
    by: By,
    who: &Who,
    case: CaseId,
    id: FileId,
) -> Result<Attached, CaseError> {
    let mut tx = record.begin(by).await?;
    allowed(&mut tx, who, Permission::ReadCases, case).await?;
    let query = sqlx::query("SELECT * FROM case_files WHERE id = $1 AND case_id = $2");
    let row = tx.optional(query.bind(id.to_string()).bind(case.to_string())).await?;
    let file = file_of(row.as_ref().ok_or(CaseError::NoSuch("file"))?)?;
    let entry = Entry::new(Action::FileOpened, Object::case(case)).with("file", id);
    tx.commit(entry.with("sha256", file.digest)).await?;
    Ok(file)
}

pub(crate) fn digest(row: &SqliteRow, column: &'static str) -> Result<Digest, RecordError> {
    let bytes: Vec<u8> = row.try_get(column)?;
    bytes.try_into().map(Digest).map_err(|_| damaged(column))
}

fn file_of(row: &SqliteRow) -> Result<Attached, RecordError> {
    Ok(Attached {
        id: parsed(row, "id")?,
        name: row.try_get("name")?,
        size: number(row, "size")?,
        digest: digest(row, "digest")?,
        declared: row.try_get("declared")?,
        kind: parsed(row, "kind")?,
        by: parsed(row, "by_user")?,
        at: time(row, "at")?,
    })
}
