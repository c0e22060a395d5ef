//! Clusters without a rule, or without what single transactions joined: grown anew where that changes
//! anything, and nowhere else.
//!
//! The partition is its log of joins, but a cluster without one of them is not what the others leave of
//! it: a later transaction that said the same was not logged. So whatever the members of such a cluster
//! spent is looked at again, in chain order, by the same sweep that grew the clusters.
//!
//! **Which clusters.** Those of the payers of a transaction that joins others now (disbelieved, or no
//! longer refused); and, since the size of a cluster decides whether it may be merged with another
//! large one, those of the payers of every merge refused for size that any of these has part in. No other
//! transaction has payers both inside and outside, so what comes out is what growing everything anew
//! gives. Where no place tells which transactions change their meaning (a Tx0, whose name shields it from
//! other rules; joins by change), the whole ledger is grown anew, if it is not too large.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use graph::{AddressId, End, Graph, Leg, TxId};

use super::forest::Forest;
use super::log::{self, JoinRow};
use super::rules::Refusal;
use super::sweep::sweep_these;
use super::{Clusters, Join};
use crate::coinjoin::Kind;
use crate::without::RulesOff;

/// How much is grown anew at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    /// Members of the clusters that change.
    pub members_max: u32,
    /// What these spent; of a whole ledger, its transactions.
    pub inputs_max: u64,
}

/// Why clusters stay as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TooLarge {
    #[error("{members} addresses would have to be clustered anew, and at most {most} are")]
    Members { members: u64, most: u32 },
    #[error("{inputs} inputs would have to be looked at again, and at most {most} are")]
    Inputs { inputs: u64, most: u64 },
}

const LEGS_AT_ONCE: usize = 4096;

/// What is not believed while clusters grow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Less {
    pub rules: RulesOff,
    /// Transactions that join nobody.
    pub txs: Arc<BTreeSet<TxId>>,
}

/// What came of the clusters that changed.
#[derive(Debug, Default)]
pub(super) struct Anew {
    /// Nobody is joined with anybody.
    is_alone: bool,
    /// Looked up by member, never walked into a result.
    root_of: HashMap<u32, u32>,
    /// Members, ascending, and joins by their number, of every cluster here.
    clusters: BTreeMap<u32, (Vec<u32>, Vec<u32>)>,
    joins: Vec<JoinRow>,
    /// Joins that no longer are.
    joins_gone: u64,
    /// What was looked at again, with what it was refused for now.
    refusals: BTreeMap<TxId, Option<Refusal>>,
}

impl Anew {
    pub fn root(&self, id: u32) -> Option<u32> {
        if self.is_alone { Some(id) } else { self.root_of.get(&id).copied() }
    }

    /// The members of a root of these.
    pub fn members(&self, root: u32) -> Option<&[u32]> {
        self.clusters.get(&root).map(|(members, _)| members.as_slice())
    }

    pub fn is_alone(&self) -> bool {
        self.is_alone
    }

    /// Numbers of the joins of a root of these; they count from the first one here.
    pub fn join_numbers(&self, root: u32) -> Option<&[u32]> {
        if self.is_alone {
            return Some(&[]);
        }
        self.clusters.get(&root).map(|(_, joins)| joins.as_slice())
    }

    pub fn join(&self, number: u32) -> Option<Join> {
        self.joins.get(number as usize).map(log::join_of)
    }

    /// Why a transaction joined nobody, where it was looked at again.
    pub fn refusal(&self, tx: TxId) -> Option<Option<Refusal>> {
        if self.is_alone { Some(None) } else { self.refusals.get(&tx).copied() }
    }

