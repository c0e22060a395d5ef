//! Little chains whose clusters can be read off, and the laws that hold for any chain.

use expect_test::{Expect, expect};
use graph::columns::ColumnsWriter;
use proptest::prelude::*;
use scenario::{Played, play};

use super::*;

mod without;

fn ledger(text: &str) -> (Played, Graph) {
    let played = play(text).unwrap();
    let graph = Graph::in_memory(played.ledger, &played.batches().unwrap()).unwrap();
    (played, graph)
}

/// Clusters of more than one member, why they are one, and what was refused.
fn check(text: &str, expected: Expect) {
    check_with(Rules::STANDARD, text, expected);
}

fn check_with(rules: Rules, text: &str, expected: Expect) {
    let (played, graph) = ledger(text);
    let mut clusters = Clusters::new(rules);
    clusters.grow(&graph);
    let name = |id| played.names.address_name(&graph.address(id)).unwrap_or("?").to_owned();
    let tx = |id| played.names.tx_name(&graph.txid(id)).unwrap_or("?").to_owned();
    let mut lines = Vec::new();
    for root in roots(&clusters, &graph) {
        let members: Vec<String> = clusters.members(root).map(name).collect();
        assert_eq!(members.len(), clusters.size(root) as usize);
        lines.push(members.join(" "));
        for join in clusters.joins(root) {
            lines.push(format!(
                "  {} + {}: {} in {}",
                name(join.a),
                name(join.b),
                join.rule,
                tx(join.tx)
            ));
        }
    }
    lines.extend(
        clusters.refused().map(|(id, rule)| format!("refused {}: {}", tx(id), rule.name())),
    );
    expected.assert_eq(&lines.join("\n"));
}

/// Roots of clusters with more than one member.
fn roots(clusters: &Clusters, graph: &Graph) -> Vec<AddressId> {
    let all = (0..u32::try_from(graph.counts().addresses).unwrap()).map(AddressId);
    all.filter(|id| clusters.root(*id) == *id && clusters.size(*id) > 1).collect()
}

