//! Which other holders the same single key controls.
//!
//! The one thing to know: this is a fact of the protocol, not a heuristic ("same key" as basis).
//! It says only what the payload tells: a hash does not give its key back, so a P2PKH holder does
//! not lead to its P2PK form here (a ledger that holds the key can).

use crate::address::BitcoinAddress;
use crate::hash::hash160;
use crate::script::Lock;

impl BitcoinAddress {
    /// Every other holder that the same single key controls, as far as the payload tells, in the
    /// order of locks.
    ///
    /// A P2PKH names a key by hash without saying whether it is compressed; only compressed keys
    /// may sign for P2WPKH (BIP 143), but whoever holds the key of one holds the key of the other.
    pub fn same_key(&self) -> Vec<BitcoinAddress> {
        let mut forms = match self.lock() {
            Lock::P2pk => of_key(self.payload()),
            Lock::P2pkh | Lock::P2wpkh => of_key_hash(self.payload()),
            Lock::P2sh
            | Lock::P2wsh
            | Lock::P2tr
            | Lock::Multisig
            | Lock::Witness
            | Lock::Nonstandard
            | Lock::Data => Vec::new(),
        };
        forms.retain(|form| form != self);
        forms.sort();
        forms.dedup();
        forms
    }
}

fn of_key(key: &[u8]) -> Vec<BitcoinAddress> {
    let Some(compressed) = compressed(key) else {
        return of_key_hash(&hash160(key));
    };
    let mut forms = of_key_hash(&hash160(&compressed));
    forms.extend(BitcoinAddress::new(Lock::P2pk, &compressed));
    // An uncompressed key hashes to an address of its own; witness programs refuse such keys.
    forms.extend(BitcoinAddress::new(Lock::P2pkh, &hash160(key)));
    forms
}

/// SEC 1, 2.3.3: the parity of y and x. Hybrid keys (6, 7) say the parity in the first byte, too.
fn compressed(key: &[u8]) -> Option<[u8; 33]> {
    if key.len() == 33 {
        return key.try_into().ok();
    }
    let mut short = [0; 33];
    short[0] = 2 + (key.last()? & 1);
    short[1..].copy_from_slice(key.get(1..33)?);
    Some(short)
}

fn of_key_hash(hash: &[u8]) -> Vec<BitcoinAddress> {
    // BIP 141's P2SH-P2WPKH: the redeem script is the witness program itself.
    let mut program = vec![0, 20];
    program.extend_from_slice(hash);
    [
        BitcoinAddress::new(Lock::P2pkh, hash),
        BitcoinAddress::new(Lock::P2sh, &hash160(&program)),
        BitcoinAddress::new(Lock::P2wpkh, hash),
    ]
    .into_iter()
    .flatten()
    .collect()
}
