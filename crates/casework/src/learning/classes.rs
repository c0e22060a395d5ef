//! Classes: who learns together, with which trainers, at which exercises.
//!
//! A class is its trainers' alone: whoever is none of them is told that there is no such class, other
//! trainers too. A closed class is read, not written, until a trainer opens it again.

use model::time::Time;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::teach::TeachError;
use crate::access::{Object as On, Permission, Role, Roles, Who};
use crate::audit::{Action, By, Entry, Object};
use crate::cases::{counted, damaged, parsed, time};
use crate::id::{ClassId, UserId};
use crate::page::Page;
use crate::people::{self, Link, NewUser, User};
use crate::record::{Query, Record, RecordError, Tx};
use crate::text;

pub const TITLE_MAX: usize = 200;
/// A class of thirty, a year of them; what shows a class reads all of it.
pub const PEOPLE_MAX: u64 = 200;
pub const TRAINERS_MAX: u64 = 20;
pub const ASSIGNMENTS_MAX: u64 = 200;
/// So many accounts are made in one go.
pub const NEWCOMERS_MAX: usize = 100;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    pub id: ClassId,
    pub title: String,
    /// What its lessons are read in, as far as a learner has not chosen.
    pub language: String,
    pub is_closed: bool,
    pub created_by: UserId,
    pub created_at: Time,
}

/// None: as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClassChange {
    pub title: Option<String>,
    pub language: Option<String>,
    pub is_closed: Option<bool>,
}

/// An exercise that a class is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    pub lesson: String,
    pub case: String,
    pub due_at: Option<Time>,
    /// Whether a learner sees the debrief once his answer is in.
    pub answers_open: bool,
    pub at: Time,
}

impl Object {
    pub fn class(id: ClassId) -> Self {
        Self::new("class", id)
    }
}

/// Makes a class, which its maker teaches.
pub async fn create(
    record: &Record,
    by: By,
    who: &Who,
    title: &str,
    language: &str,
) -> Result<Class, TeachError> {
    who.may(Permission::Teach, On::House)?;
    let mut tx = record.begin(by).await?;
    let class = Class {
        id: ClassId::new(by.now, record.chance()),
        title: text::line("the title", title, TITLE_MAX)?,
        language: people::checked_language(language)?,
        is_closed: false,
        created_by: who.user,
        created_at: by.now,
    };
    let insert = sqlx::query(
        "INSERT INTO classes (id, title, language, is_closed, created_by, created_at) \
         VALUES ($1, $2, $3, 0, $4, $5)",
    );
    let insert = insert.bind(class.id.to_string()).bind(&class.title).bind(&class.language);
    tx.execute(insert.bind(who.user.to_string()).bind(by.now.seconds())).await?;
    let trainer = sqlx::query("INSERT INTO class_trainers (class_id, user_id) VALUES ($1, $2)");
    tx.execute(trainer.bind(class.id.to_string()).bind(who.user.to_string())).await?;
    let entry = Entry::new(Action::ClassCreated, Object::class(class.id));
    tx.commit(entry.with("title", &class.title)).await?;
    Ok(class)
}

/// A class in a list, with how many learn in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub class: Class,
    pub people: u64,
}

/// The classes that somebody teaches, the newest first: those made before `after`.
pub async fn list(
    record: &Record,
    who: &Who,
    after: Option<ClassId>,
    limit: u32,
) -> Result<Page<Listed>, TeachError> {
    who.may(Permission::Teach, On::House)?;
    let total = sqlx::query("SELECT count(*) AS n FROM class_trainers WHERE user_id = $1");
    let total = record.count(total.bind(who.user.to_string())).await?;
    let query = sqlx::query(
        "SELECT classes.*, (SELECT count(*) FROM class_people WHERE class_id = classes.id) AS people \
         FROM classes JOIN class_trainers ON class_id = id \
         WHERE user_id = $1 AND ($2 IS NULL OR id < $2) ORDER BY id DESC LIMIT $3",
    );
    let query = query.bind(who.user.to_string()).bind(after.map(|id| id.to_string()));
    let rows = record.all(query.bind(i64::from(limit) + 1)).await?;
    let items = rows.iter().map(|row| {
        Ok(Listed { class: class_of(row)?, people: crate::cases::number(row, "people")? })
    });
    let items = items.collect::<Result<Vec<_>, RecordError>>()?;
    Ok(Page::cut(total, items, limit))
}

