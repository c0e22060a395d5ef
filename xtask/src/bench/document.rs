//! docs/benchmarks.md out of the sections.

use std::fmt::Write as _;

use super::section::Section;
use super::{Bench, chain, machine};

pub fn written(bench: &Bench, sections: &[Section], skipped: &[&str]) -> String {
    let mut text = String::from("# Measured speed and memory\n\n");
    let sizes = bench.sizes().map(|size| size.to_string());
    let _ = write!(
        text,
        "Made by `cargo xtask bench`{}. Measured on {}\n\n\
         Chains are grown with `kancil scenario grow mainnet-mix --seed {}` ([stories.md](stories.md)), of {} \
         transactions; their files lie in the page cache when a run begins, unless a row says otherwise. Programs that \
         are compared run in turn, each as a process of its own, ours and others' measured alike from outside. CPU is \
         user plus system time of all threads, the median of the rounds, least and most beside it; memory is the peak of \
         anonymous memory, mapped files apart. Wall times depend on what else the machine does.\n\n",
        if bench.quick { " --quick: a smoke test, each once, on small chains" } else { "" },
        machine::described(),
        chain::SEED,
        sizes.join(", "),
    );
    let loads = bench.figures.iter().filter_map(|(name, load)| {
        let subject = name.strip_suffix(".load").filter(|subject| *subject != "whole")?;
        Some(format!("{subject} {load:.2}"))
    });
    let loads: Vec<String> = loads.collect();
    if !loads.is_empty() {
        let _ = write!(
            text,
            "Load of the machine in the minute before each subject began: {}. The subject before it makes up to two of \
             that; where it is more, other work ran beside, and since caches and memory are shared, CPU times are higher \
             for it too.\n\n",
            loads.join(", ")
        );
    }
    text.push_str("## Aims\n\n| what | aim | measured | |\n|---|--:|--:|---|\n");
    for aim in sections.iter().flat_map(|section| &section.aims) {
        let met = if aim.met { "met" } else { "**missed**" };
        let _ = writeln!(text, "| {} | {} | {} | {met} |", aim.what, aim.aim, aim.measured);
    }
    if !skipped.is_empty() {
        let _ = write!(text, "\nNot measured in this run: {}.\n", skipped.join(", "));
    }
    for section in sections {
        let _ = write!(text, "\n{}", section.text.trim_end());
        text.push('\n');
    }
    text
}
