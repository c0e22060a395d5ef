//! The sweep: one pass in chain order over the transactions that tainted value reaches.
//!
//! An output is always older than what spends it, so when a transaction is met everything that
//! can reach it has crossed already. What waits is one bit an input: a tainted output marks the
//! input that spends it, and the next transaction is the one that holds the next marked input.
//! Where nothing is marked, sixty-four inputs are passed over at a time.

use std::ops::{ControlFlow, Range};

use graph::{Graph, InId, OutId, SegmentView};
use model::chain::LedgerKind;

use super::bits::Bits;
use super::carry::{Carrier, Crossing, Entry, Full};
use super::columns::{Ground, Values, index};
use super::ends::{Ends, Reason, Tally};
use super::fees::{self, WaitingFee};
use super::stops::Stops;
use super::{Begin, FloodError, Seen};
use crate::taint::Method;
use crate::taint::flow::{Flow, Taint, Tainted, spread};

/// The watcher is told after so many transactions.
const TOLD_EVERY: u64 = 1 << 16;

pub struct Sweep<'a, 'w, C> {
    graph: &'a Graph,
    method: Method,
    stops: Stops<'a>,
    through_fees: bool,
    values: Values<'a>,
    /// In the order of their ids.
    starts: &'a [Begin],
    start_next: usize,
    /// The id of the first coin there can be.
    first: u64,
    carrier: C,
    ends: Ends,
    tally: Tally,
    /// Traced fees of the block the sweep is in, and where that block ends; through fees alone.
    fees: Vec<WaitingFee>,
    watch: &'w mut dyn FnMut(Seen) -> ControlFlow<()>,
    told_at: u64,
    /// Room to work in.
    tainted: Vec<Entry>,
    shares: Vec<u64>,
}

/// One segment, and what is marked in it.
struct Here<'g> {
    ground: Ground<'g>,
    marked: Bits,
    /// The row after the inputs of what was met last: nothing before it can be marked any more.
    inputs_done: usize,
}

/// The sides of a transaction that value crosses.
struct Sides {
    total: u64,
    fee: u64,
}

/// What a sweep leaves.
pub struct Swept<C> {
    pub carrier: C,
    pub ends: Ends,
    pub tally: Tally,
}

