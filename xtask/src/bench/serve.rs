//! The desk under load: two hundred people at once look things up on this machine, each as soon as the last answer
//! is there. Client and server share the cores, so what is measured is less than what the server alone can do.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use drive::line::{Line, escape};
use drive::load::Load;
use drive::pass::Pass;
use serde_json::Value;

use super::run::{self, Program, memory_mib};
use super::section::{Section, milliseconds};
use super::{Bench, HOME, KANCIL};
use crate::desk::Desk;
use crate::desk::administrator::Administrator;

const CONNECTIONS: usize = 200;
/// Blocks from whose transactions the questions are made.
const BLOCKS_ASKED: u64 = 200;

pub fn measure(bench: &Bench) -> Result<Section, String> {
    let transactions = bench.sizes()[1];
    let time = Duration::from_secs(if bench.quick { 5 } else { 60 });
    let chain = bench.chain(transactions)?;
    let data = format!("{HOME}/serve-data");
    run::clear(&data)?;
    run::once(&Program::new(
        "ingest",
        &[KANCIL, "--data", &data, "ingest", "bitcoin", &chain.blocks],
    ))?;
    let desk = Desk::serve(KANCIL, &data, "127.0.0.1:0")?;
    let token = Administrator::make(&desk)?.token("bench", &["look"])?;
    let pass = Pass::Token(token);
    let questions = questions(&desk.address, &pass)?;
    let before = memory_mib(desk.id());
    let mut load = load(&desk.address, &pass, &questions, time)?;
    let after = memory_mib(desk.id());
    desk.stop()?;
    run::clear(&data)?;

    let mut section = Section::titled(
        "The desk under load",
        &format!(
            "`kancil serve` on the ledger of {transactions} transactions; {CONNECTIONS} connections on loopback, each asking again as \
             soon as it is answered, for {} s, one of {} addresses, transactions and pages of legs at random. Client and \
             server share the machine's cores.",
            time.as_secs(),
            questions.len(),
        ),
    );
    let [p50, p99, worst] = load.within([500, 990, 1_000]).map(milliseconds);
    section.table(
        &[
            "look-ups",
            "a second",
            "p50 ms",
            "p99 ms",
            "longest ms",
            "errors",
            "anonymous MiB before",
            "after",
        ],
        &[vec![
            load.len().to_string(),
            format!("{:.0}", load.len() as f64 / time.as_secs_f64()),
            format!("{p50:.1}"),
            format!("{p99:.1}"),
            format!("{worst:.1}"),
            load.errors.len().to_string(),
            format!("{before:.0}"),
            format!("{after:.0}"),
        ]],
    );
    if let Some(first) = load.errors.first() {
        section.line(&format!("The first error: {first}."));
    }
    section.at_most("a look-up among 200 at once, p99", 50.0, p99, "ms");
    section.at_most("errors under that load", 0.0, load.errors.len() as f64, "");
    Ok(section)
}

/// Paths of look-ups, made of what the ledger holds from its beginning to its end.
fn questions(address: &str, pass: &Pass) -> Result<Vec<String>, String> {
    let mut line = Line::open(address, pass)?;
    let ledgers = line.json("/api/ledgers")?;
    let tip = ledgers.pointer("/ledgers/0/tip/height").or_else(|| ledgers.pointer("/0/tip/height"));
    let tip = tip.and_then(Value::as_u64).ok_or("the server names no tip")?;
    let mut questions = Vec::new();
    for step in 1..=BLOCKS_ASKED {
        let block =
            line.json(&format!("/api/blocks/{}/transactions", tip * step / BLOCKS_ASKED))?;
        let items = block.get("items").and_then(Value::as_array);
        for tx in items.into_iter().flatten().take(20) {
            let Some(txid) = tx.get("txid").and_then(Value::as_str) else { continue };
            questions.push(format!("/api/transactions/{txid}"));
            let look = line.json(&format!("/api/transactions/{txid}"))?;
            let outputs = look.pointer("/outputs/items").and_then(Value::as_array);
            for output in outputs.into_iter().flatten().take(2) {
                let Some(holder) = output.pointer("/holder/address").and_then(Value::as_str) else {
                    continue;
                };
                // A bare multisig's short form is a hash of its script: it names nobody to look up.
                if holder.starts_with("multisig:") {
                    continue;
                }
                let holder = escape(holder);
                questions.push(format!("/api/addresses/{holder}"));
                questions.push(format!("/api/addresses/{holder}/legs"));
            }
        }
    }
    if questions.is_empty() {
        Err("the ledger gave nothing to ask for".into())
    } else {
        Ok(questions)
    }
}

fn load(address: &str, pass: &Pass, questions: &[String], time: Duration) -> Result<Load, String> {
    let all = Mutex::new(Load::default());
    let end = Instant::now() + time;
    std::thread::scope(|scope| {
        for connection in 0..CONNECTIONS {
            let all = &all;
            scope.spawn(move || {
                let mut mine = Load::default();
                // A walk with a large odd step visits the questions in an order of its own.
                let mut at = connection.wrapping_mul(7919);
                let mut line = Line::open(address, pass);
                while Instant::now() < end {
                    at = at.wrapping_add(104_729);
                    let question = &questions[at % questions.len()];
                    let asked = mine.time(|| {
                        line.as_mut()
                            .map_err(|why| why.clone())?
                            .get(question)?
                            .done("GET", question)
                    });
                    if asked.is_none() {
                        line = Line::open(address, pass);
                    }
                }
                all.lock().expect("no connection panics").add(mine);
            });
        }
    });
    let all = all.into_inner().expect("no connection panics");
    if all.is_empty() {
        Err(format!("no look-up was answered: {:?}", all.errors.first()))
    } else {
        Ok(all)
    }
}
