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
    #[expect(clippy::print_stderr, reason = "says why the test did nothing")]
    {
        eprintln!("skipped: no {} (set KANCIL_TESTDATA to the data folder)", root.display());
    }
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
