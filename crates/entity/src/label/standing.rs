//! Does a claim hold on a day?
//!
//! The one thing to know: not knowing is an answer. A claim without a known start says nothing
//! about days before somebody saw it. Claims of one list about one subject are read together, so
//! that a later removal ends what an earlier copy of the list says.

use model::claim::Validity;
use model::time::Day;

/// What is known of a claim on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    Holds,
    /// It may have begun before it was first seen, or not.
    CannotTell,
    Ended,
    NotYet,
}

impl Standing {
    pub const fn name(self) -> &'static str {
        match self {
            Standing::Holds => "holds",
            Standing::CannotTell => "cannot tell",
            Standing::Ended => "ended",
            Standing::NotYet => "not yet",
        }
    }
}

/// Something a source says happened on a day; on one day a sighting is weaker than a removal
/// (the copy may be of that morning) and a removal weaker than a new start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Seen,
    End,
    Start,
}

/// One claim by itself.
pub fn of_claim(validity: Validity, imported: Day, day: Day) -> Standing {
    of_list(&[(validity, imported)], day)
}

/// All claims of one list about one subject: the latest event at or before the day decides.
/// `imported` stands for the day a claim without any date was seen.
pub fn of_list(claims: &[(Validity, Day)], day: Day) -> Standing {
    let mut events: Vec<(Day, Event)> =
        claims.iter().flat_map(|(validity, imported)| events_of(*validity, *imported)).collect();
    events.sort();
    match events.iter().rev().find(|(on, _)| *on <= day) {
        Some((_, Event::Start | Event::Seen)) => Standing::Holds,
        Some((_, Event::End)) => Standing::Ended,
        // Nothing yet: a start that is still to come says so, a first sighting does not.
        None => match events.first() {
            Some((_, Event::Start)) => Standing::NotYet,
            _ => Standing::CannotTell,
        },
    }
}

fn events_of(validity: Validity, imported: Day) -> impl Iterator<Item = (Day, Event)> {
    let Validity { from, mut seen, to } = validity;
    if from.is_none() && seen.is_none() && to.is_none() {
        seen = Some(imported);
    }
    // Ended before it began: a mistake of the source's, under which it never held.
    let from = from.filter(|from| to.is_none_or(|to| *from < to));
    // A copy that still shows what its source knows to have ended (or not to have begun) adds nothing.
    let seen =
        seen.filter(|seen| to.is_none_or(|to| *seen < to) && from.is_none_or(|from| from <= *seen));
    [(from, Event::Start), (seen, Event::Seen), (to, Event::End)]
        .into_iter()
        .filter_map(|(day, event)| day.map(|day| (day, event)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<Day> {
        (text != "-").then(|| text.parse().unwrap())
    }

    /// Claims as `from seen to`, then what is known on each day.
    fn check(claims: &[&str], expected: &[(&str, Standing)]) {
        let claims: Vec<(Validity, Day)> = claims
            .iter()
            .map(|claim| {
                let days: Vec<Option<Day>> = claim.split(' ').map(day).collect();
                let validity = Validity { from: days[0], seen: days[1], to: days[2] };
                (validity, "2026-01-01".parse().unwrap())
            })
            .collect();
        for (on, standing) in expected {
            assert_eq!(of_list(&claims, on.parse().unwrap()), *standing, "on {on}");
        }
    }

    use Standing::{CannotTell, Ended, Holds, NotYet};

    #[test]
    fn a_known_start_and_end_bound_a_claim() {
        check(
            &["2022-08-08 - 2025-03-21"],
            &[
                ("2022-08-07", NotYet),
                ("2022-08-08", Holds),
                ("2025-03-20", Holds),
                ("2025-03-21", Ended),
            ],
        );
    }

    #[test]
    fn before_the_first_sighting_nobody_knows() {
        check(&["- 2024-09-26 -"], &[("2023-01-01", CannotTell), ("2024-09-26", Holds)]);
    }

    #[test]
    fn a_claim_without_dates_was_seen_when_it_was_imported() {
        check(&["- - -"], &[("2025-12-31", CannotTell), ("2026-01-01", Holds)]);
    }

    #[test]
    fn an_end_alone_says_nothing_of_the_days_before() {
        check(&["- - 2025-03-22"], &[("2025-03-01", CannotTell), ("2025-03-22", Ended)]);
    }

    #[test]
    fn a_removal_ends_what_an_older_copy_of_the_list_says() {
        check(
            &["- 2024-09-27 -", "- 2024-09-26 2025-03-22"],
            &[("2023-01-01", CannotTell), ("2025-03-01", Holds), ("2025-04-01", Ended)],
        );
    }

    #[test]
    fn a_copy_of_after_the_removal_says_that_it_is_listed_again() {
        check(
            &["- 2024-09-26 2025-03-22", "- 2026-08-22 -"],
            &[("2025-04-01", Ended), ("2026-08-22", Holds)],
        );
    }

    #[test]
    fn a_new_start_on_the_day_of_the_end_goes_on() {
        check(
            &["2024-01-01 - 2025-01-01", "2025-01-01 - -"],
            &[("2024-12-31", Holds), ("2025-01-01", Holds)],
        );
    }

    #[test]
    fn a_claim_that_ended_before_it_began_never_held() {
        check(&["2025-01-01 - 2024-01-01"], &[("2024-06-01", Ended), ("2025-06-01", Ended)]);
    }
}
