//! `kancil trace`: the hops, and where it is now.

use std::collections::HashMap;
use std::str::FromStr as _;

use ::trace::follow::follow;
use ::trace::picture::{self, PictureOptions};
use ::trace::query::{Direction, Subject, TraceQuery};
use ::trace::taint::Method;
use api::common::{Amount, LedgerTip};
use api::trace::{
    ByMethod, CoinView, EndingView, FoldView, HopView, PartyView, StepView, StopDetail, TraceView,
};
use entity::atlas::{Atlas, Ledger};

use super::Names;
use crate::args::{TraceArgs, TraceFormat};
use crate::data::{Data, write_whole};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::resolve::{self, Place, What};
use crate::show::csv::Sheet;
use crate::show::page::{Columns, Page};
use crate::show::{json, write_out};
use crate::{clock, talk, world};

/// More cards than this are no picture any more; what is left out stands in it.
const CARDS_MAX: usize = 120;

pub fn run(data: &Data, args: &TraceArgs) -> Result<Exit, Failure> {
    let asked = args.subjects.iter().map(|text| resolve::parse(text));
    let asked = asked.collect::<Result<Vec<_>, _>>()?;
    in_the_past(args)?;
    let atlas = world::open(data, args.chosen.ledger, &args.when)?;
    let places = resolve::in_one_ledger(&atlas, &asked)?;
    let [first, ..] = places.as_slice() else {
        return Err(Failure::new("there is nothing to follow"));
    };
    let query = query(&places, args)?;
    let text = answer(&atlas, first.ledger, &query, args)?;
    match &args.out {
        None => write_out(&text)?,
        Some(path) => {
            write_whole(path, text.as_bytes())?;
            talk::say(format_args!("wrote {}", path.display()));
        }
    }
    Ok(Exit::Done)
}

fn in_the_past(args: &TraceArgs) -> Result<(), Failure> {
    let now = clock::now()?;
    for (flag, time) in [("--from", args.from), ("--to", args.to)] {
        if let Some(time) = time {
            world::not_in_the_future(flag, time.day(), now)?;
        }
    }
    Ok(())
}

