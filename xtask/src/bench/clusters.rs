//! Clusters by plain co-spend beside PyPI's `graphsense-clustering`: cost, and the same partition.

use std::fs;

use super::run::{Program, Runs, alternate, once};
use super::section::{COST_HEAD, Section, cost_row};
use super::{Bench, HOME, MEASURE, columns};
use crate::shell;

const VERSION: &str = "0.2.0";

/// A virtual environment with the peer in it. `None` where Python or the package cannot be had.
fn python() -> Option<String> {
    let python = format!("{HOME}/venv/bin/python");
    let has = |module: &str| shell::capture(&python, &["-c", module]).is_ok();
    if has("import gs_clustering") {
        return Some(python);
    }
    shell::run("python3", &["-m", "venv", &format!("{HOME}/venv")]).ok()?;
    let wanted = format!("graphsense-clustering=={VERSION}");
    shell::run(&python, &["-m", "pip", "install", "--quiet", &wanted]).ok()?;
    has("import gs_clustering").then_some(python)
}

pub fn measure(bench: &Bench) -> Result<Section, String> {
    let chain = columns::ready(bench)?;
    let (ledger, binary) = (columns::ledger(), format!("{MEASURE}/clusters"));
    let inputs = format!("{HOME}/cluster-inputs");
    let counted = once(&Program::new("inputs", &[&binary, "inputs", &ledger, &inputs]))?.said;
    let (addresses, spends) = counted.trim().split_once(' ').ok_or("clusters said no counts")?;
    let mut section = Section::titled(
        "Clusters",
        &format!(
            "Co-spend without any veto, {addresses} addresses, {spends} transactions of several inputs. Ours opens the ledger, \
             walks all its inputs, joins, notes each join with its transaction, and gives each address's cluster; PyPI's `graphsense-clustering` {VERSION} \
             is given the addresses of each transaction of several inputs as one Arrow list in memory, joins, and gives the \
             whole mapping. `open` is each one's start alone \
             (Python, its libraries and the input; the ledger), and is taken off."
        ),
    );
    let ours = |what: &str| Program::new(&format!("ours, {what}"), &[&binary, what, &ledger]);
    let mut programs = vec![ours("open"), ours("grow")];
    let python = python();
    if let Some(python) = &python {
        for what in ["open", "grow"] {
            let name = format!("graphsense-clustering, {what}");
            let words = [python.as_str(), "bench/clusters.py", what, &inputs, addresses];
            programs.push(Program::new(&name, &words));
        }
    }
    let all = alternate(&programs, bench.rounds())?;
    let rows: Vec<_> = all.iter().map(|runs| cost_row(runs, chain.transactions)).collect();
    section.table(&COST_HEAD, &rows);
    let net = |open: &Runs, grow: &Runs| (grow.cpu_s() - open.cpu_s()).max(0.01);
    section.figure("cpu_s", net(&all[0], &all[1]));
    let Some(python) = python else {
        section.line("The peer was not measured: no Python, or the package cannot be had here.");
        return Ok(section);
    };
    let (ours, theirs) = (net(&all[0], &all[1]), net(&all[2], &all[3]));
    let files = ["ours", "theirs"].map(|who| format!("{HOME}/roots-{who}"));
    once(&Program::new("roots", &[&binary, "grow", &ledger, &files[0]]))?;
    let words = [python.as_str(), "bench/clusters.py", "grow", &inputs, addresses, &files[1]];
    once(&Program::new("roots", &words))?;
    let read =
        |path: &String| fs::read(shell::root().join(path)).map_err(|e| format!("{path}: {e}"));
    let same = read(&files[0])? == read(&files[1])?;
    section.line(&format!(
        "Less the start: ours {ours:.2} CPU s, theirs {theirs:.2}. The partitions are {}.",
        if same { "the same, address for address" } else { "**different**" }
    ));
    section.at_most("clustering: CPU against graphsense-clustering", 1.0, ours / theirs, "×");
    section.aim(
        "partitions with rules matched",
        "identical",
        if same { "identical" } else { "different" },
        same,
    );
    Ok(section)
}
