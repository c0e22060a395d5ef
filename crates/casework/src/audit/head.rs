//! The head: where the chain stands, signed, as one line that can be kept elsewhere.

use std::fmt;
use std::str::FromStr;

use model::hash::Digest;
use model::time::Time;

use super::key::{InstallationKey, PublicKey};

const SIGNED: &[u8] = b"kancil audit head 1\0";
const TEXT_PREFIX: &str = "kancil-head-1";

/// The newest entry's number, time and hash, by whose installation, with its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub seq: u64,
    pub at: Time,
    pub hash: Digest,
    pub key: PublicKey,
    pub signature: [u8; 64],
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeadError {
    #[error("it is not a head: a head is one line that begins with '{TEXT_PREFIX} seq='")]
    NotAHead,
    #[error("it is not a head: its {field} does not read")]
    Field { field: &'static str },
    #[error("its signature is not one of the key it names: it was changed, or miscopied")]
    Signature,
}

impl Head {
    pub(crate) fn sign(seq: u64, at: Time, hash: Digest, key: &InstallationKey) -> Self {
        let signature = key.sign(&message(seq, at, &hash, &key.public()));
        Self { seq, at, hash, key: key.public(), signature }
    }

    /// Whether the key it names has signed it.
    pub fn is_signed(&self) -> bool {
        self.key.signed(&message(self.seq, self.at, &self.hash, &self.key), &self.signature)
    }
}

fn message(seq: u64, at: Time, hash: &Digest, key: &PublicKey) -> Vec<u8> {
    let at = at.seconds().to_be_bytes();
    [SIGNED, key.bytes(), &seq.to_be_bytes(), &at, &hash.0].concat()
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seq, at, hash, key, signature } = self;
        let signature = hex::encode(signature);
        write!(f, "{TEXT_PREFIX} seq={seq} at={at} hash={hash} key={key} signature={signature}")
    }
}

impl FromStr for Head {
    type Err = HeadError;

    /// Reads a printed head, and refuses one that its own key did not sign.
    fn from_str(text: &str) -> Result<Self, HeadError> {
        let mut words = text.split_whitespace();
        if words.next() != Some(TEXT_PREFIX) {
            return Err(HeadError::NotAHead);
        }
        let mut field = |name: &'static str| {
            let word = words.next().and_then(|word| word.strip_prefix(name)?.strip_prefix('='));
            word.ok_or(HeadError::Field { field: name })
        };
        let bad = |field: &'static str| HeadError::Field { field };
        let seq = field("seq")?.parse().map_err(|_| bad("seq"))?;
        let at = field("at")?.parse().map_err(|_| bad("at"))?;
        let hash = field("hash")?.parse().map_err(|_| bad("hash"))?;
        let key: Digest = field("key")?.parse().map_err(|_| bad("key"))?;
        let key = PublicKey::from_bytes(&key.0).ok_or_else(|| bad("key"))?;
        let mut signature = [0; 64];
        hex::decode_to_slice(field("signature")?, &mut signature).map_err(|_| bad("signature"))?;
        let head = Self { seq, at, hash, key, signature };
        if words.next().is_some() {
            return Err(HeadError::NotAHead);
        }
        if head.is_signed() { Ok(head) } else { Err(HeadError::Signature) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::key::random_key;
    use super::*;
    use crate::testing::Seeded;

    fn head() -> Head {
        let key = random_key(&Seeded::new(1));
        Head::sign(12, Time::from_seconds(1_774_000_000), Digest([7; 32]), &key)
    }

    #[test]
    fn a_head_is_one_line_that_reads_back() {
        let text = head().to_string();
        assert!(!text.contains('\n') && text.starts_with("kancil-head-1 seq=12 at=2026-03-20T"));
        assert_eq!(text.parse(), Ok(head()));
        assert_eq!(format!("  {text}\r\n").parse(), Ok(head()));
    }

    #[test]
    fn a_head_that_was_changed_is_refused() {
        let text = head().to_string();
        assert_eq!(text.replace("seq=12", "seq=13").parse::<Head>(), Err(HeadError::Signature));
        let elsewhen = text.replace("at=2026", "at=2025");
        assert_eq!(elsewhen.parse::<Head>(), Err(HeadError::Signature));
        assert_eq!("hello".parse::<Head>(), Err(HeadError::NotAHead));
        let cut = &text[..text.len() - 2];
        assert_eq!(cut.parse::<Head>(), Err(HeadError::Field { field: "signature" }));
        assert_eq!(format!("{text} more").parse::<Head>(), Err(HeadError::NotAHead));
    }
}
