//! When a typology is mastered: three different cases of it, each with eighty points or more and one
//! hint at most, the last a week or more after the first.
//!
//! The week is between the cases that count: a spurt on one afternoon shows that somebody was told,
//! not that it stayed. A case that was done again counts with whichever attempt helps.

use std::collections::BTreeMap;

use model::time::Time;

pub const CASES_MIN: usize = 3;
pub const POINTS_MILLI_MIN: u32 = 80_000;
pub const HINTS_MAX: u32 = 1;
pub const APART_S_MIN: i64 = 7 * 24 * 3600;

/// An attempt that was handed in, by one learner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    pub lesson: String,
    pub case: String,
    pub typology: String,
    pub points_milli: u32,
    /// Hints that were taken.
    pub hints: u32,
    pub at: Time,
}

/// How far somebody is with a typology.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mastery {
    /// Different cases that count.
    pub cases: u32,
    pub is_mastered: bool,
}

/// The earliest and the latest attempt at a case that counts.
#[derive(Debug, Clone, Copy)]
struct Span {
    first: Time,
    last: Time,
}

/// Of each typology that was tried, in the order of their names.
pub fn mastery<'d>(done: impl IntoIterator<Item = &'d Done>) -> BTreeMap<&'d str, Mastery> {
    let mut typologies: BTreeMap<&str, BTreeMap<(&str, &str), Span>> = BTreeMap::new();
    for attempt in done {
        let cases = typologies.entry(&attempt.typology).or_default();
        if attempt.points_milli < POINTS_MILLI_MIN || attempt.hints > HINTS_MAX {
            continue;
        }
        let span = Span { first: attempt.at, last: attempt.at };
        let span_so_far = cases.entry((&attempt.lesson, &attempt.case)).or_insert(span);
        span_so_far.first = span_so_far.first.min(attempt.at);
        span_so_far.last = span_so_far.last.max(attempt.at);
    }
    typologies.into_iter().map(|(typology, cases)| (typology, of(&cases))).collect()
}

fn of(cases: &BTreeMap<(&str, &str), Span>) -> Mastery {
    let is_mastered = cases.len() >= CASES_MIN && are_apart(cases);
    Mastery { cases: u32::try_from(cases.len()).unwrap_or(u32::MAX), is_mastered }
}

/// Whether two different cases lie far enough apart: with any third one between them or not, since
/// the first of what counts is then no later, and the last no earlier.
fn are_apart(cases: &BTreeMap<(&str, &str), Span>) -> bool {
    cases.iter().any(|(one, early)| {
        cases.iter().any(|(other, late)| {
            one != other && late.last.seconds() - early.first.seconds() >= APART_S_MIN
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 3600;

    fn done(case: &str, points: u32, hints: u32, at_s: i64) -> Done {
        Done {
            lesson: "peel".into(),
            case: case.into(),
            typology: "peel_chain".into(),
            points_milli: points * 1000,
            hints,
            at: Time::from_seconds(at_s),
        }
    }

    #[track_caller]
    fn check(done: &[Done], cases: u32, is_mastered: bool) {
        let of = mastery(done).get("peel_chain").copied();
        assert_eq!(of, Some(Mastery { cases, is_mastered }), "{done:#?}");
    }

    #[test]
    fn three_cases_a_week_apart_master_a_typology() {
        check(&[done("a", 80, 1, 0), done("b", 95, 0, DAY), done("c", 80, 0, 7 * DAY)], 3, true);
    }

    #[test]
    fn a_week_less_a_second_does_not() {
        check(
            &[done("a", 80, 0, 0), done("b", 95, 0, DAY), done("c", 80, 0, 7 * DAY - 1)],
            3,
            false,
        );
    }

    #[test]
    fn too_few_points_too_many_hints_and_the_same_case_again_do_not_count() {
        let well = [done("a", 90, 0, 0), done("b", 90, 0, 8 * DAY)];
        check(&[&well[..], &[done("c", 79, 0, 9 * DAY)]].concat(), 2, false);
        check(&[&well[..], &[done("c", 100, 2, 9 * DAY)]].concat(), 2, false);
        check(&[&well[..], &[done("a", 100, 0, 9 * DAY)]].concat(), 2, false);
    }

    #[test]
    fn a_case_done_again_later_counts_where_it_helps() {
        let all = [done("a", 90, 0, 0), done("b", 90, 0, 0), done("c", 90, 0, 0)];
        check(&all, 3, false);
        check(&[&all[..], &[done("a", 90, 0, 7 * DAY)]].concat(), 3, true);
    }

    /// One case at both ends is one case: what was shown in between lies too close to either.
    #[test]
    fn one_case_at_both_ends_is_no_week_between_cases() {
        let middle = [done("b", 90, 0, 4 * DAY), done("c", 90, 0, 4 * DAY)];
        check(&[&middle[..], &[done("a", 90, 0, 0), done("a", 90, 0, 8 * DAY)]].concat(), 3, false);
    }

    #[test]
    fn each_typology_is_its_own_and_the_order_does_not_matter() {
        let mut all = vec![done("a", 90, 0, 0), done("b", 90, 0, DAY), done("c", 90, 0, 8 * DAY)];
        all.push(Done { typology: "payroll".into(), ..done("d", 20, 0, 0) });
        let forward: Vec<(String, Mastery)> =
            mastery(&all).into_iter().map(|(name, of)| (name.to_owned(), of)).collect();
        all.reverse();
        let back = mastery(&all);
        assert_eq!(forward.len(), 2);
        assert!(forward.iter().all(|(name, of)| back[name.as_str()] == *of));
        assert_eq!(back["payroll"], Mastery::default());
    }
}
