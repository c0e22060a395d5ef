//! A wallet pays itself in its own kind of address.
//!
//! BlockSci's `address_type`: where all inputs share one type, outputs of that type.

use super::scene::Scene;
use super::set::OutputSet;

pub(super) fn rule(scene: &Scene<'_>) -> OutputSet {
    let outputs = scene.shape.outputs;
    let lock = scene.shape.inputs.first().and_then(|input| input.lock);
    let is_shared = lock.is_some() && scene.shape.inputs.iter().all(|input| input.lock == lock);
    OutputSet::of(outputs.len(), |at| is_shared && outputs[at].pays() && outputs[at].lock == lock)
}
