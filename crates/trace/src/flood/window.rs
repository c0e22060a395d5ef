//! The values behind a stretch of inputs, fetched together.
//!
//! An input's coin lies anywhere in memory, and waiting for it is most of what a dense sweep costs.
//! Fetched one transaction after the other the waits add up; fetched by the thousand, without a
//! branch between them, they overlap. Where little is tainted this would fetch in vain, so it is
//! done where enough inputs ahead are marked already.

use graph::{Graph, InId, SegmentView};

use super::bits::Bits;
use super::columns::{Ground, Values};

/// Inputs fetched together: their lines fit the second cache. In tests few, so that little chains have
/// many stretches.
const LEN: usize = if cfg!(test) { 4 } else { 2048 };
/// From so many marked inputs on it is worth the while, and up to so many: of a marked input the value
/// lies ready.
const MARKED: std::ops::Range<usize> = LEN / 12..LEN / 2;
/// Where so many of a stretch are marked, nearly every transaction is met.
const DENSE_MIN: usize = LEN / 4;
/// A value that nothing tells.
pub const UNKNOWN: u64 = u64::MAX;

#[derive(Debug)]
pub struct Window<'g> {
    values: Values<'g>,
    /// The input row of the first value held, and the values.
    start: usize,
    held: Vec<u64>,
    /// Up to here it was looked whether fetching is worth the while.
    judged_to: usize,
    /// The row of each coin, where this segment made it, else nought.
    rows: Vec<usize>,
    /// Those whose coin another segment made.
    far: Vec<usize>,
}

impl<'g> Window<'g> {
    pub fn new(graph: &'g Graph) -> Window<'g> {
        Window {
            values: Values::of(graph),
            start: 0,
            held: Vec::with_capacity(LEN),
            judged_to: 0,
            rows: Vec::with_capacity(LEN),
            far: Vec::with_capacity(LEN),
        }
    }

    /// A new segment: its rows count from zero.
    pub fn reset(&mut self) {
        self.start = 0;
        self.judged_to = 0;
        self.held.clear();
    }

    /// Makes ready for a transaction's inputs, and tells whether much of what lies ahead is marked.
    #[inline]
    pub fn reach(
        &mut self,
        ground: &Ground<'g>,
        marked: &Bits,
        inputs: &std::ops::Range<usize>,
    ) -> bool {
        if inputs.end <= self.judged_to {
            return false;
        }
        let stretch = self.next_stretch(ground, inputs);
        let count = marked.count(stretch.clone());
        if MARKED.contains(&count) {
            self.fetch(ground, stretch);
        }
        count >= DENSE_MIN
    }

    fn next_stretch(
        &mut self,
        ground: &Ground<'g>,
        inputs: &std::ops::Range<usize>,
    ) -> std::ops::Range<usize> {
        let end = inputs.start.saturating_add(LEN).min(ground.sources.len());
        self.judged_to = end.max(inputs.end);
        self.held.clear();
        inputs.start..end
    }

    fn fetch(&mut self, ground: &Ground<'g>, inputs: std::ops::Range<usize>) {
        let values = ground.values;
        self.start = inputs.start;
        self.far.clear();
        let sources = ground.sources.get(inputs).unwrap_or(&[]);
        self.far.resize(sources.len(), 0);
        let mut far_len = 0;
        self.rows.clear();
        self.rows.extend(sources.iter().enumerate().map(|(at, source)| {
            let row = ground.row_of(*source);
            self.far[far_len] = at;
            far_len += usize::from(row.is_none());
            row.unwrap_or(0)
        }));
        // Nothing but reads, so that the processor is ahead of them by as many as it can wait for.
        let value = |row: &usize| values.get(*row).map_or(UNKNOWN, |row| u64::from_le_bytes(*row));
        self.held.extend(self.rows.iter().map(value));
        self.far.truncate(far_len);
        for &at in &self.far {
            self.held[at] = match SegmentView::source(sources[at]) {
                Some(id) => self.values.get(id).unwrap_or(UNKNOWN),
                // A foreign row is looked up when it is wanted.
                None => UNKNOWN,
            };
        }
    }

    /// The value of the coin that an input spends, or [`UNKNOWN`].
    #[inline]
    pub fn value(&self, graph: &Graph, ground: &Ground<'_>, input: usize, source: [u8; 5]) -> u64 {
        match input.checked_sub(self.start).and_then(|at| self.held.get(at)) {
            Some(value) if *value != UNKNOWN => *value,
            _ => self.look_up(graph, ground, input, source),
        }
    }

    #[inline]
    fn look_up(&self, graph: &Graph, ground: &Ground<'_>, input: usize, source: [u8; 5]) -> u64 {
        let Some(id) = SegmentView::source(source) else {
            let input = graph.input(InId(ground.inputs_start + input as u64));
            return input.value.map_or(UNKNOWN, |value| value.0);
        };
        // Nearly always it was made in the same segment.
        let row = usize::try_from(id.0.wrapping_sub(ground.outputs_start)).ok();
        match row.and_then(|row| ground.values.get(row)) {
            Some(value) => u64::from_le_bytes(*value),
            None => self.values.get(id).unwrap_or(UNKNOWN),
        }
    }
}
