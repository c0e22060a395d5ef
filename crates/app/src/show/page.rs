//! Pages for people: headings, named facts and columns, in plain text that survives a pipe.
//!
//! Values are never shortened: what stands in a table can be pasted into the next command.

use comfy_table::{CellAlignment, ContentArrangement, Table};

use super::text::plain;

/// A page as it grows, line by line.
#[derive(Debug, Default)]
pub struct Page {
    text: String,
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
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Columns {
    /// Headers starting with `>` lie to the right.
    pub fn new(headers: &[&str]) -> Self {
        let side = |h: &&str| if h.starts_with('>') { Side::Right } else { Side::Left };
        Self {
            sides: headers.iter().map(side).collect(),
            header: headers.iter().map(|h| h.trim_start_matches('>').to_owned()).collect(),
            rows: Vec::new(),
        }
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
}

impl Page {
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
    pub fn columns(&mut self, columns: Columns) {
        if columns.is_empty() {
            return;
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
}
