//! How what is tainted comes to its end.

use std::ops::Range;

use graph::SegmentView;
use model::chain::LedgerKind;

use super::{Here, Open, Sweep};
use crate::flood::carry::Carrier;
use crate::flood::ends::Reason;

impl<'a, C: Carrier> Sweep<'a, '_, C> {
    pub(super) fn end(&mut self, coin: &Open<C::Held>, reason: Reason) {
        let amount = self.carrier.amount(coin.held, coin.value);
        self.carrier.drop(coin.held);
        self.whereabouts.end_in_coin(coin.id, coin.holder, reason, amount);
    }

    /// What waits at inputs before this one that were not met: damaged ends hid them.
    #[inline]
    pub(super) fn end_hidden(&mut self, here: &mut Here<'_>, before: usize) {
        while let Some(input) = here.marked.next_in(here.inputs_done..before) {
            here.marked.take(input);
            let id = here.ground.sources.get(input).and_then(|source| SegmentView::source(*source));
            if let Some((value, held)) = self.slots.get(input).copied() {
                let (id, holder) = (id.map_or(u64::MAX, |id| id.0), SegmentView::NOBODY);
                self.end(&Open { id, holder, value, held }, Reason::Damaged);
            }
        }
    }

    /// Everything tainted that a transaction spends ends before it.
    #[cold]
    pub(super) fn stop(&mut self, here: &Here<'_>, inputs: &Range<usize>, reason: Reason) {
        for entry in std::mem::take(&mut self.tainted) {
            let input = inputs.start + entry.place;
            let source = here.ground.sources.get(input);
            let id = source.and_then(|source| SegmentView::source(*source));
            let value = match (here.marked.has(input), source) {
                (false, Some(source)) => {
                    self.window.value(self.graph, &here.ground, input, *source)
                }
                _ => self.slots.get(input).map_or(0, |slot| slot.0),
            };
            let (id, holder) = (id.map_or(u64::MAX, |id| id.0), SegmentView::NOBODY);
            self.end(&Open { id, holder, value, held: entry.held }, reason);
        }
    }

    /// What nothing spent to the end of the ledger.
    pub(super) fn end_open(&mut self) {
        let is_partial = self.graph.ledger().kind == LedgerKind::Partial;
        for coin in std::mem::take(&mut self.open) {
            let reason = match is_partial {
                // Nobody can spend data.
                _ if coin.holder == SegmentView::NOBODY => Reason::Unspendable,
                true => Reason::NoSpendSeen,
                false => Reason::Unspent,
            };
            self.end(&coin, reason);
        }
    }
}
