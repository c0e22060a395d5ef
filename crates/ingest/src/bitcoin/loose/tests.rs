//! Loose blocks and what they spend, from real files in all the forms they come in.

use std::path::PathBuf;

use model::address::BitcoinAddress;
use model::amount::Total;
use model::batch::OutputRow;
use serde_json::Value;

use super::*;
use crate::bitcoin::source::file::deobfuscate;
use crate::bitcoin::testchain::{self, Block, chain};
use crate::bitcoin::testdata;

fn paths(names: &[&str]) -> Option<Vec<PathBuf>> {
    names.iter().map(|name| testdata::path(name)).collect()
}

fn read_all(paths: &[PathBuf], options: &Options) -> Loose {
    super::read(paths, options, &mut |_| ()).unwrap()
}

fn batches(loose: &Loose) -> Vec<Batch> {
    loose.batches().collect::<Result<_, _>>().unwrap()
}

/// One batch, whatever its size.
fn one_batch(loose: &mut Loose) -> Batch {
    loose.options.batch_bytes = u64::MAX;
    let mut batches = batches(loose);
    assert_eq!(batches.len(), 1);
    batches.remove(0)
}

/// Every input known: what goes in and does not come out is what the coinbases take.
fn check_fees(batch: &Batch, subsidy_sat: u128) {
    assert_eq!(batch.spent.len(), batch.inputs.len());
    let (mut paid, mut minted) = (Total::ZERO, Total::ZERO);
    let mut start = 0;
    for tx in &batch.txs {
        let outputs = &batch.outputs[start..tx.outputs_end as usize];
        let sum: Total = outputs.iter().map(|output| output.value).sum();
        *(if tx.flags.is_coinbase() { &mut minted } else { &mut paid }) += sum;
        start = tx.outputs_end as usize;
    }
    let taken: Total = batch.spent.iter().map(|spent| spent.output.value).sum();
    let fees = taken.checked_sub(paid).unwrap();
    assert_eq!(minted, fees + Total(subsidy_sat));
}

#[test]
fn blocks_and_spent_outputs_packed_side_by_side_find_each_other() {
    let Some(paths) = paths(&["btc/prevouts"]) else { return };
    let mut loose = read_all(&paths, &Options::default());
    assert_eq!(loose.notes(), []);
    assert_eq!(loose.network(), Network::Main);
    let batch = one_batch(&mut loose);
    let heights: Vec<_> = batch.blocks.iter().map(|block| block.height).collect();
    assert_eq!(heights, [Some(367_891), Some(413_567)]);
    check_fees(&batch, 2 * 25 * 100_000_000);
}

#[test]
fn undo_data_of_testnet_blocks_fits_them() {
    let Some(paths) = paths(&["btc/testnet"]) else { return };
    let mut loose = read_all(&paths, &Options::default());
    assert_eq!(loose.notes(), []);
    assert_eq!(loose.network(), Network::Test);
    let batch = one_batch(&mut loose);
    let heights: Vec<_> = batch.blocks.iter().map(|block| block.height).collect();
    assert_eq!(heights, [Some(928_816), Some(928_828)]);
    check_fees(&batch, 2 * 312_500_000);
}

#[test]
fn fees_and_input_addresses_are_the_jsons() {
    let Some(paths) = paths(&["btc/prevouts_json"]) else { return };
    let files: Vec<PathBuf> =
        std::fs::read_dir(&paths[0]).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 16);
    for file in files {
        let mut loose = read_all(std::slice::from_ref(&file), &Options::default());
        assert_eq!(loose.notes(), [], "{}", file.display());
        let batch = one_batch(&mut loose);
        let document: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        check_raito(&batch, &document);
    }
}

/// Holds the rows against the document they were made from, and the hash against its own.
fn check_raito(batch: &Batch, document: &Value) {
    let expected = &document["expected"];
    let block = &batch.blocks[0];
    assert_eq!(block.hash.to_string(), expected["best_block_hash"].as_str().unwrap());
    assert_eq!(u64::from(block.height.unwrap()), expected["block_height"].as_u64().unwrap());
    let height = block.height.unwrap();
    let subsidy = (50 * 100_000_000_u128) >> (height / 210_000);
    check_fees(batch, subsidy);
    let txs = document["blocks"][0]["data"]["transactions"].as_array().unwrap();
    let mut spent = batch.spent.iter();
    for input in txs.iter().skip(1).flat_map(|tx| tx["inputs"].as_array().unwrap()) {
        let previous = &input["previous_output"];
        let row = spent.next().unwrap();
        let out_point = &batch.inputs[row.input as usize];
        assert_eq!(out_point.txid.to_string(), previous["txid"].as_str().unwrap());
        assert_eq!(row.output.value.0, previous["data"]["value"].as_u64().unwrap());
        let script = previous["data"]["pk_script"].as_str().unwrap();
        let script = hex::decode(script.trim_start_matches("0x")).unwrap();
        assert_eq!(address(batch, &row.output), address_of_script(&script));
    }
    assert!(spent.next().is_none());
}

