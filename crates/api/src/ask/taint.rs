//! `taint`: where the money of many thefts is now, in one sweep over the whole chain.

use entity::atlas::Atlas;
use serde::{Deserialize, Serialize};
use trace::flood::{FloodQuery, flood};
use trace::query::Subject;
use trace::taint::Method;
use utoipa::ToSchema;

use super::bounds::Bounds;
use super::find::in_one_ledger;
use super::follow::{nothing_to_follow, subject};
use super::moment::of_a_moment;
use super::pasted::parse_all;
use super::watch::{Progress, Unit, Watch};
use crate::refusal::{Kind, Note, Refusal, Weight};
use crate::sayings;
use crate::taint::{TaintView, view};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaintQuestion {
    /// Outpoints, transactions, addresses or cluster:ADDRESS; all are followed together.
    pub subjects: Vec<String>,
    /// How value that is mixed in one transaction is told apart.
    #[serde(default)]
    pub method: OneMethod,
    /// How many holders to name.
    #[serde(default = "top")]
    pub top: usize,
    /// Go on through services: beyond one, the coins are not the subject's any more.
    #[serde(default)]
    pub through_services: bool,
    /// Go on through mixers and CoinJoins: what comes out is a candidate, not the subject's coin.
    #[serde(default)]
    pub through_mixers: bool,
    /// Follow fees into the coinbase that collected them.
    #[serde(default)]
    pub through_fees: bool,
    /// Memory to keep within, in bytes; what would not fit is refused.
    #[serde(default = "memory")]
    pub memory: u64,
    /// The ledger to ask; needed where several hold a subject.
    #[serde(default)]
    pub ledger: Option<String>,
    /// What held on this day.
    #[serde(default)]
    pub as_of: Option<String>,
    /// Only what had been imported until then.
    #[serde(default)]
    pub known_at: Option<String>,
}

fn top() -> usize {
    20
}

fn memory() -> u64 {
    4 << 30
}

/// A sweep goes by one method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OneMethod {
    Fifo,
    Lifo,
    Tiho,
    #[default]
    Haircut,
    Poison,
}

impl From<OneMethod> for Method {
    fn from(method: OneMethod) -> Self {
        match method {
            OneMethod::Fifo => Method::Fifo,
            OneMethod::Lifo => Method::Lifo,
            OneMethod::Tiho => Method::Tiho,
            OneMethod::Haircut => Method::Haircut,
            OneMethod::Poison => Method::Poison,
        }
    }
}

impl From<Method> for OneMethod {
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

of_a_moment!(TaintQuestion);

impl TaintQuestion {
    pub fn new(subjects: Vec<String>) -> Self {
        Self {
            subjects,
            method: OneMethod::default(),
            top: top(),
            through_services: false,
            through_mixers: false,
            through_fees: false,
            memory: memory(),
            ledger: None,
            as_of: None,
            known_at: None,
        }
    }

    /// What is wrong with the question by itself.
    pub fn check(&self, bounds: &Bounds) -> Result<(), Refusal> {
        if self.subjects.is_empty() {
            let says = "there is nothing to follow: the list is empty";
            return Err(sayings::EMPTY_LIST_TO_FOLLOW.refuse(Kind::BadInput, [], says));
        }
        parse_all(&self.subjects, bounds)?;
        bounds.rows("top", self.top)?;
        self.moment().check()
    }

    pub fn answer(
        &self,
        atlas: &Atlas,
        bounds: &Bounds,
        watch: &mut Watch<'_>,
    ) -> Result<TaintAnswer, Refusal> {
        self.check(bounds)?;
        let asked = parse_all(&self.subjects, bounds)?;
        let places = in_one_ledger(atlas, &asked)?;
        let ledger = places.first().ok_or_else(nothing_to_follow)?.ledger;
        let mut notes = Vec::new();
        let subjects = places.iter().map(|place| subject(place, &mut notes));
        let subjects = subjects.collect::<Result<_, _>>()?;
        let query = FloodQuery {
            through_services: self.through_services,
            through_mixers: self.through_mixers,
            through_fees: self.through_fees,
            holders_max: self.top,
            memory_max: self.memory.min(bounds.memory_max),
            ..FloodQuery::new(Subject::Several(subjects), self.method.into())
        };
        let found = flood(atlas, ledger, &query, &mut |seen| {
            watch(Progress { unit: Unit::Transactions, done: seen.transactions, of: seen.of })
        })?;
        if let Err(wrong) = found.reconcile() {
            let says = format!("the ledger contradicts itself: {wrong}");
            let note = sayings::NOTE_BOOKS_DO_NOT_BALANCE;
            notes.push(note.note(Weight::Warning, [wrong.into()], says));
        }
        Ok(TaintAnswer { view: view(atlas, ledger, &found), notes })
    }
}

/// Sums, and what the asker should know beside them.
#[derive(Debug)]
pub struct TaintAnswer {
    pub view: TaintView,
    pub notes: Vec<Note>,
}
