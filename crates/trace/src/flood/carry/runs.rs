//! FIFO and LIFO: which satoshis of a coin are tainted, as runs in one arena.
//!
//! A coin holds a place in the arena and a length, eight bytes together. What was dropped is cleared
//! away when there is more of it than of what is left.

use super::{Carrier, Crossing, Full};
use crate::taint::Method;
use crate::taint::flow::Taint;
use crate::taint::runs::{Order, Runs};

/// A half-open run of satoshi positions, inside a coin or along a transaction's line.
type Run = (u64, u64);

/// Fewer dropped runs than this are not worth tidying up.
const DROPPED_MIN: usize = 1 << 16;

/// Where a coin's runs lie: the place in the arena in the upper half, how many in the lower. Packed,
/// so that many that are none cost nothing to make.
pub type Packed = u64;

#[derive(Debug, Clone, Copy, Default)]
struct Lot {
    start: u32,
    len: u32,
}

impl Lot {
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the two halves")]
    const fn of(packed: Packed) -> Lot {
        Lot { start: (packed >> 32) as u32, len: packed as u32 }
    }

    #[inline]
    fn pack(self) -> Packed {
        u64::from(self.start) << 32 | u64::from(self.len)
    }

    #[inline]
    fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.start as usize + self.len as usize
    }
}

#[derive(Debug)]
pub struct RunsOf {
    order: Order,
    arena: Vec<Run>,
    /// Runs in the arena that no coin has any more.
    dropped: usize,
    arena_max: usize,
    runs_len: u64,
    /// The tainted satoshis of a transaction, along one line.
    line: Vec<Run>,
    /// Of the last crossing: where each place's runs lie.
    cuts: Vec<Lot>,
}

impl RunsOf {
    /// For as many runs as fit so many bytes.
    pub fn new(order: Order, bytes_max: u64) -> RunsOf {
        // Tidying up holds what is left twice for a moment, and a vector grows by doubling.
        let runs = bytes_max / (size_of::<Run>() as u64) / 3;
        let arena_max = usize::try_from(runs).unwrap_or(usize::MAX).min(u32::MAX as usize);
        RunsOf {
            order,
            arena: Vec::new(),
            dropped: 0,
            arena_max,
            runs_len: 0,
            line: Vec::new(),
            cuts: Vec::new(),
        }
    }

    const fn method(&self) -> Method {
        match self.order {
            Order::Same => Method::Fifo,
            Order::Reversed => Method::Lifo,
        }
    }

    #[inline]
    fn runs(&self, lot: Lot) -> &[Run] {
        self.arena.get(lot.range()).unwrap_or(&[])
    }

    /// The arena's end, from where a lot is put in; what is put in counts as dropped until a coin
    /// has it.
    fn lot_from(&mut self, start: usize) -> Result<Lot, Full> {
        if self.arena.len() > self.arena_max {
            return Err(Full);
        }
        let len = self.arena.len() - start;
        self.dropped += len;
        let narrow = |number: usize| u32::try_from(number).map_err(|_| Full);
        Ok(Lot { start: narrow(start)?, len: narrow(len)? })
    }

    /// Lays the tainted runs of the inputs along one line, and turns it where the order says so.
    #[inline]
    fn lay_out(&mut self, crossing: &Crossing<'_, Packed>) {
        self.line.clear();
        for entry in crossing.tainted {
            let Some(runs) = self.arena.get(Lot::of(entry.held).range()) else { continue };
            let mut runs = runs.iter();
            if let (Some(last), Some(first)) = (self.line.last_mut(), runs.as_slice().first())
                && last.1 == entry.offset + first.0
            {
                last.1 = entry.offset + first.1;
                runs.next();
            }
            let at = entry.offset;
            self.line.extend(runs.map(|(start, end)| (at + start, at + end)));
        }
        if self.order == Order::Reversed {
            let total = crossing.total;
            self.line.reverse();
            for run in &mut self.line {
                *run = (total - run.1, total - run.0);
            }
        }
    }

