//! What one subject is: an address, a transaction, an output, a block.

use entity::atlas::{Atlas, Ledger};
use entity::{change, coinjoin};
use graph::{AddressId, Block, BlockId, End, Graph, Leg, OutId, TxId};
use model::address::{Address, BitcoinAddress};
use serde::Serialize;
use utoipa::ToSchema;

use crate::chain::{
    ClusterAt, Holder, InputView, OutputFate, OutputView, Totals, TxAt, output_view,
};
use crate::cluster::ClusterView;
use crate::common::{Amount, AsOf, BlockAt};
use crate::label::{AttributionView, ClaimView};

/// Which part of a long list is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub skip: u64,
    pub limit: usize,
}

/// A part of a list, and how much there is in all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Part<T> {
    pub total: u64,
    pub skipped: u64,
    pub items: Vec<T>,
}

impl<T> Part<T> {
    pub fn new(total: u64, window: Window, items: Vec<T>) -> Self {
        Self { total, skipped: window.skip.min(total), items }
    }

    /// How many come after the last one shown.
    pub fn rest(&self) -> u64 {
        self.total - self.skipped - self.items.len() as u64
    }
}

/// The answer of `look`: `kind` says which.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Look {
    Address(Box<AddressLook>),
    Cluster(Box<ClusterView>),
    Transaction(Box<TxLook>),
    Output(Box<OutputLook>),
    Block(Box<BlockLook>),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AddressLook {
    pub as_of: AsOf,
    /// The address as it was asked for.
    pub address: String,
    pub lock: &'static str,
    /// `null`: this form of the key does not occur in the ledger; `same_key` has those that do.
    pub totals: Option<Totals>,
    pub cluster: Option<ClusterAt>,
    pub same_key: Vec<SameKey>,
    /// What is said of it, directly, through its key or through its cluster; strongest first.
    pub labels: Vec<AttributionView>,
    pub legs: Part<LegView>,
}

/// Another holder that the same single key controls: a fact of the protocol, not a guess.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SameKey {
    #[serde(flatten)]
    pub holder: Holder,
    pub totals: Totals,
    pub cluster: ClusterAt,
}

/// One side of a transaction that touches an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LegView {
    /// `received` (an output) or `sent` (an input).
    pub side: &'static str,
    #[serde(flatten)]
    pub at: TxAt,
    pub holder: String,
    /// The output received, or the one that was spent.
    pub out_point: String,
    pub value: Option<Amount>,
    /// What became of an output; absent for inputs.
    #[serde(flatten)]
    #[schema(value_type = FateOfLeg)]
    pub fate: Option<OutputFate>,
}

/// The schema of a leg's fate: an [`OutputFate`] of an output, nothing of an input.
#[derive(Debug, ToSchema)]
pub struct FateOfLeg {
    /// `unspent`, `no_spend_seen`, `spent` or `unspendable`.
    pub fate: Option<String>,
    /// The transaction that spends it.
    pub by: Option<TxAt>,
    /// The position of the spending input there.
    pub input: Option<u64>,
}

/// Whom an address names in a ledger: the address itself, and the other forms of its key.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    pub exact: Option<AddressId>,
    pub same_key: &'a [AddressId],
}

/// An address in a ledger. Where the address itself does not occur, the legs are those of the
/// first other form of its key.
pub fn address(
    atlas: &Atlas,
    ledger: &Ledger,
    asked: &BitcoinAddress,
    seen: Seen<'_>,
    end: End,
    window: Window,
) -> AddressLook {
    let graph = &ledger.graph;
    let network = graph.ledger().network;
    let Seen { exact, same_key } = seen;
    let known = atlas.known(&Address::Bitcoin(asked.clone()), Some(&[network]));
    let shown = exact.or_else(|| same_key.first().copied());
    let other = |&id: &AddressId| SameKey {
        holder: Holder::of(graph, id),
        totals: Totals::of(graph, id),
        cluster: ClusterAt::of(ledger, id),
    };
    AddressLook {
        as_of: AsOf::of(atlas, ledger),
        address: asked.display(network).to_string(),
        lock: asked.lock().name(),
        totals: exact.map(|id| Totals::of(graph, id)),
        cluster: exact.map(|id| ClusterAt::of(ledger, id)),
        same_key: same_key.iter().map(other).collect(),
        labels: AttributionView::of_many(&known, network),
        legs: match shown {
            None => Part::new(0, window, Vec::new()),
            Some(id) => {
                let legs = graph.legs(id, end, window.skip, window.limit);
                let items = legs.into_iter().map(|leg| leg_view(graph, leg)).collect();
                Part::new(graph.legs_len(id), window, items)
            }
        },
    }
}

