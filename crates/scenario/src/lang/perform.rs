//! Statements into blocks: resolves names, holds every line against what can be spent, keeps what
//! is needed to go back.

use std::collections::HashMap;

use model::amount::{MONEY_MAX, Sat};
use model::batch::{Batch, Step};
use model::block::BlockRef;
use model::chain::{LedgerId, LedgerKind, Network};
use model::hash::{BlockHash, OutPoint, Txid, sha256d};

use super::names::Names;
use super::read::{Amount, Height, Input, Options, Output, Says, Statement, Tx};
use super::{Holder, Played, RawStep, ScenarioError};
use crate::batch::{push_block, push_spent};
use crate::block::{Builder, Head, Sealed, coinbase_script, genesis, outpoint};
use crate::lock::{Form, Key, data_script};
use crate::tx::{SEQUENCE_FINAL, SEQUENCE_LOCKED, SEQUENCE_REPLACEABLE, Transaction};

/// 2026-01-01T00:00:00Z: the time of a first block that does not say one.
const TIME_FIRST: u32 = 1_767_225_600;
const BLOCK_INTERVAL_SECONDS: u32 = 600;
const SUBSIDY: Sat = Sat(50 * 100_000_000);

pub fn perform(statements: &[Statement]) -> Result<Played, ScenarioError> {
    let (ledger, rest) = match statements.split_first() {
        Some((Statement { says: Says::Ledger(ledger), .. }, rest)) => (*ledger, rest),
        _ => (LedgerId { network: Network::Story, kind: LedgerKind::Linked }, statements),
    };
    let mut stage = Stage::new(ledger);
    for statement in rest {
        let here = |problem| ScenarioError::Line { line: statement.line, problem };
        match &statement.says {
            Says::Ledger(_) => Err(String::from("the ledger is named once, on the first line")),
            Says::Keys(_) if stage.has_begun() => {
                Err(String::from("the keys' word stands before the first block"))
            }
            Says::Keys(_) => Ok(()),
            Says::Block { time, height } => {
                stage.close();
                stage.open(*time, *height)
            }
            Says::Back(count) => {
                stage.close();
                stage.back(*count)
            }
            Says::Tx(tx) => stage.transaction(tx),
        }
        .map_err(here)?;
    }
    stage.close();
    Ok(Played { ledger, steps: stage.steps, raw: stage.raw, names: stage.names })
}

/// An output that can be spent, and by which lock it is held.
#[derive(Debug, Clone)]
struct Coin {
    value: Sat,
    form: Form,
    key: Key,
}

/// A block being written.
#[derive(Debug)]
struct Open {
    height: u32,
    height_said: Option<u32>,
    time: u32,
    coinbase: Option<Coinbase>,
    txs: Vec<Transaction>,
    spent: Vec<Spent>,
    fees_sat: u64,
    undo: Undo,
    builder: Builder,
}

/// A coinbase waits for its block to be closed: the witness commitment is part of its id.
#[derive(Debug)]
struct Coinbase {
    name: String,
    tx: Transaction,
    outputs: Vec<Output>,
}

/// A description of an unknown input: transaction, input, output.
#[derive(Debug)]
struct Spent {
    tx: usize,
    input: usize,
    value: Sat,
    holder: Holder,
}

/// What a block did to names and coins, to be undone in reverse.
#[derive(Debug, Default)]
struct Undo {
    coins: Vec<(OutPoint, Option<Coin>)>,
    names: Vec<(String, Option<Live>)>,
}

/// A transaction that the chain holds at this point of the text.
#[derive(Debug, Clone)]
struct Live {
    txid: Txid,
    outputs: usize,
}

struct Stage {
    ledger: LedgerId,
    names: Names,
    steps: Vec<Step>,
    raw: Vec<RawStep>,
    coins: HashMap<OutPoint, Coin>,
    live: HashMap<String, Live>,
    /// The chain so far, with what each block changed.
    chain: Vec<(BlockRef, u32, Undo)>,
    open: Option<Open>,
    branch: u32,
}

