//! What is not believed: rules, what single transactions joined, what is claimed.
//!
//! Facts of the ledger cannot be done without. A rule is left out by its name (`co-spend`, `whirlpool`,
//! `address-type`) or with its kind as a whole (`coinjoin`, `change`); then everything is as if this
//! program did not have it: [`crate::atlas::Atlas::without`].

use std::collections::BTreeSet;

use model::chain::LedgerId;
use model::hash::{Digest, Txid};

use crate::change::HEURISTICS;
use crate::cluster::rules::{JoinRule, Refusal};
use crate::coinjoin::Kind;
use crate::label::key::SubjectKey;

/// Names for a kind of rules as a whole.
pub const ALL_COINJOINS: &str = "coinjoin";
pub const ALL_CHANGE: &str = JoinRule::Change.name();

/// Rules that are left out. Nothing: every rule is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RulesOff {
    is_co_spend_off: bool,
    is_payjoin_off: bool,
    /// By the number of a [`Kind`].
    coinjoins: u64,
    /// By the place among [`HEURISTICS`].
    heuristics: u64,
}

impl RulesOff {
    /// Every name that can be left out, the wholes first.
    pub fn names() -> impl Iterator<Item = &'static str> {
        let wholes = [JoinRule::CoSpend.name(), ALL_CHANGE, ALL_COINJOINS, Refusal::PayJoin.name()];
        let kinds = Kind::ALL.into_iter().map(Kind::name);
        wholes.into_iter().chain(kinds).chain(HEURISTICS.iter().map(|rule| rule.name))
    }

    /// Leaves a rule out too; says whether there is one of this name.
    pub fn add(&mut self, name: &str) -> bool {
        let before = *self;
        for kind in Kind::ALL {
            if name == kind.name() || name == ALL_COINJOINS {
                self.coinjoins |= 1 << kind as u64;
            }
        }
        for (at, rule) in HEURISTICS.iter().enumerate() {
            if name == rule.name || name == ALL_CHANGE {
                self.heuristics |= 1 << at;
            }
        }
        self.is_co_spend_off |= name == JoinRule::CoSpend.name();
        self.is_payjoin_off |= name == Refusal::PayJoin.name();
        *self != before || Self::names().any(|of| of == name)
    }

    pub fn is_empty(&self) -> bool {
        *self == RulesOff::default()
    }

    pub fn co_spend(&self) -> bool {
        self.is_co_spend_off
    }

    pub fn payjoin(&self) -> bool {
        self.is_payjoin_off
    }

    pub fn coinjoin(&self, kind: Kind) -> bool {
        self.coinjoins >> kind as u64 & 1 == 1
    }

    /// Whether a change heuristic is left out.
    pub fn heuristic(&self, name: &str) -> bool {
        let at = HEURISTICS.iter().position(|rule| rule.name == name);
        at.is_some_and(|at| self.heuristics >> at & 1 == 1)
    }

    /// Whether what kept a transaction from joining anybody is left out.
    pub(crate) fn refusal(&self, refusal: Refusal) -> bool {
        match refusal {
            Refusal::CoinJoin(kind) => self.coinjoin(kind),
            Refusal::PayJoin => self.is_payjoin_off,
            Refusal::SizeJump => false,
        }
    }
}

/// Claims that are not believed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LabelsOff {
    /// Packs altogether, by the digest of their file.
    pub packs: BTreeSet<Digest>,
    /// Sources altogether, by their name.
    pub sources: BTreeSet<String>,
    /// What a source says of one subject; what anybody does where none is named.
    pub claims: BTreeSet<(SubjectKey, Option<String>)>,
}

impl LabelsOff {
    pub fn is_empty(&self) -> bool {
        self.packs.is_empty() && self.sources.is_empty() && self.claims.is_empty()
    }
}

/// All that is not believed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Without {
    pub rules: RulesOff,
    /// What a transaction joined, in one ledger or wherever it is.
    pub joins: BTreeSet<(Txid, Option<LedgerId>)>,
    pub labels: LabelsOff,
    /// How whoever asked calls each of these: answers repeat it.
    pub said: BTreeSet<String>,
}

impl Without {
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty() && self.joins.is_empty() && self.labels.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_name_of_its_own_and_leaves_out_itself_alone() {
        let mut seen = BTreeSet::new();
        for name in RulesOff::names() {
            let mut off = RulesOff::default();
            assert!(seen.insert(name), "{name} stands twice");
            assert!(off.add(name) && !off.is_empty(), "{name}");
            let kinds = Kind::ALL.into_iter().filter(|kind| off.coinjoin(*kind)).count();
            let rules = HEURISTICS.iter().filter(|rule| off.heuristic(rule.name)).count();
            let others = usize::from(off.co_spend()) + usize::from(off.payjoin());
            let expected = match name {
                ALL_COINJOINS => Kind::ALL.len(),
                ALL_CHANGE => HEURISTICS.len(),
                _ => 1,
            };
            assert_eq!(kinds + rules + others, expected, "{name}");
        }
        assert!(!RulesOff::default().add("co_spend"));
    }

    #[test]
    fn a_rule_is_left_out_once() {
        let mut off = RulesOff::default();
        assert!(off.add("co-spend") && off.add("co-spend") && off.add("change"));
        assert!(off.add("locktime"));
    }
}
