//! Progress of long work, on stderr: a bar with rate and remaining time on a terminal, a plain
//! line every few seconds elsewhere.
//!
//! The work tells a count of units done; nothing here slows it: the count is read at most once a
//! batch.

use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::talk;

const LINE_EVERY: Duration = Duration::from_secs(5);

/// What is being counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Bytes,
    Blocks,
    Transactions,
}

/// One long piece of work.
#[derive(Debug)]
pub struct Progress {
    what: &'static str,
    unit: Unit,
    total: u64,
    started: Instant,
    said: Instant,
    bar: Option<ProgressBar>,
}

impl Progress {
    pub fn new(what: &'static str, unit: Unit, total: u64) -> Self {
        let now = Instant::now();
        let bar = std::io::stderr().is_terminal().then(|| drawn(what, unit, total));
        Self { what, unit, total, started: now, said: now, bar }
    }

    /// `done` units of the total, and where that is (`block 170`).
    pub fn at(&mut self, done: u64, place: &dyn std::fmt::Display) {
        if let Some(bar) = &self.bar {
            bar.set_position(done);
            bar.set_message(place.to_string());
        } else if self.said.elapsed() >= LINE_EVERY {
            self.said = Instant::now();
            self.line(done, place);
        }
    }

    /// Takes the bar away; what comes next speaks for itself.
    pub fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }

    #[expect(clippy::float_arithmetic, reason = "a rate for people, not money")]
    #[expect(clippy::cast_precision_loss, reason = "a rate for people, not money")]
    #[expect(clippy::cast_possible_truncation, reason = "a rate for people, not money")]
    #[expect(clippy::cast_sign_loss, reason = "a rate for people, not money")]
    fn line(&self, done: u64, place: &dyn std::fmt::Display) {
        let seconds = self.started.elapsed().as_secs_f64().max(0.001);
        let rate = done as f64 / seconds;
        let left = if rate > 0.0 { self.total.saturating_sub(done) as f64 / rate } else { 0.0 };
        let (done, total, rate) = match self.unit {
            Unit::Bytes => (
                HumanBytes(done).to_string(),
                HumanBytes(self.total).to_string(),
                HumanBytes(rate as u64).to_string(),
            ),
            Unit::Blocks | Unit::Transactions => (
                HumanCount(done).to_string(),
                HumanCount(self.total).to_string(),
                HumanCount(rate as u64).to_string(),
            ),
        };
        talk::say(format_args!(
            "{}: {done} of {total}, {rate}/s, about {} s left, {place}",
            self.what, left as u64
        ));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.end();
    }
}

fn drawn(what: &'static str, unit: Unit, total: u64) -> ProgressBar {
    let template = match unit {
        Unit::Bytes => {
            "{prefix} [{bar:30}] {bytes}/{total_bytes} {bytes_per_sec}, {eta} left  {wide_msg}"
        }
        Unit::Blocks | Unit::Transactions => {
            "{prefix} [{bar:30}] {human_pos}/{human_len} {per_sec}, {eta} left  {wide_msg}"
        }
    };
    let style = ProgressStyle::with_template(template)
        .expect("the template above is well-formed")
        .progress_chars("=> ");
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(8));
    bar.set_style(style);
    bar.set_prefix(what);
    bar
}
