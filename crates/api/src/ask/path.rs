//! `path`: how value went from one subject to another.

use entity::atlas::Atlas;
use serde::{Deserialize, Serialize};
use trace::path::path_watched;
use trace::query::{Halted, PathQuery};
use utoipa::ToSchema;

use super::bounds::Bounds;
use super::find::in_one_ledger;
use super::follow::{nothing_to_follow, subject};
use super::moment::of_a_moment;
use super::pasted;
use super::values::given_amount;
use super::watch::{Progress, Unit, Watch, stopped};
use crate::path::{PathView, view};
use crate::refusal::{Note, Refusal};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PathQuestion {
    /// Where the value was.
    pub a: String,
    /// Where it came to.
    pub b: String,
    /// At most this many hops.
    #[serde(default)]
    pub hops: Option<u32>,
    /// Pass over smaller outputs (`0.01`, `0.01btc`, `5000sat`).
    #[serde(default)]
    pub min: Option<String>,
    /// Stop after visiting this many legs, in each direction.
    #[serde(default)]
    pub legs: Option<u64>,
    /// Go on through services.
    #[serde(default)]
    pub through_services: bool,
    /// Go on through mixers and CoinJoins.
    #[serde(default)]
    pub through_mixers: bool,
    /// The ledger to ask; needed where several hold a subject.
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

of_a_moment!(PathQuestion, without);

impl PathQuestion {
    pub fn new(a: impl Into<String>, b: impl Into<String>) -> Self {
        Self {
            a: a.into(),
            b: b.into(),
            hops: None,
            min: None,
            legs: None,
            through_services: false,
            through_mixers: false,
            ledger: None,
            as_of: None,
            known_at: None,
            without: Vec::new(),
        }
    }

    /// What is wrong with the question by itself.
    pub fn check(&self, bounds: &Bounds) -> Result<(), Refusal> {
        pasted::parse(&self.a, bounds)?;
        pasted::parse(&self.b, bounds)?;
        bounds.legs(self.legs)?;
        given_amount("min", self.min.as_ref())?;
        self.moment().check()
    }

    pub fn answer(
        &self,
        atlas: &Atlas,
        bounds: &Bounds,
        watch: &mut Watch<'_>,
    ) -> Result<PathAnswer, Refusal> {
        self.check(bounds)?;
        let ends = [pasted::parse(&self.a, bounds)?, pasted::parse(&self.b, bounds)?];
        let ends = in_one_ledger(atlas, &ends)?;
        let [from, to] = ends.as_slice() else { return Err(nothing_to_follow()) };
        let mut notes = Vec::new();
        let usual = PathQuery::new(subject(from, &mut notes)?, subject(to, &mut notes)?);
        let min = given_amount("min", self.min.as_ref())?;
        let query = PathQuery {
            hops_max: self.hops.unwrap_or(usual.hops_max),
            value_min_sat: min.map_or(usual.value_min_sat, |sat| sat.0),
            legs_max: self.legs.unwrap_or(usual.legs_max),
            through_services: self.through_services,
            through_mixers: self.through_mixers,
            ..usual
        };
        let of = query.legs_max.saturating_mul(2);
        let mut legs = 0;
        let found = path_watched(atlas, from.ledger, &query, &mut |done| {
            legs = done;
            watch(Progress { unit: Unit::Legs, done, of })
        });
        match found {
            Ok(found) => Ok(PathAnswer { view: view(atlas, from.ledger, &found), notes }),
            Err(Halted::Query(error)) => Err(error.into()),
            Err(Halted::Stopped) => Err(stopped(Unit::Legs, legs)),
        }
    }
}

/// Paths, and what the asker should know beside them.
#[derive(Debug)]
pub struct PathAnswer {
    pub view: PathView,
    pub notes: Vec<Note>,
}
