//! The short way over transactions where nearly all are met: those of which nothing particular is to be said.
//!
//! Plain is a transaction whose coins are known, that is no start, no CoinJoin and whose sums fit: of these
//! only the sum of what is tainted matters, and that is all that is looked at. Any other is left, with all
//! that waits for it, to [`Sweep::meet`]. Both ways give the same.
//!
//! An input's coin lies anywhere in memory, and to wait for it is most of the work. So the inputs of many
//! transactions are looked up together, where no wait depends on another, and lie near when they are added up.

use std::ops::Range;

use graph::{Graph, SegmentView};

use super::{Here, Sweep};
use crate::flood::FloodError;
use crate::flood::carry::{Carrier, Crossing, Entry, Full, Held};
use crate::flood::columns::{Ground, Values};
use crate::flood::ends::Reason;
use crate::flood::made::Opened;
use crate::flood::window::UNKNOWN;

/// Inputs looked up together: their lines fit the second cache. In tests few, so that little chains have
/// many stretches.
const LEN: usize = if cfg!(test) { 4 } else { 2048 };
/// Set in the row of a coin that another segment made; the rest is its place among those.
const FAR: u32 = 1 << 31;

/// The inputs that come next, each by the row of the output that it spends.
#[derive(Debug)]
pub(super) struct Ahead<'g> {
    values: Values<'g>,
    start: usize,
    rows: Vec<u32>,
    /// What the coins are worth that other segments made, or [`UNKNOWN`].
    far: Vec<u64>,
}

impl<'g> Ahead<'g> {
    pub fn new(graph: &'g Graph) -> Ahead<'g> {
        Ahead { values: Values::of(graph), start: 0, rows: Vec::new(), far: Vec::new() }
    }

    /// A new segment: its rows count from zero.
    pub fn reset(&mut self) {
        self.start = 0;
        self.rows.clear();
    }

    /// The rows of a transaction's inputs, and what far coins are worth; nothing where the inputs are more
    /// than are looked up together.
    #[inline]
    fn of<H: Held>(
        &mut self,
        ground: &Ground<'_>,
        made: &Opened<'_>,
        inputs: &Range<usize>,
    ) -> Option<(&[u32], &[u64])> {
        self.reach::<H>(ground, made, inputs);
        let start = inputs.start.checked_sub(self.start)?;
        Some((self.rows.get(start..start + inputs.len())?, &self.far))
    }

    /// Has near what a transaction's inputs spend, and those after it.
    #[inline]
    pub fn reach<H: Held>(
        &mut self,
        ground: &Ground<'_>,
        made: &Opened<'_>,
        inputs: &Range<usize>,
    ) {
        if inputs.end > self.start + self.rows.len() {
            self.look_up::<H>(ground, made, inputs.start);
        }
    }

    fn look_up<H: Held>(&mut self, ground: &Ground<'_>, made: &Opened<'_>, start: usize) {
        let Ahead { values, rows, far, .. } = self;
        let sources = ground.sources.get(start..ground.sources.len().min(start + LEN));
        far.clear();
        rows.clear();
        rows.extend(sources.unwrap_or(&[]).iter().map(|source| {
            let near = ground.row_of(*source).and_then(|row| u32::try_from(row).ok());
            match near.filter(|near| *near < FAR) {
                Some(near) => near,
                None => {
                    let value = SegmentView::source(*source).and_then(|id| values.get(id));
                    far.push(value.unwrap_or(UNKNOWN));
                    FAR | u32::try_from(far.len() - 1).expect("fewer than are looked up together")
                }
            }
        }));
        self.start = start;
        made.touch::<H>(&self.rows);
    }
}

impl<'a, C: Carrier> Sweep<'a, '_, C> {
    /// Once nearly every transaction is met: crosses one after the other from a row on, as long as they
    /// are plain, and says which is the next that is not.
    pub(super) fn meet_plain(
        &mut self,
        here: &mut Here<'a>,
        mut row: usize,
    ) -> Result<usize, FloodError> {
        if self.made.is_none() || self.through_fees {
            return Ok(row);
        }
        if here.start.at != self.start_next {
            here.start = self.find_start(&here.ground, row);
        }
        let end = here.start.row.min(here.ground.outputs_end.len());
        let first = here.ground.view.txs().start;
        while row < end && self.cross_plain(here, row)? {
            row += 1;
            self.tell(first + row as u64)?;
        }
        Ok(row)
    }

