//! A run of blocks as columns in memory: everything a segment is made from.
//!
//! These are the position columns of `docs/graph-format.md`. All else in a segment (who spent an
//! output, legs, sums, indexes) follows from them, so that merging, rewinding and building again
//! need nothing else. Ends count from the run's first row; everything else counts over the ledger.

use std::ops::Range;

use crate::packed::{NONE, TAG, at, find32, row, span, u32_at, u40_at, unpack40};
use crate::segment::facts::{self, Facts};
use crate::segment::holders::{HolderRows, Holders};
use crate::segment::sparse::{self, Unusual};

/// Where a run begins, and how much it holds, of every kind of row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Extent {
    pub blocks: u64,
    pub txs: u64,
    pub inputs: u64,
    pub outputs: u64,
    pub addresses: u64,
    pub foreign: u64,
}

impl Extent {
    pub(crate) fn plus(self, other: Extent) -> Extent {
        Extent {
            blocks: self.blocks + other.blocks,
            txs: self.txs + other.txs,
            inputs: self.inputs + other.inputs,
            outputs: self.outputs + other.outputs,
            addresses: self.addresses + other.addresses,
            foreign: self.foreign + other.foreign,
        }
    }

    pub(crate) fn minus(self, other: Extent) -> Extent {
        Extent {
            blocks: self.blocks - other.blocks,
            txs: self.txs - other.txs,
            inputs: self.inputs - other.inputs,
            outputs: self.outputs - other.outputs,
            addresses: self.addresses - other.addresses,
            foreign: self.foreign - other.foreign,
        }
    }

    /// Whether every row of a ledger that ends here has an id of its width.
    pub(crate) fn has_ids(self) -> bool {
        self.blocks.max(self.addresses) < u64::from(NONE)
            && self.inputs.max(self.outputs).max(self.foreign) < TAG
            && self.txs < 1 << 40
    }

    pub(crate) fn to_words(self) -> [u64; 6] {
        [self.blocks, self.txs, self.inputs, self.outputs, self.addresses, self.foreign]
    }

    pub(crate) fn from_words(words: [u64; 6]) -> Extent {
        let [blocks, txs, inputs, outputs, addresses, foreign] = words;
        Extent { blocks, txs, inputs, outputs, addresses, foreign }
    }
}

/// The position columns of a run of blocks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rows {
    /// Rows of the ledger before this run.
    pub base: Extent,

    pub block_height: Vec<[u8; 4]>,
    pub block_hash: Vec<[u8; 32]>,
    pub block_prev: Vec<[u8; 32]>,
    pub block_time: Vec<[u8; 4]>,
    pub block_txs_end: Vec<[u8; 4]>,

    pub tx_txid: Vec<[u8; 32]>,
    pub tx_inputs_end: Vec<[u8; 4]>,
    pub tx_outputs_end: Vec<[u8; 4]>,
    /// See [`Facts`].
    pub tx_facts: Vec<[u8; 4]>,
    pub tx_unusual: Vec<Unusual>,

    /// An output id, or the tag and a foreign row.
    pub input_source: Vec<[u8; 5]>,
    pub output_value: Vec<[u8; 8]>,
    pub output_holder: Vec<[u8; 4]>,

    pub foreign_txid: Vec<[u8; 32]>,
    pub foreign_vout: Vec<[u8; 4]>,
    pub foreign_value: Vec<[u8; 8]>,
    pub foreign_holder: Vec<[u8; 4]>,

    pub holders: HolderRows,

    /// Transactions (rows of this run, ascending) whose txid an older transaction had, and that one.
    pub twin_tx: Vec<[u8; 4]>,
    pub twin_older: Vec<[u8; 5]>,
    /// Outputs that such a transaction made unspendable, in its order.
    pub lost_tx: Vec<[u8; 4]>,
    pub lost_output: Vec<[u8; 5]>,
}

