//! `cards`: the facts that many cards of a board are drawn with, in one question.
//!
//! The one thing to know: the whole takes time in proportion to the cards, whatever stands on them.
//! An address's sums are written down and cost the same for any; a cluster's are not, so members and
//! legs are gone through within one budget, and a card that goes beyond it has no sums and says so.

use entity::atlas::known::Attribution;
use entity::atlas::{Atlas, Ledger};
use entity::cluster::rules::JoinRule;
use entity::coinjoin;
use entity::label::standing::Standing;
use graph::{AddressId, TxId};
use model::amount::Total;
use model::category::{Category, Severity};
use model::chain::LedgerId;
use model::time::Time;
use serde::{Deserialize, Serialize};
use trace::party::{Party, Role};
use utoipa::ToSchema;

use super::bounds::Bounds;
use super::find::{Holder, What, find_in, nowhere};
use super::moment::of_a_moment;
use super::pasted;
use super::watch::{Progress, Unit, Watch, stopped};
use crate::card::{CardCluster, CardCoinJoin, CardSubject, CardView, CardsView};
use crate::common::{Amount, AsOf};
use crate::refusal::{Kind, Refusal};
use crate::sayings;
use crate::trace::{CutView, role_name};

/// As many as a board draws.
pub const CARDS_MAX: usize = 600;
/// Members of clusters whose sums are added up for one question.
const MEMBERS_MAX: u32 = 50_000;
/// Inputs and outputs of transactions that are gone through for one question.
const LEGS_MAX: u64 = 500_000;
/// Of one transaction: larger ones are batches, and no CoinJoin rule fits them.
const LEGS_OF_ONE_MAX: u64 = 5_000;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CardsQuestion {
    pub subjects: Vec<CardSubject>,
    /// Look in this ledger alone.
    #[serde(default)]
    pub ledger: Option<String>,
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

of_a_moment!(CardsQuestion, without);

impl CardsQuestion {
    pub fn new(subjects: Vec<CardSubject>) -> Self {
        Self { subjects, ledger: None, as_of: None, known_at: None, without: Vec::new() }
    }

    /// What is wrong with the question by itself; what is wrong with one subject is its card's.
    pub fn check(&self, _: &Bounds) -> Result<(), Refusal> {
        let (count, most) = (self.subjects.len(), CARDS_MAX);
        if count > most {
            let says = format_args!("{count} cards are too many for one question: at most {most}");
            let args = [count.into(), most.into()];
            return Err(sayings::TOO_MANY_SUBJECTS.refuse(Kind::TooLarge, args, says));
        }
        self.moment().check()
    }

    pub fn answer(
        &self,
        atlas: &Atlas,
        bounds: &Bounds,
        watch: &mut Watch<'_>,
    ) -> Result<CardsView, Refusal> {
        self.check(bounds)?;
        let mut dealer = Dealer { atlas, bounds, members: MEMBERS_MAX, legs: LEGS_MAX };
        let mut cards = Vec::with_capacity(self.subjects.len());
        for subject in &self.subjects {
            let done = cards.len() as u64;
            let of = self.subjects.len() as u64;
            if watch(Progress { unit: Unit::Subjects, done, of }).is_break() {
                return Err(stopped(Unit::Subjects, done));
            }
            cards.push(dealer.card(subject));
        }
        let as_of = AsOf::over(atlas, &atlas.ledgers);
        let digest = as_of.digest();
        Ok(CardsView { cards, as_of, atlas: digest })
    }
}

/// Where a subject of a card is: in the ledger it names, and there under its own text alone.
pub(super) fn place<'a>(
    atlas: &'a Atlas,
    subject: &CardSubject,
    bounds: &Bounds,
) -> Result<(&'a Ledger, Found), Refusal> {
    let text = subject.ledger();
    let id: LedgerId = text.parse().map_err(|error| {
        let args = ["ledger".into(), pasted::shortened(text).into()];
        sayings::LEDGER_UNREADABLE.refuse(Kind::BadInput, args, error)
    })?;
    let ledger = atlas.ledger(id).ok_or_else(|| {
        let says = format_args!("there is no ledger {id}");
        sayings::NO_SUCH_LEDGER.refuse(Kind::NotFound, [id.to_string().into()], says)
    })?;
    let asked = pasted::parse(&subject.text(), bounds)?;
    let is_tx = matches!(subject, CardSubject::Transaction { .. });
    let found = match find_in(ledger, &asked)? {
        Some(What::Tx(ids)) if is_tx => ids.first().copied().map(Found::Tx),
        Some(What::Address(Holder { exact, .. })) if !is_tx => exact.map(Found::Address),
        Some(What::Cluster(Holder { exact, .. })) if !is_tx => exact.map(Found::Cluster),
        _ => None,
    };
    let found = found.ok_or_else(|| {
        let only = atlas.only(|ledger| ledger.graph.ledger() == id);
        nowhere(&only, &asked)
    })?;
    Ok((ledger, found))
}

