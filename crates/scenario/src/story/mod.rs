//! Stories grown from a seed: an economy of ordinary people, a crime among them, and the truth.
//!
//! The same story, seed and size give the same bytes on every machine. A story is written as it
//! grows and never held, so its size is bounded by the disk alone.
//!
//! # What is written
//!
//! | file | what stands in it |
//! |---|---|
//! | `blocks/blk00000.dat` … | the chain as Bitcoin Core would keep it: magic `kncl`, network `story` |
//! | `labels.yaml` | a TagPack: what the public would know, incomplete on purpose; titled SYNTHETIC |
//! | `story.json` | [`Summary`]: where to start, what was drawn, how hard it is, what it sums to |
//! | `truth/actors.csv` | everybody: `actor,kind,name,wallet` |
//! | `truth/addresses.csv` | the owner of every address: `address,actor,role,customer` (whose account a deposit address serves) |
//! | `truth/transactions.csv` | every transaction: `txid,height,actor,stage,intent,looks_like`; the stage is empty where it is nobody's crime, `looks_like` names what a decoy could be mistaken for |
//! | `truth/shared.jsonl` | transactions of several owners (CoinJoins, PayJoins): which inputs and outputs are whose |
//! | `truth/stolen.csv` | every output that holds stolen coins by what its makers meant: `txid,vout,address,actor,value_sat,stolen_sat` |
//! | `truth/ends.csv` | where they are when the story ends: `how,txid,vout,address,actor,stolen_sat`; `held` by the thieves, or arrived at a service |
//! | `truth/prices.csv` | `day,usd_cents_per_btc` |
//!
//! Stolen value is followed by intent until it is out of the thieves' hands: an exchange's deposit
//! address ends it, since what the exchange does with its coins is its own business. What was taken
//! is what arrived, what is held and what went to miners as fees, to the last satoshi.
//!
//! # What is not so here as on the real chain
//!
//! Blocks come when there is something to put into them, not every ten minutes. The first ones
//! give the exchanges what they hold for their customers. Coinbases can be spent at once. Keys and
//! signatures are hashes of the seed: no address here is anybody's.

mod chain;
pub(crate) mod chance;
mod coinjoin;
mod crime;
mod economy;
mod exchange;
mod grow;
mod labels;
mod prices;
mod sink;
mod wallet;
mod world;

use std::fmt;
use std::io;
use std::path::Path;
use std::str::FromStr;

pub use self::crime::{Difficulty, Start};
pub use self::grow::{Summary, TRANSACTIONS_MIN, Totals, grow};
pub use self::sink::{Beside, Directory, Memory, Sink};
pub use self::world::Population;

/// The stories there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Story {
    ExchangeTheft,
    Ransom,
    Donations,
}

impl Story {
    pub const ALL: [Story; 3] = [Story::ExchangeTheft, Story::Ransom, Story::Donations];

    pub const fn name(self) -> &'static str {
        match self {
            Story::ExchangeTheft => "exchange-theft",
            Story::Ransom => "ransom",
            Story::Donations => "donations",
        }
    }
}

impl fmt::Display for Story {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Story {
    type Err = StoryError;

    fn from_str(text: &str) -> Result<Story, StoryError> {
        Self::ALL
            .into_iter()
            .find(|story| story.name() == text)
            .ok_or_else(|| StoryError::Unknown { name: text.chars().take(40).collect() })
    }
}

#[derive(Debug, thiserror::Error)]
pub enum StoryError {
    #[error(
        "there is no story '{name}'; there are exchange-theft, ransom, donations and mainnet-mix"
    )]
    Unknown { name: String },
    #[error(
        "a story needs at least {TRANSACTIONS_MIN} transactions to hold the whole of it; {asked} were asked for"
    )]
    TooSmall { asked: u64 },
    #[error("the story cannot be written: {0}")]
    Write(#[from] io::Error),
}

/// Grows a story into an empty directory. `progress` is told how many transactions there are.
pub fn write(
    dir: &Path,
    story: Story,
    seed: u64,
    transactions: u64,
    progress: &mut dyn FnMut(u64),
) -> Result<Summary, StoryError> {
    if transactions < TRANSACTIONS_MIN {
        return Err(StoryError::TooSmall { asked: transactions });
    }
    let mut directory = Directory::create(dir)?;
    let summary = grow(story, seed, transactions, &mut directory, progress)?;
    directory.finish()?;
    Ok(summary)
}

#[cfg(test)]
mod tests;