#[test]
fn whoever_spends_from_two_addresses_holds_both() {
    check(
        "block
           a: coinbase -> alice 10, alice/1 5, bob 3
         block
           pay: a + a:1 -> carol 12, alice/2 2.99",
        expect![[r#"
            alice alice/1
              alice + alice/1: co-spend in pay"#]],
    );
}

#[test]
fn joins_chain_over_transactions_and_only_the_ones_that_mattered_are_kept() {
    check(
        "block
           a: coinbase -> alice 10, alice/1 5, alice/2 3, alice/1 2, alice 4
         block
           one: a + a:1 -> shop 14.9
           two: a:2 + a:3 -> shop/1 4.9
           three: a:4 + one + two -> other 20",
        expect![[r#"
            alice alice/1 alice/2 shop shop/1
              alice + alice/1: co-spend in one
              alice/1 + alice/2: co-spend in two
              alice + shop: co-spend in three
              alice + shop/1: co-spend in three"#]],
    );
}

#[test]
fn spending_twice_from_one_address_joins_nobody() {
    check(
        "block
           a: coinbase -> alice 10, alice 5
         block
           pay: a + a:1 -> carol 12, alice/2 2.99",
        expect![[r#""#]],
    );
}

#[test]
fn participants_of_a_coinjoin_are_never_joined() {
    check(
        "block
           m: coinbase -> a 1.3, b 1.2, c 1.25, d 1.4
         block
           mix: m + m:1 + m:2 + m:3 -> x 1, y 1, z 1, w 1, a/1 0.299, b/1 0.199, c/1 0.249",
        expect!["refused mix: joinmarket"],
    );
}

#[test]
fn a_whirlpool_mix_joins_nobody_and_its_tx0_does() {
    check(
        "block
           m: coinbase -> a 0.03, a/1 0.01, b 0.01, c 0.01, d 0.01
         block
           tx0: m + m:1 -> data \"x\", samourai 0.0005, a/2 0.01003675, a/3 0.01003675, a/4 0.0189
         block
           mix: tx0:2 + tx0:3 + m:2 + m:3 + m:4 -> v 0.01, w 0.01, x 0.01, y 0.01, z 0.01",
        expect![[r#"
            a a/1
              a + a/1: co-spend in tx0
            refused mix: whirlpool"#]],
    );
}

#[test]
fn a_payroll_and_a_batch_payout_join_their_payer() {
    check(
        "block
           m: coinbase -> firm 10, firm/1 3, hot 20, hot/1 7
         block
           payroll: m + m:1 -> ann 2, ben 2, cem 2, dov 2, eve 2, firm/2 2.99
           batch: m:2 + m:3 -> f 1.25, g 4.5, h 0.731, i 9.9, j 3.3, hot/2 7.31",
        expect![[r#"
            firm firm/1
              firm + firm/1: co-spend in payroll
            hot hot/1
              hot + hot/1: co-spend in batch"#]],
    );
}

#[test]
fn a_payjoin_that_shows_is_not_joined() {
    check(
        "block
           m: coinbase -> payer 1.83711234, shop 0.4712345
         block
           pay: m + m:1 -> shop/1 0.7212345, payer/1 1.58701234",
        expect!["refused pay: payjoin"],
    );
}

#[test]
fn an_everyday_payment_from_two_coins_is_no_payjoin() {
    check(
        "block
           m: coinbase -> alice 0.83711234, alice/1 0.4712345, alice/2 3.0001
         block
           pay: m + m:1 -> shop 0.91234567, alice/3 0.396
           more: pay:1 + m:2 -> bob 0.25, alice/4 3.146",
        expect![[r#"
            alice alice/1
              alice + alice/1: co-spend in pay
            alice/2 alice/3
              alice/2 + alice/3: co-spend in more"#]],
    );
}

#[test]
fn nobody_is_joined_through_what_anybody_can_spend() {
    check(
        "block
           m: coinbase -> alice 3, puzzle@nonstandard 1, bob 3, anchor@witness 1
         block
           one: m + m:1 -> alice/1 3.9
           two: m:2 + m:3 -> bob/1 3.9",
        expect![[r#""#]],
    );
}

#[test]
fn two_large_clusters_are_not_merged_by_one_transaction() {
    let text = "block
           m: coinbase -> a 1, a/1 1, a/2 1, b 1, b/1 1, b/2 1, c 1, a/2 1, b/2 1
         block
           one: m + m:1 + m:2 -> x 2.9
           two: m:3 + m:4 + m:5 -> y 2.9
         block
           both: m:7 + m:8 + m:6 -> z 2.9";
    check_with(
        Rules { size_jump_min: 3, ..Rules::STANDARD },
        text,
        expect![[r#"
            a a/1 a/2
              a + a/1: co-spend in one
              a + a/2: co-spend in one
            b b/1 b/2
              b + b/1: co-spend in two
              b + b/2: co-spend in two
            refused both: size-jump"#]],
    );
    check_with(
        Rules { size_jump_min: 4, ..Rules::STANDARD },
        text,
        expect![[r#"
            a a/1 a/2 b b/1 b/2 c
              a + a/1: co-spend in one
              a + a/2: co-spend in one
              b + b/1: co-spend in two
              b + b/2: co-spend in two
              a/2 + b/2: co-spend in both
              a/2 + c: co-spend in both"#]],
    );
}

#[test]
fn change_joins_only_when_asked() {
    let text = "block
           m: coinbase -> alice 3, shop@p2pkh 1
         block
           pay: m -> shop/1@p2pkh 1.5, alice/1 1.499";
    check(text, expect![[r#""#]]);
    check_with(
        Rules { change: true, ..Rules::STANDARD },
        text,
        expect![[r#"
        alice alice/1
          alice + alice/1: change in pay"#]],
    );
}

#[test]
fn unknown_inputs_join_nobody_and_described_ones_do() {
    check(
        "ledger main partial
         block height=none
           one: ? + ? alice 3 + ? alice/1 4 -> x 6.9
           two: ? + ? bob 3 -> y 2.9",
        expect![[r#"
            alice alice/1
              alice + alice/1: co-spend in one"#]],
    );
}

#[test]
fn two_members_are_connected_by_the_transactions_between_them() {
    let (played, graph) = ledger(
        "block
           m: coinbase -> a 1, a/1 1, a/1 1, a/2 1, a/2 1, a/3 1, a 1, a/4 1
         block
           one: m + m:1 -> x 1.9
           two: m:2 + m:3 -> x/1 1.9
           three: m:4 + m:5 -> x/2 1.9
           aside: m:6 + m:7 -> x/3 1.9",
    );
    let clusters = Clusters::of(&graph);
    let id = |name: &str| graph.find_address(&played.names.address(name).unwrap()).unwrap();
    let path = |a: &str, b: &str| {
        let path = clusters.evidence(id(a), id(b))?;
        let tx = |join: &Join| played.names.tx_name(&graph.txid(join.tx)).unwrap().to_owned();
        Some(path.iter().map(tx).collect::<Vec<_>>().join(" "))
    };
    assert_eq!(path("a", "a/3").as_deref(), Some("one two three"));
    assert_eq!(path("a/3", "a").as_deref(), Some("three two one"));
    assert_eq!(path("a/4", "a/2").as_deref(), Some("aside one two"));
    assert_eq!(path("a", "a").as_deref(), Some(""));
    assert_eq!(path("a", "x"), None);
}

/// A chain of random payments among few holders: plenty of co-spends, some change, some mixes.
fn chain() -> impl Strategy<Value = String> {
    let spend = (prop::collection::vec(0..12_usize, 1..5), 0..40_usize, 0..40_usize);
    let block = prop::collection::vec(spend, 1..5);
    prop::collection::vec(block, 1..6).prop_map(|blocks| {
        let mut text = String::new();
        for (height, spends) in blocks.iter().enumerate() {
            let coins: Vec<String> =
                (0..12).map(|n| format!("h{} 0.{}", (n * 7 + height) % 17, n + 11)).collect();
            text += &format!("block\n c{height}: coinbase -> {}\nblock\n", coins.join(", "));
            let mut spent = [false; 12];
            for (at, (inputs, payee, change)) in spends.iter().enumerate() {
                let mut coins = Vec::new();
                for input in inputs {
                    if !std::mem::replace(&mut spent[*input], true) {
                        coins.push(format!("c{height}:{input}"));
                    }
                }
                if !coins.is_empty() {
                    let coins = coins.join(" + ");
                    text += &format!(" t{height}x{at}: {coins} -> h{payee} 0.03, h{change} rest\n");
                }
            }
        }
        text
    })
}

/// The partition alone: each address's root.
fn partition(clusters: &Clusters, graph: &Graph) -> Vec<u32> {
    let all = 0..u32::try_from(graph.counts().addresses).unwrap();
    all.map(|id| clusters.root(AddressId(id)).0).collect()
}

/// All that can be asked of clusters.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    txs: u64,
    roots: Vec<u32>,
    members: Vec<Vec<AddressId>>,
    joins: Vec<Vec<Join>>,
    joins_len: u64,
    refused: Vec<(TxId, Refusal)>,
}

fn seen(clusters: &Clusters, graph: &Graph) -> Seen {
    let of = roots(clusters, graph);
    Seen {
        txs: clusters.txs(),
        roots: partition(clusters, graph),
        members: of.iter().map(|root| clusters.members(*root).collect()).collect(),
        joins: of.iter().map(|root| clusters.joins(*root)).collect(),
        joins_len: clusters.joins_len(),
        refused: clusters.refused().collect(),
    }
}

fn in_memory() -> Result<ColumnsWriter, graph::GraphError> {
    Ok(ColumnsWriter::in_memory(file::CONTENT))
}

/// Grown over the first `pieces` transactions, and those of the next piece, and so on to the end,
/// each time beginning with what came out the time before.
fn in_pieces(
    graph: &Graph,
    rules: Rules,
    pieces: &[u64],
    grower: impl Fn(Clusters) -> Grower,
) -> Clusters {
    let mut clusters = Clusters::new(rules);
    let all = graph.counts().transactions;
    for piece in pieces.iter().copied().chain([all]) {
        let until = (clusters.txs() + piece).min(all);
        let mut growing = grower(clusters);
        growing.grow_until(graph, until).unwrap();
        clusters = growing.finish(Some(graph), in_memory).unwrap();
    }
    clusters
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(40) })]

    #[test]
    fn pieces_and_the_whole_give_the_same_clusters(text in chain(), pieces in prop::collection::vec(0..60_u64, 0..6), change in any::<bool>(), tail in 0..60_u64) {
        let (_, graph) = ledger(&text);
        let rules = Rules { change, size_jump_min: 6, ..Rules::STANDARD };
        let mut whole = Clusters::new(rules);
        whole.grow(&graph);
        let dir = tempfile::tempdir().unwrap();
        let piecewise = in_pieces(&graph, rules, &pieces, |clusters| {
            Grower::of(clusters, Scratch::in_memory()).with_tail(tail)
        });
        prop_assert_eq!(seen(&piecewise, &graph), seen(&whole, &graph));
        // With no memory at all, every row lies in a file.
        let in_files = in_pieces(&graph, rules, &pieces, |clusters| {
            Grower::of(clusters, Scratch::in_dir(dir.path(), 0)).with_tail(0)
        });
        prop_assert_eq!(seen(&in_files, &graph), seen(&whole, &graph));
    }

    #[test]
    fn a_part_of_a_cluster_is_that_part_of_the_whole(text in chain(), pieces in prop::collection::vec(0..60_u64, 0..6), tail in 0..60_u64, limit in 1..4_usize, large in 2..6_u32) {
        let (_, graph) = ledger(&text);
        let clusters = in_pieces(&graph, Rules::STANDARD, &pieces, |clusters| {
            Grower::of(clusters, Scratch::in_memory()).with_tail(tail).with_large(large)
        });
        for root in roots(&clusters, &graph) {
            let members: Vec<AddressId> = clusters.members(root).collect();
            for from in 0..u32::try_from(graph.counts().addresses).unwrap() {
                let rest: Vec<AddressId> = clusters.members_from(root, AddressId(from)).collect();
                let behind = members.iter().copied().filter(|id| id.0 >= from);
                prop_assert_eq!(rest, behind.collect::<Vec<_>>());
            }
            let (mut joins, mut after) = (Vec::new(), None);
            loop {
                let part = clusters.joins_after(root, after, limit);
                let Some((number, _)) = part.last() else { break };
                after = Some(*number);
                joins.extend(part.into_iter().map(|(_, join)| join));
            }
            prop_assert_eq!(joins, clusters.joins(root));
        }
    }

    #[test]
    fn one_grower_over_many_commits_gives_what_the_whole_gives(text in chain(), pieces in prop::collection::vec(0..60_u64, 0..6), tail in 0..60_u64) {
        let (_, graph) = ledger(&text);
        let mut growing = Grower::of(Clusters::default(), Scratch::in_memory()).with_tail(tail);
        let all = graph.counts().transactions;
        for piece in pieces {
            growing.grow_until(&graph, (growing.txs() + piece).min(all)).unwrap();
        }
        growing.follow(&graph).unwrap();
        let clusters = growing.finish(Some(&graph), in_memory).unwrap();
        prop_assert_eq!(seen(&clusters, &graph), seen(&Clusters::of(&graph), &graph));
        let mut again = Grower::of(Clusters::default(), Scratch::in_memory()).with_tail(tail);
        again.follow(&graph).unwrap();
        let count = u32::try_from(graph.counts().addresses).unwrap();
        let roots = (0..count).map(|id| clusters.root(AddressId(id)).0);
        prop_assert_eq!(again.into_roots(), roots.collect::<Vec<_>>());
    }

    #[test]
    fn going_back_equals_never_having_seen_what_followed(text in chain(), first in 0..60_u64, keep in 0..60_u64, tail in 0..60_u64) {
        let (_, graph) = ledger(&text);
        let rules = Rules { size_jump_min: 6, ..Rules::STANDARD };
        let addresses = u32::try_from(graph.counts().addresses).unwrap();
        let keep = keep.min(graph.counts().transactions);
        let mut short = Clusters::new(rules);
        short.grow_until(&graph, keep);
        let mut whole = Clusters::new(rules);
        whole.grow(&graph);
        prop_assert_eq!(seen(&whole.back(keep, addresses), &graph), seen(&short, &graph));
        // The same of a file with a tail, and on again.
        let partly = in_pieces(&graph, rules, &[first], |clusters| {
            Grower::of(clusters, Scratch::in_memory()).with_tail(tail)
        });
        let mut growing = Grower::of(partly, Scratch::in_memory()).with_tail(tail);
        growing.back(keep, addresses).unwrap();
        growing.grow_until(&graph, graph.counts().transactions).unwrap();
        let again = growing.finish(Some(&graph), in_memory).unwrap();
        prop_assert_eq!(seen(&again, &graph), seen(&whole, &graph));
    }

    #[test]
    fn the_plain_rule_gives_the_components_of_what_is_spent_together(text in chain()) {
        let (_, graph) = ledger(&text);
        let mut clusters = Clusters::new(Rules::CO_SPEND);
        clusters.grow(&graph);
        let mut plain: Vec<u32> = (0..u32::try_from(graph.counts().addresses).unwrap()).collect();
        for tx in graph.txs() {
            let payers: Vec<u32> = tx.input_holders().flatten().map(|id| plain[id.0 as usize]).collect();
            let Some(root) = payers.iter().min().copied() else { continue };
            plain.iter_mut().filter(|of| payers.contains(of)).for_each(|of| *of = root);
        }
        prop_assert_eq!(partition(&clusters, &graph), plain);
    }

    #[test]
    fn the_order_of_inputs_does_not_change_the_partition(text in chain()) {
        let turned: Vec<String> = text.lines().map(|line| match line.split_once("->") {
            Some((left, right)) if left.contains('+') => {
                let (name, inputs) = left.split_once(':').unwrap();
                let inputs: Vec<&str> = inputs.split('+').rev().map(str::trim).collect();
                format!(" {name}: {} -> {right}", inputs.join(" + "))
            }
            _ => line.to_owned(),
        }).collect();
        let (_, graph) = ledger(&text);
        let (_, other) = ledger(&turned.join("\n"));
        prop_assert_eq!(partition(&Clusters::of(&graph), &graph), partition(&Clusters::of(&other), &other));
    }

    #[test]
    fn each_cluster_has_one_join_fewer_than_members_and_a_path_between_any_two(text in chain()) {
        let (_, graph) = ledger(&text);
        let clusters = Clusters::of(&graph);
        for root in roots(&clusters, &graph) {
            prop_assert_eq!(clusters.joins(root).len() + 1, clusters.size(root) as usize);
            for member in clusters.members(root) {
                let path = clusters.evidence(root, member).unwrap();
                let mut here = root;
                for join in path {
                    prop_assert!(join.a == here || join.b == here);
                    here = if join.a == here { join.b } else { join.a };
                }
                prop_assert_eq!(here, member);
            }
        }
    }

    #[test]
    fn what_is_written_reads_back(text in chain()) {
        let (_, graph) = ledger(&text);
        let before = Clusters::of(&graph);
        let read = Clusters::load(before.base.columns().unwrap().clone()).unwrap();
        prop_assert_eq!(seen(&read, &graph), seen(&before, &graph));
        prop_assert_eq!((read.rules(), read.txs(), read.marks), (before.rules(), before.txs(), before.marks));
    }
}

#[test]
fn a_reorganisation_is_noticed_and_followed() {
    let common = "block
           m: coinbase -> a 1, b 1, c 1, d 1
         block
           one: m + m:1 -> x 1.9";
    let (_, old) = ledger(&format!("{common}\nblock\n two: m:2 + m:3 -> y 1.9\nblock"));
    let (_, new) =
        ledger(&format!("{common}\nblock\n other: m:2 -> y 0.9\nblock\n z: one + m:3 -> w 2.8"));
    let followed = Clusters::of(&old).catch_up(&new);
    assert_eq!(seen(&followed, &new), seen(&Clusters::of(&new), &new));
    let returned = followed.catch_up(&old);
    assert_eq!(seen(&returned, &old), seen(&Clusters::of(&old), &old));
}

impl Clusters {
    pub(crate) fn columns(&self) -> &Columns {
        self.base.columns().unwrap()
    }

    /// As a file has them whose columns were made by `change`, with checksums that say nothing of it.
    pub(crate) fn forged(&self, change: impl Fn(&str, &mut Vec<u8>)) -> Clusters {
        let columns = self.columns();
        let mut writer = ColumnsWriter::in_memory(file::CONTENT);
        // The writer adds its own checksums of pages.
        for entry in columns.directory().iter().filter(|entry| entry.name != "page_checksum") {
            let mut bytes = columns.bytes(&entry.name).to_vec();
            change(&entry.name, &mut bytes);
            writer.begin(&entry.name, entry.width, bytes.len()).unwrap();
            writer.push(&bytes).unwrap();
            writer.end();
        }
        Clusters::load(writer.finish().unwrap()).unwrap()
    }
}

/// Two transactions that join somebody.
const TWO_JOINS: &str = "
block
  m: coinbase -> a 1, a/1 1, b 1, a/2 1
block
  one: m + m:1 -> x 1.9
block
  two: one + m:2 -> y 2.8
";

/// Addresses that are no roots, and no cluster that tells of them.
#[test]
fn a_file_that_leaves_members_out_is_grown_anew() {
    let (_, graph) = ledger(TWO_JOINS);
    let mut first = Clusters::default();
    first.grow_until(&graph, 4);
    let right = seen(&Clusters::of(&graph), &graph);
    for without in [&["cluster", "member", "join"][..], &["cluster", "member"], &["member"]] {
        let wrong = first.forged(|name, bytes| match name {
            "root" => bytes.fill(0),
            name if without.contains(&name) => bytes.clear(),
            _ => {}
        });
        let mut growing = Grower::of(wrong, Scratch::in_memory()).with_tail(0);
        growing.grow_until(&graph, 6).unwrap();
        assert!(growing.distrusted().is_some(), "{without:?}");
        assert_eq!(seen(&growing.finish(Some(&graph), in_memory).unwrap(), &graph), right);
    }
}

#[test]
fn a_file_that_contradicts_itself_is_grown_anew_and_read_without_panic() {
    let (_, graph) = ledger(TWO_JOINS);
    let mut first = Clusters::default();
    first.grow_until(&graph, 4);
    let right = seen(&Clusters::of(&graph), &graph);
    for column in ["root", "cluster", "member", "join"] {
        for at in 0..first.columns().bytes(column).len() {
            let wrong = first.forged(|name, bytes| {
                if name == column {
                    bytes[at] ^= 0x55;
                }
            });
            seen(&wrong, &graph);
            let mut growing = Grower::of(wrong.clone(), Scratch::in_memory()).with_tail(9);
            growing.grow_until(&graph, 6).unwrap();
            seen(&growing.finish(Some(&graph), in_memory).unwrap(), &graph);
            if column != "join" {
                let mut growing = Grower::of(wrong, Scratch::in_memory()).with_tail(0);
                growing.grow_until(&graph, 6).unwrap();
                assert!(growing.distrusted().is_some(), "{column} {at}");
                assert_eq!(seen(&growing.finish(Some(&graph), in_memory).unwrap(), &graph), right);
            }
        }
    }
}
