//! What each address took part in: its legs in chain order, and their sums.
//!
//! A row for every older address the run touches (ascending by id), then one for each of the run's
//! own addresses. Two walks over the run: one counts and adds up, one puts each leg in its place.

use crate::columns::ColumnsWriter;
use crate::error::GraphError;
use crate::packed::{NONE, NONE_WIDE, TAG, at, pack40, row};
use crate::segment::rows::Rows;

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
    let mut sums = vec![Sums::default(); touched.count + rows.holders.len()];
    add_up(rows, spending, &touched, &mut sums);
    out.rows("touched.address", &touched.addresses())?;

    let mut ends = Vec::with_capacity(sums.len());
    let mut starts = Vec::with_capacity(sums.len());
    let mut end = 0u32;
    for sum in &sums {
        starts.push(end);
        end += sum.inputs + sum.outputs;
        ends.push(end.to_le_bytes());
    }
    out.rows("holder.legs_end", &ends)?;
    drop(ends);
    out.rows("holder.leg", &place(rows, spending, &touched, starts, end))?;
    write_sums(&sums, out)
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
struct Sums {
    received: u128,
    sent: u128,
    inputs: u32,
    outputs: u32,
    txs: u32,
    /// The last transaction counted, plus one.
    last: u32,
}

impl Sums {
    #[inline]
    fn seen_in(&mut self, tx: u32) {
        if self.last != tx + 1 {
            self.last = tx + 1;
            self.txs += 1;
        }
    }
}

fn add_up(rows: &Rows, spending: &Spending, touched: &Touched, sums: &mut [Sums]) {
    let (mut input, mut output) = (0, 0);
    for tx in 0..rows.tx_txid.len() {
        let inputs_end = u32::from_le_bytes(rows.tx_inputs_end[tx]) as usize;
        let outputs_end = u32::from_le_bytes(rows.tx_outputs_end[tx]) as usize;
        for input in input..inputs_end {
            let holder = spending.holders[input];
            if holder != NONE {
                let sum = &mut sums[touched.row_of(holder)];
                sum.inputs += 1;
                if spending.values[input] != NONE_WIDE {
                    sum.sent += u128::from(spending.values[input]);
                }
                sum.seen_in(row(tx));
            }
        }
        for output in output..outputs_end {
            let holder = u32::from_le_bytes(rows.output_holder[output]);
            if holder != NONE {
                let sum = &mut sums[touched.row_of(holder)];
                sum.outputs += 1;
                sum.received += u128::from(u64::from_le_bytes(rows.output_value[output]));
                sum.seen_in(row(tx));
            }
        }
        (input, output) = (inputs_end, outputs_end);
    }
}

/// Every leg at its address's place: inputs by their id, outputs by theirs with the tag.
fn place(
    rows: &Rows,
    spending: &Spending,
    touched: &Touched,
    mut next: Vec<u32>,
    count: u32,
) -> Vec<[u8; 5]> {
    let mut legs = vec![[0; 5]; count as usize];
    let mut put = |holder: u32, leg: u64| {
        if holder != NONE {
            let place = &mut next[touched.row_of(holder)];
            legs[*place as usize] = pack40(leg);
            *place += 1;
        }
    };
    let (mut input, mut output) = (0, 0);
    for tx in 0..rows.tx_txid.len() {
        let inputs_end = u32::from_le_bytes(rows.tx_inputs_end[tx]) as usize;
        let outputs_end = u32::from_le_bytes(rows.tx_outputs_end[tx]) as usize;
        for input in input..inputs_end {
            put(spending.holders[input], rows.base.inputs + input as u64);
        }
        for output in output..outputs_end {
            let holder = u32::from_le_bytes(rows.output_holder[output]);
            put(holder, (rows.base.outputs + output as u64) | TAG);
        }
        (input, output) = (inputs_end, outputs_end);
    }
    legs
}

/// Sums are 64 bits wide; the few that are wider (in a hostile partial ledger alone) stand apart.
fn write_sums(sums: &[Sums], out: &mut ColumnsWriter) -> Result<(), GraphError> {
    let narrow = |sum: u128| match u64::try_from(sum) {
        Ok(sum) if sum != NONE_WIDE => sum,
        _ => NONE_WIDE,
    };
    let column = |of: fn(&Sums) -> u128| -> Vec<[u8; 8]> {
        sums.iter().map(|sum| narrow(of(sum)).to_le_bytes()).collect()
    };
    out.rows("holder.received", &column(|sum| sum.received))?;
    out.rows("holder.sent", &column(|sum| sum.sent))?;
    let inputs: Vec<[u8; 4]> = sums.iter().map(|sum| sum.inputs.to_le_bytes()).collect();
    out.rows("holder.inputs", &inputs)?;
    drop(inputs);
    let txs: Vec<[u8; 4]> = sums.iter().map(|sum| sum.txs.to_le_bytes()).collect();
    out.rows("holder.txs", &txs)?;
    drop(txs);

    let is_wide = |sum: &Sums| narrow(sum.received) == NONE_WIDE || narrow(sum.sent) == NONE_WIDE;
    let wide: Vec<usize> = (0..sums.len()).filter(|index| is_wide(&sums[*index])).collect();
    let numbers: Vec<[u8; 4]> = wide.iter().map(|index| row(*index).to_le_bytes()).collect();
    out.rows("wide.row", &numbers)?;
    let received: Vec<[u8; 16]> =
        wide.iter().map(|index| sums[*index].received.to_le_bytes()).collect();
    out.rows("wide.received", &received)?;
    let sent: Vec<[u8; 16]> = wide.iter().map(|index| sums[*index].sent.to_le_bytes()).collect();
    out.rows("wide.sent", &sent)
}
