//! An Atlas that does without some of what is believed: rules, what transactions joined, labels.
//!
//! Every question of it answers as if that were not known, so that an investigator sees what rests on
//! it. Clusters are grown anew where they change, so each copy costs work within a bound; what cannot
//! be done without, or is not there, is refused, and nothing is half left out.

use std::sync::Arc;

use graph::{AddressId, TxId};
use model::chain::LedgerId;
use model::hash::{Digest, Txid};

use super::{Atlas, Ledger};
use crate::cluster::{TooLarge, Work};
use crate::label::key::SubjectKey;
use crate::without::Without;

/// Why an Atlas has to stay as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotDoWithout {
    #[error("transaction {0} is in no ledger here")]
    NoSuchTx(Txid),
    #[error("transaction {0} joined nobody")]
    JoinedNobody(Txid),
    #[error("no label file here has the digest {0}")]
    NoSuchPack(Digest),
    #[error("no label here has the source '{0}'")]
    NoSuchSource(String),
    #[error("nothing here is said of it by that source")]
    NoSuchClaim(SubjectKey, Option<String>),
    #[error("the clusters of {ledger} are too large to be grown anew without it: {why}")]
    TooLarge { ledger: LedgerId, why: TooLarge },
}

impl Atlas {
    /// What this Atlas does without.
    pub fn lacks(&self) -> &Without {
        &self.without
    }

    /// The same Atlas without these, and with whatever it did without before.
    pub fn without(&self, without: Without, work: Work) -> Result<Atlas, CannotDoWithout> {
        if without == *self.without {
            return Ok(self.clone());
        }
        if let Some(whole) = &self.whole {
            return whole.without(without, work);
        }
        self.check_labels(&without)?;
        self.check_joins(&without)?;
        let mut atlas = self.clone();
        let are_labels_off = !without.labels.is_empty();
        if are_labels_off {
            atlas.labels = Arc::new(self.labels.without(without.labels.clone()));
        }
        for (at, ledger) in self.ledgers.iter().enumerate() {
            let is_as_before = without.rules.is_empty() && without.joins.is_empty();
            if !is_as_before {
                atlas.ledgers[at] = ledger.without(&without, work)?;
                atlas.flows[at] = Arc::default();
            }
            if are_labels_off || !is_as_before {
                atlas.resolved[at] = Arc::default();
            }
        }
        atlas.without = Arc::new(without);
        atlas.whole = Some(Arc::new(self.clone()));
        Ok(atlas)
    }

    fn check_labels(&self, without: &Without) -> Result<(), CannotDoWithout> {
        let off = &without.labels;
        if let Some(digest) = off.packs.iter().find(|digest| !self.labels.has(digest)) {
            return Err(CannotDoWithout::NoSuchPack(*digest));
        }
        if let Some(source) = off.sources.iter().find(|source| !self.labels.has_source(source)) {
            return Err(CannotDoWithout::NoSuchSource(source.clone()));
        }
        let is_missing = |(key, source): &&(SubjectKey, Option<String>)| {
            !self.labels.has_claim(key, source.as_deref())
        };
        match off.claims.iter().find(is_missing) {
            Some((key, source)) => Err(CannotDoWithout::NoSuchClaim(key.clone(), source.clone())),
            None => Ok(()),
        }
    }

    fn check_joins(&self, without: &Without) -> Result<(), CannotDoWithout> {
        for (txid, of) in &without.joins {
            let ledgers = self.ledgers.iter().filter(|ledger| ledger.is(*of));
            let mut found = ledgers.flat_map(|ledger| {
                let txs = ledger.graph.find_tx(txid).into_iter();
                txs.map(move |tx| ledger.joins_somebody(tx))
            });
            let first = found.next().ok_or(CannotDoWithout::NoSuchTx(*txid))?;
            if !first && !found.any(|joins| joins) {
                return Err(CannotDoWithout::JoinedNobody(*txid));
            }
        }
        Ok(())
    }
}

impl Ledger {
    fn is(&self, of: Option<LedgerId>) -> bool {
        of.is_none_or(|of| of == self.graph.ledger())
    }

    fn without(&self, without: &Without, work: Work) -> Result<Ledger, CannotDoWithout> {
        let joins = without.joins.iter().filter(|(_, of)| self.is(*of));
        let txs = joins.flat_map(|(txid, _)| self.graph.find_tx(txid)).collect();
        let clusters = self.clusters.without(&self.graph, without.rules, txs, work);
        let ledger = self.graph.ledger();
        let clusters = clusters.map_err(|why| CannotDoWithout::TooLarge { ledger, why })?;
        Ok(Ledger { graph: self.graph.clone(), clusters: Arc::new(clusters) })
    }

    /// Whether a transaction spends from two addresses that count as one holder's.
    fn joins_somebody(&self, tx: TxId) -> bool {
        let mut holders: Vec<AddressId> =
            self.graph.inputs(&self.graph.tx(tx)).filter_map(|input| input.holder).collect();
        holders.sort_unstable();
        holders.dedup();
        let mut roots: Vec<AddressId> =
            holders.iter().map(|holder| self.clusters.root(*holder)).collect();
        roots.sort_unstable();
        roots.dedup();
        self.clusters.refusal(tx).is_none() && roots.len() < holders.len()
    }
}
