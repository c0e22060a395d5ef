//! `kancil labels`: claims in, claims out.

pub mod import;

use api::ask::bounds::Bounds;
use api::ask::labels::LabelsQuestion;
use api::label::{AttributionView, ClaimView, LabelsOf, Packs, ReachView, ValidView};

use crate::args::{LabelsCommand, LabelsPacks, LabelsShow, When};
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::show::page::{Columns, Page};
use crate::show::{Show, show};
use crate::{label_store, world};
use api::phrase;
use api::sheet::{self, Sheet};

pub fn run(data: &Data, labels: &LabelsCommand) -> Result<Exit, Failure> {
    match labels {
        LabelsCommand::Import(args) => import::run(data, args),
        LabelsCommand::Show(args) => show_claims(data, args),
        LabelsCommand::Packs(args) => packs(data, args),
    }
}

fn show_claims(data: &Data, args: &LabelsShow) -> Result<Exit, Failure> {
    let question = LabelsQuestion::new(&args.subject);
    question.check(&Bounds::OWN)?;
    let atlas = world::open(data, None, &args.when)?;
    show(&question.answer(&atlas, &Bounds::OWN)?, args.shown.format)?;
    Ok(Exit::Done)
}

fn packs(data: &Data, args: &LabelsPacks) -> Result<Exit, Failure> {
    let when = When { as_of: None, known_at: args.known_at };
    let moment = world::moment(&when)?;
    let labels = label_store::load(data)?;
    show(&api::ask::labels::packs(&labels, moment), args.shown.format)?;
    Ok(Exit::Done)
}

impl Show for Packs {
    fn page(&self, page: &mut Page) {
        match self.packs.len() as u64 {
            0 => page.heading("No packs imported"),
            count => page.heading(&super::counted(count, "pack")),
        }
        page.line(&format!("  label set {}", self.digest));
        let mut columns = Columns::new(&[
            "imported",
            "format",
            ">claims",
            ">subjects",
            ">actors",
            "title",
            "file",
            "digest",
        ]);
        for info in &self.packs {
            columns.row([
                info.pack.imported_at.clone(),
                info.pack.format.clone(),
                info.claims.to_string(),
                info.subjects.to_string(),
                info.actors.to_string(),
                info.pack.title.clone(),
                info.pack.file.clone(),
                info.pack.digest.clone(),
            ]);
        }
        page.columns(columns);
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new(&[
            "digest",
            "title",
            "creator",
            "format",
            "file",
            "imported_at",
            "subjects",
            "claims",
            "actors",
        ]);
        for info in &self.packs {
            sheet.row([
                info.pack.digest.clone(),
                info.pack.title.clone(),
                info.pack.creator.clone(),
                info.pack.format.clone(),
                info.pack.file.clone(),
                info.pack.imported_at.clone(),
                info.subjects.to_string(),
                info.claims.to_string(),
                info.actors.to_string(),
            ]);
        }
        sheet
    }
}

impl Show for LabelsOf {
    fn page(&self, page: &mut Page) {
        page.heading(&format!("Labels of {}", self.subject));
        page.line(&format!("  as of {}, label set {}", self.as_of.day, self.as_of.labels));
        if self.labels.is_empty() {
            page.line("  nothing is said about it");
        }
        labels_page(&self.labels, page);
    }

    fn sheet(&self) -> Sheet {
        sheet::label::sheet(self)
    }
}

/// What is said of a holder, with its provenance; nothing where nothing is said.
pub(super) fn labels_page(labels: &[AttributionView], page: &mut Page) {
    let mut columns =
        Columns::new(&["label", "category", "says", ">sure", "reach", "valid", "source", "pack"]);
    for label in labels {
        let claim = &label.claim;
        let mut standing = standing_words(claim.standing).to_owned();
        if let Some(doubt) = &label.doubt {
            standing = format!("{standing}; in doubt: {}", phrase::doubt_words(doubt));
        }
        columns.row([
            claim.label.clone(),
            claim.categories.join(" "),
            standing,
            format!("{} %", claim.confidence.level),
            phrase::reach_words(&label.reach),
            valid_words(&claim.valid),
            claim.source.clone(),
            claim.pack.title.clone(),
        ]);
    }
    if !columns.is_empty() {
        page.heading(&format!("Labels ({})", labels.len()));
        page.columns(columns);
    }
}

/// Claims about a transaction itself.
pub(super) fn claims_page(claims: &[ClaimView], page: &mut Page) {
    let direct = |claim: &ClaimView| AttributionView {
        reach: ReachView::Direct,
        doubt: None,
        claim: claim.clone(),
    };
    labels_page(&claims.iter().map(direct).collect::<Vec<_>>(), page);
}

pub(super) fn standing_words(standing: &str) -> &'static str {
    match standing {
        "holds" => "holds",
        "ended" => "ended",
        "not_yet" => "not yet",
        _ => "cannot tell",
    }
}

/// `2022-08-08 to 2025-03-21`, `seen 2024-09-26`; a question mark for an unknown start.
pub(super) fn valid_words(valid: &ValidView) -> String {
    let start = match (&valid.from, &valid.seen) {
        (Some(from), _) => from.clone(),
        (None, Some(seen)) => format!("? (seen {seen})"),
        (None, None) if valid.to.is_none() => return "unknown".into(),
        (None, None) => "?".into(),
    };
    match &valid.to {
        Some(to) => format!("{start} to {to}"),
        None => format!("{start} on"),
    }
}
