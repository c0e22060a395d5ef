//! Bytes on disk, column by column, and which of them are what the chain says.

use serde_json::Value;

use super::chain::Chain;
use super::run::once;
use super::section::Section;
use super::{Bench, HOME, KANCIL};
use crate::shell;

/// A data directory with the compared chain in it, kept for the subjects that read.
pub const DATA: &str = "target/bench/kept-data";

/// Its ledger, once [`ready`] has made it.
pub fn ledger() -> String {
    format!("{DATA}/ledgers/bitcoin-story-linked")
}

/// Makes [`DATA`] with this build, whatever lay there.
pub fn ready(bench: &Bench) -> Result<Chain, String> {
    let chain = bench.chain(bench.sizes()[1])?;
    let words = [KANCIL, "--data", DATA, "ingest", "bitcoin", &chain.blocks];
    let stamp = shell::root().join(HOME).join("kept-data.stamp");
    let built = super::key(bench.quick)?;
    if std::fs::read_to_string(&stamp).is_ok_and(|text| text == built) {
        return Ok(chain);
    }
    once(&super::run::Program::new("ingest", &words).clearing(DATA))?;
    std::fs::write(&stamp, built).map_err(|error| format!("{}: {error}", stamp.display()))?;
    Ok(chain)
}

/// Core, as the field counts it: where a transaction's rows end and its own facts, what each input spends,
/// what each output is worth, whose it is and what spends it. Identifiers, look-ups, payloads of addresses,
/// lists of legs and copies that save a step are beside it.
const CORE: [&str; 8] = [
    "tx.inputs_end",
    "tx.outputs_end",
    "tx.facts",
    "input.source",
    "output.value",
    "output.holder",
    "output.spender",
    "older_spent",
];

/// A copy of what stands elsewhere, so that a sweep need not go there.
const COPY: &str = "input.holder";

fn mark(column: &str) -> &'static str {
    match column {
        COPY => "copy",
        _ if CORE.contains(&column) => "core",
        _ => "",
    }
}

pub fn measure(bench: &Bench) -> Result<Section, String> {
    let chain = ready(bench)?;
    let info = shell::capture(KANCIL, &["--data", DATA, "store", "info", "--format", "json"])?;
    let info: Value =
        serde_json::from_str(&info).map_err(|error| format!("store info: {error}"))?;
    let columns = info.pointer("/ledgers/0/columns").and_then(Value::as_array);
    let columns = columns.ok_or("store info names no columns")?;
    let mut section = Section::titled(
        "Bytes on disk",
        &format!(
            "The ledger of {} transactions, {} inputs, {} outputs, as `store info` counts it. Core is what a transaction is and \
             what spends what; identifiers, look-ups, payloads of addresses and lists of legs are beside it, and so is one copy that saves sweeps a step.",
            chain.transactions, chain.inputs, chain.outputs
        ),
    );
    let (mut rows, mut core, mut copy, mut all) = (Vec::new(), 0, 0, 0);
    let per_tx = |bytes: u64| bytes as f64 / chain.transactions as f64;
    let row = |name: &str, bytes: u64, mark: &str| {
        vec![name.to_owned(), bytes.to_string(), format!("{:.1}", per_tx(bytes)), mark.to_owned()]
    };
    for column in columns {
        let name = column.get("column").and_then(Value::as_str).unwrap_or("?");
        let bytes = column.get("bytes").and_then(Value::as_u64).unwrap_or(0);
        all += bytes;
        match mark(name) {
            "core" => core += bytes,
            "copy" => copy += bytes,
            _ => {}
        }
        if per_tx(bytes) >= 0.05 {
            rows.push(row(&format!("`{name}`"), bytes, mark(name)));
        }
    }
    rows.push(row("**core**", core, "core"));
    rows.push(row("core and copy", core + copy, ""));
    rows.push(row("**all**", all, ""));
    section.table(&["column", "bytes", "bytes a transaction", "counts as"], &rows);
    section.line("Columns below a twentieth of a byte a transaction are in the sum alone.");
    section.figure("core_bytes_per_tx", per_tx(core));
    section.figure("bytes_per_tx", per_tx(all));
    section.at_most("core columns", 72.0, per_tx(core), "bytes/tx");
    section.at_most("everything on disk", 240.0, per_tx(all), "bytes/tx");
    section.at_most("everything on disk, stretch", 180.0, per_tx(all), "bytes/tx");
    Ok(section)
}
