//! The same chain under small and large budgets of memory, and chains of growing length under one.

use serde_json::Value;

use super::chain::Chain;
use super::run::{Program, Runs, alternate};
use super::section::{COST_HEAD, Section, cost_row};
use super::{Bench, KANCIL, ingest};
use crate::shell;

const BUDGETS: [&str; 3] = ["256MiB", "4GiB", "8GiB"];

/// What `store verify` says of the ledger that was just made.
fn digest() -> Result<String, String> {
    let args = ["--data", ingest::DATA, "store", "verify", "--format", "json"];
    let answer = shell::capture(KANCIL, &args)?;
    let answer: Value = serde_json::from_str(&answer).map_err(|e| format!("store verify: {e}"))?;
    let digest = answer.get("digest").and_then(Value::as_str);
    digest.map(str::to_owned).ok_or_else(|| "store verify names no digest".into())
}

/// A chain under a budget, and what its runs came to.
struct Case {
    chain: Chain,
    program: Program,
    runs: Runs,
    digest: Option<String>,
}

impl Case {
    fn of(chain: &Chain, memory: &str) -> Case {
        let name = format!("{} transactions, {memory}", chain.transactions);
        let options = ingest::budget(memory);
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let program = ingest::program(&name, &chain.blocks, &options);
        Case { chain: chain.clone(), program, runs: Runs { name, runs: Vec::new() }, digest: None }
    }

    fn cpu_per_tx(&self) -> f64 {
        self.runs.cpu_s() / self.chain.transactions as f64
    }
}

pub fn measure(bench: &Bench) -> Result<Section, String> {
    let [small, _, large] = bench.sizes();
    let (small, large) = (bench.chain(small)?, bench.chain(large)?);
    let mut section = Section::titled(
        "Memory is a budget",
        &format!(
            "A chain of {} transactions ({} MB) under budgets from 256 MiB to 8 GiB, and one of {} under 4 GiB, once each. `store verify` \
             then reads the whole ledger and says its logical digest: it must be the same.",
            large.transactions,
            large.bytes / 1_000_000,
            small.transactions
        ),
    );
    if !ingest::knows("--memory") {
        section.line("Not measured: this build takes no budget.");
        return Ok(section);
    }
    let mut cases = vec![Case::of(&small, "4GiB")];
    cases.extend(BUDGETS.iter().map(|memory| Case::of(&large, memory)));
    // Once each: the large chain takes minutes.
    for case in &mut cases {
        let run = alternate(std::slice::from_ref(&case.program), 1)?.remove(0);
        case.runs.runs.extend(run.runs);
        case.digest = Some(digest()?);
    }
    ingest::clear()?;
    let rows: Vec<_> =
        cases.iter().map(|case| cost_row(&case.runs, case.chain.transactions)).collect();
    section.table(&COST_HEAD, &rows);
    let (first, costs) = cases.split_first().ok_or("no case")?;
    let digests: Vec<&str> = costs.iter().filter_map(|case| case.digest.as_deref()).collect();
    let same = digests.iter().all(|digest| *digest == digests[0]);
    section.line(&format!("Logical digest of the large chain, by budget: {}.", digests.join(", ")));
    let tight = costs[0].runs.cpu_s() / costs[2].runs.cpu_s();
    let growth = costs[1].cpu_per_tx() / first.cpu_per_tx();
    let largest = costs[0].runs.memory_mib();
    section.aim(
        "digest under 256 MiB and 8 GiB",
        "the same",
        if same { "the same" } else { "different" },
        same,
    );
    section.at_most("CPU under 256 MiB against 8 GiB, large chain", 3.0, tight, "×");
    section.at_most("memory of the large chain under 256 MiB", 256.0, largest, "MiB");
    section.at_most("CPU a transaction under 4 GiB, large chain against small", 1.15, growth, "×");
    section.figure("tight_ratio", tight);
    section.figure("small_cpu_us_per_tx", first.cpu_per_tx() * 1e6);
    section.figure(
        "growth_per_doubling",
        growth.powf(1.0 / (large.transactions as f64 / small.transactions as f64).log2()),
    );
    section.figure("large_cpu_us_per_tx", costs[1].cpu_per_tx() * 1e6);
    section.figure("tight_cpu_us_per_tx", costs[0].cpu_per_tx() * 1e6);
    Ok(section)
}
