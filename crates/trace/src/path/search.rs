//! The search: level by level from both ends, always on the side with fewer transactions to open.
//!
//! What was seen is kept as edges (a coin between the transaction that made it and the one that
//! spends it), so that picking paths reads nothing again. When one side knows its transactions up to
//! level `f` and the other up to level `g`, all but the last of them opened, every path of up to
//! `f + g - 1` transactions lies among the edges.

use std::collections::{BTreeMap, BTreeSet};

use graph::{Fate, OutId, Output, Source, Tx, TxId};

use crate::mix;
use crate::party::Role;
use crate::path::PathCut;
use crate::path::ends::Ends;
use crate::query::{PathQuery, Watch};
use crate::view::View;

/// A coin between two transactions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    pub to: TxId,
    pub coin: OutId,
    pub from: TxId,
}

/// All that a search saw.
#[derive(Debug, Default)]
pub struct Seen {
    /// Coins of the first end, and the transactions that spend them.
    pub starts: Vec<(OutId, TxId)>,
    /// Coins of the second end, and the transactions that made them.
    pub targets: Vec<(TxId, OutId)>,
    /// Coins that both ends hold: a path without a transaction.
    pub shared: Vec<OutId>,
    /// Ascending, each once.
    pub edges: Vec<Edge>,
    pub hops_max: u32,
    pub complete_hops: u32,
    pub cuts: Vec<PathCut>,
    pub legs: u64,
}

#[derive(Debug, Default)]
struct Side {
    /// Transactions of the level to open next, ascending.
    frontier: Vec<TxId>,
    /// Transactions seen, by their distance from this side's end.
    distance: BTreeMap<TxId, u32>,
    /// The level of the frontier: everything up to it has been seen.
    level: u32,
}

pub struct Search<'s, 'a> {
    view: &'s mut View<'a>,
    query: &'s PathQuery,
    ends: Ends<'s>,
    seen: Seen,
    there: Side,
    back: Side,
    /// Fewest transactions of a path, once one is known.
    shortest: Option<u32>,
    services: BTreeSet<OutId>,
    mixed_coins: BTreeSet<OutId>,
    mixes: BTreeMap<TxId, bool>,
    small: BTreeSet<OutId>,
    /// Transactions whose inputs and outputs are counted: each once, however often it is met.
    paid: BTreeSet<TxId>,
    /// Both ends are known whole; before that no path, however short, is sure to be seen.
    is_begun: bool,
    watch: &'s mut Watch<'s>,
    is_stopped: bool,
}

/// The work cap was reached, or whoever asked ended it.
struct Capped;

/// Transactions opened between two looks at whether to go on.
const TOLD_EVERY: usize = 256;

impl<'s, 'a> Search<'s, 'a> {
    pub fn new(
        view: &'s mut View<'a>,
        query: &'s PathQuery,
        ends: Ends<'s>,
        watch: &'s mut Watch<'s>,
    ) -> Self {
        Self {
            view,
            query,
            ends,
            seen: Seen::default(),
            there: Side::default(),
            back: Side::default(),
            shortest: None,
            services: BTreeSet::new(),
            mixed_coins: BTreeSet::new(),
            mixes: BTreeMap::new(),
            small: BTreeSet::new(),
            paid: BTreeSet::new(),
            is_begun: false,
            watch,
            is_stopped: false,
        }
    }

    /// `None`: whoever asked ended it.
    pub fn run(mut self) -> Option<Seen> {
        let mut is_capped = self.begin().is_err();
        while !is_capped && !self.is_done() {
            is_capped = self.open_level().is_err();
        }
        (!self.is_stopped).then(|| self.finish(is_capped))
    }

    fn begin(&mut self) -> Result<(), Capped> {
        let ledger = self.view.ledger;
        let mut legs_left = self.query.legs_max;
        let (a_coins, a_whole) = self.ends.a.coins(ledger, &mut legs_left);
        let (b_coins, b_whole) = self.ends.b.coins(ledger, &mut legs_left);
        self.seen.legs = self.query.legs_max - legs_left;
        let from = self.begin_there(&a_coins);
        let to = self.begin_back(&b_coins);
        for side in [&mut self.there, &mut self.back] {
            side.frontier = side.distance.keys().copied().collect();
            side.level = 1;
        }
        self.meet();
        self.is_begun = a_whole && b_whole && from.is_ok() && to.is_ok();
        if self.is_begun { Ok(()) } else { Err(Capped) }
    }

