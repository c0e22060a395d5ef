//! The scenario language: a chain as a few lines of text.
//!
//! Deliberately small: no loops, no variables, no randomness. What needs those is a grown story.
//!
//! # Manual
//!
//! ```text
//! # Everything after a hash sign is a comment; blank lines and indentation mean nothing.
//! ledger story linked
//!
//! block 2026-03-01T14:02:00Z
//!   mint: coinbase -> alice 50
//! block
//!   pay: mint -> bob 10, alice/2 39.9999
//!   mix: pay:0 + pay:1 -> x 1, y 1, z 1, w 46.9 [rbf locktime=5 version=2]
//! back 1
//! ```
//!
//! **`ledger NETWORK KIND`** stands first, once; without it the ledger is `story linked`. Only a
//! story can be linked, since only its genesis is ours: height 0 is there without being written
//! and pays nobody. A partial ledger (`ledger main partial`) holds loose blocks of any network:
//! no genesis, no block follows another, and inputs may be unknown.
//!
//! **`keys WORD`** stands before the first block: every key is made of this word too, so that the same
//! names are other addresses. Two learners of one exercise cannot copy each other's.
//!
//! **`block [TIME]`** opens the next block, at height 1 after the genesis. `TIME` is
//! `2026-03-01T14:02:00Z` or a day; without it ten minutes after the block before, and the first
//! one at 2026-01-01. In a partial ledger `height=500000` states the height and `height=none`
//! makes a block that does not say it (as before BIP 34).
//!
//! **`back N`** takes the last N blocks back: a reorganisation. What follows grows from the block
//! before them; what they spent can be spent again, a transaction can be mined again under its own
//! name, and it keeps its txid where it is the same. Linked ledgers alone.
//!
//! **`NAME: INPUTS -> OUTPUTS [OPTIONS]`** is a transaction of the open block.
//!
//! * Inputs, joined by `+`: `pay` is output 0 of the transaction named `pay`, `pay:1` its output 1.
//! * `coinbase` as the only input mints. It is the block's first line; where a block has none, it
//!   still has a coinbase, named `coinbase1` at height 1, that pays 50 BTC and the block's fees to
//!   `miner`. A written coinbase pays what it says: neither subsidy nor fees are checked, nor is a
//!   coinbase's maturity.
//! * `?` is an output that a partial ledger does not hold. `? alice 3` describes it as a file beside
//!   the block would; `?` alone leaves it undescribed. `?old:1 …` names it, so that a second input
//!   can be the same transaction's `?old:2`.
//! * Outputs, separated by commas: a holder and an amount. What the outputs leave of the inputs is
//!   the fee. `rest` as an amount takes what the others leave, less the option `fee=0.0001`.
//! * `data "a memo"` is an OP_RETURN output with no value; `data "a memo" 0.1` burns some.
//!
//! **Amounts** are BTC with up to eight decimals (`39.9999`), or satoshis (`546sat`).
//!
//! **Holders** are `OWNER`, `OWNER/ADDRESS`, each with an optional `@LOCK`. `alice` is `alice/0`. The
//! owner is the truth (who controls it); the address decides the key, the lock how it is used:
//! `alice@p2pk`, `alice@p2pkh`, `alice@p2sh` and `alice@p2wpkh` are four addresses of one key. Locks: `p2wpkh`
//! (if none is given), `p2pk`, `p2pkh`, `p2sh` (a P2SH-P2WPKH), `p2sh-multisig`, `p2wsh`, `p2tr`,
//! `multisig`, `witness` (version 2), `nonstandard`. The same name is the same address in every
//! scenario.
//!
//! **Options**, in brackets: `rbf` signals replacement, `locktime=N`, `version=N` (2 if not given),
//! `fee=AMOUNT` with `rest`. For a coinbase, `tag=WORD` says just this word instead of the height, as
//! before BIP 34: two with the same tag and outputs are twins with one txid (BIP 30).
//!
//! # What comes out
//!
//! [`Played`]: a step for each block (as a source of blocks gives them), the same blocks as bytes,
//! and [`Names`], which turn names into txids and addresses and, in a snapshot, back.

mod names;
mod perform;
mod read;
mod words;

use model::batch::{Batch, Step};
use model::block::BlockRef;
use model::chain::{LedgerId, Network};

