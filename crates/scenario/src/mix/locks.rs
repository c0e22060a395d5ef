//! Locks and what opens them, as random bytes of the right form and length.
//!
//! No script here is ever run, and nothing hashes to anything: an address is a number from which
//! its payload follows by mixing, which costs a hundredth of what real keys and hashes would. What
//! a reader can see is right: patterns, lengths, that a key shown twice is the same key.

use crate::story::chance::Chance;

/// How an address is locked, with P2SH and P2WSH told apart by what they hide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    P2pkh,
    /// P2SH of a witness key hash.
    Wrapped,
    /// P2SH of a 2-of-3.
    P2sh,
    P2wpkh,
    /// P2WSH of a 2-of-3.
    P2wsh,
    P2tr,
    P2pk,
    /// A bare 1-of-2.
    Multisig,
    Nonstandard,
}

/// Which stream of an address's bytes.
const PAYLOAD: u64 = 0;
const KEY: u64 = 1;

/// Makes bytes that look random: SplitMix64 (Steele, Lea and Flood 2014).
#[derive(Debug, Clone)]
pub struct Filler {
    seed: u64,
    state: u64,
}

impl Filler {
    pub fn new(seed: u64) -> Filler {
        Filler { seed: mixed(seed ^ 0x6b61_6e63_696c), state: seed }
    }

    /// The same bytes for the same address, always.
    fn of_address(&self, address: u32, stream: u64) -> [u8; 32] {
        let mut state = mixed(self.seed ^ (u64::from(address) << 8 | stream));
        let mut bytes = [0; 32];
        for chunk in bytes.chunks_exact_mut(8) {
            chunk.copy_from_slice(&next(&mut state).to_le_bytes());
        }
        bytes
    }

    /// A compressed public key's form.
    fn key(&self, address: u32, number: u64) -> [u8; 33] {
        let bytes = self.of_address(address, KEY + number);
        let mut key = [2 | bytes[0] & 1; 33];
        key[1..].copy_from_slice(&bytes);
        key
    }

    /// New bytes.
    pub fn fill(&mut self, length: usize, to: &mut Vec<u8>) {
        let end = to.len() + length;
        to.reserve(length + 8);
        while to.len() < end {
            to.extend_from_slice(&next(&mut self.state).to_le_bytes());
        }
        to.truncate(end);
    }

    /// A DER signature with its sighash byte, without its length: 71 bytes, of some 72.
    fn signature(&mut self, to: &mut Vec<u8>) {
        let long = next(&mut self.state) & 3 == 0;
        let r_length: u8 = if long { 33 } else { 32 };
        to.extend([r_length + 39, 0x30, r_length + 36, 0x02, r_length]);
        if long {
            to.extend([0, 0x80]);
        } else {
            to.extend([0x01, 0x02]);
        }
        self.fill(usize::from(r_length) - 2, to);
        to.extend([0x02, 32, 0x11]);
        self.fill(31, to);
        to.push(1);
    }

    /// Appends the locking script of an address.
    pub fn lock(&self, kind: Kind, address: u32, to: &mut Vec<u8>) {
        let bytes = self.of_address(address, PAYLOAD);
        match kind {
            Kind::P2pkh => {
                to.extend([0x76, 0xa9, 20]);
                to.extend_from_slice(&bytes[..20]);
                to.extend([0x88, 0xac]);
            }
            Kind::Wrapped | Kind::P2sh => {
                to.extend([0xa9, 20]);
                to.extend_from_slice(&bytes[..20]);
                to.push(0x87);
            }
            Kind::P2wpkh => {
                to.extend([0, 20]);
                to.extend_from_slice(&bytes[..20]);
            }
            Kind::P2wsh => {
                to.extend([0, 32]);
                to.extend_from_slice(&bytes);
            }
            Kind::P2tr => {
                to.extend([0x51, 32]);
                to.extend_from_slice(&bytes);
            }
            Kind::P2pk => {
                to.push(33);
                to.extend_from_slice(&self.key(address, 0));
                to.push(0xac);
            }
            Kind::Multisig => {
                to.push(0x51);
                for number in 0..2 {
                    to.push(33);
                    to.extend_from_slice(&self.key(address, number));
                }
                to.extend([0x52, 0xae]);
            }
            Kind::Nonstandard => {
                to.extend([0xa8, 32]);
                to.extend_from_slice(&bytes);
                to.push(0x87);
            }
        }
    }

