//! A plain list: one address a line, blank lines and `#` comments between.
//!
//! The one thing to know: such a list says nothing but addresses. OFAC's are known by their names
//! (`ofac…`, `sanctioned_addresses_XBT.txt`); of any other, the import must be told whose list it is or
//! what it says. The day it was seen comes from `# Last Updated: …`, the import, or a day in its path.

use std::borrow::Cow;

use model::claim::Validity;
use model::time::Day;

use super::draft::Draft;
use super::error::LabelError;
use super::intake::Intake;
use super::subject::Written;
use super::{File, Title, date};

/// The id of OFAC's list of Specially Designated Nationals.
pub const OFAC: &str = "us-ofac-sdn";
pub const OFAC_LABEL: &str = "OFAC Specially Designated National";
/// What the list itself says is an authority's word.
pub const OFAC_CONFIDENCE: &str = "authority_data";

/// The most lines looked at to tell a list from prose.
const LINES_LOOKED_AT: usize = 50;

pub fn looks_like(text: &str) -> bool {
    let mut rows =
        text.lines().map(bare).filter(|row| !row.is_empty()).take(LINES_LOOKED_AT).peekable();
    rows.peek().is_some()
        && rows.all(|row| {
            row.len() >= 20 && row.bytes().all(|b| b.is_ascii_alphanumeric() || b == b':')
        })
}

/// A row without its comment.
fn bare(line: &str) -> &str {
    line.split('#').next().unwrap_or("").trim()
}

pub fn read(file: &File<'_>, intake: &mut Intake<'_>) -> Result<Title, LabelError> {
    intake.count_in("address");
    let hints = file.hints;
    let is_ofac = is_ofac(file);
    if !is_ofac && hints.list.is_none() && (hints.label.is_none() || hints.source.is_none()) {
        return Err(LabelError::unreadable(
            file.name,
            "a plain list does not say what it says of its addresses: name the list, or give a label \
             and a source (and a category)",
        ));
    }
    let what = What {
        is_ofac,
        ticker: hints.ticker.clone().or_else(|| ticker_in_name(file.name)),
        seen: hints
            .seen
            .or_else(|| last_updated(file.text))
            .or_else(|| date::day_in_path(file.path)),
        source: source(file, is_ofac),
    };
    for (row, line) in file.text.lines().zip(1_u64..) {
        let address = bare(row);
        if !address.is_empty() {
            intake.offer(line, address, Ok(what.draft(address)));
        }
    }
    let title = if is_ofac { "OFAC digital currency addresses" } else { file.name };
    let creator = if is_ofac { "OFAC" } else { hints.source.as_deref().unwrap_or("unknown") };
    Ok(Title { title: title.to_owned(), creator: creator.to_owned() })
}

/// What holds for every row.
struct What {
    is_ofac: bool,
    ticker: Option<String>,
    seen: Option<Day>,
    source: String,
}

impl What {
    fn draft<'a>(&'a self, address: &'a str) -> Draft<'a> {
        let mut draft = Draft::new(Written::Address(address));
        draft.ticker = self.ticker.as_deref();
        draft.source = Cow::Borrowed(&self.source);
        draft.validity = Validity { seen: self.seen, ..Validity::default() };
        if self.is_ofac {
            listed_by_ofac(&mut draft);
        }
        draft
    }
}

/// What an entry of OFAC's list says, whatever file it stands in.
pub fn listed_by_ofac(draft: &mut Draft<'_>) {
    draft.label = Cow::Borrowed(OFAC_LABEL);
    draft.categories = vec!["sanction"];
    draft.list = Some(Cow::Borrowed(OFAC));
    draft.confidence = Some(OFAC_CONFIDENCE);
}

fn source(file: &File<'_>, is_ofac: bool) -> String {
    match (&file.hints.source, is_ofac) {
        (Some(source), _) => source.clone(),
        (None, true) => format!("OFAC SDN list, from {}", file.name),
        (None, false) => file.hints.list.clone().unwrap_or_default(),
    }
}

/// By the import's word, else by the file's name.
fn is_ofac(file: &File<'_>) -> bool {
    match &file.hints.list {
        Some(list) => list == OFAC,
        None => {
            let name = file.name.to_lowercase();
            file.hints.label.is_none()
                && (name.starts_with("ofac") || name.starts_with("sanctioned_addresses_"))
        }
    }
}

/// `sanctioned_addresses_XBT.txt` is the list of one asset.
fn ticker_in_name(name: &str) -> Option<String> {
    let (_, rest) = name.split_once("sanctioned_addresses_")?;
    let ticker: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
    (!ticker.is_empty()).then_some(ticker)
}

/// `# Last Updated: 2026-08-22 04:25:46 UTC`, in the comments at the top.
fn last_updated(text: &str) -> Option<Day> {
    let top = text.lines().take_while(|line| bare(line).is_empty());
    top.filter_map(|line| line.split_once("pdated:"))
        .find_map(|(_, rest)| rest.trim().get(..10).and_then(date::day))
}
