//! What people write down in a case. A note is never changed: a later version takes its place, and the
//! earlier ones stay to be read.

use model::time::Time;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::{CaseError, counted, number, parsed, readable, search, time, workable};
use crate::access::Who;
use crate::audit::{Action, By, Entry, Object};
use crate::id::{CaseId, NoteId, UserId};
use crate::page::Page;
use crate::record::{Record, RecordError};
use crate::text;
use model::hash::Digest;

pub const NOTE_MAX: usize = 20_000;
/// Versions of all notes together.
pub const NOTES_MAX: u64 = 20_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub id: NoteId,
    /// The note's first version, by which it is known.
    pub thread: NoteId,
    pub version: u64,
    pub text: String,
    pub by: UserId,
    pub at: Time,
}

/// Writes a note, or the next version of one: of the version that was read, else [`CaseError::Stale`].
pub async fn write(
    record: &Record,
    by: By,
    who: &Who,
    case: CaseId,
    replaces: Option<(NoteId, u64)>,
    text: &str,
) -> Result<Note, CaseError> {
    let text = text::prose("the note", text, NOTE_MAX)?;
    let mut tx = record.begin(by).await?;
    workable(&mut tx, who, case).await?;
    let so_far = sqlx::query("SELECT count(*) AS n FROM case_notes WHERE case_id = $1");
    if counted(&mut tx, so_far.bind(case.to_string())).await? >= NOTES_MAX {
        return Err(CaseError::TooMany { what: "notes", most: NOTES_MAX });
    }
    let id = NoteId::new(by.now, record.chance());
    let (thread, version) = match replaces {
        None => (id, 1),
        Some((thread, read)) => {
            let query = sqlx::query(
                "SELECT max(version) AS n FROM case_notes WHERE thread = $1 AND case_id = $2 \
                 HAVING n IS NOT NULL",
            );
            let row = tx.optional(query.bind(thread.to_string()).bind(case.to_string())).await?;
            let newest = number(row.as_ref().ok_or(CaseError::NoSuch("note"))?, "n")?;
            if newest != read {
                return Err(CaseError::Stale);
            }
            (thread, newest + 1)
        }
    };
    let note = Note { id, thread, version, text, by: who.user, at: by.now };
    let insert = sqlx::query(
        "INSERT INTO case_notes (id, case_id, thread, version, text, by_user, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    );
    let insert = insert.bind(id.to_string()).bind(case.to_string()).bind(thread.to_string());
    let insert = insert.bind(i64::try_from(version).unwrap_or(i64::MAX)).bind(&note.text);
    tx.execute(insert.bind(who.user.to_string()).bind(by.now.seconds())).await?;
    search::put(&mut tx, case, "note", &thread.to_string(), &note.text).await?;
    // The log holds the digest alone: a note is not written twice.
    let entry = Entry::new(Action::NoteWritten, Object::case(case)).with("note", thread);
    let digest = Digest::of(note.text.as_bytes());
    tx.commit(entry.with("version", version).with("sha256", digest)).await?;
    Ok(note)
}

/// The newest version of every note, newest note first: those before `before`.
pub async fn list(
    record: &Record,
    who: &Who,
    case: CaseId,
    before: Option<NoteId>,
    limit: u32,
) -> Result<Page<Note>, CaseError> {
    readable(record, who, case).await?;
    let total =
        sqlx::query("SELECT count(*) AS n FROM case_notes WHERE case_id = $1 AND version = 1");
    let total = record.count(total.bind(case.to_string())).await?;
    let query = sqlx::query(
        "SELECT * FROM case_notes AS note WHERE case_id = $1 AND ($2 IS NULL OR thread < $2) \
         AND version = (SELECT max(version) FROM case_notes WHERE thread = note.thread) \
         ORDER BY thread DESC LIMIT $3",
    );
    let query = query.bind(case.to_string()).bind(before.map(|id| id.to_string()));
    let rows = record.all(query.bind(i64::from(limit) + 1)).await?;
    let notes = rows.iter().map(note_of).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::cut(total, notes, limit))
}

/// Every version of a note, the first one first.
pub async fn versions(
    record: &Record,
    who: &Who,
    case: CaseId,
    thread: NoteId,
) -> Result<Vec<Note>, CaseError> {
    readable(record, who, case).await?;
    let query =
        sqlx::query("SELECT * FROM case_notes WHERE case_id = $1 AND thread = $2 ORDER BY version");
    let rows = record.all(query.bind(case.to_string()).bind(thread.to_string())).await?;
    let notes = rows.iter().map(note_of).collect::<Result<Vec<_>, _>>()?;
    if notes.is_empty() { Err(CaseError::NoSuch("note")) } else { Ok(notes) }
}

fn note_of(row: &SqliteRow) -> Result<Note, RecordError> {
    Ok(Note {
        id: parsed(row, "id")?,
        thread: parsed(row, "thread")?,
        version: number(row, "version")?,
        text: row.try_get("text")?,
        by: parsed(row, "by_user")?,
        at: time(row, "at")?,
    })
}
