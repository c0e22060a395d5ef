//! `kancil evidence verify`: whether a pack is as it was sealed, and whether the ledger here says the
//! same.
//!
//! What it can show: that the bytes are those which the named key signed, and that they follow from
//! the blocks that are here. What it cannot: that the key is whose somebody says it is (compare it by
//! another way), or that the blocks are the world's (their proof of work was checked when they were
//! read).

use std::fs;
use std::sync::Arc;

use ::evidence::archive::BYTES_MAX;
use ::evidence::manifest::Kind;
use ::evidence::pack::Pack;
use api::ask::bounds::Bounds;
use api::ask::watch::patient;
use api::common::{AsOf, LedgerTip};
use api::sheet::Sheet;
use api::text::plain;
use dossier::case::{self, Asking, CASE, CaseFile, EXHIBIT, Kept, pin_names};
use dossier::single::{self, QUESTION, Question};
use dossier::{Contents, ENVIRONMENT, LABEL_FILES};
use entity::atlas::{Atlas, Ledger};
use entity::label::pack::PackFile;
use entity::label::{self, Labels};
use model::hash::Digest;
use serde::{Deserialize, Serialize};

use crate::args::EvidenceVerify;
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::show::page::Page;
use crate::show::{Show, show};
use crate::{clock, key_store, label_store, world};

/// What was checked. Whatever is not as it was is a failure instead.
#[derive(Debug, Clone, Serialize)]
struct Verified {
    pack: String,
    sha256: String,
    reference: String,
    is_synthetic: bool,
    program: String,
    signed_by: String,
    is_own_key: bool,
    files: u64,
    /// Files that were made again from the ledger and are the same bytes; `null`: not asked for.
    made_again: Option<Vec<String>>,
    /// Where the labels came from: `here`, or `pack`.
    labels: Option<&'static str>,
}

pub fn run(data: &Data, args: &EvidenceVerify) -> Result<Exit, Failure> {
    let path = &args.pack;
    let size = fs::metadata(path).map_err(|error| Failure::io("read", path, &error))?.len();
    if usize::try_from(size).is_ok_and(|size| size > BYTES_MAX) {
        let says = format_args!("{} is larger than an evidence pack can be", path.display());
        return Err(Failure::new(says));
    }
    let bytes = fs::read(path).map_err(|error| Failure::io("read", path, &error))?;
    let pack = Pack::open(Kind::Evidence, &bytes)
        .map_err(|error| Failure::new(format_args!("{}: {error}", path.display())))?;
    if let Some(expected) = args.signed_by
        && expected != pack.key
    {
        let says = format_args!("{} was signed by {}, not by {expected}", path.display(), pack.key);
        return Err(Failure::new(says));
    }
    let own = key_store::public(data)?;
    let again = if args.pack_alone { None } else { Some(ask_again(data, &pack)?) };
    let verified = Verified {
        pack: path.display().to_string(),
        sha256: Digest::of(&bytes).to_string(),
        reference: pack.manifest.reference.clone(),
        is_synthetic: pack.manifest.is_synthetic,
        program: pack.manifest.program.clone(),
        signed_by: pack.key.to_string(),
        is_own_key: own == Some(pack.key),
        files: pack.files.len() as u64,
        labels: again.as_ref().map(|again| again.labels),
        made_again: again.map(|again| again.files),
    };
    show(&verified, args.format)?;
    Ok(Exit::Done)
}

struct Again {
    files: Vec<String>,
    labels: &'static str,
}

fn ask_again(data: &Data, pack: &Pack<'_>) -> Result<Again, Failure> {
    let claimed: Claimed = read(pack, ENVIRONMENT)?;
    let (labels, origin) = labels(data, pack, &claimed.as_of.labels)?;
    let labels = Arc::new(labels);
    let made = match pack.file(CASE) {
        Some(_) => case_again(data, pack, &claimed, labels)?,
        None => single_again(data, pack, &claimed, labels)?,
    };
    for (name, bytes) in &made.files {
        let packed = pack.file(name);
        let packed =
            packed.ok_or_else(|| Failure::new(format_args!("the pack has no '{name}'")))?;
        if packed != bytes.as_slice() {
            return Err(differs(name, packed, bytes, &claimed));
        }
    }
    // Label files are checked by the labels' digest; anything else has no place in a pack.
    let known = |name: &str| {
        name.starts_with(LABEL_FILES) || made.files.iter().any(|(made, _)| made == name)
    };
    if let Some(odd) = pack.files.iter().find(|file| !known(file.name)) {
        let says = format_args!("'{}' does not follow from the question", odd.name);
        return Err(Failure::new(says));
    }
    Ok(Again { files: made.files.into_iter().map(|(name, _)| name).collect(), labels: origin })
}

