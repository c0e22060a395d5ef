//! A wallet adds no coin it does not need: change is smaller than every input.
//!
//! BlockSci's `optimal_change`: outputs smaller than the smallest input. Says nothing where an
//! input's value is unknown.

use super::scene::Scene;
use super::set::OutputSet;

pub(super) fn rule(scene: &Scene<'_>) -> OutputSet {
    let outputs = scene.shape.outputs;
    let values: Option<Vec<_>> = scene.shape.inputs.iter().map(|input| input.value).collect();
    let smallest = values.and_then(|values| values.into_iter().min());
    OutputSet::of(outputs.len(), |at| {
        outputs[at].pays() && smallest.is_some_and(|smallest| outputs[at].value < smallest)
    })
}