fn guarded<'q>(class: ClassId, who: &Who) -> Query<'q> {
    let query = sqlx::query(
        "SELECT classes.* FROM classes JOIN class_trainers ON class_id = id \
         WHERE id = $1 AND user_id = $2",
    );
    query.bind(class.to_string()).bind(who.user.to_string())
}

fn judged(row: Option<&SqliteRow>, who: &Who) -> Result<Class, TeachError> {
    who.may(Permission::Teach, On::House)?;
    Ok(class_of(row.ok_or(TeachError::NoSuchClass)?)?)
}

/// A class, for one of its trainers.
pub async fn open(record: &Record, who: &Who, class: ClassId) -> Result<Class, TeachError> {
    let row = record.optional(guarded(class, who)).await?;
    judged(row.as_ref(), who)
}

/// A class, for one of its trainers, in the transaction that reads or changes it.
async fn taught(tx: &mut Tx, who: &Who, class: ClassId) -> Result<Class, TeachError> {
    let row = tx.optional(guarded(class, who)).await?;
    judged(row.as_ref(), who)
}

/// The same, where something is to be changed.
pub(super) async fn changeable(
    tx: &mut Tx,
    who: &Who,
    class: ClassId,
) -> Result<Class, TeachError> {
    let class = taught(tx, who, class).await?;
    if class.is_closed { Err(TeachError::ClassClosed) } else { Ok(class) }
}

/// Changes what a class is called, or closes it and opens it again.
pub async fn change(
    record: &Record,
    by: By,
    who: &Who,
    id: ClassId,
    change: ClassChange,
) -> Result<Class, TeachError> {
    let mut tx = record.begin(by).await?;
    let before = taught(&mut tx, who, id).await?;
    let mut after = before.clone();
    if let Some(title) = &change.title {
        after.title = text::line("the title", title, TITLE_MAX)?;
    }
    if let Some(language) = &change.language {
        after.language = people::checked_language(language)?;
    }
    after.is_closed = change.is_closed.unwrap_or(before.is_closed);
    if after == before {
        return Ok(before);
    }
    if before.is_closed && after.is_closed {
        return Err(TeachError::ClassClosed);
    }
    let update =
        sqlx::query("UPDATE classes SET title = $2, language = $3, is_closed = $4 WHERE id = $1");
    let update = update.bind(id.to_string()).bind(&after.title).bind(&after.language);
    tx.execute(update.bind(after.is_closed)).await?;
    let mut entry = Entry::new(Action::ClassChanged, Object::class(id));
    if after.title != before.title {
        entry = entry.with("title", &after.title).with("title_before", &before.title);
    }
    if after.language != before.language {
        entry = entry.with("language", &after.language);
    }
    if after.is_closed != before.is_closed {
        entry = entry.with("is_closed", after.is_closed);
    }
    tx.commit(entry).await?;
    Ok(after)
}

/// Adds learners: people who are there, may learn and are not disabled. Whoever is in it stays in it.
pub async fn add_people(
    record: &Record,
    by: By,
    who: &Who,
    class: ClassId,
    users: &[UserId],
) -> Result<(), TeachError> {
    let mut tx = record.begin(by).await?;
    changeable(&mut tx, who, class).await?;
    let mut added = Vec::new();
    for user in users {
        let found = people::in_tx(&mut tx, *user).await?;
        let may_learn = |user: &User| user.who().may(Permission::Learn, On::House).is_ok();
        if !found.is_some_and(|user| !user.is_disabled && may_learn(&user)) {
            return Err(TeachError::CannotLearn);
        }
        if put(&mut tx, class, *user).await? {
            added.push(user.to_string());
        }
    }
    within(&mut tx, class).await?;
    if added.is_empty() {
        return Ok(());
    }
    let entry = Entry::new(Action::ClassPeopleAdded, Object::class(class));
    Ok(tx.commit(entry.with("users", added.join(" "))).await?)
}

