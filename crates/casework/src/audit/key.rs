//! The key of one installation, which signs its audit log (Ed25519, RFC 8032).

use std::fmt;

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use zeroize::Zeroizing;

use crate::secret::Chance;

/// The private half. Its Debug shows the public half alone; its memory is overwritten on drop.
#[derive(Clone)]
pub struct InstallationKey(SigningKey);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it does not hold a key: one line, 'kancil-key-1 ' and 64 hex digits")]
pub struct KeyError;

const TEXT_PREFIX: &str = "kancil-key-1 ";

impl InstallationKey {
    pub fn random(chance: &dyn Chance) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        chance.fill(seed.as_mut());
        Self(SigningKey::from_bytes(&seed))
    }

    /// What the key's file holds.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{TEXT_PREFIX}{}\n", hex::encode(self.0.as_bytes())))
    }

    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        let digits = text.trim_end().strip_prefix(TEXT_PREFIX).ok_or(KeyError)?;
        let mut seed = Zeroizing::new([0; 32]);
        hex::decode_to_slice(digits, seed.as_mut()).map_err(|_| KeyError)?;
        Ok(Self(SigningKey::from_bytes(&seed)))
    }

    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl fmt::Debug for InstallationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InstallationKey(of {})", self.public())
    }
}

/// The public half: names the installation, and checks what it signed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: [u8; 32] = bytes.try_into().ok()?;
        VerifyingKey::from_bytes(&bytes).ok().map(Self)
    }

    pub fn bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Strictly: no signature that another verifier might read differently (weak keys).
    pub(crate) fn signed(&self, message: &[u8], signature: &[u8]) -> bool {
        let Ok(signature) = Signature::from_slice(signature) else { return false };
        self.0.verify_strict(message, &signature).is_ok()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.bytes()))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Seeded;

    #[test]
    fn a_key_reads_back_and_does_not_print_itself() {
        let key = InstallationKey::random(&Seeded::new(1));
        let text = key.to_text();
        let again = InstallationKey::from_text(&text).expect("its own text");
        assert_eq!(again.public(), key.public());
        let seed = text.trim().strip_prefix(TEXT_PREFIX).expect("prefixed");
        assert!(!format!("{key:?}").contains(seed));
    }

    #[test]
    fn what_holds_no_key_is_refused() {
        for text in ["", "kancil-key-1 ", "kancil-key-1 00ff", "hello", "kancil-key-1 zz"] {
            assert_eq!(InstallationKey::from_text(text).err(), Some(KeyError), "{text}");
        }
    }
}