fn query(places: &[Place<'_>], args: &TraceArgs) -> Result<TraceQuery, Failure> {
    let direction = if args.back { Direction::Backward } else { Direction::Forward };
    let mut subjects = places.iter().map(subject).collect::<Result<Vec<_>, _>>()?;
    let subject = match subjects.len() {
        1 => subjects.remove(0),
        _ => Subject::Several(subjects),
    };
    let usual = TraceQuery::new(subject, direction);
    Ok(TraceQuery {
        methods: methods(&args.method)?,
        hops_max: args.hops.unwrap_or(usual.hops_max),
        value_min_sat: args.min.map_or(usual.value_min_sat, |sat| sat.0),
        from: args.from,
        to: args.to,
        legs_max: args.legs.unwrap_or(usual.legs_max),
        through_services: args.through_services,
        through_mixers: args.through_mixers,
        through_fees: args.through_fees,
        ..usual
    })
}

fn methods(text: &str) -> Result<Vec<Method>, Failure> {
    match text {
        "all" => Ok(Method::ALL.to_vec()),
        one => Ok(vec![Method::from_str(one)?]),
    }
}

/// What a place is to a trace. Of an address, the other forms of its key are followed only where
/// the form that was pasted does not occur; where it does, they are named.
pub fn subject(place: &Place<'_>) -> Result<Subject, Failure> {
    let graph = &place.ledger.graph;
    Ok(match &place.what {
        What::Output(id) => Subject::OutPoint(api::chain::out_point(graph, &graph.output(*id))),
        What::Tx(ids) => {
            let id = ids.first().ok_or_else(|| Failure::new("the transaction is not there"))?;
            Subject::Tx(graph.txid(*id))
        }
        What::Cluster(holder) => Subject::Cluster(graph.address(holder.id())),
        What::Address(holder) => {
            let texts: Vec<String> = holder
                .same_key
                .iter()
                .map(|&id| api::chain::Holder::of(graph, id).address)
                .collect();
            match (holder.exact, texts.as_slice()) {
                (Some(_), []) => {}
                (Some(_), _) => talk::hint(format_args!(
                    "the same key also holds coins as {}: ask for those too",
                    texts.join(" and ")
                )),
                (None, [one]) => talk::say(format_args!(
                    "taken by the same key: {} holds its coins as {one}",
                    holder.asked.display(graph.ledger().network)
                )),
                (None, _) => {
                    return Err(Failure::new(
                        "this address does not occur, but several other forms of its key do",
                    )
                    .hint(format_args!("ask for one of them: {}", texts.join(", "))));
                }
            }
            Subject::Address(graph.address(holder.id()))
        }
        What::Block(id) => {
            let failure = Failure::new("a block cannot be followed: its coins can");
            return Err(match graph.block(*id).map(|block| block.txs.start) {
                Some(tx) => failure.hint(format_args!(
                    "its newly mined coin is {}:0",
                    graph.txid(graph::TxId(tx))
                )),
                None => failure,
            });
        }
    })
}

fn answer(
    atlas: &Atlas,
    ledger: &Ledger,
    query: &TraceQuery,
    args: &TraceArgs,
) -> Result<String, Failure> {
    let trace = follow(atlas, ledger, query)?;
    let options = PictureOptions {
        method: api::trace::main_method(&trace.query.methods),
        cards_max: CARDS_MAX,
    };
    let view = || api::trace::view(atlas, ledger, &trace);
    Ok(match args.format {
        TraceFormat::Svg => picture::svg(&trace, options),
        TraceFormat::Dot => picture::dot(&trace, options),
        TraceFormat::Json => json(&view()),
        TraceFormat::Csv => Story::new(&view()).sheet().into_text(),
        TraceFormat::Table => {
            let mut page = if args.out.is_some() { Page::default() } else { Page::for_stdout() };
            Story::new(&view()).page(&mut page, args.unfold);
            page.into_text()
        }
    })
}

/// A trace with its tables at hand.
struct Story<'a> {
    view: &'a TraceView,
    coins: HashMap<&'a str, &'a CoinView>,
    steps: HashMap<&'a str, &'a StepView>,
    names: Names,
    is_back: bool,
}

impl<'a> Story<'a> {
    fn new(view: &'a TraceView) -> Self {
        Self {
            view,
            coins: view.coins.iter().map(|coin| (coin.out_point.as_str(), coin)).collect(),
            steps: view.transactions.iter().map(|step| (step.txid.as_str(), step)).collect(),
            names: Names::of(&view.as_of),
            is_back: view.query.direction == Direction::Backward.name(),
        }
    }

