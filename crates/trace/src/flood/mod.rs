//! Whole-chain taint: where the money of any number of thefts is now, in one forward sweep.
//!
//! A trace follows some coins and tells every hop; a flood follows all that starts anywhere, by one
//! method, without limits, and tells where it ended. Chain order is topological, so every
//! transaction is met once, after everything that can reach it. The rules are a trace's: the same
//! methods with the same rounding, the same stops, fees last; where both answer, they answer the
//! same to the satoshi.
//!
//! Memory is what waits at the inputs of one segment (eight bytes an input by poison, sixteen by the
//! other methods), by haircut and TIHO as much once more for its outputs, the tainted coins that nothing has
//! spent so far (thirty-two bytes each), their holders, a few bits an address, an input and an output, and by
//! FIFO and LIFO sixteen bytes a run. What can be told beforehand is stated
//! ([`needs`]); all of it is bounded by the query.

mod bits;
mod carry;
mod columns;
mod ends;
mod fees;
mod made;
mod stops;
mod sweep;
#[cfg(test)]
mod tests;
mod whereabouts;
mod window;

use std::fmt;
use std::ops::ControlFlow;

use entity::atlas::{Atlas, Ledger};
use entity::coinjoin::STOP_CONFIDENCE_MIN;
use graph::{AddressId, Graph, OutId};
use model::chain::LedgerId;
use model::hash::Digest;
use model::time::Time;

use self::carry::Carrier;
use self::carry::amounts::{AmountsOf, Haircut, Tiho};
use self::carry::poison::Poison;
use self::carry::runs::RunsOf;
pub use self::ends::{Reason, Sum};
use self::stops::{Stops, Through};
use self::sweep::{Settings, Sweep, Swept};
use self::whereabouts::Whereabouts;
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
    #[error("what is tainted outgrows the memory this may take")]
    Outgrown,
    #[error("stopped after {transactions} transactions")]
    Stopped { transactions: u64 },
}

/// The memory a flood takes, as far as it can be told beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needs {
    pub bytes: u64,
    /// Of the largest segment.
    pub inputs: u64,
    /// Nought where nothing is kept of outputs, or a bit alone.
    pub outputs: u64,
    pub bytes_per_row: u64,
}

impl fmt::Display for Needs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Needs { inputs, outputs, bytes_per_row, .. } = self;
        write!(f, "{bytes_per_row} bytes for each of the {inputs} inputs")?;
        if *outputs > 0 {
            write!(f, " and {outputs} outputs")?;
        }
        f.write_str(" of the largest segment")
    }
}

struct Mib(u64);

impl fmt::Display for Mib {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} MiB", self.0.div_ceil(1 << 20))
    }
}

/// What a flood by a method takes that starts at an output, before anything is tainted.
pub fn needs(graph: &Graph, first: OutId, method: Method) -> Needs {
    let segments = || graph.segments().filter(|view| view.outputs().end > first.0);
    let inputs = segments().map(|view| view.input_sources().len() as u64).max().unwrap_or(0);
    let outputs = segments().map(|view| view.output_values().len() as u64).max().unwrap_or(0);
    let bits = inputs + outputs;
    let bytes_per_row = if method == Method::Poison { 8 } else { 16 };
    let outputs = match method {
        // They wait at inputs alone, or nothing is to be told of an output but that it waits.
        Method::Fifo | Method::Lifo | Method::Poison => 0,
        Method::Haircut | Method::Tiho => outputs,
    };
    let holders = graph.counts().addresses / 2 + whereabouts::needs(graph.counts().outputs);
    let bytes = (inputs + outputs) * bytes_per_row + bits / 8 + holders;
    Needs { bytes, inputs, outputs, bytes_per_row }
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
    let first = starts.first().map_or(graph.counts().outputs, |begin| begin.id.0);
    let needs = needs(graph, OutId(first), query.method);
    if needs.bytes > query.memory_max {
        return Err(FloodError::TooLarge { needs, max: query.memory_max });
    }
    // A third of what is left is for coins that nothing spends, one for holders, one for runs.
    let room = (query.memory_max - needs.bytes) / 3;
    let asked = Asked { atlas, ledger, query, starts: &starts, cuts, room };
    match query.method {
        Method::Poison => asked.answer(Poison, watch),
        Method::Haircut => asked.answer(AmountsOf::<Haircut>::default(), watch),
        Method::Tiho => asked.answer(AmountsOf::<Tiho>::default(), watch),
        Method::Fifo => asked.answer(RunsOf::new(Order::Same, room), watch),
        Method::Lifo => asked.answer(RunsOf::new(Order::Reversed, room), watch),
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

struct Asked<'a> {
    atlas: &'a Atlas,
    ledger: &'a Ledger,
    query: &'a FloodQuery,
    starts: &'a [Begin],
    cuts: Vec<Cut>,
    /// Bytes for coins that nothing spends, and for holders.
    room: u64,
}

impl<'a> Asked<'a> {
    fn sweep<C: Carrier>(
        &self,
        carrier: C,
        watch: &mut dyn FnMut(Seen) -> ControlFlow<()>,
    ) -> Result<Swept<'a>, FloodError> {
        let through = Through {
            services: self.query.through_services,
            mixers: self.query.through_mixers,
            coinjoin_confidence_min: self.query.coinjoin_confidence_min,
        };
        let settings = Settings {
            graph: &self.ledger.graph,
            method: self.query.method,
            stops: Stops::new(self.atlas, self.ledger, through),
            through_fees: self.query.through_fees,
            starts: self.starts,
            whereabouts: Whereabouts::new(&self.ledger.clusters, self.room),
            open_bytes_max: self.room,
        };
        Sweep::new(settings, carrier, watch).run()
    }

    fn answer<C: Carrier>(
        self,
        carrier: C,
        watch: &mut dyn FnMut(Seen) -> ControlFlow<()>,
    ) -> Result<Flood, FloodError> {
        let Swept { tally, whereabouts, runs } = self.sweep(carrier, watch)?;
        let graph = &self.ledger.graph;
        let sums = whereabouts.sums();
        let (holders, rest) = whereabouts.into_holders(self.query.holders_max);
        let holders = holders.into_iter().map(|row| FloodHolder {
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
            returned: tally.returned,
            sums,
            holders: holders.collect(),
            rest,
            transactions: tally.transactions,
            coins: tally.coins,
            runs,
            cuts: self.cuts,
        };
        debug_assert_eq!(flood.reconcile(), Ok(()));
        Ok(flood)
    }
}
