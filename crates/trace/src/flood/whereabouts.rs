//! Where the money is: what ended, added up by reason and by holder as the sweep goes.

use std::cmp::Reverse;

use entity::cluster::Clusters;
use graph::{AddressId, SegmentView};

use super::ends::{Reason, Sum};
use super::{Held, HolderSum};

/// So many rows by holder are gathered before those of one holder are made one.
const ROWS_MAX: usize = 1 << 22;

#[derive(Debug)]
pub struct Whereabouts<'a> {
    clusters: &'a Clusters,
    sums: [Sum; Reason::ALL.len()],
    by_holder: ByHolder,
    /// Every coin's end, for tests: id, reason, amount.
    #[cfg(test)]
    pub coins: Vec<(u64, Reason, u64)>,
    /// What ended in transactions, for tests.
    #[cfg(test)]
    pub steps: [Sum; Reason::ALL.len()],
}

impl<'a> Whereabouts<'a> {
    pub fn new(clusters: &'a Clusters) -> Whereabouts<'a> {
        Whereabouts {
            clusters,
            sums: Default::default(),
            by_holder: ByHolder::default(),
            #[cfg(test)]
            coins: Vec::new(),
            #[cfg(test)]
            steps: Default::default(),
        }
    }

    /// Value ended in a coin. The holder is as it lies in the column; it counts where it still has it.
    #[inline]
    pub fn end_in_coin(&mut self, id: u64, holder: [u8; 4], reason: Reason, amount: u64) {
        let _ = id;
        #[cfg(test)]
        self.coins.push((id, reason, amount));
        self.sums[reason as usize].add(amount);
        if reason.is_held() && holder != SegmentView::NOBODY {
            let holder = AddressId(u32::from_le_bytes(holder));
            self.by_holder.add(self.clusters.root(holder), holder, reason, amount);
        }
    }

    /// Value ended in a transaction.
    #[inline]
    pub fn end_in_tx(&mut self, reason: Reason, amount: u64) {
        #[cfg(test)]
        self.steps[reason as usize].add(amount);
        self.sums[reason as usize].add(amount);
    }

    /// By reason, in the order of the reasons; those that do not occur are left out.
    pub fn sums(&self) -> Vec<(Reason, Sum)> {
        Reason::ALL.into_iter().zip(self.sums).filter(|(_, sum)| sum.rows > 0).collect()
    }

    /// The holders with most, and the others together.
    pub fn into_holders(self, max: usize) -> (Vec<HolderSum>, Held) {
        self.by_holder.ranked(max)
    }
}

/// Sums by cluster and reason; never many more rows than there are such sums, and [`ROWS_MAX`].
#[derive(Debug, Default)]
struct ByHolder {
    rows: Vec<HolderSum>,
    /// Of those in front each holder occurs once.
    merged: usize,
}

impl ByHolder {
    #[inline]
    fn add(&mut self, root: AddressId, holder: AddressId, reason: Reason, amount: u64) {
        let held = Held { holders: 1, outputs: 1, amount: amount.into() };
        self.rows.push(HolderSum { root, holder, reason, held });
        if self.rows.len() > 2 * self.merged + ROWS_MAX {
            self.merge();
        }
    }

    fn merge(&mut self) {
        self.rows.sort_unstable_by_key(|row| (u64::from(row.root.0) << 8) | row.reason as u64);
        self.rows.dedup_by(|next, kept| {
            let is_same = (next.root, next.reason) == (kept.root, kept.reason);
            if is_same {
                kept.holder = kept.holder.min(next.holder);
                kept.held.outputs += next.held.outputs;
                kept.held.amount += next.held.amount;
            }
            is_same
        });
        self.merged = self.rows.len();
    }

    /// The largest, and the others together.
    fn ranked(mut self, max: usize) -> (Vec<HolderSum>, Held) {
        self.merge();
        let rank = |row: &HolderSum| (Reverse(row.held.amount), row.root, row.reason);
        let mut rest = Held::default();
        if max < self.rows.len() {
            self.rows.select_nth_unstable_by_key(max, rank);
            for row in self.rows.drain(max..) {
                rest.holders += 1;
                rest.outputs += row.held.outputs;
                rest.amount += row.held.amount;
            }
        }
        self.rows.sort_unstable_by_key(rank);
        (self.rows, rest)
    }
}
