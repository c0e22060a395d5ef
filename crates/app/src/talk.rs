//! Talk: what the program says to the person beside the data. All of it goes to stderr.
//!
//! A stderr that is closed is no reason to stop, so nothing here can fail.

use std::fmt;
use std::io::Write as _;

use api::refusal::{Note, Weight};

use crate::failure::Failure;
use api::text::plain;

/// A line of talk.
pub fn say(line: impl fmt::Display) {
    let _ = writeln!(std::io::stderr().lock(), "{}", plain(&line.to_string()));
}

/// Advice: what to do next, or why something is as it is.
pub fn hint(line: impl fmt::Display) {
    say(format_args!("hint: {line}"));
}

/// Something that was left out or set aside while the command went on.
pub fn warn(line: impl fmt::Display) {
    say(format_args!("warning: {line}"));
}

pub fn failure(failure: &Failure) {
    say(format_args!("kancil: {}", failure.says));
    for line in &failure.hints {
        hint(line);
    }
}

/// What an asker should know beside an answer.
pub fn notes(notes: &[Note]) {
    for Note { weight, what } in notes {
        match weight {
            Weight::Warning => warn(what),
            Weight::Remark => say(what),
            Weight::Hint => hint(what),
        }
    }
}

/// A wrong command line, already worded (several lines).
pub fn refusal(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "kancil: {text}");
}
