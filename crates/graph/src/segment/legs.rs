//! What each address took part in: its legs in chain order, and the sums of those that have many.
//!
//! A row for every older address the run touches (ascending by id), then one for each of the run's
//! own addresses. Legs are walked in chain order and scattered into ranges of addresses; within a
//! range one pass counts and one puts each leg in its place. Sums are kept for rows of more than
//! [`LEGS_UNSUMMED`] legs alone: most addresses have two, and adding up a few costs a reader less
//! than storing it would cost everyone.

use std::ops::Range;

use crate::error::GraphError;
use crate::packed::{NONE_WIDE, at, row};
use crate::segment::counts::Packer;
use crate::segment::lanes::{self, Sink};
use crate::segment::rows::Rows;
use crate::segment::scatter::{Scatter, groups};
use crate::segment::sparse::{self, Sum, SumFields, Wide};
use crate::segment::spends::Spending;

/// A row of up to so many legs has no sums.
pub(crate) const LEGS_UNSUMMED: usize = 8;
/// Set in a leg that is an output; the rest is its row.
pub(crate) const OUTPUT: u32 = 1 << 31;

/// Ranges that legs are counted by, of older addresses and of own ones. In tests all these are small,
/// so that little chains have many parts.
const COARSE: u32 = if cfg!(test) { 4 } else { 1 << 11 };
/// Legs of a part, and addresses it ranges over: what it needs stays near the processor.
const PART_LEGS: usize = if cfg!(test) { 7 } else { 1 << 16 };
const PART_ADDRESSES: usize = if cfg!(test) { 5 } else { 1 << 20 };

pub(crate) fn write(
    rows: &Rows,
    spending: &Spending,
    out: &mut dyn Sink,
    scratch_bytes: usize,
) -> Result<(), GraphError> {
    let plan = Plan::of(rows, spending);
    let mut made = Made::default();
    out.begin("holder.leg", 4, plan.legs * 4)?;
    for group in groups(&plan.counts, scratch_bytes / size_of::<Leg>()) {
        let mut scatter = Scatter::new(&plan.counts[group.clone()]);
        walk(rows, spending, |leg| {
            let part = plan.part_of(leg[0]);
            if group.contains(&part) {
                scatter.add(part - group.start, leg);
            }
        });
        for part in group.clone() {
            let legs = scatter.part(part - group.start);
            out.push(made.part(rows, spending, &plan.parts[part], legs).into_flattened())?;
        }
    }
    out.end()?;
    lanes::column(out, "touched.address", made.touched)?;
    let (words, samples) = made.leg_counts.finish();
    lanes::column(out, "holder.leg_counts", words)?;
    lanes::column(out, "holder.leg_counts_sample", samples)?;
    lanes::column(out, "sum", made.sums)?;
    lanes::column(out, "sum.wide", made.wide)
}

/// Whose it is, the leg as it stands in its column, and its transaction. Bare numbers, so that room for many is
/// not touched before it is used.
type Leg = [u32; 3];

/// Calls `each` with everything somebody holds, in chain order, of a transaction inputs first.
#[inline]
fn walk(rows: &Rows, spending: &Spending, mut each: impl FnMut(Leg)) {
    let end = row(at(rows.end().addresses));
    let (mut input, mut output) = (0, 0);
    let ends = rows.tx_inputs_end.iter().zip(&rows.tx_outputs_end);
    for (tx, (inputs_end, outputs_end)) in ends.enumerate() {
        let tx = row(tx);
        let inputs_end = u32::from_le_bytes(*inputs_end) as usize;
        let outputs_end = u32::from_le_bytes(*outputs_end) as usize;
        for (index, holder) in spending.holders[input..inputs_end].iter().enumerate() {
            // Nobody is beyond every address.
            if *holder < end {
                each([*holder, row(input + index), tx]);
            }
        }
        for (index, holder) in rows.output_holder[output..outputs_end].iter().enumerate() {
            let holder = u32::from_le_bytes(*holder);
            if holder < end {
                each([holder, row(output + index) | OUTPUT, tx]);
            }
        }
        (input, output) = (inputs_end, outputs_end);
    }
}

/// Ranges of addresses with about as many legs each, older addresses first.
struct Plan {
    /// The run's first own address.
    base: u32,
    /// Addresses of a coarse range, as powers of two.
    older_bits: u32,
    own_bits: u32,
    /// Coarse ranges of older addresses.
    older: usize,
    /// Per coarse range, the part it is in.
    part: Vec<u32>,
    parts: Vec<Part>,
    /// Legs of each part, and of all.
    counts: Vec<u32>,
    legs: usize,
}

struct Part {
    addresses: Range<u32>,
    is_own: bool,
}

impl Plan {
    fn of(rows: &Rows, spending: &Spending) -> Plan {
        let base = row(at(rows.base.addresses));
        let own = row(rows.holders.len());
        let bits = |count: u32| u32::BITS - (count / COARSE).leading_zeros();
        let (older_bits, own_bits) = (bits(base), bits(own));
        let older = (base as usize).div_ceil(1 << older_bits);
        let coarse_len = older + (own as usize).div_ceil(1 << own_bits);
        let mut plan = Plan {
            base,
            older_bits,
            own_bits,
            older,
            part: Vec::new(),
            parts: Vec::new(),
            counts: Vec::new(),
            legs: 0,
        };
        let mut coarse = vec![0u32; coarse_len];
        let end = base + own;
        let outputs = rows.output_holder.iter().map(|holder| u32::from_le_bytes(*holder));
        for holder in spending.holders.iter().copied().chain(outputs) {
            if holder < end {
                coarse[plan.coarse_of(holder)] += 1;
            }
        }
        plan.cut(&coarse, own);
        plan
    }

