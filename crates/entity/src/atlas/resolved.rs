//! Which addresses of a ledger are labelled, by cluster.
//!
//! The one thing to know: a cluster can hold a hundred thousand addresses that one pack says the
//! same words of. They are kept as one group with its first member and its count, so that asking
//! about a cluster costs what is said about it, not how often. It depends on no day: what holds is
//! decided when somebody asks.

use std::collections::HashMap;
use std::ops::Range;

use graph::AddressId;

use super::Ledger;
use crate::label::key::bitcoin_of;
use crate::label::{ClaimAt, Labels};

/// The same words said of members of one cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group {
    /// The claim about the smallest member.
    pub at: ClaimAt,
    pub via: AddressId,
    /// Labelled members, not members of the cluster.
    pub members: u32,
}

/// Groups of every cluster that has any.
#[derive(Debug, Default)]
pub struct Resolved {
    /// Ascending by root.
    roots: Vec<(AddressId, Range<usize>)>,
    groups: Vec<Group>,
}

impl Resolved {
    pub fn of(ledger: &Ledger, labels: &Labels) -> Resolved {
        let is_synthetic = ledger.graph.ledger().network.is_synthetic();
        let mut labelled: Vec<(AddressId, AddressId, Range<ClaimAt>)> = labels
            .subjects()
            .filter_map(|(key, claims)| {
                let (address, is_story) = bitcoin_of(key)?;
                let id =
                    ledger.graph.find_address(&address).filter(|_| is_story == is_synthetic)?;
                Some((ledger.clusters.root(id), id, claims))
            })
            .collect();
        // One subject can stand in several packs; packs are ordered, so the order is total.
        labelled.sort_by_key(|(root, id, claims)| (*root, *id, claims.start));
        let mut resolved = Resolved::default();
        for cluster in labelled.chunk_by(|a, b| a.0 == b.0) {
            let start = resolved.groups.len();
            resolved.groups.extend(groups_of(cluster, labels));
            if start < resolved.groups.len() {
                resolved.roots.push((cluster[0].0, start..resolved.groups.len()));
            }
        }
        resolved
    }

    /// The clusters of which anything is said, ascending.
    pub fn roots(&self) -> impl ExactSizeIterator<Item = AddressId> + '_ {
        self.roots.iter().map(|(root, _)| *root)
    }

    /// What is said of a cluster's members, by member and then by pack.
    pub fn groups(&self, root: AddressId) -> &[Group] {
        match self.roots.binary_search_by_key(&root, |(root, _)| *root) {
            Ok(at) => &self.groups[self.roots[at].1.clone()],
            Err(_) => &[],
        }
    }
}

fn groups_of(cluster: &[(AddressId, AddressId, Range<ClaimAt>)], labels: &Labels) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut by_words: HashMap<(u32, [u32; 3]), usize> = HashMap::new();
    for (_, via, claims) in cluster {
        for at in ClaimAt::each(claims.clone()).filter(|at| labels.is_on(*at)) {
            let words = labels.words(at);
            let same = words.and_then(|words| by_words.get(&words)).map(|at| &mut groups[*at]);
            match same {
                Some(group) => group.members += 1,
                None => {
                    if let Some(words) = words {
                        by_words.insert(words, groups.len());
                    }
                    groups.push(Group { at, via: *via, members: 1 });
                }
            }
        }
    }
    groups
}
