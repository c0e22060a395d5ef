//! What somebody's classes ask of him, and whether he may see the answers yet.

use std::collections::BTreeMap;

use model::time::Time;
use sqlx::Row as _;

use super::LearningError;
use super::attempts::Attempt;
use crate::id::UserId;
use crate::record::{Record, RecordError};

/// The exercises (lesson and case) that somebody was assigned by classes that are open, each with the
/// first day it is due, where it is.
pub type Assigned = BTreeMap<(String, String), Option<Time>>;

pub async fn of(record: &Record, user: UserId) -> Result<Assigned, LearningError> {
    let query = sqlx::query(
        "SELECT lesson, case_id, min(due_at) AS due_at FROM assignments \
         JOIN classes ON classes.id = assignments.class_id \
         JOIN class_people ON class_people.class_id = assignments.class_id \
         WHERE user_id = $1 AND is_closed = 0 GROUP BY lesson, case_id",
    );
    let rows = record.all(query.bind(user.to_string())).await?;
    let assigned = rows.iter().map(|row| {
        let due_at: Option<i64> = row.try_get("due_at")?;
        let exercise = (row.try_get("lesson")?, row.try_get("case_id")?);
        Ok((exercise, due_at.map(Time::from_seconds)))
    });
    Ok(assigned.collect::<Result<Assigned, RecordError>>()?)
}

/// Whether a class of its learner's that is open keeps the answers of this exercise closed.
pub async fn are_answers_closed(record: &Record, attempt: &Attempt) -> Result<bool, LearningError> {
    let query = sqlx::query(
        "SELECT count(*) AS n FROM assignments JOIN classes ON classes.id = assignments.class_id \
         JOIN class_people ON class_people.class_id = assignments.class_id \
         WHERE user_id = $1 AND lesson = $2 AND case_id = $3 AND answers_open = 0 \
         AND is_closed = 0",
    );
    let query = query.bind(attempt.user.to_string()).bind(&attempt.lesson).bind(&attempt.case);
    Ok(record.count(query).await? > 0)
}
