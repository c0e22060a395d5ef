//! The handbook says what is: what docs/handbook/commands.md shows is played, and every field of
//! every JSON answer stands in docs/handbook/json.md.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::harness::{Desk, page};

const CHAIN: &str = "
block 2026-03-01T14:02:00Z
  mint: coinbase -> exchange 50
block
  mint2: coinbase -> saver 50
  theft: mint -> thief 40, exchange/1 9.9999
block
  meet: theft:0 + mint2 -> thief/1 60, saver/1 29.9998
block
  peel: meet:0 -> shop 4.9999, thief/2 55
";

#[test]
fn what_the_handbook_shows_is_what_the_program_prints() {
    page("docs/handbook/commands.md");
}

#[test]
fn every_field_of_every_json_answer_is_in_the_handbook() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/handbook/json.md");
    let page = std::fs::read_to_string(page).expect("the handbook is there");
    let mut fields = BTreeSet::new();
    for answer in answers() {
        collect(&answer, &mut fields);
    }
    assert!(fields.len() > 100, "the answers were looked through: {}", fields.len());
    let named = |field: &&String| {
        page.contains(&format!("`{field}`")) || page.contains(&format!("\"{field}\""))
    };
    let missing: Vec<&String> = fields.iter().filter(|field| !named(field)).collect();
    assert!(missing.is_empty(), "not in docs/handbook/json.md: {missing:?}");
}

/// One answer of each command, with as much in it as a little chain can show.
fn answers() -> Vec<Value> {
    let desk = Desk::new();
    desk.write("chain.scn", CHAIN);
    let played = desk.json(&["scenario", "play", "chain.scn", "--out", "story"]);
    let id = |name: &str| -> String {
        let names = played["names"].as_array().expect("names").iter();
        let named = names.clone().find(|named| named["name"] == name).expect("a name of the chain");
        named["id"].as_str().expect("a text").to_owned()
    };
    let ingested = desk.json(&["ingest", "bitcoin", "story/blocks"]);
    let kept = desk.json(&["ingest", "bitcoin", "--loose", "story/blocks"]);
    std::fs::remove_dir_all(desk.path("data/ledgers/bitcoin-story-partial")).expect("it was made");
    desk.write(
        "shop.csv",
        format!(
            "address,label,category,source,network\n{},Shop,exchange,here,STORY\nnobody,x,scam,here,STORY\n",
            id("shop")
        ),
    );
    let imported = desk.json(&["labels", "import", "shop.csv"]);
    let (thief, shop) = (id("thief"), id("shop"));
    let (theft, meet) = (id("theft"), id("meet"));
    let output = format!("{theft}:0");
    let asked: [&[&str]; 14] = [
        &["labels", "show", &shop],
        &["labels", "packs"],
        &["look", &shop],
        &["look", &meet],
        &["look", &output],
        &["look", "2"],
        &["look", &format!("cluster:{thief}")],
        &["cluster", &thief, "--why"],
        &["trace", &output, "--method", "all"],
        &["trace", &shop, "--back"],
        &["taint", &output, &shop, "--top", "1"],
        &["path", &thief, &shop],
        &["store", "info"],
        &["store", "verify"],
    ];
    let grow = ["scenario", "grow", "ransom", "--seed", "1", "--transactions", "2000"];
    let grown = desk.json(&[&grow[..], &["--out", "grown"]].concat());
    let mix = ["scenario", "grow", "mainnet-mix", "--seed", "1", "--transactions", "300"];
    let mix = desk.json(&[&mix[..], &["--out", "mix"]].concat());
    let mut answers = vec![played, ingested, kept, imported, grown, mix];
    answers.extend(asked.iter().map(|args| desk.json(args)));
    answers.push(desk.json(&["screen", &shop, "--category", "scam"]));
    answers.extend(of_the_record(&desk));
    answers
}

fn of_the_record(desk: &Desk) -> Vec<Value> {
    let add = ["user", "add", "nid", "--name", "Nid", "--role", "analyst"];
    let added = desk.json(&add);
    let head = desk.json(&["audit", "head"]);
    let backup = desk.json(&["backup", "saved"]);
    let mut answers = vec![added, head, backup, desk.json(&["user", "list"])];
    answers.push(desk.json(&["audit", "list"]));
    answers.push(desk.json(&["audit", "verify"]));
    let database = desk.path("data/record.db");
    let mut bytes = std::fs::read(&database).expect("there");
    let action = bytes.windows(11).position(|part| part == b"user.create").expect("an entry");
    bytes[action] = b'U';
    std::fs::write(&database, bytes).expect("edited");
    let broken = desk.run(&["audit", "verify", "--format", "json"]).stdout;
    let broken: Value = serde_json::from_str(&broken).expect("an answer all the same");
    assert!(broken["broken"]["seq"].is_u64(), "{broken}");
    answers.push(broken);
    answers
}

fn collect(value: &Value, fields: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (field, inner) in map {
                fields.insert(field.clone());
                collect(inner, fields);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, fields)),
        _ => {}
    }
}
