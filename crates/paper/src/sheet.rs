//! What stands on paper, before it is set: blocks in their order. The template knows these alone.

use serde::Serialize;

/// A whole document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sheet {
    /// `en`, `th`.
    pub language: &'static str,
    pub title: String,
    /// On top of every page, left and right.
    pub header: [String; 2],
    /// Beneath every page, beside its number.
    pub footer: String,
    /// On top of every page where the chain is made up.
    pub banner: Option<String>,
    /// Across every page of what is no final text.
    pub watermark: Option<String>,
    /// Words that are never broken: a dictionary breaks Thai loanwords in their middle.
    pub unbroken: Vec<String>,
    /// Year, month, day: the document's own date.
    pub date: [u16; 3],
    pub blocks: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    Heading {
        text: String,
    },
    Subheading {
        text: String,
    },
    Para {
        text: String,
    },
    Faint {
        text: String,
    },
    Item {
        text: String,
    },
    /// Names and what they are.
    Fields {
        rows: Vec<Field>,
    },
    /// What is seen on the chain, or not: told apart by line and word, not by colour.
    Claim {
        is_confirmed: bool,
        head: String,
        lines: Vec<Line>,
    },
    Table {
        columns: Vec<Column>,
        rows: Vec<Row>,
    },
    /// One of the drawings by its place in their list; a wide one has a page of its own, on its side.
    Drawing {
        number: usize,
        alt: String,
        is_wide: bool,
    },
    /// A line to write on by hand.
    Sign {
        text: String,
    },
    /// What is read, or signed, as one: on one page, and so never longer than one.
    Together {
        blocks: Vec<Block>,
    },
    NewPage,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Field {
    pub name: String,
    pub lines: Vec<Line>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    pub head: String,
    /// Its share of what the fixed columns leave; 0: as wide as its text.
    pub share: u8,
    pub is_number: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    pub cells: Vec<Vec<Line>>,
    pub is_sum: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    pub text: String,
    pub face: Face,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Face {
    Plain,
    Bold,
    Faint,
    /// Small, so that 64 digits stand on one line.
    Hash,
}

impl Line {
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), face: Face::Plain }
    }

    pub fn bold(text: impl Into<String>) -> Self {
        Self { text: text.into(), face: Face::Bold }
    }

    pub fn faint(text: impl Into<String>) -> Self {
        Self { text: text.into(), face: Face::Faint }
    }

    /// A hash, an outpoint or an address, whole.
    pub fn hash(text: &str) -> Self {
        Self { text: crate::text::evidence(text), face: Face::Hash }
    }
}

impl Column {
    pub fn text(head: String, share: u8) -> Self {
        Self { head, share, is_number: false }
    }

    pub fn number(head: String) -> Self {
        Self { head, share: 0, is_number: true }
    }
}

impl Row {
    pub fn of(cells: impl Into<Vec<Vec<Line>>>) -> Self {
        Self { cells: cells.into(), is_sum: false }
    }

    pub fn sum(cells: impl Into<Vec<Vec<Line>>>) -> Self {
        Self { cells: cells.into(), is_sum: true }
    }
}
