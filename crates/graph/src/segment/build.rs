//! From the rows of a run of blocks to its segment: everything that can be derived, derived.
//!
//! One pass each for who spent what, for the legs and sums of addresses, and for each index;
//! every sort is a counting sort, and memory is a small multiple of the rows themselves.

use model::chain::{LedgerId, LedgerKind};
use model::hash::hash160;
use model::script::Lock;

use crate::columns::ColumnsWriter;
use crate::error::GraphError;
use crate::packed::{NONE, NONE_WIDE, TAG, at, row, u32_at, u64_at, unpack40};
use crate::segment::legs::{self, Spending};
use crate::segment::rows::Rows;
use crate::segment::{CONTENT, LOST, Segment, UNSPENT, holders, index, owner, sparse};
use crate::stack::Stack;

/// Builds the segment of `rows`, which follow `older`, into `out`. `number` is in its file's name.
pub(crate) fn build(
    rows: &Rows,
    older: &Stack,
    ledger: LedgerId,
    number: u64,
    mut out: ColumnsWriter,
) -> Result<Segment, GraphError> {
    write_rows(rows, ledger, number, &mut out)?;
    write_blocks(rows, &mut out)?;
    write_txs(rows, &mut out)?;
    write_spenders(rows, ledger, &mut out)?;
    write_addresses(rows, &mut out)?;
    legs::write(rows, &spending(rows, older)?, &mut out)?;
    Segment::open(out.finish()?, ledger)
}

pub(crate) fn in_memory(
    rows: &Rows,
    older: &Stack,
    ledger: LedgerId,
) -> Result<Segment, GraphError> {
    build(rows, older, ledger, 0, ColumnsWriter::in_memory(CONTENT))
}

fn write_rows(
    rows: &Rows,
    ledger: LedgerId,
    number: u64,
    out: &mut ColumnsWriter,
) -> Result<(), GraphError> {
    let words = [&[number][..], &rows.base.to_words(), &rows.extent().to_words()].concat();
    out.u64s("segment", &words)?;
    out.bytes("ledger", ledger.to_string().as_bytes())?;
    out.rows("block.height", &rows.block_height)?;
    out.rows("block.hash", &rows.block_hash)?;
    out.rows("block.prev", &rows.block_prev)?;
    out.rows("block.time", &rows.block_time)?;
    out.rows("block.txs_end", &rows.block_txs_end)?;
    out.rows("tx.txid", &rows.tx_txid)?;
    out.rows("tx.inputs_end", &rows.tx_inputs_end)?;
    out.rows("tx.outputs_end", &rows.tx_outputs_end)?;
    out.rows("tx.version", &rows.tx_version)?;
    out.rows("tx.lock_time", &rows.tx_lock_time)?;
    out.rows("tx.weight", &rows.tx_weight)?;
    out.rows("tx.flags", &rows.tx_flags)?;
    out.rows("input.source", &rows.input_source)?;
    out.rows("output.value", &rows.output_value)?;
    out.rows("output.holder", &rows.output_holder)?;
    out.rows("foreign.txid", &rows.foreign_txid)?;
    out.rows("foreign.vout", &rows.foreign_vout)?;
    out.rows("foreign.value", &rows.foreign_value)?;
    out.rows("foreign.holder", &rows.foreign_holder)?;
    out.bytes("address.kind", &rows.holders.kinds)?;
    out.bytes("address.payload", &rows.holders.payloads)?;
    out.rows("address.payload_sample", &rows.holders.samples)?;
    out.rows("twin.tx", &rows.twin_tx)?;
    out.rows("twin.older", &rows.twin_older)?;
    out.rows("lost.tx", &rows.lost_tx)?;
    out.rows("lost.output", &rows.lost_output)
}

fn write_blocks(rows: &Rows, out: &mut ColumnsWriter) -> Result<(), GraphError> {
    // The earliest time from here on: it ascends where block times do not, so "the last block not
    // after a time" is a binary search.
    let mut floor = u32::MAX;
    let mut floors: Vec<[u8; 4]> = Vec::with_capacity(rows.block_time.len());
    for time in rows.block_time.iter().rev() {
        floor = floor.min(u32::from_le_bytes(*time));
        floors.push(floor.to_le_bytes());
    }
    floors.reverse();
    out.rows("block.time_floor", &floors)?;
    let hashes: Vec<u64> = rows.block_hash.iter().map(index::hash_of).collect();
    index::write(out, "block.hash_index", hashes.len(), || hashes.iter().copied())
}

