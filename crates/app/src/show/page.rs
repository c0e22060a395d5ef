//! Pages for people: headings, named facts and columns, in plain text that survives a pipe.
//!
//! What stands in a table can be pasted into the next command: values are whole in every pipe and
//! file. Only on a terminal too narrow for them are hashes shortened in the columns that say so.

use std::io::IsTerminal as _;

use comfy_table::{CellAlignment, ContentArrangement, Table};

use api::text::plain;

/// A page as it grows, line by line.
#[derive(Debug, Default)]
pub struct Page {
    text: String,
    /// The terminal's columns, where it is one.
    width: Option<usize>,
}

/// How a column lies: names to the left, amounts to the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
}

/// Columns under a header.
#[derive(Debug)]
pub struct Columns {
    sides: Vec<Side>,
    may_shorten: Vec<bool>,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Columns {
    /// Headers starting with `>` lie to the right; see [`Columns::add`].
    pub fn new(headers: &[&str]) -> Self {
        let mut columns = Self {
            sides: Vec::new(),
            may_shorten: Vec::new(),
            header: Vec::new(),
            rows: Vec::new(),
        };
        for header in headers {
            columns.add(header);
        }
        columns
    }

    /// One more column, before the first row. `>` in front: to the right; `~` in front: hashes and
    /// addresses that may be shortened where a terminal is too narrow.
    pub fn add(&mut self, header: &str) {
        debug_assert!(self.rows.is_empty(), "columns stand before rows");
        let side = if header.starts_with('>') { Side::Right } else { Side::Left };
        self.sides.push(side);
        self.may_shorten.push(header.starts_with('~'));
        self.header.push(header.trim_start_matches(['>', '~']).to_owned());
    }

    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.push(cells.into());
    }

    pub fn push(&mut self, cells: Vec<String>) {
        debug_assert_eq!(cells.len(), self.header.len(), "a row has the header's cells");
        self.rows.push(cells.iter().map(|cell| plain(cell)).collect());
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Shortens hashes until the rows fit, or no hash can be shortened further.
    fn fit(&mut self, width: usize) {
        let widest = |at: usize| {
            let cells = self.rows.iter().map(|row| row[at].chars().count());
            cells.chain([self.header[at].chars().count()]).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.header.len()).map(widest).collect();
        let line = |cap: usize| -> usize {
            let cell = |(at, wide): (usize, &usize)| {
                if self.may_shorten[at] { (*wide).min(cap) } else { *wide }
            };
            2 + widths.iter().enumerate().map(cell).sum::<usize>() + 2 * (widths.len() - 1)
        };
        let cap = (SHORT_MIN..=LONG).rev().find(|&cap| line(cap) <= width).unwrap_or(SHORT_MIN);
        for row in &mut self.rows {
            for (cell, _) in row.iter_mut().zip(&self.may_shorten).filter(|(_, may)| **may) {
                *cell = shortened(cell, cap);
            }
        }
    }
}

/// A hash shorter than this could be mistaken for another.
const SHORT_MIN: usize = 15;
/// An outpoint of a transaction with a hundred thousand outputs.
const LONG: usize = 70;

/// `f4184fc5…1e9e16:0`: both ends of what is too long, with the number behind the colon.
fn shortened(cell: &str, cap: usize) -> String {
    let chars = cell.chars().count();
    if chars <= cap || !cell.is_ascii() {
        return cell.to_owned();
    }
    let (hash, number) = match cell.rfind(':') {
        Some(at) if cell.len() - at <= 7 => cell.split_at(at),
        _ => (cell, ""),
    };
    let room = cap.saturating_sub(number.len() + 1);
    let tail = room / 2;
    let head = room - tail;
    if hash.len() <= head + tail {
        return cell.to_owned();
    }
    format!("{}…{}{number}", &hash[..head], &hash[hash.len() - tail..])
}

/// How wide standard output is, where it is a terminal.
fn terminal_width() -> Option<usize> {
    let out = std::io::stdout();
    if !out.is_terminal() {
        return None;
    }
    let size = rustix::termios::tcgetwinsize(&out).ok()?;
    (size.ws_col > 0).then(|| usize::from(size.ws_col))
}

impl Page {
    /// A page for whoever reads standard output.
    pub fn for_stdout() -> Self {
        Self { text: String::new(), width: terminal_width() }
    }

    /// A blank line, then a line of its own.
    pub fn heading(&mut self, line: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.line(line);
    }

    pub fn line(&mut self, line: &str) {
        self.text.push_str(plain(line).trim_end());
        self.text.push('\n');
    }

    /// Names and values, the values under each other.
    pub fn facts(&mut self, facts: &[(&str, String)]) {
        let width = facts.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        for (name, value) in facts {
            self.line(&format!("  {name:width$}  {value}"));
        }
    }

    /// Columns; nothing at all where there are no rows.
    pub fn columns(&mut self, mut columns: Columns) {
        if columns.is_empty() {
            return;
        }
        if let Some(width) = self.width {
            columns.fit(width);
        }
        let mut table = Table::new();
        table.load_preset(comfy_table::presets::NOTHING);
        table.set_content_arrangement(ContentArrangement::Disabled);
        table.set_header(columns.header);
        table.add_rows(columns.rows);
        for (at, side) in columns.sides.iter().enumerate() {
            let column = table.column_mut(at).expect("as many sides as headers");
            column.set_padding((if at == 0 { 2 } else { 0 }, 2));
            if *side == Side::Right {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        for line in table.lines() {
            self.line(&line);
        }
    }

    pub fn into_text(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_leave_no_blanks_at_the_end() {
        let mut columns = Columns::new(&["what", ">amount", "of"]);
        columns.row(["ไทย".into(), "10.00000000".into(), "a".into()]);
        columns.row(["payment".into(), "0.50000000".into(), String::new()]);
        let mut page = Page::default();
        page.heading("Legs");
        page.columns(columns);
        expect_test::expect![[r#"
            Legs
              what          amount  of
              ไทย      10.00000000  a
              payment   0.50000000
        "#]]
        .assert_eq(&page.into_text());
    }

    #[test]
    fn hashes_are_shortened_only_where_a_terminal_is_too_narrow() {
        let hash = "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16";
        let page = |width| {
            let mut columns = Columns::new(&["~outpoint", ">BTC", "whole"]);
            columns.row([format!("{hash}:12"), "10.00000000".into(), "a-value-that-stays".into()]);
            let mut page = Page { text: String::new(), width };
            page.columns(columns);
            page.into_text()
        };
        assert_eq!(page(None), page(Some(200)));
        let narrow = "  outpoint                 BTC  whole\n  \
                      f4184f…e9e16:12  10.00000000  a-value-that-stays\n";
        assert_eq!(page(Some(50)), narrow);
    }
}
