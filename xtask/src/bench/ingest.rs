//! The whole of an ingest against the floors of decoding, on the same files in turn.

use super::run::{Program, alternate};
use super::section::{COST_HEAD, Section, cost_row};
use super::{Bench, HOME, KANCIL, MEASURE};
use crate::shell;

/// Where an ingest that is thrown away goes.
pub const DATA: &str = "target/bench/data";

/// `kancil ingest bitcoin` of a folder into a data directory made anew.
pub fn program(name: &str, blocks: &str, options: &[&str]) -> Program {
    let mut words = vec![KANCIL, "--data", DATA, "ingest", "bitcoin", blocks];
    words.extend_from_slice(options);
    Program::new(name, &words).clearing(DATA)
}

/// Whether this build's `ingest bitcoin` has an option.
pub fn knows(option: &str) -> bool {
    shell::capture(KANCIL, &["ingest", "bitcoin", "--help"]).is_ok_and(|help| help.contains(option))
}

/// The options that keep to a budget, where the build has them.
pub fn budget(memory: &str) -> Vec<String> {
    match knows("--memory") {
        true => vec!["--memory".into(), memory.into()],
        false => Vec::new(),
    }
}

/// A `decode` program of `bench/`.
fn floor(name: &str, what: &str, blocks: &str) -> Program {
    Program::new(name, &[&format!("{MEASURE}/decode"), what, blocks])
}

pub fn measure(bench: &Bench) -> Result<Section, String> {
    let chain = bench.chain(bench.sizes()[1])?;
    let (blocks, txs) = (chain.blocks.as_str(), chain.transactions);
    let budget = budget("1GiB");
    let budget: Vec<&str> = budget.iter().map(String::as_str).collect();
    let all = alternate(
        &[
            floor("bitcoin_slices + txid", "slices-txid", blocks),
            program("kancil ingest, everything on, 1 GiB", blocks, &budget),
            floor("bitcoin_slices", "slices", blocks),
            floor("bitcoin crate", "bitcoin", blocks),
            floor("bitcoin crate + txid", "bitcoin-txid", blocks),
        ],
        bench.rounds(),
    )?;
    if all[0].said() != all[4].said() {
        return Err(format!("the floors disagree: '{}', '{}'", all[0].said(), all[4].said()));
    }
    let (floor, ours) = (&all[0], &all[1]);
    let ratio = ours.cpu_s() / floor.cpu_s();
    let mut section = Section::titled(
        "Ingest, everything on",
        &format!(
            "A chain of {txs} transactions, {} MB. `kancil ingest bitcoin`: parse, proof of work, Merkle roots, witness \
             commitments, every input resolved, every address numbered, all look-ups and leg lists, clusters, durable{}. \
             Beside it the floors: other libraries that only walk the bytes, and hash every transaction (`+ txid`), on one \
             thread.",
            chain.bytes / 1_000_000,
            if budget.is_empty() { "" } else { "; `--memory 1GiB`" },
        ),
    );
    let rows: Vec<_> = all.iter().map(|runs| cost_row(runs, txs)).collect();
    section.table(&COST_HEAD, &rows);
    section.line(&format!(
        "Ingest takes **{ratio:.2} times** the CPU of `bitcoin_slices` + txid, and {:.2} times that of the `bitcoin` crate + \
         txid. {:.0} MB of blocks for each CPU second.",
        ours.cpu_s() / all[4].cpu_s(),
        chain.bytes as f64 / 1e6 / ours.cpu_s(),
    ));
    section.figure("cpu_s", ours.cpu_s());
    section.figure("wall_s", ours.wall_s());
    section.figure("cpu_us_per_tx", ours.cpu_s() * 1e6 / txs as f64);
    section.figure("cpu_s_per_gb", ours.cpu_s() * 1e9 / chain.bytes as f64);
    section.figure("floor_cpu_s", floor.cpu_s());
    section.at_most("full ingest: CPU against `bitcoin_slices` + txid", 6.0, ratio, "×");
    section.at_most("full ingest, stretch", 3.5, ratio, "×");
    section.at_most(
        "memory of full ingest under `--memory 1GiB`",
        1_024.0,
        ours.memory_mib(),
        "MiB",
    );
    std::fs::create_dir_all(shell::root().join(HOME)).map_err(|error| error.to_string())?;
    Ok(section)
}

/// Takes away what the last ingest left.
pub fn clear() -> Result<(), String> {
    super::run::clear(DATA)
}
