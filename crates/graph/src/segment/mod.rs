//! One run of blocks as an immutable file of columns, mapped or in memory.
//!
//! `docs/graph-format.md` says what each column holds. Accessors give a column as a slice; a damaged
//! file can make its values wrong, never its reader panic.

pub(crate) mod build;
pub(crate) mod counts;
pub(crate) mod facts;
pub(crate) mod holders;
pub(crate) mod index;
pub(crate) mod lanes;
pub(crate) mod legs;
pub(crate) mod owner;
pub(crate) mod rows;
mod scatter;
mod sound;
pub(crate) mod sparse;
mod spends;

use std::ops::Range;

use model::chain::LedgerId;

use crate::columns::{Columns, Content};
use crate::error::GraphError;
use crate::packed::{at, row, u32_at};
use crate::segment::counts::LegCounts;
use crate::segment::facts::Facts;
use crate::segment::holders::Holders;
use crate::segment::index::Index;
use crate::segment::rows::{Extent, Positions};

pub(crate) const CONTENT: Content = Content { name: "segment", version: 3 };

/// The spender of an output that nothing spent.
pub(crate) const UNSPENT: u32 = u32::MAX;
/// The "spender" of an output that nothing can spend any more.
pub(crate) const LOST: u32 = u32::MAX - 1;
/// Rows of one kind that a segment may have.
pub(crate) const ROWS_MAX: u64 = (1 << 31) - 1;

#[derive(Debug)]
pub(crate) struct Segment {
    columns: Columns,
    spans: Spans,
    /// The number in its file's name; 0 in memory.
    pub number: u64,
    /// Rows of the ledger before this segment.
    pub base: Extent,
    /// Rows of this segment.
    pub extent: Extent,
}

/// The columns of a segment, each with its bytes a row.
///
/// The first [`POSITIONS`] say what the chain says; the others are derived from them.
macro_rules! columns {
    ($($field:ident $name:literal $width:literal;)*) => {
        #[derive(Debug)]
        struct Spans { $($field: Range<usize>,)* }

        impl Spans {
            fn find(columns: &Columns) -> Result<Spans, GraphError> {
                Ok(Spans { $($field: find(columns, $name, $width)?,)* })
            }
        }

        impl Segment {
            $(
                #[inline]
                pub(crate) fn $field(&self) -> &[[u8; $width]] {
                    self.columns.slice(self.spans.$field.clone()).as_chunks().0
                }
            )*
        }

        /// Every column's name and width, in the order in which they are written.
        pub(crate) const COLUMNS: &[(&str, u32)] = &[$(($name, $width),)*];
    };
}

columns! {
    words "segment" 8;
    ledger_name "ledger" 1;

    block_height "block.height" 4;
    block_hash "block.hash" 32;
    block_prev "block.prev" 32;
    block_time "block.time" 4;
    block_txs_end "block.txs_end" 4;
    tx_txid "tx.txid" 32;
    tx_inputs_end "tx.inputs_end" 4;
    tx_outputs_end "tx.outputs_end" 4;
    tx_facts "tx.facts" 4;
    tx_unusual "tx.unusual" 17;
    input_source "input.source" 5;
    output_value "output.value" 8;
    output_holder "output.holder" 4;
    foreign_txid "foreign.txid" 32;
    foreign_vout "foreign.vout" 4;
    foreign_value "foreign.value" 8;
    foreign_holder "foreign.holder" 4;
    address_kind "address.kind" 1;
    address_payload "address.payload" 1;
    address_sample "address.payload_sample" 8;
    twin_tx "twin.tx" 4;
    twin_older "twin.older" 5;
    lost_tx "lost.tx" 4;
    lost_output "lost.output" 5;

    block_time_floor "block.time_floor" 4;
    tx_block_sample "tx.block_sample" 4;
    input_tx_sample "input.tx_sample" 4;
    output_tx_sample "output.tx_sample" 4;
    block_lines "block.hash_index" 64;
    tx_lines "tx.txid_index" 64;
    address_lines "address.index" 64;
    keys "key" 24;
    output_spender "output.spender" 4;
    older_spent "older_spent" 9;
    input_holder "input.holder" 4;
    leg "holder.leg" 4;
    touched_address "touched.address" 4;
    leg_counts_words "holder.leg_counts" 8;
    leg_counts_samples "holder.leg_counts_sample" 4;
    sums "sum" 28;
    wide_sums "sum.wide" 36;
}

pub(crate) const POSITIONS: usize = 26;

/// A column's bytes a row.
pub(crate) fn width(name: &str) -> u32 {
    COLUMNS.iter().find(|(known, _)| *known == name).map_or(1, |(_, width)| *width)
}

fn find(columns: &Columns, name: &str, width: u32) -> Result<Range<usize>, GraphError> {
    match columns.range(name) {
        Some((range, found)) if found == width && range.len() % width as usize == 0 => Ok(range),
        _ => Err(damaged(columns, format!("its column {name} is missing or of another width"))),
    }
}