    fn page(&self, page: &mut Page, unfold: bool) {
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
            let tip = tip.as_ref().map_or_else(|| "no block".into(), super::block_words);
            page.line(&format!(
                "  as of {ledger}, block {tip}, {}",
                super::cell(view.as_of_time.as_ref())
            ));
        }
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
            super::counted(view.start.coins.len() as u64, "coin")
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
                    columns.push(self.fold_row(&self.view.folds[at]));
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
        let mut row = vec![
            hop.depth.to_string(),
            hop.time.clone(),
            super::height_words(&hop.block),
            from,
            to,
        ];
        row.extend(amounts(&hop.amounts));
        row.push(hop.out_point.clone());
        row.push(self.basis(hop));
        row
    }

    fn basis(&self, hop: &HopView) -> String {
        let basis = super::basis_words(&hop.basis);
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
            last.map_or_else(|| "?".into(), |step| super::height_words(&step.block)),
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
            super::counted(fold.transactions.len() as u64, "transaction"),
            super::counted(fold.peels.len() as u64, "peel")
        ));
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
            let words = super::counted(sum.rows, "transaction");
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
            Some(tip) => format!("block {}", super::block_words(tip)),
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

    /// One sheet with the hops, then the endings; `row` says which.
    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new(&[
            "row",
            "depth",
            "time",
            "block_height",
            "block_hash",
            "txid",
            "out_point",
            "address",
            "value_btc",
        ]);
        for method in &self.view.methods {
            sheet.add(format!("{}_btc", method.method));
        }
        for header in [
            "basis",
            "hints",
            "stop",
            "stop_detail",
            "share",
            "freezer",
            "freezer_says",
            "cluster_root",
            "role",
            "held_by",
            "category",
            "confidence",
            "source",
        ] {
            sheet.add(header.to_owned());
        }
        for hop in &self.view.hops {
            sheet.push(self.hop_cells(hop));
        }
        for ending in &self.view.where_it_is_now {
            sheet.push(self.ending_cells(ending));
        }
        sheet
    }

    fn hop_cells(&self, hop: &HopView) -> Vec<String> {
        let holder = self.coins.get(hop.out_point.as_str()).map(|coin| &coin.holder);
        let mut row = vec![
            "hop".into(),
            hop.depth.to_string(),
            hop.time.clone(),
            super::cell(hop.block.height),
            hop.block.hash.clone(),
            hop.txid.clone(),
            hop.out_point.clone(),
            hop.address.clone(),
            super::cell(hop.value.as_ref().map(|value| &value.amount)),
        ];
        row.extend(amounts(&hop.amounts));
        let hints: Vec<&str> = hop.hints.iter().map(|hint| hint.rule).collect();
        row.push(super::basis_words(&hop.basis));
        row.push(hints.join(" "));
        row.extend(vec![String::new(); 5]);
        row.extend(holder_cells(holder));
        row
    }

    fn ending_cells(&self, ending: &EndingView) -> Vec<String> {
        let coin = ending.out_point.as_ref().and_then(|at| self.coins.get(at.as_str()));
        let mut row = vec![
            "ending".into(),
            ending.depth.to_string(),
            super::cell(ending.time.as_ref()),
            super::cell(ending.block.as_ref().and_then(|block| block.height)),
            super::cell(ending.block.as_ref().map(|block| &block.hash)),
            ending.txid.clone(),
            super::cell(ending.out_point.as_ref()),
            super::cell(ending.address.as_ref()),
            super::cell(coin.and_then(|coin| coin.value.as_ref()).map(|value| &value.amount)),
        ];
        row.extend(amounts(&ending.amounts));
        row.extend([
            String::new(),
            String::new(),
            ending.stop.into(),
            ending.detail.as_ref().map(detail_words).unwrap_or_default(),
            ending.share.clone(),
            ending.freezer.into(),
            super::cell(ending.freezer_says.as_ref()),
        ]);
        row.extend(holder_cells(ending.holder.as_ref()));
        row
    }
}

const ZERO: &str = "0.00000000";
const FEE: &str = "fee";
/// So many fees are told one by one in a table.
const FEE_ROWS_MAX: usize = 3;

fn is_fee(row: &EndingView) -> bool {
    row.stop == FEE && row.out_point.is_none()
}

fn amounts(amounts: &ByMethod) -> Vec<String> {
    amounts.0.iter().map(|(_, Amount { amount, .. })| amount.clone()).collect()
}

/// Cluster, role, and the claim behind the role.
fn holder_cells(holder: Option<&PartyView>) -> [String; 6] {
    let said = holder.and_then(|holder| holder.said.as_ref());
    let cluster = holder.and_then(|holder| holder.cluster.as_ref());
    [
        super::cell(cluster.map(|cluster| &cluster.root)),
        super::cell(holder.map(|holder| holder.role)),
        super::cell(said.map(|said| &said.label)),
        super::cell(said.map(|said| &said.category)),
        super::cell(said.map(|said| said.confidence)),
        super::cell(said.map(|said| &said.source)),
    ]
}

