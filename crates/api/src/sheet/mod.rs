//! Sheets: comma-separated values as RFC 4180 has them, safe to open in a spreadsheet.
//!
//! A cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return would run as a formula;
//! it gets a leading apostrophe (OWASP, "CSV Injection"). An empty cell means unknown or none.

pub mod label;
pub mod legs;
pub mod path;
pub mod screen;
pub mod sensitivity;
pub mod taint;
pub mod trace;

use crate::common::AsOf;
use crate::text::plain;

/// A header and its rows.
#[derive(Debug, Default)]
pub struct Sheet {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Sheet {
    pub fn new(header: &[&str]) -> Self {
        Self { header: header.iter().map(|name| (*name).to_owned()).collect(), rows: Vec::new() }
    }

    /// One more column, before the first row.
    pub fn add(&mut self, name: String) {
        debug_assert!(self.rows.is_empty(), "columns stand before rows");
        self.header.push(name);
    }

    /// One row; as many cells as the header has.
    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.push(cells.into());
    }

    pub fn push(&mut self, cells: Vec<String>) {
        debug_assert_eq!(cells.len(), self.header.len(), "a row has the header's cells");
        self.rows.push(cells.iter().map(|cell| safe(cell)).collect());
    }

    /// Every row says what was not believed, where anything was not.
    #[must_use]
    pub fn marked(mut self, as_of: &AsOf) -> Self {
        if !as_of.without.is_empty() {
            let without = safe(&as_of.without.join(" "));
            self.header.push("without".into());
            self.rows.iter_mut().for_each(|row| row.push(without.clone()));
        }
        self
    }

    pub fn into_text(self) -> String {
        self.written(true)
    }

    /// The rows without the header: what follows in a sheet that is sent piece by piece.
    pub fn into_more(self) -> String {
        self.written(false)
    }

    fn written(&self, has_header: bool) -> String {
        let mut writer =
            ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
        for row in has_header.then_some(&self.header).into_iter().chain(&self.rows) {
            writer.write_record(row).expect("memory takes every row");
        }
        let bytes = writer.into_inner().expect("memory takes every row");
        String::from_utf8(bytes).expect("cells are text")
    }
}

fn safe(cell: &str) -> String {
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = plain(cell);
    if runs { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_in_a_label_does_not_run() {
        let mut sheet = Sheet::new(&["label", "n"]);
        sheet.row(["=HYPERLINK(\"x\",\"y\")".into(), "1".into()]);
        sheet.row(["\t=1".into(), String::new()]);
        assert_eq!(
            sheet.into_text(),
            "label,n\r\n\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\",1\r\n'\\u{9}=1,\r\n"
        );
    }
}
