//! A trace as a page: the hops, where it is now, with which services, the sums, what was left out.
//!
//! What many small things would hide is folded here and nowhere else: runs of peels into one row,
//! many fees into one. JSON and CSV always have them one by one.

use std::collections::HashMap;

use ::trace::query::Direction;
use api::common::LedgerTip;
use api::phrase::{amounts, detail_words};
use api::trace::{
    CoinView, EndingView, FoldView, HopView, PartyView, PeelView, StepView, TraceView,
};

use crate::commands::{
    Names, basis_words, block_words, cell, counted, height_words, without_lines,
};
use crate::show::page::{Columns, Page};

/// A trace with its tables at hand.
pub struct Story<'a> {
    pub(super) view: &'a TraceView,
    pub(super) coins: HashMap<&'a str, &'a CoinView>,
    steps: HashMap<&'a str, &'a StepView>,
    names: Names,
    is_back: bool,
}

impl<'a> Story<'a> {
    pub fn new(view: &'a TraceView) -> Self {
        Self {
            view,
            coins: view.coins.iter().map(|coin| (coin.out_point.as_str(), coin)).collect(),
            steps: view.transactions.iter().map(|step| (step.txid.as_str(), step)).collect(),
            names: Names::of(&view.as_of),
            is_back: view.query.direction == Direction::Backward.name(),
        }
    }

    pub fn page(&self, page: &mut Page, unfold: bool) {
        self.head(page);
        self.hops(page, unfold);
        self.endings(page);
        self.services(page);
        self.sums(page);
        self.cuts(page);
    }

    fn head(&self, page: &mut Page) {
        let view = self.view;
        let subjects: Vec<String> =
            view.query.subjects.iter().map(|subject| self.names.name(subject)).collect();
        page.heading(&format!("Trace {} from {}", view.query.direction, subjects.join(", ")));
        for LedgerTip { ledger, tip } in &view.as_of.ledgers {
            let tip = tip.as_ref().map_or_else(|| "no block".into(), block_words);
            page.line(&format!(
                "  as of {ledger}, block {tip}, {}",
                cell(view.as_of_time.as_ref())
            ));
        }
        without_lines(&view.as_of, page);
        for method in &view.methods {
            page.line(&format!("  {}", method.explains));
        }
        let returned: Vec<String> = view
            .start
            .returned
            .0
            .iter()
            .filter(|(_, amount)| amount.amount != ZERO)
            .map(|(method, amount)| format!("{} by {method}", amount.amount))
            .collect();
        page.line(&format!(
            "  start: {} BTC in {}",
            view.start.value.amount,
            counted(view.start.coins.len() as u64, "coin")
        ));
        if !returned.is_empty() {
            page.line(&format!(
                "  of it came back to the start and is counted once: {}",
                returned.join(", ")
            ));
        }
    }

    fn hops(&self, page: &mut Page, unfold: bool) {
        let folds = if unfold { HashMap::new() } else { self.folds() };
        let mut columns = Columns::new(&["hop", "time", "block", "~from", "~to"]);
        for method in &self.view.methods {
            columns.add(&format!(">{} BTC", method.method));
        }
        columns.add("~outpoint");
        columns.add("basis");
        let mut told = vec![false; self.view.folds.len()];
        for hop in &self.view.hops {
            match folds.get(hop.txid.as_str()) {
                None => columns.push(self.hop_row(hop)),
                Some(&at) if !told[at] => {
                    told[at] = true;
                    let fold = &self.view.folds[at];
                    columns.push(self.fold_row(fold));
                    let told = fold.peels.iter().take(PEELS_MAX);
                    told.for_each(|peel| columns.push(self.peel_row(peel)));
                    if let Some(more) = fold.peels.len().checked_sub(PEELS_MAX + 1) {
                        columns.push(self.row_of_more_peels(more + 1));
                    }
                }
                Some(_) => {}
            }
        }
        let heading = match self.view.hops.len() as u64 {
            0 => "Hops: none".to_owned(),
            count => format!("Hops ({count})"),
        };
        page.heading(&heading);
        page.columns(columns);
    }

