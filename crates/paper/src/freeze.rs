//! The preservation and freeze request: to one exchange or issuer, about what reached it.
//!
//! It asks; it orders nothing. It says what is known, on what ground, and what is not known, so that
//! whoever gets it can check it against the chain and their own books before they act.

use api::trace::{EndingView, TraceView};
use model::time::Day;

use crate::facts::{Facts, btc};
use crate::front::Front;
use crate::press::{PaperError, print};
use crate::report::{heading, left_out, table_of_holder};
use crate::sheet::{Block, Field, Line, Sheet};
use crate::text;

/// What a request is made of.
#[derive(Debug, Clone)]
pub struct FreezeRequest<'a> {
    pub front: &'a Front,
    pub trace: &'a TraceView,
    /// One of the services that the trace reached, by the name it has there.
    pub recipient: &'a str,
    /// What it rests on in law, or what happened: in the words of whoever asks.
    pub basis: &'a str,
    /// How whoever asks can be reached.
    pub contact: &'a str,
    pub reply_by: Day,
}

/// More outputs than these are in the data alone.
const ROWS_MAX: usize = 1500;

/// Whom the funds of this trace reached: to each of them a request can be made, most first.
pub fn recipients(trace: &TraceView) -> Vec<&str> {
    trace.services.iter().map(|service| service.service.as_str()).collect()
}

