//! With whom an address or cluster dealt, as an answer: who paid it, or whom it paid.
//!
//! What a ledger shows is which outputs a transaction creates and which it spends. Who paid whom
//! follows by three rules, and each amount says by which:
//!
//! * *observed*: every input is one address's, so whoever holds it paid every output;
//! * *inferred, co-spend*: the inputs are several addresses' of one cluster, so one holder paid, as
//!   far as the cluster is right;
//! * *not attributed*: the inputs are of several clusters or unknown, the transaction looks like a
//!   CoinJoin, or its coins are newly mined. Nothing on the chain says whose input paid which output,
//!   so no share is made up: such amounts are counted apart, by reason (what the subject received
//!   there, or what it put in).
//!
//! A transaction that a cluster paid counts whole, also where one of its addresses was asked about:
//! which of them paid which output is not on the chain. Fees are nobody's and in no row.

use serde::Serialize;
use utoipa::ToSchema;

use crate::chain::TxAt;
use crate::common::{Amount, AsOf};
use crate::label::AttributionView;
use crate::look::Part;
use crate::trace::{CutView, PartyView};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CounterpartiesView {
    pub as_of: AsOf,
    pub subject: String,
    /// `received`: who paid it; `sent`: whom it paid.
    pub side: &'static str,
    /// Most value first; each is a cluster, by its root.
    pub counterparties: Vec<CounterpartyView>,
    /// What all counterparties that are not shown come to.
    pub rest: RestView,
    /// What nobody can be named for, by reason.
    pub not_attributed: Vec<NotAttributedView>,
    /// What stayed with the subject's own cluster: change, and moves between its addresses.
    pub own: OwnView,
    /// Legs of the subject on this side.
    pub legs: u64,
    /// Of these so many were read; the newest of an address, the first members' of a cluster.
    pub legs_read: u64,
    /// What a limit left out.
    pub cuts: Vec<CutView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CounterpartyView {
    /// The cluster, by its root.
    pub holder: PartyView,
    /// Who that is, as far as somebody says so and it holds.
    pub name: Option<String>,
    /// The strongest of what is said of it.
    pub labels: Part<AttributionView>,
    pub value: Amount,
    /// Of `value`, what rests on no inference: one address paid the whole transaction. The rest is
    /// as sure as the co-spend rule.
    pub observed: Amount,
    pub transactions: u64,
    pub first: TxAt,
    pub last: TxAt,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RestView {
    pub counterparties: u64,
    pub value: Amount,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NotAttributedView {
    /// `mined`, `coinjoin`, `several_payers`, `unknown_payers` or `nobody` (paid to no holder).
    pub reason: &'static str,
    pub transactions: u64,
    pub value: Amount,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OwnView {
    pub transactions: u64,
    pub value: Amount,
}
