//! Traces over real blocks and over grown stories, through the same door as the program's own.

#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a test that measures")]

mod accuracy;
mod genesis;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use entity::atlas::{Atlas, Ledger};
use entity::cluster::Clusters;
use entity::label::{AsOf, Labels};
use graph::Graph;
use ingest::bitcoin::chain::Nothing;
use ingest::bitcoin::files::{BlockFiles, Options};
use model::batch::Step;
use model::chain::{LedgerId, LedgerKind};
use model::claim::Pack;

/// A file of real data, or `None` with the reason printed where it is absent.
fn testdata(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("KANCIL_TESTDATA")
        .map_or_else(|| repository().join("../shared/data"), PathBuf::from);
    let path = folder.join(name);
    if path.exists() {
        return Some(path);
    }
    assert!(std::env::var_os("CI").is_none(), "{} is absent and CI is set", path.display());
    eprintln!("skipped: no test data at {}", path.display());
    None
}

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A linked chain from block files, held in memory.
fn atlas(paths: &[&Path], packs: Vec<Pack>) -> Atlas {
    let paths: Vec<PathBuf> = paths.iter().map(|path| path.to_path_buf()).collect();
    let files = BlockFiles::scan(&paths, &Options::default(), &mut |_| {}).unwrap();
    let mut batches = Vec::new();
    let steps = files.steps(&Nothing).unwrap();
    for step in steps {
        match step.unwrap() {
            Step::Forward(batch) => batches.push(batch),
            Step::Back(to) => panic!("an empty ledger cannot go back to {to}"),
        }
    }
    let id = LedgerId { network: files.network(), kind: LedgerKind::Linked };
    let graph = Graph::in_memory(id, &batches).unwrap();
    let clusters = Arc::new(Clusters::of(&graph));
    let as_of = AsOf { as_of: "2026-12-31".parse().unwrap(), known_at: None };
    Atlas::new(vec![Ledger { graph, clusters }], Arc::new(Labels::new(packs)), as_of)
}

/// Holds a section of `docs/accuracy.md` against what was measured, or writes it.
fn check_section(name: &str, measured: &str) {
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