    fn begin_there(&mut self, coins: &[OutId]) -> Result<(), Capped> {
        for &id in coins {
            let output = self.view.graph.output(id);
            if self.ends.b.holds(self.view.ledger, &output) {
                self.seen.shared.push(id);
                self.shortest = Some(0);
            }
            if let Fate::Spent { tx, .. } = output.fate
                && !self.is_small(&output)
                && !self.is_barred_mix(tx)?
            {
                self.seen.starts.push((id, tx));
                self.there.distance.insert(tx, 1);
            }
        }
        Ok(())
    }

    fn begin_back(&mut self, coins: &[OutId]) -> Result<(), Capped> {
        for &id in coins {
            let output = self.view.graph.output(id);
            if !self.is_small(&output) && !self.is_barred_mix(output.tx)? {
                self.seen.targets.push((output.tx, id));
                self.back.distance.insert(output.tx, 1);
            }
        }
        Ok(())
    }

    /// Nothing more can be found, or nothing more was asked for.
    fn is_done(&self) -> bool {
        let wanted = match self.shortest {
            Some(shortest) => {
                shortest.saturating_add(self.query.detour_max).min(self.query.hops_max)
            }
            None => self.query.hops_max,
        };
        self.is_exhausted() || self.complete() >= wanted
    }

    /// Every path of up to this many transactions has been seen.
    fn complete(&self) -> u32 {
        if !self.is_begun {
            return 0;
        }
        (self.there.level + self.back.level).saturating_sub(1)
    }

    fn is_exhausted(&self) -> bool {
        self.there.frontier.is_empty() || self.back.frontier.is_empty()
    }

    fn open_level(&mut self) -> Result<(), Capped> {
        let forward = self.there.frontier.len() <= self.back.frontier.len();
        let frontier = std::mem::take(if forward {
            &mut self.there.frontier
        } else {
            &mut self.back.frontier
        });
        let mut found = BTreeSet::new();
        for id in frontier {
            let tx = self.view.graph.tx(id);
            self.pay_for(&tx)?;
            if forward {
                self.open_outputs(&tx, &mut found)?;
            } else {
                self.open_inputs(&tx, &mut found)?;
            }
        }
        let side = if forward { &mut self.there } else { &mut self.back };
        side.level += 1;
        let level = side.level;
        found.retain(|tx| !side.distance.contains_key(tx));
        side.distance.extend(found.iter().map(|tx| (*tx, level)));
        side.frontier = found.into_iter().collect();
        self.meet();
        Ok(())
    }

    fn pay_for(&mut self, tx: &Tx) -> Result<(), Capped> {
        if self.paid.contains(&tx.id) {
            return Ok(());
        }
        let legs = (tx.inputs.end - tx.inputs.start) + (tx.outputs.end - tx.outputs.start);
        if self.seen.legs.saturating_add(legs) > self.query.legs_max {
            return Err(Capped);
        }
        self.seen.legs += legs;
        self.paid.insert(tx.id);
        if self.paid.len().is_multiple_of(TOLD_EVERY) && (self.watch)(self.seen.legs).is_break() {
            self.is_stopped = true;
            return Err(Capped);
        }
        Ok(())
    }

    fn open_outputs(&mut self, tx: &Tx, found: &mut BTreeSet<TxId>) -> Result<(), Capped> {
        let outputs: Vec<Output> = self.view.graph.outputs(tx).collect();
        for output in outputs {
            let Fate::Spent { tx: spender, .. } = output.fate else { continue };
            if self.is_open(&output) && !self.is_barred_mix(spender)? {
                self.seen.edges.push(Edge { to: spender, coin: output.id, from: tx.id });
                found.insert(spender);
            }
        }
        Ok(())
    }

    fn open_inputs(&mut self, tx: &Tx, found: &mut BTreeSet<TxId>) -> Result<(), Capped> {
        let inputs: Vec<Source> = self.view.graph.inputs(tx).map(|input| input.source).collect();
        for source in inputs {
            let Source::Output(id) = source else {
                continue;
            };
            let output = self.view.graph.output(id);
            if self.is_open(&output) && !self.is_barred_mix(output.tx)? {
                self.seen.edges.push(Edge { to: tx.id, coin: id, from: output.tx });
                found.insert(output.tx);
            }
        }
        Ok(())
    }

