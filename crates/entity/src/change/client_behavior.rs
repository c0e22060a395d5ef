//! Most wallets make a new address for change.
//!
//! BlockSci's `client_change_address_behavior`: outputs whose address is seen here first.

use super::scene::Scene;
use super::set::OutputSet;

pub(super) fn rule(scene: &Scene<'_>) -> OutputSet {
    let outputs = scene.shape.outputs;
    OutputSet::of(outputs.len(), |at| outputs[at].pays() && scene.seen[at].is_fresh)
}
