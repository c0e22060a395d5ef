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
    /// Or these alone, where the cluster was grown anew without something.
    anew: Option<std::slice::Iter<'a, u32>>,
}

impl<'a> Members<'a> {
    /// Those from the id `from` on: what comes before is not walked.
    pub(super) fn of(base: &'a Base, tail: &'a Tail, root: u32, from: u32) -> Members<'a> {
        let mut members = Members { next: BinaryHeap::new(), lists: Vec::new(), anew: None };
        for root in tail.parts(root).iter().map(|part| part.part).chain([root]) {
            let others = base.others(root);
            let mut rest = &others[others.partition_point(|row| pair(row).0 < from)..];
            let first = match root < from {
                true => rest.split_off_first().map(|row| pair(row).0),
                false => Some(root),
            };
            if let Some(first) = first {
                members.next.push(Reverse((first, members.lists.len())));
                members.lists.push(rest);
            }
        }
        members
    }

    /// An address alone, from an id on.
    pub(super) fn one(id: AddressId, from: AddressId) -> Members<'a> {
        let mut members = Members { next: BinaryHeap::new(), lists: vec![&[]], anew: None };
        if from <= id {
            members.next.push(Reverse((id.0, 0)));
        }
        members
    }

    /// These, ascending, from an id on.
    pub(super) fn these(ids: &'a [u32], from: u32) -> Members<'a> {
        let rest = &ids[ids.partition_point(|id| *id < from)..];
        Members { next: BinaryHeap::new(), lists: Vec::new(), anew: Some(rest.iter()) }
    }
}

impl Iterator for Members<'_> {
    type Item = AddressId;

    fn next(&mut self) -> Option<AddressId> {
        if let Some(anew) = &mut self.anew {
            return anew.next().copied().map(AddressId);
        }
        let Reverse((id, list)) = self.next.pop()?;
        if let Some((row, rest)) = self.lists[list].split_first() {
            self.lists[list] = rest;
            self.next.push(Reverse((pair(row).0, list)));
        }
        Some(AddressId(id))
    }
}
