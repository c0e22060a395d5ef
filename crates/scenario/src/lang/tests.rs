//! Little texts and what they come to: shown in names, read back by an independent decoder.

use bitcoin::consensus::deserialize;
use expect_test::{Expect, expect};
use model::batch::{Batch, Step};
use model::hash::{BlockHash, Txid};

use super::*;

const SMALL: &str = "
    # a payment and what came of it
    block 2026-03-01T14:02:00Z
      mint: coinbase -> alice 50
    block
      pay: mint -> bob 10, alice/2 39.9999
      mix: pay:0 + pay:1 -> x 1, y 1, z 1, w 46.9 [rbf locktime=5 version=1]
";

/// Shows steps in names: blocks, their transactions, what those spend and pay.
fn show(played: &Played) -> String {
    let mut text = format!("{}\n", played.ledger);
    for step in &played.steps {
        match step {
            Step::Back(to) => text += &format!("back to {}\n", to.height),
            Step::Forward(batch) => show_batch(&played.names, batch, &mut text),
        }
    }
    played.names.rename(&text)
}

fn show_batch(names: &Names, batch: &Batch, text: &mut String) {
    let block = &batch.blocks[0];
    let height = block.height.map_or_else(|| String::from("?"), |height| height.to_string());
    let time = model::time::Time::from(block.time);
    *text += &format!("block {height} at {time} after {}\n", block.prev);
    let (mut input_at, mut output_at) = (0, 0);
    for tx in &batch.txs {
        let inputs = &batch.inputs[input_at..tx.inputs_end as usize];
        let outputs = &batch.outputs[output_at..tx.outputs_end as usize];
        let inputs: Vec<String> = inputs.iter().map(|at| at.to_string()).collect();
        let outputs: Vec<String> = outputs
            .iter()
            .map(|row| match model::address::BitcoinAddress::new(row.lock, batch.payload(row)) {
                Some(address) => {
                    format!(
                        "{} {}",
                        names.address_name(&address).unwrap_or("a stranger"),
                        row.value
                    )
                }
                None => format!("data {}", row.value),
            })
            .collect();
        let mut signs = String::new();
        for (sign, is) in [
            ("coinbase", tx.flags.is_coinbase()),
            ("segwit", tx.flags.is_segwit()),
            ("rbf", tx.flags.is_rbf()),
        ] {
            if is {
                signs += &format!(" {sign}");
            }
        }
        *text += &format!("  {}: {} -> {} [", tx.txid, inputs.join(" + "), outputs.join(", "));
        *text +=
            &format!("v{} locktime {} weight {}{signs}]\n", tx.version, tx.lock_time, tx.weight);
        (input_at, output_at) = (tx.inputs_end as usize, tx.outputs_end as usize);
    }
    for spent in &batch.spent {
        let address =
            model::address::BitcoinAddress::new(spent.output.lock, batch.payload(&spent.output))
                .expect("described inputs have holders");
        let holder = names.address_name(&address).unwrap_or("a stranger");
        *text += &format!("  input {} spends {holder} {}\n", spent.input, spent.output.value);
    }
}

fn check(text: &str, expected: Expect) {
    let played = play(text).unwrap();
    check_bytes(&played);
    check_heights(&played);
    expected.assert_eq(&show(&played));
}

fn check_error(text: &str, expected: Expect) {
    expected.assert_eq(&play(text).unwrap_err().to_string());
}

/// Every block as an independent decoder reads it: it must agree with the columns.
fn check_bytes(played: &Played) {
    for (step, raw) in played.steps.iter().zip(&played.raw) {
        let (Step::Forward(batch), RawStep::Forward { at, bytes }) = (step, raw) else {
            assert!(matches!((step, raw), (Step::Back(a), RawStep::Back(b)) if a == b));
            continue;
        };
        let block: bitcoin::Block = deserialize(bytes).unwrap();
        assert!(block.check_merkle_root());
        assert!(block.check_witness_commitment());
        let target = block.header.target();
        block.header.validate_pow(target).unwrap();
        assert_eq!(at.hash.to_string(), block.block_hash().to_string());
        assert_eq!(batch.blocks[0].hash, at.hash);
        assert_eq!(batch.blocks[0].prev.to_string(), block.header.prev_blockhash.to_string());
        assert_eq!(batch.blocks[0].time, block.header.time);
        assert_eq!(batch.txs.len(), block.txdata.len());
        check_txs(batch, &block);
    }
}

