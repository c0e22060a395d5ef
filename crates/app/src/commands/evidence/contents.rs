//! What lies in a pack: made once to be packed, and again to be compared.

use std::collections::BTreeMap;

use ::paper::front::Front;
use api::ask::bounds::Bounds;
use api::ask::labels::{LabelsQuestion, packs};
use api::ask::trace::TraceQuestion;
use api::common::{AsOf, BlockAt};
use api::label::{LabelsOf, Packs};
use entity::atlas::Atlas;
use model::chain::{LedgerId, Network};
use model::hash::Digest;
use serde::{Deserialize, Serialize};

use crate::commands::paper::{Told, flow_report, told};
use crate::failure::Failure;
use api::text::json;

pub const QUESTION: &str = "question.json";
pub const LABEL_FILES: &str = "labels/";

/// The question: what was asked of the ledger, and what was to stand on the paper. With the same
/// blocks and labels it gives the whole pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    pub trace: TraceQuestion,
    pub paper: Paper,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    pub title: Option<String>,
    pub reference: String,
    pub tlp: String,
    pub prepared_by: String,
    pub dated: String,
    pub language: String,
    pub question: String,
}

impl Paper {
    pub fn of(front: &Front, question: &str) -> Self {
        Self {
            title: front.title.clone(),
            reference: front.reference.clone(),
            tlp: front.tlp.to_string(),
            prepared_by: front.prepared_by.clone(),
            dated: front.made_on.to_string(),
            language: front.language.clone(),
            question: question.to_owned(),
        }
    }

    fn front(&self, data: Digest) -> Result<Front, Failure> {
        let bad = |what: &str| Failure::new(format_args!("{QUESTION}: its {what} does not read"));
        Ok(Front {
            title: self.title.clone(),
            reference: self.reference.clone(),
            tlp: self.tlp.parse().map_err(|_| bad("tlp"))?,
            prepared_by: self.prepared_by.clone(),
            made_on: self.dated.parse().map_err(|_| bad("dated"))?,
            language: self.language.clone(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            data,
        })
    }
}

/// What the answer was made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Environment {
    program: &'static str,
    as_of: AsOf,
    as_of_time: Option<String>,
    /// Every block in which something of the trace stands, oldest first.
    blocks: Vec<BlockAt>,
}

/// Who says what, with all that is known of the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Used {
    packs: Packs,
    /// Each holder on the way of whom somebody says something, by its address.
    holders: Vec<LabelsOf>,
}

/// The files of a pack but for the label files, in their order.
#[derive(Debug)]
pub struct Contents {
    pub files: Vec<(&'static str, Vec<u8>)>,
    pub is_synthetic: bool,
}

/// Asks the question again and makes everything of the answer.
pub fn make(question: &Question, atlas: &Atlas) -> Result<Contents, Failure> {
    let told = told(&question.trace, atlas)?;
    of(question, atlas, &told)
}

pub fn of(question: &Question, atlas: &Atlas, told: &Told) -> Result<Contents, Failure> {
    let front = question.paper.front(told.digest())?;
    let pdf = flow_report(&front, &question.paper.question, told)?;
    let files = vec![
        ("README.txt", README.as_bytes().to_vec()),
        (QUESTION, json(question).into_bytes()),
        ("environment.json", json(&environment(told)).into_bytes()),
        ("trace.json", told.json.clone().into_bytes()),
        ("hops.csv", told.csv.clone().into_bytes()),
        ("labels.json", json(&used(atlas, told)).into_bytes()),
        ("drawing.svg", told.svg.clone().into_bytes()),
        ("report.pdf", pdf),
    ];
    Ok(Contents { files, is_synthetic: is_synthetic(&told.view.as_of) })
}

const README: &str = "\
Evidence pack of Kancil

report.pdf        the report
hops.csv          every hop, then every resting place, as a table
trace.json        the whole answer
drawing.svg       the picture
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

fn environment(told: &Told) -> Environment {
    let view = &told.view;
    let mut blocks: BTreeMap<(Option<u32>, &str), &BlockAt> = BTreeMap::new();
    let of_steps = view.transactions.iter().map(|step| &step.block);
    let of_coins = view.coins.iter().filter_map(|coin| coin.block.as_ref());
    for block in of_steps.chain(of_coins) {
        blocks.insert((block.height, &block.hash), block);
    }
    Environment {
        program: env!("CARGO_PKG_VERSION"),
        as_of: view.as_of.clone(),
        as_of_time: view.as_of_time.clone(),
        blocks: blocks.into_values().cloned().collect(),
    }
}

fn used(atlas: &Atlas, told: &Told) -> Used {
    let coins = told.view.coins.iter().map(|coin| &coin.holder);
    let ends = told.view.where_it_is_now.iter().filter_map(|ending| ending.holder.as_ref());
    let mut addresses: Vec<&str> = coins
        .chain(ends)
        .filter(|holder| holder.said.is_some())
        .map(|holder| holder.address.as_str())
        .collect();
    addresses.sort_unstable();
    addresses.dedup();
    let of = |address: &str| LabelsQuestion::new(address).answer(atlas, &Bounds::OWN).ok();
    Used {
        packs: packs(&atlas.labels, atlas.as_of),
        holders: addresses.into_iter().filter_map(of).collect(),
    }
}

fn is_synthetic(as_of: &AsOf) -> bool {
    let network = |ledger: &str| ledger.parse::<LedgerId>().map(|id| id.network);
    as_of.ledgers.iter().any(|tip| network(&tip.ledger) == Ok(Network::Story))
}
