//! The crime in a story: an agenda of acts, each at its time, among everybody else's.
//!
//! Parameters are drawn from the ranges of real cases before the first block; their source is named
//! in each file. What the actors mean is written as truth when they do it.

pub mod donations;
pub mod ransom;
pub mod theft;

use std::collections::BTreeMap;

use model::hash::{OutPoint, Txid};

use super::chain::{Address, Coin, Custody, Pay};
use super::world::{To, World};

pub const HOUR: u32 = 3_600;
pub const DAY: u32 = 24 * HOUR;

/// Who does something bad in a story.
pub trait Crime {
    /// Comes into being: its actors, accounts, first plans.
    fn begin(&mut self, world: &mut World<'_>);
    /// When it acts next.
    fn due(&self) -> Option<u32>;
    /// Does what is due first.
    fn act(&mut self, world: &mut World<'_>);
    /// About how many transactions are still to come, the coinbases of blocks of their own included.
    fn left(&self) -> u64;
    /// What its actors still hold.
    fn held(&self, world: &World<'_>) -> Vec<Coin>;
    /// What an investigator is given, and what was drawn.
    fn report(&self, world: &mut World<'_>) -> Report;
}

/// What the summary says about the crime.
#[derive(Debug)]
pub struct Report {
    pub brief: String,
    pub start: Start,
    pub parameters: serde_json::Value,
    pub difficulty: Difficulty,
}

/// Where an investigation starts.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Start {
    pub txids: Vec<String>,
    pub outpoints: Vec<String>,
    pub addresses: Vec<String>,
}

impl Start {
    pub fn add_tx(&mut self, txid: Txid) {
        self.txids.push(txid.to_string());
    }

    pub fn add_outpoint(&mut self, at: OutPoint) {
        self.outpoints.push(at.to_string());
    }
}

/// How hard the trail is to follow, from its parts; 0 to 100.
#[derive(Debug, Clone, Copy, Default, serde::Serialize)]
pub struct Difficulty {
    pub score: u64,
    /// Of the stolen value, the share that went through CoinJoins, in per cent.
    pub mixed_percent: u64,
    pub hops_longest: u64,
    pub dwell_days: u64,
    /// Branches into which the value was cut.
    pub branches: u64,
    /// Crime's share of all transactions, in a million.
    pub crime_per_million: u64,
}

impl Difficulty {
    /// A plain sum, so that two stories can be compared: up to 30 for mixing, 20 for hops, 10 for
    /// rest, 20 for branches, 20 for how little of the ledger it is.
    pub fn weigh(mut self) -> Difficulty {
        let rare = match self.crime_per_million {
            0..1_000 => 20,
            1_000..10_000 => 15,
            10_000..50_000 => 10,
            _ => 5,
        };
        self.score = (self.mixed_percent * 3 / 10).min(30)
            + (self.hops_longest / 5).min(20)
            + (self.dwell_days / 5).min(10)
            + (self.branches / 2).min(20)
            + rare;
        self
    }
}

/// Acts by time; those at the same time in the order in which they were planned.
#[derive(Debug)]
pub struct Agenda<A> {
    acts: BTreeMap<(u32, u32), A>,
    planned: u32,
}

impl<A> Default for Agenda<A> {
    fn default() -> Self {
        Agenda { acts: BTreeMap::new(), planned: 0 }
    }
}

impl<A> Agenda<A> {
    pub fn plan(&mut self, time: u32, act: A) {
        self.acts.insert((time, self.planned), act);
        self.planned += 1;
    }

    pub fn due(&self) -> Option<u32> {
        self.acts.first_key_value().map(|((time, _), _)| *time)
    }

    pub fn iter(&self) -> impl Iterator<Item = &A> {
        self.acts.values()
    }

    pub fn next(&mut self) -> Option<A> {
        self.acts.pop_first().map(|(_, act)| act)
    }
}

/// The coin at this address among new ones.
pub fn coin_at(coins: &[Coin], address: Address) -> Option<Coin> {
    coins.iter().find(|coin| coin.address == address).copied()
}

/// Stolen coins paid to a service: into its purse, and out of the thieves' hands.
pub fn deliver(world: &World<'_>, account: (usize, Address), value_sat: u64) -> To {
    let (exchange, address) = account;
    let pay = Pay { custody: Custody::Arrives("exchange"), ..Pay::stolen(address, value_sat) };
    To { pay, purse: Some(world.exchanges[exchange].deposits) }
}
