//! `cargo xtask bench`: what Kancil costs, beside what others cost for the same, on one machine in one run.
//!
//! A subject is a file and a function: it measures, and gives a [`section::Section`] with its rows for
//! docs/benchmarks.md, its figures and its aims, met or missed. Its result is kept below `target/bench/kept`
//! until the built program changes, so a run that was stopped goes on where it was; `cargo xtask bench NAME`
//! measures that subject anew and takes the others as kept;
//! where they were measured with another program, docs/benchmarks.md keeps what it says of them, and the new section says
//! by itself what it was measured on. What is computed from others is computed anew as soon as they all are of one
//! program. Nothing here is asserted: a slow machine is not
//! a broken program.
#![expect(
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    reason = "rates and ratios are measured, not money"
)]

mod board;
mod budgets;
mod chain;
mod class;
mod clusters;
mod columns;
mod document;
mod ingest;
mod lookups;
mod machine;
mod micro;
mod peers;
mod run;
mod section;
mod serve;
mod taint;
mod threads;
mod whole;

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hasher as _};

use self::section::Section;
use crate::shell;

/// Everything made here lies below.
const HOME: &str = "target/bench";
const KANCIL: &str = "target/release/kancil";
/// Programs of `bench/`, a workspace of its own.
const MEASURE: &str = "bench/target/release";

/// A measured part of the document.
struct Subject {
    name: &'static str,
    measure: fn(&Bench) -> Result<Section, String>,
}

/// In the order of the document. `whole` computes from the figures of the others.
const SUBJECTS: [Subject; 13] = [
    Subject { name: "ingest", measure: ingest::measure },
    Subject { name: "peers", measure: peers::measure },
    Subject { name: "budgets", measure: budgets::measure },
    Subject { name: "threads", measure: threads::measure },
    Subject { name: "columns", measure: columns::measure },
    Subject { name: "clusters", measure: clusters::measure },
    Subject { name: "lookups", measure: lookups::measure },
    Subject { name: "taint", measure: taint::measure },
    Subject { name: "serve", measure: serve::measure },
    Subject { name: "board", measure: board::measure },
    Subject { name: "class", measure: class::measure },
    Subject { name: "micro", measure: micro::measure },
    Subject { name: "whole", measure: whole::measure },
];

/// How much is measured, and what is known so far.
#[derive(Debug)]
pub struct Bench {
    pub quick: bool,
    /// With the development build: whether the bench itself works, not how fast anything is.
    pub is_trial: bool,
    /// Figures of the subjects before, as `subject.name`.
    pub figures: BTreeMap<String, f64>,
}

impl Bench {
    /// Rounds of a measurement that takes seconds.
    pub fn rounds(&self) -> usize {
        if self.quick { 1 } else { 5 }
    }

    /// The sizes of chains: small, the one everything is compared at, large.
    pub fn sizes(&self) -> [u64; 3] {
        if self.quick { [100_000, 200_000, 300_000] } else { [1_000_000, 5_000_000, 20_000_000] }
    }

    pub fn figure(&self, name: &str) -> Option<f64> {
        self.figures.get(name).copied()
    }
}

/// What can be tried without the optimised programs.
const TRIED: [&str; 2] = ["board", "class"];

