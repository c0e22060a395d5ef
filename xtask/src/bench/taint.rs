//! Whole-chain taint by every method, and traces from many outputs: what the program `taint` of `trace`'s
//! examples says.

use serde_json::Value;

use super::lookups::{example, number};
use super::run::{Program, median, once};
use super::section::Section;
use super::{Bench, columns};

const EXAMPLE: &str = "crates/trace/examples/taint.rs";

pub fn measure(bench: &Bench) -> Result<Section, String> {
    let mut section = Section::titled(
        "Taint",
        &format!(
            "The ledger of {} transactions (`cargo run --release -p trace --example taint`): all outputs of 1,000 transactions \
             spread over the whole chain are stolen and followed to its end through everything, in exact integers; then the same \
             from 10,000 outputs. CPU of one thread, the ledger in the page cache, the median of the rounds.",
            bench.sizes()[1]
        ),
    );
    let Some(program) = example("trace", "taint", EXAMPLE)? else {
        section.line("Not measured: this build has no such program.");
        return Ok(section);
    };
    columns::ready(bench)?;
    let mut answers = Vec::new();
    for _ in 0..if bench.quick { 1 } else { 2 } {
        let run = once(&Program::new("taint", &[&program, &columns::ledger()]))?;
        let said: Value =
            serde_json::from_str(&run.said).map_err(|error| format!("taint: {error}"))?;
        answers.push(said);
    }
    let floods = answers[0].get("floods").and_then(Value::as_array).map_or(0, Vec::len);
    let mut rows = Vec::new();
    let mut found = Vec::new();
    for at in 0..floods {
        let of = |name: &str| {
            median(
                answers
                    .iter()
                    .filter_map(|said| number(said, &format!("/floods/{at}/{name}")).ok()),
            )
        };
        let text = |name: &str| {
            let value = answers[0].pointer(&format!("/floods/{at}/{name}"));
            value.and_then(Value::as_str).unwrap_or("?").to_owned()
        };
        let flood = (text("method"), text("from"), text("ends_at"));
        rows.push(vec![
            format!("{} from {}, ending at {}", flood.0, flood.1, flood.2),
            format!("{:.3}", of("cpu_ms") / 1e3),
            format!("{:.0}", of("transactions")),
            format!("{:.0}", of("outputs")),
            format!("{:.0}", of("segments")),
            format!("{:.2}", of("segments_per_s") / 1e6),
        ]);
        found.push((flood, of("cpu_ms") / 1e3, of("segments_per_s") / 1e6));
    }
    section.table(
        &["flood", "CPU s", "transactions", "outputs", "segments", "million segments/s"],
        &rows,
    );
    let mut rows = Vec::new();
    for (name, pointer) in [("flood", "/single_floods"), ("trace with every hop", "/single_traces")]
    {
        let of = |field: &str| {
            median(
                answers.iter().filter_map(|said| number(said, &format!("{pointer}/{field}")).ok()),
            )
        };
        rows.push(vec![
            format!("FIFO from one output, {name}"),
            format!("{:.0}", of("count")),
            format!("{:.0}", of("p50_us")),
            format!("{:.0}", of("p99_us")),
            format!("{:.0}", of("max_us")),
        ]);
    }
    section.table(&["hops unlimited", "outputs", "p50 µs", "p99 µs", "most µs"], &rows);
    let capped = number(&answers[0], "/single_traces/at_the_work_cap").unwrap_or(0.0);
    section
        .line(&format!("{capped:.0} of the traces ended at the limit of work that a trace has."));
    let of = |method: &str, from: &str| {
        let is = |flood: &&((String, String, String), f64, f64)| {
            flood.0.0 == method && flood.0.1 == from && flood.0.2 == "nothing"
        };
        found.iter().find(is).map(|flood| (flood.1, flood.2))
    };
    if let Some((seconds, _)) = of("poison", "thefts") {
        section.at_most("poison from 1,000 thefts over the whole chain", 0.3, seconds, "CPU s");
    }
    if let Some((seconds, _)) = of("haircut", "thefts") {
        section.at_most("haircut from 1,000 thefts, exact integers", 0.2, seconds, "CPU s");
        section.figure("haircut_s", seconds);
    }
    if let Some((_, rate)) = of("fifo", "outputs") {
        section.at_least(
            "FIFO from 10,000 outputs, hops unlimited",
            2.0,
            rate,
            "million segments/s",
        );
        section.at_least("FIFO, stretch", 4.0, rate, "million segments/s");
    }
    Ok(section)
}
