//! Label files in, claims and reports out: the one `check` of all importers, and what is true of
//! whatever file.
//!
//! Addresses are Bitcoin's first (block 0, block 9) and well-known contracts; none is a secret.

mod damage;
mod real;

use std::fmt::Write as _;

use expect_test::Expect;
use model::chain::Network;
use model::claim::{Claim, ClaimSubject, WholeList};

use super::error::LabelError;
use super::report::ImportReport;
use super::{Hints, Reading, read};

/// The day on which all tests import.
pub fn hints() -> Hints {
    Hints::at("2026-11-22T12:00:00Z".parse().expect("a time"))
}

/// Reads `text` as a file of that name and shows what came of it.
pub fn check(path: &str, text: &str, expect: &Expect) {
    check_with(path, text, &hints(), expect);
}

pub fn check_with(path: &str, text: &str, hints: &Hints, expect: &Expect) {
    expect.assert_eq(&show(&read(path, text.as_bytes(), hints)));
}

pub fn show(outcome: &Result<Reading, LabelError>) -> String {
    let reading = match outcome {
        Ok(reading) => reading,
        Err(error) => return format!("{error}\n"),
    };
    let head = &reading.pack.head;
    let mut shown = format!("{} · {} · {}\n", head.format, head.title, head.creator);
    if let Some(WholeList { list, from, to }) = &head.whole_list {
        let _ = writeln!(shown, "all of {list}, {from} to {to}");
    }
    for claim in &reading.pack.claims {
        shown.push_str(&show_claim(claim));
    }
    for actor in &reading.pack.actors {
        let _ = writeln!(
            shown,
            "actor {} = {} {} {:?} {:?} {:?}",
            actor.id, actor.label, actor.uri, actor.categories, actor.jurisdictions, actor.aliases
        );
    }
    shown.push_str(&show_report(&reading.report));
    shown
}

fn show_claim(claim: &Claim) -> String {
    let subject = match &claim.subject {
        ClaimSubject::Address(address) => address.display(Network::Main).to_string(),
        ClaimSubject::Tx(txid) => format!("tx {txid}"),
    };
    let mut shown = format!("{subject} {}: {}", claim.network, claim.label);
    for category in &claim.categories {
        let _ = write!(shown, " #{category}");
    }
    let _ = write!(shown, " ({} {})", claim.confidence.id, claim.confidence.level);
    let validity = &claim.validity;
    for (word, day) in [("from", validity.from), ("seen", validity.seen), ("to", validity.to)] {
        if let Some(day) = day {
            let _ = write!(shown, " {word} {day}");
        }
    }
    if let Some(actor) = &claim.actor {
        let _ = write!(shown, " @{actor}");
    }
    if let Some(list) = &claim.list {
        let _ = write!(shown, " list={list}");
    }
    if claim.is_cluster_definer {
        shown.push_str(" cluster");
    }
    let _ = write!(shown, " <{}>", claim.source);
    if let Some(context) = &claim.context {
        let _ = write!(shown, " {context}");
    }
    shown.push('\n');
    shown
}

fn show_report(report: &ImportReport) -> String {
    assert!(report.reconciles(), "{report:?}");
    let ImportReport { rows, unit, taken, duplicates, .. } = report;
    let refused = report.refused_count();
    let mut shown =
        format!("{rows} × {unit}: {taken} taken, {duplicates} again, {refused} refused\n");
    for (reason, refused) in &report.refused {
        let _ = writeln!(shown, "refused {}: {reason}", refused.count);
        for example in &refused.examples {
            let _ =
                writeln!(shown, "  line {} {}: {}", example.line, example.shown, example.detail);
        }
    }
    for (field, count) in &report.defaulted {
        let _ = writeln!(shown, "left out: {field} {count}");
    }
    for ((word, id), count) in &report.read_as {
        let _ = writeln!(shown, "read {word} as {id} {count}");
    }
    for ((said, is), count) in &report.chain_by_form {
        let _ = writeln!(shown, "said {said}, is {is} {count}");
    }
    for (network, count) in &report.unsupported {
        let _ = writeln!(shown, "kept as text: {network} {count}");
    }
    shown
}
