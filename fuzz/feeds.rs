//! What each fuzz target does with its bytes, and what must hold whatever they are. Ordinary tests
//! replay the seeds through the same functions (`crates/app/tests/it/seeds.rs`).

#[path = "feeds/store.rs"]
mod store;

use std::path::PathBuf;
use std::sync::Arc;

use academy::lesson::plan::Plan;
use academy::lesson::{CHAIN, PLAN, check, text};
use entity::label::pack::PackFile;
use entity::label::write::encode;
use evidence::archive;
use evidence::manifest::{Kind, Manifest};
use evidence::pack::Pack;
use ingest::bitcoin::decode::{self, Decoder, Rules};
use ingest::bitcoin::loose::{raito, spent};
use ingest::bitcoin::source::file::RawFile;
use ingest::bitcoin::source::records::{FRAME_LEN, Records, half_written};
use ingest::labels::{Format, Hints, read};
use model::address::Address;
use model::batch::Batch;
use model::chain::Network;
use model::parse::{Subject, parse};
use model::time::Time;

pub type Feed = fn(&[u8]);

/// Every target by its name.
pub const FEEDS: [(&str, Feed); 20] = [
    ("block", block),
    ("block_file", block_file),
    ("spent", spents),
    ("store", store::store),
    ("pack", store::pack),
    ("evidence", evidence),
    ("address", address),
    ("tagpack", |bytes| labels(Format::TagPack, bytes)),
    ("actorpack", |bytes| labels(Format::ActorPack, bytes)),
    ("list", |bytes| labels(Format::List, bytes)),
    ("timeline", |bytes| labels(Format::Timeline, bytes)),
    ("sdn", |bytes| labels(Format::Sdn, bytes)),
    ("table", |bytes| labels(Format::Table, bytes)),
    ("us_list", |bytes| labels(Format::UsList, bytes)),
    ("wallets", |bytes| labels(Format::Wallets, bytes)),
    ("explorer", |bytes| labels(Format::Explorer, bytes)),
    ("seizure", |bytes| labels(Format::Seizure, bytes)),
    ("scenario", scenario),
    ("recipe", recipe),
    ("lesson", lesson),
];

/// One serialised block: rows or a fault, and a fault leaves the batch as it was.
fn block(bytes: &[u8]) {
    let mut decoder = Decoder::default();
    for network in Network::ALL {
        for trust in [false, true] {
            let mut batch = Batch::default();
            let rules = Rules { network, trust };
            if decoder.block(bytes, Some(900_000), rules, &mut batch).is_err() {
                assert_eq!(batch, Batch::default());
            }
        }
    }
}

/// A pack, of evidence or of lessons: what opens is, to the byte, what would be written; what does not open is a fault.
fn evidence(bytes: &[u8]) {
    if let Ok(entries) = archive::read(bytes) {
        assert_eq!(archive::write(&entries).as_deref(), Ok(bytes));
        assert!(entries.iter().all(|entry| archive::is_plain(entry.name)));
    }
    for kind in Kind::ALL {
        if let Ok(pack) = Pack::open(kind, bytes) {
            assert_eq!(pack.manifest.files.len(), pack.files.len());
        }
        if let Ok(manifest) = Manifest::from_text(kind, bytes) {
            assert_eq!(manifest.to_text().as_bytes(), bytes);
        }
    }
}

/// A block file: records within it and in order, and whatever is in them decodes or is a fault.
fn block_file(bytes: &[u8]) {
    let file = RawFile::in_memory(Arc::new(PathBuf::from("fuzz")), Arc::new(bytes.to_vec()));
    let mut records = Records::new(&file, None);
    let mut notes = Vec::new();
    let mut end = 0;
    while let Ok(Some(record)) = records.next(&mut notes) {
        assert!(record.offset >= end);
        end = record.offset + FRAME_LEN + u64::from(record.size);
        assert!(end <= bytes.len() as u64);
        let network = records.network().expect("a record has a magic");
        let start = usize::try_from(record.offset + FRAME_LEN).expect("within the bytes");
        let block = &bytes[start..start + record.size as usize];
        let _ = decode::block(block, None, Rules { network, trust: true });
        let _ = half_written(&file, &record, network);
    }
}

