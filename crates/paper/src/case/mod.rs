//! The fund-flow report of a case: an exhibit (a board as it was frozen) with every trace that was
//! placed on it, asked again.
//!
//! Its order is that of the report of one trace; where several traces say something, each says it under
//! its own name (T-1, T-2 …). What people drew, wrote and pinned is told apart from what the ledger says.

mod board;
mod drawing;
mod facts;
mod record;
#[cfg(test)]
mod tests;

use api::sensitivity::SensitivityView;
use api::trace::{BasisView, TraceView};
use model::hash::Digest;
use words::{Arg, Language};

pub use self::board::{Basis, Board, BoardNote, Card, CardKind, Movement};
pub use self::facts::{CaseFacts, CustodyFacts, ExhibitFacts, PinFacts};
use crate::facts::{Facts, time, word};
use crate::front::Front;
use crate::press::{PaperError, print};
use crate::report::{flow, heading, method, resting, rests, summary};
use crate::sheet::{Block, Field, Line, Sheet};
use crate::text;

/// A trace that was placed on the board, as the ledger answers it now.
#[derive(Debug, Clone)]
pub struct PlacedTrace<'a> {
    pub view: &'a TraceView,
    /// What its endings rest on, where that was asked.
    pub rests: Option<&'a SensitivityView>,
    /// SHA-256 of the answer as JSON.
    pub digest: Digest,
    /// The same when it was placed, in hex.
    pub placed: &'a str,
}

/// A path that was placed on the board.
#[derive(Debug, Clone)]
pub struct PlacedPath<'a> {
    pub from: &'a str,
    pub to: &'a str,
    pub digest: Digest,
    pub placed: &'a str,
}

/// What the report of a case is made of.
#[derive(Debug, Clone)]
pub struct CaseReport<'a> {
    pub front: &'a Front,
    pub case: &'a CaseFacts,
    pub board: &'a Board,
    pub traces: &'a [PlacedTrace<'a>],
    pub paths: &'a [PlacedPath<'a>],
}

/// The board as one drawing in one colour, whatever its size.
pub fn board_svg(board: &Board, language: &str) -> Result<String, PaperError> {
    let language = Language::of(language)
        .ok_or_else(|| PaperError::NoLanguage { code: text::outside(language) })?;
    Ok(drawing::draw(board, language).whole)
}

