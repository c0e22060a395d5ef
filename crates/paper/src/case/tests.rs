//! The report of a case says every hash of its board and traces, adds up, and is the same bytes each time.

use super::*;
use crate::press::set;
use crate::testing::{THEFT, Told, front, keep, languages, read, stands, told};

fn case() -> CaseFacts {
    let entry = |seq, action: &str| CustodyFacts {
        seq,
        at: "2026-11-22T09:00:00Z".into(),
        who: "Dao".into(),
        action: action.into(),
        on: "case 01K".into(),
        hash: "ee".repeat(32),
    };
    CaseFacts {
        number: "2026-014".into(),
        title: "Theft at the exchange".into(),
        is_synthetic: true,
        people: vec!["Dao".into(), "Siti".into()],
        exhibit: ExhibitFacts {
            number: "E-3".into(),
            title: "As of Monday".into(),
            revision: 27,
            frozen_by: "Dao".into(),
            frozen_at: "2026-11-22T10:00:00Z".into(),
            sha256: "aa".repeat(32),
        },
        pins: vec![PinFacts {
            id: "01P".into(),
            subject: "transaction:bitcoin-story-linked:00".into(),
            source: "bitcoin-story-linked".into(),
            fetched_at: "2026-11-22T09:30:00Z".into(),
            atlas: "bb".repeat(32),
            as_of: "block 5".into(),
            sha256: "cc".repeat(32),
            pinned_by: "Siti".into(),
            pinned_at: "2026-11-22T09:30:00Z".into(),
        }],
        custody: vec![entry(7, "case.create"), entry(9, "evidence.exhibit"), entry(11, "new.word")],
        custody_left_out: 0,
    }
}

/// Every hop of a trace as a movement between cards in the columns of their depth.
fn board(told: &Told) -> Board {
    let mut board = Board::default();
    let card = |board: &mut Board, name: &str, x: i32| {
        if let Some(at) = board.cards.iter().position(|card| card.name == name) {
            return at;
        }
        let lane =
            i32::try_from(board.cards.iter().filter(|card| card.x == x).count()).expect("few");
        board.cards.push(Card {
            kind: CardKind::Address,
            name: name.to_owned(),
            x,
            y: lane * 78,
            is_start: x == 0,
            is_pinned: false,
            ends: if x > 222 { vec!["unspent".into()] } else { Vec::new() },
            flag: None,
            is_drawn: true,
        });
        board.cards.len() - 1
    };
    let first = card(&mut board, "thief", 0);
    for (at, hop) in told.view.hops.iter().enumerate() {
        let depth = i32::try_from(hop.depth).expect("few");
        let to = card(&mut board, &hop.address, depth * 222);
        let from = if hop.depth == 1 { first } else { to.saturating_sub(1) };
        let is_odd = at % 3 == 1;
        let kind = if is_odd { "heuristic" } else { "ledger_fact" };
        board.movements.push(Movement {
            from: board.cards[from].name.clone(),
            to: hop.address.clone(),
            ends: Some((from, to)),
            txid: Some(hop.txid.clone()),
            output: Some(0),
            amount: hop.amounts.0[0].1.amount.clone(),
            asset: "BTC".into(),
            time: Some(hop.time.clone()),
            transactions: 1,
            basis: Basis {
                kind,
                method: is_odd.then(|| "change: fixed fee".into()),
                confidence: is_odd.then_some(820),
            },
            flag: None,
        });
    }
    board.notes = vec![BoardNote { on: "thief".into(), text: "Seen on #x".into() }];
    board.excluded = vec!["rule co-spend".into()];
    board.numbered()
}

struct Made {
    told: Told,
    board: Board,
    case: CaseFacts,
    digest: Digest,
}

fn made(chain: &str) -> Made {
    let told = told(chain, "Bitx");
    let board = board(&told);
    Made { told, board, case: case(), digest: Digest::of(b"answer") }
}

