//! Published label files, whole: what is taken, refused and repeated reconciles with counts made
//! here in another way.
//!
//! Reads `KANCIL_TESTDATA` (see the repository's notes on tests); the data is not part of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use model::address::Address;
use model::claim::{Claim, ClaimSubject};
use model::time::Day;

use super::hints;
use crate::labels::error::LabelError;
use crate::labels::report::Reason;
use crate::labels::{Reading, read};

/// The data folder, or `None` with a printed reason; where `CI` is set it must be there.
fn data() -> Option<PathBuf> {
    let root = std::env::var_os("KANCIL_TESTDATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    if root.join("labels").is_dir() {
        return Some(root);
    }
    assert!(std::env::var_os("CI").is_none(), "{} is absent", root.display());
    println!("skipped: {} is not there (set KANCIL_TESTDATA to the data folder)", root.display());
    None
}

/// Reads a file of the data under the name of its folder and its own.
fn import(root: &Path, name: &str) -> (Vec<u8>, Reading) {
    let bytes = std::fs::read(root.join(name)).unwrap();
    let parts: Vec<&str> = name.rsplitn(3, '/').collect();
    let short = format!("{}/{}", parts[1], parts[0]);
    let reading = read(&short, &bytes, &hints()).unwrap_or_else(|error| panic!("{error}"));
    assert!(reading.report.reconciles(), "{name}: {:?}", reading.report);
    assert_eq!(reading.report.claims, reading.pack.claims.len() as u64);
    (bytes, reading)
}

fn lines_starting(text: &[u8], starts: &[&str]) -> u64 {
    let text = std::str::from_utf8(text).unwrap();
    let starts = |line: &str| starts.iter().any(|start| line.trim_start().starts_with(start));
    text.lines().filter(|line| starts(line)).count() as u64
}

fn refused(reading: &Reading, reason: Reason) -> u64 {
    reading.report.refused.get(&reason).map_or(0, |refused| refused.count)
}

fn address(text: &str) -> ClaimSubject {
    ClaimSubject::Address(Address::parse(text).unwrap().0)
}

fn about<'r>(reading: &'r Reading, text: &str) -> Vec<&'r Claim> {
    let subject = address(text);
    reading.pack.claims.iter().filter(|claim| claim.subject == subject).collect()
}

fn day(text: &str) -> Option<Day> {
    Some(text.parse().unwrap())
}

