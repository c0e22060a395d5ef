//! API tokens: for programs that act for a person, limited to scopes and to a time.
//!
//! A token is shown once, when it is made; what is stored is its digest. It may do what its scopes
//! and its owner's roles both allow, for as long as its owner may.

use model::time::Time;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use crate::access::{Scopes, ScopesError, Who};
use crate::audit::{Action, Actor, By, Entry, Object};
use crate::id::{TokenId, UserId};
use crate::people::{User, user_columns, user_of};
use crate::record::{Record, RecordError};
use crate::secret::Secret;

/// What every token begins with, so that a search finds one that was left lying about.
pub const PREFIX: &str = "kcl_";
pub const LIFE_DAYS_MAX: i64 = 366;
const NAME_MAX: usize = 100;
/// So many tokens a person has at most.
pub const TOKENS_MAX: u64 = 100;
const SEEN_S: i64 = 60;
const DOMAIN: &str = "kancil token";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub id: TokenId,
    pub owner: UserId,
    pub name: String,
    pub scopes: Scopes,
    pub created_at: Time,
    pub expires_at: Time,
    /// To the minute.
    pub used_at: Option<Time>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    pub name: String,
    pub scopes: Scopes,
    pub expires_at: Time,
}

/// A token in use, and whose it is.
#[derive(Debug, Clone)]
pub struct Held {
    pub token: Token,
    pub user: User,
}

impl Held {
    pub fn who(&self) -> Who {
        let token = Some((self.token.id, self.token.scopes.clone()));
        Who { token, ..self.user.who() }
    }

    pub fn actor(&self) -> Actor {
        Actor::Token(self.user.id, self.token.id)
    }
}

