//! Names of a chain into what they are on it: `tx:peel3`, `output:drain:0`, `address:thief/p1`, with
//! `*` for any rest of a name and `{last}` for the highest number.

use std::collections::BTreeMap;

use model::address::BitcoinAddress;
use model::amount::{Sat, Total};
use model::batch::{OutputRow, Step};
use model::chain::LedgerId;
use model::hash::{OutPoint, Txid};
use scenario::Played;
use scenario::lang::Names;

use crate::score::Anchor;

/// A chain by its names.
#[derive(Debug)]
pub struct Chain<'p> {
    names: &'p Names,
    ledger: LedgerId,
    /// Of every transaction, what it pays and what it spends.
    flows: BTreeMap<Txid, Flow>,
}

#[derive(Debug, Default)]
struct Flow {
    inputs: Vec<OutPoint>,
    outputs: Vec<Sat>,
    /// The card of each output's address, where it has one.
    holders: Vec<Option<Anchor>>,
}

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Named {
    Tx(String),
    Output(String, u32),
    Address(String),
}

impl<'p> Chain<'p> {
    pub fn of(played: &'p Played) -> Self {
        let mut flows = BTreeMap::new();
        for step in &played.steps {
            let Step::Forward(batch) = step else { continue };
            let (mut input, mut output) = (0, 0);
            for tx in &batch.txs {
                let (inputs_end, outputs_end) = (tx.inputs_end as usize, tx.outputs_end as usize);
                let inputs = batch.inputs[input..inputs_end].to_vec();
                let paid = &batch.outputs[output..outputs_end];
                let holder = |row: &OutputRow| {
                    let address = BitcoinAddress::new(row.lock, batch.payload(row))?;
                    let ledger = played.ledger;
                    Some(format!("address:{ledger}:{}", address.display(ledger.network)))
                };
                let flow = Flow {
                    inputs,
                    outputs: paid.iter().map(|row| row.value).collect(),
                    holders: paid.iter().map(holder).collect(),
                };
                flows.insert(tx.txid, flow);
                (input, output) = (inputs_end, outputs_end);
            }
        }
        Self { names: &played.names, ledger: played.ledger, flows }
    }

    /// Every transaction with what it touches: addresses, outputs and the transactions it spends.
    pub fn touches(&self) -> Vec<(Anchor, Vec<Anchor>)> {
        let ledger = self.ledger;
        let tx = |txid: &Txid| format!("transaction:{ledger}:{txid}");
        let output = |at: &OutPoint| format!("output:{ledger}:{}:{}", at.txid, at.vout);
        let touches = |(txid, flow): (&Txid, &Flow)| {
            let mut others: Vec<Anchor> = Vec::new();
            for spent in &flow.inputs {
                others.push(tx(&spent.txid));
                others.push(output(spent));
                let before = self.flows.get(&spent.txid);
                let holder = before.and_then(|flow| flow.holders.get(spent.vout as usize));
                others.extend(holder.cloned().flatten());
            }
            for vout in (0..).take(flow.outputs.len()) {
                others.push(output(&OutPoint { txid: *txid, vout }));
            }
            others.extend(flow.holders.iter().flatten().cloned());
            (tx(txid), others)
        };
        self.flows.iter().map(touches).collect()
    }

    fn names(&self) -> &Names {
        self.names
    }

    /// What a name stands for, by its natural key: a card's id, or an output's ledger, txid and number.
    pub fn anchors(&self, word: &str) -> Result<Vec<Anchor>, String> {
        self.all(word)?.iter().map(|named| self.anchor(named)).collect()
    }

    /// The one id that a name without `*` stands for.
    pub fn anchor_of(&self, word: &str) -> Result<Anchor, String> {
        match self.anchors(word)?.as_slice() {
            [one] => Ok(one.clone()),
            many => Err(format!("'{word}' stands for {}, not for one", many.len())),
        }
    }

    /// `output:pay:1`, `sum:output:a:0,output:b*:0`, `0`.
    pub fn amount(&self, word: &str) -> Result<Sat, String> {
        if let Ok(number) = word.parse::<u64>() {
            return Ok(Sat(number));
        }
        if let Some(tx) = word.strip_prefix("fee:") {
            return self.fee(tx);
        }
        let words = word.strip_prefix("sum:").unwrap_or(word).split(',');
        let mut sum = Sat::ZERO;
        for word in words {
            for named in self.all(word.trim())? {
                let Named::Output(tx, vout) = &named else {
                    return Err(format!("'{word}' is not an output: write output:NAME:N"));
                };
                let value = self.value(tx, *vout)?;
                sum = sum.checked_add(value).ok_or("more than there can be")?;
            }
        }
        Ok(sum)
    }

