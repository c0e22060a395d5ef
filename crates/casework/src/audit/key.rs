//! The installation's key, which signs the log as it signs all that leaves the house.

pub use seal::{InstallationKey, KeyError, PublicKey};
use zeroize::Zeroizing;

use crate::secret::Chance;

/// A new key.
pub fn random_key(chance: &dyn Chance) -> InstallationKey {
    let mut seed = Zeroizing::new([0; 32]);
    chance.fill(seed.as_mut());
    InstallationKey::from_seed(&seed)
}
