//! Which addresses are one: a forest over dense ids whose roots are the smallest ids.
//!
//! Linking always hangs the larger root under the smaller, so the partition and its roots depend on
//! which pairs were joined and not on their order. The smallest-root rule forgoes balance; halving
//! paths while finding keeps that cheap (a logarithm, amortised). A ring through each cluster's
//! members is spliced at every join, so that listing them needs no index.
//!
//! What is known of an address lies in one place of sixteen bytes: on a chain of a billion addresses
//! nearly every look is a cache miss, and this way it is one and not four.

/// No join: the address is a root.
pub(super) const NEVER: u32 = u32::MAX;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C, align(16))]
pub(super) struct Node {
    /// At most the node's own id; a root is its own parent.
    pub parent: u32,
    /// Members, at roots; elsewhere what it was when the root was joined to another.
    pub size: u32,
    /// The next member of the same cluster.
    pub next: u32,
    /// The join by which the address ceased to be a root, or [`NEVER`].
    pub lost_by: u32,
}

/// Trees over `0..len`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Partition {
    pub nodes: Vec<Node>,
}

impl Partition {
    pub fn len(&self) -> u32 {
        u32::try_from(self.nodes.len()).expect("ids are 32-bit")
    }

    /// Adds addresses, each alone, until there are `len`.
    pub fn extend_to(&mut self, len: u32) {
        let alone = |id| Node { parent: id, size: 1, next: id, lost_by: NEVER };
        self.nodes.extend((self.len()..len).map(alone));
    }

    /// The smallest id of `id`'s cluster; halves the path on the way.
    pub fn find(&mut self, id: u32) -> u32 {
        let mut at = id;
        loop {
            let parent = self.nodes[at as usize].parent;
            if parent == at {
                return at;
            }
            let above = self.nodes[parent as usize].parent;
            if above == parent {
                return parent;
            }
            self.nodes[at as usize].parent = above;
            at = above;
        }
    }

    pub fn size(&self, root: u32) -> u32 {
        self.nodes[root as usize].size
    }

    /// Makes two roots one by the join of this number; says whether they were two.
    pub fn link(&mut self, a: u32, b: u32, join: u32) -> bool {
        let (kept, lost) = (a.min(b) as usize, a.max(b) as usize);
        if kept == lost {
            return false;
        }
        let Node { size, next, .. } = self.nodes[lost];
        self.nodes[lost].parent = a.min(b);
        self.nodes[lost].lost_by = join;
        self.nodes[lost].next = std::mem::replace(&mut self.nodes[kept].next, next);
        self.nodes[kept].size += size;
        true
    }

    /// Points every address at its root. Parents are smaller, so one pass upwards does it.
    pub fn flatten(&mut self) {
        for at in 0..self.nodes.len() {
            let parent = self.nodes[at].parent as usize;
            self.nodes[at].parent = self.nodes[parent].parent;
        }
    }
}
