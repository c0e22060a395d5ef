//! Who teaches a class. Every trainer of it sees and judges all that is done in it, so one trainer lets
//! another in, in a session; the last one stays.

use super::classes::{TRAINERS_MAX, changeable};
use super::teach::TeachError;
use crate::access::{Object as On, Permission, Who};
use crate::audit::{Action, By, Entry, Object};
use crate::cases::counted;
use crate::cases::members::{Candidate, permitted};
use crate::id::{ClassId, UserId};
use crate::page::Page;
use crate::people::{self, User};
use crate::record::{Record, Tx};

/// Whoever can teach a class, by login: those after the login `after`.
pub async fn candidates(
    record: &Record,
    who: &Who,
    after: Option<&str>,
    limit: u32,
) -> Result<Page<Candidate>, TeachError> {
    who.may(Permission::Teach, On::House)?;
    Ok(permitted(record, Permission::Teach, after, limit).await?)
}

/// Lets another trainer teach the class. Who teaches it already goes on.
pub async fn add(
    record: &Record,
    by: By,
    who: &Who,
    class: ClassId,
    user: UserId,
) -> Result<(), TeachError> {
    let mut tx = begun(record, by, who, class).await?;
    let found = people::in_tx(&mut tx, user).await?;
    let may_teach = |user: &User| user.who().may(Permission::Teach, On::House).is_ok();
    if !found.is_some_and(|user| !user.is_disabled && may_teach(&user)) {
        return Err(TeachError::CannotTeach);
    }
    let insert = sqlx::query(
        "INSERT INTO class_trainers (class_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
    );
    if tx.execute(insert.bind(class.to_string()).bind(user.to_string())).await? == 0 {
        return Ok(());
    }
    if many(&mut tx, class).await? > TRAINERS_MAX {
        return Err(TeachError::TooMany { what: "trainers", most: TRAINERS_MAX });
    }
    let entry = Entry::new(Action::ClassTrainerAdded, Object::class(class));
    Ok(tx.commit(entry.with("user", user)).await?)
}

/// Takes a trainer from the class, himself or another; what he said and gave stays.
pub async fn remove(
    record: &Record,
    by: By,
    who: &Who,
    class: ClassId,
    user: UserId,
) -> Result<(), TeachError> {
    let mut tx = begun(record, by, who, class).await?;
    let delete = sqlx::query("DELETE FROM class_trainers WHERE class_id = $1 AND user_id = $2");
    if tx.execute(delete.bind(class.to_string()).bind(user.to_string())).await? == 0 {
        return Err(TeachError::NotTeaching);
    }
    if many(&mut tx, class).await? == 0 {
        return Err(TeachError::LastTrainer);
    }
    let entry = Entry::new(Action::ClassTrainerRemoved, Object::class(class));
    Ok(tx.commit(entry.with("user", user)).await?)
}

async fn begun(record: &Record, by: By, who: &Who, class: ClassId) -> Result<Tx, TeachError> {
    // What leaks as a token must let nobody in.
    if who.token.is_some() {
        return Err(TeachError::NotByToken);
    }
    let mut tx = record.begin(by).await?;
    changeable(&mut tx, who, class).await?;
    Ok(tx)
}

async fn many(tx: &mut Tx, class: ClassId) -> Result<u64, TeachError> {
    let query = sqlx::query("SELECT count(*) AS n FROM class_trainers WHERE class_id = $1");
    Ok(counted(tx, query.bind(class.to_string())).await?)
}
