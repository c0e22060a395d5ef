//! A wallet treats the lock time the same way each time.
//!
//! BlockSci's `locktime`: outputs that are unspent, or whose spender sets a lock time just if this
//! transaction does. As of the tip.

use super::scene::Scene;
use super::set::OutputSet;

pub(super) fn rule(scene: &Scene<'_>) -> OutputSet {
    let sets_it = scene.shape.lock_time > 0;
    OutputSet::of(scene.shape.outputs.len(), |at| {
        let spender = scene.seen[at].spender;
        scene.shape.outputs[at].pays()
            && spender.is_none_or(|spender| (spender.lock_time > 0) == sets_it)
    })
}
