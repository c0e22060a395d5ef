//! A ledger's segments, one upon the other, and which of them holds a row.

pub(crate) mod join;
mod nearness;
mod spends;

use std::sync::Arc;

use model::script::Lock;

use crate::error::GraphError;
use crate::packed::{NONE, NONE_WIDE, TAG, at, span, u32_at, u40_at, u64_at};
use crate::segment::index::Index;
use crate::segment::rows::Extent;
use crate::segment::{LOST, Segment, UNSPENT, holders, index, owner, sparse};
use crate::stack::nearness::Nearness;

/// Segments in the order of their blocks, without gaps.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stack {
    segments: Vec<Arc<Segment>>,
    nearness: Arc<Nearness>,
}

/// What becomes of an output, by input id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spent {
    No,
    Lost,
    By(u64),
}

macro_rules! locate {
    ($($name:ident $rows:ident;)*) => {
        $(
            /// The segment that holds a row, and the row within it.
            #[inline]
            pub(crate) fn $name(&self, id: u64) -> Option<(&Segment, usize)> {
                let index = self.segments.partition_point(|s| s.base.$rows + s.extent.$rows <= id);
                let segment = self.segments.get(index)?;
                Some((segment, at(id.checked_sub(segment.base.$rows)?)))
            }
        )*
    };
}

impl Stack {
    pub(crate) fn of(segments: Vec<Arc<Segment>>) -> Stack {
        Stack { segments, nearness: Arc::default() }
    }

    pub(crate) fn segments(&self) -> &[Arc<Segment>] {
        &self.segments
    }

    pub(crate) fn push(&mut self, segment: Segment) {
        self.segments.push(Arc::new(segment));
    }

    /// These segments and one upon them.
    pub(crate) fn with(&self, segment: Segment) -> Stack {
        let mut stack = self.clone();
        stack.push(segment);
        stack
    }

    pub(crate) fn end(&self) -> Extent {
        self.segments.last().map_or(Extent::default(), |last| last.end())
    }

    locate! {
        block blocks;
        tx txs;
        input inputs;
        output outputs;
        address addresses;
        foreign foreign;
    }

    /// The outputs of a transaction, by id.
    #[inline]
    pub(crate) fn outputs_of(&self, tx: u64) -> std::ops::Range<u64> {
        let Some((segment, row)) = self.tx(tx) else { return 0..0 };
        let range = span(segment.tx_outputs_end(), row);
        let within = |row: u64| segment.base.outputs + row.min(segment.extent.outputs);
        within(range.start)..within(range.end)
    }

    #[inline]
    pub(crate) fn value_and_holder(&self, output: u64) -> Option<(u64, u32)> {
        let (segment, row) = self.output(output)?;
        Some((u64_at(segment.output_value(), row)?, u32_at(segment.output_holder(), row)?))
    }

    /// As [`Self::outputs_of`], for a writer: what it goes on from must be there.
    pub(crate) fn sound_outputs_of(&self, tx: u64) -> Result<std::ops::Range<u64>, GraphError> {
        let Some((segment, row)) = self.tx(tx) else { return Ok(0..0) };
        segment.sound_outputs_of(row)
    }

    /// As [`Self::value_and_holder`], for a writer: the holder must be one that was there then.
    pub(crate) fn sound_value_and_holder(&self, output: u64) -> Result<(u64, u32), GraphError> {
        let Some((segment, row)) = self.output(output) else { return Ok((NONE_WIDE, NONE)) };
        let (value, holder) = u64_at(segment.output_value(), row)
            .zip(u32_at(segment.output_holder(), row))
            .unwrap_or((NONE_WIDE, NONE));
        if holder != NONE && u64::from(holder) >= segment.end().addresses {
            let what = format!("its column output.holder: row {row} names no address");
            return Err(segment.damaged(what));
        }
        Ok((value, holder))
    }

    /// Who spent an output: its own segment knows if it was spent there, else a newer one does.
    pub(crate) fn spent(&self, output: u64) -> Spent {
        let first = self.segments.partition_point(|s| s.end().outputs <= output);
        let Some(own) = self.segments.get(first) else { return Spent::No };
        let row = at(output.saturating_sub(own.base.outputs));
        match spent_by(own, u32_at(own.output_spender(), row)) {
            Spent::No => {}
            known => return known,
        }
        for newer in &self.segments[first + 1..] {
            if let Some(found) = sparse::find(newer.older_spent(), output, sparse::older_output) {
                return spent_by(newer, Some(sparse::older_spender(found)));
            }
        }
        Spent::No
    }

    /// The transaction that an input belongs to.
    pub(crate) fn tx_of_input(&self, input: u64) -> Option<u64> {
        let (segment, row) = self.input(input)?;
        let tx = owner::of(segment.tx_inputs_end(), segment.input_tx_sample(), row as u64)?;
        Some(segment.base.txs + tx as u64)
    }

