//! Takes batches: checks them, finds what each input spends, numbers every address.
//!
//! What is taken lies in rows in memory, upon the segments there already are, until the rows are
//! made into a segment. A batch is taken wholly or not at all. Each step runs over the whole batch
//! before the next begins, so that a step's look-ups do not wait for each other.

use model::address::BitcoinAddress;
use model::amount::MONEY_MAX;
use model::batch::{Batch, BlockRow, OutputRow};
use model::block::BlockRef;
use model::chain::{LedgerId, LedgerKind};
use model::hash::{BlockHash, Txid};
use model::script::Lock;

use crate::error::{GraphError, Place};
use crate::packed::{NONE, NONE_WIDE, TAG, at, pack40, row, unpack40};
use crate::segment::holders::{self, Holders};
use crate::segment::index::hash_of;
use crate::segment::rows::{Extent, Rows};
use crate::stack::{Spent, Stack};
use crate::writer::shape;
use crate::writer::table::Table;

/// Look-ups that are begun together.
const GROUP: usize = 32;
const NOT_FOUND: u64 = u64::MAX;
/// `NONE` names no address.
const ADDRESSES_MAX: u64 = NONE as u64;

/// A ledger as the writer sees it: its segments, and the rows not yet in one.
#[derive(Debug)]
pub(crate) struct Taker {
    ledger: LedgerId,
    stack: Stack,
    rows: Rows,
    txids: Table,
    addresses: Table,
    /// Blocks by hash; in partial ledgers alone, since in a linked one none can come twice.
    blocks: Table,
    /// One bit an output, over the whole ledger: spent, or not to be spent any more.
    spent: Vec<u64>,
    scratch: Scratch,
}

/// Room that is used again for every batch.
#[derive(Debug, Default)]
struct Scratch {
    /// Per input of the batch, the newest transaction with the txid it names.
    sources: Vec<u64>,
    /// Foreign rows (of the run) whose holder is told by a row of `Batch::spent`.
    told: Vec<(u32, u32)>,
    /// Per output of the batch, its holder's hash.
    hashes: Vec<u64>,
}

impl Taker {
    pub(crate) fn new(ledger: LedgerId) -> Taker {
        Taker {
            ledger,
            stack: Stack::default(),
            rows: Rows::default(),
            txids: Table::with_room(0),
            addresses: Table::with_room(0),
            blocks: Table::with_room(0),
            spent: Vec::new(),
            scratch: Scratch::default(),
        }
    }

    pub(crate) fn rows(&self) -> &Rows {
        &self.rows
    }

    pub(crate) fn tip(&self) -> Option<BlockRef> {
        let last = self.rows.end().blocks.checked_sub(1)?;
        let hash = self.block_hash(last)?;
        Some(BlockRef { height: u32::try_from(last).ok()?, hash })
    }

    pub(crate) fn block_hash(&self, position: u64) -> Option<BlockHash> {
        let hash = match position.checked_sub(self.rows.base.blocks) {
            Some(own) => self.rows.block_hash.get(at(own)),
            None => {
                let (segment, row) = self.stack.block(position)?;
                segment.block_hash().get(row)
            }
        };
        hash.copied().map(BlockHash)
    }

    /// Checks and takes a batch. An error leaves everything as it was.
    pub(crate) fn take(&mut self, batch: &Batch) -> Result<(), GraphError> {
        shape::check(batch)?;
        let before = self.rows.extent();
        self.scratch.told.clear();
        let taken = self
            .take_blocks(batch)
            .and_then(|()| self.check_values(batch))
            .and_then(|()| self.take_txs(batch, before))
            .and_then(|()| self.take_inputs(batch, before))
            .and_then(|()| self.take_outputs(batch));
        if taken.is_err() {
            self.forget(before);
        }
        taken
    }

    fn is_linked(&self) -> bool {
        self.ledger.kind == LedgerKind::Linked
    }

    // ---- blocks

