//! Locks and the bytes that open them, for keys that nobody holds.
//!
//! A key here is 32 bytes that stand where a public key's x coordinate would; everything built
//! from it (hashes, scripts, witness programs) has the shape and size of the real thing, and the
//! forms of one key belong together as they do on the chain. The signatures are filler of the
//! right length: no ledger of this program checks them, and nobody can mistake them for real ones.

use model::address::BitcoinAddress;
use model::hash::hash160;
use model::script::classify;
use sha2::{Digest as _, Sha256};

/// What stands for a public key: its x coordinate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(pub [u8; 32]);

impl Key {
    /// The key of a name: the same name is the same key, everywhere.
    pub fn of(name: &str) -> Key {
        Key(Sha256::new().chain_update("kancil scenario key ").chain_update(name).finalize().into())
    }

    /// The compressed public key.
    fn public(self) -> [u8; 33] {
        let mut bytes = [2; 33];
        bytes[1..].copy_from_slice(&self.0);
        bytes
    }

    /// The further keys of a multisig that belongs to this one.
    fn cosigner(self, number: u8) -> Key {
        Key(Sha256::new().chain_update(self.0).chain_update([number]).finalize().into())
    }
}

/// How an output of a key is locked: [`model::script::Lock`], with P2SH and P2WSH told apart by what they hide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Form {
    P2pk,
    P2pkh,
    /// P2SH-P2WPKH: what wallets called "SegWit compatible".
    P2sh,
    /// P2SH of a 2-of-3 multisig.
    P2shMultisig,
    P2wpkh,
    /// P2WSH of a 2-of-3 multisig.
    P2wsh,
    P2tr,
    /// A bare 2-of-3.
    Multisig,
    /// Witness version 2, which no soft fork has given a meaning.
    Witness,
    /// `OP_SHA256 <hash> OP_EQUAL`: a hash puzzle.
    Nonstandard,
}

const OP_RETURN: u8 = 0x6a;
const OP_DUP: u8 = 0x76;
const OP_EQUAL: u8 = 0x87;
const OP_EQUALVERIFY: u8 = 0x88;
const OP_SHA256: u8 = 0xa8;
const OP_HASH160: u8 = 0xa9;
const OP_CHECKSIG: u8 = 0xac;
const OP_CHECKMULTISIG: u8 = 0xae;
const OP_PUSHDATA1: u8 = 0x4c;
const OP_2: u8 = 0x52;
const OP_3: u8 = 0x53;

/// The longest script that [`Form::script`] writes: a bare 2-of-3.
pub const SCRIPT_LEN_MAX: usize = 3 + 3 * 34;

impl Form {
    pub const ALL: [Form; 10] = [
        Form::P2pk,
        Form::P2pkh,
        Form::P2sh,
        Form::P2shMultisig,
        Form::P2wpkh,
        Form::P2wsh,
        Form::P2tr,
        Form::Multisig,
        Form::Witness,
        Form::Nonstandard,
    ];

    /// The word after `@` in the scenario language.
    pub const fn name(self) -> &'static str {
        match self {
            Form::P2pk => "p2pk",
            Form::P2pkh => "p2pkh",
            Form::P2sh => "p2sh",
            Form::P2shMultisig => "p2sh-multisig",
            Form::P2wpkh => "p2wpkh",
            Form::P2wsh => "p2wsh",
            Form::P2tr => "p2tr",
            Form::Multisig => "multisig",
            Form::Witness => "witness",
            Form::Nonstandard => "nonstandard",
        }
    }

    pub fn from_name(name: &str) -> Option<Form> {
        Self::ALL.into_iter().find(|form| form.name() == name)
    }

    /// Appends the locking script.
    pub fn script(self, key: Key, to: &mut Vec<u8>) {
        match self {
            Form::P2pk => {
                push(&key.public(), to);
                to.push(OP_CHECKSIG);
            }
            Form::P2pkh => {
                to.extend([OP_DUP, OP_HASH160]);
                push(&hash160(&key.public()), to);
                to.extend([OP_EQUALVERIFY, OP_CHECKSIG]);
            }
            Form::P2sh => script_hash(&keyhash_program(key), to),
            Form::P2shMultisig => script_hash(&two_of_three(key), to),
            Form::P2wpkh => to.extend(keyhash_program(key)),
            Form::P2wsh => {
                to.push(0);
                push(&Sha256::digest(two_of_three(key)), to);
            }
            Form::P2tr => {
                to.push(OP_2 - 1);
                push(&key.0, to);
            }
            Form::Multisig => to.extend(two_of_three(key)),
            Form::Witness => {
                to.push(OP_2);
                push(&key.0, to);
            }
            Form::Nonstandard => {
                to.push(OP_SHA256);
                push(&Sha256::digest(key.0), to);
                to.push(OP_EQUAL);
            }
        }
    }

    /// The holder that this lock of this key is on the chain.
    pub fn address(self, key: Key) -> BitcoinAddress {
        let mut script = Vec::with_capacity(SCRIPT_LEN_MAX);
        self.script(key, &mut script);
        let (lock, payload) = classify(&script);
        BitcoinAddress::new(lock, payload.as_bytes()).expect("every form here has a holder")
    }

    /// Appends what opens the lock: to the input's script, and to its witness stack (already
    /// serialised, with its count; left empty where there is no witness).
    pub fn unlock(self, key: Key, salt: u64, script_sig: &mut Vec<u8>, witness: &mut Vec<u8>) {
        match self {
            Form::P2pk => push(signature(salt).bytes(), script_sig),
            Form::P2pkh => {
                push(signature(salt).bytes(), script_sig);
                push(&key.public(), script_sig);
            }
            Form::P2sh => {
                push(&keyhash_program(key), script_sig);
                keyhash_witness(key, salt, witness);
            }
            Form::P2shMultisig => {
                multisig_signatures(salt, script_sig);
                push(&two_of_three(key), script_sig);
            }
            Form::P2wpkh => keyhash_witness(key, salt, witness),
            Form::P2wsh => {
                witness.extend([4, 0]);
                push(signature(salt).bytes(), witness);
                push(signature(!salt).bytes(), witness);
                let script = two_of_three(key);
                witness.push(u8::try_from(script.len()).expect("105 bytes"));
                witness.extend(script);
            }
            Form::P2tr => {
                // BIP 340: 64 bytes with the default sighash.
                let filler = signature(salt);
                witness.push(1);
                push(&filler.bytes()[4..68], witness);
            }
            Form::Multisig => multisig_signatures(salt, script_sig),
            Form::Witness => {}
            Form::Nonstandard => push(&key.0, script_sig),
        }
    }
}