/// Lists of spent outputs in every format, and blocks as JSON.
fn spents(bytes: &[u8]) {
    use spent::Format;
    for format in [Format::Kept, Format::Undo, Format::Outputs, Format::Array] {
        if let Ok(spents) = spent::read(format, bytes) {
            assert_eq!(spents.iter().count(), spents.len());
        }
    }
    let _ = spent::read_coins(bytes);
    let _ = raito::rebuild(bytes);
}

/// A pasted text: what it is, written out again, is the same.
fn address(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match parse(&text) {
        Ok(Subject::Address { address, networks }) => {
            // One of another chain is known by the ticker that stood before it.
            let is_other = matches!(address, Address::Other { .. });
            for network in networks.into_iter().filter(|_| !is_other) {
                let shown = address.display(network).to_string();
                if let Ok((again, _)) = Address::parse(&shown) {
                    assert_eq!(again, address, "{shown}");
                }
            }
            let _ = (address.same_key(), address.is_nobody(), address.chain());
        }
        Ok(subject) => drop(subject),
        Err(error) => assert!(!error.to_string().contains(['\n', '\0', '\x1b']), "{error:?}"),
    }
    let _ = Address::parse(&text);
}

/// A label file, told what it is and not told: a whole reading that reconciles and is kept and read
/// back as it was, or an error on one line.
fn labels(format: Format, bytes: &[u8]) {
    for format in [Some(format), None] {
        let now = Time::from_seconds(1_780_000_000);
        let hints = Hints { format, list: Some("x".into()), ..Hints::at(now) };
        match read("f", bytes, &hints) {
            Ok(reading) => {
                assert!(reading.report.reconciles(), "{:?}", reading.report);
                assert_eq!(reading.report.claims, reading.pack.claims.len() as u64);
                let packed = encode(&reading.pack).expect("a small pack is kept");
                let file = PackFile::open(packed.into()).expect("what was kept opens");
                assert_eq!(file.claims_len(), reading.pack.claims.len());
            }
            Err(error) => assert!(!error.to_string().contains(['\n', '\0', '\x1b']), "{error:?}"),
        }
    }
}

/// A chain as text: blocks that decode, or an error that names its line.
fn scenario(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(played) = scenario::play(&text) else { return };
    let _ = played.batches();
    for step in &played.raw {
        if let scenario::lang::RawStep::Forward { bytes, .. } = step {
            // Nobody can mine one of a real network.
            let trust = played.network() != Network::Story;
            let rules = Rules { network: played.network(), trust };
            decode::block(bytes, None, rules).expect("a block of a scenario is a block");
        }
    }
}

/// A recipe: a scenario of bounded length whose lines lead back into it, or an error that names one of
/// its lines.
fn recipe(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let lines = text.lines().count();
    match scenario::recipe::cook(&text, 1, "k") {
        Ok(cooked) => {
            assert_eq!(cooked.text.lines().count(), cooked.lines.len());
            assert!(cooked.lines.iter().flatten().all(|from| (1..=lines).contains(from)));
            let _ = scenario::play(&cooked.text);
        }
        Err(error) => assert!(error.line <= lines.max(1), "{error}"),
    }
}

/// A lesson's plan and a lesson's text, read by themselves and checked as a lesson whose other files are
/// sound: what is wrong has a line of the file.
fn lesson(bytes: &[u8]) {
    const SOUND_CHAIN: &str =
        "block\n  mint: coinbase -> ana 5\nblock\n  pay: mint -> boon 1, ana/1 rest\n";
    const SOUND_RECIPE: &str =
        "% start 2025-01-01..2025-02-01\nblock {day 0 09:00}\n  drain0: coinbase -> thief 9\n";
    let given = String::from_utf8_lossy(bytes);
    let lines = given.lines().count().max(1);
    if let Err(fault) = Plan::read(&given) {
        assert!(fault.line <= lines + 1, "{fault}");
    }
    if let Err((line, problem)) = text::read(&given) {
        assert!(line <= lines, "{line}: {problem}");
    }
    let files =
        [(PLAN, &*given), (CHAIN, SOUND_CHAIN), ("own.txt", SOUND_RECIPE), ("en.md", &*given)];
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    let _ = check(&files, &["en"]);
}