impl<'a, 'w, C: Carrier> Sweep<'a, 'w, C> {
    pub fn new(
        graph: &'a Graph,
        method: Method,
        stops: Stops<'a>,
        through_fees: bool,
        (starts, first): (&'a [Begin], u64),
        carrier: C,
        watch: &'w mut dyn FnMut(Seen) -> ControlFlow<()>,
    ) -> Self {
        let coins = coins_from(graph, first);
        Sweep {
            graph,
            method,
            stops,
            through_fees,
            values: Values::of(graph),
            starts,
            start_next: 0,
            first,
            carrier,
            ends: Ends::new(coins),
            tally: Tally::default(),
            fees: Vec::new(),
            watch,
            told_at: 0,
            tainted: Vec::new(),
            shares: Vec::new(),
        }
    }

    pub fn run(mut self) -> Result<Swept<C>, FloodError> {
        if !self.starts.is_empty() {
            let graph = self.graph;
            let first = self.first;
            for view in graph.segments().filter(|view| view.outputs().end > first) {
                self.segment(view)?;
            }
        }
        Ok(Swept { carrier: self.carrier, ends: self.ends, tally: self.tally })
    }

    #[inline]
    fn coin(&self, id: u64) -> Option<usize> {
        id.checked_sub(self.first).and_then(|coin| usize::try_from(coin).ok())
    }

    fn segment(&mut self, view: SegmentView<'a>) -> Result<(), FloodError> {
        let ground = Ground::of(view);
        let marked = Bits::new(ground.sources.len());
        let mut here = Here { ground, marked, inputs_done: 0 };
        self.mark_older(&mut here);
        let mut row = 0;
        loop {
            let next = self.next(&here, row);
            // What a coinbase collects may be spent before what is next by now.
            if self.through_fees
                && self.collect_fees(&mut here, next.unwrap_or(ground.outputs_end.len()))?
            {
                continue;
            }
            let Some(next) = next else { return Ok(()) };
            self.meet(&mut here, next)?;
            row = next + 1;
            self.tell(view.txs().start + row as u64)?;
        }
    }

    /// Coins of older segments that this one spends go on here.
    fn mark_older(&mut self, here: &mut Here<'_>) {
        for (id, by) in here.ground.view.older_spent() {
            let Some(coin) = self.coin(id.0) else { continue };
            match (self.ends.of(coin), by) {
                (Some(Reason::Unspent), Some(input)) => {
                    self.ends.go_on(coin);
                    let row = input.0.checked_sub(here.ground.inputs_start);
                    self.mark(here, coin, row.and_then(|row| usize::try_from(row).ok()));
                }
                (Some(_), None) => self.ends.rest(coin, Reason::Unspendable),
                (None, _) | (Some(_), Some(_)) => {}
            }
        }
    }

    /// The row of the next transaction that is a start's or spends something tainted.
    #[inline]
    fn next(&self, here: &Here<'_>, row: usize) -> Option<usize> {
        let ground = &here.ground;
        let by_input = here.marked.next(here.inputs_done);
        let by_input = by_input.map(|input| Ground::holding(ground.inputs_end, row, input));
        let start = self.starts.get(self.start_next).map(|begin| begin.id.0);
        let start =
            start.and_then(|id| usize::try_from(id.checked_sub(ground.outputs_start)?).ok());
        let start = start.filter(|output| *output < ground.values.len());
        match (by_input, start) {
            (Some(by_input), None) => Some(by_input),
            (by_input, Some(output)) => {
                let by_start = Ground::holding(ground.outputs_end, row, output);
                Some(by_input.map_or(by_start, |by_input| by_input.min(by_start)))
            }
            (None, None) => None,
        }
        .filter(|row| *row < ground.outputs_end.len())
    }

    fn tell(&mut self, done: u64) -> Result<(), FloodError> {
        if done < self.told_at {
            return Ok(());
        }
        self.told_at = done + TOLD_EVERY;
        let seen = Seen { transactions: done, of: self.graph.counts().transactions };
        match (self.watch)(seen) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(FloodError::Stopped { transactions: done }),
        }
    }

    fn meet(&mut self, here: &mut Here<'a>, row: usize) -> Result<(), FloodError> {
        let ground = here.ground;
        let (inputs, outputs) = (ground.inputs_of(row), ground.outputs_of(row));
        here.inputs_done = here.inputs_done.max(inputs.end);
        let total = self.gather(here, inputs.clone());
        if self.tainted.is_empty() {
            return self.begin_alone(here, outputs);
        }
        self.tally.transactions += 1;
        match self.sides(&ground, row, inputs, outputs.clone(), total) {
            Ok(sides) => self.cross(here, row, outputs, &sides),
            Err(None) => self.cross_wide(here, row, outputs),
            Err(Some(reason)) => {
                self.stop(reason);
                self.begin_alone(here, outputs)
            }
        }
    }

    /// Finds the tainted inputs, and adds up what all are worth.
    #[inline]
    fn gather(&mut self, here: &Here<'_>, inputs: Range<usize>) -> Option<u128> {
        let ground = &here.ground;
        self.tainted.clear();
        let mut total = Some(0_u128);
        let start = inputs.start;
        for (place, source) in ground.sources.get(inputs).unwrap_or(&[]).iter().enumerate() {
            let id = SegmentView::source(*source);
            if here.marked.has(start + place) {
                let coin = id.and_then(|id| self.coin(id.0)).unwrap_or(usize::MAX);
                // What lies beyond 64 bits is crossed by the other way.
                let offset = total.and_then(|total| u64::try_from(total).ok()).unwrap_or(u64::MAX);
                self.tainted.push(Entry { offset, coin, place });
            }
            let value = match id {
                Some(id) => self.value(ground, id),
                None => self.foreign_value(ground, start + place),
            };
            total = total.zip(value).map(|(total, value)| total + u128::from(value));
        }
        total
    }

