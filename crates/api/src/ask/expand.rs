//! `expand`: who stands next to a card of a board, on one side, most value first.
//!
//! Of an address a neighbour is an output (or a payer) of one of its transactions: what the card put
//! in and what the neighbour got are both facts of the ledger, and the transaction stands between
//! them, so nobody is said to have paid whom. Of a transaction it is an input's holder or an output;
//! of a cluster a counterparty, which is as sure as the clusters are (`counterparties`).
//!
//! Work is bounded by inputs and outputs read; the newest come first, and what was not read is told.
//! The order is by value, then by txid and position: the same question has the same answer.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use entity::atlas::{Atlas, Ledger};
use graph::{AddressId, End, Graph, Leg, Tx, TxId};
use model::amount::Total;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::bounds::Bounds;
use super::cards::{self, Found, coinjoin_sign, least_sure};
use super::counterparties::{Between, Fold, Side};
use super::moment::Moment;
use super::values::{given_amount, given_end, given_time};
use super::watch::{Progress, Unit, Watch, stopped};
use crate::card::{
    Apart, CardSide, CardSubject, ChangeSign, ExpandView, Neighbour, NeighbourBasis, Via,
};
use crate::chain::{Holder, block_of};
use crate::common::AsOf;
use crate::refusal::Refusal;
use crate::trace::CutView;

/// Inputs and outputs that one expansion reads.
pub const LEGS_MAX: u64 = 200_000;
/// Cards that a board has at most, and so may be shown already.
const SHOWN_MAX: usize = 10_000;
const LEGS_AT_ONCE: usize = 1024;
const ASSET: &str = "BTC";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpandQuestion {
    pub subject: CardSubject,
    pub side: CardSide,
    /// What is left out before anything is counted.
    #[serde(default)]
    pub filter: FilterAsked,
    /// Ids of cards that stand on the board: a neighbour all of whose cards do is not told again.
    #[serde(default)]
    pub shown: Vec<String>,
    #[serde(default = "limit")]
    pub limit: usize,
    /// Read at most so many inputs and outputs.
    #[serde(default = "legs")]
    pub legs: u64,
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
    10
}

fn legs() -> u64 {
    LEGS_MAX
}

/// As a board remembers it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FilterAsked {
    /// A decimal number of the asset.
    pub amount_min: Option<String>,
    pub asset: Option<String>,
    /// A day, or RFC 3339.
    pub from: Option<String>,
    /// A day (its last second), or RFC 3339.
    pub to: Option<String>,
    pub side: Option<CardSide>,
}

impl ExpandQuestion {
    pub fn new(subject: CardSubject, side: CardSide) -> Self {
        Self {
            subject,
            side,
            filter: FilterAsked::default(),
            shown: Vec::new(),
            limit: limit(),
            legs: legs(),
            as_of: None,
            known_at: None,
            without: Vec::new(),
        }
    }

