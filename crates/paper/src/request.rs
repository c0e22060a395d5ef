//! The preservation and freeze request of a case: the very text that people wrote in it and a second
//! person approved, set for whoever holds the funds.
//!
//! Whatever is not approved says so across every page and on top of each: a draft that leaves the house by
//! mistake is known for one. It asks; it orders nothing.

use std::collections::BTreeMap;

use model::chain::Network;
use model::parse::{self, Subject};
use serde::{Deserialize, Serialize};
use words::Language;

use crate::facts::{is_made_up, time, word};
use crate::front::Front;
use crate::press::{PaperError, print};
use crate::report::heading;
use crate::sheet::{Block, Column, Field, Line, Row, Sheet};
use crate::text;

/// A request as it stands in the record, with names instead of ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestFacts {
    /// `R-2`.
    pub number: String,
    pub case_number: String,
    pub is_synthetic: bool,
    pub kind: RequestKind,
    /// `drafted`, `approved`, `sent` …
    pub state: String,
    pub recipient: String,
    /// Where it is sent to.
    pub contact: String,
    pub what: String,
    pub basis: String,
    pub limits: String,
    pub lines: Vec<RequestLine>,
    pub reply_days: u16,
    /// Whom they answer, in lines; empty in requests older than this.
    #[serde(default)]
    pub answer_to: String,
    /// Once it was sent.
    pub reply_by: Option<String>,
    pub written_by: Vec<String>,
    pub approval: Option<Approval>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    Preserve,
    Freeze,
}

/// One transaction that the request speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestLine {
    pub ledger: String,
    pub txid: String,
    pub address: String,
    pub amount: String,
    pub asset: String,
    /// Of what the trace began with, in millionths.
    pub share: Option<u32>,
    pub basis: String,
}

/// That a second person read this very text and agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    pub by: String,
    pub at: String,
    /// SHA-256 of the text that was approved, in hex.
    pub sha256: String,
}

/// What the paper of a request is made of.
#[derive(Debug, Clone)]
pub struct CaseRequest<'a> {
    pub front: &'a Front,
    pub request: &'a RequestFacts,
}

impl CaseRequest<'_> {
    pub fn pdf(&self) -> Result<Vec<u8>, PaperError> {
        print(&self.sheet()?, &[])
    }

    pub(crate) fn sheet(&self) -> Result<Sheet, PaperError> {
        let language = self.front.language()?;
        let request = self.request;
        let word = |id: &str| word(language, id);
        let mut blocks = vec![Block::Fields { rows: self.fields(language) }];
        blocks.push(heading(language, "paper-request-what"));
        blocks.extend(text::note(&request.what).into_iter().map(|text| Block::Para { text }));
        blocks.push(heading(language, "paper-freeze-asked"));
        let hold = match request.kind {
            RequestKind::Freeze => Some("paper-freeze-hold"),
            RequestKind::Preserve => None,
        };
        let rest = ["paper-freeze-preserve", "paper-freeze-tell", "paper-freeze-quiet"];
        blocks.extend(hold.into_iter().chain(rest).map(|id| Block::Item { text: word(id) }));
        blocks.push(Block::Para { text: word("paper-freeze-no-order") });
        blocks.extend(lines(request, language));
        blocks.push(heading(language, "paper-freeze-ground"));
        blocks.extend(text::note(&request.basis).into_iter().map(|text| Block::Para { text }));
        blocks.push(heading(language, "paper-freeze-limits"));
        blocks.extend(text::note(&request.limits).into_iter().map(|text| Block::Para { text }));
        let limits =
            ["paper-limit-convention", "paper-limit-labels", "paper-freeze-limit-customer"];
        blocks.extend(limits.map(|id| Block::Item { text: word(id) }));
        blocks.extend(self.answer(language));
        blocks.extend(self.approval(language));
        let title = match request.kind {
            RequestKind::Freeze => "paper-request-title-freeze",
            RequestKind::Preserve => "paper-request-title-preserve",
        };
        let title = self.front.title(language, title);
        let made_up = request.lines.iter().any(is_line_made_up);
        let is_synthetic = request.is_synthetic || made_up;
        let mut sheet = self.front.sheet(language, is_synthetic, title, blocks);
        if request.approval.is_none() {
            sheet.watermark = Some(word("paper-request-draft"));
            let says = word("paper-request-not-approved");
            sheet.banner = Some(match sheet.banner {
                Some(banner) => format!("{says} {banner}"),
                None => says,
            });
        }
        Ok(sheet)
    }

    fn fields(&self, language: Language) -> Vec<Field> {
        let request = self.request;
        let field = |id: &str, line: Line| Field { name: word(language, id), lines: vec![line] };
        let mut fields = vec![
            field("paper-field-to", Line::bold(text::outside(&request.recipient))),
            field("paper-request-field-sent-to", Line::plain(text::outside(&request.contact))),
            field("paper-request-field-number", Line::plain(text::outside(&request.number))),
            field("paper-case-field-case", Line::plain(text::outside(&request.case_number))),
        ];
        fields.extend(self.front.own_fields(language));
        fields.push(field("paper-field-reply-by", Line::bold(self.reply_by(language))));
        let state = format!("paper-request-state-{}", request.state);
        let state = if words::is_known(&state) {
            word(language, &state)
        } else {
            text::outside(&request.state)
        };
        fields.push(field("paper-request-state", Line::plain(state)));
        fields
    }

    fn reply_by(&self, language: Language) -> String {
        match &self.request.reply_by {
            Some(at) => time(at),
            None => {
                let args = [("days", u64::from(self.request.reply_days).into())];
                words::say(language, "paper-request-reply-days", &args)
            }
        }
    }

    fn answer(&self, language: Language) -> Vec<Block> {
        let reference = text::outside(&self.front.reference);
        let (id, day) = match &self.request.reply_by {
            Some(at) => ("paper-freeze-answer-says", ("day", time(at))),
            None => ("paper-request-answer-days", ("days", self.reply_by(language))),
        };
        let args = [(day.0, day.1.into()), ("reference", reference.into())];
        let own = std::iter::once(text::outside(&self.front.prepared_by));
        let contact = own.chain(text::note(&self.request.answer_to)).map(Line::plain).collect();
        let contact = Field { name: word(language, "paper-field-contact"), lines: contact };
        vec![
            heading(language, "paper-freeze-answer"),
            Block::Para { text: words::say(language, id, &args) },
            Block::Fields { rows: vec![contact] },
        ]
    }

    fn approval(&self, language: Language) -> Vec<Block> {
        let written = self.request.written_by.join(", ");
        let approved = match &self.request.approval {
            None => Line::bold(word(language, "paper-request-unapproved")),
            Some(approval) => {
                let args = [
                    ("who", text::outside(&approval.by).into()),
                    ("when", time(&approval.at).into()),
                    ("digest", text::evidence(&approval.sha256).into()),
                ];
                Line::plain(words::say(language, "paper-request-approved-says", &args))
            }
        };
        let field = |id: &str, line: Line| Field { name: word(language, id), lines: vec![line] };
        let rows = vec![
            field("paper-request-written", Line::plain(text::outside(&written))),
            field("paper-request-approved", approved),
        ];
        let mut blocks = vec![heading(language, "paper-request-approval"), Block::Fields { rows }];
        for id in ["paper-sign-name", "paper-sign-date"] {
            blocks.push(Block::Sign { text: word(language, id) });
        }
        vec![Block::Together { blocks }]
    }
}

