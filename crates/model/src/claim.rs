//! A label is a claim: somebody says something about a subject, with a source, a date and a
//! confidence. It is never a flag on an address.

use crate::address::Address;
use crate::category::Category;
use crate::chain::Network;
use crate::hash::{Digest, Txid};
use crate::time::{Day, Time};

/// What a claim is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ClaimSubject {
    Address(Address),
    Tx(Txid),
}

/// When a claim holds. A missing day is unknown, not "always".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Validity {
    /// The day it began, where known.
    pub from: Option<Day>,
    /// A day on which the source was seen to say it (a list's date, a tag's `lastmod`). From here
    /// on it holds until something later says otherwise; before it, without `from`, nobody knows.
    pub seen: Option<Day>,
    /// The first day on which it no longer held, where known.
    pub to: Option<Day>,
}

/// How sure the source is, 0 to 100, with the word it used (`authority_data`, `web_crawl` …).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Confidence {
    pub id: String,
    pub level: u8,
}

/// One claim, as a source made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub subject: ClaimSubject,
    /// The chain the source named (`BTC`, `ETH`, `TRX`, `BEP20` …), upper-case; [`Claim::STORY`] for
    /// what was made up.
    pub network: String,
    pub label: String,
    /// What it says the subject is or did; the first one is the primary.
    pub categories: Vec<Category>,
    /// An actor's id, resolved through ActorPacks.
    pub actor: Option<String>,
    /// The list whose entry this is (`us-ofac-sdn`): only such claims say "sanctioned", and claims of
    /// one list about one subject are read together, so that a removal ends a listing.
    pub list: Option<String>,
    pub source: String,
    pub confidence: Confidence,
    pub validity: Validity,
    /// The tag speaks for the whole cluster of its address (GraphSense `is_cluster_definer`).
    pub is_cluster_definer: bool,
    /// Free text the source adds (names, remarks, JSON).
    pub context: Option<String>,
}

impl Claim {
    /// The network of claims about addresses and transactions of stories.
    pub const STORY: &str = "STORY";

    /// By which of Bitcoin's networks its address is written: a made-up one is never written as if it
    /// were somebody's.
    pub fn bitcoin_network(&self) -> Network {
        if self.network == Self::STORY { Network::Story } else { Network::Main }
    }
}

/// Where a set of claims came from. The bytes it was read from are kept, named by their digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackHead {
    pub digest: Digest,
    pub title: String,
    pub creator: String,
    /// The importer that read it (`tagpack`, `ofac-sdn`, `ofac-timeline`, `list`, `csv` …).
    pub format: String,
    /// The file's own name, without its folders.
    pub file: String,
    pub imported_at: Time,
    /// The list that this file is all of; `None`: some entries of lists at most, or no list.
    pub whole_list: Option<WholeList>,
}

impl PackHead {
    /// How the title of a pack begins that was made up together with a story.
    pub const SYNTHETIC: &str = "SYNTHETIC:";

    /// It says of itself that nothing in it is about anybody.
    pub fn is_synthetic(&self) -> bool {
        self.title.starts_with(Self::SYNTHETIC)
    }
}

/// A file that has every entry of a list: who is not in it was not on the list on these days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholeList {
    pub list: String,
    /// The copy's day, or the first day of a history.
    pub from: Day,
    /// The copy's day, or the last day that a history tells of.
    pub to: Day,
}

/// Somebody a claim can name, from an ActorPack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub id: String,
    pub label: String,
    pub uri: String,
    pub categories: Vec<Category>,
    /// ISO 3166 alpha-2.
    pub jurisdictions: Vec<String>,
    pub aliases: Vec<String>,
}

/// What one file held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    pub head: PackHead,
    pub claims: Vec<Claim>,
    pub actors: Vec<Actor>,
}