    /// The ledger is the subject's own.
    pub fn moment(&self) -> Moment<'_> {
        Moment {
            as_of: self.as_of.as_ref(),
            known_at: self.known_at.as_ref(),
            ledger: None,
            without: &self.without,
        }
    }

    /// What is wrong with the question by itself.
    pub fn check(&self, bounds: &Bounds) -> Result<(), Refusal> {
        bounds.rows("limit", self.limit)?;
        bounds.count("shown", self.shown.len() as u64, SHOWN_MAX as u64)?;
        bounds.legs(Some(self.legs))?;
        self.sieve()?;
        self.moment().check()
    }

    fn sieve(&self) -> Result<Sieve, Refusal> {
        let filter = &self.filter;
        let value_min = given_amount("amount_min", filter.amount_min.as_ref())?;
        let window = Between {
            from: given_time("from", filter.from.as_ref())?,
            to: given_end("to", filter.to.as_ref())?,
        };
        let is_asset = filter.asset.as_ref().is_none_or(|asset| asset.eq_ignore_ascii_case(ASSET));
        let is_side = filter.side.is_none_or(|side| side == self.side);
        Ok(Sieve {
            value_min: value_min.map_or(Total::ZERO, Total::from),
            window,
            is_open: is_asset && is_side,
        })
    }

    pub fn answer(
        &self,
        atlas: &Atlas,
        bounds: &Bounds,
        watch: &mut Watch<'_>,
    ) -> Result<ExpandView, Refusal> {
        self.check(bounds)?;
        let sieve = self.sieve()?;
        let (ledger, found) = cards::place(atlas, &self.subject, bounds)?;
        let gathered = match found {
            Found::Address(id) => Gather::new(ledger, self, sieve).address(id, watch)?,
            Found::Tx(id) => Gather::new(ledger, self, sieve).transaction(id),
            Found::Cluster(id) => self.counterparties(atlas, ledger, id, sieve, watch)?,
        };
        Ok(self.view(atlas, ledger, gathered))
    }

    /// The counterparties of a cluster.
    fn counterparties(
        &self,
        atlas: &Atlas,
        ledger: &Ledger,
        id: AddressId,
        sieve: Sieve,
        watch: &mut Watch<'_>,
    ) -> Result<Gathered, Refusal> {
        let root = ledger.clusters.root(id);
        let side = match self.side {
            CardSide::In => Side::Received,
            CardSide::Out => Side::Sent,
        };
        let mut gathered = Gathered { own: Some(root), ..Gathered::default() };
        if !sieve.is_open {
            return Ok(gathered);
        }
        let mut fold = Fold::new(ledger, root, side, self.legs, sieve.window);
        let is_whole = fold.cluster(watch)?;
        gathered.legs_read = fold.legs_read;
        gathered.legs = match is_whole {
            true => fold.legs_read,
            false => side.legs(&atlas.cluster_sums(ledger, root)),
        };
        gathered.is_cut = !is_whole;
        let facts = fold.rows.iter().filter(|(_, row)| row.value >= sieve.value_min);
        gathered.rows = facts
            .map(|(root, row)| Row {
                tx: row.txs.last().copied().unwrap_or(TxId(0)),
                party: Some(*root),
                output: None,
                value: row.value,
                transactions: row.txs.len() as u64,
                is_observed: row.observed == row.value,
            })
            .collect();
        for (reason, sum) in &fold.apart {
            gathered.apart.insert(reason.name(), (sum.txs.len() as u64, sum.value));
        }
        if !fold.own.txs.is_empty() {
            gathered.apart.insert("own", (fold.own.txs.len() as u64, fold.own.value));
        }
        Ok(gathered)
    }

    fn view(&self, atlas: &Atlas, ledger: &Ledger, mut gathered: Gathered) -> ExpandView {
        let graph = &ledger.graph;
        gathered.rows.sort_unstable_by(|a, b| {
            let by_value = b.value.cmp(&a.value);
            let by_txid = || match a.tx == b.tx {
                true => std::cmp::Ordering::Equal,
                false => graph.txid(a.tx).to_string().cmp(&graph.txid(b.tx).to_string()),
            };
            by_value.then_with(by_txid).then_with(|| (a.output, a.party).cmp(&(b.output, b.party)))
        });
        let teller = Teller { question: self, ledger, via: &gathered.via, own: gathered.own };
        let shown: HashSet<&str> = self.shown.iter().map(String::as_str).collect();
        let total = gathered.rows.len() as u64;
        let mut neighbours = Vec::new();
        let mut left = 0;
        for row in &gathered.rows {
            // None stands on a board without cards, and no name has to be made of the many rest.
            if !shown.is_empty() && teller.cards(row).iter().all(|id| shown.contains(id.as_str())) {
                continue;
            }
            match neighbours.len() < self.limit {
                true => neighbours.push(teller.neighbour(row)),
                false => left += 1,
            }
        }
        let apart = gathered.apart.iter().map(|(reason, (transactions, value))| Apart {
            reason,
            transactions: *transactions,
            amount: (*value).into(),
        });
        let (legs, legs_read) = (gathered.legs, gathered.legs_read);
        let says = || format!("the first {legs_read} of {legs} inputs and outputs were read");
        ExpandView {
            as_of: AsOf::of(atlas, ledger),
            neighbours,
            total,
            left,
            apart: apart.collect(),
            legs,
            legs_read,
            cut: gathered.is_cut.then(|| CutView { cut: "work_cap", says: says() }),
        }
    }
}