/// What a subject is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Address(AddressId),
    /// A cluster, by the member it was named by.
    Cluster(AddressId),
    Tx(TxId),
}

/// Makes cards, and keeps count of what may still be gone through.
struct Dealer<'a> {
    atlas: &'a Atlas,
    bounds: &'a Bounds,
    members: u32,
    legs: u64,
}

impl Dealer<'_> {
    fn card(&mut self, subject: &CardSubject) -> CardView {
        let unknown = CardView::unknown(subject.id());
        match place(self.atlas, subject, self.bounds) {
            Err(refusal) => CardView { refusal: Some(refusal.what), ..unknown },
            Ok((ledger, found)) => {
                let is_synthetic = ledger.graph.ledger().network.is_synthetic();
                let card = CardView { is_synthetic, ..unknown };
                match found {
                    Found::Address(id) => self.address(ledger, id, card),
                    Found::Cluster(id) => self.cluster(ledger, id, card),
                    Found::Tx(id) => self.transaction(ledger, id, card),
                }
            }
        }
    }

    fn address(&self, ledger: &Ledger, id: AddressId, card: CardView) -> CardView {
        let graph = &ledger.graph;
        let totals = graph.totals(id);
        let time = |tx: Option<TxId>| tx.map(|tx| graph.time(tx).to_string());
        CardView {
            received: Some(totals.received.into()),
            spent: Some(totals.sent.into()),
            legs_in: Some(totals.outputs),
            legs_out: Some(totals.inputs),
            first_seen: time(totals.first),
            last_seen: time(totals.last),
            cluster: cluster(ledger, id),
            ..self.named(ledger, id, card)
        }
    }

    fn cluster(&mut self, ledger: &Ledger, id: AddressId, card: CardView) -> CardView {
        let root = ledger.clusters.root(id);
        let size = ledger.clusters.size(root);
        let card = self.named(ledger, root, card);
        let card = CardView { cluster: cluster(ledger, id), ..card };
        let Some(left) = self.members.checked_sub(size) else {
            let says = format!("{size} members are too many to be added up for a card");
            return CardView { cut: Some(CutView { cut: "work_cap", says }), ..card };
        };
        self.members = left;
        let sums = Sums::of(ledger, root);
        let time = |tx: Option<TxId>| tx.map(|tx| ledger.graph.time(tx).to_string());
        CardView {
            received: Some(sums.received.into()),
            spent: Some(sums.sent.into()),
            legs_in: Some(sums.outputs),
            legs_out: Some(sums.inputs),
            first_seen: time(sums.first),
            last_seen: time(sums.last),
            ..card
        }
    }

    fn transaction(&mut self, ledger: &Ledger, id: TxId, card: CardView) -> CardView {
        let graph = &ledger.graph;
        let tx = graph.tx(id);
        let (inputs, outputs) =
            (tx.inputs.end - tx.inputs.start, tx.outputs.end - tx.outputs.start);
        let time: Time = graph.time(id);
        let stated = self.atlas.labels.about_tx(&graph.txid(id), &self.atlas.as_of);
        let holds = || {
            stated.iter().filter(|said| said.standing == Standing::Holds).map(|said| &said.claim)
        };
        let categories = || holds().flat_map(|claim| claim.categories.iter().copied());
        let card = CardView {
            name: holds().next().map(|claim| claim.label.clone()),
            category: categories().next().map(|category| category.to_string()),
            severity: severity(holds().next().is_some(), categories()),
            legs_in: Some(inputs),
            legs_out: Some(outputs),
            first_seen: Some(time.to_string()),
            last_seen: Some(time.to_string()),
            ..card
        };
        let legs = inputs + outputs;
        let left = self.legs.checked_sub(legs).filter(|_| legs <= LEGS_OF_ONE_MAX);
        let Some(left) = left else {
            let says = format!("{legs} inputs and outputs are too many to be read for a card");
            return CardView { cut: Some(CutView { cut: "work_cap", says }), ..card };
        };
        self.legs = left;
        let is_coinbase = tx.flags.is_coinbase();
        let value_in = graph.inputs(&tx).try_fold(Total::ZERO, |mut sum, input| {
            sum += input.value?;
            Some(sum)
        });
        let value_out: Total = graph.outputs(&tx).map(|output| output.value).sum();
        CardView {
            received: value_in.filter(|_| !is_coinbase).map(Amount::from),
            spent: Some(value_out.into()),
            coinjoin: ledger.coinjoin(id).as_ref().map(coinjoin_sign),
            ..card
        }
    }

    /// With what is said of a holder.
    fn named(&self, ledger: &Ledger, id: AddressId, card: CardView) -> CardView {
        let party = Party::of(self.atlas, ledger, Some(id));
        let said = self.atlas.holder(ledger, id).attributions;
        let holds = || said.iter().filter(|said| said.is_asserted()).map(|said| &said.claim);
        let categories = holds().flat_map(|claim| claim.categories.iter().copied());
        let relied_on = party.relied_on();
        let named_by = |said: &Attribution| said.claim.categories.first().map(ToString::to_string);
        let (name, is_in_doubt) = name(&party);
        CardView {
            name,
            is_in_doubt,
            category: relied_on.and_then(named_by),
            severity: severity(holds().next().is_some(), categories),
            role: role_name(party.role),
            is_service: party.role == Role::Service,
            ..card
        }
    }
}