impl FreezeRequest<'_> {
    pub fn pdf(&self) -> Result<Vec<u8>, PaperError> {
        print(&self.sheet()?, &[])
    }

    fn rows(&self) -> Vec<&EndingView> {
        let is_theirs = |row: &&EndingView| row.freezer_says.as_deref() == Some(self.recipient);
        self.trace.where_it_is_now.iter().filter(is_theirs).collect()
    }

    pub(crate) fn sheet(&self) -> Result<Sheet, PaperError> {
        let facts = Facts::new(self.trace, self.front.language()?);
        let facts = &facts;
        let rows = self.rows();
        if rows.is_empty() {
            let recipient = text::outside(self.recipient);
            return Err(PaperError::Refused {
                says: format!("nothing of this trace rests with '{recipient}'"),
            });
        }
        if self.reply_by < self.front.made_on {
            let (reply_by, made_on) = (self.reply_by, self.front.made_on);
            return Err(PaperError::Refused {
                says: format!("a reply by {reply_by} cannot be asked for on {made_on}"),
            });
        }
        let mut blocks = vec![Block::Fields { rows: self.fields(facts) }];
        blocks.extend(self.asked(facts, &rows));
        blocks.extend(found(facts, &rows));
        blocks.extend(self.ground(facts, &rows));
        blocks.extend(limits(facts));
        blocks.extend(self.answer(facts));
        let title = self.front.title(facts.language, "paper-freeze-title");
        Ok(self.front.sheet(facts.language, facts.is_synthetic(), title, blocks))
    }

    fn fields(&self, facts: &Facts<'_>) -> Vec<Field> {
        let field = |id: &str, lines: Vec<Line>| Field { name: facts.word(id), lines };
        let to = vec![Line::bold(text::outside(self.recipient))];
        let mut fields = vec![field("paper-field-to", to)];
        fields.extend(self.front.fields(facts));
        let reply_by = vec![Line::bold(self.reply_by.to_string())];
        fields.push(field("paper-field-reply-by", reply_by));
        fields
    }

    fn asked(&self, facts: &Facts<'_>, rows: &[&EndingView]) -> Vec<Block> {
        let sat = rows.iter().map(|row| facts.sat(&row.amounts)).sum();
        let args = [
            ("recipient", text::outside(self.recipient).into()),
            ("amount", btc(sat).into()),
            ("share", facts.share(sat).into()),
            ("rows", (rows.len() as u64).into()),
            ("start", btc(facts.net()).into()),
        ];
        let mut blocks = vec![heading(facts.language, "paper-freeze-asked")];
        blocks.push(Block::Para { text: facts.say("paper-freeze-says", &args) });
        for id in [
            "paper-freeze-hold",
            "paper-freeze-preserve",
            "paper-freeze-tell",
            "paper-freeze-quiet",
        ] {
            blocks.push(Block::Item { text: facts.word(id) });
        }
        blocks.push(Block::Para { text: facts.word("paper-freeze-no-order") });
        blocks
    }

    fn ground(&self, facts: &Facts<'_>, rows: &[&EndingView]) -> Vec<Block> {
        let mut blocks = vec![heading(facts.language, "paper-freeze-ground")];
        blocks.extend(text::note(self.basis).into_iter().map(|text| Block::Para { text }));
        let subjects: Vec<Line> = self
            .trace
            .query
            .subjects
            .iter()
            .take(ROWS_MAX)
            .map(|subject| Line::hash(subject))
            .collect();
        blocks.push(Block::Fields {
            rows: vec![Field { name: facts.word("paper-field-subjects"), lines: subjects }],
        });
        let method = facts.word(&format!("paper-method-{}", self.trace.share_method));
        blocks.push(Block::Para {
            text: facts.say("paper-freeze-method", &[("method", method.into())]),
        });
        blocks.push(Block::Subheading { text: facts.word("paper-freeze-attribution") });
        let mut seen: Vec<[String; 2]> = Vec::new();
        for row in rows {
            let Some(said) = row.holder.as_ref().and_then(|holder| holder.said.as_ref()) else {
                continue;
            };
            let says = [facts.said(said), facts.reach(said)];
            if !seen.contains(&says) {
                blocks.push(Block::Claim {
                    is_confirmed: false,
                    head: facts
                        .say("paper-claim-head", &[("label", text::outside(&said.label).into())]),
                    lines: says.iter().map(Line::plain).collect(),
                });
                seen.push(says);
            }
        }
        blocks
    }

    fn answer(&self, facts: &Facts<'_>) -> Vec<Block> {
        let mut blocks = vec![heading(facts.language, "paper-freeze-answer")];
        let args = [
            ("day", self.reply_by.to_string().into()),
            ("reference", text::outside(&self.front.reference).into()),
        ];
        blocks.push(Block::Para { text: facts.say("paper-freeze-answer-says", &args) });
        let contact = text::note(self.contact).into_iter().map(Line::plain).collect();
        blocks.push(Block::Fields {
            rows: vec![
                Field { name: facts.word("paper-field-contact"), lines: contact },
                Field {
                    name: facts.word("paper-field-program"),
                    lines: vec![Line::plain(format!("Kancil {}", self.front.program))],
                },
                Field {
                    name: facts.word("paper-field-labels"),
                    lines: vec![Line::hash(&self.trace.as_of.labels)],
                },
                Field {
                    name: facts.word("paper-field-data-digest"),
                    lines: vec![Line::hash(&self.front.data.to_string())],
                },
            ],
        });
        for id in ["paper-sign-name", "paper-sign-date"] {
            blocks.push(Block::Sign { text: facts.word(id) });
        }
        vec![Block::Together { blocks }]
    }
}

fn found(facts: &Facts<'_>, rows: &[&EndingView]) -> Vec<Block> {
    let mut blocks = vec![heading(facts.language, "paper-freeze-outputs")];
    blocks.push(Block::Para { text: facts.word("paper-freeze-outputs-says") });
    blocks.push(table_of_holder(facts, rows, ROWS_MAX));
    blocks.extend(left_out(facts, ROWS_MAX, rows.len()));
    blocks
}

fn limits(facts: &Facts<'_>) -> Vec<Block> {
    const LIMITS: [&str; 4] = [
        "paper-limit-convention",
        "paper-limit-labels",
        "paper-freeze-limit-customer",
        "paper-limit-after",
    ];
    let mut blocks = vec![heading(facts.language, "paper-freeze-limits")];
    blocks.extend(LIMITS.map(|id| Block::Item { text: facts.word(id) }));
    blocks
}

#[cfg(test)]
mod tests;