    fn take_blocks(&mut self, batch: &Batch) -> Result<(), GraphError> {
        let txs_before = row(self.rows.tx_txid.len());
        for block in &batch.blocks {
            let position = self.rows.end().blocks;
            let place = Place { position, block: block.hash, tx: None };
            let height = match self.is_linked() {
                true => self.follow_tip(block, place)?,
                false => {
                    self.note_block(block, place)?;
                    block.height.unwrap_or(NONE)
                }
            };
            self.rows.block_height.push(height.to_le_bytes());
            self.rows.block_hash.push(block.hash.0);
            self.rows.block_prev.push(block.prev.0);
            self.rows.block_time.push(block.time.to_le_bytes());
            self.rows.block_txs_end.push((txs_before + block.txs_end).to_le_bytes());
        }
        Ok(())
    }

    /// The height of a block of a linked ledger, which is its position.
    fn follow_tip(&self, block: &BlockRow, place: Place) -> Result<u32, GraphError> {
        let expected = u32::try_from(place.position).ok().filter(|height| *height != NONE);
        let Some(expected) = expected else {
            return Err(GraphError::Full { place, what: "blocks", max: u64::from(NONE) });
        };
        match self.tip() {
            Some(tip) if tip.hash != block.prev => {
                return Err(GraphError::NotOnTip { place, prev: block.prev, tip });
            }
            None if block.prev != BlockHash::default() => {
                return Err(GraphError::NotGenesis { place, prev: block.prev });
            }
            _ => {}
        }
        match block.height {
            Some(said) if said != expected => Err(GraphError::Height { place, said, expected }),
            _ => Ok(expected),
        }
    }

    /// Notes a block of a partial ledger, in which it may stand once.
    fn note_block(&mut self, block: &BlockRow, place: Place) -> Result<(), GraphError> {
        let hash = hash_of(&block.hash.0);
        let known = |position| self.block_hash(position) == Some(block.hash);
        if self.blocks.find(hash, known).is_some() {
            return Err(GraphError::KnownBlock { place });
        }
        self.make_room_for_blocks(1);
        self.blocks.add(hash, place.position);
        Ok(())
    }

    fn make_room_for_blocks(&mut self, more: usize) {
        if self.blocks.has_room(more) {
            return;
        }
        let mut table = Table::with_room(self.blocks.len() + more);
        let segments = self.stack.segments().iter();
        let columns = segments.map(|s| (s.base.blocks, s.block_hash()));
        for (base, hashes) in columns.chain([(self.rows.base.blocks, &self.rows.block_hash[..])]) {
            for (index, hash) in hashes.iter().enumerate() {
                table.add(hash_of(hash), base + index as u64);
            }
        }
        self.blocks = table;
    }

    // ---- transactions

    fn take_txs(&mut self, batch: &Batch, before: Extent) -> Result<(), GraphError> {
        self.make_room_for_txids(batch.txs.len());
        let (inputs, outputs) = (row(at(before.inputs)), row(at(before.outputs)));
        for tx in &batch.txs {
            let id = self.rows.base.txs + self.rows.tx_txid.len() as u64;
            let hash = hash_of(&tx.txid.0);
            match self.newest(hash, &tx.txid.0) {
                None => self.txids.add(hash, id),
                Some(older) => {
                    self.txids.replace(hash, older, id);
                    self.rows.twin_tx.push(row(self.rows.tx_txid.len()).to_le_bytes());
                    self.rows.twin_older.push(pack40(older));
                }
            }
            self.rows.tx_txid.push(tx.txid.0);
            self.rows.tx_inputs_end.push((inputs + tx.inputs_end).to_le_bytes());
            self.rows.tx_outputs_end.push((outputs + tx.outputs_end).to_le_bytes());
            self.rows.tx_version.push(tx.version.to_le_bytes());
            self.rows.tx_lock_time.push(tx.lock_time.to_le_bytes());
            self.rows.tx_weight.push(tx.weight.to_le_bytes());
            self.rows.tx_flags.push([tx.flags.0]);
        }
        Ok(())
    }

    #[inline]
    fn newest(&self, hash: u64, txid: &[u8; 32]) -> Option<u64> {
        self.txids.find(hash, |id| self.txid(id) == Some(txid))
    }

    #[inline]
    fn txid(&self, id: u64) -> Option<&[u8; 32]> {
        match id.checked_sub(self.rows.base.txs) {
            Some(own) => self.rows.tx_txid.get(at(own)),
            None => {
                let (segment, row) = self.stack.tx(id)?;
                segment.tx_txid().get(row)
            }
        }
    }

