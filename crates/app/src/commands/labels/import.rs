//! `kancil labels import`: files in, and an account of every row of them.
//!
//! A file is taken whole or not at all. One that cannot be read does not keep the others out: all
//! are tried, then the exit code says that not all was done.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use api::ask::moment::not_in_the_future;
use api::label::{
    CountOf, Imported, ImportedFile, PackView, ReadAs, RefusedExample, RefusedView, RowsView,
};
use entity::label::Labels;
use ingest::labels::error::LabelError;
use ingest::labels::report::{ImportReport, Reason};
use ingest::labels::{Format, Hints, read};
use model::hash::Digest;
use model::time::Time;
use server::world::About;

use crate::args::LabelsImport;
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::show::page::{Columns, Page};
use crate::show::{Show, show};
use crate::{clock, label_store, talk};
use api::sheet::Sheet;

/// The packs that come with the program, written by hand from public facts.
const BUILTIN: [(&str, &str, &str); 2] = [
    ("dprk", "dprk.yaml", include_str!("../../../../../packs/dprk.yaml")),
    ("mixers", "mixers.yaml", include_str!("../../../../../packs/mixers.yaml")),
];

/// The longest label file that is read.
const FILE_LEN_MAX: u64 = 1 << 30;

pub fn run(data: &Data, args: &LabelsImport) -> Result<Exit, Failure> {
    let hints = hints(about(args), clock::now()?)?;
    let mut held = Held::new(label_store::load(data)?);
    let mut files = Vec::new();
    for path in &args.files {
        match sources(path)? {
            Sources::One(source) => files.push(import(data, &source, &hints, &mut held)?),
            Sources::Folder(paths) => {
                for path in paths {
                    let mut file = import(data, &Source::File(path), &hints, &mut held)?;
                    // What a folder holds besides label files is none of our business.
                    if file.is_unrecognised && args.kind.is_none() {
                        file.result = "passed_over";
                    }
                    files.push(file);
                }
            }
        }
    }
    let answer = Imported { digest: label_store::load(data)?.digest().to_string(), files };
    show(&answer, args.shown.format)?;
    Ok(exit(&answer))
}

fn exit(answer: &Imported) -> Exit {
    let refused: Vec<&ImportedFile> =
        answer.files.iter().filter(|file| file.result == "refused").collect();
    match refused.as_slice() {
        [] => return Exit::Done,
        [one] => talk::say(format_args!("kancil: {}", one.error.as_deref().unwrap_or("refused"))),
        several => {
            talk::say(format_args!("kancil: {} files were refused; see the answer", several.len()))
        }
    }
    if answer.files.len() > refused.len() {
        talk::hint("nothing of a refused file was taken; the others were taken whole");
    }
    Exit::Failed
}

/// Takes in a file that was sent to the server, as it would be from here. What is wrong with it, or
/// with what was said of it, is in the answer.
pub fn uploaded(
    data: &Data,
    path: &Path,
    about: &About,
    now: Time,
) -> Result<ImportedFile, Failure> {
    let mut held = Held::new(label_store::load(data)?);
    let source = Source::Sent { path: path.to_owned(), name: about.name.clone() };
    match hints(about.clone(), now) {
        Ok(hints) => import(data, &source, &hints, &mut held),
        Err(failure) => {
            let (name, bytes) = bytes(&source)?;
            let digest = Digest::of(&bytes).to_string();
            Ok(ImportedFile::refused(name, digest, failure.says, false))
        }
    }
}

/// What the flags say of the files.
fn about(args: &LabelsImport) -> About {
    let given = args.clone();
    About {
        name: String::new(),
        kind: given.kind,
        ticker: given.ticker,
        list: given.list,
        seen: given.seen,
        label: given.label,
        category: given.category,
        source: given.source,
        confidence: given.confidence,
        title: given.title,
        creator: given.creator,
    }
}

fn hints(given: About, now: Time) -> Result<Hints, Failure> {
    let format = match &given.kind {
        None => None,
        Some(name) => Some(Format::from_name(name).ok_or_else(|| {
            let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
            Failure::new(format_args!("'{name}' is not a kind of label file"))
                .hint(format_args!("the kinds are {}", names.join(", ")))
        })?),
    };
    if let Some(seen) = given.seen {
        not_in_the_future("seen", seen, now)?;
    }
    Ok(Hints {
        format,
        ticker: given.ticker,
        list: given.list,
        seen: given.seen,
        label: given.label,
        category: given.category,
        source: given.source,
        confidence: given.confidence,
        title: given.title,
        creator: given.creator,
        ..Hints::at(now)
    })
}

/// What is held already, with what this run adds.
struct Held {
    labels: Labels,
    new: BTreeSet<Digest>,
}

