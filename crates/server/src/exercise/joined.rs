//! What joins the things that a case hands over: the addresses between two transactions of them, and the
//! lines. Somebody who drew them would have drawn these too.

use std::collections::{BTreeMap, BTreeSet};

use academy::score::Anchor;
use casework::boards::card::{Basis, BasisKind, Edge};
use model::address::BitcoinAddress;
use model::amount::Total;
use model::batch::Batch;
use model::chain::LedgerId;
use model::hash::OutPoint;
use model::time::Time;

/// Cards that stand between others, and lines, each in the order of the chain.
#[derive(Debug, Default)]
pub struct Joined {
    pub between: Vec<Anchor>,
    pub lines: Vec<Edge>,
}

/// A transaction as far as lines need it.
struct Tx<'b> {
    anchor: Anchor,
    txid: String,
    time: String,
    spends: &'b [OutPoint],
    pays: Vec<(u64, Option<Anchor>)>,
}

pub fn joined(ledger: LedgerId, batches: &[Batch], handed: &BTreeSet<&Anchor>) -> Joined {
    let txs = txs(ledger, batches);
    // Who holds an output, what it is worth, and whether the transaction that made it was handed over.
    let mut made: BTreeMap<OutPoint, (u64, &Anchor, bool)> = BTreeMap::new();
    let mut between: Vec<&Anchor> = Vec::new();
    for (tx, points) in &txs {
        let is_handed = handed.contains(&tx.anchor);
        for ((sat, holder), point) in tx.pays.iter().zip(points) {
            let Some(holder) = holder else { continue };
            made.insert(*point, (*sat, holder, is_handed));
        }
        let from = tx.spends.iter().filter_map(|point| made.get(point));
        let from = from
            .filter(|(_, holder, was_handed)| is_handed && *was_handed && !handed.contains(holder));
        for (_, holder, _) in from {
            if !between.contains(holder) {
                between.push(holder);
            }
        }
    }
    let is_drawn = |holder: &Anchor| handed.contains(holder) || between.contains(&holder);
    let mut lines = Vec::new();
    for (tx, _) in txs.iter().filter(|(tx, _)| handed.contains(&tx.anchor)) {
        let mut taken: BTreeMap<&Anchor, u128> = BTreeMap::new();
        for (sat, holder, _) in tx.spends.iter().filter_map(|point| made.get(point)) {
            *taken.entry(holder).or_default() += u128::from(*sat);
        }
        for (holder, sat) in taken.into_iter().filter(|(holder, _)| is_drawn(holder)) {
            lines.push(tx.line(holder, &tx.anchor, None, sat));
        }
        for (output, (sat, holder)) in (0..).zip(&tx.pays) {
            if let Some(holder) = holder.as_ref().filter(|holder| is_drawn(holder)) {
                lines.push(tx.line(&tx.anchor, holder, Some(output), u128::from(*sat)));
            }
        }
    }
    Joined { between: between.into_iter().cloned().collect(), lines }
}

impl Tx<'_> {
    fn line(&self, from: &Anchor, to: &Anchor, output: Option<u32>, sat: u128) -> Edge {
        Edge {
            from: from.clone(),
            to: to.clone(),
            txid: Some(self.txid.clone()),
            output,
            amount: Total(sat).to_btc(),
            asset: "BTC".to_owned(),
            time: Some(self.time.clone()),
            transactions: 1,
            basis: Basis { kind: BasisKind::LedgerFact, method: None, confidence: None },
            colour: None,
            flag: None,
        }
    }
}

/// Every transaction of a chain with its outputs, in order.
fn txs(ledger: LedgerId, batches: &[Batch]) -> Vec<(Tx<'_>, Vec<OutPoint>)> {
    let mut txs = Vec::new();
    for batch in batches {
        let (mut at, mut input, mut output) = (0, 0, 0);
        for block in &batch.blocks {
            let time = Time::from_seconds(block.time.into()).to_string();
            for row in &batch.txs[at..block.txs_end as usize] {
                let (inputs_end, outputs_end) = (row.inputs_end as usize, row.outputs_end as usize);
                let pays = batch.outputs[output..outputs_end].iter().map(|row| {
                    let holder = BitcoinAddress::new(row.lock, batch.payload(row));
                    let anchor = holder.map(|holder| {
                        format!("address:{ledger}:{}", holder.display(ledger.network))
                    });
                    (row.value.0, anchor)
                });
                let pays: Vec<_> = pays.collect();
                let points = (0..).zip(&pays).map(|(vout, _)| OutPoint { txid: row.txid, vout });
                let points = points.collect();
                let txid = row.txid.to_string();
                txs.push((
                    Tx {
                        anchor: format!("transaction:{ledger}:{txid}"),
                        txid,
                        time: time.clone(),
                        spends: &batch.inputs[input..inputs_end],
                        pays,
                    },
                    points,
                ));
                (input, output) = (inputs_end, outputs_end);
            }
            at = block.txs_end as usize;
        }
    }
    txs
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHAIN: &str = "\
block
  mint: coinbase -> ana/1 5
block
  pay: mint -> boon/1 1, ana/2 rest [fee=0.0002]
block
  deposit: pay:0 -> melati/d1 0.4, boon/2 rest [fee=0.0001]
";

    #[test]
    fn two_transactions_are_joined_by_the_address_between_them_and_by_nothing_else() {
        let played = scenario::lang::play(CHAIN).expect("a chain");
        let batches = played.batches().expect("forward");
        let rows = txs(played.ledger, &batches);
        // Each block has a coinbase transaction of its own.
        let spending: Vec<_> = rows.iter().filter(|(tx, _)| !tx.spends.is_empty()).collect();
        let (pay, deposit) = (&spending[0].0, &spending[1].0);
        let boon = pay.pays[0].1.clone().expect("an address");
        let handed = BTreeSet::from([&pay.anchor, &deposit.anchor]);
        let joined = joined(played.ledger, &batches, &handed);
        assert_eq!(joined.between, std::slice::from_ref(&boon));
        let lines: Vec<_> = joined
            .lines
            .iter()
            .map(|line| (&line.from, &line.to, line.output, line.amount.as_str()))
            .collect();
        let expected = [
            (&pay.anchor, &boon, Some(0), "1.00000000"),
            (&boon, &deposit.anchor, None, "1.00000000"),
        ];
        assert_eq!(lines, expected);
        assert!(joined.lines.iter().all(|line| line.time.is_some()));
    }

    #[test]
    fn things_that_nothing_joins_stand_alone() {
        let played = scenario::lang::play(CHAIN).expect("a chain");
        let batches = played.batches().expect("forward");
        let rows = txs(played.ledger, &batches);
        let ends = [rows.first(), rows.last()].map(|row| &row.expect("a chain").0.anchor);
        let handed = BTreeSet::from(ends);
        let joined = joined(played.ledger, &batches, &handed);
        assert_eq!((joined.between.len(), joined.lines.len()), (0, 0));
    }
}
