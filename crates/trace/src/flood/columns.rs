//! The columns a flood reads: one segment's as slices, and the values of all of them.

use std::ops::Range;

use graph::{Graph, OutId, SegmentView};

/// What a flood reads of a segment. Rows count from the segment's first.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'g> {
    pub view: SegmentView<'g>,
    pub inputs_end: &'g [[u8; 4]],
    pub outputs_end: &'g [[u8; 4]],
    pub sources: &'g [[u8; 5]],
    pub values: &'g [[u8; 8]],
    pub holders: &'g [[u8; 4]],
    pub spenders: &'g [[u8; 4]],
    /// The ids of its first input and output.
    pub inputs_start: u64,
    pub outputs_start: u64,
}

impl<'g> Ground<'g> {
    pub fn of(view: SegmentView<'g>) -> Ground<'g> {
        Ground {
            view,
            inputs_end: view.tx_inputs_end(),
            outputs_end: view.tx_outputs_end(),
            sources: view.input_sources(),
            values: view.output_values(),
            holders: view.output_holders(),
            spenders: view.output_spenders(),
            inputs_start: view.inputs().start,
            outputs_start: view.outputs().start,
        }
    }

    /// The input rows of a transaction's row. Damaged ends give an empty range.
    #[inline]
    pub fn inputs_of(&self, row: usize) -> Range<usize> {
        span(self.inputs_end, row, self.sources.len())
    }

    #[inline]
    pub fn outputs_of(&self, row: usize) -> Range<usize> {
        span(self.outputs_end, row, self.values.len())
    }

    /// The row of what an input spends, where this segment made it.
    #[inline]
    pub fn row_of(&self, source: [u8; 5]) -> Option<usize> {
        let row = id_of(source).wrapping_sub(self.outputs_start);
        usize::try_from(row).ok().filter(|row| *row < self.values.len())
    }

    /// The first transaction from row `from` on that ends after a row of inputs or outputs: the one
    /// that holds it. Near ones are found at once, far ones in doubling steps.
    pub fn holding(ends: &[[u8; 4]], from: usize, row: usize) -> usize {
        let ends_after = |at: usize| ends.get(at).is_none_or(|end| index(*end) > row);
        let (mut low, mut step) = (from, 1);
        while !ends_after(low + step - 1) {
            low += step;
            step *= 2;
        }
        let high = (low + step - 1).min(ends.len());
        let low = low.min(high);
        low + ends[low..high].partition_point(|end| index(*end) <= row)
    }
}

/// The number of an input's source; that of a foreign one is no output's.
#[inline]
fn id_of(source: [u8; 5]) -> u64 {
    let [a, b, c, d, e] = source;
    u64::from_le_bytes([a, b, c, d, e, 0, 0, 0])
}

#[inline]
fn span(ends: &[[u8; 4]], row: usize, len: usize) -> Range<usize> {
    let start = row.checked_sub(1).and_then(|before| ends.get(before)).map_or(0, |end| index(*end));
    let end = ends.get(row).map_or(start, |end| index(*end)).min(len);
    start.min(end)..end
}

#[inline]
pub fn index(row: [u8; 4]) -> usize {
    u32::from_le_bytes(row) as usize
}

/// The value of any output.
#[derive(Debug, Clone)]
pub struct Values<'g> {
    segments: Vec<(u64, &'g [[u8; 8]])>,
}

impl<'g> Values<'g> {
    pub fn of(graph: &'g Graph) -> Values<'g> {
        let segments = graph.segments();
        Values { segments: segments.map(|s| (s.outputs().start, s.output_values())).collect() }
    }

    /// `None`: there is no such output.
    #[inline]
    pub fn get(&self, id: OutId) -> Option<u64> {
        let above = self.segments.partition_point(|(start, _)| *start <= id.0);
        let (start, values) = self.segments.get(above.checked_sub(1)?)?;
        let row = usize::try_from(id.0 - start).ok()?;
        values.get(row).map(|value| u64::from_le_bytes(*value))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_source_s_number_is_its_output_s_or_no_output_s() {
        assert_eq!(SegmentView::source([1, 2, 0, 0, 0]), Some(OutId(id_of([1, 2, 0, 0, 0]))));
        assert!(SegmentView::source([0, 0, 0, 0, 0x80]).is_none());
        assert_eq!(id_of([0, 0, 0, 0, 0x80]), 1 << 39);
    }

    proptest! {
        #[test]
        fn the_transaction_that_holds_a_row_is_found(
            lens in prop::collection::vec(0_u32..4, 1..80),
            from in any::<prop::sample::Index>(),
            row in any::<prop::sample::Index>(),
        ) {
            let mut end = 0;
            let ends: Vec<[u8; 4]> = lens.iter().map(|len| { end += len; end.to_le_bytes() }).collect();
            let row = row.index(end as usize + 2);
            let from = from.index(lens.len());
            let expected = (from..ends.len()).find(|at| index(ends[*at]) > row).unwrap_or(ends.len());
            prop_assert_eq!(Ground::holding(&ends, from, row), expected);
        }
    }
}
