//! Paper and packs from the real program: the report and the request are PDFs, a pack verifies on
//! another machine with the same blocks, and one changed byte anywhere is named.

use std::fs;
use std::path::Path;

use crate::harness::{Desk, Ran};

const CHAIN: &str = "
block 2026-03-01T14:02:00Z
  mint: coinbase -> exchange 50
block
  theft: mint -> thief 40, exchange/1 9.9999
block
  peel: theft:0 -> shop 5, thief/1 34.9999
block
  rest: peel:1 -> shop/1 4, thief/2 30.9998
";

/// A desk that has read the chain, and labels for `shop` where it is to have them.
struct Office {
    desk: Desk,
    theft: String,
    shop: String,
}

fn office(has_labels: bool) -> Office {
    let desk = Desk::new();
    desk.write("chain.scn", CHAIN);
    let played = desk.json(&["scenario", "play", "chain.scn", "--out", "story"]);
    let id = |name: &str| -> String {
        let names = played["names"].as_array().expect("names").iter();
        let mut named = names.filter(|named| named["name"] == name);
        named.next().expect("a name of the chain")["id"].as_str().expect("a text").to_owned()
    };
    desk.done(&["ingest", "bitcoin", "story/blocks"]);
    let shop = id("shop");
    if has_labels {
        let row =
            format!("address,label,category,source,network\n{shop},Bitx,exchange,here,STORY\n");
        desk.write("shop.csv", row);
        desk.done(&["labels", "import", "shop.csv", "--seen", "2026-03-01"]);
    }
    Office { desk, theft: id("theft"), shop }
}

impl Office {
    fn pack(&self, more: &[&str]) -> Ran {
        let mut args =
            vec!["evidence", "pack", &self.theft, "--out", "case.zip", "--dated", "2026-11-20"];
        args.extend(more);
        self.desk.run(&args)
    }

    fn verify(&self, more: &[&str]) -> Ran {
        let mut args = vec!["evidence", "verify", "case.zip"];
        args.extend(more);
        self.desk.run(&args)
    }

    fn change(&self, name: &str, at: usize) {
        let path = self.desk.path(name);
        let mut bytes = fs::read(&path).expect("it was written");
        bytes[at] ^= 1;
        fs::write(&path, bytes).expect("it is ours");
    }
}

#[track_caller]
fn refused(ran: &Ran, says: &str) {
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stdout.is_empty(), "{ran:?}");
    assert!(ran.stderr.contains(says), "{says}\n{}", ran.stderr);
}

#[test]
fn a_report_and_a_request_are_pdfs_and_the_same_each_time() {
    let office = office(true);
    let report = |name: &str| {
        office.desk.done(&["report", &office.theft, "--out", name, "--reference", "CASE 14"]);
        fs::read(office.desk.path(name)).expect("a report")
    };
    let once = report("a.pdf");
    assert!(once.starts_with(b"%PDF-"));
    assert_eq!(once, report("b.pdf"));
    let asked = ["freeze-request", &office.theft, "--contact", "Cyber unit", "--reply-by"];
    let mut args = asked.to_vec();
    args.extend(["2026-12-01", "--out", "request.pdf"]);
    office.desk.done(&args);
    assert!(fs::read(office.desk.path("request.pdf")).expect("a request").starts_with(b"%PDF-"));
    args.extend(["--recipient", "Nobody"]);
    let ran = office.desk.run(&args);
    refused(&ran, "this trace did not reach 'Nobody'");
    assert!(ran.stderr.contains("it reached Bitx"), "{}", ran.stderr);
}

#[test]
fn a_request_to_nobody_is_not_made() {
    let office = office(false);
    let ran = office.desk.run(&[
        "freeze-request",
        &office.theft,
        "--contact",
        "x",
        "--reply-by",
        "2026-12-01",
        "--out",
        "r.pdf",
    ]);
    refused(&ran, "this trace reached no service");
    assert!(!office.desk.path("r.pdf").exists());
}

