//! One number for what a ledger means, however it was written.
//!
//! SHA-256 over the ledger's name and, in chain order, every block, transaction, input and output,
//! each field at its full width. An input is told by the number of the output it spends, or by what
//! is known of a foreign one; an output by value and holder. Nothing of it depends on segments, on
//! files, or on how many steps the ledger was written in.

use std::ops::Range;

use model::hash::Digest;
use sha2::{Digest as _, Sha256};

use crate::columns::Access;
use crate::packed::{NONE, NONE_WIDE, TAG, at, span, u32_at, u40_at, u64_at};
use crate::read::Graph;
use crate::segment::Segment;
use crate::segment::rows::Extent;

const PREFIX: &[u8] = b"kancil ledger digest 1\n";
const BUFFER: usize = 1 << 16;

impl Graph {
    /// SHA-256 over what the ledger means (blocks, transactions, legs, in order; not over file bytes), so
    /// that two stores of the same blocks agree however they were written.
    pub fn logical_digest(&self) -> Digest {
        self.expect(Access::InOrder);
        let mut out = Stream { hash: Sha256::new(), buffer: Vec::with_capacity(BUFFER * 2) };
        out.put(PREFIX);
        out.put(self.ledger().to_string().as_bytes());
        for segment in self.stack().segments() {
            let mut done = Extent::default();
            for block in 0..at(segment.extent.blocks) {
                self.digest_block(segment, block, &mut done, &mut out);
            }
        }
        out.flush();
        Digest(out.hash.finalize().into())
    }

    /// `done` says how many of the segment's rows were told: damaged ends do not lead back to them, or this
    /// might be endless.
    fn digest_block(&self, segment: &Segment, block: usize, done: &mut Extent, out: &mut Stream) {
        let txs = span(segment.block_txs_end(), block);
        let height = u32_at(segment.block_height(), block).unwrap_or(NONE);
        out.put(&height.to_le_bytes());
        out.put(segment.block_hash().get(block).unwrap_or(&[0; 32]));
        out.put(segment.block_prev().get(block).unwrap_or(&[0; 32]));
        out.put(segment.block_time().get(block).unwrap_or(&[0; 4]));
        out.put(&(txs.end - txs.start).to_le_bytes());
        for tx in rest(&mut done.txs, txs, segment.extent.txs) {
            self.digest_tx(segment, at(tx), height, done, out);
            if out.buffer.len() >= BUFFER {
                out.flush();
            }
        }
    }

    fn digest_tx(
        &self,
        segment: &Segment,
        tx: usize,
        height: u32,
        done: &mut Extent,
        out: &mut Stream,
    ) {
        let inputs = span(segment.tx_inputs_end(), tx);
        let outputs = span(segment.tx_outputs_end(), tx);
        out.put(segment.tx_txid().get(tx).unwrap_or(&[0; 32]));
        let facts = segment.facts(tx, height);
        out.put(&facts.version.to_le_bytes());
        out.put(&facts.lock_time.to_le_bytes());
        out.put(&facts.weight.to_le_bytes());
        out.put(&[facts.flags]);
        out.put(&(inputs.end - inputs.start).to_le_bytes());
        out.put(&(outputs.end - outputs.start).to_le_bytes());
        for input in rest(&mut done.inputs, inputs, segment.extent.inputs) {
            let source = u40_at(segment.input_source(), at(input)).unwrap_or(TAG);
            match source & TAG {
                0 => out.put(&source.to_le_bytes()),
                _ => self.digest_foreign(source & !TAG, out),
            }
        }
        for output in rest(&mut done.outputs, outputs, segment.extent.outputs) {
            let value = u64_at(segment.output_value(), at(output)).unwrap_or(0);
            out.put(&value.to_le_bytes());
            self.digest_holder(u32_at(segment.output_holder(), at(output)).unwrap_or(NONE), out);
        }
    }

    fn digest_foreign(&self, foreign: u64, out: &mut Stream) {
        out.put(&TAG.to_le_bytes());
        let Some((segment, row)) = self.stack().foreign(foreign) else { return };
        out.put(segment.foreign_txid().get(row).unwrap_or(&[0; 32]));
        out.put(segment.foreign_vout().get(row).unwrap_or(&[0; 4]));
        out.put(&u64_at(segment.foreign_value(), row).unwrap_or(NONE_WIDE).to_le_bytes());
        self.digest_holder(u32_at(segment.foreign_holder(), row).unwrap_or(NONE), out);
    }

    /// Lock, length and payload; zeroes for nobody.
    fn digest_holder(&self, holder: u32, out: &mut Stream) {
        let found = match holder {
            NONE => None,
            _ => self.stack().address(u64::from(holder)),
        };
        match found.and_then(|(segment, row)| segment.holders().get(row)) {
            Some((lock, payload)) => {
                out.put(&[lock as u8]);
                out.put(&(payload.len() as u64).to_le_bytes());
                out.put(payload);
            }
            None => out.put(&[0; 9]),
        }
    }
}

/// The rows of a span that are there and are not done.
fn rest(done: &mut u64, span: Range<u64>, rows: u64) -> Range<u64> {
    let rest = span.start.max(*done)..span.end.min(rows);
    *done = rest.end.max(*done);
    rest
}

/// Gathers small fields, so that the hash runs over large pieces.
struct Stream {
    hash: Sha256,
    buffer: Vec<u8>,
}

impl Stream {
    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    fn flush(&mut self) {
        self.hash.update(&self.buffer);
        self.buffer.clear();
    }
}
