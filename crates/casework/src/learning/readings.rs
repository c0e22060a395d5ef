//! What was read, and how its questions were answered: for the reader's own progress and his class.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::Row as _;

use super::{LearningError, concealed};
use crate::access::{Object as On, Permission, Who};
use crate::audit::{Action, By, Entry, Object};
use crate::cases::{damaged, number};
use crate::id::UserId;
use crate::record::{Record, RecordError};
use crate::text;

/// Parts of an answer: the letters of a choice, or one text.
pub const PARTS_MAX: usize = 20;
pub const PART_MAX: usize = 200;

/// What somebody answered last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub answer: Vec<String>,
    pub is_right: bool,
    pub tries: u64,
}

/// All that somebody read and answered, by lesson.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    pub steps: BTreeMap<String, BTreeSet<String>>,
    pub answers: BTreeMap<String, BTreeMap<String, Answer>>,
}

impl Object {
    pub fn lesson(id: &str) -> Self {
        Self::new("lesson", id)
    }
}

/// Notes that a step was read, once.
pub async fn read(
    record: &Record,
    by: By,
    who: &Who,
    lesson: &str,
    step: &str,
) -> Result<(), LearningError> {
    who.may(Permission::Learn, On::House).map_err(concealed)?;
    let mut tx = record.begin(by).await?;
    let insert = sqlx::query(
        "INSERT INTO readings (user_id, lesson, step, at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT DO NOTHING",
    );
    let insert = insert.bind(who.user.to_string()).bind(lesson).bind(step);
    if tx.execute(insert.bind(by.now.seconds())).await? == 0 {
        return Ok(());
    }
    tx.commit(Entry::new(Action::StepRead, Object::lesson(lesson)).with("step", step)).await?;
    Ok(())
}

/// Notes how a question was answered; gives how often it was by now.
pub async fn answer(
    record: &Record,
    by: By,
    who: &Who,
    lesson: &str,
    check: &str,
    answer: &[String],
    is_right: bool,
) -> Result<u64, LearningError> {
    who.may(Permission::Learn, On::House).map_err(concealed)?;
    if answer.len() > PARTS_MAX {
        let most = PARTS_MAX as u64;
        return Err(LearningError::TooMany { what: "parts of an answer", most });
    }
    for part in answer {
        text::line_or_none("the answer", part, PART_MAX)?;
    }
    let mut tx = record.begin(by).await?;
    let upsert = sqlx::query(
        "INSERT INTO check_answers (user_id, lesson, check_id, answer, is_right, tries, at) \
         VALUES ($1, $2, $3, $4, $5, 1, $6) ON CONFLICT (user_id, lesson, check_id) \
         DO UPDATE SET answer = $4, is_right = $5, tries = tries + 1, at = $6 RETURNING tries",
    );
    let upsert = upsert.bind(who.user.to_string()).bind(lesson).bind(check);
    let upsert = upsert.bind(serde_json::to_string(answer).expect("texts are JSON"));
    let row = tx.optional(upsert.bind(is_right).bind(by.now.seconds())).await?;
    let tries = number(row.as_ref().ok_or_else(|| damaged("an answer"))?, "tries")?;
    let entry = Entry::new(Action::CheckAnswered, Object::lesson(lesson)).with("check", check);
    tx.commit(entry.with("is_right", is_right).with("tries", tries)).await?;
    Ok(tries)
}

/// What somebody read and answered so far.
pub async fn of(record: &Record, user: UserId) -> Result<Progress, LearningError> {
    let mut progress = Progress::default();
    let query = sqlx::query("SELECT lesson, step FROM readings WHERE user_id = $1");
    for row in record.all(query.bind(user.to_string())).await? {
        let (lesson, step) = (row.try_get("lesson"), row.try_get("step"));
        let (lesson, step): (String, String) =
            (lesson.map_err(RecordError::from)?, step.map_err(RecordError::from)?);
        progress.steps.entry(lesson).or_default().insert(step);
    }
    let query = sqlx::query("SELECT * FROM check_answers WHERE user_id = $1");
    for row in record.all(query.bind(user.to_string())).await? {
        let read = || -> Result<(String, String, Answer), RecordError> {
            let answer: String = row.try_get("answer")?;
            let answer = serde_json::from_str(&answer).map_err(|_| damaged("an answer"))?;
            let (is_right, tries) = (row.try_get("is_right")?, number(&row, "tries")?);
            let answer = Answer { answer, is_right, tries };
            Ok((row.try_get("lesson")?, row.try_get("check_id")?, answer))
        };
        let (lesson, check, answer) = read()?;
        progress.answers.entry(lesson).or_default().insert(check, answer);
    }
    Ok(progress)
}