fn with<T>(made: &Made, language: &str, placed: &str, run: impl Fn(&CaseReport<'_>) -> T) -> T {
    let front = front(language);
    let traces = [PlacedTrace { view: &made.told.view, rests: None, digest: made.digest, placed }];
    let paths = [PlacedPath { from: "thief", to: "shop", digest: Digest::of(b"p"), placed: "00" }];
    let report = CaseReport {
        front: &front,
        case: &made.case,
        board: &made.board,
        traces: &traces,
        paths: &paths,
    };
    run(&report)
}

fn text_of(report: &CaseReport<'_>) -> String {
    let (sheet, drawings) = report.sheet().expect("a sheet");
    let (text, missing) = read(&set(&sheet, &drawings).expect("it is set"));
    assert_eq!(missing, 0, "characters without a glyph in {}", report.front.language);
    text
}

#[test]
fn every_hash_sum_person_pin_and_entry_stands_in_the_report_in_every_language() {
    let made = made(THEFT);
    let placed = made.digest.to_string();
    for language in languages() {
        let text = with(&made, language, &placed, text_of);
        for hop in &made.told.view.hops {
            for part in [&hop.txid, &hop.block.hash, &hop.out_point, &hop.address] {
                assert!(text.contains(part.as_str()), "{language}: {part}");
            }
        }
        for part in
            ["2026-014", "E-3", "Dao, Siti", "TLP:AMBER+STRICT", "SYNTHETIC", "P-1", "new.word"]
        {
            assert!(text.contains(part), "{language}: {part}");
        }
        for part in ["aa", "bb", "cc", "ee"] {
            assert!(text.contains(&part.repeat(32)), "{language}: {part}");
        }
        assert!(text.contains("100.00 %"), "{language}");
        keep(&format!("case-{language}.pdf"), || {
            with(&made, language, &placed, |report| report.pdf().expect("a report"))
        });
    }
}

#[test]
fn shares_add_up_and_what_was_not_traced_is_a_row() {
    let made = made(THEFT);
    let text = with(&made, "en", "", text_of);
    assert!(stands(&text, "to the last satoshi: 100.00 %"), "{text}");
    assert!(text.contains("Not traced"), "{text}");
}

#[test]
fn an_answer_that_is_another_now_is_said_to_differ() {
    let made = made(THEFT);
    let same = with(&made, "en", &made.digest.to_string(), text_of);
    assert!(same.contains("the very answer that was placed"), "{same}");
    let other = with(&made, "en", &"0".repeat(64), text_of);
    assert!(other.contains("DIFFERS from the one that was placed"), "{other}");
}

#[test]
fn the_same_input_is_the_same_bytes() {
    let made = made(THEFT);
    let pdf = || with(&made, "en", "", |report| report.pdf().expect("a report"));
    let once = pdf();
    assert!(once.starts_with(b"%PDF"));
    assert!(once == pdf());
}

#[test]
fn a_movement_has_one_number_in_drawing_and_table_and_hostile_texts_are_text() {
    let mut made = made(THEFT);
    made.board.cards[0].kind = CardKind::Group;
    made.board.cards[0].name = "</text><script>\u{202e}&\"x".into();
    let svg = board_svg(&made.board, "en").expect("English is here");
    assert!(!svg.contains("<script>") && svg.contains("&lt;script&gt;"), "{svg}");
    assert!(!svg.contains('\u{202e}'));
    for number in 1..=made.board.movements.len() {
        assert!(svg.contains(&format!(">{number}</text>")), "{number}\n{svg}");
    }
    assert!(svg.contains("stroke-dasharray=\"5 4\""), "an inferred movement is dashed");
}

#[test]
fn a_board_larger_than_a_page_is_drawn_whole_and_in_parts_that_miss_no_card() {
    let mut made = made(THEFT);
    let card = made.board.cards[0].clone();
    made.board.cards = (0..60)
        .map(|at| Card {
            name: format!("card{at}"),
            x: (at % 15) * 222,
            y: (at / 15) * 78,
            ..card.clone()
        })
        .collect();
    made.board.movements.clear();
    let drawn = drawing::draw(&made.board, Language::ENGLISH);
    assert!(drawn.parts.len() > 1 && drawn.left_out == 0);
    for card in &made.board.cards {
        let name = format!(">{}</text>", card.name);
        assert!(drawn.parts.iter().any(|part| part.contains(&name)), "{}", card.name);
        assert!(drawn.whole.contains(&name));
    }
    let (sheet, drawings) = with(&made, "en", "", |report| report.sheet().expect("a sheet"));
    assert_eq!(drawings.len(), drawn.parts.len() + 1);
    set(&sheet, &drawings).expect("it is set");
    keep("case-large.pdf", || with(&made, "en", "", |report| report.pdf().expect("a report")));
}

#[test]
fn a_board_without_anything_is_a_report_that_says_so() {
    let mut made = made(THEFT);
    made.board = Board::default();
    let front = front("en");
    let report =
        CaseReport { front: &front, case: &made.case, board: &made.board, traces: &[], paths: &[] };
    let text = text_of(&report);
    assert!(text.contains("There is no movement on this board"), "{text}");
    assert!(text.contains("No trace was placed on this board"), "{text}");
}
