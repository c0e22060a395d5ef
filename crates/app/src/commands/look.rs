//! `kancil look`: what one pasted thing is.

use api::chain::{Holder, OutputFate, OutputView, Totals, TxAt};
use api::common::{AsOf, LedgerTip};
use api::look::{AddressLook, BlockLook, LegView, Look, OutputLook, Part, TxLook, Window};
use entity::atlas::Atlas;
use graph::End;

use crate::args::{FromEnd, Look as LookArgs};
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::resolve::{self, Place, What};
use crate::show::csv::Sheet;
use crate::show::page::{Columns, Page};
use crate::show::{Show, show};
use crate::{talk, world};

pub fn run(data: &Data, args: &LookArgs) -> Result<Exit, Failure> {
    let asked = resolve::parse(&args.subject)?;
    let atlas = world::open(data, args.chosen.ledger, &args.when)?;
    let place = resolve::must_find(&atlas, &asked)?;
    let look = look(&atlas, &place, args)?;
    show(&look, args.shown.format)?;
    Ok(Exit::Done)
}

fn look(atlas: &Atlas, place: &Place<'_>, args: &LookArgs) -> Result<Look, Failure> {
    let ledger = place.ledger;
    let as_of = AsOf::of(atlas, ledger);
    let window = Window { skip: args.skip, limit: args.limit };
    let end = match args.from {
        FromEnd::Oldest => End::Oldest,
        FromEnd::Newest => End::Newest,
    };
    let gone = || {
        Failure::new("the ledger does not hold what its index names")
            .hint("check it: kancil store verify")
    };
    Ok(match &place.what {
        What::Address(holder) | What::Cluster(holder) => {
            let network = ledger.graph.ledger().network;
            let asked = Holder {
                address: holder.asked.display(network).to_string(),
                lock: holder.asked.lock().name(),
            };
            let seen = api::look::Seen { exact: holder.exact, same_key: &holder.same_key };
            Look::Address(Box::new(api::look::address(ledger, as_of, asked, seen, end, window)))
        }
        What::Tx(ids) => Look::Transaction(Box::new(
            api::look::transaction(ledger, as_of, ids, window).ok_or_else(gone)?,
        )),
        What::Output(id) => Look::Output(Box::new(api::look::output(ledger, as_of, *id))),
        What::Block(id) => {
            Look::Block(Box::new(api::look::block(ledger, as_of, *id, window).ok_or_else(gone)?))
        }
    })
}

impl Show for Look {
    fn page(&self, page: &mut Page) {
        match self {
            Look::Address(look) => address_page(look, page),
            Look::Transaction(look) => tx_page(look, page),
            Look::Output(look) => output_page(look, page),
            Look::Block(look) => block_page(look, page),
        }
    }

    fn sheet(&self) -> Sheet {
        match self {
            Look::Address(look) => legs_sheet(&look.legs),
            Look::Transaction(look) => tx_sheet(look),
            Look::Output(look) => output_sheet(look),
            Look::Block(look) => block_sheet(look),
        }
    }
}

fn address_page(look: &AddressLook, page: &mut Page) {
    page.heading(&format!("Address {} ({})", look.address, look.lock));
    as_of_line(&look.as_of, page);
    match &look.totals {
        Some(totals) => totals_facts(totals, page),
        None => page.line("  does not occur in this form; the same key does:"),
    }
    if let Some(cluster) = &look.cluster {
        page.line(&format!("  cluster {} ({} addresses)", cluster.root, cluster.size));
    }
    same_key_columns(look, page);
    let mut columns = Columns::new(&["time", "block", "side", ">BTC", "outpoint", "then"]);
    for leg in &look.legs.items {
        columns.row([
            leg.at.time.clone(),
            super::height_words(&leg.at.block),
            leg.side.into(),
            amount(leg.value.as_ref()),
            leg.out_point.clone(),
            match &leg.fate {
                Some(fate) => fate_words(fate),
                None => format!("in {}", leg.at.txid),
            },
        ]);
    }
    part_heading("Legs", &look.legs, page);
    page.columns(columns);
}

fn totals_facts(totals: &Totals, page: &mut Page) {
    let at = |at: &Option<TxAt>| {
        at.as_ref().map_or_else(
            || "-".into(),
            |at| format!("{} block {}", at.time, super::height_words(&at.block)),
        )
    };
    page.facts(&[
        ("received", format!("{} BTC in {} outputs", totals.received.amount, totals.outputs)),
        ("sent", format!("{} BTC in {} inputs", totals.sent.amount, totals.inputs)),
        (
            "balance",
            totals.balance.as_ref().map_or_else(
                || "unknown: more was sent than this ledger saw arrive".into(),
                |balance| format!("{} BTC", balance.amount),
            ),
        ),
        ("transactions", totals.transactions.to_string()),
        ("first", at(&totals.first)),
        ("last", at(&totals.last)),
    ]);
}

