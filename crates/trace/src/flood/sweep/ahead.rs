//! What the inputs that come next spend, looked up together.
//!
//! An input's coin lies anywhere in memory, and to wait for it is most of the work of a dense sweep. So the
//! inputs of many transactions are looked up at once, where no wait depends on another, and lie in order when
//! they are added up. Coins that another segment made are lent a row beside those of this one, so that
//! whoever reads them need not ask which they are.

use std::ops::Range;

use graph::{Graph, SegmentView};

use super::Slot;
use crate::flood::bits::Bits;
use crate::flood::carry::Held;
use crate::flood::columns::{Ground, Values};
use crate::flood::made::Opened;
use crate::flood::window::UNKNOWN;

/// Inputs looked up together: their lines fit the second cache. In tests few, so that little chains have
/// many stretches.
pub const LEN: usize = if cfg!(test) { 4 } else { 2048 };
/// Coins worth less than this add up to less than 2^63, as many as are looked at together. All the money
/// there can be is less (2.1 thousand million million satoshis). In tests some coins are worth more.
pub const WORTH_MAX: u64 = if cfg!(test) { 4_000 } else { 1 << 51 };

/// The inputs that come next, each by the row of the output that it spends.
#[derive(Debug)]
pub struct Ahead<'g> {
    values: Values<'g>,
    start: usize,
    /// Coins that another segment made have rows of their own, see [`Opened::lend`].
    rows: Vec<u32>,
    /// What each is worth.
    worth: Vec<u64>,
    /// What all before each are worth, and how many of these are left out: not known, or worth too much.
    sums: Vec<(u64, u32)>,
    /// Those of other segments.
    far: Vec<usize>,
    /// Whether coins wait at these inputs that ought to wait where they were made: a damaged column led
    /// another coin there.
    is_misled: bool,
}

/// What waits at a segment's inputs.
#[derive(Clone, Copy)]
pub struct AtInputs<'s, H> {
    pub marked: &'s Bits,
    pub slots: &'s [Slot<H>],
}

impl<'g> Ahead<'g> {
    pub fn new(graph: &'g Graph) -> Ahead<'g> {
        let values = Values::of(graph);
        let (rows, worth, far, sums) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Ahead { values, start: 0, rows, worth, sums, far, is_misled: false }
    }

    /// A new segment: its rows count from zero.
    pub fn reset(&mut self) {
        self.start = 0;
        self.rows.clear();
        self.sums.clear();
        self.is_misled = false;
    }

    /// What inputs are worth that were looked up; nothing where that is not known or more than there can be
    /// money, or where what waits for them cannot be told by rows.
    #[inline]
    pub fn paid(&self, inputs: &Range<usize>) -> Option<u64> {
        let (start, end) =
            (inputs.start.checked_sub(self.start)?, inputs.end.checked_sub(self.start)?);
        let (&(before, odd_before), &(all, odd)) = (self.sums.get(start)?, self.sums.get(end)?);
        (odd == odd_before && !self.is_misled).then(|| all - before)
    }

    /// The rows of inputs that were looked up.
    #[inline]
    pub fn rows(&self, inputs: &Range<usize>) -> Option<&[u32]> {
        let start = inputs.start.checked_sub(self.start)?;
        self.rows.get(start..start + inputs.len())
    }

    /// Has near what a transaction's inputs spend, and those after it.
    #[inline]
    pub fn reach<H: Held>(
        &mut self,
        ground: &Ground<'_>,
        made: &mut Opened<'_>,
        at_inputs: AtInputs<'_, H>,
        inputs: &Range<usize>,
    ) {
        if inputs.end > self.start + self.rows.len() {
            self.look_up(ground, made, at_inputs, inputs.start);
        }
    }

    fn look_up<H: Held>(
        &mut self,
        ground: &Ground<'_>,
        made: &mut Opened<'_>,
        at_inputs: AtInputs<'_, H>,
        start: usize,
    ) {
        let Ahead { values, rows, worth, far, .. } = self;
        let end = ground.sources.len().min(start.saturating_add(LEN));
        let sources = ground.sources.get(start..end).unwrap_or(&[]);
        far.clear();
        far.resize(sources.len(), 0);
        let mut far_len = 0;
        rows.clear();
        rows.extend(sources.iter().enumerate().map(|(at, source)| {
            let row = ground.row_of(*source).and_then(|row| u32::try_from(row).ok());
            far[far_len] = at;
            far_len += usize::from(row.is_none());
            row.unwrap_or(0)
        }));
        far.truncate(far_len);
        worth.clear();
        worth.extend(rows.iter().map(|row| made.value::<H>(*row as usize)));
        let AtInputs { marked, slots } = at_inputs;
        let mut waiting = 0;
        for (place, &at) in far.iter().enumerate() {
            let slot = slots.get(start + at).filter(|_| marked.has(start + at));
            let value = match slot {
                Some((value, _)) => Some(*value),
                None => SegmentView::source(sources[at]).and_then(|id| values.get(id)),
            };
            worth[at] = value.unwrap_or(UNKNOWN);
            waiting += usize::from(slot.is_some());
            rows[at] = made.lend(place, slot.map(|(_, held)| *held));
        }
        self.is_misled = marked.count(start..end) != waiting;
        self.start = start;
        let (mut sum, mut odd) = (0, 0);
        self.sums.clear();
        self.sums.push((0, 0));
        self.sums.extend(self.worth.iter().map(|worth| {
            let is_odd = *worth >= WORTH_MAX;
            sum += if is_odd { 0 } else { *worth };
            odd += u32::from(is_odd);
            (sum, odd)
        }));
    }
}
