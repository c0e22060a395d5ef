//! What to draw of a trace, before where: cards, and the links between them.
//!
//! A card stands for a coin, or for several that read as one: all coins of a holder in the start,
//! coins of one transaction that ended for one reason with one holder, a folded run, or what the
//! card limit left out. The largest are taken first, and what is not drawn is counted.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use crate::picture::PictureOptions;
use crate::query::Direction;
use crate::taint::Method;
use crate::trace::{CoinAt, Place, StepAt, Trace};

/// Cards of one link; the smaller ones are counted in a stub.
const CHILDREN_MAX: usize = 8;
/// Cards of the start.
const STARTS_MAX: usize = 12;

pub type NodeAt = usize;
pub type LinkAt = usize;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeKind {
    /// Coins of one holder.
    Coins(Vec<CoinAt>),
    /// A folded run: index into [`Trace::folds`].
    Fold(usize),
    /// So many coins not drawn.
    Stub(usize),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub kind: NodeKind,
    /// Traced value in it, by the picture's method.
    pub amount: u128,
    /// Links that lead on from it.
    pub links: Vec<LinkAt>,
    /// Some of its value goes on in transactions that are not drawn.
    pub goes_on_undrawn: bool,
    pub is_start: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Via {
    /// A transaction's dot.
    Step(StepAt),
    /// Straight into or out of a folded run.
    Fold,
}

/// What one transaction (or an end of a run) moves: from the cards nearer to the start to those
/// farther from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub via: Via,
    /// Largest first.
    pub near: Vec<NodeAt>,
    /// Largest first, a stub last.
    pub far: Vec<NodeAt>,
    /// Traced coins on the near side that have no card.
    pub near_undrawn: usize,
}

#[derive(Debug, Default)]
pub struct Plan {
    pub nodes: Vec<Node>,
    pub links: Vec<Link>,
    /// Endings in a coin, as indices into [`Trace::endings`].
    pub endings_of: BTreeMap<CoinAt, Vec<usize>>,
    /// Traced coins that stand on no card, and what ended in them.
    pub coins_undrawn: usize,
    pub ended_undrawn: u128,
    /// Value went on through fees, which no card shows.
    pub has_fee_steps: bool,
}

/// A transaction or a run, as what it takes and gives.
struct Bundle {
    fold: Option<usize>,
    step: StepAt,
    near: Vec<CoinAt>,
    far: Vec<CoinAt>,
}

pub fn plan(trace: &Trace, options: PictureOptions) -> Plan {
    let bundles = bundles(trace);
    let mut planner = Planner::new(trace, options, &bundles);
    planner.starts();
    planner.grow();
    planner.finish()
}

fn endings_of(trace: &Trace) -> BTreeMap<CoinAt, Vec<usize>> {
    let mut endings: BTreeMap<CoinAt, Vec<usize>> = BTreeMap::new();
    for (at, ending) in trace.endings.iter().enumerate() {
        if let Place::Coin(coin) = ending.place {
            endings.entry(coin).or_default().push(at);
        }
    }
    endings
}

/// Steps in the trace's order, with each run of a fold as one. A run that takes in coins from
/// elsewhere is left unfolded, since it could then wait for itself.
fn bundles(trace: &Trace) -> Vec<Bundle> {
    let mut run_of: BTreeMap<StepAt, usize> = BTreeMap::new();
    let mut runs: Vec<Option<Bundle>> = Vec::new();
    for (at, fold) in trace.folds.iter().enumerate() {
        let near: BTreeSet<CoinAt> =
            fold.steps.iter().flat_map(|step| near(trace, *step).iter().copied()).collect();
        let far: BTreeSet<CoinAt> =
            fold.steps.iter().flat_map(|step| far(trace, *step).iter().copied()).collect();
        let bundle = Bundle {
            fold: Some(at),
            step: fold.steps[0],
            near: near.difference(&far).copied().collect(),
            far: far.difference(&near).copied().collect(),
        };
        let alone = bundle.near.len() == 1
            && fold.steps.iter().all(|step| trace.step(*step).fees.is_empty());
        if alone {
            run_of.extend(fold.steps.iter().map(|step| (*step, at)));
        }
        runs.push(alone.then_some(bundle));
    }
    let mut bundles = Vec::new();
    for at in 0..trace.steps.len() {
        let step = StepAt(u32::try_from(at).expect("steps are counted in 32 bits"));
        match run_of.get(&step) {
            Some(run) => bundles.extend(runs[*run].take()),
            None => {
                let (near, far) = (near(trace, step).to_vec(), far(trace, step).to_vec());
                bundles.push(Bundle { fold: None, step, near, far });
            }
        }
    }
    bundles
}

