//! What a request is asked of: the sight, as far as its asker may see, or the exercise that its
//! header names.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use casework::access::{Object, Permission};
use casework::id::AttemptId;
use casework::learning::{LearningError, attempts};
use entity::atlas::Atlas;
use model::chain::LedgerId;

use super::{of_attempt, of_lesson};
use crate::asker::Asker;
use crate::desk::Desk;
use crate::learning_problem::{NO_SUCH_EXERCISE, of_learning};
use crate::problem::{self, Problem};
use crate::sight::Sight;

/// `ATTEMPT`, or `lesson:LESSON` for its worked example.
pub const HEADER: &str = "x-kancil-exercise";
const LESSON: &str = "lesson:";

#[derive(Debug, Clone)]
pub enum Outlook {
    Sight { is_synthetic_only: bool },
    Exercise(Atlas),
}

impl Outlook {
    pub fn atlas<'o>(&'o self, sight: &'o Sight) -> &'o Atlas {
        match self {
            Outlook::Sight { is_synthetic_only } => sight.atlas(*is_synthetic_only),
            Outlook::Exercise(atlas) => atlas,
        }
    }

    /// Ledgers that are there and do not open.
    pub fn unread(&self, sight: &Sight) -> Vec<LedgerId> {
        match self {
            Outlook::Sight { is_synthetic_only } => sight.unread(*is_synthetic_only),
            Outlook::Exercise(_) => Vec::new(),
        }
    }
}

impl FromRequestParts<Arc<Desk>> for Outlook {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, desk: &Arc<Desk>) -> Result<Self, Problem> {
        let asker = parts.extensions.get::<Asker>().ok_or_else(|| problem::SIGN_IN.with([]))?;
        let mut named = parts.headers.get_all(HEADER).iter();
        let Some(exercise) = named.next() else {
            return Ok(Outlook::Sight { is_synthetic_only: asker.is_synthetic_only() });
        };
        let unknown = || NO_SUCH_EXERCISE.with([]);
        let exercise = exercise.to_str().map_err(|_| unknown())?;
        if named.next().is_some() {
            return Err(unknown());
        }
        if let Some(lesson) = exercise.strip_prefix(LESSON) {
            asker.may(Permission::Learn, Object::House)?;
            let lesson = desk.courses.now().lesson(lesson).cloned().ok_or_else(unknown)?;
            return Ok(Outlook::Exercise(of_lesson(desk, &lesson).await?));
        }
        let id: AttemptId = exercise.parse().map_err(|_| unknown())?;
        let attempt = attempts::open(&desk.record, &asker.who, id).await;
        let attempt = attempt.map_err(|error| match error {
            LearningError::NoSuchAttempt => unknown(),
            error => of_learning(desk, &error),
        })?;
        Ok(Outlook::Exercise(of_attempt(desk, &attempt).await?.atlas.clone()))
    }
}
