//! Little phrases that tables and sheets share.

use crate::chain::OutputFate;
use crate::common::Amount;
use crate::label::{DoubtView, ReachView};
use crate::trace::{BasisView, ByMethod, StopDetail};

/// A cell for something that may be unknown.
pub fn cell<T: std::fmt::Display>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// `1 coin`, `3 coins`.
pub fn counted(count: u64, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ if noun.ends_with('s') => format!("{count} {noun}es"),
        _ => format!("{count} {noun}s"),
    }
}

/// Thousandths of a point as points: `92.5`.
pub fn points(milli: u32) -> String {
    let (whole, rest) = (milli / 1000, milli % 1000);
    if rest == 0 {
        return whole.to_string();
    }
    format!("{whole}.{rest:03}").trim_end_matches('0').to_owned()
}

/// What became of an output, in a word.
pub fn fate_name(fate: &OutputFate) -> &'static str {
    match fate {
        OutputFate::Unspent => "unspent",
        OutputFate::NoSpendSeen => "no spend seen",
        OutputFate::Unspendable => "unspendable",
        OutputFate::Spent { .. } => "spent",
    }
}

/// The transaction that spends it; nothing where none does.
pub fn spender(fate: &OutputFate) -> String {
    match fate {
        OutputFate::Spent { by, .. } => by.txid.clone(),
        _ => String::new(),
    }
}

pub fn basis_words(basis: &BasisView) -> String {
    match basis {
        BasisView::Observed => "observed".into(),
        BasisView::Inferred { rule, confidence: Some(c) } => format!("inferred: {rule}, {c} %"),
        BasisView::Inferred { rule, confidence: None } => format!("inferred: {rule}"),
    }
}

pub fn amounts(amounts: &ByMethod) -> Vec<String> {
    amounts.0.iter().map(|(_, Amount { amount, .. })| amount.clone()).collect()
}

pub fn detail_words(detail: &StopDetail) -> String {
    match detail {
        StopDetail::CoinJoin { rule, confidence, candidates, .. } => {
            let candidates = counted(u64::from(*candidates), "candidate");
            format!("{rule}, {confidence} %, {candidates}")
        }
        StopDetail::DataMissing { unknown_inputs, .. } => counted(*unknown_inputs, "unknown input"),
    }
}

pub fn reach_words(reach: &ReachView) -> String {
    match reach {
        ReachView::Direct => "direct".into(),
        ReachView::SameKey { via } => format!("same key as {via}"),
        ReachView::Cluster { via, members: 1, .. } => format!("cluster, of {via}"),
        ReachView::Cluster { via, members, .. } => {
            format!("cluster, of {via} and {} more", members - 1)
        }
    }
}

pub fn doubt_words(doubt: &DoubtView) -> String {
    match doubt {
        DoubtView::Conflict { services } => {
            format!("several services are said to hold the cluster ({})", services.join(", "))
        }
        DoubtView::Customer { service } => {
            format!("{service} holds the cluster, this may be a customer")
        }
    }
}
