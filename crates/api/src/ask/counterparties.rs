//! `counterparties`: who paid an address or cluster, or whom it paid.
//!
//! How payers are told, and what is counted apart because nobody can be named, stands in
//! [`crate::counterparties`]. Each transaction is judged once, however many legs it has here. Work
//! is bounded by inputs and outputs read; what the bound left out is in the answer.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use entity::atlas::{Atlas, Ledger};
use entity::cluster::large::Sums;
use graph::{AddressId, End, Graph, Leg, Source, TxId};
use model::amount::Total;
use model::time::Time;
use serde::{Deserialize, Serialize};
use trace::party::Party;
use utoipa::ToSchema;

use super::bounds::Bounds;
use super::cluster::member;
use super::find::{What, must_find};
use super::moment::of_a_moment;
use super::pasted;
use super::watch::{Progress, Unit, Watch, stopped};
use crate::chain::{Holder, TxAt};
use crate::common::AsOf;
use crate::counterparties::{
    CounterpartiesView, CounterpartyView, NotAttributedView, OwnView, RestView,
};
use crate::label::AttributionView;
use crate::look::{Part, Window};
use crate::refusal::Refusal;
use crate::trace::CutView;

/// Of each counterparty the strongest labels are shown, and the others counted.
const LABELS_MAX: usize = 5;
/// Legs fetched at a time.
const LEGS_AT_ONCE: usize = 1024;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CounterpartiesQuestion {
    /// An address, an outpoint (its holder), or cluster:ADDRESS.
    pub subject: String,
    /// Who paid it, or whom it paid.
    pub side: Side,
    /// How many to show.
    #[serde(default = "limit")]
    pub limit: usize,
    /// Stop after reading this many inputs and outputs.
    #[serde(default = "legs")]
    pub legs: u64,
    /// The ledger to ask; needed where several hold the subject.
    #[serde(default)]
    pub ledger: Option<String>,
    /// What held on this day.
    #[serde(default)]
    pub as_of: Option<String>,
    /// Only what had been imported until then.
    #[serde(default)]
    pub known_at: Option<String>,
    /// What is not to be believed: `rule:NAME`, `join:TXID`, `label:SUBJECT:SOURCE`, `pack:DIGEST`,
    /// `source:NAME`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
}

fn limit() -> usize {
    20
}

fn legs() -> u64 {
    200_000
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Received,
    Sent,
}

impl Side {
    fn name(self) -> &'static str {
        match self {
            Side::Received => "received",
            Side::Sent => "sent",
        }
    }
}

impl Side {
    /// How many legs a cluster has on this side.
    pub(super) fn legs(self, sums: &Sums) -> u64 {
        match self {
            Side::Received => sums.outputs,
            Side::Sent => sums.inputs,
        }
    }
}

of_a_moment!(CounterpartiesQuestion, without);

impl CounterpartiesQuestion {
    pub fn new(subject: impl Into<String>, side: Side) -> Self {
        Self {
            subject: subject.into(),
            side,
            limit: limit(),
            legs: legs(),
            ledger: None,
            as_of: None,
            known_at: None,
            without: Vec::new(),
        }
    }

    /// What is wrong with the question by itself.
    pub fn check(&self, bounds: &Bounds) -> Result<(), Refusal> {
        pasted::parse(&self.subject, bounds)?;
        bounds.rows("limit", self.limit)?;
        bounds.legs(Some(self.legs))?;
        self.moment().check()
    }

