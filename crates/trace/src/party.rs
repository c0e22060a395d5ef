//! Who holds a coin, as far as the labels and clusters of the Atlas say, and on what ground.
//!
//! The one thing to know: a role is a claim that holds on the day asked about, never a flag. Where
//! two services are said to hold one cluster nobody knows whose it is, but passing through it would
//! draw strangers into the picture, so it counts as a service in doubt.

use entity::atlas::known::{Attribution, Reach};
use entity::atlas::{Atlas, Ledger};
use entity::label::standing::Standing;
use graph::AddressId;
use model::address::BitcoinAddress;
use model::claim::Actor;

pub use entity::atlas::holder::Role;

/// A cluster, quoted by its root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterRef {
    /// As the ledger's network prints it.
    pub root: String,
    pub size: u32,
}

/// A holder in a trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// `None`: an output nobody holds (data), or a holder that is not known.
    pub address: Option<BitcoinAddress>,
    /// The address as the ledger's network prints it, or a word for what has none.
    pub text: String,
    /// Where it has more than one member.
    pub cluster: Option<ClusterRef>,
    pub role: Role,
    /// The claim behind the role; without a role the strongest thing that is said at all, with its
    /// standing and doubt. `None`: nothing is said.
    pub said: Option<Attribution>,
    /// Whom the claim names, where an ActorPack knows them.
    pub actor: Option<Actor>,
    /// The services said to hold its cluster, where they contradict each other.
    pub conflict: Vec<String>,
}

impl Party {
    /// Who holds what this holder holds. `None` is nobody: data, or an output nothing describes.
    pub fn of(atlas: &Atlas, ledger: &Ledger, holder: Option<AddressId>) -> Party {
        let Some(id) = holder else { return Party::nobody() };
        let network = ledger.graph.ledger().network;
        let address = ledger.graph.address(id);
        let text = address.display(network).to_string();
        let holder = atlas.holder(ledger, id);
        let (role, said) = holder.role();
        let conflict = holder.conflict().unwrap_or_default().to_vec();
        let role = match role {
            Role::Listed | Role::Unknown if !conflict.is_empty() => Role::Service,
            role => role,
        };
        let said = said.or(holder.attributions.first()).cloned();
        let actor = said.as_ref().and_then(|said| said.claim.actor.as_deref());
        let actor = actor.and_then(|id| atlas.labels.actor(id)).cloned();
        let cluster = (holder.size > 1).then(|| {
            let root = ledger.graph.address(holder.root).display(network).to_string();
            ClusterRef { root, size: holder.size }
        });
        Party { address: Some(address), text, cluster, role, said, actor, conflict }
    }

    fn nobody() -> Party {
        Party {
            address: None,
            text: "no holder".into(),
            cluster: None,
            role: Role::Unknown,
            said: None,
            actor: None,
            conflict: Vec::new(),
        }
    }

    /// The claim behind the role that holds, or that may have held where it stops a trace in doubt.
    pub fn relied_on(&self) -> Option<&Attribution> {
        let is_stop = matches!(self.role, Role::Service | Role::Mixer);
        let may_hold = |said: &Attribution| {
            is_stop && said.standing == Standing::CannotTell && said.doubt.is_none()
        };
        self.said.as_ref().filter(|said| said.is_asserted() || may_hold(said))
    }

    /// Who this is in a few words, as far as somebody says so and it holds: the actor, or the label.
    pub fn name(&self) -> Option<String> {
        if !self.conflict.is_empty() {
            return Some(format!("in doubt: {}", self.conflict.join(" or ")));
        }
        let said = self.relied_on()?;
        let name = match (&self.actor, &said.claim.actor) {
            (Some(actor), _) => actor.label.clone(),
            (None, Some(actor)) => actor.clone(),
            (None, None) => said.claim.label.clone(),
        };
        Some(if said.is_asserted() { name } else { format!("in doubt: {name}") })
    }

    /// What kind of thing it is said to be: the category's words.
    pub fn kind(&self) -> Option<&'static str> {
        let said = self.said.as_ref().filter(|said| said.is_asserted())?;
        said.claim.categories.first().map(|category| category.words())
    }

    /// Whether the claim names another address of the cluster, so that it is as sure as the cluster.
    pub fn is_by_cluster(&self) -> bool {
        self.said.as_ref().is_some_and(|said| matches!(said.reach, Reach::Cluster { .. }))
    }
}
