//! `kancil look`: what one pasted thing is.

use api::ask::bounds::Bounds;
use api::ask::look::{FromEnd as End, LookQuestion};
use api::chain::{ClusterAt, Holder, OutputFate, OutputView, Totals, TxAt};
use api::look::{AddressLook, BlockLook, Look, OutputLook, TxLook};
use api::phrase::{fate_name, spender};

use super::Names;
use crate::args::{FromEnd, Look as LookArgs};
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::show::page::{Columns, Page};
use crate::show::{Show, show};
use crate::world;
use api::sheet::{self, Sheet};

pub fn run(data: &Data, args: &LookArgs) -> Result<Exit, Failure> {
    let question = LookQuestion {
        limit: args.limit,
        skip: args.skip,
        from: match args.from {
            FromEnd::Oldest => End::Oldest,
            FromEnd::Newest => End::Newest,
        },
        ..LookQuestion::new(&args.subject)
    };
    question.check(&Bounds::OWN)?;
    let atlas = world::open(data, args.chosen.ledger, &args.when)?;
    show(&question.answer(&atlas, &Bounds::OWN)?, args.shown.format)?;
    Ok(Exit::Done)
}

impl Show for Look {
    fn page(&self, page: &mut Page) {
        match self {
            Look::Address(look) => address_page(look, page),
            Look::Cluster(look) => look.page(page),
            Look::Transaction(look) => tx_page(look, page),
            Look::Output(look) => output_page(look, page),
            Look::Block(look) => block_page(look, page),
        }
    }

    fn sheet(&self) -> Sheet {
        match self {
            Look::Address(look) => sheet::legs::sheet(&look.legs.items),
            Look::Cluster(look) => look.sheet(),
            Look::Transaction(look) => tx_sheet(look),
            Look::Output(look) => output_sheet(look),
            Look::Block(look) => block_sheet(look),
        }
    }
}

fn address_page(look: &AddressLook, page: &mut Page) {
    let names = Names::of(&look.as_of);
    page.heading(&format!("Address {} ({})", look.address, look.lock));
    super::as_of_lines(&look.as_of, page);
    match &look.totals {
        Some(totals) => totals_facts(totals, page),
        None => page.line("  does not occur in this form; the same key does:"),
    }
    if let Some(cluster) = &look.cluster {
        page.line(&format!("  cluster {}", cluster_words(cluster, names)));
    }
    same_key_columns(look, names, page);
    super::labels::labels_page(&look.labels, page);
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
    super::part_heading("Legs", &look.legs, page);
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

fn same_key_columns(look: &AddressLook, names: Names, page: &mut Page) {
    let mut columns =
        Columns::new(&["address", "lock", ">received BTC", ">sent BTC", ">balance BTC"]);
    for other in &look.same_key {
        columns.row([
            names.name(&other.holder.address),
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
    let names = Names::of(&look.as_of);
    page.heading(&format!("Transaction {}", look.at.txid));
    super::as_of_lines(&look.as_of, page);
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
    tx_findings(look, page);
    let mut columns = Columns::new(&["n", ">BTC", "address", "spends"]);
    for input in &look.inputs.items {
        columns.row([
            input.input.to_string(),
            amount(input.value.as_ref()),
            holder(input.holder.as_ref(), names),
            if input.known { input.spends.clone() } else { format!("{} (not held)", input.spends) },
        ]);
    }
    super::part_heading("Inputs", &look.inputs, page);
    page.columns(columns);
    let mut columns = Columns::new(&["n", ">BTC", "address", "then"]);
    for output in &look.outputs.items {
        columns.row([
            vout(output).into(),
            output.value.amount.clone(),
            holder(output.holder.as_ref(), names),
            fate_words(&output.fate),
        ]);
    }
    super::part_heading("Outputs", &look.outputs, page);
    page.columns(columns);
}

/// What is said and what the rules see in it: CoinJoin, change, labels.
fn tx_findings(look: &TxLook, page: &mut Page) {
    if let Some(found) = &look.coinjoin {
        page.heading("Looks like a CoinJoin");
        page.line(&format!("  {}", found.says));
    }
    super::labels::claims_page(&look.labels, page);
    let mut columns = Columns::new(&["rule", "outputs it leaves", ">confidence", "holds"]);
    for hint in &look.change.hints {
        let outputs: Vec<String> = hint.outputs.iter().map(u32::to_string).collect();
        columns.row([
            hint.rule.into(),
            outputs.join(" "),
            format!("{} %", hint.confidence),
            if hint.is_settled { "for good" } else { "as of the tip" }.into(),
        ]);
    }
    if columns.is_empty() {
        return;
    }
    match &look.change.consensus {
        Some(found) => page.heading(&format!(
            "Change may be output {} ({} %; a sign, not a proof)",
            found.output, found.confidence
        )),
        None => page.heading("Change: the signs name no single output"),
    }
    page.columns(columns);
}

fn output_page(look: &OutputLook, page: &mut Page) {
    let names = Names::of(&look.as_of);
    page.heading(&format!("Output {}", look.output.out_point));
    super::as_of_lines(&look.as_of, page);
    let mut facts = vec![
        ("value", format!("{} BTC", look.output.value.amount)),
        ("address", holder(look.output.holder.as_ref(), names)),
        ("made", format!("{} block {}", look.made.time, super::block_words(&look.made.block))),
        ("then", fate_words(&look.output.fate)),
    ];
    if let Some(cluster) = &look.cluster {
        facts.push(("cluster", cluster_words(cluster, names)));
    }
    page.facts(&facts);
    super::labels::labels_page(&look.labels, page);
}

fn block_page(look: &BlockLook, page: &mut Page) {
    page.heading(&format!("Block {}", super::block_words(&look.block)));
    super::as_of_lines(&look.as_of, page);
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
    super::part_heading("Transactions", &look.transactions, page);
    page.columns(columns);
}

fn fate_words(fate: &OutputFate) -> String {
    match fate {
        OutputFate::Unspent => "unspent".into(),
        OutputFate::NoSpendSeen => "no spend seen".into(),
        OutputFate::Unspendable => "can never be spent".into(),
        OutputFate::Spent { by, .. } => format!("spent in {}", by.txid),
    }
}

fn vout(output: &OutputView) -> &str {
    output.out_point.rsplit(':').next().unwrap_or_default()
}

fn holder(holder: Option<&Holder>, names: Names) -> String {
    holder.map_or_else(|| "-".into(), |holder| names.name(&holder.address))
}

fn cluster_words(cluster: &ClusterAt, names: Names) -> String {
    let size = super::counted(u64::from(cluster.size), "address");
    format!("{} ({size})", names.name(&cluster.root))
}

fn amount(amount: Option<&api::common::Amount>) -> String {
    amount.map_or_else(|| "?".into(), |amount| amount.amount.clone())
}

fn money(value: Option<&api::common::Amount>) -> String {
    value.map_or_else(|| "unknown".into(), |value| format!("{} BTC", value.amount))
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
