//! Which outputs nothing can spend any more: one, or many at once.

use crate::packed::{NONE, at, u32_at};
use crate::segment::sparse::{self, OlderSpent};
use crate::stack::{Spent, Stack, spent_by};

impl Stack {
    /// Whether nothing can spend an output any more: it is spent, lost, or data.
    pub(crate) fn is_spent(&self, output: u64) -> bool {
        let holder = self.value_and_holder(output).map(|(_, holder)| holder);
        // There is none only where a damaged segment's ends lead there.
        holder.is_none_or(|holder| holder == NONE) || self.spent(output) != Spent::No
    }

    /// Calls `each` for every one of some outputs, which ascend, that is spent, lost, or data (then
    /// it is said to be lost). Every column is read from front to back.
    pub(crate) fn each_spent(
        &self,
        outputs: impl Iterator<Item = u64>,
        mut each: impl FnMut(usize, Spent),
    ) {
        let segments = self.segments();
        let mut first = 0;
        let mut next = vec![0; segments.len()];
        for (number, output) in outputs.enumerate() {
            while segments.get(first).is_some_and(|segment| segment.end().outputs <= output) {
                first += 1;
            }
            let Some(own) = segments.get(first) else { return };
            let row = at(output.saturating_sub(own.base.outputs));
            let spent = match spent_by(own, u32_at(own.output_spender(), row)) {
                Spent::No if u32_at(own.output_holder(), row) == Some(NONE) => Spent::Lost,
                Spent::No => self.spent_later(first + 1, output, &mut next),
                known => known,
            };
            if spent != Spent::No {
                each(number, spent);
            }
        }
    }

    /// Who spent an output in a segment from `first` on; `next` is how far each one's table was read.
    fn spent_later(&self, first: usize, output: u64, next: &mut [usize]) -> Spent {
        let newer = self.segments().iter().zip(next).skip(first);
        for (segment, next) in newer {
            let table = segment.older_spent();
            *next = seek(table, *next, output);
            let found = table.get(*next).filter(|found| sparse::older_output(found) == output);
            if let Some(found) = found {
                return spent_by(segment, Some(sparse::older_spender(found)));
            }
        }
        Spent::No
    }
}

/// The first record, from one on, that is not of a lesser output: near ones are found in few steps.
fn seek(table: &[OlderSpent], from: usize, output: u64) -> usize {
    let is_less = |record: &OlderSpent| sparse::older_output(record) < output;
    let mut low = from;
    let mut step = 1;
    while table.get(low + step - 1).is_some_and(is_less) {
        low += step;
        step *= 2;
    }
    let high = (low + step).min(table.len());
    low + table.get(low..high).map_or(0, |near| near.partition_point(is_less))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Writer;
    use crate::testing::{Growing, LINKED, dir};

    #[test]
    fn asking_for_many_outputs_is_asking_for_each() {
        let dir = dir();
        let mut writer = Writer::open(dir.path(), LINKED).unwrap();
        let mut chain = Growing::new(LINKED);
        for block in 0..60u64 {
            let numbers: Vec<u64> =
                (1..6).map(|tx| (block * 5 + tx).wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
            writer.append(&chain.block("", &numbers)).unwrap();
            if block % 7 == 6 {
                writer.commit_merged(false).unwrap();
            }
        }
        let graph = writer.commit_merged(false).unwrap();
        let stack = graph.stack();
        for step in [1, 2, 7] {
            let outputs = || (0..stack.end().outputs + 3).step_by(step);
            let mut found = Vec::new();
            stack.each_spent(outputs(), |number, spent| found.push((number as u64, spent)));
            let spent = |output: u64| match stack.spent(output) {
                Spent::No if stack.is_spent(output) => Spent::Lost,
                spent => spent,
            };
            let expected: Vec<(u64, Spent)> = outputs()
                .take_while(|output| *output < stack.end().outputs)
                .map(spent)
                .zip(0..)
                .filter(|(spent, _)| *spent != Spent::No)
                .map(|(spent, number)| (number, spent))
                .collect();
            assert_eq!(found, expected);
            assert!(found.len() > 10 && stack.segments().len() > 5);
        }
    }
}
