//! Bitcoin's holders: a lock and its payload.
//!
//! The one thing to know: a holder is what locks an output, not a text. A network decides only how
//! it is printed (`bitcoin_text`); what one key controls besides is in `bitcoin_keys`.

use crate::script::{Lock, classify, multisig_keys};

/// A holder by lock and payload. Bare multisig and nonstandard locks have no address of their own
/// in the protocol; they print as `multisig:<m>-of-<n>:<script hash>` and `script:<script hash>`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BitcoinAddress {
    lock: Lock,
    payload: Box<[u8]>,
}

impl BitcoinAddress {
    /// `None` where the payload does not fit the lock, or the lock has no holder.
    pub fn new(lock: Lock, payload: &[u8]) -> Option<Self> {
        let fits = match lock {
            Lock::Data => false,
            Lock::P2pkh | Lock::P2sh | Lock::P2wpkh => payload.len() == 20,
            Lock::P2wsh | Lock::P2tr | Lock::Nonstandard => payload.len() == 32,
            Lock::P2pk => crate::script::key_fits(payload),
            Lock::Multisig => multisig_keys(payload).is_some(),
            Lock::Witness => classify(payload).0 == Lock::Witness,
        };
        fits.then(|| Self { lock, payload: payload.into() })
    }

    /// The holder of an output with this locking script; `None` for data.
    pub fn of_script(script: &[u8]) -> Option<Self> {
        let (lock, payload) = classify(script);
        Self::new(lock, payload.as_bytes())
    }

    pub fn lock(&self) -> Lock {
        self.lock
    }

    pub fn payload(&self) -> &[u8] {
        &self.payload
    }
}

/// Nobody's: a hash of zeroes, the two burn addresses whose texts were made up (nobody has found
/// their keys), and the anchor that anybody may spend (BIP 433).
pub fn is_nobody(address: &BitcoinAddress) -> bool {
    const BURNS: [&str; 2] = [
        "759d6677091e973b9e9d99f19c68fbf43e3f05f9", // 1BitcoinEaterAddressDontSendf59kuE
        "818895f3dc2c178629d3d2d8fa3ec4a3f8179821", // 1CounterpartyXXXXXXXXXXXXXXXUWLpVr
    ];
    let payload = address.payload();
    payload.iter().all(|byte| *byte == 0)
        || (address.lock == Lock::P2pkh && BURNS.contains(&hex::encode(payload).as_str()))
        || (address.lock == Lock::Witness && payload == [0x51, 2, 0x4e, 0x73])
}
