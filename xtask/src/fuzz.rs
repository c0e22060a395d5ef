//! `cargo xtask fuzz`: libFuzzer over every reader of bytes from outside, one target after the other,
//! each from the seeds in `fuzz/seeds` and what earlier runs found (`fuzz/corpus`, which is kept).
//!
//! Needs nothing but a C++ compiler: the coverage counters are the stable compiler's own. Runs as the
//! least of all processes. What a target trips over lies in `fuzz/artifacts/TARGET`; it becomes a seed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell;

/// Those that everything else stands on.
const READERS: [&str; 3] = ["block", "store", "address"];
const READER_MINUTES: u64 = 15;
/// What cargo-fuzz sets as well, but for the sanitizer, which is for nightly compilers.
const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Cllvm-args=-simplifycfg-branch-fold-threshold=0 \
    --cfg fuzzing -Ccodegen-units=1 -Cdebug-assertions -Coverflow-checks";
const TARGET: &str = "x86_64-unknown-linux-gnu";

pub fn run(args: &[&str]) -> Result<(), String> {
    let (minutes, chosen) = match args {
        ["--minutes", minutes, chosen @ ..] => {
            let number = minutes.parse().map_err(|_| format!("'{minutes}' are no minutes"))?;
            (number, chosen)
        }
        chosen => (READER_MINUTES, chosen),
    };
    let folder = shell::root().join("fuzz");
    let mut targets = names(&folder.join("seeds"))?;
    // The readers first: whatever is wrong there matters most.
    targets.sort_by_key(|target| (!READERS.contains(&target.as_str()), target.clone()));
    if let Some(unknown) = chosen.iter().find(|name| !targets.iter().any(|own| own == *name)) {
        return Err(format!("there is no target '{unknown}'; there are {}", targets.join(", ")));
    }
    targets.retain(|target| chosen.is_empty() || chosen.contains(&target.as_str()));
    build(&folder)?;
    let mut tripped = Vec::new();
    for target in &targets {
        let seconds = match READERS.contains(&target.as_str()) {
            true => minutes * 60,
            false => minutes * 60 * 2 / READER_MINUTES,
        };
        if !feed(&folder, target, seconds)? {
            tripped.push(format!("fuzz/artifacts/{target}"));
        }
    }
    if tripped.is_empty() {
        println!("{} targets hold", targets.len());
        return Ok(());
    }
    Err(format!("tripped: see {}", tripped.join(", ")))
}

fn names(folder: &Path) -> Result<Vec<String>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
}

/// With a target of its own, so that build scripts are not counted.
fn build(folder: &Path) -> Result<(), String> {
    println!("$ cargo build --release --target {TARGET} (in fuzz, with coverage counters)");
    let status = shell::command("cargo")
        .args(["build", "--release", "--target", TARGET])
        .env("RUSTFLAGS", FLAGS)
        .current_dir(folder)
        .status()
        .map_err(|error| format!("cannot start cargo: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("the fuzzer does not build ({status})")) }
}

/// Feeds one target; whether it held.
fn feed(folder: &Path, target: &str, seconds: u64) -> Result<bool, String> {
    let (corpus, artifacts) =
        (folder.join("corpus").join(target), folder.join("artifacts").join(target));
    for made in [&corpus, &artifacts] {
        fs::create_dir_all(made).map_err(|error| format!("{}: {error}", made.display()))?;
    }
    for name in names(&folder.join("seeds").join(target))? {
        plant(&folder.join("seeds").join(target).join(&name), &corpus.join(&name))?;
    }
    println!("$ KANCIL_FEED={target} feed -max_total_time={seconds}");
    let binary: PathBuf = folder.join("target").join(TARGET).join("release/feed");
    let status = Command::new("nice")
        .args(["-n", "19"])
        .arg(binary)
        .arg(corpus)
        .args(["-max_len=8192", "-rss_limit_mb=2048", "-timeout=20", "-verbosity=0"])
        .args(["-print_final_stats=1".to_owned(), format!("-max_total_time={seconds}")])
        .arg(format!("-artifact_prefix={}/", artifacts.display()))
        .env("KANCIL_FEED", target)
        .status()
        .map_err(|error| format!("cannot start the fuzzer: {error}"))?;
    Ok(status.success())
}

/// A seed as bytes: text as it stands, hex as what it spells.
fn plant(seed: &Path, to: &Path) -> Result<(), String> {
    let text = fs::read(seed).map_err(|error| format!("{}: {error}", seed.display()))?;
    let bytes = match seed.extension().is_some_and(|ending| ending == "hex") {
        true => unhex(&text).ok_or_else(|| format!("{} is not hex", seed.display()))?,
        false => text,
    };
    fs::write(to, bytes).map_err(|error| format!("{}: {error}", to.display()))
}

fn unhex(text: &[u8]) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let pairs = digits.chunks_exact(2);
    let is_even = pairs.remainder().is_empty();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    pairs.map(byte).collect::<Option<_>>().filter(|_| is_even)
}
