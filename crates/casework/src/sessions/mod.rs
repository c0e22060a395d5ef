//! Who is signed in: a random secret in a cookie, of which only the digest is stored.
//!
//! Every sign-in makes a new secret, so a secret that was planted before opens nothing. A session
//! ends by itself when it was idle for [`IDLE_S`] or is [`LIFE_S`] old, and with its owner's
//! password, disabling or sign-out.

use model::hash::Digest;
use model::time::Time;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use crate::access::Who;
use crate::audit::{Action, Actor, By, Entry, Object};
use crate::id::UserId;
use crate::people::{User, checked_login, password, stored_of, user_columns, user_of};
use crate::record::{Record, RecordError, Tx};
use crate::secret::Secret;
use crate::throttle::{self, Wait};

pub const IDLE_S: i64 = 2 * 3600;
pub const LIFE_S: i64 = 12 * 3600;
/// How far "last seen" may lag behind: a write for every request would be too much.
const SEEN_S: i64 = 60;
const DOMAIN: &str = "kancil session";
const CSRF_DOMAIN: &str = "kancil csrf";

/// Names a session within the program; nothing opens by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key(Digest);

impl Key {
    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0.0
    }
}

/// A session that is open now.
#[derive(Debug, Clone)]
pub struct Session {
    pub key: Key,
    pub user: User,
    /// What a request that changes something must carry beside the cookie; derived from the
    /// session's secret, so it is of this session alone.
    pub csrf: Secret,
    pub created_at: Time,
    pub seen_at: Time,
    /// When it ends even if it is used all the time.
    pub expires_at: Time,
}

impl Session {
    pub fn who(&self) -> Who {
        self.user.who()
    }

    pub fn actor(&self) -> Actor {
        Actor::User(self.user.id)
    }
}

/// A session that was opened just now, with the secret for the cookie.
#[derive(Debug)]
pub struct SignedIn {
    pub secret: Secret,
    pub session: Session,
}

#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Of a wrong password, an unknown login and a disabled person alike.
    #[error("login and password do not fit")]
    Wrong,
    #[error("too many attempts: wait {wait_s} seconds")]
    Throttled { wait_s: u64 },
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// Opens a session for whoever knows the password. `by` is anonymous, and says from where.
pub async fn sign_in(
    record: &Record,
    by: By,
    login: &str,
    password: Secret,
) -> Result<SignedIn, SignInError> {
    let charged = throttle::attempt(record, by, login).await?;
    charged.map_err(|Wait { wait_s }| SignInError::Throttled { wait_s })?;
    let found = match checked_login(login) {
        Err(_) => None,
        Ok(login) => {
            let query = sqlx::query(concat!(
                "SELECT ",
                user_columns!(),
                " FROM users WHERE login = $1 AND is_disabled = $2"
            ));
            record.optional(query.bind(login).bind(false)).await?
        }
    };
    let stored = stored_of(found.as_ref())?;
    let as_it_was = stored.as_ref().map(|stored| stored.0.clone());
    let is_right = password::verify(record, password, stored).await?;
    let user = found.as_ref().map(user_of).transpose()?;
    let Some(user) = user.clone().filter(|_| is_right) else {
        refuse(record, by, user.as_ref()).await?;
        return Err(SignInError::Wrong);
    };
    let mut tx = record.begin(By { actor: Actor::User(user.id), ..by }).await?;
    // Disabled, or given another password, while this one was being checked.
    let again =
        sqlx::query("SELECT 1 FROM users WHERE id = $1 AND is_disabled = $2 AND password = $3");
    let again = again.bind(user.id.to_string()).bind(false).bind(as_it_was);
    if tx.optional(again).await?.is_none() {
        return Err(SignInError::Wrong);
    }
    throttle::succeeded(&mut tx, login).await?;
    let signed_in = open(&mut tx, user).await?;
    tx.commit(Entry::new(Action::SignedIn, Object::user(signed_in.session.user.id))).await?;
    Ok(signed_in)
}

/// Tells of a refusal. What was typed as a login stays untold where nobody has it: people type
/// their password there.
async fn refuse(record: &Record, by: By, user: Option<&User>) -> Result<(), RecordError> {
    let object = match user {
        Some(user) => Object::user(user.id),
        None => Object::new("user", "unknown"),
    };
    record.note(by, Entry::new(Action::SignInRefused, object)).await
}

