//! Screening as an answer: found, not found or cannot tell, with everything it rests on.

use entity::atlas::Atlas;
use entity::label::Stated;
use entity::label::pack::ListExtent;
use entity::listing::{Ground, Leg, Match, Screening, Verdict};
use model::chain::Network;
use serde::Serialize;
use utoipa::ToSchema;

use crate::common::AsOf;
use crate::label::{AttributionView, ClaimView};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ScreenView {
    pub as_of: AsOf,
    /// The categories asked for; `null`: lists and every category that is an alarm by itself.
    pub categories: Option<Vec<&'static str>>,
    /// The lists that were compared with; where there is none, nothing is called clear.
    pub lists: Vec<ListView>,
    pub counts: VerdictCounts,
    /// In the order they were asked, each as often as it was asked.
    pub subjects: Vec<Screened>,
}

/// A list and how far it is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ListView {
    pub list: String,
    pub claims: u64,
    /// The latest day on which anything is known of it.
    pub newest: String,
    /// The days on which all of it is known; `null`: these are some of its entries.
    pub whole: Option<WholeView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WholeView {
    /// The oldest whole copy; before it who is not matched may have been on the list.
    pub from: String,
    /// The newest whole copy.
    pub newest: String,
}

/// The lists that an Atlas knows at its moment.
pub fn lists(atlas: &Atlas) -> Vec<ListView> {
    let view = |extent: ListExtent| ListView {
        list: extent.list,
        claims: extent.claims,
        newest: extent.newest.to_string(),
        whole: extent.whole.map(|whole| WholeView {
            from: whole.from.to_string(),
            newest: whole.newest.to_string(),
        }),
    };
    atlas.labels.lists(&atlas.as_of).into_iter().map(view).collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct VerdictCounts {
    pub found: u64,
    pub cannot_tell: u64,
    pub not_found: u64,
    pub unreadable: u64,
}

/// One subject's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Screened {
    /// As it was given; withheld where it looks like a secret.
    pub subject: String,
    /// `found`, `cannot_tell`, `not_found` or `unreadable`.
    pub verdict: &'static str,
    /// Why it could not be read.
    pub error: Option<String>,
    /// Why finding nothing would not be "not found", one sentence each.
    pub unsure: Vec<String>,
    /// What counts before what is information; then strongest first.
    pub matches: Vec<MatchView>,
    /// Claims about the transaction itself, where one was asked about.
    pub transaction: Vec<TxMatchView>,
}

/// A claim that reaches the subject, and whether it counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MatchView {
    #[serde(flatten)]
    pub ground: GroundView,
    /// Where in the transaction the holder stands (`input 0`), where a transaction was asked about.
    pub leg: Option<String>,
    #[serde(flatten)]
    pub attribution: AttributionView,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TxMatchView {
    #[serde(flatten)]
    pub ground: GroundView,
    pub claim: ClaimView,
}

/// Why a claim counts, if it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "ground", rename_all = "snake_case")]
pub enum GroundView {
    /// It is an entry of this list.
    List { list: String },
    /// It says this category, which was asked for.
    Category { category: &'static str },
    /// It does not count; the reader should know it all the same.
    Information,
}

impl From<&Ground> for GroundView {
    fn from(ground: &Ground) -> Self {
        match ground {
            Ground::List(list) => Self::List { list: list.clone() },
            Ground::Category(category) => Self::Category { category: category.id() },
            Ground::Information => Self::Information,
        }
    }
}

impl Screened {
    pub fn of(subject: &str, screening: &Screening, network: Network) -> Self {
        let claim = |found: &Match| MatchView {
            ground: (&found.ground).into(),
            leg: found.leg.map(leg),
            attribution: AttributionView::of(&found.attribution, network),
        };
        let tx = |(ground, stated): &(Ground, Stated)| TxMatchView {
            ground: ground.into(),
            claim: ClaimView::stated(stated),
        };
        Self {
            subject: subject.to_owned(),
            verdict: verdict(screening.verdict),
            error: None,
            unsure: screening.unsure.iter().map(ToString::to_string).collect(),
            matches: screening.matches.iter().map(claim).collect(),
            transaction: screening.transaction.iter().map(tx).collect(),
        }
    }

    pub fn unreadable(subject: String, error: String) -> Self {
        Self {
            subject,
            verdict: "unreadable",
            error: Some(error),
            unsure: Vec::new(),
            matches: Vec::new(),
            transaction: Vec::new(),
        }
    }
}

fn leg(leg: Leg) -> String {
    match leg {
        Leg::Input(at) => format!("input {at}"),
        Leg::Output(at) => format!("output {at}"),
    }
}

pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Found => "found",
        Verdict::CannotTell => "cannot_tell",
        Verdict::Clear => "not_found",
    }
}

impl VerdictCounts {
    pub fn of(subjects: &[Screened]) -> Self {
        let count = |verdict| subjects.iter().filter(|s| s.verdict == verdict).count() as u64;
        Self {
            found: count("found"),
            cannot_tell: count("cannot_tell"),
            not_found: count("not_found"),
            unreadable: count("unreadable"),
        }
    }
}
