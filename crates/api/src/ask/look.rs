//! `look`: what one pasted thing is.

use entity::atlas::Atlas;
use graph::End;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::bounds::Bounds;
use super::find::{Place, What, must_find};
use super::moment::of_a_moment;
use super::pasted;
use crate::look::{self, Look, Seen, Window};
use crate::refusal::{Kind, Refusal};
use crate::{cluster, sayings};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LookQuestion {
    /// An address, transaction, outpoint, block (height or hash), URI, or cluster:ADDRESS.
    pub subject: String,
    /// How many legs, transactions or members to show.
    #[serde(default = "limit")]
    pub limit: usize,
    /// Pass over this many first.
    #[serde(default)]
    pub skip: u64,
    /// Which end of an address's history to start from.
    #[serde(default)]
    pub from: FromEnd,
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
    20
}

/// An end of a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FromEnd {
    Oldest,
    #[default]
    Newest,
}

impl From<FromEnd> for End {
    fn from(end: FromEnd) -> Self {
        match end {
            FromEnd::Oldest => End::Oldest,
            FromEnd::Newest => End::Newest,
        }
    }
}

of_a_moment!(LookQuestion, without);

impl LookQuestion {
    pub fn new(subject: impl Into<String>) -> Self {
        Self {
            subject: subject.into(),
            limit: limit(),
            skip: 0,
            from: FromEnd::default(),
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

    pub fn answer(&self, atlas: &Atlas, bounds: &Bounds) -> Result<Look, Refusal> {
        self.check(bounds)?;
        let asked = pasted::parse(&self.subject, bounds)?;
        let place = must_find(atlas, &asked)?;
        self.of_place(atlas, &place)
    }

    fn of_place(&self, atlas: &Atlas, place: &Place<'_>) -> Result<Look, Refusal> {
        let ledger = place.ledger;
        let window = Window { skip: self.skip, limit: self.limit };
        Ok(match &place.what {
            What::Address(holder) => {
                let seen = Seen { exact: holder.exact, same_key: &holder.same_key };
                let (asked, end) = (&holder.asked, self.from.into());
                Look::Address(Box::new(look::address(atlas, ledger, asked, seen, end, window)))
            }
            What::Cluster(holder) => {
                Look::Cluster(Box::new(cluster::view(atlas, ledger, holder.id(), window, false)))
            }
            What::Tx(ids) => Look::Transaction(Box::new(
                look::transaction(atlas, ledger, ids, window).ok_or_else(gone)?,
            )),
            What::Output(id) => Look::Output(Box::new(look::output(atlas, ledger, *id))),
            What::Block(id) => {
                Look::Block(Box::new(look::block(atlas, ledger, *id, window).ok_or_else(gone)?))
            }
        })
    }
}

/// An index that names what is not there.
pub(super) fn gone() -> Refusal {
    sayings::INDEX_BROKEN
        .refuse(Kind::Internal, [], "the ledger does not hold what its index names")
        .hint(sayings::HINT_VERIFY_STORE.saying([], "check it: kancil store verify"))
}
