//! In a peeling chain the change is peeled again.
//!
//! BlockSci: a transaction *looks like* a peel with exactly one input and two outputs; it *is* one
//! if it looks like one and so does the one that funds its input, or one that spends from it. Of a
//! peel, outputs that are unspent or whose spender is a peel are left. Very permissive: most
//! retail payments match. What spends is looked at one step: it is a peel since this one funds it.

use super::scene::Scene;
use super::set::OutputSet;

pub(super) fn rule(scene: &Scene<'_>) -> OutputSet {
    let len = scene.shape.outputs.len();
    let goes_on =
        |at: &usize| scene.seen[*at].spender.is_some_and(|spender| spender.looks_like_peel);
    let is_peel = scene.shape.looks_like_peel()
        && (scene.funder_looks_like_peel || (0..len).any(|at| goes_on(&at)));
    let is_left = |at: usize| scene.seen[at].spender.is_none() || goes_on(&at);
    OutputSet::of(len, |at| is_peel && scene.shape.outputs[at].pays() && is_left(at))
}
