//! Where the cards of a plan stand: columns by rank, lanes by value, never one over another.
//!
//! A card's column is the length of the longest way from the start to it, so every link leads one
//! way. The largest card of a link continues on the lane of the card it comes from, so the main
//! trail is straight; the others look downwards for the first lane that is free as far as their
//! own trail reaches. No forces, no chance: the same plan always has the same layout.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::picture::plan::{LinkAt, NodeAt, Plan};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord)]
pub struct Slot {
    pub column: usize,
    pub lane: usize,
}

#[derive(Debug, Default)]
pub struct Layout {
    /// Of each node.
    pub slots: Vec<Slot>,
    /// Of each link: its dot stands before this column, on this lane.
    pub dots: Vec<Slot>,
    pub columns: usize,
    pub lanes: usize,
}

pub fn layout(plan: &Plan) -> Layout {
    let ranks = ranks(plan);
    let mut placer = Placer {
        plan,
        ranks: &ranks,
        reach: reach(plan, &ranks),
        taken: BTreeSet::new(),
        slots: vec![None; plan.nodes.len()],
        placed_links: BTreeSet::new(),
    };
    let mut lane = 0;
    for (at, node) in plan.nodes.iter().enumerate() {
        if node.is_start {
            placer.place(at, lane);
            lane = placer.slots[at].map_or(lane, |slot| slot.lane + 1);
        }
    }
    let slots: Vec<Slot> = placer.slots.into_iter().map(Option::unwrap_or_default).collect();
    let dots = plan.links.iter().map(|link| slots[link.far[0]]).collect();
    Layout {
        columns: slots.iter().map(|slot| slot.column + 1).max().unwrap_or(1),
        lanes: slots.iter().map(|slot| slot.lane + 1).max().unwrap_or(1),
        slots,
        dots,
    }
}

/// The longest way from the start to each card. Links form no circle: a ledger has none, and the
/// plan folds none into being.
fn ranks(plan: &Plan) -> Vec<usize> {
    let mut ranks = vec![0; plan.nodes.len()];
    let mut waits: BTreeMap<LinkAt, usize> = BTreeMap::new();
    for (at, link) in plan.links.iter().enumerate() {
        waits.insert(at, link.near.len());
    }
    let starts = plan.nodes.iter().enumerate().filter(|(_, node)| node.is_start);
    let mut ready: VecDeque<NodeAt> = starts.map(|(at, _)| at).collect();
    while let Some(node) = ready.pop_front() {
        for &at in &plan.nodes[node].links {
            let link = &plan.links[at];
            for &far in &link.far {
                ranks[far] = ranks[far].max(ranks[node] + 1);
            }
            let left = waits.entry(at).or_default();
            *left = left.saturating_sub(1);
            if *left == 0 {
                ready.extend(link.far.iter().copied());
            }
        }
    }
    ranks
}

/// The last column that a card's own trail needs: up to the dot it leads to, and on with the
/// largest card there if it is the largest to come in.
fn reach(plan: &Plan, ranks: &[usize]) -> Vec<usize> {
    let mut order: Vec<NodeAt> = (0..plan.nodes.len()).collect();
    order.sort_by_key(|node| std::cmp::Reverse(ranks[*node]));
    let mut reach = ranks.to_vec();
    for node in order {
        for &at in &plan.nodes[node].links {
            let link = &plan.links[at];
            let span = ranks[link.far[0]].saturating_sub(1);
            reach[node] = reach[node].max(span);
        }
        if let Some(main) = main_far(plan, node) {
            reach[node] = reach[node].max(reach[main]);
        }
    }
    reach
}

/// The card that continues on a card's lane.
fn main_far(plan: &Plan, node: NodeAt) -> Option<NodeAt> {
    let link = plan.links.get(*plan.nodes[node].links.first()?)?;
    (link.near[0] == node).then(|| link.far[0])
}

struct Placer<'p> {
    plan: &'p Plan,
    ranks: &'p [usize],
    reach: Vec<usize>,
    taken: BTreeSet<Slot>,
    slots: Vec<Option<Slot>>,
    placed_links: BTreeSet<LinkAt>,
}

