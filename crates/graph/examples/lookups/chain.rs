//! A chain of which every part can be named without remembering any: transaction `t` makes five
//! outputs to addresses nobody saw before, and spends one output of half its number or of some
//! blocks ago. So a hundred million addresses are grown in the writer's memory alone.

use std::path::Path;

use graph::{Graph, Writer};
use model::address::BitcoinAddress;
use model::amount::Sat;
use model::batch::{Batch, BlockRow, OutputRow, TxFlags, TxRow};
use model::chain::{LedgerId, LedgerKind, Network};
use model::hash::{BlockHash, OutPoint, Txid};
use model::script::Lock;

pub const OUTPUTS: u64 = 5;
const TXS_PER_BLOCK: u64 = 1_000;
const BLOCKS_PER_BATCH: u64 = 8;
const LEDGER: LedgerId = LedgerId { network: Network::Story, kind: LedgerKind::Linked };
/// Legs of the one address that has many.
const HUB_LEGS: u64 = 100_000;
const HUB: u64 = u64::MAX >> 8;

/// Grows the ledger unless it is there, with commits as a ledger has that was followed for a while.
pub fn grow(dir: &Path, addresses: u64) -> u64 {
    let batch = TXS_PER_BLOCK * BLOCKS_PER_BATCH;
    let txs = (addresses / OUTPUTS).next_multiple_of(batch);
    if Graph::open(dir).is_ok_and(|graph| graph.counts().transactions == txs) {
        return txs;
    }
    std::fs::create_dir_all(dir).unwrap();
    let mut writer = Writer::open(dir, LEDGER).unwrap();
    let mut rows = Batch::default();
    let mut tx = writer.graph().counts().transactions;
    for per_mille in [500, 700, 800, 880, 930, 960, 975, 985, 992, 996, 998, 1_000] {
        while tx < txs * per_mille / 1_000 {
            fill(&mut rows, tx, txs);
            writer.append(&rows).unwrap();
            tx += batch;
        }
        writer.commit().unwrap();
        eprintln!("{tx} transactions, peak {}", crate::measure::status("VmHWM"));
    }
    txs
}

fn fill(batch: &mut Batch, first: u64, txs: u64) {
    batch.clear();
    let hub_every = (txs / HUB_LEGS).max(1);
    for number in first..first + TXS_PER_BLOCK * BLOCKS_PER_BATCH {
        let is_coinbase = number.is_multiple_of(TXS_PER_BLOCK);
        let (spent, vout) = match number.is_multiple_of(2) {
            true => (number / 2, 1),
            false => (number.saturating_sub(1_001), 0),
        };
        // The genesis output cannot be spent.
        if !is_coinbase && spent > 0 {
            batch.inputs.push(OutPoint { txid: txid(spent), vout });
        }
        for output in 0..OUTPUTS {
            let is_hub = output == OUTPUTS - 1 && number.is_multiple_of(hub_every);
            let address = if is_hub { HUB } else { number * OUTPUTS + output };
            let (lock, payload, len) = holder(address);
            let payload_start = batch.payloads.len() as u32;
            batch.payloads.extend_from_slice(&payload[..len]);
            let value = Sat(name(number, 3)[output as usize].into());
            let value = Sat((value.0 + 1) << (number % 24));
            batch.outputs.push(OutputRow { value, lock, payload_start, payload_len: len as u16 });
        }
        batch.txs.push(TxRow {
            txid: txid(number),
            inputs_end: batch.inputs.len() as u32,
            outputs_end: batch.outputs.len() as u32,
            version: 2,
            lock_time: 0,
            weight: 2_160,
            flags: TxFlags(if is_coinbase { TxFlags::COINBASE } else { TxFlags::SEGWIT }),
        });
        if (number + 1).is_multiple_of(TXS_PER_BLOCK) {
            let block = number / TXS_PER_BLOCK;
            let prev = block.checked_sub(1).map_or([0; 32], |prev| name(prev, 1));
            batch.blocks.push(BlockRow {
                height: None,
                hash: BlockHash(name(block, 1)),
                prev: BlockHash(prev),
                time: 1_300_000_000 + 600 * block as u32,
                txs_end: batch.txs.len() as u32,
            });
        }
    }
}

pub fn txid(number: u64) -> Txid {
    Txid(name(number, 0))
}

/// One of the ledger's addresses by its number, or of those beyond it.
pub fn address(number: u64) -> BitcoinAddress {
    let (lock, payload, len) = holder(number);
    BitcoinAddress::new(lock, &payload[..len]).unwrap()
}

pub fn hub() -> BitcoinAddress {
    address(HUB)
}

/// Locks about as the chain has them.
fn holder(number: u64) -> (Lock, [u8; 32], usize) {
    let (lock, len) = match crate::measure::random(9, number) % 20 {
        0..8 => (Lock::P2wpkh, 20),
        8..13 => (Lock::P2pkh, 20),
        13..16 => (Lock::P2sh, 20),
        16..19 => (Lock::P2tr, 32),
        _ => (Lock::P2wsh, 32),
    };
    (lock, name(number, 2), len)
}

/// Thirty-two bytes that look like a hash.
fn name(number: u64, kind: u64) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (word, out) in bytes.chunks_exact_mut(8).enumerate() {
        let word = crate::measure::mix((number << 4) + kind * 4 + word as u64 + 1);
        out.copy_from_slice(&word.to_le_bytes());
    }
    bytes
}
