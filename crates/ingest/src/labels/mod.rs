//! Label files into claims: what lists, packs and tables say about addresses, each statement with
//! its source, its date and its confidence.
//!
//! The one thing to know: there is one door, [`read`]. It takes a file's bytes as they are (plain,
//! gz or zst), finds out what they are, and gives either a whole pack with a report in which every
//! row is accounted for, or one error and nothing. Rows that cannot be a claim (a burn address, a
//! wrong checksum, no label …) are refused one by one with a reason and listed; a file that is not
//! well-formed is refused whole. Nothing here touches a disk or decides what a claim means.

pub mod error;
pub mod report;

mod actorpack;
mod bytes;
mod category;
mod confidence;
mod date;
mod detect;
mod draft;
mod explorer;
mod intake;
mod list;
mod own_table;
mod sdn;
mod seizure;
mod subject;
mod table;
mod tagpack;
#[cfg(test)]
mod tests;
mod timeline;
mod us_list;
mod wallets;
mod yaml;

use model::claim::{Pack, PackHead};
use model::hash::Digest;
use model::time::{Day, Time};

use self::error::LabelError;
use self::intake::Intake;
use self::report::ImportReport;

/// What a file can be. Each has one file in this folder that says what it recognises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// GraphSense TagPack, YAML.
    TagPack,
    /// GraphSense ActorPack, YAML.
    ActorPack,
    /// One address a line.
    List,
    /// `date,event,address`: a list's additions and removals.
    Timeline,
    /// OFAC's `sdn.csv`: addresses in the remarks.
    Sdn,
    /// OFAC's `sdn_comments.csv`: remarks that did not fit into `sdn.csv`.
    SdnComments,
    /// The US Consolidated Screening List as CSV.
    UsList,
    /// This program's own table, for analysts.
    Table,
    /// OpenSanctions' `targets.simple.csv` of wallets.
    Wallets,
    /// Forta's labelled data sets and Tutela's known addresses.
    Explorer,
    /// Wallets by Israeli seizure order.
    Seizure,
}

impl Format {
    pub const ALL: [Format; 11] = [
        Format::TagPack,
        Format::ActorPack,
        Format::List,
        Format::Timeline,
        Format::Sdn,
        Format::SdnComments,
        Format::UsList,
        Format::Table,
        Format::Wallets,
        Format::Explorer,
        Format::Seizure,
    ];

    /// The word that a pack's head and the command line use.
    pub const fn name(self) -> &'static str {
        match self {
            Format::TagPack => "tagpack",
            Format::ActorPack => "actorpack",
            Format::List => "list",
            Format::Timeline => "timeline",
            Format::Sdn => "ofac-sdn",
            Format::SdnComments => "ofac-sdn-comments",
            Format::UsList => "us-csl",
            Format::Table => "csv",
            Format::Wallets => "opensanctions-wallets",
            Format::Explorer => "explorer-csv",
            Format::Seizure => "nbctf-wallets",
        }
    }

    pub fn from_name(name: &str) -> Option<Format> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// What whoever imports a file knows about it. Only `imported_at` is always needed; a plain list
/// needs more, since it says nothing but addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hints {
    pub imported_at: Time,
    /// Instead of finding out.
    pub format: Option<Format>,
    /// The asset or chain (`XBT`, `ETH`, `USDT` …) of a file that does not say it.
    pub ticker: Option<String>,
    /// The list whose entries these are (`us-ofac-sdn`).
    pub list: Option<String>,
    /// The day on which the file's source was seen to say this.
    pub seen: Option<Day>,
    /// For rows without one of their own.
    pub label: Option<String>,
    pub category: Option<String>,
    pub source: Option<String>,
    pub confidence: Option<String>,
    /// For files that do not name themselves.
    pub title: Option<String>,
    pub creator: Option<String>,
}

impl Hints {
    /// Nothing known but the time of the import.
    pub fn at(imported_at: Time) -> Self {
        Self {
            imported_at,
            format: None,
            ticker: None,
            list: None,
            seen: None,
            label: None,
            category: None,
            source: None,
            confidence: None,
            title: None,
            creator: None,
        }
    }
}

/// What a file held, and what became of every row of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub pack: Pack,
    pub report: ImportReport,
}

/// One file on its way in: what every importer is given.
struct File<'a> {
    /// As given, with folders: they may name a day or an asset.
    path: &'a str,
    /// Without folders: what errors name.
    name: &'a str,
    text: &'a str,
    hints: &'a Hints,
}

/// How a file names itself.
struct Title {
    title: String,
    creator: String,
}

/// Reads a label file. `path` is its name, with folders if they tell something (a list's day); the
/// bytes are the file's own, compressed or not, and the pack's digest is theirs.
pub fn read(path: &str, bytes: &[u8], hints: &Hints) -> Result<Reading, LabelError> {
    let name = detect::file_name(path);
    draft::check_hints(hints).map_err(|reason| LabelError::refused(name, reason))?;
    let text = bytes::text(name, bytes)?;
    let file = File { path, name, text: &text, hints };
    let format = match hints.format {
        Some(format) => format,
        None => detect::format(&file)?,
    };
    bytes::refuse_endless_lines(name, &text)?;
    let mut intake = Intake::new(hints);
    let title = import(format, &file, &mut intake)?;
    let whole_list = intake.whole_list();
    let head = PackHead {
        digest: Digest::of(bytes),
        title: hints.title.clone().unwrap_or(title.title),
        creator: hints.creator.clone().unwrap_or(title.creator),
        format: format.name().to_owned(),
        file: name.to_owned(),
        imported_at: hints.imported_at,
        whole_list,
    };
    Ok(intake.finish(head))
}

fn import(format: Format, file: &File<'_>, intake: &mut Intake<'_>) -> Result<Title, LabelError> {
    match format {
        Format::TagPack => tagpack::read(file, intake),
        Format::ActorPack => actorpack::read(file, intake),
        Format::List => list::read(file, intake),
        Format::Timeline => timeline::read(file, intake),
        Format::Sdn => sdn::read(file, intake),
        Format::SdnComments => sdn::read_comments(file, intake),
        Format::UsList => us_list::read(file, intake),
        Format::Table => own_table::read(file, intake),
        Format::Wallets => wallets::read(file, intake),
        Format::Explorer => explorer::read(file, intake),
        Format::Seizure => seizure::read(file, intake),
    }
}