    pub fn answer(
        &self,
        atlas: &Atlas,
        bounds: &Bounds,
        watch: &mut Watch<'_>,
    ) -> Result<CounterpartiesView, Refusal> {
        self.check(bounds)?;
        let asked = pasted::parse(&self.subject, bounds)?;
        let place = must_find(atlas, &asked)?;
        let ledger = place.ledger;
        let id = member(&place, &asked.text)?;
        let root = ledger.clusters.root(id);
        let whole = matches!(place.what, What::Cluster(_));
        let mut fold = Fold::new(ledger, root, self.side, self.legs, Between::ALWAYS);
        let is_whole = match whole {
            false => fold.address(id, watch)?,
            true => fold.cluster(watch)?,
        };
        let legs = match whole {
            false => fold.legs_of(id),
            true if is_whole => fold.legs_read,
            true => self.side.legs(&atlas.cluster_sums(ledger, root)),
        };
        let name = Holder::of(&ledger.graph, if whole { root } else { id }).address;
        let subject = if whole { format!("cluster:{name}") } else { name };
        Ok(self.view(atlas, subject, legs, is_whole, fold))
    }

    fn view(
        &self,
        atlas: &Atlas,
        subject: String,
        legs: u64,
        is_whole: bool,
        fold: Fold<'_>,
    ) -> CounterpartiesView {
        let ledger = fold.ledger;
        let mut rows: Vec<(AddressId, Row)> = fold.rows.into_iter().collect();
        rows.sort_by_key(|(root, row)| (Reverse(row.value), *root));
        let rest = rows.split_off(self.limit.min(rows.len()));
        let rest_value: Total = rest.iter().fold(Total::ZERO, |sum, (_, row)| add(sum, row.value));
        let mut cuts = Vec::new();
        if !is_whole {
            let (read, max) = (fold.legs_read, self.legs);
            let says = format!(
                "after {max} inputs and outputs {} of {legs} legs were not read",
                legs.saturating_sub(read)
            );
            cuts.push(CutView { cut: "work_cap", says });
        }
        CounterpartiesView {
            as_of: AsOf::of(atlas, ledger),
            subject,
            side: self.side.name(),
            counterparties: rows.iter().map(|row| counterparty(atlas, ledger, row)).collect(),
            rest: RestView { counterparties: rest.len() as u64, value: rest_value.into() },
            not_attributed: fold
                .apart
                .iter()
                .map(|(reason, apart)| NotAttributedView {
                    reason: reason.name(),
                    transactions: apart.txs.len() as u64,
                    value: apart.value.into(),
                })
                .collect(),
            own: OwnView { transactions: fold.own.txs.len() as u64, value: fold.own.value.into() },
            legs,
            legs_read: fold.legs_read,
            cuts,
        }
    }
}

fn counterparty(
    atlas: &Atlas,
    ledger: &Ledger,
    (root, row): &(AddressId, Row),
) -> CounterpartyView {
    let (graph, party) = (&ledger.graph, Party::of(atlas, ledger, Some(*root)));
    let said = atlas.holder(ledger, *root).attributions;
    let shown = &said[..LABELS_MAX.min(said.len())];
    let window = Window { skip: 0, limit: LABELS_MAX };
    let labels = AttributionView::of_many(shown, graph.ledger().network);
    CounterpartyView {
        holder: (&party).into(),
        name: party.name(),
        labels: Part::new(said.len() as u64, window, labels),
        value: row.value.into(),
        observed: row.observed.into(),
        transactions: row.txs.len() as u64,
        first: TxAt::of(graph, row.txs.first().copied().unwrap_or(TxId(0))),
        last: TxAt::of(graph, row.txs.last().copied().unwrap_or(TxId(0))),
    }
}

/// Who paid a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Payer {
    /// One cluster, by its root.
    One {
        root: AddressId,
        is_one_address: bool,
    },
    Nobody(Apart),
}

/// Why nobody can be named. The order is the answer's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Apart {
    Mined,
    CoinJoin,
    SeveralPayers,
    UnknownPayers,
    Nobody,
}

