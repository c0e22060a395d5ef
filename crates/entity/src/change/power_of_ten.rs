//! People pay round sums; what is left over is not round.
//!
//! BlockSci's `power_of_ten` with six digits: outputs that are no multiple of 10^6 sat (0.01 BTC).

use super::scene::Scene;
use super::set::OutputSet;

/// How many zeros make a sum round.
pub const DIGITS: u32 = 6;

pub(super) fn rule(scene: &Scene<'_>) -> OutputSet {
    let outputs = scene.shape.outputs;
    let round = 10_u64.pow(DIGITS);
    OutputSet::of(outputs.len(), |at| {
        outputs[at].pays() && !outputs[at].value.0.is_multiple_of(round)
    })
}
