//! `mainnet-mix`: a linked chain of any length that looks to a reader as mainnet does, without a tale.
//!
//! For measuring. A story has actors and a truth; this has the numbers that decide how fast a ledger
//! is built and how large it gets: inputs, outputs and bytes of a transaction, the spread of values,
//! the kinds of locks and the bytes that open them, addresses used once and hundreds of thousands of
//! times, coins spent at once and after the whole length of the chain. The same seed gives the same
//! chain on every machine, and the shorter chain is the beginning of the longer one, to the last
//! whole block.
//!
//! # What is written
//!
//! `blocks/blk00000.dat` and on, as a node would keep them, and `story.json` ([`Summary`]). There is
//! no truth to grade an answer by, and no labels.
//!
//! # The mix
//!
//! About 2.5 inputs, 2.8 outputs and 540 bytes a transaction, 1.3 new addresses; 2,000 to 2,800
//! transactions a block; one unspent output for every eight transactions. Where the numbers come
//! from stands in `shape`; how coins age in `coins`; who pays whom in `people`.
//!
//! # What is not so here as on the real chain
//!
//! Scripts and signatures are random bytes of the right form and length: they hash to nothing and
//! verify against nothing. Coins that are spent together belong to one owner, always: no CoinJoins.
//! The first blocks hold coinbases alone until the first can be spent, then blocks grow full within
//! 25 more. The subsidy stays 50 BTC. The network is `story`, which a mainnet ledger refuses.

mod coins;
mod course;
mod locks;
mod people;
mod shape;

use std::fs;
use std::io;
use std::path::Path;

use model::time::Time;

use crate::block::Sealed;
use crate::blockfile::BlockFiles;

/// What it is called where stories are named.
pub const NAME: &str = "mainnet-mix";

/// Of one seed, the chain changes when this does: whoever keeps a grown chain compares it.
pub const VERSION: u32 = 1;

/// What a chain came to: `story.json`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Summary {
    pub format: u32,
    pub story: &'static str,
    pub version: u32,
    pub title: String,
    pub synthetic: bool,
    pub seed: u64,
    pub network: String,
    pub brief: &'static str,
    pub from: String,
    pub to: String,
    pub tip_height: u32,
    pub tip_hash: String,
    pub totals: Totals,
}

/// Sums over the whole chain.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Totals {
    pub transactions: u64,
    pub blocks: u64,
    pub inputs: u64,
    pub outputs: u64,
    /// Given out; nearly all of them stand in some output.
    pub addresses: u64,
    pub unspent: u64,
    /// Of the blocks.
    pub bytes: u64,
}

/// Grows a chain of so many transactions, coinbases included, and hands over its blocks in order.
/// `progress` is told how many transactions there are.
pub fn grow(
    seed: u64,
    transactions: u64,
    blocks: &mut dyn FnMut(&Sealed) -> io::Result<()>,
    progress: &mut dyn FnMut(u64),
) -> io::Result<Summary> {
    let course = course::grow(seed, transactions, blocks, progress)?;
    Ok(Summary {
        format: 1,
        story: NAME,
        version: VERSION,
        title: format!("{NAME}, seed {seed}"),
        synthetic: true,
        seed,
        network: model::chain::Network::Story.to_string(),
        brief: "A chain with mainnet's mix of transactions, to measure with: nothing happens in it.",
        from: Time::from(crate::block::GENESIS_TIME).to_string(),
        to: Time::from(course.time()).to_string(),
        tip_height: course.tip().height,
        tip_hash: course.tip().hash.to_string(),
        totals: course.totals,
    })
}

/// Grows a chain into an empty directory.
pub fn write(
    dir: &Path,
    seed: u64,
    transactions: u64,
    progress: &mut dyn FnMut(u64),
) -> io::Result<Summary> {
    fs::create_dir_all(dir)?;
    if fs::read_dir(dir)?.next().is_some() {
        return Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            "the directory is not empty: a chain needs one of its own",
        ));
    }
    let blocks = dir.join("blocks");
    fs::create_dir(&blocks)?;
    let mut files = BlockFiles::create(&blocks)?;
    let summary = grow(seed, transactions, &mut |block| files.write(block), progress)?;
    files.finish()?;
    let json = serde_json::to_string_pretty(&summary).expect("plain values") + "\n";
    fs::write(dir.join("story.json"), json)?;
    Ok(summary)
}

#[cfg(test)]
mod tests;
