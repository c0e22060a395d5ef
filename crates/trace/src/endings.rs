//! "Where it is now": rows, sums and shares that reconcile to the last satoshi.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::party::{Party, Role};
use crate::query::Direction;
use crate::taint::{Method, Sums};
use crate::trace::{
    Coin, CoinAt, Ending, EndingSum, Freezer, Place, Share, Start, Step, StepAt, Stop, Trace,
};

/// Puts the rows in the order in which people read them: by the first method asked for, most first;
/// then by the next ones; then in chain order.
pub fn sort(endings: &mut [Ending], methods: &[Method]) {
    endings.sort_by_cached_key(|ending| {
        let amounts: Vec<Reverse<u64>> =
            methods.iter().map(|method| Reverse(ending.amounts[*method])).collect();
        (amounts, ending.place)
    });
}

/// Who could stop the money in an ending. On the chain itself nobody can; a service that keeps a
/// customer's account can stop paying it out. Backward the question has no answer: a row says where
/// value came from, not where it is.
pub fn freezer(
    direction: Direction,
    ending: &Ending,
    coins: &[Coin],
    parties: &[Party],
) -> Option<Freezer> {
    let party = match ending.place {
        Place::Coin(at) => Some(&parties[coins[at.0 as usize].party.0 as usize]),
        Place::Step(_) => None,
    };
    (direction == Direction::Forward).then(|| match (&ending.stop, party) {
        (Stop::Unspendable | Stop::Fee | Stop::Unclaimed, _) => Freezer::Nobody,
        (Stop::Service, Some(party)) => by_service(party),
        (Stop::Unspent, Some(party)) => match party.role {
            Role::Service => by_service(party),
            Role::Mixer => Freezer::Unknown,
            Role::Listed | Role::Unknown => Freezer::KeyHolder,
        },
        // A limit or a gap cut it off, or it is mixed: where it is now was not looked at.
        _ => Freezer::Unknown,
    })
}

fn by_service(party: &Party) -> Freezer {
    Freezer::Service { says: party.name().unwrap_or_else(|| party.text.clone()) }
}

/// The rows of each reason together, the largest reason (by the first method) first.
pub fn sums(endings: &[Ending], methods: &[Method]) -> Vec<EndingSum> {
    let mut by_stop: BTreeMap<&'static str, EndingSum> = BTreeMap::new();
    for ending in endings {
        let stop = ending.stop.name();
        let sum =
            by_stop.entry(stop).or_insert(EndingSum { stop, rows: 0, amounts: Sums::default() });
        sum.rows += 1;
        sum.amounts.add(&ending.amounts);
    }
    let mut sums: Vec<EndingSum> = by_stop.into_values().collect();
    sums.sort_by_cached_key(|sum| {
        let amounts: Vec<Reverse<u128>> =
            methods.iter().map(|method| Reverse(sum.amounts[*method])).collect();
        (amounts, sum.stop)
    });
    sums
}

/// Where the books of a trace do not balance.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Imbalance {
    #[error("{method}: the start holds {net} sat, its endings {ended} sat")]
    Whole { method: Method, net: u128, ended: u128 },
    #[error("{method}: transaction {txid} takes in {taken} sat and gives out {given} sat")]
    Step { method: Method, txid: model::hash::Txid, taken: u128, given: u128 },
}

impl Trace {
    /// Holds the books against each other: by every method that conserves value, the endings add up
    /// to the start, and every transaction gives out what it took in.
    pub fn reconcile(&self) -> Result<(), Imbalance> {
        for &method in self.query.methods.iter().filter(|method| method.conserves()) {
            let net = self.start.net[method];
            let ended = self.endings.iter().map(|row| u128::from(row.amounts[method])).sum();
            if net != ended {
                return Err(Imbalance::Whole { method, net, ended });
            }
            self.reconcile_steps(method)?;
        }
        Ok(())
    }