impl Placer<'_> {
    /// Places a card at or below a lane, then its main trail, then its other trails, the farthest
    /// first: so that trails that leave early pass below those that leave late.
    fn place(&mut self, first: NodeAt, lane: usize) {
        let mut trail = Vec::new();
        let (mut next, mut wanted) = (Some(first), lane);
        while let Some(node) = next {
            if self.slots[node].is_some() {
                break;
            }
            wanted = self.claim(node, wanted);
            trail.push(node);
            next = main_far(self.plan, node);
        }
        for &node in trail.iter().rev() {
            let lane = self.slots[node].map_or(0, |slot| slot.lane);
            for &at in &self.plan.nodes[node].links {
                let link = &self.plan.links[at];
                if link.near[0] != node || !self.placed_links.insert(at) {
                    continue;
                }
                for (position, &far) in link.far.iter().enumerate() {
                    if self.slots[far].is_none() {
                        self.place(far, lane + usize::from(position > 0));
                    }
                }
            }
        }
    }

    fn claim(&mut self, node: NodeAt, wanted: usize) -> usize {
        let (from, to) = (self.ranks[node], self.reach[node]);
        let is_free = |lane: &usize| {
            (from..=to).all(|column| !self.taken.contains(&Slot { column, lane: *lane }))
        };
        let lane = (wanted..).find(is_free).expect("there is a free lane below all that are taken");
        // Its own columns: from its card to the last dot it leads to.
        let links = self.plan.nodes[node].links.iter();
        let span = links.map(|at| self.ranks[self.plan.links[*at].far[0]].saturating_sub(1));
        let span = span.max().unwrap_or(from).max(from);
        self.taken.extend((from..=span).map(|column| Slot { column, lane }));
        self.slots[node] = Some(Slot { column: from, lane });
        lane
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::picture::plan::{Link, Node, NodeKind, Via};

    fn node(is_start: bool) -> Node {
        Node {
            kind: NodeKind::Stub(1),
            amount: 0,
            links: Vec::new(),
            goes_on_undrawn: false,
            is_start,
        }
    }

    /// A random plan: every link takes some cards that lead nowhere yet and makes new ones.
    fn plan_of(links: Vec<(Vec<prop::sample::Index>, usize)>) -> Plan {
        let mut plan = Plan { nodes: vec![node(true), node(true)], ..Plan::default() };
        let mut loose: Vec<NodeAt> = vec![0, 1];
        for (picks, made) in links {
            let mut near = Vec::new();
            for pick in picks {
                if !loose.is_empty() {
                    near.push(loose.remove(pick.index(loose.len())));
                }
            }
            if near.is_empty() {
                continue;
            }
            let far: Vec<NodeAt> = (plan.nodes.len()..plan.nodes.len() + made).collect();
            plan.nodes.extend(far.iter().map(|_| node(false)));
            loose.extend(&far);
            let at = plan.links.len();
            for &node in &near {
                plan.nodes[node].links.push(at);
            }
            plan.links.push(Link { via: Via::Fold, near, far, near_undrawn: 0 });
        }
        plan
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn no_card_lies_on_another_and_every_link_leads_on(
            links in prop::collection::vec(
                (prop::collection::vec(any::<prop::sample::Index>(), 1..4), 1_usize..6),
                0..30,
            ),
        ) {
            let plan = plan_of(links);
            let layout = layout(&plan);
            let slots: BTreeSet<Slot> = layout.slots.iter().copied().collect();
            prop_assert_eq!(slots.len(), plan.nodes.len());
            for link in &plan.links {
                for (near, far) in link.near.iter().flat_map(|near| link.far.iter().map(move |far| (near, far))) {
                    prop_assert!(layout.slots[*near].column < layout.slots[*far].column);
                }
            }
            // No trail runs through another card on its way to its dot.
            for (at, node) in plan.nodes.iter().enumerate() {
                for link in &node.links {
                    let from = layout.slots[at];
                    for column in from.column + 1..layout.dots[*link].column {
                        let slot = Slot { column, lane: from.lane };
                        prop_assert!(!slots.contains(&slot));
                    }
                }
            }
        }
    }
}
