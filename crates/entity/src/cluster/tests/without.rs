//! The law of doing without: what is left is what somebody grows who never had it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use ingest::bitcoin::chain::Nothing;
use ingest::bitcoin::files::{BlockFiles, Options};
use model::batch::Step;
use model::chain::{LedgerId, LedgerKind};

use super::*;
use crate::without::RulesOff;

/// All there is to do.
const WORK: Work = Work { members_max: u32::MAX, inputs_max: u64::MAX };

fn off(names: &[&str]) -> RulesOff {
    let mut off = RulesOff::default();
    assert!(names.iter().all(|name| off.add(name)), "{names:?}");
    off
}

/// The oracle: the whole ledger grown anew by somebody who never had these rules and never believed these
/// transactions.
fn never_had(graph: &Graph, rules: Rules, off: RulesOff, txs: &BTreeSet<TxId>) -> Clusters {
    let less = Less { rules: off, txs: Arc::new(txs.clone()) };
    let mut clusters = Clusters { less, ..Clusters::new(rules) };
    clusters.grow(graph);
    clusters
}

/// A chain in which much looks like a CoinJoin, a PayJoin or a Tx0, and much is spent together again.
fn mixed_chain() -> impl Strategy<Value = String> {
    let spend = (prop::collection::vec(0..16_usize, 1..6), 0..5_usize, 0..40_usize, 0..8_u8);
    let block = prop::collection::vec(spend, 1..5);
    prop::collection::vec(block, 1..6).prop_map(|blocks| {
        let mut text = String::new();
        for (height, spends) in blocks.iter().enumerate() {
            let coins: Vec<String> =
                (0..16).map(|n| format!("h{} 0.{}", (n * 7 + height) % 13, n + 11)).collect();
            text += &format!(
                "block 2022-05-0{}T00:00:00Z\n c{height}: coinbase -> {}\nblock\n",
                height + 1,
                coins.join(", ")
            );
            let mut spent = [false; 16];
            for (at, (inputs, equal, payee, kind)) in spends.iter().enumerate() {
                let mut coins = Vec::new();
                for input in inputs {
                    if !std::mem::replace(&mut spent[*input], true) {
                        coins.push(format!("c{height}:{input}"));
                    }
                }
                if coins.is_empty() {
                    continue;
                }
                let mut outputs = Vec::new();
                if *kind == 0 {
                    outputs.push("data \"x\", pool 0.0005".to_owned());
                }
                let value = if *kind == 0 { "0.01003675" } else { "0.01" };
                outputs.extend((0..*equal).map(|n| format!("e{}x{n} {value}", payee % 11)));
                outputs.push(format!("h{payee} 0.017{kind}"));
                outputs.push(format!("h{} rest", (payee + 3) % 17));
                let (coins, outputs) = (coins.join(" + "), outputs.join(", "));
                text += &format!(" t{height}x{at}: {coins} -> {outputs}\n");
            }
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(120) })]

    #[test]
    fn without_something_is_what_grows_without_it(
        text in mixed_chain(),
        rules_off in prop::collection::vec(0..RulesOff::names().count(), 0..3),
        doubted in prop::collection::vec(any::<prop::sample::Index>(), 0..3),
        pieces in prop::collection::vec(0..60_u64, 0..3),
        tail in 0..60_u64,
        size_jump_min in 2..9_u32,
        change in any::<bool>(),
    ) {
        let (_, graph) = ledger(&text);
        let rules = Rules { change, size_jump_min, ..Rules::STANDARD };
        let names: Vec<&str> = RulesOff::names().collect();
        let off = off(&rules_off.iter().map(|at| names[*at]).collect::<Vec<_>>());
        let all = graph.counts().transactions;
        let txs: BTreeSet<TxId> =
            doubted.iter().map(|at| TxId(at.index(usize::try_from(all).unwrap()).try_into().unwrap())).collect();
        let clusters = in_pieces(&graph, rules, &pieces, |clusters| {
            Grower::of(clusters, Scratch::in_memory()).with_tail(tail)
        });
        let without = clusters.without(&graph, off, txs.clone(), WORK).unwrap();
        prop_assert_eq!(seen(&without, &graph), seen(&never_had(&graph, rules, off, &txs), &graph));
        for tx in (0..all).map(TxId) {
            let refused = without.refused().find(|(id, _)| *id == tx).map(|(_, why)| why);
            prop_assert_eq!(without.refusal(tx), refused);
        }
    }

    #[test]
    fn without_nothing_is_what_there_was(text in mixed_chain(), size_jump_min in 2..9_u32) {
        let (_, graph) = ledger(&text);
        let mut clusters = Clusters::new(Rules { size_jump_min, ..Rules::STANDARD });
        clusters.grow(&graph);
        let same = clusters.without(&graph, RulesOff::default(), BTreeSet::new(), WORK).unwrap();
        prop_assert_eq!(seen(&same, &graph), seen(&clusters, &graph));
    }

    /// Other settings of the rules say the same of some of what can be left out.
    #[test]
    fn without_all_guards_of_a_kind_is_what_those_settings_grow(text in mixed_chain(), size_jump_min in 2..9_u32) {
        let (_, graph) = ledger(&text);
        let standard = Rules { size_jump_min, ..Rules::STANDARD };
        let mut clusters = Clusters::new(standard);
        clusters.grow(&graph);
        let settings = [
            ("coinjoin", Rules { coinjoin_confidence_min: 101, ..standard }),
            ("payjoin", Rules { payjoin: false, ..standard }),
        ];
        for (name, rules) in settings {
            let without = clusters.without(&graph, off(&[name]), BTreeSet::new(), WORK).unwrap();
            let mut set = Clusters::new(rules);
            set.grow(&graph);
            prop_assert_eq!(seen(&without, &graph), seen(&set, &graph));
        }
        let alone = clusters.without(&graph, off(&["co-spend"]), BTreeSet::new(), WORK).unwrap();
        let each: Vec<u32> = (0..u32::try_from(graph.counts().addresses).unwrap()).collect();
        prop_assert_eq!((partition(&alone, &graph), alone.joins_len(), alone.refused().count()), (each, 0, 0));
    }
}

