//! A request says what was approved, and whatever was not is a draft on every page.

use super::*;
use crate::press::set;
use crate::testing::{front, keep, languages, read, stands};

fn request(approval: Option<Approval>) -> RequestFacts {
    let line = |amount: &str, share| RequestLine {
        ledger: "bitcoin-main-linked".into(),
        txid: "ab".repeat(32),
        address: "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4".into(),
        amount: amount.into(),
        asset: "BTC".into(),
        share,
        basis: "observed; the address is claimed to be theirs".into(),
    };
    RequestFacts {
        number: "R-2".into(),
        case_number: "2026-014".into(),
        is_synthetic: false,
        kind: RequestKind::Freeze,
        state: "drafted".into(),
        recipient: "Bitx".into(),
        contact: "compliance@bitx.example".into(),
        what: "Stolen from an exchange on 1 March 2026.".into(),
        basis: "File 12/2026 of the cyber unit.".into(),
        limits: "Which customer was credited is not known.".into(),
        lines: vec![line("0.10000000", Some(250_000)), line("1.9", Some(40))],
        reply_days: 14,
        answer_to: "Cyber unit, +66 2 000 0000\ncyber@police.example".into(),
        reply_by: None,
        written_by: vec!["Dao".into(), "Siti".into()],
        approval,
    }
}

fn approval() -> Approval {
    Approval { by: "Aom".into(), at: "2026-11-22T10:00:00Z".into(), sha256: "cd".repeat(32) }
}

fn pages(front: &Front, request: &RequestFacts) -> Vec<String> {
    let sheet = CaseRequest { front, request }.sheet().expect("a sheet");
    let (text, missing) = read(&set(&sheet, &[]).expect("it is set"));
    assert_eq!(missing, 0, "characters without a glyph in {}", front.language);
    text.lines().map(str::to_owned).collect()
}

#[test]
fn what_nobody_approved_is_a_draft_on_every_page() {
    for language in languages() {
        let front = front(language);
        let draft = request(None);
        let says = words::say(Language::of(language).expect("here"), "paper-request-draft", &[]);
        for page in pages(&front, &draft) {
            assert!(page.matches(&says).count() >= 2, "{language}: {page}");
        }
        keep(&format!("request-draft-{language}.pdf"), || {
            CaseRequest { front: &front, request: &draft }.pdf().expect("a request")
        });
        let approved = request(Some(approval()));
        for page in pages(&front, &approved) {
            assert!(!page.contains(&says), "{language}: {page}");
        }
        keep(&format!("request-{language}.pdf"), || {
            CaseRequest { front: &front, request: &approved }.pdf().expect("a request")
        });
    }
}

#[test]
fn a_storys_coins_are_no_evidence_whatever_their_ledger_is_called() {
    let banner = words::say(Language::ENGLISH, "paper-synthetic", &[]);
    let with = |ledger: &str, address: &str| {
        let mut request = request(Some(approval()));
        request.lines[0].ledger = ledger.into();
        request.lines[0].address = address.into();
        pages(&front("en"), &request).iter().filter(|page| page.contains(&banner)).count()
    };
    let (coin, storys) = (
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "synth1qw508d6qejxtdg4y5r3zarvary0c5xw7k534xf4",
    );
    assert_eq!(with("bitcoin-main-linked", coin), 0);
    assert_eq!(with("bitcoin-story-linked", coin), 2);
    assert_eq!(with("story", storys), 2);
}

#[test]
fn it_says_every_hash_the_sum_the_shares_and_who_approved() {
    let text = pages(&front("en"), &request(Some(approval()))).join("\n");
    for part in [
        "Bitx",
        &"ab".repeat(32),
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "2.00000000 BTC",
        "25.00 %",
        "<0.01 %",
        "Dao, Siti",
        "Aom on 2026-11-22 10:00:00 UTC",
        &"cd".repeat(32),
        "within 14 days",
    ] {
        assert!(stands(&text, part), "{part}\n{text}");
    }
}

#[test]
fn amounts_are_added_as_they_are_written_or_not_at_all() {
    let sum = |amounts: &[&str]| {
        let mut sum = Decimal::default();
        for amount in amounts {
            sum = sum.plus(Decimal::of(amount)?)?;
        }
        Some(sum.text())
    };
    assert_eq!(sum(&["0.1", "0.25", "3"]).as_deref(), Some("3.35"));
    assert_eq!(sum(&["7"]).as_deref(), Some("7"));
    for odd in ["", "1e5", "-1", "1,5", "1.0000000000000000001", "\u{661}"] {
        assert_eq!(sum(&[odd]), None, "{odd}");
    }
}