#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    #[error("a token's name has 1 to {NAME_MAX} characters")]
    BadName,
    #[error(transparent)]
    BadScopes(#[from] ScopesError),
    #[error("a token expires in the future, within {LIFE_DAYS_MAX} days")]
    BadExpiry,
    #[error("a person has at most {TOKENS_MAX} tokens: revoke one first")]
    TooMany,
    #[error("there is no such token")]
    NoSuchToken,
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// Makes a token for its owner; its secret is given this once.
pub async fn create(
    record: &Record,
    by: By,
    owner: UserId,
    new: NewToken,
) -> Result<(Token, Secret), TokenError> {
    let name = new.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > NAME_MAX || name.contains(char::is_control) {
        return Err(TokenError::BadName);
    }
    let life_s = new.expires_at.seconds() - by.now.seconds();
    if life_s <= 0 || life_s > LIFE_DAYS_MAX * 86_400 {
        return Err(TokenError::BadExpiry);
    }
    let mut tx = record.begin(by).await?;
    let over = sqlx::query("DELETE FROM tokens WHERE user_id = $1 AND expires_at <= $2");
    tx.execute(over.bind(owner.to_string()).bind(by.now.seconds())).await?;
    let held = sqlx::query("SELECT 1 FROM tokens WHERE user_id = $1").bind(owner.to_string());
    if tx.all(held).await?.len() as u64 >= TOKENS_MAX {
        return Err(TokenError::TooMany);
    }
    let secret = Secret::random(record.chance(), PREFIX);
    let token = Token {
        id: TokenId::new(by.now, record.chance()),
        owner,
        name,
        scopes: new.scopes,
        created_at: by.now,
        expires_at: new.expires_at,
        used_at: None,
    };
    let insert = sqlx::query(
        "INSERT INTO tokens (id, digest, user_id, name, scopes, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    );
    let insert = insert
        .bind(token.id.to_string())
        .bind(secret.digest(DOMAIN).0.to_vec())
        .bind(owner.to_string())
        .bind(&token.name)
        .bind(token.scopes.to_string())
        .bind(token.created_at.seconds())
        .bind(token.expires_at.seconds());
    tx.execute(insert).await?;
    let entry = Entry::new(Action::TokenCreated, Object::token(token.id));
    let entry = entry.with("owner", owner).with("name", &token.name).with("scopes", &token.scopes);
    tx.commit(entry.with("expires", token.expires_at)).await?;
    Ok((token, secret))
}

/// The token of a secret, if it is valid now and its owner may sign in. Marks it as used.
pub async fn find(
    record: &Record,
    secret: &Secret,
    now: Time,
) -> Result<Option<Held>, RecordError> {
    let query = sqlx::query(concat!(
        "SELECT tokens.id, tokens.name AS token_name, scopes, tokens.created_at, expires_at, used_at, ",
        user_columns!(),
        " FROM tokens JOIN users ON users.id = tokens.user_id \
         WHERE digest = $1 AND expires_at > $2 AND is_disabled = $3"
    ));
    let query = query.bind(secret.digest(DOMAIN).0.to_vec()).bind(now.seconds()).bind(false);
    let Some(row) = record.optional(query).await? else { return Ok(None) };
    let held = Held { token: token_of(&row)?, user: user_of(&row)? };
    if held.token.used_at.is_none_or(|used_at| now.seconds() - used_at.seconds() >= SEEN_S) {
        touch(record, &held, now).await?;
    }
    Ok(Some(held))
}

async fn touch(record: &Record, held: &Held, now: Time) -> Result<(), RecordError> {
    let write = async {
        let mut tx = record.begin(By::new(held.actor(), now)).await?;
        let update = sqlx::query("UPDATE tokens SET used_at = $2 WHERE id = $1");
        tx.execute(update.bind(held.token.id.to_string()).bind(now.seconds())).await?;
        tx.commit_housekeeping().await
    };
    match write.await {
        Err(RecordError::ReadOnly { .. } | RecordError::Busy) => Ok(()),
        other => other,
    }
}

/// Somebody's tokens, or everybody's, newest last; those that have expired too, until a new one
/// takes their place.
pub async fn list(record: &Record, owner: Option<UserId>) -> Result<Vec<Token>, RecordError> {
    let query = sqlx::query(
        "SELECT id, user_id, name AS token_name, scopes, created_at, expires_at, used_at \
         FROM tokens WHERE $1 IS NULL OR user_id = $1 ORDER BY id",
    );
    let rows = record.all(query.bind(owner.map(|owner| owner.to_string()))).await?;
    rows.iter().map(token_of).collect()
}

pub async fn by_id(record: &Record, id: TokenId) -> Result<Option<Token>, RecordError> {
    let query = sqlx::query(
        "SELECT id, user_id, name AS token_name, scopes, created_at, expires_at, used_at \
         FROM tokens WHERE id = $1",
    );
    record.optional(query.bind(id.to_string())).await?.as_ref().map(token_of).transpose()
}

/// Ends a token.
pub async fn revoke(record: &Record, by: By, id: TokenId) -> Result<(), TokenError> {
    let mut tx = record.begin(by).await?;
    let delete = sqlx::query("DELETE FROM tokens WHERE id = $1").bind(id.to_string());
    if tx.execute(delete).await? == 0 {
        return Err(TokenError::NoSuchToken);
    }
    tx.commit(Entry::new(Action::TokenRevoked, Object::token(id))).await?;
    Ok(())
}

fn token_of(row: &SqliteRow) -> Result<Token, RecordError> {
    let damaged = |what: &str| RecordError::Damaged { what: format!("{what} of a token") };
    let (id, owner): (String, String) = (row.try_get("id")?, row.try_get("user_id")?);
    let scopes: String = row.try_get("scopes")?;
    let scopes = scopes.split_whitespace().map(str::parse).collect::<Result<Vec<_>, _>>();
    let scopes = Scopes::new(scopes.map_err(|_| damaged("a scope"))?);
    let used_at: Option<i64> = row.try_get("used_at")?;
    Ok(Token {
        id: id.parse().map_err(|_| damaged("the id"))?,
        owner: owner.parse().map_err(|_| damaged("the owner"))?,
        name: row.try_get("token_name")?,
        scopes: scopes.map_err(|_| damaged("the scopes"))?,
        created_at: Time::from_seconds(row.try_get("created_at")?),
        expires_at: Time::from_seconds(row.try_get("expires_at")?),
        used_at: used_at.map(Time::from_seconds),
    })
}

#[cfg(test)]
mod tests;
