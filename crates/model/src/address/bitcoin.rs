//! Bitcoin's holders: a lock and its payload.

use std::fmt;

use crate::chain::Network;
use crate::script::Lock;

/// A holder by lock and payload. Bare multisig and nonstandard locks have no address of their own
/// in the protocol; they print as `multisig:<m>-of-<n>:<script hash>` and `script:<script hash>`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BitcoinAddress {
    lock: Lock,
    payload: Box<[u8]>,
}

impl BitcoinAddress {
    /// `None` where the payload's length does not fit the lock, or the lock has no holder.
    pub fn new(lock: Lock, payload: &[u8]) -> Option<Self> {
        let fits = match lock {
            Lock::Data => false,
            Lock::P2pkh | Lock::P2sh | Lock::P2wpkh => payload.len() == 20,
            Lock::P2wsh | Lock::P2tr | Lock::Nonstandard => payload.len() == 32,
            Lock::P2pk => payload.len() == 33 || payload.len() == 65,
            Lock::Multisig => crate::script::multisig_keys(payload).is_some(),
            Lock::Witness => (4..=42).contains(&payload.len()),
        };
        fits.then(|| Self { lock, payload: payload.into() })
    }

    pub fn lock(&self) -> Lock {
        self.lock
    }

    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The text of this holder on a network.
    pub fn display(&self, network: Network) -> impl fmt::Display + '_ {
        let _ = network;
        String::from("todo")
    }

    /// Every other holder that the same single key controls, as far as the payload tells: a P2PK key's
    /// P2PKH and P2WPKH forms, a P2PKH's P2WPKH and P2SH-P2WPKH forms, and so on. The basis is
    /// "same key": a fact of the protocol, not a heuristic.
    pub fn same_key(&self) -> Vec<BitcoinAddress> {
        todo!("same key forms")
    }
}