impl Stage {
    fn new(ledger: LedgerId) -> Stage {
        let mut stage = Stage {
            ledger,
            names: Names::new(ledger.network),
            steps: Vec::new(),
            raw: Vec::new(),
            coins: HashMap::new(),
            live: HashMap::new(),
            chain: Vec::new(),
            open: None,
            branch: 0,
        };
        if !stage.is_partial() {
            let (coinbase, sealed) = genesis();
            let mut batch = Batch::default();
            push_block(&sealed, Some(0), &[coinbase], &mut batch);
            stage.names.add_tx("genesis", sealed.txids[0]);
            stage.add(sealed, batch, Undo::default());
        }
        stage
    }

    /// Whether a block was opened that the text writes.
    fn has_begun(&self) -> bool {
        self.open.is_some()
    }

    fn is_partial(&self) -> bool {
        self.ledger.kind == LedgerKind::Partial
    }

    fn add(&mut self, sealed: Sealed, batch: Batch, undo: Undo) {
        self.names.add_block(sealed.at);
        self.chain.push((sealed.at, sealed.time, undo));
        self.steps.push(Step::Forward(batch));
        self.raw.push(RawStep::Forward { at: sealed.at, bytes: sealed.bytes });
    }

    fn open(&mut self, time: Option<u32>, height: Height) -> Result<(), String> {
        if height != Height::Next && !self.is_partial() {
            return Err(String::from("the blocks of a linked ledger are counted, not stated"));
        }
        let last = self.chain.last();
        let next = last.map_or(1, |(at, _, _)| at.height.saturating_add(1));
        // The genesis is years older than any story.
        let before = last.filter(|(at, _, _)| self.is_partial() || at.height > 0);
        let time = time.unwrap_or_else(|| {
            before.map_or(TIME_FIRST, |(_, time, _)| time.saturating_add(BLOCK_INTERVAL_SECONDS))
        });
        let (height, height_said) = match height {
            Height::Next => (next, Some(next)),
            Height::Stated(height) => (height, Some(height)),
            Height::Unsaid => (next, None),
        };
        self.open = Some(Open {
            height,
            height_said,
            time,
            coinbase: None,
            txs: Vec::new(),
            spent: Vec::new(),
            fees_sat: 0,
            undo: Undo::default(),
            builder: Builder::default(),
        });
        Ok(())
    }

    fn back(&mut self, count: u32) -> Result<(), String> {
        if self.is_partial() {
            return Err(String::from("loose blocks follow nothing: there is no going back"));
        }
        let count = count as usize;
        if count >= self.chain.len() {
            return Err(format!(
                "there are only {} blocks after the genesis to go back over",
                self.chain.len() - 1
            ));
        }
        for _ in 0..count {
            let (_, _, undo) = self.chain.pop().expect("counted above");
            self.undo(undo);
        }
        let (to, _, _) = self.chain.last().expect("the genesis stays");
        self.steps.push(Step::Back(*to));
        self.raw.push(RawStep::Back(*to));
        self.branch += 1;
        Ok(())
    }

    fn undo(&mut self, undo: Undo) {
        for (at, coin) in undo.coins.into_iter().rev() {
            match coin {
                Some(coin) => self.coins.insert(at, coin),
                None => self.coins.remove(&at),
            };
        }
        for (name, live) in undo.names.into_iter().rev() {
            match live {
                Some(live) => self.live.insert(name, live),
                None => self.live.remove(&name),
            };
        }
    }

    fn transaction(&mut self, text: &Tx) -> Result<(), String> {
        if self.live.contains_key(&text.name) {
            return Err(format!("there is a transaction '{}' already", text.name));
        }
        let Some(mut open) = self.open.take() else {
            return Err(String::from("a transaction stands in a block: write 'block' before it"));
        };
        let result = match &text.inputs {
            None => self.coinbase(text, &mut open),
            Some(inputs) => self.payment(text, inputs, &mut open),
        };
        self.open = Some(open);
        result
    }