    fn make_room_for_txids(&mut self, more: usize) {
        if self.txids.has_room(more) {
            return;
        }
        let mut table = Table::with_room(self.txids.len() + more);
        for segment in self.stack.segments() {
            let twins = (segment.twin_tx(), segment.twin_older());
            add_txids(&mut table, segment.base.txs, segment.tx_txid(), twins);
        }
        let twins = (&self.rows.twin_tx[..], &self.rows.twin_older[..]);
        add_txids(&mut table, self.rows.base.txs, &self.rows.tx_txid, twins);
        self.txids = table;
    }

    // ---- inputs

    fn take_inputs(&mut self, batch: &Batch, before: Extent) -> Result<(), GraphError> {
        self.find_sources(batch);
        self.mark_unspendable(batch, before);
        let mut twins =
            self.rows.twin_tx.partition_point(|tx| u64::from(u32::from_le_bytes(*tx)) < before.txs);
        let mut told = 0;
        let mut input = 0;
        for (number, tx) in batch.txs.iter().enumerate() {
            let tx_row = row(at(before.txs) + number);
            if self.rows.twin_tx.get(twins) == Some(&tx_row.to_le_bytes()) {
                self.lose_outputs(tx_row, unpack40(self.rows.twin_older[twins]));
                twins += 1;
            }
            for index in input..tx.inputs_end as usize {
                let source = self
                    .source(batch, index, tx_row)
                    .map_err(|refusal| self.refuse(batch, number, index, refusal))?;
                let source = match source {
                    Found::Output(output) => {
                        self.mark(output, true);
                        output
                    }
                    Found::Foreign { value, holder } => {
                        self.push_foreign(batch, index, (value, holder), &mut told)
                    }
                };
                self.rows.input_source.push(pack40(source));
            }
            input = tx.inputs_end as usize;
        }
        Ok(())
    }

    /// Makes room for the marks of the batch's outputs, and marks those that nothing can spend.
    fn mark_unspendable(&mut self, batch: &Batch, before: Extent) {
        let first = self.rows.base.outputs + before.outputs;
        self.spent.resize((at(first) + batch.outputs.len()).div_ceil(64), 0);
        for (index, output) in batch.outputs.iter().enumerate() {
            if output.lock == Lock::Data {
                self.mark(first + index as u64, true);
            }
        }
        // Bitcoin Core never put the genesis coinbase into its set of unspent outputs.
        if self.is_linked() && self.rows.base.txs == 0 && before.txs == 0 {
            let genesis = batch.txs.first().map_or(0, |tx| u64::from(tx.outputs_end));
            (0..genesis).for_each(|output| self.mark(output, true));
        }
    }

    /// The newest transaction with the txid that each input names, found in groups.
    fn find_sources(&mut self, batch: &Batch) {
        let mut sources = std::mem::take(&mut self.scratch.sources);
        sources.clear();
        sources.reserve(batch.inputs.len());
        for group in batch.inputs.chunks(GROUP) {
            let mut firsts = [0; GROUP];
            for (first, input) in firsts.iter_mut().zip(group) {
                *first = self.txids.first(hash_of(&input.txid.0));
            }
            for (first, input) in firsts.iter().zip(group) {
                // An empty first slot already says that the txid is not there.
                let found = match first {
                    0 => None,
                    _ => self.newest(hash_of(&input.txid.0), &input.txid.0),
                };
                sources.push(found.unwrap_or(NOT_FOUND));
            }
        }
        self.scratch.sources = sources;
    }

