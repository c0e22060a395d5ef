//! Change to an address that is known to be the payer's from elsewhere.
//!
//! GraphSense-lib's multi-input change: outputs whose holder already is in a cluster of an input's
//! holder, this payment's own inputs included. As of the tip, and where clusters were given.

use super::scene::Scene;
use super::set::OutputSet;

pub(super) fn rule(scene: &Scene<'_>) -> OutputSet {
    let outputs = scene.shape.outputs;
    OutputSet::of(outputs.len(), |at| outputs[at].pays() && scene.seen[at].is_payers)
}