    fn coinbase(&mut self, text: &Tx, open: &mut Open) -> Result<(), String> {
        if open.coinbase.is_some() || !open.txs.is_empty() {
            return Err(String::from("a coinbase is the first transaction of its block"));
        }
        let Options { rbf, lock_time, version, fee, tag } = &text.options;
        if *rbf || fee.is_some() || *lock_time != 0 {
            return Err(String::from("a coinbase takes the options version=N and tag=WORD alone"));
        }
        let script = match tag {
            Some(tag) => {
                [&[u8::try_from(tag.len()).expect("a checked name")], tag.as_bytes()].concat()
            }
            None => coinbase_words(open, &text.name, self.branch),
        };
        let mut tx = Transaction::new(version.unwrap_or(2), 0);
        tx.mint(&script);
        self.pay(&mut tx, &text.outputs, None, None)?;
        let outputs = text.outputs.clone();
        open.coinbase = Some(Coinbase { name: text.name.clone(), tx, outputs });
        Ok(())
    }

    fn payment(&mut self, text: &Tx, inputs: &[Input], open: &mut Open) -> Result<(), String> {
        if text.options.tag.is_some() {
            return Err(String::from("tag=WORD is for a coinbase"));
        }
        let mut tx = Transaction::new(text.options.version.unwrap_or(2), text.options.lock_time);
        let sequence = match (text.options.rbf, text.options.lock_time) {
            (true, _) => SEQUENCE_REPLACEABLE,
            (false, 0) => SEQUENCE_FINAL,
            (false, _) => SEQUENCE_LOCKED,
        };
        let mut total_sat = Some(0_u128);
        let mut taken = Vec::new();
        for (at, input) in inputs.iter().enumerate() {
            let (prev, coin) =
                self.resolve(&text.name, at, input, open.txs.len(), &mut open.spent)?;
            if taken.contains(&prev) {
                return Err(format!("input {at} is spent twice in one transaction"));
            }
            let (form, key) = match &coin {
                Some(coin) => (coin.form, coin.key),
                None => (Form::P2wpkh, Key::of("unknown")),
            };
            tx.spend(prev, sequence, form, key);
            total_sat = total_sat.zip(coin).map(|(total, coin)| total + u128::from(coin.value.0));
            taken.push(prev);
        }
        let fee = self.pay(&mut tx, &text.outputs, total_sat, text.options.fee)?;
        open.fees_sat = open.fees_sat.saturating_add(fee.0);
        for prev in taken {
            let coin = self.coins.remove(&prev);
            open.undo.coins.push((prev, coin));
        }
        let txid = open.builder.push(&tx);
        self.register(&text.name, txid, &tx, &text.outputs, &mut open.undo);
        open.txs.push(tx);
        Ok(())
    }

    /// The output an input names, and what is known of it.
    fn resolve(
        &mut self,
        name: &str,
        at: usize,
        input: &Input,
        tx_at: usize,
        spent: &mut Vec<Spent>,
    ) -> Result<(OutPoint, Option<Coin>), String> {
        match input {
            Input::Known { tx, vout } => {
                let prev = self.known(tx, *vout)?;
                match self.coins.get(&prev) {
                    Some(coin) => Ok((prev, Some(coin.clone()))),
                    None => Err(format!(
                        "'{tx}:{vout}' cannot be spent: it is spent already, or is data"
                    )),
                }
            }
            Input::Unknown { .. } if !self.is_partial() => Err(String::from(
                "a linked ledger holds all that it spends: '?' stands in partial ledgers alone",
            )),
            Input::Unknown { tx, vout, described } => {
                // Unnamed ones are named by who spends them: `odd?1` is what input 1 of `odd` spends.
                let name = match tx {
                    Some(tx) => format!("?{tx}"),
                    None => format!("{name}?{at}"),
                };
                let txid = Txid(sha256d(format!("kancil scenario unknown {name}").as_bytes()));
                self.names.add_tx(&name, txid);
                let coin = described.as_ref().map(|(holder, value)| {
                    self.names.add_holder(holder);
                    spent.push(Spent {
                        tx: tx_at,
                        input: at,
                        value: *value,
                        holder: holder.clone(),
                    });
                    Coin { value: *value, form: holder.form, key: holder.key }
                });
                Ok((OutPoint { txid, vout: *vout }, coin))
            }
        }
    }

