//! The log as people read it: newest first, by who and by what.

use model::hash::Digest;
use model::time::Time;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::write::{damaged, digest, number, time};
use super::{Action, Head};
use crate::page::Page;
use crate::record::{Record, RecordError};

/// An entry as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub seq: u64,
    pub at: Time,
    /// `user:ID`, `user:ID token:ID`, `console`, `program`, `anonymous`.
    pub actor: String,
    /// An [`Action`]'s text, or one that a newer program wrote.
    pub action: String,
    pub object_kind: String,
    pub object_id: String,
    /// None once they were erased.
    pub details: Option<Vec<(String, String)>>,
    pub hash: Digest,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// `user:ID` finds what that person did, with a token too.
    pub actor: Option<String>,
    pub action: Option<Action>,
    pub object: Option<(String, String)>,
}

/// A page of the log, newest first: what was written before the entry `before`.
pub async fn list(
    record: &Record,
    filter: &Filter,
    before: Option<u64>,
    limit: u32,
) -> Result<Page<Written>, RecordError> {
    let (object_kind, object_id) = filter.object.clone().unzip();
    let bound = |sql: &'static str| {
        sqlx::query(sql)
            .bind(filter.actor.clone())
            .bind(filter.action.map(Action::text))
            .bind(object_kind.clone())
            .bind(object_id.clone())
    };
    // "user:ID" and "user:ID token:…", which sorts between a space and the character after it.
    let counting = "SELECT count(*) AS n FROM audit \
         WHERE ($1 IS NULL OR actor = $1 OR (actor > $1 || ' ' AND actor < $1 || '!')) \
         AND ($2 IS NULL OR action = $2) \
         AND ($3 IS NULL OR (object_kind = $3 AND object_id = $4))";
    let total = record.count(bound(counting)).await?;
    let listing = "SELECT audit.seq, at, actor, action, object_kind, object_id, hash, body \
         FROM audit LEFT JOIN audit_payloads ON audit_payloads.seq = audit.seq \
         WHERE ($1 IS NULL OR actor = $1 OR (actor > $1 || ' ' AND actor < $1 || '!')) \
         AND ($2 IS NULL OR action = $2) \
         AND ($3 IS NULL OR (object_kind = $3 AND object_id = $4)) \
         AND ($5 IS NULL OR audit.seq < $5) ORDER BY audit.seq DESC LIMIT $6";
    let before = before.map(|seq| i64::try_from(seq).unwrap_or(i64::MAX));
    let rows = record.all(bound(listing).bind(before).bind(i64::from(limit) + 1)).await?;
    let items = rows.iter().map(written).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::cut(total, items, limit))
}

pub(crate) fn written(row: &SqliteRow) -> Result<Written, RecordError> {
    let body: Option<String> = row.try_get("body")?;
    Ok(Written {
        seq: number(row, "seq")?,
        at: time(row, "at")?,
        actor: row.try_get("actor")?,
        action: row.try_get("action")?,
        object_kind: row.try_get("object_kind")?,
        object_id: row.try_get("object_id")?,
        details: body.as_deref().map(details).transpose()?,
        hash: digest(row, "hash")?,
    })
}

fn details(body: &str) -> Result<Vec<(String, String)>, RecordError> {
    let object: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(body).map_err(|_| damaged("details"))?;
    let text = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    Ok(object.into_iter().map(|(name, value)| (name, text(value))).collect())
}

/// Where the chain stands now, as it was signed with its newest entry.
pub async fn head(record: &Record) -> Result<Head, RecordError> {
    let row = record
        .optional(sqlx::query("SELECT seq, at, hash, signature FROM audit_head"))
        .await?
        .ok_or_else(|| damaged("head"))?;
    head_of(&row, record)
}

pub(super) fn head_of(row: &SqliteRow, record: &Record) -> Result<Head, RecordError> {
    let signature: Vec<u8> = row.try_get("signature")?;
    Ok(Head {
        seq: number(row, "seq")?,
        at: time(row, "at")?,
        hash: digest(row, "hash")?,
        key: record.public_key(),
        signature: signature.try_into().map_err(|_| damaged("head's signature"))?,
    })
}
