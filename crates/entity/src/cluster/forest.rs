//! Which addresses are one: a forest over dense ids whose roots are the smallest ids.
//!
//! Linking always hangs the larger root under the smaller, so the partition and its roots depend on
//! which pairs were joined and not on their order. The smallest-root rule forgoes balance; halving
//! paths while finding keeps that cheap (a logarithm, amortised).
//!
//! Two numbers are kept of an address: its *parent*, and a *word*, which is a root's number of members,
//! and of an address that is no root any more the number of the join by which it ceased to be one. They
//! lie side by side: on a chain of a billion addresses nearly every look is a cache miss, and this way
//! joining two roots that were just found costs no further one.

use graph::GraphError;
use graph::scratch::{Rows, Scratch};

/// What growing asks of a forest: the whole one in rows ([`Dense`]), or what was added to a file
/// (`tail`).
pub(super) trait Forest {
    /// Addresses there are.
    fn len(&self) -> u32;

    /// The parent of an address, which is of the same cluster: to have it at hand before finding.
    fn parent(&self, id: u32) -> u32;

    /// The smallest id of `id`'s cluster.
    fn find(&mut self, id: u32) -> u32;

    /// Members of a root's cluster.
    fn size(&self, root: u32) -> u32;

    /// Hangs the root `lost` under the smaller root `kept`, by the join of this number.
    fn link(&mut self, kept: u32, lost: u32, join: u32);

    /// Makes two addresses' clusters one, by the join of this number; says whether they were two.
    /// Addresses there are not (of a damaged file) are passed over.
    fn join(&mut self, a: u32, b: u32, join: u32) -> bool {
        if a.max(b) >= self.len() {
            return false;
        }
        let (a, b) = (self.find(a), self.find(b));
        if a != b {
            self.link(a.min(b), a.max(b), join);
        }
        a != b
    }
}

/// An address: parent u32 · word u32.
pub(super) type NodeRow = [u8; 8];

#[inline]
pub(super) fn node_row(parent: u32, word: u32) -> NodeRow {
    (u64::from(parent) | u64::from(word) << 32).to_le_bytes()
}

#[inline]
pub(super) fn parent_of([a, b, c, d, ..]: &NodeRow) -> u32 {
    u32::from_le_bytes([*a, *b, *c, *d])
}

#[inline]
pub(super) fn word_of([.., a, b, c, d]: &NodeRow) -> u32 {
    u32::from_le_bytes([*a, *b, *c, *d])
}

/// Trees over `0..len`, a row for every address.
#[derive(Debug)]
pub(super) struct Dense {
    pub nodes: Rows<8>,
}

impl Dense {
    /// No address yet.
    pub fn new(scratch: &Scratch) -> Dense {
        Dense { nodes: scratch.rows() }
    }

    /// Adds addresses, each alone, until there are `len`.
    pub fn extend_to(&mut self, len: u32) -> Result<(), GraphError> {
        self.nodes.extend_to(len as usize, |id| {
            node_row(u32::try_from(id).expect("below a 32-bit length"), 1)
        })
    }

    pub fn trees(&mut self) -> Trees<'_> {
        Trees { nodes: self.nodes.as_mut_slice() }
    }

    /// Every address's root. Parents are smaller, so one pass upwards finds them.
    pub fn into_roots(self) -> Vec<u32> {
        let mut roots: Vec<u32> = Vec::with_capacity(self.nodes.len());
        for (id, node) in (0..).zip(self.nodes.as_slice()) {
            let parent = parent_of(node);
            roots.push(if parent < id { roots[parent as usize] } else { id });
        }
        roots
    }
}

/// [`Dense`] rows while they are worked on.
pub(super) struct Trees<'a> {
    pub nodes: &'a mut [NodeRow],
}

impl Trees<'_> {
    /// Points every address at its root. Parents are smaller, so one pass upwards does it.
    pub fn flatten(&mut self) {
        for at in 0..self.nodes.len() {
            let node = self.nodes[at];
            let root = parent_of(&self.nodes[parent_of(&node) as usize]);
            self.nodes[at] = node_row(root, word_of(&node));
        }
    }
}

impl Forest for Trees<'_> {
    fn len(&self) -> u32 {
        u32::try_from(self.nodes.len()).expect("ids are 32-bit")
    }

    #[inline]
    fn parent(&self, id: u32) -> u32 {
        parent_of(&self.nodes[id as usize])
    }

    /// Halves the path on the way.
    #[inline]
    fn find(&mut self, id: u32) -> u32 {
        let mut at = id;
        loop {
            let parent = self.parent(at);
            if parent == at {
                return at;
            }
            let above = self.parent(parent);
            if above == parent {
                return parent;
            }
            let node = &mut self.nodes[at as usize];
            *node = node_row(above, word_of(node));
            at = above;
        }
    }

    #[inline]
    fn size(&self, root: u32) -> u32 {
        word_of(&self.nodes[root as usize])
    }

    #[inline]
    fn link(&mut self, kept: u32, lost: u32, join: u32) {
        let size = self.size(kept) + self.size(lost);
        self.nodes[lost as usize] = node_row(kept, join);
        self.nodes[kept as usize] = node_row(kept, size);
    }
}
