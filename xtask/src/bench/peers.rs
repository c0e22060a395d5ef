//! Other programs that give every input the output it spends: `bitcoin-block-parser`'s.

use super::run::{Program, Runs, alternate, once};
use super::section::{COST_HEAD, Section, cost_row};
use super::{Bench, HOME, MEASURE, columns, ingest};

pub fn measure(bench: &Bench) -> Result<Section, String> {
    let chain = columns::ready(bench)?;
    let (blocks, txs) = (chain.blocks.as_str(), chain.transactions);
    let budget = ingest::budget("1GiB");
    let budget: Vec<&str> = budget.iter().map(String::as_str).collect();
    let mut programs =
        vec![ingest::program("kancil ingest, everything on, 1 GiB", blocks, &budget)];
    for (version, binary) in [("0.5.3", "block_parser"), ("0.3.4", "block_parser_03")] {
        let filter = format!("{HOME}/filter-{version}");
        for what in ["plain", "filter", "utxo"] {
            let name = format!("bitcoin-block-parser {version}, {what}");
            let program =
                Program::new(&name, &[&format!("{MEASURE}/{binary}"), what, blocks, &filter]);
            programs.push(if what == "filter" { program.clearing(&filter) } else { program });
        }
    }
    let all = alternate(&programs, if bench.quick { 1 } else { 2 })?;
    let ours = &all[0];
    let mut section = Section::titled(
        "Others that resolve inputs",
        &format!(
            "`bitcoin-block-parser` on the same chain of {txs} transactions, with the number of threads it chooses itself. \
             `plain` parses; `filter` makes a file of which outputs are spent; `utxo` reads it and gives every input the output \
             it spends, which is where Kancil begins to number, index and cluster. It looks neither at magic nor at genesis, so \
             it reads the same files; it keeps nothing on disk but the filter."
        ),
    );
    let rows: Vec<_> = all.iter().map(|runs| cost_row(runs, txs)).collect();
    section.table(&COST_HEAD, &rows);
    // Of the two versions the one whose whole job takes less is the peer.
    let jobs = [3, 6].map(|at| (all[at].cpu_s() + all[at - 1].cpu_s(), all[at].cpu_s()));
    let best = if jobs[0].0 <= jobs[1].0 { jobs[0] } else { jobs[1] };
    let (job, alone) = (best.0 / ours.cpu_s(), best.1 / ours.cpu_s());
    section.line(&format!(
        "Against the version that takes less: its UTXO parser with the filter that it needs takes **{job:.1} times** the CPU of the \
         whole ingest, the parser alone, once the filter is there, {alone:.1} times."
    ));
    section.line("");
    section.line(&agreement(&[&all[3], &all[6]])?);
    section.at_least(
        "CPU of bitcoin-block-parser's UTXO parser and its filter against full ingest",
        5.0,
        job,
        "×",
    );
    section.at_least("CPU of the UTXO parser alone, its filter given", 5.0, alone, "×");
    Ok(section)
}

/// What the inputs are worth in all: theirs against ours. Their filter keeps a few bits of each output.
fn agreement(theirs: &[&Runs]) -> Result<String, String> {
    let ledger = columns::ledger();
    let ours = once(&Program::new("worth", &[&format!("{MEASURE}/clusters"), "worth", &ledger]))?;
    let worth = |said: &str| said.trim().rsplit(' ').next().and_then(|n| n.parse::<i128>().ok());
    let known = worth(&ours.said).ok_or("clusters said no worth")?;
    let mut words = format!("What all inputs are worth, in satoshi: {known} in Kancil's ledger");
    for runs in theirs {
        let said = worth(runs.said()).ok_or_else(|| format!("{} said no worth", runs.name))?;
        words += &match said - known {
            0 => format!("; {}: the same", runs.name),
            apart => format!("; {}: {apart:+}", runs.name),
        };
    }
    Ok(words + ".")
}
