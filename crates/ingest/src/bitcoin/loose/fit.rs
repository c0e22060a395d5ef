//! Whether a list of spent outputs can be the one a block spends.
//!
//! A list in input order names no outpoints, so it is held against the block: as many outputs as
//! inputs, no transaction that pays out more than it takes in, and every output that the block
//! spends of its own transactions is the one it made. A list that fails one of these is another
//! block's, or damaged.

use std::collections::BTreeMap;

use model::amount::Total;
use model::batch::{Batch, OutputRow};
use model::hash::OutPoint;

use super::spent::Spents;
use crate::bitcoin::decode::output_row;

/// Says yes or no for a batch of that one block.
pub fn fits(batch: &Batch, spents: &Spents) -> bool {
    spents.len() == batch.inputs.len()
        && tx_ends_fit(batch, spents)
        && fees_fit(batch, spents)
        && own_outputs_fit(batch, spents)
}

fn tx_ends_fit(batch: &Batch, spents: &Spents) -> bool {
    let Some(ends) = spents.tx_ends() else { return true };
    ends.iter().copied().eq(batch.txs.iter().skip(1).map(|tx| tx.inputs_end))
}

fn fees_fit(batch: &Batch, spents: &Spents) -> bool {
    let mut known = spents.iter();
    let mut output_start = 0;
    let mut input_start = 0;
    batch.txs.iter().all(|tx| {
        let outputs = &batch.outputs[output_start..tx.outputs_end as usize];
        let paid: Total = outputs.iter().map(|output| output.value).sum();
        let inputs = (tx.inputs_end - input_start) as usize;
        let taken: Option<Vec<_>> = known.by_ref().take(inputs).collect();
        (output_start, input_start) = (tx.outputs_end as usize, tx.inputs_end);
        let Some(taken) = taken else { return true };
        tx.flags.is_coinbase() || taken.iter().map(|(value, _)| *value).sum::<Total>() >= paid
    })
}

fn own_outputs_fit(batch: &Batch, spents: &Spents) -> bool {
    let own = own_outputs(batch);
    batch.inputs.iter().zip(spents.iter()).all(|(input, known)| {
        let (Some(output), Some((value, script))) = (own.get(input), known) else { return true };
        let mut payload = Vec::new();
        let row = output_row(value, script, &mut payload);
        (row.value, row.lock) == (output.value, output.lock) && payload == batch.payload(output)
    })
}

/// The block's outputs by outpoint.
fn own_outputs(batch: &Batch) -> BTreeMap<OutPoint, &OutputRow> {
    let mut own = BTreeMap::new();
    let mut start = 0;
    for tx in &batch.txs {
        let outputs = &batch.outputs[start..tx.outputs_end as usize];
        for (vout, output) in (0..).zip(outputs) {
            own.insert(OutPoint { txid: tx.txid, vout }, output);
        }
        start = tx.outputs_end as usize;
    }
    own
}