    /// A step takes in what its near coins (and fees) carry on after what ended in them, and gives
    /// out its hops, its fee, and (backward) what ended inside it.
    fn reconcile_steps(&self, method: Method) -> Result<(), Imbalance> {
        let ended = self.ended_by_place(method);
        let ended_in = |place: Place| ended.get(&place).copied().unwrap_or(0);
        let mut taken = vec![0_u128; self.steps.len()];
        let mut given = vec![0_u128; self.steps.len()];
        for hop in &self.hops {
            given[hop.step.0 as usize] += u128::from(hop.amounts[method]);
        }
        for (at, step) in self.steps.iter().enumerate() {
            for &coin in self.near(step) {
                let amount = u128::from(self.coin(coin).amounts[method]);
                taken[at] += amount.saturating_sub(ended_in(Place::Coin(coin)));
            }
            let own_fee = u128::from(step.fee_amounts[method]);
            match self.query.direction {
                Direction::Forward => {
                    given[at] += own_fee;
                    for &payer in &step.fees {
                        let fee = u128::from(self.step(payer).fee_amounts[method]);
                        taken[at] += fee.saturating_sub(ended_in(Place::Step(payer)));
                    }
                }
                Direction::Backward => {
                    taken[at] += own_fee;
                    given[at] += ended_in(Place::Step(StepAt(narrow(at))));
                    for &coinbase in &step.fees {
                        given[coinbase.0 as usize] += own_fee;
                    }
                }
            }
        }
        for (at, step) in self.steps.iter().enumerate() {
            if taken[at] != given[at] {
                let (taken, given) = (taken[at], given[at]);
                return Err(Imbalance::Step { method, txid: step.txid, taken, given });
            }
        }
        Ok(())
    }

    fn ended_by_place(&self, method: Method) -> BTreeMap<Place, u128> {
        let mut ended: BTreeMap<Place, u128> = BTreeMap::new();
        for ending in &self.endings {
            *ended.entry(ending.place).or_default() += u128::from(ending.amounts[method]);
        }
        ended
    }

    /// The coins through which value enters a step, as seen from the start.
    fn near<'t>(&self, step: &'t Step) -> &'t [CoinAt] {
        match self.query.direction {
            Direction::Forward => &step.inputs,
            Direction::Backward => &step.outputs,
        }
    }

    /// A part of the start by a method, as an exact fraction.
    pub fn share(&self, method: Method, part: u128) -> Share {
        Share { part, whole: self.start.net[method] }
    }

    /// How much of the start was followed to where it rests or leaves honest sight: everything that
    /// no limit of the query cut off.
    pub fn followed(&self, method: Method) -> Share {
        let rows = self.endings.iter().filter(|row| !row.stop.is_cut());
        self.share(method, rows.map(|row| u128::from(row.amounts[method])).sum())
    }
}

impl Start {
    /// Whether value returned to the start from itself, by any method.
    pub fn has_returned(&self) -> bool {
        self.returned != Sums::default()
    }
}

impl Share {
    /// `12.34 %` by integers, rounded half up; `<0.01 %` where something is there but rounds away.
    pub fn percent(self) -> String {
        if self.whole == 0 {
            return "-".into();
        }
        match scaled(self.part, 10_000, self.whole) {
            0 if self.part > 0 => "<0.01 %".into(),
            hundredths => format!("{}.{:02} %", hundredths / 100, hundredths % 100),
        }
    }

    /// `0.123457`: six decimals, rounded half up.
    pub fn decimal(self) -> String {
        if self.whole == 0 {
            return "0.000000".into();
        }
        let millionths = scaled(self.part, 1_000_000, self.whole);
        format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000)
    }
}

/// `part * scale / whole`, rounded half up. Sums of satoshis are far below 2^100, so nothing
/// overflows; were a damaged store to hold more, the share saturates instead of wrapping.
fn scaled(part: u128, scale: u128, whole: u128) -> u128 {
    let (quotient, rest) = (part / whole, part % whole);
    let rounded = (rest.saturating_mul(scale * 2).saturating_add(whole)) / whole.saturating_mul(2);
    quotient.saturating_mul(scale).saturating_add(rounded)
}

fn narrow(at: usize) -> u32 {
    u32::try_from(at).expect("the work cap keeps a trace below 2^32 rows")
}
