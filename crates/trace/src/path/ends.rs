//! The two ends of a path as sets of coins.

use entity::atlas::Ledger;
use graph::{AddressId, End, Leg, OutId, Output, TxId};

use crate::query::{QueryError, Subject};
use crate::start::{address_id, find_tx, output_id};

const PAGE_LEGS: usize = 4096;

/// A subject as the coins that are its own.
#[derive(Debug)]
pub enum SubjectEnd {
    Coin(OutId),
    /// All that a transaction pays.
    Tx(TxId),
    Address(AddressId),
    Cluster(AddressId),
    Several(Vec<SubjectEnd>),
}

#[derive(Debug, Clone, Copy)]
pub struct Ends<'e> {
    pub a: &'e SubjectEnd,
    pub b: &'e SubjectEnd,
}

impl SubjectEnd {
    pub fn of(ledger: &Ledger, subject: &Subject) -> Result<Self, QueryError> {
        let graph = &ledger.graph;
        Ok(match subject {
            Subject::OutPoint(out_point) => {
                let (tx, _) = find_tx(graph, out_point.txid)?;
                Self::Coin(output_id(&tx, out_point.txid, out_point.vout)?)
            }
            Subject::Tx(txid) => Self::Tx(find_tx(graph, *txid)?.0.id),
            Subject::Address(address) => Self::Address(address_id(graph, address)?),
            Subject::Cluster(address) => {
                Self::Cluster(ledger.clusters.root(address_id(graph, address)?))
            }
            Subject::Several(subjects) if subjects.is_empty() => return Err(QueryError::NoSubject),
            Subject::Several(subjects) => {
                let ends = subjects.iter().map(|subject| Self::of(ledger, subject));
                Self::Several(ends.collect::<Result<_, _>>()?)
            }
        })
    }

    pub fn holds(&self, ledger: &Ledger, output: &Output) -> bool {
        match self {
            Self::Coin(id) => output.id == *id,
            Self::Tx(tx) => output.tx == *tx,
            Self::Address(id) => output.holder == Some(*id),
            Self::Cluster(root) => {
                output.holder.is_some_and(|holder| ledger.clusters.root(holder) == *root)
            }
            Self::Several(ends) => ends.iter().any(|end| end.holds(ledger, output)),
        }
    }

    /// Its coins, oldest holders first, as long as there are legs left to read; `false` where some
    /// were left out.
    pub fn coins(&self, ledger: &Ledger, legs_left: &mut u64) -> (Vec<OutId>, bool) {
        match self {
            Self::Coin(id) => (vec![*id], true),
            Self::Tx(tx) => {
                let outputs = ledger.graph.tx(*tx).outputs;
                let taken = (outputs.end - outputs.start).min(*legs_left);
                *legs_left -= taken;
                let ids = (outputs.start..outputs.start + taken).map(OutId).collect();
                (ids, outputs.start + taken == outputs.end)
            }
            Self::Address(id) => received(ledger, std::iter::once(*id), legs_left),
            Self::Cluster(root) => received(ledger, ledger.clusters.members(*root), legs_left),
            Self::Several(ends) => {
                let (mut ids, mut is_whole) = (Vec::new(), true);
                for end in ends {
                    let (more, whole) = end.coins(ledger, legs_left);
                    ids.extend(more);
                    is_whole &= whole;
                }
                (ids, is_whole)
            }
        }
    }
}

fn received(
    ledger: &Ledger,
    holders: impl Iterator<Item = AddressId>,
    legs_left: &mut u64,
) -> (Vec<OutId>, bool) {
    let mut ids = Vec::new();
    for holder in holders {
        let legs_len = ledger.graph.legs_len(holder);
        let mut skip = 0;
        while skip < legs_len {
            let page = usize::try_from(*legs_left).map_or(PAGE_LEGS, |left| left.min(PAGE_LEGS));
            let legs = ledger.graph.legs(holder, End::Oldest, skip, page);
            if legs.is_empty() {
                break;
            }
            skip += legs.len() as u64;
            *legs_left -= legs.len() as u64;
            ids.extend(legs.iter().filter_map(|leg| match leg {
                Leg::Out(id) => Some(*id),
                Leg::In(_) => None,
            }));
        }
        if skip < legs_len {
            return (ids, false);
        }
    }
    (ids, true)
}