    fn all(&self, word: &str) -> Result<Vec<Named>, String> {
        let bad = || {
            format!(
                "'{word}' is no name of a chain: write tx:NAME, output:NAME:N or address:OWNER/PART"
            )
        };
        let (kind, name) = word.split_once(':').ok_or_else(bad)?;
        let found: Vec<Named> = match kind {
            "tx" => self.txs(name).into_iter().map(Named::Tx).collect(),
            "output" => {
                let (tx, vout) = name.rsplit_once(':').ok_or_else(bad)?;
                let vout: u32 = vout.parse().map_err(|_| bad())?;
                let txs = self.txs(tx);
                let there = txs.into_iter().filter(|tx| self.value(tx, vout).is_ok());
                there.map(|tx| Named::Output(tx, vout)).collect()
            }
            "address" => {
                let holders = self.names().holders().filter(|holder| matches(name, &holder.name));
                holders.map(|holder| Named::Address(holder.name.clone())).collect()
            }
            _ => return Err(bad()),
        };
        if found.is_empty() {
            return Err(format!("the chain has nothing called '{word}'"));
        }
        Ok(found)
    }

    /// In the order of the chain; numbers at the end of names are numbers.
    fn txs(&self, pattern: &str) -> Vec<String> {
        if let Some(prefix) = pattern.strip_suffix("{last}") {
            let numbered = self.names().txs().filter_map(|(name, _)| {
                let number: u32 = name.strip_prefix(prefix)?.parse().ok()?;
                Some((number, name.to_owned()))
            });
            return numbered.max().map(|(_, name)| name).into_iter().collect();
        }
        let mut found: Vec<&str> = self
            .names()
            .txs()
            .map(|(name, _)| name)
            .filter(|name| matches(pattern, name))
            .collect();
        found.sort_by_key(|name| numbered(name));
        found.into_iter().map(str::to_owned).collect()
    }

    fn anchor(&self, named: &Named) -> Result<Anchor, String> {
        let ledger = self.ledger;
        match named {
            Named::Tx(name) => Ok(format!("transaction:{ledger}:{}", self.txid(name)?)),
            Named::Address(name) => {
                let address = self.names().address(name).ok_or("no such holder")?;
                Ok(format!("address:{ledger}:{}", address.display(ledger.network)))
            }
            Named::Output(tx, vout) => Ok(format!("output:{ledger}:{}:{vout}", self.txid(tx)?)),
        }
    }

    fn txid(&self, name: &str) -> Result<Txid, String> {
        self.names().txid(name).ok_or_else(|| format!("no transaction is called '{name}'"))
    }

    fn flow(&self, name: &str) -> Result<&Flow, String> {
        let missing = || format!("no transaction is called '{name}'");
        self.flows.get(&self.txid(name)?).ok_or_else(missing)
    }

    fn value(&self, tx: &str, vout: u32) -> Result<Sat, String> {
        let value = self.flow(tx)?.outputs.get(vout as usize).copied();
        value.ok_or_else(|| format!("'{tx}' has no output {vout}"))
    }

    fn fee(&self, tx: &str) -> Result<Sat, String> {
        let flow = self.flow(tx)?;
        let spent =
            |at: &OutPoint| self.flows.get(&at.txid)?.outputs.get(at.vout as usize).copied();
        let spent: Option<Vec<Sat>> = flow.inputs.iter().map(spent).collect();
        let total = |values: &[Sat]| values.iter().copied().sum::<Total>();
        let fee = spent.filter(|spent| !spent.is_empty());
        let fee = fee.and_then(|spent| total(&spent).checked_sub(total(&flow.outputs)));
        let fee = fee.and_then(|fee| u64::try_from(fee.0).ok());
        fee.map(Sat).ok_or_else(|| format!("'{tx}' pays no fee that the chain tells"))
    }
}

/// Whether a name is what a pattern with at most one `*` says.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name || format!("{name}/0") == pattern,
        Some((before, after)) => {
            name.len() >= before.len() + after.len()
                && name.starts_with(before)
                && name.ends_with(after)
        }
    }
}

/// `peel10` comes after `peel9`.
fn numbered(name: &str) -> (&str, u64) {
    let letters = name.trim_end_matches(|c: char| c.is_ascii_digit());
    (letters, name[letters.len()..].parse().unwrap_or(0))
}