#[test]
fn a_pack_verifies_here_and_on_another_machine_with_the_same_blocks() {
    let here = office(true);
    let ran = here.pack(&[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let bytes = fs::read(here.desk.path("case.zip")).expect("a pack");
    let ran = here.verify(&[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("this installation's key"), "{}", ran.stdout);
    assert!(ran.stdout.contains("the same to the byte"), "{}", ran.stdout);
    // The same again, now that the key is there.
    here.pack(&[]);
    assert_eq!(fs::read(here.desk.path("case.zip")).expect("a pack"), bytes);
    // Another machine has the blocks and no labels: the pack brings them.
    let there = office(false);
    there.desk.write("case.zip", &bytes);
    let ran = there.verify(&["--format", "json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let verified: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(verified["is_own_key"], false);
    assert_eq!(verified["labels"], "pack");
    assert_eq!(verified["is_synthetic"], true);
    let again = verified["made_again"].as_array().expect("a list");
    for file in ["trace.json", "hops.csv", "drawing.svg", "labels.json", "report.pdf"] {
        assert!(again.iter().any(|made| made == file), "{file}");
    }
    let key = verified["signed_by"].as_str().expect("a key");
    assert_eq!(there.verify(&["--signed-by", key]).code, Some(0));
    refused(&there.verify(&["--signed-by", &"0".repeat(64)]), "was signed by");
}

#[cfg(unix)]
#[test]
fn the_key_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let office = office(false);
    office.pack(&[]);
    let mode = |name: &str| {
        let meta = fs::metadata(office.desk.path(name)).expect("it was made");
        meta.permissions().mode() & 0o777
    };
    assert_eq!(mode("data/keys/installation.key"), 0o600);
    assert_eq!(mode("data/keys"), 0o700);
}

#[test]
fn one_changed_byte_in_a_pack_is_named() {
    let office = office(true);
    office.pack(&[]);
    let path = office.desk.path("case.zip");
    let bytes = fs::read(&path).expect("a pack");
    let find = |what: &[u8]| {
        let mut places = bytes.windows(what.len());
        places.position(|place| place == what).expect("it is in the pack")
    };
    for (at, says) in [
        (find(b"where_it_is_now") + 1, "'trace.json' was changed"),
        (find(b"row,depth") + 1, "'hops.csv' was changed"),
        (find(b"%PDF-") + 1, "'report.pdf' was changed"),
        (find(b"kancil-evidence-1 ") + 30, "case.zip"),
        (bytes.len() - 3, "this is not what follows the files of a pack"),
    ] {
        office.change("case.zip", at);
        refused(&office.verify(&[]), says);
        fs::write(&path, &bytes).expect("it is ours");
    }
    assert_eq!(office.verify(&[]).code, Some(0));
    refused(&office.desk.run(&["evidence", "verify", "story"]), "story");
    office.desk.write("case.zip", b"hello");
    refused(&office.verify(&[]), "it is not a zip file");
}

#[test]
fn one_changed_byte_in_the_ledger_is_named() {
    let office = office(true);
    office.pack(&[]);
    let ledger = office.desk.path("data/ledgers/bitcoin-story-linked");
    let mut files = Vec::new();
    collect(&ledger, &mut files);
    let largest = files.into_iter().max_by_key(|path| fs::metadata(path).map_or(0, |m| m.len()));
    let largest = largest.expect("a ledger has files");
    let mut bytes = fs::read(&largest).expect("it is there");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&largest, bytes).expect("it is ours");
    let ran = office.verify(&[]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("damage") || ran.stderr.contains("differs"), "{}", ran.stderr);
}

fn collect(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for path in fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()) {
        if path.is_dir() { collect(&path, found) } else { found.push(path) }
    }
}

#[test]
fn a_ledger_that_went_on_is_told_apart_from_one_that_says_otherwise() {
    let office = office(false);
    office.pack(&[]);
    let longer = format!("{CHAIN}block\n  more: rest:1 -> thief/3 30.9997\n");
    office.desk.write("longer.scn", longer);
    office.desk.done(&["scenario", "play", "longer.scn", "--out", "longer"]);
    office.desk.done(&["ingest", "bitcoin", "longer/blocks"]);
    refused(&office.verify(&[]), "the pack was made when bitcoin-story-linked ended with block 4");
    assert_eq!(office.verify(&["--pack-alone"]).code, Some(0));
}

#[test]
fn labels_that_are_neither_here_nor_in_the_pack_are_asked_for() {
    let here = office(true);
    here.pack(&["--without-label-files"]);
    assert_eq!(here.verify(&[]).code, Some(0));
    let there = office(false);
    there.desk.write("case.zip", fs::read(here.desk.path("case.zip")).expect("a pack"));
    refused(&there.verify(&[]), "the pack was made with the label set");
}

#[test]
fn a_label_that_would_be_markup_is_text_on_paper() {
    let office = office(false);
    let row = format!(
        "address,label,category,source,network\n{},\"#panic(1) *x* </text> {}\",exchange,here,STORY\n",
        office.shop,
        "A".repeat(5000)
    );
    office.desk.write("shop.csv", row);
    office.desk.done(&["labels", "import", "shop.csv", "--seen", "2026-03-01"]);
    assert_eq!(office.pack(&[]).code, Some(0));
    assert_eq!(office.verify(&[]).code, Some(0));
}
