//! Screening: is a subject, its key or its cluster on a list, or said to be something grave?
//!
//! The one thing to know: there are three answers. "Cannot tell" is given where a claim may or may
//! not have held on the day asked about, or where a cluster is not sure enough to blame its member;
//! nor where no whole list of that day was compared with, nor where a transaction or its holders are
//! not known; it is never rounded to "clear". Only a claim of a list says "listed"; a tag that says sanctions is
//! somebody's word and shown as that.

#[cfg(test)]
mod real;

use std::collections::BTreeSet;

use graph::{Input, Source};
use model::address::Address;
use model::category::{Category, Severity};
use model::chain::Network;
use model::hash::{OutPoint, Txid};
use model::parse::Subject;
use model::time::Day;

use crate::atlas::Atlas;
use crate::atlas::known::{Asked, Attribution, Reach};
use crate::label::pack::ListExtent;
use crate::label::standing::Standing;
use crate::label::{AsOf, Stated};

/// What counts. By default lists, and every category whose [`Severity`] is `Severe`: sanctions,
/// black lists, terrorism and its financing, ransomware, theft from services, money laundering,
/// trade in people or weapons, killing, child abuse, and the `sea:` words for scam compounds, pig
/// butchering, guarantee marketplaces, covert IT workers and frozen wallets. Mixers, gambling, reports
/// of scams and of sextortion are shown but are no alarm by themselves.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScreenQuery {
    /// Instead of the default: these categories and all narrower ones. Lists count where `sanction`
    /// or one of its wider categories is asked for.
    pub categories: Option<Vec<Category>>,
}

impl ScreenQuery {
    fn asks(&self, category: Category) -> bool {
        match &self.categories {
            None => category.severity() == Severity::Severe,
            Some(asked) => asked.iter().any(|wider| category.is_a(*wider)),
        }
    }

    fn asks_lists(&self) -> bool {
        self.asks(Category::parse("sanction").expect("a row of the table"))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// Something that counts holds.
    Found,
    /// Nothing found, but something that counts may have held, or may be about somebody else, or
    /// there was nothing to compare with.
    CannotTell,
    Clear,
}

/// Why a claim counts, if it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ground {
    /// It is an entry of this list.
    List(String),
    /// It says this category, which was asked for.
    Category(Category),
    /// It does not count: shown so that the reader knows what else is said.
    Information,
}

/// Where in a transaction that was asked about a holder stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Leg {
    Input(u32),
    Output(u32),
}

/// Why nothing found is not the same as clear.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsure {
    #[error("no label is imported: there is nothing to compare with")]
    NoLabels,
    #[error("no list is imported")]
    NoList,
    #[error("no list here is whole: who is not among these entries may be on it all the same")]
    NoWholeList,
    #[error("no whole list is of before {from}: who was on one on {as_of} is not known")]
    BeforeLists { from: Day, as_of: Day },
    #[error("{0} is in no ledger here: its senders and receivers are not known")]
    UnknownTransaction(Txid),
    #[error("who sent is not known for {0} of its inputs: they spend what is in no ledger here")]
    UnknownSenders(usize),
}

/// A claim that reaches the subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    pub ground: Ground,
    /// The holder's first place in the transaction, where one was asked about.
    pub leg: Option<Leg>,
    pub attribution: Attribution,
}

/// The answer, with everything it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Screening {
    pub verdict: Verdict,
    /// What counts before what is information; then strongest first.
    pub matches: Vec<Match>,
    /// Claims about the transaction itself, where one was asked about.
    pub transaction: Vec<(Ground, Stated)>,
    /// The lists it was compared with; none where no list is known, and then it is never clear.
    pub lists: Vec<ListExtent>,
    /// What keeps it from being clear, whatever was found.
    pub unsure: Vec<Unsure>,
    pub as_of: AsOf,
}

/// Why there is nothing to screen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScreenError {
    #[error("a block has no holder: screen an address, a transaction or an output (txid:vout)")]
    Block,
    #[error("{0} is in no ledger here, so its holder is unknown: screen the address itself")]
    UnknownOutput(OutPoint),
}

