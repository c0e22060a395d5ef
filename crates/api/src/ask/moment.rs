//! When a question is asked about, and of which ledger.
//!
//! The caller brings the Atlas to that moment ([`Moment::atlas`]) and then asks: questions
//! themselves look at no clock, and at no other moment than their Atlas's.

use entity::atlas::{Atlas, Ledger};
use entity::label::AsOf;
use model::chain::LedgerId;
use model::time::{Day, Time};

use super::values::{given_day, given_end, given_ledger};
use super::without;
use crate::refusal::{Kind, Refusal};
use crate::sayings;

/// The fields that every question shares, as they came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moment<'q> {
    pub as_of: Option<&'q String>,
    pub known_at: Option<&'q String>,
    pub ledger: Option<&'q String>,
    /// What is not to be believed.
    pub without: &'q [String],
}

/// A question that has these fields. They stand in each (a flattened one would let unknown fields
/// through), what is made of them stands here.
macro_rules! of_a_moment {
    ($question:ty) => {
        of_a_moment!(@ $question, |_| &[]);
    };
    ($question:ty, without) => {
        of_a_moment!(@ $question, |question| &question.without);
    };
    (@ $question:ty, $without:expr) => {
        impl $question {
            pub fn moment(&self) -> $crate::ask::moment::Moment<'_> {
                let without: fn(&Self) -> &[String] = $without;
                $crate::ask::moment::Moment {
                    as_of: self.as_of.as_ref(),
                    known_at: self.known_at.as_ref(),
                    ledger: self.ledger.as_ref(),
                    without: without(self),
                }
            }
        }
    };
}
pub(super) use of_a_moment;

impl Moment<'_> {
    /// What is wrong with it by itself.
    pub fn check(&self) -> Result<(), Refusal> {
        given_day("as_of", self.as_of)?;
        given_end("known_at", self.known_at)?;
        given_ledger(self.ledger)?;
        without::check(self.without)
    }

    /// The Atlas at this moment, with the chosen ledger alone where one was chosen.
    pub fn atlas(&self, atlas: &Atlas, now: Time) -> Result<Atlas, Refusal> {
        let day = given_day("as_of", self.as_of)?;
        let known_at = given_end("known_at", self.known_at)?;
        let atlas = atlas.at(self::as_of(day, known_at, now)?);
        // What is left out may stand in another ledger than the chosen one: a board has several.
        let atlas = without::applied(&atlas, self.without)?;
        match given_ledger(self.ledger)? {
            None => Ok(atlas),
            Some(id) => chosen(&atlas, id),
        }
    }
}

fn chosen(atlas: &Atlas, id: LedgerId) -> Result<Atlas, Refusal> {
    if atlas.ledger(id).is_some() {
        return Ok(atlas.only(|ledger| ledger.graph.ledger() == id));
    }
    let held: Vec<LedgerId> = atlas.ledgers.iter().map(|ledger| ledger.graph.ledger()).collect();
    let says = format_args!("there is no ledger {id}");
    let refusal = sayings::NO_SUCH_LEDGER.refuse(Kind::NotFound, [id.to_string().into()], says);
    if held.is_empty() {
        return Err(refusal);
    }
    let held = list(&held);
    let says = format!("it holds {held}");
    Err(refusal.hint(sayings::HINT_LEDGERS_HELD.saying([held.into()], says)))
}

/// The moment a question is about: today where no day is given. A day that has not come cannot be
/// asked about.
pub fn as_of(as_of: Option<Day>, known_at: Option<Time>, now: Time) -> Result<AsOf, Refusal> {
    let as_of = as_of.unwrap_or(now.day());
    not_in_the_future("as_of", as_of, now)?;
    if let Some(known_at) = known_at {
        not_in_the_future("known_at", known_at.day(), now)?;
    }
    Ok(AsOf { as_of, known_at })
}

/// The sentence names a field by the command line's flag.
pub fn not_in_the_future(field: &'static str, day: Day, now: Time) -> Result<(), Refusal> {
    let today = now.day();
    if day <= today {
        return Ok(());
    }
    let args = [field.into(), day.to_string().into(), today.to_string().into()];
    let flag = field.replace('_', "-");
    let says = format_args!("--{flag} {day} is in the future: today is {today} (UTC)");
    let hint = sayings::HINT_NOTHING_IS_KNOWN_OF_TOMORROW
        .saying([], "nothing is known of a day that has not come");
    Err(sayings::IN_THE_FUTURE.refuse(Kind::BadInput, args, says).hint(hint))
}

/// `bitcoin-main-linked, bitcoin-story-linked`.
pub fn list(ids: &[LedgerId]) -> String {
    ids.iter().map(LedgerId::to_string).collect::<Vec<_>>().join(", ")
}

/// `bitcoin-main-linked (to block 4521)`.
pub(super) fn extent(ledger: &Ledger) -> String {
    use model::block::BlockRef;
    use model::chain::LedgerKind;
    let id = ledger.graph.ledger();
    match (ledger.graph.tip(), id.kind) {
        (Some(BlockRef { height, .. }), LedgerKind::Linked) => format!("{id} (to block {height})"),
        _ => format!("{id} ({} blocks)", ledger.graph.counts().blocks),
    }
}
