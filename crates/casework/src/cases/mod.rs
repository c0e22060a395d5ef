//! A case: what is asked, who may know of it, and everything gathered in it.
//!
//! Whoever is not a member is told that there is no such case: that it exists may be the secret.
//! Every function here asks the one matrix ([`crate::access`]) about the case it touches, and every
//! write is told to the audit log in its own transaction. A closed case is read, not written, until
//! somebody opens it again.

mod case;
pub mod custody;
pub mod files;
pub mod members;
pub mod notes;
pub mod search;
pub mod sniff;
pub mod tasks;
pub mod templates;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use model::time::Time;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use crate::access::{Denied, Object, Permission, Who, words};
use crate::id::{CaseId, UserId};
use crate::record::{Query, Record, RecordError, Tx};
use crate::text::TextError;

pub(crate) use self::case::insert;
pub use self::case::{
    Change, Counts, Listed, NewCase, Sought, change, counts, create, list, looked, open, opened,
};

words! {
    /// How far what is in a case may be passed on (FIRST, Traffic Light Protocol 2.0).
    Tlp, "TLP marking" {
        Red = "red",
        AmberStrict = "amber_strict",
        Amber = "amber",
        Green = "green",
        Clear = "clear",
    }
}

words! {
    /// Where a case stands.
    Status, "status of a case" {
        New = "new",
        Working = "working",
        /// For somebody outside: [`Case::waiting_for`] says whom.
        Waiting = "waiting",
        Escalated = "escalated",
        Closed = "closed",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub id: CaseId,
    /// `2026-014`: what people call it by.
    pub number: String,
    /// Somebody else's file number, or nothing.
    pub reference: String,
    pub title: String,
    pub tlp: Tlp,
    pub status: Status,
    pub waiting_for: String,
    pub template: Option<String>,
    /// An exercise on a story: the one kind of case that trainees see.
    pub is_synthetic: bool,
    pub created_by: UserId,
    pub created_at: Time,
    pub changed_at: Time,
}

/// The template of a case that an attempt in the academy has: its learner is its one member, and it
/// stands in no list.
pub const ACADEMY: &str = "academy";

impl Case {
    pub fn is_attempt(&self) -> bool {
        self.template.as_deref() == Some(ACADEMY)
    }
}

pub const TITLE_MAX: usize = 200;
pub const REFERENCE_MAX: usize = 100;

#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// The same whether there is none or it is not his.
    #[error("there is no such case among yours")]
    NoSuchCase,
    #[error("there is no such {0} in this case")]
    NoSuch(&'static str),
    #[error(transparent)]
    Denied(Denied),
    #[error("the case is closed: open it again to work in it")]
    Closed,
    #[error("a trainee opens exercises alone, on a story")]
    NotAnExercise,
    #[error(
        "{0} cannot be a member of this case: no role of theirs reads it, or they are disabled"
    )]
    CannotBeMember(UserId),
    #[error("somebody must remain who may read the case: this is the last member")]
    LastMember,
    #[error("a case has at most {most} {what}")]
    TooMany { what: &'static str, most: u64 },
    #[error("it was changed since you read it: read it again")]
    Stale,
    #[error("the case of an attempt is its learner's alone, and ends with it")]
    OfAttempt,
    #[error("there is no template '{0}'")]
    NoSuchTemplate(String),
    #[error(transparent)]
    Text(#[from] TextError),
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// Whether somebody may use a permission on a case, and the case.
fn judged(row: Option<&SqliteRow>, who: &Who, permission: Permission) -> Result<Case, CaseError> {
    // What no role allows is no secret of the case.
    let concealed = |denied| match denied {
        Denied::Role(_) | Denied::Scope(_) => CaseError::Denied(denied),
        Denied::RealData | Denied::NotYours => CaseError::NoSuchCase,
    };
    let case = row.map(case_of).transpose()?;
    let told = |column| row.map(|row| row.try_get(column)).transpose().map_err(RecordError::from);
    let is_member = told("is_member")?.unwrap_or(false);
    // A trainer reads what his learner draws in an exercise, and draws nothing there.
    let is_taught = !is_member
        && permission == Permission::ReadCases
        && case.as_ref().is_some_and(Case::is_attempt)
        && told("is_taught")?.unwrap_or(false);
    // Who learns works on his exercise, whatever he may do in cases.
    let permission = match (&case, permission) {
        (Some(case), Permission::ReadCases | Permission::WorkCases)
            if is_member && case.is_attempt() =>
        {
            Permission::Learn
        }
        (Some(_), Permission::ReadCases) if is_taught => Permission::Teach,
        _ => permission,
    };
    let anywhere = Object::Case { is_member: true, is_synthetic: true };
    who.may(permission, anywhere).map_err(concealed)?;
    let Some(case) = case else { return Err(CaseError::NoSuchCase) };
    let object =
        Object::Case { is_member: is_member || is_taught, is_synthetic: case.is_synthetic };
    who.may(permission, object).map_err(concealed)?;
    Ok(case)
}

/// A member who was disabled meanwhile is none.
fn guarded<'q>(case: CaseId, who: &Who) -> Query<'q> {
    let query = sqlx::query(
        "SELECT cases.*, EXISTS (SELECT 1 FROM case_members JOIN users ON users.id = user_id \
         WHERE case_id = cases.id AND user_id = $2 AND is_disabled = 0) AS is_member, \
         EXISTS (SELECT 1 FROM attempts \
         JOIN class_people ON class_people.user_id = attempts.user_id \
         JOIN class_trainers ON class_trainers.class_id = class_people.class_id \
         WHERE attempts.record_case = cases.id AND class_trainers.user_id = $2) AS is_taught \
         FROM cases WHERE id = $1",
    );
    query.bind(case.to_string()).bind(who.user.to_string())
}

/// The case, for somebody who may read it.
pub(crate) async fn readable(record: &Record, who: &Who, case: CaseId) -> Result<Case, CaseError> {
    let row = record.optional(guarded(case, who)).await?;
    judged(row.as_ref(), who, Permission::ReadCases)
}

/// The case, for somebody who may use a permission in it now, in the transaction that does.
pub(crate) async fn allowed(
    tx: &mut Tx,
    who: &Who,
    permission: Permission,
    case: CaseId,
) -> Result<Case, CaseError> {
    let row = tx.optional(guarded(case, who)).await?;
    judged(row.as_ref(), who, permission)
}

/// The case, for somebody who may work in it now, in the transaction that does.
pub(crate) async fn workable(tx: &mut Tx, who: &Who, case: CaseId) -> Result<Case, CaseError> {
    let case = allowed(tx, who, Permission::WorkCases, case).await?;
    if case.status == Status::Closed { Err(CaseError::Closed) } else { Ok(case) }
}

/// Whether somebody may work in the case now: asked before a file is received, and again by the
/// write that names it.
pub async fn may_work(record: &Record, who: &Who, case: CaseId) -> Result<Case, CaseError> {
    let row = record.optional(guarded(case, who)).await?;
    let case = judged(row.as_ref(), who, Permission::WorkCases)?;
    if case.status == Status::Closed { Err(CaseError::Closed) } else { Ok(case) }
}

pub(crate) fn damaged(what: &str) -> RecordError {
    RecordError::Damaged { what: what.to_owned() }
}

/// A column whose text is of a type that reads itself.
pub(crate) fn parsed<V: FromStr>(row: &SqliteRow, column: &'static str) -> Result<V, RecordError> {
    let text: String = row.try_get(column)?;
    text.parse().map_err(|_| damaged(column))
}

pub(crate) fn parsed_or_none<V: FromStr>(
    row: &SqliteRow,
    column: &'static str,
) -> Result<Option<V>, RecordError> {
    let text: Option<String> = row.try_get(column)?;
    text.map(|text| text.parse().map_err(|_| damaged(column))).transpose()
}

pub(crate) fn time(row: &SqliteRow, column: &'static str) -> Result<Time, RecordError> {
    Ok(Time::from_seconds(row.try_get(column)?))
}

pub(crate) fn number(row: &SqliteRow, column: &'static str) -> Result<u64, RecordError> {
    let number: i64 = row.try_get(column)?;
    u64::try_from(number).map_err(|_| damaged(column))
}

/// The one number that a query counts as `n`.
pub(crate) async fn counted(tx: &mut Tx, query: Query<'_>) -> Result<u64, RecordError> {
    let row = tx.optional(query).await?;
    row.as_ref().map_or(Ok(0), |row| number(row, "n"))
}

fn case_of(row: &SqliteRow) -> Result<Case, RecordError> {
    Ok(Case {
        id: parsed(row, "id")?,
        number: row.try_get("number")?,
        reference: row.try_get("reference")?,
        title: row.try_get("title")?,
        tlp: parsed(row, "tlp")?,
        status: parsed(row, "status")?,
        waiting_for: row.try_get("waiting_for")?,
        template: row.try_get("template")?,
        is_synthetic: row.try_get("is_synthetic")?,
        created_by: parsed(row, "created_by")?,
        created_at: time(row, "created_at")?,
        changed_at: time(row, "changed_at")?,
    })
}
