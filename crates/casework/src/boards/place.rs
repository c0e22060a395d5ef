//! Where new cards go: the column of their hop, the first free lane downward. What stands, stands.
//!
//! A pure rule, the same in the browser, so that a result that was placed there and one placed here
//! look alike. The geometry is what reads at 1366 × 768 beside an inspector: a card 136 × 46, a
//! column every 222, a lane every 78.

use super::card::{At, Side};
use super::state::State;

pub const CARD_WIDTH: i32 = 136;
pub const CARD_HEIGHT: i32 = 46;
pub const COLUMN_PITCH: i32 = 222;
pub const LANE_PITCH: i32 = 78;
/// Two cards nearer than this are not apart.
const GAP: i32 = 8;
/// No card stands further out than this, in either direction.
pub const FAR: i32 = 1_000_000;
const COLUMN_FAR: i32 = 4_000;
/// More lanes than [`super::state::CARDS_MAX`] cards can cover, two each.
const LANE_FAR: i32 = 10_000;

/// The slot that a card stands in or is nearest to.
pub fn column_of(at: At) -> i32 {
    (at.x + COLUMN_PITCH / 2).div_euclid(COLUMN_PITCH)
}

pub fn lane_of(at: At) -> i32 {
    (at.y + LANE_PITCH / 2).div_euclid(LANE_PITCH)
}

pub fn slot(column: i32, lane: i32) -> At {
    let column = column.clamp(-COLUMN_FAR, COLUMN_FAR);
    let lane = lane.clamp(-LANE_FAR, LANE_FAR);
    At { x: column * COLUMN_PITCH, y: lane * LANE_PITCH }
}

/// Where cards stand, hidden and folded ones too: they keep their places.
#[derive(Debug, Clone)]
pub struct Slots {
    stand: Vec<At>,
}

impl Slots {
    pub fn of(state: &State) -> Self {
        Self { stand: state.content().cards.values().map(|card| card.at).collect() }
    }

    pub fn is_free(&self, at: At) -> bool {
        !self.stand.iter().any(|other| overlap(at, *other))
    }

    pub(super) fn stand_at(&mut self, at: At) {
        self.stand.push(at);
    }

    pub(super) fn moved(&mut self, from: At, to: At) {
        if let Some(at) = self.stand.iter().position(|at| *at == from) {
            self.stand[at] = to;
        }
    }

    /// Takes the first free slot of a column from a lane downward, or above it where there is none.
    pub fn take(&mut self, column: i32, lane: i32) -> At {
        let lane = lane.clamp(-LANE_FAR, LANE_FAR);
        let at = slot(column, lane);
        let near: Vec<At> = self.stand.iter().copied().filter(|other| beside(at, *other)).collect();
        let is_free = |at: &At| !near.iter().any(|other| overlap(*at, *other));
        let down = (lane..=LANE_FAR).map(|lane| slot(column, lane));
        let up = (-LANE_FAR..lane).rev().map(|lane| slot(column, lane));
        let at = down.chain(up).find(is_free).unwrap_or(at);
        self.stand.push(at);
        at
    }
}

fn beside(one: At, other: At) -> bool {
    (one.x - other.x).abs() < CARD_WIDTH + GAP
}

fn overlap(one: At, other: At) -> bool {
    beside(one, other) && (one.y - other.y).abs() < CARD_HEIGHT + GAP
}

/// Places so many new cards beside a card, in the order they are given in (the biggest value first):
/// the first goes on in the card's own lane, which keeps the main trail straight.
pub fn fan(slots: &mut Slots, beside: At, side: Side, cards: usize) -> Vec<At> {
    let column = match side {
        Side::In => column_of(beside) - 1,
        Side::Out => column_of(beside) + 1,
    };
    let mut lane = lane_of(beside);
    let mut places = Vec::with_capacity(cards);
    for _ in 0..cards {
        let at = slots.take(column, lane);
        lane = lane_of(at) + 1;
        places.push(at);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(stand: &[(i32, i32)]) -> Slots {
        Slots { stand: stand.iter().map(|(x, y)| At { x: *x, y: *y }).collect() }
    }

    fn check(stand: &[(i32, i32)], beside: (i32, i32), side: Side, expect: &[(i32, i32)]) {
        let beside = At { x: beside.0, y: beside.1 };
        let found = fan(&mut slots(stand), beside, side, expect.len());
        let found: Vec<_> = found.iter().map(|at| (at.x, at.y)).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn the_biggest_goes_straight_on_and_the_others_below_it() {
        check(&[(0, 78)], (0, 78), Side::Out, &[(222, 78), (222, 156), (222, 234)]);
        check(&[(0, 78)], (0, 78), Side::In, &[(-222, 78), (-222, 156)]);
    }

    #[test]
    fn what_stands_is_gone_round_even_off_the_lanes() {
        check(&[(222, 0), (222, 156)], (0, 0), Side::Out, &[(222, 78), (222, 234)]);
        // Dropped by hand between two lanes and two columns: it covers one lane of this one.
        check(&[(300, 100)], (0, 0), Side::Out, &[(222, 0), (222, 156)]);
        check(&[(380, 78)], (0, 78), Side::Out, &[(222, 78)]);
    }

    #[test]
    fn the_last_lane_is_not_the_end() {
        let deep = slot(1, LANE_FAR);
        let mut slots = slots(&[(deep.x, deep.y)]);
        assert_eq!(slots.take(1, LANE_FAR), slot(1, LANE_FAR - 1));
        assert_eq!(slots.take(i32::MAX, i32::MIN), slot(COLUMN_FAR, -LANE_FAR));
    }

    #[test]
    fn a_card_off_the_grid_belongs_to_the_slot_nearest_to_it() {
        for (x, column) in [(0, 0), (110, 0), (111, 1), (-111, 0), (-112, -1), (-222, -1)] {
            assert_eq!(column_of(At { x, y: 0 }), column, "{x}");
        }
    }
}
