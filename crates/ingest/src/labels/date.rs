//! Days as label files write them.
//!
//! The one thing to know: a date-time without an offset is read as UTC; anything else that is not
//! plainly a day is refused, since a wrong day turns "listed" into "not listed".

use model::time::{Day, Time};

/// `2022-02-15`, with or without a time of day.
pub fn day(text: &str) -> Option<Day> {
    let text = text.trim();
    if let Ok(day) = text.parse::<Day>() {
        return Some(day);
    }
    // Only what begins with a full date: jiff would read `2022-W07-2` too.
    text.get(..10)?.parse::<Day>().ok()?;
    if let Ok(time) = text.parse::<Time>() {
        return Some(time.day());
    }
    let civil: jiff::civil::DateTime = text.parse().ok()?;
    civil.date().to_string().parse().ok()
}

/// The last day or month named in a path, a month by its last day: whoever saw a list in that month
/// had surely seen it by then.
pub fn day_in_path(path: &str) -> Option<Day> {
    let mut found = None;
    for (at, _) in path.char_indices() {
        let before = path[..at].chars().next_back();
        if before.is_some_and(|c| c.is_ascii_digit() || c == '-') {
            continue;
        }
        found = day_at(&path[at..]).or(found);
    }
    found
}

fn day_at(text: &str) -> Option<Day> {
    let ends = |len: usize| !text[len..].starts_with(|c: char| c.is_ascii_digit());
    if let Some(day) = text.get(..10).and_then(|text| text.parse::<Day>().ok()) {
        return ends(10).then_some(day);
    }
    let month = text.get(..7).filter(|_| ends(7))?;
    let first: jiff::civil::Date =
        format!("{month}-01").parse::<Day>().ok()?.to_string().parse().ok()?;
    first.last_of_month().to_string().parse().ok()
}
