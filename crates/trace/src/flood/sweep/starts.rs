//! Where the starts are, and how they begin: whole, when their transaction is met.

use std::ops::Range;

use graph::SegmentView;

use super::{Here, NextStart, Open, Sweep};
use crate::flood::FloodError;
use crate::flood::carry::{Carrier, Full};
use crate::flood::columns::Ground;
use crate::flood::ends::Reason;

impl<'a, C: Carrier> Sweep<'a, '_, C> {
    /// The transaction of the next start; beyond the last row where this segment has none.
    pub(super) fn find_start(&self, ground: &Ground<'_>, row: usize) -> NextStart {
        let id = self.starts.get(self.start_next).map(|begin| begin.id.0);
        let output = id.and_then(|id| usize::try_from(id.checked_sub(ground.outputs_start)?).ok());
        let row = output.map(|output| Ground::holding(ground.outputs_end, row, output));
        NextStart { at: self.start_next, row: row.unwrap_or(usize::MAX) }
    }

    /// Whether an output is the next start.
    #[inline]
    pub(super) fn is_start(&self, here: &Here<'_>, output: usize) -> bool {
        let id = here.ground.outputs_start + output as u64;
        self.starts.get(self.start_next).is_some_and(|begin| begin.id.0 == id)
    }

    /// Whether it is a start that was met: a coinbase's, which fees reach after its block.
    pub(super) fn is_begun(&self, id: u64) -> bool {
        self.starts.binary_search_by_key(&id, |begin| begin.id.0).is_ok()
    }

    /// The starts among these outputs, which nothing tainted reaches.
    pub(super) fn begin_alone(
        &mut self,
        here: &mut Here<'a>,
        outputs: Range<usize>,
    ) -> Result<(), FloodError> {
        let end = here.ground.outputs_start + outputs.end as u64;
        while let Some(begin) = self.starts.get(self.start_next).filter(|begin| begin.id.0 < end) {
            let row = begin.id.0.checked_sub(here.ground.outputs_start);
            match row.and_then(|row| usize::try_from(row).ok()) {
                Some(output) => self.begin(here, output)?,
                None => break,
            }
        }
        Ok(())
    }

    /// The next start, all of it.
    pub(super) fn begin(&mut self, here: &mut Here<'a>, output: usize) -> Result<(), FloodError> {
        let is_named = self.starts.get(self.start_next).is_some_and(|begin| begin.is_named);
        self.start_next += 1;
        let landing = here.landing(output, is_named);
        if landing.value > 0 {
            let whole = self.carrier.whole(landing.value);
            let held = whole.map_err(|Full| FloodError::Outgrown)?;
            self.go_on(here, &landing, held);
        }
        Ok(())
    }

    /// The starts before an output that were not met: damaged ends hid them.
    pub(super) fn end_hidden_starts(&mut self, before: u64) -> Result<(), FloodError> {
        while let Some(begin) = self.starts.get(self.start_next).filter(|begin| begin.id.0 < before)
        {
            self.start_next += 1;
            let (value, holder) = self.graph.value_and_holder(begin.id);
            let holder = holder.map_or(SegmentView::NOBODY, |holder| holder.0.to_le_bytes());
            let held = self.carrier.whole(value.0).map_err(|Full| FloodError::Outgrown)?;
            let coin = Open { id: begin.id.0, holder, value: value.0, held };
            self.end(&coin, Reason::Damaged);
        }
        Ok(())
    }
}
