//! What cannot be derived again, copied into one folder while the program serves, and put back.
//!
//! The folder holds the record as it was at one moment, the folders that were asked for as they are,
//! `about.txt` (when, by which program, and the head of the audit log) and `manifest.sha256`, which
//! `sha256sum -c` reads too. It appears under its name once it is whole. A restore checks every byte
//! and the audit log before the data directory appears, and never writes over one that is there.

mod files;
#[cfg(test)]
mod tests;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::hash::Digest;

use self::files::{copy, copy_folder, staged};
use crate::audit::verify::{Broken, verify};
use crate::audit::{Action, By, Entry, Head, Object, read};
use crate::people::password::Hashing;
use crate::record::{Record, RecordError};
use crate::secret::Chance;

const ABOUT: &str = "about.txt";
const MANIFEST: &str = "manifest.sha256";
const FIRST_LINE: &str = "kancil-backup-1";

/// A folder to take along; one that is not there is an empty one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Its name in the backup.
    pub name: &'static str,
    pub path: PathBuf,
}

/// What a backup is made of.
#[derive(Debug, Clone)]
pub struct Parts {
    /// The record's name in the backup.
    pub record_name: &'static str,
    pub folders: Vec<Folder>,
    /// Which program made it.
    pub program: String,
}

/// What a backup holds, as its manifest and `about.txt` tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    pub made: String,
    pub program: String,
    /// Of the audit log that is in it. Worth keeping elsewhere.
    pub head: Head,
    pub files: u64,
    pub bytes: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("{} is there already, and is not empty", path.display())]
    Occupied { path: PathBuf },
    #[error("cannot {doing} {}: {source}", path.display())]
    Io { doing: &'static str, path: PathBuf, source: io::Error },
    #[error("{} is not a backup: {what}", path.display())]
    NotABackup { path: PathBuf, what: String },
    #[error("{} is damaged: its bytes are not those that were backed up", path.display())]
    Damaged { path: PathBuf },
    #[error("the audit log in the backup is not whole: {0}")]
    Broken(Broken),
    #[error(transparent)]
    Record(#[from] RecordError),
}

fn io_error(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    let path = path.to_owned();
    move |source| BackupError::Io { doing, path, source }
}

/// One line of the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    digest: Digest,
    /// Relative, with `/` between its parts.
    name: String,
    bytes: u64,
}

/// Makes a backup in a folder that is not there yet, or empty.
pub async fn make(record: &Record, by: By, parts: Parts, to: &Path) -> Result<Backup, BackupError> {
    let stage = staged(to)?;
    let entry = Entry::new(Action::RecordBackedUp, Object::record());
    record.note(by, entry.with("to", to.display())).await?;
    let copied = stage.path().join(parts.record_name);
    copy_record(record, &copied).await?;
    let head = head_of_copy(record, &copied).await?;
    let made = by.now.to_string();
    let work = move || {
        let mut lines = vec![files::line_of(&copied, parts.record_name)?];
        for folder in &parts.folders {
            copy_folder(&folder.path, stage.path(), folder.name, &mut lines)?;
        }
        let about = About { made, program: parts.program, head };
        files::write(&stage.path().join(ABOUT), about.to_string().as_bytes())?;
        lines.push(files::line_of(&stage.path().join(ABOUT), ABOUT)?);
        let manifest: String =
            lines.iter().map(|line| format!("{}  {}\n", line.digest, line.name)).collect();
        files::write(&stage.path().join(MANIFEST), manifest.as_bytes())?;
        stage.appear()?;
        Ok(about.backup(&lines))
    };
    tokio::task::spawn_blocking(work).await.map_err(|_| RecordError::Busy)?
}

/// SQLite's own copy of one moment, compact, while others write on.
async fn copy_record(record: &Record, to: &Path) -> Result<(), BackupError> {
    let Some(name) = to.to_str() else {
        let source = io::Error::new(io::ErrorKind::InvalidInput, "its name is not UTF-8");
        return Err(BackupError::Io { doing: "write", path: to.to_owned(), source });
    };
    let mut connection = record.reader().await?;
    let vacuum = sqlx::query("VACUUM INTO $1").bind(name);
    vacuum.execute(&mut *connection).await.map_err(RecordError::from)?;
    files::seal(to)
}