pub(crate) fn leg_view(graph: &Graph, leg: Leg) -> LegView {
    match leg {
        Leg::In(id) => {
            let input = graph.input(id);
            let view = InputView::of(graph, &input);
            LegView {
                side: "sent",
                at: TxAt::of(graph, input.tx),
                holder: view.holder.map(|holder| holder.address).unwrap_or_default(),
                out_point: view.spends,
                value: view.value,
                fate: None,
            }
        }
        Leg::Out(id) => {
            let output = graph.output(id);
            let view = OutputView::of(graph, &output);
            LegView {
                side: "received",
                at: TxAt::of(graph, output.tx),
                holder: view.holder.map(|holder| holder.address).unwrap_or_default(),
                out_point: view.out_point,
                value: Some(view.value),
                fate: Some(view.fate),
            }
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TxLook {
    pub as_of: AsOf,
    #[serde(flatten)]
    pub at: TxAt,
    pub version: i32,
    pub lock_time: u32,
    pub weight: u32,
    pub vsize: u32,
    pub is_coinbase: bool,
    pub is_segwit: bool,
    pub is_rbf: bool,
    /// `null`: some input's value is not known, or there is none (a coinbase).
    pub value_in: Option<Amount>,
    pub value_out: Amount,
    pub fee: Option<Amount>,
    /// An older transaction with the same id, overwritten by this one before BIP 30.
    pub twin: Option<TxAt>,
    /// That it looks like a CoinJoin, if it does.
    pub coinjoin: Option<CoinJoinView>,
    /// Which output may be change. Signs, not proofs.
    pub change: ChangeView,
    /// What is said of the transaction itself.
    pub labels: Vec<ClaimView>,
    pub inputs: Part<InputView>,
    pub outputs: Part<OutputView>,
}

/// A rule that fits a transaction in which several people seem to spend together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CoinJoinView {
    pub rule: &'static str,
    /// 0 to 100.
    pub confidence: u8,
    pub says: String,
    pub denominations: Vec<Amount>,
    pub equal_outputs: usize,
    pub participants: usize,
    pub inputs_unknown: usize,
    /// Whether its inputs' holders are kept apart, and whether a trace ends here.
    pub vetoes_join: bool,
    pub stops_trace: bool,
}

/// What the change heuristics say, as of the ledger's tip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChangeView {
    pub hints: Vec<ChangeHint>,
    pub consensus: Option<ChangeConsensus>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChangeHint {
    pub rule: &'static str,
    /// The outputs it cannot rule out.
    pub outputs: Vec<u32>,
    pub confidence: u8,
    /// Whether it holds whatever the chain does next.
    pub is_settled: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChangeConsensus {
    pub output: u32,
    pub confidence: u8,
    pub sources: Vec<&'static str>,
    pub against: Vec<&'static str>,
}

fn coinjoin_view(finding: &coinjoin::Finding) -> CoinJoinView {
    CoinJoinView {
        rule: finding.kind.name(),
        confidence: finding.confidence,
        says: finding.says(),
        denominations: finding.denominations.iter().map(|&value| value.into()).collect(),
        equal_outputs: finding.equal_outputs,
        participants: finding.participants,
        inputs_unknown: finding.inputs_unknown,
        vetoes_join: finding.vetoes_join(),
        stops_trace: finding.stops_trace(),
    }
}

fn change_view(hints: change::Hints) -> ChangeView {
    let hint = |hint: change::Hint| ChangeHint {
        rule: hint.name,
        outputs: hint.outputs,
        confidence: hint.confidence,
        is_settled: hint.is_settled,
    };
    ChangeView {
        hints: hints.hints.into_iter().map(hint).collect(),
        consensus: hints.consensus.map(|found| ChangeConsensus {
            output: found.output,
            confidence: found.confidence,
            sources: found.sources,
            against: found.against,
        }),
    }
}

/// The newest of the transactions with this id.
pub fn transaction(atlas: &Atlas, ledger: &Ledger, ids: &[TxId], window: Window) -> Option<TxLook> {
    let graph = &ledger.graph;
    let tx = graph.tx(*ids.first()?);
    let stated = atlas.labels.about_tx(&graph.txid(tx.id), &atlas.as_of);
    let value_out: model::amount::Total = graph.outputs(&tx).map(|output| output.value).sum();
    let is_coinbase = tx.flags.is_coinbase();
    let value_in = value_in(graph, &tx).filter(|_| !is_coinbase);
    let inputs_len = tx.inputs.end - tx.inputs.start;
    let outputs_len = tx.outputs.end - tx.outputs.start;
    let skip = usize::try_from(window.skip).unwrap_or(usize::MAX);
    Some(TxLook {
        as_of: AsOf::of(atlas, ledger),
        at: TxAt::of(graph, tx.id),
        version: tx.version,
        lock_time: tx.lock_time,
        weight: tx.weight,
        vsize: tx.weight.div_ceil(4),
        is_coinbase,
        is_segwit: tx.flags.is_segwit(),
        is_rbf: tx.flags.is_rbf(),
        value_in: value_in.map(Amount::from),
        value_out: value_out.into(),
        fee: value_in.and_then(|sum| sum.checked_sub(value_out)).map(Amount::from),
        twin: ids.get(1).map(|&twin| TxAt::of(graph, twin)),
        coinjoin: ledger.coinjoin(tx.id).as_ref().map(coinjoin_view),
        change: change_view(change::hints(graph, Some(&ledger.clusters), tx.id)),
        labels: stated.iter().map(ClaimView::stated).collect(),
        inputs: Part::new(
            inputs_len,
            window,
            graph
                .inputs(&tx)
                .skip(skip)
                .take(window.limit)
                .map(|i| InputView::of(graph, &i))
                .collect(),
        ),
        outputs: Part::new(
            outputs_len,
            window,
            graph
                .outputs(&tx)
                .skip(skip)
                .take(window.limit)
                .map(|o| OutputView::of(graph, &o))
                .collect(),
        ),
    })
}

/// The sum of the inputs, if all of them are known.
fn value_in(graph: &Graph, tx: &graph::Tx) -> Option<model::amount::Total> {
    graph.inputs(tx).try_fold(model::amount::Total::ZERO, |mut sum, input| {
        sum += input.value?;
        Some(sum)
    })
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OutputLook {
    pub as_of: AsOf,
    #[serde(flatten)]
    pub output: OutputView,
    /// Where it was made.
    pub made: TxAt,
    pub cluster: Option<ClusterAt>,
    /// What is said of its holder.
    pub labels: Vec<AttributionView>,
}

pub fn output(atlas: &Atlas, ledger: &Ledger, id: OutId) -> OutputLook {
    let graph = &ledger.graph;
    let output = graph.output(id);
    let holder = output.holder.map(|holder| atlas.holder(ledger, holder));
    let labels =
        holder.map(|holder| AttributionView::of_many(&holder.attributions, graph.ledger().network));
    OutputLook {
        as_of: AsOf::of(atlas, ledger),
        labels: labels.unwrap_or_default(),
        output: output_view(graph, id),
        made: TxAt::of(graph, output.tx),
        cluster: output.holder.map(|holder| ClusterAt::of(ledger, holder)),
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BlockLook {
    pub as_of: AsOf,
    #[serde(flatten)]
    pub block: BlockAt,
    pub prev: String,
    pub time: String,
    pub transactions: Part<TxLine>,
}

/// One transaction of a block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TxLine {
    pub txid: String,
    pub inputs: u64,
    pub outputs: u64,
    pub value_out: Amount,
}

pub fn block(atlas: &Atlas, ledger: &Ledger, id: BlockId, window: Window) -> Option<BlockLook> {
    let graph = &ledger.graph;
    let Block { height, hash, prev, time, txs, .. } = graph.block(id)?;
    let skip = usize::try_from(window.skip).unwrap_or(usize::MAX);
    let total = txs.end - txs.start;
    let items = txs.skip(skip).take(window.limit).map(|id| tx_line(graph, TxId(id))).collect();
    Some(BlockLook {
        as_of: AsOf::of(atlas, ledger),
        block: BlockAt { height, hash: hash.to_string() },
        prev: prev.to_string(),
        time: time.to_string(),
        transactions: Part::new(total, window, items),
    })
}

pub(crate) fn tx_line(graph: &Graph, id: TxId) -> TxLine {
    let tx = graph.tx(id);
    let value: model::amount::Total = graph.outputs(&tx).map(|output| output.value).sum();
    TxLine {
        txid: graph.txid(id).to_string(),
        inputs: tx.inputs.end - tx.inputs.start,
        outputs: tx.outputs.end - tx.outputs.start,
        value_out: value.into(),
    }
}
