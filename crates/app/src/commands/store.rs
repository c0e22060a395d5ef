//! `kancil store info` and `store verify`: what is held, and whether it is whole.

use api::common::BlockAt;
use api::store::{Column, LabelsInfo, LedgerInfo, LedgerVerify, StoreInfo, StoreVerify};
use graph::Graph;
use model::hash::Digest;

use crate::args::{self, Store};
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::show::csv::Sheet;
use crate::show::page::{Columns, Page};
use crate::show::{Show, show};
use crate::{cluster_store, label_store, world};

pub fn run(data: &Data, store: &Store) -> Result<Exit, Failure> {
    match store {
        Store::Info(args) => info(data, args),
        Store::Verify(args) => verify(data, args),
    }
}

fn info(data: &Data, args: &args::StoreInfo) -> Result<Exit, Failure> {
    let graphs = world::graphs(data, args.chosen.ledger)?;
    let ledgers = graphs.iter().map(|graph| LedgerInfo::of(graph, columns(graph))).collect();
    let labels = label_store::load(data)?;
    let labels = LabelsInfo {
        packs: labels.packs().len() as u64,
        claims: labels.claims_len(),
        digest: labels.digest().to_string(),
    };
    show(&StoreInfo { ledgers, labels }, args.shown.format)?;
    Ok(Exit::Done)
}

fn columns(graph: &Graph) -> Vec<Column> {
    let column = |(name, bytes): (&str, u64)| Column { column: name.to_owned(), bytes };
    graph.column_sizes().into_iter().map(column).collect()
}

/// Every ledger is checked, whatever is wrong with another.
fn verify(data: &Data, args: &args::StoreVerify) -> Result<Exit, Failure> {
    let ledgers: Vec<LedgerVerify> = world::graphs(data, args.chosen.ledger)?
        .iter()
        .map(|graph| verified(data, graph))
        .collect();
    let damaged = ledgers.iter().filter(|ledger| !ledger.is_whole).count() as u64;
    let answer = StoreVerify { digest: digest(&ledgers), ledgers };
    show(&answer, args.shown.format)?;
    if damaged == 0 {
        return Ok(Exit::Done);
    }
    Err(Failure::new(format_args!("{} damaged", super::counted(damaged, "ledger")))
        .hint("a ledger is derived: remove its directory and ingest its blocks again"))
}

/// A ledger, and the clusters beside it.
fn verified(data: &Data, graph: &Graph) -> LedgerVerify {
    let found = graph.verify();
    let clusters = cluster_store::verify(&data.ledger(graph.ledger()));
    LedgerVerify {
        ledger: graph.ledger().to_string(),
        tip: api::common::tip(graph).as_ref().map(BlockAt::from),
        is_whole: found.is_sound() && clusters.is_none(),
        digest: graph.logical_digest().to_string(),
        damage: found.damages.iter().map(ToString::to_string).chain(clusters).collect(),
        damage_left_out: found.left_out,
    }
}

/// Of the one ledger its own; of several, over their names and digests.
fn digest(ledgers: &[LedgerVerify]) -> String {
    match ledgers {
        [one] => one.digest.clone(),
        _ => {
            let line = |of: &LedgerVerify| format!("{} {}\n", of.ledger, of.digest);
            let lines: String = ledgers.iter().map(line).collect();
            Digest::of(lines.as_bytes()).to_string()
        }
    }
}

impl Show for StoreVerify {
    fn page(&self, page: &mut Page) {
        if self.ledgers.is_empty() {
            page.line("no ledger yet");
        }
        for ledger in &self.ledgers {
            let tip = ledger.tip.as_ref().map_or_else(|| "none".into(), super::block_words);
            page.heading(&ledger.ledger);
            page.facts(&[
                ("tip", tip),
                ("whole", if ledger.is_whole { "yes" } else { "NO" }.into()),
                ("digest", ledger.digest.clone()),
            ]);
            for damage in &ledger.damage {
                page.line(&format!("  damage: {damage}"));
            }
            if ledger.damage_left_out > 0 {
                page.line(&format!("  and {} more", ledger.damage_left_out));
            }
        }
    }

    fn sheet(&self) -> Sheet {
        let mut sheet =
            Sheet::new(&["ledger", "tip_height", "tip_hash", "is_whole", "digest", "damage"]);
        for ledger in &self.ledgers {
            let tip = ledger.tip.as_ref();
            sheet.row([
                ledger.ledger.clone(),
                super::cell(tip.and_then(|tip| tip.height)),
                super::cell(tip.map(|tip| &tip.hash)),
                ledger.is_whole.to_string(),
                ledger.digest.clone(),
                ledger.damage.join("; "),
            ]);
        }
        sheet
    }
}

impl Show for StoreInfo {
    fn page(&self, page: &mut Page) {
        if self.ledgers.is_empty() {
            page.line("no ledger yet");
        }
        for ledger in &self.ledgers {
            let tip = ledger.tip.as_ref().map_or_else(|| "none".into(), super::block_words);
            page.heading(&ledger.ledger);
            page.facts(&[
                ("tip", tip),
                ("tip's time", super::cell(ledger.tip_time.as_ref())),
                ("blocks", ledger.blocks.to_string()),
                ("transactions", ledger.transactions.to_string()),
                ("inputs", ledger.inputs.to_string()),
                ("unknown inputs", ledger.unknown_inputs.to_string()),
                ("outputs", ledger.outputs.to_string()),
                ("addresses", ledger.addresses.to_string()),
                ("bytes on disk", ledger.bytes.to_string()),
            ]);
            let mut columns = Columns::new(&["column", ">bytes"]);
            for column in &ledger.columns {
                columns.row([column.column.clone(), column.bytes.to_string()]);
            }
            page.columns(columns);
        }
        page.heading("labels");
        page.facts(&[
            ("packs", self.labels.packs.to_string()),
            ("claims", self.labels.claims.to_string()),
            ("digest", self.labels.digest.clone()),
        ]);
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new(&[
            "ledger",
            "tip_height",
            "tip_hash",
            "tip_time",
            "blocks",
            "transactions",
            "inputs",
            "unknown_inputs",
            "outputs",
            "addresses",
            "bytes",
        ]);
        for ledger in &self.ledgers {
            let tip = ledger.tip.as_ref();
            sheet.row([
                ledger.ledger.clone(),
                super::cell(tip.and_then(|tip| tip.height)),
                super::cell(tip.map(|tip| &tip.hash)),
                super::cell(ledger.tip_time.as_ref()),
                ledger.blocks.to_string(),
                ledger.transactions.to_string(),
                ledger.inputs.to_string(),
                ledger.unknown_inputs.to_string(),
                ledger.outputs.to_string(),
                ledger.addresses.to_string(),
                ledger.bytes.to_string(),
            ]);
        }
        sheet
    }
}
