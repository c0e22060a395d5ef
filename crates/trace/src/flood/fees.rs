//! Through fees: what waits for the coinbase of a block, and how that block's coinbase pays it out.
//!
//! The convention and the arithmetic are a trace's own ([`crate::fees`]).

use std::ops::Range;

use graph::{Graph, TxId};

use super::columns::Ground;
use super::ends::Reason;
use crate::fees::{NoMinting, minting};
use crate::taint::Method;
use crate::taint::flow::{Flow, Taint, Tainted, spread};

/// A traced fee, until its block is over.
#[derive(Debug)]
pub struct WaitingFee {
    /// Its transaction's position in the block, and so the fee's place in the coinbase.
    place: usize,
    pub taint: Taint,
    pub block_txs: Range<u64>,
}

impl WaitingFee {
    /// `None`: its block has no coinbase.
    pub fn new(
        graph: &Graph,
        ground: &Ground<'_>,
        row: usize,
        taint: &Taint,
    ) -> Option<WaitingFee> {
        let tx = TxId(ground.view.txs().start + row as u64);
        let block = graph.block(graph.block_of(tx))?;
        let first = TxId(block.txs.start);
        let place = usize::try_from(tx.0.checked_sub(first.0)?).ok()?;
        let is_coinbase = graph.tx(first).flags.is_coinbase();
        is_coinbase.then(|| WaitingFee { place, taint: taint.clone(), block_txs: block.txs })
    }
}

/// What the coinbase's outputs get of a block's traced fees, and what its miner left unclaimed.
pub fn collected(
    graph: &Graph,
    waiting: &[WaitingFee],
    method: Method,
) -> Result<(Vec<Tainted>, Option<u64>), Reason> {
    let Some(first) = waiting.first() else { return Ok((Vec::new(), None)) };
    let block = graph.block(graph.block_of(TxId(first.block_txs.start)));
    let block = block.ok_or(Reason::Damaged)?;
    let sides = minting(graph, &block).map_err(|why| match why {
        NoMinting::UnknownInputs(_) => Reason::DataMissing,
        NoMinting::Contradiction => Reason::Damaged,
    })?;
    let flow = Flow::new(&sides.minted, &sides.paid, Some(sides.paid.len() - 1));
    let flow = flow.ok_or(Reason::Damaged)?;
    let tainted: Vec<Tainted> =
        waiting.iter().map(|fee| Tainted { index: fee.place, taint: fee.taint.clone() }).collect();
    let fits = |fee: &Tainted| {
        sides.minted.get(fee.index).is_some_and(|minted| fee.taint.amounts[method] <= *minted)
    };
    if !tainted.iter().all(fits) {
        return Err(Reason::Damaged);
    }
    let mut reached = spread(&flow, &tainted, &[method]);
    let unclaimed = reached.pop_if(|last| last.index + 1 == sides.paid.len());
    Ok((reached, unclaimed.map(|last| last.taint.amounts[method])))
}