/// Appends a data carrier: `OP_RETURN` and one push.
pub fn data_script(data: &[u8], to: &mut Vec<u8>) {
    to.push(OP_RETURN);
    push(data, to);
}

/// A push of up to 255 bytes. In a witness the same one-byte length means the same, since nothing
/// pushed there is longer than 75 bytes.
fn push(bytes: &[u8], to: &mut Vec<u8>) {
    let length = u8::try_from(bytes.len()).expect("callers push at most 255 bytes");
    if length > 75 {
        to.push(OP_PUSHDATA1);
    }
    to.push(length);
    to.extend_from_slice(bytes);
}

/// BIP 141: version 0 and the hash of the key.
fn keyhash_program(key: Key) -> [u8; 22] {
    let mut program = [0; 22];
    program[1] = 20;
    program[2..].copy_from_slice(&hash160(&key.public()));
    program
}

fn script_hash(script: &[u8], to: &mut Vec<u8>) {
    to.push(OP_HASH160);
    push(&hash160(script), to);
    to.push(OP_EQUAL);
}

fn two_of_three(key: Key) -> Vec<u8> {
    let mut script = Vec::with_capacity(SCRIPT_LEN_MAX);
    script.push(OP_2);
    push(&key.public(), &mut script);
    push(&key.cosigner(1).public(), &mut script);
    push(&key.cosigner(2).public(), &mut script);
    script.extend([OP_3, OP_CHECKMULTISIG]);
    script
}

fn keyhash_witness(key: Key, salt: u64, witness: &mut Vec<u8>) {
    witness.push(2);
    push(signature(salt).bytes(), witness);
    push(&key.public(), witness);
}

/// `OP_CHECKMULTISIG` takes one item too many: an empty one goes first (BIP 147).
fn multisig_signatures(salt: u64, script_sig: &mut Vec<u8>) {
    script_sig.push(0);
    push(signature(salt).bytes(), script_sig);
    push(signature(!salt).bytes(), script_sig);
}

/// Filler of a DER signature with its sighash byte: 72 bytes where r has its high bit, 71 else.
struct Signature {
    bytes: [u8; 72],
    length: usize,
}

impl Signature {
    fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

fn signature(salt: u64) -> Signature {
    let high = salt & 1 == 1;
    let r_length: u8 = if high { 33 } else { 32 };
    let length = 2 + 2 + usize::from(r_length) + 2 + 32 + 1;
    let mut bytes = [0; 72];
    let mut state = salt;
    for chunk in bytes.chunks_mut(8) {
        chunk.copy_from_slice(&splitmix(&mut state).to_le_bytes());
    }
    let s_at = 4 + usize::from(r_length);
    bytes[..4].copy_from_slice(&[0x30, r_length + 36, 0x02, r_length]);
    if high {
        bytes[4] = 0;
        bytes[5] |= 0x80;
    } else {
        bytes[4] = bytes[4] & 0x7f | 0x01;
    }
    bytes[s_at..s_at + 2].copy_from_slice(&[0x02, 32]);
    bytes[s_at + 2] = bytes[s_at + 2] & 0x3f | 0x01;
    bytes[length - 1] = 1;
    Signature { bytes, length }
}

/// SplitMix64 (Steele, Lea and Flood 2014): filler that differs from input to input.
fn splitmix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use model::script::Lock;

    use super::*;

    #[test]
    fn every_form_is_classified_as_the_lock_it_means() {
        let expected = [
            Lock::P2pk,
            Lock::P2pkh,
            Lock::P2sh,
            Lock::P2sh,
            Lock::P2wpkh,
            Lock::P2wsh,
            Lock::P2tr,
            Lock::Multisig,
            Lock::Witness,
            Lock::Nonstandard,
        ];
        for (form, lock) in Form::ALL.into_iter().zip(expected) {
            assert_eq!(form.address(Key::of("alice")).lock(), lock, "{}", form.name());
            assert_eq!(Form::from_name(form.name()), Some(form));
        }
    }

    #[test]
    fn signatures_have_the_lengths_that_wallets_make() {
        for salt in 0..100 {
            let signature = signature(salt);
            assert_eq!(signature.bytes().len(), if salt & 1 == 1 { 72 } else { 71 });
            assert_eq!(usize::from(signature.bytes()[1]), signature.bytes().len() - 3);
        }
    }
}
