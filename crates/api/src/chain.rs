//! Facts of one ledger in their natural names: places of transactions, holders, legs.

use entity::atlas::Ledger;
use graph::{AddressId, Fate, Graph, Input, OutId, Output, Source, TxId};
use model::chain::LedgerKind;
use model::hash::OutPoint;
use serde::Serialize;
use utoipa::ToSchema;

use crate::common::{Amount, BlockAt};

/// A transaction and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TxAt {
    pub txid: String,
    pub block: BlockAt,
    pub time: String,
}

impl TxAt {
    pub fn of(graph: &Graph, id: TxId) -> Self {
        Self {
            txid: graph.txid(id).to_string(),
            block: block_of(graph, id),
            time: graph.time(id).to_string(),
        }
    }
}

/// The block of a transaction.
pub fn block_of(graph: &Graph, id: TxId) -> BlockAt {
    match graph.block(graph.block_of(id)) {
        Some(block) => BlockAt { height: block.height, hash: block.hash.to_string() },
        None => BlockAt { height: None, hash: String::new() },
    }
}

/// A holder: its text, what kind of lock it is, and its cluster by root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Holder {
    pub address: String,
    pub lock: &'static str,
}

impl Holder {
    pub fn of(graph: &Graph, id: AddressId) -> Self {
        let address = graph.address(id);
        let network = graph.ledger().network;
        Self { address: address.display(network).to_string(), lock: address.lock().name() }
    }
}

/// A cluster by its root, the member that was seen first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClusterAt {
    pub root: String,
    pub size: u32,
}

impl ClusterAt {
    pub fn of(ledger: &Ledger, id: AddressId) -> Self {
        let root = ledger.clusters.root(id);
        Self { root: Holder::of(&ledger.graph, root).address, size: ledger.clusters.size(root) }
    }
}

/// The sums of an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Totals {
    pub received: Amount,
    pub sent: Amount,
    /// `null` where more was sent than the ledger saw arrive (a partial ledger).
    pub balance: Option<Amount>,
    pub outputs: u64,
    pub inputs: u64,
    pub transactions: u64,
    pub first: Option<TxAt>,
    pub last: Option<TxAt>,
}

impl Totals {
    pub fn of(graph: &Graph, id: AddressId) -> Self {
        let totals = graph.totals(id);
        Self {
            received: totals.received.into(),
            sent: totals.sent.into(),
            balance: totals.received.checked_sub(totals.sent).map(Amount::from),
            outputs: totals.outputs,
            inputs: totals.inputs,
            transactions: totals.transactions,
            first: totals.first.map(|tx| TxAt::of(graph, tx)),
            last: totals.last.map(|tx| TxAt::of(graph, tx)),
        }
    }
}

/// What became of an output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "fate", rename_all = "snake_case")]
pub enum OutputFate {
    Unspent,
    /// A partial ledger holds no transaction that spends it: whether it moved on is not known.
    NoSpendSeen,
    Spent {
        by: TxAt,
        /// The position of the spending input in its transaction.
        input: u64,
    },
    /// The genesis output, data, or a coinbase overwritten by its twin before BIP 30.
    Unspendable,
}

/// An output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OutputView {
    pub out_point: String,
    pub value: Amount,
    /// `null`: data, nobody's.
    pub holder: Option<Holder>,
    #[serde(flatten)]
    pub fate: OutputFate,
}

impl OutputView {
    pub fn of(graph: &Graph, output: &Output) -> Self {
        Self {
            out_point: out_point(graph, output).to_string(),
            value: output.value.into(),
            holder: output.holder.map(|id| Holder::of(graph, id)),
            fate: fate(graph, output.fate),
        }
    }
}

fn fate(graph: &Graph, fate: Fate) -> OutputFate {
    match fate {
        Fate::Unspent if graph.ledger().kind == LedgerKind::Partial => OutputFate::NoSpendSeen,
        Fate::Unspent => OutputFate::Unspent,
        Fate::Unspendable => OutputFate::Unspendable,
        Fate::Spent { tx, input } => OutputFate::Spent {
            by: TxAt::of(graph, tx),
            input: input.0.saturating_sub(graph.tx(tx).inputs.start),
        },
    }
}

pub fn out_point(graph: &Graph, output: &Output) -> OutPoint {
    OutPoint { txid: graph.txid(output.tx), vout: output.vout }
}

/// An input: the output it spends, and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct InputView {
    /// Its position in its transaction.
    pub input: u64,
    pub spends: String,
    /// `null`: the spent output is not in this ledger, and no file beside the block told.
    pub value: Option<Amount>,
    pub holder: Option<Holder>,
    /// Whether the spent output is in this ledger.
    pub known: bool,
}

impl InputView {
    pub fn of(graph: &Graph, input: &Input) -> Self {
        let (spends, known) = match input.source {
            Source::Output(id) => (out_point(graph, &graph.output(id)), true),
            Source::Foreign { out_point, .. } => (out_point, false),
        };
        Self {
            input: input.id.0.saturating_sub(graph.tx(input.tx).inputs.start),
            spends: spends.to_string(),
            value: input.value.map(Amount::from),
            holder: input.holder.map(|id| Holder::of(graph, id)),
            known,
        }
    }
}

/// The output itself, by its id.
pub fn output_view(graph: &Graph, id: OutId) -> OutputView {
    OutputView::of(graph, &graph.output(id))
}
