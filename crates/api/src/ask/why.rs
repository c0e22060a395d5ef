//! `why`: the joins that make two addresses one holder's, as far as the rules are right.
//!
//! Between two members of a cluster there is exactly one way through the joins that made it, so
//! this is all the evidence there is for just these two. It is found by going through the cluster's
//! joins once, so clusters beyond a bound are refused: their joins can be paged.

use entity::atlas::Atlas;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::bounds::Bounds;
use super::cluster::member;
use super::find::in_one_ledger;
use super::follow::nothing_to_follow;
use super::moment::of_a_moment;
use super::pasted;
use crate::chain::Holder;
use crate::cluster::{WhyView, join_view};
use crate::common::AsOf;
use crate::refusal::{Kind, Refusal};
use crate::sayings;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WhyQuestion {
    /// An address, an outpoint (its holder), or cluster:ADDRESS.
    pub subject: String,
    /// Another one of the same cluster.
    pub with: String,
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

of_a_moment!(WhyQuestion, without);

impl WhyQuestion {
    pub fn new(subject: impl Into<String>, with: impl Into<String>) -> Self {
        let (subject, with) = (subject.into(), with.into());
        Self { subject, with, ledger: None, as_of: None, known_at: None, without: Vec::new() }
    }

    /// What is wrong with the question by itself.
    pub fn check(&self, bounds: &Bounds) -> Result<(), Refusal> {
        pasted::parse(&self.subject, bounds)?;
        pasted::parse(&self.with, bounds)?;
        self.moment().check()
    }

    pub fn answer(&self, atlas: &Atlas, bounds: &Bounds) -> Result<WhyView, Refusal> {
        self.check(bounds)?;
        let asked = [pasted::parse(&self.subject, bounds)?, pasted::parse(&self.with, bounds)?];
        let places = in_one_ledger(atlas, &asked)?;
        let [a, b] = places.as_slice() else { return Err(nothing_to_follow()) };
        let (a, b) = (member(a, &asked[0].text)?, member(b, &asked[1].text)?);
        let ledger = places[0].ledger;
        let clusters = &ledger.clusters;
        let root = clusters.root(a);
        if clusters.root(b) != root {
            let [text, other] = [&asked[0].text, &asked[1].text];
            let says = format_args!("'{text}' and '{other}' are not of one cluster");
            let args = [text.into(), other.into()];
            return Err(sayings::NOT_ONE_CLUSTER.refuse(Kind::NotFound, args, says));
        }
        let (size, most) = (clusters.size(root), bounds.members_max);
        if size > most {
            let says = format_args!(
                "this cluster has {size} members; ways through its joins are looked for among at most {most}"
            );
            let hint =
                sayings::HINT_PAGE_THE_JOINS.saying([], "look through its joins page by page");
            let args = [size.into(), most.into()];
            return Err(sayings::CLUSTER_TOO_LARGE.refuse(Kind::TooLarge, args, says).hint(hint));
        }
        let joins = clusters.evidence(a, b).unwrap_or_default();
        let text = |id| Holder::of(&ledger.graph, id).address;
        Ok(WhyView {
            as_of: AsOf::of(atlas, ledger),
            root: text(root),
            size,
            subject: text(a),
            with: text(b),
            joins: joins.iter().map(|join| join_view(ledger, join)).collect(),
        })
    }
}
