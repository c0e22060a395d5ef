//! Small stories, read back by an independent decoder and held against their own truth.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use bitcoin::consensus::deserialize;
use bitcoin::{Block, OutPoint, Transaction};
use model::address::BitcoinAddress;
use model::chain::Network;
use model::hash::Digest;

use super::*;

/// A story in memory, decoded.
struct Read {
    summary: Summary,
    memory: Memory,
    blocks: Vec<Block>,
}

fn read(story: Story, seed: u64, transactions: u64) -> Read {
    let mut memory = Memory::default();
    let summary = grow(story, seed, transactions, &mut memory, &mut |_| ()).unwrap();
    let blocks = memory.blocks.iter().map(|bytes| deserialize(bytes).unwrap()).collect();
    Read { summary, memory, blocks }
}

impl Read {
    fn rows(&self, file: Beside) -> Vec<Vec<String>> {
        let text = self.memory.text(file);
        text.lines().skip(1).map(|line| line.split(',').map(String::from).collect()).collect()
    }

    fn owners(&self) -> HashMap<String, String> {
        let rows = self.rows(Beside::Addresses);
        let count = rows.len();
        let owners: HashMap<_, _> =
            rows.into_iter().map(|row| (row[0].clone(), row[1].clone())).collect();
        assert_eq!(owners.len(), count, "an address is made once");
        owners
    }

    fn shared(&self) -> HashMap<String, serde_json::Value> {
        let text = self.memory.text(Beside::Shared);
        text.lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
            .map(|value| (value["txid"].as_str().unwrap().to_owned(), value))
            .collect()
    }

    fn txs(&self) -> impl Iterator<Item = (usize, &Transaction)> {
        self.blocks
            .iter()
            .enumerate()
            .flat_map(|(height, block)| block.txdata.iter().map(move |tx| (height, tx)))
    }
}

fn address(script: &bitcoin::ScriptBuf) -> Option<String> {
    let address = BitcoinAddress::of_script(script.as_bytes())?;
    Some(address.display(Network::Story).to_string())
}

fn each(check: impl Fn(&Read)) {
    for story in Story::ALL {
        for seed in [1, 2] {
            check(&read(story, seed, 1_000));
        }
    }
    check(&read(Story::ExchangeTheft, 3, 5_000));
}

#[test]
fn every_block_is_what_a_node_would_take() {
    each(|story| {
        let mut prev = bitcoin::BlockHash::from_raw_hash(bitcoin::hashes::Hash::all_zeros());
        let mut time = 0;
        for (height, block) in story.blocks.iter().enumerate() {
            assert_eq!(block.header.prev_blockhash, prev);
            assert!(block.header.time > time);
            assert!(block.check_merkle_root());
            assert!(block.check_witness_commitment());
            block.header.validate_pow(block.header.target()).unwrap();
            assert!(block.weight().to_wu() <= 4_000_000);
            if height > 16 {
                assert_eq!(block.bip34_block_height().unwrap(), height as u64);
            }
            (prev, time) = (block.block_hash(), block.header.time);
        }
        assert_eq!(prev.to_string(), story.summary.tip_hash);
    });
}

#[test]
fn every_input_spends_what_is_there_and_no_money_appears() {
    each(|story| {
        let mut coins: HashMap<OutPoint, u64> = HashMap::new();
        let mut minted = 0_u64;
        for block in &story.blocks {
            let mut fees = 0;
            for tx in block.txdata.iter().skip(1) {
                let spent: u64 = tx
                    .input
                    .iter()
                    .map(|input| coins.remove(&input.previous_output).expect("unspent"))
                    .sum();
                let paid: u64 = tx.output.iter().map(|output| output.value.to_sat()).sum();
                fees += spent.checked_sub(paid).expect("no more paid than spent");
                add(&mut coins, tx);
            }
            let coinbase = &block.txdata[0];
            let claimed: u64 = coinbase.output.iter().map(|output| output.value.to_sat()).sum();
            minted += claimed - fees.min(claimed);
            assert!(claimed >= fees);
            add(&mut coins, coinbase);
        }
        assert_eq!(coins.values().sum::<u64>(), minted);
        assert!(minted < model::amount::MONEY_MAX.0);
    });
}