/// The same columns as slices, of rows or of a segment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Positions<'a> {
    pub base: Extent,
    pub block_height: &'a [[u8; 4]],
    pub block_hash: &'a [[u8; 32]],
    pub block_prev: &'a [[u8; 32]],
    pub block_time: &'a [[u8; 4]],
    pub block_txs_end: &'a [[u8; 4]],
    pub tx_txid: &'a [[u8; 32]],
    pub tx_inputs_end: &'a [[u8; 4]],
    pub tx_outputs_end: &'a [[u8; 4]],
    pub tx_facts: &'a [[u8; 4]],
    pub tx_unusual: &'a [Unusual],
    pub input_source: &'a [[u8; 5]],
    pub output_value: &'a [[u8; 8]],
    pub output_holder: &'a [[u8; 4]],
    pub foreign_txid: &'a [[u8; 32]],
    pub foreign_vout: &'a [[u8; 4]],
    pub foreign_value: &'a [[u8; 8]],
    pub foreign_holder: &'a [[u8; 4]],
    pub holders: Holders<'a>,
    pub twin_tx: &'a [[u8; 4]],
    pub twin_older: &'a [[u8; 5]],
    pub lost_tx: &'a [[u8; 4]],
    pub lost_output: &'a [[u8; 5]],
}

impl Positions<'_> {
    /// The rows before a block, counted in this run.
    pub(crate) fn before_block(&self, block: usize) -> Extent {
        let txs = block.checked_sub(1).map_or(0, |last| span(self.block_txs_end, last).end);
        let before_tx = |ends| at(txs).checked_sub(1).map_or(0, |last| span(ends, last).end);
        let (inputs, outputs) = (before_tx(self.tx_inputs_end), before_tx(self.tx_outputs_end));
        let mut extent =
            Extent { blocks: block as u64, txs, inputs, outputs, addresses: 0, foreign: 0 };
        extent.foreign = self.foreign_before(at(inputs));
        extent.addresses = self.addresses_before(extent);
        extent
    }

    /// Foreign rows ascend with the inputs that name them.
    fn foreign_before(&self, input: usize) -> u64 {
        let next = self.input_source.get(input..).unwrap_or(&[]).iter().find_map(|source| {
            let source = unpack40(*source);
            (source & TAG != 0).then_some((source & !TAG).saturating_sub(self.base.foreign))
        });
        // A source that is not settled yet has the tag too, and there is no foreign row then.
        let count = self.foreign_txid.len() as u64;
        next.map_or(count, |next| next.min(count))
    }

    /// Addresses are numbered by first appearance: the highest number among the rows before, plus one.
    fn addresses_before(&self, before: Extent) -> u64 {
        let outputs = self.output_holder.get(..at(before.outputs)).unwrap_or(self.output_holder);
        let foreign = self.foreign_holder.get(..at(before.foreign)).unwrap_or(self.foreign_holder);
        let own = |holder: &[u8; 4]| {
            let holder = Some(u32::from_le_bytes(*holder)).filter(|holder| *holder != NONE)?;
            u64::from(holder).checked_sub(self.base.addresses)
        };
        let last = outputs.iter().chain(foreign).filter_map(own).max();
        last.map_or(0, |last| (last + 1).min(self.holders.kinds.len() as u64))
    }
}

impl Rows {
    pub(crate) fn after(base: Extent) -> Rows {
        Rows { base, ..Rows::default() }
    }

    /// Drops every row; those to come follow `base`. Their memory is kept: to be given pages anew
    /// costs as much as filling them.
    pub(crate) fn begin_after(&mut self, base: Extent) {
        self.truncate(Extent::default());
        self.base = base;
    }

    pub(crate) fn extent(&self) -> Extent {
        Extent {
            blocks: self.block_hash.len() as u64,
            txs: self.tx_txid.len() as u64,
            inputs: self.input_source.len() as u64,
            outputs: self.output_value.len() as u64,
            addresses: self.holders.len() as u64,
            foreign: self.foreign_txid.len() as u64,
        }
    }

    pub(crate) fn end(&self) -> Extent {
        self.base.plus(self.extent())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.block_hash.is_empty()
    }

    /// Bytes held, near enough to decide when to write them out.
    pub(crate) fn bytes(&self) -> usize {
        let Extent { blocks, txs, inputs, outputs, foreign, .. } = self.extent();
        bytes([blocks, txs, inputs, outputs, foreign].map(at))
            + self.holders.kinds.len()
            + self.holders.payloads.len()
    }

