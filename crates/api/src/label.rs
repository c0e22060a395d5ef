//! Claims as answers: who says what of whom, since when, and how it reaches the subject.

use entity::atlas::known::{Attribution, Doubt, Reach};
use entity::label::Stated;
use entity::label::standing::Standing;
use model::address::Address;
use model::chain::Network;
use model::claim::{Claim, ClaimSubject, PackHead};
use serde::Serialize;
use utoipa::ToSchema;

use crate::common::AsOf;

/// One claim, as its source made it, and what is known of it on the day asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClaimView {
    /// The address or transaction it names.
    pub subject: String,
    /// The chain its source named: `BTC`, `ETH`, `TRX` …
    pub network: String,
    pub label: String,
    /// The first one is the primary.
    pub categories: Vec<&'static str>,
    pub actor: Option<String>,
    /// The list whose entry this is; only such claims say "listed".
    pub list: Option<String>,
    pub source: String,
    pub confidence: ConfidenceView,
    pub valid: ValidView,
    /// `holds`, `cannot_tell`, `ended` or `not_yet`, on the day of `as_of`.
    pub standing: &'static str,
    /// It speaks for the whole cluster of its address.
    pub is_cluster_definer: bool,
    pub context: Option<String>,
    pub pack: PackView,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ConfidenceView {
    pub id: String,
    /// 0 to 100.
    pub level: u8,
}

/// Days; `null` is unknown, not "always".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ValidView {
    pub from: Option<String>,
    /// A day on which its source was seen to say it.
    pub seen: Option<String>,
    pub to: Option<String>,
}

/// The file a claim came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PackView {
    /// SHA-256 of the file's bytes, under which they are kept.
    pub digest: String,
    pub title: String,
    pub creator: String,
    pub format: String,
    pub file: String,
    pub imported_at: String,
}

impl From<&PackHead> for PackView {
    fn from(head: &PackHead) -> Self {
        Self {
            digest: head.digest.to_string(),
            title: head.title.clone(),
            creator: head.creator.clone(),
            format: head.format.clone(),
            file: head.file.clone(),
            imported_at: head.imported_at.to_string(),
        }
    }
}

impl ClaimView {
    pub fn new(claim: &Claim, standing: Standing, pack: &PackHead, network: Network) -> Self {
        let day = |day: Option<model::time::Day>| day.map(|day| day.to_string());
        Self {
            subject: match &claim.subject {
                ClaimSubject::Address(address) => address.display(network).to_string(),
                ClaimSubject::Tx(txid) => txid.to_string(),
            },
            network: claim.network.clone(),
            label: claim.label.clone(),
            categories: claim.categories.iter().map(|category| category.id()).collect(),
            actor: claim.actor.clone(),
            list: claim.list.clone(),
            source: claim.source.clone(),
            confidence: ConfidenceView {
                id: claim.confidence.id.clone(),
                level: claim.confidence.level,
            },
            valid: ValidView {
                from: day(claim.validity.from),
                seen: day(claim.validity.seen),
                to: day(claim.validity.to),
            },
            standing: standing_name(standing),
            is_cluster_definer: claim.is_cluster_definer,
            context: claim.context.clone(),
            pack: pack.into(),
        }
    }

    pub fn stated(stated: &Stated) -> Self {
        Self::new(&stated.claim, stated.standing, &stated.pack, stated.claim.bitcoin_network())
    }
}

pub fn standing_name(standing: Standing) -> &'static str {
    match standing {
        Standing::Holds => "holds",
        Standing::CannotTell => "cannot_tell",
        Standing::Ended => "ended",
        Standing::NotYet => "not_yet",
    }
}

/// A claim that reaches a subject, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AttributionView {
    #[serde(flatten)]
    pub reach: ReachView,
    /// Why it is not held against the subject, where something speaks against it.
    pub doubt: Option<DoubtView>,
    pub claim: ClaimView,
}

/// How a claim reaches the subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "reach", rename_all = "snake_case")]
pub enum ReachView {
    /// It names this very address.
    Direct,
    /// It names another form of the same key: a fact of the protocol.
    SameKey { via: String },
    /// It names another member of the cluster: a hypothesis.
    Cluster {
        ledger: String,
        root: String,
        via: String,
        /// How many members it says the same words of.
        members: u32,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "doubt", rename_all = "snake_case")]
pub enum DoubtView {
    /// Several services are said to hold the cluster: it may have been joined wrongly.
    Conflict { services: Vec<String> },
    /// A service holds the cluster, and the claim may be about one of its customers.
    Customer { service: String },
}

