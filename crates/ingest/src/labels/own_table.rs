//! This program's own table, for analysts: one claim a row, columns by name.
//!
//! The one thing to know: `address,label,category,source` are needed, the rest may be left out or in
//! any order; an unknown column is an error. The handbook's page on labels is this format's manual.

use std::borrow::Cow;

use model::claim::Validity;
use model::time::Day;

use super::draft::{Draft, day};
use super::error::LabelError;
use super::intake::Intake;
use super::subject::{Refusal, Written};
use super::table::{Row, Table, delimiter};
use super::{File, Title};

const COLUMNS: [&str; 12] = [
    "address",
    "label",
    "category",
    "source",
    "network",
    "actor",
    "confidence",
    "valid_from",
    "valid_to",
    "seen",
    "list",
    "context",
];

/// Any table with an address and a label is meant to be one of ours: what else is wrong with it gets
/// a better answer there.
pub fn fits(columns: &[&str]) -> bool {
    columns.contains(&"address") && (columns.contains(&"label") || columns.contains(&"category"))
}

struct Columns {
    address: usize,
    label: usize,
    category: usize,
    source: usize,
    network: Option<usize>,
    actor: Option<usize>,
    confidence: Option<usize>,
    valid_from: Option<usize>,
    valid_to: Option<usize>,
    seen: Option<usize>,
    list: Option<usize>,
    context: Option<usize>,
}

pub fn read(file: &File<'_>, intake: &mut Intake<'_>) -> Result<Title, LabelError> {
    let mut table = Table::with_header(file, delimiter(file.text))?;
    table.refuse_unknown(&COLUMNS)?;
    let columns = Columns {
        address: table.needed("address")?,
        label: table.needed("label")?,
        category: table.needed("category")?,
        source: table.needed("source")?,
        network: table.column("network"),
        actor: table.column("actor"),
        confidence: table.column("confidence"),
        valid_from: table.column("valid_from"),
        valid_to: table.column("valid_to"),
        seen: table.column("seen"),
        list: table.column("list"),
        context: table.column("context"),
    };
    while let Some(row) = table.next()? {
        intake.offer(row.line, row.at(columns.address), draft(&row, &columns));
    }
    Ok(Title { title: file.name.to_owned(), creator: "unknown".to_owned() })
}

fn draft<'r>(row: &Row<'r>, columns: &Columns) -> Result<Draft<'r>, Refusal> {
    let some = |column| Some(row.get(column)).filter(|text| !text.is_empty());
    let day_of = |field, column| -> Result<Option<Day>, Refusal> {
        some(column).map(|text| day(field, text)).transpose()
    };
    let mut draft = Draft::new(Written::Either(row.at(columns.address)));
    draft.ticker = some(columns.network);
    draft.label = Cow::Borrowed(row.at(columns.label));
    // Several categories in one cell: the first is the primary.
    draft.categories = row.at(columns.category).split('|').collect();
    draft.actor = some(columns.actor).map(Cow::Borrowed);
    draft.list = some(columns.list).map(Cow::Borrowed);
    draft.source = Cow::Borrowed(row.at(columns.source));
    draft.confidence = some(columns.confidence);
    draft.validity = Validity {
        from: day_of("valid_from", columns.valid_from)?,
        seen: day_of("seen", columns.seen)?,
        to: day_of("valid_to", columns.valid_to)?,
    };
    draft.context = some(columns.context).map(str::to_owned);
    Ok(draft)
}
