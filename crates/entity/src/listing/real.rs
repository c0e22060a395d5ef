//! Screening with real lists and labels: what OFAC's files and the public packs say, on which days.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use expect_test::{Expect, expect};
use ingest::labels::{Hints, read};
use model::address::Address;
use model::chain::Network;
use model::claim::{ClaimSubject, Pack};
use model::parse::parse;

use super::{Ground, ScreenQuery, screen};
use crate::atlas::Atlas;
use crate::label::Labels;
use crate::label::key::SubjectKey;
use crate::label::pack::decode;
use crate::label::tests::{address, on};
use crate::label::write::encode;

const TIMELINE: &str = "sanctions/ofac_wallets_timeline_2024-2026.csv";
const COPY_2024: &str = "sanctions/ofac_2024-09-27/sanctioned_addresses_ETH.txt";
const COPY_2026: &str = "sanctions/ofac_wallets_2026-08-22.txt";
const TORNADO: &str = "labels/tagpacks/tornado_cash.yaml";

/// The data folder; absent, prints why. Where `CI` is set it must be there.
fn data() -> Option<PathBuf> {
    let root = std::env::var_os("KANCIL_TESTDATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    if root.is_dir() {
        return Some(root);
    }
    assert!(std::env::var_os("CI").is_none(), "{} is not there", root.display());
    println!("skipped: no test data at {} (KANCIL_TESTDATA names it)", root.display());
    None
}

fn hints() -> Hints {
    Hints::at("2026-11-22T12:00:00Z".parse().unwrap())
}

/// Reads a file of the data folder, or one of our own packs (`builtin:NAME`).
fn pack(name: &str) -> Option<Pack> {
    let path = match name.strip_prefix("builtin:") {
        Some(name) => {
            PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("../../packs/{name}.yaml"))
        }
        None => data()?.join(name),
    };
    let bytes = std::fs::read(&path).unwrap();
    Some(read(name, &bytes, &hints()).unwrap().pack)
}

fn atlas(names: &[&str]) -> Option<Atlas> {
    let packs: Option<Vec<Pack>> = names.iter().map(|name| pack(name)).collect();
    Some(Atlas::new(Vec::new(), Arc::new(Labels::new(packs?)), on("2026-11-22")))
}

/// The verdicts on a subject on several days, with the grounds.
fn check(files: &[&str], subject: &str, days: &[&str], expected: Expect) {
    let Some(atlas) = atlas(files) else { return };
    let mut said = String::new();
    for day in days {
        let subject = parse(subject).unwrap();
        let found = screen(&atlas.at(on(day)), &subject, &ScreenQuery::default()).unwrap();
        write!(said, "{day} {:?}", found.verdict).unwrap();
        for found in &found.matches {
            let ground = match &found.ground {
                Ground::List(list) => list.clone(),
                Ground::Category(category) => category.to_string(),
                Ground::Information => "information".into(),
            };
            let attribution = &found.attribution;
            let standing = attribution.standing.name();
            write!(said, " · {ground} ({}) {standing}", attribution.claim.label).unwrap();
        }
        said.push('\n');
    }
    expected.assert_eq(&said);
}

const DAYS: [&str; 3] = ["2023-01-01", "2025-03-01", "2025-04-01"];

