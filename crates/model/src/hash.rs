//! Thirty-two byte names: transaction ids, block hashes, digests of files.
//!
//! Bitcoin prints its hashes reversed (the order in which the proof of work is read); the bytes
//! held here are the ones that stand in blocks, the text is the one people paste.

pub mod lanes;

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

/// Why a text is not thirty-two bytes of hex.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    #[error("expected 64 hex digits, found {found} characters")]
    Length { found: usize },
    #[error("character {position} is not a hex digit")]
    NotHex { position: usize },
}

fn hex32(text: &str) -> Result<[u8; 32], HashError> {
    let found = text.chars().count();
    if found != 64 {
        return Err(HashError::Length { found });
    }
    if let Some(at) = text.chars().position(|c| !c.is_ascii_hexdigit()) {
        return Err(HashError::NotHex { position: at + 1 });
    }
    let mut bytes = [0; 32];
    hex::decode_to_slice(text, &mut bytes).expect("64 hex digits, checked above");
    Ok(bytes)
}

macro_rules! reversed_hash {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
        pub struct $name(pub [u8; 32]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut bytes = self.0;
                bytes.reverse();
                f.write_str(&hex::encode(bytes))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = HashError;

            fn from_str(text: &str) -> Result<Self, HashError> {
                let mut bytes = hex32(text)?;
                bytes.reverse();
                Ok(Self(bytes))
            }
        }
    };
}

reversed_hash!(
    /// A transaction's id: the double SHA-256 of its serialisation without witnesses.
    Txid
);
reversed_hash!(
    /// A block's hash: the double SHA-256 of its eighty-byte header.
    BlockHash
);

/// The SHA-256 of a file or of a canonical text; printed in the order it is computed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Digest {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Self, HashError> {
        hex32(text).map(Self)
    }
}

/// Bitcoin's hash of everything: SHA-256 twice.
pub fn sha256d(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(Sha256::digest(bytes)).into()
}

/// RIPEMD-160 of SHA-256: the payload of most addresses.
pub fn hash160(bytes: &[u8]) -> [u8; 20] {
    ripemd::Ripemd160::digest(Sha256::digest(bytes)).into()
}

/// One output of one transaction, by its natural name: `txid:vout`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct OutPoint {
    pub txid: Txid,
    pub vout: u32,
}

impl fmt::Display for OutPoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.txid, self.vout)
    }
}

impl fmt::Debug for OutPoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
