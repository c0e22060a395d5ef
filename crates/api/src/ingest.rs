//! What an ingest came to.

use graph::{Counts, Graph};
use serde::Serialize;
use utoipa::ToSchema;

use crate::common::{self, BlockAt};

/// The ledger as it now stands, and what this run brought to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Ingested {
    pub ledger: String,
    pub blocks: u64,
    pub transactions: u64,
    /// Without coinbases, which spend nothing.
    pub inputs: u64,
    /// Inputs whose spent output is not in the ledger.
    pub unknown_inputs: u64,
    pub outputs: u64,
    pub addresses: u64,
    pub tip: Option<BlockAt>,
    pub tip_time: Option<String>,
    pub taken: Taken,
    /// The last block both branches share, where a reorganisation was followed.
    pub rewound_to: Option<BlockAt>,
    /// Blocks in the files that link, but on branches with less work.
    pub stale_blocks: u64,
    /// Further records of the same blocks.
    pub duplicate_blocks: u64,
    /// Transactions left out because a block of another branch had brought them: a partial ledger
    /// may hold blocks of both.
    pub repeated_transactions: u64,
    /// What was new among the evidence; `null` for a linked ledger, whose evidence is the node's files.
    pub kept: Option<Kept>,
    /// Whether everything that links in the files is now in the ledger.
    pub is_complete: bool,
    /// Why it is not: `interrupted`, or what is wrong.
    pub stopped: Option<String>,
    /// What was passed over.
    pub notes: Vec<String>,
}

/// What one run brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Taken {
    pub blocks: u64,
    pub transactions: u64,
    pub inputs: u64,
    pub unknown_inputs: u64,
}

/// What was added to the evidence of loose blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Kept {
    pub blocks: u64,
    /// Blocks beside which more is told than was kept before.
    pub lines: u64,
}

impl Taken {
    /// The difference of two states of one ledger; a rewind can make it less than nothing, which
    /// is told as nothing.
    pub fn between(before: Counts, after: Counts) -> Self {
        Self {
            blocks: after.blocks.saturating_sub(before.blocks),
            transactions: after.transactions.saturating_sub(before.transactions),
            inputs: after.inputs.saturating_sub(before.inputs),
            unknown_inputs: after.unknown_inputs.saturating_sub(before.unknown_inputs),
        }
    }
}

impl Ingested {
    /// The ledger's side of it; what the run came to is for the caller to add.
    pub fn of(graph: &Graph) -> Self {
        let counts = graph.counts();
        let tip = common::tip(graph);
        Self {
            ledger: graph.ledger().to_string(),
            blocks: counts.blocks,
            transactions: counts.transactions,
            inputs: counts.inputs,
            unknown_inputs: counts.unknown_inputs,
            outputs: counts.outputs,
            addresses: counts.addresses,
            tip_time: tip.as_ref().map(|block| block.time.to_string()),
            tip: tip.as_ref().map(BlockAt::from),
            taken: Taken::default(),
            rewound_to: None,
            stale_blocks: 0,
            duplicate_blocks: 0,
            repeated_transactions: 0,
            kept: None,
            is_complete: true,
            stopped: None,
            notes: Vec::new(),
        }
    }
}
