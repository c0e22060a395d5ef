//! Comma-separated files, row by row, with the line each row begins on.
//!
//! The one thing to know: every row must have as many columns as the header, and a quote that is
//! opened must be closed; a shifted column would put a label on the wrong address.

use csv::{ReaderBuilder, StringRecord};
use model::refusal::quoted;

use super::File;
use super::category::nearest_of;
use super::error::LabelError;

pub struct Table<'t> {
    name: &'t str,
    text: &'t str,
    reader: csv::Reader<&'t [u8]>,
    record: StringRecord,
    columns: Vec<String>,
    width: usize,
}

/// One row: the line it begins on, and its fields.
pub struct Row<'r> {
    pub line: u64,
    record: &'r StringRecord,
}

impl<'r> Row<'r> {
    /// A field by column, trimmed; empty where the table has no such column.
    pub fn get(&self, column: Option<usize>) -> &'r str {
        column.and_then(|at| self.record.get(at)).unwrap_or("").trim()
    }

    pub fn at(&self, column: usize) -> &'r str {
        self.get(Some(column))
    }
}

impl<'t> Table<'t> {
    /// A table whose first row names its columns.
    pub fn with_header(file: &File<'t>, delimiter: u8) -> Result<Self, LabelError> {
        let mut table = Self::bare(file, delimiter, 0);
        let mut columns = Vec::new();
        if table.reader.read_record(&mut table.record).map_err(|e| table.broken(&e))? {
            columns = table.record.iter().map(|name| name.trim().to_lowercase()).collect();
        }
        for (at, column) in columns.iter().enumerate() {
            if columns[..at].contains(column) {
                let reason = format!("the column {} stands here twice", quoted(column));
                return Err(LabelError::line(file.name, 1, reason));
            }
        }
        table.width = columns.len();
        table.columns = columns;
        Ok(table)
    }

    /// A table without a header, of so many columns.
    pub fn bare(file: &File<'t>, delimiter: u8, width: usize) -> Self {
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(file.text.as_bytes());
        let record = StringRecord::new();
        Table { name: file.name, text: file.text, reader, record, columns: Vec::new(), width }
    }

    /// The header's names, in lower case.
    pub fn columns(&self) -> Vec<&str> {
        self.columns.iter().map(String::as_str).collect()
    }

    /// Where a column stands, if the table has it.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    pub fn needed(&self, name: &str) -> Result<usize, LabelError> {
        self.column(name).ok_or_else(|| {
            let has = quoted(&self.columns.join(","));
            LabelError::line(self.name, 1, format!("no column '{name}' among {has}"))
        })
    }

    /// A misspelt column would be lost in silence.
    pub fn refuse_unknown(&self, known: &[&'static str]) -> Result<(), LabelError> {
        let Some(unknown) = self.columns.iter().find(|column| !known.contains(&column.as_str()))
        else {
            return Ok(());
        };
        let hint = match nearest_of(unknown, known.iter().copied()) {
            Some(nearest) => format!("did you mean {nearest}?"),
            None => format!("the columns that mean something are {}", known.join(", ")),
        };
        let reason = format!("unknown column {}: {hint}", quoted(unknown));
        Err(LabelError::line(self.name, 1, reason))
    }

    /// The next row that is not blank.
    pub fn next(&mut self) -> Result<Option<Row<'_>>, LabelError> {
        if !self.reader.read_record(&mut self.record).map_err(|e| self.broken(&e))? {
            return Ok(None);
        }
        let (line, start) = self.record.position().map_or((0, 0), |at| (at.line(), at.byte()));
        self.refuse_open_quote(line, start)?;
        let found = self.record.len();
        if found != self.width {
            let width = self.width;
            let reason = format!(
                "{found} columns where there should be {width}: a text with commas needs quotes"
            );
            return Err(LabelError::line(self.name, line, reason));
        }
        Ok(Some(Row { line, record: &self.record }))
    }

    /// A quote left open swallows all rows to the end of the file.
    fn refuse_open_quote(&self, line: u64, start: u64) -> Result<(), LabelError> {
        let end = self.reader.position().byte();
        if end < self.text.len() as u64 {
            return Ok(());
        }
        let Ok(span) = usize::try_from(start).and_then(|a| Ok((a, usize::try_from(end)?))) else {
            return Ok(());
        };
        let text = self.text.as_bytes().get(span.0..span.1).unwrap_or_default();
        let is_long = text.trim_ascii().contains(&b'\n');
        let is_odd = text.iter().filter(|byte| **byte == b'"').count() % 2 == 1;
        if is_long && is_odd {
            let reason = "a quote is opened in this row and never closed";
            return Err(LabelError::line(self.name, line, reason));
        }
        Ok(())
    }

    fn broken(&self, error: &csv::Error) -> LabelError {
        let line = error.position().map_or(1, csv::Position::line);
        LabelError::line(self.name, line, format!("not a well-formed table: {error}"))
    }
}

/// What separates the columns of a header: spreadsheets write semicolons where the comma is the
/// decimal mark.
pub fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or("");
    let count = |delimiter: char| header.matches(delimiter).count();
    match (count(','), count(';'), count('\t')) {
        (commas, semicolons, tabs) if semicolons > commas && semicolons >= tabs => b';',
        (commas, _, tabs) if tabs > commas => b'\t',
        _ => b',',
    }
}