    /// Crosses one that is plain; `false`, and nothing done, where it is not.
    #[inline]
    fn cross_plain(&mut self, here: &mut Here<'a>, row: usize) -> Result<bool, FloodError> {
        let ground = here.ground;
        let (inputs, outputs) = (ground.inputs_of(row), ground.outputs_of(row));
        let Some(made) = &mut self.made else { return Ok(false) };
        let mut made = made.open();
        let Some((rows, far)) = self.ahead.of::<C::Held>(&ground, &made, &inputs) else {
            return Ok(false);
        };
        let (mut total, mut is_tainted) = (0_u128, false);
        for (row, input) in rows.iter().zip(inputs.clone()) {
            let value = match far.get((row ^ FAR) as usize) {
                // A damaged column led another coin to it.
                None if here.marked.has(input) => return Ok(false),
                None => {
                    is_tainted |= made.waiting.has(*row as usize);
                    made.value::<C::Held>(*row as usize)
                }
                Some(&UNKNOWN) => return Ok(false),
                Some(value) => {
                    is_tainted |= here.marked.has(input);
                    *value
                }
            };
            total += u128::from(value);
        }
        if !is_tainted {
            here.inputs_done = here.inputs_done.max(inputs.end);
            return Ok(true);
        }
        if self.stops.is_mix(&ground, row, inputs.len()) {
            return Ok(false);
        }
        let values = ground.values.get(outputs.clone()).unwrap_or(&[]);
        let paid: u128 = values.iter().map(|value| u128::from(u64::from_le_bytes(*value))).sum();
        let total = u64::try_from(total).ok().filter(|total| *total < 1 << 63);
        let Some((total, fee)) =
            total.and_then(|total| Some((total, total.checked_sub(u64::try_from(paid).ok()?)?)))
        else {
            return Ok(false);
        };
        let slots = &self.slots;
        let held = rows.iter().zip(inputs.clone()).filter_map(|(row, input)| match row & FAR {
            0 => made.take::<C::Held>(*row as usize),
            _ => slots.get(input).filter(|_| here.marked.has(input)).map(|slot| slot.1),
        });
        let held = held.fold(0_u64, |sum, held| sum.saturating_add(held.pack()));
        let tainted = [Entry { offset: 0, place: 0, held: C::Held::unpack(held) }];
        let crossing = Crossing { tainted: &tainted, total, outputs: values, fee };
        let shares = &mut self.shares;
        self.carrier.cross(&crossing, shares).map_err(|Full| FloodError::Outgrown)?;
        here.inputs_done = here.inputs_done.max(inputs.end);
        self.tally.transactions += 1;
        self.land_plain(here, outputs);
        Ok(true)
    }

    /// Puts the shares into outputs and fee.
    #[inline]
    fn land_plain(&mut self, here: &mut Here<'a>, outputs: Range<usize>) {
        let shares = std::mem::take(&mut self.shares);
        let asks_holders = self.stops.asks_holders();
        let spenders = here.ground.spenders.get(outputs.clone()).unwrap_or(&[]);
        for (place, ((output, share), spender)) in outputs.zip(&shares).zip(spenders).enumerate() {
            if *share == 0 {
                continue;
            }
            let held = self.carrier.take(place, *share);
            let rests = matches!(*spender, SegmentView::UNSPENT | SegmentView::UNSPENDABLE);
            match &mut self.made {
                Some(made) if !rests && !asks_holders => {
                    self.tally.coins += 1;
                    made.wait(output, held);
                }
                _ => {
                    let landing = here.landing(output, false);
                    self.go_on(here, &landing, held);
                }
            }
        }
        if let Some(fee) = shares.last().filter(|fee| **fee > 0) {
            self.whereabouts.end_in_tx(Reason::Fee, *fee);
        }
        self.shares = shares;
    }
}
