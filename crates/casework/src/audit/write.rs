//! Adds an entry to the chain, in the transaction of what it tells of.

use model::hash::Digest;
use model::time::Time;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::chain::{Link, entry_signed, genesis, payload_digest};
use super::{Action, By, Entry, Head, Object};
use crate::record::{Record, RecordError, Tx};

pub(crate) async fn append(tx: &mut Tx, entry: Entry) -> Result<(), RecordError> {
    let record = tx.record().clone();
    let key = record.key()?;
    let by = tx.by();
    let last =
        tx.optional(sqlx::query("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")).await?;
    let (seq, previous) = match &last {
        Some(row) => (number(row, "seq")? + 1, digest(row, "hash")?),
        None => (1, genesis(&record.public_key())),
    };
    let mut salt = [0; 32];
    record.chance().fill(&mut salt);
    let body = body(&entry, by.peer);
    let link = Link {
        seq,
        at: by.now,
        actor: by.actor.to_string(),
        action: entry.action.text().to_owned(),
        object_kind: entry.object.kind.to_owned(),
        object_id: entry.object.id,
        payload: payload_digest(&salt, &body),
        previous,
    };
    let hash = link.hash();
    let seq_sql = i64::try_from(seq).map_err(|_| damaged("seq"))?;
    let insert = sqlx::query(
        "INSERT INTO audit (seq, at, actor, action, object_kind, object_id, payload_digest, \
         previous, hash, signature) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    );
    let insert = insert
        .bind(seq_sql)
        .bind(link.at.seconds())
        .bind(link.actor)
        .bind(link.action)
        .bind(link.object_kind)
        .bind(link.object_id)
        .bind(link.payload.0.to_vec())
        .bind(link.previous.0.to_vec())
        .bind(hash.0.to_vec())
        .bind(key.sign(&entry_signed(&hash)).to_vec());
    tx.execute(insert).await?;
    let payload = sqlx::query("INSERT INTO audit_payloads (seq, salt, body) VALUES ($1, $2, $3)");
    tx.execute(payload.bind(seq_sql).bind(salt.to_vec()).bind(body)).await?;
    let head = Head::sign(seq, by.now, hash, key);
    let move_head = sqlx::query(
        "INSERT INTO audit_head (only, seq, at, hash, signature) VALUES (1, $1, $2, $3, $4) \
         ON CONFLICT (only) DO UPDATE SET seq = $1, at = $2, hash = $3, signature = $4",
    );
    let move_head = move_head
        .bind(seq_sql)
        .bind(head.at.seconds())
        .bind(hash.0.to_vec())
        .bind(head.signature.to_vec());
    tx.execute(move_head).await?;
    Ok(())
}

/// The details as one JSON object of texts, in the order in which they were given.
fn body(entry: &Entry, peer: Option<std::net::IpAddr>) -> String {
    let details = entry.details.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    let peer = peer.map(|peer| ("peer".to_owned(), peer.to_string()));
    let object: serde_json::Map<String, serde_json::Value> =
        details.chain(peer).map(|(name, value)| (name, value.into())).collect();
    serde_json::Value::Object(object).to_string()
}

pub(super) fn damaged(what: &str) -> RecordError {
    RecordError::Damaged { what: format!("{what} of the audit log") }
}

pub(super) fn number(row: &SqliteRow, column: &'static str) -> Result<u64, RecordError> {
    let number: i64 = row.try_get(column)?;
    u64::try_from(number).map_err(|_| damaged(column))
}

pub(super) fn digest(row: &SqliteRow, column: &'static str) -> Result<Digest, RecordError> {
    let bytes: Vec<u8> = row.try_get(column)?;
    bytes.try_into().map(Digest).map_err(|_| damaged(column))
}

pub(super) fn time(row: &SqliteRow, column: &'static str) -> Result<Time, RecordError> {
    Ok(Time::from_seconds(row.try_get(column)?))
}

/// Erases the details of an entry, as a retention duty asks. The chain keeps its digest and stays
/// whole; who erased and why is an entry of its own. Gives false where nothing was left to erase.
pub async fn erase(record: &Record, by: By, seq: u64, why: &str) -> Result<bool, RecordError> {
    let mut tx = record.begin(by).await?;
    let seq_sql = i64::try_from(seq).unwrap_or(i64::MAX);
    let delete = sqlx::query("DELETE FROM audit_payloads WHERE seq = $1").bind(seq_sql);
    if tx.execute(delete).await? == 0 {
        return Ok(false);
    }
    let object = Object::new("audit_entry", seq);
    tx.commit(Entry::new(Action::PayloadErased, object).with("why", why)).await?;
    Ok(true)
}