    pub fn refused(&self) -> impl Iterator<Item = (TxId, Refusal)> + '_ {
        self.refusals.iter().filter_map(|(tx, refusal)| Some((*tx, (*refusal)?)))
    }

    fn grow(
        &mut self,
        clusters: &Clusters,
        graph: &Graph,
        less: &Less,
        spends: &BTreeSet<TxId>,
        region: &Region,
    ) {
        let members: Vec<u32> = region.members(clusters).map(|id| id.0).collect();
        let nodes = members.iter().map(|id| (*id, Node { parent: *id, size: 1 })).collect();
        let mut patch = Patch { clusters, nodes, len: addresses(graph) };
        self.joins_gone = (members.len() - region.roots.len()) as u64;
        self.refusals = spends.iter().map(|tx| (*tx, None)).collect();
        let (joins, refusals) = (&mut self.joins, &mut self.refusals);
        sweep_these(graph, clusters.rules(), &mut patch, less, spends, &mut |more, refused| {
            joins.extend_from_slice(more);
            refusals.extend(
                refused.iter().filter_map(log::refusal_of).map(|(tx, why)| (tx, Some(why))),
            );
            Ok(())
        })
        .expect("nothing is written");
        for id in members {
            let root = patch.find(id);
            self.root_of.insert(id, root);
            self.clusters.entry(root).or_default().0.push(id);
        }
        for (members, _) in self.clusters.values_mut() {
            members.sort_unstable();
        }
        for (number, row) in (0..).zip(&self.joins) {
            let root = patch.find(log::ends(row).0);
            self.clusters.entry(root).or_default().1.push(number);
        }
    }

    /// Joins of all clusters, where there were so many.
    pub fn joins_len(&self, before: u64) -> u64 {
        if self.is_alone {
            return 0;
        }
        // A damaged file tells of more members than joins.
        before.saturating_sub(self.joins_gone) + self.joins.len() as u64
    }
}

impl Clusters {
    /// The rules that these clusters do without.
    pub fn rules_off(&self) -> RulesOff {
        self.less.rules
    }

    /// These clusters as if some rules did not exist and some transactions had joined nobody: exactly
    /// what growing them anew so would give. `graph` is the ledger that they were grown over.
    pub fn without(
        &self,
        graph: &Graph,
        rules: RulesOff,
        txs: BTreeSet<TxId>,
        work: Work,
    ) -> Result<Clusters, TooLarge> {
        let less = Less { rules, txs: Arc::new(txs) };
        if self.is_to_be_grown_whole(&less) {
            let (inputs, most) = (graph.counts().transactions, work.inputs_max);
            if inputs > most {
                return Err(TooLarge::Inputs { inputs, most });
            }
            let mut whole = Clusters { less, ..Clusters::new(self.rules()) };
            whole.grow_until(graph, self.txs);
            return Ok(whole);
        }
        let mut anew = Anew { is_alone: rules.co_spend(), ..Anew::default() };
        if !anew.is_alone {
            let region = self.region(graph, &less, work)?;
            anew.grow(self, graph, &less, &region.spends(self, graph, work)?, &region);
        }
        Ok(Clusters { less, anew: Some(Arc::new(anew)), ..self.clone() })
    }

    /// Whether transactions that were not refused may now be, or joins by change come and go.
    fn is_to_be_grown_whole(&self, less: &Less) -> bool {
        let rules = self.rules();
        let is_shield_off = less.rules.coinjoin(Kind::WhirlpoolTx0);
        let vetoes = rules.coinjoin_confidence_min <= 100 || rules.payjoin;
        rules.change && !(less.rules.is_empty() && less.txs.is_empty())
            || is_shield_off && vetoes && !less.rules.co_spend()
    }

    /// Roots of the clusters that may change, and their members.
    fn region(&self, graph: &Graph, less: &Less, work: Work) -> Result<Region, TooLarge> {
        let mut region = Region::default();
        let refused = self.refused().filter(|(_, refusal)| less.rules.refusal(*refusal));
        for tx in refused.map(|(tx, _)| tx).chain(less.txs.iter().copied()) {
            region.add(self, graph, tx, work)?;
        }
        let of_size = self.refused().filter(|(_, refusal)| *refusal == Refusal::SizeJump);
        let mut of_size: Vec<TxId> = of_size.map(|(tx, _)| tx).collect();
        loop {
            let (touched, apart): (Vec<TxId>, Vec<TxId>) =
                of_size.iter().partition(|tx| region.touches(self, graph, **tx));
            for tx in &touched {
                region.add(self, graph, *tx, work)?;
            }
            if touched.is_empty() {
                return Ok(region);
            }
            of_size = apart;
        }
    }
}

/// The clusters that may change.
#[derive(Debug, Default)]
struct Region {
    roots: BTreeSet<AddressId>,
    members: u64,
}

