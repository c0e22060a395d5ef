//! `kancil taint`: where the money of many thefts is now.

use std::ops::ControlFlow;
use std::str::FromStr as _;

use ::trace::flood::{FloodError, FloodQuery, flood};
use ::trace::query::Subject;
use ::trace::taint::Method;
use api::common::LedgerTip;
use api::taint::{TaintHolderView, TaintView};

use super::{Names, block_words, cell, counted, trace};
use crate::args::TaintArgs;
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::progress::{Progress, Unit};
use crate::show::csv::Sheet;
use crate::show::page::{Columns, Page};
use crate::show::{Show, show};
use crate::{interrupt, resolve, subject_list, talk, world};

pub fn run(data: &Data, args: &TaintArgs) -> Result<Exit, Failure> {
    let mut texts = args.subjects.clone();
    if let Some(path) = &args.file {
        texts.extend(subject_list::read(path)?);
    }
    if texts.is_empty() {
        return Err(Failure::new("there is nothing to follow: the list is empty"));
    }
    let asked = texts.iter().map(|text| resolve::parse(text)).collect::<Result<Vec<_>, _>>()?;
    let atlas = world::open(data, args.chosen.ledger, &args.when)?;
    let places = resolve::in_one_ledger(&atlas, &asked)?;
    let Some(ledger) = places.first().map(|place| place.ledger) else {
        return Err(Failure::new("there is nothing to follow"));
    };
    let subjects = places.iter().map(trace::subject).collect::<Result<Vec<_>, _>>()?;
    let query = FloodQuery {
        through_services: args.through_services,
        through_mixers: args.through_mixers,
        through_fees: args.through_fees,
        holders_max: args.top,
        memory_max: args.memory.bytes(),
        ..FloodQuery::new(Subject::Several(subjects), Method::from_str(&args.method)?)
    };
    // Nothing is written, so there is nothing to tidy up.
    interrupt::end_after(|| ())?;
    let total = ledger.graph.counts().transactions;
    let mut bar = Progress::new("sweeping", Unit::Transactions, total);
    let found = flood(&atlas, ledger, &query, &mut |seen| {
        bar.at(seen.transactions, &"");
        ControlFlow::Continue(())
    });
    bar.end();
    let found = match found {
        Err(FloodError::Stopped { .. }) => return Ok(Exit::Stopped),
        found => found?,
    };
    if let Err(wrong) = found.reconcile() {
        talk::warn(format_args!("the ledger contradicts itself: {wrong}"));
        talk::hint("check it: kancil store verify");
    }
    show(&api::taint::view(&atlas, ledger, &found), args.shown.format)?;
    Ok(Exit::Done)
}

impl Show for TaintView {
    fn page(&self, page: &mut Page) {
        let subjects = match self.query.subjects.as_slice() {
            [one] => Names::of(&self.as_of).name(one),
            many => counted(many.len() as u64, "subject"),
        };
        page.heading(&format!("Taint from {subjects}"));
        for LedgerTip { ledger, tip } in &self.as_of.ledgers {
            let tip = tip.as_ref().map_or_else(|| "no block".into(), block_words);
            let time = cell(self.as_of_time.as_ref());
            page.line(&format!("  as of {ledger}, block {tip}, {time}"));
        }
        page.line(&format!("  {}", self.method.explains));
        let start = &self.start;
        let coins = counted(start.coins, "coin");
        page.line(&format!("  start: {} BTC in {coins}", start.value.amount));
        if start.net != start.value {
            page.line(&format!(
                "  of it came back to the start and is counted once: {}",
                start.returned.amount
            ));
        }
        page.line(&format!(
            "  reached: {} by {}",
            counted(self.outputs, "output"),
            counted(self.transactions, "transaction"),
        ));
        sums(self, page);
        holders(self, page);
        for cut in &self.cuts {
            page.line(&format!("  left out: {}", cut.says));
        }
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new(&[
            "row",
            "what",
            "address",
            "cluster",
            "held_by",
            "holders",
            "rows",
            "amount_btc",
            "share",
        ]);
        for sum in &self.where_it_is_now {
            let mut cells = vec!["sum".into(), sum.stop.into()];
            cells.extend([const { String::new() }; 4]);
            cells.push(sum.rows.to_string());
            cells.extend([sum.amount.amount.clone(), sum.share.clone()]);
            sheet.push(cells);
        }
        for row in &self.holders {
            sheet.row([
                "holder".into(),
                row.stop.into(),
                row.holder.address.clone(),
                cell(row.holder.cluster.as_ref().map(|cluster| &cluster.root)),
                cell(row.name.as_ref()),
                "1".into(),
                row.outputs.to_string(),
                row.amount.amount.clone(),
                row.share.clone(),
            ]);
        }
        let more = &self.more;
        if more.holders > 0 {
            let mut cells = vec!["more".into()];
            cells.extend([const { String::new() }; 4]);
            cells.extend([more.holders.to_string(), more.outputs.to_string()]);
            cells.extend([more.amount.amount.clone(), more.share.clone()]);
            sheet.push(cells);
        }
        sheet
    }
}

fn sums(view: &TaintView, page: &mut Page) {
    let tip = view.as_of.ledgers.first().and_then(|ledger| ledger.tip.as_ref());
    let tip = tip.map_or_else(|| "no block".into(), block_words);
    page.heading(&format!("Where it is now, as of block {tip}"));
    let mut columns = Columns::new(&[">BTC", ">share", "what", ">rows"]);
    for sum in &view.where_it_is_now {
        let (amount, share) = (sum.amount.amount.clone(), sum.share.clone());
        columns.row([amount, share, sum.stop.into(), sum.rows.to_string()]);
    }
    if view.method.conserves {
        let net = view.start.net.amount.clone();
        columns.row([net, String::new(), "the start".into(), String::new()]);
    }
    page.columns(columns);
}

fn holders(view: &TaintView, page: &mut Page) {
    let names = Names::of(&view.as_of);
    let (shown, more) = (view.holders.len() as u64, &view.more);
    let all = counted(shown + more.holders, "holder");
    match more.holders {
        0 => page.heading(&format!("Who holds it: {all}")),
        _ => page.heading(&format!("Who holds it: {shown} of {all}")),
    }
    let mut columns = Columns::new(&[">BTC", ">share", "what", "~address", "held by", ">outputs"]);
    for holder in &view.holders {
        columns.row([
            holder.amount.amount.clone(),
            holder.share.clone(),
            holder.stop.into(),
            names.name(&holder.holder.address),
            held_by(holder, names),
            holder.outputs.to_string(),
        ]);
    }
    page.columns(columns);
    if more.holders > 0 {
        let outputs = counted(more.outputs, "output");
        let (holders, amount, share) = (more.holders, &more.amount.amount, &more.share);
        page.line(&format!("  +{holders} more holding {amount} BTC ({share}) in {outputs}"));
    }
}

fn held_by(holder: &TaintHolderView, names: Names) -> String {
    match (&holder.name, &holder.holder.cluster) {
        (Some(name), _) => name.clone(),
        (None, Some(cluster)) => {
            format!("cluster {} ({})", names.name(&cluster.root), cluster.size)
        }
        (None, None) => "-".into(),
    }
}
