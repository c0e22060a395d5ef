//! Machine-drafted texts put right by trainers, section by section. Whether a correction can be taught
//! is asked by whoever writes it here; which words are the newest is told by the audit log.

use std::collections::BTreeMap;

use model::time::Time;
use sqlx::Row as _;

use super::teach::TeachError;
use crate::access::{Object as On, Permission, Who};
use crate::audit::{Action, By, Entry, Object};
use crate::cases::{parsed, time};
use crate::id::UserId;
use crate::record::{Record, RecordError};
use crate::text;

pub const CHARS_MAX: usize = 10_000;

/// What stands in place of a section's source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    pub text: String,
    pub by: UserId,
    pub at: Time,
}

/// Which text is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'p> {
    pub lesson: &'p str,
    pub language: &'p str,
    pub section: &'p str,
}

/// Corrections by lesson and language, and in those by section.
pub type Corrections = BTreeMap<(String, String), BTreeMap<String, Correction>>;

/// Keeps a correction in place of the one before.
pub async fn put(
    record: &Record,
    by: By,
    who: &Who,
    place: Place<'_>,
    text: &str,
) -> Result<Correction, TeachError> {
    who.may(Permission::Teach, On::House)?;
    let text = text::prose("the text", text, CHARS_MAX)?;
    let mut tx = record.begin(by).await?;
    let upsert = sqlx::query(
        "INSERT INTO corrections (lesson, language, section, text, by_user, at) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (lesson, language, section) \
         DO UPDATE SET text = $4, by_user = $5, at = $6",
    );
    let upsert = upsert.bind(place.lesson).bind(place.language).bind(place.section).bind(&text);
    tx.execute(upsert.bind(who.user.to_string()).bind(by.now.seconds())).await?;
    let entry = Entry::new(Action::TextCorrected, Object::new("lesson", place.lesson));
    let entry = entry.with("language", place.language).with("section", place.section);
    tx.commit(entry.with("text", &text)).await?;
    Ok(Correction { text, by: who.user, at: by.now })
}

/// All there are: a few hundred short texts at most a language.
pub async fn all(record: &Record) -> Result<Corrections, RecordError> {
    let rows = record.all(sqlx::query("SELECT * FROM corrections")).await?;
    let mut all = Corrections::new();
    for row in &rows {
        let key = (row.try_get("lesson")?, row.try_get("language")?);
        let correction = Correction {
            text: row.try_get("text")?,
            by: parsed(row, "by_user")?,
            at: time(row, "at")?,
        };
        all.entry(key).or_default().insert(row.try_get("section")?, correction);
    }
    Ok(all)
}
