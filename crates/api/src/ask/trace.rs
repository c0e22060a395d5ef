//! `trace`: follow value from subjects, hop by hop, to where it is now.

use entity::atlas::{Atlas, Ledger};
use model::time::Time;
use serde::{Deserialize, Serialize};
use trace::follow::follow_watched;
use trace::picture::PictureOptions;
use trace::query::{Direction, Halted, Subject, TraceQuery};
use trace::taint::Method;
use trace::trace::Trace;
use utoipa::ToSchema;

use super::bounds::Bounds;
use super::find::in_one_ledger;
use super::follow::{nothing_to_follow, subject};
use super::moment::{not_in_the_future, of_a_moment};
use super::pasted::parse_all;
use super::values::{given_amount, given_end, given_time};
use super::watch::{Progress, Unit, Watch, stopped};
use crate::refusal::{Note, Refusal};
use crate::trace::{TraceView, main_method, view};

/// More cards than this are no picture any more; what is left out stands in it.
const CARDS_MAX: usize = 120;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TraceQuestion {
    /// Outpoints, transactions, addresses or cluster:ADDRESS; several are followed together.
    pub subjects: Vec<String>,
    /// Follow where the value came from instead of where it went.
    #[serde(default)]
    pub back: bool,
    /// How value that is mixed in one transaction is told apart.
    #[serde(default)]
    pub method: MethodAsked,
    /// Follow at most this many hops.
    #[serde(default)]
    pub hops: Option<u32>,
    /// Do not follow shares below this amount (`0.01`, `0.01btc`, `5000sat`).
    #[serde(default)]
    pub min: Option<String>,
    /// Do not follow what moved before this (a day, or RFC 3339).
    #[serde(default)]
    pub from: Option<String>,
    /// Do not follow what moved after this (a day: its last second).
    #[serde(default)]
    pub to: Option<String>,
    /// Go on through services: beyond one, the coins are not the subject's any more.
    #[serde(default)]
    pub through_services: bool,
    /// Go on through mixers and CoinJoins: what comes out is a candidate, not the subject's coin.
    #[serde(default)]
    pub through_mixers: bool,
    /// Follow fees into the coinbase that collected them.
    #[serde(default)]
    pub through_fees: bool,
    /// Stop after visiting this many legs; what is left is listed.
    #[serde(default)]
    pub legs: Option<u64>,
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

/// A method, or all of them side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MethodAsked {
    #[default]
    Fifo,
    Lifo,
    Tiho,
    Haircut,
    Poison,
    All,
}

impl From<Method> for MethodAsked {
    fn from(method: Method) -> Self {
        match method {
            Method::Fifo => Self::Fifo,
            Method::Lifo => Self::Lifo,
            Method::Tiho => Self::Tiho,
            Method::Haircut => Self::Haircut,
            Method::Poison => Self::Poison,
        }
    }
}

impl MethodAsked {
    fn methods(self) -> Vec<Method> {
        match self {
            Self::Fifo => vec![Method::Fifo],
            Self::Lifo => vec![Method::Lifo],
            Self::Tiho => vec![Method::Tiho],
            Self::Haircut => vec![Method::Haircut],
            Self::Poison => vec![Method::Poison],
            Self::All => Method::ALL.to_vec(),
        }
    }
}

of_a_moment!(TraceQuestion, without);

impl TraceQuestion {
    pub fn new(subjects: Vec<String>) -> Self {
        Self {
            subjects,
            back: false,
            method: MethodAsked::default(),
            hops: None,
            min: None,
            from: None,
            to: None,
            through_services: false,
            through_mixers: false,
            through_fees: false,
            legs: None,
            ledger: None,
            as_of: None,
            known_at: None,
            without: Vec::new(),
        }
    }

    /// What is wrong with the question by itself, asked at `now`.
    pub fn check(&self, bounds: &Bounds, now: Time) -> Result<(), Refusal> {
        self.check_form(bounds)?;
        let from = given_time("from", self.from.as_ref())?;
        let to = given_end("to", self.to.as_ref())?;
        for (field, time) in [("from", from), ("to", to)] {
            if let Some(time) = time {
                not_in_the_future(field, time.day(), now)?;
            }
        }
        Ok(())
    }

    fn check_form(&self, bounds: &Bounds) -> Result<(), Refusal> {
        if self.subjects.is_empty() {
            return Err(nothing_to_follow());
        }
        parse_all(&self.subjects, bounds)?;
        bounds.legs(self.legs)?;
        given_amount("min", self.min.as_ref())?;
        self.moment().check()
    }

    pub fn answer<'a>(
        &self,
        atlas: &'a Atlas,
        bounds: &Bounds,
        watch: &mut Watch<'_>,
    ) -> Result<TraceAnswer<'a>, Refusal> {
        self.check_form(bounds)?;
        let asked = parse_all(&self.subjects, bounds)?;
        let places = in_one_ledger(atlas, &asked)?;
        let ledger = places.first().ok_or_else(nothing_to_follow)?.ledger;
        let mut notes = Vec::new();
        let subjects = places.iter().map(|place| subject(place, &mut notes));
        let query = self.query(subjects.collect::<Result<_, _>>()?)?;
        let of = query.legs_max;
        let mut legs = 0;
        let found = follow_watched(atlas, ledger, &query, &mut |done| {
            legs = done;
            watch(Progress { unit: Unit::Legs, done, of })
        });
        match found {
            Ok(trace) => Ok(TraceAnswer { atlas, ledger, trace, notes }),
            Err(Halted::Query(error)) => Err(error.into()),
            Err(Halted::Stopped) => Err(stopped(Unit::Legs, legs)),
        }
    }

    fn query(&self, mut subjects: Vec<Subject>) -> Result<TraceQuery, Refusal> {
        let direction = if self.back { Direction::Backward } else { Direction::Forward };
        let subject = match subjects.len() {
            1 => subjects.remove(0),
            _ => Subject::Several(subjects),
        };
        let usual = TraceQuery::new(subject, direction);
        let min = given_amount("min", self.min.as_ref())?;
        Ok(TraceQuery {
            methods: self.method.methods(),
            hops_max: self.hops.unwrap_or(usual.hops_max),
            value_min_sat: min.map_or(usual.value_min_sat, |sat| sat.0),
            from: given_time("from", self.from.as_ref())?,
            to: given_end("to", self.to.as_ref())?,
            legs_max: self.legs.unwrap_or(usual.legs_max),
            through_services: self.through_services,
            through_mixers: self.through_mixers,
            through_fees: self.through_fees,
            ..usual
        })
    }
}

/// A trace, to be told or drawn.
#[derive(Debug)]
pub struct TraceAnswer<'a> {
    atlas: &'a Atlas,
    ledger: &'a Ledger,
    pub trace: Trace,
    pub notes: Vec<Note>,
}

impl TraceAnswer<'_> {
    pub fn view(&self) -> TraceView {
        view(self.atlas, self.ledger, &self.trace)
    }

    /// How it is to be drawn ([`trace::picture`]).
    pub fn picture(&self) -> PictureOptions {
        PictureOptions { method: main_method(&self.trace.query.methods), cards_max: CARDS_MAX }
    }
}