    /// Nearly always it was made in the same segment.
    #[inline]
    fn value(&self, ground: &Ground<'_>, id: OutId) -> Option<u64> {
        let row = id.0.wrapping_sub(ground.outputs_start);
        match usize::try_from(row).ok().and_then(|row| ground.values.get(row)) {
            Some(value) => Some(u64::from_le_bytes(*value)),
            None => self.values.get(id),
        }
    }

    #[cold]
    fn foreign_value(&self, ground: &Ground<'_>, row: usize) -> Option<u64> {
        let input = self.graph.input(InId(ground.inputs_start + row as u64));
        input.value.map(|value| value.0)
    }

    /// What value crosses, or why it does not: a reason, or `None` where the sums are beyond what
    /// the fast way takes.
    #[inline]
    fn sides(
        &self,
        ground: &Ground<'_>,
        row: usize,
        inputs: Range<usize>,
        outputs: Range<usize>,
        total: Option<u128>,
    ) -> Result<Sides, Option<Reason>> {
        if self.stops.is_mix(ground, row, inputs.len()) {
            return Err(Some(Reason::CoinJoin));
        }
        let total = total.ok_or(Some(Reason::DataMissing))?;
        let values = ground.values.get(outputs).unwrap_or(&[]).iter();
        let paid: u128 = values.map(|value| u128::from(u64::from_le_bytes(*value))).sum();
        let fee = total.checked_sub(paid).ok_or(Some(Reason::Damaged))?;
        let fee = u64::try_from(fee).map_err(|_| Some(Reason::Damaged))?;
        let total = u64::try_from(total).ok().filter(|total| *total < 1 << 63).ok_or(None)?;
        Ok(Sides { total, fee })
    }

    #[inline]
    fn cross(
        &mut self,
        here: &mut Here<'a>,
        row: usize,
        outputs: Range<usize>,
        sides: &Sides,
    ) -> Result<(), FloodError> {
        let values = here.ground.values.get(outputs.clone()).unwrap_or(&[]);
        let crossing = Crossing {
            tainted: &self.tainted,
            total: sides.total,
            outputs: values,
            fee: sides.fee,
        };
        let mut shares = std::mem::take(&mut self.shares);
        self.carrier.cross(&crossing, &mut shares).map_err(|Full| FloodError::Runs)?;
        for entry in &self.tainted {
            self.carrier.spent(entry.coin);
        }
        for (place, output) in outputs.enumerate() {
            let share = shares.get(place).copied().unwrap_or(0);
            if self.is_start(here, output) {
                self.tally.returned += u128::from(share);
                self.begin(here, output)?;
            } else if share > 0 {
                let Some(coin) = self.coin(here.ground.outputs_start + output as u64) else {
                    continue;
                };
                self.carrier.keep(coin, place, share);
                self.tally.coins += 1;
                self.go_on(here, output, coin, false);
            }
        }
        let fee = shares.last().copied().unwrap_or(0);
        if fee > 0 && self.through_fees {
            let taint = self.carrier.share(values.len(), fee);
            self.end_in_fee(here, row, &taint);
        } else if fee > 0 {
            self.tally.end(Reason::Fee, fee);
        }
        self.shares = shares;
        Ok(())
    }

