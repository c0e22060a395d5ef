//! Whether a batch is in itself a batch: ends ascend, and nothing points outside of it.

use model::batch::Batch;

use crate::error::GraphError;

pub(crate) fn check(batch: &Batch) -> Result<(), GraphError> {
    let txs = ends(batch.blocks.iter().map(|block| block.txs_end), batch.txs.len());
    let inputs = ends(batch.txs.iter().map(|tx| tx.inputs_end), batch.inputs.len());
    let outputs = ends(batch.txs.iter().map(|tx| tx.outputs_end), batch.outputs.len());
    for (fits, what) in [
        (txs, "its blocks do not divide its transactions"),
        (inputs, "its transactions do not divide its inputs"),
        (outputs, "its transactions do not divide its outputs"),
        (payloads(batch), "a payload lies outside of it"),
        (spent(batch), "its spent outputs do not name its inputs in ascending order"),
    ] {
        if !fits {
            return Err(GraphError::Shape { what: what.to_owned() });
        }
    }
    Ok(())
}

fn ends(ends: impl Iterator<Item = u32>, rows: usize) -> bool {
    let mut last = 0;
    for end in ends {
        if end < last {
            return false;
        }
        last = end;
    }
    last as usize == rows
}

fn payloads(batch: &Batch) -> bool {
    let told = batch.spent.iter().map(|spent| &spent.output);
    batch.outputs.iter().chain(told).all(|output| {
        output.payload_start as usize + usize::from(output.payload_len) <= batch.payloads.len()
    })
}

fn spent(batch: &Batch) -> bool {
    batch.spent.is_sorted_by(|a, b| a.input < b.input)
        && batch.spent.last().is_none_or(|last| (last.input as usize) < batch.inputs.len())
}
