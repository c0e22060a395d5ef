//! The papers of a case: the report of an exhibit, and the pack in which every trace that was placed on it
//! is asked again.
//!
//! What the record said (people, pins, custody, the frozen board) is copied into the pack and held by
//! digest and signature; what the ledger says is made anew by whoever checks. A question that was placed
//! without its day or ledger gets both when the file is made, and keeps them.

use std::collections::BTreeMap;

use api::ask::bounds::Bounds;
use api::ask::path::PathQuestion;
use api::ask::trace::TraceQuestion;
use api::ask::watch::Watch;
use api::common::{AsOf, LedgerTip};
use api::text::json;
use casework::boards::card::Placed;
use casework::boards::state::Content;
use entity::atlas::Atlas;
use model::hash::Digest;
use model::time::Time;
use paper::case::{CaseFacts, CaseReport, PlacedPath, PlacedTrace, board_svg};
use serde::{Deserialize, Serialize};

use crate::answered::{Path, Told, path, weighed};
use crate::asked;
use crate::{
    Contents, DossierError, ENVIRONMENT, Environment, Words, bad, board, is_synthetic, used,
};

pub const CASE: &str = "case.json";
pub const EXHIBIT: &str = "exhibit.json";

/// What the record says, and what is to stand on the paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFile {
    pub case: CaseFacts,
    pub paper: Words,
    /// In the order of T-1, T-2 …
    pub traces: Vec<AskedTrace>,
    pub paths: Vec<AskedPath>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskedTrace {
    /// The result's name on the board.
    pub result: String,
    pub question: TraceQuestion,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskedPath {
    pub result: String,
    pub question: PathQuestion,
}

/// The exhibit and the pinned facts, byte for byte as the record has them.
#[derive(Debug, Clone, Copy)]
pub struct Kept<'a> {
    pub exhibit: &'a str,
    /// In the order of the case's pins.
    pub pins: &'a [&'a str],
}

/// The ledgers and labels of which is asked: all of them, at whatever moment.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    pub atlas: &'a Atlas,
    pub bounds: &'a Bounds,
    pub now: Time,
}

impl CaseFile {
    /// Reads from the exhibit what was asked, and fixes the moment of what was left to the moment of
    /// asking.
    pub fn new(
        case: CaseFacts,
        paper: Words,
        exhibit: &str,
        asking: Asking<'_>,
    ) -> Result<Self, DossierError> {
        let content = content(exhibit)?;
        let (mut traces, mut paths) = (Vec::new(), Vec::new());
        let day = Some(asking.now.day().to_string());
        for (result, placed) in &content.results {
            let result = result.clone();
            if placed.kind == "path" {
                let mut question: PathQuestion = question(placed)?;
                question.as_of = question.as_of.or_else(|| day.clone());
                paths.push(AskedPath { result, question });
            } else {
                let mut question: TraceQuestion = question(placed)?;
                question.as_of = question.as_of.or_else(|| day.clone());
                traces.push(AskedTrace { result, question });
            }
        }
        Ok(Self { case, paper, traces, paths })
    }
}

fn content(exhibit: &str) -> Result<Content, DossierError> {
    serde_json::from_str(exhibit).map_err(|error| bad(EXHIBIT, error))
}

fn question<Q: serde::de::DeserializeOwned>(placed: &Placed) -> Result<Q, DossierError> {
    let value = asked::value(&placed.kind, &placed.question);
    serde_json::from_value(value).map_err(|error| bad(EXHIBIT, error))
}

/// All answers, each of an Atlas at its question's moment.
struct Answers {
    traces: Vec<(Told, Atlas)>,
    paths: Vec<Path>,
}

impl Answers {
    /// The ledgers that were read, the label set, and the day of the paper: the day of each question
    /// stands with it.
    fn as_of(&self, file: &CaseFile, atlas: &Atlas) -> AsOf {
        let of_traces = self.traces.iter().flat_map(|(told, _)| &told.view.as_of.ledgers);
        let of_paths = self.paths.iter().flat_map(|path| &path.ledgers);
        let tips = of_traces.chain(of_paths).map(|tip| (tip.ledger.clone(), tip.clone()));
        let tips: BTreeMap<String, LedgerTip> = tips.collect();
        let ledgers = tips.into_values().collect();
        AsOf { day: file.paper.dated.clone(), known_at: None, ledgers, ..AsOf::over(atlas, &[]) }
    }
}

