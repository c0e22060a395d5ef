//! Answers on stdout: as a table for people, as JSON and as CSV for programs.
//!
//! One value, three forms: JSON is the value itself (`api`'s shapes, documented in
//! `docs/handbook/json.md`), the table and the sheet are written beside each command. A reader
//! that closes the pipe early has had enough: that is no failure.

pub mod page;

use std::io::{ErrorKind, Write as _};

use api::sheet::Sheet;
use api::text;
use clap::ValueEnum;
use serde::Serialize;

use self::page::Page;
use crate::failure::{self, Failure};

/// How an answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// Columns for people
    #[default]
    Table,
    /// One JSON object; stable, see docs/handbook/json.md
    Json,
    /// Comma-separated values with a header line (RFC 4180)
    Csv,
}

/// What every answer can do.
pub trait Show: Serialize {
    fn page(&self, page: &mut Page);
    fn sheet(&self) -> Sheet;
}

/// Prints an answer in the form asked for.
pub fn show<T: Show>(answer: &T, format: Format) -> Result<(), Failure> {
    match format {
        Format::Table => {
            let mut page = Page::for_stdout();
            answer.page(&mut page);
            write_out(&page.into_text())
        }
        Format::Json => write_out(&text::json(answer)),
        Format::Csv => write_out(&answer.sheet().into_text()),
    }
}

/// Writes to stdout, whole. A closed pipe is silent success.
pub fn write_out(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::new(format_args!(
            "cannot write to standard output: {}",
            failure::reason(&error)
        ))),
    }
}