fn same_key_columns(look: &AddressLook, page: &mut Page) {
    let mut columns =
        Columns::new(&["address", "lock", ">received BTC", ">sent BTC", ">balance BTC"]);
    for other in &look.same_key {
        columns.row([
            other.holder.address.clone(),
            other.holder.lock.into(),
            other.totals.received.amount.clone(),
            other.totals.sent.amount.clone(),
            amount(other.totals.balance.as_ref()),
        ]);
    }
    if !columns.is_empty() {
        page.heading("Same key (the protocol says so; not a guess)");
        page.columns(columns);
    }
}

fn tx_page(look: &TxLook, page: &mut Page) {
    page.heading(&format!("Transaction {}", look.at.txid));
    as_of_line(&look.as_of, page);
    let kinds =
        [(look.is_coinbase, "coinbase"), (look.is_segwit, "segwit"), (look.is_rbf, "replaceable")];
    let kinds: Vec<&str> = kinds.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect();
    page.facts(&[
        ("block", super::block_words(&look.at.block)),
        ("time", look.at.time.clone()),
        ("in", money(look.value_in.as_ref())),
        ("out", money(Some(&look.value_out))),
        ("fee", if look.is_coinbase { "none".into() } else { money(look.fee.as_ref()) }),
        ("size", format!("{} vB (weight {})", look.vsize, look.weight)),
        ("version", look.version.to_string()),
        ("lock time", look.lock_time.to_string()),
        ("kind", if kinds.is_empty() { "-".into() } else { kinds.join(", ") }),
    ]);
    if let Some(twin) = &look.twin {
        page.line(&format!(
            "  an older transaction has the same id, in block {} at {}; this one overwrote it (before BIP 30)",
            super::block_words(&twin.block),
            twin.time
        ));
    }
    let mut columns = Columns::new(&["n", ">BTC", "address", "spends"]);
    for input in &look.inputs.items {
        columns.row([
            input.input.to_string(),
            amount(input.value.as_ref()),
            holder(input.holder.as_ref()),
            if input.known { input.spends.clone() } else { format!("{} (not held)", input.spends) },
        ]);
    }
    part_heading("Inputs", &look.inputs, page);
    page.columns(columns);
    let mut columns = Columns::new(&["n", ">BTC", "address", "then"]);
    for output in &look.outputs.items {
        columns.row([
            vout(output).into(),
            output.value.amount.clone(),
            holder(output.holder.as_ref()),
            fate_words(&output.fate),
        ]);
    }
    part_heading("Outputs", &look.outputs, page);
    page.columns(columns);
}

fn output_page(look: &OutputLook, page: &mut Page) {
    page.heading(&format!("Output {}", look.output.out_point));
    as_of_line(&look.as_of, page);
    let mut facts = vec![
        ("value", format!("{} BTC", look.output.value.amount)),
        ("address", holder(look.output.holder.as_ref())),
        ("made", format!("{} block {}", look.made.time, super::block_words(&look.made.block))),
        ("then", fate_words(&look.output.fate)),
    ];
    if let Some(cluster) = &look.cluster {
        facts.push(("cluster", format!("{} ({} addresses)", cluster.root, cluster.size)));
    }
    page.facts(&facts);
}

fn block_page(look: &BlockLook, page: &mut Page) {
    page.heading(&format!("Block {}", super::block_words(&look.block)));
    as_of_line(&look.as_of, page);
    page.facts(&[("time", look.time.clone()), ("after", look.prev.clone())]);
    let mut columns = Columns::new(&["transaction", ">inputs", ">outputs", ">BTC out"]);
    for tx in &look.transactions.items {
        columns.row([
            tx.txid.clone(),
            tx.inputs.to_string(),
            tx.outputs.to_string(),
            tx.value_out.amount.clone(),
        ]);
    }
    part_heading("Transactions", &look.transactions, page);
    page.columns(columns);
}

/// `Legs 1 to 20 of 4240 (--skip 20 for the next)`.
fn part_heading<T>(name: &str, part: &Part<T>, page: &mut Page) {
    let shown = part.items.len() as u64;
    if shown == part.total {
        page.heading(&format!("{name} ({})", part.total));
        return;
    }
    let (first, last) = (part.skipped + 1, part.skipped + shown);
    let more =
        if part.rest() > 0 { format!("; the next with --skip {last}") } else { String::new() };
    page.heading(&format!("{name} {first} to {last} of {}{more}", part.total));
}

