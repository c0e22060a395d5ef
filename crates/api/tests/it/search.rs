//! What a text may mean, and what is suggested.

use api::ask::bounds::Bounds;
use api::ask::search::SearchQuestion;
use api::search::SearchView;
use entity::atlas::Atlas;
use entity::cluster::Clusters;
use expect_test::{Expect, expect};
use graph::Graph;

use crate::world::{THEFT, World};

fn ask(atlas: &Atlas, text: &str) -> SearchView {
    SearchQuestion::new(text).answer(atlas, &Bounds::SERVED).expect("an answer")
}

fn told(world: &World, text: &str) -> String {
    let view = ask(&world.atlas, text);
    let mut lines: Vec<String> = view
        .understood
        .iter()
        .map(|one| {
            let ledger = one.ledger.as_deref().unwrap_or("nowhere");
            format!("{} {} {ledger}: {}", one.kind, one.text, one.says)
        })
        .collect();
    lines.extend(
        view.labels
            .iter()
            .map(|hit| format!("label {}: {} x{}", hit.label, hit.subject, hit.claims)),
    );
    lines
        .extend(view.addresses.iter().map(|hit| format!("begins {} ({})", hit.address, hit.label)));
    lines.extend(view.cuts.iter().map(|cut| format!("cut {}", cut.cut)));
    lines.extend(view.not_understood.iter().map(|why| why.what.id.to_owned()));
    world.rename(&(lines.join("\n") + "\n"))
}

fn check(texts: &[&str], expected: Expect) {
    let world = World::of(THEFT);
    let all: Vec<String> = texts
        .iter()
        .map(|text| {
            let names = &world.played.names;
            let text = match text.split_once('=') {
                Some(("address", name)) => world.address(name),
                Some(("cluster", name)) => format!("cluster:{}", world.address(name)),
                Some(("uri", name)) => format!("bitcoin:{}?amount=1", world.address(name)),
                Some(("tx", name)) => names.txid(name).expect("a name").to_string(),
                Some(("output", name)) => names.outpoint(name).expect("a name").to_string(),
                _ => (*text).to_owned(),
            };
            told(&world, &text)
        })
        .collect();
    expected.assert_eq(&all.join("--\n"));
}

