//! The database itself: opened, migrated, read by many, written by one.
//!
//! Every write is a [`Tx`], which is committed only together with the [`Entry`] that tells of it.
//! SQLite runs with a write-ahead log and `synchronous=FULL`: what was committed survives a kill and
//! a power cut. A disk that is full or broken makes the record read-only until a [`Record::retry`]
//! finds that it can be written again; reading goes on meanwhile.

mod error;
mod migrate;
#[cfg(test)]
mod tests;
mod tx;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use model::time::Time;
use sqlx::pool::{PoolConnection, PoolOptions};
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqliteRow, SqliteSynchronous,
};
use sqlx::{ConnectOptions as _, Connection as _, Row as _, Sqlite, SqlitePool};
use tokio::sync::Semaphore;

use crate::audit::{self, Actor, By, InstallationKey, PublicKey};
use crate::people::password::Hashing;
use crate::secret::Chance;

pub use self::error::RecordError;
pub use self::tx::Tx;

/// What a record is opened with.
pub struct Opening {
    pub path: PathBuf,
    /// Signs the audit log. A record stays with the key that it was made with.
    pub key: InstallationKey,
    pub chance: Arc<dyn Chance>,
    /// How much work a password costs.
    pub hashing: Hashing,
    pub now: Time,
}

impl fmt::Debug for Opening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opening").field("path", &self.path).finish_non_exhaustive()
    }
}

/// Whether the record can be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Writable,
    ReadOnly { why: String },
}

/// A handle to the one record; clones share it.
#[derive(Clone)]
pub struct Record {
    shared: Arc<Shared>,
}

struct Shared {
    path: PathBuf,
    writer: SqlitePool,
    readers: SqlitePool,
    state: Mutex<State>,
    key: Option<InstallationKey>,
    public_key: PublicKey,
    chance: Arc<dyn Chance>,
    hashing: Hashing,
    /// Passwords that are being hashed at once: each takes memory.
    hashing_gate: Semaphore,
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record").field("path", &self.shared.path).finish_non_exhaustive()
    }
}

const READERS_MAX: u32 = 4;
const HASHING_MAX: usize = 2;
/// How long a write waits for another process (`kancil user link` beside `kancil serve`).
const BUSY_WAIT: Duration = Duration::from_secs(10);

pub(crate) type Query<'q> = sqlx::query::Query<'q, Sqlite, SqliteArguments>;