async fn open(tx: &mut Tx, user: User) -> Result<SignedIn, RecordError> {
    let now = tx.by().now;
    let secret = Secret::random(tx.record().chance(), "");
    let session = Session {
        key: Key(secret.digest(DOMAIN)),
        user,
        csrf: csrf_of(&secret),
        created_at: now,
        seen_at: now,
        expires_at: Time::from_seconds(now.seconds() + LIFE_S),
    };
    let over = sqlx::query("DELETE FROM sessions WHERE expires_at <= $1 OR seen_at <= $2");
    tx.execute(over.bind(now.seconds()).bind(now.seconds() - IDLE_S)).await?;
    let insert = sqlx::query(
        "INSERT INTO sessions (digest, user_id, created_at, seen_at, expires_at) \
         VALUES ($1, $2, $3, $3, $4)",
    );
    let insert = insert
        .bind(session.key.bytes().to_vec())
        .bind(session.user.id.to_string())
        .bind(now.seconds())
        .bind(session.expires_at.seconds());
    tx.execute(insert).await?;
    Ok(SignedIn { secret, session })
}

fn csrf_of(secret: &Secret) -> Secret {
    Secret::new(secret.digest(CSRF_DOMAIN).to_string())
}

/// The session that a cookie opens, if it is open now. Marks it as used.
pub async fn find(
    record: &Record,
    secret: &Secret,
    now: Time,
) -> Result<Option<Session>, RecordError> {
    let key = Key(secret.digest(DOMAIN));
    let query = sqlx::query(concat!(
        "SELECT sessions.created_at, seen_at, expires_at, ",
        user_columns!(),
        " FROM sessions JOIN users ON users.id = sessions.user_id \
         WHERE digest = $1 AND expires_at > $2 AND seen_at > $3 AND is_disabled = $4"
    ));
    let query = query
        .bind(key.bytes().to_vec())
        .bind(now.seconds())
        .bind(now.seconds() - IDLE_S)
        .bind(false);
    let Some(row) = record.optional(query).await? else { return Ok(None) };
    let session = session_of(&row, key, secret)?;
    if now.seconds() - session.seen_at.seconds() >= SEEN_S {
        touch(record, &session, now).await?;
    }
    Ok(Some(session))
}

/// Whether a session is open still; to look does not use it, so a page that only listens does not
/// keep it open.
pub async fn is_open(record: &Record, session: &Session, now: Time) -> Result<bool, RecordError> {
    let query = sqlx::query(
        "SELECT count(*) AS n FROM sessions WHERE digest = $1 AND expires_at > $2 AND seen_at > $3",
    );
    let query = query.bind(session.key.bytes().to_vec()).bind(now.seconds());
    Ok(record.count(query.bind(now.seconds() - IDLE_S)).await? == 1)
}

fn session_of(row: &SqliteRow, key: Key, secret: &Secret) -> Result<Session, RecordError> {
    let time = |column| row.try_get(column).map(Time::from_seconds);
    Ok(Session {
        key,
        user: user_of(row)?,
        csrf: csrf_of(secret),
        created_at: time("created_at")?,
        seen_at: time("seen_at")?,
        expires_at: time("expires_at")?,
    })
}

/// While nothing can be written, a session is read for as long as it lasts.
async fn touch(record: &Record, session: &Session, now: Time) -> Result<(), RecordError> {
    let write = async {
        let mut tx = record.begin(By::new(session.actor(), now)).await?;
        let update =
            sqlx::query("UPDATE sessions SET seen_at = $2 WHERE digest = $1 AND seen_at < $2");
        tx.execute(update.bind(session.key.bytes().to_vec()).bind(now.seconds())).await?;
        tx.commit_housekeeping().await
    };
    match write.await {
        Err(RecordError::ReadOnly { .. } | RecordError::Busy) => Ok(()),
        other => other,
    }
}

/// Ends one session.
pub async fn sign_out(record: &Record, by: By, session: &Session) -> Result<(), RecordError> {
    let mut tx = record.begin(by).await?;
    let delete = sqlx::query("DELETE FROM sessions WHERE digest = $1");
    tx.execute(delete.bind(session.key.bytes().to_vec())).await?;
    tx.commit(Entry::new(Action::SignedOut, Object::user(session.user.id))).await
}

/// How many sessions of somebody are open now.
pub async fn count(record: &Record, user: UserId, now: Time) -> Result<u64, RecordError> {
    let query = sqlx::query(
        "SELECT count(*) AS n FROM sessions WHERE user_id = $1 AND expires_at > $2 AND seen_at > $3",
    );
    let query = query.bind(user.to_string()).bind(now.seconds()).bind(now.seconds() - IDLE_S);
    record.count(query).await
}

#[cfg(test)]
mod tests;