/// The ledger's answer to the question of one trace.
fn single_again(
    data: &Data,
    pack: &Pack<'_>,
    claimed: &Claimed,
    labels: Arc<Labels>,
) -> Result<Contents, Failure> {
    let question: Question = read(pack, QUESTION)?;
    let (ledger, now) = (ledger_of(claimed)?, clock::now()?);
    let today = label::AsOf { as_of: now.day(), known_at: None };
    let atlas = world::judged(data, world::graphs(data, ledger)?, labels, today)?;
    let atlas = question.trace.moment().atlas(&atlas, now)?;
    same_blocks(claimed, &atlas)?;
    sound_ledgers(data, claimed, &atlas)?;
    Ok(single::make(&question, &atlas, &mut patient)?)
}

/// The ledger's answers to everything that was placed on the board of a case.
fn case_again(
    data: &Data,
    pack: &Pack<'_>,
    claimed: &Claimed,
    labels: Arc<Labels>,
) -> Result<Contents, Failure> {
    let file: CaseFile = read(pack, CASE)?;
    let exhibit = text(pack, EXHIBIT)?;
    let pins = pin_names(&file).map(|name| text(pack, &name)).collect::<Result<Vec<_>, _>>()?;
    let now = clock::now()?;
    let today = label::AsOf { as_of: now.day(), known_at: None };
    let atlas = world::judged(data, world::graphs(data, None)?, labels, today)?;
    same_blocks(claimed, &atlas)?;
    sound_ledgers(data, claimed, &atlas)?;
    let asking = Asking { atlas: &atlas, bounds: &Bounds::OWN, now };
    Ok(case::make(&file, Kept { exhibit, pins: &pins }, asking, &mut patient)?)
}

fn text<'a>(pack: &Pack<'a>, name: &str) -> Result<&'a str, Failure> {
    let bytes = pack.file(name);
    let bytes = bytes.ok_or_else(|| Failure::new(format_args!("the pack has no '{name}'")))?;
    std::str::from_utf8(bytes)
        .map_err(|error| Failure::new(format_args!("'{name}' of the pack does not read: {error}")))
}

/// What `environment.json` says, as far as it is asked.
#[derive(Debug, Deserialize)]
struct Claimed {
    program: String,
    as_of: ClaimedAsOf,
}

#[derive(Debug, Deserialize)]
struct ClaimedAsOf {
    labels: String,
    ledgers: Vec<ClaimedTip>,
}

#[derive(Debug, Deserialize)]
struct ClaimedTip {
    ledger: String,
    tip: Option<ClaimedBlock>,
}

#[derive(Debug, Deserialize)]
struct ClaimedBlock {
    height: Option<u32>,
    hash: String,
}

fn read<T: serde::de::DeserializeOwned>(pack: &Pack<'_>, name: &str) -> Result<T, Failure> {
    let bytes = pack.file(name);
    let bytes = bytes.ok_or_else(|| Failure::new(format_args!("the pack has no '{name}'")))?;
    serde_json::from_slice(bytes)
        .map_err(|error| Failure::new(format_args!("'{name}' of the pack does not read: {error}")))
}

fn ledger_of(claimed: &Claimed) -> Result<Option<model::chain::LedgerId>, Failure> {
    let bad = || Failure::new("'environment.json' of the pack names no ledger");
    let first = claimed.as_of.ledgers.first().ok_or_else(bad)?;
    Ok(Some(first.ledger.parse().map_err(|_| bad())?))
}

/// The labels that the pack was made with: those that are here, or those that it brought.
fn labels(data: &Data, pack: &Pack<'_>, digest: &str) -> Result<(Labels, &'static str), Failure> {
    let here = label_store::load(data)?;
    if here.digest().to_string() == digest {
        return Ok((here, "here"));
    }
    let mut brought = Vec::new();
    for file in pack.files.iter().filter(|file| file.name.starts_with(LABEL_FILES)) {
        let opened = PackFile::open(file.bytes.to_vec().into());
        brought
            .push(opened.map_err(|error| Failure::new(format_args!("'{}': {error}", file.name)))?);
    }
    let brought = Labels::load(brought);
    if brought.digest().to_string() == digest {
        return Ok((brought, "pack"));
    }
    let says = format_args!(
        "the pack was made with the label set {digest}, which is neither here ({}) nor in it",
        here.digest()
    );
    Err(Failure::new(says)
        .hint("import the same label files here: labels.json of the pack names them"))
}

