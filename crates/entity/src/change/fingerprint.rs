//! A wallet's transactions look alike.
//!
//! After Möser & Narayanan 2022 and Kappos et al. 2022: outputs that are unspent, or whose spender
//! has the same version, carries a witness and signals replacement (BIP 125) just if this does. As
//! of the tip.

use model::batch::TxFlags;

use super::scene::Scene;
use super::set::OutputSet;

pub(super) fn rule(scene: &Scene<'_>) -> OutputSet {
    let print = |version: i32, flags: TxFlags| (version, flags.is_segwit(), flags.is_rbf());
    let own = print(scene.shape.version, scene.shape.flags);
    OutputSet::of(scene.shape.outputs.len(), |at| {
        let spender = scene.seen[at].spender;
        scene.shape.outputs[at].pays()
            && spender.is_none_or(|spender| print(spender.version, spender.flags) == own)
    })
}
