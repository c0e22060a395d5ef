//! Who spent what, and what an input is worth and whose it was.
//!
//! An output is spent from anywhere later, so that going by inputs jumps about in the outputs. They
//! are taken by ranges of outputs instead: within one, who spends it, its value and its holder are
//! all near. What older segments hold is read from front to back, in the order of `older_spent`.

use model::chain::{LedgerId, LedgerKind};

use crate::error::GraphError;
use crate::packed::{NONE, NONE_WIDE, TAG, at, row, u32_at, u64_at, unpack40};
use crate::segment::lanes::{self, Gathered, Sink};
use crate::segment::rows::Rows;
use crate::segment::scatter::{Scatter, groups, sort_by_bits};
use crate::segment::{LOST, ROWS_MAX, UNSPENT, sparse};
use crate::stack::Stack;

/// Outputs of a part, as a power of two. In tests both are small, so that little chains have many parts.
const PART_OUTPUTS_BITS: u32 = if cfg!(test) { 3 } else { 16 };
/// Parts of what is older.
const OLDER_PARTS_BITS: u32 = if cfg!(test) { 3 } else { 12 };

/// What the run's inputs spend: `NONE_WIDE` and `NONE` where that is not known.
#[derive(Debug)]
pub(crate) struct Spending {
    pub values: Vec<u64>,
    pub holders: Vec<u32>,
}

impl Spending {
    fn tell(&mut self, input: u32, value: u64, holder: u32) {
        // A lost output has no input.
        if let Some(known) = self.values.get_mut(input as usize) {
            *known = value;
            self.holders[input as usize] = holder;
        }
    }
}

/// Writes the spender of each of the run's own outputs, by output id those of older ones, and the
/// holder behind each input.
pub(crate) fn write(
    rows: &Rows,
    older: &Stack,
    ledger: LedgerId,
    out: &mut dyn Sink,
    scratch_bytes: usize,
) -> Result<Spending, GraphError> {
    let inputs = rows.input_source.len();
    let mut spending = Spending { values: vec![NONE_WIDE; inputs], holders: vec![NONE; inputs] };
    let spends = Spends::count(rows, ledger);
    spends.write_own(&mut spending, out, scratch_bytes)?;
    spends.write_older(older, &mut spending, out, scratch_bytes)?;
    spends.tell_foreign(&mut spending);
    let holders = spending.holders.iter().map(|holder| holder.to_le_bytes());
    lanes::each(out, "input.holder", inputs, holders)?;
    Ok(spending)
}

/// The run's spends, counted by part.
struct Spends<'a> {
    rows: &'a Rows,
    ledger: LedgerId,
    /// Of the run's own outputs, [`PART_OUTPUTS_BITS`] a part.
    own: Vec<u32>,
    older: Vec<u32>,
    /// Outputs of a part of what is older, as a power of two.
    older_bits: u32,
}