/// Screens one subject. A transaction is screened for claims about itself and for the holders of its
/// inputs and outputs; an output for its holder and its transaction.
pub fn screen(
    atlas: &Atlas,
    subject: &Subject,
    query: &ScreenQuery,
) -> Result<Screening, ScreenError> {
    match subject {
        Subject::Address { address, networks } => {
            let reached = on_no_leg(atlas.known(address, Some(networks)));
            Ok(judge(atlas, query, reached, Vec::new(), Vec::new()))
        }
        Subject::Hash { txid, .. } => {
            // Lists hold hex that is no transaction, too (Monero's payment ids).
            let text = Address::Other { ticker: String::new(), text: txid.to_string() };
            let stated = atlas.labels.about_tx(txid, &atlas.as_of);
            let mut reached = on_no_leg(atlas.known(&text, None));
            let (holders, unsure) = holders_of(atlas, txid);
            reached.extend(holders);
            Ok(judge(atlas, query, reached, stated, unsure))
        }
        Subject::OutPoint(out_point) => screen_output(atlas, out_point, query),
        Subject::Height(_) => Err(ScreenError::Block),
    }
}

/// [`screen`] for many subjects, in their order: their addresses are looked up together. The
/// answers are held at once, so a long list is asked in parts.
pub fn screen_many(
    atlas: &Atlas,
    subjects: &[&Subject],
    query: &ScreenQuery,
) -> Vec<Result<Screening, ScreenError>> {
    let addresses = subjects.iter().filter_map(|subject| match subject {
        Subject::Address { address, networks } => Some(Asked { address, networks: Some(networks) }),
        Subject::Hash { .. } | Subject::OutPoint(_) | Subject::Height(_) => None,
    });
    let mut known = atlas.known_of_many(&addresses.collect::<Vec<_>>()).into_iter();
    let screened = subjects.iter().map(|subject| match subject {
        Subject::Address { .. } => {
            let reached = on_no_leg(known.next().expect("an answer for each address"));
            Ok(judge(atlas, query, reached, Vec::new(), Vec::new()))
        }
        Subject::Hash { .. } | Subject::OutPoint(_) | Subject::Height(_) => {
            screen(atlas, subject, query)
        }
    });
    screened.collect()
}

fn screen_output(
    atlas: &Atlas,
    out_point: &OutPoint,
    query: &ScreenQuery,
) -> Result<Screening, ScreenError> {
    let stated = atlas.labels.about_tx(&out_point.txid, &atlas.as_of);
    let (address, network) =
        holder_of(atlas, out_point).ok_or(ScreenError::UnknownOutput(*out_point))?;
    let attributions =
        address.map_or_else(Vec::new, |address| atlas.known(&address, Some(&[network])));
    Ok(judge(atlas, query, on_no_leg(attributions), stated, Vec::new()))
}

/// What is said of an address, and where it stands in a transaction.
type Reached = (Option<Leg>, Attribution);

fn on_no_leg(attributions: Vec<Attribution>) -> Vec<Reached> {
    attributions.into_iter().map(|attribution| (None, attribution)).collect()
}

/// What is said of everybody who holds an input or output of a transaction, each holder once; and
/// what is not known of them. Of several ledgers the one that knows most of its senders is asked.
fn holders_of(atlas: &Atlas, txid: &Txid) -> (Vec<Reached>, Vec<Unsure>) {
    let places = atlas.ledgers.iter().filter_map(|ledger| {
        // Two transactions before BIP 30 have a twin; the newer one overwrote the older.
        let tx = ledger.graph.tx(*ledger.graph.find_tx(txid).first()?);
        let unknown = ledger.graph.inputs(&tx).filter(is_unknown).count();
        Some((unknown, ledger, tx))
    });
    let Some((unknown, ledger, tx)) = places.min_by_key(|(unknown, ..)| *unknown) else {
        return (Vec::new(), vec![Unsure::UnknownTransaction(*txid)]);
    };
    let graph = &ledger.graph;
    let inputs = (0..).map(Leg::Input).zip(graph.inputs(&tx).map(|input| input.holder));
    let outputs = graph.outputs(&tx).map(|output| (Leg::Output(output.vout), output.holder));
    let mut seen = BTreeSet::new();
    let mut reached = Vec::new();
    for (leg, holder) in inputs.chain(outputs) {
        let Some(holder) = holder.filter(|holder| seen.insert(*holder)) else { continue };
        let address = Address::Bitcoin(graph.address(holder));
        let known = atlas.known(&address, Some(&[graph.ledger().network]));
        reached.extend(known.into_iter().map(|attribution| (Some(leg), attribution)));
    }
    let unsure = (unknown > 0).then_some(Unsure::UnknownSenders(unknown));
    (reached, unsure.into_iter().collect())
}

