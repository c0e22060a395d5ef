//! The answer to a question: coins, the transactions that moved them, where the value is now, and
//! what was left out.
//!
//! Everything is named by its natural key (outpoint, txid, address, block), in an order that
//! depends on the ledger alone. `coins`, `steps` and `parties` are tables that the rest points into.

use std::fmt;

use model::amount::{Sat, Total};
use model::chain::LedgerId;
use model::hash::{BlockHash, Digest, OutPoint, Txid};
use model::time::Time;

use crate::party::Party;
use crate::query::TraceQuery;
use crate::taint::{Amounts, Sums};

/// Index into [`Trace::coins`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CoinAt(pub u32);
/// Index into [`Trace::steps`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StepAt(pub u32);
/// Index into [`Trace::hops`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HopAt(pub u32);
/// Index into [`Trace::parties`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartyAt(pub u32);

/// A block by its hash, and by its height where the ledger tells it: a partial ledger's blocks need
/// not say theirs, and their position in it is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KnownBlock {
    pub height: Option<u32>,
    pub hash: BlockHash,
}

impl fmt::Display for KnownBlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.height {
            Some(height) => write!(f, "{height} ({})", self.hash),
            None => self.hash.fmt(f),
        }
    }
}

/// What an assertion rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// The ledger says so: this transaction spends that output and creates this one.
    Observed,
    /// A rule says so, with its confidence (0 to 100) where it has one.
    Inferred { rule: &'static str, confidence: Option<u8> },
}

/// An output that traced value passed through or rests in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coin {
    pub out_point: OutPoint,
    /// `None` only where the output lies outside a partial ledger and nothing tells its value.
    pub value: Option<Sat>,
    pub party: PartyAt,
    /// Transactions from the start; 0 for the start itself.
    pub depth: u32,
    /// Traced value in it, by method.
    pub amounts: Amounts,
    /// The block that created it; `None` where it lies outside a partial ledger.
    pub block: Option<KnownBlock>,
    pub time: Option<Time>,
    /// The transaction that spends it, as of the trace's tip.
    pub spent_by: Option<Txid>,
    pub is_start: bool,
}

/// A transaction that moved traced value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub txid: Txid,
    pub block: KnownBlock,
    pub time: Time,
    /// The depth of the coins on its far side, seen from the start.
    pub depth: u32,
    pub basis: Basis,
    /// Traced coins it spends, in input order.
    pub inputs: Vec<CoinAt>,
    /// Traced coins it creates, in output order.
    pub outputs: Vec<CoinAt>,
    pub inputs_len: u64,
    pub outputs_len: u64,
    pub is_coinbase: bool,
    /// `None` where an input's value is unknown, and for a coinbase.
    pub fee: Option<Sat>,
    /// Traced value that went into its fee.
    pub fee_amounts: Amounts,
    /// Of a coinbase, through fees: the steps whose traced fees it collected (backward: whose fees
    /// it is traced to), in block order.
    pub fees: Vec<StepAt>,
}

/// A sign, not a proof: that a coin is the change of the transaction that created it, or that a
/// transaction looks like a CoinJoin. It names its rule and never alters amounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    pub rule: &'static str,
    pub says: String,
    pub confidence: Option<u8>,
}

/// One coin moved by one transaction. Forward: `coin` is what the transaction created, and it came
/// from the step's `inputs`. Backward: `coin` is what the transaction spent, and it went to the
/// step's `outputs`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    pub step: StepAt,
    pub coin: CoinAt,
    pub depth: u32,
    pub basis: Basis,
    /// What this transaction put into the coin, by method.
    pub amounts: Amounts,
    pub hints: Vec<Hint>,
}