fn near(trace: &Trace, step: StepAt) -> &[CoinAt] {
    match trace.query.direction {
        Direction::Forward => &trace.step(step).inputs,
        Direction::Backward => &trace.step(step).outputs,
    }
}

fn far(trace: &Trace, step: StepAt) -> &[CoinAt] {
    match trace.query.direction {
        Direction::Forward => &trace.step(step).outputs,
        Direction::Backward => &trace.step(step).inputs,
    }
}

/// A card that could be drawn: of a bundle, with these coins.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    amount: u128,
    /// Earlier bundles and coins first among equals.
    order: Reverse<(usize, CoinAt)>,
    coins: Vec<CoinAt>,
}

struct Planner<'t> {
    trace: &'t Trace,
    options: PictureOptions,
    bundles: &'t [Bundle],
    bundle_of: BTreeMap<CoinAt, usize>,
    node_of: BTreeMap<CoinAt, NodeAt>,
    /// Cards of a bundle that are drawn.
    drawn: BTreeMap<usize, Vec<NodeAt>>,
    opened: BTreeSet<usize>,
    heap: BinaryHeap<Candidate>,
    plan: Plan,
}

impl<'t> Planner<'t> {
    fn new(trace: &'t Trace, options: PictureOptions, bundles: &'t [Bundle]) -> Self {
        let mut bundle_of = BTreeMap::new();
        for (at, bundle) in bundles.iter().enumerate() {
            bundle_of.extend(bundle.near.iter().map(|coin| (*coin, at)));
        }
        Self {
            trace,
            options,
            bundles,
            bundle_of,
            node_of: BTreeMap::new(),
            drawn: BTreeMap::new(),
            opened: BTreeSet::new(),
            heap: BinaryHeap::new(),
            plan: Plan { endings_of: endings_of(trace), ..Plan::default() },
        }
    }

    fn amount(&self, coins: &[CoinAt]) -> u128 {
        let method: Method = self.options.method;
        coins.iter().map(|coin| u128::from(self.trace.coin(*coin).amounts[method])).sum()
    }

    fn starts(&mut self) {
        let mut by_party: BTreeMap<_, Vec<CoinAt>> = BTreeMap::new();
        for &coin in &self.trace.start.coins {
            by_party.entry(self.trace.coin(coin).party).or_default().push(coin);
        }
        let mut groups: Vec<Vec<CoinAt>> = by_party.into_values().collect();
        groups.sort_by_key(|coins| (Reverse(self.amount(coins)), coins[0]));
        let rest = groups.split_off(groups.len().min(STARTS_MAX));
        for coins in groups {
            self.draw(coins, true);
        }
        let coins: Vec<CoinAt> = rest.into_iter().flatten().collect();
        if !coins.is_empty() {
            let stub = self.stub(&coins);
            self.plan.nodes[stub].is_start = true;
        }
    }

    /// Draws the largest candidate, opens what it leads to, until the cards are used up.
    fn grow(&mut self) {
        while self.plan.nodes.len() < self.options.cards_max {
            let Some(candidate) = self.heap.pop() else { break };
            let Reverse((bundle, _)) = candidate.order;
            let siblings = self.drawn.get(&bundle).map_or(0, Vec::len);
            if siblings >= CHILDREN_MAX {
                continue;
            }
            let node = self.draw(candidate.coins, false);
            self.drawn.entry(bundle).or_default().push(node);
        }
    }

    fn draw(&mut self, coins: Vec<CoinAt>, is_start: bool) -> NodeAt {
        let node = self.plan.nodes.len();
        let amount = self.amount(&coins);
        let bundles: BTreeSet<usize> =
            coins.iter().filter_map(|coin| self.bundle_of.get(coin).copied()).collect();
        self.node_of.extend(coins.iter().map(|coin| (*coin, node)));
        self.plan.nodes.push(Node {
            kind: NodeKind::Coins(coins),
            amount,
            links: Vec::new(),
            goes_on_undrawn: false,
            is_start,
        });
        for bundle in bundles {
            self.open(bundle);
        }
        node
    }

