//! Blocks as the columns that a ledger takes, straight from what was written, without reading the
//! bytes back.

use model::amount::Sat;
use model::batch::{Batch, BlockRow, OutputRow, SpentRow, TxFlags, TxRow};
use model::script::classify;

use crate::block::Sealed;
use crate::tx::Transaction;

/// Appends a block's row and those of its transactions (coinbase first). `height` is `None` where
/// a loose block does not say its own.
pub fn push_block(block: &Sealed, height: Option<u32>, txs: &[Transaction], to: &mut Batch) {
    for (at, tx) in txs.iter().enumerate() {
        push_tx(tx, at == 0, block, at, to);
    }
    to.blocks.push(BlockRow {
        height,
        hash: block.at.hash,
        prev: block.prev,
        time: block.time,
        txs_end: end(to.txs.len()),
    });
}

/// Describes the output that an input row spends: what a file beside a loose block says.
pub fn push_spent(input: u32, value: Sat, script: &[u8], to: &mut Batch) {
    let output = output_row(value, script, &mut to.payloads);
    to.spent.push(SpentRow { input, output });
}

fn push_tx(tx: &Transaction, is_coinbase: bool, block: &Sealed, at: usize, to: &mut Batch) {
    let mut flags = 0;
    if is_coinbase {
        flags |= TxFlags::COINBASE;
    } else {
        to.inputs.extend(tx.inputs().iter().map(|input| input.prev));
    }
    if tx.is_segwit() {
        flags |= TxFlags::SEGWIT;
    }
    if tx.is_replaceable() {
        flags |= TxFlags::RBF;
    }
    for (vout, output) in tx.outputs().iter().enumerate() {
        let row = output_row(output.value, tx.script_of_output(vout), &mut to.payloads);
        to.outputs.push(row);
    }
    to.txs.push(TxRow {
        txid: block.txids[at],
        inputs_end: end(to.inputs.len()),
        outputs_end: end(to.outputs.len()),
        version: tx.version,
        lock_time: tx.lock_time,
        weight: block.weights[at],
        flags: TxFlags(flags),
    });
}

fn output_row(value: Sat, script: &[u8], payloads: &mut Vec<u8>) -> OutputRow {
    let (lock, payload) = classify(script);
    let payload = payload.as_bytes();
    let payload_start = end(payloads.len());
    payloads.extend_from_slice(payload);
    let payload_len = u16::try_from(payload.len()).expect("payloads are at most 1,325 bytes");
    OutputRow { value, lock, payload_start, payload_len }
}

fn end(length: usize) -> u32 {
    u32::try_from(length).expect("a scenario's batch is small")
}
