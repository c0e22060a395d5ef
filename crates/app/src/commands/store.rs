//! `kancil store info` and `store verify`: what is held, and whether it is whole.

use api::store::{Column, LabelsInfo, LedgerInfo, StoreInfo};

use crate::args::{self, Store};
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::show::csv::Sheet;
use crate::show::page::{Columns, Page};
use crate::show::{Show, show};
use crate::world;

pub fn run(data: &Data, store: &Store) -> Result<Exit, Failure> {
    match store {
        Store::Info(args) => info(data, args),
        Store::Verify(_) => Err(Failure::new("not there yet")),
    }
}

fn info(data: &Data, args: &args::StoreInfo) -> Result<Exit, Failure> {
    let mut ledgers = Vec::new();
    for id in world::which(data, args.chosen.ledger)? {
        let graph = world::graph(data, id)?;
        let columns: Vec<Column> = Vec::new();
        ledgers.push(LedgerInfo::of(&graph, columns));
    }
    let labels = LabelsInfo { packs: 0, claims: 0, digest: String::new() };
    show(&StoreInfo { ledgers, labels }, args.shown.format)?;
    Ok(Exit::Done)
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
