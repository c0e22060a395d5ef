//! The CoinJoin rules on rounds that are known to be some.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use entity::coinjoin::{Finding, detect, every};

use crate::dumplings::{Round, rounds};
use crate::{check_section, testdata};

/// How one set of transactions fared.
struct Outcome {
    vetoed: usize,
    stopped: usize,
    /// How many each rule fits, however confident.
    by_rule: BTreeMap<&'static str, usize>,
    /// How many each rule names.
    named: BTreeMap<&'static str, usize>,
    missed: Vec<String>,
}

fn outcome(set: &[Round]) -> Outcome {
    let mut outcome = Outcome {
        vetoed: 0,
        stopped: 0,
        by_rule: BTreeMap::new(),
        named: BTreeMap::new(),
        missed: Vec::new(),
    };
    for round in set {
        let shape = round.room.shape();
        for finding in every(&shape) {
            *outcome.by_rule.entry(finding.kind.name()).or_default() += 1;
        }
        let named = detect(&shape);
        outcome.vetoed += usize::from(named.as_ref().is_some_and(Finding::vetoes_join));
        outcome.stopped += usize::from(named.as_ref().is_some_and(Finding::stops_trace));
        match named {
            Some(named) => *outcome.named.entry(named.kind.name()).or_default() += 1,
            None => outcome.missed.push(round.txid.clone()),
        }
    }
    outcome
}

#[test]
fn rounds_that_dumplings_collected_are_recognised() {
    let Some(data) = testdata() else { return };
    let samourai = data.join("coinjoin/dumplings__sw_202403.zip");
    let wasabi = data.join("coinjoin/dumplings__ww1_202405.zip");
    let mut text = String::new();
    for (archive, file) in [
        (&samourai, "SamouraiCoinJoins"),
        (&samourai, "SamouraiTx0s"),
        (&samourai, "SamouraiPostMixTxs"),
        (&wasabi, "WasabiCoinJoins"),
        (&wasabi, "WasabiPostMixTxs"),
    ] {
        let set = rounds(archive, &format!("Scanner/{file}.txt"));
        let outcome = outcome(&set);
        writeln!(
            text,
            "{file} {}: veto {} stop {} missed {}\n   fits {:?}\n   named {:?}",
            set.len(),
            outcome.vetoed,
            outcome.stopped,
            outcome.missed.len(),
            outcome.by_rule,
            outcome.named
        )
        .unwrap();
        if outcome.missed.len() < 12 {
            writeln!(text, "  {:?}", outcome.missed).unwrap();
        }
    }
    println!("{text}");
}
