//! Whole-chain taint as an answer: where the money of many thefts is now, in sums.

use entity::atlas::{Atlas, Ledger};
use model::amount::Total;
use serde::Serialize;
use trace::flood::{Flood, FloodHolder, FloodQuery, Held};
use trace::taint::Method;
use utoipa::ToSchema;

use crate::common::{Amount, AsOf};
use crate::trace::{CutView, MethodView, PartyView, cut_view, method, subject_names};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TaintView {
    pub as_of: AsOf,
    /// The time of the tip: "now" in "where it is now".
    pub as_of_time: Option<String>,
    pub query: TaintQueryView,
    /// To be printed with the numbers.
    pub method: MethodView,
    pub start: TaintStartView,
    /// Where it is now, by reason. Under every method but poison the rows add up to `start.net`.
    pub where_it_is_now: Vec<TaintSumView>,
    /// Who holds most of it: what is unspent, and what reached services and mixers.
    pub holders: Vec<TaintHolderView>,
    /// What all other holders have together.
    pub more: HeldView,
    /// Transactions met, and outputs that something of it reached.
    pub transactions: u64,
    pub outputs: u64,
    /// Runs of satoshis put into outputs: FIFO and LIFO; `null` for the other methods.
    pub segments: Option<u64>,
    pub cuts: Vec<CutView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TaintQueryView {
    /// By their natural keys; followed together.
    pub subjects: Vec<String>,
    pub method: &'static str,
    pub holders_max: u64,
    pub through_services: bool,
    pub through_mixers: bool,
    pub through_fees: bool,
    pub coinjoin_confidence_min: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TaintStartView {
    pub coins: u64,
    pub value: Amount,
    /// What had come out of another coin of the start, counted once only.
    pub returned: Amount,
    pub net: Amount,
}

/// All that ended for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TaintSumView {
    /// As in a trace: `unspent`, `service`, `mixer`, `coinjoin`, `fee` …
    pub stop: &'static str,
    /// Coins; of fees, transactions.
    pub rows: u64,
    pub amount: Amount,
    /// Of the start; by poison of all that ended.
    pub share: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TaintHolderView {
    /// The first of the holder's addresses that has some of it, with its cluster.
    pub holder: PartyView,
    /// Who that is, as far as somebody says so and it holds.
    pub name: Option<String>,
    pub stop: &'static str,
    pub outputs: u64,
    pub amount: Amount,
    pub share: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HeldView {
    pub holders: u64,
    pub outputs: u64,
    pub amount: Amount,
    pub share: String,
}

pub fn view(atlas: &Atlas, ledger: &Ledger, flood: &Flood) -> TaintView {
    TaintView {
        as_of: AsOf::of(atlas, ledger),
        as_of_time: flood.as_of_time.map(|time| time.to_string()),
        query: query(ledger, &flood.query),
        method: method(flood.query.method),
        start: TaintStartView {
            coins: flood.start_coins,
            value: Total(flood.start_value).into(),
            returned: Total(flood.returned).into(),
            net: Total(flood.net()).into(),
        },
        where_it_is_now: flood
            .sums
            .iter()
            .map(|(reason, sum)| TaintSumView {
                stop: reason.name(),
                rows: sum.rows,
                amount: Total(sum.amount).into(),
                share: flood.share(sum.amount).percent(),
            })
            .collect(),
        holders: flood.holders.iter().map(|holder| holder_view(flood, holder)).collect(),
        more: held(flood, flood.rest),
        transactions: flood.transactions,
        outputs: flood.coins,
        segments: matches!(flood.query.method, Method::Fifo | Method::Lifo).then_some(flood.runs),
        cuts: flood.cuts.iter().map(cut_view).collect(),
    }
}

fn query(ledger: &Ledger, query: &FloodQuery) -> TaintQueryView {
    TaintQueryView {
        subjects: subject_names(&query.subject, ledger.graph.ledger().network),
        method: query.method.name(),
        holders_max: query.holders_max as u64,
        through_services: query.through_services,
        through_mixers: query.through_mixers,
        through_fees: query.through_fees,
        coinjoin_confidence_min: query.coinjoin_confidence_min,
    }
}

fn holder_view(flood: &Flood, holder: &FloodHolder) -> TaintHolderView {
    let HeldView { outputs, amount, share, .. } = held(flood, holder.held);
    TaintHolderView {
        holder: (&holder.party).into(),
        name: holder.party.name(),
        stop: holder.reason.name(),
        outputs,
        amount,
        share,
    }
}

fn held(flood: &Flood, held: Held) -> HeldView {
    HeldView {
        holders: held.holders,
        outputs: held.outputs,
        amount: Total(held.amount).into(),
        share: flood.share(held.amount).percent(),
    }
}
