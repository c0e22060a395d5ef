//! Inside an exercise: the one chain that an attempt, or a lesson's worked example, is asked of.
//!
//! The one thing to know: a request that names an exercise in its header is answered from that
//! exercise's own Atlas and from nothing else. [`Outlook`] is the only way to an Atlas that a route
//! has, so what it looks up, follows, draws or pins stays inside without knowing of it. Chains are
//! not kept: they are filled in again from the seed, and must come to the same tip.

mod cache;
mod ground;
mod joined;
mod outlook;

use std::sync::Arc;

use academy::course::Lesson;
use casework::id::AttemptId;
use casework::learning::attempts::Attempt;
use entity::atlas::Atlas;
use model::hash::Digest;

use self::cache::Cache;
pub use self::ground::Ground;
pub use self::outlook::Outlook;
use crate::desk::Desk;
use crate::learning_problem::{ATTEMPT_OUTDATED, NO_SUCH_EXERCISE};
use crate::problem::{self, Problem};
use crate::world::Trouble;

/// Exercises that are held ready: a class of thirty fits twice. Of the lessons that come along 58 took
/// 5 MiB of memory together; one that made room is filled in again within some 20 ms.
const ATTEMPTS_HELD: usize = 64;
/// Worked examples of lessons, of at most 25 transactions each.
const EXAMPLES_HELD: usize = 32;

/// Chains of exercises that were asked for lately.
#[derive(Debug)]
pub struct Exercises {
    attempts: Cache<AttemptId, Arc<Ground>>,
    /// By lesson and content.
    examples: Cache<(String, Digest), Atlas>,
}

impl Default for Exercises {
    fn default() -> Self {
        Self { attempts: Cache::new(ATTEMPTS_HELD), examples: Cache::new(EXAMPLES_HELD) }
    }
}

impl Exercises {
    /// Holds what was just filled in for an attempt that begins.
    pub fn hold(&self, attempt: AttemptId, ground: Arc<Ground>) {
        // Where somebody was quicker it is the same.
        let _ = self.attempts.cell(&attempt).set(ground);
    }
}

/// Fills an exercise in.
pub async fn filled(
    desk: &Desk,
    lesson: &Arc<Lesson>,
    case: &str,
    seed: u64,
) -> Result<Arc<Ground>, Problem> {
    let (lesson, case, now) = (Arc::clone(lesson), case.to_owned(), desk.clock.now());
    let ground = desk.on_thread(move || Ok(Ground::fill(&lesson, &case, seed, now))).await?;
    let ground = ground.map_err(|trouble| broken(desk, &trouble))?;
    ground.map(Arc::new).ok_or_else(|| NO_SUCH_EXERCISE.with([]))
}

/// The exercise of an attempt, filled in again where it is not held.
pub async fn of_attempt(desk: &Desk, attempt: &Attempt) -> Result<Arc<Ground>, Problem> {
    let cell = desk.exercises.attempts.cell(&attempt.id);
    let again = async || {
        let outdated = || ATTEMPT_OUTDATED.with([]);
        let course = desk.courses.now();
        let lesson = course.lesson(&attempt.lesson).ok_or_else(outdated)?;
        if lesson.content != attempt.content {
            return Err(outdated());
        }
        let ground = filled(desk, lesson, &attempt.case, attempt.seed.expose()).await?;
        // Another program may draw another chain from the same seed.
        if ground.chain == attempt.chain { Ok(ground) } else { Err(outdated()) }
    };
    cell.get_or_try_init(again).await.cloned()
}

/// The worked example of a lesson.
pub async fn of_lesson(desk: &Desk, lesson: &Arc<Lesson>) -> Result<Atlas, Problem> {
    let cell = desk.exercises.examples.cell(&(lesson.id().to_owned(), lesson.content));
    let made = async || {
        let (lesson, now) = (Arc::clone(lesson), desk.clock.now());
        let atlas = desk.on_thread(move || Ok(ground::example(&lesson, now))).await?;
        atlas.map_err(|trouble| broken(desk, &trouble))
    };
    cell.get_or_try_init(made).await.cloned()
}

/// A lesson that passed its check can be filled in, so this is a fault; never told are its names.
fn broken(desk: &Desk, trouble: &Trouble) -> Problem {
    desk.trouble(trouble);
    problem::INTERNAL.with([])
}
