//! A long list, a page at a time, by a cursor that stays right while the ledger grows.
//!
//! The one thing to know: a cursor says which row was shown last, by its place in the list and by
//! what it is (a check over its natural key). What is added to a ledger comes after what was there,
//! so the place stays; where it does not (the ledger was rewound, a partial one was built anew) the
//! row that stands there is another one, and the cursor is refused rather than rows left out or told
//! twice. A cursor grants nothing: whoever makes one up is refused, or gets a page of the same list.

use model::hash::Digest;
use serde::Serialize;
use utoipa::ToSchema;

use crate::common::AsOf;
use crate::refusal::{Kind, Refusal};
use crate::sayings;

/// A part of a list, and where it goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Page<T> {
    pub as_of: AsOf,
    /// Of the whole list.
    pub total: u64,
    pub items: Vec<T>,
    /// To be given as `after` for the next page; `null`: this is the end.
    pub next: Option<String>,
}

/// Which row was shown last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// The place of the row: what it counts depends on the list.
    pub at: u64,
    check: [u8; 8],
}

/// Raised when cursors mean something else: older ones are refused.
const VERSION: u8 = 1;
const LEN: usize = 1 + 8 + 8;

impl Cursor {
    /// The cursor behind a row. `list` names the list and its order, `row` is the row's natural key.
    pub fn behind(list: &str, at: u64, row: &str) -> Self {
        Self { at, check: check(list, at, row) }
    }

    pub fn text(self) -> String {
        let bytes = [VERSION].into_iter().chain(self.at.to_be_bytes()).chain(self.check);
        hex(&bytes.collect::<Vec<u8>>())
    }

    pub fn read(text: &str) -> Result<Self, Refusal> {
        let read: [u8; LEN] = bytes(text)?.try_into().map_err(|_| unknown())?;
        let [VERSION, rest @ ..] = read else { return Err(unknown()) };
        let (at, check) = rest.split_at(8);
        Ok(Self {
            at: u64::from_be_bytes(at.try_into().map_err(|_| unknown())?),
            check: check.try_into().map_err(|_| unknown())?,
        })
    }

    /// Whether the row that stands there now is the one that was shown.
    pub fn holds(&self, list: &str, row: &str) -> Result<(), Refusal> {
        match self.check == check(list, self.at, row) {
            true => Ok(()),
            false => Err(unknown()),
        }
    }
}

/// For lists without fixed places the row itself goes with the cursor, behind a hyphen: where it
/// stands is looked up again.
pub(crate) fn with_row(cursor: Cursor, row: &[u8]) -> String {
    format!("{}-{}", cursor.text(), hex(row))
}

pub(crate) fn read_with_row(text: &str) -> Result<(Cursor, Vec<u8>), Refusal> {
    let (cursor, row) = text.split_once('-').ok_or_else(unknown)?;
    Ok((Cursor::read(cursor)?, bytes(row)?))
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from_digit(digit.into(), 16).expect("below 16")).collect()
}

/// The longest cursor: a row is a key at most.
const TEXT_MAX: usize = 512;

fn bytes(text: &str) -> Result<Vec<u8>, Refusal> {
    if !text.len().is_multiple_of(2) || text.len() > TEXT_MAX {
        return Err(unknown());
    }
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Ok(byte - b'0'),
        b'a'..=b'f' => Ok(byte - b'a' + 10),
        _ => Err(unknown()),
    };
    text.as_bytes().chunks_exact(2).map(|pair| Ok(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

fn check(list: &str, at: u64, row: &str) -> [u8; 8] {
    let Digest(digest) = Digest::of(format!("{list}\n{at}\n{row}").as_bytes());
    digest[..8].try_into().expect("a digest is longer")
}

/// A cursor that is none, of another list, or of a state of the ledger that is no more.
pub(crate) fn unknown() -> Refusal {
    let says = "this place in the list is not known: begin at its start";
    let hint = "the ledger may have been rewound since the last page";
    sayings::CURSOR
        .refuse(Kind::BadInput, [], says)
        .hint(sayings::HINT_LEDGER_MAY_HAVE_CHANGED.saying([], hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_and_knows_its_row() {
        let cursor = Cursor::behind("legs", 499_999, "ab:1");
        let read = Cursor::read(&cursor.text()).expect("its own text");
        assert_eq!(read, cursor);
        assert_eq!(read.holds("legs", "ab:1"), Ok(()));
        for (list, row) in [("legs", "ab:2"), ("members", "ab:1")] {
            assert_eq!(read.holds(list, row).unwrap_err().what.id, "problem-cursor");
        }
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        let good = Cursor::behind("legs", 1, "a").text();
        let long = good.clone() + "00";
        let other = good.replacen("01", "02", 1);
        for text in ["", "x", "é", &good[1..], long.as_str(), other.as_str(), &"é".repeat(17)] {
            assert!(Cursor::read(text).is_err(), "{text}");
        }
        let mut changed = good.into_bytes();
        changed[20] ^= 1;
        let changed = String::from_utf8(changed).expect("hex");
        assert!(Cursor::read(&changed).is_ok_and(|cursor| cursor.holds("legs", "a").is_err()));
    }
}