/// Why value was not followed further.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// It reached (backward: came from) a service; the coin's party says which, and who claims so.
    Service,
    /// It reached (backward: came from) a mixer by label.
    Mixer,
    /// A transaction that looks like a CoinJoin: what went in (backward: came out) is known, what
    /// came out for it is not. `candidates` outputs have the mixed values; none is traced.
    CoinJoin {
        txid: Txid,
        rule: &'static str,
        confidence: u8,
        candidates: u32,
    },
    Unspent,
    /// A partial ledger holds no transaction that spends it: whether it moved on is not known.
    NoSpendSeen,
    /// Data, burnt, or overwritten: it can never move.
    Unspendable,
    /// Paid to the miner of the block.
    Fee,
    /// A fee no miner claimed: gone for good.
    Unclaimed,
    /// Backward: new money of a block.
    Mined,
    /// Backward: the output lies outside this partial ledger.
    OriginUnknown,
    /// The spending (backward: creating) transaction has inputs whose value is not in this ledger,
    /// so no method can tell the shares.
    DataMissing {
        txid: Txid,
        unknown_inputs: u64,
    },
    BelowThreshold,
    HopLimit,
    /// The next transaction lies outside the time window.
    TimeWindow,
    WorkCap,
    /// The store contradicts itself here (see `kancil store verify`).
    Damaged,
}

impl Stop {
    /// A short name for JSON and tables.
    pub const fn name(&self) -> &'static str {
        match self {
            Stop::Service => "service",
            Stop::Mixer => "mixer",
            Stop::CoinJoin { .. } => "coinjoin",
            Stop::Unspent => "unspent",
            Stop::NoSpendSeen => "no spend seen",
            Stop::Unspendable => "unspendable",
            Stop::Fee => "fee",
            Stop::Unclaimed => "unclaimed fee",
            Stop::Mined => "mined",
            Stop::OriginUnknown => "origin unknown",
            Stop::DataMissing { .. } => "data missing",
            Stop::BelowThreshold => "below threshold",
            Stop::HopLimit => "hop limit",
            Stop::TimeWindow => "time window",
            Stop::WorkCap => "work cap",
            Stop::Damaged => "damaged",
        }
    }
}

impl Stop {
    /// Whether a limit of the question ended it, and not what the ledger or the labels say.
    pub const fn is_cut(&self) -> bool {
        matches!(
            self,
            Stop::BelowThreshold
                | Stop::HopLimit
                | Stop::TimeWindow
                | Stop::WorkCap
                | Stop::Damaged
                | Stop::DataMissing { .. }
        )
    }
}

/// Where ended value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// In a coin.
    Coin(CoinAt),
    /// In no coin, but inside a transaction: its fee, fees its block's miner left unclaimed, new money.
    Step(StepAt),
}

/// Who could stop the money here and now. Honest rather than hopeful.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Freezer {
    /// A service holds it for a customer: it can freeze the account. `says` names it.
    Service { says: String },
    /// Only whoever has the key: nobody can freeze it on the chain.
    KeyHolder,
    /// Nobody: it is spent as a fee, burnt or lost.
    Nobody,
    /// Not looked at further (a limit, missing data, a mixer): unknown.
    Unknown,
}

/// One row of "where it is now" (backward: "where it came from").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    pub place: Place,
    pub stop: Stop,
    pub depth: u32,
    pub amounts: Amounts,
    /// `None` backward: what came from somewhere long ago is nobody's to stop there.
    pub freezer: Option<Freezer>,
}

/// All endings of one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndingSum {
    /// [`Stop::name`].
    pub stop: &'static str,
    pub rows: u64,
    pub amounts: Sums,
}

