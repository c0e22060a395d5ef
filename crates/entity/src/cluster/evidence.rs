//! How two members of a cluster are connected: the shortest, and only, way through its joins.
//!
//! The logged joins are those that made two clusters one, so over a cluster's members they are a
//! tree: between two of them there is exactly one path.

use std::collections::{BTreeMap, VecDeque};

use graph::AddressId;

use super::{Clusters, Join};

impl Clusters {
    /// The joins that lead from `a` to `b`, in that order; each shares an address with the next.
    /// `None` where they are not of one cluster; empty where they are the same address.
    pub fn evidence(&self, a: AddressId, b: AddressId) -> Option<Vec<Join>> {
        let root = self.root(a);
        if self.root(b) != root {
            return None;
        }
        let joins = self.joins(root);
        let mut ends: Vec<(AddressId, usize)> = Vec::with_capacity(2 * joins.len());
        for (at, join) in joins.iter().enumerate() {
            ends.extend([(join.a, at), (join.b, at)]);
        }
        ends.sort_unstable();
        let touching = |id: AddressId| {
            let from = ends.partition_point(|end| end.0 < id);
            ends[from..].iter().take_while(move |end| end.0 == id).map(|end| end.1)
        };
        // Backwards from `b`, remembering by which join each address is reached: then the way from
        // `a` reads forwards.
        let mut reached_by: BTreeMap<AddressId, usize> = BTreeMap::new();
        let mut is_used = vec![false; joins.len()];
        let mut queue = VecDeque::from([b]);
        while let Some(here) = queue.pop_front() {
            for at in touching(here) {
                if !std::mem::replace(&mut is_used[at], true) {
                    let there = if joins[at].a == here { joins[at].b } else { joins[at].a };
                    // Once each, so that not even a damaged log leads in a circle.
                    if there != b && !reached_by.contains_key(&there) {
                        reached_by.insert(there, at);
                        queue.push_back(there);
                    }
                }
            }
        }
        let mut path = Vec::new();
        let mut here = a;
        while here != b {
            let join = joins[*reached_by.get(&here)?];
            path.push(join);
            here = if join.a == here { join.b } else { join.a };
        }
        Some(path)
    }
}