    fn known(&self, tx: &str, vout: u32) -> Result<OutPoint, String> {
        let Some(live) = self.live.get(tx) else {
            return Err(if self.names.txid(tx).is_some() {
                format!("'{tx}' was in a block that went back")
            } else {
                format!(
                    "there is no transaction '{tx}' before this line that could be spent (a coinbase can be from the next block on)"
                )
            });
        };
        if vout as usize >= live.outputs {
            return Err(format!(
                "'{tx}' has {} outputs, counted from 0: there is no '{tx}:{vout}'",
                live.outputs
            ));
        }
        Ok(OutPoint { txid: live.txid, vout })
    }

    /// Adds the outputs; says the fee, which is nothing where the inputs are not known.
    fn pay(
        &mut self,
        tx: &mut Transaction,
        outputs: &[Output],
        total_sat: Option<u128>,
        fee: Option<Sat>,
    ) -> Result<Sat, String> {
        let (rest, fee) = rest_and_fee(outputs, total_sat, fee)?;
        for output in outputs {
            match output {
                Output::Holder { holder, amount } => {
                    self.names.add_holder(holder);
                    let value = match amount {
                        Amount::Stated(value) => *value,
                        Amount::Rest => rest,
                    };
                    tx.pay(value, holder.form, holder.key);
                }
                Output::Data { text, value } => {
                    let mut script = Vec::new();
                    data_script(text.as_bytes(), &mut script);
                    tx.pay_script(*value, &script);
                }
            }
        }
        Ok(fee)
    }

    /// Makes a transaction known by its name, and its outputs spendable.
    fn register(
        &mut self,
        name: &str,
        txid: Txid,
        tx: &Transaction,
        outputs: &[Output],
        undo: &mut Undo,
    ) {
        self.names.add_tx(name, txid);
        let live = Live { txid, outputs: outputs.len() };
        undo.names.push((name.into(), self.live.insert(name.into(), live)));
        for (vout, (row, output)) in tx.outputs().iter().zip(outputs).enumerate() {
            if let Output::Holder { holder, .. } = output {
                let coin = Coin { value: row.value, form: holder.form, key: holder.key };
                let at = outpoint(txid, vout);
                undo.coins.push((at, self.coins.insert(at, coin)));
            }
        }
    }

    /// Seals the open block, if there is one.
    fn close(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        let mut coinbase = match open.coinbase.take() {
            Some(coinbase) => coinbase,
            None => self.unwritten_coinbase(&open),
        };
        let head = Head { height: open.height, prev: self.prev_of(&open), time: open.time };
        let sealed = open.builder.seal(head, &mut coinbase.tx);
        let Coinbase { name, tx, outputs } = coinbase;
        self.register(&name, sealed.txids[0], &tx, &outputs, &mut open.undo);
        let mut batch = Batch::default();
        let mut txs = vec![tx];
        txs.append(&mut open.txs);
        push_block(&sealed, open.height_said, &txs, &mut batch);
        describe(&open.spent, &txs, &mut batch);
        self.add(sealed, batch, open.undo);
    }

