//! What is drawn, before where: cards in the order in which they grow out of each other, the lines
//! between them, the runs that are folded, and what ended where.

use std::collections::{BTreeMap, HashSet};

use casework::boards::card::{Basis, BasisKind, Edge, Ending, Side, Subject};
use model::amount::Total;

use super::answer;

/// A card to be drawn. A parent stands before its children.
#[derive(Debug)]
pub struct Node {
    pub subject: Subject,
    pub id: String,
    /// The card it grows out of; none of a start.
    pub parent: Option<usize>,
    /// What decides which child goes straight on.
    pub amount: u128,
    pub is_start: bool,
}

/// Hops that read as one.
#[derive(Debug)]
pub struct Run {
    pub title: String,
    /// The cards between its two ends, in the order in which they grow.
    pub nodes: Vec<usize>,
}

#[derive(Debug)]
pub struct Plan {
    /// Where it grows to: the money's direction, or against it.
    pub side: Side,
    pub method: String,
    pub asset: String,
    pub nodes: Vec<Node>,
    pub lines: Vec<Edge>,
    pub runs: Vec<Run>,
    /// By card and reason, in the order of the answer.
    pub endings: Vec<(String, String, u128)>,
    ids: BTreeMap<String, usize>,
    line_ids: HashSet<String>,
}

impl Plan {
    pub fn new(side: Side, method: &str) -> Self {
        Self {
            side,
            method: method.to_owned(),
            asset: "BTC".to_owned(),
            nodes: Vec::new(),
            lines: Vec::new(),
            runs: Vec::new(),
            endings: Vec::new(),
            ids: BTreeMap::new(),
            line_ids: HashSet::new(),
        }
    }

    pub fn find(&self, id: &str) -> Option<usize> {
        self.ids.get(id).copied()
    }

    /// A card, once: met again it keeps its parent and counts what more there is of it.
    pub fn node(&mut self, subject: Subject, parent: Option<usize>, amount: u128) -> usize {
        let id = subject.id();
        if let Some(at) = self.find(&id) {
            self.nodes[at].amount = self.nodes[at].amount.max(amount);
            return at;
        }
        let at = self.nodes.len();
        self.ids.insert(id.clone(), at);
        self.nodes.push(Node { subject, id, parent, amount, is_start: parent.is_none() });
        at
    }

    /// A line, once, unless it would lead from a card to itself.
    pub fn line(&mut self, line: Edge) {
        if line.from != line.to && self.line_ids.insert(line.id()) {
            self.lines.push(line);
        }
    }

    pub fn ends(&mut self, card: &str, why: &str, amount: u128) {
        match self.endings.iter_mut().find(|(on, for_, _)| on == card && for_ == why) {
            Some((_, _, sum)) => *sum = sum.saturating_add(amount),
            None => self.endings.push((card.to_owned(), why.to_owned(), amount)),
        }
    }

    pub fn endings(&self) -> Vec<Ending> {
        let ending = |(card, why, amount): &(String, String, u128)| Ending {
            card: card.clone(),
            why: why.clone(),
            amount: Total(*amount).to_btc(),
        };
        self.endings.iter().map(ending).collect()
    }
}

/// What a card of a holder is about. Data has no holder: its transaction stands for it.
pub fn subject(ledger: &str, address: &str, txid: &str) -> Subject {
    let ledger = ledger.to_owned();
    match address.contains(' ') || address.is_empty() {
        true => Subject::Transaction { ledger, txid: txid.to_owned() },
        false => Subject::Address { ledger, address: address.to_owned() },
    }
}

/// One leg of a transaction as a line.
#[derive(Debug)]
pub struct Leg<'a> {
    pub from: &'a str,
    pub to: &'a str,
    pub txid: &'a str,
    pub output: Option<u32>,
    pub amount: u128,
    pub asset: &'a str,
    pub time: &'a str,
    pub basis: &'a answer::Basis,
}

impl Leg<'_> {
    pub fn line(&self) -> Edge {
        Edge {
            from: self.from.to_owned(),
            to: self.to.to_owned(),
            txid: Some(self.txid.to_owned()),
            output: self.output,
            amount: Total(self.amount).to_btc(),
            asset: self.asset.to_owned(),
            time: Some(self.time.to_owned()),
            transactions: 1,
            basis: basis(self.basis),
            colour: None,
            flag: None,
        }
    }
}

fn basis(basis: &answer::Basis) -> Basis {
    match basis {
        answer::Basis::Observed => {
            Basis { kind: BasisKind::LedgerFact, method: None, confidence: None }
        }
        answer::Basis::Inferred { rule, confidence } => Basis {
            kind: BasisKind::Heuristic,
            method: Some(rule.clone()),
            confidence: confidence.map(|hundredths| hundredths.min(100) * 10),
        },
    }
}

/// `Peel ×14 · 31.0→18.2 BTC`: in the money's direction, rounded down for reading; the lines and
/// the table have every digit.
pub fn title(word: &str, hops: usize, first: u128, last: u128, asset: &str) -> String {
    format!("{word} ×{hops} · {}→{} {asset}", short(first), short(last))
}

fn short(units: u128) -> String {
    const WHOLE: u128 = 100_000_000;
    let digits = match units {
        units if units >= 10 * WHOLE => 1,
        units if units >= WHOLE => 2,
        units if units >= WHOLE / 1000 => 4,
        _ => 8,
    };
    let text = Total(units).to_btc();
    text[..text.len() - (8 - digits)].to_owned()
}
