//! From a subject to the coins a trace starts with.

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
    /// The coins were named one by one, by their outpoint or their holder: they are followed even
    /// where a service holds them (a theft from an exchange starts there).
    pub is_named: bool,
    pub cuts: Vec<Cut>,
}

#[derive(Debug, Clone, Copy)]
pub enum StartCoin {
    Output(OutId),
    /// An input of the start whose source lies outside a partial ledger.
    Foreign {
        source: Source,
        spender: TxId,
    },
}

pub fn start(ledger: &Ledger, query: &TraceQuery) -> Result<StartCoins, QueryError> {
    let graph = &ledger.graph;
    if query.outputs_only.is_some()
        && !matches!((&query.subject, query.direction), (Subject::Tx(_), Direction::Forward))
    {
        return Err(QueryError::OutputsOfNoTx);
    }
    match &query.subject {
        Subject::OutPoint(out_point) => of_out_point(graph, *out_point),
        Subject::Tx(txid) => match query.direction {
            Direction::Forward => outputs_of(graph, *txid, query.outputs_only.as_deref()),
            Direction::Backward => inputs_of(graph, *txid),
        },
        Subject::Address(address) => {
            let id = address_id(graph, address)?;
            Ok(received(graph, [id], query.legs_max))
        }
        Subject::Cluster(address) => {
            let id = address_id(graph, address)?;
            let root = ledger.clusters.root(id);
            Ok(received(graph, ledger.clusters.members(root), query.legs_max))
        }
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

fn of_out_point(graph: &Graph, out_point: OutPoint) -> Result<StartCoins, QueryError> {
    let (tx, cuts) = find_tx(graph, out_point.txid)?;
    let id = output_id(&tx, out_point.txid, out_point.vout)?;
    Ok(StartCoins { coins: vec![StartCoin::Output(id)], is_named: true, cuts })
}

pub fn output_id(tx: &Tx, txid: Txid, vout: u32) -> Result<OutId, QueryError> {
    let outputs = tx.outputs.end - tx.outputs.start;
    if u64::from(vout) >= outputs {
        return Err(QueryError::UnknownOutput { txid, vout, outputs });
    }
    Ok(OutId(tx.outputs.start + u64::from(vout)))
}

fn outputs_of(graph: &Graph, txid: Txid, only: Option<&[u32]>) -> Result<StartCoins, QueryError> {
    let (tx, cuts) = find_tx(graph, txid)?;
    let mut ids = match only {
        None => tx.outputs.clone().map(OutId).collect(),
        Some(vouts) => {
            vouts.iter().map(|vout| output_id(&tx, txid, *vout)).collect::<Result<Vec<_>, _>>()?
        }
    };
    ids.sort_unstable();
    ids.dedup();
    let coins = ids.into_iter().map(StartCoin::Output).collect();
    Ok(StartCoins { coins, is_named: only.is_some(), cuts })
}

/// What a transaction spends; of a coinbase, which spends nothing, what it pays.
fn inputs_of(graph: &Graph, txid: Txid) -> Result<StartCoins, QueryError> {
    let (tx, cuts) = find_tx(graph, txid)?;
    let coins = if tx.flags.is_coinbase() {
        tx.outputs.clone().map(|id| StartCoin::Output(OutId(id))).collect()
    } else {
        let inputs = graph.inputs(&tx);
        inputs
            .map(|input| match input.source {
                Source::Output(id) => StartCoin::Output(id),
                source @ Source::Foreign { .. } => StartCoin::Foreign { source, spender: tx.id },
            })
            .collect()
    };
    Ok(StartCoins { coins, is_named: true, cuts })
}

/// Everything that these holders received, as far as `legs_max` legs tell.
fn received(
    graph: &Graph,
    holders: impl IntoIterator<Item = AddressId>,
    legs_max: u64,
) -> StartCoins {
    let mut ids: Vec<OutId> = Vec::new();
    let mut legs_left = legs_max;
    let mut is_capped = false;
    for holder in holders {
        is_capped |= receive(graph, holder, &mut legs_left, &mut ids);
        if is_capped {
            break;
        }
    }
    ids.sort_unstable();
    ids.dedup();
    let coins_taken = ids.len() as u64;
    let cuts = if is_capped { vec![Cut::StartCapped { coins_taken }] } else { Vec::new() };
    let coins = ids.into_iter().map(StartCoin::Output).collect();
    StartCoins { coins, is_named: true, cuts }
}

/// Adds a holder's receipts, oldest first; `true` where the cap left some legs unread.
fn receive(graph: &Graph, holder: AddressId, legs_left: &mut u64, ids: &mut Vec<OutId>) -> bool {
    let legs_len = graph.legs_len(holder);
    let mut skip = 0;
    while skip < legs_len {
        let page = usize::try_from(*legs_left).map_or(PAGE_LEGS, |left| left.min(PAGE_LEGS));
        let legs = graph.legs(holder, End::Oldest, skip, page);
        if legs.is_empty() {
            return page == 0;
        }
        ids.extend(legs.iter().filter_map(|leg| match leg {
            Leg::Out(id) => Some(*id),
            Leg::In(_) => None,
        }));
        skip += legs.len() as u64;
        *legs_left -= legs.len() as u64;
    }
    false
}