impl Apart {
    pub(super) fn name(self) -> &'static str {
        match self {
            Apart::Mined => "mined",
            Apart::CoinJoin => "coinjoin",
            Apart::SeveralPayers => "several_payers",
            Apart::UnknownPayers => "unknown_payers",
            Apart::Nobody => "nobody",
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Row {
    pub value: Total,
    pub observed: Total,
    pub txs: BTreeSet<TxId>,
}

#[derive(Debug, Default)]
pub(super) struct Sum {
    pub value: Total,
    pub txs: BTreeSet<TxId>,
}

impl Sum {
    fn add(&mut self, tx: TxId, value: Total) {
        self.value = add(self.value, value);
        self.txs.insert(tx);
    }
}

fn add(sum: Total, value: Total) -> Total {
    Total(sum.0.saturating_add(value.0))
}

/// The time in which a transaction counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Between {
    pub from: Option<Time>,
    pub to: Option<Time>,
}

impl Between {
    pub const ALWAYS: Between = Between { from: None, to: None };

    pub fn holds(&self, time: Time) -> bool {
        self.from.is_none_or(|from| time >= from) && self.to.is_none_or(|to| time <= to)
    }
}

/// The sums on their way.
pub(super) struct Fold<'a> {
    ledger: &'a Ledger,
    /// The subject's own cluster.
    own_root: AddressId,
    side: Side,
    work_max: u64,
    work: u64,
    window: Between,
    payers: BTreeMap<TxId, Payer>,
    pub rows: BTreeMap<AddressId, Row>,
    pub apart: BTreeMap<Apart, Sum>,
    pub own: Sum,
    pub legs_read: u64,
}

impl<'a> Fold<'a> {
    pub fn new(
        ledger: &'a Ledger,
        own_root: AddressId,
        side: Side,
        work_max: u64,
        window: Between,
    ) -> Self {
        Self {
            ledger,
            own_root,
            side,
            work_max,
            work: 0,
            window,
            payers: BTreeMap::new(),
            rows: BTreeMap::new(),
            apart: BTreeMap::new(),
            own: Sum::default(),
            legs_read: 0,
        }
    }