fn address(batch: &Batch, output: &OutputRow) -> Option<String> {
    let address = BitcoinAddress::new(output.lock, batch.payload(output))?;
    Some(address.display(Network::Main).to_string())
}

/// The address in the `bitcoin` library's words, where it has one for the script.
fn address_of_script(script: &[u8]) -> Option<String> {
    match bitcoin::Address::from_script(
        bitcoin::Script::from_bytes(script),
        bitcoin::Network::Bitcoin,
    ) {
        Ok(address) => Some(address.to_string()),
        Err(_) => {
            BitcoinAddress::of_script(script).map(|own| own.display(Network::Main).to_string())
        }
    }
}

#[test]
fn scattered_blocks_come_in_one_order_and_without_what_they_spend() {
    let Some(paths) = paths(&["btc/mainnet_scattered.blk"]) else { return };
    let loose = read_all(&paths, &Options::default());
    assert_eq!((loose.counts().blocks, loose.counts().duplicates), (83, 0));
    let batches = batches(&loose);
    assert!(batches.len() > 2);
    assert!(batches.iter().all(|batch| batch.spent.is_empty()));
    let rows: Vec<_> = batches.iter().flat_map(|batch| &batch.blocks).collect();
    assert_eq!(rows.len(), 83);
    // Blocks 227,835 (by its child, being of version 1) and 200,000 are known among the 64.
    let known = rows.iter().filter_map(|row| row.height).collect::<Vec<_>>();
    assert_eq!(known.len(), 64);
    assert_eq!(known[..6], [200_000, 212_500, 225_000, 227_835, 227_836, 237_500]);
    assert!(rows.is_sorted_by_key(|row| row.height));
}

#[test]
fn what_was_kept_gives_the_same_batches_and_is_not_kept_twice() {
    let names = ["btc/prevouts", "btc/prevouts_json", "btc/genesis_0-4521.blk"];
    let Some(paths) = paths(&names) else { return };
    let directory = tempfile::tempdir().unwrap();
    let kept = directory.path().join("raw");
    let options = Options { kept: Some(kept.clone()), ..Options::default() };
    // First one part, then all of it.
    let first = read_all(&paths[..1], &options);
    assert_eq!(first.keep(&kept).unwrap(), Kept { blocks: 2, lines: 2 });
    let all = read_all(&paths, &options);
    let written = all.keep(&kept).unwrap();
    assert_eq!(written.blocks, all.counts().blocks - 2);
    assert_eq!(all.counts().duplicates, 2 + 2, "blocks 170 and 2016 are in two places");
    let again = read_all(&[], &options);
    assert_eq!(again.counts().blocks_new, 0);
    assert!(batches(&again) == batches(&all));
    assert_eq!(again.keep(&kept).unwrap(), Kept::default());
    let mut names: Vec<_> = std::fs::read_dir(&kept)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let expected =
        [1, 2].map(|number| ["blk", "jsonl", "sha256"].map(|end| format!("00000{number}.{end}")));
    assert_eq!(names, expected.as_flattened());
}

#[test]
fn a_family_that_reaches_genesis_has_all_its_heights() {
    let Some(paths) = paths(&["btc/genesis_0-4521.blk"]) else { return };
    let mut loose = read_all(&paths, &Options::default());
    let batch = one_batch(&mut loose);
    assert!((0..).zip(&batch.blocks).all(|(height, row)| row.height == Some(height)));
}

#[test]
fn a_file_that_is_nothing_is_refused_by_name_and_passed_over_in_a_directory() {
    let Some(blocks) = testdata::path("btc/testnet/block928828.raw") else { return };
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("notes.txt");
    std::fs::write(&path, "not a block").unwrap();
    let error = super::read(&[blocks.clone(), path], &Options::default(), &mut |_| ()).unwrap_err();
    assert!(error.to_string().ends_with("is no block, no block file and no list of spent outputs"));
    let paths = [blocks, directory.path().to_path_buf()];
    let loose = read_all(&paths, &Options::default());
    assert!(matches!(loose.notes(), [Note::Unknown { .. }]));
}

#[test]
fn another_blocks_spent_outputs_are_not_used() {
    let names = ["btc/testnet/block928828.raw", "btc/testnet/block928816-undo.raw"];
    let Some(paths) = paths(&names) else { return };
    let mut loose = read_all(&paths, &Options::default());
    assert!(matches!(loose.notes(), [Note::Unused { .. }]));
    assert_eq!(one_batch(&mut loose).spent, []);
}

