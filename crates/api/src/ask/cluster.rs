//! `cluster`: the addresses one holder seems to control, and why.

use entity::atlas::Atlas;
use graph::AddressId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::bounds::Bounds;
use super::find::{Place, What, must_find};
use super::moment::of_a_moment;
use super::pasted;
use crate::cluster::{self, ClusterView};
use crate::look::Window;
use crate::refusal::{Kind, Refusal};
use crate::sayings;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClusterQuestion {
    /// An address, an outpoint (its holder), or cluster:ADDRESS.
    pub subject: String,
    /// Show the joins: which transaction made which two addresses one, by which rule.
    #[serde(default)]
    pub why: bool,
    /// How many members (or joins) to show.
    #[serde(default = "limit")]
    pub limit: usize,
    /// Pass over this many first.
    #[serde(default)]
    pub skip: u64,
    /// The ledger to ask; needed where several hold the subject.
    #[serde(default)]
    pub ledger: Option<String>,
    /// What held on this day.
    #[serde(default)]
    pub as_of: Option<String>,
    /// Only what had been imported until then.
    #[serde(default)]
    pub known_at: Option<String>,
    /// What is not to be believed: `rule:NAME`, `join:TXID`, `label:SUBJECT:SOURCE`, `pack:DIGEST`,
    /// `source:NAME`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
}

fn limit() -> usize {
    100
}

of_a_moment!(ClusterQuestion, without);

impl ClusterQuestion {
    pub fn new(subject: impl Into<String>) -> Self {
        Self {
            subject: subject.into(),
            why: false,
            limit: limit(),
            skip: 0,
            ledger: None,
            as_of: None,
            known_at: None,
            without: Vec::new(),
        }
    }

    /// What is wrong with the question by itself.
    pub fn check(&self, bounds: &Bounds) -> Result<(), Refusal> {
        pasted::parse(&self.subject, bounds)?;
        bounds.rows("limit", self.limit)?;
        bounds.skip(self.skip)?;
        self.moment().check()
    }

    pub fn answer(&self, atlas: &Atlas, bounds: &Bounds) -> Result<ClusterView, Refusal> {
        self.check(bounds)?;
        let asked = pasted::parse(&self.subject, bounds)?;
        let place = must_find(atlas, &asked)?;
        let member = member(&place, &asked.text)?;
        let window = Window { skip: self.skip, limit: self.limit };
        Ok(cluster::view(atlas, place.ledger, member, window, self.why))
    }
}

/// The address whose cluster was asked for.
pub(super) fn member(place: &Place<'_>, text: &str) -> Result<AddressId, Refusal> {
    let graph = &place.ledger.graph;
    match &place.what {
        What::Address(holder) | What::Cluster(holder) => Ok(holder.id()),
        What::Output(id) => graph.output(*id).holder.ok_or_else(|| {
            let says = format_args!("'{text}' is data: nobody holds it, so it has no cluster");
            sayings::NO_HOLDER.refuse(Kind::NotFound, [text.into()], says)
        }),
        What::Tx(_) | What::Block(_) => {
            let says = format_args!("'{text}' has no single holder, so no cluster");
            let hint = "ask for an address, or for one output: TXID:N";
            Err(sayings::NO_SINGLE_HOLDER
                .refuse(Kind::BadInput, [text.into()], says)
                .hint(sayings::HINT_ASK_FOR_ADDRESS_OR_OUTPUT.saying([], hint)))
        }
    }
}
