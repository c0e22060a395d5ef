//! What each address took part in: its legs in chain order, and the sums of those that have many.
//!
//! A row for every older address the run touches (ascending by id), then one for each of the run's
//! own addresses. Two walks over the run: one counts, one puts each leg in its place. Sums are kept
//! for rows of more than [`LEGS_UNSUMMED`] legs alone: most addresses have two, and adding up a few
//! costs a reader less than storing it would cost everyone.

use crate::columns::ColumnsWriter;
use crate::error::GraphError;
use crate::packed::{NONE, NONE_WIDE, at, row};
use crate::segment::rows::Rows;
use crate::segment::sparse::{self, Sum, SumFields, Wide};

/// A row of up to so many legs has no sums.
pub(crate) const LEGS_UNSUMMED: usize = 8;
/// Set in a leg that is an output; the rest is its row.
pub(crate) const OUTPUT: u32 = 1 << 31;

/// What the run's inputs spend: `NONE_WIDE` and `NONE` where that is not known.
pub(crate) struct Spending {
    pub values: Vec<u64>,
    pub holders: Vec<u32>,
}

pub(crate) fn write(
    rows: &Rows,
    spending: &Spending,
    out: &mut ColumnsWriter,
) -> Result<(), GraphError> {
    let touched = Touched::find(rows, spending);
    let counts = count(rows, spending, &touched);
    out.rows("touched.address", &touched.addresses())?;
    let ends: Vec<u32> = counts
        .iter()
        .scan(0, |end, count| {
            *end += count.legs;
            Some(*end)
        })
        .collect();
    out.u32s("holder.legs_end", &ends)?;
    let starts = counts.iter().zip(&ends).map(|(count, end)| end - count.legs).collect();
    let legs = place(rows, spending, &touched, starts, ends.last().copied().unwrap_or(0));
    out.rows("holder.leg", &legs)?;
    Sums::of(rows, spending, &counts, &legs).write(out)
}

/// A set of older addresses, and the rank of each in it.
struct Touched {
    base: u64,
    bits: Vec<u64>,
    /// Set bits before each word.
    ranks: Vec<u32>,
    count: usize,
}

impl Touched {
    fn find(rows: &Rows, spending: &Spending) -> Touched {
        let base = rows.base.addresses;
        let mut bits = vec![0u64; at(base.div_ceil(64))];
        let outputs = rows.output_holder.iter().map(|holder| u32::from_le_bytes(*holder));
        for holder in outputs.chain(spending.holders.iter().copied()) {
            if u64::from(holder) < base {
                bits[holder as usize / 64] |= 1 << (holder % 64);
            }
        }
        let mut ranks = Vec::with_capacity(bits.len());
        let mut count = 0;
        for word in &bits {
            ranks.push(count);
            count += word.count_ones();
        }
        Touched { base, bits, ranks, count: count as usize }
    }

    fn addresses(&self) -> Vec<[u8; 4]> {
        let mut addresses = Vec::with_capacity(self.count);
        for (index, word) in self.bits.iter().enumerate() {
            let mut word = *word;
            while word != 0 {
                let address = row(index) * 64 + word.trailing_zeros();
                addresses.push(address.to_le_bytes());
                word &= word - 1;
            }
        }
        addresses
    }

    /// The row of an address that the run touches.
    #[inline]
    fn row_of(&self, holder: u32) -> usize {
        match u64::from(holder).checked_sub(self.base) {
            Some(own) => self.count + at(own),
            None => {
                let word = holder as usize / 64;
                let before = self.bits[word] & ((1 << (holder % 64)) - 1);
                (self.ranks[word] + before.count_ones()) as usize
            }
        }
    }
}

#[derive(Clone, Copy, Default)]
struct Count {
    legs: u32,
    txs: u32,
    /// The last transaction counted, plus one.
    last: u32,
}

