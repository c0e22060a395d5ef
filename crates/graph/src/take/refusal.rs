//! Why a batch is refused, with block, transaction and outpoint.

use model::amount::MONEY_MAX;
use model::batch::{Batch, OutputRow};
use model::hash::{BlockHash, OutPoint, Txid};

use crate::error::{GraphError, Place};
use crate::packed::{at, pack40, row, u40_at};
use crate::stack::Spent;
use crate::take::Taker;
use crate::take::holders::ADDRESSES_MAX;
use crate::take::settle::{Fault, Why};

/// Why an input cannot be.
pub(super) enum Refusal {
    Unknown,
    /// The output is there, but spent or unspendable.
    Spent(u64),
    /// What it spends cannot be read.
    Damaged(Box<GraphError>),
}

impl Refusal {
    pub(super) fn damaged(fault: GraphError) -> Refusal {
        Refusal::Damaged(Box::new(fault))
    }
}

impl Taker {
    /// A transaction of the batch, for an error.
    pub(super) fn place(&self, batch: &Batch, tx: usize) -> Box<Place> {
        let block = batch.blocks.partition_point(|block| block.txs_end as usize <= tx);
        let first = self.rows.end().blocks - batch.blocks.len() as u64;
        Box::new(Place {
            position: first + block as u64,
            block: batch.blocks.get(block).map_or(BlockHash::default(), |block| block.hash),
            tx: batch.txs.get(tx).map(|tx| tx.txid),
        })
    }

    pub(super) fn check_values(&self, batch: &Batch) -> Result<(), GraphError> {
        let too_much = |output: &OutputRow| output.value > MONEY_MAX;
        if let Some(index) = batch.outputs.iter().position(too_much) {
            let tx = batch.txs.partition_point(|tx| tx.outputs_end as usize <= index);
            let first = tx.checked_sub(1).map_or(0, |tx| batch.txs[tx].outputs_end as usize);
            let what = format!("output {}", index - first);
            let place = self.place(batch, tx);
            return Err(GraphError::TooMuch { place, what, value: batch.outputs[index].value });
        }
        if let Some(spent) = batch.spent.iter().find(|spent| too_much(&spent.output)) {
            let tx = batch.txs.partition_point(|tx| tx.inputs_end <= spent.input);
            let what = format!("the output told for {}", batch.inputs[spent.input as usize]);
            let place = self.place(batch, tx);
            return Err(GraphError::TooMuch { place, what, value: spent.output.value });
        }
        Ok(())
    }

    pub(super) fn refuse(
        &self,
        batch: &Batch,
        tx: usize,
        index: usize,
        refusal: Refusal,
    ) -> GraphError {
        let place = self.place(batch, tx);
        let first = tx.checked_sub(1).map_or(0, |tx| batch.txs[tx].inputs_end as usize);
        let (input, out_point) = (row(index - first), batch.inputs[index]);
        match refusal {
            Refusal::Unknown => GraphError::UnknownOutput { place, input, out_point },
            Refusal::Damaged(fault) => *fault,
            Refusal::Spent(output) => match self.spender(output) {
                Some(by) => GraphError::SpentTwice { place, input, out_point, by },
                None => GraphError::Unspendable { place, input, out_point },
            },
        }
    }

    /// A refusal found when the run was settled, in the words of one found at once.
    pub(super) fn refused(&self, fault: &Fault) -> GraphError {
        let place = Box::new(self.place_in_rows(fault.tx));
        let first = self.rows.inputs_of(fault.tx as usize).start;
        let named = |input: u32| {
            let pending = &self.run.pending;
            let number = pending.inputs.partition_point(|row| *row < input);
            let txid = pending.txids.get(number).copied().unwrap_or_default();
            let source = u40_at(&self.rows.input_source, input as usize).unwrap_or(0);
            let vout = row(at(source & u64::from(u32::MAX)));
            (row(at(u64::from(input) - first)), OutPoint { txid: Txid(txid), vout })
        };
        match fault.why {
            Why::MadeTwice { vout } => GraphError::MadeTwice { place, vout },
            Why::Full => GraphError::Full { place, what: "addresses", max: ADDRESSES_MAX },
            Why::Unknown { input } => {
                let (input, out_point) = named(input);
                GraphError::UnknownOutput { place, input, out_point }
            }
            Why::Spent { input, by } => {
                let (input, out_point) = named(input);
                match by.and_then(|by| self.txid(by)) {
                    Some(by) => GraphError::SpentTwice { place, input, out_point, by },
                    None => GraphError::Unspendable { place, input, out_point },
                }
            }
        }
    }

    fn place_in_rows(&self, tx: u32) -> Place {
        let ends = &self.rows.block_txs_end;
        let block = ends.partition_point(|end| u32::from_le_bytes(*end) <= tx);
        let hash = self.rows.block_hash.get(block).copied().unwrap_or_default();
        Place {
            position: self.rows.base.blocks + block as u64,
            block: BlockHash(hash),
            tx: self.rows.tx_txid.get(tx as usize).copied().map(Txid),
        }
    }

    fn txid(&self, tx: u64) -> Option<Txid> {
        let txid = match tx.checked_sub(self.rows.base.txs) {
            Some(own) => self.rows.tx_txid.get(at(own)),
            None => {
                let (segment, row) = self.stack.tx(tx)?;
                segment.tx_txid().get(row)
            }
        };
        txid.copied().map(Txid)
    }

    /// The transaction that spent an output, for an error: a walk over what was taken.
    fn spender(&self, output: u64) -> Option<Txid> {
        let wanted = pack40(output);
        let tx = match self.rows.input_source.iter().position(|source| *source == wanted) {
            Some(input) => {
                let ends = &self.rows.tx_inputs_end;
                let tx = ends.partition_point(|end| u32::from_le_bytes(*end) as usize <= input);
                self.rows.base.txs + tx as u64
            }
            None => match self.stack.spent(output) {
                Spent::By(input) => self.stack.tx_of_input(input)?,
                Spent::No | Spent::Lost => return None,
            },
        };
        self.txid(tx)
    }
}
