//! Where the money is: what ended, added up by reason and by holder as the sweep goes.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use entity::cluster::Clusters;
use graph::{AddressId, SegmentView};

use super::ends::{Reason, Sum};
use super::{Held, HolderSum};

/// So many rows by holder are gathered before those of one holder are made one.
const ROWS_MAX: usize = if cfg!(test) { 16 } else { 1 << 22 };
/// What one of those takes, sorting it included.
const ROW_BYTES: usize = 2 * size_of::<Row>();
/// What one holder takes among those made one, while others are added.
const SUM_BYTES: usize = 2 * size_of::<HolderSum>() + ROW_BYTES;

/// Bytes for the rows of so many coins; what holders take comes to that.
pub fn needs(coins: u64) -> u64 {
    coins.min(ROWS_MAX as u64) * ROW_BYTES as u64
}

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
    /// With so many bytes for holders.
    pub fn new(clusters: &'a Clusters, bytes_max: u64) -> Whereabouts<'a> {
        Whereabouts {
            clusters,
            sums: Default::default(),
            by_holder: ByHolder::new(bytes_max),
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

    /// Whether there were more holders than it has bytes for: then it does not know all of them.
    pub fn is_outgrown(&self) -> bool {
        self.by_holder.is_outgrown
    }

    /// The holders with most, and the others together.
    pub fn into_holders(self, max: usize) -> (Vec<HolderSum>, Held) {
        self.by_holder.ranked(max)
    }
}

/// Sums by cluster and reason; never many more rows than there are such sums, and [`ROWS_MAX`].
#[derive(Debug, Default)]
struct ByHolder {
    /// One for each coin since the last merge.
    rows: Vec<Row>,
    /// Before that: each holder and reason once, in their order.
    merged: Vec<HolderSum>,
    merged_max: usize,
    is_outgrown: bool,
}

/// Value that ended in one coin: as little as it takes, since it is sorted.
#[derive(Debug, Clone, Copy, Default)]
struct Row {
    /// The root, and in the lower [`REASON_BITS`] the reason.
    key: u64,
    amount: u64,
    holder: u32,
}

const REASON_BITS: u32 = 4;
const _: () = assert!(Reason::ALL.len() <= 1 << REASON_BITS);

impl Row {
    fn sum(&self) -> HolderSum {
        let [a, b, c, d, ..] = (self.key >> REASON_BITS).to_le_bytes();
        let [reason, ..] = (self.key & ((1 << REASON_BITS) - 1)).to_le_bytes();
        HolderSum {
            root: AddressId(u32::from_le_bytes([a, b, c, d])),
            holder: AddressId(self.holder),
            reason: Reason::ALL[usize::from(reason)],
            held: Held { holders: 1, outputs: 1, amount: self.amount.into() },
        }
    }
}

fn key(root: AddressId, reason: Reason) -> u64 {
    u64::from(root.0) << REASON_BITS | reason as u64
}

impl ByHolder {
    fn new(bytes_max: u64) -> ByHolder {
        let merged_max = usize::try_from(bytes_max / SUM_BYTES as u64).unwrap_or(usize::MAX);
        ByHolder { merged_max, ..ByHolder::default() }
    }

    #[inline]
    fn add(&mut self, root: AddressId, holder: AddressId, reason: Reason, amount: u64) {
        self.rows.push(Row { key: key(root, reason), amount, holder: holder.0 });
        if self.rows.len() > self.merged.len() + ROWS_MAX {
            let mut merged = Vec::new();
            self.each(|sum| merged.push(sum));
            self.is_outgrown |= merged.len() > self.merged_max;
            // Nobody asks for what is not all of it.
            self.merged = if self.is_outgrown { Vec::new() } else { merged };
        }
    }

    /// Calls `each` for every holder and reason, in their order; nothing is left.
    fn each(&mut self, mut each: impl FnMut(HolderSum)) {
        sort_by_key(&mut self.rows);
        let mut older = std::mem::take(&mut self.merged).into_iter().peekable();
        for rows in self.rows.chunk_by(|one, next| one.key == next.key) {
            let Some((first, rest)) = rows.split_first() else { continue };
            while let Some(sum) = older.next_if(|sum| key(sum.root, sum.reason) < first.key) {
                each(sum);
            }
            let mut sum = first.sum();
            for row in rest {
                add(&mut sum, &row.sum());
            }
            if let Some(same) = older.next_if(|sum| key(sum.root, sum.reason) == first.key) {
                add(&mut sum, &same);
            }
            each(sum);
        }
        older.for_each(each);
        self.rows.clear();
    }

    /// The largest, and the others together.
    fn ranked(mut self, max: usize) -> (Vec<HolderSum>, Held) {
        let rank = |sum: &HolderSum| (Reverse(sum.held.amount), sum.root, sum.reason);
        let mut rest = Held::default();
        // The least of those that are kept is the first to go.
        let mut kept = BinaryHeap::new();
        let mut sums = BTreeMap::new();
        self.each(|sum| {
            let is_kept = kept.len() < max || kept.peek().is_some_and(|least| rank(&sum) < *least);
            let mut gone = Some(sum);
            if is_kept {
                kept.push(rank(&sum));
                sums.insert(rank(&sum), sum);
                let least = if kept.len() > max { kept.pop() } else { None };
                gone = least.and_then(|least| sums.remove(&least));
            }
            if let Some(gone) = gone {
                rest.holders += 1;
                rest.outputs += gone.held.outputs;
                rest.amount += gone.held.amount;
            }
        });
        (sums.into_values().collect(), rest)
    }
}

fn add(sum: &mut HolderSum, other: &HolderSum) {
    sum.holder = sum.holder.min(other.holder);
    sum.held.outputs += other.held.outputs;
    sum.held.amount += other.held.amount;
}

/// Sorts by key, the lowest eleven bits first. What all keys share costs a count alone.
fn sort_by_key(rows: &mut Vec<Row>) {
    const BITS: u32 = 11;
    const FEW: usize = if cfg!(test) { 4 } else { 1 << 10 };
    if rows.len() < FEW {
        return rows.sort_by_key(|row| row.key);
    }
    let mut other = Vec::new();
    for shift in (0..u32::BITS + REASON_BITS).step_by(BITS as usize) {
        let digit = |row: &Row| {
            let [low, high, ..] = (row.key >> shift & ((1 << BITS) - 1)).to_le_bytes();
            usize::from(u16::from_le_bytes([low, high]))
        };
        let mut next = [0; 1 << BITS];
        rows.iter().for_each(|row| next[digit(row)] += 1);
        if next.contains(&rows.len()) {
            continue;
        }
        let mut end = 0;
        for count in &mut next {
            end += std::mem::replace(count, end);
        }
        other.resize(rows.len(), Row::default());
        for row in &*rows {
            let place = &mut next[digit(row)];
            other[*place] = *row;
            *place += 1;
        }
        std::mem::swap(rows, &mut other);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_largest_holders_are_named_and_the_others_added_up(
            ends in prop::collection::vec((0u32..40, 0u32..9, 0usize..3, 0u64..50), 0..200),
            merges in prop::collection::vec(0usize..200, 0..4),
            max in 0usize..12,
        ) {
            let mut by_holder = ByHolder::new(u64::MAX);
            let mut sums: BTreeMap<(u32, Reason), (u32, u64, u128)> = BTreeMap::new();
            for (at, (root, holder, reason, amount)) in ends.into_iter().enumerate() {
                let (root, reason) = (root * 99_999_989, Reason::ALL[reason]);
                by_holder.add(AddressId(root), AddressId(holder), reason, amount);
                let sum = sums.entry((root, reason)).or_insert((holder, 0, 0));
                *sum = (sum.0.min(holder), sum.1 + 1, sum.2 + u128::from(amount));
                if merges.contains(&at) {
                    let mut merged = Vec::new();
                    by_holder.each(|sum| merged.push(sum));
                    by_holder.merged = merged;
                }
            }
            let mut expected: Vec<HolderSum> = sums
                .into_iter()
                .map(|((root, reason), (holder, outputs, amount))| HolderSum {
                    root: AddressId(root),
                    holder: AddressId(holder),
                    reason,
                    held: Held { holders: 1, outputs, amount },
                })
                .collect();
            expected.sort_by_key(|sum| (Reverse(sum.held.amount), sum.root, sum.reason));
            let others = expected.split_off(max.min(expected.len()));
            let (holders, rest) = by_holder.ranked(max);
            prop_assert_eq!(holders, expected);
            prop_assert_eq!(rest.holders, others.len() as u64);
            prop_assert_eq!(rest.outputs, others.iter().map(|sum| sum.held.outputs).sum::<u64>());
            prop_assert_eq!(rest.amount, others.iter().map(|sum| sum.held.amount).sum::<u128>());
        }
    }
}
