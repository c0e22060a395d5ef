//! From whatever version a record is of, upward to this program's.
//!
//! A migration is a file of plain SQL, applied once in its own transaction and never edited after
//! it was released: its digest is kept and compared. A record that knows more migrations than this
//! program is refused before anything is written.

use std::path::Path;

use model::hash::Digest;
use model::time::Time;
use sqlx::{Connection as _, Row as _, SqliteConnection};

use super::error::RecordError;

struct Migration {
    name: &'static str,
    sql: &'static str,
}

macro_rules! migrations {
    ($($name:literal),+ $(,)?) => {
        &[$(Migration {
            name: $name,
            sql: include_str!(concat!("../../migrations/", $name, ".sql")),
        }),+]
    };
}

/// In the order in which they are applied; version 1 is the first.
const MIGRATIONS: &[Migration] = migrations![
    "0001_people",
    "0002_audit",
    "0003_cases",
    "0004_audit_by_object",
    "0005_academy",
    "0006_course_packs",
];

/// Refuses what this program must not write to: a newer record, or something else altogether.
/// Reads alone, and gives how many migrations were applied.
pub(super) async fn inspect(
    connection: &mut SqliteConnection,
    path: &Path,
) -> Result<usize, RecordError> {
    let not_ours = |what: String| RecordError::NotARecord { path: path.to_owned(), what };
    let tables: i64 = sqlx::query("SELECT count(*) AS n FROM sqlite_master")
        .fetch_one(&mut *connection)
        .await
        .map_err(|error| not_ours(error.to_string()))?
        .try_get("n")?;
    if tables == 0 {
        return Ok(0);
    }
    let rows = sqlx::query("SELECT version, digest FROM migrations ORDER BY version")
        .fetch_all(&mut *connection)
        .await
        .map_err(|_| not_ours("its tables are others".into()))?;
    let known = i64::try_from(MIGRATIONS.len()).expect("few");
    if let Some(last) = rows.last() {
        let found: i64 = last.try_get("version")?;
        if found > known {
            return Err(RecordError::Newer { path: path.to_owned(), found, known });
        }
    }
    for (row, (number, migration)) in rows.iter().zip((1_i64..).zip(MIGRATIONS)) {
        let (version, digest): (i64, Vec<u8>) = (row.try_get("version")?, row.try_get("digest")?);
        if version != number || digest != Digest::of(migration.sql.as_bytes()).0 {
            return Err(not_ours(format!("its migration {version} is not {}", migration.name)));
        }
    }
    Ok(rows.len())
}

/// Applies what is missing.
pub(super) async fn upward(
    connection: &mut SqliteConnection,
    applied: usize,
    now: Time,
) -> Result<(), RecordError> {
    for (number, migration) in (1_i64..).zip(MIGRATIONS).skip(applied) {
        let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
        // Another process may have been quicker.
        let table = "SELECT count(*) AS n FROM sqlite_master WHERE name = 'migrations'";
        let tables: i64 = sqlx::query(table).fetch_one(&mut *tx).await?.try_get("n")?;
        if tables > 0 {
            let there: i64 = sqlx::query("SELECT count(*) AS n FROM migrations WHERE version = $1")
                .bind(number)
                .fetch_one(&mut *tx)
                .await?
                .try_get("n")?;
            if there > 0 {
                continue;
            }
        }
        sqlx::raw_sql(migration.sql).execute(&mut *tx).await?;
        sqlx::query(
            "INSERT INTO migrations (version, name, digest, applied_at) VALUES ($1, $2, $3, $4)",
        )
        .bind(number)
        .bind(migration.name)
        .bind(&Digest::of(migration.sql.as_bytes()).0[..])
        .bind(now.seconds())
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
    }
    Ok(())
}