async fn head_of_copy(record: &Record, copy: &Path) -> Result<Head, BackupError> {
    let copy = Record::open_to_read(copy, record.shared_chance(), record.hashing()).await?;
    let head = read::head(&copy).await?;
    copy.close().await;
    Ok(head)
}

/// Puts a backup back as a data directory that is not there yet, or empty.
pub async fn restore(
    from: &Path,
    record_name: &str,
    to: &Path,
    chance: Arc<dyn Chance>,
) -> Result<Backup, BackupError> {
    let (about, lines) = read_backup(from)?;
    let not_a_backup =
        |what: &str| BackupError::NotABackup { path: from.to_owned(), what: what.into() };
    if !lines.iter().any(|line| line.name == record_name) {
        return Err(not_a_backup("it holds no record"));
    }
    let stage = staged(to)?;
    let source = from.to_owned();
    let copying = move || {
        let mut done = Vec::new();
        for line in lines {
            let path = source.join(&line.name);
            let copied = copy(&path, &stage.path().join(&line.name), &line.name)?;
            if copied.digest != line.digest {
                return Err(BackupError::Damaged { path });
            }
            done.push(copied);
        }
        Ok((stage, done))
    };
    let (stage, done) =
        tokio::task::spawn_blocking(copying).await.map_err(|_| RecordError::Busy)??;
    let copied = stage.path().join(record_name);
    // Passwords are not asked about here: the hashing is of no concern.
    let record = Record::open_to_read(&copied, chance, Hashing::default()).await?;
    let verified = verify(&record, std::slice::from_ref(&about.head)).await?;
    record.close().await;
    if let Some(broken) = verified.broken {
        return Err(BackupError::Broken(broken));
    }
    // It tells of the backup, and is no part of what was backed up.
    let told = stage.path().join(ABOUT);
    std::fs::remove_file(&told).map_err(io_error("remove", &told))?;
    stage.appear()?;
    Ok(about.backup(&done))
}

/// Reads what a backup says of itself; its files are checked when they are copied.
fn read_backup(from: &Path) -> Result<(About, Vec<Line>), BackupError> {
    let bad = |what: String| BackupError::NotABackup { path: from.to_owned(), what };
    let text = |name: &str| {
        let path = from.join(name);
        std::fs::read_to_string(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => bad(format!("it has no {name}")),
            _ => BackupError::Io { doing: "read", path, source: error },
        })
    };
    let manifest = text(MANIFEST)?;
    let mut lines = Vec::new();
    for (at, line) in manifest.lines().enumerate() {
        let parsed = parse_line(line).ok_or_else(|| bad(format!("{MANIFEST}:{}", at + 1)))?;
        lines.push(parsed);
    }
    if !lines.iter().any(|line| line.name == ABOUT) {
        return Err(bad(format!("{MANIFEST} does not name {ABOUT}")));
    }
    let about = text(ABOUT)?;
    let about = About::parse(&about).ok_or_else(|| bad(format!("{ABOUT} does not read")))?;
    Ok((about, lines))
}

/// `digest  name`, where the name stays within the folder.
fn parse_line(line: &str) -> Option<Line> {
    let (digest, name) = line.split_once("  ")?;
    let is_plain =
        |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['\\', ':', '\0']);
    if !name.split('/').all(is_plain) {
        return None;
    }
    Some(Line { digest: digest.parse().ok()?, name: name.to_owned(), bytes: 0 })
}

struct About {
    made: String,
    program: String,
    head: Head,
}

impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { made, program, head } = self;
        write!(f, "{FIRST_LINE}\nmade {made}\nprogram {program}\nhead {head}\n")
    }
}

impl About {
    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next()? != FIRST_LINE {
            return None;
        }
        let mut field = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(' ');
        let (made, program) = (field("made")?.to_owned(), field("program")?.to_owned());
        Some(Self { made, program, head: field("head")?.parse().ok()? })
    }

    fn backup(self, lines: &[Line]) -> Backup {
        let Self { made, program, head } = self;
        let bytes = lines.iter().map(|line| line.bytes).sum();
        Backup { made, program, head, files: lines.len() as u64, bytes }
    }
}
