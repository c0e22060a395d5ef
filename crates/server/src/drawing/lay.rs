//! Where a plan goes on a board: new cards on free slots beside the card they grow out of, the
//! largest straight on. What stands is met where it stands.
//!
//! The column of a card is its hop's, counted from the start, where a folded run counts as one: its
//! cards stand above each other behind the one that is drawn, so that what comes after the run is
//! the next column and not fourteen further.

use std::collections::{HashMap, HashSet};

use casework::boards::card::{At, Card, Group, GroupKind};
use casework::boards::check::TITLE_MAX;
use casework::boards::op::Op;
use casework::boards::place::{Slots, column_of, fan, lane_of, slot};
use casework::boards::state::State;

use super::plan::{Plan, Run};

pub fn out(state: &State, plan: &Plan, key: &str) -> Vec<Op> {
    let mut layer = Layer::new(state, plan, key);
    layer.starts();
    layer.grow();
    layer.finish()
}

/// How many cards the board would draw.
pub fn drawn_after(state: &State, ops: &[Op]) -> usize {
    let mut drawn = state.drawn();
    for op in ops {
        match op {
            Op::Add { .. } | Op::Show { .. } => drawn += 1,
            Op::Group { group, .. } if group.is_folded => drawn = drawn + 1 - group.cards.len(),
            _ => {}
        }
    }
    drawn
}

struct Layer<'a> {
    state: &'a State,
    plan: &'a Plan,
    key: &'a str,
    slots: Slots,
    children: Vec<Vec<usize>>,
    /// Runs of which enough cards are new, with those.
    runs: Vec<(&'a Run, Vec<usize>)>,
    run_of: HashMap<usize, usize>,
    at: HashMap<usize, At>,
    /// Cards from which more grows, the next one last.
    open: Vec<(At, Vec<usize>)>,
    ops: Vec<Op>,
}

impl<'a> Layer<'a> {
    fn new(state: &'a State, plan: &'a Plan, key: &'a str) -> Self {
        let cards = &state.content().cards;
        let mut children = vec![Vec::new(); plan.nodes.len()];
        for (at, node) in plan.nodes.iter().enumerate() {
            if let Some(parent) = node.parent {
                children[parent].push(at);
            }
        }
        for of in &mut children {
            // Stable: of equals the one that was drawn first.
            of.sort_by_key(|child| std::cmp::Reverse(plan.nodes[*child].amount));
        }
        let is_new = |node: &usize| !cards.contains_key(&plan.nodes[*node].id);
        let runs = plan.runs.iter().filter_map(|run| {
            let new: Vec<usize> = run.nodes.iter().copied().filter(is_new).collect();
            // Cards of a run that grow out of each other; one that stands already breaks it.
            let is_chain = new.windows(2).all(|pair| plan.nodes[pair[1]].parent == Some(pair[0]));
            (new.len() >= 2 && is_chain).then_some((run, new))
        });
        let runs: Vec<(&Run, Vec<usize>)> = runs.collect();
        let of_run = |(at, (_, nodes)): (usize, &(&Run, Vec<usize>))| {
            nodes.iter().map(|node| (*node, at)).collect::<Vec<_>>()
        };
        let run_of = runs.iter().enumerate().flat_map(of_run).collect();
        Self {
            state,
            plan,
            key,
            slots: Slots::of(state),
            children,
            runs,
            run_of,
            at: HashMap::new(),
            open: Vec::new(),
            ops: Vec::new(),
        }
    }

    fn standing(&self, node: usize) -> Option<At> {
        self.state.content().cards.get(&self.plan.nodes[node].id).map(|card| card.at)
    }

