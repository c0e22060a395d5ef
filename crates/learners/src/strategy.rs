//! How an answer comes about, and the answer.

use academy::score::{Sheet, Verdict};
use trace::query::Direction;

use crate::dice::Dice;
use crate::sheets::{self, Debriefed};
use crate::world::World;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strategy {
    Expert,
    AfterDebrief,
    Guess,
    AlwaysHold,
    AlwaysRelease,
    Everything,
    Neighbour,
    Labels,
    Newest,
    Biggest,
    Trace,
}

impl Strategy {
    pub const ALL: [Strategy; 11] = [
        Strategy::Expert,
        Strategy::AfterDebrief,
        Strategy::Guess,
        Strategy::AlwaysHold,
        Strategy::AlwaysRelease,
        Strategy::Everything,
        Strategy::Neighbour,
        Strategy::Labels,
        Strategy::Newest,
        Strategy::Biggest,
        Strategy::Trace,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Strategy::Expert => "expert",
            Strategy::AfterDebrief => "after the debrief",
            Strategy::Guess => "guess",
            Strategy::AlwaysHold => "always hold",
            Strategy::AlwaysRelease => "always release",
            Strategy::Everything => "pin everything",
            Strategy::Neighbour => "a neighbour's answers",
            Strategy::Labels => "labels alone",
            Strategy::Newest => "newest",
            Strategy::Biggest => "biggest amount",
            Strategy::Trace => "one trace",
        }
    }

    /// What could be done without judgement.
    pub const fn is_shortcut(self) -> bool {
        matches!(self, Strategy::Labels | Strategy::Newest | Strategy::Biggest | Strategy::Trace)
    }

    /// Never passes anywhere.
    pub const fn is_idle(self) -> bool {
        matches!(
            self,
            Strategy::AlwaysHold
                | Strategy::AlwaysRelease
                | Strategy::Everything
                | Strategy::Neighbour
        )
    }

    /// What is handed in at an exercise. `other` is the same case filled in for somebody else: the
    /// neighbour's, or the one whose debrief was read. Guesses are by `lot`.
    pub fn sheet(self, at: &World, other: &World, lot: u64) -> Sheet {
        let truth = &at.exercise.truth;
        let best = |sheets: &[Sheet]| sheets::best_sheet(truth, sheets);
        match self {
            Strategy::Expert => sheets::expert(truth),
            Strategy::AfterDebrief => {
                let first_try = Strategy::Trace.sheet(other, at, lot);
                let read = Debriefed::of(&other.exercise.truth, &first_try);
                sheets::after_debrief(&read, &at.exercise)
            }
            Strategy::Guess => sheets::guess(at, &mut Dice::new(lot)),
            // The commonest crime of the course, or none.
            Strategy::AlwaysHold => sheets::always(Verdict::HoldReport, "exchange_theft"),
            Strategy::AlwaysRelease => sheets::always(Verdict::Release, "none"),
            Strategy::Everything => best(&sheets::everything(at)),
            Strategy::Neighbour => sheets::expert(&other.exercise.truth),
            Strategy::Labels => best(&sheets::labels_alone(at)),
            Strategy::Newest => best(&sheets::newest(at)),
            Strategy::Biggest => best(&sheets::biggest(at)),
            Strategy::Trace => best(&sheets::one_trace(at, Direction::Forward)),
        }
    }
}