/// BIP 34, where the block says its height.
fn check_heights(played: &Played) {
    for (step, raw) in played.steps.iter().zip(&played.raw) {
        if let (Step::Forward(batch), RawStep::Forward { bytes, .. }) = (step, raw)
            && let Some(height @ 1..) = batch.blocks[0].height
        {
            let block: bitcoin::Block = deserialize(bytes).unwrap();
            let height = bitcoin::script::Builder::new().push_int(i64::from(height)).into_script();
            let script = block.txdata[0].input[0].script_sig.as_bytes();
            assert!(script.starts_with(height.as_bytes()));
        }
    }
}

fn check_txs(batch: &Batch, block: &bitcoin::Block) {
    let (mut input_at, mut output_at) = (0, 0);
    for (row, tx) in batch.txs.iter().zip(&block.txdata) {
        assert_eq!(row.txid.to_string(), tx.compute_txid().to_string());
        assert_eq!(u64::from(row.weight), tx.weight().to_wu());
        assert_eq!(row.flags.is_coinbase(), tx.is_coinbase());
        assert_eq!(row.flags.is_rbf(), tx.is_explicitly_rbf());
        assert_eq!(row.flags.is_segwit(), tx.input.iter().any(|input| !input.witness.is_empty()));
        assert_eq!((row.version, row.lock_time), (tx.version.0, tx.lock_time.to_consensus_u32()));
        let inputs = &batch.inputs[input_at..row.inputs_end as usize];
        let read: Vec<String> = if tx.is_coinbase() {
            Vec::new()
        } else {
            tx.input.iter().map(|input| input.previous_output.to_string()).collect()
        };
        assert_eq!(inputs.iter().map(|at| at.to_string()).collect::<Vec<_>>(), read);
        let outputs = &batch.outputs[output_at..row.outputs_end as usize];
        assert_eq!(outputs.len(), tx.output.len());
        for (row, output) in outputs.iter().zip(&tx.output) {
            assert_eq!(row.value.0, output.value.to_sat());
            let (lock, payload) = model::script::classify(output.script_pubkey.as_bytes());
            assert_eq!((row.lock, batch.payload(row)), (lock, payload.as_bytes()));
        }
        (input_at, output_at) = (row.inputs_end as usize, row.outputs_end as usize);
    }
}