fn damaged(columns: &Columns, what: String) -> GraphError {
    GraphError::Damaged { file: columns.name().to_owned(), what }
}

impl Segment {
    pub(crate) fn open(columns: Columns, ledger: LedgerId) -> Result<Segment, GraphError> {
        if columns.version() < CONTENT.version {
            return Err(GraphError::Older {
                file: columns.name().to_owned(),
                found: columns.version(),
                known: CONTENT.version,
            });
        }
        let spans = Spans::find(&columns)?;
        let (base, extent) = (Extent::default(), Extent::default());
        let mut segment = Segment { columns, spans, number: 0, base, extent };
        let words: Vec<u64> =
            segment.words().iter().map(|word| u64::from_le_bytes(*word)).collect();
        let Ok([number, b0, b1, b2, b3, b4, b5, e0, e1, e2, e3, e4, e5]) =
            <[u64; 13]>::try_from(words)
        else {
            return Err(damaged(&segment.columns, "its first column has not 13 words".to_owned()));
        };
        segment.number = number;
        segment.base = Extent::from_words([b0, b1, b2, b3, b4, b5]);
        segment.extent = Extent::from_words([e0, e1, e2, e3, e4, e5]);
        segment.check(ledger)?;
        Ok(segment)
    }

    /// Every dense column has as many rows as the segment says, so that an id within the segment's
    /// extent has its row.
    fn check(&self, ledger: LedgerId) -> Result<(), GraphError> {
        if self.ledger_name().as_flattened() != ledger.to_string().as_bytes() {
            return Err(damaged(&self.columns, format!("it is not of the ledger {ledger}")));
        }
        let Extent { blocks, txs, inputs, outputs, addresses, foreign } = self.extent;
        let lens = [
            ("block.height", self.block_height().len(), blocks),
            ("block.hash", self.block_hash().len(), blocks),
            ("block.prev", self.block_prev().len(), blocks),
            ("block.time", self.block_time().len(), blocks),
            ("block.txs_end", self.block_txs_end().len(), blocks),
            ("block.time_floor", self.block_time_floor().len(), blocks),
            ("tx.txid", self.tx_txid().len(), txs),
            ("tx.inputs_end", self.tx_inputs_end().len(), txs),
            ("tx.outputs_end", self.tx_outputs_end().len(), txs),
            ("tx.facts", self.tx_facts().len(), txs),
            ("input.source", self.input_source().len(), inputs),
            ("input.holder", self.input_holder().len(), inputs),
            ("output.value", self.output_value().len(), outputs),
            ("output.holder", self.output_holder().len(), outputs),
            ("output.spender", self.output_spender().len(), outputs),
            ("foreign.txid", self.foreign_txid().len(), foreign),
            ("foreign.vout", self.foreign_vout().len(), foreign),
            ("foreign.value", self.foreign_value().len(), foreign),
            ("foreign.holder", self.foreign_holder().len(), foreign),
            ("address.kind", self.address_kind().len(), addresses),
        ];
        for (name, found, expected) in lens {
            if found as u64 != expected {
                let what = format!("its column {name} has {found} rows and not {expected}");
                return Err(damaged(&self.columns, what));
            }
        }
        if self.rows_max() > ROWS_MAX {
            return Err(damaged(
                &self.columns,
                "it has more rows than a segment can have".to_owned(),
            ));
        }
        let indexes = [
            ("block.hash_index", self.block_index()),
            ("tx.txid_index", self.tx_index()),
            ("address.index", self.address_index()),
        ];
        if let Some((name, _)) = indexes.iter().find(|(_, index)| !index.is_whole()) {
            return Err(damaged(&self.columns, format!("its column {name} is cut short")));
        }
        let words = counts::words_len(self.leg().len(), self.holder_rows());
        for (name, found, expected) in [
            ("holder.leg_counts", self.leg_counts_words().len(), words),
            (
                "holder.leg_counts_sample",
                self.leg_counts_samples().len(),
                counts::samples_len(words),
            ),
        ] {
            if found != expected {
                let what = format!("its column {name} has {found} rows and not {expected}");
                return Err(damaged(&self.columns, what));
            }
        }
        Ok(())
    }

    /// The outputs of a transaction (by row), by id, for a writer: what it goes on from must be there.
    #[inline]
    pub(crate) fn sound_outputs_of(&self, tx: usize) -> Result<Range<u64>, GraphError> {
        let range = crate::packed::span(self.tx_outputs_end(), tx);
        if range.end > self.extent.outputs {
            let what = format!("its column tx.outputs_end: row {tx} lies beyond its outputs");
            return Err(self.damaged(what));
        }
        Ok(self.base.outputs + range.start..self.base.outputs + range.end)
    }

    pub(crate) fn damaged(&self, what: String) -> GraphError {
        damaged(&self.columns, what)
    }