    /// Cuts the line at the bounds of the outputs and the fee.
    #[inline]
    fn cut(&mut self, crossing: &Crossing<'_, Packed>, shares: &mut Vec<u64>) -> Result<(), Full> {
        let values = crossing.outputs.iter().map(|value| u64::from_le_bytes(*value));
        let line = std::mem::take(&mut self.line);
        let mut rest = line.as_slice();
        // The part of the first run that outputs before took.
        let mut taken_to = 0;
        let mut offset = 0;
        for value in values.chain([crossing.fee]) {
            let end = offset + value;
            let start = self.arena.len();
            let mut share = 0;
            while let Some(((from, to), after)) = rest.split_first() {
                let from = (*from).max(taken_to);
                if from >= end {
                    break;
                }
                let to_here = (*to).min(end);
                self.arena.push((from - offset, to_here - offset));
                share += to_here - from;
                if *to > end {
                    break;
                }
                rest = after;
            }
            taken_to = end;
            shares.push(share);
            let lot = self.lot_from(start)?;
            self.cuts.push(lot);
            offset = end;
        }
        self.line = line;
        Ok(())
    }
}

impl Carrier for RunsOf {
    type Held = Packed;
    const MAY_BE_DENSE: bool = false;

    fn whole(&mut self, value: u64) -> Result<Packed, Full> {
        self.put(&taint(self.method(), Runs::whole(value)))
    }

    #[inline]
    fn cross(
        &mut self,
        crossing: &Crossing<'_, Packed>,
        shares: &mut Vec<u64>,
    ) -> Result<(), Full> {
        self.lay_out(crossing);
        for entry in crossing.tainted {
            self.drop(entry.held);
        }
        shares.clear();
        self.cuts.clear();
        self.cut(crossing, shares)
    }

    #[inline]
    fn take(&mut self, place: usize, _: u64) -> Packed {
        let lot = self.cuts.get(place).copied().unwrap_or_default();
        self.runs_len += u64::from(lot.len);
        self.dropped -= lot.len as usize;
        lot.pack()
    }

    fn taint_at(&self, place: usize, _: u64) -> Taint {
        self.taint(self.cuts.get(place).copied().unwrap_or_default().pack(), 0)
    }

    fn amount(&self, held: Packed, _: u64) -> u64 {
        self.runs(Lot::of(held)).iter().map(|(start, end)| end - start).sum()
    }

    fn taint(&self, held: Packed, _: u64) -> Taint {
        taint(self.method(), Runs::from_bounds(self.runs(Lot::of(held))))
    }

    fn put(&mut self, taint: &Taint) -> Result<Packed, Full> {
        let start = self.arena.len();
        let runs = match self.order {
            Order::Same => &taint.fifo,
            Order::Reversed => &taint.lifo,
        };
        self.arena.extend_from_slice(runs.bounds());
        let lot = self.lot_from(start)?;
        self.runs_len += u64::from(lot.len);
        self.dropped -= lot.len as usize;
        Ok(lot.pack())
    }

    #[inline]
    fn drop(&mut self, held: Packed) {
        self.dropped += Lot::of(held).len as usize;
    }

    #[inline]
    fn is_littered(&self, coins: usize) -> bool {
        // Going over the coins must not cost more than going over the runs.
        self.dropped > DROPPED_MIN
            && self.dropped > self.arena.len() / 2
            && self.dropped > coins / 16
    }

    fn tidy<'h>(&mut self, live: impl Iterator<Item = &'h mut Packed>) {
        let mut kept = Vec::with_capacity(self.arena.len() - self.dropped + DROPPED_MIN);
        for held in live {
            let lot = Lot::of(*held);
            let start = u32::try_from(kept.len()).expect("fewer than there were");
            kept.extend_from_slice(self.runs(lot));
            *held = Lot { start, ..lot }.pack();
        }
        self.arena = kept;
        self.dropped = 0;
    }

    fn runs_len(&self) -> u64 {
        self.runs_len
    }
}

fn taint(method: Method, runs: Runs) -> Taint {
    let mut taint = Taint::default();
    taint.amounts[method] = runs.len();
    match method {
        Method::Lifo => taint.lifo = runs,
        _ => taint.fifo = runs,
    }
    taint
}
