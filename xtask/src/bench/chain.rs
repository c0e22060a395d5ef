//! The chains that are measured on: grown once, kept below `target/bench/chains`, and grown again when the
//! generator's version says that they would be others.

use serde_json::Value;

use super::Bench;
use super::run::{self, Program};
use crate::shell;

pub const SEED: u64 = 7;

/// The generator this bench knows (`scenario::mix::VERSION`).
const VERSION: u64 = 1;

#[derive(Debug, Clone)]
pub struct Chain {
    pub transactions: u64,
    pub bytes: u64,
    pub inputs: u64,
    pub outputs: u64,
    /// The folder of its block files, from the repository's root.
    pub blocks: String,
}

impl Bench {
    /// A chain of so many transactions.
    pub fn chain(&self, transactions: u64) -> Result<Chain, String> {
        let dir = format!("{}/chains/{transactions}", super::HOME);
        if read(&dir, transactions).is_none() {
            println!("growing a chain of {transactions} transactions");
            run::clear(&dir)?;
            std::fs::create_dir_all(shell::root().join(super::HOME).join("chains"))
                .map_err(|error| format!("{}/chains: {error}", super::HOME))?;
            let (seed, count) = (SEED.to_string(), transactions.to_string());
            run::once(&Program::new(
                "grow",
                &[
                    super::KANCIL,
                    "scenario",
                    "grow",
                    "mainnet-mix",
                    "--seed",
                    &seed,
                    "--transactions",
                    &count,
                    "--out",
                    &dir,
                ],
            ))?;
        }
        read(&dir, transactions).ok_or_else(|| {
            format!("{dir}/story.json is not of version {VERSION}: the generator has changed")
        })
    }
}

/// The chain in a folder, if it is the one meant.
fn read(dir: &str, transactions: u64) -> Option<Chain> {
    let text = std::fs::read_to_string(shell::root().join(dir).join("story.json")).ok()?;
    let story: Value = serde_json::from_str(&text).ok()?;
    let number = |value: &Value, name: &str| value.get(name).and_then(Value::as_u64);
    let totals = story.get("totals")?;
    let fits = number(&story, "seed")? == SEED
        && number(&story, "version")? == VERSION
        && number(totals, "transactions")? == transactions;
    fits.then_some(Chain {
        transactions,
        bytes: number(totals, "bytes")?,
        inputs: number(totals, "inputs")?,
        outputs: number(totals, "outputs")?,
        blocks: format!("{dir}/blocks"),
    })
}
