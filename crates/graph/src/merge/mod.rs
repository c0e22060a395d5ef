//! Segments into one: what building it from all their rows would give, without having them in memory.
//!
//! Every column is written from front to back while the old ones are read from front to back; what
//! reaches over segments (spends, legs, sums) lies sorted in them and is merged as it passes. Memory
//! does not grow with what is merged. Nothing is made of a damaged column, or of rows that cannot be: the
//! damage would then bear a sound checksum.

mod holders;
mod spends;
mod tables;

use std::sync::Arc;

use model::chain::LedgerId;

use crate::columns::ColumnsWriter;
use crate::error::GraphError;
use crate::packed::{at, row};
use crate::segment::holders::{SAMPLE, hash};
use crate::segment::lanes::{self, Maker, Means, Sink};
use crate::segment::rows::Extent;
use crate::segment::{Segment, index, owner, sparse};
use crate::stack::Stack;

/// Columns that are the old ones one after the other.
const JOINED_BLOCKS: [&str; 4] = ["block.height", "block.hash", "block.prev", "block.time"];
const JOINED: [&str; 9] = [
    "input.source",
    "output.value",
    "output.holder",
    "foreign.txid",
    "foreign.vout",
    "foreign.value",
    "foreign.holder",
    "address.kind",
    "address.payload",
];

/// Groups of columns that are made side by side.
const MAKERS: usize = 4;

/// The run of segments that become one.
struct Merge<'a> {
    parts: &'a [Arc<Segment>],
    /// All segments of the ledger, for what lies before.
    stack: &'a Stack,
    base: Extent,
    extent: Extent,
}

/// Writes the segment that `parts`, a run of the segments of `stack`, are together.
pub(crate) fn merge(
    parts: &[Arc<Segment>],
    stack: &Stack,
    ledger: LedgerId,
    number: u64,
    mut out: ColumnsWriter,
    means: Means,
) -> Result<Segment, GraphError> {
    for part in parts {
        part.check_columns()?;
        part.check_rows()?;
        part.check_older()?;
    }
    let base = parts.first().map_or(Extent::default(), |first| first.base);
    let end = parts.last().map_or(base, |last| last.end());
    let merge = Merge { parts, stack, base, extent: end.minus(base) };
    if means.threads > 1 {
        out.write_ahead()?;
    }
    merge.write_rows(ledger, number, &mut out)?;
    let scratch = means.share(MAKERS);
    let makers: Vec<Maker<'_>> = vec![
        Box::new(|out| merge.write_owners(out)),
        Box::new(|out| merge.write_indexes(out, scratch)),
        Box::new(|out| merge.write_spends(out)),
        Box::new(|out| merge.write_holders(out)),
    ];
    lanes::run(makers, &mut out, means)?;
    Segment::open(out.finish()?, ledger)
}

