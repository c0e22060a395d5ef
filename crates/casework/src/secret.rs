//! Secrets, which cannot print themselves, and the chance they are made of.

use std::fmt;

use model::hash::Digest;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// Where random bytes come from: the system's own source in the program, a seeded one in tests.
pub trait Chance: Send + Sync {
    fn fill(&self, bytes: &mut [u8]);
}

/// A password, or the text of a session, a token or a link. Its Debug shows nothing, and its memory
/// is overwritten when it is dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// 256 bits of chance as hex, behind a prefix that says what they open.
    pub(crate) fn random(chance: &dyn Chance, prefix: &str) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        chance.fill(bytes.as_mut());
        Self::new(format!("{prefix}{}", hex::encode(bytes.as_ref())))
    }

    /// The text itself, to be shown to its owner once or sent in a cookie.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is stored of a random secret. It needs no slow hash: 256 bits cannot be guessed. The
    /// domain keeps one kind of secret from ever serving as another.
    pub(crate) fn digest(&self, domain: &str) -> Digest {
        let mut bytes = Zeroizing::new(Vec::with_capacity(domain.len() + 1 + self.0.len()));
        bytes.extend_from_slice(domain.as_bytes());
        bytes.push(0);
        bytes.extend_from_slice(self.0.as_bytes());
        Digest::of(&bytes)
    }

    /// Compares in a time that does not depend on where the two differ.
    pub fn is(&self, text: &str) -> bool {
        self.0.as_bytes().ct_eq(text.as_bytes()).into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_print_itself() {
        let secret = Secret::new("correct horse battery staple");
        assert_eq!(format!("{secret:?} {:?}", Some(&secret)), "Secret(…) Some(Secret(…))");
        assert!(secret.is("correct horse battery staple") && !secret.is("correct horse"));
    }

    #[test]
    fn one_kind_of_secret_is_stored_unlike_another() {
        let secret = Secret::new("the same text");
        assert_ne!(secret.digest("session"), secret.digest("link"));
    }
}
