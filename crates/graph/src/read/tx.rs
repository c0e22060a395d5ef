//! Transactions, their inputs and outputs, and what became of these.

use model::amount::Sat;
use model::batch::TxFlags;
use model::hash::{OutPoint, Txid};
use model::time::Time;

use crate::ids::{AddressId, BlockId, InId, OutId, TxId};
use crate::packed::{NONE, NONE_WIDE, TAG, at, span, u32_at, u40_at, u64_at, within};
use crate::read::Graph;
use crate::read::block::block_id;
use crate::segment::facts::Facts;
use crate::segment::{Segment, owner};
use crate::stack::Spent;
use crate::values::{Fate, Input, Output, Source, Tx};

impl Graph {
    /// Newest first: two before BIP 30 have a twin.
    pub fn find_tx(&self, txid: &Txid) -> Vec<TxId> {
        self.stack().find_tx(&txid.0).into_iter().map(TxId).collect()
    }

    /// The output of an outpoint, of the newest transaction with that txid.
    pub fn find_output(&self, out_point: &OutPoint) -> Option<OutId> {
        let tx = *self.find_tx(&out_point.txid).first()?;
        let outputs = self.stack().outputs_of(tx.0);
        let output = outputs.start.checked_add(u64::from(out_point.vout))?;
        outputs.contains(&output).then_some(OutId(output))
    }

    pub fn txid(&self, id: TxId) -> Txid {
        let found = self.stack().tx(id.0).and_then(|(segment, row)| segment.tx_txid().get(row));
        Txid(found.copied().unwrap_or_default())
    }

    pub fn tx(&self, id: TxId) -> Tx {
        match self.stack().tx(id.0) {
            Some((segment, row)) => tx_of_row(segment, row),
            None => Tx {
                id,
                block: BlockId(0),
                inputs: 0..0,
                outputs: 0..0,
                version: 0,
                lock_time: 0,
                weight: 0,
                flags: TxFlags::default(),
            },
        }
    }

    pub fn time(&self, id: TxId) -> Time {
        let block = self.block_of(id);
        let found = self.stack().block(u64::from(block.0));
        let time = found.and_then(|(segment, row)| u32_at(segment.block_time(), row));
        Time::from(time.unwrap_or(0))
    }

    pub fn block_of(&self, id: TxId) -> BlockId {
        let found = self.stack().tx(id.0).and_then(|(segment, row)| block_of_row(segment, row));
        found.unwrap_or(BlockId(0))
    }

    /// The transaction that made an output.
    pub fn tx_of_output(&self, id: OutId) -> TxId {
        TxId(self.stack().tx_of_output(id.0).unwrap_or(0))
    }

    /// The transaction that an input belongs to.
    pub fn tx_of_input(&self, id: InId) -> TxId {
        TxId(self.stack().tx_of_input(id.0).unwrap_or(0))
    }

    pub fn output(&self, id: OutId) -> Output {
        let tx = self.tx_of_output(id);
        let first = self.stack().outputs_of(tx.0).start;
        self.output_of(tx, first, id)
    }

    /// An output's value and holder, and nothing that costs more.
    #[inline]
    pub fn value_and_holder(&self, id: OutId) -> (Sat, Option<AddressId>) {
        let (value, holder) = self.stack().value_and_holder(id.0).unwrap_or((0, NONE));
        (Sat(value), holder_id(holder))
    }

    pub fn fate(&self, id: OutId) -> Fate {
        match self.stack().spent(id.0) {
            Spent::By(input) => {
                Fate::Spent { tx: self.tx_of_input(InId(input)), input: InId(input) }
            }
            Spent::Lost => Fate::Unspendable,
            Spent::No if self.value_and_holder(id).1.is_none() => Fate::Unspendable,
            Spent::No => Fate::Unspent,
        }
    }

    pub fn input(&self, id: InId) -> Input {
        self.input_of(self.tx_of_input(id), id)
    }

    pub fn inputs(&self, tx: &Tx) -> impl Iterator<Item = Input> + '_ {
        let id = tx.id;
        tx.inputs.clone().map(move |input| self.input_of(id, InId(input)))
    }

    pub fn outputs(&self, tx: &Tx) -> impl Iterator<Item = Output> + '_ {
        let (id, first) = (tx.id, tx.outputs.start);
        tx.outputs.clone().map(move |output| self.output_of(id, first, OutId(output)))
    }

    fn output_of(&self, tx: TxId, first: u64, id: OutId) -> Output {
        let (value, holder) = self.value_and_holder(id);
        let vout = u32::try_from(id.0.saturating_sub(first)).unwrap_or(u32::MAX);
        Output { id, tx, vout, value, holder, fate: self.fate(id) }
    }

    fn input_of(&self, tx: TxId, id: InId) -> Input {
        // Without its row an input would be of the first output: rather of an unknown one.
        let source = self.stack().source(id.0).unwrap_or(TAG | (TAG - 1));
        let (value, holder) =
            self.stack().source_value_and_holder(source).unwrap_or((NONE_WIDE, NONE));
        let value = (value != NONE_WIDE).then_some(Sat(value));
        let holder = holder_id(holder);
        let source = match source & TAG {
            0 => Source::Output(OutId(source)),
            _ => Source::Foreign { out_point: self.foreign(source & !TAG), value, holder },
        };
        Input { id, tx, source, value, holder }
    }

    fn foreign(&self, id: u64) -> OutPoint {
        let found = self.stack().foreign(id).and_then(|(segment, row)| {
            let txid = Txid(*segment.foreign_txid().get(row)?);
            Some(OutPoint { txid, vout: u32_at(segment.foreign_vout(), row)? })
        });
        found.unwrap_or_default()
    }
}

#[inline]
pub(crate) fn holder_id(holder: u32) -> Option<AddressId> {
    (holder != NONE).then_some(AddressId(holder))
}

pub(crate) fn block_of_row(segment: &Segment, tx: usize) -> Option<BlockId> {
    let block = owner::of(segment.block_txs_end(), segment.tx_block_sample(), tx as u64)?;
    block_id(segment.base.blocks + block as u64)
}

fn tx_of_row(segment: &Segment, row: usize) -> Tx {
    let inputs = within(span(segment.tx_inputs_end(), row), segment.extent.inputs);
    let outputs = within(span(segment.tx_outputs_end(), row), segment.extent.outputs);
    let block = owner::of(segment.block_txs_end(), segment.tx_block_sample(), row as u64);
    let height = block.and_then(|block| u32_at(segment.block_height(), block)).unwrap_or(NONE);
    let Facts { version, lock_time, weight, flags } = segment.facts(row, height);
    let position = block.and_then(|block| block_id(segment.base.blocks + block as u64));
    Tx {
        id: TxId(segment.base.txs + row as u64),
        block: position.unwrap_or(BlockId(0)),
        inputs: segment.base.inputs + inputs.start..segment.base.inputs + inputs.end,
        outputs: segment.base.outputs + outputs.start..segment.base.outputs + outputs.end,
        version,
        lock_time,
        weight,
        flags: TxFlags(flags),
    }
}

/// The value behind an input, as a sweep reads it: see [`crate::TxView`].
#[inline]
pub(crate) fn value_spent(graph: &Graph, segment: &Segment, input: usize) -> Option<u64> {
    let source = u40_at(segment.input_source(), input)?;
    match source.checked_sub(segment.base.outputs) {
        // The most frequent case: made in the same segment.
        Some(own) if own < segment.extent.outputs => u64_at(segment.output_value(), at(own)),
        _ => graph.stack().source_value_and_holder(source).map(|(value, _)| value),
    }
}
