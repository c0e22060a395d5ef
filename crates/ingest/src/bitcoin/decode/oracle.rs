//! Decoded blocks held against what Bitcoin Core's own `getblock … 2` said of them.

use std::collections::BTreeMap;

use model::address::BitcoinAddress;
use model::batch::{Batch, OutputRow};
use model::chain::Network;
use model::hash::{BlockHash, OutPoint};
use model::script::{Lock, multisig_keys};
use serde_json::Value;

use super::{Rules, block};
use crate::bitcoin::header::Header;
use crate::bitcoin::testdata;

const RULES: Rules = Rules { network: Network::Main, trust: false };

/// The scattered blocks by hash.
fn blocks(file: &[u8]) -> BTreeMap<BlockHash, &[u8]> {
    let hash = |block: &[u8]| Header::hash(block.first_chunk().unwrap());
    testdata::records(file).into_iter().map(|block| (hash(block), block)).collect()
}

#[test]
fn every_scattered_block_keeps_every_rule() {
    let Some(file) = testdata::bytes("btc/mainnet_scattered.blk") else { return };
    let blocks = blocks(&file);
    assert_eq!(blocks.len(), 83);
    for (hash, bytes) in blocks {
        let batch = block(bytes, None, RULES).unwrap_or_else(|fault| panic!("{hash}: {fault:?}"));
        assert_eq!(batch.blocks[0].hash, hash);
    }
}

#[test]
fn every_field_of_26_blocks_is_what_core_says() {
    let Some(folder) = testdata::path("btc/expected_json") else { return };
    let Some(file) = testdata::bytes("btc/mainnet_scattered.blk") else { return };
    let Some(first) = testdata::bytes("btc/genesis_0-4521.blk") else { return };
    let mut blocks = blocks(&file);
    let genesis = testdata::records(&first)[0];
    blocks.insert(Header::hash(genesis.first_chunk().unwrap()), genesis);
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read(entry.unwrap().path()).unwrap();
        let expected: Value = serde_json::from_slice(&text).unwrap();
        let hash: BlockHash = expected["hash"].as_str().unwrap().parse().unwrap();
        check_block(blocks[&hash], &expected);
        seen += 1;
    }
    assert_eq!(seen, 26);
}

fn check_block(bytes: &[u8], expected: &Value) {
    let batch = block(bytes, None, RULES).unwrap();
    let row = &batch.blocks[0];
    assert_eq!(u64::from(row.time), expected["time"].as_u64().unwrap());
    if let Some(prev) = expected["previousblockhash"].as_str() {
        assert_eq!(row.prev.to_string(), prev);
    }
    let txs = expected["tx"].as_array().unwrap();
    assert_eq!(batch.txs.len(), txs.len());
    let (mut inputs_start, mut outputs_start) = (0, 0);
    for (tx, expected) in batch.txs.iter().zip(txs) {
        let number = |key: &str| expected[key].as_u64().unwrap();
        assert_eq!(tx.txid.to_string(), expected["txid"].as_str().unwrap());
        assert_eq!(u64::from(tx.weight), number("weight"));
        assert_eq!(u64::from(tx.weight.div_ceil(4)), number("vsize"));
        assert_eq!(u64::from(tx.lock_time), number("locktime"));
        assert_eq!(i64::from(tx.version), expected["version"].as_i64().unwrap());
        // Core's `hash` covers the witnesses: it differs from the txid exactly where there are some.
        assert_eq!(tx.flags.is_segwit(), expected["hash"] != expected["txid"]);
        let (inputs_end, outputs_end) = (tx.inputs_end as usize, tx.outputs_end as usize);
        check_inputs(&batch.inputs[inputs_start..inputs_end], &expected["vin"], tx.flags);
        let outputs = &batch.outputs[outputs_start..outputs_end];
        let expected = expected["vout"].as_array().unwrap();
        assert_eq!(outputs.len(), expected.len());
        for (output, expected) in outputs.iter().zip(expected) {
            check_output(&batch, output, expected);
        }
        (inputs_start, outputs_start) = (inputs_end, outputs_end);
    }
}

fn check_inputs(inputs: &[OutPoint], expected: &Value, flags: model::batch::TxFlags) {
    let expected = expected.as_array().unwrap();
    let replaceable =
        expected.iter().any(|input| input["sequence"].as_u64().unwrap() < 0xffff_fffe);
    if expected[0]["coinbase"].is_string() {
        assert!(flags.is_coinbase() && inputs.is_empty() && expected.len() == 1);
        return;
    }
    assert!(!flags.is_coinbase());
    assert_eq!(flags.is_rbf(), replaceable);
    let expected: Vec<String> = expected
        .iter()
        .map(|input| format!("{}:{}", input["txid"].as_str().unwrap(), input["vout"]))
        .collect();
    let inputs: Vec<String> = inputs.iter().map(ToString::to_string).collect();
    assert_eq!(inputs, expected);
}

fn check_output(batch: &Batch, output: &OutputRow, expected: &Value) {
    #[expect(clippy::float_arithmetic, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let value_sat = (expected["value"].as_f64().unwrap() * 1e8).round() as u64;
    assert_eq!(output.value.0, value_sat);
    let script = &expected["scriptPubKey"];
    assert_eq!(core_name(output.lock), script["type"].as_str().unwrap());
    let addresses: Vec<&str> = match script["addresses"].as_array() {
        Some(list) => list.iter().map(|address| address.as_str().unwrap()).collect(),
        None => Vec::new(),
    };
    // Genesis is from a Core that no longer prints the address of a bare key.
    if !(output.lock == Lock::P2pk && addresses.is_empty()) {
        assert_eq!(core_addresses(output.lock, batch.payload(output)), addresses);
    }
}

/// `GetTxnOutputType`, Bitcoin Core 0.18.
fn core_name(lock: Lock) -> &'static str {
    match lock {
        Lock::Data => "nulldata",
        Lock::P2pkh => "pubkeyhash",
        Lock::P2sh => "scripthash",
        Lock::P2wpkh => "witness_v0_keyhash",
        Lock::P2wsh => "witness_v0_scripthash",
        Lock::P2tr => "witness_v1_taproot",
        Lock::P2pk => "pubkey",
        Lock::Multisig => "multisig",
        Lock::Witness => "witness_unknown",
        Lock::Nonstandard => "nonstandard",
    }
}

/// The addresses that a Core of that age prints: keys by their P2PKH form.
fn core_addresses(lock: Lock, payload: &[u8]) -> Vec<String> {
    let show = |lock, payload: &[u8]| {
        BitcoinAddress::new(lock, payload).unwrap().display(Network::Main).to_string()
    };
    let key = |key: &[u8]| show(Lock::P2pkh, &model::hash::hash160(key));
    match lock {
        Lock::Data | Lock::Nonstandard | Lock::Witness => Vec::new(),
        Lock::P2pk => vec![key(payload)],
        Lock::Multisig => multisig_keys(payload).unwrap().1.into_iter().map(key).collect(),
        _ => vec![show(lock, payload)],
    }
}
