//! The CoinJoin rules on every transaction of 99 full mainnet blocks, 2009 to 2022.
//!
//! The blocks do not link, so most inputs are unknown: the rules believe them (see `coinjoin`), which
//! shows every transaction that could be a hit. Each hit that has a consequence was looked at by
//! hand; the verdicts stand in [`VERDICTS`], and a hit without one fails the test. The others are
//! listed by what speaks against them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use entity::cluster::payjoin::{Sign, suspect};
use entity::coinjoin::{Finding, Kind, every, worth_a_look};
use entity::shape::ShapeRoom;
use graph::Graph;
use ingest::bitcoin::loose::{Options, read};
use model::chain::{LedgerId, LedgerKind, Network};

use crate::{check_section, testdata};

const LEDGER: LedgerId = LedgerId { network: Network::Main, kind: LedgerKind::Partial };

/// What looking at a hit by hand came to, by the start of its txid.
const VERDICTS: [(&str, &str); 28] = [
    (
        "9d6ad306",
        "cannot tell: 0.1 BTC three times and three rests; SharedCoin of that month looks so, and so does one payer",
    ),
    ("58ece5a9", "JoinMarket by its shape: five odd equal sums, five rests"),
    (
        "79150a15",
        "JoinMarket, proved: each input less the equal sum is a rest, but for 1 to 550 sat of maker's fee and what the taker paid",
    ),
    (
        "d5e8c0fa",
        "JoinMarket, proved: five makers' coins and three of the taker's less the equal sum are the six rests, but for their fees",
    ),
    ("81782ffe", "JoinMarket by its shape: three odd equal sums, two rests"),
    ("dab41674", "JoinMarket by its shape: four odd equal sums, three rests"),
    ("ed64adbb", "JoinMarket by its shape: three odd equal sums, two rests"),
    ("52efcb23", "JoinMarket by its shape: three odd equal sums, three rests"),
    ("61f4872e", "JoinMarket by its shape: four odd equal sums, four rests"),
    (
        "69621cbb",
        "JoinMarket by its shape, the same sum as 61f4872e in its block: one taker's two rounds",
    ),
    ("67cfa606", "JoinMarket by its shape: eight odd equal sums, seven rests"),
    (
        "f5f610fe",
        "JoinMarket by its shape: six odd equal sums, six rests, all P2SH as its wallet of 2018",
    ),
    ("329bdb31", "false: a wallet that sets lock times, which Samourai's did not"),
    ("e4b327d4", "false: payments of round sums"),
    ("0dbe5140", "false: two payments to P2PKH and one change to P2SH"),
    ("77cc542c", "JoinMarket by its shape: six odd equal sums, five rests, all P2SH"),
    ("dccbed0c", "false, no consequence: 5,500 sat beside data are a token's"),
    ("66b2213d", "false, no consequence: 2,700 sat beside data are a token's"),
    ("201e70df", "JoinMarket by its shape: seven odd equal sums, six rests, all P2SH"),
    ("950ba5f8", "Stonewall by its shape: four P2SH outputs, an odd sum twice, replaceable"),
    (
        "5100374c",
        "Wasabi 1.1: 82 outputs of the denomination, 23 on two further levels, 100 inputs, all P2WPKH",
    ),
    ("a74702af", "JoinMarket by its shape: five odd equal sums, five rests"),
    (
        "2f896ccd",
        "Tx0, proved: the known input is the premix coin, the pool's fee and 275 sat for the miner",
    ),
    ("6bf48f11", "cannot tell: 0.05 BTC twice and two rests, all P2SH"),
    ("3ec99804", "Tx0: pool 0.05 with its fee of 2020, change"),
    ("fe8268fe", "Tx0: 25 coins for the pool of 0.01, its fee at a discount, change"),
    ("9abd041f", "Tx0: pool 0.01, its fee, change; the known input funds it"),
    ("1d0beced", "Whirlpool: three coins of the pool and two new ones, all known"),
];