/// A record of Core's undo file for a block of [`testchain`]: one input, worth 0.5 BTC.
fn undo_record(block: &Block) -> Vec<u8> {
    // One transaction with one input: height 100 (not a coinbase), the old version, 0.5 BTC as
    // `1 + 10 * (9 * 0 + 5 - 1) + 7`, and P2PKH's kind with its hash.
    let undo = [&[1, 1, 0x80, 72, 0, 48, 0][..], &[7; 20]].concat();
    let prev = Header::read(block.0.first_chunk().unwrap()).prev;
    let checksum = model::hash::sha256d(&[&prev.0[..], &undo].concat());
    let len = u32::try_from(undo.len()).unwrap();
    [&testchain::NETWORK.magic()[..], &len.to_le_bytes(), &undo, &checksum].concat()
}

#[test]
fn a_pruned_nodes_directory_brings_its_undo_files_along() {
    let blocks = chain(BlockHash([5; 32]), 1, 4);
    let key = [3, 1, 4, 1, 5, 9, 2, 6];
    let directory = tempfile::tempdir().unwrap();
    let write = |name: &str, mut bytes: Vec<u8>| {
        deobfuscate(key, 0, &mut bytes);
        bytes.extend([0; 100]);
        std::fs::write(directory.path().join(name), bytes).unwrap();
    };
    write("blk00007.dat", blocks.iter().flat_map(Block::framed).collect());
    // Core writes undo records in the order of connecting; one block is not connected.
    let order = [2, 0, 1];
    write("rev00007.dat", order.iter().flat_map(|at| undo_record(&blocks[*at])).collect());
    std::fs::write(directory.path().join("xor.dat"), key).unwrap();
    let mut loose = read_all(&[directory.path().to_path_buf()], &Options::default());
    assert_eq!(loose.notes(), []);
    assert_eq!(loose.counts().lists, 3);
    let batch = one_batch(&mut loose);
    let inputs: Vec<u32> = batch.spent.iter().map(|spent| spent.input).collect();
    assert_eq!(inputs, [0, 1, 2]);
    for spent in &batch.spent {
        assert_eq!(spent.output.value, Sat(50_000_000));
        assert_eq!(spent.output.lock, model::script::Lock::P2pkh);
        assert_eq!(batch.payload(&spent.output), [7; 20]);
    }
}

#[test]
fn an_undo_record_of_another_block_is_not_used() {
    let blocks = chain(BlockHash([5; 32]), 1, 2);
    let other = &chain(BlockHash([6; 32]), 1, 1)[0];
    let directory = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: Vec<u8>| {
        std::fs::write(directory.path().join(name), bytes).unwrap();
    };
    write("blk00000.dat", blocks.iter().flat_map(Block::framed).collect());
    write("rev00000.dat", undo_record(other));
    let loose = read_all(&[directory.path().to_path_buf()], &Options::default());
    assert_eq!(loose.counts().lists, 0);
    assert!(matches!(loose.notes(), [Note::Unused { .. }]));
}

#[test]
fn two_lists_that_disagree_leave_the_output_unknown() {
    let blocks = chain(BlockHash([5; 32]), 1, 1);
    let directory = tempfile::tempdir().unwrap();
    let kept = directory.path().join("raw");
    let paths = [directory.path().join("blk00000.dat"), directory.path().join("rev00000.dat")];
    std::fs::write(&paths[0], blocks[0].framed()).unwrap();
    std::fs::write(&paths[1], undo_record(&blocks[0])).unwrap();
    let options = Options { kept: Some(kept.clone()), ..Options::default() };
    read_all(&paths, &options).keep(&kept).unwrap();
    let line = std::fs::read_to_string(kept.join("000001.jsonl")).unwrap();
    let other = line.replace("50000000", "60000000");
    assert_ne!(line, other);
    std::fs::write(kept.join("000001.jsonl"), other).unwrap();
    let mut loose = read_all(&paths, &options);
    let expected = Note::Disagree { block: blocks[0].hash(), inputs: 1 };
    assert_eq!(loose.notes(), [expected]);
    assert_eq!(one_batch(&mut loose).spent, []);
}

#[test]
fn a_damaged_block_is_left_out_and_named_in_the_end() {
    let mut blocks = chain(BlockHash([5; 32]), 1, 3);
    blocks[1].0[100] ^= 1;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.blk");
    std::fs::write(&path, blocks.iter().flat_map(Block::framed).collect::<Vec<_>>()).unwrap();
    let loose = read_all(&[path], &Options::default());
    assert_eq!((loose.counts().blocks, loose.counts().damaged), (2, 1));
    let mut batches = loose.batches();
    assert_eq!(batches.next().unwrap().unwrap().blocks.len(), 2);
    let Some(Err(IngestError::Corrupt(corrupt))) = batches.next() else { panic!("it is silent") };
    assert_eq!(corrupt.hash, Some(blocks[1].hash()));
    assert!(batches.next().is_none());
}

