//! Who holds an address of a ledger, and what that means to somebody following money.

use graph::AddressId;
use model::address::Address;

use super::known::{Attribution, Doubt, names_service};
use super::{Atlas, Ledger};
use crate::label::standing::Standing;

/// What a holder is to a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Breaks the link between what goes in and what comes out.
    Mixer,
    /// Keeps many people's money in one pot.
    Service,
    /// On a list; its coins are its own.
    Listed,
    Unknown,
}

/// Everything known about who holds an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    pub address: AddressId,
    /// The cluster, by its smallest member.
    pub root: AddressId,
    pub size: u32,
    /// Strongest first: what holds before what may, what is sure to reach here before what is in
    /// doubt, lists before others, then by confidence, then direct before same key before cluster.
    pub attributions: Vec<Attribution>,
}

impl Atlas {
    /// Everything known about who holds an address of a ledger.
    pub fn holder(&self, ledger: &Ledger, address: AddressId) -> Holder {
        let root = ledger.clusters.root(address);
        let text = Address::Bitcoin(ledger.graph.address(address));
        let network = ledger.graph.ledger().network;
        let mut attributions = self.known(&text, Some(&[network]));
        // Another ledger of the same network clusters by what it holds; this question is about one.
        attributions.retain(|attribution| match &attribution.reach {
            super::known::Reach::Cluster { ledger: of, .. } => *of == ledger.graph.ledger(),
            _ => true,
        });
        Holder { address, root, size: ledger.clusters.size(root), attributions }
    }
}

impl Holder {
    /// What the holder is, and the claim that says so: the strongest one that holds. A mixer counts
    /// as one before it counts as a service, and a listed service is a service first, since that is
    /// what ends a trace. Where none is sure, one that may have held on the day asked about (its
    /// beginning is unknown) makes a mixer or a service in doubt, as the claim's standing says: to
    /// go on through it would draw strangers in.
    pub fn role(&self) -> (Role, Option<&Attribution>) {
        let sure = || self.asserted();
        let possible = || {
            let may_hold = |said: &&Attribution| said.standing == Standing::CannotTell;
            self.attributions.iter().filter(move |said| may_hold(said) && said.doubt.is_none())
        };
        let stops = [Role::Mixer, Role::Service];
        let stop = stops
            .into_iter()
            .find_map(|role| sure().find(|said| says(said, role)).map(|said| (role, said)))
            .or_else(|| {
                let said = |role| possible().find(|said| says(said, role)).map(|said| (role, said));
                stops.into_iter().find_map(said)
            });
        let listed = || sure().find(|said| says(said, Role::Listed));
        match stop.or_else(|| listed().map(|said| (Role::Listed, said))) {
            Some((role, said)) => (role, Some(said)),
            None => (Role::Unknown, None),
        }
    }

    /// Two services are said to hold this cluster: their names.
    pub fn conflict(&self) -> Option<&[String]> {
        self.attributions.iter().find_map(|attribution| match &attribution.doubt {
            Some(Doubt::Conflict { services }) => Some(services.as_slice()),
            _ => None,
        })
    }

    /// The strongest claim that holds, whatever it says.
    pub fn strongest(&self) -> Option<&Attribution> {
        self.asserted().next()
    }

    fn asserted(&self) -> impl Iterator<Item = &Attribution> {
        self.attributions.iter().filter(|attribution| attribution.is_asserted())
    }
}

fn says(attribution: &Attribution, role: Role) -> bool {
    let claim = &attribution.claim;
    match role {
        Role::Mixer => claim.categories.iter().any(|category| category.is_mixer()),
        Role::Service => names_service(claim),
        Role::Listed => claim.list.is_some(),
        Role::Unknown => false,
    }
}