impl Merge<'_> {
    fn write_rows(
        &self,
        ledger: LedgerId,
        number: u64,
        out: &mut ColumnsWriter,
    ) -> Result<(), GraphError> {
        let words = [&[number][..], &self.base.to_words(), &self.extent.to_words()].concat();
        out.u64s("segment", &words)?;
        out.bytes("ledger", ledger.to_string().as_bytes())?;
        for name in JOINED_BLOCKS {
            self.join(name, out)?;
        }
        let Extent { blocks, txs, .. } = self.extent;
        out.each("block.txs_end", at(blocks), self.txs_ends().map(u32::to_le_bytes))?;
        self.join("tx.txid", out)?;
        out.each("tx.inputs_end", at(txs), self.inputs_ends().map(u32::to_le_bytes))?;
        out.each("tx.outputs_end", at(txs), self.outputs_ends().map(u32::to_le_bytes))?;
        self.join("tx.facts", out)?;
        self.write_unusual(out)?;
        for name in JOINED {
            self.join(name, out)?;
        }
        self.write_payload_samples(out)?;
        let twins = self.moved(Segment::twin_tx, |rows| rows.txs);
        out.each("twin.tx", self.count(|part| part.twin_tx().len()), twins.map(u32::to_le_bytes))?;
        self.join("twin.older", out)?;
        let lost = self.moved(Segment::lost_tx, |rows| rows.txs);
        out.each("lost.tx", self.count(|part| part.lost_tx().len()), lost.map(u32::to_le_bytes))?;
        self.join("lost.output", out)
    }

    fn write_unusual(&self, out: &mut ColumnsWriter) -> Result<(), GraphError> {
        let unusual = self.parts.iter().flat_map(|part| {
            let moved = row(at(part.base.txs - self.base.txs));
            let records = part.tx_unusual().iter();
            records.map(move |record| {
                let tx = moved.saturating_add(sparse::row_of(record));
                sparse::unusual_moved(record, tx)
            })
        });
        out.each("tx.unusual", self.count(|part| part.tx_unusual().len()), unusual)
    }

    fn count(&self, of: impl Fn(&Segment) -> usize) -> usize {
        self.parts.iter().map(|part| of(part)).sum()
    }

    fn join(&self, name: &str, out: &mut ColumnsWriter) -> Result<(), GraphError> {
        let len = self.count(|part| part.columns().bytes(name).len());
        out.begin(name, crate::segment::width(name), len)?;
        for part in self.parts {
            out.push(part.columns().bytes(name))?;
        }
        out.end();
        Ok(())
    }

    /// Ends or rows that counted from their segment's first row and now count from the first of all.
    fn moved<'s>(
        &'s self,
        column: impl Fn(&'s Segment) -> &'s [[u8; 4]] + 's,
        rows: impl Fn(Extent) -> u64 + 's,
    ) -> impl Iterator<Item = u32> + 's {
        self.parts.iter().flat_map(move |part| {
            let moved = row(at(rows(part.base) - rows(self.base)));
            column(part).iter().map(move |end| moved.saturating_add(u32::from_le_bytes(*end)))
        })
    }

    fn txs_ends(&self) -> impl Iterator<Item = u32> {
        self.moved(Segment::block_txs_end, |rows| rows.txs)
    }

    fn inputs_ends(&self) -> impl Iterator<Item = u32> {
        self.moved(Segment::tx_inputs_end, |rows| rows.inputs)
    }

    fn outputs_ends(&self) -> impl Iterator<Item = u32> {
        self.moved(Segment::tx_outputs_end, |rows| rows.outputs)
    }

    fn write_payload_samples(&self, out: &mut ColumnsWriter) -> Result<(), GraphError> {
        let mut before = 0;
        let offsets = self.parts.iter().flat_map(|part| {
            let start = before;
            before += part.address_payload().len();
            part.holders().offsets().map(move |offset| (start + offset) as u64)
        });
        let samples = offsets.step_by(SAMPLE).map(u64::to_le_bytes);
        let count = at(self.extent.addresses).div_ceil(SAMPLE);
        out.each("address.payload_sample", count, samples)
    }

    fn write_owners(&self, out: &mut dyn Sink) -> Result<(), GraphError> {
        let Extent { txs, inputs, outputs, .. } = self.extent;
        self.write_time_floors(out)?;
        let samples = owner::samples(self.txs_ends(), txs);
        lanes::each(out, "tx.block_sample", owner::samples_len(txs), samples)?;
        let samples = owner::samples(self.inputs_ends(), inputs);
        lanes::each(out, "input.tx_sample", owner::samples_len(inputs), samples)?;
        let samples = owner::samples(self.outputs_ends(), outputs);
        lanes::each(out, "output.tx_sample", owner::samples_len(outputs), samples)
    }

    fn write_indexes(&self, out: &mut dyn Sink, scratch: usize) -> Result<(), GraphError> {
        let Extent { blocks, txs, addresses, .. } = self.extent;
        let hashes = || self.parts.iter().flat_map(|part| part.block_hash()).map(index::hash_of);
        index::write(out, "block.hash_index", at(blocks), hashes, scratch)?;
        let hashes = || self.parts.iter().flat_map(|part| part.tx_txid()).map(index::hash_of);
        index::write(out, "tx.txid_index", at(txs), hashes, scratch)?;
        let hashes = || {
            let holders = self.parts.iter().flat_map(|part| part.holders().iter_from(0));
            holders.map(|(lock, payload)| hash(lock, payload))
        };
        index::write(out, "address.index", at(addresses), hashes, scratch)?;
        let keys = tables::merged(self.parts, Segment::keys, sparse::key_order);
        let count = self.count(|part| part.keys().len());
        lanes::each(out, "key", count, keys.map(|(_, key)| key))
    }

    /// The earliest time from each block on, over the blocks of all later segments too.
    fn write_time_floors(&self, out: &mut dyn Sink) -> Result<(), GraphError> {
        let first = |part: &Segment| crate::packed::u32_at(part.block_time_floor(), 0);
        let mut later = vec![u32::MAX; self.parts.len()];
        for number in (1..self.parts.len()).rev() {
            later[number - 1] = later[number].min(first(&self.parts[number]).unwrap_or(u32::MAX));
        }
        let floors = self.parts.iter().zip(later).flat_map(|(part, later)| {
            let floors = part.block_time_floor().iter();
            floors.map(move |floor| u32::from_le_bytes(*floor).min(later).to_le_bytes())
        });
        lanes::each(out, "block.time_floor", at(self.extent.blocks), floors)
    }
}
