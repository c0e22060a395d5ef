//! All that a trainer sees of a class, read in one go: so many statements, however many learn in it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use model::hash::Digest;
use model::time::Time;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::attempts::{Attempt, State, attempt_of};
use super::classes::{self, Assignment, Class, assignment_of, small};
use super::teach::TeachError;
use crate::access::Who;
use crate::cases::{number, parsed, time};
use crate::id::{AttemptId, ClassId, UserId};
use crate::record::{Record, RecordError};

/// Attempts of one class that are read: two hundred learners, fifty each.
pub const ATTEMPTS_MAX: u32 = 10_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassView {
    pub class: Class,
    /// By name.
    pub people: Vec<Person>,
    pub trainers: Vec<Person>,
    /// In the order in which they were given.
    pub assignments: Vec<Assignment>,
    /// By learner, exercise and number; of exercises that were not assigned too.
    pub attempts: Vec<Worked>,
    /// There are more, which are left out.
    pub is_cut: bool,
    /// Steps read, by learner and lesson.
    pub readings: BTreeMap<(UserId, String), u64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: UserId,
    pub login: String,
    pub name: String,
    pub is_disabled: bool,
    /// False until the first password link was used.
    pub has_password: bool,
}

/// An attempt as a class is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worked {
    pub id: AttemptId,
    pub user: UserId,
    pub lesson: String,
    pub case: String,
    pub state: State,
    pub hints: u32,
    pub asks_help: bool,
    pub started_at: Time,
    pub handed_in: Option<Reached>,
    /// Of the first that was handed in at an exercise of the class.
    pub first: Option<First>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    pub at: Time,
    /// By the formula.
    pub total_milli: u32,
    pub hand_points: i64,
    pub passes: bool,
    pub accused_innocent: bool,
}

/// The parts of an answer, and of what it was held against, that tell what was seen: JSON, whose meaning
/// is not known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct First {
    pub pins: String,
    pub signals: String,
    pub decoys: String,
}

/// The class, for one of its trainers.
pub async fn read(record: &Record, who: &Who, id: ClassId) -> Result<ClassView, TeachError> {
    let class = classes::open(record, who, id).await?;
    let query = sqlx::query(
        "SELECT users.* FROM class_people JOIN users ON users.id = user_id WHERE class_id = $1 \
         ORDER BY name, login",
    );
    let people = persons(&record.all(query.bind(id.to_string())).await?)?;
    let query = sqlx::query(
        "SELECT users.* FROM class_trainers JOIN users ON users.id = user_id WHERE class_id = $1 \
         ORDER BY name, login",
    );
    let trainers = persons(&record.all(query.bind(id.to_string())).await?)?;
    let query = sqlx::query("SELECT * FROM assignments WHERE class_id = $1 ORDER BY rowid");
    let rows = record.all(query.bind(id.to_string())).await?;
    let assignments = rows.iter().map(assignment_of).collect::<Result<_, _>>()?;
    let (attempts, is_cut) = attempts(record, id).await?;
    let query = sqlx::query(
        "SELECT user_id, lesson, count(*) AS steps FROM readings WHERE user_id IN \
         (SELECT user_id FROM class_people WHERE class_id = $1) GROUP BY user_id, lesson",
    );
    let rows = record.all(query.bind(id.to_string())).await?;
    let readings = rows.iter().map(|row| {
        let of = (parsed(row, "user_id")?, row.try_get("lesson")?);
        Ok((of, number(row, "steps")?))
    });
    let readings = readings.collect::<Result<_, RecordError>>()?;
    Ok(ClassView { class, people, trainers, assignments, attempts, is_cut, readings })
}

fn persons(rows: &[SqliteRow]) -> Result<Vec<Person>, RecordError> {
    let person = |row: &SqliteRow| {
        let password: Option<String> = row.try_get("password")?;
        Ok(Person {
            id: parsed(row, "id")?,
            login: row.try_get("login")?,
            name: row.try_get("name")?,
            is_disabled: row.try_get("is_disabled")?,
            has_password: password.is_some(),
        })
    };
    rows.iter().map(person).collect()
}

async fn attempts(record: &Record, class: ClassId) -> Result<(Vec<Worked>, bool), RecordError> {
    let query = sqlx::query(
        "WITH told AS (SELECT *, state = $2 AND row_number() OVER \
           (PARTITION BY user_id, lesson, case_id, state ORDER BY number) = 1 \
           AND EXISTS (SELECT 1 FROM assignments WHERE class_id = $1 \
           AND assignments.lesson = attempts.lesson AND assignments.case_id = attempts.case_id) \
           AS is_first FROM attempts \
           WHERE user_id IN (SELECT user_id FROM class_people WHERE class_id = $1)) \
         SELECT id, user_id, lesson, case_id, state, json_array_length(hints) AS hints, asks_help, \
         started_at, submitted_at, total_milli, hand_points, passes, \
         json_extract(score, '$.score.accused_innocent') AS accused_innocent, is_first, \
         CASE WHEN is_first THEN coalesce(json_extract(sheet, '$.pins'), '[]') END AS pins, \
         CASE WHEN is_first THEN coalesce(json_extract(score, '$.truth.signals'), '[]') END AS signals, \
         CASE WHEN is_first THEN coalesce(json_extract(score, '$.truth.decoys'), '[]') END AS decoys \
         FROM told ORDER BY user_id, lesson, case_id, number LIMIT $3",
    );
    let query = query.bind(class.to_string()).bind(State::Submitted.text());
    let rows = record.all(query.bind(i64::from(ATTEMPTS_MAX) + 1)).await?;
    let is_cut = rows.len() > ATTEMPTS_MAX as usize;
    let shown = rows.iter().take(ATTEMPTS_MAX as usize);
    Ok((shown.map(worked_of).collect::<Result<_, _>>()?, is_cut))
}

