//! CoinJoins: transactions in which several people spend together so that nobody can say whose
//! money went where. One file a rule; [`detect`] is what clustering and tracing ask.
//!
//! The rules are the published ones (GraphSense-lib after Schnoering & Vazirgiannis 2023,
//! arXiv 2311.12491; BlockSci's `isCoinjoin`), in integers. A rule's verdict is exact; what our own
//! further checks think of it is in the confidence, 0 to 100.
//!
//! **Two cuts.** A finding of [`VETO_CONFIDENCE_MIN`] or more forbids to join the inputs' holders:
//! a co-spend missed costs one link that the next payment often shows again, a CoinJoin missed
//! merges strangers for good. Only a finding of [`STOP_CONFIDENCE_MIN`] or more ends a trace: there
//! the error costs the other way round, for stolen money would leave the picture at somebody's
//! batch payout. JoinMarket (49) and the generic rules lie between the two on purpose, as in
//! GraphSense-lib: they fit many rounds, and also now and then a payroll.
//!
//! **Precedence.** The most confident rule names the transaction; of equals, the one that stands
//! first in [`Kind`].
//!
//! **What nobody told.** An input without a known holder counts as a holder of its own, one without
//! a known value as worth what the rule needs, and the finding loses confidence in proportion: half
//! of it where nothing is known ([`Finding::inputs_unknown`]).
//!
//! **When.** Where the block's time is known, a rule does not fit before its wallet existed.
//!
//! Not here: tracing through a mix (nobody can), custodial mixers (those are labels).

mod generic;
mod joinmarket;
mod lineage;
mod stonewall;
mod tally;
mod wasabi1;
mod wasabi11;
mod wasabi2;
mod whirlpool;
mod whirlpool_tx0;

#[cfg(test)]
mod tests;

use model::amount::Sat;

use crate::shape::Shape;
use crate::without::RulesOff;
use tally::Tally;

pub use lineage::of;

/// From here on the holders of a transaction's inputs are not joined.
pub const VETO_CONFIDENCE_MIN: u8 = 40;
/// From here on a trace ends at a transaction, unless it is asked to go through.
pub const STOP_CONFIDENCE_MIN: u8 = 50;

/// Which rule fits, in order of precedence between findings of one confidence. The numbers stand in
/// files: never reuse one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    Whirlpool = 1,
    WhirlpoolTx0 = 2,
    Wasabi2 = 3,
    Wasabi11 = 4,
    Wasabi1 = 5,
    JoinMarket = 6,
    /// BlockSci's `isCoinjoin`.
    Generic = 7,
    /// One wallet that imitates two, or two: it cannot be told.
    Stonewall = 8,
}

impl Kind {
    pub const ALL: [Kind; 8] = [
        Kind::Whirlpool,
        Kind::WhirlpoolTx0,
        Kind::Wasabi2,
        Kind::Wasabi11,
        Kind::Wasabi1,
        Kind::JoinMarket,
        Kind::Generic,
        Kind::Stonewall,
    ];

    pub fn from_byte(byte: u8) -> Option<Kind> {
        Self::ALL.into_iter().find(|kind| *kind as u8 == byte)
    }

    /// The word people and JSON use.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Whirlpool => "whirlpool",
            Kind::WhirlpoolTx0 => "whirlpool-tx0",
            Kind::Wasabi2 => "wasabi-2",
            Kind::Wasabi11 => "wasabi-1.1",
            Kind::Wasabi1 => "wasabi-1.0",
            Kind::JoinMarket => "joinmarket",
            Kind::Generic => "equal-outputs",
            Kind::Stonewall => "stonewall",
        }
    }

    /// The first second, in UTC, at which it can have been: no wallet made it before. Taken early, by
    /// what is publicly known of each wallet's first rounds; `None` for shapes older than any name
    /// (Blockchain.info's SharedCoin of 2013 has the generic one).
    pub const fn since(self) -> Option<i64> {
        match self {
            Kind::Whirlpool | Kind::WhirlpoolTx0 => Some(1_554_076_800), // 2019-04-01
            Kind::Wasabi2 => Some(1_646_092_800),                        // 2022-03-01
            Kind::Wasabi1 | Kind::Wasabi11 => Some(1_530_403_200),       // 2018-07-01
            Kind::JoinMarket => Some(1_420_070_400),                     // 2015-01-01
            Kind::Stonewall => Some(1_514_764_800),                      // 2018-01-01
            Kind::Generic => None,
        }
    }

    /// Whether several people spend here. A Tx0 is one wallet cutting its coins to size: its inputs
    /// are one holder's and its outputs still are.
    pub const fn mixes(self) -> bool {
        !matches!(self, Kind::WhirlpoolTx0)
    }
}

/// That a rule fits a transaction, and what it saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub kind: Kind,
    /// 0 to 100, less what is unknown of the inputs.
    pub confidence: u8,
    /// 0 to 100, as if everything the rule believed were known.
    pub confidence_believed: u8,
    /// The value or values that several outputs share, ascending.
    pub denominations: Vec<Sat>,
    /// Outputs that have one of those values.
    pub equal_outputs: usize,
    /// At least so many people took part, if the rule is right.
    pub participants: usize,
    /// Inputs of which the holder or the value is not known.
    pub inputs_unknown: usize,
    /// Only a rule widened beyond the published one fits; the note says how.
    pub is_widened: bool,
    /// A sentence's worth of anything else the rule has to say.
    pub note: Option<&'static str>,
}