fn write_txs(rows: &Rows, out: &mut ColumnsWriter) -> Result<(), GraphError> {
    let extent = rows.extent();
    write_samples(out, "tx.block_sample", &rows.block_txs_end, extent.txs)?;
    let hashes: Vec<u64> = rows.tx_txid.iter().map(index::hash_of).collect();
    index::write(out, "tx.txid_index", hashes.len(), || hashes.iter().copied())?;
    write_samples(out, "input.tx_sample", &rows.tx_inputs_end, extent.inputs)?;
    write_samples(out, "output.tx_sample", &rows.tx_outputs_end, extent.outputs)
}

fn write_samples(
    out: &mut ColumnsWriter,
    name: &str,
    ends: &[[u8; 4]],
    rows: u64,
) -> Result<(), GraphError> {
    let ends = ends.iter().map(|end| u32::from_le_bytes(*end));
    out.each(name, owner::samples_len(rows), owner::samples(ends, rows))
}

/// The spender of each of the run's own outputs, and by output id those of older ones.
fn write_spenders(
    rows: &Rows,
    ledger: LedgerId,
    out: &mut ColumnsWriter,
) -> Result<(), GraphError> {
    let mut own = vec![UNSPENT.to_le_bytes(); rows.output_value.len()];
    let mut older: Vec<(u64, u32)> = Vec::new();
    let mut spend = |output: u64, spender: u32| match output.checked_sub(rows.base.outputs) {
        Some(output) => own[at(output)] = spender.to_le_bytes(),
        None => older.push((output, spender)),
    };
    // Bitcoin Core never put the genesis coinbase into its set of unspent outputs.
    if ledger.kind == LedgerKind::Linked && rows.base.txs == 0 && !rows.tx_txid.is_empty() {
        rows.outputs_of(0).for_each(|output| spend(output, LOST));
    }
    for output in &rows.lost_output {
        spend(unpack40(*output), LOST);
    }
    for (input, source) in rows.input_source.iter().enumerate() {
        let source = unpack40(*source);
        if source & TAG == 0 {
            spend(source, row(input));
        }
    }
    out.rows("output.spender", &own)?;
    older.sort_unstable();
    out.each(
        "older_spent",
        older.len(),
        older.iter().map(|(output, by)| sparse::older_spent(*output, *by)),
    )
}

/// The index of the run's own addresses, and of the hashes of their bare keys.
fn write_addresses(rows: &Rows, out: &mut ColumnsWriter) -> Result<(), GraphError> {
    let mut hashes = Vec::with_capacity(rows.holders.len());
    let mut keys = Vec::new();
    for (number, (lock, payload)) in rows.holders.view().iter_from(0).enumerate() {
        hashes.push(holders::hash(lock, payload));
        if lock == Lock::P2pk {
            let address = rows.base.addresses + number as u64;
            keys.push((hash160(payload), row(at(address))));
        }
    }
    index::write(out, "address.index", hashes.len(), || hashes.iter().copied())?;
    keys.sort_unstable();
    out.each("key", keys.len(), keys.iter().map(|(hash, address)| sparse::key(hash, *address)))
}

/// The value and holder behind every input of the run.
fn spending(rows: &Rows, older: &Stack) -> Result<Spending, GraphError> {
    let mut spending = Spending {
        values: Vec::with_capacity(rows.input_source.len()),
        holders: Vec::with_capacity(rows.input_source.len()),
    };
    for source in &rows.input_source {
        let source = unpack40(*source);
        let known = if source & TAG != 0 {
            let foreign = at((source & !TAG) - rows.base.foreign);
            u64_at(&rows.foreign_value, foreign).zip(u32_at(&rows.foreign_holder, foreign))
        } else if let Some(own) = source.checked_sub(rows.base.outputs) {
            u64_at(&rows.output_value, at(own)).zip(rows.holder_of(at(own)))
        } else {
            Some(older.sound_value_and_holder(source)?)
        };
        let (value, holder) = known.unwrap_or((NONE_WIDE, NONE));
        spending.values.push(value);
        spending.holders.push(holder);
    }
    Ok(spending)
}