    /// The transaction that made an output.
    pub(crate) fn tx_of_output(&self, output: u64) -> Option<u64> {
        let (segment, row) = self.output(output)?;
        let tx = owner::of(segment.tx_outputs_end(), segment.output_tx_sample(), row as u64)?;
        Some(segment.base.txs + tx as u64)
    }

    /// Asks every segment's index for the line where the search for a hash begins: the processor
    /// waits for all of them at once, and not for one after the other. Says whether they were far, on a disk.
    #[inline]
    fn ask_for_lines<'s>(&'s self, index: impl Fn(&'s Segment) -> Index<'s>, hash: u64) -> bool {
        if !self.nearness.is_granted(hash) {
            let segments = self.segments.iter();
            let lines = segments.map(|s| (s.columns(), index(s).near_home(hash)));
            return self.nearness.reach(lines);
        }
        for segment in &self.segments {
            index(segment).prefetch(hash);
        }
        false
    }

    /// Has what will be read of every row that may have the key of a hash brought from the disk, all at once.
    #[cold]
    fn fetch_rows<'s, const N: usize>(
        &'s self,
        index: impl Fn(&'s Segment) -> Index<'s>,
        hash: u64,
        read: impl Fn(&'s Segment, usize) -> [&'s [u8]; N],
    ) {
        for segment in &self.segments {
            for bytes in index(segment).rows(hash).flat_map(|row| read(segment, row)) {
                segment.columns().fetch_bytes(bytes);
            }
        }
    }

    /// The transactions with a txid, newest first.
    pub(crate) fn find_tx(&self, txid: &[u8; 32]) -> Vec<u64> {
        let mut found = Vec::new();
        let hash = index::hash_of(txid);
        if self.ask_for_lines(Segment::tx_index, hash) {
            self.fetch_rows(Segment::tx_index, hash, |segment, row| {
                [segment.tx_txid().get(row).map_or(&[], <[u8; 32]>::as_slice)]
            });
        }
        for segment in self.segments.iter().rev() {
            let rows = segment.tx_index().rows(hash);
            let start = found.len();
            found.extend(
                rows.filter(|row| segment.tx_txid().get(*row) == Some(txid))
                    .map(|row| segment.base.txs + row as u64),
            );
            found[start..].reverse();
        }
        found
    }

    /// The blocks with a hash, oldest first.
    pub(crate) fn find_block(&self, hash: &[u8; 32]) -> Option<u64> {
        self.segments.iter().find_map(|segment| {
            let key = index::hash_of(hash);
            segment
                .block_index()
                .rows(key)
                .find(|row| segment.block_hash().get(*row) == Some(hash))
                .map(|row| segment.base.blocks + row as u64)
        })
    }

    /// The number of an address.
    pub(crate) fn find_address(&self, lock: Lock, payload: &[u8]) -> Option<u64> {
        let hash = holders::hash(lock, payload);
        if self.ask_for_lines(Segment::address_index, hash) {
            let segments = self.segments.iter();
            let samples = segments.map(|s| (s.columns(), s.address_sample().as_flattened()));
            self.nearness.reach_once(samples);
            self.fetch_rows(Segment::address_index, hash, |segment, row| {
                segment.holders().around(row)
            });
        }
        self.segments.iter().find_map(|segment| {
            let holders = segment.holders();
            let is = |row: &usize| holders.get(*row) == Some((lock, payload));
            let rows = segment.address_index().rows(hash);
            let found = rows.inspect(|row| holders.prefetch(*row)).find(is)?;
            Some(segment.base.addresses + found as u64)
        })
    }

    /// An input's source as it stands: an output id, or a tagged foreign row.
    #[inline]
    pub(crate) fn source(&self, input: u64) -> Option<u64> {
        let (segment, row) = self.input(input)?;
        u40_at(segment.input_source(), row)
    }

    /// The value and holder of a source, where known. [`crate::packed::NONE`] and `NONE_WIDE` where
    /// a foreign row does not tell.
    #[inline]
    pub(crate) fn source_value_and_holder(&self, source: u64) -> Option<(u64, u32)> {
        if source & TAG == 0 {
            return self.value_and_holder(source);
        }
        let (segment, row) = self.foreign(source & !TAG)?;
        Some((u64_at(segment.foreign_value(), row)?, u32_at(segment.foreign_holder(), row)?))
    }
}

fn spent_by(segment: &Segment, spender: Option<u32>) -> Spent {
    match spender {
        None | Some(UNSPENT) => Spent::No,
        Some(LOST) => Spent::Lost,
        Some(row) => Spent::By(segment.base.inputs + u64::from(row)),
    }
}
