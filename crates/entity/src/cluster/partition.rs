//! Which addresses are one: a forest over dense ids whose roots are the smallest ids.
//!
//! Linking always hangs the larger root under the smaller, so the partition and its roots depend on
//! which pairs were joined and not on their order. The smallest-root rule forgoes balance; halving
//! paths while finding keeps that cheap (a logarithm, amortised). A ring through each cluster's
//! members is spliced at every join, so that listing them needs no index.

/// Trees over `0..len`. `parent[i] <= i`; a root is its own parent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Partition {
    pub parent: Vec<u32>,
    /// Members, at roots; elsewhere what it was when the root was joined to another.
    pub size: Vec<u32>,
    /// The next member of the same cluster.
    pub next: Vec<u32>,
}

impl Partition {
    pub fn len(&self) -> u32 {
        u32::try_from(self.parent.len()).expect("ids are 32-bit")
    }

    /// Adds addresses, each alone, until there are `len`.
    pub fn extend_to(&mut self, len: u32) {
        let from = self.len();
        self.parent.extend(from..len);
        self.next.extend(from..len);
        self.size.resize(self.parent.len(), 1);
    }

    /// The smallest id of `id`'s cluster; halves the path on the way.
    pub fn find(&mut self, id: u32) -> u32 {
        let mut at = id;
        loop {
            let parent = self.parent[at as usize];
            if parent == at {
                return at;
            }
            let above = self.parent[parent as usize];
            self.parent[at as usize] = above;
            at = above;
        }
    }

    pub fn size(&self, root: u32) -> u32 {
        self.size[root as usize]
    }

    /// Makes two roots one; gives back the one that ceased to be a root, if they were two.
    pub fn link(&mut self, a: u32, b: u32) -> Option<u32> {
        let (kept, lost) = (a.min(b), a.max(b));
        if kept == lost {
            return None;
        }
        self.parent[lost as usize] = kept;
        self.size[kept as usize] += self.size[lost as usize];
        self.next.swap(kept as usize, lost as usize);
        Some(lost)
    }

    /// Points every address at its root. Parents are smaller, so one pass upwards does it.
    pub fn flatten(&mut self) {
        for at in 0..self.parent.len() {
            let parent = self.parent[at] as usize;
            self.parent[at] = self.parent[parent];
        }
    }
}
