//! The order and the heights of blocks that do not link to a genesis.
//!
//! Parents come before children. Of blocks that may come next, those without a height come first
//! (they are from before BIP 34), then by height, time and hash: the order depends on the blocks
//! alone, not on the files they came in. A height is one that the block or a relative of it
//! states, or that follows from the network's genesis.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use model::hash::BlockHash;

/// What the order depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    pub hash: BlockHash,
    pub prev: BlockHash,
    pub time: u32,
    /// What the block says of its height, or what whoever wrote it down says.
    pub height_told: Option<u32>,
    pub is_genesis: bool,
}

/// A member's place in the order, and its height if it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    pub member: usize,
    pub height: Option<u32>,
}

/// Orders members, each hash once.
pub fn arrange(members: &[Member]) -> Vec<Placed> {
    let by_hash: BTreeMap<BlockHash, usize> =
        members.iter().enumerate().map(|(at, member)| (member.hash, at)).collect();
    let parents: Vec<Option<usize>> =
        members.iter().map(|member| by_hash.get(&member.prev).copied()).collect();
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); members.len()];
    for (at, parent) in parents.iter().enumerate() {
        if let Some(parent) = parent {
            children[*parent].push(at);
        }
    }
    let heights = heights(members, &parents, &children);
    let key = |at: usize| Reverse((heights[at], members[at].time, members[at].hash, at));
    let mut ready: BinaryHeap<_> =
        (0..members.len()).filter(|at| parents[*at].is_none()).map(key).collect();
    let mut order = Vec::with_capacity(members.len());
    while let Some(Reverse((height, _, _, member))) = ready.pop() {
        order.push(Placed { member, height });
        ready.extend(children[member].iter().map(|child| key(*child)));
    }
    order
}

fn heights(
    members: &[Member],
    parents: &[Option<usize>],
    children: &[Vec<usize>],
) -> Vec<Option<u32>> {
    let mut heights = vec![None; members.len()];
    for root in (0..members.len()).filter(|at| parents[*at].is_none()) {
        let family = family(root, children);
        let Some(start) = start(members, &family) else { continue };
        for (member, depth) in family {
            heights[member] = start.checked_add(depth);
        }
    }
    heights
}

/// A root and its descendants, each with its distance from the root.
fn family(root: usize, children: &[Vec<usize>]) -> Vec<(usize, u32)> {
    let mut family = vec![(root, 0)];
    let mut next = 0;
    while let Some((member, depth)) = family.get(next).copied() {
        family.extend(children[member].iter().map(|child| (*child, depth + 1)));
        next += 1;
    }
    family
}

/// The height of a family's root: genesis is at zero; otherwise what most members' statements
/// amount to, and of equally many the lowest.
fn start(members: &[Member], family: &[(usize, u32)]) -> Option<u32> {
    if family.first().is_some_and(|(root, _)| members[*root].is_genesis) {
        return Some(0);
    }
    let mut votes: BTreeMap<u32, usize> = BTreeMap::new();
    for (member, depth) in family {
        let told = members[*member].height_told;
        if let Some(start) = told.and_then(|height| height.checked_sub(*depth)) {
            *votes.entry(start).or_default() += 1;
        }
    }
    votes.into_iter().max_by_key(|(start, count)| (*count, Reverse(*start))).map(|(start, _)| start)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `name<parent@time#height`, `!` for genesis.
    fn member(text: &str) -> Member {
        let hash = |name: &str| BlockHash([name.as_bytes().first().copied().unwrap_or(0); 32]);
        let (name, rest) = text.split_once('<').unwrap();
        let (prev, rest) = rest.split_once('@').unwrap();
        let (rest, height_told) = match rest.split_once('#') {
            Some((rest, height)) => (rest, Some(height.parse().unwrap())),
            None => (rest, None),
        };
        let is_genesis = rest.ends_with('!');
        let time = rest.trim_end_matches('!').parse().unwrap();
        Member { hash: hash(name), prev: hash(prev), time, height_told, is_genesis }
    }

    fn check(blocks: &str, expected: &str) {
        let members: Vec<Member> = blocks.split_whitespace().map(member).collect();
        let names: Vec<&str> =
            blocks.split_whitespace().map(|text| text.split('<').next().unwrap()).collect();
        let show = |placed: Placed, names: &[&str]| match placed.height {
            Some(height) => format!("{}#{height}", names[placed.member]),
            None => names[placed.member].to_owned(),
        };
        let shown: Vec<String> =
            arrange(&members).into_iter().map(|placed| show(placed, &names)).collect();
        assert_eq!(shown.join(" "), expected);
        let mut turned = members.clone();
        turned.reverse();
        let names: Vec<&str> = names.into_iter().rev().collect();
        let shown: Vec<String> =
            arrange(&turned).into_iter().map(|placed| show(placed, &names)).collect();
        assert_eq!(shown.join(" "), expected, "in another file order");
    }

    #[test]
    fn a_child_comes_after_its_parent_though_it_claims_an_earlier_time() {
        check("b<a@5 a<z@9", "a b");
    }

    #[test]
    fn strangers_come_by_height_then_time_then_hash() {
        check("d<w@1#9 c<x@2#8 b<y@2#8 a<z@1#8", "a#8 b#8 c#8 d#9");
    }

    #[test]
    fn what_has_no_height_comes_first_and_by_time() {
        check("c<x@1#8 b<y@7 a<z@5", "a b c#8");
    }

    #[test]
    fn one_stated_height_is_enough_for_a_family() {
        check("c<b@3#12 b<a@2 a<z@1", "a#10 b#11 c#12");
    }

    #[test]
    fn genesis_outvotes_what_its_descendants_state() {
        check("c<b@3#12 b<a@2#11 a<0@1!", "a#0 b#1 c#2");
    }

    #[test]
    fn a_lone_liar_is_outvoted() {
        check("c<b@3#12 b<a@2#11 a<z@1#77", "a#10 b#11 c#12");
    }

    #[test]
    fn stale_siblings_both_stay() {
        check("c<a@4 b<a@3 a<z@1#5", "a#5 b#6 c#6");
    }
}