fn as_of_line(as_of: &AsOf, page: &mut Page) {
    for LedgerTip { ledger, tip } in &as_of.ledgers {
        let tip = tip.as_ref().map_or_else(|| "no block".into(), super::block_words);
        page.line(&format!("  as of {ledger}, block {tip}"));
    }
}

fn fate_words(fate: &OutputFate) -> String {
    match fate {
        OutputFate::Unspent => "unspent".into(),
        OutputFate::Unspendable => "can never be spent".into(),
        OutputFate::Spent { by, .. } => format!("spent in {}", by.txid),
    }
}

fn vout(output: &OutputView) -> &str {
    output.out_point.rsplit(':').next().unwrap_or_default()
}

fn holder(holder: Option<&Holder>) -> String {
    holder.map_or_else(|| "-".into(), |holder| holder.address.clone())
}

fn amount(amount: Option<&api::common::Amount>) -> String {
    amount.map_or_else(|| "?".into(), |amount| amount.amount.clone())
}

fn money(value: Option<&api::common::Amount>) -> String {
    value.map_or_else(|| "unknown".into(), |value| format!("{} BTC", value.amount))
}

fn legs_sheet(legs: &Part<LegView>) -> Sheet {
    let mut sheet = Sheet::new(&[
        "time",
        "block_height",
        "block_hash",
        "txid",
        "side",
        "out_point",
        "value_btc",
        "address",
        "fate",
        "spent_by",
    ]);
    for leg in &legs.items {
        sheet.row([
            leg.at.time.clone(),
            super::cell(leg.at.block.height),
            leg.at.block.hash.clone(),
            leg.at.txid.clone(),
            leg.side.into(),
            leg.out_point.clone(),
            super::cell(leg.value.as_ref().map(|value| &value.amount)),
            leg.holder.clone(),
            leg.fate.as_ref().map(fate_name).unwrap_or_default().into(),
            leg.fate.as_ref().map(spender).unwrap_or_default(),
        ]);
    }
    sheet
}

fn tx_sheet(look: &TxLook) -> Sheet {
    let mut sheet =
        Sheet::new(&["side", "n", "out_point", "value_btc", "address", "lock", "fate", "spent_by"]);
    for input in &look.inputs.items {
        sheet.row([
            "input".into(),
            input.input.to_string(),
            input.spends.clone(),
            super::cell(input.value.as_ref().map(|value| &value.amount)),
            super::cell(input.holder.as_ref().map(|holder| &holder.address)),
            super::cell(input.holder.as_ref().map(|holder| holder.lock)),
            String::new(),
            String::new(),
        ]);
    }
    for output in &look.outputs.items {
        sheet.push(output_row("output", output));
    }
    sheet
}

fn output_row(side: &str, output: &OutputView) -> Vec<String> {
    vec![
        side.into(),
        vout(output).into(),
        output.out_point.clone(),
        output.value.amount.clone(),
        super::cell(output.holder.as_ref().map(|holder| &holder.address)),
        super::cell(output.holder.as_ref().map(|holder| holder.lock)),
        fate_name(&output.fate).into(),
        spender(&output.fate),
    ]
}

fn output_sheet(look: &OutputLook) -> Sheet {
    let mut sheet =
        Sheet::new(&["side", "n", "out_point", "value_btc", "address", "lock", "fate", "spent_by"]);
    sheet.push(output_row("output", &look.output));
    sheet
}

fn block_sheet(look: &BlockLook) -> Sheet {
    let mut sheet =
        Sheet::new(&["block_height", "block_hash", "txid", "inputs", "outputs", "value_out_btc"]);
    for tx in &look.transactions.items {
        sheet.row([
            super::cell(look.block.height),
            look.block.hash.clone(),
            tx.txid.clone(),
            tx.inputs.to_string(),
            tx.outputs.to_string(),
            tx.value_out.amount.clone(),
        ]);
    }
    sheet
}

fn fate_name(fate: &OutputFate) -> &'static str {
    match fate {
        OutputFate::Unspent => "unspent",
        OutputFate::Unspendable => "unspendable",
        OutputFate::Spent { .. } => "spent",
    }
}

fn spender(fate: &OutputFate) -> String {
    match fate {
        OutputFate::Spent { by, .. } => by.txid.clone(),
        _ => String::new(),
    }
}
