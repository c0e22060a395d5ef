//! A question asked of the ledger, with its answer in every form in which it leaves the house.

use api::ask::bounds::Bounds;
use api::ask::path::PathQuestion;
use api::ask::trace::TraceQuestion;
use api::ask::watch::Watch;
use api::common::LedgerTip;
use api::refusal::{Note, Refusal};
use api::sensitivity::SensitivityView;
use api::text::json;
use api::trace::TraceView;
use entity::atlas::Atlas;
use model::hash::Digest;
use trace::picture;

/// A trace.
#[derive(Debug)]
pub struct Told {
    pub view: TraceView,
    pub json: String,
    pub csv: String,
    pub svg: String,
    pub notes: Vec<Note>,
    /// What its endings rest on, where that was asked.
    pub rests: Option<SensitivityView>,
}

impl Told {
    /// By this, paper and data are known to belong together.
    pub fn digest(&self) -> Digest {
        Digest::of(self.json.as_bytes())
    }
}

/// Asks an Atlas that stands at the question's moment.
pub fn told(
    question: &TraceQuestion,
    atlas: &Atlas,
    bounds: &Bounds,
    watch: &mut Watch<'_>,
) -> Result<Told, Refusal> {
    let answer = question.answer(atlas, bounds, watch)?;
    let view = answer.view();
    let svg = picture::svg(&answer.trace, answer.picture());
    let csv = api::sheet::trace::sheet(&view).into_text();
    Ok(Told { json: json(&view), csv, svg, notes: answer.notes, view, rests: None })
}

/// The same, and again without each rule and label that it met.
pub fn weighed(
    question: &TraceQuestion,
    atlas: &Atlas,
    bounds: &Bounds,
    watch: &mut Watch<'_>,
) -> Result<Told, Refusal> {
    let told = told(question, atlas, bounds, watch)?;
    let rests = Some(question.sensitivity(atlas, bounds, watch)?);
    Ok(Told { rests, ..told })
}

/// A path.
#[derive(Debug)]
pub struct Path {
    pub json: String,
    /// The ledgers that were read.
    pub ledgers: Vec<LedgerTip>,
}

pub fn path(
    question: &PathQuestion,
    atlas: &Atlas,
    bounds: &Bounds,
    watch: &mut Watch<'_>,
) -> Result<Path, Refusal> {
    let view = question.answer(atlas, bounds, watch)?.view;
    Ok(Path { json: json(&view), ledgers: view.as_of.ledgers })
}