    /// Makes candidates of what a bundle gives: coins that go on one by one, coins that ended for
    /// one reason with one holder together.
    fn open(&mut self, at: usize) {
        if !self.opened.insert(at) {
            return;
        }
        let mut ended: BTreeMap<(Vec<&'static str>, String), Vec<CoinAt>> = BTreeMap::new();
        for &coin in &self.bundles[at].far {
            if self.node_of.contains_key(&coin) {
                continue; // it returned to the start
            }
            if self.amount(&[coin]) == 0 {
                continue; // traced by another method alone
            }
            match self.ended_as(coin) {
                Some(key) => ended.entry(key).or_default().push(coin),
                None => self.offer(at, vec![coin]),
            }
        }
        for coins in ended.into_values() {
            self.offer(at, coins);
        }
    }

    fn offer(&mut self, bundle: usize, coins: Vec<CoinAt>) {
        let amount = self.amount(&coins);
        self.heap.push(Candidate { amount, order: Reverse((bundle, coins[0])), coins });
    }

    /// Why a coin ended and with whom, if it does not go on. Coins of unnamed holders are only taken
    /// together where the address is one.
    fn ended_as(&self, coin: CoinAt) -> Option<(Vec<&'static str>, String)> {
        if self.bundle_of.contains_key(&coin) {
            return None;
        }
        let party = self.trace.party(self.trace.coin(coin).party);
        let endings = self.plan.endings_of.get(&coin).map_or(&[][..], Vec::as_slice);
        let mut stops: Vec<&'static str> =
            endings.iter().map(|at| self.trace.endings[*at].stop.name()).collect();
        stops.sort_unstable();
        stops.dedup();
        Some((stops, party.name().unwrap_or_else(|| party.text.clone())))
    }

    fn stub(&mut self, coins: &[CoinAt]) -> NodeAt {
        let node = self.plan.nodes.len();
        self.plan.nodes.push(Node {
            kind: NodeKind::Stub(coins.len()),
            amount: self.amount(coins),
            links: Vec::new(),
            goes_on_undrawn: false,
            is_start: false,
        });
        node
    }

    fn finish(mut self) -> Plan {
        let mut folded: BTreeSet<CoinAt> = BTreeSet::new();
        for at in self.opened.clone() {
            self.link(at);
            if let Some(fold) = self.bundles[at].fold {
                for step in &self.trace.folds[fold].steps {
                    folded.extend(near(self.trace, *step));
                }
            }
        }
        for (at, coin) in self.trace.coins.iter().enumerate() {
            let at = CoinAt(u32::try_from(at).expect("coins are counted in 32 bits"));
            let is_traced = coin.amounts[self.options.method] > 0;
            if is_traced && !self.node_of.contains_key(&at) && !folded.contains(&at) {
                self.plan.coins_undrawn += 1;
                let endings = self.plan.endings_of.get(&at).into_iter().flatten();
                let amounts = endings.map(|row| &self.trace.endings[*row].amounts);
                self.plan.ended_undrawn +=
                    amounts.map(|amounts| u128::from(amounts[self.options.method])).sum::<u128>();
            }
        }
        self.plan.has_fee_steps = self.trace.steps.iter().any(|step| !step.fees.is_empty());
        self.plan
    }

    fn link(&mut self, at: usize) {
        let bundle = &self.bundles[at];
        let mut near: Vec<NodeAt> =
            bundle.near.iter().filter_map(|coin| self.node_of.get(coin).copied()).collect();
        near.sort_unstable();
        near.dedup();
        near.sort_by_key(|node| Reverse(self.plan.nodes[*node].amount));
        let near_undrawn =
            bundle.near.iter().filter(|coin| !self.node_of.contains_key(coin)).count();
        let mut far = self.drawn.remove(&at).unwrap_or_default();
        let hidden: Vec<CoinAt> = bundle
            .far
            .iter()
            .copied()
            .filter(|coin| !self.node_of.contains_key(coin) && self.amount(&[*coin]) > 0)
            .collect();
        if far.is_empty() {
            for node in near {
                self.plan.nodes[node].goes_on_undrawn |= !hidden.is_empty();
            }
            return;
        }
        if !hidden.is_empty() {
            far.push(self.stub(&hidden));
        }
        match bundle.fold {
            None => self.add(Link { via: Via::Step(bundle.step), near, far, near_undrawn }),
            Some(fold) => {
                let amount = near.iter().map(|node| self.plan.nodes[*node].amount).max();
                let middle = self.plan.nodes.len();
                self.plan.nodes.push(Node {
                    kind: NodeKind::Fold(fold),
                    amount: amount.unwrap_or(0),
                    links: Vec::new(),
                    goes_on_undrawn: false,
                    is_start: false,
                });
                self.add(Link { via: Via::Fold, near, far: vec![middle], near_undrawn });
                self.add(Link { via: Via::Fold, near: vec![middle], far, near_undrawn: 0 });
            }
        }
    }

    fn add(&mut self, link: Link) {
        let at = self.plan.links.len();
        for &node in &link.near {
            self.plan.nodes[node].links.push(at);
        }
        self.plan.links.push(link);
    }
}
