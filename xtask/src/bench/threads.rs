//! One thread against two: the only subject whose figure is wall time.

use super::run::alternate;
use super::section::{COST_HEAD, Section, cost_row};
use super::{Bench, ingest, machine};

pub fn measure(bench: &Bench) -> Result<Section, String> {
    let chain = bench.chain(bench.sizes()[1])?;
    let load = machine::load();
    let mut section = Section::titled(
        "Threads",
        &format!(
            "The same ingest with `--threads 1` and `--threads 2`, in turn; the load of the machine was {load} when it began. \
             Wall times mean something on an idle machine alone."
        ),
    );
    if !ingest::knows("--threads") {
        section.line("Not measured: this build does not let the number of threads be chosen.");
        return Ok(section);
    }
    let program = |threads| {
        let name = format!("--threads {threads}");
        ingest::program(&name, &chain.blocks, &["--threads", threads])
    };
    let all = alternate(&[program("1"), program("2")], bench.rounds())?;
    ingest::clear()?;
    let rows: Vec<_> = all.iter().map(|runs| cost_row(runs, chain.transactions)).collect();
    section.table(&COST_HEAD, &rows);
    let ratio = all[1].wall_s() / all[0].wall_s();
    section.figure("wall_ratio", ratio);
    section.at_most("wall of two threads against one", 0.65, ratio, "×");
    Ok(section)
}
