//! Claims by subject, as of a day and as known at a time.

use model::address::Address;
use model::claim::{Actor, Claim, Pack, PackHead};
use model::hash::Digest;
use model::time::{Day, Time};

/// When a question is asked about: what held on `as_of`, by what was imported until `known_at`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    pub as_of: Day,
    pub known_at: Option<Time>,
}

/// Every claim that was imported, by subject.
#[derive(Debug, Clone, Default)]
pub struct Labels;

impl Labels {
    pub fn new(packs: Vec<Pack>) -> Labels {
        todo!()
    }
    /// The digest of the whole set: results quote it.
    pub fn digest(&self) -> Digest {
        todo!()
    }
    /// Claims about exactly this address, in a stable order, with the pack each came from.
    pub fn about(&self, address: &Address) -> Vec<(&Claim, &PackHead)> {
        todo!()
    }
    pub fn actor(&self, id: &str) -> Option<&Actor> {
        todo!()
    }
}
