//! Look-ups over a hundred million addresses, pages of a busy address, opening, and column sweeps: what the
//! program `lookups` of `graph`'s examples says.

use serde_json::Value;

use super::run::{Program, once};
use super::section::Section;
use super::{Bench, HOME};
use crate::shell;

const EXAMPLE: &str = "crates/graph/examples/lookups/main.rs";

/// Builds an example of a room and says where it is. `None` where the room has no such example.
pub fn example(room: &str, name: &str, source: &str) -> Result<Option<String>, String> {
    if !shell::root().join(source).exists() {
        return Ok(None);
    }
    let args = ["build", "--release", "--locked", "--quiet", "--package", room, "--example", name];
    shell::run("cargo", &args)?;
    Ok(Some(format!("target/release/examples/{name}")))
}

/// A number deep in an answer.
pub fn number(value: &Value, pointer: &str) -> Result<f64, String> {
    let found = value.pointer(pointer).and_then(Value::as_f64);
    found.ok_or_else(|| format!("the program's answer has no {pointer}"))
}

fn quantiles(value: &Value, pointer: &str) -> Result<Vec<String>, String> {
    ["p50", "p99", "p99_9"]
        .iter()
        .map(|name| number(value, &format!("{pointer}/{name}")).map(|us| format!("{us:.2}")))
        .collect()
}

pub fn measure(bench: &Bench) -> Result<Section, String> {
    let addresses = if bench.quick { 1_000_000 } else { 100_000_000 };
    let mut section = Section::titled(
        "Look-ups, pages, opening, sweeps",
        &format!(
            "A ledger of {addresses} addresses, grown by the measuring program itself (`cargo run --release -p graph --example \
             lookups`). Single look-ups are wall time of one thread, the clock's own cost taken off; batches and sweeps are \
             CPU time. Cold means that the ledger's files were dropped from the page cache before (the host may still hold them); \
             what a step reads of all segments is then asked for at once."
        ),
    );
    let Some(program) = example("graph", "lookups", EXAMPLE)? else {
        section.line("Not measured: this build has no such program.");
        return Ok(section);
    };
    let dir = format!("{HOME}/lookups-{addresses}");
    let run = once(&Program::new("lookups", &[&program, &dir, &addresses.to_string()]))?;
    let said: Value =
        serde_json::from_str(&run.said).map_err(|error| format!("lookups: {error}"))?;
    let mut rows = Vec::new();
    for (name, pointer) in [
        ("address, there, warm", "/address/single_us/present"),
        ("address, not there, warm", "/address/single_us/absent"),
        ("address, there, cold", "/cold/address_present_us"),
        ("address, not there, cold", "/cold/address_absent_us"),
        ("txid, there, warm", "/tx/single_us/present"),
        ("txid, not there, warm", "/tx/single_us/absent"),
        ("txid, there, cold", "/cold/tx_us"),
        ("the disk alone: 4 KiB anywhere in the ledger's file, cold", "/cold/disk_us"),
        ("first page of a 100,000-leg address, newest first, warm", "/page/page_of_25_us/newest"),
        ("the same, oldest first", "/page/page_of_25_us/oldest"),
        ("a page anywhere in it", "/page/page_of_25_us/anywhere"),
        ("the first page, cold", "/cold/first_page_us"),
    ] {
        let mut row = vec![name.to_owned()];
        row.extend(quantiles(&said, pointer)?);
        rows.push(row);
    }
    section.table(&["one at a time, µs", "p50", "p99", "p99.9"], &rows);
    let rates = said.pointer("/address/batched_per_second_per_core").and_then(Value::as_object);
    let txs = said.pointer("/tx/batched_per_second_per_core").and_then(Value::as_object);
    let mut rows = Vec::new();
    for (what, rates) in [("address", rates), ("txid", txs)] {
        for (name, rate) in rates.into_iter().flatten() {
            let rate = rate.as_f64().unwrap_or(0.0) / 1e6;
            rows.push(vec![format!("{what}, {name}"), format!("{rate:.1}")]);
        }
    }
    section.table(&["in batches", "million a second a core"], &rows);
    let stream = number(&said, "/sweep/stream_gb_s")?;
    let mut rows = Vec::new();
    for (name, pointer) in [
        ("sum of all values", "/sweep/value_sum_gb_s"),
        ("largest value", "/sweep/value_max_gb_s"),
        ("unspent outputs", "/sweep/spender_count_gb_s"),
    ] {
        // A column of a small ledger is swept faster than the clock of CPU time ticks.
        let (rate, share) = match number(&said, pointer) {
            Ok(rate) => (format!("{rate:.1}"), format!("{:.0} %", 100.0 * rate / stream)),
            Err(_) => ("too short to tell".into(), String::new()),
        };
        rows.push(vec![name.into(), rate, share]);
    }
    rows.push(vec!["stream: adding up memory".into(), format!("{stream:.1}"), String::new()]);
    section.table(&["sweep of a column", "GB/s", "of the stream"], &rows);
    let slowest = ["/sweep/value_sum_gb_s", "/sweep/value_max_gb_s"]
        .map(|pointer| number(&said, pointer))
        .into_iter()
        .collect::<Result<Vec<f64>, String>>();
    let open = number(&said, "/open_ms/warm")?;
    section.line(&format!(
        "Opening: {open:.2} ms warm, {:.2} ms cold. Largest fee: {} million transactions a second; unspent by kind of lock: {} \
         million outputs a second.",
        number(&said, "/open_ms/cold")?,
        number(&said, "/sweep/fee_max_million_txs_s").unwrap_or(f64::NAN),
        number(&said, "/sweep/unspent_by_lock_million_outputs_s").unwrap_or(f64::NAN),
    ));
    for (what, pointer, max) in [
        ("address check, there, warm, p99", "/address/single_us/present/p99", 2.0),
        ("address check, not there, warm, p99", "/address/single_us/absent/p99", 2.0),
        ("address check, there, cold, p99", "/cold/address_present_us/p99", 300.0),
        ("address check, not there, cold, p99", "/cold/address_absent_us/p99", 300.0),
    ] {
        section.at_most(what, max, number(&said, pointer)?, "µs");
    }
    for name in ["present", "absent"] {
        let rate = number(&said, &format!("/address/batched_per_second_per_core/{name} 1000000"))?;
        let what = format!("address checks in batches, {name}");
        section.at_least(&what, 10.0, rate / 1e6, "million/s/core");
    }
    section.at_most(
        "first page of a 100,000-leg address, warm, p99",
        50.0,
        number(&said, "/page/page_of_25_us/newest/p99")?,
        "µs",
    );
    section.at_most("opening a store", 50.0, open, "ms");
    if let Ok(slowest) = slowest {
        let share = 100.0 * slowest.into_iter().fold(f64::MAX, f64::min) / stream;
        section.at_least("column sweeps against the stream", 80.0, share, "%");
    }
    section.figure("stream_gb_s", stream);
    Ok(section)
}
