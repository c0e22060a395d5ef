//! One-time links: the first run's, which makes the first administrator, and those by which people
//! set their password.
//!
//! A link opens once, until it expires or another is made for the same person. Only its digest is
//! stored. Where it leads to is not known here: the text is put into a URL's fragment, which no
//! server log shows.

use model::time::Time;
use sqlx::Row as _;

use super::password::{self};
use super::{NewUser, PeopleError, User, in_tx, insert, set_password, user_columns, user_of};
use crate::access::{Role, Roles};
use crate::audit::{Action, By, Entry, Object};
use crate::id::UserId;
use crate::record::{Record, RecordError, Tx};
use crate::secret::Secret;

/// Shown once.
#[derive(Debug, Clone)]
pub struct Link {
    pub secret: Secret,
    pub expires_at: Time,
}

/// Long enough to walk over to somebody's desk.
const LIFE_S: i64 = 24 * 3600;
const DOMAIN: &str = "kancil link";

/// The first administrator's own choices.
#[derive(Debug, Clone)]
pub struct FirstAdministrator {
    pub login: String,
    pub name: String,
    pub password: Secret,
    /// Also opens cases: who looks after an installation alone reads none.
    pub investigates: bool,
}

/// Whether nobody has been made yet.
pub async fn is_first_run_open(record: &Record) -> Result<bool, RecordError> {
    Ok(record.optional(sqlx::query("SELECT 1 FROM users LIMIT 1")).await?.is_none())
}

/// A new link for the first run, while it is open; one that was made before is not valid any more.
pub async fn first_run_link(record: &Record, by: By) -> Result<Option<Link>, RecordError> {
    let mut tx = record.begin(by).await?;
    if has_people(&mut tx).await? {
        return Ok(None);
    }
    let link = replace(&mut tx, None).await?;
    tx.commit(Entry::new(Action::FirstRunLinkMade, Object::record())).await?;
    Ok(Some(link))
}

async fn has_people(tx: &mut Tx) -> Result<bool, RecordError> {
    Ok(tx.optional(sqlx::query("SELECT 1 FROM users LIMIT 1")).await?.is_some())
}

/// Makes the first administrator.
pub async fn first_run(
    record: &Record,
    by: By,
    link: &Secret,
    first: FirstAdministrator,
) -> Result<User, PeopleError> {
    let login = super::checked_login(&first.login)?;
    password::check(&first.password, &login)?;
    // Before the work of hashing: without a link nobody makes the program work.
    let known = sqlx::query("SELECT 1 FROM links WHERE digest = $1 AND user_id IS NULL");
    if record.optional(known.bind(link.digest(DOMAIN).0.to_vec())).await?.is_none() {
        let is_open = is_first_run_open(record).await?;
        return Err(if is_open { PeopleError::BadLink } else { PeopleError::FirstRunOver });
    }
    let stored = password::hash(record, first.password).await?;
    let mut tx = record.begin(by).await?;
    if has_people(&mut tx).await? {
        return Err(PeopleError::FirstRunOver);
    }
    if take(&mut tx, link).await? != Some(None) {
        return Err(PeopleError::BadLink);
    }
    let also = first.investigates.then_some(Role::Investigator);
    let roles = [Role::Administrator].into_iter().chain(also);
    let roles = Roles::new(roles).expect("a role at least, and no trainee");
    let user = insert(&mut tx, NewUser { login, name: first.name, roles }, Some(stored)).await?;
    let entry = Entry::new(Action::FirstRunDone, Object::user(user.id));
    let entry = entry.with("login", &user.login).with("name", &user.name);
    tx.commit(entry.with("roles", &user.roles)).await?;
    Ok(user)
}

/// A link by which somebody sets their password; one that was made before is not valid any more.
pub async fn make_link(record: &Record, by: By, id: UserId) -> Result<Link, PeopleError> {
    let mut tx = record.begin(by).await?;
    let user = in_tx(&mut tx, id).await?.ok_or(PeopleError::NoSuchUser)?;
    let link = replace(&mut tx, Some(id)).await?;
    tx.commit(link_made(&user)).await?;
    Ok(link)
}

