//! All transactions in chain order, each read straight from its columns.
//!
//! For work that touches everything (clusters, whole-chain taint): no allocation, no search for the
//! segment of a row, no spenders. A transaction's block is found when it is asked for.

use std::ops::Range;

use model::amount::Sat;
use model::batch::TxFlags;
use model::hash::Txid;

use crate::columns::Access;
use crate::ids::{AddressId, BlockId, InId, OutId, TxId};
use crate::packed::{NONE, NONE_WIDE, u32_at, u64_at};
use crate::read::Graph;
use crate::read::tx::{block_of_row, holder_id, value_spent};
use crate::segment::{Segment, facts};

impl Graph {
    /// Every transaction, in chain order.
    pub fn txs(&self) -> Txs<'_> {
        self.expect(Access::InOrder);
        self.txs_in(0..self.counts().transactions)
    }

    /// The transactions of a range of ids (such as [`crate::Block::txs`]), in chain order.
    pub fn txs_in(&self, range: Range<u64>) -> Txs<'_> {
        Txs { graph: self, next: range.start, end: range.end, segment: None }
    }
}

/// See [`Graph::txs`].
#[derive(Debug, Clone)]
pub struct Txs<'g> {
    graph: &'g Graph,
    next: u64,
    end: u64,
    segment: Option<Columns<'g>>,
}

/// The columns of the segment that the sweep is in, and how far it has come.
#[derive(Debug, Clone, Copy)]
struct Columns<'g> {
    segment: &'g Segment,
    inputs_end: &'g [[u8; 4]],
    outputs_end: &'g [[u8; 4]],
    inputs_max: u32,
    outputs_max: u32,
    row: usize,
    input: u32,
    output: u32,
}

impl<'g> Iterator for Txs<'g> {
    type Item = TxView<'g>;

    #[inline]
    fn next(&mut self) -> Option<TxView<'g>> {
        if self.next >= self.end {
            return None;
        }
        let columns = match &mut self.segment {
            Some(columns) if columns.row < columns.inputs_end.len() => columns,
            _ => {
                let (segment, row) = self.graph.stack().tx(self.next)?;
                self.segment.insert(Columns::at(segment, row))
            }
        };
        // A damaged end claims no rows that are not there.
        let end = |ends, most: u32| Some(u32_at(ends, columns.row)?.min(most));
        let inputs_end = end(columns.inputs_end, columns.inputs_max)?.max(columns.input);
        let outputs_end = end(columns.outputs_end, columns.outputs_max)?.max(columns.output);
        let view = TxView {
            graph: self.graph,
            segment: columns.segment,
            row: columns.row,
            inputs: columns.input as usize..inputs_end as usize,
            outputs: columns.output as usize..outputs_end as usize,
        };
        columns.row += 1;
        columns.input = inputs_end;
        columns.output = outputs_end;
        self.next += 1;
        Some(view)
    }
}

impl<'g> Columns<'g> {
    fn at(segment: &'g Segment, row: usize) -> Columns<'g> {
        let (inputs_end, outputs_end) = (segment.tx_inputs_end(), segment.tx_outputs_end());
        let most = |rows: u64| crate::packed::row(crate::packed::at(rows));
        let (inputs_max, outputs_max) = (most(segment.extent.inputs), most(segment.extent.outputs));
        let before = |ends, most: u32| {
            row.checked_sub(1).and_then(|row| u32_at(ends, row)).unwrap_or(0).min(most)
        };
        let (input, output) = (before(inputs_end, inputs_max), before(outputs_end, outputs_max));
        Columns { segment, inputs_end, outputs_end, inputs_max, outputs_max, row, input, output }
    }
}

/// One transaction of a sweep.
#[derive(Debug, Clone)]
pub struct TxView<'g> {
    graph: &'g Graph,
    segment: &'g Segment,
    row: usize,
    inputs: Range<usize>,
    outputs: Range<usize>,
}

impl<'g> TxView<'g> {
    #[inline]
    pub fn id(&self) -> TxId {
        TxId(self.segment.base.txs + self.row as u64)
    }

    pub fn txid(&self) -> Txid {
        Txid(self.segment.tx_txid().get(self.row).copied().unwrap_or_default())
    }

    pub fn block(&self) -> BlockId {
        block_of_row(self.segment, self.row).unwrap_or(BlockId(0))
    }

    #[inline]
    pub fn flags(&self) -> TxFlags {
        TxFlags(facts::flags(u32_at(self.segment.tx_facts(), self.row).unwrap_or(0)))
    }

    #[inline]
    pub fn inputs_len(&self) -> usize {
        self.inputs.len()
    }

    #[inline]
    pub fn outputs_len(&self) -> usize {
        self.outputs.len()
    }

    pub fn input_ids(&self) -> impl Iterator<Item = InId> + use<> {
        let base = self.segment.base.inputs;
        self.inputs.clone().map(move |row| InId(base + row as u64))
    }

    pub fn output_ids(&self) -> impl Iterator<Item = OutId> + use<> {
        let base = self.segment.base.outputs;
        self.outputs.clone().map(move |row| OutId(base + row as u64))
    }

    /// The value and holder behind each input, where known.
    #[inline]
    pub fn inputs(&self) -> impl Iterator<Item = (Option<Sat>, Option<AddressId>)> + 'g {
        let (graph, segment) = (self.graph, self.segment);
        self.inputs.clone().map(move |row| {
            let value = value_spent(graph, segment, row).filter(|value| *value != NONE_WIDE);
            let holder = u32_at(segment.input_holder(), row).unwrap_or(NONE);
            (value.map(Sat), holder_id(holder))
        })
    }

    /// The holder behind each input, where known.
    #[inline]
    pub fn input_holders(&self) -> impl Iterator<Item = Option<AddressId>> + 'g {
        let holders = self.segment.input_holder();
        self.inputs.clone().map(move |row| holder_id(u32_at(holders, row).unwrap_or(NONE)))
    }

    /// Each output's value and holder.
    #[inline]
    pub fn outputs(&self) -> impl Iterator<Item = (Sat, Option<AddressId>)> + 'g {
        let (values, holders) = (self.segment.output_value(), self.segment.output_holder());
        self.outputs.clone().map(move |row| {
            let value = u64_at(values, row).unwrap_or(0);
            (Sat(value), holder_id(u32_at(holders, row).unwrap_or(NONE)))
        })
    }
}
