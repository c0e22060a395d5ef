//! What the names of a scenario are on the chain, and back: tests speak in names, ledgers in
//! hashes.

use std::collections::BTreeMap;

use model::address::BitcoinAddress;
use model::block::BlockRef;
use model::chain::Network;
use model::hash::{OutPoint, Txid};

use super::Holder;

/// Names of transactions and holders, both ways.
#[derive(Debug, Clone)]
pub struct Names {
    network: Network,
    txs: BTreeMap<String, Txid>,
    txs_back: BTreeMap<Txid, String>,
    holders: BTreeMap<String, Holder>,
    holders_back: BTreeMap<BitcoinAddress, String>,
    blocks: Vec<(String, BlockRef)>,
}

impl Names {
    pub(super) fn new(network: Network) -> Names {
        Names {
            network,
            txs: BTreeMap::new(),
            txs_back: BTreeMap::new(),
            holders: BTreeMap::new(),
            holders_back: BTreeMap::new(),
            blocks: Vec::new(),
        }
    }

    /// A name that is used again (after going back) means its last use. Of two names for one txid
    /// (twins) the first is the one printed.
    pub(super) fn add_tx(&mut self, name: &str, txid: Txid) {
        self.txs.insert(name.into(), txid);
        self.txs_back.entry(txid).or_insert_with(|| name.into());
    }

    pub(super) fn add_holder(&mut self, holder: &Holder) {
        if !self.holders.contains_key(&holder.name) {
            self.holders.insert(holder.name.clone(), holder.clone());
            self.holders_back.insert(holder.form.address(holder.key), holder.name.clone());
        }
    }

    /// Blocks are named `block1` by height; on a later branch `block1'`, then `block1''`.
    pub(super) fn add_block(&mut self, at: BlockRef) {
        let earlier = self.blocks.iter().filter(|(_, other)| other.height == at.height).count();
        self.blocks.push((format!("block{}{}", at.height, "'".repeat(earlier)), at));
    }

    /// The id of the transaction of this name.
    pub fn txid(&self, name: &str) -> Option<Txid> {
        self.txs.get(name).copied()
    }

    /// `pay:1`; `pay` is `pay:0`.
    pub fn outpoint(&self, name: &str) -> Option<OutPoint> {
        let (tx, vout) = name.split_once(':').unwrap_or((name, "0"));
        Some(OutPoint { txid: self.txid(tx)?, vout: vout.parse().ok()? })
    }

    /// The address of a holder that occurs in the scenario.
    pub fn address(&self, holder: &str) -> Option<BitcoinAddress> {
        let name = Holder::parse(holder).ok()?.name;
        self.holders.get(&name).map(|holder| holder.form.address(holder.key))
    }

    /// The block of this name (`block1`).
    pub fn block(&self, name: &str) -> Option<BlockRef> {
        self.blocks.iter().find(|(own, _)| own == name).map(|(_, at)| *at)
    }

    pub fn tx_name(&self, txid: &Txid) -> Option<&str> {
        self.txs_back.get(txid).map(String::as_str)
    }

    /// `pay:1`, always with its number.
    pub fn outpoint_name(&self, at: &OutPoint) -> Option<String> {
        Some(format!("{}:{}", self.tx_name(&at.txid)?, at.vout))
    }

    pub fn address_name(&self, address: &BitcoinAddress) -> Option<&str> {
        self.holders_back.get(address).map(String::as_str)
    }

    /// The truth: who controls an address.
    pub fn owner(&self, address: &BitcoinAddress) -> Option<&str> {
        let name = self.holders_back.get(address)?;
        self.holders.get(name).map(|holder| holder.owner.as_str())
    }

    /// Every transaction by name, in the order of their names.
    pub fn txs(&self) -> impl Iterator<Item = (&str, Txid)> {
        self.txs.iter().map(|(name, txid)| (name.as_str(), *txid))
    }

    /// Every holder, in the order of their names.
    pub fn holders(&self) -> impl Iterator<Item = &Holder> {
        self.holders.values()
    }

    /// A text with every hash and address of this scenario replaced by its name: for snapshots.
    pub fn rename(&self, text: &str) -> String {
        let mut pairs: Vec<(String, &str)> = Vec::new();
        pairs.extend(self.txs_back.iter().map(|(txid, name)| (txid.to_string(), name.as_str())));
        pairs.extend(self.blocks.iter().map(|(name, at)| (at.hash.to_string(), name.as_str())));
        pairs.extend(
            self.holders_back
                .iter()
                .map(|(address, name)| (address.display(self.network).to_string(), name.as_str())),
        );
        // Longest first, so that no address is replaced inside a longer one.
        pairs.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        pairs.iter().fold(text.to_owned(), |text, (hash, name)| text.replace(hash.as_str(), name))
    }
}