/// Who it is, and whether that is in doubt.
fn name(party: &Party) -> (Option<String>, bool) {
    if !party.conflict.is_empty() {
        return (Some(party.conflict.join(" / ")), true);
    }
    let Some(said) = party.relied_on() else { return (None, false) };
    let claim = &said.claim;
    let actor = party.actor.as_ref().map(|actor| &actor.label).or(claim.actor.as_ref());
    (Some(actor.unwrap_or(&claim.label).clone()), !said.is_asserted())
}

fn severity(is_said: bool, categories: impl Iterator<Item = Category>) -> Option<&'static str> {
    let worst = categories.map(Category::severity).max().unwrap_or(Severity::Neutral);
    is_said.then_some(match worst {
        Severity::Neutral => "neutral",
        Severity::Abuse => "abuse",
        Severity::Severe => "severe",
    })
}

pub(super) fn coinjoin_sign(finding: &coinjoin::Finding) -> CardCoinJoin {
    CardCoinJoin {
        rule: finding.kind.name(),
        confidence: finding.confidence,
        stops_trace: finding.stops_trace(),
    }
}

/// The cluster of an address that is not alone.
fn cluster(ledger: &Ledger, id: AddressId) -> Option<CardCluster> {
    let clusters = &ledger.clusters;
    let root = clusters.root(id);
    let members = clusters.size(root);
    (members > 1).then(|| CardCluster {
        root: crate::chain::Holder::of(&ledger.graph, root).address,
        members,
        joins: members - 1,
        confidence: least_sure(ledger),
    })
}

/// Of the rules that may have joined here: which of them did is not gone through for a card.
pub(super) fn least_sure(ledger: &Ledger) -> u8 {
    let change = ledger.clusters.rules().change.then_some(JoinRule::Change);
    let rules = [Some(JoinRule::CoSpend), change];
    rules.into_iter().flatten().map(JoinRule::confidence).min().unwrap_or(0)
}

/// What the members of a cluster come to.
#[derive(Debug, Default)]
struct Sums {
    received: Total,
    sent: Total,
    outputs: u64,
    inputs: u64,
    first: Option<TxId>,
    last: Option<TxId>,
}

impl Sums {
    fn of(ledger: &Ledger, root: AddressId) -> Self {
        let mut sums = Self::default();
        for id in ledger.clusters.members(root) {
            let totals = ledger.graph.totals(id);
            sums.received = Total(sums.received.0.saturating_add(totals.received.0));
            sums.sent = Total(sums.sent.0.saturating_add(totals.sent.0));
            sums.outputs += totals.outputs;
            sums.inputs += totals.inputs;
            sums.first = sums.first.into_iter().chain(totals.first).min();
            sums.last = sums.last.max(totals.last);
        }
        sums
    }
}
