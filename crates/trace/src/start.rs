//! From a subject to the coins a trace starts with.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use entity::atlas::Ledger;
use graph::{AddressId, End, Graph, Leg, OutId, Source, Tx, TxId};
use model::address::BitcoinAddress;
use model::hash::{OutPoint, Txid};

use crate::query::{Direction, QueryError, Subject, TraceQuery};
use crate::trace::Cut;

/// How many legs of an address are read at a time.
const PAGE_LEGS: usize = 4096;

/// Where a trace starts.
#[derive(Debug, Default)]
pub struct StartCoins {
    /// In chain order, each once.
    pub coins: Vec<StartCoin>,
    pub cuts: Vec<Cut>,
}

#[derive(Debug, Clone, Copy)]
pub struct StartCoin {
    pub from: StartAt,
    /// It was named by its outpoint or its holder, and so is followed even where a service holds it
    /// (a theft from an exchange starts there).
    pub is_named: bool,
    /// It was picked among what a holder received, so the time window says whether it counts.
    pub is_receipt: bool,
}

#[derive(Debug, Clone, Copy)]
pub enum StartAt {
    Output(OutId),
    /// An input of the start whose source lies outside a partial ledger.
    Foreign {
        source: Source,
        spender: TxId,
    },
}

/// Which coin it is: by id, or by outpoint where this ledger does not hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CoinKey {
    Output(OutId),
    Foreign(OutPoint),
}

impl From<Source> for CoinKey {
    fn from(source: Source) -> Self {
        match source {
            Source::Output(id) => Self::Output(id),
            Source::Foreign { out_point, .. } => Self::Foreign(out_point),
        }
    }
}

impl From<StartAt> for CoinKey {
    fn from(from: StartAt) -> Self {
        match from {
            StartAt::Output(id) => Self::Output(id),
            StartAt::Foreign { source, .. } => source.into(),
        }
    }
}

pub fn start(ledger: &Ledger, query: &TraceQuery) -> Result<StartCoins, QueryError> {
    if query.outputs_only.is_some()
        && !matches!((&query.subject, query.direction), (Subject::Tx(_), Direction::Forward))
    {
        return Err(QueryError::OutputsOfNoTx);
    }
    let mut legs_left = query.legs_max;
    let mut start = StartCoins::default();
    gather(ledger, query, &query.subject, &mut legs_left, &mut start)?;
    start.coins = each_once(start.coins);
    start.coins.sort_by_key(|coin| match coin.from {
        StartAt::Output(id) => (0, id.0),
        StartAt::Foreign { spender, .. } => (1, spender.0),
    });
    Ok(start)
}

/// Of a coin that several subjects share, the strongest word counts, whatever their order: it is
/// named if one of them names it, and a receipt only if it is nothing else to any of them.
fn each_once(coins: Vec<StartCoin>) -> Vec<StartCoin> {
    let mut at: HashMap<CoinKey, usize> = HashMap::new();
    let mut once: Vec<StartCoin> = Vec::new();
    for coin in coins {
        match at.entry(coin.from.into()) {
            Entry::Vacant(free) => {
                free.insert(once.len());
                once.push(coin);
            }
            Entry::Occupied(known) => {
                let known = &mut once[*known.get()];
                known.is_named |= coin.is_named;
                known.is_receipt &= coin.is_receipt;
            }
        }
    }
    once
}

fn gather(
    ledger: &Ledger,
    query: &TraceQuery,
    subject: &Subject,
    legs_left: &mut u64,
    start: &mut StartCoins,
) -> Result<(), QueryError> {
    let graph = &ledger.graph;
    match subject {
        Subject::OutPoint(out_point) => {
            let (tx, cuts) = find_tx(graph, out_point.txid)?;
            start.cuts.extend(cuts);
            let id = output_id(&tx, out_point.txid, out_point.vout)?;
            start.add(StartAt::Output(id), true, false);
        }
        Subject::Tx(txid) => {
            let (tx, cuts) = find_tx(graph, *txid)?;
            start.cuts.extend(cuts);
            match query.direction {
                Direction::Forward => {
                    let only = query.outputs_only.as_deref();
                    start.outputs_of(&tx, *txid, only)?;
                }
                Direction::Backward => start.inputs_of(graph, &tx),
            }
        }
        Subject::Address(address) => {
            let id = address_id(graph, address)?;
            start.received(graph, [id], legs_left);
        }
        Subject::Cluster(address) => {
            let root = ledger.clusters.root(address_id(graph, address)?);
            start.received(graph, ledger.clusters.members(root), legs_left);
        }
        Subject::Several(subjects) => {
            if subjects.is_empty() {
                return Err(QueryError::NoSubject);
            }
            for subject in subjects {
                gather(ledger, query, subject, legs_left, start)?;
            }
        }
    }
    Ok(())
}

