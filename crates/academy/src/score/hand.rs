//! Points that a trainer gives by hand, for what a formula cannot read: how something was said.

use super::{ACCUSED_MILLI_MAX, PASS_MILLI};

/// At most so many, either way.
pub const HAND_POINTS_MAX: i8 = 10;

/// What the formula came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    pub total_milli: u32,
    pub passes: bool,
    pub accused_innocent: bool,
    pub let_crime_go: bool,
}

/// The points and whether they pass, with a trainer's on top. Nobody is lifted over a bar that is
/// none of points: who accused an innocent stays at sixty, and who let a crime go does not come to
/// pass by hand.
pub fn with_hand(reached: Reached, points: i8) -> (u32, bool) {
    let by_hand = 1_000 * i64::from(points.clamp(-HAND_POINTS_MAX, HAND_POINTS_MAX));
    let most = if reached.accused_innocent { ACCUSED_MILLI_MAX } else { 100_000 };
    let sum = (i64::from(reached.total_milli) + by_hand).clamp(0, i64::from(most));
    let total_milli = u32::try_from(sum).expect("between nothing and a hundred points");
    let may_pass = !reached.accused_innocent && (reached.passes || !reached.let_crime_go);
    let was_barred = reached.total_milli >= PASS_MILLI && !reached.passes;
    (total_milli, total_milli >= PASS_MILLI && may_pass && !was_barred)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reached(points: u32) -> Reached {
        Reached {
            total_milli: points * 1_000,
            passes: points >= 70,
            accused_innocent: false,
            let_crime_go: false,
        }
    }

    #[test]
    fn points_by_hand_lift_and_lower_within_bounds() {
        assert_eq!(with_hand(reached(66), 4), (70_000, true));
        assert_eq!(with_hand(reached(66), 3), (69_000, false));
        assert_eq!(with_hand(reached(72), -5), (67_000, false));
        assert_eq!(with_hand(reached(98), 10), (100_000, true));
        assert_eq!(with_hand(reached(3), -10), (0, false));
        assert_eq!(with_hand(reached(50), 100), (60_000, false), "no more than ten");
        assert_eq!(with_hand(reached(88), 0), (88_000, true));
    }

    #[test]
    fn nobody_is_lifted_over_a_bar_that_is_none_of_points() {
        let accused = Reached { accused_innocent: true, passes: false, ..reached(58) };
        assert_eq!(with_hand(accused, 10), (60_000, false));
        let let_go = Reached { let_crime_go: true, ..reached(65) };
        assert_eq!(with_hand(let_go, 10), (75_000, false));
        // A crime that may be missed and was: the formula let it pass, and so does a hand that is kind.
        let missable = Reached { let_crime_go: true, ..reached(71) };
        assert_eq!(with_hand(missable, 2), (73_000, true));
        let must_not_miss = Reached { let_crime_go: true, passes: false, ..reached(72) };
        assert_eq!(with_hand(must_not_miss, 5), (77_000, false));
    }
}