#[test]
fn a_bare_old_block_needs_its_network_named() {
    let Some(file) = testdata::bytes("btc/genesis_0-4521.blk") else { return };
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("block170");
    std::fs::write(&path, testdata::records(&file)[170]).unwrap();
    let error =
        super::read(std::slice::from_ref(&path), &Options::default(), &mut |_| ()).unwrap_err();
    assert!(matches!(error, IngestError::NetworkUnknown { .. }));
    let options = Options { network: Some(Network::Main), ..Options::default() };
    assert_eq!(read_all(&[path], &options).counts().blocks, 1);
}

#[test]
fn a_block_still_being_written_is_waited_for_here_too() {
    let blocks = chain(BlockHash([5; 32]), 1, 2);
    let mut last = blocks[1].framed();
    last[120..].fill(0);
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("blk00000.dat");
    std::fs::write(&path, [&blocks[0].framed()[..], &last, &[0; 100]].concat()).unwrap();
    let loose = read_all(&[path], &Options::default());
    assert_eq!((loose.counts().blocks, loose.counts().damaged), (1, 0));
    assert!(matches!(loose.notes(), [Note::HalfWritten { .. }]));
}

/// Two blocks, the second with its Merkle root wrong.
fn good_and_bad() -> (Block, Block) {
    let blocks = chain(BlockHash([7; 32]), 1, 2);
    let (good, mut bad) = (blocks[0].clone(), blocks[1].clone());
    let last = bad.0.len() - 10;
    bad.0[last] ^= 1;
    (good, bad)
}

fn write(directory: &Path, name: &str, blocks: &[&Block]) -> PathBuf {
    let path = directory.join(name);
    let framed: Vec<u8> = blocks.iter().flat_map(|block| block.framed()).collect();
    std::fs::write(&path, framed).unwrap();
    path
}

fn kept_names(kept: &Path) -> Vec<String> {
    let names = std::fs::read_dir(kept).unwrap();
    let mut names: Vec<_> =
        names.map(|name| name.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn what_was_taken_on_trust_is_kept_as_such_and_gives_way_to_a_whole_copy() {
    let directory = tempfile::tempdir().unwrap();
    let kept = directory.path().join("raw");
    let (good, bad) = good_and_bad();
    let given = write(directory.path(), "given.blk", &[&good, &bad]);
    let options = Options { kept: Some(kept.clone()), ..Options::default() };
    let trusting = Options { trust: true, ..options.clone() };
    let first = read_all(std::slice::from_ref(&given), &trusting);
    assert_eq!(first.keep(&kept).unwrap().blocks, 2);
    assert_eq!(kept_names(&kept), ["000001.blk", "000001.sha256", "000001.trusted.blk"]);
    let again = read_all(std::slice::from_ref(&given), &trusting);
    assert_eq!(again.keep(&kept).unwrap(), Kept::default());

    // Later, without trust: it is still there, and nothing stops.
    let other = write(directory.path(), "other.blk", &[&chain(BlockHash([8; 32]), 2, 1)[0]]);
    let later = read_all(&[other], &options);
    assert_eq!(batches(&later).iter().map(|batch| batch.blocks.len()).sum::<usize>(), 3);

    let whole = write(directory.path(), "whole.blk", &[&chain(BlockHash([7; 32]), 1, 2)[1]]);
    let mended = read_all(std::slice::from_ref(&whole), &options);
    assert_eq!(mended.keep(&kept).unwrap().blocks, 1);
    let mended = read_all(&[whole], &options);
    assert_eq!((mended.keep(&kept).unwrap().blocks, mended.counts().blocks), (0, 2));
}

#[test]
fn damaged_evidence_stops_the_build_until_its_block_is_given_again() {
    let directory = tempfile::tempdir().unwrap();
    let kept = directory.path().join("raw");
    std::fs::create_dir(&kept).unwrap();
    let (good, bad) = good_and_bad();
    write(&kept, "000001.blk", &[&bad]);
    let given = write(directory.path(), "given.blk", &[&good]);
    let options = Options { kept: Some(kept.clone()), ..Options::default() };
    let error = super::read(std::slice::from_ref(&given), &options, &mut |_| ()).unwrap_err();
    assert!(matches!(error, IngestError::Evidence(_)), "{error}");
    let whole = write(directory.path(), "whole.blk", &[&chain(BlockHash([7; 32]), 1, 2)[1]]);
    assert_eq!(read_all(&[given, whole], &options).counts().blocks, 2);
}