impl StartCoins {
    fn add(&mut self, from: StartAt, is_named: bool, is_receipt: bool) {
        self.coins.push(StartCoin { from, is_named, is_receipt });
    }

    fn outputs_of(&mut self, tx: &Tx, txid: Txid, only: Option<&[u32]>) -> Result<(), QueryError> {
        match only {
            None => {
                for id in tx.outputs.clone() {
                    self.add(StartAt::Output(OutId(id)), false, false);
                }
            }
            Some(vouts) => {
                for vout in vouts {
                    self.add(StartAt::Output(output_id(tx, txid, *vout)?), true, false);
                }
            }
        }
        Ok(())
    }

    /// What a transaction spends; of a coinbase, which spends nothing, what it pays.
    fn inputs_of(&mut self, graph: &Graph, tx: &Tx) {
        if tx.flags.is_coinbase() {
            for id in tx.outputs.clone() {
                self.add(StartAt::Output(OutId(id)), true, false);
            }
        }
        for input in graph.inputs(tx) {
            let from = match input.source {
                Source::Output(id) => StartAt::Output(id),
                source @ Source::Foreign { .. } => StartAt::Foreign { source, spender: tx.id },
            };
            self.add(from, true, false);
        }
    }

    /// Everything that these holders received, as far as the legs left to read tell.
    fn received(
        &mut self,
        graph: &Graph,
        holders: impl IntoIterator<Item = AddressId>,
        legs_left: &mut u64,
    ) {
        for holder in holders {
            if self.receive(graph, holder, legs_left) {
                let coins_taken = self.coins.len() as u64;
                self.cuts.push(Cut::StartCapped { coins_taken });
                return;
            }
        }
    }

    /// Adds a holder's receipts, oldest first; `true` where the cap left some legs unread.
    fn receive(&mut self, graph: &Graph, holder: AddressId, legs_left: &mut u64) -> bool {
        let legs_len = graph.legs_len(holder);
        let mut skip = 0;
        while skip < legs_len {
            let page = usize::try_from(*legs_left).map_or(PAGE_LEGS, |left| left.min(PAGE_LEGS));
            let legs = graph.legs(holder, End::Oldest, skip, page);
            if legs.is_empty() {
                return page == 0;
            }
            for leg in &legs {
                if let Leg::Out(id) = leg {
                    self.add(StartAt::Output(*id), true, true);
                }
            }
            skip += legs.len() as u64;
            *legs_left -= legs.len() as u64;
        }
        false
    }
}

/// The newer of two transactions with one id, and the cut that says so.
pub fn find_tx(graph: &Graph, txid: Txid) -> Result<(Tx, Vec<Cut>), QueryError> {
    let found = graph.find_tx(&txid);
    let newest = found.first().ok_or(QueryError::UnknownTx(txid))?;
    let cuts = if found.len() > 1 { vec![Cut::TwinTx { txid }] } else { Vec::new() };
    Ok((graph.tx(*newest), cuts))
}

pub fn address_id(graph: &Graph, address: &BitcoinAddress) -> Result<AddressId, QueryError> {
    graph.find_address(address).ok_or_else(|| {
        let text = address.display(graph.ledger().network).to_string();
        QueryError::UnknownAddress(text)
    })
}

pub fn output_id(tx: &Tx, txid: Txid, vout: u32) -> Result<OutId, QueryError> {
    let outputs = tx.outputs.end - tx.outputs.start;
    if u64::from(vout) >= outputs {
        return Err(QueryError::UnknownOutput { txid, vout, outputs });
    }
    Ok(OutId(tx.outputs.start + u64::from(vout)))
}
