//! One serialised block into the rows of a batch.
//!
//! A single walk over the bytes: rows are pushed as they are met, then the transactions are hashed
//! where they lie, two at a time, and what needs the whole block ([`super::check`]) runs at its end. A faulty block
//! leaves the batch as it was. The transaction rules are `CheckTransaction`'s of Bitcoin Core
//! (`consensus/tx_check.cpp`) that need no other block; scripts are not run.

use std::num::NonZeroU32;

use model::amount::{MONEY_MAX, Sat};
use model::batch::{Batch, BlockRow, OutputRow, TxFlags, TxRow};
use model::chain::Network;
use model::hash::lanes::{Message, sha256d_each};
use model::hash::{OutPoint, Txid};
use model::script::classify;

use super::check::{self, Commitment};
use super::error::{Fault, Reason};
use super::header::{HEADER_LEN, Header};
use super::network::witness_height;
use super::wire::Cursor;

/// No block is larger: its weight, at most 4,000,000, is never less than its size (BIP 141).
pub const BLOCK_SIZE_MAX: usize = 4_000_000;
/// A header and a count of transactions.
pub const BLOCK_SIZE_MIN: usize = HEADER_LEN + 1;
const WEIGHT_MAX: u64 = 4_000_000;

/// What a block is held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    pub network: Network,
    /// Take proof of work, Merkle root, witness commitment and distinct txids for granted.
    pub trust: bool,
}

impl Rules {
    /// The same, with everything taken for granted that can be.
    pub fn trusting(self) -> Self {
        Self { trust: true, ..self }
    }
}

/// Decodes blocks one after another, keeping its working room.
#[derive(Debug, Default)]
pub struct Decoder {
    spans: Vec<Span>,
    txids: Vec<[u8; 32]>,
    wtxids: Vec<[u8; 32]>,
    prefixes: Vec<u64>,
    commitment: Commitment,
    witnesses: bool,
    states_height: bool,
    height_told: Option<u32>,
}

/// Where in its block a transaction lies.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: u32,
    end: u32,
    /// Where its outputs end and its witnesses begin, if it has any.
    witnesses: Option<NonZeroU32>,
}

impl Span {
    fn whole(self, block: &[u8]) -> &[u8] {
        &block[self.start as usize..self.end as usize]
    }

    /// What is hashed for the txid.
    fn stripped(self, block: &[u8]) -> Message<'_> {
        let bytes = self.whole(block);
        let Some(witnesses) = self.witnesses else { return Message::Whole(bytes) };
        let body = &block[self.start as usize + 6..witnesses.get() as usize];
        let version = *bytes.first_chunk().expect("a transaction begins with its version");
        let lock_time = *bytes.last_chunk().expect("a transaction ends with its lock time");
        Message::Stripped { version, body, lock_time }
    }
}

/// Decodes one block for itself. For a run of them keep a [`Decoder`].
pub fn block(bytes: &[u8], height: Option<u32>, rules: Rules) -> Result<Batch, Fault> {
    let mut batch = Batch::default();
    Decoder::default().block(bytes, height, rules, &mut batch)?;
    Ok(batch)
}

impl Decoder {
    /// The height that the last block states in its coinbase: a block of version 2 and newer does
    /// (BIP 34), if it is from after that rule was enforced.
    pub fn height_told(&self) -> Option<u32> {
        self.height_told
    }

    /// Appends the rows of a block to `batch`, or leaves it as it was and says what is wrong.
    pub fn block(
        &mut self,
        bytes: &[u8],
        height: Option<u32>,
        rules: Rules,
        batch: &mut Batch,
    ) -> Result<(), Fault> {
        let before = Mark::of(batch);
        let result = self.append(bytes, height, rules, batch);
        if result.is_err() {
            before.restore(batch);
        }
        result
    }