fn add(coins: &mut HashMap<OutPoint, u64>, tx: &Transaction) {
    let txid = tx.compute_txid();
    for (vout, output) in tx.output.iter().enumerate() {
        if !output.script_pubkey.is_op_return() {
            let at = OutPoint::new(txid, u32::try_from(vout).unwrap());
            assert!(coins.insert(at, output.value.to_sat()).is_none());
        }
    }
}

#[test]
fn the_truth_says_who_owns_every_address_and_what_every_transaction_is() {
    each(|story| {
        let owners = story.owners();
        let rows = story.rows(Beside::Transactions);
        let said: HashMap<&str, &Vec<String>> =
            rows.iter().map(|row| (row[0].as_str(), row)).collect();
        assert_eq!(said.len(), rows.len(), "a transaction is said once");
        let mut used = BTreeSet::new();
        let mut count = 0;
        for (height, tx) in story.txs() {
            let row = said[tx.compute_txid().to_string().as_str()];
            assert_eq!(row[1], height.to_string());
            assert!(!row[4].is_empty(), "every transaction has an intent");
            for address in tx.output.iter().filter_map(|output| address(&output.script_pubkey)) {
                assert!(owners.contains_key(&address), "{address} has no owner");
                used.insert(address);
            }
            count += 1;
        }
        assert_eq!(count, rows.len());
        assert_eq!(count as u64, story.summary.totals.transactions);
        // What was made and never paid to: accounts not used, payments that came to nothing.
        assert!(used.len() * 10 > owners.len() * 8, "{} of {}", used.len(), owners.len());
        let actors: BTreeSet<String> =
            story.rows(Beside::Actors).into_iter().map(|row| row[0].clone()).collect();
        assert!(owners.values().all(|owner| actors.contains(owner)));
    });
}

#[test]
fn inputs_of_one_transaction_have_one_owner_unless_the_truth_says_whose_they_are() {
    each(|story| {
        let owners = story.owners();
        let mut shared = story.shared();
        let mut holders: HashMap<OutPoint, String> = HashMap::new();
        for (_, tx) in story.txs() {
            let txid = tx.compute_txid();
            let inputs: Vec<&String> =
                tx.input.iter().filter_map(|input| holders.get(&input.previous_output)).collect();
            match shared.remove(&txid.to_string()) {
                None => assert!(inputs.iter().all(|owner| *owner == inputs[0])),
                Some(said) => check_seats(&said, tx, &inputs, &owners),
            }
            for (vout, output) in tx.output.iter().enumerate() {
                if let Some(address) = address(&output.script_pubkey) {
                    let at = OutPoint::new(txid, u32::try_from(vout).unwrap());
                    holders.insert(at, owners[&address].clone());
                }
            }
        }
        assert!(shared.is_empty());
    });
}

/// Every input is somebody's, once; outputs are as said, but for a coordinator's.
fn check_seats(
    said: &serde_json::Value,
    tx: &Transaction,
    inputs: &[&String],
    owners: &HashMap<String, String>,
) {
    let numbers = |value: &serde_json::Value| -> Vec<usize> {
        let numbers = value.as_array().unwrap().iter().map(|at| at.as_u64().unwrap());
        numbers.map(|at| usize::try_from(at).unwrap()).collect()
    };
    let mut seen = BTreeSet::new();
    for seat in said["seats"].as_array().unwrap() {
        let actor = seat["actor"].to_string();
        for at in numbers(&seat["inputs"]) {
            assert_eq!(*inputs[at], actor);
            assert!(seen.insert(at));
        }
        for at in numbers(&seat["outputs"]) {
            let address = address(&tx.output[at].script_pubkey).unwrap();
            assert_eq!(owners[&address], actor);
        }
    }
    assert_eq!(seen.len(), tx.input.len());
}

