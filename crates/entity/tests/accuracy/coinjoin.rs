//! The CoinJoin rules on rounds that are known to be some.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use entity::coinjoin::{Finding, Kind, STOP_CONFIDENCE_MIN, VETO_CONFIDENCE_MIN, detect, every};

use crate::dumplings::{Round, rounds};
use crate::{check_section, testdata};

#[test]
fn rounds_that_dumplings_collected_are_recognised() {
    let Some(data) = testdata() else { return };
    let samourai = data.join("coinjoin/dumplings__sw_202403.zip");
    let wasabi = data.join("coinjoin/dumplings__ww1_202405.zip");
    let mut text = format!(
        "A finding of {VETO_CONFIDENCE_MIN} or more forbids a join, one of \
         {STOP_CONFIDENCE_MIN} or more ends a trace.\n\n"
    );
    text += "| collected as | transactions | named as | by its published rule alone | join refused | \
             trace ends | no finding |\n|---|--:|---|--:|--:|--:|--:|\n";
    let mut missed = String::new();
    for (archive, file) in [
        (&samourai, "SamouraiCoinJoins"),
        (&samourai, "SamouraiTx0s"),
        (&samourai, "SamouraiPostMixTxs"),
        (&wasabi, "WasabiCoinJoins"),
        (&wasabi, "WasabiPostMixTxs"),
    ] {
        let set = load(archive, file);
        text += &row(file, &set);
        missed += &notable(file, &set);
    }
    let mixes = load(&samourai, "SamouraiCoinJoins");
    assert!(mixes.iter().all(|judged| judged.is(Kind::Whirlpool)), "every mix is recognised");
    let rounds = load(&wasabi, "WasabiCoinJoins");
    assert!(rounds.iter().all(Judged::vetoes), "no round joins its participants");
    check_section("coinjoin-dumplings", &format!("{text}\n{missed}"));
}

/// A transaction with every finding, and the one that names it.
struct Judged {
    round: Round,
    every: Vec<Finding>,
    named: Option<Finding>,
}

impl Judged {
    fn is(&self, kind: Kind) -> bool {
        self.named.as_ref().is_some_and(|named| named.kind == kind)
    }

    fn vetoes(&self) -> bool {
        self.named.as_ref().is_some_and(Finding::vetoes_join)
    }

    fn stops(&self) -> bool {
        self.named.as_ref().is_some_and(Finding::stops_trace)
    }
}

fn load(archive: &Path, file: &str) -> Vec<Judged> {
    let judge = |round: Round| {
        let shape = round.room.shape();
        Judged { every: every(&shape), named: detect(&shape), round }
    };
    rounds(archive, &format!("Scanner/{file}.txt")).into_iter().map(judge).collect()
}

fn row(file: &str, set: &[Judged]) -> String {
    let mut named: BTreeMap<Kind, usize> = BTreeMap::new();
    for finding in set.iter().filter_map(|judged| judged.named.as_ref()) {
        *named.entry(finding.kind).or_default() += 1;
    }
    let named: Vec<String> =
        named.iter().map(|(kind, count)| format!("{} {count}", kind.name())).collect();
    let count = |keep: fn(&Judged) -> bool| set.iter().filter(|judged| keep(judged)).count();
    let meant: &[Kind] = match file {
        "SamouraiCoinJoins" => &[Kind::Whirlpool],
        "SamouraiTx0s" => &[Kind::Whirlpool, Kind::WhirlpoolTx0],
        "WasabiCoinJoins" => &[Kind::Wasabi1, Kind::Wasabi11],
        _ => &[],
    };
    let is_meant = |finding: &Finding| !finding.is_widened && meant.contains(&finding.kind);
    let published = set.iter().filter(|judged| judged.every.iter().any(is_meant)).count();
    format!(
        "| {file} | {} | {} | {} | {} | {} | {} |\n",
        set.len(),
        named.join(", "),
        if meant.is_empty() { String::new() } else { published.to_string() },
        count(Judged::vetoes),
        count(Judged::stops),
        count(|judged| judged.named.is_none()),
    )
}

/// What is not as the collection says, each with the shape that explains it.
fn notable(file: &str, set: &[Judged]) -> String {
    let is_notable = |judged: &&Judged| match file {
        "SamouraiCoinJoins" => !judged.is(Kind::Whirlpool),
        "SamouraiTx0s" => !judged.is(Kind::Whirlpool) && !judged.is(Kind::WhirlpoolTx0),
        "SamouraiPostMixTxs" => {
            judged.vetoes() && !judged.is(Kind::Whirlpool) && !judged.is(Kind::Stonewall)
        }
        "WasabiCoinJoins" => !judged.stops(),
        _ => judged.vetoes(),
    };
    let notable: Vec<&Judged> = set.iter().filter(is_notable).collect();
    let mut text = format!("**{file}**, not as collected: {}\n\n", notable.len());
    for judged in notable {
        let says = judged.named.as_ref().map_or("no rule fits".to_owned(), Finding::says);
        writeln!(text, "- `{}` ({}): {says}", judged.round.txid, shape_of(judged)).unwrap();
    }
    text + "\n"
}

fn shape_of(judged: &Judged) -> String {
    let shape = judged.round.room.shape();
    let mut payers: Vec<_> = shape.inputs.iter().map(|input| input.holder).collect();
    payers.sort_unstable();
    let most = payers.chunk_by(|a, b| a == b).map(<[_]>::len).max().unwrap_or(0);
    format!("{} inputs, {most} of one address, {} outputs", shape.inputs.len(), shape.outputs.len())
}
