//! `kancil taint`: where the money of many thefts is now.

use std::ops::ControlFlow;
use std::str::FromStr as _;

use ::trace::taint::Method;
use api::ask::bounds::Bounds;
use api::ask::taint::TaintQuestion;
use api::common::LedgerTip;
use api::refusal::Kind;
use api::taint::{TaintHolderView, TaintView};

use super::{Names, block_words, cell, counted};
use crate::args::TaintArgs;
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::progress::{Progress, Unit};
use crate::show::page::{Columns, Page};
use crate::show::{Show, show};
use crate::{interrupt, subject_list, talk, world};
use api::sheet::{self, Sheet};

pub fn run(data: &Data, args: &TaintArgs) -> Result<Exit, Failure> {
    let mut subjects = args.subjects.clone();
    if let Some(path) = &args.file {
        subjects.extend(subject_list::read(path)?);
    }
    let question = TaintQuestion {
        method: Method::from_str(&args.method).map_err(Failure::new)?.into(),
        top: args.top,
        through_services: args.through_services,
        through_mixers: args.through_mixers,
        through_fees: args.through_fees,
        memory: args.memory.bytes(),
        ..TaintQuestion::new(subjects)
    };
    question.check(&Bounds::OWN)?;
    let atlas = world::open(data, args.chosen.ledger, &args.when)?;
    // Nothing is written, so there is nothing to tidy up.
    interrupt::end_after(|| ())?;
    let mut bar: Option<Progress> = None;
    let found = question.answer(&atlas, &Bounds::OWN, &mut |seen| {
        let bar = bar.get_or_insert_with(|| Progress::new("sweeping", Unit::Transactions, seen.of));
        bar.at(seen.done, &"");
        ControlFlow::Continue(())
    });
    drop(bar);
    let found = match found {
        Err(refusal) if refusal.kind == Kind::Stopped => return Ok(Exit::Stopped),
        found => found?,
    };
    talk::notes(&found.notes);
    show(&found.view, args.shown.format)?;
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
        sheet::taint::sheet(self)
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
