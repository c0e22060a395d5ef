//! What a text may mean, as an answer: all of it, and never a guess.

use serde::Serialize;
use utoipa::ToSchema;

use crate::common::AsOf;
use crate::refusal::Refusal;
use crate::trace::CutView;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SearchView {
    pub as_of: AsOf,
    /// What was typed, shortened; `null`: it looks like a key and is not repeated.
    pub text: Option<String>,
    /// Everything it may mean; where that is several things the asker chooses.
    pub understood: Vec<UnderstoodView>,
    /// Labels whose words begin with what was typed; the best first.
    pub labels: Vec<LabelHitView>,
    /// Of all labels that fit.
    pub labels_total: u64,
    /// Labelled addresses that begin with what was typed.
    pub addresses: Vec<AddressHitView>,
    /// Why it was understood as nothing, where it is no subject.
    pub not_understood: Option<Refusal>,
    /// What was not searched, or not to its end.
    pub cuts: Vec<CutView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct UnderstoodView {
    /// `address`, `cluster`, `transaction`, `output` or `block`; `hash` where no ledger holds it.
    pub kind: &'static str,
    /// To be pasted as it is.
    pub text: String,
    /// The ledger that holds it; `null`: none does, and only labels know of it.
    pub ledger: Option<String>,
    /// In a few words.
    pub says: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LabelHitView {
    pub label: String,
    pub categories: Vec<&'static str>,
    pub actor: Option<String>,
    pub list: Option<String>,
    /// An address or transaction it names.
    pub subject: String,
    /// How many claims of its pack say the same.
    pub claims: u64,
    pub network: String,
    pub source: String,
    /// On the day of `as_of`: `holds`, `cannot_tell`, `ended` or `not_yet`.
    pub standing: &'static str,
    /// The pack's title.
    pub pack: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AddressHitView {
    pub address: String,
    /// The ledger that holds it; `null`: labels alone know it.
    pub ledger: Option<String>,
    pub label: String,
}
