//! What was joined since a file of clusters was written, kept beside it in memory.
//!
//! A block changes a few thousand clusters of a billion, so the file is not written again for it.
//! The tail knows the roots that changed, and nothing of an address that stayed as the file has it:
//! it costs what is new. Once it holds a lot, growing makes a whole of both (`grower`).

use foldhash::{HashMap, HashMapExt};

use super::file::Base;
use super::forest::Forest;
use super::log::{self, JoinRow, RefusalRow};

/// As [`Forest`] has it: parent and word of an address that is not as the file says, or alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Node {
    parent: u32,
    word: u32,
}

/// A cluster of the file, or an address younger than it, that was joined to another's root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Part {
    pub root: u32,
    /// The root it was before.
    pub part: u32,
    /// The join by which it ceased to be one.
    pub join: u32,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Tail {
    /// Addresses there are, the file's included.
    pub len: u32,
    /// Looked up by id, never walked into a result.
    nodes: HashMap<u32, Node>,
    pub joins: Vec<JoinRow>,
    pub refusals: Vec<RefusalRow>,
    /// Sorted. Made by [`Tail::settle`].
    parts: Vec<Part>,
}

impl Tail {
    /// On nothing but the file.
    pub fn new(len: u32) -> Tail {
        Tail { len, nodes: HashMap::new(), ..Tail::default() }
    }

    pub fn over<'a>(&'a mut self, base: &'a Base) -> Overlay<'a> {
        let Tail { len, nodes, .. } = self;
        Overlay { len: *len, nodes, base }
    }

    /// Makes the tail ready to be read: every part points at its root.
    pub fn settle(&mut self) {
        let mut ids: Vec<u32> = self.nodes.keys().copied().collect();
        // Parents are smaller, so upwards each is flat when it is asked.
        ids.sort_unstable();
        self.parts.clear();
        for id in ids {
            let Node { parent, word } = self.nodes[&id];
            if parent != id {
                let root = self.nodes.get(&parent).map_or(parent, |node| node.parent);
                self.nodes.insert(id, Node { parent: root, word });
                self.parts.push(Part { root, part: id, join: word });
            }
        }
        self.parts.sort_unstable();
    }

    /// The root of what was a root.
    pub fn root(&self, id: u32) -> u32 {
        self.nodes.get(&id).map_or(id, |node| node.parent)
    }

    /// Members of a root's cluster, where they are not as the file says.
    pub fn size(&self, root: u32) -> Option<u32> {
        self.nodes.get(&root).filter(|node| node.parent == root).map(|node| node.word)
    }

    /// What was joined to a root, ascending.
    pub fn parts(&self, root: u32) -> &[Part] {
        let from = self.parts.partition_point(|part| part.root < root);
        let len = self.parts[from..].partition_point(|part| part.root == root);
        &self.parts[from..from + len]
    }

    /// These joins again, from the first on a file that had so many.
    pub fn replay(&mut self, base: &Base, joins: &[JoinRow]) {
        for row in joins {
            let number = base.joins().len() + self.joins.len();
            let number = u32::try_from(number).expect("fewer joins than ids");
            let (a, b) = log::ends(row);
            if self.over(base).join(a, b, number) {
                self.joins.push(*row);
            }
        }
    }
}

/// The tail with what it lies on, while it grows.
pub(super) struct Overlay<'a> {
    len: u32,
    nodes: &'a mut HashMap<u32, Node>,
    base: &'a Base,
}

impl Overlay<'_> {
    fn word(&self, root: u32) -> u32 {
        self.nodes.get(&root).map_or_else(|| self.base.size(root), |node| node.word)
    }
}

impl Forest for Overlay<'_> {
    fn len(&self) -> u32 {
        self.len
    }

    fn parent(&self, id: u32) -> u32 {
        self.base.root(id)
    }

    fn find(&mut self, id: u32) -> u32 {
        // Above the file's root there are roots alone.
        let from = self.base.root(id);
        let mut root = from;
        while let Some(node) = self.nodes.get(&root).filter(|node| node.parent != root) {
            root = node.parent;
        }
        let mut at = from;
        while let Some(node) =
            self.nodes.get_mut(&at).filter(|node| node.parent != root && at != root)
        {
            at = std::mem::replace(&mut node.parent, root);
        }
        root
    }

    fn size(&self, root: u32) -> u32 {
        self.word(root)
    }

    fn link(&mut self, kept: u32, lost: u32, join: u32) {
        let size = self.word(kept).saturating_add(self.word(lost));
        self.nodes.insert(lost, Node { parent: kept, word: join });
        self.nodes.insert(kept, Node { parent: kept, word: size });
    }
}
