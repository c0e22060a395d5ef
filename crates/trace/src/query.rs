//! What is asked: where to start, in which direction, by which methods, and where to stop.

use std::ops::ControlFlow;

use entity::coinjoin::STOP_CONFIDENCE_MIN;
use model::address::BitcoinAddress;
use model::hash::{OutPoint, Txid};
use model::time::Time;

use crate::taint::Method;

/// Where a trace or a path starts. What a person pasted is turned into one of these by the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    OutPoint(OutPoint),
    /// Forward: all its outputs (or [`TraceQuery::outputs_only`]). Backward: all its inputs.
    Tx(Txid),
    /// Forward: everything it received. Backward: where all of that came from.
    Address(BitcoinAddress),
    /// The whole cluster of this member.
    Cluster(BitcoinAddress),
    /// Several together: a theft is seldom one transaction.
    Several(Vec<Subject>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Forward,
    Backward,
}

impl Direction {
    pub const fn name(self) -> &'static str {
        match self {
            Direction::Forward => "forward",
            Direction::Backward => "backward",
        }
    }
}

/// A question to [`crate::follow::follow`]. [`TraceQuery::new`] gives the usual settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceQuery {
    pub subject: Subject,
    pub direction: Direction,
    /// Side by side; each one's numbers are what it would give alone (the work cap excepted).
    /// Ascending and without repeats after [`TraceQuery::checked`].
    pub methods: Vec<Method>,
    /// Of a transaction, follow these outputs only.
    pub outputs_only: Option<Vec<u32>>,
    /// Transactions from the start.
    pub hops_max: u32,
    /// Less than this, tainted, in one coin: not followed further.
    pub value_min_sat: u64,
    /// Less than this share of the start, in millionths: not followed further.
    pub share_min_ppm: u32,
    /// Transactions before this time are not followed, and what an address received before it is
    /// not part of the start.
    pub from: Option<Time>,
    /// The same for transactions after this time.
    pub to: Option<Time>,
    /// Inputs and outputs read. Never a time, so that the answer does not depend on the machine.
    pub legs_max: u64,
    pub through_services: bool,
    pub through_mixers: bool,
    pub through_fees: bool,
    /// From this confidence (0 to 100) on, a transaction that looks like a CoinJoin stops the trace.
    pub coinjoin_confidence_min: u8,
}

impl TraceQuery {
    /// The method that shares, orders and pictures go by: FIFO where it is asked for, else the first.
    pub fn method_main(&self) -> Method {
        let first = self.methods.first().copied().unwrap_or(Method::Fifo);
        if self.methods.contains(&Method::Fifo) { Method::Fifo } else { first }
    }

    /// The methods in the order in which they decide between rows: the main one first.
    pub(crate) fn methods_ranked(&self) -> Vec<Method> {
        let main = self.method_main();
        let rest = self.methods.iter().copied().filter(|method| *method != main);
        std::iter::once(main).chain(rest).collect()
    }
}

/// The most work a query may ask for: a trace's rows are counted in 32 bits.
pub const LEGS_MAX: u64 = 1 << 30;

impl TraceQuery {
    pub fn new(subject: Subject, direction: Direction) -> Self {
        Self {
            subject,
            direction,
            methods: vec![Method::Fifo],
            outputs_only: None,
            hops_max: 500,
            value_min_sat: 0,
            share_min_ppm: 0,
            from: None,
            to: None,
            legs_max: 1_000_000,
            through_services: false,
            through_mixers: false,
            through_fees: false,
            coinjoin_confidence_min: STOP_CONFIDENCE_MIN,
        }
    }
}

/// A question to [`crate::path::path`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathQuery {
    pub from: Subject,
    pub to: Subject,
    /// Transactions between the two.
    pub hops_max: u32,
    /// Paths this much longer than the shortest are looked for too.
    pub detour_max: u32,
    /// How many paths to give in each direction.
    pub paths_max: usize,
    /// Coins below this are not walked.
    pub value_min_sat: u64,
    /// Inputs and outputs read, in each direction.
    pub legs_max: u64,
    pub through_services: bool,
    pub through_mixers: bool,
    pub coinjoin_confidence_min: u8,
}

impl PathQuery {
    pub fn new(from: Subject, to: Subject) -> Self {
        Self {
            from,
            to,
            hops_max: 30,
            detour_max: 2,
            paths_max: 3,
            value_min_sat: 0,
            legs_max: 1_000_000,
            through_services: false,
            through_mixers: false,
            coinjoin_confidence_min: STOP_CONFIDENCE_MIN,
        }
    }
}

/// Why a question cannot be asked of this ledger.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    #[error("transaction {0} is not in this ledger")]
    UnknownTx(Txid),
    #[error("transaction {txid} has {outputs} outputs: there is no output {vout}")]
    UnknownOutput { txid: Txid, vout: u32, outputs: u64 },
    #[error("address {0} never appears in this ledger")]
    UnknownAddress(String),
    #[error("name at least one output, transaction, address or cluster")]
    NoSubject,
    #[error("name at least one method: poison, haircut, fifo, lifo or tiho")]
    NoMethod,
    #[error("outputs can be picked of a transaction only, and only forward")]
    OutputsOfNoTx,
    #[error("the time window ends ({to}) before it begins ({from})")]
    WindowReversed { from: Time, to: Time },
    #[error("a share is at most 1000000 millionths, not {ppm}")]
    ShareTooLarge { ppm: u32 },
    #[error("a confidence is at most 100, not {confidence}")]
    ConfidenceTooLarge { confidence: u8 },
    #[error("a trace reads at most {LEGS_MAX} inputs and outputs, not {legs}")]
    TooMuchWork { legs: u64 },
    #[error("both ends of the path are the same")]
    SameEnds,
}

/// Told now and then how many inputs and outputs were read; ends the work by breaking.
pub type Watch<'w> = dyn FnMut(u64) -> ControlFlow<()> + 'w;

/// A watch that waits, whatever it takes.
pub fn patient(_legs: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Halted {
    #[error(transparent)]
    Query(#[from] QueryError),
    #[error("stopped by whoever asked")]
    Stopped,
}
