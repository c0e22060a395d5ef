//! The one formula: what an answer is worth, 0 to 100, and why.
//!
//! Integers alone, in thousandths of a point, each part rounded once: the same answer is worth the
//! same on every machine. Time is shown to the learner and never scored.
//!
//! | part | points | formula |
//! |---|---|---|
//! | decision | 30 | 24·u + 6 where the typology is right; u: right 1, acceptable 0.6, too careful with an innocent 0.2, else 0 |
//! | signals | 30 | 30·F₂, F₂ = 5·P·R/(4·P + R); R by weight, P = found/(found + decoys + ½·irrelevant pins) |
//! | trace | 20 | 12·LCS(path, truth)/length of the truth + 8·max(0, 1 − error/(¼·truth)) |
//! | reasons | 20 | 12·claims that cite a sign/claims asked for + 8·fifths of who, what, when, where, how |
//! | hints | −15 at most | 2 a nudge, 4 a pointer, 8 a reveal |
//!
//! The path's first stops count, as many as the truth has: a longer one is no better answer.
//!
//! Whoever accuses an innocent gets 60 at most. An answer passes with 70, unless it lets a crime go
//! that must not be missed, or accuses an innocent.
//!
//! Recall counts double in F₂ (van Rijsbergen's F measure with β = 2): a missed sign costs more than
//! a pin too many, but pinning everything drowns the precision.

pub mod hand;
mod parts;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// Something on the ledger, by its natural key: a card's id, or an output's.
pub type Anchor = String;

/// What is to be done with the money in front of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Release,
    /// Ask the customer before anything else.
    Ask,
    Hold,
    HoldReport,
}

/// What is so: made with the exercise, never shown before the answer is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Truth {
    pub right: BTreeSet<Verdict>,
    pub acceptable: BTreeSet<Verdict>,
    pub is_innocent: bool,
    /// Letting this one go fails, whatever else was right.
    pub must_not_miss: bool,
    pub typology: String,
    /// At least one.
    pub signals: Vec<Signal>,
    pub decoys: Vec<Decoy>,
    /// In order; at least one.
    pub path: Vec<Anchor>,
    /// From the crime; nothing where there was none.
    pub amount_sat: u64,
    /// Accusing one of these is the worst that can be done.
    pub innocents: BTreeSet<Anchor>,
    /// Claims asked for; at least one, and no more than there are signals.
    pub claims: u32,
}

impl Truth {
    /// The answer of somebody who knows everything.
    pub fn expert(&self) -> Sheet {
        const ASKED: [Question; 5] =
            [Question::Who, Question::What, Question::When, Question::Where, Question::How];
        let pins = || self.signals.iter().filter_map(|signal| signal.anchors.first());
        let many = ASKED.len().max(self.signals.len());
        let claim = |at: usize| Claim {
            cites: pins().nth(at).cloned().into_iter().collect(),
            answers: ASKED[at % ASKED.len()],
        };
        Sheet {
            verdict: self.right.first().copied(),
            typology: Some(self.typology.clone()),
            pins: pins().cloned().collect(),
            path: self.path.clone(),
            amount_sat: Some(self.amount_sat),
            claims: (0..many).map(claim).collect(),
            ..Sheet::default()
        }
    }
}

/// A sign; any one of its anchors shows that it was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signal {
    pub id: String,
    pub weight: u32,
    pub anchors: BTreeSet<Anchor>,
}

/// What looks like a sign and is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decoy {
    pub id: String,
    pub anchors: BTreeSet<Anchor>,
}

/// What a learner handed in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    pub verdict: Option<Verdict>,
    pub typology: Option<String>,
    pub pins: BTreeSet<Anchor>,
    pub path: Vec<Anchor>,
    pub amount_sat: Option<u64>,
    pub claims: Vec<Claim>,
    pub accused: BTreeSet<Anchor>,
    pub hints: Vec<Hint>,
    /// 1 to 3, asked for beside the decision; it never counts.
    pub certainty: Option<u8>,
}

