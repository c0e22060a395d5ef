//! Who spent what: a spend of an older segment's output is now one of the same segment.

use crate::error::GraphError;
use crate::merge::{Merge, tables};
use crate::packed::{at, row};
use crate::segment::lanes::{self, Sink};
use crate::segment::sparse::{older_output, older_spender, older_spent};
use crate::segment::{LOST, Segment, UNSPENT};

impl Merge<'_> {
    pub(super) fn write_spends(&self, out: &mut dyn Sink) -> Result<(), GraphError> {
        let mut within = self.older().filter(|(output, _)| *output >= self.base.outputs).peekable();
        let spenders = self.parts.iter().enumerate().flat_map(|(number, part)| {
            let spenders = part.output_spender().iter().enumerate();
            spenders.map(move |(output, spender)| {
                let output = part.base.outputs + output as u64;
                (output, self.moved_spender(number, u32::from_le_bytes(*spender)))
            })
        });
        let spenders = spenders.map(|(output, spender)| {
            let later = within.next_if(|(spent, _)| *spent == output);
            later.map_or(spender, |(_, spender)| spender).to_le_bytes()
        });
        lanes::each(out, "output.spender", at(self.extent.outputs), spenders)?;

        let is_before = |output: u64| output < self.base.outputs;
        let count = self.count(|part| {
            part.older_spent().partition_point(|record| is_before(older_output(record)))
        });
        let before = self.older().take_while(|(output, _)| is_before(*output));
        let before = before.map(|(output, by)| older_spent(output, by));
        lanes::each(out, "older_spent", count, before)?;
        let holders = self.parts.iter().flat_map(|part| part.input_holder()).copied();
        lanes::each(out, "input.holder", at(self.extent.inputs), holders)
    }

    /// Outputs of older segments than their spender's, by output, with the spender's new row.
    fn older(&self) -> impl Iterator<Item = (u64, u32)> {
        let records = tables::merged(self.parts, Segment::older_spent, older_output);
        records.map(|(part, record)| {
            (older_output(&record), self.moved_spender(part, older_spender(&record)))
        })
    }

    fn moved_spender(&self, part: usize, spender: u32) -> u32 {
        match spender {
            UNSPENT | LOST => spender,
            spender => {
                let moved = self.parts[part].base.inputs - self.base.inputs;
                row(at(moved)).saturating_add(spender)
            }
        }
    }
}