    fn append(
        &mut self,
        bytes: &[u8],
        height: Option<u32>,
        rules: Rules,
        batch: &mut Batch,
    ) -> Result<(), Fault> {
        let whole = |reason| Fault { at: 0, reason };
        if bytes.len() > BLOCK_SIZE_MAX {
            return Err(whole(Reason::TooLarge { size: bytes.len() as u64 }));
        }
        let mut cursor = Cursor::new(bytes);
        let raw: &[u8; HEADER_LEN] = cursor.array()?;
        let header = Header::read(raw);
        let hash = Header::hash(raw);
        if !rules.trust {
            check::proof_of_work(rules.network, header.bits, &hash).map_err(whole)?;
        }
        let txs_start = batch.txs.len();
        self.states_height = header.version >= 2;
        self.transactions(&mut cursor, batch)?;
        if cursor.left() > 0 {
            return Err(cursor.fault(Reason::LeftOver { left: cursor.left() }));
        }
        self.hash(bytes, rules, &mut batch.txs[txs_start..]);
        if !rules.trust {
            self.check(&header, height, rules, &batch.txs[txs_start..]).map_err(whole)?;
        }
        batch.blocks.push(BlockRow {
            height,
            hash,
            prev: header.prev,
            time: header.time,
            txs_end: row(batch.txs.len()),
        });
        Ok(())
    }

    fn transactions(&mut self, cursor: &mut Cursor<'_>, batch: &mut Batch) -> Result<(), Fault> {
        self.spans.clear();
        self.witnesses = false;
        self.height_told = None;
        self.commitment = Commitment::default();
        let start = cursor.at();
        let count = cursor.compact()?;
        if count == 0 {
            return Err(cursor.fault(Reason::NoTransactions));
        }
        let mut weight = 4 * cursor.at() as u64;
        // The count is not trusted: the first transaction that is not there ends the loop.
        for index in 0..count {
            let index =
                u32::try_from(index).map_err(|_| Fault { at: start, reason: Reason::LongForm })?;
            let tx = self.transaction(cursor, index, batch)?;
            weight += u64::from(tx.weight);
            batch.txs.push(tx);
        }
        if weight > WEIGHT_MAX {
            return Err(Fault { at: 0, reason: Reason::TooHeavy { weight } });
        }
        Ok(())
    }

    /// Fills in the txids, and the wtxids where they will be asked for.
    fn hash(&mut self, block: &[u8], rules: Rules, txs: &mut [TxRow]) {
        let Self { spans, txids, wtxids, .. } = self;
        txids.clear();
        txids.resize(spans.len(), [0; 32]);
        let stripped = spans.iter().map(|span| span.stripped(block)).enumerate();
        sha256d_each(stripped, |at, txid| txids[at] = txid);
        for (tx, txid) in txs.iter_mut().zip(&*txids) {
            tx.txid = Txid(*txid);
        }
        if rules.trust || !self.witnesses {
            return;
        }
        // Without a witness it is the txid.
        wtxids.clone_from(txids);
        let with = spans.iter().enumerate().filter(|(_, span)| span.witnesses.is_some());
        let whole = with.map(|(at, span)| (at, Message::Whole(span.whole(block))));
        sha256d_each(whole, |at, wtxid| wtxids[at] = wtxid);
    }

    /// A transaction's row, but for its txid.
    #[inline]
    fn transaction(
        &mut self,
        cursor: &mut Cursor<'_>,
        index: u32,
        batch: &mut Batch,
    ) -> Result<TxRow, Fault> {
        let start = cursor.at();
        let version = cursor.i32()?;
        let mut inputs = cursor.compact()?;
        let segwit = inputs == 0;
        if segwit {
            match cursor.u8()? {
                // BIP 144: a marker where the count of inputs would be, then a flag.
                1 => inputs = cursor.compact()?,
                0 => return Err(cursor.fault(Reason::NoInputs { tx: index })),
                flag => return Err(cursor.fault(Reason::WitnessFlag { tx: index, flag })),
            }
        }
        let mut flags = match index {
            0 => self.read_coinbase_input(cursor, inputs)?,
            _ => read_inputs(cursor, index, inputs, batch)?,
        };
        self.read_outputs(cursor, index, batch)?;
        let witnesses = cursor.at();
        if segwit {
            self.read_witnesses(cursor, index, inputs)?;
            flags.0 |= TxFlags::SEGWIT;
            self.witnesses = true;
        }
        let lock_time = cursor.u32()?;
        let end = cursor.at();
        let stripped = if segwit { witnesses - start - 2 + 4 } else { end - start };
        self.spans.push(Span {
            start: row(start),
            end: row(end),
            witnesses: NonZeroU32::new(row(witnesses)).filter(|_| segwit),
        });
        Ok(TxRow {
            txid: Txid::default(),
            inputs_end: row(batch.inputs.len()),
            outputs_end: row(batch.outputs.len()),
            version,
            lock_time,
            weight: row(3 * stripped + (end - start)),
            flags,
        })
    }