pub use self::names::Names;
use crate::block::write_record;
use crate::lock::{Form, Key};

/// What a text came to.
#[derive(Debug, Clone)]
pub struct Played {
    pub ledger: LedgerId,
    /// One `Forward` for each block, the genesis included; `Back` where the text goes back.
    pub steps: Vec<Step>,
    /// The same steps as bytes.
    pub raw: Vec<RawStep>,
    pub names: Names,
}

/// A step as bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RawStep {
    Forward { at: BlockRef, bytes: Vec<u8> },
    Back(BlockRef),
}

/// Why a text is no scenario, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScenarioError {
    #[error("line {line}: {problem}")]
    Line { line: usize, problem: String },
    #[error(
        "the scenario is {length} bytes long; at most {TEXT_LEN_MAX} are read: grow a story instead"
    )]
    TooLong { length: usize },
    #[error("the scenario goes back to block {to}: take its steps, not its batches")]
    GoesBack { to: BlockRef },
}

/// A little chain is read by people. What is longer is meant for `grow`.
pub const TEXT_LEN_MAX: usize = 16 << 20;

/// Plays a text: checks every line, makes the blocks.
pub fn play(text: &str) -> Result<Played, ScenarioError> {
    if text.len() > TEXT_LEN_MAX {
        return Err(ScenarioError::TooLong { length: text.len() });
    }
    perform::perform(&read::read(text)?)
}

impl Played {
    pub fn network(&self) -> Network {
        self.ledger.network
    }

    /// One batch for each block; an error where the text goes back.
    pub fn batches(&self) -> Result<Vec<Batch>, ScenarioError> {
        self.steps
            .iter()
            .map(|step| match step {
                Step::Forward(batch) => Ok(batch.clone()),
                Step::Back(to) => Err(ScenarioError::GoesBack { to: *to }),
            })
            .collect()
    }

    /// The blocks as the content of one block file, in the order of the text. A branch that was gone
    /// back from is in it as a stale branch: a reader follows the text's end where that end has
    /// more blocks.
    pub fn block_file(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for step in &self.raw {
            if let RawStep::Forward { bytes: block, .. } = step {
                write_record(self.network(), block, &mut bytes);
            }
        }
        bytes
    }
}

/// A holder of the language: who, by which key, locked how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    pub owner: String,
    /// The name as it is printed: `alice`, `alice/2`, `alice/2@p2tr`.
    pub name: String,
    pub(crate) key: Key,
    pub(crate) form: Form,
}

impl Holder {
    /// Reads `OWNER[/ADDRESS][@LOCK]`.
    pub fn parse(text: &str) -> Result<Holder, String> {
        let (who, lock) =
            text.split_once('@').map_or((text, None), |(who, lock)| (who, Some(lock)));
        let (owner, part) = who.split_once('/').unwrap_or((who, "0"));
        let word = |word: &str| !word.is_empty() && word.chars().all(is_name_char);
        if !word(owner) || !word(part) || !owner.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Err(format!(
                "'{text}' is not a holder: write one like alice, alice/2 or alice/2@p2tr"
            ));
        }
        let form = match lock {
            None => Form::P2wpkh,
            Some(lock) => Form::from_name(lock).ok_or_else(|| {
                let known: Vec<&str> = Form::ALL.iter().map(|form| form.name()).collect();
                format!("'{lock}' is not a lock: write one of {}", known.join(", "))
            })?,
        };
        let key = Key::of(&format!("{owner}/{part}"));
        let mut name = String::from(owner);
        if part != "0" {
            name = format!("{owner}/{part}");
        }
        if form != Form::P2wpkh {
            name = format!("{name}@{}", form.name());
        }
        Ok(Holder { owner: owner.into(), name, key, form })
    }

    /// With a key of another word: `keys WORD`.
    fn keyed(mut self, word: &str) -> Holder {
        let bare = self.name.split_once('@').map_or(self.name.as_str(), |(bare, _)| bare);
        let part = bare.split_once('/').map_or("0", |(_, part)| part);
        self.key = Key::of(&format!("{word} {}/{part}", self.owner));
        self
    }
}

fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-' || c == '.'
}

#[cfg(test)]
mod tests;
