//! What must not change any more: a pin copies a fact as it was known, an exhibit freezes a board as it
//! was drawn. Both are checked against themselves whenever they are read.

use model::hash::Digest;
use model::time::Time;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::check::TITLE_MAX;
use super::state::Content;
use super::store::{BoardError, folded, open, replayed, sql};
use crate::access::Who;
use crate::audit::{Action, By, Entry, Object};
use crate::cases::files::digest;
use crate::cases::{CaseError, counted, number, parsed, readable, time, workable};
use crate::id::{BoardId, CaseId, ExhibitId, PinId, UserId};
use crate::page::Page;
use crate::record::{Record, RecordError};
use crate::text::{self, TextError};

/// Bytes of a fact's JSON: a transaction of a thousand outputs fits.
pub const FACT_MAX: usize = 1 << 20;
pub const PINS_MAX: u64 = 5_000;
pub const EXHIBITS_MAX: u64 = 500;
/// Bytes of the facts of one part of the list of pins; a single fact may be larger.
pub const PART_BYTES_MAX: u64 = 4 << 20;
const NAME_MAX: usize = 1_000;

/// What is to be pinned: the fact as JSON, byte for byte as it was answered, and where from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPin {
    /// The natural key: an address, a transaction, an output, a label's subject.
    pub subject: String,
    pub fact: String,
    /// The block file, node or label pack that said so.
    pub source: String,
    pub fetched_at: Time,
    /// Digest of the Atlas that answered.
    pub atlas: String,
    pub as_of: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    pub id: PinId,
    pub case: CaseId,
    pub board: BoardId,
    pub what: NewPin,
    /// SHA-256 of the fact's bytes.
    pub digest: Digest,
    pub by: UserId,
    pub at: Time,
}

impl Pin {
    /// Whether the fact is still the one that was pinned.
    pub fn is_whole(&self) -> bool {
        Digest::of(self.what.fact.as_bytes()) == self.digest
    }
}