fn ask(
    file: &CaseFile,
    asking: Asking<'_>,
    watch: &mut Watch<'_>,
) -> Result<Answers, DossierError> {
    let Asking { atlas, bounds, now } = asking;
    let mut answers = Answers { traces: Vec::new(), paths: Vec::new() };
    for asked in &file.traces {
        let at = asked.question.moment().atlas(atlas, now)?;
        let told = weighed(&asked.question, &at, bounds, watch)?;
        answers.traces.push((told, at));
    }
    for asked in &file.paths {
        let at = asked.question.moment().atlas(atlas, now)?;
        answers.paths.push(path(&asked.question, &at, bounds, watch)?);
    }
    Ok(answers)
}

/// That the file speaks of this very exhibit and these very pins, and asks what was placed on the board.
fn check(file: &CaseFile, kept: Kept<'_>, content: &Content) -> Result<(), DossierError> {
    let digest = |text: &str| Digest::of(text.as_bytes()).to_string();
    if digest(kept.exhibit) != file.case.exhibit.sha256 {
        return Err(bad(EXHIBIT, "its SHA-256 is not the one under which it was frozen"));
    }
    if kept.pins.len() != file.case.pins.len() {
        return Err(bad(CASE, "it does not name the pins that are there"));
    }
    for (at, (fact, pin)) in kept.pins.iter().zip(&file.case.pins).enumerate() {
        if digest(fact) != pin.sha256 {
            return Err(bad(&pin_name(at), "its SHA-256 is not the one under which it was pinned"));
        }
    }
    if file.traces.len() + file.paths.len() != content.results.len() {
        return Err(bad(CASE, "it does not ask all that was placed on the board"));
    }
    for asked in &file.traces {
        let mut placed: TraceQuestion = question(placed(content, &asked.result)?)?;
        placed.as_of = placed.as_of.or_else(|| asked.question.as_of.clone());
        if placed != asked.question {
            return Err(bad(CASE, format_args!("{} was asked otherwise", asked.result)));
        }
    }
    for asked in &file.paths {
        let mut placed: PathQuestion = question(placed(content, &asked.result)?)?;
        placed.as_of = placed.as_of.or_else(|| asked.question.as_of.clone());
        if placed != asked.question {
            return Err(bad(CASE, format_args!("{} was asked otherwise", asked.result)));
        }
    }
    Ok(())
}

fn placed<'a>(content: &'a Content, result: &str) -> Result<&'a Placed, DossierError> {
    content.results.get(result).ok_or_else(|| bad(CASE, "it names a result that is not there"))
}

fn pin_name(at: usize) -> String {
    format!("pins/{}.json", at + 1)
}

/// The report of an exhibit as PDF.
pub fn report(
    file: &CaseFile,
    kept: Kept<'_>,
    asking: Asking<'_>,
    watch: &mut Watch<'_>,
) -> Result<Vec<u8>, DossierError> {
    let content = content(kept.exhibit)?;
    check(file, kept, &content)?;
    pdf(file, &content, &ask(file, asking, watch)?)
}

fn pdf(file: &CaseFile, content: &Content, answers: &Answers) -> Result<Vec<u8>, DossierError> {
    let mut traces = Vec::new();
    for (asked, (told, _)) in file.traces.iter().zip(&answers.traces) {
        let placed = &placed(content, &asked.result)?.digest;
        let (view, rests) = (&told.view, told.rests.as_ref());
        traces.push(PlacedTrace { view, rests, digest: told.digest(), placed });
    }
    let mut paths = Vec::new();
    for (asked, answer) in file.paths.iter().zip(&answers.paths) {
        let placed = &placed(content, &asked.result)?.digest;
        let (from, to) = (asked.question.a.as_str(), asked.question.b.as_str());
        paths.push(PlacedPath { from, to, digest: Digest::of(answer.json.as_bytes()), placed });
    }
    let board = board::of(content);
    let front = file.paper.front(CASE, data(file, answers))?;
    let report = CaseReport {
        front: &front,
        case: &file.case,
        board: &board,
        traces: &traces,
        paths: &paths,
    };
    Ok(report.pdf()?)
}

