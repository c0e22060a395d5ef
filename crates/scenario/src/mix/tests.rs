//! Chains of a few thousand transactions, read back by an independent decoder.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use bitcoin::consensus::deserialize;
use bitcoin::{Amount, Block, OutPoint};

use super::*;

fn blocks(seed: u64, transactions: u64) -> (Vec<Block>, Summary) {
    let mut blocks = Vec::new();
    let mut keep = |block: &Sealed| {
        blocks.push(deserialize(&block.bytes).unwrap());
        Ok(())
    };
    let summary = grow(seed, transactions, &mut keep, &mut |_| ()).unwrap();
    (blocks, summary)
}

#[test]
fn every_block_is_what_a_node_would_take() {
    let (blocks, summary) = blocks(1, 20_000);
    let mut prev = bitcoin::BlockHash::from_raw_hash(bitcoin::hashes::Hash::all_zeros());
    let mut unspent: HashMap<OutPoint, (Amount, usize)> = HashMap::new();
    for (height, block) in blocks.iter().enumerate() {
        assert_eq!(block.header.prev_blockhash, prev);
        prev = block.header.validate_pow(block.header.target()).unwrap();
        assert!(block.check_merkle_root() && block.check_witness_commitment());
        assert!(block.weight().to_wu() <= 4_000_000);
        let mut fees = Amount::ZERO;
        for (at, tx) in block.txdata.iter().enumerate() {
            assert!(at == 0 || tx.weight().to_wu() <= 400_000, "standard");
            let mut paid_in = Amount::ZERO;
            for input in tx.input.iter().skip(usize::from(at == 0)) {
                let (value, made) = unspent.remove(&input.previous_output).unwrap();
                assert!(made == usize::MAX || height - made >= 100, "a coinbase ripens");
                paid_in += value;
            }
            let paid_out = tx.output.iter().map(|output| output.value).sum::<Amount>();
            if at > 0 {
                fees += paid_in.checked_sub(paid_out).expect("nothing from nothing");
            }
            let made = if at == 0 { height } else { usize::MAX };
            let txid = tx.compute_txid();
            for (vout, output) in (0..).zip(&tx.output) {
                if !output.script_pubkey.is_op_return() {
                    unspent.insert(OutPoint { txid, vout }, (output.value, made));
                }
            }
        }
        let minted = block.txdata[0].output[0].value;
        let float = if (1..=100).contains(&height) { 1_000_000_000_000 } else { 0 };
        let subsidy = if height == 0 { 0 } else { 5_000_000_000 };
        assert_eq!(minted, fees + Amount::from_sat(subsidy + float));
    }
    assert_eq!(prev.to_string(), summary.tip_hash);
    assert_eq!(unspent.len() as u64, summary.totals.unspent);
}

#[test]
fn the_mix_is_that_of_the_real_chain() {
    let (blocks, summary) = blocks(2, 60_000);
    // The second half: before it the chain is young.
    let txs: Vec<_> = blocks.iter().flat_map(|block| block.txdata.iter().skip(1)).collect();
    let txs = &txs[txs.len() / 2..];
    let count = txs.len() as u64;
    let each = |of: &dyn Fn(&bitcoin::Transaction) -> usize| {
        txs.iter().map(|tx| of(tx) as u64).sum::<u64>() * 100 / count
    };
    assert!((215..=280).contains(&each(&|tx| tx.input.len())), "inputs");
    assert!((255..=295).contains(&each(&|tx| tx.output.len())), "outputs");
    assert!((50_000..=60_000).contains(&each(&|tx| tx.total_size())), "bytes");
    let witness = each(&|tx| usize::from(tx.input.iter().any(|input| !input.witness.is_empty())));
    assert!((74..=82).contains(&witness), "{witness} % with a witness");
    let values = txs.iter().flat_map(|tx| &tx.output).map(|output| output.value.to_sat());
    // The bytes of LEB128.
    let lengths = values.map(|value| u64::from((64 - (value | 1).leading_zeros()).div_ceil(7)));
    let (bytes, outputs) = lengths.fold((0, 0), |(bytes, n), length| (bytes + length, n + 1));
    assert!((310..=370).contains(&(bytes * 100 / outputs)), "{bytes} bytes of {outputs} values");
    let addresses = summary.totals.addresses * 100 / summary.totals.transactions;
    assert!((110..=160).contains(&addresses), "addresses");
    let mut locks = BTreeMap::new();
    for output in txs.iter().flat_map(|tx| &tx.output) {
        let (lock, _) = model::script::classify(output.script_pubkey.as_bytes());
        *locks.entry(lock.name()).or_insert(0_u64) += 1;
    }
    let seen: BTreeSet<_> = locks.keys().copied().collect();
    let all =
        ["data", "multisig", "nonstandard", "p2pk", "p2pkh", "p2sh", "p2tr", "p2wpkh", "p2wsh"];
    assert_eq!(seen, all.into_iter().collect());
    assert!(locks["p2wpkh"] * 100 / outputs >= 35);
}

#[test]
fn the_same_seed_grows_the_same_chain_and_a_longer_one_begins_with_it() {
    let (short, summary) = blocks(3, 3_000);
    assert_eq!(summary.totals.transactions, 3_000);
    let (long, _) = blocks(3, 6_000);
    let whole = short.len() - 1;
    assert_eq!(short[..whole], long[..whole]);
    assert_ne!(short[whole], blocks(4, 3_000).0[whole]);
    // Golden: who keeps grown chains trusts VERSION to say that this changed.
    assert_eq!((VERSION, &summary.tip_hash[..16]), (1, "6df08d9eae8b09c7"));
}
