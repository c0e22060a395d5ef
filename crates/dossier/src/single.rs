//! The pack of one trace: the question, its answer, and the report made of it.

use api::ask::bounds::Bounds;
use api::ask::trace::TraceQuestion;
use api::ask::watch::Watch;
use api::text::json;
use entity::atlas::Atlas;
use paper::front::Front;
use paper::report::FlowReport;
use serde::{Deserialize, Serialize};

use crate::answered::{Told, weighed};
use crate::{Contents, DossierError, ENVIRONMENT, Environment, Words, is_synthetic, used};

pub const QUESTION: &str = "question.json";
const RESTS: &str = "sensitivity.json";

/// The question: what was asked of the ledger, and what was to stand on the paper. With the same
/// blocks and labels it gives the whole pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    pub trace: TraceQuestion,
    pub paper: Words,
}

/// Asks the question again, of an Atlas at its moment, and makes everything of the answer.
pub fn make(
    question: &Question,
    atlas: &Atlas,
    watch: &mut Watch<'_>,
) -> Result<Contents, DossierError> {
    of(question, atlas, &weighed(&question.trace, atlas, &Bounds::OWN, watch)?)
}

pub fn of(question: &Question, atlas: &Atlas, told: &Told) -> Result<Contents, DossierError> {
    let front = question.paper.front(QUESTION, told.digest())?;
    let pdf = report(&front, &question.paper.question, told)?;
    let (view, files) = (&told.view, |name: &str, bytes: Vec<u8>| (name.to_owned(), bytes));
    let environment =
        Environment::of(view.as_of.clone(), view.as_of_time.clone(), std::iter::once(view));
    let rests = told.rests.as_ref().map(|rests| files(RESTS, json(rests).into_bytes()));
    let mut files = vec![
        files("README.txt", README.as_bytes().to_vec()),
        files(QUESTION, json(question).into_bytes()),
        files(ENVIRONMENT, json(&environment).into_bytes()),
        files("trace.json", told.json.clone().into_bytes()),
        files("hops.csv", told.csv.clone().into_bytes()),
        files("labels.json", json(&used(atlas, view)).into_bytes()),
        files("drawing.svg", told.svg.clone().into_bytes()),
        files("report.pdf", pdf),
    ];
    files.extend(rests);
    Ok(Contents { files, is_synthetic: is_synthetic(&view.as_of) })
}

/// The report of one trace, for no case.
pub fn report(front: &Front, question: &str, told: &Told) -> Result<Vec<u8>, DossierError> {
    let (notes, exhibits, custody) = (&[], &[], &[]);
    let (trace, svg) = (&told.view, told.svg.as_str());
    let rests = told.rests.as_ref();
    Ok(FlowReport { front, question, trace, rests, svg, notes, exhibits, custody }.pdf()?)
}

const README: &str = "\
Evidence pack of Kancil

report.pdf        the report
hops.csv          every hop, then every resting place, as a table
trace.json        the whole answer
drawing.svg       the picture
sensitivity.json  the trace again without each rule and label that it met: what falls away
question.json     what was asked, and what was to stand on the paper
labels.json       who says what about the holders on the way, and the label files that were read
labels/           those label files, as they were read (where they are part of the pack)
environment.json  version of the program, ledgers with their last blocks, blocks of the trace
MANIFEST.json     the SHA-256 of each of these files
MANIFEST.sig      the signature of the installation that made the pack, over MANIFEST.json

To check it:      kancil evidence verify PACK
With the same blocks read in (kancil ingest bitcoin …) the question is asked again and everything
compared byte by byte. The digests can be checked with any tool that computes SHA-256.
";