/// A trace says where the money is *now*: it must be the same now.
fn same_blocks(claimed: &Claimed, atlas: &Atlas) -> Result<(), Failure> {
    let here = AsOf::over(atlas, &atlas.ledgers);
    for claimed in &claimed.as_of.ledgers {
        let there = claimed.tip.as_ref().map(|tip| (tip.height, tip.hash.as_str()));
        let tip = here.ledgers.iter().find(|tip| tip.ledger == claimed.ledger);
        let tip = tip.and_then(|LedgerTip { tip, .. }| tip.as_ref());
        let tip = tip.map(|tip| (tip.height, tip.hash.as_str()));
        if tip != there {
            let words = |tip: Option<(Option<u32>, &str)>| match tip {
                None => "no block".to_owned(),
                Some((Some(height), hash)) => format!("block {height} ({hash})"),
                Some((None, hash)) => format!("block {hash}"),
            };
            let says = format_args!(
                "the pack was made when {} ended with {}; here it ends with {}",
                plain(&claimed.ledger),
                plain(&words(there)),
                words(tip)
            );
            return Err(Failure::new(says).hint(
                "read the same blocks into a data directory of its own, and name it with --data",
            ));
        }
    }
    Ok(())
}

/// A damaged ledger could answer the same by luck.
fn sound_ledgers(data: &Data, claimed: &Claimed, atlas: &Atlas) -> Result<(), Failure> {
    let is_claimed = |ledger: &&Ledger| {
        let id = ledger.graph.ledger().to_string();
        claimed.as_of.ledgers.iter().any(|claimed| claimed.ledger == id)
    };
    for ledger in atlas.ledgers.iter().filter(is_claimed) {
        let verified = crate::commands::store::verified(data, &ledger.graph);
        if let Some(damage) = verified.damage.first() {
            let says = format_args!("the ledger {} here is damaged: {damage}", verified.ledger);
            return Err(Failure::new(says).hint("kancil store verify names all of it"));
        }
    }
    Ok(())
}

/// Characters of a differing line that are shown.
const SHOWN: usize = 160;

/// The first difference: by line where it is text, by byte where it is not.
fn differs(name: &str, packed: &[u8], made: &[u8], claimed: &Claimed) -> Failure {
    let at = packed.iter().zip(made).take_while(|(a, b)| a == b).count();
    let failure = match (std::str::from_utf8(packed), std::str::from_utf8(made)) {
        (Ok(packed), Ok(made)) => {
            let line = packed.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count();
            let shown = |text: &str| {
                let text = text.lines().nth(line).unwrap_or("(nothing)").trim();
                plain(&text.chars().take(SHOWN).collect::<String>())
            };
            let says = format_args!(
                "'{name}' differs from what the ledger here says, first in line {}",
                line + 1
            );
            Failure::new(says)
                .hint(format_args!("the pack has: {}", shown(packed)))
                .hint(format_args!("made again:   {}", shown(made)))
        }
        _ => Failure::new(format_args!(
            "'{name}' differs from what is made here, first at byte {at} (of {} and {})",
            packed.len(),
            made.len()
        )),
    };
    let own = env!("CARGO_PKG_VERSION");
    if claimed.program == own {
        return failure;
    }
    let program = plain(&claimed.program);
    failure.hint(format_args!(
        "it was made by version {program}, this is {own}: ask with that version"
    ))
}

impl Show for Verified {
    fn page(&self, page: &mut Page) {
        let whose =
            if self.is_own_key { "this installation's key" } else { "another installation" };
        page.line(&format!("{}: whole, {} files", self.pack, self.files));
        page.line(&format!("  SHA-256    {}", self.sha256));
        page.line(&format!("  signed by  {} ({whose})", self.signed_by));
        page.line(&format!("  reference  {}", self.reference));
        if self.is_synthetic {
            page.line("  SYNTHETIC: of a made-up chain, evidence of nothing");
        }
        match (&self.made_again, self.labels) {
            (Some(files), Some(labels)) => {
                let labels =
                    if labels == "here" { "the labels here" } else { "the labels of the pack" };
                page.line(&format!(
                    "  asked again of the ledger here with {labels}, the same to the byte: {}",
                    files.join(", ")
                ));
            }
            _ => page.line("  its question was not asked again (--pack-alone)"),
        }
        if !self.is_own_key {
            page.line("  Compare the key with the one its maker named to you by another way.");
        }
    }

    fn sheet(&self) -> Sheet {
        let mut sheet =
            Sheet::new(&["pack", "sha256", "signed_by", "is_own_key", "reference", "made_again"]);
        let again = self.made_again.as_ref().map(|files| files.join(" ")).unwrap_or_default();
        sheet.push(vec![
            self.pack.clone(),
            self.sha256.clone(),
            self.signed_by.clone(),
            self.is_own_key.to_string(),
            self.reference.clone(),
            again,
        ]);
        sheet
    }
}
