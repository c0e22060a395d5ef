//! Who holds a coin, as far as the labels and clusters of the Atlas say, and on what ground.

use model::address::BitcoinAddress;

/// What a holder is to a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// A business that keeps other people's money in one pot: tracing ends there.
    Service,
    /// A service or a protocol that breaks the link between in and out.
    Mixer,
    /// Named on a list, but its coins are its own: followed as usual.
    Listed,
    Unknown,
}

/// Whether the claim names this very address, or another one of its cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reach {
    Direct,
    Cluster,
}

/// The claim that decides a party's role: said by whom, how sure, of which address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub label: String,
    pub actor: Option<String>,
    pub category: String,
    pub source: String,
    /// 0 to 100.
    pub confidence: u8,
    pub pack: String,
    pub reach: Reach,
}

/// A cluster, quoted by its root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterRef {
    pub root: String,
    pub size: u32,
}

/// A holder in a trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// `None`: an output nobody holds (data).
    pub address: Option<BitcoinAddress>,
    /// The address as the ledger's network prints it, or a word for what has none.
    pub text: String,
    /// Where it has more than one member.
    pub cluster: Option<ClusterRef>,
    pub role: Role,
    /// The claim behind the role; `None` where nothing is known.
    pub said: Option<Said>,
}
