//! The sweep: one pass in chain order over the transactions that tainted value reaches.
//!
//! An output is always older than what spends it, so when a transaction is met everything that
//! can reach it has crossed already. A tainted coin waits at the input that spends it: one bit says
//! that something waits there, and a slot says what, so that whoever comes along reads what it needs
//! in the order in which it lies. The next transaction is the one that holds the next such input.
//! Where nothing waits, sixty-four inputs are passed over at a time. Slots are those of one segment;
//! what a segment does not spend is open, and goes on in the newer segment that does.
//!
//! Once much of what lies ahead is marked, every transaction is met from there to the segment's end,
//! and coins wait where they were made ([`Made`]): then `plain` is the way, over what `ahead` and `stretch`
//! made ready. `wide` is the trace's own code, for what is rare.
//!
//! Columns may be damaged or forged. Each input and each output is met once at most, and what would be passed over or
//! come to where something else waits ends as damaged: the start and the endings come to the same whatever is read.

mod ahead;
mod endings;
mod gather;
mod plain;
mod starts;
mod stretch;
mod wide;

use std::ops::{ControlFlow, Range};

use graph::{Fate, Graph, OutId, SegmentView};

use self::ahead::Ahead;
use self::stretch::Stretch;
use super::bits::Bits;
use super::carry::{Carrier, Crossing, Entry, Full};
use super::columns::{Ground, index};
use super::ends::Reason;
use super::fees::WaitingFee;
use super::made::Made;
use super::stops::Stops;
use super::whereabouts::Whereabouts;
use super::window::Window;
use super::{Begin, FloodError, Seen};
use crate::taint::Method;

/// The watcher is told after so many transactions.
const TOLD_EVERY: u64 = 1 << 16;

pub struct Sweep<'a, 'w, C: Carrier> {
    graph: &'a Graph,
    method: Method,
    stops: Stops<'a>,
    through_fees: bool,
    window: Window<'a>,
    /// In the order of their ids.
    starts: &'a [Begin],
    start_next: usize,
    carrier: C,
    /// By input of the segment that the sweep is in: what waits there, if anything does.
    slots: Vec<Slot<C::Held>>,
    /// By output of that segment, once nearly every transaction is met.
    made: Option<Made<'a>>,
    ahead: Ahead<'a>,
    stretch: Stretch,
    /// Coins of older segments, and of this one, that nothing spent so far; ascending once their
    /// segment is over.
    open: Vec<Open<C::Held>>,
    open_max: u64,
    tally: Tally,
    whereabouts: Whereabouts<'a>,
    /// Traced fees of the block the sweep is in; through fees alone.
    fees: Vec<WaitingFee>,
    watch: &'w mut dyn FnMut(Seen) -> ControlFlow<()>,
    told_at: u64,
    /// Room to work in.
    tainted: Vec<Entry<C::Held>>,
    shares: Vec<u64>,
}

/// A coin that waits at an input: its value, and what is tainted of it. A tuple of numbers, so that a
/// segment's worth of them is not touched before it is used.
type Slot<H> = (u64, H);

/// A coin that nothing spent so far.
#[derive(Debug, Clone, Copy)]
pub struct Open<H> {
    id: u64,
    holder: [u8; 4],
    value: u64,
    held: H,
}

/// One segment, and what waits in it.
struct Here<'g> {
    ground: Ground<'g>,
    marked: Bits,
    /// The row after the inputs of what was met last: nothing before it can be marked any more.
    inputs_done: usize,
    /// The same of outputs.
    outputs_done: usize,
    start: NextStart,
}

/// Where the next start is: found once a start.
#[derive(Debug, Clone, Copy)]
struct NextStart {
    /// Which of the starts.
    at: usize,
    row: usize,
}

/// An output where something arrives.
#[derive(Debug, Clone, Copy)]
struct Landing {
    id: u64,
    /// In its segment.
    row: usize,
    value: u64,
    is_named: bool,
}

/// What crosses a transaction.
struct Sides {
    total: u64,
    fee: u64,
}

