//! A wallet with a fixed fee rate pays it each time.
//!
//! BlockSci's `fixed_fee`: outputs that are unspent, or whose spender pays the same fee for a
//! thousand virtual bytes, rounded down. As of the tip; says nothing where a fee is unknown.

use super::scene::{Scene, fee_rate};
use super::set::OutputSet;

pub(super) fn rule(scene: &Scene<'_>) -> OutputSet {
    let rate = fee_rate(&scene.shape);
    OutputSet::of(scene.shape.outputs.len(), |at| {
        let spender = scene.seen[at].spender;
        rate.is_some()
            && scene.shape.outputs[at].pays()
            && spender.is_none_or(|spender| spender.fee_rate == rate)
    })
}
