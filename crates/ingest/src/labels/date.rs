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

/// The day or month named last in a file's name, else in its folder's; a month by its last day:
/// whoever saw a list in that month had surely seen it by then.
pub fn day_in_path(path: &str) -> Option<Day> {
    path.rsplit(['/', '\\']).take(2).find_map(day_in_name)
}

fn day_in_name(name: &str) -> Option<Day> {
    let mut found = None;
    for (at, _) in name.char_indices() {
        let before = name[..at].chars().next_back();
        if before.is_some_and(|c| c.is_ascii_digit() || c == '-') {
            continue;
        }
        found = day_at(&name[at..]).or(found);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_with_and_without_a_time() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(day(text).map(|day| day.to_string()).as_deref(), expected, "{text}");
        };
        check("2022-02-15", Some("2022-02-15"));
        check(" 2022-02-15 ", Some("2022-02-15"));
        check("2022-02-15 23:59:59.123456", Some("2022-02-15"));
        check("2022-02-15T23:59:59Z", Some("2022-02-15"));
        check("2022-02-15T23:59:59-02:00", Some("2022-02-16"));
        for text in ["", "2022", "2022-2-15", "15.02.2022", "2022-02-30", "2022-02-15x", "20220215"]
        {
            check(text, None);
        }
        check("2022-W07-2", None);
        check("1969-12-31", None);
        check("9999-99-99 99:99", None);
        check("２０２２-02-15", None);
    }

    #[test]
    fn a_path_may_name_the_day() {
        let check = |path: &str, expected: Option<&str>| {
            assert_eq!(day_in_path(path).map(|day| day.to_string()).as_deref(), expected, "{path}");
        };
        check("ofac_wallets_2026-08-22.txt", Some("2026-08-22"));
        check("ofac_2024-09-27/list.txt", Some("2024-09-27"));
        check("ofac_2024-02\\list.txt", Some("2024-02-29"));
        check("2020-01-01/ofac_2024-09-27/2025-01-01.txt", Some("2025-01-01"));
        check("2020-01-01/case/list.txt", None);
        check("12024-09-27/a-2024-13/b.txt", None);
        check("timeline_2024-2026.csv", None);
    }
}