/// What a sweep counts as it goes.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Transactions met.
    pub transactions: u64,
    /// Coins that got something.
    pub coins: u64,
    /// What came back to a coin of the start.
    pub returned: u128,
}

/// What a sweep leaves.
pub struct Swept<'a> {
    pub tally: Tally,
    pub whereabouts: Whereabouts<'a>,
    pub runs: u64,
}

/// How a sweep is made.
pub struct Settings<'a> {
    pub graph: &'a Graph,
    pub method: Method,
    pub stops: Stops<'a>,
    pub through_fees: bool,
    pub starts: &'a [Begin],
    pub whereabouts: Whereabouts<'a>,
    /// Bytes that coins which nothing spends may take.
    pub open_bytes_max: u64,
}

impl<'a, 'w, C: Carrier> Sweep<'a, 'w, C> {
    pub fn new(
        settings: Settings<'a>,
        carrier: C,
        watch: &'w mut dyn FnMut(Seen) -> ControlFlow<()>,
    ) -> Self {
        let Settings { graph, method, stops, through_fees, starts, whereabouts, .. } = settings;
        let open_max = settings.open_bytes_max / size_of::<Open<C::Held>>() as u64;
        Sweep {
            graph,
            method,
            stops,
            through_fees,
            window: Window::new(graph),
            starts,
            start_next: 0,
            carrier,
            slots: Vec::new(),
            made: None,
            ahead: Ahead::new(graph),
            stretch: Stretch::default(),
            open: Vec::new(),
            open_max,
            tally: Tally::default(),
            whereabouts,
            fees: Vec::new(),
            watch,
            told_at: 0,
            tainted: Vec::new(),
            shares: Vec::new(),
        }
    }

