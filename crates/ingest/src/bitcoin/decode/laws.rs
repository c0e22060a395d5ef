//! What holds for any bytes: no decoder panics, and a fault leaves no trace in the batch.

use model::chain::Network;
use model::hash::BlockHash;
use proptest::collection::vec;
use proptest::prelude::*;

use super::{Decoder, Rules, block, coinbase_height};
use crate::bitcoin::error::Reason;
use crate::bitcoin::loose::{raito, spent};
use crate::bitcoin::testchain::{self, chain, coinbase, payment};
use crate::bitcoin::testdata;

fn rules() -> impl Strategy<Value = Rules> {
    (prop::sample::select(&Network::ALL[..]), any::<bool>())
        .prop_map(|(network, trust)| Rules { network, trust })
}

/// A small valid block with some bytes replaced, cut out or put in.
fn near_block() -> impl Strategy<Value = Vec<u8>> {
    let valid = chain(BlockHash::default(), 1, 1).remove(0).0;
    let edits = vec((any::<prop::sample::Index>(), vec(any::<u8>(), 0..6), 0..6_usize), 1..5);
    edits.prop_map(move |edits| {
        let mut bytes = valid.clone();
        for (at, put, cut) in edits {
            let at = at.index(bytes.len() + 1);
            let end = bytes.len().min(at + cut);
            bytes.splice(at..end, put);
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_are_a_block_or_a_fault(bytes in vec(any::<u8>(), 0..600), rules in rules()) {
        let _ = block(&bytes, None, rules);
        let _ = coinbase_height(&bytes);
        for format in
            [spent::Format::Undo, spent::Format::Outputs, spent::Format::Array, spent::Format::Kept]
        {
            let _ = spent::read(format, &bytes);
        }
        let _ = spent::read_coins(&bytes);
        let _ = raito::rebuild(&bytes);
    }

    #[test]
    fn a_fault_leaves_the_batch_as_it_was(bytes in near_block(), trust in any::<bool>()) {
        let rules = Rules { network: testchain::NETWORK, trust };
        let mut batch = block(&chain(BlockHash::default(), 2, 1)[0].0, Some(0), rules).unwrap();
        let before = batch.clone();
        match Decoder::default().block(&bytes, Some(1), rules, &mut batch) {
            Ok(()) => prop_assert!(batch.blocks.len() == 2 && batch.txs.len() > before.txs.len()),
            Err(fault) => {
                prop_assert!(fault.at <= bytes.len());
                prop_assert_eq!(batch, before);
            }
        }
    }

    #[test]
    fn heights_are_read_as_scripts_push_them(height in 0_u32..1 << 31) {
        let script = bitcoin::script::Builder::new().push_int(i64::from(height)).into_script();
        prop_assert_eq!(coinbase_height(script.as_bytes()), Some(height));
    }
}

/// What is wrong with a real block with witnesses after something was done to it.
fn reason(height: Option<u32>, change: impl Fn(&mut bitcoin::Block)) -> Option<Reason> {
    let file = testdata::bytes("btc/mainnet_scattered.blk")?;
    let rules = Rules { network: Network::Main, trust: false };
    let has_witnesses = |bytes: &&[u8]| {
        let batch = block(bytes, None, rules).unwrap();
        batch.txs.iter().filter(|tx| tx.flags.is_segwit()).count() > 1
    };
    let bytes = testdata::records(&file).into_iter().find(has_witnesses).unwrap();
    let mut parsed: bitcoin::Block = bitcoin::consensus::deserialize(bytes).unwrap();
    change(&mut parsed);
    let bytes = bitcoin::consensus::serialize(&parsed);
    block(&bytes, height, rules).err().map(|fault| fault.reason)
}

#[test]
fn a_changed_witness_breaks_the_coinbases_commitment() {
    if testdata::path("btc/mainnet_scattered.blk").is_none() {
        return;
    }
    assert_eq!(reason(None, |_| ()), None);
    let change = |block: &mut bitcoin::Block| {
        let mut inputs = block.txdata.iter_mut().skip(1).flat_map(|tx| &mut tx.input);
        let input = inputs.find(|input| !input.witness.is_empty()).unwrap();
        let mut items = input.witness.to_vec();
        items[0][0] ^= 1;
        input.witness = bitcoin::Witness::from_slice(&items);
    };
    assert_eq!(reason(None, change), Some(Reason::Commitment));
    let change = |block: &mut bitcoin::Block| block.txdata[0].input[0].witness.push([7]);
    assert_eq!(reason(None, change), Some(Reason::CommitmentNonce));
}

#[test]
fn a_block_without_the_witnesses_it_commits_to_is_refused_where_they_must_be() {
    if testdata::path("btc/mainnet_scattered.blk").is_none() {
        return;
    }
    let strip = |block: &mut bitcoin::Block| {
        for input in block.txdata.iter_mut().flat_map(|tx| &mut tx.input) {
            input.witness.clear();
        }
    };
    assert_eq!(reason(Some(481_824), strip), Some(Reason::WitnessStripped));
    // Before segwit miners committed to witnesses that did not exist yet.
    assert_eq!(reason(Some(481_823), strip), None);
    assert_eq!(reason(None, strip), None);
}

#[test]
fn a_count_of_transactions_that_are_not_there_allocates_nothing() {
    let mut bytes = chain(BlockHash::default(), 1, 1).remove(0).0;
    bytes.truncate(80);
    bytes.extend([0xfe, 0xff, 0xff, 0xff, 0xff]);
    bytes.extend([coinbase(1), payment(1)].concat());
    let rules = Rules { network: testchain::NETWORK, trust: true };
    let fault = block(&bytes, None, rules).unwrap_err();
    assert_eq!(fault.reason, Reason::Short { wanted: 4, left: 0 });
}
