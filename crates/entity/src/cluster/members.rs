//! A cluster's members by id: those that the file knows, and what was joined to them since.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use graph::AddressId;

use super::file::{Base, PairRow, pair};
use super::tail::Tail;

/// The members of one cluster, each once, ascending.
#[derive(Debug, Clone)]
pub struct Members<'a> {
    /// The next of each list.
    next: BinaryHeap<Reverse<(u32, usize)>>,
    /// What follows it there.
    lists: Vec<&'a [PairRow]>,
}

impl<'a> Members<'a> {
    pub(super) fn of(base: &'a Base, tail: &'a Tail, root: u32) -> Members<'a> {
        let roots = || tail.parts(root).iter().map(|part| part.part).chain([root]);
        Members {
            next: roots().enumerate().map(|(list, root)| Reverse((root, list))).collect(),
            lists: roots().map(|root| base.others(root)).collect(),
        }
    }
}

impl Iterator for Members<'_> {
    type Item = AddressId;

    fn next(&mut self) -> Option<AddressId> {
        let Reverse((id, list)) = self.next.pop()?;
        if let Some((row, rest)) = self.lists[list].split_first() {
            self.lists[list] = rest;
            self.next.push(Reverse((pair(row).0, list)));
        }
        Some(AddressId(id))
    }
}