    /// The same by the trace's own code, for sums that no honest chain has.
    #[cold]
    fn cross_wide(
        &mut self,
        here: &mut Here<'a>,
        row: usize,
        outputs: Range<usize>,
    ) -> Result<(), FloodError> {
        let ground = here.ground;
        let inputs = ground.inputs_of(row).map(|input| {
            let id = ground.sources.get(input).and_then(|source| SegmentView::source(*source));
            match id {
                Some(id) => self.value(&ground, id),
                None => self.foreign_value(&ground, input),
            }
        });
        let from: Vec<u64> = inputs.map(Option::unwrap_or_default).collect();
        let values = ground.values.get(outputs.clone()).unwrap_or(&[]).iter();
        let mut to: Vec<u64> = values.map(|value| u64::from_le_bytes(*value)).collect();
        let sum = |values: &[u64]| values.iter().copied().map(u128::from).sum::<u128>();
        let fee = sum(&from).checked_sub(sum(&to)).and_then(|fee| u64::try_from(fee).ok());
        let Some(fee) = fee else {
            self.stop(Reason::Damaged);
            return self.begin_alone(here, outputs);
        };
        to.push(fee);
        let tainted = self.tainted.iter().map(|entry| Tainted {
            index: entry.place,
            taint: self.carrier.taint(entry.coin, from[entry.place]),
        });
        let tainted: Vec<Tainted> = tainted.collect();
        for entry in &self.tainted {
            self.carrier.spent(entry.coin);
        }
        let flow = Flow { from: &from, to: &to, fee_to: Some(to.len() - 1) };
        let mut reached = spread(&flow, &tainted, &[self.method]);
        let fee = reached.pop_if(|last| last.index + 1 == to.len());
        self.land(here, outputs, reached)?;
        if let Some(fee) = fee {
            self.end_in_fee(here, row, &fee.taint);
        }
        Ok(())
    }

    fn end_in_fee(&mut self, here: &Here<'_>, row: usize, taint: &Taint) {
        let waiting = WaitingFee::new(self.graph, &here.ground, row, taint);
        match waiting.filter(|_| self.through_fees) {
            Some(fee) => self.fees.push(fee),
            None => self.tally.end(Reason::Fee, taint.amounts[self.method]),
        }
    }

    /// Puts what the trace's own code spread into the outputs.
    fn land(
        &mut self,
        here: &mut Here<'a>,
        outputs: Range<usize>,
        reached: Vec<Tainted>,
    ) -> Result<(), FloodError> {
        let mut reached = reached.into_iter().peekable();
        for (place, output) in outputs.enumerate() {
            let taint = reached.next_if(|next| next.index == place).map(|next| next.taint);
            let id = here.ground.outputs_start + output as u64;
            if self.is_start(here, output) || self.is_begun(id) {
                let share = taint.map_or(0, |taint| taint.amounts[self.method]);
                self.tally.returned += u128::from(share);
                if self.is_start(here, output) {
                    self.begin(here, output)?;
                }
            } else if let (Some(taint), Some(coin)) = (taint, self.coin(id)) {
                self.carrier.put(coin, &taint).map_err(|Full| FloodError::Runs)?;
                self.tally.coins += 1;
                self.go_on(here, output, coin, false);
            }
        }
        Ok(())
    }

    /// Whether an output is the next start.
    #[inline]
    fn is_start(&self, here: &Here<'_>, output: usize) -> bool {
        let id = here.ground.outputs_start + output as u64;
        self.starts.get(self.start_next).is_some_and(|begin| begin.id.0 == id)
    }

    /// Whether it is a start that was met: a coinbase's, which fees reach after its block.
    fn is_begun(&self, id: u64) -> bool {
        self.starts.binary_search_by_key(&id, |begin| begin.id.0).is_ok()
    }

    /// The starts among these outputs, which nothing tainted reaches.
    fn begin_alone(
        &mut self,
        here: &mut Here<'a>,
        outputs: Range<usize>,
    ) -> Result<(), FloodError> {
        let end = here.ground.outputs_start + outputs.end as u64;
        while let Some(begin) = self.starts.get(self.start_next).filter(|begin| begin.id.0 < end) {
            let row = begin.id.0.checked_sub(here.ground.outputs_start);
            match row.and_then(|row| usize::try_from(row).ok()) {
                Some(output) => self.begin(here, output)?,
                // Damaged ends hid it from its own segment.
                None => self.start_next += 1,
            }
        }
        Ok(())
    }

