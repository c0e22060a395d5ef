//! What is said about an address, directly, through its key, or through its cluster; each with the
//! way it was reached and what speaks against relying on it.
//!
//! The one thing to know: a claim about one address reaches its cluster only as far as it says who
//! holds it, and never as a certainty. Two cases are in doubt, so that nobody is blamed for a
//! stranger: a cluster that two services are said to hold (it may have been joined wrongly), and a
//! claim about one member of a service's cluster (it may be one of its customers).

use std::collections::HashSet;
use std::sync::Arc;

use model::address::{Address, BitcoinAddress};
use model::category::Category;
use model::chain::{LedgerId, Network};
use model::claim::{Claim, PackHead};

use super::{Atlas, Ledger};
use crate::atlas::resolved::Group;
use crate::label::key::SubjectKey;
use crate::label::standing::Standing;
use crate::label::{ClaimAt, Stated};
use graph::{AddressId, Forms};

/// How a claim reaches the address that was asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// It names this very address.
    Direct,
    /// It names another form of the same key: a fact of the protocol.
    SameKey { via: Address },
    /// It names another member of the cluster: as sure as the joins that made it.
    Cluster {
        ledger: LedgerId,
        root: BitcoinAddress,
        /// The smallest member it names.
        via: BitcoinAddress,
        /// How many members it says the same words of.
        members: u32,
    },
}

/// Why a claim about another member is not held against the cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// Two services are said to hold the cluster.
    Conflict { services: Vec<String> },
    /// A service holds the cluster, and the claim may be about one of its customers.
    Customer { service: String },
}

/// A claim that reaches an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    pub claim: Claim,
    pub pack: Arc<PackHead>,
    pub standing: Standing,
    pub reach: Reach,
    pub doubt: Option<Doubt>,
    at: ClaimAt,
}

impl Attribution {
    /// It holds on the day asked about, and nothing speaks against its reaching here.
    pub fn is_asserted(&self) -> bool {
        self.standing == Standing::Holds && self.doubt.is_none()
    }

    fn rank(&self) -> impl Ord + use<> {
        let reach = match self.reach {
            Reach::Direct => 0,
            Reach::SameKey { .. } => 1,
            Reach::Cluster { .. } => 2_u8,
        };
        (
            self.standing,
            self.doubt.is_some(),
            self.claim.list.is_none(),
            u8::MAX - self.claim.confidence.level,
            reach,
            self.at,
        )
    }
}

/// Whether a claim says that its subject is a service (a mixer included), and not, say, a theft
/// from one: abuse beside the service's name is about what was done to it.
pub fn names_service(claim: &Claim) -> bool {
    let service = |category: &Category| category.is_service() || is_mixing_service(*category);
    let abuse = Category::parse("abuse");
    claim.categories.iter().any(service)
        && !claim
            .categories
            .iter()
            .any(|category| !service(category) && abuse.is_some_and(|abuse| category.is_a(abuse)))
}

fn is_mixing_service(category: Category) -> bool {
    category.is_mixer() && category.id() == "mixing_service"
}

/// Whether a claim says who holds an address, and so reaches the address's cluster. Words for the
/// form of a payment (CoinJoin), for where an address was found, or for its use say nothing about
/// other addresses, whatever their pack thinks of clusters; a hot or deposit wallet is a custodian's.
fn says_who(claim: &Claim) -> bool {
    let about_the_address = |category: &Category| {
        let under = |id: &str| Category::parse(id).is_some_and(|wider| category.is_a(wider));
        under("mixing") || under("source") || under("white_usage") || under("item")
    };
    claim.list.is_some()
        || claim.categories.is_empty()
        || names_service(claim)
        || !claim.categories.iter().all(about_the_address)
}

/// Who a service's claim speaks of: its actor, or its label where it names none.
fn service_name(claim: &Claim) -> (bool, &str) {
    match &claim.actor {
        Some(actor) => (true, actor),
        None => (false, &claim.label),
    }
}