/// By the ledger or, since people may write that as they like, by the address: a story's is no coin's.
fn is_line_made_up(line: &RequestLine) -> bool {
    let is_storys = matches!(
        parse::parse(&line.address),
        Ok(Subject::Address { networks, .. }) if networks.contains(&Network::Story)
    );
    is_storys || is_made_up(&line.ledger)
}

fn lines(request: &RequestFacts, language: Language) -> Vec<Block> {
    let word = |id: &str| word(language, id);
    let columns = vec![
        Column::text(word("paper-column-number"), 0),
        Column::text(word("paper-column-movement"), 3),
        Column::number(word("paper-column-amount")),
        Column::text(word("paper-column-basis"), 1),
    ];
    let mut sums: BTreeMap<&str, Option<Decimal>> = BTreeMap::new();
    let mut rows = Vec::new();
    for (at, line) in request.lines.iter().enumerate() {
        let sum = sums.entry(&line.asset).or_insert(Some(Decimal::default()));
        *sum = sum.and_then(|sum| sum.plus(Decimal::of(&line.amount)?));
        let amount = text::outside(&format!("{} {}", line.amount, line.asset));
        let mut value = vec![Line::plain(amount)];
        value.extend(line.share.map(|share| Line::faint(percent(share))));
        rows.push(Row::of([
            vec![Line::bold((at + 1).to_string())],
            vec![
                Line::hash(&format!("{} {}", word("paper-transaction"), line.txid)),
                Line::hash(&format!("{} {}", word("paper-to"), line.address)),
                Line::faint(text::outside(&line.ledger)),
            ],
            value,
            vec![Line::plain(text::outside(&line.basis))],
        ]));
    }
    for (asset, sum) in sums {
        let Some(sum) = sum else { continue };
        let args = [("asset", text::outside(asset).into())];
        rows.push(Row::sum([
            Vec::new(),
            vec![Line::plain(words::say(language, "paper-request-sum", &args))],
            vec![Line::plain(text::outside(&format!("{} {asset}", sum.text())))],
            Vec::new(),
        ]));
    }
    vec![
        heading(language, "paper-request-lines"),
        Block::Para { text: word("paper-request-lines-says") },
        Block::Table { columns, rows },
    ]
}

/// Millionths as percent, to the second decimal, rounded down.
fn percent(millionths: u32) -> String {
    let hundredths = millionths / 100;
    if hundredths == 0 && millionths > 0 {
        return "<0.01 %".to_owned();
    }
    format!("{}.{:02} %", hundredths / 100, hundredths % 100)
}

/// A decimal number as people wrote it, with up to 18 decimals; never a float.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Decimal {
    units: u128,
    decimals: u32,
}

impl Decimal {
    const DECIMALS_MAX: u32 = 18;

    fn of(amount: &str) -> Option<Self> {
        let (whole, part) = amount.split_once('.').unwrap_or((amount, ""));
        let decimals = u32::try_from(part.len()).ok().filter(|len| *len <= Self::DECIMALS_MAX)?;
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !is_digits(whole) || !is_digits(part) {
            return None;
        }
        Some(Self { units: format!("{whole}{part}").parse().ok()?, decimals })
    }

    fn plus(self, other: Self) -> Option<Self> {
        let decimals = self.decimals.max(other.decimals);
        let scaled =
            |one: Self| one.units.checked_mul(10_u128.checked_pow(decimals - one.decimals)?);
        Some(Self { units: scaled(self)?.checked_add(scaled(other)?)?, decimals })
    }

    fn text(self) -> String {
        let places = self.decimals as usize;
        let digits = format!("{:0>width$}", self.units, width = places + 1);
        let (whole, part) = digits.split_at(digits.len() - places);
        if places == 0 { whole.to_owned() } else { format!("{whole}.{part}") }
    }
}

#[cfg(test)]
mod tests;