/// What a limit, or missing data, left out of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cut {
    /// The work cap was reached: `coins` were not looked at further.
    WorkCap {
        legs_max: u64,
        coins: u64,
    },
    HopLimit {
        hops_max: u32,
        coins: u64,
    },
    TimeWindow {
        coins: u64,
    },
    BelowThreshold {
        coins: u64,
    },
    /// Receipts of the subject outside the time window: not part of the start.
    StartOutsideWindow {
        coins: u64,
        value: u128,
    },
    /// The subject received more coins than the work cap allows to read: the oldest were taken.
    StartCapped {
        coins_taken: u64,
    },
    /// Inputs of the start whose value this partial ledger does not tell.
    StartValueUnknown {
        coins: u64,
    },
    /// Transactions with inputs of unknown value.
    DataMissing {
        transactions: u64,
    },
    /// Two transactions have this id (before BIP 30); the newer one was taken.
    TwinTx {
        txid: Txid,
    },
    /// A partial ledger: so many coins may have moved on in blocks that it does not hold.
    PartialLedger {
        coins: u64,
    },
    /// Places where the store contradicts itself.
    Damaged {
        places: u64,
    },
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cut::WorkCap { legs_max, coins } => {
                write!(f, "{coins} coins after the work cap of {legs_max} inputs and outputs")
            }
            Cut::HopLimit { hops_max, coins } => {
                write!(f, "{coins} coins beyond {hops_max} transactions from the start")
            }
            Cut::TimeWindow { coins } => {
                write!(f, "{coins} coins that moved outside the time window")
            }
            Cut::BelowThreshold { coins } => write!(f, "{coins} coins below the threshold"),
            Cut::StartOutsideWindow { coins, value } => write!(
                f,
                "{coins} receipts of the subject outside the time window ({} BTC)",
                Total(*value)
            ),
            Cut::StartCapped { coins_taken } => {
                write!(f, "receipts of the subject beyond the first {coins_taken}")
            }
            Cut::StartValueUnknown { coins } => {
                write!(f, "{coins} coins of the start whose value is not known")
            }
            Cut::DataMissing { transactions } => {
                write!(f, "{transactions} transactions with inputs of unknown value")
            }
            Cut::TwinTx { txid } => write!(f, "the older of two transactions with the id {txid}"),
            Cut::PartialLedger { coins } => {
                write!(f, "what {coins} coins did in blocks outside this partial ledger")
            }
            Cut::Damaged { places } => {
                write!(f, "{places} places where the store contradicts itself")
            }
        }
    }
}

/// What was followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    pub coins: Vec<CoinAt>,
    /// Everything in them.
    pub value: u128,
    /// Of that, by method, what had come out of another coin of the start (change that returned to
    /// the same address or cluster): counted once only.
    pub returned: Sums,
    /// `value - returned`: what the endings add up to (poison excepted).
    pub net: Sums,
}

/// An exact share of the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    pub part: u128,
    pub whole: u128,
}

/// A peel off a run: value that left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peel {
    pub step: StepAt,
    pub out_point: OutPoint,
    pub value: Sat,
    pub party: PartyAt,
    /// Where traced value went with it.
    pub coin: Option<CoinAt>,
}

/// What a folded run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoldKind {
    /// One in, one out, again and again.
    PassThrough,
    /// One in, two out, the smaller one leaving: a run of peels too short or uneven to be called a chain.
    PeelRun,
    /// At least five steps that fit the practical rule of a peel chain.
    PeelChain,
}

/// A run of steps that reads as one: its hops stay in [`Trace::hops`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    pub kind: FoldKind,
    /// In the order of the money.
    pub steps: Vec<StepAt>,
    pub peels: Vec<Peel>,
    /// The coin that enters the run and the one that leaves it at its end.
    pub first: CoinAt,
    pub last: CoinAt,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    pub ledger: LedgerId,
    /// The ledger's tip: "now" in "where it is now".
    pub as_of: Option<KnownBlock>,
    pub as_of_time: Option<Time>,
    /// The label set that was asked.
    pub labels: Digest,
    pub query: TraceQuery,
    pub start: Start,
    pub parties: Vec<Party>,
    pub coins: Vec<Coin>,
    pub steps: Vec<Step>,
    pub hops: Vec<Hop>,
    pub endings: Vec<Ending>,
    pub sums: Vec<EndingSum>,
    pub folds: Vec<Fold>,
    pub cuts: Vec<Cut>,
    /// Inputs and outputs read.
    pub legs: u64,
}

impl Trace {
    pub fn coin(&self, at: CoinAt) -> &Coin {
        &self.coins[at.0 as usize]
    }

    pub fn step(&self, at: StepAt) -> &Step {
        &self.steps[at.0 as usize]
    }

    pub fn hop(&self, at: HopAt) -> &Hop {
        &self.hops[at.0 as usize]
    }

    pub fn party(&self, at: PartyAt) -> &Party {
        &self.parties[at.0 as usize]
    }
}