#[test]
fn every_published_tagpack_is_imported_and_every_tag_accounted_for() {
    let Some(root) = data() else { return };
    let mut names: Vec<String> = std::fs::read_dir(root.join("labels/tagpacks"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names.len(), 70);
    let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
    for name in &names {
        let (bytes, reading) = import(&root, &format!("labels/tagpacks/{name}"));
        let report = &reading.report;
        // One address a tag, in whatever order its fields stand.
        assert_eq!(report.rows, lines_starting(&bytes, &["- address:", "address:"]), "{name}");
        let defaulted = |field| report.defaulted.get(field).copied().unwrap_or(0);
        for (sum, count) in [
            ("rows", report.rows),
            ("taken", report.taken),
            ("duplicates", report.duplicates),
            ("refused", report.refused_count()),
            ("nobody", refused(&reading, Reason::Nobody)),
            ("without confidence", defaulted("confidence")),
            ("unsupported", report.unsupported.values().sum()),
        ] {
            *sums.entry(sum).or_default() += count;
        }
        assert_eq!(defaulted("network"), 0, "{name}");
        assert!(report.read_as.is_empty(), "{name}: {:?}", report.read_as);
        assert!(report.refused.keys().all(|reason| {
            matches!(reason, Reason::Nobody | Reason::NotAnAddress | Reason::OtherChain)
        }));
    }
    expect_test::expect![[r#"
        {
            "duplicates": 15,
            "nobody": 16,
            "refused": 29,
            "rows": 184220,
            "taken": 184176,
            "unsupported": 315,
            "without confidence": 3921,
        }
    "#]]
    .assert_debug_eq(&sums);
}

#[test]
fn the_addresses_that_packs_list_and_nobody_holds_are_refused() {
    let Some(root) = data() else { return };
    let (_, reading) = import(&root, "labels/tagpacks/usdt_blacklist.yaml");
    let zero = "0x0000000000000000000000000000000000000000";
    let refused = &reading.report.refused[&Reason::Nobody];
    assert_eq!((refused.count, refused.examples[0].shown.as_str()), (14, zero));
    assert!(about(&reading, zero).is_empty());
    assert_eq!(reading.report.taken, 760);
}

#[test]
fn every_published_actor_is_imported() {
    let Some(root) = data() else { return };
    let (bytes, reading) = import(&root, "labels/graphsense.actorpack.yaml");
    assert_eq!(reading.pack.actors.len() as u64, lines_starting(&bytes, &["- id:"]));
    assert_eq!(reading.pack.actors.len(), 3813);
    let actor = |id: &str| reading.pack.actors.iter().find(|actor| actor.id == id).unwrap();
    assert_eq!(actor("01").label, "01");
    let in_norway = reading.pack.actors.iter().filter(|a| a.jurisdictions.contains(&"NO".into()));
    assert_eq!(in_norway.count(), 3);
}

#[test]
fn ofac_s_list_of_today_is_taken_to_the_last_address() {
    let Some(root) = data() else { return };
    let (bytes, reading) = import(&root, "sanctions/ofac_wallets_2026-08-22.txt");
    let text = std::str::from_utf8(&bytes).unwrap();
    let rows: Vec<&str> =
        text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let distinct: std::collections::BTreeSet<&str> = rows.iter().copied().collect();
    let report = &reading.report;
    assert_eq!((report.rows, rows.len()), (977, 977));
    assert_eq!(report.duplicates, (rows.len() - distinct.len()) as u64);
    // One entry has a letter that Monero's alphabet leaves out: nobody can hold it.
    assert_eq!(report.refused_count(), 1);
    assert!(report.refused[&Reason::NotAnAddress].examples[0].shown.starts_with("45ezvPej"));
    assert_eq!(report.taken, 960);
    for claim in &reading.pack.claims {
        assert_eq!(claim.list.as_deref(), Some("us-ofac-sdn"));
        assert_eq!(claim.validity.seen, day("2026-08-22"));
    }
}

#[test]
fn ofac_s_lists_by_asset_take_asset_and_day_from_their_names() {
    let Some(root) = data() else { return };
    let mut networks: BTreeMap<String, u64> = BTreeMap::new();
    let mut corrected = BTreeMap::new();
    let mut lines = 0;
    for entry in std::fs::read_dir(root.join("sanctions/ofac_2024-09-27")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let (bytes, reading) = import(&root, &format!("sanctions/ofac_2024-09-27/{name}"));
        let rows = std::str::from_utf8(&bytes).unwrap().lines().count() as u64;
        assert_eq!((reading.report.rows, reading.report.taken), (rows, rows), "{name}");
        lines += rows;
        corrected.extend(reading.report.chain_by_form.clone());
        for claim in &reading.pack.claims {
            assert_eq!(claim.validity.seen, day("2024-09-27"));
            *networks.entry(claim.network.clone()).or_default() += 1;
        }
    }
    assert_eq!((lines, networks.values().sum::<u64>()), (654, 654));
    // 435 under XBT, of which one is a Tron address; 26 of USDT and 2 of USDC are on three chains.
    assert_eq!(corrected, BTreeMap::from([(("BTC".into(), "TRX".into()), 1)]));
    assert_eq!(networks["BTC"] + networks["ETH"] + networks["TRX"], 435 + 152 + 6 + 26 + 2);
}

#[test]
fn the_history_of_ofac_s_list_dates_every_stay() {
    let Some(root) = data() else { return };
    let (bytes, reading) = import(&root, "sanctions/ofac_wallets_timeline_2024-2026.csv");
    let text = std::str::from_utf8(&bytes).unwrap();
    let count = |event: &str| text.matches(&format!(",{event},")).count();
    let (baseline, added, removed) = (count("baseline"), count("added"), count("removed"));
    assert_eq!((baseline, added, removed), (637, 415, 91));
    assert_eq!(reading.report.rows, (baseline + added + removed) as u64);
    assert_eq!((reading.report.duplicates, reading.report.refused_count()), (0, 1));
    // Every beginning makes a claim, but for the one address that is none; every end closes one.
    let claims = &reading.pack.claims;
    assert_eq!(claims.len(), baseline + added - 1);
    assert_eq!(claims.iter().filter(|claim| claim.validity.to.is_some()).count(), removed);
    assert_eq!(claims.iter().filter(|claim| claim.validity.from.is_some()).count(), added - 1);
}

#[test]
fn tornado_cash_stood_on_the_list_until_the_day_it_was_taken_off() {
    let Some(root) = data() else { return };
    let (_, timeline) = import(&root, "sanctions/ofac_wallets_timeline_2024-2026.csv");
    let (_, pools) = import(&root, "labels/tagpacks/tornado_cash.yaml");
    let mut delisted = 0;
    for pool in &pools.pack.claims {
        let listed: Vec<&Claim> =
            timeline.pack.claims.iter().filter(|claim| claim.subject == pool.subject).collect();
        for claim in listed {
            assert_eq!(claim.validity.from, None);
            assert_eq!(claim.validity.seen, day("2024-09-26"));
            assert_eq!(claim.validity.to, day("2025-03-22"));
            delisted += 1;
        }
    }
    // One of the pack's 38 addresses never stood on the list.
    assert_eq!((pools.report.taken, delisted), (38, 37));
    let router = about(&timeline, "0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b");
    assert_eq!(router.len(), 1);
    // Listed, taken off, and listed again: two stays.
    let again = about(&timeline, "bnb136ns6lfw4zs5hg4n85vdthaad7hq5m4gtkgf23");
    assert_eq!(again.len(), 2);
    assert_eq!(again[1].validity.from, day("2026-08-08"));
}

#[test]
fn the_sdn_list_names_the_party_of_every_address() {
    let Some(root) = data() else { return };
    let (bytes, reading) = import(&root, "sanctions/ofac_sdn_2021-07/sdn.csv");
    let text = std::str::from_utf8(&bytes).unwrap();
    let mark = "Digital Currency Address - ";
    assert_eq!(reading.report.rows, text.matches(mark).count() as u64);
    assert_eq!((reading.report.rows, reading.report.taken), (81, 79));
    // One is a digit short in the list itself; one is cut off where the remarks were full.
    let shown: Vec<&str> = reading.report.refused[&Reason::NotAnAddress]
        .examples
        .iter()
        .map(|example| example.shown.as_str())
        .collect();
    assert_eq!(shown, ["0xa7e5d5a720f06526557c513402f2e6b5fa20b00", "1Gq"]);
    let parties = text.lines().filter(|line| line.contains(mark)).count();
    assert_eq!(reading.pack.actors.len(), parties);
    let claim = about(&reading, "12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h")[0];
    assert_eq!(
        (claim.label.as_str(), claim.actor.as_deref()),
        ("YAN, Xiaobing", Some("ofac-25308"))
    );
    assert_eq!(claim.validity.seen, day("2021-07-31"));
}

#[test]
fn the_consolidated_list_is_read_packed_as_it_comes() {
    let Some(root) = data() else { return };
    let (_, reading) = import(&root, "sanctions/us_csl_2022-05-16.csv.gz");
    let report = &reading.report;
    assert_eq!((report.rows, report.refused_count()), (345, 0));
    assert_eq!(report.taken + report.duplicates, 345);
    assert_eq!(reading.pack.actors.len(), 24);
    assert!(reading.pack.claims.iter().all(|claim| claim.validity.seen == day("2022-05-16")));
}

#[test]
fn tables_of_others_are_taken_row_by_row() {
    let Some(root) = data() else { return };
    let check = |name: &str, rows: u64, taken: u64| {
        let (_, reading) = import(&root, name);
        assert_eq!((reading.report.rows, reading.report.taken), (rows, taken), "{name}");
    };
    check("ransomware/opensanctions_ransomwhere_targets.simple.csv", 11_186, 11_186);
    check("tron_nbctf/wallets.csv", 131, 131);
    check("labels/tutela_tornado.csv", 19, 19);
    check("labels/tutela_known_addresses.csv", 19_261, 19_259);
    check("labels/forta/malicious_smart_contracts.csv", 753, 732);
    check("labels/forta/phishing_scams.csv", 6_726, 6_218);
    check("labels/forta/etherscan_malicious_labels.csv", 7_780, 7_272);
}

#[test]
fn what_is_no_label_file_is_left_alone() {
    let Some(root) = data() else { return };
    for name in [
        "sanctions/UN_consolidated_2026-02-27.xml",
        "sanctions/ofac_sdn_2021-07/add.csv",
        "sanctions/ofac_sdn_2021-07/alt.csv",
        "labels/etherscan_combinedAllLabels_2023.json",
        "tron_nbctf/trc20_xfers.csv",
        "names/nomenklatura_cases.csv",
        "interop/graphsense-concepts.yaml",
        "btc/genesis_0-4521.blk",
    ] {
        let bytes = std::fs::read(root.join(name)).unwrap();
        let error = read(name, &bytes, &hints()).expect_err(name);
        let is_known = matches!(error, LabelError::Malformed { .. });
        assert_eq!(is_known, name.starts_with("btc/"), "{error}");
    }
}

#[test]
fn published_packs_cut_off_or_damaged_anywhere_are_read_or_refused() {
    let Some(root) = data() else { return };
    let small = ["demo", "ronin_bridge", "lockbit_tattoos", "electrum_phishing", "suidlanders"];
    for name in small {
        let text = std::fs::read(root.join(format!("labels/tagpacks/{name}.yaml"))).unwrap();
        let whole = read("f", &text, &hints()).unwrap().report.rows;
        for at in 0..text.len() {
            let mut damaged = text.clone();
            damaged[at] ^= 1 << (at % 8);
            for bytes in [&text[..at], &damaged] {
                if let Ok(reading) = read("f", bytes, &hints()) {
                    assert!(reading.report.reconciles() && reading.report.rows <= whole);
                }
            }
        }
    }
}

#[test]
fn the_packs_that_come_with_the_program_are_taken_whole() {
    let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let mut count = 0;
    for entry in std::fs::read_dir(packs).unwrap() {
        let path = entry.unwrap().path();
        let reading = read(path.to_str().unwrap(), &std::fs::read(&path).unwrap(), &hints());
        let report = reading.unwrap_or_else(|error| panic!("{error}")).report;
        assert_eq!((report.rows, report.read_as.len()), (report.taken, 0), "{}", path.display());
        assert!(report.defaulted.is_empty(), "{}: {:?}", path.display(), report.defaulted);
        count += 1;
    }
    assert!(count >= 2);
}