impl AttributionView {
    pub fn of(attribution: &Attribution, network: Network) -> Self {
        let (network, reach) = match &attribution.reach {
            Reach::Direct => (network, ReachView::Direct),
            Reach::SameKey { via } => {
                (network, ReachView::SameKey { via: via.display(network).to_string() })
            }
            Reach::Cluster { ledger, root, via, members } => (
                ledger.network,
                ReachView::Cluster {
                    ledger: ledger.to_string(),
                    root: root.display(ledger.network).to_string(),
                    via: via.display(ledger.network).to_string(),
                    members: *members,
                },
            ),
        };
        Self {
            reach,
            doubt: attribution.doubt.as_ref().map(doubt),
            claim: ClaimView::new(
                &attribution.claim,
                attribution.standing,
                &attribution.pack,
                network,
            ),
        }
    }

    /// Of an address of a chain whose network does not matter, or is mainnet where it does.
    pub fn of_many(attributions: &[Attribution], network: Network) -> Vec<Self> {
        attributions.iter().map(|attribution| Self::of(attribution, network)).collect()
    }
}

fn doubt(doubt: &Doubt) -> DoubtView {
    match doubt {
        Doubt::Conflict { services } => DoubtView::Conflict { services: services.clone() },
        Doubt::Customer { service } => DoubtView::Customer { service: service.clone() },
    }
}

/// What is said about a subject: the answer of `labels show`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LabelsOf {
    pub as_of: AsOf,
    pub subject: String,
    /// Strongest first.
    pub labels: Vec<AttributionView>,
}

/// The imported packs: the answer of `labels packs`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Packs {
    /// Of the whole set, over what was imported and when: results quote it.
    pub digest: String,
    pub packs: Vec<PackInfo>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PackInfo {
    #[serde(flatten)]
    pub pack: PackView,
    pub subjects: u64,
    pub claims: u64,
    pub actors: u64,
}

/// The network by which an address that may be of several is printed: the first of them.
pub fn printed_network(networks: &[Network]) -> Network {
    networks.first().copied().unwrap_or(Network::Main)
}

/// The text of an address for an answer.
pub fn address_text(address: &Address, networks: &[Network]) -> String {
    address.display(printed_network(networks)).to_string()
}

/// What became of files given to import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Imported {
    /// Of the label set as it now is.
    pub digest: String,
    pub files: Vec<ImportedFile>,
}

/// One file: taken whole, known already, or nothing of it taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ImportedFile {
    pub file: String,
    /// SHA-256 of its bytes.
    pub digest: String,
    /// `imported`, `already_imported`, `refused`, or `passed_over` (no label file, in a folder).
    pub result: &'static str,
    /// Why nothing was taken.
    pub error: Option<String>,
    /// When it was imported before, in words.
    pub since: Option<String>,
    #[serde(skip)]
    pub is_unrecognised: bool,
    pub pack: Option<PackView>,
    pub rows: Option<RowsView>,
}

/// What became of every row: `rows` = `taken` + `duplicates` + `refused`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RowsView {
    pub rows: u64,
    /// What a row is: a tag, an address, an event, an actor.
    pub unit: &'static str,
    pub taken: u64,
    /// The same claim again within the file.
    pub duplicates: u64,
    pub refused: u64,
    pub refused_why: Vec<RefusedView>,
    /// Claims whose field the file left out, by field.
    pub defaulted: Vec<CountOf>,
    /// Category words that are no ids of the vocabulary, and what each was read as.
    pub read_as: Vec<ReadAs>,
    /// Claims about chains whose ledgers are not known here, by network.
    pub unsupported: Vec<CountOf>,
    pub claims: u64,
    pub actors: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CountOf {
    pub name: String,
    pub count: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReadAs {
    pub word: String,
    pub category: &'static str,
    pub count: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RefusedView {
    pub reason: &'static str,
    pub says: String,
    pub count: u64,
    /// The first few.
    pub examples: Vec<RefusedExample>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RefusedExample {
    pub line: u64,
    /// Empty where it must not be repeated.
    pub shown: String,
    pub detail: String,
}

impl ImportedFile {
    pub fn imported(file: String, pack: PackView, rows: RowsView) -> Self {
        Self {
            digest: pack.digest.clone(),
            result: "imported",
            pack: Some(pack),
            rows: Some(rows),
            ..Self::nothing(file)
        }
    }

    pub fn already(file: String, digest: String, since: String) -> Self {
        Self { digest, result: "already_imported", since: Some(since), ..Self::nothing(file) }
    }

    pub fn refused(file: String, digest: String, error: String, is_unrecognised: bool) -> Self {
        Self { digest, error: Some(error), is_unrecognised, ..Self::nothing(file) }
    }

    fn nothing(file: String) -> Self {
        Self {
            file,
            digest: String::new(),
            result: "refused",
            error: None,
            since: None,
            is_unrecognised: false,
            pack: None,
            rows: None,
        }
    }
}
