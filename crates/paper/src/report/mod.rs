//! The fund-flow report: for a prosecutor, a judge, and whoever checks it after them.
//!
//! Its order is that of ISO/IEC 27042: facts, then what was made of them, then what that cannot bear.
//! Every number is the trace's; every sentence of the summary is a message with those numbers in it.

pub(crate) mod flow;
pub(crate) mod method;
pub(crate) mod resting;
pub(crate) mod rests;
pub(crate) mod summary;

use api::sensitivity::SensitivityView;
use api::trace::TraceView;
use words::Language;

use crate::facts::{Facts, word};
use crate::front::Front;
use crate::press::{PaperError, print};
use crate::sheet::{Block, Field, Line, Sheet};
use crate::text;

pub(crate) use resting::table_of_holder;

/// More rows than these of one table are not printed; what is left out is said, and is in the data.
const ROWS_MAX: usize = 1500;

/// What a report is made of.
#[derive(Debug, Clone)]
pub struct FlowReport<'a> {
    pub front: &'a Front,
    /// What was asked, in the words of whoever asked.
    pub question: &'a str,
    pub trace: &'a TraceView,
    /// What its endings rest on, where that was asked.
    pub rests: Option<&'a SensitivityView>,
    /// The trace's picture.
    pub svg: &'a str,
    pub notes: &'a [Note],
    pub exhibits: &'a [Exhibit],
    pub custody: &'a [Custody],
}

/// What an investigator adds. It is marked as theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub by: String,
    pub at: String,
    pub text: String,
}

/// Something that was pinned, by its digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exhibit {
    pub name: String,
    pub says: String,
    pub sha256: String,
}

/// Who had it, and did what with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Custody {
    pub at: String,
    pub who: String,
    pub what: String,
}

impl FlowReport<'_> {
    /// The report as a PDF: the same input, the same bytes.
    pub fn pdf(&self) -> Result<Vec<u8>, PaperError> {
        print(&self.sheet()?, &[self.svg.to_owned()])
    }

    pub(crate) fn sheet(&self) -> Result<Sheet, PaperError> {
        let facts = Facts::new(self.trace, self.front.language()?);
        let facts = &facts;
        let mut blocks = vec![Block::Fields { rows: self.front.fields(facts) }];
        blocks.extend(summary::blocks(facts));
        blocks.extend(self.scope(facts));
        blocks.extend(flow::drawing(facts));
        blocks.extend(flow::hops(facts));
        blocks.extend(flow::standing(facts));
        blocks.extend(resting::places(facts));
        blocks.extend(resting::sums(facts));
        blocks.extend(method::method(facts, self.front));
        blocks.extend(method::limits(facts, self.rests.is_some()));
        blocks.extend(self.rests.into_iter().flat_map(|rests| rests::blocks(facts, rests)));
        blocks.extend(self.additions(facts));
        blocks.extend(method::glossary(facts.language));
        blocks.extend(self.custody(facts));
        let title = self.front.title(facts.language, "paper-report-title");
        Ok(self.front.sheet(facts.language, facts.is_synthetic(), title, blocks))
    }

    fn scope(&self, facts: &Facts<'_>) -> Vec<Block> {
        let query = &self.trace.query;
        let mut blocks = vec![heading(facts.language, "paper-scope")];
        blocks.extend(text::note(self.question).into_iter().map(|text| Block::Para { text }));
        let subjects = query.subjects.iter().take(ROWS_MAX).map(|subject| Line::hash(subject));
        blocks.push(Block::Fields {
            rows: vec![Field {
                name: facts.word("paper-field-subjects"),
                lines: subjects.collect(),
            }],
        });
        blocks.push(Block::Para { text: facts.way("paper-scope-says") });
        blocks
    }

    fn additions(&self, facts: &Facts<'_>) -> Vec<Block> {
        let mut blocks = Vec::new();
        if !self.notes.is_empty() {
            blocks.push(heading(facts.language, "paper-notes"));
            blocks.push(Block::Para { text: facts.word("paper-notes-says") });
        }
        for note in self.notes {
            let head = format!("{}, {}", text::outside(&note.by), text::outside(&note.at));
            let lines = text::note(&note.text).into_iter().map(Line::plain).collect();
            blocks.push(Block::Claim { is_confirmed: false, head, lines });
        }
        if !self.exhibits.is_empty() {
            blocks.push(heading(facts.language, "paper-exhibits"));
            let rows = self.exhibits.iter().map(|exhibit| Field {
                name: text::outside(&exhibit.name),
                lines: vec![Line::plain(text::outside(&exhibit.says)), Line::hash(&exhibit.sha256)],
            });
            blocks.push(Block::Fields { rows: rows.collect() });
        }
        blocks
    }

    fn custody(&self, facts: &Facts<'_>) -> Vec<Block> {
        let mut blocks = vec![Block::NewPage, heading(facts.language, "paper-custody")];
        blocks.push(Block::Para { text: facts.word("paper-custody-says") });
        blocks.push(Block::Fields {
            rows: vec![Field {
                name: facts.word("paper-field-data-digest"),
                lines: vec![Line::hash(&self.front.data.to_string())],
            }],
        });
        for entry in self.custody {
            let (at, who) = (text::outside(&entry.at), text::outside(&entry.who));
            blocks
                .push(Block::Item { text: format!("{at}, {who}: {}", text::outside(&entry.what)) });
        }
        for id in ["paper-sign-handed-over", "paper-sign-received", "paper-sign-date"] {
            blocks.push(Block::Sign { text: facts.word(id) });
        }
        blocks
    }
}

pub(crate) fn heading(language: Language, id: &str) -> Block {
    Block::Heading { text: word(language, id) }
}

/// What a table leaves out, where it does.
pub(crate) fn left_out(facts: &Facts<'_>, shown: usize, all: usize) -> Option<Block> {
    (all > shown).then(|| {
        let args = [("shown", (shown as u64).into()), ("all", (all as u64).into())];
        Block::Para { text: facts.say("paper-rows-left-out", &args) }
    })
}

#[cfg(test)]
mod tests;
