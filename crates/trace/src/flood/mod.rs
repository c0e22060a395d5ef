//! Whole-chain taint: where the money of any number of thefts is now, in one forward sweep.
//!
//! A trace follows some coins and tells every hop; a flood follows all that starts anywhere, by one
//! method, without limits, and tells where it ended. Chain order is topological, so every
//! transaction is met once, after everything that can reach it. The rules are a trace's: the same
//! methods with the same rounding, the same stops, fees last; where both answer, they answer the
//! same to the satoshi.
//!
//! Memory is what is kept of every output from the first start on (one byte, and eight more by every
//! method but poison), a few bits an input and an address, and by FIFO and LIFO sixteen bytes a run. It
//! is stated ([`needs`]) and bounded by the query.

mod bits;
mod carry;
mod columns;
mod ends;
mod fees;
mod stops;
mod sweep;
#[cfg(test)]
mod tests;
mod whereabouts;

use std::fmt;
use std::ops::ControlFlow;

use entity::atlas::{Atlas, Ledger};
use entity::coinjoin::STOP_CONFIDENCE_MIN;
use graph::{AddressId, Graph, OutId, TxId};
use model::chain::LedgerId;
use model::hash::Digest;
use model::time::Time;

use self::carry::Carrier;
use self::carry::amounts::{AmountsOf, Haircut, Tiho};
use self::carry::poison::Poison;
use self::carry::runs::RunsOf;
pub use self::ends::{Reason, Sum};
use self::stops::{Stops, Through};
use self::sweep::{Sweep, Swept, coins_from};
use crate::party::Party;
use crate::query::{Direction, LEGS_MAX, QueryError, Subject, TraceQuery};
use crate::start::{self, StartAt};
use crate::taint::Method;
use crate::taint::runs::Order;
use crate::trace::{Cut, KnownBlock, Share};
use crate::view::View;

/// A question to [`flood`]. [`FloodQuery::new`] gives the usual settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FloodQuery {
    pub subject: Subject,
    pub method: Method,
    pub through_services: bool,
    /// Mixers by label, and CoinJoins.
    pub through_mixers: bool,
    pub through_fees: bool,
    pub coinjoin_confidence_min: u8,
    /// So many holders are named; the others are counted.
    pub holders_max: usize,
    /// Bytes it may take.
    pub memory_max: u64,
}

impl FloodQuery {
    pub fn new(subject: Subject, method: Method) -> FloodQuery {
        FloodQuery {
            subject,
            method,
            through_services: false,
            through_mixers: false,
            through_fees: false,
            coinjoin_confidence_min: STOP_CONFIDENCE_MIN,
            holders_max: 20,
            memory_max: 4 << 30,
        }
    }
}

/// How far a flood has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    pub transactions: u64,
    pub of: u64,
}

/// What stands with one holder, or with several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Held {
    pub holders: u64,
    pub outputs: u64,
    pub amount: u128,
}

/// What one cluster holds, and why it rests there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HolderSum {
    pub root: AddressId,
    /// Its first address that holds some of it.
    pub holder: AddressId,
    pub reason: Reason,
    pub held: Held,
}

/// A holder of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FloodHolder {
    /// By its first address that holds some of it.
    pub party: Party,
    pub reason: Reason,
    pub held: Held,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flood {
    pub ledger: LedgerId,
    pub as_of: Option<KnownBlock>,
    pub as_of_time: Option<Time>,
    pub labels: Digest,
    pub query: FloodQuery,
    /// The start: coins of value, and what is in them.
    pub start_coins: u64,
    pub start_value: u128,
    /// What came back to a coin of the start from another: counted once only.
    pub returned: u128,
    /// Where it ended, in the order of [`Reason`]; by every method but poison it adds up to the
    /// start less what returned.
    pub sums: Vec<(Reason, Sum)>,
    /// Who holds most of it, and what the others hold together.
    pub holders: Vec<FloodHolder>,
    pub rest: Held,
    /// Transactions crossed or stopped at, and coins that something reached, those of the start with them.
    pub transactions: u64,
    pub coins: u64,
    /// Runs of satoshis put into coins: FIFO and LIFO alone.
    pub runs: u64,
    pub cuts: Vec<Cut>,
}