/// Gives false where somebody was in the class already.
async fn put(tx: &mut Tx, class: ClassId, user: UserId) -> Result<bool, RecordError> {
    let insert = sqlx::query(
        "INSERT INTO class_people (class_id, user_id, added_at) VALUES ($1, $2, $3) \
         ON CONFLICT DO NOTHING",
    );
    let now = tx.by().now.seconds();
    Ok(tx.execute(insert.bind(class.to_string()).bind(user.to_string()).bind(now)).await? > 0)
}

async fn within(tx: &mut Tx, class: ClassId) -> Result<(), TeachError> {
    let so_far = sqlx::query("SELECT count(*) AS n FROM class_people WHERE class_id = $1");
    if counted(tx, so_far.bind(class.to_string())).await? > PEOPLE_MAX {
        return Err(TeachError::TooMany { what: "learners", most: PEOPLE_MAX });
    }
    Ok(())
}

/// Takes a learner out; what he did stays his.
pub async fn remove_person(
    record: &Record,
    by: By,
    who: &Who,
    class: ClassId,
    user: UserId,
) -> Result<(), TeachError> {
    let mut tx = record.begin(by).await?;
    changeable(&mut tx, who, class).await?;
    let delete = sqlx::query("DELETE FROM class_people WHERE class_id = $1 AND user_id = $2");
    if tx.execute(delete.bind(class.to_string()).bind(user.to_string())).await? == 0 {
        return Err(TeachError::NotInClass);
    }
    let entry = Entry::new(Action::ClassPersonRemoved, Object::class(class));
    Ok(tx.commit(entry.with("user", user)).await?)
}

/// Somebody who is to have an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newcomer {
    pub login: String,
    pub name: String,
}

/// Makes accounts for learners, all of them or none, and puts them in the class. They are trainees,
/// who see stories alone: a trainer makes nobody else. Each sets a password by a link that opens once.
pub async fn newcomers(
    record: &Record,
    by: By,
    who: &Who,
    class: ClassId,
    given: &[Newcomer],
) -> Result<Vec<(User, Link)>, TeachError> {
    // What leaks as a token must not make people.
    if who.token.is_some() {
        return Err(TeachError::NotByToken);
    }
    if given.len() > NEWCOMERS_MAX {
        return Err(TeachError::TooMany { what: "newcomers", most: NEWCOMERS_MAX as u64 });
    }
    let mut tx = record.begin(by).await?;
    changeable(&mut tx, who, class).await?;
    let mut made = Vec::new();
    for newcomer in given {
        let roles = Roles::new([Role::Trainee]).expect("one role");
        let new = NewUser { login: newcomer.login.clone(), name: newcomer.name.clone(), roles };
        let user = people::insert(&mut tx, new, None).await;
        let user = user.map_err(|error| {
            let login = newcomer.login.chars().take(people::LOGIN_MAX).collect();
            TeachError::Newcomer { login, error }
        })?;
        let entry = Entry::new(Action::UserCreated, Object::user(user.id));
        let entry = entry.with("login", &user.login).with("name", &user.name);
        tx.audit(entry.with("roles", &user.roles)).await?;
        let link = people::link_in_tx(&mut tx, &user).await?;
        put(&mut tx, class, user.id).await?;
        made.push((user, link));
    }
    within(&mut tx, class).await?;
    if made.is_empty() {
        return Ok(made);
    }
    let ids: Vec<String> = made.iter().map(|(user, _)| user.id.to_string()).collect();
    let entry = Entry::new(Action::ClassPeopleAdded, Object::class(class));
    tx.commit(entry.with("users", ids.join(" "))).await?;
    Ok(made)
}

