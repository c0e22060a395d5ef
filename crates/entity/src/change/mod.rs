//! Which output of a payment is its change. One file a heuristic; each gives the set of outputs it
//! cannot rule out, so that they can be combined, and names none where it knows nothing.
//!
//! Nine are BlockSci's (`heuristics/change_address.cpp`), three GraphSense-lib's
//! (`heuristics_service.py`), one compares wallet fingerprints. BlockSci itself recommends "against
//! simply using one of these heuristics without further refinement for clustering": here they are
//! hints for a reader of a trace, named one by one; clustering uses them only when asked, and then
//! only what can never change again ([`settled`]).
//!
//! **Settled or as of a tip.** What a heuristic reads of the transaction and its past stays true.
//! `peeling-chain`, `locktime`, `fixed-fee`, `fingerprint`, `one-time` and `multi-input` also read who
//! spent what later: their answers hold as of the ledger's tip ([`Hints::as_of`]).

mod address_reuse;
mod address_type;
mod client_behavior;
mod fingerprint;
mod fixed_fee;
mod legacy;
mod locktime;
mod multi_input;
mod one_time;
mod optimal;
mod peeling;
mod power_of_ten;
pub mod scene;
mod set;
#[cfg(test)]
mod tests;

use graph::{Graph, TxId};
use model::block::BlockRef;

use crate::cluster::Clusters;
use crate::coinjoin;
use crate::shape::Shape;
use crate::without::RulesOff;
use scene::{Scene, SceneRoom, Seen};

pub use power_of_ten::DIGITS as ROUND_DIGITS;
pub use set::OutputSet;

/// A heuristic: what it is called, whether the chain can still change its answer, how far it is to
/// be believed where it leaves one output, of which signs it is made, and the rule.
#[derive(Debug, Clone, Copy)]
pub struct Heuristic {
    pub name: &'static str,
    pub is_settled: bool,
    /// 0 to 100.
    pub confidence: u8,
    signs: Signs,
    pub rule: fn(&Scene<'_>) -> OutputSet,
}

/// What is looked at. Two heuristics that look at the same thing agree with themselves.
type Signs = u16;
const CHAIN: Signs = 1;
const ROUND: Signs = 2;
const SELECTION: Signs = 4;
const KIND: Signs = 8;
const LOCK_TIME: Signs = 16;
const PAYER: Signs = 32;
const FRESH: Signs = 64;
const FEE: Signs = 128;
const FINGERPRINT: Signs = 256;
const CO_SPEND: Signs = 512;

/// A single sign was right nine times in ten in the field (forensicworks/hopline, "Accuracy"), two
/// that agree 995 times in a thousand: one is not enough to accuse anybody.
const ONE_SIGN: u8 = 30;
/// Worse than a coin toss where it was measured (`docs/accuracy.md`): shown, and never the ground of a
/// consensus.
const WEAK_SIGN: u8 = 15;
const AGREED: u8 = 80;

/// All of them, BlockSci's first, in its order. The confidences are GraphSense-lib's for its three,
/// but for `multi-input`: it gives 50 to what is a co-spend seen elsewhere, and as sure as that.
pub const HEURISTICS: [Heuristic; 12] = [
    dynamic("peeling-chain", ONE_SIGN, CHAIN, peeling::rule),
    settled_sign("power-of-ten", ONE_SIGN, ROUND, power_of_ten::rule),
    settled_sign("optimal-change", ONE_SIGN, SELECTION, optimal::rule),
    settled_sign("address-type", ONE_SIGN, KIND, address_type::rule),
    dynamic("locktime", ONE_SIGN, LOCK_TIME, locktime::rule),
    // BlockSci's `address_reuse` and GraphSense's `direct_change` are one rule.
    settled_sign("address-reuse", 100, PAYER, address_reuse::rule),
    settled_sign("client-behavior", ONE_SIGN, FRESH, client_behavior::rule),
    settled_sign("legacy", ONE_SIGN, SELECTION | FRESH, legacy::rule),
    dynamic("fixed-fee", WEAK_SIGN, FEE, fixed_fee::rule),
    dynamic("fingerprint", ONE_SIGN, FINGERPRINT, fingerprint::rule),
    dynamic("one-time", 50, ROUND | SELECTION | KIND | FRESH, one_time::rule),
    dynamic("multi-input", 90, CO_SPEND, multi_input::rule),
];

type Rule = fn(&Scene<'_>) -> OutputSet;

const fn settled_sign(name: &'static str, confidence: u8, signs: Signs, rule: Rule) -> Heuristic {
    Heuristic { name, is_settled: true, confidence, signs, rule }
}

const fn dynamic(name: &'static str, confidence: u8, signs: Signs, rule: Rule) -> Heuristic {
    Heuristic { name, is_settled: false, confidence, signs, rule }
}

/// What one heuristic says of a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    pub name: &'static str,
    /// The outputs it cannot rule out, ascending; never empty, never all that pay somebody.
    pub outputs: Vec<u32>,
    /// 0 to 100, that the change is among them: where they are several, nobody can say which.
    pub confidence: u8,
    /// Whether it holds whatever the chain does next.
    pub is_settled: bool,
}

/// The output on which the hints that leave exactly one agree best.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consensus {
    pub output: u32,
    pub confidence: u8,
    /// The hints that leave this output alone.
    pub sources: Vec<&'static str>,
    /// The hints that leave another one alone.
    pub against: Vec<&'static str>,
}

/// Every hint for a transaction, as of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hints {
    pub as_of: Option<BlockRef>,
    pub hints: Vec<Hint>,
    pub consensus: Option<Consensus>,
}