    /// What an input spends, by the state of the ledger just before its transaction.
    #[inline]
    fn source(&self, batch: &Batch, index: usize, tx_row: u32) -> Result<Found, Refusal> {
        let this = self.rows.base.txs + u64::from(tx_row);
        let mut tx = self.scratch.sources[index];
        // The table knows the newest with a txid; the rare one that is not older than the spender
        // may have an older twin.
        while tx >= this && tx != NOT_FOUND {
            tx = self.older_twin(tx).unwrap_or(NOT_FOUND);
        }
        let unknown = || match self.is_linked() {
            true => Err(Refusal::Unknown),
            false => Ok(Found::Foreign { value: NONE_WIDE, holder: NONE }),
        };
        if tx == NOT_FOUND {
            return unknown();
        }
        let outputs = self.outputs_of(tx);
        let output = outputs.start + u64::from(batch.inputs[index].vout);
        if output >= outputs.end {
            return unknown();
        }
        if !self.is_spent(output) {
            return Ok(Found::Output(output));
        }
        match self.is_linked() {
            true => Err(Refusal::Spent(output)),
            // Blocks of two branches may both spend it; the first one by position is its spender.
            false => {
                let (value, holder) = self.value_and_holder(batch, output);
                Ok(Found::Foreign { value, holder })
            }
        }
    }

    fn older_twin(&self, tx: u64) -> Option<u64> {
        match tx.checked_sub(self.rows.base.txs) {
            Some(own) => self.rows.twin_of(row(at(own))),
            None => {
                let (segment, tx) = self.stack.tx(tx)?;
                let twin = crate::packed::find32(segment.twin_tx(), row(tx))?;
                crate::packed::u40_at(segment.twin_older(), twin)
            }
        }
    }

    #[inline]
    fn outputs_of(&self, tx: u64) -> std::ops::Range<u64> {
        match tx.checked_sub(self.rows.base.txs) {
            Some(own) => {
                let range = self.rows.outputs_of(at(own));
                self.rows.base.outputs + range.start..self.rows.base.outputs + range.end
            }
            None => self.stack.outputs_of(tx),
        }
    }

    /// Of an output that is there already, be it in this batch.
    fn value_and_holder(&self, batch: &Batch, output: u64) -> (u64, u32) {
        let known = match output.checked_sub(self.rows.base.outputs) {
            None => self.stack.value_and_holder(output),
            Some(own) => crate::packed::u64_at(&self.rows.output_value, at(own))
                .zip(self.rows.holder_of(at(own))),
        };
        // Outputs of the batch itself have no holder yet; their value is told by the batch.
        known.unwrap_or_else(|| {
            let first = self.rows.base.outputs + self.rows.output_value.len() as u64;
            (batch.outputs[at(output - first)].value.0, NONE)
        })
    }

    /// Adds a foreign row, and gives the source that names it.
    fn push_foreign(
        &mut self,
        batch: &Batch,
        index: usize,
        (value, holder): (u64, u32),
        told: &mut usize,
    ) -> u64 {
        let out_point = batch.inputs[index];
        let foreign = self.rows.foreign_txid.len();
        let mut value = value;
        while batch.spent.get(*told).is_some_and(|spent| (spent.input as usize) < index) {
            *told += 1;
        }
        if let Some(spent) = batch.spent.get(*told).filter(|s| s.input as usize == index) {
            value = spent.output.value.0;
            if holder == NONE {
                self.scratch.told.push((row(foreign), row(*told)));
            }
        }
        self.rows.foreign_txid.push(out_point.txid.0);
        self.rows.foreign_vout.push(out_point.vout.to_le_bytes());
        self.rows.foreign_value.push(value.to_le_bytes());
        self.rows.foreign_holder.push(holder.to_le_bytes());
        (self.rows.base.foreign + foreign as u64) | TAG
    }

    /// A transaction came a second time: what is unspent of the first can never be spent (BIP 30).
    fn lose_outputs(&mut self, tx_row: u32, older: u64) {
        for output in self.outputs_of(older) {
            if !self.is_spent(output) {
                self.mark(output, true);
                self.rows.lost_tx.push(tx_row.to_le_bytes());
                self.rows.lost_output.push(pack40(output));
            }
        }
    }

    #[inline]
    fn is_spent(&self, output: u64) -> bool {
        self.spent[at(output / 64)] >> (output % 64) & 1 == 1
    }

    #[inline]
    fn mark(&mut self, output: u64, spent: bool) {
        let word = &mut self.spent[at(output / 64)];
        let bit = 1 << (output % 64);
        if spent { *word |= bit } else { *word &= !bit }
    }

    // ---- outputs and their holders

