//! The report says every hash and every sum, in both languages, whatever the labels say.

use super::*;
use crate::press::set;
use crate::testing::{THEFT, Told, front, languages, read, stands, told};

fn report<'a>(front: &'a Front, told: &'a Told) -> FlowReport<'a> {
    FlowReport {
        rests: Some(&told.rests),
        front,
        question: "Where did the coins of the theft go?",
        trace: &told.view,
        svg: &told.svg,
        notes: &[],
        exhibits: &[],
        custody: &[],
    }
}

/// The report's text, each of whose characters was shown.
fn text_of(front: &Front, told: &Told) -> String {
    let report = report(front, told);
    let sheet = report.sheet().expect("a sheet");
    let (text, missing) = read(&set(&sheet, std::slice::from_ref(&told.svg)).expect("it is set"));
    assert_eq!(missing, 0, "characters without a glyph in {}", front.language);
    text
}

#[test]
fn every_hash_and_every_sum_stands_in_the_report_in_every_language() {
    let told = told(THEFT, "Bitx");
    for language in languages() {
        let text = text_of(&front(language), &told);
        for hop in &told.view.hops {
            for part in [&hop.txid, &hop.block.hash, &hop.out_point, &hop.address] {
                assert!(text.contains(part.as_str()), "{language}: {part}");
            }
        }
        for ending in &told.view.where_it_is_now {
            assert!(text.contains(&ending.txid), "{language}: {}", ending.txid);
        }
        for sum in &told.view.sums {
            let amount = &sum.amounts.0[0].1.amount;
            assert!(text.contains(&format!("{amount} BTC")), "{language}: {amount}");
            assert!(text.contains(&sum.share), "{language}: {}", sum.share);
        }
        assert!(told.rests.runs.iter().any(|run| !run.changes.is_empty()));
        for run in &told.rests.runs {
            for amount in [&run.stays, &run.falls_away, &run.appears] {
                assert!(text.contains(&amount.amount), "{language}: {}", amount.amount);
            }
        }
        for part in [
            "49.99990000 BTC",
            "100.00 %",
            "9.00000000 BTC",
            "Bitx",
            "TLP:AMBER+STRICT",
            "CASE 2026-014",
            "SYNTHETIC",
            &told.view.as_of.labels,
        ] {
            assert!(text.contains(part), "{language}: {part}");
        }
    }
}

#[test]
fn what_is_claimed_and_what_was_left_out_is_said_in_the_papers_own_words() {
    let told = told(THEFT, "Bitx");
    for language in languages() {
        let front = front(language);
        let facts = Facts::new(&told.view, front.language().expect("it is there"));
        let category = facts.word("category-exchange");
        assert!(language != "th" || category != "exchange", "{category}");
        let (_, _, said) = facts.said_endings().next().expect("somebody says something");
        assert!(facts.said(said).contains(&format!("({category})")), "{}", facts.said(said));
        let sheet = report(&front, &told).sheet().expect("a sheet");
        let runs: Vec<String> =
            told.rests.runs.iter().map(|run| text::outside(&run.without)).collect();
        let of_runs = sheet.blocks.iter().filter_map(|block| match block {
            Block::Claim { head, lines, .. } if runs.contains(&lines[0].text) => Some(head),
            _ => None,
        });
        let heads: Vec<&String> = of_runs.collect();
        assert_eq!(heads.len(), runs.len(), "each with how it is asked beneath");
        for (head, run) in heads.iter().zip(&runs) {
            assert!(!head.contains(run.as_str()), "{head}");
        }
    }
}

#[test]
fn the_sums_add_up_to_the_start_and_what_was_not_traced_is_a_row() {
    let told = told(THEFT, "Bitx");
    let facts = Facts::new(&told.view, words::Language::ENGLISH);
    assert!(facts.conserves() && facts.reconciles());
    let text = text_of(&front("en"), &told);
    assert!(stands(&text, "to the last satoshi: 100.00 %"), "{text}");
    assert!(text.contains("Not traced"));
}

#[test]
fn synthetic_and_the_digest_stand_on_every_page() {
    let told = told(THEFT, "Bitx");
    let front = front("en");
    let sheet = report(&front, &told).sheet().expect("a sheet");
    let document = set(&sheet, std::slice::from_ref(&told.svg)).expect("it is set");
    let (text, _) = read(&document);
    let pages: Vec<&str> = text.lines().collect();
    assert!(pages.len() >= 4, "{} pages", pages.len());
    for (at, page) in pages.iter().enumerate() {
        for part in ["SYNTHETIC", "CASE 2026-014", "TLP:AMBER+STRICT", &front.data.to_string()] {
            assert!(page.contains(part), "page {}: {part}", at + 1);
        }
        let number = format!("{} / {}", at + 1, pages.len());
        let squeezed = page.replace(' ', "");
        assert!(squeezed.contains(&number.replace(' ', "")), "page {}: its number", at + 1);
    }
}

#[test]
fn the_same_input_is_the_same_bytes() {
    let told = told(THEFT, "Bitx");
    for language in languages() {
        let front = front(language);
        let once = report(&front, &told).pdf().expect("a report");
        assert!(once.starts_with(b"%PDF"));
        assert_eq!(once, report(&front, &told).pdf().expect("a report"), "{language}");
    }
}

