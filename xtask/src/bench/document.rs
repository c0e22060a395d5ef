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

const AIMS: &str = "| what | aim | measured | |\n|---|--:|--:|---|\n";

/// A document with some of its sections measured anew: each says by itself on what, since the head of the document
/// speaks of the others. A section that is not there yet is put at the end.
pub fn amended(before: &str, anew: &[Section], machine: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    for line in before.split_inclusive('\n') {
        match parts.last_mut() {
            Some(part) if !line.starts_with("## ") => part.push_str(line),
            _ => parts.push(line.to_owned()),
        }
    }
    for section in anew {
        for aim in &section.aims {
            let start = format!("| {} | {} |", aim.what, aim.aim);
            let met = if aim.met { "met" } else { "**missed**" };
            let row = format!("{start} {} | {met} |\n", aim.measured);
            let Some(aims) = parts.iter_mut().find(|part| part.contains(AIMS)) else { continue };
            *aims = replaced(aims, &start, &row);
        }
        let title = section.text.lines().next().unwrap_or_default();
        let load = section.figures.get("load").map_or(String::new(), |load| {
            format!(" Load of the machine in the minute before: {load:.2}.")
        });
        let text =
            format!("{}\n\nMeasured by itself, on {machine}{load}\n", section.text.trim_end());
        match parts.iter_mut().find(|part| part.lines().next() == Some(title)) {
            Some(part) => *part = format!("{text}\n"),
            None => parts.push(format!("\n{text}")),
        }
    }
    format!("{}\n", parts.concat().trim())
}

/// The table with the row that starts so replaced, or the row put after its last.
fn replaced(table: &str, start: &str, row: &str) -> String {
    let mut text = String::new();
    let mut is_done = false;
    let mut was_row = false;
    for line in table.split_inclusive('\n') {
        if line.starts_with(start) {
            text.push_str(row);
            is_done = true;
        } else {
            if was_row && !line.starts_with('|') && !is_done {
                text.push_str(row);
                is_done = true;
            }
            text.push_str(line);
        }
        was_row = line.starts_with('|');
    }
    if !is_done {
        text.push_str(row);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "# Measured\n\nOn something.\n\n## Aims\n\n| what | aim | measured | |\n|---|--:|--:|---|\n\
                          | bytes | ≤ 3 kB | 2 kB | met |\n| speed | ≥ 30 fps | 9 fps | **missed** |\n\n\
                          ## Taint\n\nA table.\n\n## The board\n\nOld.\n\n## Parts\n\nLast.\n";

    #[test]
    fn one_section_is_measured_anew_and_the_others_stay_as_they_are() {
        let mut section = Section::titled("The board", "New.");
        section.at_least("speed", 30.0, 48.0, "fps");
        section.at_most("replay", 500.0, 12.0, "ms");
        section.figure("load", 0.25);
        let text = amended(BEFORE, std::slice::from_ref(&section), "a machine.");
        let expected = BEFORE
            .replace("9 fps | **missed** |\n", "48.0 fps | met |\n| replay | ≤ 500 ms | 12.0 ms | met |\n")
            .replace(
                "Old.",
                "New.\n\nMeasured by itself, on a machine. Load of the machine in the minute before: 0.25.",
            );
        assert_eq!(text, expected);
        // Again, it is the same.
        assert_eq!(amended(&text, &[section], "a machine."), text);
    }

    #[test]
    fn a_section_that_is_new_comes_last() {
        let section = Section::titled("Stairs", "Some.");
        let text = amended(BEFORE, std::slice::from_ref(&section), "a machine.");
        assert!(text.starts_with(BEFORE.trim_end()));
        assert!(
            text.ends_with("\n\n## Stairs\n\nSome.\n\nMeasured by itself, on a machine.\n"),
            "{text}"
        );
        assert_eq!(amended(&text, &[section], "a machine."), text);
    }
}