/// Calls `each` with transaction, holder and leg of everything somebody holds, in chain order.
#[inline]
fn walk(rows: &Rows, spending: &Spending, mut each: impl FnMut(u32, u32, u32)) {
    let (mut input, mut output) = (0, 0);
    for tx in 0..rows.tx_txid.len() {
        let inputs_end = u32::from_le_bytes(rows.tx_inputs_end[tx]) as usize;
        let outputs_end = u32::from_le_bytes(rows.tx_outputs_end[tx]) as usize;
        for input in input..inputs_end {
            let holder = spending.holders[input];
            if holder != NONE {
                each(row(tx), holder, row(input));
            }
        }
        for output in output..outputs_end {
            let holder = u32::from_le_bytes(rows.output_holder[output]);
            if holder != NONE {
                each(row(tx), holder, row(output) | OUTPUT);
            }
        }
        (input, output) = (inputs_end, outputs_end);
    }
}

fn count(rows: &Rows, spending: &Spending, touched: &Touched) -> Vec<Count> {
    let mut counts = vec![Count::default(); touched.count + rows.holders.len()];
    walk(rows, spending, |tx, holder, _| {
        let count = &mut counts[touched.row_of(holder)];
        count.legs += 1;
        count.txs += u32::from(count.last != tx + 1);
        count.last = tx + 1;
    });
    counts
}

/// Every leg at its address's place.
fn place(
    rows: &Rows,
    spending: &Spending,
    touched: &Touched,
    mut next: Vec<u32>,
    count: u32,
) -> Vec<[u8; 4]> {
    let mut legs = vec![[0; 4]; count as usize];
    walk(rows, spending, |_, holder, leg| {
        let place = &mut next[touched.row_of(holder)];
        legs[*place as usize] = leg.to_le_bytes();
        *place += 1;
    });
    legs
}

/// Sums of the rows that have many legs. They are 64 bits wide; the few that are wider (in a
/// hostile partial ledger alone) stand apart.
#[derive(Default)]
struct Sums {
    sums: Vec<Sum>,
    wide: Vec<Wide>,
}

impl Sums {
    fn of(rows: &Rows, spending: &Spending, counts: &[Count], legs: &[[u8; 4]]) -> Sums {
        let mut sums = Sums::default();
        let mut start = 0;
        for (number, count) in counts.iter().enumerate() {
            let end = start + count.legs as usize;
            if count.legs as usize > LEGS_UNSUMMED {
                sums.add(rows, spending, row(number), count.txs, &legs[start..end]);
            }
            start = end;
        }
        sums
    }

    fn add(&mut self, rows: &Rows, spending: &Spending, number: u32, txs: u32, legs: &[[u8; 4]]) {
        let (mut received, mut sent, mut inputs) = (0u128, 0u128, 0);
        for leg in legs {
            let leg = u32::from_le_bytes(*leg);
            if leg & OUTPUT != 0 {
                let value = u64::from_le_bytes(rows.output_value[(leg & !OUTPUT) as usize]);
                received += u128::from(value);
            } else {
                let value = spending.values[leg as usize];
                sent += u128::from(if value == NONE_WIDE { 0 } else { value });
                inputs += 1;
            }
        }
        let (sum, wide) = records(number, received, sent, inputs, txs);
        self.sums.push(sum);
        self.wide.extend(wide);
    }

    fn write(&self, out: &mut ColumnsWriter) -> Result<(), GraphError> {
        out.rows("sum", &self.sums)?;
        out.rows("sum.wide", &self.wide)
    }
}

/// A row's sums as they are written, and once more where they need more than 64 bits.
pub(crate) fn records(
    row: u32,
    received: u128,
    sent: u128,
    inputs: u32,
    txs: u32,
) -> (Sum, Option<Wide>) {
    let narrow = |sum: u128| u64::try_from(sum).unwrap_or(NONE_WIDE);
    let fields = SumFields { row, received: narrow(received), sent: narrow(sent), inputs, txs };
    let is_wide = fields.received == NONE_WIDE || fields.sent == NONE_WIDE;
    (sparse::sum(fields), is_wide.then(|| sparse::wide(row, received, sent)))
}