impl Held {
    fn new(labels: Labels) -> Self {
        Self { labels, new: BTreeSet::new() }
    }

    /// When this file was imported, if it was.
    fn since(&self, digest: &Digest) -> Option<String> {
        if self.new.contains(digest) {
            return Some("just now, under another name".into());
        }
        let pack = self.labels.packs().iter().find(|pack| pack.head().digest == *digest)?;
        Some(format!("on {}", pack.head().imported_at))
    }
}

enum Source {
    File(PathBuf),
    /// A file that is called otherwise where it came from.
    Sent {
        path: PathBuf,
        name: String,
    },
    Builtin {
        file: &'static str,
        text: &'static str,
    },
}

enum Sources {
    One(Source),
    Folder(Vec<PathBuf>),
}

fn sources(path: &Path) -> Result<Sources, Failure> {
    if let Some(name) = path.to_str().and_then(|path| path.strip_prefix("builtin:")) {
        let pack = BUILTIN.iter().find(|(own, ..)| *own == name);
        return match pack {
            Some((_, file, text)) => Ok(Sources::One(Source::Builtin { file, text })),
            None => Err(Failure::new(format_args!("there is no built-in pack '{name}'"))
                .hint("the built-in packs are builtin:dprk and builtin:mixers")),
        };
    }
    let meta = fs::metadata(path).map_err(|error| Failure::io("read", path, &error))?;
    if !meta.is_dir() {
        return Ok(Sources::One(Source::File(path.to_owned())));
    }
    let mut paths = Vec::new();
    walk(path, &mut paths)?;
    paths.sort();
    if paths.is_empty() {
        return Err(Failure::new(format_args!("{} holds no files", path.display())));
    }
    Ok(Sources::Folder(paths))
}

/// Every file under a folder but hidden ones. Links to folders are not followed: they may go round.
fn walk(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let failed = |error| Failure::io("read", folder, &error);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() {
            walk(&entry.path(), paths)?;
        } else {
            paths.push(entry.path());
        }
    }
    Ok(())
}

fn import(
    data: &Data,
    source: &Source,
    hints: &Hints,
    held: &mut Held,
) -> Result<ImportedFile, Failure> {
    let (name, bytes) = bytes(source)?;
    let digest = Digest::of(&bytes);
    if let Some(since) = held.since(&digest) {
        return Ok(ImportedFile::already(name, digest.to_string(), since));
    }
    let reading = match read(&name, &bytes, hints) {
        Ok(reading) => reading,
        Err(error) => {
            let is_unrecognised = matches!(error, LabelError::Unreadable { .. });
            let says = crate::failure::words(&error);
            return Ok(ImportedFile::refused(name, digest.to_string(), says, is_unrecognised));
        }
    };
    if let Some(why) = not_to_keep(&reading.report) {
        let says = format!("{name}: {why}");
        let is_unrecognised = !reading.report.refused.contains_key(&Reason::Secret);
        return Ok(ImportedFile::refused(name, digest.to_string(), says, is_unrecognised));
    }
    label_store::keep(data, &bytes, &reading.pack)?;
    held.new.insert(digest);
    Ok(ImportedFile::imported(name, PackView::from(&reading.pack.head), rows(&reading.report)))
}

/// Why a file that reads well is not kept all the same. Its bytes would be kept as evidence, so a
/// private key in them would be kept too; and of a file that makes no claim nothing is to be kept,
/// so that it can be imported again, told more.
fn not_to_keep(report: &ImportReport) -> Option<String> {
    if let Some(secret) = report.refused.get(&Reason::Secret) {
        let line = secret.examples.first().map_or(0, |example| example.line);
        return Some(format!(
            "line {line} looks like a private key or seed phrase: take it out; nothing of the file was kept"
        ));
    }
    if report.claims > 0 || report.actors > 0 {
        return None;
    }
    let first = report.refused.iter().find_map(|(reason, refused)| {
        let example = refused.examples.first()?;
        Some(format!("; line {}: {reason} ({})", example.line, example.detail))
    });
    Some(format!("nothing in it can be taken{}", first.unwrap_or_default()))
}

fn bytes(source: &Source) -> Result<(String, Vec<u8>), Failure> {
    match source {
        Source::Builtin { file, text } => Ok(((*file).to_owned(), text.as_bytes().to_vec())),
        Source::Sent { path, name } => Ok((name.clone(), whole(path)?)),
        Source::File(path) => Ok((path.display().to_string(), whole(path)?)),
    }
}