    /// A coinbase spends nothing and gets no input rows.
    fn read_coinbase_input(
        &mut self,
        cursor: &mut Cursor<'_>,
        count: u64,
    ) -> Result<TxFlags, Fault> {
        let at = cursor.at();
        let null = *cursor.array::<32>()? == [0; 32] && cursor.u32()? == u32::MAX;
        if count != 1 || !null {
            return Err(Fault { at, reason: Reason::CoinbaseMissing });
        }
        let script = cursor.string()?;
        if !(2..=100).contains(&script.len()) {
            return Err(Fault { at, reason: Reason::CoinbaseScript { len: script.len() } });
        }
        self.height_told = coinbase_height(script).filter(|_| self.states_height);
        cursor.u32()?;
        Ok(TxFlags(TxFlags::COINBASE))
    }

    #[inline]
    fn read_outputs(
        &mut self,
        cursor: &mut Cursor<'_>,
        index: u32,
        batch: &mut Batch,
    ) -> Result<(), Fault> {
        let start = cursor.at();
        let count = cursor.compact()?;
        if count == 0 {
            return Err(Fault { at: start, reason: Reason::NoOutputs { tx: index } });
        }
        let mut sum = 0;
        for vout in 0..count {
            let at = cursor.at();
            let value = cursor.u64()?;
            let script = cursor.string()?;
            if value > MONEY_MAX.0 {
                let vout = u32::try_from(vout).unwrap_or(u32::MAX);
                return Err(Fault { at, reason: Reason::Value { tx: index, vout, value } });
            }
            // Cannot wrap: fewer than 4,000,000 outputs, each below 2^51.
            sum += value;
            if index == 0 {
                self.commitment.root = Commitment::in_script(script).or(self.commitment.root);
            }
            push_output(Sat(value), script, batch);
        }
        if sum > MONEY_MAX.0 {
            return Err(Fault { at: start, reason: Reason::ValueSum { tx: index } });
        }
        Ok(())
    }

    #[inline]
    fn read_witnesses(
        &mut self,
        cursor: &mut Cursor<'_>,
        index: u32,
        inputs: u64,
    ) -> Result<(), Fault> {
        let start = cursor.at();
        let mut items_all = 0;
        for _ in 0..inputs {
            let items = cursor.compact()?;
            for _ in 0..items {
                let item = cursor.string()?;
                if index == 0 {
                    self.commitment.nonce = item.try_into().ok().filter(|_| items == 1);
                }
            }
            items_all |= items;
        }
        if items_all == 0 {
            return Err(Fault { at: start, reason: Reason::WitnessEmpty { tx: index } });
        }
        Ok(())
    }

    /// What can only be said of a whole block.
    fn check(
        &mut self,
        header: &Header,
        height: Option<u32>,
        rules: Rules,
        txs: &[TxRow],
    ) -> Result<(), Reason> {
        let (root, repeats) = check::merkle_root(&mut self.txids);
        if repeats {
            return Err(Reason::MerkleRepeat);
        }
        if root != Some(header.merkle_root) {
            return Err(Reason::MerkleRoot);
        }
        let txids = txs.iter().map(|tx| &tx.txid);
        if let Some(txid) = check::repeated_txid(txids, &mut self.prefixes) {
            return Err(Reason::TxidTwice { txid });
        }
        if self.witnesses {
            return self.commitment.check(&mut self.wtxids);
        }
        // Miners committed to witnesses before there were any, and then nothing can be checked.
        let required = witness_height(rules.network)
            .is_some_and(|from| height.is_some_and(|height| height >= from));
        match required && self.commitment.root.is_some() {
            true => Err(Reason::WitnessStripped),
            false => Ok(()),
        }
    }
}