    pub(crate) fn view(&self) -> Positions<'_> {
        Positions {
            base: self.base,
            block_height: &self.block_height,
            block_hash: &self.block_hash,
            block_prev: &self.block_prev,
            block_time: &self.block_time,
            block_txs_end: &self.block_txs_end,
            tx_txid: &self.tx_txid,
            tx_inputs_end: &self.tx_inputs_end,
            tx_outputs_end: &self.tx_outputs_end,
            tx_facts: &self.tx_facts,
            tx_unusual: &self.tx_unusual,
            input_source: &self.input_source,
            output_value: &self.output_value,
            output_holder: &self.output_holder,
            foreign_txid: &self.foreign_txid,
            foreign_vout: &self.foreign_vout,
            foreign_value: &self.foreign_value,
            foreign_holder: &self.foreign_holder,
            holders: self.holders.view(),
            twin_tx: &self.twin_tx,
            twin_older: &self.twin_older,
            lost_tx: &self.lost_tx,
            lost_output: &self.lost_output,
        }
    }

    /// Adds the blocks `from..to` (rows of `other` before each) of another run, which follow these.
    /// Rows that a damaged file lacks are left out.
    pub(crate) fn append(&mut self, other: &Positions<'_>, from: Extent, to: Extent) {
        let here = self.extent();
        let blocks = at(from.blocks)..at(to.blocks);
        let txs = at(from.txs)..at(to.txs);
        let outputs = at(from.outputs)..at(to.outputs);
        let foreign = at(from.foreign)..at(to.foreign);
        copy(&mut self.block_height, other.block_height, &blocks);
        copy(&mut self.block_hash, other.block_hash, &blocks);
        copy(&mut self.block_prev, other.block_prev, &blocks);
        copy(&mut self.block_time, other.block_time, &blocks);
        let moved = (from.txs, here.txs);
        copy_ends(&mut self.block_txs_end, other.block_txs_end, &blocks, moved);
        copy(&mut self.tx_txid, other.tx_txid, &txs);
        let moved = (from.inputs, here.inputs);
        copy_ends(&mut self.tx_inputs_end, other.tx_inputs_end, &txs, moved);
        let moved = (from.outputs, here.outputs);
        copy_ends(&mut self.tx_outputs_end, other.tx_outputs_end, &txs, moved);
        copy(&mut self.tx_facts, other.tx_facts, &txs);
        let unusual = unusual_within(other.tx_unusual, &txs);
        self.tx_unusual.extend(other.tx_unusual[unusual].iter().map(|record| {
            let tx = u64::from(sparse::row_of(record)) - from.txs + here.txs;
            sparse::unusual_moved(record, row(at(tx)))
        }));
        copy(&mut self.input_source, other.input_source, &(at(from.inputs)..at(to.inputs)));
        copy(&mut self.output_value, other.output_value, &outputs);
        copy(&mut self.output_holder, other.output_holder, &outputs);
        copy(&mut self.foreign_txid, other.foreign_txid, &foreign);
        copy(&mut self.foreign_vout, other.foreign_vout, &foreign);
        copy(&mut self.foreign_value, other.foreign_value, &foreign);
        copy(&mut self.foreign_holder, other.foreign_holder, &foreign);
        self.holders.append(other.holders, at(from.addresses)..at(to.addresses));
        let moved = (from.txs, here.txs);
        let twins = rows_within(other.twin_tx, &txs);
        copy_ends(&mut self.twin_tx, other.twin_tx, &twins, moved);
        copy(&mut self.twin_older, other.twin_older, &twins);
        let lost = rows_within(other.lost_tx, &txs);
        copy_ends(&mut self.lost_tx, other.lost_tx, &lost, moved);
        copy(&mut self.lost_output, other.lost_output, &lost);
    }

    /// Drops every row from `to` (counted in this run) on.
    pub(crate) fn truncate(&mut self, to: Extent) {
        for column in [&mut self.block_height, &mut self.block_time, &mut self.block_txs_end] {
            column.truncate(at(to.blocks));
        }
        self.block_hash.truncate(at(to.blocks));
        self.block_prev.truncate(at(to.blocks));
        self.tx_txid.truncate(at(to.txs));
        for column in [&mut self.tx_inputs_end, &mut self.tx_outputs_end, &mut self.tx_facts] {
            column.truncate(at(to.txs));
        }
        let unusual = unusual_within(&self.tx_unusual, &(0..at(to.txs))).end;
        self.tx_unusual.truncate(unusual);
        self.input_source.truncate(at(to.inputs));
        self.output_value.truncate(at(to.outputs));
        self.output_holder.truncate(at(to.outputs));
        self.foreign_txid.truncate(at(to.foreign));
        self.foreign_vout.truncate(at(to.foreign));
        self.foreign_value.truncate(at(to.foreign));
        self.foreign_holder.truncate(at(to.foreign));
        self.holders.truncate(at(to.addresses));
        let txs = 0..at(to.txs);
        let twins = rows_within(&self.twin_tx, &txs).end;
        let lost = rows_within(&self.lost_tx, &txs).end;
        self.twin_tx.truncate(twins);
        self.twin_older.truncate(twins);
        self.lost_tx.truncate(lost);
        self.lost_output.truncate(lost);
    }

    /// Adds what the next transaction says of itself; it stands in a block of this height.
    pub(crate) fn push_facts(&mut self, told: Facts, height: u32) {
        let word = told.pack(height);
        if facts::is_unusual(word) {
            self.tx_unusual.push(sparse::unusual(row(self.tx_facts.len()), told));
        }
        self.tx_facts.push(word.to_le_bytes());
    }

    /// The older transaction with the same txid as that of a row, if there is one.
    pub(crate) fn twin_of(&self, tx: u32) -> Option<u64> {
        u40_at(&self.twin_older, find32(&self.twin_tx, tx)?)
    }

    /// The inputs of a transaction, by row.
    pub(crate) fn inputs_of(&self, tx: usize) -> Range<u64> {
        span(&self.tx_inputs_end, tx)
    }

    /// The outputs of a transaction, by row.
    pub(crate) fn outputs_of(&self, tx: usize) -> Range<u64> {
        span(&self.tx_outputs_end, tx)
    }

    pub(crate) fn holder_of(&self, output: usize) -> Option<u32> {
        u32_at(&self.output_holder, output)
    }
}