/// The holder of an output in the first ledger that has it (`None` inside: data, nobody's).
fn holder_of(atlas: &Atlas, out_point: &OutPoint) -> Option<(Option<Address>, Network)> {
    atlas.ledgers.iter().find_map(|ledger| {
        let graph = &ledger.graph;
        // Two transactions before BIP 30 have a twin; the newer one overwrote the older.
        let tx = graph.tx(*graph.find_tx(&out_point.txid).first()?);
        let output = graph.outputs(&tx).find(|output| output.vout == out_point.vout)?;
        let address = output.holder.map(|holder| Address::Bitcoin(graph.address(holder)));
        Some((address, graph.ledger().network))
    })
}

/// The spent output is in no ledger and nothing beside the block told whose it was.
fn is_unknown(input: &Input) -> bool {
    matches!(input.source, Source::Foreign { holder: None, .. })
}

fn judge(
    atlas: &Atlas,
    query: &ScreenQuery,
    reached: Vec<Reached>,
    stated: Vec<Stated>,
    mut unsure: Vec<Unsure>,
) -> Screening {
    let mut matches: Vec<Match> = reached
        .into_iter()
        .map(|(leg, attribution)| Match {
            ground: ground(&attribution.claim, query),
            leg,
            attribution,
        })
        .collect();
    // Stable: within each part the strongest stays first.
    matches.sort_by_key(|found| found.ground == Ground::Information);
    let transaction: Vec<(Ground, Stated)> =
        stated.into_iter().map(|stated| (ground(&stated.claim, query), stated)).collect();
    let verdicts = matches
        .iter()
        .filter(|found| found.ground != Ground::Information)
        .map(|found| verdict(found.attribution.standing, found.attribution.doubt.is_some()))
        .chain(
            transaction
                .iter()
                .filter(|(ground, _)| *ground != Ground::Information)
                .map(|(_, stated)| verdict(stated.standing, false)),
        );
    let lists = atlas.labels.lists(&atlas.as_of);
    unsure.extend(blindness(atlas, query, &lists));
    let otherwise = if unsure.is_empty() { Verdict::Clear } else { Verdict::CannotTell };
    let verdict = verdicts.fold(otherwise, Ord::min);
    Screening { verdict, matches, transaction, lists, unsure, as_of: atlas.as_of }
}

/// With nothing to compare with, nothing found means nothing. A whole list that is older than the
/// day asked about is the best there is on many days: the answer gives its date.
fn blindness(atlas: &Atlas, query: &ScreenQuery, lists: &[ListExtent]) -> Option<Unsure> {
    if !query.asks_lists() {
        return atlas.labels.is_empty(&atlas.as_of).then_some(Unsure::NoLabels);
    }
    if lists.is_empty() {
        return Some(Unsure::NoList);
    }
    let as_of = atlas.as_of.as_of;
    match lists.iter().filter_map(|list| list.whole).map(|whole| whole.from).min() {
        None => Some(Unsure::NoWholeList),
        Some(from) if as_of < from => Some(Unsure::BeforeLists { from, as_of }),
        Some(_) => None,
    }
}

fn verdict(standing: Standing, is_doubted: bool) -> Verdict {
    match standing {
        Standing::Holds if !is_doubted => Verdict::Found,
        Standing::Holds | Standing::CannotTell => Verdict::CannotTell,
        Standing::Ended | Standing::NotYet => Verdict::Clear,
    }
}

fn ground(claim: &model::claim::Claim, query: &ScreenQuery) -> Ground {
    if let Some(list) = &claim.list
        && query.asks_lists()
    {
        return Ground::List(list.clone());
    }
    let grave = claim.categories.iter().find(|category| query.asks(**category));
    grave.map_or(Ground::Information, |category| Ground::Category(*category))
}

impl Match {
    /// The subject itself is named, not something it is joined with.
    pub fn is_direct(&self) -> bool {
        self.attribution.reach == Reach::Direct
    }
}