#[test]
fn a_tornado_pool_was_listed_and_no_longer_is() {
    let pool = "0x12D66f87A04A9E220743712cE6d9bB1B5616B8Fc";
    check(
        &[TIMELINE],
        pool,
        &DAYS,
        expect![[r#"
        2023-01-01 CannotTell · us-ofac-sdn (OFAC Specially Designated National) cannot tell
        2025-03-01 Found · us-ofac-sdn (OFAC Specially Designated National) holds
        2025-04-01 Clear · us-ofac-sdn (OFAC Specially Designated National) ended
    "#]],
    );
    check(
        &[TIMELINE, COPY_2024, COPY_2026, TORNADO],
        pool,
        &DAYS,
        expect![[r#"
        2023-01-01 CannotTell · us-ofac-sdn (OFAC Specially Designated National) cannot tell · us-ofac-sdn (OFAC Specially Designated National) cannot tell · information (tornado.cash) holds
        2025-03-01 Found · us-ofac-sdn (OFAC Specially Designated National) holds · us-ofac-sdn (OFAC Specially Designated National) holds · information (tornado.cash) holds
        2025-04-01 Clear · us-ofac-sdn (OFAC Specially Designated National) ended · us-ofac-sdn (OFAC Specially Designated National) ended · information (tornado.cash) holds
    "#]],
    );
    check(
        &["builtin:mixers", TIMELINE],
        pool,
        &DAYS,
        expect![[r#"
            2023-01-01 Found · us-ofac-sdn (OFAC Specially Designated National) holds · us-ofac-sdn (Tornado Cash on the SDN list) holds · information (Tornado Cash 0.1 ETH pool) holds
            2025-03-01 Found · us-ofac-sdn (OFAC Specially Designated National) holds · us-ofac-sdn (Tornado Cash on the SDN list) holds · information (Tornado Cash 0.1 ETH pool) holds
            2025-04-01 Clear · us-ofac-sdn (OFAC Specially Designated National) ended · us-ofac-sdn (Tornado Cash on the SDN list) ended · information (Tornado Cash 0.1 ETH pool) holds
        "#]],
    );
}

#[test]
fn every_tornado_pool_has_the_same_history() {
    let Some(root) = data() else { return };
    let Some(atlas) = atlas(&[TIMELINE, COPY_2024, COPY_2026, TORNADO]) else { return };
    let pools = std::fs::read_to_string(root.join("labels/tutela_tornado.csv")).unwrap();
    let mut count = 0;
    for line in pools.lines().skip(1) {
        let pool = parse(line.split(',').next().unwrap()).unwrap();
        let verdicts = DAYS.map(|day| {
            let found = screen(&atlas.at(on(day)), &pool, &ScreenQuery::default());
            format!("{:?}", found.unwrap().verdict)
        });
        assert_eq!(verdicts, ["CannotTell", "Found", "Clear"], "{line}");
        count += 1;
    }
    assert_eq!(count, 19);
}

#[test]
fn our_own_packs_are_read_without_a_refusal_and_agree_with_the_lists() {
    let Some(root) = data() else { return };
    let listed = std::fs::read_to_string(root.join(COPY_2026)).unwrap();
    let mut counts = Vec::new();
    for name in ["dprk", "mixers"] {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../packs");
        let bytes = std::fs::read(path.join(format!("{name}.yaml"))).unwrap();
        let reading = read(&format!("{name}.yaml"), &bytes, &hints()).unwrap();
        assert_eq!((reading.report.refused_count(), reading.report.duplicates), (0, 0), "{name}");
        counts.push((name, reading.pack.claims.len()));
        for claim in reading.pack.claims.iter().filter(|claim| claim.list.is_some()) {
            let ClaimSubject::Address(address) = &claim.subject else { panic!() };
            let text = address.display(Network::Main).to_string();
            // What has no end must stand on the newest list, what has one must not.
            let stands = listed.lines().any(|line| line.eq_ignore_ascii_case(&text));
            assert_eq!(stands, claim.validity.to.is_none(), "{text}");
        }
    }
    assert_eq!(counts, [("dprk", 39), ("mixers", 168)]);
}

#[test]
fn a_wallet_of_north_koreas_is_found() {
    let packs = ["builtin:dprk"];
    check(
        &packs,
        "12t9YDPgwueZ9NyMgw519p7AA8isjr6SMw",
        &["2017-01-01", "2017-06-01"],
        expect![[r#"
            2017-01-01 CannotTell · ransomware (WannaCry 2.0 ransom) not yet
            2017-06-01 Found · ransomware (WannaCry 2.0 ransom) holds
        "#]],
    );
    check(
        &packs,
        "134r8iHv69xdT6p5qVKTsHrcUEuBVZAYak",
        &["2020-03-01", "2020-03-02", "2026-11-22"],
        expect![[r#"
            2020-03-01 CannotTell · us-ofac-sdn (Tian Yinyin (Lazarus Group)) not yet
            2020-03-02 Found · us-ofac-sdn (Tian Yinyin (Lazarus Group)) holds
            2026-11-22 Found · us-ofac-sdn (Tian Yinyin (Lazarus Group)) holds
        "#]],
    );
    // The same key's segwit form, which no list names.
    let Address::Bitcoin(listed) = address("134r8iHv69xdT6p5qVKTsHrcUEuBVZAYak") else { panic!() };
    let segwit = listed.same_key().pop().unwrap().display(Network::Main).to_string();
    assert!(segwit.starts_with("bc1q"), "{segwit}");
    check(
        &packs,
        &segwit,
        &["2026-11-22"],
        expect![[r#"
        2026-11-22 Found · us-ofac-sdn (Tian Yinyin (Lazarus Group)) holds
    "#]],
    );
}

/// A pack that calls its addresses OFAC's without being the list.
#[test]
fn a_tag_that_mentions_a_list_is_no_listing() {
    let pack = "labels/tagpacks/ofac.yaml";
    check(
        &[pack, "builtin:mixers"],
        "3Q5dGfLKkWqWSwYtbMUyc8xGjN5LrRviK4",
        &["2026-11-22"],
        expect![[r#"
            2026-11-22 Found · us-ofac-sdn (Blender.io on the SDN list) holds · information (Blender.io) holds · information (Asset listed under US Treasury OFAC Sanctions List) holds
        "#]],
    );
    check(
        &[pack, "builtin:dprk"],
        "3Q5dGfLKkWqWSwYtbMUyc8xGjN5LrRviK4",
        &["2026-11-22"],
        expect![[r#"
            2026-11-22 CannotTell · information (Asset listed under US Treasury OFAC Sanctions List) holds
        "#]],
    );
}

#[test]
fn the_largest_public_packs_read_back_from_their_stored_form() {
    for name in ["sextortion_talos", "samourai", "walletexplorer", "usdt_blacklist"] {
        let Some(mut pack) = pack(&format!("labels/tagpacks/{name}.yaml")) else { return };
        let bytes = encode(&pack).unwrap();
        pack.claims.sort_by_cached_key(SubjectKey::of);
        assert!(decode(&bytes).unwrap() == pack, "{name}");
    }
}