#[test]
fn what_a_later_transaction_says_again_holds_without_the_first() {
    let (played, graph) = ledger(
        "block
           m: coinbase -> a 1, b 1, a 1, b 1, c 1, c 1
         block
           one: m + m:1 -> x 1.9
           two: m:2 + m:4 -> y 1.9
         block
           again: m:3 + m:5 -> z 1.9",
    );
    let clusters = Clusters::of(&graph);
    let id = |name| graph.find_address(&played.names.address(name).unwrap()).unwrap();
    let tx = |name: &str| graph.find_tx(&played.names.txid(name).unwrap())[0];
    let without = |txs: &[&str]| {
        let txs = txs.iter().map(|name| tx(name)).collect();
        clusters.without(&graph, RulesOff::default(), txs, WORK).unwrap()
    };
    let one = without(&["one"]);
    assert_eq!(one.root(id("b")), one.root(id("a")), "by c: a + c, then b + c");
    assert_eq!(
        one.joins(id("a")).iter().map(|join| join.tx).collect::<Vec<_>>(),
        [tx("two"), tx("again")]
    );
    let both = without(&["one", "again"]);
    assert_eq!((both.size(id("b")), both.size(both.root(id("a")))), (1, 2));
    assert_eq!(both.evidence(id("a"), id("b")), None);
    let few = Work { members_max: 2, inputs_max: u64::MAX };
    let refused = clusters.without(&graph, RulesOff::default(), BTreeSet::from([tx("one")]), few);
    assert_eq!(refused.unwrap_err(), TooLarge::Members { members: 3, most: 2 });
    let few = Work { members_max: 3, inputs_max: 5 };
    let refused = clusters.without(&graph, RulesOff::default(), BTreeSet::from([tx("one")]), few);
    assert_eq!(refused.unwrap_err(), TooLarge::Inputs { inputs: 6, most: 5 });
}

#[test]
fn the_first_real_blocks_without_each_of_their_joins() {
    let Some(graph) = first_blocks() else { return };
    let clusters = Clusters::of(&graph);
    let joined: BTreeSet<TxId> = (0..clusters.joins_len())
        .map(|at| clusters.join(u32::try_from(at).unwrap()).unwrap().tx)
        .collect();
    assert!(joined.len() >= 20, "{}", joined.len());
    let each = joined.iter().step_by(joined.len() / 40 + 1).map(|tx| BTreeSet::from([*tx]));
    for txs in each.chain([joined.clone(), BTreeSet::new()]) {
        let none = RulesOff::default();
        let without = clusters.without(&graph, none, txs.clone(), WORK).unwrap();
        let oracle = never_had(&graph, Rules::STANDARD, none, &txs);
        assert_eq!(seen(&without, &graph), seen(&oracle, &graph), "{txs:?}");
    }
    for name in ["co-spend", "coinjoin", "payjoin", "change", "equal-outputs"] {
        let without = clusters.without(&graph, off(&[name]), BTreeSet::new(), WORK).unwrap();
        let oracle = never_had(&graph, Rules::STANDARD, off(&[name]), &BTreeSet::new());
        assert_eq!(seen(&without, &graph), seen(&oracle, &graph), "{name}");
    }
}

/// The first 4,522 blocks of Bitcoin, where they are.
fn first_blocks() -> Option<Graph> {
    let folder = std::env::var_os("KANCIL_TESTDATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let path = folder.join("btc/genesis_0-4521.blk");
    if !path.exists() {
        assert!(std::env::var_os("CI").is_none(), "{} is absent and CI is set", path.display());
        println!("skipped: no test data at {}", path.display());
        return None;
    }
    let files = BlockFiles::scan(&[path], &Options::default(), &mut |_| {}).unwrap();
    let forward = |step| match step {
        Step::Forward(batch) => batch,
        Step::Back(to) => panic!("an empty ledger cannot go back to {to}"),
    };
    let batches: Vec<_> =
        files.steps(&Nothing).unwrap().map(|step| forward(step.unwrap())).collect();
    let id = LedgerId { network: files.network(), kind: LedgerKind::Linked };
    Some(Graph::in_memory(id, &batches).unwrap())
}