/// The same as a part of another write, which the log is told with it.
pub(crate) async fn link_in_tx(tx: &mut Tx, user: &User) -> Result<Link, RecordError> {
    let link = replace(tx, Some(user.id)).await?;
    tx.audit(link_made(user)).await?;
    Ok(link)
}

fn link_made(user: &User) -> Entry {
    Entry::new(Action::PasswordLinkMade, Object::user(user.id)).with("login", &user.login)
}

/// Whose password a link sets, while it is valid.
pub async fn link_owner(
    record: &Record,
    link: &Secret,
    now: Time,
) -> Result<Option<User>, RecordError> {
    let query = sqlx::query(concat!(
        "SELECT ",
        user_columns!(),
        " FROM links JOIN users ON users.id = links.user_id \
         WHERE digest = $1 AND expires_at > $2 AND is_disabled = $3"
    ));
    let query = query.bind(link.digest(DOMAIN).0.to_vec()).bind(now.seconds()).bind(false);
    record.optional(query).await?.as_ref().map(user_of).transpose()
}

/// Sets the password of a link's owner, and ends all their sessions.
pub async fn use_link(
    record: &Record,
    by: By,
    link: &Secret,
    new: Secret,
) -> Result<User, PeopleError> {
    let owner = link_owner(record, link, by.now).await?.ok_or(PeopleError::BadLink)?;
    password::check(&new, &owner.login)?;
    let stored = password::hash(record, new).await?;
    let mut tx = record.begin(by).await?;
    if take(&mut tx, link).await? != Some(Some(owner.id)) {
        return Err(PeopleError::BadLink);
    }
    let user = in_tx(&mut tx, owner.id).await?.ok_or(PeopleError::BadLink)?;
    if user.is_disabled {
        return Err(PeopleError::BadLink);
    }
    set_password(&mut tx, user.id, stored, None).await?;
    crate::throttle::forget(&mut tx, &user.login).await?;
    let entry = Entry::new(Action::PasswordChanged, Object::user(user.id)).with("by", "link");
    tx.commit(entry).await?;
    Ok(User { has_password: true, ..user })
}

async fn replace(tx: &mut Tx, owner: Option<UserId>) -> Result<Link, RecordError> {
    let owner = owner.map(|id| id.to_string());
    let now = tx.by().now;
    let secret = Secret::random(tx.record().chance(), "");
    let expires_at = Time::from_seconds(now.seconds() + LIFE_S);
    let old = sqlx::query(
        "DELETE FROM links WHERE expires_at <= $2 OR user_id = $1 OR ($1 IS NULL AND user_id IS NULL)",
    );
    tx.execute(old.bind(owner.clone()).bind(now.seconds())).await?;
    let insert = sqlx::query("INSERT INTO links (digest, user_id, expires_at) VALUES ($1, $2, $3)");
    let insert = insert.bind(secret.digest(DOMAIN).0.to_vec()).bind(owner);
    tx.execute(insert.bind(expires_at.seconds())).await?;
    Ok(Link { secret, expires_at })
}

/// Uses a link up: whose it was (nobody's, of the first run), or none if it opens nothing.
async fn take(tx: &mut Tx, link: &Secret) -> Result<Option<Option<UserId>>, RecordError> {
    let digest = link.digest(DOMAIN).0.to_vec();
    let query = sqlx::query("SELECT user_id FROM links WHERE digest = $1 AND expires_at > $2");
    let now = tx.by().now.seconds();
    let Some(row) = tx.optional(query.bind(digest.clone()).bind(now)).await? else {
        return Ok(None);
    };
    tx.execute(sqlx::query("DELETE FROM links WHERE digest = $1").bind(digest)).await?;
    let owner: Option<String> = row.try_get("user_id")?;
    let owner = owner.map(|id| id.parse()).transpose();
    Ok(Some(owner.map_err(|_| RecordError::Damaged { what: "a link's owner".into() })?))
}
