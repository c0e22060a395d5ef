//! The clock: the only place that asks what time it is.
//!
//! `KANCIL_NOW` (RFC 3339) replaces it, so that a run can be repeated to the byte: the moment an
//! import is dated by, and the day that "today" means.

use std::env;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use model::time::Time;

use crate::failure::Failure;

const NOW: &str = "KANCIL_NOW";

pub fn now() -> Result<Time, Failure> {
    if let Some(text) = env::var_os(NOW) {
        let text = text.to_string_lossy();
        return text.parse().map_err(|error| Failure::new(format_args!("{NOW}: {error}")));
    }
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_err(|_| Failure::new("this machine's clock stands before 1970").hint("set the clock"))?
        .as_secs();
    Ok(Time::from_seconds(i64::try_from(seconds).unwrap_or(i64::MAX)))
}

/// The same for what runs on: `KANCIL_NOW` was looked at when it started, and a machine's clock that
/// fails later stands still.
#[derive(Debug)]
pub struct SystemClock {
    started: Instant,
    last: Mutex<Time>,
}

impl SystemClock {
    pub fn start() -> Result<Self, Failure> {
        Ok(Self { started: Instant::now(), last: Mutex::new(now()?) })
    }
}

impl server::clock::Clock for SystemClock {
    fn now(&self) -> Time {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Ok(now) = now() {
            *last = now;
        }
        *last
    }

    fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}