impl Flood {
    /// What the endings add up to where the method conserves value.
    pub fn net(&self) -> u128 {
        self.start_value.saturating_sub(self.returned)
    }

    pub fn ended(&self) -> u128 {
        self.sums.iter().map(|(_, sum)| sum.amount).sum()
    }

    pub fn share(&self, part: u128) -> Share {
        // By poison the endings are more than the start, and a share is one of them.
        let whole = if self.query.method.conserves() { self.net() } else { self.ended() };
        Share { part, whole }
    }

    /// Holds the books against each other.
    pub fn reconcile(&self) -> Result<(), String> {
        let (net, ended) = (self.net(), self.ended());
        if self.query.method.conserves() && net != ended {
            return Err(format!("the start holds {net} sat, its endings {ended} sat"));
        }
        Ok(())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FloodError {
    #[error(transparent)]
    Query(#[from] QueryError),
    #[error("this needs about {}, more than the {} it may take: {needs}", Mib(needs.bytes), Mib(*max))]
    TooLarge { needs: Needs, max: u64 },
    #[error("the runs of satoshis outgrow the memory this may take")]
    Runs,
    #[error("stopped after {transactions} transactions")]
    Stopped { transactions: u64 },
}

/// The memory a flood takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needs {
    pub bytes: u64,
    pub outputs: u64,
    pub bytes_per_output: u64,
}

impl fmt::Display for Needs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Needs { outputs, bytes_per_output, .. } = self;
        write!(f, "{bytes_per_output} bytes for each of {outputs} outputs from the first start on")
    }
}

struct Mib(u64);

impl fmt::Display for Mib {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} MiB", self.0.div_ceil(1 << 20))
    }
}

/// What a flood by a method takes that starts at an output, without the runs of FIFO and LIFO.
pub fn needs(graph: &Graph, first: OutId, method: Method) -> Needs {
    let outputs = graph.counts().outputs.saturating_sub(first.0);
    let bytes_per_output = if method == Method::Poison { 1 } else { 9 };
    let inputs = graph.segments().map(|view| view.inputs()).map(|inputs| inputs.end - inputs.start);
    let marks = inputs.max().unwrap_or(0) / 8;
    let holders = graph.counts().addresses / 2;
    Needs { bytes: outputs * bytes_per_output + marks + holders, outputs, bytes_per_output }
}

/// An output of the start.
#[derive(Debug, Clone, Copy)]
struct Begin {
    id: OutId,
    /// It is followed even where a service holds it.
    is_named: bool,
}

/// Follows everything of the query's subject to where it is now. `watch` is told now and then how far it
/// has come, and may end it.
pub fn flood(
    atlas: &Atlas,
    ledger: &Ledger,
    query: &FloodQuery,
    watch: &mut dyn FnMut(Seen) -> ControlFlow<()>,
) -> Result<Flood, FloodError> {
    let (starts, cuts) = starts(ledger, query)?;
    let graph = &ledger.graph;
    let first = first_coin(graph, &starts, query.through_fees);
    let needs = needs(graph, OutId(first), query.method);
    if needs.bytes > query.memory_max {
        return Err(FloodError::TooLarge { needs, max: query.memory_max });
    }
    let coins = coins_from(graph, first);
    let runs_bytes = query.memory_max - needs.bytes;
    let asked = Asked { atlas, ledger, query, first, starts: &starts, cuts };
    match query.method {
        Method::Poison => asked.answer(Poison, watch),
        Method::Haircut => asked.answer(AmountsOf::new(coins, Haircut::default()), watch),
        Method::Tiho => asked.answer(AmountsOf::new(coins, Tiho::default()), watch),
        Method::Fifo => asked.answer(RunsOf::new(coins, Order::Same, runs_bytes), watch),
        Method::Lifo => asked.answer(RunsOf::new(coins, Order::Reversed, runs_bytes), watch),
    }
}

