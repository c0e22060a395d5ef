//! What a locking script (scriptPubKey) is, and the part of it that names its holder.
//!
//! The patterns are Bitcoin Core's `Solver` (`script/solver.cpp`). Scripts that fit none keep the
//! SHA-256 of their bytes as payload, so equal scripts still are one holder (the "script hash" of
//! the Electrum protocol).

use sha2::{Digest as _, Sha256};

/// How an output is locked. The numbers stand in files: never reuse one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Lock {
    /// Provably unspendable data (`OP_RETURN …`): no holder, no address.
    Data = 0,
    /// 20 bytes: hash160 of the public key.
    P2pkh = 1,
    /// 20 bytes: hash160 of the redeem script.
    P2sh = 2,
    /// 20 bytes: hash160 of the public key (BIP 141).
    P2wpkh = 3,
    /// 32 bytes: SHA-256 of the witness script (BIP 141).
    P2wsh = 4,
    /// 32 bytes: the x-only output key (BIP 341).
    P2tr = 5,
    /// 33 or 65 bytes: the public key itself.
    P2pk = 6,
    /// The whole `m <key…> n OP_CHECKMULTISIG` script.
    Multisig = 7,
    /// The whole script, version opcode, push and program of 2 to 40 bytes: witness versions not
    /// assigned yet, and BIP 433's pay-to-anchor.
    Witness = 8,
    /// 32 bytes: SHA-256 of a script that fits no pattern.
    Nonstandard = 9,
}

impl Lock {
    pub const ALL: [Lock; 10] = [
        Lock::Data,
        Lock::P2pkh,
        Lock::P2sh,
        Lock::P2wpkh,
        Lock::P2wsh,
        Lock::P2tr,
        Lock::P2pk,
        Lock::Multisig,
        Lock::Witness,
        Lock::Nonstandard,
    ];

    pub fn from_byte(byte: u8) -> Option<Lock> {
        Self::ALL.get(usize::from(byte)).copied()
    }

    /// The word people and JSON use.
    pub const fn name(self) -> &'static str {
        match self {
            Lock::Data => "data",
            Lock::P2pkh => "p2pkh",
            Lock::P2sh => "p2sh",
            Lock::P2wpkh => "p2wpkh",
            Lock::P2wsh => "p2wsh",
            Lock::P2tr => "p2tr",
            Lock::P2pk => "p2pk",
            Lock::Multisig => "multisig",
            Lock::Witness => "witness",
            Lock::Nonstandard => "nonstandard",
        }
    }
}

/// The longest payload there is: a bare multisig of twenty 65-byte keys.
pub const PAYLOAD_LEN_MAX: usize = 20 * 66 + 5;

/// The holder's part of a script: mostly a slice of it, sometimes a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payload<'a> {
    Slice(&'a [u8]),
    Hash([u8; 32]),
}

impl Payload<'_> {
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Payload::Slice(bytes) => bytes,
            Payload::Hash(bytes) => bytes,
        }
    }
}

const OP_RETURN: u8 = 0x6a;
const OP_DUP: u8 = 0x76;
const OP_EQUAL: u8 = 0x87;
const OP_EQUALVERIFY: u8 = 0x88;
const OP_HASH160: u8 = 0xa9;
const OP_CHECKSIG: u8 = 0xac;
const OP_CHECKMULTISIG: u8 = 0xae;

/// Says what a locking script is. Never fails: what fits no pattern is `Nonstandard`.
#[inline]
pub fn classify(script: &[u8]) -> (Lock, Payload<'_>) {
    match script {
        [OP_DUP, OP_HASH160, 20, hash @ .., OP_EQUALVERIFY, OP_CHECKSIG] if hash.len() == 20 => {
            (Lock::P2pkh, Payload::Slice(hash))
        }
        [OP_HASH160, 20, hash @ .., OP_EQUAL] if hash.len() == 20 => {
            (Lock::P2sh, Payload::Slice(hash))
        }
        [0, 20, program @ ..] if program.len() == 20 => (Lock::P2wpkh, Payload::Slice(program)),
        [0, 32, program @ ..] if program.len() == 32 => (Lock::P2wsh, Payload::Slice(program)),
        [0x51, 32, program @ ..] if program.len() == 32 => (Lock::P2tr, Payload::Slice(program)),
        [33, key @ .., OP_CHECKSIG] if key.len() == 33 && key_fits(key) => {
            (Lock::P2pk, Payload::Slice(key))
        }
        [65, key @ .., OP_CHECKSIG] if key.len() == 65 && key_fits(key) => {
            (Lock::P2pk, Payload::Slice(key))
        }
        [OP_RETURN, ..] => (Lock::Data, Payload::Slice(&[])),
        _ => classify_rare(script),
    }
}

#[cold]
fn classify_rare(script: &[u8]) -> (Lock, Payload<'_>) {
    if multisig_keys(script).is_some() {
        return (Lock::Multisig, Payload::Slice(script));
    }
    // A witness program: one version opcode and one push of 2 to 40 bytes (BIP 141).
    if let [0x51..=0x60, length @ 2..=40, program @ ..] = script
        && program.len() == usize::from(*length)
    {
        return (Lock::Witness, Payload::Slice(script));
    }
    (Lock::Nonstandard, Payload::Hash(Sha256::digest(script).into()))
}

/// Core's `CPubKey::ValidSize`: the first byte says how long a key is.
pub fn key_fits(key: &[u8]) -> bool {
    match key.first() {
        Some(2 | 3) => key.len() == 33,
        Some(4 | 6 | 7) => key.len() == 65,
        _ => false,
    }
}

/// `m` and the keys of a bare multisig script (`m <key…> n OP_CHECKMULTISIG`, 1 ≤ m ≤ n ≤ 20), if
/// it is one.
pub fn multisig_keys(script: &[u8]) -> Option<(u8, Vec<&[u8]>)> {
    let [m, rest @ .., OP_CHECKMULTISIG] = script else { return None };
    let required = small_number(*m)?;
    let mut keys = Vec::new();
    let mut at = 0;
    while let Some(&push) = rest.get(at)
        && (push == 33 || push == 65)
    {
        let key = rest.get(at + 1..at + 1 + usize::from(push))?;
        if !key_fits(key) {
            return None;
        }
        keys.push(key);
        at += 1 + usize::from(push);
    }
    // Numbers up to 16 have an opcode; 17 to 20 are a one-byte push.
    let total = match rest.get(at..)? {
        [opcode] => small_number(*opcode)?,
        [1, number @ 17..=20] => *number,
        _ => return None,
    };
    let fits = usize::from(total) == keys.len() && required >= 1 && required <= total;
    fits.then_some((required, keys))
}

fn small_number(opcode: u8) -> Option<u8> {
    (0x51..=0x60).contains(&opcode).then(|| opcode - 0x50)
}