/// `cargo xtask bench [--quick] [NAME…]`, or `cargo xtask bench --try board|class`.
pub fn run(args: &[&str]) -> Result<(), String> {
    let quick = args.contains(&"--quick");
    let named: Vec<&str> = args.iter().copied().filter(|arg| !arg.starts_with("--")).collect();
    if let Some(unknown) =
        args.iter().find(|arg| arg.starts_with("--") && !matches!(**arg, "--quick" | "--try"))
    {
        return Err(format!("no option '{unknown}'; there are --quick and --try"));
    }
    if let Some(unknown) = named.iter().find(|name| SUBJECTS.iter().all(|s| s.name != **name)) {
        let names: Vec<&str> = SUBJECTS.iter().map(|subject| subject.name).collect();
        return Err(format!("no subject '{unknown}'; there are {}", names.join(", ")));
    }
    if args.contains(&"--try") {
        return trial(&named);
    }
    build()?;
    let key = key(quick)?;
    let mut bench = Bench { quick, is_trial: false, figures: BTreeMap::new() };
    let (mut sections, mut skipped, mut failed) = (Vec::new(), Vec::new(), Vec::new());
    let mut anew = Vec::new();
    for subject in &SUBJECTS {
        let wanted = named.is_empty() || named.contains(&subject.name);
        let kept = kept(subject.name, &key);
        // Computed, not measured: always as the others now are.
        let again = named.contains(&subject.name) || subject.name == "whole";
        let section = match kept.filter(|_| !again) {
            Some(section) => {
                println!("{}: kept from before", subject.name);
                section
            }
            None if wanted || subject.name == "whole" => {
                let load = machine::load();
                println!("{} (load {load})", subject.name);
                match (subject.measure)(&bench) {
                    Ok(mut section) => {
                        load.parse().into_iter().for_each(|load| section.figure("load", load));
                        keep(subject.name, &key, &section)?;
                        let rests_on = subject.name == "whole"
                            && whole::NEEDS.iter().all(|name| bench.figure(name).is_some());
                        if wanted || rests_on {
                            anew.push(section.clone());
                        }
                        section
                    }
                    // The others are measured all the same; the document says that this one was not.
                    Err(why) => {
                        println!("{} failed: {why}", subject.name);
                        failed.push(format!("{}: {why}", subject.name));
                        Section::titled(subject.name, "Not measured: the run failed.")
                    }
                }
            }
            None => {
                skipped.push(subject.name);
                continue;
            }
        };
        for (name, value) in &section.figures {
            bench.figures.insert(format!("{}.{name}", subject.name), *value);
        }
        sections.push(section);
    }
    let path = if quick { "target/bench/quick.md" } else { "docs/benchmarks.md" };
    // What was measured with another program is not thrown away for what was measured with this one.
    let before = fs::read_to_string(shell::root().join(path)).ok();
    let text = match before.filter(|_| !named.is_empty() && !skipped.is_empty()) {
        Some(before) => document::amended(&before, &anew, &machine::described()),
        None => document::written(&bench, &sections, &skipped),
    };
    fs::write(shell::root().join(path), text).map_err(|error| format!("{path}: {error}"))?;
    println!("wrote {path}");
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n")) }
}

/// Whether a subject's bench runs at all, with what development has built: its figures say nothing.
fn trial(named: &[&str]) -> Result<(), String> {
    let tried = match named {
        [name] if TRIED.contains(name) => SUBJECTS.iter().find(|subject| subject.name == *name),
        _ => None,
    };
    let tried = tried.ok_or_else(|| {
        format!("one of these can be tried: cargo xtask bench --try {}", TRIED.join("|"))
    })?;
    let bench = Bench { quick: true, is_trial: true, figures: BTreeMap::new() };
    let section = (tried.measure)(&bench)?;
    fs::create_dir_all(shell::root().join(HOME)).map_err(|error| format!("{HOME}: {error}"))?;
    let path = "target/bench/try.md";
    let text = document::amended("", &[section], &machine::described());
    fs::write(shell::root().join(path), text).map_err(|error| format!("{path}: {error}"))?;
    println!("wrote {path}");
    Ok(())
}

fn build() -> Result<(), String> {
    shell::run("cargo", &["build", "--release", "--locked", "--package", "app"])?;
    let manifest = "bench/Cargo.toml";
    shell::run(
        "cargo",
        &["build", "--release", "--locked", "--quiet", "--manifest-path", manifest],
    )?;
    fs::create_dir_all(shell::root().join(HOME).join("kept"))
        .map_err(|error| format!("{HOME}/kept: {error}"))
}

/// What kept results must have been measured with: this very program, at this size.
fn key(quick: bool) -> Result<String, String> {
    let bytes =
        fs::read(shell::root().join(KANCIL)).map_err(|error| format!("{KANCIL}: {error}"))?;
    let mut hasher = DefaultHasher::new();
    hasher.write(&bytes);
    Ok(format!("{:016x}{}", hasher.finish(), if quick { "-quick" } else { "" }))
}

/// Small and full results lie apart.
fn kept_path(name: &str, key: &str) -> std::path::PathBuf {
    let size = if key.ends_with("-quick") { "-quick" } else { "" };
    shell::root().join(HOME).join("kept").join(format!("{name}{size}.json"))
}

fn kept(name: &str, key: &str) -> Option<Section> {
    let text = fs::read_to_string(kept_path(name, key)).ok()?;
    let value: serde_json::Value = serde_json::from_str(&text).ok()?;
    if value.get("key")?.as_str()? != key {
        return None;
    }
    Section::of_json(value.get("section")?)
}

fn keep(name: &str, key: &str, section: &Section) -> Result<(), String> {
    let path = kept_path(name, key);
    let value = serde_json::json!({ "key": key, "section": section.to_json() });
    fs::write(&path, value.to_string()).map_err(|error| format!("{}: {error}", path.display()))
}