/// What may pass.
#[derive(Debug, Clone, Copy)]
struct Sieve {
    value_min: Total,
    window: Between,
    /// Not, where another asset or side is wanted.
    is_open: bool,
}

/// A neighbour on its way.
#[derive(Debug, Clone, Copy)]
struct Row {
    /// The transaction; of a counterparty the last one.
    tx: TxId,
    /// `None`: nobody can be named, and the transaction itself is the neighbour.
    party: Option<AddressId>,
    output: Option<u32>,
    value: Total,
    transactions: u64,
    is_observed: bool,
}

#[derive(Debug, Default)]
struct Gathered {
    rows: Vec<Row>,
    /// What an address itself put into a transaction, or got out of it.
    via: BTreeMap<TxId, (Total, Option<u32>)>,
    apart: BTreeMap<&'static str, (u64, Total)>,
    /// The root of the cluster that is expanded.
    own: Option<AddressId>,
    legs: u64,
    legs_read: u64,
    is_cut: bool,
}

impl Gathered {
    fn apart(&mut self, reason: &'static str, value: Total) {
        let (count, sum) = self.apart.entry(reason).or_default();
        *count += 1;
        *sum = add(*sum, value);
    }
}

fn add(sum: Total, value: Total) -> Total {
    Total(sum.0.saturating_add(value.0))
}

struct Gather<'a> {
    graph: &'a Graph,
    side: CardSide,
    sieve: Sieve,
    work_max: u64,
    work: u64,
    gathered: Gathered,
}

impl<'a> Gather<'a> {
    fn new(ledger: &'a Ledger, question: &ExpandQuestion, sieve: Sieve) -> Self {
        Self {
            graph: &ledger.graph,
            side: question.side,
            sieve,
            work_max: question.legs,
            work: 0,
            gathered: Gathered::default(),
        }
    }

    /// An address's transactions on one side, the newest first.
    fn address(mut self, id: AddressId, watch: &mut Watch<'_>) -> Result<Gathered, Refusal> {
        let (received, sent) = self.graph.legs_by_side(id);
        self.gathered.legs = match self.side {
            CardSide::In => received,
            CardSide::Out => sent,
        };
        if !self.sieve.is_open {
            return Ok(self.gathered);
        }
        let mut seen: BTreeSet<TxId> = BTreeSet::new();
        let mut skip = 0;
        loop {
            let legs = self.graph.legs(id, End::Newest, skip, LEGS_AT_ONCE);
            if legs.is_empty() {
                return Ok(self.gathered);
            }
            skip += legs.len() as u64;
            for leg in legs {
                let (done, of) = (self.work, self.work_max);
                if watch(Progress { unit: Unit::Legs, done, of }).is_break() {
                    return Err(stopped(Unit::Legs, done));
                }
                self.work += 1;
                if self.work > self.work_max {
                    self.gathered.is_cut = true;
                    return Ok(self.gathered);
                }
                if matches!(leg, Leg::Out(_)) != (self.side == CardSide::In) {
                    continue;
                }
                let tx = self.graph.tx_of_leg(leg);
                let time = self.graph.time(tx);
                let is_new = self.sieve.window.holds(time) && !seen.contains(&tx);
                if is_new && !self.read(tx, Some(id)) {
                    self.gathered.is_cut = true;
                    return Ok(self.gathered);
                }
                seen.insert(tx);
                self.gathered.legs_read += 1;
            }
        }
    }