/// An address that is asked about, and the networks whose ledgers are (`None`: all).
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub address: &'a Address,
    pub networks: Option<&'a [Network]>,
}

impl<'a> Asked<'a> {
    /// The networks by which claims about it are looked up: they tell a story from a real chain, and
    /// no more. A text without networks is another chain's.
    fn realms(&self) -> impl Iterator<Item = Network> + use<'a> {
        let networks = self.networks.filter(|networks| !networks.is_empty());
        [Network::Main, Network::Story].into_iter().filter(move |realm| match networks {
            None => true,
            Some(networks) => {
                networks.iter().any(|network| network.is_synthetic() == realm.is_synthetic())
            }
        })
    }

    /// The address as a ledger can hold it, if that one is asked.
    fn of_ledger(&self, ledger: &Ledger) -> Option<&'a BitcoinAddress> {
        let network = ledger.graph.ledger().network;
        match self.address {
            Address::Bitcoin(address) => {
                self.networks.is_none_or(|networks| networks.contains(&network)).then_some(address)
            }
            Address::Evm(_) | Address::Tron(_) | Address::Other { .. } => None,
        }
    }
}

impl Atlas {
    /// Everything said about an address of any chain, strongest first. Ledgers of other networks
    /// than `networks` are left out (`None`: every ledger).
    pub fn known(&self, address: &Address, networks: Option<&[Network]>) -> Vec<Attribution> {
        self.known_of_many(&[Asked { address, networks }]).pop().expect("one was asked about")
    }

    /// The same for many addresses, in their order: each ledger looks them up together. It takes
    /// about two hundred bytes an address that nothing is said of.
    pub fn known_of_many(&self, asked: &[Asked<'_>]) -> Vec<Vec<Attribution>> {
        let mut gathered: Vec<Gathered<'_>> =
            asked.iter().map(|asked| Gathered::of_forms(self, asked)).collect();
        for ledger in &self.ledgers {
            let (gathered, addresses): (Vec<&mut Gathered<'_>>, Vec<BitcoinAddress>) = gathered
                .iter_mut()
                .zip(asked)
                .filter_map(|(gathered, asked)| Some((gathered, asked.of_ledger(ledger)?.clone())))
                .unzip();
            for (gathered, found) in gathered.into_iter().zip(ledger.graph.find_forms(&addresses)) {
                gathered.ledger(ledger, &found);
            }
        }
        gathered.into_iter().map(Gathered::into_sorted).collect()
    }
}

/// Claims on their way into an answer: each subject is read once, by its strongest reach.
struct Gathered<'a> {
    atlas: &'a Atlas,
    seen: HashSet<SubjectKey>,
    attributions: Vec<Attribution>,
}

impl<'a> Gathered<'a> {
    /// What is said of an address and of the forms of its key that itself tells.
    fn of_forms(atlas: &'a Atlas, asked: &Asked<'_>) -> Self {
        let mut gathered = Self { atlas, seen: HashSet::new(), attributions: Vec::new() };
        for network in asked.realms() {
            gathered.direct(asked.address, network);
            for form in asked.address.same_key() {
                gathered.same_key(form, network);
            }
        }
        gathered
    }

    fn into_sorted(mut self) -> Vec<Attribution> {
        self.attributions.sort_by_cached_key(Attribution::rank);
        self.attributions
    }

    fn direct(&mut self, address: &Address, network: Network) {
        self.subject(address, network, &Reach::Direct);
    }

    fn same_key(&mut self, form: Address, network: Network) {
        let reach = Reach::SameKey { via: form.clone() };
        self.subject(&form, network, &reach);
    }

    fn subject(&mut self, address: &Address, network: Network, reach: &Reach) {
        let key = SubjectKey::of_address(address, network);
        let stated = self.atlas.labels.about_key(&key, &self.atlas.as_of);
        if self.seen.insert(key) {
            self.attributions
                .extend(stated.into_iter().map(|stated| attribution(stated, reach.clone(), None)));
        }
    }

