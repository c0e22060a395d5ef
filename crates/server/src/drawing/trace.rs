//! What is drawn of a trace: from each chosen ending the way back to the start along the largest
//! coin of each hop, and every traced line between the cards that this gives.
//!
//! Where several traced coins flow together the largest is followed back; the others are drawn where
//! their own card is. What the chosen endings leave out stands as one more ending beside the start,
//! so that the amounts always come to what was started with.

use std::collections::{BTreeMap, HashMap, HashSet};

use casework::boards::card::Side;

use super::answer::{Coin, Ending, Fold, Step, Trace};
use super::plan::{Leg, Plan, Run, subject, title};
use super::{Choice, NotDrawn};

/// Why the rest is not drawn: nobody chose it.
pub const NOT_PLACED: &str = "not placed";

pub fn plan(trace: &Trace, choice: &Choice) -> Result<Plan, NotDrawn> {
    let ledger = trace.as_of.ledger().unwrap_or_default();
    let is_back = trace.query.direction == "backward";
    let side = if is_back { Side::In } else { Side::Out };
    let chosen = chosen(trace, choice)?;
    let mut planner = Planner {
        trace,
        ledger,
        is_back,
        coins: trace.coins.iter().map(|coin| (coin.out_point.as_str(), coin)).collect(),
        steps: trace.transactions.iter().map(|step| (step.txid.as_str(), step)).collect(),
        node_of: BTreeMap::new(),
        way: Vec::new(),
        plan: Plan::new(side, &trace.share_method),
    };
    for ending in &chosen {
        planner.ending(ending);
    }
    planner.lines();
    planner.rest(&chosen);
    planner.runs();
    Ok(planner.plan)
}

/// The chosen rows, the largest first.
fn chosen<'t>(trace: &'t Trace, choice: &Choice) -> Result<Vec<&'t Ending>, NotDrawn> {
    let all = &trace.where_it_is_now;
    let mut rows: Vec<usize> = match choice {
        Choice::Top(_) => (0..all.len()).collect(),
        Choice::These(rows) => rows.clone(),
    };
    if let Some(row) = rows.iter().copied().find(|row| *row >= all.len()) {
        return Err(NotDrawn::NoSuchRow { row, rows: all.len() });
    }
    rows.sort_unstable();
    rows.dedup();
    // Stable: of equals the earlier row.
    rows.sort_by_key(|row| std::cmp::Reverse(trace.units(&all[*row].amounts)));
    if let Choice::Top(most) = choice {
        rows.truncate(*most);
    }
    let rows = rows.into_iter().map(|row| &all[row]);
    Ok(rows.filter(|ending| trace.units(&ending.amounts) > 0).collect())
}

/// A coin that is drawn, and the transaction and coin through which it was reached.
type Hop<'t> = (&'t Coin, Option<(&'t Step, &'t Coin)>);

struct Planner<'t> {
    trace: &'t Trace,
    ledger: &'t str,
    is_back: bool,
    coins: HashMap<&'t str, &'t Coin>,
    steps: HashMap<&'t str, &'t Step>,
    /// Coins that are drawn, by outpoint, with their card.
    node_of: BTreeMap<&'t str, usize>,
    /// Drawn coins in the order in which they were drawn, each with what leads to it.
    way: Vec<Hop<'t>>,
    plan: Plan,
}