    pub fn run(mut self) -> Result<Swept<'a>, FloodError> {
        if let Some(first) = self.starts.first().map(|begin| begin.id.0) {
            let segments = || self.graph.segments().filter(|view| view.outputs().end > first);
            let inputs = segments().map(|view| view.input_sources().len()).max();
            self.slots = vec![(0, C::Held::default()); inputs.unwrap_or(0)];
            let graph = self.graph;
            for view in graph.segments().filter(|view| view.outputs().end > first) {
                self.segment(view)?;
            }
        }
        self.end_open();
        if self.whereabouts.is_outgrown() {
            return Err(FloodError::Outgrown);
        }
        let runs = self.carrier.runs_len();
        Ok(Swept { tally: self.tally, whereabouts: self.whereabouts, runs })
    }

    fn segment(&mut self, view: SegmentView<'a>) -> Result<(), FloodError> {
        let ground = Ground::of(view);
        let marked = Bits::new(ground.sources.len());
        let start = self.find_start(&ground, 0);
        let mut here = Here { ground, marked, inputs_done: 0, outputs_done: 0, start };
        self.window.reset();
        self.ahead.reset();
        self.stretch.reset();
        self.mark_older(&mut here);
        let mut row = 0;
        loop {
            row = self.meet_plain(&mut here, row)?;
            let next = self.next(&mut here, row);
            // What a coinbase collects may be spent before what is next by now.
            if self.through_fees
                && self.collect_fees(&mut here, next.unwrap_or(ground.outputs_end.len()))?
            {
                continue;
            }
            let Some(next) = next else { break };
            self.meet(&mut here, next)?;
            row = next + 1;
            self.tell(view.txs().start + row as u64)?;
        }
        self.end_hidden(&mut here, ground.sources.len());
        self.end_hidden_starts(view.outputs().end)?;
        // A damaged spender or source keeps a coin from being met.
        for (row, held) in self.made.take().iter_mut().flat_map(Made::take_rest::<C::Held>) {
            let Landing { id, value, .. } = here.landing(row, false);
            let holder = ground.holders.get(row).copied().unwrap_or(SegmentView::NOBODY);
            self.end(&Open { id, holder, value, held }, Reason::Damaged);
        }
        // Through fees a coinbase's coins come after others of its block.
        self.open.sort_unstable_by_key(|open| open.id);
        if self.open.len() as u64 > self.open_max {
            return Err(FloodError::Outgrown);
        }
        Ok(())
    }

    /// Coins of older segments that this one spends go on here.
    fn mark_older(&mut self, here: &mut Here<'_>) {
        let view = here.ground.view;
        let mut open = std::mem::take(&mut self.open);
        let spent = view.older_spent();
        // Few are looked up one by one; many are met on one walk over both, which are sorted.
        if open.len() < spent.len() / 64 {
            open.retain(|open| match self.graph.fate(OutId(open.id)) {
                Fate::Spent { input, .. } if view.inputs().contains(&input.0) => {
                    self.resume(here, open, input.0);
                    false
                }
                // Data, or made so by a twin in this segment or a newer one (BIP 30).
                Fate::Unspendable => {
                    self.end(open, Reason::Unspendable);
                    false
                }
                Fate::Spent { .. } | Fate::Unspent => true,
            });
        } else {
            let mut spent = spent.peekable();
            open.retain(|open| {
                while spent.next_if(|(id, _)| id.0 < open.id).is_some() {}
                match spent.next_if(|(id, _)| id.0 == open.id) {
                    Some((_, Some(input))) => {
                        self.resume(here, open, input.0);
                        false
                    }
                    Some((_, None)) => {
                        self.end(open, Reason::Unspendable);
                        false
                    }
                    None => true,
                }
            });
        }
        self.open = open;
    }

    fn resume(&mut self, here: &mut Here<'_>, open: &Open<C::Held>, input: u64) {
        let row = input.checked_sub(here.ground.inputs_start);
        let row = row.and_then(|row| usize::try_from(row).ok()).unwrap_or(usize::MAX);
        self.wait(here, open, row);
    }

    /// The row of the next transaction that is a start's or spends something tainted.
    #[inline]
    fn next(&mut self, here: &mut Here<'_>, row: usize) -> Option<usize> {
        if here.start.at != self.start_next {
            here.start = self.find_start(&here.ground, row);
        }
        if self.made.is_some() {
            return (row < here.ground.outputs_end.len()).then_some(row);
        }
        let by_input = here.marked.next(here.inputs_done);
        let by_input = by_input.map(|input| Ground::holding(here.ground.inputs_end, row, input));
        let next = by_input.map_or(here.start.row, |by_input| by_input.min(here.start.row));
        (next < here.ground.outputs_end.len()).then_some(next)
    }

    #[inline]
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
        let (inputs, outputs) = here.unmet(row);
        self.end_hidden(here, inputs.start);
        self.end_hidden_starts(ground.outputs_start + outputs.start as u64)?;
        here.met(&inputs, &outputs);
        let total = self.gather(here, inputs.clone());
        if self.tainted.is_empty() {
            return self.begin_alone(here, outputs);
        }
        self.tally.transactions += 1;
        match self.sides(&ground, row, inputs.clone(), outputs.clone(), total) {
            Ok(sides) => self.cross(here, row, outputs, &sides)?,
            Err(None) => self.cross_wide(here, row, inputs, outputs)?,
            Err(Some(reason)) => {
                self.stop(here, &inputs, reason);
                self.begin_alone(here, outputs)?;
            }
        }
        if self.carrier.is_littered(self.slots.len() + self.open.len()) {
            let waiting = std::iter::from_fn({
                let (mut from, marked) = (here.inputs_done, &here.marked);
                move || {
                    let at = marked.next(from)?;
                    from = at + 1;
                    Some(at)
                }
            });
            self.tidy(waiting);
        }
        Ok(())
    }

    #[cold]
    fn tidy(&mut self, waiting: impl Iterator<Item = usize>) {
        let mut rest = self.slots.as_mut_slice();
        let mut passed = 0;
        let waiting = waiting.filter_map(|at| {
            let (_, after) = std::mem::take(&mut rest).split_at_mut_checked(at - passed)?;
            let (slot, after) = after.split_first_mut()?;
            (rest, passed) = (after, at + 1);
            Some(&mut slot.1)
        });
        self.carrier.tidy(waiting.chain(self.open.iter_mut().map(|open| &mut open.held)));
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
        let Sides { total, fee } = *sides;
        let crossing = Crossing { tainted: &self.tainted, total, outputs: values, fee };
        let mut shares = std::mem::take(&mut self.shares);
        self.carrier.cross(&crossing, &mut shares).map_err(|Full| FloodError::Outgrown)?;
        for (place, (output, share)) in outputs.zip(&shares).enumerate() {
            if self.is_start(here, output) {
                self.tally.returned += u128::from(*share);
                self.begin(here, output)?;
            } else if *share > 0 {
                let held = self.carrier.take(place, *share);
                let landing = here.landing(output, false);
                self.go_on(here, &landing, held);
            }
        }
        let fee = shares.last().copied().unwrap_or(0);
        if fee > 0 && self.through_fees {
            let taint = self.carrier.taint_at(values.len(), fee);
            self.end_in_fee(here, row, &taint);
        } else if fee > 0 {
            self.whereabouts.end_in_tx(Reason::Fee, fee);
        }
        self.shares = shares;
        Ok(())
    }

    /// Decides whether the value in a coin rests, or waits where it is spent.
    #[inline]
    fn go_on(&mut self, here: &mut Here<'_>, landing: &Landing, held: C::Held) {
        let Landing { id, row, value, is_named } = *landing;
        self.tally.coins += 1;
        let ground = &here.ground;
        let spender = ground.spenders.get(row).copied().unwrap_or(SegmentView::UNSPENT);
        let holder = ground.holders.get(row).copied().unwrap_or(SegmentView::NOBODY);
        let coin = Open { id, holder, value, held };
        if spender == SegmentView::UNSPENDABLE {
            return self.end(&coin, Reason::Unspendable);
        }
        if !is_named && let Some(role) = self.stops.holder(holder) {
            let is_open = spender == SegmentView::UNSPENT;
            let is_lost = is_open && self.graph.fate(OutId(id)) == Fate::Unspendable;
            let reason = if is_lost { Reason::Unspendable } else { Reason::of(role) };
            return self.end(&coin, reason);
        }
        if spender == SegmentView::UNSPENT {
            return self.open.push(coin);
        }
        match &mut self.made {
            // Damaged ends gave it to two transactions.
            Some(made) if made.waits(row) => self.end(&coin, Reason::Damaged),
            Some(made) => made.wait(row, held),
            None => self.wait(here, &coin, index(spender)),
        }
    }

    #[inline]
    fn wait(&mut self, here: &mut Here<'_>, coin: &Open<C::Held>, input: usize) {
        // A damaged column may lead two coins to one input.
        let is_ahead = input >= here.inputs_done && !here.marked.has(input);
        match self.slots.get_mut(input) {
            Some(slot) if is_ahead && input < here.ground.sources.len() => {
                *slot = (coin.value, coin.held);
                here.marked.set(input);
            }
            _ => self.end(coin, Reason::Damaged),
        }
    }
}

impl Here<'_> {
    /// The input and output rows of a transaction's row. Damaged ends may lead back to what was met: that is
    /// not met again.
    #[inline]
    fn unmet(&self, row: usize) -> (Range<usize>, Range<usize>) {
        let from = |done: usize, rows: Range<usize>| rows.start.max(done).min(rows.end)..rows.end;
        let (inputs, outputs) = (self.ground.inputs_of(row), self.ground.outputs_of(row));
        (from(self.inputs_done, inputs), from(self.outputs_done, outputs))
    }

    #[inline]
    fn met(&mut self, inputs: &Range<usize>, outputs: &Range<usize>) {
        self.inputs_done = self.inputs_done.max(inputs.end);
        self.outputs_done = self.outputs_done.max(outputs.end);
    }

    #[inline]
    fn landing(&self, row: usize, is_named: bool) -> Landing {
        let value = self.ground.values.get(row).map_or(0, |value| u64::from_le_bytes(*value));
        Landing { id: self.ground.outputs_start + row as u64, row, value, is_named }
    }
}