#[test]
fn everything_that_can_be_pasted_is_understood() {
    check(
        &["address=alice", "cluster=alice", "uri=bob", "tx=pays", "output=pays:0", "3"],
        expect![[r#"
            address alice bitcoin-story-linked: 3 legs on bitcoin-story-linked
            --
            cluster cluster:alice bitcoin-story-linked: 3 legs on bitcoin-story-linked
            --
            address bob bitcoin-story-linked: 2 legs on bitcoin-story-linked
            --
            transaction pays bitcoin-story-linked: a transaction of block 4, 2026-03-01T14:32:00Z
            --
            output pays:0 bitcoin-story-linked: an output of 45.00000000 BTC, block 4, 2026-03-01T14:32:00Z
            --
            block block3 bitcoin-story-linked: block 3 of bitcoin-story-linked, 2026-03-01T14:22:00Z
        "#]],
    );
}

#[test]
fn what_is_nowhere_is_told_as_what_it_would_be() {
    check(
        &[
            "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
            "0x8589427373D6D84E98730D7795D8f6f8731FDA16",
            "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16",
            "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f",
            "4000000",
        ],
        expect![[r#"
            address 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa nowhere: a Bitcoin address (main) that occurs in no ledger here
            --
            address 0x8589427373D6D84E98730D7795D8f6f8731FDA16 nowhere: an address of evm: no ledger here holds that chain
            --
            hash f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16 nowhere: 64 hex digits: a transaction or block that occurs in no ledger here
            --
            hash 000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f nowhere: by its form a block's hash; it occurs in no ledger here
            --
            block 4000000 nowhere: no ledger here has a block of this height
        "#]],
    );
}

#[test]
fn words_find_labels() {
    check(
        &["bit", "LAZARUS", "nothing like it"],
        expect![[r#"
            label Bitx: exchange x2
            problem-paste-unreadable
            --
            label Lazarus: thief x1
            problem-paste-unreadable
            --
            problem-paste-unreadable
        "#]],
    );
}

#[test]
fn a_beginning_finds_labelled_addresses_and_says_what_was_not_searched() {
    let world = World::of(THEFT);
    let shop = world.address("shop");
    let view = ask(&world.atlas, &shop[..12]);
    assert_eq!(view.addresses.len(), 1);
    assert_eq!(view.addresses[0].address, shop);
    assert_eq!(view.addresses[0].ledger.as_deref(), Some("bitcoin-story-linked"));
    assert!(view.cuts.iter().any(|cut| cut.cut == "no_beginnings_in_ledgers"));
}

#[test]
fn what_looks_like_a_key_is_neither_repeated_nor_searched() {
    let world = World::of(THEFT);
    let key = "KwdMAjGmerYanjeui5SHS7JkmpZvVipYvB2LJGU1ZxJwYvP98617";
    let view = ask(&world.atlas, key);
    assert_eq!(view.text, None);
    assert_eq!(view.not_understood.as_ref().map(|why| why.what.id), Some("problem-paste-secret"));
    assert!(!format!("{view:?}").contains(&key[10..]));
}

#[test]
fn what_is_in_several_ledgers_is_told_of_each() {
    let world = World::of(THEFT);
    let batches = world.played.batches().expect("forward");
    let id = "bitcoin-story-partial".parse().expect("a ledger");
    // The same blocks under another name.
    let batches: Vec<_> = batches.into_iter().take(3).collect();
    let Ok(graph) = Graph::in_memory(id, &batches) else { panic!("the blocks fit") };
    let mut ledgers = world.atlas.ledgers.clone();
    let clusters = std::sync::Arc::new(Clusters::of(&graph));
    ledgers.push(entity::atlas::Ledger { graph, clusters });
    let atlas = Atlas::new(ledgers, world.atlas.labels.clone(), world.atlas.as_of);
    let view = ask(&atlas, &world.address("alice"));
    let ledgers: Vec<_> = view.understood.iter().filter_map(|one| one.ledger.as_deref()).collect();
    assert_eq!(ledgers, ["bitcoin-story-linked", "bitcoin-story-partial"]);
}

/// The same twenty bytes are nobody's on a story and may be somebody's on the real chain.
#[test]
fn a_real_address_is_not_found_on_a_story_nor_the_reverse() {
    let world = World::of(THEFT);
    let batches = world.played.batches().expect("forward");
    let id = "bitcoin-main-partial".parse().expect("a ledger");
    let graph = Graph::in_memory(id, &batches).expect("the blocks fit");
    let clusters = std::sync::Arc::new(Clusters::of(&graph));
    let mut ledgers = world.atlas.ledgers.clone();
    ledgers.push(entity::atlas::Ledger { graph, clusters });
    let atlas = Atlas::new(ledgers, world.atlas.labels.clone(), world.atlas.as_of);
    let holder = world.played.names.address("thief").expect("a name");
    let found = |network: model::chain::Network| -> Vec<(String, usize)> {
        let text = holder.display(network).to_string();
        let claims = api::ask::labels::LabelsQuestion::new(&text);
        let claims = claims.answer(&atlas, &Bounds::SERVED).expect("an answer").labels.len();
        let view = ask(&atlas, &text);
        view.understood.into_iter().map(|one| (one.ledger.unwrap_or_default(), claims)).collect()
    };
    assert_eq!(found(model::chain::Network::Story), [("bitcoin-story-linked".to_owned(), 1)]);
    assert_eq!(found(model::chain::Network::Main), [("bitcoin-main-partial".to_owned(), 0)]);
}

#[test]
fn an_empty_text_finds_nothing() {
    let world = World::of(THEFT);
    let view = ask(&world.atlas, "  ");
    assert!(view.understood.is_empty() && view.labels.is_empty() && view.addresses.is_empty());
}