impl Region {
    fn add(
        &mut self,
        clusters: &Clusters,
        graph: &Graph,
        tx: TxId,
        work: Work,
    ) -> Result<(), TooLarge> {
        for root in payers(clusters, graph, tx) {
            if self.roots.insert(root) {
                self.members += u64::from(clusters.size(root));
            }
            if self.members > u64::from(work.members_max) {
                let (members, most) = (self.members, work.members_max);
                return Err(TooLarge::Members { members, most });
            }
        }
        Ok(())
    }

    /// The transactions in which the members spend, in chain order.
    fn spends(
        &self,
        clusters: &Clusters,
        graph: &Graph,
        work: Work,
    ) -> Result<BTreeSet<TxId>, TooLarge> {
        let (mut txs, mut inputs) = (BTreeSet::new(), 0);
        for member in self.members(clusters) {
            inputs += graph.legs_by_side(member).1;
            if inputs > work.inputs_max {
                return Err(TooLarge::Inputs { inputs, most: work.inputs_max });
            }
            let mut skip = 0;
            loop {
                let legs = graph.legs(member, End::Oldest, skip, LEGS_AT_ONCE);
                let spent = legs.iter().filter(|leg| matches!(leg, Leg::In(_)));
                txs.extend(spent.map(|leg| graph.tx_of_leg(*leg)).filter(|tx| tx.0 < clusters.txs));
                skip += legs.len() as u64;
                if legs.len() < LEGS_AT_ONCE {
                    break;
                }
            }
        }
        Ok(txs)
    }

    fn members<'a>(&'a self, clusters: &'a Clusters) -> impl Iterator<Item = AddressId> + 'a {
        self.roots.iter().flat_map(|root| clusters.members(*root))
    }

    fn touches(&self, clusters: &Clusters, graph: &Graph, tx: TxId) -> bool {
        payers(clusters, graph, tx).any(|root| self.roots.contains(&root))
    }
}

fn payers<'a>(
    clusters: &'a Clusters,
    graph: &'a Graph,
    tx: TxId,
) -> impl Iterator<Item = AddressId> + 'a {
    let inputs = (tx.0 < clusters.txs).then(|| graph.tx(tx).inputs);
    let ids = inputs.into_iter().flat_map(|range| range.start..range.end);
    let holders = ids.filter_map(|id| graph.input(graph::InId(id)).holder);
    holders.map(|holder| clusters.root(holder))
}

fn addresses(graph: &Graph) -> u32 {
    u32::try_from(graph.counts().addresses).expect("address ids are 32-bit")
}

#[derive(Debug, Clone, Copy)]
struct Node {
    parent: u32,
    size: u32,
}

/// The members of the clusters that may change, each alone at first, over all other clusters as they are.
struct Patch<'a> {
    clusters: &'a Clusters,
    nodes: HashMap<u32, Node>,
    len: u32,
}

impl Forest for &mut Patch<'_> {
    fn len(&self) -> u32 {
        self.len
    }

    fn parent(&self, id: u32) -> u32 {
        match self.nodes.get(&id) {
            Some(node) => node.parent,
            None => self.clusters.root(AddressId(id)).0,
        }
    }

    fn find(&mut self, id: u32) -> u32 {
        Patch::find(self, id)
    }

    fn size(&self, root: u32) -> u32 {
        match self.nodes.get(&root) {
            Some(node) => node.size,
            None => self.clusters.size(AddressId(root)),
        }
    }

    fn link(&mut self, kept: u32, lost: u32, _: u32) {
        let size = self.size(kept).saturating_add(self.size(lost));
        self.nodes.insert(lost, Node { parent: kept, size });
        self.nodes.insert(kept, Node { parent: kept, size });
    }
}

impl Patch<'_> {
    fn find(&mut self, id: u32) -> u32 {
        let mut root = id;
        while let Some(node) = self.nodes.get(&root).filter(|node| node.parent != root) {
            root = node.parent;
        }
        if !self.nodes.contains_key(&root) {
            return self.clusters.root(AddressId(root)).0;
        }
        let mut at = id;
        while at != root {
            let Some(node) = self.nodes.get_mut(&at) else { break };
            at = std::mem::replace(&mut node.parent, root);
        }
        root
    }
}