    fn transaction(mut self, id: TxId) -> Gathered {
        let tx = self.graph.tx(id);
        self.gathered.legs = match self.side {
            CardSide::In => tx.inputs.end - tx.inputs.start,
            CardSide::Out => tx.outputs.end - tx.outputs.start,
        };
        let is_of_time = self.sieve.window.holds(self.graph.time(id));
        if self.sieve.is_open && is_of_time {
            self.gathered.is_cut = !self.read(id, None);
            if !self.gathered.is_cut {
                self.gathered.legs_read = self.gathered.legs;
            }
        }
        self.gathered
    }

    /// Reads a transaction for its neighbours; `own` is the address that is expanded. `false` where
    /// the work does not suffice.
    fn read(&mut self, id: TxId, own: Option<AddressId>) -> bool {
        let tx = self.graph.tx(id);
        let cost = (tx.inputs.end - tx.inputs.start) + (tx.outputs.end - tx.outputs.start);
        if self.work.saturating_add(cost) > self.work_max {
            return false;
        }
        self.work += cost;
        match self.side {
            CardSide::In => self.payers(&tx, own),
            CardSide::Out => self.payees(&tx, own),
        }
        true
    }

    /// Where the outputs of a transaction went.
    fn payees(&mut self, tx: &Tx, own: Option<AddressId>) {
        if let Some(own) = own {
            let inputs = self.graph.inputs(tx).filter(|input| input.holder == Some(own));
            let put_in =
                inputs.filter_map(|input| input.value).map(Total::from).fold(Total::ZERO, add);
            self.gathered.via.insert(tx.id, (put_in, None));
        }
        let (mut back, mut nobodys, mut named) = (None, None, 0);
        for output in self.graph.outputs(tx) {
            let value = Total::from(output.value);
            match output.holder {
                None => nobodys = Some(add(nobodys.unwrap_or(Total::ZERO), value)),
                Some(holder) if Some(holder) == own => {
                    back = Some(add(back.unwrap_or(Total::ZERO), value));
                }
                Some(holder) => {
                    named += 1;
                    self.row(tx.id, Some(holder), Some(output.vout), value);
                }
            }
        }
        self.told(tx.id, back, nobodys, "nobody", named);
    }

    /// Whose inputs a transaction spends; of one address together.
    fn payers(&mut self, tx: &Tx, own: Option<AddressId>) {
        if let Some(own) = own {
            let outputs = self.graph.outputs(tx).filter(|output| output.holder == Some(own));
            let (mut got, mut at) = (Total::ZERO, Vec::new());
            for output in outputs {
                got = add(got, Total::from(output.value));
                at.push(output.vout);
            }
            let only = (at.len() == 1).then(|| at[0]);
            self.gathered.via.insert(tx.id, (got, only));
        }
        if tx.flags.is_coinbase() {
            let mined = self.graph.outputs(tx).map(|output| output.value).sum();
            let got = self.gathered.via.get(&tx.id).map_or(mined, |(got, _)| *got);
            return self.told(tx.id, None, Some(got), "mined", 0);
        }
        let mut paid: BTreeMap<AddressId, Total> = BTreeMap::new();
        let mut unknown = None;
        for input in self.graph.inputs(tx) {
            match (input.holder, input.value) {
                (Some(holder), Some(value)) => {
                    let sum = paid.entry(holder).or_default();
                    *sum = add(*sum, value.into());
                }
                (_, value) => {
                    let value = value.map_or(Total::ZERO, Total::from);
                    unknown = Some(add(unknown.unwrap_or(Total::ZERO), value));
                }
            }
        }
        let back = own.and_then(|own| paid.remove(&own));
        for (holder, value) in &paid {
            self.row(tx.id, Some(*holder), None, *value);
        }
        self.told(tx.id, back, unknown, "unknown_payers", paid.len());
    }

    /// What led to nobody else. A transaction that has no neighbour at all stands for itself.
    fn told(
        &mut self,
        tx: TxId,
        back: Option<Total>,
        nobodys: Option<Total>,
        reason: &'static str,
        named: usize,
    ) {
        if let Some(back) = back {
            self.gathered.apart("own", back);
        }
        if let Some(value) = nobodys {
            self.gathered.apart(reason, value);
            // Of a transaction that is itself expanded it would be the card beside itself.
            let via = self.gathered.via.get(&tx).copied();
            if let (0, None, Some((amount, output))) = (named, back, via) {
                self.row(tx, None, output, amount);
            }
        }
    }

