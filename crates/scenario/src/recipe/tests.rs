//! The same seed is the same chain; another seed the same signs with other numbers; whatever is no
//! recipe is told with its line.

use std::collections::BTreeSet;

use expect_test::{Expect, expect};

use super::cook;
use crate::lang::play;

const RANSOM: &str = "\
% start 2025-01-01..2025-06-01
% draw victims = 3..6
% draw ask = 0.004..0.006 btc
% pick lock = p2wpkh | p2pkh
block {day 0 09:00}
  float: coinbase -> vic1 1, vic2 1, vic3 1, vic4 1, vic5 1, vic6 1
% repeat i 1..victims
block {+20m..60m}
  pay{i}: float:{i-1} -> gang/note@{lock} {ask~2%}, vic{i}/1 rest [fee=0.0001]
% end
% bystanders 30
";

fn check(recipe: &str, expected: Expect) {
    expected.assert_eq(&cook(recipe, 1, "k").expect_err("no recipe").to_string());
}

#[test]
fn a_recipe_becomes_a_scenario() {
    let recipe = "% start 2025-01-01..2025-03-01\n% draw n = 2..3\n% draw loot = 1..2 btc\nblock {day 2 14:05}\n  a: coinbase -> x {loot}, y {loot*2/5}, z {loot~2%}\n% repeat i 1..n\nblock {+90m}\n  b{i}: a:{i-1} -> w{i+1} rest [fee=0.0001]\n% end\n";
    expect![[r#"
        keys k
        block 2025-01-30T14:05:00Z
          a: coinbase -> x 1.87183994, y 0.74873597, z 1.88728376
        block 2025-01-30T15:35:00Z
          b1: a:0 -> w2 rest [fee=0.0001]
        block 2025-01-30T17:05:00Z
          b2: a:1 -> w3 rest [fee=0.0001]
        block 2025-01-30T18:35:00Z
          b3: a:2 -> w4 rest [fee=0.0001]
    "#]]
    .assert_eq(&cook(recipe, 1, "k").expect("a recipe").text);
}

#[test]
fn the_same_seed_is_the_same_chain_and_another_shares_no_address() {
    let cooked = |seed, keys| {
        let text = cook(RANSOM, seed, keys).expect("a recipe").text;
        play(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
    };
    let addresses = |seed, keys| -> BTreeSet<String> {
        let played = cooked(seed, keys);
        let names = played.names.clone();
        let network = played.network();
        let of = |holder: &crate::lang::Holder| names.address(&holder.name).expect("its own");
        names
            .holders()
            .filter(|holder| holder.owner != "miner")
            .map(|holder| of(holder).display(network).to_string())
            .collect()
    };
    assert_eq!(cooked(5, "a").block_file(), cooked(5, "a").block_file());
    assert_eq!(addresses(5, "a"), addresses(5, "a"));
    assert!(addresses(5, "a").is_disjoint(&addresses(5, "b")));
    assert!(cooked(5, "a").names.txs().count() > 30);
}

#[test]
fn a_line_of_the_scenario_leads_back_to_the_recipes() {
    let cooked = cook(RANSOM, 3, "k").expect("a recipe");
    for (at, line) in cooked.text.lines().enumerate() {
        let from = cooked.line_of(at + 1);
        assert_eq!(line.contains("  pay"), from == Some(9), "{line}");
        if line.contains(" by_") || line.starts_with("keys") {
            assert_eq!(from, None, "{line}");
        }
    }
    assert_eq!(cooked.line_of(0), None);
}

#[test]
fn what_is_no_recipe_is_told_with_its_line() {
    check("% draw n = 3..1\n", expect!["line 1: '3..1' runs backwards"]);
    check("\n% repeat i 1..2\n", expect!["line 2: this repeat has no '% end'"]);
    check("% end\n", expect!["line 1: '% end' without '% repeat'"]);
    check("x {nobody}\n", expect!["line 1: nothing is called 'nobody'"]);
    check("x {n\n", expect!["line 1: a hole is not closed: '}' is missing"]);
    check(
        "% stir\n",
        expect![
            "line 1: '% stir' is nothing a recipe knows: write draw, pick, start, repeat, end or bystanders"
        ],
    );
    check(
        "block {+5m}\n",
        expect!["line 1: the first block has a day of its own: write {day 0 09:00}"],
    );
    check(
        "% repeat i 1..900000000\n% end\n",
        expect!["line 1: 900000000 times is too often: a recipe comes to at most 5000 lines"],
    );
    check(
        "% draw a = 20000000..21000000 btc\nx {a*1000}\n",
        expect!["line 2: more than the 21 million BTC there can be"],
    );
    check("% bystanders 5\n", expect!["line 1: bystanders need a block to pay in"]);
    check(
        "% start 2025-01-01..2025-01-01\nblock {day 3 10:00}\nblock {day 2 10:00}\n",
        expect!["line 3: 2025-01-03T10:00:00Z is before the block before"],
    );
}

proptest::proptest! {
    /// Whatever a trainer writes is answered.
    #[test]
    fn no_text_panics(text in "(% (draw|pick|start|repeat|end|bystanders) [a-z0-9=.|btc -]{0,20}\n|block \\{[a-z0-9 :+.~%*/-]{0,12}\\}\n|[a-z: {}>-]{0,20}\n){0,8}") {
        let _ = cook(&text, 1, "k");
    }
}