    /// Appends what opens it: to the input's script, and to its witness stack. An inscription is a
    /// script path of a P2TR spend with that many bytes of content.
    pub fn unlock(
        &mut self,
        kind: Kind,
        address: u32,
        inscription: usize,
        script: &mut Vec<u8>,
        witness: &mut Vec<u8>,
    ) {
        match kind {
            Kind::P2pkh => {
                self.signature(script);
                script.push(33);
                script.extend_from_slice(&self.key(address, 0));
            }
            Kind::Wrapped => {
                script.extend([22, 0, 20]);
                script.extend_from_slice(&self.of_address(address, KEY)[..20]);
                self.key_witness(address, witness);
            }
            Kind::P2sh => {
                script.push(0);
                self.signature(script);
                self.signature(script);
                script.extend([0x4c, 105]);
                self.two_of_three(address, script);
            }
            Kind::P2wpkh => self.key_witness(address, witness),
            Kind::P2wsh => {
                witness.extend([4, 0]);
                self.signature(witness);
                self.signature(witness);
                witness.push(105);
                self.two_of_three(address, witness);
            }
            Kind::P2tr if inscription > 0 => self.inscription(address, inscription, witness),
            Kind::P2tr => {
                witness.extend([1, 64]);
                self.fill(64, witness);
            }
            Kind::P2pk => self.signature(script),
            Kind::Multisig => {
                script.push(0);
                self.signature(script);
            }
            Kind::Nonstandard => {
                script.push(32);
                script.extend_from_slice(&self.of_address(address, KEY));
            }
        }
    }

    fn key_witness(&mut self, address: u32, witness: &mut Vec<u8>) {
        witness.push(2);
        self.signature(witness);
        witness.push(33);
        witness.extend_from_slice(&self.key(address, 0));
    }

    fn two_of_three(&self, address: u32, to: &mut Vec<u8>) {
        to.push(0x52);
        for number in 0..3 {
            to.push(33);
            to.extend_from_slice(&self.key(address, number));
        }
        to.extend([0x53, 0xae]);
    }

    /// BIP 341's script path: a signature, the script (a key check and an envelope that is never
    /// executed, as ordinals write them), the control block.
    fn inscription(&mut self, address: u32, content: usize, witness: &mut Vec<u8>) {
        witness.extend([3, 64]);
        self.fill(64, witness);
        let pushes = content.div_ceil(520);
        let length = 34 + 2 + content + 3 * pushes + 1;
        crate::tx::write_count(length, witness);
        witness.push(32);
        witness.extend_from_slice(&self.of_address(address, KEY));
        witness.extend([0xac, 0, 0x63]);
        let mut left = content;
        while left > 0 {
            let push = left.min(520);
            witness.push(0x4d);
            witness.extend(u16::try_from(push).expect("at most 520").to_le_bytes());
            self.fill(push, witness);
            left -= push;
        }
        witness.push(0x68);
        witness.push(33);
        witness.extend_from_slice(&self.key(address, 1));
    }

    /// Appends a data carrier of 20 to 80 bytes.
    pub fn data(&mut self, chance: &mut Chance, to: &mut Vec<u8>) {
        let length = chance.between(20, 80);
        to.push(0x6a);
        if length > 75 {
            to.push(0x4c);
        }
        to.push(u8::try_from(length).expect("at most 80"));
        self.fill(usize::try_from(length).expect("at most 80"), to);
    }
}

fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed(*state)
}

fn mixed(number: u64) -> u64 {
    let mut z = number;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