    pub(crate) fn columns(&self) -> &Columns {
        &self.columns
    }

    pub(crate) fn end(&self) -> Extent {
        self.base.plus(self.extent)
    }

    /// The rows this segment was made from.
    pub(crate) fn positions(&self) -> Positions<'_> {
        Positions {
            base: self.base,
            block_height: self.block_height(),
            block_hash: self.block_hash(),
            block_prev: self.block_prev(),
            block_time: self.block_time(),
            block_txs_end: self.block_txs_end(),
            tx_txid: self.tx_txid(),
            tx_inputs_end: self.tx_inputs_end(),
            tx_outputs_end: self.tx_outputs_end(),
            tx_facts: self.tx_facts(),
            tx_unusual: self.tx_unusual(),
            input_source: self.input_source(),
            output_value: self.output_value(),
            output_holder: self.output_holder(),
            foreign_txid: self.foreign_txid(),
            foreign_vout: self.foreign_vout(),
            foreign_value: self.foreign_value(),
            foreign_holder: self.foreign_holder(),
            holders: self.holders(),
            twin_tx: self.twin_tx(),
            twin_older: self.twin_older(),
            lost_tx: self.lost_tx(),
            lost_output: self.lost_output(),
        }
    }

    /// Refuses to make anything new of rows that are not the ones written: their damage would then
    /// bear a sound checksum.
    pub(crate) fn check_positions(&self) -> Result<(), GraphError> {
        self.check_sound(&COLUMNS[..POSITIONS])
    }

    /// The same for every column.
    pub(crate) fn check_columns(&self) -> Result<(), GraphError> {
        self.check_sound(COLUMNS)
    }

    fn check_sound(&self, columns: &[(&str, u32)]) -> Result<(), GraphError> {
        match columns.iter().find(|(name, _)| !self.columns.is_sound(name)) {
            None => Ok(()),
            Some((name, _)) => {
                let what = format!("its column {name} does not match its checksum");
                Err(damaged(&self.columns, what))
            }
        }
    }

    /// The most rows there are of anything, legs included.
    pub(crate) fn rows_max(&self) -> u64 {
        let Extent { blocks, txs, inputs, outputs, addresses, foreign } = self.extent;
        blocks.max(txs).max(inputs + outputs).max(addresses + foreign)
    }

    /// Bytes of the columns above: what it takes to load them.
    pub(crate) fn positions_bytes(&self) -> usize {
        let Extent { blocks, txs, inputs, outputs, foreign, .. } = self.extent;
        let holders = self.holders();
        rows::bytes([blocks, txs, inputs, outputs, foreign].map(at))
            + holders.kinds.len()
            + holders.payloads.len()
    }

    #[inline]
    pub(crate) fn block_index(&self) -> Index<'_> {
        Index::of(self.block_lines(), self.extent.blocks)
    }

    #[inline]
    pub(crate) fn tx_index(&self) -> Index<'_> {
        Index::of(self.tx_lines(), self.extent.txs)
    }

    #[inline]
    pub(crate) fn address_index(&self) -> Index<'_> {
        Index::of(self.address_lines(), self.extent.addresses)
    }

    /// What a transaction of a block of this height says of itself.
    pub(crate) fn facts(&self, tx: usize, height: u32) -> Facts {
        match u32_at(self.tx_facts(), tx) {
            None => Facts::default(),
            Some(word) if facts::is_unusual(word) => self.unusual_facts(tx),
            Some(word) => Facts::unpack(word, height),
        }
    }

    #[cold]
    fn unusual_facts(&self, tx: usize) -> Facts {
        let found = sparse::find(self.tx_unusual(), row(tx), sparse::row_of);
        found.map_or(Facts::default(), sparse::unusual_facts)
    }

    #[inline]
    pub(crate) fn holders(&self) -> Holders<'_> {
        Holders {
            kinds: self.address_kind().as_flattened(),
            payloads: self.address_payload().as_flattened(),
            samples: self.address_sample(),
        }
    }

    /// How many rows the `holder.*` columns tell of.
    #[inline]
    pub(crate) fn holder_rows(&self) -> usize {
        self.touched_address().len() + at(self.extent.addresses)
    }

    #[inline]
    pub(crate) fn leg_counts(&self) -> LegCounts<'_> {
        LegCounts {
            words: self.leg_counts_words(),
            samples: self.leg_counts_samples(),
            rows: self.holder_rows(),
        }
    }

    /// The row of an address in the `holder.*` columns, if this segment touches it: older addresses
    /// come first, by id, then the segment's own.
    #[inline]
    pub(crate) fn holder_row(&self, address: u32) -> Option<usize> {
        match u64::from(address).checked_sub(self.base.addresses) {
            Some(own) if own < self.extent.addresses => {
                Some(self.touched_address().len() + at(own))
            }
            Some(_) => None,
            None => crate::packed::find32(self.touched_address(), address),
        }
    }
}