/// Reads the inputs of a transaction that is not the first.
#[inline]
fn read_inputs(
    cursor: &mut Cursor<'_>,
    index: u32,
    count: u64,
    batch: &mut Batch,
) -> Result<TxFlags, Fault> {
    if count == 0 {
        return Err(cursor.fault(Reason::NoInputs { tx: index }));
    }
    let mut flags = TxFlags::default();
    for _ in 0..count {
        let at = cursor.at();
        let txid = Txid(*cursor.array()?);
        let vout = cursor.u32()?;
        cursor.string()?;
        if cursor.u32()? < 0xffff_fffe {
            flags.0 |= TxFlags::RBF;
        }
        if vout == u32::MAX && txid == Txid::default() {
            return Err(Fault { at, reason: Reason::CoinbaseAgain { tx: index } });
        }
        batch.inputs.push(OutPoint { txid, vout });
    }
    Ok(flags)
}

/// Appends an output's row and its holder's payload.
#[inline]
pub fn push_output(value: Sat, script: &[u8], batch: &mut Batch) {
    let output = output_row(value, script, &mut batch.payloads);
    batch.outputs.push(output);
}

/// The row of an output, its payload appended to `payloads`.
#[inline]
pub fn output_row(value: Sat, script: &[u8], payloads: &mut Vec<u8>) -> OutputRow {
    let (lock, payload) = classify(script);
    let bytes = payload.as_bytes();
    let payload_start = row(payloads.len());
    payloads.extend_from_slice(bytes);
    let payload_len =
        u16::try_from(bytes.len()).expect("no payload is longer than PAYLOAD_LEN_MAX");
    OutputRow { value, lock, payload_start, payload_len }
}

/// The height a coinbase's script begins with (BIP 34). Not a proof: before BIP 34 was enforced a
/// script could begin with anything.
pub fn coinbase_height(script: &[u8]) -> Option<u32> {
    match script {
        [0, ..] => Some(0),
        [opcode @ 0x51..=0x60, ..] => Some(u32::from(opcode - 0x50)),
        // A script number: little-endian, shortest form, the top bit its sign.
        [len @ 1..=5, rest @ ..] => {
            let number = rest.get(..usize::from(*len))?;
            let last = *number.last()?;
            let padded = last == 0 && number.iter().rev().nth(1).is_none_or(|b| b & 0x80 == 0);
            if last & 0x80 != 0 || padded {
                return None;
            }
            let value = number.iter().rev().fold(0, |value: u64, b| value << 8 | u64::from(*b));
            u32::try_from(value).ok()
        }
        _ => None,
    }
}

/// A column's length as the row number it is.
fn row(len: usize) -> u32 {
    u32::try_from(len).expect("a batch holds some hundred blocks of at most 4 MB")
}

/// Where the columns of a batch ended.
#[derive(Debug, Clone, Copy)]
struct Mark {
    blocks: usize,
    txs: usize,
    inputs: usize,
    outputs: usize,
    payloads: usize,
    spent: usize,
}

impl Mark {
    fn of(batch: &Batch) -> Self {
        Self {
            blocks: batch.blocks.len(),
            txs: batch.txs.len(),
            inputs: batch.inputs.len(),
            outputs: batch.outputs.len(),
            payloads: batch.payloads.len(),
            spent: batch.spent.len(),
        }
    }

    fn restore(self, batch: &mut Batch) {
        batch.blocks.truncate(self.blocks);
        batch.txs.truncate(self.txs);
        batch.inputs.truncate(self.inputs);
        batch.outputs.truncate(self.outputs);
        batch.payloads.truncate(self.payloads);
        batch.spent.truncate(self.spent);
    }
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod oracle;
