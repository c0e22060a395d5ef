//! How often the rules are right, measured on real rounds and real blocks, written into
//! `docs/accuracy.md`.
//!
//! Each section between markers in that file is what a test here prints; a test fails where they
//! differ, and `UPDATE_EXPECT=1 cargo test -p entity --test accuracy` writes them anew. The data are
//! read from `KANCIL_TESTDATA` (by default `../shared/data` beside the repository).

#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a test that measures")]

mod coinjoin;
mod dumplings;
mod scattered;
mod stories;

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// The folder of real data, or `None` with the reason printed where it is absent.
fn testdata() -> Option<PathBuf> {
    let root = repository();
    let folder = std::env::var_os("KANCIL_TESTDATA")
        .map_or_else(|| root.join("../shared/data"), PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(std::env::var_os("CI").is_none(), "{} is absent and CI is set", folder.display());
    eprintln!("skipped: no test data at {}", folder.display());
    None
}

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Sections are written one at a time, whatever runs beside.
static WRITING: Mutex<()> = Mutex::new(());

/// Holds a section of `docs/accuracy.md` against what was measured, or writes it.
fn check_section(name: &str, measured: &str) {
    let _alone = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    let path = repository().join("docs/accuracy.md");
    let text = std::fs::read_to_string(&path).expect("docs/accuracy.md is there");
    let (begin, end) = (format!("<!-- begin {name} -->\n"), format!("<!-- end {name} -->\n"));
    let (before, rest) = text.split_once(&begin).expect("the section begins");
    let (written, after) = rest.split_once(&end).expect("the section ends");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, format!("{before}{begin}{measured}{end}{after}")).expect("written");
    } else {
        assert_eq!(written, measured, "docs/accuracy.md, section {name}: run with UPDATE_EXPECT=1");
    }
}

/// As [`check_section`], for what was measured on grown stories. Where the written section is of
/// other stories (their last blocks differ: whoever changed how they grow has not measured anew),
/// that is said and nothing is compared.
fn check_stories_section(name: &str, measured: &str, tips: &[String]) {
    let text = std::fs::read_to_string(repository().join("docs/accuracy.md")).expect("it is there");
    let is_of_them = tips.iter().all(|tip| text.contains(tip.as_str()));
    if is_of_them || std::env::var_os("UPDATE_EXPECT").is_some() {
        check_section(name, measured);
    } else {
        eprintln!("docs/accuracy.md, section {name}, is of older stories: measure anew");
    }
}
