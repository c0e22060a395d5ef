//! Does a claim hold on a day?
//!
//! The one thing to know: not knowing is an answer. A claim without a known start says nothing
//! about days before somebody saw it. Claims of one list about one subject are read together, so
//! that a later removal ends what an earlier copy of the list says; what has days of its own keeps
//! them.

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

/// A claim's days, with what tells which file says so and when it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated {
    pub validity: Validity,
    /// Stands for the day a claim without any date was seen.
    pub imported: Day,
    /// Files may contradict each other about one stay; one file does not contradict itself.
    pub pack: u32,
}

/// Something a source says happened on a day; on one day a sighting is weaker than a removal
/// (the copy may be of that morning).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Seen,
    End,
}

/// One claim by itself.
pub fn of_claim(validity: Validity, imported: Day, day: Day) -> Standing {
    of_list(&[Dated { validity, imported, pack: 0 }], day)
}

/// All claims of one list about one subject. An entry whose beginning is known holds for its own
/// days, whatever becomes of another one; an entry that was only seen holds until the next removal,
/// since nothing says which entry it was.
pub fn of_list(claims: &[Dated], day: Day) -> Standing {
    let mut events: Vec<(Day, Event)> = claims.iter().flat_map(events_of).collect();
    events.sort();
    let latest = events.iter().rev().find(|(on, _)| *on <= day);
    let within = |claim: &Dated| {
        start_of(claim.validity).is_some_and(|from| from <= day)
            && end_of(claim, claims).is_none_or(|to| day < to)
    };
    if matches!(latest, Some((_, Event::Seen))) || claims.iter().any(within) {
        return Standing::Holds;
    }
    if latest.is_some() {
        return Standing::Ended;
    }
    // Nothing yet: a start that is still to come says so, a first sighting does not.
    let start = claims.iter().filter_map(|claim| start_of(claim.validity)).min();
    match (start, events.first()) {
        (Some(start), first) if first.is_none_or(|(first, _)| start <= *first) => Standing::NotYet,
        _ => Standing::CannotTell,
    }
}

/// Ended before it began: a mistake of the source's, under which it never held.
fn start_of(Validity { from, to, .. }: Validity) -> Option<Day> {
    from.filter(|from| to.is_none_or(|to| *from < to))
}

/// The end of a stay: its own, or the one that another file knows of a stay that began on the same
/// day (an older file did not know it yet).
fn end_of(claim: &Dated, claims: &[Dated]) -> Option<Day> {
    let same_stay = |other: &&Dated| {
        other.pack != claim.pack && start_of(other.validity) == claim.validity.from
    };
    let of_others = || claims.iter().filter(same_stay).filter_map(|other| other.validity.to).max();
    claim.validity.to.or_else(of_others)
}

fn events_of(claim: &Dated) -> impl Iterator<Item = (Day, Event)> + use<> {
    let Validity { from, mut seen, to } = claim.validity;
    if from.is_none() && seen.is_none() && to.is_none() {
        seen = Some(claim.imported);
    }
    // A copy that still shows what its source knows to have ended (or not to have begun) adds nothing.
    let from = start_of(claim.validity);
    let seen =
        seen.filter(|seen| to.is_none_or(|to| *seen < to) && from.is_none_or(|from| from <= *seen));
    [(seen, Event::Seen), (to, Event::End)]
        .into_iter()
        .filter_map(|(day, event)| day.map(|day| (day, event)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<Day> {
        (text != "-").then(|| text.parse().unwrap())
    }

    /// Claims as `from seen to`, and a `*` where the file of the one before says it too; then what
    /// is known on each day.
    fn check(claims: &[&str], expected: &[(&str, Standing)]) {
        let mut pack = 0;
        let claims: Vec<Dated> = claims
            .iter()
            .map(|claim| {
                let fields: Vec<&str> = claim.split(' ').collect();
                pack += u32::from(fields.len() == 3);
                let days: Vec<Option<Day>> = fields[..3].iter().map(|text| day(text)).collect();
                let validity = Validity { from: days[0], seen: days[1], to: days[2] };
                Dated { validity, imported: "2026-01-01".parse().unwrap(), pack }
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

    #[test]
    fn the_end_of_one_entry_does_not_end_another() {
        check(
            &["2020-01-01 - 2024-01-01", "2022-01-01 - -"],
            &[("2019-01-01", NotYet), ("2023-01-01", Holds), ("2024-06-01", Holds)],
        );
        check(
            &["2020-01-01 - 2024-01-01", "2022-01-01 - 2023-01-01"],
            &[("2023-06-01", Holds), ("2024-01-01", Ended)],
        );
    }

    #[test]
    fn entries_of_one_file_stand_side_by_side_and_a_newer_file_ends_a_stay() {
        check(&["2020-01-01 - 2024-01-01", "2020-01-01 - - *"], &[("2024-06-01", Holds)]);
        check(&["2020-01-01 - 2024-01-01", "2020-01-01 - -"], &[("2024-06-01", Ended)]);
    }
}