impl Spends<'_> {
    fn count(rows: &Rows, ledger: LedgerId) -> Spends<'_> {
        let bits = u64::BITS - rows.base.outputs.leading_zeros();
        let older_bits = bits.saturating_sub(OLDER_PARTS_BITS);
        let mut spends = Spends { rows, ledger, own: Vec::new(), older: Vec::new(), older_bits };
        let mut own = vec![0; rows.output_value.len().div_ceil(1 << PART_OUTPUTS_BITS)];
        let mut older = vec![0; at(rows.base.outputs.div_ceil(1 << older_bits))];
        spends.each(|output, _| match output.checked_sub(rows.base.outputs) {
            Some(output) => own[at(output >> PART_OUTPUTS_BITS)] += 1,
            None => older[at(output >> older_bits)] += 1,
        });
        (spends.own, spends.older) = (own, older);
        spends
    }

    /// Calls `each` with output and spender, those that nothing can spend first.
    #[inline]
    fn each(&self, mut each: impl FnMut(u64, u32)) {
        let rows = self.rows;
        let end = rows.end().outputs;
        // Bitcoin Core never put the genesis coinbase into its set of unspent outputs.
        if self.ledger.kind == LedgerKind::Linked && rows.base.txs == 0 && !rows.tx_txid.is_empty()
        {
            rows.outputs_of(0).for_each(|output| each(output, LOST));
        }
        for output in rows.lost_output.iter().map(|output| unpack40(*output)) {
            if output < end {
                each(output, LOST);
            }
        }
        for (input, source) in rows.input_source.iter().enumerate() {
            let source = unpack40(*source);
            // A foreign row is beyond every output.
            if source < end {
                each(source, row(input));
            }
        }
    }

    fn write_own(
        &self,
        spending: &mut Spending,
        out: &mut dyn Sink,
        scratch_bytes: usize,
    ) -> Result<(), GraphError> {
        let (values, holders) = (&self.rows.output_value, &self.rows.output_holder);
        out.begin("output.spender", 4, values.len() * 4)?;
        for group in groups(&self.own, scratch_bytes / size_of::<u64>()) {
            let mut scatter = Scatter::new(&self.own[group.clone()]);
            self.each(|output, spender| {
                let Some(output) = output.checked_sub(self.rows.base.outputs) else { return };
                let part = at(output >> PART_OUTPUTS_BITS);
                if group.contains(&part) {
                    scatter.add(part - group.start, output << 32 | u64::from(spender));
                }
            });
            for part in group.clone() {
                let first = part << PART_OUTPUTS_BITS;
                let end = values.len().min(first + (1 << PART_OUTPUTS_BITS));
                let (values, holders) = (&values[first..end], &holders[first..end]);
                let mut spenders = vec![UNSPENT.to_le_bytes(); end - first];
                for record in scatter.part(part - group.start) {
                    let output = at(record >> 32) - first;
                    let [a, b, c, d, ..] = record.to_le_bytes();
                    spenders[output] = [a, b, c, d];
                    let spender = u32::from_le_bytes([a, b, c, d]);
                    let value = u64::from_le_bytes(values[output]);
                    spending.tell(spender, value, u32::from_le_bytes(holders[output]));
                }
                out.push(spenders.into_flattened())?;
            }
        }
        out.end()
    }

    fn write_older(
        &self,
        older: &Stack,
        spending: &mut Spending,
        out: &mut dyn Sink,
        scratch_bytes: usize,
    ) -> Result<(), GraphError> {
        let count: usize = self.older.iter().map(|count| *count as usize).sum();
        out.begin("older_spent", 9, count * 9)?;
        let mut column = Gathered::new(out);
        // A record is an output, counted from the group's first, and an input row; and is there
        // twice while it is sorted.
        let input_bits = ROWS_MAX.ilog2() + 1;
        for group in groups(&self.older, scratch_bytes / (2 * size_of::<u64>())) {
            for group in self.narrowed(group, u64::BITS - input_bits) {
                let first = (group.start as u64) << self.older_bits;
                let end = (group.end as u64) << self.older_bits;
                let mut records = Vec::new();
                self.each(|output, spender| {
                    if (first..end.min(self.rows.base.outputs)).contains(&output) {
                        let spender = u64::from(spender).min(ROWS_MAX);
                        records.push((output - first) << input_bits | spender);
                    }
                });
                let bits = u64::BITS - (end - first).leading_zeros();
                sort_by_bits(&mut records, input_bits, input_bits + bits);
                for record in records {
                    let output = first + (record >> input_bits);
                    let spender = match record & ROWS_MAX {
                        ROWS_MAX => LOST,
                        spender => row(at(spender)),
                    };
                    let (value, holder) = older.sound_value_and_holder(output)?;
                    spending.tell(spender, value, holder);
                    column.add(sparse::older_spent(output, spender))?;
                }
            }
        }
        column.flush()?;
        out.end()
    }

    /// A group of parts of what is older as groups whose outputs, counted from the first, have
    /// fewer than so many bits.
    fn narrowed(
        &self,
        group: std::ops::Range<usize>,
        bits: u32,
    ) -> impl Iterator<Item = std::ops::Range<usize>> + use<> {
        let step = 1usize << (bits - 1).saturating_sub(self.older_bits);
        let end = group.end;
        group.step_by(step).map(move |start| start..end.min(start + step))
    }

    fn tell_foreign(&self, spending: &mut Spending) {
        let rows = self.rows;
        for (input, source) in rows.input_source.iter().enumerate() {
            let source = unpack40(*source);
            if source & TAG != 0 {
                let foreign = at((source & !TAG).wrapping_sub(rows.base.foreign));
                let value = u64_at(&rows.foreign_value, foreign).unwrap_or(NONE_WIDE);
                let holder = u32_at(&rows.foreign_holder, foreign).unwrap_or(NONE);
                spending.tell(row(input), value, holder);
            }
        }
    }
}