/// What the paper was made of, in one digest: the case file (which names exhibit and pins by theirs), and
/// each answer.
fn data(file: &CaseFile, answers: &Answers) -> Digest {
    let mut all = Digest::of(json(file).as_bytes()).to_string();
    let traces = answers.traces.iter().map(|(told, _)| told.digest());
    let paths = answers.paths.iter().map(|answer| Digest::of(answer.json.as_bytes()));
    for digest in traces.chain(paths) {
        all.push('\n');
        all.push_str(&digest.to_string());
    }
    Digest::of(all.as_bytes())
}

/// Asks everything again and makes the whole pack of it.
pub fn make(
    file: &CaseFile,
    kept: Kept<'_>,
    asking: Asking<'_>,
    watch: &mut Watch<'_>,
) -> Result<Contents, DossierError> {
    let content = content(kept.exhibit)?;
    check(file, kept, &content)?;
    let answers = ask(file, asking, watch)?;
    let board = board::of(&content);
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let mut put = |name: &str, text: String| files.push((name.to_owned(), text.into_bytes()));
    let as_of = answers.as_of(file, asking.atlas);
    let views = answers.traces.iter().map(|(told, _)| &told.view);
    let is_synthetic = file.case.is_synthetic || is_synthetic(&as_of);
    let environment = Environment::of(as_of, None, views);
    put("README.txt", README.to_owned());
    put(CASE, json(file));
    put(EXHIBIT, kept.exhibit.to_owned());
    put(ENVIRONMENT, json(&environment));
    put("board.svg", board_svg(&board, &file.paper.language)?);
    put("hops.csv", board::sheet(&board).into_text());
    for (at, (told, atlas)) in answers.traces.iter().enumerate() {
        let number = at + 1;
        put(&format!("traces/{number}-question.json"), json(&file.traces[at].question));
        put(&format!("traces/{number}.json"), told.json.clone());
        put(&format!("traces/{number}-hops.csv"), told.csv.clone());
        put(&format!("traces/{number}-drawing.svg"), told.svg.clone());
        put(&format!("traces/{number}-labels.json"), json(&used(atlas, &told.view)));
        if let Some(rests) = &told.rests {
            put(&format!("traces/{number}-sensitivity.json"), json(rests));
        }
    }
    for (at, answer) in answers.paths.iter().enumerate() {
        let number = at + 1;
        put(&format!("paths/{number}-question.json"), json(&file.paths[at].question));
        put(&format!("paths/{number}.json"), answer.json.clone());
    }
    for (at, fact) in kept.pins.iter().enumerate() {
        put(&pin_name(at), (*fact).to_owned());
    }
    files.push(("report.pdf".to_owned(), pdf(file, &content, &answers)?));
    Ok(Contents { files, is_synthetic })
}

/// The name under which the fact of a pin lies in a pack.
pub fn pin_names(file: &CaseFile) -> impl Iterator<Item = String> {
    (0..file.case.pins.len()).map(pin_name)
}

const README: &str = "\
Evidence pack of Kancil: an exhibit of a case

report.pdf        the report
hops.csv          every movement on the board, by its number in the drawing
board.svg         the drawing
exhibit.json      the board as it was frozen; its SHA-256 stands in case.json
case.json         the case, its people, the exhibit, the pins, the custody log, what was asked
traces/           each trace that was placed on the board: the question, the whole answer, its hops as
                  a table, its picture, who says what about the holders on the way, and the trace
                  again without each rule and label that it met
paths/            each path that was placed on the board
pins/             each pinned fact as it was copied; its SHA-256 stands in case.json
labels/           the label files, as they were read
environment.json  version of the program, ledgers with their last blocks, blocks of the traces
MANIFEST.json     the SHA-256 of each of these files
MANIFEST.sig      the signature of the installation that made the pack, over MANIFEST.json

To check it:      kancil evidence verify PACK
With the same blocks read in (kancil ingest bitcoin …) every question is asked again and everything
compared byte by byte. The digests can be checked with any tool that computes SHA-256.
";
