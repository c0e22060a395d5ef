//! A trainer with the class page open: told of what changes, and reading the class again each time.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::class::School;
use crate::learner::{Action, Desk, Loads};
use crate::line::{Heard, Line};

/// Of how long nothing is told before it is asked whether the class is over.
const PAUSE: Duration = Duration::from_millis(200);
/// How many readings of the class there are for one of its heat map.
const HEAT_EVERY: u64 = 5;

#[derive(Debug)]
pub struct Followed {
    pub loads: Loads,
    /// How often something was told.
    pub told: u64,
}

/// Until the class is over and nothing more is told.
pub fn follow(school: &School, is_over: &AtomicBool) -> Result<Followed, String> {
    let events = format!("{}/events", school.class);
    let mut events = Line::open(&school.address, &school.trainer)?.events(&events, PAUSE)?;
    let mut desk = Desk::new(&school.address, &school.trainer);
    let mut told: u64 = 0;
    loop {
        match events.next("changed") {
            Heard::Told => {
                told += 1;
                desk.get(Action::Class, &format!("{}?lang=en", school.class));
                if told.is_multiple_of(HEAT_EVERY) {
                    let at = usize::try_from(told / HEAT_EVERY).unwrap_or_default();
                    let exercise = &school.exercises[at % school.exercises.len()];
                    let (lesson, case) = (&exercise.lesson, &exercise.case);
                    let heat = format!("{}/heat?lesson={lesson}&case={case}", school.class);
                    desk.get(Action::Heat, &heat);
                }
            }
            Heard::Silence if is_over.load(Ordering::Relaxed) => {
                return Ok(Followed { loads: desk.loads, told });
            }
            Heard::Silence => {}
            Heard::End => return Err(format!("{}/events ended", school.class)),
        }
    }
}
