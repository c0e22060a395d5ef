//! From the rows of a run of blocks to its segment: everything that can be derived, derived.
//!
//! Each derived column is made by ranges of what it is sorted by, so that memory beside the rows is
//! bounded and the cost of a row does not grow with their number. Groups of columns are made side
//! by side where there are threads for it; see [`lanes`].

use model::chain::LedgerId;
use model::hash::hash160;
use model::script::Lock;

use crate::columns::ColumnsWriter;
use crate::error::GraphError;
use crate::packed::{at, row};
use crate::segment::lanes::{self, Maker, Means, Sink};
use crate::segment::rows::Rows;
use crate::segment::{CONTENT, Segment, holders, index, legs, owner, sparse, spends};
use crate::stack::Stack;

/// Groups of columns that are made side by side.
const MAKERS: usize = 3;

/// Builds the segment of `rows`, which follow `older`, into `out`. `number` is in its file's name.
pub(crate) fn build(
    rows: &Rows,
    older: &Stack,
    ledger: LedgerId,
    number: u64,
    mut out: ColumnsWriter,
    means: Means,
) -> Result<Segment, GraphError> {
    if means.threads > 1 {
        out.write_ahead()?;
    }
    write_rows(rows, ledger, number, &mut out)?;
    let scratch = means.share(MAKERS);
    let makers: Vec<Maker<'_>> = vec![
        Box::new(|out| write_owners(rows, out)),
        Box::new(|out| write_indexes(rows, out, scratch)),
        Box::new(|out| {
            let spending = spends::write(rows, older, ledger, out, scratch)?;
            legs::write(rows, &spending, out, scratch)
        }),
    ];
    lanes::run(makers, &mut out, means)?;
    Segment::open(out.finish()?, ledger)
}

pub(crate) fn in_memory(
    rows: &Rows,
    older: &Stack,
    ledger: LedgerId,
) -> Result<Segment, GraphError> {
    build(rows, older, ledger, 0, ColumnsWriter::in_memory(CONTENT), Means::USUAL)
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
    out.rows("tx.facts", &rows.tx_facts)?;
    out.rows("tx.unusual", &rows.tx_unusual)?;
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

/// Times to search by, and from each row the coarser one that owns it.
fn write_owners(rows: &Rows, out: &mut dyn Sink) -> Result<(), GraphError> {
    // The earliest time from here on: it ascends where block times do not, so "the last block not
    // after a time" is a binary search.
    let mut floor = u32::MAX;
    let mut floors: Vec<[u8; 4]> = Vec::with_capacity(rows.block_time.len());
    for time in rows.block_time.iter().rev() {
        floor = floor.min(u32::from_le_bytes(*time));
        floors.push(floor.to_le_bytes());
    }
    floors.reverse();
    lanes::column(out, "block.time_floor", floors)?;
    let extent = rows.extent();
    write_samples(out, "tx.block_sample", &rows.block_txs_end, extent.txs)?;
    write_samples(out, "input.tx_sample", &rows.tx_inputs_end, extent.inputs)?;
    write_samples(out, "output.tx_sample", &rows.tx_outputs_end, extent.outputs)
}

fn write_samples(
    out: &mut dyn Sink,
    name: &'static str,
    ends: &[[u8; 4]],
    rows: u64,
) -> Result<(), GraphError> {
    let ends = ends.iter().map(|end| u32::from_le_bytes(*end));
    lanes::each(out, name, owner::samples_len(rows), owner::samples(ends, rows))
}

/// The indexes of blocks, transactions and the run's own addresses, and of the hashes of bare keys.
fn write_indexes(rows: &Rows, out: &mut dyn Sink, scratch: usize) -> Result<(), GraphError> {
    let hashes = || rows.block_hash.iter().map(index::hash_of);
    index::write(out, "block.hash_index", rows.block_hash.len(), hashes, scratch)?;
    let hashes = || rows.tx_txid.iter().map(index::hash_of);
    index::write(out, "tx.txid_index", rows.tx_txid.len(), hashes, scratch)?;
    let holders = rows.holders.view();
    let hashes = || holders.iter_from(0).map(|(lock, payload)| holders::hash(lock, payload));
    index::write(out, "address.index", rows.holders.len(), hashes, scratch)?;
    let bare = holders.iter_from(0).enumerate().filter(|(_, (lock, _))| *lock == Lock::P2pk);
    let mut keys: Vec<([u8; 20], u32)> = bare
        .map(|(number, (_, payload))| {
            let address = rows.base.addresses + number as u64;
            (hash160(payload), row(at(address)))
        })
        .collect();
    keys.sort_unstable();
    let keys = keys.iter().map(|(hash, address)| sparse::key(hash, *address)).collect();
    lanes::column(out, "key", keys)
}
