//! Change that goes back to an address that pays.
//!
//! BlockSci's `address_reuse`, GraphSense-lib's `direct_change`: outputs that pay an input's holder.
//! The one sign that needs no guess: who pays and is paid is one.

use super::scene::Scene;
use super::set::OutputSet;

pub(super) fn rule(scene: &Scene<'_>) -> OutputSet {
    let outputs = scene.shape.outputs;
    let mut payers: Vec<_> = scene.shape.inputs.iter().filter_map(|input| input.holder).collect();
    payers.sort_unstable();
    OutputSet::of(outputs.len(), |at| {
        outputs[at].holder.is_some_and(|holder| payers.binary_search(&holder).is_ok())
    })
}
