//! The heuristic BlockSci began with, after Meiklejohn et al. 2013.
//!
//! BlockSci's `legacy`: not a CoinJoin (the caller sees to that), at least two outputs that can be
//! spent, and exactly one of them both smaller than the smallest input and seen here first.

use super::scene::Scene;
use super::set::OutputSet;
use super::{client_behavior, optimal};

pub(super) fn rule(scene: &Scene<'_>) -> OutputSet {
    let both = &optimal::rule(scene) & &client_behavior::rule(scene);
    let is_one = scene.shape.paid().count() >= 2 && both.count() == 1;
    if is_one { both } else { OutputSet::none(scene.shape.outputs.len()) }
}