    fn take_outputs(&mut self, batch: &Batch) -> Result<(), GraphError> {
        self.make_room_for_addresses(batch.outputs.len() + self.scratch.told.len());
        let mut hashes = std::mem::take(&mut self.scratch.hashes);
        hashes.clear();
        hashes.extend(
            batch.outputs.iter().map(|output| holders::hash(output.lock, batch.payload(output))),
        );
        let told = std::mem::take(&mut self.scratch.told);
        let taken = self.number_holders(batch, &hashes, &told);
        self.scratch.hashes = hashes;
        self.scratch.told = told;
        taken
    }

    /// Gives every holder its number, by first appearance: what a transaction spends comes before
    /// what it makes.
    fn number_holders(
        &mut self,
        batch: &Batch,
        hashes: &[u64],
        told: &[(u32, u32)],
    ) -> Result<(), GraphError> {
        let mut told = told.iter().peekable();
        let mut output = 0;
        for (number, tx) in batch.txs.iter().enumerate() {
            while let Some((foreign, spent)) =
                told.next_if(|(_, spent)| batch.spent[*spent as usize].input < tx.inputs_end)
            {
                let made = &batch.spent[*spent as usize].output;
                let hash = holders::hash(made.lock, batch.payload(made));
                let holder = self.holder(batch, made, hash, number)?;
                self.rows.foreign_holder[*foreign as usize] = holder.to_le_bytes();
            }
            for output in output..tx.outputs_end as usize {
                if output.is_multiple_of(GROUP) {
                    for hash in hashes[output..].iter().take(GROUP) {
                        std::hint::black_box(self.addresses.first(*hash));
                    }
                }
                let made = &batch.outputs[output];
                let holder = self.holder(batch, made, hashes[output], number)?;
                self.rows.output_value.push(made.value.0.to_le_bytes());
                self.rows.output_holder.push(holder.to_le_bytes());
            }
            output = tx.outputs_end as usize;
        }
        Ok(())
    }

    #[inline]
    fn holder(
        &mut self,
        batch: &Batch,
        made: &OutputRow,
        hash: u64,
        tx: usize,
    ) -> Result<u32, GraphError> {
        if made.lock == Lock::Data {
            return Ok(NONE);
        }
        let payload = batch.payload(made);
        let known = self.addresses.find(hash, |id| self.address(id) == Some((made.lock, payload)));
        match known {
            Some(id) => Ok(row(at(id))),
            None => self.new_holder(made.lock, payload, hash).map_err(|fault| {
                let place = self.place(batch, tx);
                match fault {
                    Some(what) => GraphError::BadHolder { place, what },
                    None => GraphError::Full { place, what: "addresses", max: ADDRESSES_MAX },
                }
            }),
        }
    }

    /// An error without words: the ledger is full.
    fn new_holder(&mut self, lock: Lock, payload: &[u8], hash: u64) -> Result<u32, Option<String>> {
        let unfit = || {
            let name = lock.name();
            Some(format!(
                "a holder of kind {name} cannot have this payload of {} bytes",
                payload.len()
            ))
        };
        let kind = holders::kind(lock, payload).ok_or_else(unfit)?;
        // The kinds whose payload has an inner form.
        if matches!(lock, Lock::Multisig | Lock::Witness) {
            BitcoinAddress::new(lock, payload).ok_or_else(unfit)?;
        }
        let id = self.rows.base.addresses + self.rows.holders.len() as u64;
        if id >= ADDRESSES_MAX {
            return Err(None);
        }
        self.addresses.add(hash, id);
        self.rows.holders.push(kind, payload);
        Ok(row(at(id)))
    }

    #[inline]
    fn address(&self, id: u64) -> Option<(Lock, &[u8])> {
        match id.checked_sub(self.rows.base.addresses) {
            Some(own) => self.rows.holders.view().get(at(own)),
            None => {
                let (segment, row) = self.stack.address(id)?;
                segment.holders().get(row)
            }
        }
    }

    fn make_room_for_addresses(&mut self, more: usize) {
        if self.addresses.has_room(more) {
            return;
        }
        let mut table = Table::with_room(self.addresses.len() + more);
        for segment in self.stack.segments() {
            add_holders(&mut table, segment.base.addresses, segment.holders());
        }
        add_holders(&mut table, self.rows.base.addresses, self.rows.holders.view());
        self.addresses = table;
    }

    // ---- back