fn whole(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    fs::File::open(path)
        .and_then(|file| file.take(FILE_LEN_MAX + 1).read_to_end(&mut bytes))
        .map_err(|error| Failure::io("read", path, &error))?;
    if bytes.len() as u64 > FILE_LEN_MAX {
        let says = format_args!("{} is longer than {FILE_LEN_MAX} bytes", path.display());
        return Err(Failure::new(says).hint("cut it into several files"));
    }
    Ok(bytes)
}

fn rows(report: &ImportReport) -> RowsView {
    let counts =
        |(name, count): (&dyn ToString, &u64)| CountOf { name: name.to_string(), count: *count };
    RowsView {
        rows: report.rows,
        unit: report.unit,
        taken: report.taken,
        duplicates: report.duplicates,
        refused: report.refused_count(),
        refused_why: report
            .refused
            .iter()
            .map(|(reason, refused)| RefusedView {
                reason: reason.name(),
                says: reason.to_string(),
                count: refused.count,
                examples: refused
                    .examples
                    .iter()
                    .map(|example| RefusedExample {
                        line: example.line,
                        shown: example.shown.clone(),
                        detail: example.detail.clone(),
                    })
                    .collect(),
            })
            .collect(),
        defaulted: report.defaulted.iter().map(|(name, n)| counts((name, n))).collect(),
        read_as: report
            .read_as
            .iter()
            .map(|((word, category), count)| ReadAs { word: word.clone(), category, count: *count })
            .collect(),
        unsupported: report.unsupported.iter().map(|(name, n)| counts((name, n))).collect(),
        claims: report.claims,
        actors: report.actors,
    }
}

impl Show for Imported {
    fn page(&self, page: &mut Page) {
        for file in &self.files {
            file_page(file, page);
        }
        page.heading(&format!("label set {}", self.digest));
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new(&[
            "file",
            "digest",
            "result",
            "error",
            "format",
            "rows",
            "taken",
            "duplicates",
            "refused",
            "claims",
            "actors",
        ]);
        for file in &self.files {
            let rows = file.rows.as_ref();
            let count = |of: fn(&RowsView) -> u64| super::super::cell(rows.map(of));
            sheet.row([
                file.file.clone(),
                file.digest.clone(),
                file.result.into(),
                super::super::cell(file.error.as_ref()),
                super::super::cell(file.pack.as_ref().map(|pack| &pack.format)),
                count(|rows| rows.rows),
                count(|rows| rows.taken),
                count(|rows| rows.duplicates),
                count(|rows| rows.refused),
                count(|rows| rows.claims),
                count(|rows| rows.actors),
            ]);
        }
        sheet
    }
}

fn file_page(file: &ImportedFile, page: &mut Page) {
    let result = match (file.result, &file.since) {
        ("imported", _) => "imported".to_owned(),
        ("already_imported", Some(since)) => format!("already imported {since}; nothing changes"),
        ("passed_over", _) => "passed over".to_owned(),
        _ => "refused, nothing taken".to_owned(),
    };
    page.heading(&format!("{}: {result}", file.file));
    if let Some(error) = &file.error {
        page.line(&format!("  {error}"));
    }
    let (Some(pack), Some(rows)) = (&file.pack, &file.rows) else { return };
    page.facts(&[
        ("pack", format!("{} by {} ({})", pack.title, pack.creator, pack.format)),
        ("digest", pack.digest.clone()),
        ("taken", format!("{} of {}", rows.taken, super::super::counted(rows.rows, rows.unit))),
        ("claims", format!("{}, actors {}", rows.claims, rows.actors)),
    ]);
    if rows.duplicates > 0 {
        page.line(&format!("  the same again: {}", rows.duplicates));
    }
    counts_line("filled in, since the file left it out", &rows.defaulted, page);
    counts_line("of chains without a ledger here", &rows.unsupported, page);
    for read in &rows.read_as {
        page.line(&format!("  '{}' read as {}: {}", read.word, read.category, read.count));
    }
    refused_page(rows, page);
}

fn counts_line(words: &str, counts: &[CountOf], page: &mut Page) {
    if counts.is_empty() {
        return;
    }
    let counts: Vec<String> = counts.iter().map(|of| format!("{} {}", of.name, of.count)).collect();
    page.line(&format!("  {words}: {}", counts.join(", ")));
}

fn refused_page(rows: &RowsView, page: &mut Page) {
    let mut columns = Columns::new(&["refused because it", ">rows", ">line", "row", "detail"]);
    for refused in &rows.refused_why {
        let mut first = [refused.says.clone(), refused.count.to_string()];
        for example in &refused.examples {
            let [says, count] = std::mem::take(&mut first);
            columns.row([
                says,
                count,
                example.line.to_string(),
                example.shown.clone(),
                example.detail.clone(),
            ]);
        }
    }
    page.columns(columns);
}