fn starts(ledger: &Ledger, query: &FloodQuery) -> Result<(Vec<Begin>, Vec<Cut>), QueryError> {
    let mut usual = TraceQuery::new(query.subject.clone(), Direction::Forward);
    usual.legs_max = LEGS_MAX;
    usual.coinjoin_confidence_min = query.coinjoin_confidence_min;
    let found = start::start(ledger, &usual.checked()?)?;
    let begins = found.coins.into_iter().filter_map(|coin| match coin.from {
        StartAt::Output(id) => Some(Begin { id, is_named: coin.is_named }),
        StartAt::Foreign { .. } => None,
    });
    Ok((begins.collect(), found.cuts))
}

/// The oldest output that can get anything. Through fees that is the first of the block, where the
/// coinbase stands.
fn first_coin(graph: &Graph, starts: &[Begin], through_fees: bool) -> u64 {
    let Some(begin) = starts.first() else { return graph.counts().outputs };
    if !through_fees {
        return begin.id.0;
    }
    let block = graph.block(graph.block_of(graph.tx_of_output(begin.id)));
    let first = block.map(|block| graph.tx(TxId(block.txs.start)).outputs.start);
    first.map_or(begin.id.0, |first| first.min(begin.id.0))
}

struct Asked<'a> {
    atlas: &'a Atlas,
    ledger: &'a Ledger,
    query: &'a FloodQuery,
    first: u64,
    starts: &'a [Begin],
    cuts: Vec<Cut>,
}

impl Asked<'_> {
    fn sweep<C: Carrier>(
        &self,
        carrier: C,
        watch: &mut dyn FnMut(Seen) -> ControlFlow<()>,
    ) -> Result<Swept<C>, FloodError> {
        let through = Through {
            services: self.query.through_services,
            mixers: self.query.through_mixers,
            coinjoin_confidence_min: self.query.coinjoin_confidence_min,
        };
        let stops = Stops::new(self.atlas, self.ledger, through);
        let method = self.query.method;
        let through_fees = self.query.through_fees;
        let starts = (self.starts, self.first);
        Sweep::new(&self.ledger.graph, method, stops, through_fees, starts, carrier, watch).run()
    }

    fn answer<C: Carrier>(
        self,
        carrier: C,
        watch: &mut dyn FnMut(Seen) -> ControlFlow<()>,
    ) -> Result<Flood, FloodError> {
        let swept = self.sweep(carrier, watch)?;
        let (graph, clusters) = (&self.ledger.graph, &self.ledger.clusters);
        let books = (&swept.carrier, &swept.ends, &swept.tally);
        let found = whereabouts::of(graph, clusters, self.first, books, self.query.holders_max);
        let holders = found.holders.into_iter().map(|row| FloodHolder {
            party: Party::of(self.atlas, self.ledger, Some(row.holder)),
            reason: row.reason,
            held: row.held,
        });
        let values = self.starts.iter().map(|begin| graph.value_and_holder(begin.id).0.0);
        let values: Vec<u64> = values.filter(|value| *value > 0).collect();
        let tip = View::new(self.atlas, self.ledger, Direction::Forward, false).tip();
        let flood = Flood {
            ledger: graph.ledger(),
            as_of: tip.map(|(block, _)| block),
            as_of_time: tip.map(|(_, time)| time),
            labels: self.atlas.labels.digest(),
            query: self.query.clone(),
            start_coins: values.len() as u64,
            start_value: values.iter().copied().map(u128::from).sum(),
            returned: swept.tally.returned,
            sums: found.sums,
            holders: holders.collect(),
            rest: found.rest,
            transactions: swept.tally.transactions,
            coins: swept.tally.coins,
            runs: swept.carrier.runs_len(),
            cuts: self.cuts,
        };
        debug_assert_eq!(flood.reconcile(), Ok(()));
        Ok(flood)
    }
}