/// Bytes of so many blocks, transactions, inputs, outputs and foreign rows.
pub(crate) fn bytes([blocks, txs, inputs, outputs, foreign]: [usize; 5]) -> usize {
    blocks * 76 + txs * 44 + inputs * 5 + outputs * 12 + foreign * 48
}

fn copy<T: Copy>(to: &mut Vec<T>, from: &[T], range: &Range<usize>) {
    to.extend_from_slice(from.get(range.clone()).unwrap_or(&[]));
}

/// Ends (or row numbers) that counted from `old` and now count from `new`.
fn copy_ends(
    to: &mut Vec<[u8; 4]>,
    from: &[[u8; 4]],
    range: &Range<usize>,
    (old, new): (u64, u64),
) {
    let moved = |end: &[u8; 4]| {
        let end = u64::from(u32::from_le_bytes(*end)).saturating_sub(old) + new;
        row(at(end.min(u64::from(u32::MAX)))).to_le_bytes()
    };
    to.extend(from.get(range.clone()).unwrap_or(&[]).iter().map(moved));
}

/// The records of transactions within a range; none where a damaged table does not ascend.
fn unusual_within(table: &[Unusual], range: &Range<usize>) -> Range<usize> {
    let before =
        |end: usize| table.partition_point(|record| (sparse::row_of(record) as usize) < end);
    let start = before(range.start);
    let found = start..before(range.end).max(start);
    let is_within = |record: &Unusual| range.contains(&(sparse::row_of(record) as usize));
    if table[found.clone()].iter().all(is_within) { found } else { start..start }
}

/// Which rows of an ascending column name a row within a range.
pub(crate) fn rows_within(column: &[[u8; 4]], range: &Range<usize>) -> Range<usize> {
    let before =
        |end: usize| column.partition_point(|number| (u32::from_le_bytes(*number) as usize) < end);
    let start = before(range.start);
    start..before(range.end).max(start)
}
