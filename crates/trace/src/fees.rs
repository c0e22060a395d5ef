//! Where fees go: a block's coinbase collects the subsidy and the fees of its block.
//!
//! The order is a convention, BlockSci's (`taint.cpp`): the subsidy first, then the fees in the
//! order of their transactions. What the miner left unclaimed comes last, like a fee of its own.

use graph::{Block, Graph, TxId};
use model::chain::Network;

/// A coinbase as two sides: the subsidy and the block's fees, and what it pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Minting {
    /// The subsidy, then the fee of each transaction after the coinbase, in block order.
    pub minted: Vec<u64>,
    /// The coinbase's outputs, then what was left unclaimed.
    pub paid: Vec<u64>,
}

/// Why a block's fees cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoMinting {
    UnknownInputs(u64),
    Contradiction,
}

/// Reads a whole block: every fee has to be known to place one of them.
pub fn minting(graph: &Graph, block: &Block) -> Result<Minting, NoMinting> {
    let mut fees = Vec::new();
    let mut unknown_inputs = 0;
    for id in block.txs.start + 1..block.txs.end {
        match fee(graph, TxId(id)) {
            Ok(fee) => fees.push(fee),
            Err(NoMinting::UnknownInputs(inputs)) => unknown_inputs += inputs,
            Err(NoMinting::Contradiction) => return Err(NoMinting::Contradiction),
        }
    }
    if unknown_inputs > 0 {
        return Err(NoMinting::UnknownInputs(unknown_inputs));
    }
    let coinbase = graph.tx(TxId(block.txs.start));
    let mut paid: Vec<u64> = graph.outputs(&coinbase).map(|output| output.value.0).collect();
    let paid_sum = sum(&paid);
    let fees_sum = sum(&fees);
    let subsidy = subsidy(graph.ledger().network, block.height)
        .filter(|subsidy| u128::from(*subsidy) + fees_sum >= paid_sum)
        .map_or_else(|| paid_sum.saturating_sub(fees_sum), u128::from);
    let unclaimed = (subsidy + fees_sum).checked_sub(paid_sum).ok_or(NoMinting::Contradiction)?;
    paid.push(narrow(unclaimed)?);
    fees.insert(0, narrow(subsidy)?);
    Ok(Minting { minted: fees, paid })
}

/// How many legs [`minting`] reads.
pub fn legs(graph: &Graph, block: &Block) -> u64 {
    if block.txs.is_empty() {
        return 0;
    }
    let (first, last) = (graph.tx(TxId(block.txs.start)), graph.tx(TxId(block.txs.end - 1)));
    let outputs = last.outputs.end.saturating_sub(first.outputs.start);
    outputs + last.inputs.end.saturating_sub(first.inputs.start)
}

fn fee(graph: &Graph, id: TxId) -> Result<u64, NoMinting> {
    let tx = graph.tx(id);
    let mut value_in = 0_u128;
    let mut unknown = 0;
    for input in graph.inputs(&tx) {
        match input.value {
            Some(value) => value_in += u128::from(value.0),
            None => unknown += 1,
        }
    }
    if unknown > 0 {
        return Err(NoMinting::UnknownInputs(unknown));
    }
    let value_out: u128 = graph.outputs(&tx).map(|output| u128::from(output.value.0)).sum();
    narrow(value_in.checked_sub(value_out).ok_or(NoMinting::Contradiction)?)
}

/// New money of a block by the network's schedule (Bitcoin Core, `GetBlockSubsidy`; the interval of
/// `chainparams.cpp`). A story's blocks follow no schedule this room knows: there, and where the
/// schedule would not pay for what the coinbase pays, the miner is taken to have claimed everything.
fn subsidy(network: Network, height: Option<u32>) -> Option<u64> {
    let interval = match network {
        Network::Main | Network::Test | Network::Test4 | Network::Signet => 210_000,
        Network::Regtest => 150,
        Network::Story => return None,
    };
    Some(5_000_000_000_u64.checked_shr(height? / interval).unwrap_or(0))
}

fn sum(values: &[u64]) -> u128 {
    values.iter().copied().map(u128::from).sum()
}

fn narrow(value: u128) -> Result<u64, NoMinting> {
    u64::try_from(value).map_err(|_| NoMinting::Contradiction)
}