fn worked_of(row: &SqliteRow) -> Result<Worked, RecordError> {
    let submitted_at: Option<i64> = row.try_get("submitted_at")?;
    let reached = |at| -> Result<Reached, RecordError> {
        let accused_innocent: Option<bool> = row.try_get("accused_innocent")?;
        Ok(Reached {
            at: Time::from_seconds(at),
            total_milli: small(row.try_get("total_milli")?, "the points of an attempt")?,
            hand_points: row.try_get("hand_points")?,
            passes: row.try_get("passes")?,
            accused_innocent: accused_innocent.unwrap_or(false),
        })
    };
    let is_first: bool = row.try_get("is_first")?;
    let first = || -> Result<First, RecordError> {
        Ok(First {
            pins: row.try_get("pins")?,
            signals: row.try_get("signals")?,
            decoys: row.try_get("decoys")?,
        })
    };
    Ok(Worked {
        id: parsed(row, "id")?,
        user: parsed(row, "user_id")?,
        lesson: row.try_get("lesson")?,
        case: row.try_get("case_id")?,
        state: parsed(row, "state")?,
        hints: small(row.try_get("hints")?, "the hints of an attempt")?,
        asks_help: row.try_get("asks_help")?,
        started_at: time(row, "started_at")?,
        handed_in: submitted_at.map(reached).transpose()?,
        first: is_first.then(first).transpose()?,
    })
}

/// Tells one state of a class from another, for who listens: cheaper than reading all of it, and blind
/// to what a class does not show (each saved sheet).
pub async fn stamp(record: &Record, who: &Who, id: ClassId) -> Result<Digest, TeachError> {
    let class = classes::open(record, who, id).await?;
    let query = sqlx::query(
        "SELECT 'person' AS what, user_id || ' ' || added_at AS told FROM class_people \
           WHERE class_id = $1 \
         UNION ALL SELECT 'trainer', user_id FROM class_trainers WHERE class_id = $1 \
         UNION ALL SELECT 'assignment', lesson || ' ' || case_id || ' ' || coalesce(due_at, '') \
           || ' ' || answers_open FROM assignments WHERE class_id = $1 \
         UNION ALL SELECT 'attempt', id || ' ' || state || ' ' || json_array_length(hints) || ' ' \
           || asks_help || ' ' || hand_points || ' ' || coalesce(passes, '') FROM attempts \
           WHERE user_id IN (SELECT user_id FROM class_people WHERE class_id = $1) \
         UNION ALL SELECT 'reading', user_id || ' ' || lesson || ' ' || count(*) FROM readings \
           WHERE user_id IN (SELECT user_id FROM class_people WHERE class_id = $1) \
           GROUP BY user_id, lesson \
         ORDER BY 1, 2 LIMIT $2",
    );
    let query = query.bind(id.to_string()).bind(i64::from(2 * ATTEMPTS_MAX));
    let mut told = format!("{class:?}");
    for row in &record.all(query).await? {
        let (what, of): (String, String) = (row_text(row, "what")?, row_text(row, "told")?);
        let _ = write!(told, "\n{what} {of}");
    }
    Ok(Digest::of(told.as_bytes()))
}

fn row_text(row: &SqliteRow, column: &'static str) -> Result<String, RecordError> {
    Ok(row.try_get(column)?)
}

/// Of every learner of a class the first answer to an exercise.
pub async fn firsts(
    record: &Record,
    who: &Who,
    id: ClassId,
    lesson: &str,
    case: &str,
) -> Result<Vec<Attempt>, TeachError> {
    classes::open(record, who, id).await?;
    let query = sqlx::query(
        "SELECT *, min(number) FROM attempts WHERE lesson = $2 AND case_id = $3 AND state = $4 \
         AND user_id IN (SELECT user_id FROM class_people WHERE class_id = $1) \
         GROUP BY user_id ORDER BY user_id LIMIT $5",
    );
    let query = query.bind(id.to_string()).bind(lesson).bind(case).bind(State::Submitted.text());
    let most = i64::try_from(classes::PEOPLE_MAX).unwrap_or(i64::MAX);
    let rows = record.all(query.bind(most)).await?;
    Ok(rows.iter().map(attempt_of).collect::<Result<_, _>>()?)
}