/// Copies a fact. The mark on the board that shows it is an operation of its own, and names the pin.
pub async fn pin(
    record: &Record,
    by: By,
    who: &Who,
    board: BoardId,
    new: NewPin,
) -> Result<Pin, BoardError> {
    checked(&new).map_err(CaseError::from)?;
    let case = open(record, who, board).await?.case;
    let mut tx = record.begin(by).await?;
    workable(&mut tx, who, case).await?;
    let so_far = sqlx::query("SELECT count(*) AS n FROM pins WHERE case_id = $1");
    if counted(&mut tx, so_far.bind(case.to_string())).await? >= PINS_MAX {
        return Err(CaseError::TooMany { what: "pins", most: PINS_MAX }.into());
    }
    let id = PinId::new(by.now, record.chance());
    let digest = Digest::of(new.fact.as_bytes());
    let pin = Pin { id, case, board, what: new, digest, by: who.user, at: by.now };
    let insert = sqlx::query(
        "INSERT INTO pins (id, case_id, board_id, subject, fact, digest, source, fetched_at, atlas, \
         as_of, by_user, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    );
    let insert = insert
        .bind(id.to_string())
        .bind(case.to_string())
        .bind(board.to_string())
        .bind(&pin.what.subject)
        .bind(&pin.what.fact)
        .bind(digest.0.to_vec())
        .bind(&pin.what.source)
        .bind(pin.what.fetched_at.seconds())
        .bind(&pin.what.atlas)
        .bind(&pin.what.as_of)
        .bind(who.user.to_string())
        .bind(by.now.seconds());
    tx.execute(insert).await?;
    let entry = Entry::new(Action::FactPinned, Object::board(board)).with("pin", id);
    let entry = entry.with("subject", &pin.what.subject).with("sha256", digest);
    let entry = entry.with("source", &pin.what.source).with("fetched", pin.what.fetched_at);
    tx.commit(entry.with("atlas", &pin.what.atlas).with("as_of", &pin.what.as_of)).await?;
    Ok(pin)
}

fn checked(new: &NewPin) -> Result<(), TextError> {
    for (field, text) in [
        ("the subject", &new.subject),
        ("the source", &new.source),
        ("the Atlas", &new.atlas),
        ("the ledger's state", &new.as_of),
    ] {
        text::is_line(field, text, NAME_MAX)?;
    }
    let found = new.fact.len();
    if found > FACT_MAX {
        return Err(TextError::TooLong { field: "the fact", found, most: FACT_MAX });
    }
    // What is not JSON could not be read again.
    match serde_json::from_str::<serde::de::IgnoredAny>(&new.fact) {
        Ok(_) => Ok(()),
        Err(_) => Err(TextError::Empty { field: "the fact's JSON" }),
    }
}

/// The pins of a case, the oldest first: those after the pin `after`. A part ends early where its
/// facts come to more than [`PART_BYTES_MAX`].
pub async fn pins(
    record: &Record,
    who: &Who,
    case: CaseId,
    after: Option<PinId>,
    limit: u32,
) -> Result<Page<Pin>, BoardError> {
    readable(record, who, case).await?;
    let total = sqlx::query("SELECT count(*) AS n FROM pins WHERE case_id = $1");
    let total = record.count(total.bind(case.to_string())).await?;
    // Pins of one second are told apart by their order of insertion.
    let sizes = sqlx::query(
        "SELECT rowid AS row, octet_length(fact) AS bytes FROM pins WHERE case_id = $1 \
         AND ($2 IS NULL OR rowid > (SELECT rowid FROM pins WHERE id = $2)) ORDER BY rowid LIMIT $3",
    );
    let after = after.map(|id| id.to_string());
    let sizes = sizes.bind(case.to_string()).bind(after).bind(i64::from(limit) + 1);
    let rows = record.all(sizes).await?;
    let (mut bytes, mut taken, mut last) = (0, 0, None);
    for row in &rows {
        bytes += number(row, "bytes")?;
        if taken == limit || (taken > 0 && bytes > PART_BYTES_MAX) {
            break;
        }
        taken += 1;
        last = Some((number(&rows[0], "row")?, number(row, "row")?));
    }
    let Some((first, last)) = last else {
        return Ok(Page { total, items: Vec::new(), has_more: false });
    };
    let query = sqlx::query(
        "SELECT * FROM pins WHERE case_id = $1 AND rowid BETWEEN $2 AND $3 ORDER BY rowid",
    );
    let found = record.all(query.bind(case.to_string()).bind(sql(first)).bind(sql(last))).await?;
    let items = found.iter().map(pin_of).collect::<Result<Vec<_>, _>>()?;
    let has_more = items.len() < rows.len();
    Ok(Page { total, items, has_more })
}

/// One pin of a case.
pub async fn pin_by_id(
    record: &Record,
    who: &Who,
    case: CaseId,
    id: PinId,
) -> Result<Pin, BoardError> {
    readable(record, who, case).await?;
    let query = sqlx::query("SELECT * FROM pins WHERE id = $1 AND case_id = $2");
    let row = record.optional(query.bind(id.to_string()).bind(case.to_string())).await?;
    Ok(pin_of(row.as_ref().ok_or(CaseError::NoSuch("pin"))?)?)
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exhibit {
    pub id: ExhibitId,
    pub case: CaseId,
    pub board: BoardId,
    /// E-3 is the third of its case.
    pub number: u64,
    pub rev: u64,
    pub title: String,
    /// The board's content as JSON: the same bytes for the same board.
    pub content: String,
    /// SHA-256 of the content's bytes.
    pub digest: Digest,
    pub by: UserId,
    pub at: Time,
}

/// Freezes a board as it was at a revision.
pub async fn freeze(
    record: &Record,
    by: By,
    who: &Who,
    board: BoardId,
    rev: u64,
    title: &str,
) -> Result<Exhibit, BoardError> {
    let title = text::line("the exhibit's title", title, TITLE_MAX).map_err(CaseError::from)?;
    let found = open(record, who, board).await?;
    if rev > found.rev {
        return Err(BoardError::NoSuchRevision { asked: rev, rev: found.rev });
    }
    let state = folded(record, board, rev, true).await?;
    let content = text_of(state.content());
    let mut tx = record.begin(by).await?;
    let case = workable(&mut tx, who, found.case).await?.id;
    let so_far = sqlx::query("SELECT count(*) AS n FROM exhibits WHERE case_id = $1");
    let so_far = counted(&mut tx, so_far.bind(case.to_string())).await?;
    if so_far >= EXHIBITS_MAX {
        return Err(CaseError::TooMany { what: "exhibits", most: EXHIBITS_MAX }.into());
    }
    let (id, number) = (ExhibitId::new(by.now, record.chance()), so_far + 1);
    let digest = Digest::of(content.as_bytes());
    let (user, at) = (who.user, by.now);
    let exhibit = Exhibit { id, case, board, number, rev, title, content, digest, by: user, at };
    let insert = sqlx::query(
        "INSERT INTO exhibits (id, case_id, board_id, number, rev, title, content, digest, by_user, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    );
    let insert = insert
        .bind(id.to_string())
        .bind(case.to_string())
        .bind(board.to_string())
        .bind(sql(number))
        .bind(sql(rev))
        .bind(&exhibit.title)
        .bind(&exhibit.content)
        .bind(digest.0.to_vec())
        .bind(user.to_string())
        .bind(at.seconds());
    tx.execute(insert).await?;
    let entry = Entry::new(Action::ExhibitFrozen, Object::board(board)).with("exhibit", id);
    let entry = entry.with("number", number).with("rev", rev).with("sha256", digest);
    tx.commit(entry).await?;
    Ok(exhibit)
}

fn text_of(content: &Content) -> String {
    serde_json::to_string(content).expect("a content is JSON")
}

/// The exhibits of a case, the first one first, each with what it froze.
pub async fn exhibits(
    record: &Record,
    who: &Who,
    case: CaseId,
    after: u64,
    limit: u32,
) -> Result<Page<Exhibit>, BoardError> {
    readable(record, who, case).await?;
    let total = sqlx::query("SELECT count(*) AS n FROM exhibits WHERE case_id = $1");
    let total = record.count(total.bind(case.to_string())).await?;
    let query = sqlx::query(
        "SELECT * FROM exhibits WHERE case_id = $1 AND number > $2 ORDER BY number LIMIT $3",
    );
    let query = query.bind(case.to_string()).bind(sql(after)).bind(i64::from(limit) + 1);
    let rows = record.all(query).await?;
    let items = rows.iter().map(exhibit_of).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::cut(total, items, limit))
}

/// One exhibit of a case.
pub async fn exhibit_by_id(
    record: &Record,
    who: &Who,
    case: CaseId,
    id: ExhibitId,
) -> Result<Exhibit, BoardError> {
    readable(record, who, case).await?;
    let query = sqlx::query("SELECT * FROM exhibits WHERE id = $1 AND case_id = $2");
    let row = record.optional(query.bind(id.to_string()).bind(case.to_string())).await?;
    Ok(exhibit_of(row.as_ref().ok_or(CaseError::NoSuch("exhibit"))?)?)
}

/// Whether an exhibit holds the bytes of its digest, and they are what its board's log comes to when
/// it is replayed from the first step.
pub async fn holds(record: &Record, who: &Who, exhibit: &Exhibit) -> Result<bool, BoardError> {
    let state = replayed(record, who, exhibit.board, exhibit.rev).await?;
    let is_whole = Digest::of(exhibit.content.as_bytes()) == exhibit.digest;
    Ok(is_whole && text_of(state.content()) == exhibit.content)
}

fn pin_of(row: &SqliteRow) -> Result<Pin, RecordError> {
    let what = NewPin {
        subject: row.try_get("subject")?,
        fact: row.try_get("fact")?,
        source: row.try_get("source")?,
        fetched_at: time(row, "fetched_at")?,
        atlas: row.try_get("atlas")?,
        as_of: row.try_get("as_of")?,
    };
    Ok(Pin {
        id: parsed(row, "id")?,
        case: parsed(row, "case_id")?,
        board: parsed(row, "board_id")?,
        what,
        digest: digest(row, "digest")?,
        by: parsed(row, "by_user")?,
        at: time(row, "at")?,
    })
}

fn exhibit_of(row: &SqliteRow) -> Result<Exhibit, RecordError> {
    Ok(Exhibit {
        id: parsed(row, "id")?,
        case: parsed(row, "case_id")?,
        board: parsed(row, "board_id")?,
        number: number(row, "number")?,
        rev: number(row, "rev")?,
        title: row.try_get("title")?,
        content: row.try_get("content")?,
        digest: digest(row, "digest")?,
        by: parsed(row, "by_user")?,
        at: time(row, "at")?,
    })
}