#[test]
fn a_hostile_label_is_text() {
    let long = "\u{e01}".repeat(50_000) + &"A".repeat(50_000);
    let hostile = [
        "#panic(\"x\") *b* $ x $ `raw` #read(\"/etc/passwd\") <here> @there // \\",
        "exch\u{202e}egnahc\u{200b}\u{0}",
        "</text><script>alert(1)</script>&amp;]]>",
        "\u{4e2d}\u{6587} \u{1f600} \u{627}\u{644}",
        &long,
    ];
    for label in hostile {
        let told = told(THEFT, label);
        let front = front("en");
        let text = text_of(&front, &told);
        assert!(!text.contains('\u{202e}'));
        let start: String = text::outside(label).chars().take(12).collect();
        assert!(
            text.replace(['\u{200b}', ' '], "").contains(&start.replace(['\u{200b}', ' '], "")),
            "{start}"
        );
        report(&front, &told).pdf().expect("a report");
    }
}

#[test]
fn what_people_add_is_marked_as_theirs() {
    let told = told(THEFT, "Bitx");
    let front = front("en");
    let note =
        Note { by: "Dao".into(), at: "2026-11-22".into(), text: "First.\n\nSecond #x".into() };
    let exhibit = Exhibit { name: "E-1".into(), says: "the board".into(), sha256: "ab".repeat(32) };
    let custody = Custody { at: "2026-11-22".into(), who: "Dao".into(), what: "exported".into() };
    let report = FlowReport {
        rests: None,
        notes: &[note],
        exhibits: &[exhibit],
        custody: &[custody],
        ..report(&front, &told)
    };
    let sheet = report.sheet().expect("a sheet");
    let (text, missing) = read(&set(&sheet, std::slice::from_ref(&told.svg)).expect("it is set"));
    assert_eq!(missing, 0);
    for part in ["no result of the trace", "Second #x", "E-1", &"ab".repeat(32), "exported"] {
        assert!(text.contains(part), "{part}");
    }
}

/// A chain on which the thief pays a shop fifty times and moves the rest on.
fn hundred_hops() -> String {
    let mut chain = "block\n theft: coinbase -> thief 50\n".to_owned();
    let mut from = "theft:0".to_owned();
    for at in 1..=50 {
        use std::fmt::Write as _;
        let left = 50 * 100 - at * 50;
        let (whole, part) = (left / 100, left % 100);
        let _ =
            writeln!(chain, "block\n p{at}: {from} -> shop{at} 0.5, thief/{at} {whole}.{part:02}");
        from = format!("p{at}:1");
    }
    chain
}

#[test]
fn a_hundred_hops_are_a_hundred_rows() {
    let told = told(&hundred_hops(), "Bitx");
    assert_eq!(told.view.hops.len(), 100);
    let front = front("en");
    let sheet = report(&front, &told).sheet().expect("a sheet");
    let is_hops = |block: &Block| matches!(block, Block::Table { rows, .. } if rows.len() == 100);
    assert_eq!(sheet.blocks.iter().filter(|block| is_hops(block)).count(), 1);
}

/// A measurement, which `cargo xtask bench board` writes down:
/// `cargo test --release --package paper --lib -- --ignored --nocapture`.
#[test]
#[ignore = "it measures, and only an optimised build says something"]
fn a_report_of_a_hundred_hops_takes_less_than_two_seconds() {
    let told = told(&hundred_hops(), "Bitx");
    for language in languages() {
        let front = front(language);
        let began = std::time::Instant::now();
        let bytes = report(&front, &told).pdf().expect("a report").len();
        let took = began.elapsed();
        eprintln!("a report of 100 hops ({language}): {bytes} bytes, {} ms", took.as_millis());
        assert!(cfg!(debug_assertions) || took.as_secs() < 2, "{language}: {took:?}");
    }
}

#[test]
fn a_drawing_that_is_too_small_to_be_read_stands_again_in_parts() {
    let told = told(&hundred_hops(), "Bitx");
    let front = front("en");
    let sheet = report(&front, &told).sheet().expect("a sheet");
    let pages = |width: u32, height: u32| {
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\"/>"
        );
        set(&sheet, &[svg]).expect("it is set").pages().len()
    };
    let once = pages(1000, 1000);
    assert_eq!(pages(1000, 2000), once + 2);
    assert_eq!(pages(1000, 4000), once + 4);
    // Too long for paper: it is looked at on a screen.
    assert_eq!(pages(1000, 40_000), once);
}

#[test]
fn what_is_claimed_of_several_addresses_is_said_once() {
    let told = told(THEFT, "Bitx");
    let facts = Facts::new(&told.view, words::Language::ENGLISH);
    let claims = flow::probable(&facts);
    let [Block::Claim { lines, .. }] = claims.as_slice() else { panic!("{claims:?}") };
    let holders = facts.said_endings().map(|(_, holder, _)| holder.address.as_str());
    for address in holders {
        assert_eq!(lines.iter().filter(|line| line.text == address).count(), 1, "{address}");
    }
}

#[test]
fn a_language_that_is_not_there_is_refused() {
    let told = told(THEFT, "Bitx");
    let front = front("xx");
    let refused = report(&front, &told).pdf();
    assert_eq!(refused, Err(PaperError::NoLanguage { code: "xx".into() }));
}