    /// What one ledger adds: forms of the key that only its scripts show, and the clusters of all
    /// forms.
    fn ledger(&mut self, ledger: &Ledger, found: &Forms) {
        for form in &found.same_key {
            let form = Address::Bitcoin(ledger.graph.address(*form));
            self.same_key(form, ledger.graph.ledger().network);
        }
        let mut roots: Vec<AddressId> =
            found.itself.iter().chain(&found.same_key).copied().collect();
        roots.iter_mut().for_each(|id| *id = ledger.clusters.root(*id));
        roots.sort();
        roots.dedup();
        for root in roots {
            self.cluster(ledger, root);
        }
    }

    fn cluster(&mut self, ledger: &Ledger, root: AddressId) {
        let groups = self.stated_groups(ledger, root);
        let services = services_of(&groups);
        let root = ledger.graph.address(root);
        for (group, stated) in &groups {
            let via = ledger.graph.address(group.via);
            let key = SubjectKey::of_bitcoin(&via, ledger.graph.ledger().network);
            if self.seen.contains(&key) || !says_who(&stated.claim) {
                continue;
            }
            let reach = Reach::Cluster {
                ledger: ledger.graph.ledger(),
                root: root.clone(),
                via,
                members: group.members,
            };
            let doubt = doubt_of(group, stated, &groups, &services);
            self.attributions.push(attribution(stated.clone(), reach, doubt));
        }
    }

    fn stated_groups(&self, ledger: &Ledger, root: AddressId) -> Vec<(Group, Stated)> {
        let atlas = self.atlas;
        let groups = atlas.resolved(ledger.graph.ledger()).map_or(&[][..], |all| all.groups(root));
        groups
            .iter()
            .filter(|group| atlas.labels.is_known(group.at, &atlas.as_of))
            .map(|group| (*group, atlas.labels.stated(group.at, &atlas.as_of)))
            .collect()
    }
}

fn attribution(stated: Stated, reach: Reach, doubt: Option<Doubt>) -> Attribution {
    let Stated { claim, pack, standing, at } = stated;
    Attribution { claim, pack, standing, reach, doubt, at }
}

/// The services said to hold a cluster: those with an actor by its id, others by their label; the
/// two kinds of name are never compared with each other. A claim that ended no longer counts; one
/// that may or may not have held does, since a doubt costs less than a false accusation.
pub(super) fn services_of(groups: &[(Group, Stated)]) -> Vec<(bool, String)> {
    let mut services: Vec<(bool, String)> = groups
        .iter()
        .filter(|(_, stated)| matches!(stated.standing, Standing::Holds | Standing::CannotTell))
        .filter(|(_, stated)| names_service(&stated.claim))
        .map(|(_, stated)| service_name(&stated.claim))
        .map(|(is_actor, name)| (is_actor, name.to_owned()))
        .collect();
    services.sort();
    services.dedup();
    // Labels are free words ("reserve wallet 2"): they count only where no actor is named.
    if services.iter().any(|(is_actor, _)| *is_actor) {
        services.retain(|(is_actor, _)| *is_actor);
    }
    services
}

fn doubt_of(
    group: &Group,
    stated: &Stated,
    groups: &[(Group, Stated)],
    services: &[(bool, String)],
) -> Option<Doubt> {
    match services {
        [] => None,
        [(_, service)] => {
            let own = names_service(&stated.claim)
                || stated.claim.is_cluster_definer
                || stated.claim.actor.as_ref() == Some(service)
                // The service's own address, and that is what the claim is about.
                || groups.iter().any(|(other, named)| {
                    other.via == group.via && names_service(&named.claim)
                });
            (!own).then(|| Doubt::Customer { service: service.clone() })
        }
        several => {
            let services = several.iter().map(|(_, name)| name.clone()).collect();
            Some(Doubt::Conflict { services })
        }
    }
}