/// What the heuristics say of a transaction, as of the graph's tip; less those that the clusters do
/// without. A coinbase and a CoinJoin have no change that anything here could tell.
pub fn hints(graph: &Graph, clusters: Option<&Clusters>, tx: TxId) -> Hints {
    let same = clusters.map(|clusters| move |a, b| clusters.root(a) == clusters.root(b));
    let room = SceneRoom::of(graph, tx, same.as_ref().map(|same| same as scene::SameCluster<'_>));
    let scene = room.scene();
    let off = clusters.map_or_else(RulesOff::default, Clusters::rules_off);
    let hints = hints_without(&scene, off);
    let consensus = consensus(&hints);
    Hints { as_of: graph.tip(), hints, consensus }
}

/// The hints for a scene, without asking a ledger.
pub fn hints_of(scene: &Scene<'_>) -> Vec<Hint> {
    hints_without(scene, RulesOff::default())
}

/// As [`hints_of`], less some rules.
pub fn hints_without(scene: &Scene<'_>, off: RulesOff) -> Vec<Hint> {
    let finding = coinjoin::detect_without(&scene.shape, off);
    let mixes = finding.is_some_and(|finding| finding.vetoes_join());
    if scene.shape.inputs.is_empty() || mixes {
        return Vec::new();
    }
    let paid = scene.shape.paid().count();
    let hint = |heuristic: &Heuristic| {
        let left = (heuristic.rule)(scene);
        let says_something = left.count() > 0 && left.count() < paid;
        says_something.then(|| Hint {
            name: heuristic.name,
            outputs: left.iter().map(|at| u32::try_from(at).expect("outputs are 32-bit")).collect(),
            confidence: heuristic.confidence,
            is_settled: heuristic.is_settled,
        })
    };
    HEURISTICS.iter().filter(|rule| !off.heuristic(rule.name)).filter_map(hint).collect()
}

/// As GraphSense-lib: the highest confidence counts, and who said so is listed. Beyond it, two
/// independent signs that leave the same output are believed at 80 where no hint leaves another;
/// and where two outputs are named with one confidence, none is.
fn consensus(hints: &[Hint]) -> Option<Consensus> {
    let counts = |hint: &&Hint| hint.outputs.len() == 1 && hint.confidence > WEAK_SIGN;
    let alone = || hints.iter().filter(counts);
    let mut outputs: Vec<u32> = alone().map(|hint| hint.outputs[0]).collect();
    outputs.sort_unstable();
    outputs.dedup();
    let named = |output: u32| alone().filter(move |hint| hint.outputs[0] == output);
    let confidence = |output: u32| {
        let highest = named(output).map(|hint| hint.confidence).max().unwrap_or(0);
        let agreed = outputs.len() == 1 && independent(named(output)) >= 2;
        if agreed { highest.max(AGREED) } else { highest }
    };
    let output = outputs.iter().copied().max_by_key(|output| confidence(*output))?;
    let best = confidence(output);
    if outputs.iter().any(|other| *other != output && confidence(*other) == best) {
        return None;
    }
    let names = |here: bool| {
        let side = alone().filter(move |hint| (hint.outputs[0] == output) == here);
        side.map(|hint| hint.name).collect()
    };
    Some(Consensus { output, confidence: best, sources: names(true), against: names(false) })
}

/// How many of the hints share no sign with one counted before; the simplest are counted first.
fn independent<'a>(hints: impl Iterator<Item = &'a Hint>) -> u32 {
    let signs = |hint: &Hint| HEURISTICS.iter().find(|h| h.name == hint.name).map(|h| h.signs);
    let mut all: Vec<Signs> = hints.filter_map(signs).collect();
    all.sort_by_key(|signs| signs.count_ones());
    let mut counted = 0;
    let mut number = 0;
    for signs in all {
        if counted & signs == 0 {
            counted |= signs;
            number += 1;
        }
    }
    number
}

/// The change output as far as it can be told from the transaction and its past alone, and never
/// changes again: what clustering may use when asked. Either the change goes back to an input's
/// holder, or at least two settled signs leave the same output and none leaves another.
pub fn settled(graph: &Graph, tx: TxId, shape: &Shape<'_>, off: RulesOff) -> Option<usize> {
    let is_fresh = |output: &crate::shape::OutputView| {
        output.holder.is_some_and(|holder| graph.totals(holder).first == Some(tx))
    };
    let seen: Vec<Seen> = shape
        .outputs
        .iter()
        .map(|output| Seen { is_fresh: is_fresh(output), ..Seen::default() })
        .collect();
    let scene = Scene { shape: *shape, seen: &seen, funder_looks_like_peel: false };
    settled_without(&scene, off)
}

/// As [`settled`], without asking a ledger.
pub fn settled_of(scene: &Scene<'_>) -> Option<usize> {
    settled_without(scene, RulesOff::default())
}

fn settled_without(scene: &Scene<'_>, off: RulesOff) -> Option<usize> {
    let paid = scene.shape.paid().count();
    if scene.shape.inputs.is_empty() || paid < 2 {
        return None;
    }
    let reuse = (!off.heuristic("address-reuse")).then(|| address_reuse::rule(scene));
    if let Some(back) = reuse.and_then(|reuse| reuse.unique_change()) {
        return Some(back);
    }
    // `legacy` is `optimal-change` and `client-behavior` together: counted twice it would agree with itself.
    let signs: [(&str, Rule); 4] = [
        ("power-of-ten", power_of_ten::rule),
        ("optimal-change", optimal::rule),
        ("address-type", address_type::rule),
        ("client-behavior", client_behavior::rule),
    ];
    let believed = signs.into_iter().filter(|(name, _)| !off.heuristic(name));
    let mut left: Vec<usize> =
        believed.filter_map(|(_, rule)| rule(scene).unique_change()).collect();
    let agreed = left.len() >= 2;
    left.dedup();
    (agreed && left.len() == 1).then(|| left[0])
}