#[test]
fn a_text_becomes_blocks() {
    check(
        SMALL,
        expect![[r#"
        bitcoin-story-linked
        block 0 at 2009-01-03T18:15:05Z after 0000000000000000000000000000000000000000000000000000000000000000
          genesis:  -> data 0.00000000 [v1 locktime 0 weight 616 coinbase]
        block 1 at 2026-03-01T14:02:00Z after block0
          mint:  -> alice 50.00000000 [v2 locktime 0 weight 360 coinbase]
        block 2 at 2026-03-01T14:12:00Z after block1
          coinbase2:  -> miner 50.10000000, data 0.00000000 [v2 locktime 0 weight 604 coinbase segwit]
          pay: mint:0 -> bob 10.00000000, alice/2 39.99990000 [v2 locktime 0 weight 562 segwit]
          mix: pay:0 + pay:1 -> x 1.00000000, y 1.00000000, z 1.00000000, w 46.90000000 [v1 locktime 5 weight 1081 segwit rbf]
    "#]],
    );
}

#[test]
fn a_reorganisation_frees_what_was_spent_and_keeps_the_id_of_what_is_the_same() {
    let text = "
        block
          mint: coinbase -> alice 50
        block
          pay: mint -> bob 50
        block
          on: pay -> carol 50
        back 2
        block
        block
          pay: mint -> bob 50
          other: pay -> dave 50
    ";
    check(
        text,
        expect![[r#"
        bitcoin-story-linked
        block 0 at 2009-01-03T18:15:05Z after 0000000000000000000000000000000000000000000000000000000000000000
          genesis:  -> data 0.00000000 [v1 locktime 0 weight 616 coinbase]
        block 1 at 2026-01-01T00:00:00Z after block0
          mint:  -> alice 50.00000000 [v2 locktime 0 weight 360 coinbase]
        block 2 at 2026-01-01T00:10:00Z after block1
          coinbase2:  -> miner 50.00000000, data 0.00000000 [v2 locktime 0 weight 604 coinbase segwit]
          pay: mint:0 -> bob 50.00000000 [v2 locktime 0 weight 438 segwit]
        block 3 at 2026-01-01T00:20:00Z after block2
          coinbase3:  -> miner 50.00000000, data 0.00000000 [v2 locktime 0 weight 604 coinbase segwit]
          on: pay:0 -> carol 50.00000000 [v2 locktime 0 weight 437 segwit]
        back to 1
        block 2 at 2026-01-01T00:10:00Z after block1
          coinbase2:  -> miner 50.00000000 [v2 locktime 0 weight 380 coinbase]
        block 3 at 2026-01-01T00:20:00Z after block2'
          coinbase3:  -> miner 50.00000000, data 0.00000000 [v2 locktime 0 weight 604 coinbase segwit]
          pay: mint:0 -> bob 50.00000000 [v2 locktime 0 weight 438 segwit]
          other: pay:0 -> dave 50.00000000 [v2 locktime 0 weight 437 segwit]
    "#]],
    );
    let played = play(text).unwrap();
    assert!(matches!(played.batches(), Err(ScenarioError::GoesBack { .. })));
    assert_ne!(played.names.block("block2"), played.names.block("block2'"));
}

#[test]
fn loose_blocks_describe_what_they_spend_as_far_as_they_are_told() {
    check(
        "ledger main partial
         block 2020-01-01 height=610000
           odd: ? alice/7@p2pkh 3 + ? + ?old:1 -> bob 2.9, data \"hello, world\"
           on: odd + ?old:2 carol 1 -> dave rest [fee=1000sat]
         block height=none
           far: on -> erin 3",
        expect![[r#"
            bitcoin-main-partial
            block 610000 at 2020-01-01T00:00:00Z after 9091b10b5f9664320e762e86a8c3b20aa5c94cc291d44b06057c1ef40edd1e98
              coinbase610000:  -> miner 50.00001000, data 0.00000000 [v2 locktime 0 weight 636 coinbase segwit]
              odd: odd?0:0 + odd?1:0 + ?old:1 -> bob 2.90000000, data 0.00000000 [v2 locktime 0 weight 1393 segwit]
              on: odd:0 + ?old:2 -> dave 3.89999000 [v2 locktime 0 weight 710 segwit]
              input 0 spends alice/7@p2pkh 3.00000000
              input 4 spends carol 1.00000000
            block ? at 2020-01-01T00:10:00Z after 1007cf0d038a56f273d8f27bd12d6101d77d5e47e6769c53eddb4ecda9d55611
              coinbase610001:  -> miner 50.89999000, data 0.00000000 [v2 locktime 0 weight 648 coinbase segwit]
              far: on:0 -> erin 3.00000000 [v2 locktime 0 weight 437 segwit]
        "#]],
    );
}

#[test]
fn twins_before_bip_30_have_one_id() {
    let played = play(
        "block
           a: coinbase -> miner 50 [tag=twin]
         block
           b: coinbase -> miner 50 [tag=twin]",
    )
    .unwrap();
    assert_eq!(played.names.txid("a"), played.names.txid("b"));
    check_bytes(&played);
}

#[test]
fn every_lock_is_written_spent_and_read_back() {
    let mut text = String::from("block\n mint: coinbase -> a 50\nblock\n all: mint -> ");
    let outputs: Vec<String> =
        Form::ALL.iter().map(|form| format!("a@{} 1", form.name())).collect();
    text += &outputs.join(", ");
    text += "\nblock\n again: ";
    let inputs: Vec<String> = (0..Form::ALL.len()).map(|vout| format!("all:{vout}")).collect();
    text += &inputs.join(" + ");
    text += " -> a rest\n";
    let played = play(&text).unwrap();
    check_bytes(&played);
    for form in Form::ALL {
        let address = played.names.address(&format!("a@{}", form.name())).unwrap();
        assert_eq!(played.names.owner(&address), Some("a"));
    }
}

#[test]
fn a_block_file_holds_every_block_behind_its_magic() {
    let played = play(SMALL).unwrap();
    let file = played.block_file();
    let mut rest = file.as_slice();
    let mut blocks = 0;
    while let [b'k', b'n', b'c', b'l', a, b, c, d, tail @ ..] = rest {
        let (block, after) = tail.split_at(u32::from_le_bytes([*a, *b, *c, *d]) as usize);
        deserialize::<bitcoin::Block>(block).unwrap();
        rest = after;
        blocks += 1;
    }
    assert_eq!((blocks, rest.len()), (3, 0));
}

#[test]
fn playing_again_gives_the_same_bytes() {
    assert_eq!(play(SMALL).unwrap().block_file(), play(SMALL).unwrap().block_file());
}

#[test]
fn names_and_hashes_turn_into_each_other() {
    let names = play(SMALL).unwrap().names;
    let at = names.outpoint("pay:1").unwrap();
    assert_eq!(names.outpoint_name(&at).as_deref(), Some("pay:1"));
    assert_eq!(names.outpoint("mint"), names.outpoint("mint:0"));
    let alice = names.address("alice/0@p2wpkh").unwrap();
    assert_eq!(names.address_name(&alice), Some("alice"));
    assert_eq!(names.address("nobody"), None);
    assert_eq!(names.tx_name(&Txid::default()), None);
    assert_ne!(names.block("block1").unwrap().hash, BlockHash::default());
    let said =
        format!("{} paid {}", at.txid, names.address("bob").unwrap().display(Network::Story));
    assert_eq!(names.rename(&said), "pay paid bob");
}

#[test]
fn errors_name_the_line_and_the_thing() {
    check_error(
        "block\n pay: mint -> bob 1",
        expect![
            "line 2: there is no transaction 'mint' before this line that could be spent (a coinbase can be from the next block on)"
        ],
    );
    check_error(
        "pay: mint -> bob 1",
        expect!["line 1: a transaction stands in a block: write 'block' before it"],
    );
    check_error(
        "block\n a: coinbase -> x 1\n b: a -> y 1",
        expect![
            "line 3: there is no transaction 'a' before this line that could be spent (a coinbase can be from the next block on)"
        ],
    );
    let spent = "block\n a: coinbase -> x 1\nblock\n b: a -> y 1\n";
    check_error(
        &format!("{spent} c: a -> z 1"),
        expect!["line 5: 'a:0' cannot be spent: it is spent already, or is data"],
    );
    check_error(
        &format!("{spent} c: b:7 -> z 1"),
        expect!["line 5: 'b' has 1 outputs, counted from 0: there is no 'b:7'"],
    );
    check_error(
        &format!("{spent} c: b -> z 1.5"),
        expect!["line 5: the outputs ask for 1.50000000 BTC and the inputs hold 1.00000000"],
    );
    check_error(
        &format!("{spent} c: b -> z rest [fee=2]"),
        expect!["line 5: the outputs leave 1.00000000 BTC and the fee asks for 2.00000000"],
    );
    check_error(
        &format!("{spent} c: b -> z 1 [fee=1sat]"),
        expect![
            "line 5: fee=AMOUNT goes with 'rest': without it the fee is what the outputs leave"
        ],
    );
    check_error(
        &format!("{spent} c: b + b -> z 1"),
        expect!["line 5: input 1 is spent twice in one transaction"],
    );
    check_error(
        &format!("{spent} b: b -> z 1"),
        expect!["line 5: there is a transaction 'b' already"],
    );
    check_error(
        &format!("{spent}back 1\nblock\n c: b -> z 1"),
        expect!["line 7: 'b' was in a block that went back"],
    );
    check_error(
        "back 1",
        expect!["line 1: there are only 0 blocks after the genesis to go back over"],
    );
    check_error(
        "block\nledger story linked",
        expect!["line 2: the ledger is named once, on the first line"],
    );
    check_error(
        "ledger main linked",
        expect![
            "line 1: only a story can be linked, since its genesis is ours: write 'ledger main partial'"
        ],
    );
    check_error(
        "ledger mars linked",
        expect!["line 1: the network is one of main, test, test4, signet, regtest, story"],
    );
    check_error(
        "block\n a: ? x 1 -> y 1",
        expect![
            "line 2: a linked ledger holds all that it spends: '?' stands in partial ledgers alone"
        ],
    );
    check_error(
        "ledger main partial\nblock\n a: ? -> y rest",
        expect!["line 3: 'rest' needs inputs whose values are known"],
    );
    check_error(
        "block\n a: coinbase -> y 0.123456789",
        expect!["line 2: '0.123456789' has more than eight decimals"],
    );
    check_error(
        "block\n a: coinbase -> y 21000001",
        expect!["line 2: '21000001' is more than the 21 million BTC there can be"],
    );
    check_error(
        "block\n a: coinbase -> y 1 z 2",
        expect!["line 2: 'z' is more than this line can take"],
    );
    check_error(
        "block\n a: coinbase -> y/1@p2x 1",
        expect![
            "line 2: 'p2x' is not a lock: write one of p2pk, p2pkh, p2sh, p2sh-multisig, p2wpkh, p2wsh, p2tr, multisig, witness, nonstandard"
        ],
    );
    check_error(
        "block\n a: coinbase -> 1y 1",
        expect!["line 2: '1y' is not a holder: write one like alice, alice/2 or alice/2@p2tr"],
    );
    check_error("block\n a: coinbase", expect!["line 2: expected '->' and the outputs"]);
    check_error(
        "block\n a: coinbase -> y 1 [rbf",
        expect!["line 2: expected an option or ']', found the end of the line"],
    );
    check_error(
        "block\n a: coinbase -> data hello",
        expect!["line 2: expected quoted text after 'data'"],
    );
    check_error(
        "block\n a: coinbase -> data \"hello",
        expect!["line 2: a quoted text is not closed"],
    );
    check_error(
        "block yesterday",
        expect!["line 1: 'yesterday' is not a time: write YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ"],
    );
    check_error(
        "block height=3",
        expect!["line 1: the blocks of a linked ledger are counted, not stated"],
    );
    check_error(
        "blok",
        expect![
            "line 1: 'blok' is no statement: write ledger, keys, block, back or NAME: INPUTS -> OUTPUTS"
        ],
    );
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn no_text_makes_it_panic(words in proptest::collection::vec(0..WORDS.len(), 0..60)) {
        let text: Vec<&str> = words.into_iter().map(|at| WORDS[at]).collect();
        let _ = play(&text.join(" "));
    }

    #[test]
    fn no_line_noise_makes_it_panic(text in "\\PC{0,80}") {
        let _ = play(&text);
    }
}

const WORDS: [&str; 24] = [
    "\n",
    "\nblock",
    "\nback 1",
    "\na: coinbase -> x 5",
    "\nb: a -> y 1, x rest",
    "a:",
    "b",
    "+",
    "->",
    ",",
    "[",
    "]",
    "rbf",
    "fee=1sat",
    "x 1",
    "rest",
    "?",
    "data",
    "\"z\"",
    "\nledger main partial",
    "20999999",
    "locktime=9",
    "é",
    "\n c: ? x 20999999 + ? y 20999999 -> z 20999999, z 9",
];

#[test]
fn the_named_scenarios_play() {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let played = play(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        check_bytes(&played);
        names.push(name);
    }
    names.sort();
    expect!["coinjoin.txt donations.txt every-lock.txt look-alikes.txt loose-blocks.txt payjoin.txt ransom.txt reorganisation.txt theft-peel-exchange.txt whirlpool.txt"].assert_eq(&names.join(" "));
}

#[test]
fn the_peel_chain_ends_where_its_story_says() {
    let text = include_str!("../../../../scenarios/theft-peel-exchange.txt");
    let played = play(text).unwrap();
    let end = played.names.outpoint("peel6:1").unwrap();
    let batches = played.batches().unwrap();
    let value = batches.iter().find_map(|batch| {
        let at = batch.txs.iter().position(|tx| tx.txid == end.txid)?;
        let first = at.checked_sub(1).map_or(0, |before| batch.txs[before].outputs_end);
        Some(batch.outputs[(first + end.vout) as usize].value)
    });
    assert_eq!(value.unwrap().to_btc(), "7.79970000");
}
