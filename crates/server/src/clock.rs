//! Time, handed in: what people are told, and what durations are measured by.

use std::fmt;
use std::time::Duration;

use model::time::Time;

pub trait Clock: fmt::Debug + Send + Sync {
    /// The time of day.
    fn now(&self) -> Time;
    /// A clock that never goes back, from some moment on.
    fn elapsed(&self) -> Duration;
}
