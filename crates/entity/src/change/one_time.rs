//! Change to an address that is used once.
//!
//! GraphSense-lib's one-time change: with two to ten outputs, those of the inputs' one script type,
//! no multiple of 1,000 sat, smaller than the smallest input, to an address that is seen here first,
//! is paid once here, and as of the tip occurs nowhere but where this output is spent. Only where
//! exactly one is left.

use super::scene::Scene;
use super::set::OutputSet;
use super::{address_type, client_behavior, optimal};

pub(super) fn rule(scene: &Scene<'_>) -> OutputSet {
    let outputs = scene.shape.outputs;
    let none = OutputSet::none(outputs.len());
    if !(2..=10).contains(&outputs.len()) {
        return none;
    }
    let holder = |at: usize| outputs[at].holder;
    let is_paid_once =
        |at| (0..outputs.len()).all(|other| other == at || holder(other) != holder(at));
    let is_one_time = OutputSet::of(outputs.len(), |at| {
        !outputs[at].value.0.is_multiple_of(1_000) && !scene.seen[at].is_reused && is_paid_once(at)
    });
    let fitting = &address_type::rule(scene) & &optimal::rule(scene);
    let left = &(&fitting & &client_behavior::rule(scene)) & &is_one_time;
    if left.count() == 1 { left } else { none }
}
