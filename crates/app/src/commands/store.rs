//! `kancil store info` and `store verify`: what is held, and whether it is whole.

use api::common::BlockAt;
use api::store::{
    Column, FilesVerify, LabelsInfo, LedgerInfo, LedgerVerify, StoreInfo, StoreVerify, UnreadLedger,
};
use graph::Graph;
use ingest::bitcoin::loose::kept;
use model::hash::Digest;

use crate::args::{self, Store};
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::{Failure, words};
use crate::show::page::{Columns, Page};
use crate::show::{Show, show};
use crate::world::Unread;
use crate::{cluster_store, label_store, world};
use api::sheet::Sheet;

pub fn run(data: &Data, store: &Store) -> Result<Exit, Failure> {
    match store {
        Store::Info(args) => info(data, args),
        Store::Verify(args) => verify(data, args),
    }
}

/// What opens is told, whatever does not.
fn info(data: &Data, args: &args::StoreInfo) -> Result<Exit, Failure> {
    let (graphs, unread) = world::what_opens(data, args.chosen.ledger)?;
    let ledgers = graphs.iter().map(|graph| LedgerInfo::of(graph, columns(graph))).collect();
    let labels = label_store::load(data)?;
    let labels = LabelsInfo {
        packs: labels.packs().len() as u64,
        claims: labels.claims_len(),
        digest: labels.digest().to_string(),
    };
    let named = |Unread { id, why }: &Unread| UnreadLedger {
        ledger: id.to_string(),
        why: why.says.clone(),
    };
    let answer = StoreInfo { ledgers, unread: unread.iter().map(named).collect(), labels };
    show(&answer, args.shown.format)?;
    match unread.into_iter().next() {
        None => Ok(Exit::Done),
        Some(Unread { why, .. }) => Err(why),
    }
}

fn columns(graph: &Graph) -> Vec<Column> {
    let column = |(name, bytes): (&str, u64)| Column { column: name.to_owned(), bytes };
    graph.column_sizes().into_iter().map(column).collect()
}

/// Everything is checked, whatever is wrong with something else.
fn verify(data: &Data, args: &args::StoreVerify) -> Result<Exit, Failure> {
    let (graphs, unread) = world::what_opens(data, args.chosen.ledger)?;
    let mut ledgers: Vec<LedgerVerify> = graphs.iter().map(|graph| verified(data, graph)).collect();
    ledgers.extend(unread.iter().map(unopened));
    ledgers.sort_by(|a, b| a.ledger.cmp(&b.ledger));
    let (labels, evidence) = match args.chosen.ledger {
        None => (label_store::verify(data)?, evidence(data)?),
        // One ledger was asked about, and nothing beside it.
        Some(_) => (FilesVerify::default(), FilesVerify::default()),
    };
    let damaged = ledgers.iter().filter(|ledger| !ledger.is_whole).count() as u64;
    let lost = (labels.damage.len() + evidence.damage.len()) as u64;
    let answer = StoreVerify { digest: digest(&ledgers), ledgers, labels, evidence };
    show(&answer, args.shown.format)?;
    let mut says = Vec::new();
    if damaged > 0 {
        says.push(format!("{} damaged", super::counted(damaged, "ledger")));
    }
    if lost > 0 {
        says.push(format!("{} damaged or missing", super::counted(lost, "kept file")));
    }
    if says.is_empty() {
        return Ok(Exit::Done);
    }
    let mut failure = Failure::new(says.join(", "));
    if damaged > 0 {
        failure =
            failure.hint("a ledger is derived: remove its directory and ingest its blocks again");
    }
    if lost > 0 {
        failure = failure.hint("what was kept cannot be derived: put it back from a backup");
    }
    Err(failure)
}

/// A ledger that does not open.
fn unopened(Unread { id, why }: &Unread) -> LedgerVerify {
    LedgerVerify {
        ledger: id.to_string(),
        tip: None,
        is_whole: false,
        digest: None,
        damage: vec![why.says.clone()],
        damage_left_out: 0,
    }
}

/// A ledger, its commit record, and the clusters beside it.
pub(super) fn verified(data: &Data, graph: &Graph) -> LedgerVerify {
    let dir = data.ledger(graph.ledger());
    let found = graph.verify();
    let record = match graph::is_record_sound(&dir) {
        Ok(true) => None,
        Ok(false) => Some(format!("{}: bytes of it were changed", dir.join("commit").display())),
        Err(error) => Some(words(&error)),
    };
    let clusters = cluster_store::verify(&dir, graph);
    LedgerVerify {
        ledger: graph.ledger().to_string(),
        tip: api::common::tip(graph).as_ref().map(BlockAt::from),
        is_whole: found.is_sound() && record.is_none() && clusters.is_none(),
        digest: Some(graph.logical_digest().to_string()),
        damage: found
            .damages
            .iter()
            .map(ToString::to_string)
            .chain(record)
            .chain(clusters)
            .collect(),
        damage_left_out: found.left_out,
    }
}

/// Loose blocks of every network, as they were kept.
fn evidence(data: &Data) -> Result<FilesVerify, Failure> {
    let mut all = FilesVerify::default();
    for network in data.raw_networks() {
        let checked = kept::check(&data.raw(network))?;
        all.files += checked.files;
        all.unchecked += checked.unchecked;
        all.damage.extend(checked.damage);
    }
    Ok(all)
}

/// Of the one ledger its own; of several, over their names and digests. None where one has none.
fn digest(ledgers: &[LedgerVerify]) -> Option<String> {
    match ledgers {
        [one] => one.digest.clone(),
        _ => {
            let line = |of: &LedgerVerify| Some(format!("{} {}\n", of.ledger, of.digest.as_ref()?));
            let lines = ledgers.iter().map(line).collect::<Option<String>>()?;
            Some(Digest::of(lines.as_bytes()).to_string())
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
                ("digest", ledger.digest.clone().unwrap_or_else(|| "none".into())),
            ]);
            for damage in &ledger.damage {
                page.line(&format!("  damage: {damage}"));
            }
            if ledger.damage_left_out > 0 {
                page.line(&format!("  and {} more", ledger.damage_left_out));
            }
        }
        for (name, files) in [("labels", &self.labels), ("evidence", &self.evidence)] {
            if !files.damage.is_empty() || files.unchecked > 0 {
                files_page(name, files, page);
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
                super::cell(ledger.digest.as_ref()),
                ledger.damage.join("; "),
            ]);
        }
        for (name, files) in [("labels", &self.labels), ("evidence", &self.evidence)] {
            if !files.damage.is_empty() {
                let none = String::new;
                let damage = files.damage.join("; ");
                sheet.row([name.into(), none(), none(), "false".into(), none(), damage]);
            }
        }
        sheet
    }
}

fn files_page(name: &str, files: &FilesVerify, page: &mut Page) {
    page.heading(name);
    let whole = if files.damage.is_empty() { "yes" } else { "NO" };
    page.facts(&[("files", files.files.to_string()), ("whole", whole.into())]);
    if files.unchecked > 0 {
        page.line(&format!(
            "  {} kept before checksums were: read, and not compared",
            super::counted(files.unchecked, "file")
        ));
    }
    for damage in &files.damage {
        page.line(&format!("  damage: {damage}"));
    }
}

impl Show for StoreInfo {
    fn page(&self, page: &mut Page) {
        if self.ledgers.is_empty() && self.unread.is_empty() {
            page.line("no ledger yet");
        }
        for unread in &self.unread {
            page.heading(&unread.ledger);
            page.line(&format!("  it does not open: {}", unread.why));
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
