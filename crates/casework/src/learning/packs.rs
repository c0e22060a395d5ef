//! Packs of lessons that were brought in: their names here, their bytes by digest with the files of
//! cases. What is in them is not known here.

use model::hash::Digest;
use model::time::Time;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::teach::TeachError;
use crate::access::{Object as On, Permission, Who};
use crate::audit::{Action, By, Entry, Object};
use crate::cases::files::digest;
use crate::cases::{counted, parsed, parsed_or_none, time};
use crate::id::{PackId, UserId};
use crate::record::{Record, RecordError};
use crate::text;

pub const NAME_MAX: usize = 200;
pub const PACKS_MAX: u64 = 200;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoursePack {
    pub id: PackId,
    pub name: String,
    pub digest: Digest,
    /// Nobody: whoever sat at the machine's console.
    pub by: Option<UserId>,
    pub at: Time,
}

impl Object {
    pub fn course_pack(id: PackId) -> Self {
        Self::new("course_pack", id)
    }
}

/// Names bytes that are kept. Gives false where they were named before: then nothing changes.
pub async fn add(
    record: &Record,
    by: By,
    who: Option<&Who>,
    name: &str,
    digest: Digest,
) -> Result<(CoursePack, bool), TeachError> {
    if let Some(who) = who {
        who.may(Permission::Teach, On::House)?;
    }
    let name = text::line("the pack's name", name, NAME_MAX)?;
    let mut tx = record.begin(by).await?;
    let known = sqlx::query("SELECT * FROM course_packs WHERE digest = $1");
    if let Some(row) = tx.optional(known.bind(digest.0.to_vec())).await? {
        return Ok((pack_of(&row)?, false));
    }
    let so_far = sqlx::query("SELECT count(*) AS n FROM course_packs");
    if counted(&mut tx, so_far).await? >= PACKS_MAX {
        return Err(TeachError::TooMany { what: "packs", most: PACKS_MAX });
    }
    let id = PackId::new(by.now, record.chance());
    let pack = CoursePack { id, name, digest, by: who.map(|who| who.user), at: by.now };
    let insert = sqlx::query(
        "INSERT INTO course_packs (id, name, digest, by_user, at) VALUES ($1, $2, $3, $4, $5)",
    );
    let insert = insert.bind(id.to_string()).bind(&pack.name).bind(digest.0.to_vec());
    let insert = insert.bind(pack.by.map(|user| user.to_string()));
    tx.execute(insert.bind(by.now.seconds())).await?;
    let entry = Entry::new(Action::LessonsImported, Object::course_pack(id));
    tx.commit(entry.with("name", &pack.name).with("sha256", digest)).await?;
    Ok((pack, true))
}

/// All of them in the order in which they came: a lesson of a later one stands for an earlier one's
/// of the same id.
pub async fn all(record: &Record) -> Result<Vec<CoursePack>, RecordError> {
    // Two of one second came in the order of insertion.
    let rows = record.all(sqlx::query("SELECT * FROM course_packs ORDER BY at, rowid")).await?;
    rows.iter().map(pack_of).collect()
}

pub async fn count(record: &Record) -> Result<u64, RecordError> {
    record.count(sqlx::query("SELECT count(*) AS n FROM course_packs")).await
}

fn pack_of(row: &SqliteRow) -> Result<CoursePack, RecordError> {
    Ok(CoursePack {
        id: parsed(row, "id")?,
        name: row.try_get("name")?,
        digest: digest(row, "digest")?,
        by: parsed_or_none(row, "by_user")?,
        at: time(row, "at")?,
    })
}