    /// The next start, all of it.
    fn begin(&mut self, here: &mut Here<'a>, output: usize) -> Result<(), FloodError> {
        let Some(begin) = self.starts.get(self.start_next).copied() else { return Ok(()) };
        self.start_next += 1;
        let value = here.ground.values.get(output).map_or(0, |value| u64::from_le_bytes(*value));
        let Some(coin) = self.coin(begin.id.0).filter(|_| value > 0) else { return Ok(()) };
        self.carrier.whole(coin, value).map_err(|Full| FloodError::Runs)?;
        self.tally.coins += 1;
        self.go_on(here, output, coin, begin.is_named);
        Ok(())
    }

    /// Decides whether the value in a coin rests, or waits where it is spent.
    #[inline]
    fn go_on(&mut self, here: &mut Here<'_>, output: usize, coin: usize, is_named: bool) {
        let ground = &here.ground;
        let spender = ground.spenders.get(output).copied().unwrap_or(SegmentView::UNSPENT);
        if spender == SegmentView::UNSPENDABLE {
            return self.ends.rest(coin, Reason::Unspendable);
        }
        let holder = ground.holders.get(output).copied().unwrap_or(SegmentView::NOBODY);
        if !is_named && let Some(role) = self.stops.holder(holder) {
            return self.ends.rest(coin, Reason::of(role));
        }
        if spender == SegmentView::UNSPENT {
            return self.ends.rest(coin, Reason::Unspent);
        }
        self.mark(here, coin, Some(index(spender)));
    }

    #[inline]
    fn mark(&mut self, here: &mut Here<'_>, coin: usize, input: Option<usize>) {
        let is_ahead =
            |input: &usize| (here.inputs_done..here.ground.sources.len()).contains(input);
        match input.filter(is_ahead) {
            Some(input) => here.marked.set(input),
            None => self.ends.rest(coin, Reason::Damaged),
        }
    }

    /// Everything tainted that a transaction spends ends before it.
    fn stop(&mut self, reason: Reason) {
        for entry in &self.tainted {
            self.ends.rest(entry.coin, reason);
        }
    }

    /// Through fees: the coinbase of a block that ends before a row gets what waits for it; `true` where
    /// one did.
    fn collect_fees(&mut self, here: &mut Here<'a>, before: usize) -> Result<bool, FloodError> {
        let txs_start = here.ground.view.txs().start;
        let ends_before =
            |fee: &WaitingFee| fee.block_txs.end <= txs_start.saturating_add(before as u64);
        if !self.fees.first().is_some_and(ends_before) {
            return Ok(false);
        }
        // They are of one block: fees of the next can only come once these are collected.
        let waiting = std::mem::take(&mut self.fees);
        let coinbase = waiting[0].block_txs.start;
        let block_end = waiting[0].block_txs.end;
        let row = usize::try_from(coinbase.saturating_sub(txs_start)).unwrap_or(usize::MAX);
        let last = usize::try_from(block_end.saturating_sub(txs_start + 1)).unwrap_or(usize::MAX);
        here.inputs_done = here.inputs_done.max(here.ground.inputs_of(last).end);
        match fees::collected(self.graph, &waiting, self.method) {
            Ok((reached, unclaimed)) => {
                self.tally.transactions += 1;
                if let Some(unclaimed) = unclaimed {
                    self.tally.end(Reason::Unclaimed, unclaimed);
                }
                self.land(here, here.ground.outputs_of(row), reached)?;
            }
            Err(reason) => {
                for fee in &waiting {
                    self.tally.end(reason, fee.taint.amounts[self.method]);
                }
            }
        }
        Ok(true)
    }
}

/// How many coins there can be from the first one on.
pub fn coins_from(graph: &Graph, first: u64) -> usize {
    usize::try_from(graph.counts().outputs.saturating_sub(first)).unwrap_or(usize::MAX)
}

/// Whether an output that nothing spends may have moved on unseen.
pub fn is_partial(graph: &Graph) -> bool {
    graph.ledger().kind == LedgerKind::Partial
}
