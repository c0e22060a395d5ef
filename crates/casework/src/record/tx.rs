//! One write: whole or not at all, and never without its audit entry.

use sqlx::sqlite::SqliteRow;
use sqlx::{Sqlite, SqliteConnection, Transaction};

use super::{Query, Record, RecordError};
use crate::audit::{By, Entry, write};

/// Dropped without [`Tx::commit`], it leaves no trace.
pub struct Tx {
    record: Record,
    by: By,
    inner: Transaction<'static, Sqlite>,
}

impl std::fmt::Debug for Tx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tx").field("by", &self.by).finish_non_exhaustive()
    }
}

impl Tx {
    pub(super) fn new(record: Record, by: By, inner: Transaction<'static, Sqlite>) -> Self {
        Self { record, by, inner }
    }

    pub fn by(&self) -> By {
        self.by
    }

    /// Tells of one more thing that this write does, beside the last that [`Tx::commit`] takes.
    pub async fn audit(&mut self, entry: Entry) -> Result<(), RecordError> {
        write::append(self, entry).await
    }

    /// Makes the write durable together with the entry that tells of it.
    pub async fn commit(mut self, entry: Entry) -> Result<(), RecordError> {
        self.audit(entry).await?;
        self.finish().await
    }

    /// For what is nobody's deed: when a session was last seen, how often a sign-in failed.
    pub(crate) async fn commit_housekeeping(self) -> Result<(), RecordError> {
        self.finish().await
    }

    async fn finish(self) -> Result<(), RecordError> {
        let Self { record, inner, .. } = self;
        inner.commit().await.map_err(|error| record.failed(error))
    }

    pub(crate) fn record(&self) -> &Record {
        &self.record
    }

    fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.inner
    }

    /// Gives how many rows were changed.
    pub(crate) async fn execute(&mut self, query: Query<'_>) -> Result<u64, RecordError> {
        let done = query.execute(self.connection()).await;
        Ok(done.map_err(|error| self.record.failed(error))?.rows_affected())
    }

    pub(crate) async fn optional(
        &mut self,
        query: Query<'_>,
    ) -> Result<Option<SqliteRow>, RecordError> {
        let found = query.fetch_optional(self.connection()).await;
        found.map_err(|error| self.record.failed(error))
    }

    pub(crate) async fn all(&mut self, query: Query<'_>) -> Result<Vec<SqliteRow>, RecordError> {
        let found = query.fetch_all(self.connection()).await;
        found.map_err(|error| self.record.failed(error))
    }
}