    fn unwritten_coinbase(&mut self, open: &Open) -> Coinbase {
        let miner = Holder::parse("miner").expect("a plain name");
        let name = format!("coinbase{}", open.height);
        let mut tx = Transaction::new(2, 0);
        tx.mint(&coinbase_words(open, &name, self.branch));
        let value = Sat(SUBSIDY.0.saturating_add(open.fees_sat));
        tx.pay(value, miner.form, miner.key);
        self.names.add_holder(&miner);
        let outputs = vec![Output::Holder { holder: miner, amount: Amount::Stated(value) }];
        Coinbase { name, tx, outputs }
    }

    /// Loose blocks follow a block that nobody has.
    fn prev_of(&self, open: &Open) -> BlockHash {
        if self.is_partial() {
            let name = format!("kancil scenario block before {} {}", open.height, open.time);
            return BlockHash(sha256d(name.as_bytes()));
        }
        self.chain.last().map(|(at, _, _)| at.hash).unwrap_or_default()
    }
}

/// What a coinbase says: its height (BIP 34), where the block says it, and what keeps it apart from
/// others.
fn coinbase_words(open: &Open, name: &str, branch: u32) -> Vec<u8> {
    match open.height_said {
        Some(height) => coinbase_script(height, format!("{name} {branch}").as_bytes()),
        None => {
            let words = format!("{name} {branch} {}", open.height);
            [&[u8::try_from(words.len()).expect("a checked name")], words.as_bytes()].concat()
        }
    }
}

/// What `rest` stands for, and the fee.
fn rest_and_fee(
    outputs: &[Output],
    total_sat: Option<u128>,
    fee: Option<Sat>,
) -> Result<(Sat, Sat), String> {
    let sat = |value: u128| u64::try_from(value).ok().map(Sat).filter(|value| *value <= MONEY_MAX);
    let too_much = || format!("this is more than the {} BTC there can be", MONEY_MAX);
    let stated: u128 =
        outputs.iter().filter_map(stated_amount).map(|value| u128::from(value.0)).sum();
    let stated = sat(stated).ok_or_else(too_much)?;
    let rests = outputs.iter().filter(|output| stated_amount(output).is_none()).count();
    let left = match total_sat {
        _ if rests > 1 => return Err(String::from("'rest' can stand once")),
        None if rests == 1 => {
            return Err(String::from("'rest' needs inputs whose values are known"));
        }
        None => Sat::ZERO,
        Some(total) => {
            let total = sat(total).ok_or_else(too_much)?;
            total.checked_sub(stated).ok_or_else(|| {
                format!("the outputs ask for {stated} BTC and the inputs hold {total}")
            })?
        }
    };
    match fee {
        _ if rests == 0 && fee.is_some() => Err(String::from(
            "fee=AMOUNT goes with 'rest': without it the fee is what the outputs leave",
        )),
        _ if rests == 0 => Ok((Sat::ZERO, left)),
        fee => {
            let fee = fee.unwrap_or_default();
            let rest = left.checked_sub(fee).ok_or_else(|| {
                format!("the outputs leave {left} BTC and the fee asks for {fee}")
            })?;
            Ok((rest, fee))
        }
    }
}

fn stated_amount(output: &Output) -> Option<Sat> {
    match output {
        Output::Holder { amount: Amount::Stated(value), .. } | Output::Data { value, .. } => {
            Some(*value)
        }
        Output::Holder { amount: Amount::Rest, .. } => None,
    }
}

/// The rows that say what unknown inputs spend. The coinbase has no input rows.
fn describe(spent: &[Spent], txs: &[Transaction], batch: &mut Batch) {
    let mut script = Vec::new();
    for spent in spent {
        let before: usize = txs[1..=spent.tx].iter().map(|tx| tx.inputs().len()).sum();
        let input = u32::try_from(before + spent.input).expect("a scenario's block is small");
        script.clear();
        spent.holder.form.script(spent.holder.key, &mut script);
        push_spent(input, spent.value, &script, batch);
    }
}
