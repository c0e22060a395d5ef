//! Which addresses one holder controls, and which transaction says so.

use graph::{AddressId, Graph, TxId};

/// Why two addresses are one: the two, the transaction, and the rule's name (`co-spend`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Join {
    pub a: AddressId,
    pub b: AddressId,
    pub tx: TxId,
    pub rule: &'static str,
}

/// The partition of a ledger's addresses. A cluster is quoted by its root: its smallest address id.
#[derive(Debug, Clone, Default)]
pub struct Clusters;

impl Clusters {
    /// Clusters of a whole ledger.
    pub fn of(graph: &Graph) -> Clusters {
        todo!()
    }
    pub fn root(&self, id: AddressId) -> AddressId {
        todo!()
    }
    pub fn size(&self, root: AddressId) -> u32 {
        todo!()
    }
    /// Members in ring order, from the root.
    pub fn members(&self, root: AddressId) -> impl Iterator<Item = AddressId> + '_ {
        std::iter::empty()
    }
    /// The joins that made this cluster, in chain order.
    pub fn joins(&self, root: AddressId) -> Vec<Join> {
        todo!()
    }
}