/// Gives an exercise to the class, or changes until when and whether its answers are open.
pub async fn assign(
    record: &Record,
    by: By,
    who: &Who,
    class: ClassId,
    given: Assignment,
) -> Result<Assignment, TeachError> {
    let mut tx = record.begin(by).await?;
    changeable(&mut tx, who, class).await?;
    let upsert = sqlx::query(
        "INSERT INTO assignments (class_id, lesson, case_id, due_at, answers_open, by_user, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (class_id, lesson, case_id) \
         DO UPDATE SET due_at = $4, answers_open = $5, by_user = $6",
    );
    let upsert = upsert
        .bind(class.to_string())
        .bind(&given.lesson)
        .bind(&given.case)
        .bind(given.due_at.map(Time::seconds))
        .bind(given.answers_open)
        .bind(who.user.to_string())
        .bind(by.now.seconds());
    tx.execute(upsert).await?;
    let so_far = sqlx::query("SELECT count(*) AS n FROM assignments WHERE class_id = $1");
    if counted(&mut tx, so_far.bind(class.to_string())).await? > ASSIGNMENTS_MAX {
        return Err(TeachError::TooMany { what: "exercises", most: ASSIGNMENTS_MAX });
    }
    let entry = Entry::new(Action::ExerciseAssigned, Object::class(class));
    let entry = entry.with("lesson", &given.lesson).with("exercise", &given.case);
    let due = given.due_at.map_or_else(String::new, |due| due.to_string());
    tx.commit(entry.with("due", due).with("answers_open", given.answers_open)).await?;
    Ok(given)
}

/// Takes an exercise from the class; what was done at it stays.
pub async fn unassign(
    record: &Record,
    by: By,
    who: &Who,
    class: ClassId,
    lesson: &str,
    case: &str,
) -> Result<(), TeachError> {
    let mut tx = record.begin(by).await?;
    changeable(&mut tx, who, class).await?;
    let delete =
        sqlx::query("DELETE FROM assignments WHERE class_id = $1 AND lesson = $2 AND case_id = $3");
    if tx.execute(delete.bind(class.to_string()).bind(lesson).bind(case)).await? == 0 {
        return Err(TeachError::NotAssigned);
    }
    let entry = Entry::new(Action::ExerciseUnassigned, Object::class(class));
    Ok(tx.commit(entry.with("lesson", lesson).with("exercise", case)).await?)
}

pub(super) fn class_of(row: &SqliteRow) -> Result<Class, RecordError> {
    Ok(Class {
        id: parsed(row, "id")?,
        title: row.try_get("title")?,
        language: row.try_get("language")?,
        is_closed: row.try_get("is_closed")?,
        created_by: parsed(row, "created_by")?,
        created_at: time(row, "created_at")?,
    })
}

pub(super) fn assignment_of(row: &SqliteRow) -> Result<Assignment, RecordError> {
    let due_at: Option<i64> = row.try_get("due_at")?;
    Ok(Assignment {
        lesson: row.try_get("lesson")?,
        case: row.try_get("case_id")?,
        due_at: due_at.map(Time::from_seconds),
        answers_open: row.try_get("answers_open")?,
        at: time(row, "at")?,
    })
}

/// Whether somebody learns in a class of a trainer's: then the trainer may read and judge his work.
pub(super) async fn is_learner_of(
    tx: &mut Tx,
    trainer: UserId,
    learner: UserId,
) -> Result<bool, RecordError> {
    let query = sqlx::query(
        "SELECT 1 FROM class_people JOIN class_trainers ON class_trainers.class_id = class_people.class_id \
         WHERE class_people.user_id = $1 AND class_trainers.user_id = $2 LIMIT 1",
    );
    let query = query.bind(learner.to_string()).bind(trainer.to_string());
    Ok(tx.optional(query).await?.is_some())
}

/// Hand-written bounds that a damaged record would break.
pub(super) fn small(number: i64, what: &str) -> Result<u32, RecordError> {
    u32::try_from(number).map_err(|_| damaged(what))
}