#[test]
fn every_hit_on_real_blocks_was_looked_at() {
    let Some(data) = testdata() else { return };
    let names = ["btc/mainnet_scattered.blk", "btc/prevouts", "btc/prevouts_json"];
    let options = Options { trust: true, ..Options::default() };
    let loose = read(&names.map(|name| data.join(name)), &options, &mut |_| ()).unwrap();
    let batches: Vec<_> = loose.batches().collect::<Result<_, _>>().unwrap();
    let graph = Graph::in_memory(LEDGER, &batches).unwrap();

    let mut sieve = Sieve::default();
    let mut payjoin = PayJoin::default();
    for tx in graph.txs() {
        let mut room = ShapeRoom::of(&graph, tx.id());
        payjoin.take(&mut room);
        let shape = room.shape();
        sieve.looked += usize::from(worth_a_look(&shape));
        sieve.known += usize::from(shape.inputs.iter().all(|input| input.value.is_some()));
        if let Some(best) = best(every(&shape)) {
            sieve.take(tx.txid().to_string(), graph.time(tx.id()).day().to_string(), best);
        }
    }
    let counts = graph.counts();
    let head = format!(
        "{} blocks, {} transactions, of which {} with every input known; {} passed the prefilter.\n\n",
        counts.blocks, counts.transactions, sieve.known, sieve.looked
    );
    check_section("coinjoin-blocks", &(head + &sieve.text()));
    check_section("payjoin-blocks", &payjoin.text());
}

/// How often the PayJoin guard would fall on payments that cannot be one.
#[derive(Default)]
struct PayJoin {
    payments: usize,
    round: usize,
    two_kinds: usize,
}

/// 2018-08-01: no PayJoin was before.
const PAYJOIN_SINCE: i64 = 1_533_081_600;

impl PayJoin {
    fn take(&mut self, room: &mut ShapeRoom) {
        let shape = room.shape();
        let holders: BTreeSet<_> = shape.inputs.iter().filter_map(|input| input.holder).collect();
        let is_known = shape.inputs.iter().all(|input| input.value.is_some());
        let is_before = shape.time.is_some_and(|time| time.seconds() < PAYJOIN_SINCE);
        if !is_before || !is_known || holders.len() < 2 || shape.outputs.len() != 2 {
            return;
        }
        let time = room.time.take(); // or the guard would know that it is too early
        match suspect(&room.shape()) {
            Some(Sign::RoundSum) => self.round += 1,
            Some(Sign::TwoKinds) => self.two_kinds += 1,
            None => {}
        }
        room.time = time;
        self.payments += 1;
    }

    fn text(&self) -> String {
        format!(
            "Of {} payments of two outputs from two or more known holders before August 2018, when \
             there was no PayJoin, the guard would have refused {} for a round sum and {} for two \
             kinds of address.\n",
            self.payments, self.round, self.two_kinds
        )
    }
}

/// The finding of most weight as if all inputs were known.
fn best(findings: Vec<Finding>) -> Option<Finding> {
    let mut best: Option<Finding> = None;
    for finding in findings {
        let beats = |best: &Finding| finding.confidence_believed > best.confidence_believed;
        if best.as_ref().is_none_or(beats) {
            best = Some(finding);
        }
    }
    best
}

#[derive(Default)]
struct Sieve {
    looked: usize,
    known: usize,
    rows: String,
    below: BTreeMap<String, Vec<String>>,
}

impl Sieve {
    fn take(&mut self, txid: String, day: String, finding: Finding) {
        if finding.vetoes_join() || finding.kind == Kind::WhirlpoolTx0 {
            let known = |verdict: &&(&str, &str)| txid.starts_with(verdict.0);
            let verdict = VERDICTS.iter().find(known);
            let (_, verdict) = verdict.unwrap_or_else(|| panic!("{txid}: {}", finding.says()));
            let name = finding.kind.name();
            writeln!(self.rows, "| {day} | `{txid}` | {name} | {verdict} |").unwrap();
        } else {
            let why = finding.note.unwrap_or("too few equal outputs to mean anything");
            let group = format!("{}, {why}", finding.kind.name());
            self.below.entry(group).or_default().push(txid);
        }
    }

    fn text(&self) -> String {
        let mut text = String::from("| day | transaction | rule | by hand |\n|---|---|---|---|\n");
        text += &self.rows;
        for (group, txids) in &self.below {
            writeln!(text, "\n<details><summary>{group}: {}</summary>\n", txids.len()).unwrap();
            for txid in txids {
                writeln!(text, "- `{txid}`").unwrap();
            }
            text += "\n</details>\n";
        }
        text
    }
}
