//! Who may sign in: made by an administrator, changed, disabled; never removed, since the audit log
//! speaks of them.

mod link;
pub mod password;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use model::time::Time;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use self::password::{PasswordError, Stored};
use crate::access::{Role, Roles, Who};
use crate::audit::{Action, By, Entry, Object};
use crate::id::UserId;
use crate::page::Page;
use crate::record::{Query, Record, RecordError, Tx};
use crate::secret::Secret;
use crate::throttle;

pub(crate) use self::link::link_in_tx;
pub use self::link::{
    FirstAdministrator, Link, first_run, first_run_link, is_first_run_open, link_owner, make_link,
    use_link,
};

/// A person, without anything secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    /// Lower case, unique.
    pub login: String,
    pub name: String,
    pub roles: Roles,
    /// A language tag; none: the browser's own.
    pub language: Option<String>,
    pub theme: Theme,
    pub is_disabled: bool,
    /// False until the first password link was used.
    pub has_password: bool,
    pub created_at: Time,
}

impl User {
    /// Who they are in a session: everything their roles allow.
    pub fn who(&self) -> Who {
        Who { user: self.id, roles: self.roles.clone(), token: None }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the machine has it.
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    pub const fn text(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.text() == text)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUser {
    pub login: String,
    pub name: String,
    pub roles: Roles,
}

/// What an administrator changes of somebody; none: as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    pub name: Option<String>,
    pub roles: Option<Roles>,
    pub is_disabled: Option<bool>,
}

/// What people change of themselves; none: as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preferences {
    pub name: Option<String>,
    pub language: Option<String>,
    pub theme: Option<Theme>,
}