    fn row(&mut self, tx: TxId, party: Option<AddressId>, output: Option<u32>, value: Total) {
        if value >= self.sieve.value_min {
            let row = Row { tx, party, output, value, transactions: 1, is_observed: true };
            self.gathered.rows.push(row);
        }
    }
}

/// Puts neighbours into words.
struct Teller<'a> {
    question: &'a ExpandQuestion,
    ledger: &'a Ledger,
    via: &'a BTreeMap<TxId, (Total, Option<u32>)>,
    /// The root of the cluster that is expanded.
    own: Option<AddressId>,
}

impl Teller<'_> {
    fn is_cluster(&self) -> bool {
        matches!(self.question.subject, CardSubject::Cluster { .. })
    }

    fn tx_card(&self, tx: TxId) -> CardSubject {
        let txid = self.ledger.graph.txid(tx).to_string();
        CardSubject::Transaction { ledger: self.question.subject.ledger().clone(), txid }
    }

    fn subject(&self, row: &Row) -> CardSubject {
        let Some(id) = row.party else { return self.tx_card(row.tx) };
        let (ledger, address) =
            (self.question.subject.ledger().clone(), Holder::of(&self.ledger.graph, id).address);
        match self.is_cluster() && self.ledger.clusters.size(id) > 1 {
            true => CardSubject::Cluster { ledger, address },
            false => CardSubject::Address { ledger, address },
        }
    }

    /// The cards that a neighbour would add.
    fn cards(&self, row: &Row) -> Vec<String> {
        let is_through = row.party.is_some() && self.via.contains_key(&row.tx);
        let through = is_through.then(|| self.tx_card(row.tx).id());
        [self.subject(row).id()].into_iter().chain(through).collect()
    }

    fn neighbour(&self, row: &Row) -> Neighbour {
        let graph = &self.ledger.graph;
        let through = self.via.get(&row.tx).filter(|_| row.party.is_some());
        let via = through.map(|(amount, output)| Via {
            txid: graph.txid(row.tx).to_string(),
            height: block_of(graph, row.tx).height,
            time: graph.time(row.tx).to_string(),
            amount: amount.to_btc(),
            output: *output,
            coinjoin: self.coinjoin(row.tx),
        });
        Neighbour {
            subject: self.subject(row),
            via,
            output: row.output,
            amount: row.value.to_btc(),
            asset: ASSET,
            time: graph.time(row.tx).to_string(),
            transactions: row.transactions,
            basis: self.basis(row),
            change: self.change(row),
        }
    }

    fn basis(&self, row: &Row) -> NeighbourBasis {
        let clusters = &self.ledger.clusters;
        if !self.is_cluster() {
            return NeighbourBasis::FACT;
        }
        // A fact where one address paid, and what is expanded is one address too.
        let is_alone = |id: &AddressId| clusters.size(clusters.root(*id)) == 1;
        let is_fact = row.is_observed && self.own.as_ref().is_some_and(is_alone);
        if is_fact && row.party.as_ref().is_some_and(is_alone) {
            return NeighbourBasis::FACT;
        }
        NeighbourBasis {
            kind: "heuristic",
            method: Some(clusters.rules().name()),
            confidence: Some(least_sure(self.ledger)),
        }
    }

    fn coinjoin(&self, tx: TxId) -> Option<crate::card::CardCoinJoin> {
        self.ledger.coinjoin(tx).as_ref().map(coinjoin_sign)
    }

    /// That an output looks like change of whoever paid the transaction.
    fn change(&self, row: &Row) -> Option<ChangeSign> {
        if self.is_cluster() || self.question.side == CardSide::In {
            return None;
        }
        let hints = trace::hints::change_hints(self.ledger, row.tx)?;
        let best = hints.consensus.filter(|best| Some(best.output) == row.output)?;
        Some(ChangeSign { rules: best.sources, confidence: best.confidence })
    }
}
