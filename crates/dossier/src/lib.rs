//! What goes on paper and into a pack: made once to leave the house, and again to be compared.
//!
//! The one thing to know: everything here follows from the question (or the case file), the ledger and the
//! labels, and from nothing else, so whoever has the same makes the same bytes. A trace has its pack
//! ([`single`]), an exhibit of a case has one with every trace that was placed on it ([`case`]). Sealing
//! and reading the archive is `evidence`'s; setting pages is `paper`'s.

pub mod answered;
mod asked;
mod board;
pub mod case;
pub mod single;

use std::collections::BTreeMap;

use api::ask::bounds::Bounds;
use api::ask::labels::{LabelsQuestion, packs};
use api::common::{AsOf, BlockAt};
use api::label::{LabelsOf, Packs};
use api::refusal::Refusal;
use api::trace::TraceView;
use entity::atlas::Atlas;
use model::chain::{LedgerId, Network};
use model::hash::Digest;
use paper::PaperError;
use paper::front::Front;
use serde::{Deserialize, Serialize};

/// Label files of a pack lie in this folder.
pub const LABEL_FILES: &str = "labels/";
pub const ENVIRONMENT: &str = "environment.json";

/// Why there is nothing to pack.
#[derive(Debug, thiserror::Error)]
pub enum DossierError {
    /// The ledger does not answer this.
    #[error("{0}")]
    Refused(Refusal),
    #[error(transparent)]
    Paper(#[from] PaperError),
    #[error("{file}: {why}")]
    Bad { file: String, why: String },
}

impl From<Refusal> for DossierError {
    fn from(refusal: Refusal) -> Self {
        DossierError::Refused(refusal)
    }
}

fn bad(file: &str, why: impl ToString) -> DossierError {
    DossierError::Bad { file: file.to_owned(), why: why.to_string() }
}

/// The files of a pack but for the label files, in their order.
#[derive(Debug)]
pub struct Contents {
    pub files: Vec<(String, Vec<u8>)>,
    pub is_synthetic: bool,
}

/// What is to stand on a paper, as a pack keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub title: Option<String>,
    pub reference: String,
    pub tlp: String,
    pub prepared_by: String,
    pub dated: String,
    pub language: String,
    pub question: String,
}

impl Words {
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

    /// `file`: where these words stand.
    pub fn front(&self, file: &str, data: Digest) -> Result<Front, DossierError> {
        let unread = |what: &str| bad(file, format_args!("its {what} does not read"));
        Ok(Front {
            title: self.title.clone(),
            reference: self.reference.clone(),
            tlp: self.tlp.parse().map_err(|_| unread("tlp"))?,
            prepared_by: self.prepared_by.clone(),
            made_on: self.dated.parse().map_err(|_| unread("dated"))?,
            language: self.language.clone(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            data,
        })
    }
}

/// What the answers were made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Environment {
    program: &'static str,
    as_of: AsOf,
    as_of_time: Option<String>,
    /// Every block in which something of the traces stands, oldest first.
    blocks: Vec<BlockAt>,
}

impl Environment {
    fn of<'a>(
        as_of: AsOf,
        as_of_time: Option<String>,
        views: impl Iterator<Item = &'a TraceView>,
    ) -> Self {
        let mut blocks: BTreeMap<(Option<u32>, &str), &BlockAt> = BTreeMap::new();
        for view in views {
            let of_steps = view.transactions.iter().map(|step| &step.block);
            let of_coins = view.coins.iter().filter_map(|coin| coin.block.as_ref());
            for block in of_steps.chain(of_coins) {
                blocks.insert((block.height, &block.hash), block);
            }
        }
        let blocks = blocks.into_values().cloned().collect();
        Self { program: env!("CARGO_PKG_VERSION"), as_of, as_of_time, blocks }
    }
}

/// Who says what, with all that is known of the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Used {
    packs: Packs,
    /// Each holder on the way of whom somebody says something, by its address.
    holders: Vec<LabelsOf>,
}

fn used(atlas: &Atlas, view: &TraceView) -> Used {
    let coins = view.coins.iter().map(|coin| &coin.holder);
    let ends = view.where_it_is_now.iter().filter_map(|ending| ending.holder.as_ref());
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

/// The label files by which this Atlas judges, as they are kept, by their names in a pack.
pub fn label_files(atlas: &Atlas) -> Vec<(String, Vec<u8>)> {
    let packs = atlas.labels.packs().iter();
    packs
        .map(|pack| (format!("{LABEL_FILES}{}.pack", pack.head().digest), pack.bytes().to_vec()))
        .collect()
}

fn is_made_up(ledger: &str) -> bool {
    ledger.parse::<LedgerId>().map(|id| id.network) == Ok(Network::Story)
}

fn is_synthetic(as_of: &AsOf) -> bool {
    as_of.ledgers.iter().any(|tip| is_made_up(&tip.ledger))
}