#[test]
fn stolen_coins_reconcile_to_the_last_satoshi() {
    each(|story| {
        let totals = &story.summary.totals;
        assert!(totals.stolen_taken_sat > 0);
        assert_eq!(
            totals.stolen_taken_sat,
            totals.stolen_arrived_sat + totals.stolen_held_sat + totals.stolen_fees_sat
        );
        let number = |text: &String| text.parse::<u64>().unwrap();
        let mut stolen: HashMap<OutPoint, u64> = HashMap::new();
        for row in story.rows(Beside::Stolen) {
            assert!(number(&row[5]) <= number(&row[4]));
            let at: OutPoint = format!("{}:{}", row[0], row[1]).parse().unwrap();
            stolen.insert(at, number(&row[5]));
        }
        let mut ends: BTreeMap<String, u64> = BTreeMap::new();
        let mut ended: HashMap<OutPoint, String> = HashMap::new();
        for row in story.rows(Beside::Ends) {
            let at: OutPoint = format!("{}:{}", row[1], row[2]).parse().unwrap();
            assert_eq!(stolen[&at], number(&row[5]), "an end is an output with stolen coins");
            *ends.entry(row[0].clone()).or_default() += number(&row[5]);
            assert!(ended.insert(at, row[0].clone()).is_none());
        }
        assert_eq!(ends.remove("held").unwrap_or(0), totals.stolen_held_sat);
        assert_eq!(ends.values().sum::<u64>(), totals.stolen_arrived_sat);
        let spent: BTreeSet<OutPoint> = story
            .txs()
            .flat_map(|(_, tx)| tx.input.iter().map(|input| input.previous_output))
            .collect();
        for (at, how) in &ended {
            assert!(how != "held" || !spent.contains(at), "what is held is unspent");
        }
        for at in stolen.keys() {
            assert!(
                ended.contains_key(at) || spent.contains(at),
                "every stolen coin goes on or ends"
            );
        }
    });
}

#[test]
fn a_small_theft_holds_the_whole_of_it() {
    for seed in 1..=16 {
        let story = read(Story::ExchangeTheft, seed, 1_000);
        assert_eq!(story.summary.totals.transactions, 1_000);
        let mut stages: BTreeMap<String, u64> = BTreeMap::new();
        for row in story.rows(Beside::Transactions) {
            *stages.entry(row[3].clone()).or_default() += 1;
        }
        for stage in ["THEFT", "SPLIT", "MIX", "PEEL", "CASHOUT"] {
            assert!(stages.contains_key(stage), "seed {seed} has no {stage}: {stages:?}");
        }
        assert!(stages["PEEL"] >= 20, "seed {seed}: {stages:?}");
        let ends = story.rows(Beside::Ends);
        let houses: BTreeSet<&String> =
            ends.iter().filter(|row| row[0] == "exchange").map(|row| &row[4]).collect();
        assert!(houses.len() >= 3, "seed {seed}: deposits at {houses:?}");
        assert!(ends.iter().any(|row| row[0] == "held"), "seed {seed}: nothing is left");
        assert!(!story.summary.start.outpoints.is_empty());
    }
}

#[test]
fn every_small_story_has_exactly_the_transactions_asked_for() {
    for story in Story::ALL {
        for (seed, transactions) in [(4, 1_000), (5, 1_001), (6, 1_777), (7, 3_000)] {
            let read = read(story, seed, transactions);
            assert_eq!(read.summary.totals.transactions, transactions, "{story} {seed}");
            assert_eq!(read.txs().count() as u64, transactions);
        }
    }
}

#[test]
fn coinjoins_have_the_published_shapes() {
    let story = read(Story::ExchangeTheft, 3, 12_000);
    let shared = story.shared();
    let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
    for (_, tx) in story.txs() {
        let Some(said) = shared.get(&tx.compute_txid().to_string()) else { continue };
        let kind = said["kind"].as_str().unwrap();
        *kinds.entry(kind.into()).or_default() += 1;
        let mut values: BTreeMap<u64, usize> = BTreeMap::new();
        for output in &tx.output {
            *values.entry(output.value.to_sat()).or_default() += 1;
        }
        let (most, count) = values.iter().max_by_key(|(_, count)| **count).unwrap();
        let scripts: BTreeSet<_> = tx.output.iter().map(|output| &output.script_pubkey).collect();
        match kind {
            // Ten inputs or more, denominations of 0.1 BTC ± 0.005, nobody's output twice.
            "wasabi1" => {
                assert!(tx.input.len() >= 10);
                assert!((9_500_000..=10_500_000).contains(most), "{most}");
                assert!(*count >= 6);
                assert_eq!(scripts.len(), tx.output.len());
            }
            "whirlpool" => {
                assert_eq!((tx.input.len(), tx.output.len(), values.len()), (5, 5, 1));
                assert!([1_000_000, 5_000_000].contains(most));
            }
            "joinmarket" => assert!(*count >= 4 && 2 * *count >= tx.output.len()),
            "payjoin" => assert!(tx.input.len() >= 2 && tx.output.len() <= 2),
            other => panic!("{other} is no kind"),
        }
    }
    assert_eq!(kinds.len(), 4, "{kinds:?}");
}

