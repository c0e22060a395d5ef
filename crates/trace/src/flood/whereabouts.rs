//! Where the money is after a flood: sums by reason, and who holds most of it.

use graph::{AddressId, Graph, SegmentView};

use super::carry::Carrier;
use super::columns::Ground;
use super::ends::{Ends, Reason, Sum, Tally};
use super::{Held, HolderSum, sweep};
use entity::cluster::Clusters;

/// So many rows by holder are gathered before those of one holder are made one.
const ROWS_MAX: usize = 1 << 22;

/// What a flood's coins come to.
#[derive(Debug)]
pub struct Whereabouts {
    /// By [`Reason`], in its order.
    pub sums: Vec<(Reason, Sum)>,
    /// Most first.
    pub holders: Vec<HolderSum>,
    pub rest: Held,
}

/// Calls `each` with every coin in which value ended, in chain order: its id, why, how much, whose.
pub fn each_end<C: Carrier>(
    graph: &Graph,
    first: u64,
    carrier: &C,
    ends: &Ends,
    mut each: impl FnMut(u64, Reason, u64, Option<AddressId>),
) {
    let is_partial = sweep::is_partial(graph);
    for view in graph.segments().filter(|view| view.outputs().end > first) {
        let ground = Ground::of(view);
        let ids = view.outputs();
        let coin = |id: u64| usize::try_from(id.saturating_sub(first)).unwrap_or(usize::MAX);
        // Before the first coin there is none; a segment can begin there.
        for (coin, reason) in ends.within(coin(ids.start.max(first))..coin(ids.end)) {
            let id = first + coin as u64;
            let row = usize::try_from(id - ids.start).unwrap_or(usize::MAX);
            let value = ground.values.get(row).map_or(0, |value| u64::from_le_bytes(*value));
            let holder = ground.holders.get(row).copied().unwrap_or(SegmentView::NOBODY);
            let holder =
                (holder != SegmentView::NOBODY).then(|| AddressId(u32::from_le_bytes(holder)));
            let reason = match reason {
                Reason::Unspent if holder.is_none() => Reason::Unspendable,
                Reason::Unspent if is_partial => Reason::NoSpendSeen,
                reason => reason,
            };
            each(id, reason, carrier.amount(coin, value), holder);
        }
    }
}

pub fn of<C: Carrier>(
    graph: &Graph,
    clusters: &Clusters,
    first: u64,
    (carrier, ends, tally): (&C, &Ends, &Tally),
    holders_max: usize,
) -> Whereabouts {
    let mut sums: Vec<Sum> = Reason::ALL.map(|reason| tally.sum(reason)).to_vec();
    let mut by_holder = ByHolder::default();
    each_end(graph, first, carrier, ends, |_, reason, amount, holder| {
        let sum = &mut sums[reason as usize - 1];
        sum.rows += 1;
        sum.amount += u128::from(amount);
        if let Some(holder) = holder.filter(|_| reason.is_held()) {
            by_holder.add(clusters.root(holder), holder, reason, amount);
        }
    });
    let (holders, rest) = by_holder.ranked(holders_max);
    let sums = Reason::ALL.into_iter().zip(sums).filter(|(_, sum)| sum.rows > 0).collect();
    Whereabouts { sums, holders, rest }
}

/// Sums by cluster, and why value rests there; never more rows than twice that many, and [`ROWS_MAX`].
#[derive(Debug, Default)]
struct ByHolder {
    rows: Vec<HolderSum>,
    /// Of those in front each holder occurs once.
    merged: usize,
}

impl ByHolder {
    fn add(&mut self, root: AddressId, holder: AddressId, reason: Reason, amount: u64) {
        let held = Held { holders: 1, outputs: 1, amount: amount.into() };
        self.rows.push(HolderSum { root, holder, reason, held });
        if self.rows.len() > 2 * self.merged + ROWS_MAX {
            self.merge();
        }
    }

    fn merge(&mut self) {
        self.rows.sort_unstable_by_key(|row| (row.root, row.reason, row.holder));
        self.rows.dedup_by(|next, kept| {
            let is_same = (next.root, next.reason) == (kept.root, kept.reason);
            if is_same {
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
        self.rows
            .sort_unstable_by_key(|row| (std::cmp::Reverse(row.held.amount), row.root, row.reason));
        let rest = self.rows.split_off(max.min(self.rows.len()));
        let rest = rest.iter().fold(Held::default(), |sum, row| Held {
            holders: sum.holders + 1,
            outputs: sum.outputs + row.held.outputs,
            amount: sum.amount + row.held.amount,
        });
        (self.rows, rest)
    }
}