    /// Drops every row from `to` (counted in the run) on, as if it had never come.
    fn forget(&mut self, to: Extent) {
        for input in at(to.inputs)..self.rows.input_source.len() {
            let source = unpack40(self.rows.input_source[input]);
            if source & TAG == 0 {
                self.mark(source, false);
            }
        }
        let lost =
            self.rows.lost_tx.partition_point(|tx| u64::from(u32::from_le_bytes(*tx)) < to.txs);
        for index in lost..self.rows.lost_output.len() {
            self.mark(unpack40(self.rows.lost_output[index]), false);
        }
        self.forget_outputs(self.rows.base.outputs + to.outputs);
        for tx in (at(to.txs)..self.rows.tx_txid.len()).rev() {
            let (id, hash) = (self.rows.base.txs + tx as u64, hash_of(&self.rows.tx_txid[tx]));
            match self.rows.twin_of(row(tx)) {
                Some(older) => self.txids.replace(hash, id, older),
                None => self.txids.remove_last(hash, id),
            }
        }
        for own in (at(to.addresses)..self.rows.holders.len()).rev() {
            if let Some((lock, payload)) = self.rows.holders.view().get(own) {
                let hash = holders::hash(lock, payload);
                self.addresses.remove_last(hash, self.rows.base.addresses + own as u64);
            }
        }
        for block in (at(to.blocks)..self.rows.block_hash.len()).rev() {
            let hash = hash_of(&self.rows.block_hash[block]);
            self.blocks.remove_last(hash, self.rows.base.blocks + block as u64);
        }
        self.rows.truncate(to);
    }

    fn forget_outputs(&mut self, end: u64) {
        self.spent.truncate(at(end.div_ceil(64)));
        if let Some(last) = self.spent.last_mut()
            && !end.is_multiple_of(64)
        {
            *last &= (1 << (end % 64)) - 1;
        }
    }

    // ---- refusals

    /// A transaction of the batch, for an error.
    fn place(&self, batch: &Batch, tx: usize) -> Place {
        let block = batch.blocks.partition_point(|block| block.txs_end as usize <= tx);
        let first = self.rows.end().blocks - batch.blocks.len() as u64;
        Place {
            position: first + block as u64,
            block: batch.blocks.get(block).map_or(BlockHash::default(), |block| block.hash),
            tx: batch.txs.get(tx).map(|tx| tx.txid),
        }
    }

    fn check_values(&self, batch: &Batch) -> Result<(), GraphError> {
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

    fn refuse(&self, batch: &Batch, tx: usize, index: usize, refusal: Refusal) -> GraphError {
        let place = self.place(batch, tx);
        let first = tx.checked_sub(1).map_or(0, |tx| batch.txs[tx].inputs_end as usize);
        let (input, out_point) = (row(index - first), batch.inputs[index]);
        match refusal {
            Refusal::Unknown => GraphError::UnknownOutput { place, input, out_point },
            Refusal::Spent(output) => match self.spender(output) {
                Some(by) => GraphError::SpentTwice { place, input, out_point, by },
                None => GraphError::Unspendable { place, input, out_point },
            },
        }
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
        self.txid(tx).copied().map(Txid)
    }
}

/// What an input was found to spend.
enum Found {
    Output(u64),
    Foreign { value: u64, holder: u32 },
}

/// Why an input cannot be.
enum Refusal {
    Unknown,
    Spent(u64),
}

fn add_txids(
    table: &mut Table,
    base: u64,
    txids: &[[u8; 32]],
    (twins, olders): (&[[u8; 4]], &[[u8; 5]]),
) {
    let mut twins = twins.iter().zip(olders).peekable();
    for (index, txid) in txids.iter().enumerate() {
        let (hash, id) = (hash_of(txid), base + index as u64);
        match twins.next_if(|(tx, _)| u32::from_le_bytes(**tx) as usize == index) {
            Some((_, older)) => table.replace(hash, unpack40(*older), id),
            None => table.add(hash, id),
        }
    }
}

fn add_holders(table: &mut Table, base: u64, holders: Holders<'_>) {
    for (index, (lock, payload)) in holders.iter_from(0).enumerate() {
        table.add(holders::hash(lock, payload), base + index as u64);
    }
}
