//! `labels show` and `labels packs`: what is said of a subject, and which files say it.

use entity::atlas::Atlas;
use entity::label::pack::PackFile;
use entity::label::{AsOf as At, Labels};
use model::hash::Txid;
use model::parse::Subject;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::bounds::Bounds;
use super::moment::Moment;
use super::pasted;
use crate::common::AsOf;
use crate::label::{
    AttributionView, ClaimView, LabelsOf, PackInfo, Packs, ReachView, printed_network,
};
use crate::refusal::{Kind, Refusal};
use crate::sayings;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LabelsQuestion {
    /// An address of any chain, or a transaction.
    pub subject: String,
    /// What held on this day.
    #[serde(default)]
    pub as_of: Option<String>,
    /// Only what had been imported until then.
    #[serde(default)]
    pub known_at: Option<String>,
}

impl LabelsQuestion {
    pub fn new(subject: impl Into<String>) -> Self {
        Self { subject: subject.into(), as_of: None, known_at: None }
    }

    pub fn moment(&self) -> Moment<'_> {
        Moment {
            as_of: self.as_of.as_ref(),
            known_at: self.known_at.as_ref(),
            ledger: None,
            without: &[],
        }
    }

    /// What is wrong with the question by itself.
    pub fn check(&self, bounds: &Bounds) -> Result<(), Refusal> {
        pasted::parse(&self.subject, bounds)?;
        self.moment().check()
    }

    pub fn answer(&self, atlas: &Atlas, bounds: &Bounds) -> Result<LabelsOf, Refusal> {
        self.check(bounds)?;
        let asked = pasted::parse(&self.subject, bounds)?;
        let labels = claims_of(atlas, &asked.subject, &asked.text)?;
        Ok(LabelsOf { as_of: AsOf::over(atlas, &atlas.ledgers), subject: asked.text, labels })
    }
}

fn claims_of(
    atlas: &Atlas,
    subject: &Subject,
    text: &str,
) -> Result<Vec<AttributionView>, Refusal> {
    match subject {
        Subject::Address { address, networks } => {
            let known = atlas.known(address, Some(networks));
            Ok(AttributionView::of_many(&known, printed_network(networks)))
        }
        Subject::Hash { txid, .. } => Ok(about_tx(atlas, txid)),
        Subject::OutPoint(out_point) => Ok(about_tx(atlas, &out_point.txid)),
        Subject::Height(_) => {
            let says =
                format_args!("'{text}' is a block: labels are about addresses and transactions");
            Err(sayings::NO_LABELS_OF_BLOCKS.refuse(Kind::BadInput, [text.into()], says))
        }
    }
}

fn about_tx(atlas: &Atlas, txid: &Txid) -> Vec<AttributionView> {
    let stated = atlas.labels.about_tx(txid, &atlas.as_of);
    let direct = |stated| AttributionView {
        reach: ReachView::Direct,
        doubt: None,
        claim: ClaimView::stated(stated),
    };
    stated.iter().map(direct).collect()
}

/// The packs that were imported by then.
pub fn packs(labels: &Labels, at: At) -> Packs {
    let known =
        |pack: &&PackFile| at.known_at.is_none_or(|known_at| pack.head().imported_at <= known_at);
    Packs {
        digest: labels.digest().to_string(),
        packs: labels
            .packs()
            .iter()
            .filter(known)
            .map(|pack| PackInfo {
                pack: pack.head().as_ref().into(),
                subjects: pack.subjects_len() as u64,
                claims: pack.claims_len() as u64,
                actors: pack.actors().len() as u64,
            })
            .collect(),
    }
}