impl<'t> Planner<'t> {
    /// The transaction through which value reached a coin, seen from the start.
    fn step_to(&self, coin: &Coin) -> Option<&'t Step> {
        let txid = match self.is_back {
            false => coin.made()?.0,
            true => coin.spent_by.as_deref()?,
        };
        self.steps.get(txid).copied()
    }

    /// Traced coins of a transaction on the start's side.
    fn near(&self, step: &'t Step) -> Vec<&'t Coin> {
        let near = if self.is_back { &step.outputs } else { &step.inputs };
        near.iter().filter_map(|out_point| self.coins.get(out_point.as_str()).copied()).collect()
    }

    fn units(&self, coin: &Coin) -> u128 {
        self.trace.units(&coin.amounts)
    }

    fn largest(&self, step: &'t Step) -> Option<&'t Coin> {
        let near = self.near(step);
        // Of equals the first.
        near.into_iter().rev().max_by_key(|coin| self.units(coin))
    }

    fn ending(&mut self, ending: &'t Ending) {
        let amount = self.trace.units(&ending.amounts);
        let coin = ending.out_point.as_deref().and_then(|out_point| self.coins.get(out_point));
        let node = match coin {
            Some(coin) => self.coin(coin),
            None => self.inside(ending, amount),
        };
        if let Some(node) = node {
            let id = self.plan.nodes[node].id.clone();
            self.plan.ends(&id, &ending.stop, amount);
        }
    }

    /// Draws a coin and its way from the start.
    fn coin(&mut self, coin: &'t Coin) -> Option<usize> {
        let mut way = vec![(coin, None)];
        let mut seen = HashSet::from([coin.out_point.as_str()]);
        while let Some((coin, leads)) = way.last_mut() {
            if coin.is_start || self.node_of.contains_key(coin.out_point.as_str()) {
                break;
            }
            let step = self.step_to(coin);
            let Some((step, near)) = step.and_then(|step| Some((step, self.largest(step)?))) else {
                break;
            };
            if !seen.insert(&near.out_point) {
                break;
            }
            *leads = Some((step, near));
            way.push((near, None));
        }
        let mut last = None;
        for (coin, leads) in way.into_iter().rev() {
            let out_point = coin.out_point.as_str();
            let node = match self.node_of.get(out_point) {
                Some(node) => *node,
                None => {
                    let parent = last.filter(|_| !coin.is_start);
                    let txid = coin.made().map_or("", |(txid, _)| txid);
                    let subject = subject(self.ledger, &coin.holder.address, txid);
                    let node = self.plan.node(subject, parent, self.units(coin));
                    self.node_of.insert(out_point, node);
                    self.way.push((coin, leads));
                    node
                }
            };
            last = Some(node);
        }
        last
    }

    /// An ending in no coin: a fee, new money. Its transaction is the card.
    fn inside(&mut self, ending: &'t Ending, amount: u128) -> Option<usize> {
        let step = *self.steps.get(ending.txid.as_str())?;
        let near = self.largest(step)?;
        let parent = self.coin(near)?;
        let subject = subject(self.ledger, "", &step.txid);
        let node = self.plan.node(subject, Some(parent), amount);
        let (own, other) = (self.plan.nodes[node].id.clone(), self.plan.nodes[parent].id.clone());
        let (from, to) = if self.is_back { (own, other) } else { (other, own) };
        let output = near.made().map(|(_, output)| output).filter(|_| self.is_back);
        let leg = Leg {
            from: &from,
            to: &to,
            txid: &step.txid,
            output,
            amount,
            asset: &self.plan.asset,
            time: &step.time,
            basis: &step.basis,
        };
        let line = leg.line();
        self.plan.line(line);
        Some(node)
    }

    /// Between cards that are drawn, every traced leg of the hops that are.
    fn lines(&mut self) {
        let mut lines = Vec::new();
        for (coin, leads) in &self.way {
            let Some((step, _)) = leads else { continue };
            let here = self.node_of[coin.out_point.as_str()];
            for near in self.near(step) {
                let Some(there) = self.node_of.get(near.out_point.as_str()) else { continue };
                // Whoever looks the output up finds the same number.
                let (from, to, paid) =
                    if self.is_back { (here, *there, near) } else { (*there, here, *coin) };
                let amount = paid.value.as_ref().map_or(self.units(paid), |value| value.units());
                let leg = Leg {
                    from: &self.plan.nodes[from].id,
                    to: &self.plan.nodes[to].id,
                    txid: &step.txid,
                    output: paid.made().map(|(_, output)| output),
                    amount,
                    asset: &self.plan.asset,
                    time: &step.time,
                    basis: &step.basis,
                };
                lines.push(leg.line());
            }
        }
        for line in lines {
            self.plan.line(line);
        }
    }

    /// What is not drawn, named beside the start.
    fn rest(&mut self, chosen: &[&Ending]) {
        let sum = |endings: &mut dyn Iterator<Item = &Ending>| {
            endings.fold(0_u128, |sum, one| sum.saturating_add(self.trace.units(&one.amounts)))
        };
        let all = sum(&mut self.trace.where_it_is_now.iter());
        let drawn = sum(&mut chosen.iter().copied());
        let start = self.plan.nodes.iter().find(|node| node.is_start).map(|node| node.id.clone());
        if let (Some(rest @ 1..), Some(start)) = (all.checked_sub(drawn), start) {
            self.plan.ends(&start, NOT_PLACED, rest);
        }
    }

    /// Runs of the trace, as far as they are drawn.
    fn runs(&mut self) {
        let ended: HashSet<&str> =
            self.plan.endings.iter().map(|(card, ..)| card.as_str()).collect();
        let mut taken: HashSet<usize> = HashSet::new();
        let mut runs = Vec::new();
        for fold in &self.trace.folds {
            let of: HashSet<&str> = fold.transactions.iter().map(String::as_str).collect();
            let inside: Vec<&Hop<'_>> = self
                .way
                .iter()
                .filter(|(_, leads)| leads.is_some_and(|(step, _)| of.contains(&*step.txid)))
                .collect();
            // A coin that another one of the run grows out of lies between its ends.
            let goes_on: HashSet<&str> = inside
                .iter()
                .filter_map(|(_, leads)| leads.map(|(_, near)| near.out_point.as_str()))
                .collect();
            let between = inside.iter().filter(|(coin, _)| goes_on.contains(&*coin.out_point));
            let mut nodes: Vec<usize> = Vec::new();
            for (coin, _) in between {
                let node = self.node_of[coin.out_point.as_str()];
                let is_plain =
                    !self.plan.nodes[node].is_start && !ended.contains(&*self.plan.nodes[node].id);
                if is_plain && taken.insert(node) {
                    nodes.push(node);
                }
            }
            let hops: HashSet<&str> = inside
                .iter()
                .filter_map(|(_, leads)| leads.map(|(step, _)| step.txid.as_str()))
                .collect();
            if hops.len() >= HOPS_MIN && nodes.len() >= 2 {
                let title = self.title(fold, hops.len(), &inside);
                runs.push(Run { title, nodes });
            }
        }
        self.plan.runs = runs;
    }

    /// From how much to how much, in the money's direction, over the hops that are drawn.
    fn title(&self, fold: &Fold, hops: usize, inside: &[&Hop<'_>]) -> String {
        let place = |step: &Step| fold.transactions.iter().position(|txid| *txid == step.txid);
        let placed = || {
            let hops = inside.iter().filter_map(|(coin, leads)| Some((*coin, (*leads)?)));
            hops.filter_map(|(coin, (step, near))| Some((place(step)?, coin, near)))
        };
        let value = |coin: &Coin| coin.value.as_ref().map_or(0, |value| value.units());
        let first = placed().map(|(at, ..)| at).min().unwrap_or(0);
        let last = placed().map(|(at, ..)| at).max().unwrap_or(0);
        let far = |end: usize| {
            placed()
                .filter(|(at, ..)| *at == end)
                .map(|(_, coin, _)| value(coin))
                .max()
                .unwrap_or(0)
        };
        let near =
            |end: usize| placed().find(|(at, ..)| *at == end).map_or(0, |(_, _, near)| value(near));
        let (from, to) = match self.is_back {
            false => (near(first), far(last)),
            true => (far(first), near(last)),
        };
        let word = if fold.kind == "pass_through" { "Run" } else { "Peel" };
        title(word, hops, from, to, &self.plan.asset)
    }
}

/// Shorter runs are drawn hop by hop.
const HOPS_MIN: usize = 3;
