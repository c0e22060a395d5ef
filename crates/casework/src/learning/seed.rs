//! What one learner's chain is drawn from. Whoever has it has the solution.

use std::fmt;
use std::str::FromStr;

use crate::record::Record;

/// Its Debug shows nothing, and it has no Display.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Seed(u64);

impl Seed {
    /// A fresh one, which nobody can guess.
    pub fn random(record: &Record) -> Self {
        let mut bytes = [0; 8];
        record.chance().fill(&mut bytes);
        Self(u64::from_be_bytes(bytes))
    }

    /// To fill an exercise in by; never to be told.
    pub fn expose(self) -> u64 {
        self.0
    }

    pub(super) fn text(self) -> String {
        self.0.to_string()
    }
}

impl FromStr for Seed {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(…)")
    }
}