impl Finding {
    /// A finding at a rule's confidence. What nobody told costs half of it where no input is known,
    /// and less in proportion.
    fn new(tally: &Tally<'_>, kind: Kind, confidence: u8) -> Finding {
        // The rule of a Tx0 says nothing of the inputs.
        let inputs_unknown = if kind == Kind::WhirlpoolTx0 { 0 } else { tally.inputs_unknown };
        let full = usize::from(confidence);
        let kept = full - full * inputs_unknown / (2 * tally.inputs.max(1));
        Finding {
            kind,
            confidence: u8::try_from(kept).expect("no more than it was"),
            confidence_believed: confidence,
            denominations: Vec::new(),
            equal_outputs: 0,
            participants: 0,
            inputs_unknown,
            is_widened: false,
            note: None,
        }
    }

    /// Whether the inputs' holders must not be taken for one. Ignorance is no reason to join them.
    pub fn vetoes_join(&self) -> bool {
        self.kind.mixes() && self.confidence_believed >= VETO_CONFIDENCE_MIN
    }

    /// Whether a trace ends here.
    pub fn stops_trace(&self) -> bool {
        self.kind.mixes() && self.confidence >= STOP_CONFIDENCE_MIN
    }

    /// What was found, for the person who asks.
    pub fn says(&self) -> String {
        let shared = match self.denominations.as_slice() {
            [] => "no equal outputs".to_owned(),
            [one] => format!("{} outputs of {} BTC", self.equal_outputs, one),
            [first, .., last] => format!(
                "{} outputs of {} shared values from {first} to {last} BTC",
                self.equal_outputs,
                self.denominations.len(),
            ),
        };
        let mut text = format!(
            "{}: {shared}, at least {} participants, confidence {}",
            self.kind.name(),
            self.participants,
            self.confidence,
        );
        if self.inputs_unknown > 0 {
            text += &format!("; {} inputs are unknown and were believed", self.inputs_unknown);
        }
        if let Some(note) = self.note {
            text += "; ";
            text += note;
        }
        text
    }
}

/// The rules, in the order of [`Kind`].
const RULES: [fn(&Tally<'_>) -> Option<Finding>; 8] = [
    whirlpool::rule,
    whirlpool_tx0::rule,
    wasabi2::rule,
    wasabi11::rule,
    wasabi1::rule,
    joinmarket::rule,
    generic::rule,
    stonewall::rule,
];

/// The finding that names a transaction, if any rule fits.
pub fn detect(shape: &Shape<'_>) -> Option<Finding> {
    detect_without(shape, RulesOff::default())
}

/// As [`detect`], less some rules.
pub fn detect_without(shape: &Shape<'_>, off: RulesOff) -> Option<Finding> {
    let mut best: Option<Finding> = None;
    for finding in findings(shape, off) {
        if best.as_ref().is_none_or(|best| finding.confidence > best.confidence) {
            best = Some(finding);
        }
    }
    best
}

/// Which CoinJoin forbids to join the holders of the inputs: the most confident rule as if all were
/// known, if it is one that mixes and reaches `confidence_min`; less some rules.
pub fn veto(shape: &Shape<'_>, confidence_min: u8, off: RulesOff) -> Option<Kind> {
    let mut best: Option<(u8, Kind)> = None;
    for finding in findings(shape, off) {
        let confidence = finding.confidence_believed;
        if best.is_none_or(|best| confidence > best.0) {
            best = Some((confidence, finding.kind));
        }
    }
    best.filter(|best| best.0 >= confidence_min && best.1.mixes()).map(|best| best.1)
}

/// Every rule that fits, in the order of [`Kind`].
pub fn every(shape: &Shape<'_>) -> Vec<Finding> {
    findings(shape, RulesOff::default()).collect()
}

fn findings(shape: &Shape<'_>, off: RulesOff) -> impl Iterator<Item = Finding> {
    let tally = worth_a_look(shape).then(|| Tally::of(*shape));
    let was_there = |finding: &Finding| {
        let since = finding.kind.since();
        shape.time.zip(since).is_none_or(|(time, since)| time.seconds() >= since)
    };
    let fits = tally.map(|tally| RULES.iter().filter_map(|rule| rule(&tally)).collect::<Vec<_>>());
    let is_believed = move |finding: &Finding| !off.coinjoin(finding.kind);
    fits.unwrap_or_default().into_iter().filter(was_there).filter(is_believed)
}

/// Wasabi 1.1 is satisfied with nearly equal values, and wants so many inputs.
const MANY_INPUTS: usize = 10;

/// Whether any rule could fit, told from values alone: this is asked of every transaction of a
/// chain, and nearly all of them end here.
pub fn worth_a_look(shape: &Shape<'_>) -> bool {
    if shape.outputs.len() < 3 || shape.inputs.is_empty() {
        return false;
    }
    if shape.outputs.iter().any(|output| !output.pays()) {
        return true; // a Tx0 has one data output and may have a single input
    }
    may_mix(shape.inputs.len(), shape.outputs.iter().map(|output| output.value.0))
}

/// Whether any rule but a Tx0's, which mixes nobody, could fit: so many inputs, and outputs of these
/// values. For whoever asks only for a [`veto`].
pub fn may_mix(inputs: usize, outputs: impl ExactSizeIterator<Item = u64> + Clone) -> bool {
    inputs >= 2 && outputs.len() >= 3 && (inputs >= MANY_INPUTS || has_equal(outputs))
}

fn has_equal(values: impl ExactSizeIterator<Item = u64> + Clone) -> bool {
    if values.len() > 16 {
        let mut values: Vec<u64> = values.collect();
        values.sort_unstable();
        return values.windows(2).any(|pair| pair[0] == pair[1]);
    }
    let rest = |at: usize| values.clone().skip(at + 1);
    values.clone().enumerate().any(|(at, a)| rest(at).any(|b| a == b))
}