impl Record {
    /// Opens the record at a path whose folder is there; makes it where there is none.
    pub async fn open(opening: Opening) -> Result<Self, RecordError> {
        let Opening { path, key, chance, hashing, now } = opening;
        let applied = inspected(&path).await?;
        let options = options(&path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        let mut first = options.connect().await?;
        migrate::upward(&mut first, applied, now).await?;
        first.close().await?;
        let writer = PoolOptions::<Sqlite>::new().max_connections(1).acquire_timeout(BUSY_WAIT);
        // On a full disk SQLite rolls back by itself, which the library does not notice: it would
        // hold the connection to be in a transaction for ever.
        let writer = writer.after_release(|connection, _| {
            let is_clean = !connection.is_in_transaction();
            Box::pin(async move { Ok(is_clean) })
        });
        let writer = writer.connect_lazy_with(options);
        let public_key = key.public();
        let shared = Shared::new(path, writer, Some(key), public_key, chance, hashing);
        let record = Self { shared: Arc::new(shared) };
        record.belong(now).await?;
        Ok(record)
    }

    /// Opens a record that is there for reading alone, without its installation's key: to verify a
    /// copy, or what somebody else holds.
    pub async fn open_to_read(
        path: &Path,
        chance: Arc<dyn Chance>,
        hashing: Hashing,
    ) -> Result<Self, RecordError> {
        if inspected(path).await? == 0 {
            let what = "it is not there, or empty".into();
            return Err(RecordError::NotARecord { path: path.to_owned(), what });
        }
        let mut connection = options(path).read_only(true).connect().await?;
        let public_key = sqlx::query("SELECT public_key FROM installation")
            .fetch_optional(&mut connection)
            .await?
            .ok_or_else(|| RecordError::Damaged { what: "no installation".into() })?;
        let public_key = public_key_of(&public_key)?;
        connection.close().await?;
        let writer = PoolOptions::<Sqlite>::new()
            .max_connections(1)
            .connect_lazy_with(options(path).read_only(true));
        let shared = Shared::new(path.to_owned(), writer, None, public_key, chance, hashing);
        let why = "it was opened for reading alone".into();
        *shared.state.lock().expect("nobody panics with it") = State::ReadOnly { why };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Binds a new record to the key, and refuses an older one that is bound to another.
    async fn belong(&self, now: Time) -> Result<(), RecordError> {
        let read = || sqlx::query("SELECT public_key FROM installation");
        if let Some(row) = self.optional(read()).await? {
            return self.check_key(&row);
        }
        let mut tx = self.begin(By::new(Actor::Program, now)).await?;
        // Another process may have been quicker.
        if let Some(row) = tx.optional(read()).await? {
            return self.check_key(&row);
        }
        let insert = sqlx::query(
            "INSERT INTO installation (only, public_key, created_at, probed_at) VALUES (1, $1, $2, $2)",
        );
        tx.execute(insert.bind(self.shared.public_key.bytes().to_vec()).bind(now.seconds()))
            .await?;
        tx.commit(audit::Entry::new(audit::Action::RecordCreated, audit::Object::record())).await
    }

    fn check_key(&self, row: &SqliteRow) -> Result<(), RecordError> {
        let expected = public_key_of(row)?;
        let given = self.shared.public_key;
        if expected == given {
            return Ok(());
        }
        Err(RecordError::OtherKey {
            path: self.shared.path.clone(),
            expected: expected.to_string(),
            given: given.to_string(),
        })
    }

    /// Begins a write, which waits for the one before it.
    pub async fn begin(&self, by: By) -> Result<Tx, RecordError> {
        if let State::ReadOnly { why } = self.state() {
            return Err(RecordError::ReadOnly { why });
        }
        let begun = self.shared.writer.begin_with("BEGIN IMMEDIATE").await;
        let inner = begun.map_err(|error| self.failed(error))?;
        Ok(Tx::new(self.clone(), by, inner))
    }

    /// Writes an entry that tells of something outside the record: a trace run, a file exported.
    pub async fn note(&self, by: By, entry: audit::Entry) -> Result<(), RecordError> {
        self.begin(by).await?.commit(entry).await
    }

    pub fn state(&self) -> State {
        self.locked_state().clone()
    }

    /// Tries whether a record that became read-only can be written again.
    pub async fn retry(&self, now: Time) -> State {
        if self.shared.key.is_none() {
            return self.state();
        }
        let probe = async {
            let mut tx = self.shared.writer.begin_with("BEGIN IMMEDIATE").await?;
            let update = sqlx::query("UPDATE installation SET probed_at = $1");
            update.bind(now.seconds()).execute(&mut *tx).await?;
            tx.commit().await
        };
        match probe.await {
            Ok(()) => *self.locked_state() = State::Writable,
            Err(error) => drop(self.failed(error)),
        }
        self.state()
    }

    pub fn path(&self) -> &Path {
        &self.shared.path
    }

    /// The key that the audit log's entries are signed for.
    pub fn public_key(&self) -> PublicKey {
        self.shared.public_key
    }

    /// Waits for what is being written, and lets the files go.
    pub async fn close(&self) {
        self.shared.readers.close().await;
        self.shared.writer.close().await;
    }

    /// What this installation signs with: its log, and what leaves it.
    pub fn key(&self) -> Result<&InstallationKey, RecordError> {
        self.shared.key.as_ref().ok_or_else(|| RecordError::ReadOnly {
            why: "the installation's key was not given".into(),
        })
    }

    pub(crate) fn chance(&self) -> &dyn Chance {
        self.shared.chance.as_ref()
    }

    pub(crate) fn shared_chance(&self) -> Arc<dyn Chance> {
        self.shared.chance.clone()
    }

    pub(crate) fn hashing(&self) -> Hashing {
        self.shared.hashing
    }

    pub(crate) fn hashing_gate(&self) -> &Semaphore {
        &self.shared.hashing_gate
    }

    pub(crate) async fn optional(
        &self,
        query: Query<'_>,
    ) -> Result<Option<SqliteRow>, RecordError> {
        let mut connection = self.reader().await?;
        query.fetch_optional(&mut *connection).await.map_err(|error| self.failed(error))
    }

    pub(crate) async fn all(&self, query: Query<'_>) -> Result<Vec<SqliteRow>, RecordError> {
        let mut connection = self.reader().await?;
        query.fetch_all(&mut *connection).await.map_err(|error| self.failed(error))
    }

    /// The one number that a query counts as `n`.
    pub(crate) async fn count(&self, query: Query<'_>) -> Result<u64, RecordError> {
        let row = self.optional(query).await?;
        let n: i64 = row.map_or(Ok(0), |row| row.try_get("n"))?;
        Ok(u64::try_from(n).unwrap_or(0))
    }

    pub(crate) async fn reader(&self) -> Result<PoolConnection<Sqlite>, RecordError> {
        self.shared.readers.acquire().await.map_err(|error| self.failed(error))
    }

    /// Every failure of the database passes here, so that one which ends writing is noticed.
    pub(crate) fn failed(&self, error: sqlx::Error) -> RecordError {
        match error::stops_writing(&error) {
            None => error.into(),
            Some(why) => {
                *self.locked_state() = State::ReadOnly { why: why.clone() };
                RecordError::ReadOnly { why }
            }
        }
    }

    fn locked_state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Shared {
    fn new(
        path: PathBuf,
        writer: SqlitePool,
        key: Option<InstallationKey>,
        public_key: PublicKey,
        chance: Arc<dyn Chance>,
        hashing: Hashing,
    ) -> Self {
        let readers = PoolOptions::<Sqlite>::new()
            .max_connections(READERS_MAX)
            .acquire_timeout(BUSY_WAIT)
            .connect_lazy_with(options(&path).read_only(true));
        let state = Mutex::new(State::Writable);
        let hashing_gate = Semaphore::new(HASHING_MAX);
        Self { path, writer, readers, state, key, public_key, chance, hashing, hashing_gate }
    }
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .busy_timeout(BUSY_WAIT)
        .pragma("trusted_schema", "OFF")
}

/// Looks at a record that is there without writing to it; 0 where there is none yet.
async fn inspected(path: &Path) -> Result<usize, RecordError> {
    if std::fs::metadata(path).map_or(true, |file| file.len() == 0) {
        return Ok(0);
    }
    let mut connection = options(path).read_only(true).connect().await?;
    let applied = migrate::inspect(&mut connection, path).await;
    connection.close().await?;
    applied
}

fn public_key_of(row: &SqliteRow) -> Result<PublicKey, RecordError> {
    let bytes: Vec<u8> = row.try_get("public_key")?;
    PublicKey::from_bytes(&bytes)
        .ok_or_else(|| RecordError::Damaged { what: "its public key".into() })
}
