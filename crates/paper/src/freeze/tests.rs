//! A request says what reached its recipient, and nothing of what reached others.

use super::*;
use crate::press::set;
use crate::testing::{THEFT, Told, front, languages, read, told};

fn request<'a>(front: &'a Front, told: &'a Told) -> FreezeRequest<'a> {
    FreezeRequest {
        front,
        trace: &told.view,
        recipient: "Bitx",
        basis: "Theft reported on 1 March 2026, file 12/2026.",
        contact: "Cyber unit\ncyber@example.org",
        reply_by: "2026-12-01".parse().expect("a day"),
    }
}

#[test]
fn it_says_what_which_outputs_how_much_and_by_when_in_every_language() {
    let told = told(THEFT, "Bitx");
    assert_eq!(recipients(&told.view), ["Bitx"]);
    for language in languages() {
        let front = front(language);
        let sheet = request(&front, &told).sheet().expect("a sheet");
        let (text, missing) = read(&set(&sheet, &[]).expect("it is set"));
        assert_eq!(missing, 0, "{language}");
        let theirs = told.view.where_it_is_now.iter().filter(|row| row.stop == "service");
        assert_eq!(theirs.clone().count(), 2);
        for row in theirs {
            assert!(text.contains(row.out_point.as_deref().expect("a coin")), "{language}");
        }
        for row in told.view.where_it_is_now.iter().filter(|row| row.stop == "unspent") {
            let out_point = row.out_point.as_deref().expect("a coin");
            assert!(!text.contains(out_point), "{language}: {out_point} is not theirs");
        }
        for part in [
            "9.00000000 BTC",
            "18.00 %",
            "2026-12-01",
            "cyber@example.org",
            "file 12/2026",
            "Bitx",
            "https://example.org/who",
        ] {
            assert!(text.replace('\u{200b}', "").contains(part), "{language}: {part}");
        }
        // What the two outputs come to, as it is asked about.
        let sum = |block: &Block| match block {
            Block::Table { rows, .. } => rows.last().filter(|row| row.is_sum).cloned(),
            _ => None,
        };
        let sum = sheet.blocks.iter().find_map(sum).expect("a sum");
        assert_eq!(sum.cells[0], [Line::plain("9.00000000 BTC"), Line::plain("18.00 %")]);
        let once = request(&front, &told).pdf().expect("a request");
        assert_eq!(once, request(&front, &told).pdf().expect("a request"));
    }
}

#[test]
fn who_holds_nothing_is_not_written_to() {
    let told = told(THEFT, "Bitx");
    let front = front("en");
    let stranger = FreezeRequest { recipient: "Other", ..request(&front, &told) };
    let error = stranger.pdf().expect_err("nothing rests there").to_string();
    assert_eq!(error, "nothing of this trace rests with 'Other'");
}

#[test]
fn a_reply_is_not_asked_for_in_the_past() {
    let told = told(THEFT, "Bitx");
    let front = front("en");
    let late =
        FreezeRequest { reply_by: "2026-11-21".parse().expect("a day"), ..request(&front, &told) };
    assert!(late.pdf().is_err());
}