    /// The cards that nothing drawn leads to: beside those that stand, or below all that does.
    fn starts(&mut self) {
        let mut starts: Vec<usize> =
            (0..self.plan.nodes.len()).filter(|at| self.plan.nodes[*at].parent.is_none()).collect();
        starts.sort_by_key(|start| std::cmp::Reverse(self.plan.nodes[*start].amount));
        let there = starts.iter().find_map(|start| self.standing(*start));
        let lowest = self.state.content().cards.values().map(|card| lane_of(card.at)).max();
        let (column, lane) = match (there, lowest) {
            (Some(at), _) => (column_of(at), lane_of(at)),
            (None, Some(lowest)) => (0, lowest + 2),
            (None, None) => (0, 0),
        };
        let mut next = lane;
        for start in &starts {
            let at = match self.standing(*start) {
                Some(at) => self.meet(*start, at),
                None => {
                    let at = self.slots.take(column, next);
                    next = lane_of(at) + 1;
                    self.add(*start, at);
                    at
                }
            };
            self.at.insert(*start, at);
        }
        let open =
            starts.into_iter().rev().map(|start| (self.at[&start], self.children[start].clone()));
        self.open = open.collect();
    }

    /// One card after the other, each with all that grows out of it before the next.
    fn grow(&mut self) {
        while let Some((beside, children)) = self.open.pop() {
            let new = children.iter().filter(|child| self.standing(**child).is_none()).count();
            let mut places = fan(&mut self.slots, beside, self.plan.side, new).into_iter();
            let mut open = Vec::new();
            for child in children {
                let at = match self.standing(child) {
                    Some(at) => self.meet(child, at),
                    None => places.next().expect("a place for each that is new"),
                };
                self.at.insert(child, at);
                open.push(match self.run_of.get(&child) {
                    // A run's first card: all of it is put behind it.
                    Some(run) => (at, self.run(*run, at)),
                    None => {
                        if self.standing(child).is_none() {
                            self.add(child, at);
                        }
                        (at, self.children[child].clone())
                    }
                });
            }
            self.open.extend(open.into_iter().rev());
        }
    }

    /// Puts a run's cards above each other and folds them; gives what grows out of them.
    fn run(&mut self, run: usize, at: At) -> Vec<usize> {
        let (of, nodes) = (self.runs[run].0, self.runs[run].1.clone());
        let members: HashSet<usize> = nodes.iter().copied().collect();
        let (column, mut lane) = (column_of(at), lane_of(at));
        let mut beyond = Vec::new();
        for (number, node) in nodes.iter().enumerate() {
            let place = match number {
                0 => at,
                _ => {
                    lane -= 1;
                    while !self.slots.is_free(slot(column, lane)) && lane > at.y.min(0) - LANES_UP {
                        lane -= 1;
                    }
                    self.slots.take(column, lane)
                }
            };
            self.at.insert(*node, place);
            self.add(*node, place);
            let children = &self.children[*node];
            beyond.extend(children.iter().copied().filter(|child| !members.contains(child)));
        }
        beyond.sort_by_key(|child| std::cmp::Reverse(self.plan.nodes[*child].amount));
        let ids = nodes.iter().map(|node| self.plan.nodes[*node].id.clone());
        let group = Group {
            kind: GroupKind::Run,
            title: of.title.chars().take(TITLE_MAX).collect(),
            cards: ids.collect(),
            is_folded: true,
        };
        self.ops.push(Op::Group { id: format!("{}-{run}", self.key), group });
        beyond
    }

    /// A card that stands: shown, where it was hidden.
    fn meet(&mut self, node: usize, at: At) -> At {
        let id = &self.plan.nodes[node].id;
        let is_hidden = self.state.content().cards.get(id).is_some_and(|card| card.is_hidden);
        if is_hidden {
            self.ops.push(Op::Show { card: id.clone() });
        }
        at
    }

    fn add(&mut self, node: usize, at: At) {
        let node = &self.plan.nodes[node];
        let card = Card {
            subject: node.subject.clone(),
            at,
            is_start: node.is_start,
            is_hidden: false,
            colour: None,
            flag: None,
        };
        self.ops.push(Op::Add { card });
    }

    fn finish(mut self) -> Vec<Op> {
        let edges = &self.state.content().edges;
        for line in &self.plan.lines {
            if !edges.contains_key(&line.id()) {
                self.ops.push(Op::Connect { edge: line.clone() });
            }
        }
        self.ops
    }
}

/// How far up a free lane is looked for.
const LANES_UP: i32 = 9_000;