impl CaseReport<'_> {
    /// The report as a PDF: the same input, the same bytes.
    pub fn pdf(&self) -> Result<Vec<u8>, PaperError> {
        let (sheet, drawings) = self.sheet()?;
        print(&sheet, &drawings)
    }

    pub(crate) fn sheet(&self) -> Result<(Sheet, Vec<String>), PaperError> {
        let language = self.front.language()?;
        let traces: Vec<Facts<'_>> =
            self.traces.iter().map(|trace| Facts::new(trace.view, language)).collect();
        let (drawn, drawings) = self.drawing(language);
        let mut blocks = vec![Block::Fields { rows: self.fields(language, &traces) }];
        blocks.extend(self.summary(language, &traces));
        blocks.extend(self.scope(language, &traces));
        blocks.extend(drawn);
        blocks.extend(self.hops(language, &traces));
        blocks.extend(self.standing(language, &traces));
        blocks.extend(each("paper-case-places", language, &traces, resting::rows_of_places));
        blocks.extend(each("paper-sums", language, &traces, resting::rows_of_sums));
        blocks.extend(self.method(language, &traces));
        blocks.extend(self.limits(language, &traces));
        blocks.extend(record::notes(self.board, language));
        blocks.extend(method::glossary(language));
        blocks.extend(record::evidence(self.case, self.front, language));
        blocks.extend(record::custody(self.case, language));
        let title = self.front.title(language, "paper-report-title");
        let is_synthetic = self.case.is_synthetic || traces.iter().any(Facts::is_synthetic);
        Ok((self.front.sheet(language, is_synthetic, title, blocks), drawings))
    }

    fn fields(&self, language: Language, traces: &[Facts<'_>]) -> Vec<Field> {
        let (case, exhibit) = (self.case, &self.case.exhibit);
        let field = |id: &str, lines: Vec<Line>| Field { name: word(language, id), lines };
        let plain = |id: &str, text: &str| field(id, vec![Line::plain(text::outside(text))]);
        let args = [
            ("number", text::outside(&exhibit.number).into()),
            ("title", text::outside(&exhibit.title).into()),
            ("revision", exhibit.revision.into()),
            ("who", text::outside(&exhibit.frozen_by).into()),
            ("when", time(&exhibit.frozen_at).into()),
        ];
        let mut fields = vec![
            field("paper-case-field-case", vec![Line::bold(text::outside(&case.number))]),
            plain("paper-case-field-title", &case.title),
        ];
        fields.extend(self.front.own_fields(language));
        fields.push(plain("paper-case-field-people", &case.people.join(", ")));
        let frozen = words::say(language, "paper-case-exhibit", &args);
        fields.push(field(
            "paper-case-field-exhibit",
            vec![Line::plain(frozen), Line::hash(&format!("SHA-256 {}", exhibit.sha256))],
        ));
        // Traces of one ledger stand on the same block: it is named once.
        let mut seen: Vec<Vec<Line>> = Vec::new();
        for facts in traces {
            for tip in &facts.view.as_of.ledgers {
                let block = tip.tip.as_ref().map_or_else(|| "-".to_owned(), |tip| facts.block(tip));
                let lines = vec![
                    Line::plain(format!("{} ({})", tip.ledger, facts.now())),
                    Line::hash(&block),
                ];
                if !seen.contains(&lines) {
                    seen.push(lines);
                }
            }
        }
        fields.extend(seen.into_iter().map(|lines| field("paper-field-ledger", lines)));
        fields
    }

    fn summary(&self, language: Language, traces: &[Facts<'_>]) -> Vec<Block> {
        let cards = self.board.cards.iter().filter(|card| card.kind != CardKind::Rest).count();
        let (movements, observed) = (self.board.movements.len(), self.board.observed());
        let args = [
            ("exhibit", text::outside(&self.case.exhibit.number).into()),
            ("cards", (cards as u64).into()),
            ("movements", (movements as u64).into()),
            ("observed", (observed as u64).into()),
            ("traces", (traces.len() as u64).into()),
        ];
        let mut blocks = vec![heading(language, "paper-summary")];
        blocks.push(Block::Para { text: words::say(language, "paper-case-summary", &args) });
        for (at, facts) in traces.iter().enumerate() {
            blocks.push(named(language, at, facts));
            blocks.extend(summary::sentences(facts));
        }
        if traces.is_empty() {
            blocks.push(Block::Para { text: word(language, "paper-case-no-trace") });
        }
        blocks.push(Block::Para { text: word(language, "paper-summary-reading") });
        blocks
    }

    fn scope(&self, language: Language, traces: &[Facts<'_>]) -> Vec<Block> {
        let mut blocks = vec![heading(language, "paper-scope")];
        let args = [("title", text::outside(&self.case.title).into())];
        blocks.push(Block::Para { text: words::say(language, "paper-case-question", &args) });
        for (at, facts) in traces.iter().enumerate() {
            blocks.push(named(language, at, facts));
            let subjects = facts.view.query.subjects.iter().map(|subject| Line::hash(subject));
            let name = facts.word("paper-field-subjects");
            blocks.push(Block::Fields { rows: vec![Field { name, lines: subjects.collect() }] });
            blocks.push(Block::Para { text: facts.way("paper-scope-says") });
        }
        for (at, path) in self.paths.iter().enumerate() {
            let args = [
                ("number", (at as u64 + 1).into()),
                ("from", text::evidence(path.from).into()),
                ("to", text::evidence(path.to).into()),
            ];
            blocks.push(Block::Para { text: words::say(language, "paper-case-path", &args) });
        }
        blocks
    }

    /// Whole on one page, and in parts where that page is too small to be read.
    fn drawing(&self, language: Language) -> (Vec<Block>, Vec<String>) {
        let drawn = drawing::draw(self.board, language);
        let args = [
            ("exhibit", text::outside(&self.case.exhibit.number).into()),
            ("revision", self.case.exhibit.revision.into()),
        ];
        let alt = words::say(language, "paper-case-drawing-alt", &args);
        let mut blocks = vec![
            Block::NewPage,
            heading(language, "paper-drawing"),
            Block::Para { text: word(language, "paper-case-drawing-says") },
        ];
        if drawn.parts.is_empty() {
            blocks.push(Block::Drawing { number: 0, alt, is_wide: false });
            return (blocks, vec![drawn.whole]);
        }
        let count = drawn.parts.len();
        let args = [("count", (count as u64).into())];
        blocks.push(Block::Para { text: words::say(language, "paper-case-parts", &args) });
        if drawn.left_out > 0 {
            let args = [("count", (drawn.left_out as u64).into())];
            blocks.push(Block::Para { text: words::say(language, "paper-case-parts-out", &args) });
        }
        blocks.push(Block::Drawing { number: 0, alt: alt.clone(), is_wide: false });
        for number in 1..=count {
            blocks.push(Block::Drawing { number, alt: alt.clone(), is_wide: true });
        }
        (blocks, std::iter::once(drawn.whole).chain(drawn.parts).collect())
    }

    fn hops(&self, language: Language, traces: &[Facts<'_>]) -> Vec<Block> {
        let mut blocks = vec![Block::NewPage, heading(language, "paper-hops")];
        blocks.push(Block::Subheading { text: word(language, "paper-case-board-hops") });
        blocks.push(Block::Para { text: word(language, "paper-case-board-hops-says") });
        blocks.extend(board::table(self.board, language));
        for (at, facts) in traces.iter().enumerate() {
            blocks.push(named(language, at, facts));
            blocks.extend(flow::rows_of_hops(facts));
        }
        blocks
    }

    /// What is confirmed and what is probable, apart.
    fn standing(&self, language: Language, traces: &[Facts<'_>]) -> Vec<Block> {
        let is_observed = |basis: &BasisView| *basis == BasisView::Observed;
        let hops = traces.iter().flat_map(|facts| &facts.view.hops);
        let observed = hops.filter(|hop| is_observed(&hop.basis)).count() + self.board.observed();
        let mut blocks = vec![heading(language, "paper-standing")];
        blocks.push(Block::Para { text: word(language, "paper-standing-says") });
        blocks.push(Block::Subheading { text: word(language, "paper-confirmed") });
        let args = [("count", (observed as u64).into())];
        blocks.push(Block::Claim {
            is_confirmed: true,
            head: words::say(language, "paper-confirmed-hops", &args),
            lines: vec![Line::plain(word(language, "paper-confirmed-says"))],
        });
        blocks.push(Block::Subheading { text: word(language, "paper-probable") });
        blocks.extend(board::inferred(self.board, language));
        for (at, facts) in traces.iter().enumerate() {
            blocks.push(named(language, at, facts));
            blocks.extend(flow::probable(facts));
        }
        blocks
    }

    fn method(&self, language: Language, traces: &[Facts<'_>]) -> Vec<Block> {
        let mut blocks = vec![heading(language, "paper-method")];
        for (at, (facts, trace)) in traces.iter().zip(self.traces).enumerate() {
            blocks.push(named(language, at, facts));
            blocks.push(asked_again(language, trace.digest, trace.placed));
            blocks.extend(method::of_trace(facts, self.front));
        }
        for (at, path) in self.paths.iter().enumerate() {
            let args = [("number", (at as u64 + 1).into())];
            let text = words::say(language, "paper-case-path-name", &args);
            blocks.push(Block::Subheading { text });
            blocks.push(asked_again(language, path.digest, path.placed));
        }
        blocks
    }

    fn limits(&self, language: Language, traces: &[Facts<'_>]) -> Vec<Block> {
        let mut blocks = vec![heading(language, "paper-limits")];
        blocks.extend(method::always(language));
        for (at, facts) in traces.iter().enumerate() {
            let cuts = method::cuts(facts);
            if !cuts.is_empty() {
                let args = trace_args(at, facts);
                let text = words::say(language, "paper-case-cuts", &args);
                blocks.push(Block::Subheading { text });
                blocks.extend(cuts);
            }
        }
        if !self.board.excluded.is_empty() {
            blocks.push(Block::Subheading { text: word(language, "paper-case-excluded") });
            let items = self.board.excluded.iter().map(|what| text::outside(what));
            blocks.extend(items.map(|text| Block::Item { text }));
        }
        blocks.extend(method::alternatives(language));
        blocks.push(method::sensitivity(language));
        for (at, (facts, trace)) in traces.iter().zip(self.traces).enumerate() {
            if let Some(rests) = trace.rests {
                blocks.push(named(language, at, facts));
                blocks.extend(rests::blocks(facts, rests));
            }
        }
        blocks
    }
}

/// The same section of every trace, each under its name.
fn each(
    head: &str,
    language: Language,
    traces: &[Facts<'_>],
    section: impl Fn(&Facts<'_>) -> Vec<Block>,
) -> Vec<Block> {
    let mut blocks = vec![heading(language, head)];
    for (at, facts) in traces.iter().enumerate() {
        blocks.push(named(language, at, facts));
        blocks.extend(section(facts));
    }
    if traces.is_empty() {
        blocks.push(Block::Para { text: word(language, "paper-case-no-trace") });
    }
    blocks
}

fn trace_args(at: usize, facts: &Facts<'_>) -> [(&'static str, Arg); 3] {
    let direction = facts.way("paper-case-way");
    let method = facts.view.share_method.to_uppercase();
    [("number", (at as u64 + 1).into()), ("way", direction.into()), ("method", method.into())]
}

/// `Trace T-1: forward, by FIFO`.
fn named(language: Language, at: usize, facts: &Facts<'_>) -> Block {
    let text = words::say(language, "paper-case-trace-name", &trace_args(at, facts));
    Block::Subheading { text }
}

/// Whether the ledger still gives the very answer that was placed on the board.
fn asked_again(language: Language, now: Digest, placed: &str) -> Block {
    let now = now.to_string();
    let id = if now == placed { "paper-case-same" } else { "paper-case-differs" };
    let args = [("now", now.into()), ("placed", text::outside(placed).into())];
    Block::Para { text: words::say(language, id, &args) }
}
