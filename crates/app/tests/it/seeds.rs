//! Every fuzz target holds on its seeds: what a fuzzer once tripped over is kept among them
//! (`fuzz/README.md`).

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use scenario::lang::RawStep;

#[path = "../../../../fuzz/feeds.rs"]
mod feeds;

fn seeds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds")
}

/// Text as it stands; hex without its blanks.
fn bytes(path: &Path) -> Vec<u8> {
    let text = fs::read(path).expect("a seed reads");
    if path.extension().is_none_or(|ending| ending != "hex") {
        return text;
    }
    let digits: Vec<u8> = text.into_iter().filter(u8::is_ascii_hexdigit).collect();
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks_exact(2).map(pair).collect()
}

#[test]
fn every_fuzz_target_holds_on_its_seeds() {
    let mut folders: Vec<_> = fs::read_dir(seeds())
        .expect("the seeds are there")
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    folders.sort();
    let mut names: Vec<&str> = feeds::FEEDS.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    assert_eq!(folders, names, "every target has seeds");
    for (name, feed) in feeds::FEEDS {
        let mut paths: Vec<_> =
            fs::read_dir(seeds().join(name)).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        assert!(!paths.is_empty(), "{name} has no seed");
        for path in paths {
            let bytes = bytes(&path);
            // Once more for what a run leaves behind, and cut short.
            for bytes in [&bytes[..], &bytes, &bytes[..bytes.len() / 2], &[]] {
                feed(bytes);
            }
        }
    }
}

/// The blocks among the seeds are those of scenarios, so that they are nobody's.
#[test]
fn seeds_of_blocks_are_made_of_scenarios() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for (scenario, kept) in [("every-lock", 4), ("payjoin", 2), ("coinjoin", 3)] {
        let path = root.join("scenarios").join(scenario).with_extension("txt");
        let text = fs::read_to_string(path).unwrap();
        let played = scenario::play(&text).unwrap();
        let blocks = played.raw.iter().filter_map(|step| match step {
            RawStep::Forward { bytes, .. } => Some(bytes),
            RawStep::Back(_) => None,
        });
        let mut longest: Vec<&Vec<u8>> = blocks.collect();
        longest.sort_by_key(|bytes| std::cmp::Reverse(bytes.len()));
        for (number, bytes) in longest.into_iter().take(kept).enumerate() {
            holds(&format!("block/{scenario}-{number}.hex"), bytes);
        }
    }
    let played = scenario::play("block\nblock\n  a: coinbase -> ann 50\n").unwrap();
    holds("block_file/two_blocks.hex", &played.block_file());
}

/// A pack as it is sealed, one that was changed, and a manifest by itself.
#[test]
fn seeds_of_evidence_are_packs_of_nothing() {
    use evidence::archive::Entry;
    use evidence::manifest::Kind;
    use evidence::pack::{About, MANIFEST, Pack, seal};
    let key = ::seal::InstallationKey::from_seed(&[1; 32]);
    let about = About {
        kind: Kind::Evidence,
        program: "0.1.0".into(),
        is_synthetic: true,
        reference: "seed".into(),
    };
    let files = [("a.txt", b"hello\n".as_slice()), ("labels/0f.pack", b"")];
    let entries = files.map(|(name, bytes)| Entry { name, bytes });
    let mut pack = seal(&entries, &about, &key).expect("plain files");
    Pack::open(Kind::Evidence, &pack).expect("its own");
    holds("evidence/pack.hex", &pack);
    let manifest = evidence::archive::read(&pack).expect("its own")[0];
    assert_eq!(manifest.name, MANIFEST);
    holds("evidence/manifest.hex", manifest.bytes);
    let last = pack.len() - 30;
    pack[last] ^= 1;
    holds("evidence/changed.hex", &pack);
}

#[track_caller]
fn holds(name: &str, bytes: &[u8]) {
    let mut hex = String::new();
    for line in bytes.chunks(48) {
        line.iter().for_each(|byte| write!(hex, "{byte:02x}").unwrap());
        hex.push('\n');
    }
    let path = seeds().join(name);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, &hex).expect("a seed can be written");
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == hex, "{name} differs (UPDATE_EXPECT=1 writes what was seen)");
}