    fn graph(&self) -> &'a Graph {
        &self.ledger.graph
    }

    pub fn legs_of(&self, id: AddressId) -> u64 {
        let totals = self.graph().legs_by_side(id);
        match self.side {
            Side::Received => totals.0,
            Side::Sent => totals.1,
        }
    }

    /// Every member's legs, by when it was first seen. Says whether the work sufficed.
    pub fn cluster(&mut self, watch: &mut Watch<'_>) -> Result<bool, Refusal> {
        for id in self.ledger.clusters.members(self.own_root) {
            if !self.address(id, watch)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// An address's legs, the newest first.
    fn address(&mut self, id: AddressId, watch: &mut Watch<'_>) -> Result<bool, Refusal> {
        let mut skip = 0;
        loop {
            let progress = Progress { unit: Unit::Legs, done: self.work, of: self.work_max };
            if watch(progress).is_break() {
                return Err(stopped(Unit::Legs, self.work));
            }
            let legs = self.graph().legs(id, End::Newest, skip, LEGS_AT_ONCE);
            if legs.is_empty() {
                return Ok(true);
            }
            skip += legs.len() as u64;
            for leg in legs {
                if !self.leg(leg) {
                    return Ok(false);
                }
            }
        }
    }

    /// Takes a leg in; `false` where the work does not suffice.
    fn leg(&mut self, leg: Leg) -> bool {
        if self.work >= self.work_max {
            return false;
        }
        self.work += 1;
        let is_of_side = matches!(leg, Leg::Out(_)) == (self.side == Side::Received);
        if !is_of_side {
            return true;
        }
        if self.window != Between::ALWAYS {
            let tx = self.graph().tx_of_leg(leg);
            if !self.window.holds(self.graph().time(tx)) {
                self.legs_read += 1;
                return true;
            }
        }
        match (leg, self.side) {
            (Leg::Out(id), Side::Received) => {
                let tx = self.graph().tx_of_output(id);
                let Some(payer) = self.payer(tx) else { return false };
                let value = Total::from(self.graph().value_and_holder(id).0);
                self.legs_read += 1;
                self.attribute(tx, payer, value);
            }
            (Leg::In(id), Side::Sent) => {
                let tx = self.graph().tx_of_input(id);
                let is_new = !self.payers.contains_key(&tx);
                let Some(payer) = self.payer(tx) else { return false };
                self.legs_read += 1;
                match payer {
                    // What it put in is known, and nothing of what came out is anybody's.
                    Payer::Nobody(reason) => {
                        let value = self.graph().input(id).value.map_or(Total::ZERO, Total::from);
                        self.apart.entry(reason).or_default().add(tx, value);
                    }
                    Payer::One { is_one_address, .. } if is_new => self.paid(tx, is_one_address),
                    Payer::One { .. } => {}
                }
            }
            _ => {}
        }
        true
    }

    fn attribute(&mut self, tx: TxId, payer: Payer, value: Total) {
        match payer {
            Payer::Nobody(reason) => self.apart.entry(reason).or_default().add(tx, value),
            Payer::One { root, .. } if root == self.own_root => self.own.add(tx, value),
            Payer::One { root, is_one_address } => self.row(root, tx, value, is_one_address),
        }
    }

    fn row(&mut self, root: AddressId, tx: TxId, value: Total, is_observed: bool) {
        let row = self.rows.entry(root).or_default();
        row.value = add(row.value, value);
        if is_observed {
            row.observed = add(row.observed, value);
        }
        row.txs.insert(tx);
    }

    /// Where the outputs of a transaction went that the subject's cluster paid.
    fn paid(&mut self, id: TxId, is_observed: bool) {
        let graph = self.graph();
        for output in graph.tx(id).outputs {
            let (value, holder) = graph.value_and_holder(graph::OutId(output));
            let value = Total::from(value);
            match holder.map(|holder| self.ledger.clusters.root(holder)) {
                None if value == Total::ZERO => {}
                None => self.apart.entry(Apart::Nobody).or_default().add(id, value),
                Some(root) if root == self.own_root => self.own.add(id, value),
                Some(root) => self.row(root, id, value, is_observed),
            }
        }
    }

    /// Who paid a transaction; `None` where the work does not suffice to read it.
    fn payer(&mut self, id: TxId) -> Option<Payer> {
        if let Some(payer) = self.payers.get(&id) {
            return Some(*payer);
        }
        let graph = self.graph();
        let tx = graph.tx(id);
        let cost = (tx.inputs.end - tx.inputs.start) + (tx.outputs.end - tx.outputs.start);
        if self.work.saturating_add(cost) > self.work_max {
            return None;
        }
        self.work += cost;
        let payer = if tx.flags.is_coinbase() {
            Payer::Nobody(Apart::Mined)
        } else if self.ledger.coinjoin(id).is_some_and(|found| found.stops_trace()) {
            Payer::Nobody(Apart::CoinJoin)
        } else {
            one_payer(self.ledger, &tx)
        };
        self.payers.insert(id, payer);
        Some(payer)
    }
}

/// The one cluster of all inputs, where it is one.
fn one_payer(ledger: &Ledger, tx: &graph::Tx) -> Payer {
    let mut found: Option<(AddressId, AddressId, bool)> = None;
    for input in ledger.graph.inputs(tx) {
        let holder = match input.source {
            Source::Output(_) => input.holder,
            Source::Foreign { holder, .. } => holder,
        };
        let Some(holder) = holder else { return Payer::Nobody(Apart::UnknownPayers) };
        let root = ledger.clusters.root(holder);
        found = match found {
            None => Some((root, holder, true)),
            Some((one, _, _)) if one != root => return Payer::Nobody(Apart::SeveralPayers),
            Some((one, first, is_one)) => Some((one, first, is_one && first == holder)),
        };
    }
    match found {
        Some((root, _, is_one_address)) => Payer::One { root, is_one_address },
        None => Payer::Nobody(Apart::UnknownPayers),
    }
}
