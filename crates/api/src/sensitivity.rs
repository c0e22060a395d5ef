//! What a trace's endings rest on, as an answer: the trace as it was asked, and again without each rule
//! and label that it met.
//!
//! Of each way of doing without, what stays and what falls away are together what the trace found, and
//! what stays and what appears are together what was found without. Amounts go by the one method that the
//! trace's shares go by.

use serde::Serialize;
use utoipa::ToSchema;

use crate::common::{Amount, AsOf};
use crate::refusal::Saying;
use crate::trace::QueryView;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SensitivityView {
    pub as_of: AsOf,
    pub query: QueryView,
    /// The method that every amount goes by.
    pub share_method: &'static str,
    /// What the endings of the trace as asked add up to.
    pub found: Amount,
    /// Rules first, then sources, then labels by what rests on them.
    pub runs: Vec<RunView>,
    /// At most so many are made.
    pub runs_max: usize,
    /// What the trace met beyond that, which was not left out.
    pub not_run: Vec<String>,
}

/// The trace again without one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RunView {
    /// As a question's `without` takes it.
    pub without: String,
    /// Of a label: its words, and whom it speaks of.
    pub says: Option<String>,
    /// In the same place, for the same reason.
    pub stays: Amount,
    pub falls_away: Amount,
    pub appears: Amount,
    /// What the endings without it add up to.
    pub found: Amount,
    /// Endings that are not as they were, most first.
    pub changes: Vec<ChangeView>,
    /// Those beyond what is shown.
    pub changes_left: u64,
    /// Why there is no such run.
    pub refused: Option<Saying>,
}

/// An ending before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = EndingChangeView)]
pub struct ChangeView {
    pub stop: &'static str,
    /// The service that holds it, as somebody claims.
    pub service: Option<String>,
    pub txid: String,
    /// `null`: in no coin but inside `txid` (a fee).
    pub out_point: Option<String>,
    pub address: Option<String>,
    pub before: Amount,
    pub after: Amount,
}