#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    #[error(
        "a login has 1 to {LOGIN_MAX} characters of a to z, 0 to 9 and . _ - + @, and begins with a \
         letter or digit"
    )]
    BadLogin,
    #[error("a name has 1 to {NAME_MAX} characters, none of which steers")]
    BadName,
    #[error("a language is a tag such as en or th")]
    BadLanguage,
    #[error("the login '{0}' is taken")]
    LoginTaken(String),
    #[error("there is no such person")]
    NoSuchUser,
    #[error("somebody must remain who can administer: this is the last administrator")]
    LastAdministrator,
    #[error("the link is not valid: it was used, replaced or has expired")]
    BadLink,
    #[error("the first run is over: there is an administrator")]
    FirstRunOver,
    #[error(transparent)]
    BadPassword(#[from] PasswordError),
    #[error("the password is not right")]
    WrongPassword,
    #[error("too many attempts: wait {wait_s} seconds")]
    Throttled { wait_s: u64 },
    #[error(transparent)]
    Record(#[from] RecordError),
}

pub(crate) const LOGIN_MAX: usize = 64;
const NAME_MAX: usize = 200;

/// A login as it is stored; what is typed may be upper case.
pub(crate) fn checked_login(text: &str) -> Result<String, PeopleError> {
    let login = text.trim().to_ascii_lowercase();
    let is_good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-+@".contains(c);
    let begins = login.starts_with(|c: char| c.is_ascii_alphanumeric());
    if begins && login.len() <= LOGIN_MAX && login.chars().all(is_good) {
        return Ok(login);
    }
    Err(PeopleError::BadLogin)
}

fn checked_name(text: &str) -> Result<String, PeopleError> {
    let name = text.trim();
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    if name.is_empty() || name.chars().count() > NAME_MAX || name.contains(steers) {
        return Err(PeopleError::BadName);
    }
    Ok(name.to_owned())
}

pub(crate) fn checked_language(text: &str) -> Result<String, PeopleError> {
    let is_good = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if (2..=16).contains(&text.len()) && text.chars().all(is_good) {
        return Ok(text.to_owned());
    }
    Err(PeopleError::BadLanguage)
}

/// Makes a person who cannot sign in yet: that takes a link.
pub async fn create(record: &Record, by: By, new: NewUser) -> Result<User, PeopleError> {
    let mut tx = record.begin(by).await?;
    let user = insert(&mut tx, new, None).await?;
    let entry = Entry::new(Action::UserCreated, Object::user(user.id));
    let entry =
        entry.with("login", &user.login).with("name", &user.name).with("roles", &user.roles);
    tx.commit(entry).await?;
    Ok(user)
}

pub(crate) async fn insert(
    tx: &mut Tx,
    new: NewUser,
    password: Option<Stored>,
) -> Result<User, PeopleError> {
    let login = checked_login(&new.login)?;
    let name = checked_name(&new.name)?;
    if tx
        .optional(sqlx::query("SELECT 1 FROM users WHERE login = $1").bind(&login))
        .await?
        .is_some()
    {
        return Err(PeopleError::LoginTaken(login));
    }
    let now = tx.by().now;
    let user = User {
        id: UserId::new(now, tx.record().chance()),
        login,
        name,
        roles: new.roles,
        language: None,
        theme: Theme::default(),
        is_disabled: false,
        has_password: password.is_some(),
        created_at: now,
    };
    let insert = sqlx::query(
        "INSERT INTO users (id, login, name, password, theme, is_disabled, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    );
    let insert = insert
        .bind(user.id.to_string())
        .bind(&user.login)
        .bind(&user.name)
        .bind(password.map(|stored| stored.0))
        .bind(user.theme.text())
        .bind(false)
        .bind(now.seconds());
    tx.execute(insert).await?;
    insert_roles(tx, user.id, &user.roles).await?;
    Ok(user)
}

async fn insert_roles(tx: &mut Tx, user: UserId, roles: &Roles) -> Result<(), RecordError> {
    for role in roles.iter() {
        let insert = sqlx::query("INSERT INTO user_roles (user_id, role) VALUES ($1, $2)");
        tx.execute(insert.bind(user.to_string()).bind(role.text())).await?;
    }
    Ok(())
}

/// Changes somebody. Who is disabled is signed out everywhere, and their links and tokens open
/// nothing.
pub async fn change(
    record: &Record,
    by: By,
    id: UserId,
    change: Change,
) -> Result<User, PeopleError> {
    let mut tx = record.begin(by).await?;
    let before = in_tx(&mut tx, id).await?.ok_or(PeopleError::NoSuchUser)?;
    let mut after = before.clone();
    if let Some(name) = &change.name {
        after.name = checked_name(name)?;
    }
    if let Some(roles) = change.roles {
        after.roles = roles;
    }
    after.is_disabled = change.is_disabled.unwrap_or(before.is_disabled);
    if after == before {
        return Ok(before);
    }
    if can_administer(&before)
        && !can_administer(&after)
        && others_who_administer(&mut tx, id).await? == 0
    {
        return Err(PeopleError::LastAdministrator);
    }
    let update = sqlx::query("UPDATE users SET name = $2, is_disabled = $3 WHERE id = $1");
    tx.execute(update.bind(id.to_string()).bind(&after.name).bind(after.is_disabled)).await?;
    if after.roles != before.roles {
        let delete = sqlx::query("DELETE FROM user_roles WHERE user_id = $1");
        tx.execute(delete.bind(id.to_string())).await?;
        insert_roles(&mut tx, id, &after.roles).await?;
    }
    if after.is_disabled && !before.is_disabled {
        shut_out(&mut tx, id).await?;
    }
    let mut entry = Entry::new(Action::UserChanged, Object::user(id));
    if after.name != before.name {
        entry = entry.with("name", &after.name).with("name_before", &before.name);
    }
    if after.roles != before.roles {
        entry = entry.with("roles", &after.roles).with("roles_before", &before.roles);
    }
    if after.is_disabled != before.is_disabled {
        entry = entry.with("is_disabled", after.is_disabled);
    }
    tx.commit(entry).await?;
    Ok(after)
}

fn can_administer(user: &User) -> bool {
    user.roles.has(Role::Administrator) && !user.is_disabled && user.has_password
}

async fn others_who_administer(tx: &mut Tx, id: UserId) -> Result<usize, RecordError> {
    let others = sqlx::query(
        "SELECT users.id FROM users JOIN user_roles ON user_roles.user_id = users.id \
         WHERE role = $1 AND is_disabled = $2 AND password IS NOT NULL AND users.id <> $3",
    );
    let others = others.bind(Role::Administrator.text()).bind(false).bind(id.to_string());
    Ok(tx.all(others).await?.len())
}

/// Ends every session of somebody and takes their links back.
async fn shut_out(tx: &mut Tx, id: UserId) -> Result<(), RecordError> {
    let sessions = sqlx::query("DELETE FROM sessions WHERE user_id = $1").bind(id.to_string());
    tx.execute(sessions).await?;
    tx.execute(sqlx::query("DELETE FROM links WHERE user_id = $1").bind(id.to_string())).await?;
    Ok(())
}

/// Changes what people may change of themselves.
pub async fn prefer(
    record: &Record,
    by: By,
    id: UserId,
    preferences: Preferences,
) -> Result<User, PeopleError> {
    let mut tx = record.begin(by).await?;
    let before = in_tx(&mut tx, id).await?.ok_or(PeopleError::NoSuchUser)?;
    let mut after = before.clone();
    if let Some(name) = &preferences.name {
        after.name = checked_name(name)?;
    }
    if let Some(language) = &preferences.language {
        after.language = Some(checked_language(language)?);
    }
    after.theme = preferences.theme.unwrap_or(before.theme);
    if after == before {
        return Ok(before);
    }
    let update = sqlx::query("UPDATE users SET name = $2, language = $3, theme = $4 WHERE id = $1");
    let update = update.bind(id.to_string()).bind(&after.name).bind(&after.language);
    tx.execute(update.bind(after.theme.text())).await?;
    let mut entry = Entry::new(Action::PreferencesChanged, Object::user(id));
    if after.name != before.name {
        entry = entry.with("name", &after.name).with("name_before", &before.name);
    }
    tx.commit(entry).await?;
    Ok(after)
}

/// Changes one's own password, who must know the old one. Ends every session but the one it is
/// asked in.
pub async fn change_password(
    record: &Record,
    by: By,
    session: &crate::sessions::Session,
    old: Secret,
    new: Secret,
) -> Result<(), PeopleError> {
    let user = &session.user;
    password::check(&new, &user.login)?;
    let charged = throttle::attempt(record, by, &user.login).await?;
    charged.map_err(|throttle::Wait { wait_s }| PeopleError::Throttled { wait_s })?;
    let stored = stored_password(record, user.id).await?;
    if !password::verify(record, old, stored).await? {
        return Err(PeopleError::WrongPassword);
    }
    let stored = password::hash(record, new).await?;
    let mut tx = record.begin(by).await?;
    throttle::succeeded(&mut tx, &user.login).await?;
    set_password(&mut tx, user.id, stored, Some(&session.key)).await?;
    tx.commit(Entry::new(Action::PasswordChanged, Object::user(user.id))).await?;
    Ok(())
}

/// A new password ends every other way in that the old one opened.
async fn set_password(
    tx: &mut Tx,
    id: UserId,
    stored: Stored,
    keep: Option<&crate::sessions::Key>,
) -> Result<(), RecordError> {
    let update = sqlx::query("UPDATE users SET password = $2 WHERE id = $1");
    tx.execute(update.bind(id.to_string()).bind(stored.0)).await?;
    let keep = keep.map_or_else(Vec::new, |key| key.bytes().to_vec());
    let sessions = sqlx::query("DELETE FROM sessions WHERE user_id = $1 AND digest <> $2");
    tx.execute(sessions.bind(id.to_string()).bind(keep)).await?;
    tx.execute(sqlx::query("DELETE FROM links WHERE user_id = $1").bind(id.to_string())).await?;
    Ok(())
}

async fn stored_password(record: &Record, id: UserId) -> Result<Option<Stored>, RecordError> {
    let query = sqlx::query("SELECT password FROM users WHERE id = $1 AND is_disabled = $2");
    stored_of(record.optional(query.bind(id.to_string()).bind(false)).await?.as_ref())
}

pub(crate) fn stored_of(row: Option<&SqliteRow>) -> Result<Option<Stored>, RecordError> {
    let Some(row) = row else { return Ok(None) };
    let text: Option<String> = row.try_get("password")?;
    Ok(text.map(Stored))
}

/// Columns that [`user_of`] reads, of the table `users`.
macro_rules! user_columns {
    () => {
        "users.id AS user_id, users.login, users.name, users.language, users.theme, \
         users.is_disabled, users.password, users.created_at AS user_created_at, \
         (SELECT string_agg(role, ' ') FROM user_roles WHERE user_roles.user_id = users.id) AS roles"
    };
}
pub(crate) use user_columns;

pub(crate) fn user_of(row: &SqliteRow) -> Result<User, RecordError> {
    let damaged = |what: &str| RecordError::Damaged { what: format!("{what} of a person") };
    let (id, roles, theme): (String, Option<String>, String) =
        (row.try_get("user_id")?, row.try_get("roles")?, row.try_get("theme")?);
    let roles = roles.unwrap_or_default();
    let roles = roles.split_whitespace().map(str::parse).collect::<Result<Vec<Role>, _>>();
    let roles = Roles::new(roles.map_err(|_| damaged("a role"))?);
    let password: Option<String> = row.try_get("password")?;
    Ok(User {
        id: id.parse().map_err(|_| damaged("the id"))?,
        login: row.try_get("login")?,
        name: row.try_get("name")?,
        roles: roles.map_err(|_| damaged("the roles"))?,
        language: row.try_get("language")?,
        theme: Theme::from_text(&theme).ok_or_else(|| damaged("the theme"))?,
        is_disabled: row.try_get("is_disabled")?,
        has_password: password.is_some(),
        created_at: Time::from_seconds(row.try_get("user_created_at")?),
    })
}

fn by_id_query<'q>(id: UserId) -> Query<'q> {
    sqlx::query(concat!("SELECT ", user_columns!(), " FROM users WHERE id = $1"))
        .bind(id.to_string())
}

pub(crate) async fn in_tx(tx: &mut Tx, id: UserId) -> Result<Option<User>, RecordError> {
    tx.optional(by_id_query(id)).await?.as_ref().map(user_of).transpose()
}

pub async fn by_id(record: &Record, id: UserId) -> Result<Option<User>, RecordError> {
    record.optional(by_id_query(id)).await?.as_ref().map(user_of).transpose()
}

/// What people are called, for whoever shows what they did; of ids that are nobody's, nothing.
pub async fn names(
    record: &Record,
    ids: impl IntoIterator<Item = UserId>,
) -> Result<BTreeMap<UserId, String>, RecordError> {
    let ids: BTreeSet<String> = ids.into_iter().map(|id| id.to_string()).collect();
    let ids = serde_json::to_string(&ids).expect("texts are JSON");
    let query =
        sqlx::query("SELECT id, name FROM users WHERE id IN (SELECT value FROM json_each($1))");
    let rows = record.all(query.bind(ids)).await?;
    let damaged = |_| RecordError::Damaged { what: "a person's id".into() };
    let named = rows.iter().map(|row| {
        let id: String = row.try_get("id")?;
        Ok((id.parse().map_err(damaged)?, row.try_get("name")?))
    });
    named.collect()
}

pub async fn by_login(record: &Record, login: &str) -> Result<Option<User>, RecordError> {
    let Ok(login) = checked_login(login) else { return Ok(None) };
    let query = sqlx::query(concat!("SELECT ", user_columns!(), " FROM users WHERE login = $1"));
    record.optional(query.bind(login)).await?.as_ref().map(user_of).transpose()
}

/// Everybody in the order of their logins: those after the login `after`.
pub async fn list(
    record: &Record,
    after: Option<&str>,
    limit: u32,
) -> Result<Page<User>, RecordError> {
    let total = record.count(sqlx::query("SELECT count(*) AS n FROM users")).await?;
    let query = sqlx::query(concat!(
        "SELECT ",
        user_columns!(),
        " FROM users WHERE login > $1 ORDER BY login LIMIT $2"
    ));
    let rows = record.all(query.bind(after.unwrap_or("")).bind(i64::from(limit) + 1)).await?;
    let users = rows.iter().map(user_of).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::cut(total, users, limit))
}
