//! Whole columns, segment by segment: for sweeps that run at the speed of memory.
//!
//! A column is a slice of little-endian rows, just as it lies in the file, so a loop over it has no
//! call, no search and (over a whole slice) no bounds check a row, and the compiler makes vector
//! instructions of it. Rows count from the segment's first: row `r` of a column of outputs is output
//! `outputs().start + r` of the ledger, and a row that an end or a spender names is of this segment.
//! What a segment cannot know of its outputs, the newer ones do: see [`SegmentView::older_spent`].
//!
//! A damaged file can make values wrong, and a row that one column names be missing in another:
//! index with `get`. Whoever wants single rows asks [`Graph`] instead, which knows all of this.
//!
//! ```
//! # fn sum(graph: &graph::Graph) -> u128 {
//! let values = graph.segments().flat_map(|segment| segment.output_values());
//! values.map(|value| u128::from(u64::from_le_bytes(*value))).sum()
//! # }
//! ```

use std::ops::Range;

use model::batch::TxFlags;

use crate::columns::Access;
use crate::ids::{AddressId, InId, OutId, TxId};
use crate::packed::{NONE, TAG, unpack40};
use crate::read::Graph;
use crate::segment::{LOST, Segment, UNSPENT, facts, sparse};

/// The columns of one segment: a run of blocks. See the functions of [`Graph`] for single rows.
#[derive(Debug, Clone, Copy)]
pub struct SegmentView<'g> {
    segment: &'g Segment,
}

impl Graph {
    /// Every segment, in the order of their blocks; their rows follow each other without gaps.
    pub fn segments(&self) -> impl ExactSizeIterator<Item = SegmentView<'_>> + DoubleEndedIterator {
        self.expect(Access::InOrder);
        self.stack().segments().iter().map(|segment| SegmentView { segment })
    }

    /// The segment that holds a transaction, and its row there.
    #[inline]
    pub fn segment_of_tx(&self, id: TxId) -> Option<(SegmentView<'_>, usize)> {
        self.stack().tx(id.0).map(|(segment, row)| (SegmentView { segment }, row))
    }

    /// The segment that holds an output, and its row there.
    #[inline]
    pub fn segment_of_output(&self, id: OutId) -> Option<(SegmentView<'_>, usize)> {
        self.stack().output(id.0).map(|(segment, row)| (SegmentView { segment }, row))
    }
}

impl<'g> SegmentView<'g> {
    /// The holder of an output that nobody holds (data).
    pub const NOBODY: [u8; 4] = NONE.to_le_bytes();
    /// The spender of an output that no input of its own segment spends.
    pub const UNSPENT: [u8; 4] = UNSPENT.to_le_bytes();
    /// The spender of an output that can never be spent.
    pub const UNSPENDABLE: [u8; 4] = LOST.to_le_bytes();

    /// The positions of its blocks in the ledger.
    pub fn blocks(&self) -> Range<u64> {
        self.segment.base.blocks..self.segment.end().blocks
    }

    /// The ids of its transactions.
    pub fn txs(&self) -> Range<u64> {
        self.segment.base.txs..self.segment.end().txs
    }

    /// The ids of its inputs.
    pub fn inputs(&self) -> Range<u64> {
        self.segment.base.inputs..self.segment.end().inputs
    }

    /// The ids of its outputs.
    pub fn outputs(&self) -> Range<u64> {
        self.segment.base.outputs..self.segment.end().outputs
    }

    /// The ids of the addresses that were first seen in it.
    pub fn addresses(&self) -> Range<u64> {
        self.segment.base.addresses..self.segment.end().addresses
    }

    /// A row a block: u32, as the block says.
    pub fn block_times(&self) -> &'g [[u8; 4]] {
        self.segment.block_time()
    }

    /// A row a block: the row after its last transaction, u32. Its first is the end of the one before.
    pub fn block_txs_end(&self) -> &'g [[u8; 4]] {
        self.segment.block_txs_end()
    }

    /// A row a transaction.
    pub fn txids(&self) -> &'g [[u8; 32]] {
        self.segment.tx_txid()
    }

    /// A row a transaction: the row after its last input, u32.
    pub fn tx_inputs_end(&self) -> &'g [[u8; 4]] {
        self.segment.tx_inputs_end()
    }

    /// A row a transaction: the row after its last output, u32.
    pub fn tx_outputs_end(&self) -> &'g [[u8; 4]] {
        self.segment.tx_outputs_end()
    }

    /// A row a transaction: what it says of itself, of which [`SegmentView::flags`] reads the flags.
    pub fn tx_facts(&self) -> &'g [[u8; 4]] {
        self.segment.tx_facts()
    }

    /// The flags in a row of [`SegmentView::tx_facts`].
    #[inline]
    pub fn flags(row: [u8; 4]) -> TxFlags {
        TxFlags(facts::flags(u32::from_le_bytes(row)))
    }

    /// A row an input: the output it spends, 40 bits, which [`SegmentView::source`] reads.
    pub fn input_sources(&self) -> &'g [[u8; 5]] {
        self.segment.input_source()
    }

    /// A row an input: the holder of the output it spends, as in [`SegmentView::output_holders`];
    /// nobody's also where that is not known.
    pub fn input_holders(&self) -> &'g [[u8; 4]] {
        self.segment.input_holder()
    }

    /// A row an output: satoshi, u64.
    pub fn output_values(&self) -> &'g [[u8; 8]] {
        self.segment.output_value()
    }

    /// A row an output: who holds it, an [`AddressId`], u32, or [`SegmentView::NOBODY`].
    pub fn output_holders(&self) -> &'g [[u8; 4]] {
        self.segment.output_holder()
    }

    /// A row an output: the row of the input of this segment that spends it, u32, or
    /// [`SegmentView::UNSPENT`] or [`SegmentView::UNSPENDABLE`].
    pub fn output_spenders(&self) -> &'g [[u8; 4]] {
        self.segment.output_spender()
    }

    /// A row an address that was first seen here: its lock ([`model::script::Lock`]) in the lower four bits.
    pub fn address_kinds(&self) -> &'g [[u8; 1]] {
        self.segment.address_kind()
    }

    /// The output that an input spends, of a row of [`SegmentView::input_sources`]. `None`: it is in
    /// no block of this ledger (partial ledgers alone), and [`Graph::input`] tells what is known of it.
    #[inline]
    pub fn source(row: [u8; 5]) -> Option<OutId> {
        let source = unpack40(row);
        (source & TAG == 0).then_some(OutId(source))
    }

    /// Outputs of older segments that this one spends, in their order, each with the input that does;
    /// `None` for one that a twin made unspendable (BIP 30).
    pub fn older_spent(&self) -> impl ExactSizeIterator<Item = (OutId, Option<InId>)> + 'g {
        let base = self.segment.base.inputs;
        self.segment.older_spent().iter().map(move |record| {
            let spender = sparse::older_spender(record);
            let by = (spender != LOST).then(|| InId(base + u64::from(spender)));
            (OutId(sparse::older_output(record)), by)
        })
    }

    /// The addresses that have legs here and were first seen in older segments, ascending.
    pub fn older_touched(&self) -> impl ExactSizeIterator<Item = AddressId> + 'g {
        let touched = self.segment.touched_address().iter();
        touched.map(|address| AddressId(u32::from_le_bytes(*address)))
    }
}