    /// Which fold a transaction is told in.
    fn folds(&self) -> HashMap<&'a str, usize> {
        let mut folds = HashMap::new();
        for (at, fold) in self.view.folds.iter().enumerate() {
            folds.extend(fold.transactions.iter().map(|txid| (txid.as_str(), at)));
        }
        folds
    }

    fn hop_row(&self, hop: &HopView) -> Vec<String> {
        let step = self.steps.get(hop.txid.as_str());
        let far = |coins: &[String]| {
            let mut names: Vec<&str> = Vec::new();
            for coin in coins {
                let name = self.coins.get(coin.as_str()).map_or("?", |coin| &coin.holder.address);
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            match names.as_slice() {
                [] => "-".to_owned(),
                [one] => self.names.name(one),
                [one, rest @ ..] => format!("{} +{}", self.names.name(one), rest.len()),
            }
        };
        let (from, to) = if self.is_back {
            (
                self.names.name(&hop.address),
                step.map_or_else(|| "?".into(), |step| far(&step.outputs)),
            )
        } else {
            (
                step.map_or_else(|| "?".into(), |step| far(&step.inputs)),
                self.names.name(&hop.address),
            )
        };
        let mut row =
            vec![hop.depth.to_string(), hop.time.clone(), height_words(&hop.block), from, to];
        row.extend(amounts(&hop.amounts));
        row.push(hop.out_point.clone());
        row.push(self.basis(hop));
        row
    }

    fn basis(&self, hop: &HopView) -> String {
        let basis = basis_words(&hop.basis);
        hop.hints.iter().fold(basis, |text, hint| match hint.confidence {
            Some(confidence) => format!("{text}; {}? {confidence} %", hint.rule),
            None => format!("{text}; {}?", hint.rule),
        })
    }

    fn fold_row(&self, fold: &FoldView) -> Vec<String> {
        let step = |at: Option<&String>| at.and_then(|txid| self.steps.get(txid.as_str())).copied();
        let (first, last) = (step(fold.transactions.first()), step(fold.transactions.last()));
        let coin = |at: &str| self.coins.get(at).copied();
        let holder =
            |at: &str| coin(at).map_or_else(|| "?".into(), |c| self.names.name(&c.holder.address));
        let depths = match (first, last) {
            (Some(a), Some(b)) if a.depth == b.depth => a.depth.to_string(),
            (Some(a), Some(b)) => format!("{}-{}", a.depth.min(b.depth), a.depth.max(b.depth)),
            _ => "?".into(),
        };
        let mut row = vec![
            depths,
            last.map_or_else(|| "?".into(), |step| step.time.clone()),
            last.map_or_else(|| "?".into(), |step| height_words(&step.block)),
            holder(&fold.first),
            holder(&fold.last),
        ];
        match coin(&fold.last) {
            Some(coin) => row.extend(amounts(&coin.amounts)),
            None => row.extend(self.view.methods.iter().map(|_| "?".to_owned())),
        }
        row.push(fold.last.clone());
        let kind = match fold.kind {
            "peel_chain" => "peel chain",
            "peel_run" => "peel run",
            _ => "passed through",
        };
        row.push(format!(
            "{kind} of {}, {}",
            counted(fold.transactions.len() as u64, "transaction"),
            counted(fold.peels.len() as u64, "peel")
        ));
        row
    }

    /// What left a run, beneath it. Where no traced value went with it, no amount is told as such.
    fn peel_row(&self, peel: &PeelView) -> Vec<String> {
        let step = self.steps.get(peel.txid.as_str());
        let traced = self.coins.get(peel.out_point.as_str()).filter(|_| peel.is_traced);
        let mut row = vec![
            step.map_or_else(|| "?".into(), |step| format!("{INDENT}{}", step.depth)),
            step.map_or_else(|| "?".into(), |step| step.time.clone()),
            step.map_or_else(|| "?".into(), |step| height_words(&step.block)),
            String::new(),
            self.names.name(&peel.address),
        ];
        match traced {
            Some(coin) => row.extend(amounts(&coin.amounts)),
            None => row.extend(self.view.methods.iter().map(|_| "-".to_owned())),
        }
        row.push(peel.out_point.clone());
        row.push(match traced {
            Some(_) => "peel".into(),
            None => format!("peel of {} BTC, not traced", peel.value.amount),
        });
        row
    }

    fn row_of_more_peels(&self, more: usize) -> Vec<String> {
        let mut row = vec![INDENT.into(), format!("+{more} more (--unfold)")];
        row.resize(7 + self.view.methods.len(), String::new());
        row
    }

    fn endings(&self, page: &mut Page) {
        let mut columns = Columns::new(&[]);
        for method in &self.view.methods {
            columns.add(&format!(">{} BTC", method.method));
        }
        for header in [">share", "what", "address", "held by"] {
            columns.add(header);
        }
        if !self.is_back {
            columns.add("who could freeze it");
        }
        columns.add("outpoint");
        let fees = self.view.where_it_is_now.iter().filter(|row| is_fee(row)).count();
        // Many small fees are one row here; each stands in JSON and CSV.
        let is_told = |row: &&EndingView| fees <= FEE_ROWS_MAX || !is_fee(row);
        for ending in self.view.where_it_is_now.iter().filter(is_told) {
            let mut row = amounts(&ending.amounts);
            row.push(ending.share.clone());
            row.push(stop_words(ending));
            let address = ending.address.as_ref();
            row.push(address.map_or_else(|| "-".into(), |address| self.names.name(address)));
            let holder = ending.holder.as_ref();
            row.push(holder.map_or_else(|| "-".into(), |holder| self.held_by(holder)));
            if !self.is_back {
                row.push(freezer_words(ending));
            }
            row.push(match &ending.out_point {
                Some(out_point) => out_point.clone(),
                None => format!("in {}", ending.txid),
            });
            columns.push(row);
        }
        if fees > FEE_ROWS_MAX
            && let Some(sum) = self.view.sums.iter().find(|sum| sum.stop == FEE)
        {
            let mut row = amounts(&sum.amounts);
            let words = counted(sum.rows, "transaction");
            row.extend([sum.share.clone(), FEE.into(), "-".into(), "-".into()]);
            if !self.is_back {
                row.push("nobody".into());
            }
            row.push(format!("in {words}"));
            columns.push(row);
        }
        let name = if self.is_back { "Where it came from" } else { "Where it is now" };
        page.heading(&format!("{name}, as of {}", self.as_of_words()));
        page.columns(columns);
    }

    fn held_by(&self, holder: &PartyView) -> String {
        match (&holder.said, &holder.cluster) {
            (Some(said), _) => {
                let reach = if said.reach == "cluster" { ", by its cluster" } else { "" };
                let doubt =
                    if said.standing == "cannot_tell" { ", in doubt: since when?" } else { "" };
                format!("{} ({}, {} %{reach}{doubt})", said.label, said.category, said.confidence)
            }
            (None, Some(cluster)) => {
                format!("cluster {} ({})", self.names.name(&cluster.root), cluster.size)
            }
            (None, None) => "-".into(),
        }
    }

    fn as_of_words(&self) -> String {
        let tip = self.view.as_of.ledgers.first().and_then(|ledger| ledger.tip.as_ref());
        match tip {
            Some(tip) => format!("block {}", block_words(tip)),
            None => "an empty ledger".into(),
        }
    }

    /// Whom to ask, and for how much.
    fn services(&self, page: &mut Page) {
        let mut columns = Columns::new(&[]);
        for method in &self.view.methods {
            columns.add(&format!(">{} BTC", method.method));
        }
        for header in [">share", "service", ">rows"] {
            columns.add(header);
        }
        for sum in &self.view.services {
            let mut row = amounts(&sum.amounts);
            row.extend([sum.share.clone(), sum.service.clone(), sum.rows.to_string()]);
            columns.push(row);
        }
        if !columns.is_empty() {
            page.heading("With services");
            page.columns(columns);
        }
    }

    fn sums(&self, page: &mut Page) {
        let mut columns = Columns::new(&[]);
        for method in &self.view.methods {
            columns.add(&format!(">{} BTC", method.method));
        }
        for header in [">share", "what", ">rows"] {
            columns.add(header);
        }
        for sum in &self.view.sums {
            let mut row = amounts(&sum.amounts);
            row.extend([sum.share.clone(), sum.stop.into(), sum.rows.to_string()]);
            columns.push(row);
        }
        let mut start = amounts(&self.view.start.net);
        start.extend([String::new(), "the start".into(), String::new()]);
        columns.push(start);
        page.heading("Sums");
        page.columns(columns);
    }

    fn cuts(&self, page: &mut Page) {
        if self.view.cuts.is_empty() {
            return;
        }
        page.heading("Left out");
        for cut in &self.view.cuts {
            page.line(&format!("  {}", cut.says));
        }
    }
}

const ZERO: &str = "0.00000000";
const FEE: &str = "fee";
/// So many peels of a folded run are told one by one in a table.
pub(super) const PEELS_MAX: usize = 10;
const INDENT: &str = "  ";
/// So many fees are told one by one in a table.
const FEE_ROWS_MAX: usize = 3;

fn is_fee(row: &EndingView) -> bool {
    row.stop == FEE && row.out_point.is_none()
}

fn stop_words(ending: &EndingView) -> String {
    match &ending.detail {
        Some(detail) => format!("{} ({})", ending.stop, detail_words(detail)),
        None => ending.stop.into(),
    }
}

fn freezer_words(ending: &EndingView) -> String {
    match ending.freezer {
        Some("service") => ending.freezer_says.clone().unwrap_or_else(|| "the service".into()),
        Some("key_holder") => "its key holder alone".into(),
        other => cell(other),
    }
}