#[test]
fn labels_are_of_the_storys_addresses_and_leave_most_of_them_out() {
    each(|story| {
        let owners = story.owners();
        let text = story.memory.text(Beside::Labels);
        assert!(text.starts_with("title: 'SYNTHETIC: "));
        let tagged: Vec<&str> = text
            .lines()
            .filter_map(|line| line.strip_prefix("- address: '")?.strip_suffix('\''))
            .collect();
        assert!(tagged.len() >= 8);
        assert!(tagged.iter().all(|address| owners.contains_key(*address)));
        assert!(tagged.len() * 2 < owners.len());
    });
}

#[test]
fn the_shape_of_the_economy_is_that_of_the_real_one() {
    let story = read(Story::ExchangeTheft, 5, 20_000);
    let totals = &story.summary.totals;
    let tenths = |count: u64| count * 10 / totals.transactions;
    assert!((18..=28).contains(&tenths(totals.inputs)), "{}", tenths(totals.inputs));
    assert!((23..=30).contains(&tenths(totals.outputs)), "{}", tenths(totals.outputs));
    let size = totals.bytes / totals.transactions;
    assert!((380..=540).contains(&size), "{size}");
    let mut decades = [0_u64; 12];
    for (_, tx) in story.txs() {
        for output in &tx.output {
            if output.value.to_sat() > 0 {
                decades[output.value.to_sat().ilog10() as usize] += 1;
            }
        }
    }
    assert!(decades[3..=9].iter().all(|count| *count > 200), "{decades:?}");
}

#[test]
fn a_story_grows_in_bounded_memory() {
    // State is people and their coins: ten times the transactions, about three times the people.
    let (small, large) = (Population::of(1_000_000), Population::of(10_000_000));
    assert!(large.users < small.users * 4);
    assert!(Population::of(u64::MAX >> 8).coinjoin_users <= 1_500);
}

#[test]
fn too_small_a_story_and_a_directory_in_use_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let grow = |transactions| write(dir.path(), Story::Ransom, 1, transactions, &mut |_| ());
    let error = grow(999).unwrap_err().to_string();
    assert_eq!(
        error,
        "a story needs at least 1000 transactions to hold the whole of it; 999 were asked for"
    );
    let mut told = 0;
    let summary = write(dir.path(), Story::Ransom, 1, 1_000, &mut |count| told = count).unwrap();
    assert_eq!(told, summary.totals.transactions);
    let file = std::fs::read(dir.path().join("blocks/blk00000.dat")).unwrap();
    assert_eq!(file, read(Story::Ransom, 1, 1_000).memory.block_file());
    let error = grow(1_000).unwrap_err().to_string();
    assert!(error.contains("not empty"), "{error}");
    assert_eq!(
        "heist".parse::<Story>().unwrap_err().to_string(),
        "there is no story 'heist'; there are exchange-theft, ransom, donations and mainnet-mix"
    );
}

/// Everything a story writes, as one digest: what the same seed must give on every machine.
fn digest(story: Story) -> String {
    let memory = read(story, 7, 1_000).memory;
    let mut bytes = memory.block_file();
    for file in Beside::ALL {
        bytes.extend(memory.text(file).into_bytes());
    }
    Digest::of(&bytes).to_string()
}

#[test]
fn the_same_seed_gives_the_same_bytes_everywhere() {
    let digests = Story::ALL.map(digest);
    assert_eq!(digests, Story::ALL.map(digest));
    expect_test::expect![[r#"
        1014e3454fb18ab4dac7d066a1f66b463b038adb7ed21b7647629b9837f02325
        719d7179a357edc36de96a557cd9f6736a64a3332af04da043a45e6a1912d4ec
        8a1e3ba9eab8b1b9f582a945b55606d594b122f51e253a342e31f2a4f24020d0"#]]
    .assert_eq(&digests.join("\n"));
}