fn stop_words(ending: &EndingView) -> String {
    match &ending.detail {
        Some(detail) => format!("{} ({})", ending.stop, detail_words(detail)),
        None => ending.stop.into(),
    }
}

fn detail_words(detail: &StopDetail) -> String {
    match detail {
        StopDetail::CoinJoin { rule, confidence, candidates, .. } => {
            let candidates = super::counted(u64::from(*candidates), "candidate");
            format!("{rule}, {confidence} %, {candidates}")
        }
        StopDetail::DataMissing { unknown_inputs, .. } => {
            super::counted(*unknown_inputs, "unknown input")
        }
    }
}

fn freezer_words(ending: &EndingView) -> String {
    match ending.freezer {
        "service" => ending.freezer_says.clone().unwrap_or_else(|| "the service".into()),
        "key_holder" => "its key holder alone".into(),
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ::trace::query::Subject;
    use entity::cluster::Clusters;
    use entity::label::{AsOf, Labels};
    use expect_test::{Expect, expect};
    use graph::Graph;

    use super::*;

    /// Plays a chain, follows `txid` by FIFO, and gives the page with names for hashes.
    fn check(chain: &str, tx: &str, expected: Expect) {
        let played = scenario::play(chain).expect("a scenario");
        let batches = played.batches().expect("no reorganisation");
        let graph = Graph::in_memory(played.ledger, &batches).expect("a ledger");
        let clusters = Arc::new(Clusters::of(&graph));
        let as_of = AsOf { as_of: "2026-11-22".parse().expect("a day"), known_at: None };
        let labels = Arc::new(Labels::default());
        let atlas = Atlas::new(vec![Ledger { graph, clusters }], labels, as_of);
        let txid = played.names.txid(tx).expect("a name of the scenario");
        let query = TraceQuery::new(Subject::Tx(txid), Direction::Forward);
        let trace = follow(&atlas, &atlas.ledgers[0], &query).expect("a trace");
        let view = api::trace::view(&atlas, &atlas.ledgers[0], &trace);
        let mut page = Page::default();
        Story::new(&view).page(&mut page, false);
        expected.assert_eq(&played.names.rename(&page.into_text()));
    }

    #[test]
    fn a_trace_is_told_hop_by_hop_and_ends_in_where_it_is_now() {
        check(
            "
            block 2026-03-01T14:02:00Z
              mint: coinbase -> exchange 50
            block
              theft: mint -> thief 40, exchange/1 9.9999
            block
              peel: theft:0 -> thief/1 35, shop 4.9999
            ",
            "theft",
            expect![[r#"
                Trace forward from theft
                  as of bitcoin-story-linked, block 3 (block3), 2026-03-01T14:22:00Z
                  FIFO: the first satoshi in pays the first satoshi out, fee last
                  start: 49.99990000 BTC in 2 coins

                Hops (2)
                  hop  time                  block  from                                        to                                             fifo BTC  outpoint                                                            basis
                  1    2026-03-01T14:22:00Z  3      thief  thief/1  35.00000000  peel:0  observed
                  1    2026-03-01T14:22:00Z  3      thief  shop   4.99990000  peel:1  observed; change? 30 %

                Where it is now, as of block 3 (block3)
                     fifo BTC    share  what     address                                     held by  who could freeze it   outpoint
                  35.00000000  70.00 %  unspent  thief/1  -        its key holder alone  peel:0
                   9.99990000  20.00 %  unspent  exchange/1  -        its key holder alone  theft:1
                   4.99990000  10.00 %  unspent  shop  -        its key holder alone  peel:1
                   0.00010000  <0.01 %  fee      -                                           -        nobody                in peel

                Sums
                     fifo BTC     share  what       rows
                  49.99980000  100.00 %  unspent       3
                   0.00010000   <0.01 %  fee           1
                  49.99990000            the start
            "#]],
        );
    }
}