/// A sentence of the learner's, what it rests on and what it answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    pub cites: BTreeSet<Anchor>,
    pub answers: Question,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    Who,
    What,
    When,
    Where,
    How,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hint {
    Nudge,
    Pointer,
    Reveal,
}

impl Hint {
    pub const fn cost_milli(self) -> u32 {
        match self {
            Hint::Nudge => 2_000,
            Hint::Pointer => 4_000,
            Hint::Reveal => 8_000,
        }
    }
}

pub const HINTS_MILLI_MAX: u32 = 15_000;
pub const PASS_MILLI: u32 = 70_000;
/// At most, for whoever accuses an innocent.
pub const ACCUSED_MILLI_MAX: u32 = 60_000;

/// A part of the score with what it was counted from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// In thousandths of a point.
    pub points_milli: u32,
    pub of_milli: u32,
    /// The numbers of the formula, by name, in its order.
    pub counted: Vec<(&'static str, u64)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Score {
    pub decision: Part,
    pub signals: Part,
    pub trace: Part,
    pub reasons: Part,
    /// To be taken off.
    pub hints_milli: u32,
    pub accused_innocent: bool,
    pub let_crime_go: bool,
    /// What all of it comes to.
    pub total_milli: u32,
    pub passes: bool,
    /// What was seen, what not, and what deceived: ids of the truth, in its order.
    pub found: Vec<String>,
    pub missed: Vec<String>,
    pub deceived: Vec<String>,
}

/// Scores an answer against what is so.
pub fn score(truth: &Truth, sheet: &Sheet) -> Score {
    let decision = parts::decision(truth, sheet);
    let signals = parts::signals(truth, sheet);
    let trace = parts::trace(truth, sheet);
    let reasons = parts::reasons(truth, sheet);
    let hints: u32 = sheet.hints.iter().map(|hint| hint.cost_milli()).sum();
    let hints_milli = hints.min(HINTS_MILLI_MAX);
    let accused_innocent = !truth.innocents.is_disjoint(&sheet.accused);
    let let_crime_go = !truth.is_innocent && sheet.verdict == Some(Verdict::Release);
    let sum: u32 =
        [&decision, &signals, &trace, &reasons].iter().map(|part| part.points_milli).sum();
    let most = if accused_innocent { ACCUSED_MILLI_MAX } else { 100_000 };
    let total_milli = sum.saturating_sub(hints_milli).min(most);
    let lets_go = let_crime_go && truth.must_not_miss;
    let seen = |anchors: &BTreeSet<Anchor>| !anchors.is_disjoint(&sheet.pins);
    let (found, missed): (Vec<&Signal>, _) =
        truth.signals.iter().partition(|signal| seen(&signal.anchors));
    let ids = |signals: Vec<&Signal>| signals.into_iter().map(|signal| signal.id.clone()).collect();
    let deceived = truth.decoys.iter().filter(|decoy| seen(&decoy.anchors));
    Score {
        deceived: deceived.map(|decoy| decoy.id.clone()).collect(),
        found: ids(found),
        missed: ids(missed),
        decision,
        signals,
        trace,
        reasons,
        hints_milli,
        accused_innocent,
        let_crime_go,
        total_milli,
        passes: total_milli >= PASS_MILLI && !lets_go && !accused_innocent,
    }
}

/// Certainty-based marking (Gardner-Medwin 1995), beside the score and never in it: right 1, 2, 3;
/// wrong 0, −2, −6.
pub fn certainty_mark(certainty: u8, is_right: bool) -> Option<i8> {
    match (certainty, is_right) {
        (1..=3, true) => i8::try_from(certainty).ok(),
        (1, false) => Some(0),
        (2, false) => Some(-2),
        (3, false) => Some(-6),
        _ => None,
    }
}
