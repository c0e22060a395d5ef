//! Amounts, days and times as people write them.
//!
//! Questions keep them as text until they are checked, so that a wrong one is refused by a message
//! with an id, whoever read the question.

use model::amount::Sat;
use model::chain::LedgerId;
use model::time::{Day, Time};

use crate::refusal::{Kind, Refusal};
use crate::sayings;

/// `0.01`, `0.01btc` or `5000sat`.
pub fn amount(text: &str) -> Result<Sat, String> {
    let bad = || {
        let shown: String = text.chars().take(40).collect();
        format!("'{shown}' is not an amount: write 0.01, 0.01btc or 5000sat")
    };
    let lower = text.trim().to_ascii_lowercase();
    if let Some(sats) = lower.strip_suffix("sat") {
        return sats.trim().parse().map(Sat).map_err(|_| bad());
    }
    let btc = lower.strip_suffix("btc").unwrap_or(&lower).trim();
    let (whole, part) = btc.split_once('.').unwrap_or((btc, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || part.len() > 8 || !digits(whole) || !digits(part) {
        return Err(bad());
    }
    let whole: u64 = whole.parse().map_err(|_| bad())?;
    let part: u64 = format!("{part:0<8}").parse().map_err(|_| bad())?;
    whole.checked_mul(100_000_000).and_then(|sat| sat.checked_add(part)).map(Sat).ok_or_else(bad)
}

/// The end of a window, or the last moment of knowing: a day means up to its last second.
pub fn time_end(text: &str) -> Result<Time, String> {
    match text.parse::<Day>() {
        Ok(day) => Ok(day.end()),
        Err(_) => text.parse::<Time>().map_err(|error| error.to_string()),
    }
}

/// A text as a message repeats it: short, on one line.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(40).collect()
}

type Given<'a> = Option<&'a String>;

pub(super) fn given_amount(field: &'static str, text: Given<'_>) -> Result<Option<Sat>, Refusal> {
    let read = |text: &String| {
        amount(text).map_err(|says| {
            let args = [field.into(), shown(text).into()];
            sayings::AMOUNT_UNREADABLE.refuse(Kind::BadInput, args, says)
        })
    };
    text.map(read).transpose()
}

pub(super) fn given_day(field: &'static str, text: Given<'_>) -> Result<Option<Day>, Refusal> {
    let read = |text: &String| {
        text.parse::<Day>().map_err(|error| {
            let args = [field.into(), shown(text).into()];
            sayings::DATE_UNREADABLE.refuse(Kind::BadInput, args, error)
        })
    };
    text.map(read).transpose()
}

/// A time; a day means its first second.
pub(super) fn given_time(field: &'static str, text: Given<'_>) -> Result<Option<Time>, Refusal> {
    let read = |text: &String| text.parse::<Time>().map_err(|error| bad_time(field, text, &error));
    text.map(read).transpose()
}

/// A time; a day means its last second.
pub(super) fn given_end(field: &'static str, text: Given<'_>) -> Result<Option<Time>, Refusal> {
    let read = |text: &String| time_end(text).map_err(|error| bad_time(field, text, &error));
    text.map(read).transpose()
}

fn bad_time(field: &'static str, text: &str, error: &dyn std::fmt::Display) -> Refusal {
    let args = [field.into(), shown(text).into()];
    sayings::TIME_UNREADABLE.refuse(Kind::BadInput, args, error)
}

pub(super) fn given_ledger(text: Given<'_>) -> Result<Option<LedgerId>, Refusal> {
    let read = |text: &String| {
        text.parse::<LedgerId>().map_err(|error| {
            let args = ["ledger".into(), shown(text).into()];
            sayings::LEDGER_UNREADABLE.refuse(Kind::BadInput, args, error)
        })
    };
    text.map(read).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_to_the_satoshi_and_never_rounded() {
        assert_eq!(amount("0.01"), Ok(Sat(1_000_000)));
        assert_eq!(amount(" 1BTC"), Ok(Sat(100_000_000)));
        assert_eq!(amount("5000 sat"), Ok(Sat(5000)));
        for bad in ["", ".5", "-1", "0.000000001", "1e3", "1,5", "999999999999", "sat"] {
            assert!(amount(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_window_ends_with_its_last_day() {
        assert_eq!(
            time_end("2026-03-05").map(|t| t.to_string()),
            Ok("2026-03-05T23:59:59Z".into())
        );
    }

    #[test]
    fn what_is_repeated_of_a_wrong_value_is_short() {
        let long = "9".repeat(10_000) + "\u{1b}[31m";
        let refusal = given_amount("min", Some(&long)).unwrap_err();
        assert_eq!(refusal.what.id, "problem-amount-unreadable");
        assert!(refusal.what.says.len() < 200);
    }
}
