//! What is held: `store info` and `store verify`.

use graph::Graph;
use model::chain::LedgerKind;
use serde::Serialize;
use utoipa::ToSchema;

use crate::common::{self, BlockAt};

/// Everything in a data directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StoreInfo {
    pub ledgers: Vec<LedgerInfo>,
    /// Ledgers that are there and do not open.
    pub unread: Vec<UnreadLedger>,
    pub labels: LabelsInfo,
}

/// A ledger that does not open, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct UnreadLedger {
    pub ledger: String,
    pub why: String,
}

/// One ledger: how far it reaches and what it counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LedgerInfo {
    pub ledger: String,
    pub network: String,
    /// `linked`: a whole chain from its genesis; `partial`: loose blocks.
    pub kind: &'static str,
    pub tip: Option<BlockAt>,
    pub tip_time: Option<String>,
    pub blocks: u64,
    pub transactions: u64,
    pub inputs: u64,
    pub outputs: u64,
    pub addresses: u64,
    /// Inputs whose spent output is not in the ledger.
    pub unknown_inputs: u64,
    /// All bytes on disk, and of which column.
    pub bytes: u64,
    pub columns: Vec<Column>,
}

/// The ledgers that are being read, for who asks what there is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Ledgers {
    pub ledgers: Vec<LedgerLine>,
}

/// One ledger, without what it takes on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LedgerLine {
    pub ledger: String,
    pub network: String,
    /// `linked`: a whole chain from its genesis; `partial`: loose blocks.
    pub kind: &'static str,
    /// A story: nothing in it happened, and no address in it is anybody's.
    pub is_synthetic: bool,
    pub tip: Option<BlockAt>,
    pub tip_time: Option<String>,
    pub blocks: u64,
    pub transactions: u64,
    pub inputs: u64,
    pub outputs: u64,
    pub addresses: u64,
    /// Inputs whose spent output is not in the ledger.
    pub unknown_inputs: u64,
}

impl LedgerLine {
    pub fn of(graph: &Graph) -> Self {
        let info = LedgerInfo::of(graph, Vec::new());
        Self {
            is_synthetic: graph.ledger().network.is_synthetic(),
            ledger: info.ledger,
            network: info.network,
            kind: info.kind,
            tip: info.tip,
            tip_time: info.tip_time,
            blocks: info.blocks,
            transactions: info.transactions,
            inputs: info.inputs,
            outputs: info.outputs,
            addresses: info.addresses,
            unknown_inputs: info.unknown_inputs,
        }
    }
}

/// Bytes on disk of one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Column {
    pub column: String,
    pub bytes: u64,
}

/// The labels beside the ledgers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LabelsInfo {
    pub packs: u64,
    pub claims: u64,
    pub digest: String,
}

impl LedgerInfo {
    pub fn of(graph: &Graph, columns: Vec<Column>) -> Self {
        let id = graph.ledger();
        let counts = graph.counts();
        let tip = common::tip(graph);
        Self {
            ledger: id.to_string(),
            network: id.network.to_string(),
            kind: kind(id.kind),
            tip: tip.as_ref().map(BlockAt::from),
            tip_time: tip.map(|block| block.time.to_string()),
            blocks: counts.blocks,
            transactions: counts.transactions,
            inputs: counts.inputs,
            outputs: counts.outputs,
            addresses: counts.addresses,
            unknown_inputs: counts.unknown_inputs,
            bytes: columns.iter().map(|column| column.bytes).sum(),
            columns,
        }
    }
}

fn kind(kind: LedgerKind) -> &'static str {
    match kind {
        LedgerKind::Linked => "linked",
        LedgerKind::Partial => "partial",
    }
}

/// Whether what is held is whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StoreVerify {
    /// Over what the ledgers mean, not over file bytes: of the one ledger, or of all of them in
    /// the order of their names (SHA-256 over lines of `id digest`). None where one does not open.
    pub digest: Option<String>,
    pub ledgers: Vec<LedgerVerify>,
    /// `DATA/labels`: what was imported, and the claims made of it.
    pub labels: FilesVerify,
    /// `DATA/raw`: loose blocks as they came.
    pub evidence: FilesVerify,
}

/// The check of files that are kept for good.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct FilesVerify {
    pub files: u64,
    /// Files beside which nothing was kept that would tell a change.
    pub unchecked: u64,
    /// What is wrong, each with its file; empty where all is whole.
    pub damage: Vec<String>,
}

/// One ledger's check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LedgerVerify {
    pub ledger: String,
    pub tip: Option<BlockAt>,
    pub is_whole: bool,
    /// None where it does not open.
    pub digest: Option<String>,
    /// What is wrong, each with its place; empty where it is whole.
    pub damage: Vec<String>,
    /// Damages beyond those that are told one by one.
    pub damage_left_out: u64,
}