    fn cut(&mut self, coarse: &[u32], own: u32) {
        for (number, count) in coarse.iter().enumerate() {
            let is_own = number >= self.older;
            let (first, end) = match number.checked_sub(self.older) {
                Some(number) => (number << self.own_bits, (number + 1) << self.own_bits),
                None => (number << self.older_bits, (number + 1) << self.older_bits),
            };
            let (before, end_max) = if is_own { (self.base, own) } else { (0, self.base) };
            let addresses = before + row(first)..before + row(end.min(end_max as usize));
            self.legs += *count as usize;
            let part = self.parts.last_mut().zip(self.counts.last_mut());
            let fits = part.filter(|(part, legs)| {
                part.is_own == is_own
                    && **legs as usize + *count as usize <= PART_LEGS
                    && (addresses.end - part.addresses.start) as usize <= PART_ADDRESSES
            });
            match fits {
                Some((part, legs)) => {
                    part.addresses.end = addresses.end;
                    *legs += count;
                }
                None => {
                    self.parts.push(Part { addresses, is_own });
                    self.counts.push(*count);
                }
            }
            self.part.push(row(self.parts.len() - 1));
        }
    }

    #[inline]
    fn coarse_of(&self, holder: u32) -> usize {
        match holder.checked_sub(self.base) {
            Some(own) => self.older + (own >> self.own_bits) as usize,
            None => (holder >> self.older_bits) as usize,
        }
    }

    #[inline]
    fn part_of(&self, holder: u32) -> usize {
        self.part[self.coarse_of(holder)] as usize
    }
}

/// What is written after the legs.
#[derive(Default)]
struct Made {
    touched: Vec<[u8; 4]>,
    leg_counts: Packer,
    sums: Vec<Sum>,
    /// The few that are wider than 64 bits (in a hostile partial ledger alone) stand apart.
    wide: Vec<Wide>,
}

#[derive(Clone, Copy, Default)]
struct Count {
    legs: u32,
    txs: u32,
    /// The last transaction counted, plus one.
    last: u32,
    /// Where the next leg goes.
    next: u32,
}

impl Made {
    /// Every leg of a part at its address's place.
    fn part(
        &mut self,
        rows: &Rows,
        spending: &Spending,
        part: &Part,
        legs: &[Leg],
    ) -> Vec<[u8; 4]> {
        let touched = Touched::find(part, legs);
        let mut counts = vec![Count::default(); touched.len];
        for leg in legs {
            let count = &mut counts[touched.row_of(leg[0])];
            count.legs += 1;
            count.txs += u32::from(count.last != leg[2] + 1);
            count.last = leg[2] + 1;
        }
        let first = row(self.leg_counts.rows());
        let mut next = 0;
        for count in &mut counts {
            count.next = next;
            next += count.legs;
            self.leg_counts.add(count.legs as usize);
        }
        let mut placed = vec![[0; 4]; legs.len()];
        for leg in legs {
            let count = &mut counts[touched.row_of(leg[0])];
            placed[count.next as usize] = leg[1].to_le_bytes();
            count.next += 1;
        }
        touched.add_addresses(&mut self.touched);
        for (number, count) in counts.iter().enumerate() {
            if count.legs as usize > LEGS_UNSUMMED {
                let legs = &placed[(count.next - count.legs) as usize..count.next as usize];
                self.sum(rows, spending, first + row(number), count.txs, legs);
            }
        }
        placed
    }

    fn sum(&mut self, rows: &Rows, spending: &Spending, number: u32, txs: u32, legs: &[[u8; 4]]) {
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
}

/// The addresses of a part that have a row: all own ones, and of the older those that have legs.
struct Touched {
    first: u32,
    /// Of an older part: a bit an address, and the bits set before each word.
    bits: Vec<u64>,
    ranks: Vec<u32>,
    len: usize,
}

impl Touched {
    fn find(part: &Part, legs: &[Leg]) -> Touched {
        let first = part.addresses.start;
        let len = part.addresses.len();
        let mut touched = Touched { first, bits: Vec::new(), ranks: Vec::new(), len };
        if part.is_own {
            return touched;
        }
        touched.bits = vec![0; len.div_ceil(64)];
        for leg in legs {
            let address = leg[0] - first;
            touched.bits[address as usize / 64] |= 1 << (address % 64);
        }
        let mut count = 0;
        for word in &touched.bits {
            touched.ranks.push(count);
            count += word.count_ones();
        }
        touched.len = count as usize;
        touched
    }

    /// The row of an address that the part's legs touch.
    #[inline]
    fn row_of(&self, holder: u32) -> usize {
        let address = holder - self.first;
        match self.bits.get(address as usize / 64) {
            None => address as usize,
            Some(word) => {
                let before = word & ((1 << (address % 64)) - 1);
                (self.ranks[address as usize / 64] + before.count_ones()) as usize
            }
        }
    }

    fn add_addresses(&self, addresses: &mut Vec<[u8; 4]>) {
        for (index, word) in self.bits.iter().enumerate() {
            let mut word = *word;
            while word != 0 {
                let address = self.first + row(index) * 64 + word.trailing_zeros();
                addresses.push(address.to_le_bytes());
                word &= word - 1;
            }
        }
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