    /// Whether a coin may lie inside a path: large enough, neither end's own (a path starts at the
    /// last coin of the one and ends at the first of the other), and no service's or mixer's.
    fn is_open(&mut self, output: &Output) -> bool {
        let ledger = self.view.ledger;
        if self.is_small(output)
            || self.ends.a.holds(ledger, output)
            || self.ends.b.holds(ledger, output)
        {
            return false;
        }
        let party = self.view.party(output.holder);
        match self.view.parties[party.0 as usize].role {
            Role::Service if !self.query.through_services => {
                self.services.insert(output.id);
                false
            }
            Role::Mixer if !self.query.through_mixers => {
                self.mixed_coins.insert(output.id);
                false
            }
            _ => true,
        }
    }

    fn is_small(&mut self, output: &Output) -> bool {
        let is_small = output.value.0 < self.query.value_min_sat;
        if is_small {
            self.small.insert(output.id);
        }
        is_small
    }

    /// Whether a transaction is a CoinJoin and those are not crossed; each is looked at, and
    /// counted, once.
    fn is_barred_mix(&mut self, id: TxId) -> Result<bool, Capped> {
        if self.query.through_mixers {
            return Ok(false);
        }
        if let Some(&is_mix) = self.mixes.get(&id) {
            return Ok(is_mix);
        }
        let tx = self.view.graph.tx(id);
        if !mix::may_mix(&tx) {
            return Ok(false);
        }
        self.pay_for(&tx)?;
        let is_mix = is_mix(self.view, self.query, id);
        self.mixes.insert(id, is_mix);
        Ok(is_mix)
    }

    /// Notes a transaction that both sides have seen.
    fn meet(&mut self) {
        let (small, large) = if self.there.distance.len() <= self.back.distance.len() {
            (&self.there.distance, &self.back.distance)
        } else {
            (&self.back.distance, &self.there.distance)
        };
        let met = small.iter().filter_map(|(tx, near)| Some(near + large.get(tx)? - 1)).min();
        self.shortest = match (self.shortest, met) {
            (Some(known), Some(met)) => Some(known.min(met)),
            (known, met) => known.or(met),
        };
    }

    fn finish(mut self, is_capped: bool) -> Seen {
        // What a partial ledger does not hold can always hide a path.
        let missing = match self.view.is_partial() {
            true => self.view.graph.counts().unknown_inputs.max(1),
            false => 0,
        };
        let levels = self.complete();
        let is_exhausted = self.is_exhausted() && !is_capped;
        let hops_max = self.query.hops_max;
        let seen = &mut self.seen;
        seen.complete_hops = if is_exhausted { hops_max } else { levels.min(hops_max) };
        seen.hops_max = match self.shortest {
            Some(shortest) => shortest.saturating_add(self.query.detour_max).min(hops_max),
            None => hops_max,
        };
        seen.edges.sort_unstable();
        seen.edges.dedup();
        seen.starts.sort_unstable_by_key(|(coin, tx)| (*tx, *coin));
        seen.targets.sort_unstable();
        let mut cuts = Vec::new();
        if is_capped {
            cuts.push(PathCut::WorkCap { legs_max: self.query.legs_max });
        } else if !is_exhausted && self.shortest.is_none() {
            cuts.push(PathCut::HopLimit { hops_max });
        }
        let mixes = self.mixes.values().filter(|is_mix| **is_mix).count() as u64;
        let counts = [
            PathCut::Services { coins: self.services.len() as u64 },
            PathCut::Mixers { coins: self.mixed_coins.len() as u64 + mixes },
            PathCut::BelowThreshold { coins: self.small.len() as u64 },
            PathCut::DataMissing { inputs: missing },
        ];
        cuts.extend(counts.into_iter().filter(|cut| cut.count() > 0));
        seen.cuts = cuts;
        self.seen
    }
}

impl PathCut {
    fn count(&self) -> u64 {
        match *self {
            PathCut::WorkCap { legs_max } => legs_max,
            PathCut::HopLimit { hops_max } => u64::from(hops_max),
            PathCut::Services { coins }
            | PathCut::Mixers { coins }
            | PathCut::BelowThreshold { coins } => coins,
            PathCut::DataMissing { inputs } => inputs,
        }
    }
}

/// Whether a transaction looks like a CoinJoin, as surely as the query wants.
pub fn is_mix(view: &View<'_>, query: &PathQuery, tx: TxId) -> bool {
    mix::coinjoin(view.ledger, tx)
        .is_some_and(|finding| finding.confidence >= query.coinjoin_confidence_min)
}
