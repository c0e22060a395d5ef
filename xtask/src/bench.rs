//! `cargo xtask bench`: speed and memory of the shipped profile, measured from outside the process.
//!
//! Times are CPU time (user and system, all threads) of whole `kancil` runs, as medians; wall time is
//! shown beside it and means little on a busy machine. Nothing here is asserted: a slow machine is not a
//! broken program.

use std::fmt::Write as _;
use std::fs;
use std::time::Duration;

use crate::shell::{self, Cost};

/// How much is measured: `Full` writes docs/benchmarks.md, `Quick` prints a tenth of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    Full,
    Quick,
}

const STORY: &str = "exchange-theft";
const SEED: &str = "2026";
const KANCIL: &str = "target/release/kancil";

pub fn run(size: Size) -> Result<(), String> {
    shell::run("cargo", &["build", "--release", "--locked", "--package", "app"])?;
    let (transactions, runs) = match size {
        Size::Full => (1_000_000, 5),
        Size::Quick => (100_000, 3),
    };
    let report = ingest(transactions, runs)?;
    print!("\n{report}");
    if size == Size::Full {
        let text = format!("{}{report}", head());
        fs::write(shell::root().join("docs/benchmarks.md"), text)
            .map_err(|error| format!("docs/benchmarks.md: {error}"))?;
        println!("wrote docs/benchmarks.md");
    }
    Ok(())
}

fn head() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let model = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = model.lines().find_map(|line| line.strip_prefix("model name"));
    let model = model.map_or("unknown processor", |rest| rest.trim_start_matches([' ', '\t', ':']));
    format!(
        "# Measured speed and memory\n\n\
         Made by `cargo xtask bench` with the release profile that is shipped (no `target-cpu=native`), on \
         {cores} cores of {model}. CPU is user plus system time of all threads, as the median of several \
         runs; memory is the peak of anonymous memory, mapped files apart.\n\n"
    )
}

/// Grows a story and ingests it with everything on: checks, look-ups, leg lists, clusters, durable.
fn ingest(transactions: u64, runs: usize) -> Result<String, String> {
    let story = format!("target/bench/story-{transactions}");
    let folder = shell::root().join(&story);
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| format!("{story}: {error}"))?;
    }
    let count = transactions.to_string();
    let grow = shell::measure(
        KANCIL,
        &["scenario", "grow", STORY, "--seed", SEED, "--transactions", &count, "--out", &story],
    )?;
    let mut costs = Vec::new();
    for _ in 0..runs {
        let data = shell::root().join("target/bench/data");
        if data.exists() {
            fs::remove_dir_all(&data).map_err(|error| format!("target/bench/data: {error}"))?;
        }
        costs.push(shell::measure(
            KANCIL,
            &["--data", "target/bench/data", "ingest", "bitcoin", &format!("{story}/blocks")],
        )?);
    }
    let info = shell::capture(
        KANCIL,
        &["--data", "target/bench/data", "store", "info", "--format", "json"],
    )?;
    let info: serde_json::Value =
        serde_json::from_str(&info).map_err(|error| format!("store info: {error}"))?;
    Ok(ingest_section(transactions, grow, &costs, &info))
}

fn ingest_section(
    transactions: u64,
    grow: Cost,
    costs: &[Cost],
    info: &serde_json::Value,
) -> String {
    let cpu = median(costs.iter().map(|cost| cost.cpu));
    let wall = median(costs.iter().map(|cost| cost.wall));
    let memory_mib = costs.iter().map(|cost| cost.memory_kib).max().unwrap_or(0) / 1024;
    let mut text = format!(
        "## Ingest, everything on\n\n\
         A story of {transactions} transactions (`kancil scenario grow {STORY} --seed {SEED} --transactions \
         {transactions}`), then `kancil ingest bitcoin`: parse, proof of work, Merkle roots, witness commitments, \
         every input resolved, every address numbered, all look-ups and leg lists, clusters, durable. {} runs.\n\n\
         | | |\n|---|---|\n",
        costs.len()
    );
    let per_tx_ns = cpu.as_nanos() / u128::from(transactions);
    let _ = writeln!(
        text,
        "| CPU a transaction | {}.{:02} µs |",
        per_tx_ns / 1000,
        per_tx_ns % 1000 / 10
    );
    let _ = writeln!(text, "| CPU, whole run | {} |", seconds(cpu));
    let _ = writeln!(text, "| wall, whole run | {} |", seconds(wall));
    let _ = writeln!(text, "| peak anonymous memory | {memory_mib} MiB |");
    let _ = writeln!(text, "| growing the story itself, CPU | {} |", seconds(grow.cpu));
    columns(&mut text, transactions, info);
    text
}

/// The ledger's bytes by column, as `store info` counts them.
fn columns(text: &mut String, transactions: u64, info: &serde_json::Value) {
    let ledgers = info.get("ledgers").and_then(serde_json::Value::as_array);
    let columns =
        ledgers.and_then(|ledgers| ledgers.first()).and_then(|ledger| ledger.get("columns"));
    let Some(columns) = columns.and_then(serde_json::Value::as_array) else { return };
    text.push_str("\nBytes on disk:\n\n| column | bytes | bytes a transaction |\n|---|--:|--:|\n");
    let mut sum = 0;
    for column in columns {
        let name = column.get("column").and_then(serde_json::Value::as_str).unwrap_or("?");
        let bytes = column.get("bytes").and_then(serde_json::Value::as_u64).unwrap_or(0);
        sum += bytes;
        row(text, name, bytes, transactions);
    }
    row(text, "**all**", sum, transactions);
}

fn row(text: &mut String, name: &str, bytes: u64, transactions: u64) {
    let tenths = bytes * 10 / transactions;
    let _ = writeln!(text, "| {name} | {bytes} | {}.{} |", tenths / 10, tenths % 10);
}

fn median(values: impl Iterator<Item = Duration>) -> Duration {
    let mut values: Vec<Duration> = values.collect();
    values.sort();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

fn seconds(time: Duration) -> String {
    format!("{}.{:02} s", time.as_secs(), time.subsec_millis() / 10)
}
