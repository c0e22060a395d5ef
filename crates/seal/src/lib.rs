//! The key of one installation (Ed25519, RFC 8032): it signs what leaves the program, and names it.
//!
//! The one thing to know: it signs many kinds of things, so every message begins with a domain that
//! names its kind and ends in a zero byte; otherwise a signature under one could be shown as one
//! under another. The key lies on the machine of the installation: what it signs was made there, by
//! whoever could read it. It makes no chance of its own: the seed is handed in.

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use zeroize::Zeroizing;

/// The private half. Its Debug shows the public half alone; its memory is overwritten on drop.
#[derive(Clone)]
pub struct InstallationKey(SigningKey);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it does not hold a key: one line, '{TEXT_PREFIX}' and 64 hex digits")]
pub struct KeyError;

const TEXT_PREFIX: &str = "kancil-key-1 ";

impl InstallationKey {
    /// The key that 32 bytes of chance make.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// What the key's file holds.
    pub fn to_text(&self) -> Zeroizing<String> {
        let digits = Zeroizing::new(hex::encode(self.0.as_bytes()));
        Zeroizing::new(format!("{TEXT_PREFIX}{}\n", *digits))
    }

    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        let digits = text.trim_end().strip_prefix(TEXT_PREFIX).ok_or(KeyError)?;
        let mut seed = Zeroizing::new([0; 32]);
        hex::decode_to_slice(digits, seed.as_mut()).map_err(|_| KeyError)?;
        Ok(Self::from_seed(&seed))
    }

    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Of a message that begins with its domain.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
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

    /// Strictly: no weak key, and no signature that another verifier might read differently.
    pub fn signed(&self, message: &[u8], signature: &[u8]) -> bool {
        let Ok(signature) = Signature::from_slice(signature) else { return false };
        self.0.verify_strict(message, &signature).is_ok()
    }
}

/// 64 lower-case hex digits.
impl FromStr for PublicKey {
    type Err = PublicKeyError;

    fn from_str(text: &str) -> Result<Self, PublicKeyError> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| PublicKeyError)?;
        Self::from_bytes(&bytes).ok_or(PublicKeyError)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it is not a public key: 64 hex digits")]
pub struct PublicKeyError;

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

    #[test]
    fn a_key_reads_back_and_does_not_print_itself() {
        let key = InstallationKey::from_seed(&[7; 32]);
        let text = key.to_text();
        let again = InstallationKey::from_text(&text).expect("its own text");
        assert_eq!(again.public(), key.public());
        assert!(!format!("{key:?}").contains(&"07".repeat(32)));
        assert_eq!(key.public().to_string().parse(), Ok(key.public()));
    }

    #[test]
    fn what_holds_no_key_is_refused() {
        for text in ["", "kancil-key-1 ", "kancil-key-1 00ff", "hello", "kancil-key-1 zz"] {
            assert_eq!(InstallationKey::from_text(text).err(), Some(KeyError), "{text}");
        }
        assert_eq!("zz".parse::<PublicKey>(), Err(PublicKeyError));
    }

    #[test]
    fn a_signature_holds_for_its_message_and_key_alone() {
        let key = InstallationKey::from_seed(&[7; 32]);
        let other = InstallationKey::from_seed(&[8; 32]).public();
        let signature = key.sign(b"kancil test 1\0a message");
        assert!(key.public().signed(b"kancil test 1\0a message", &signature));
        assert!(!key.public().signed(b"kancil test 1\0a messagf", &signature));
        assert!(!key.public().signed(b"kancil test 2\0a message", &signature));
        assert!(!other.signed(b"kancil test 1\0a message", &signature));
        assert!(!key.public().signed(b"kancil test 1\0a message", &signature[..63]));
    }

    /// RFC 8032, 7.1, test 1: the empty message.
    #[test]
    fn it_signs_as_the_standard_has_it() {
        let seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
        let text = format!("{TEXT_PREFIX}{seed}");
        let key = InstallationKey::from_text(&text).expect("a seed");
        assert_eq!(
            key.public().to_string(),
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
        );
        assert_eq!(
            hex::encode(key.sign(b"")),
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155\
             5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        );
    }
}
