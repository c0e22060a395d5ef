//! Ethereum's addresses, and those of every chain that shares them: twenty bytes, EIP-55.
//!
//! The one thing to know: the same twenty bytes are one holder on all those chains; the chain is a
//! matter of the claim or the ledger.

use alloy_primitives::Address;

use crate::refusal::{ParseError, quoted};

/// The text with EIP-55's checksum in its letters' case.
pub fn text(bytes: &[u8; 20]) -> String {
    Address::from(*bytes).to_checksum(None)
}

/// `digits` is what follows `0x`. One case throughout carries no checksum and is taken as it is
/// (EIP-55: "adoption"); mixed case must match.
pub fn parse(digits: &str) -> Result<[u8; 20], ParseError> {
    let count = digits.chars().count();
    if count == 64 && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(ParseError::new(
            "0x and 64 hex digits are an Ethereum-style transaction or block; no such ledger is held \
             here (a Bitcoin transaction is written without 0x)",
        ));
    }
    if let Some(wrong) = digits.chars().find(|c| !c.is_ascii_hexdigit()) {
        return Err(ParseError::new(format!(
            "an address that begins with 0x is hex, but {} is no hex digit",
            quoted(&wrong.to_string())
        )));
    }
    if count != 40 {
        return Err(ParseError::new(format!(
            "an address that begins with 0x has 40 hex digits after it, this one {count}"
        )));
    }
    let mut bytes = [0; 20];
    hex::decode_to_slice(digits, &mut bytes).expect("40 hex digits, checked above");
    let mixed = digits.bytes().any(|b| b.is_ascii_lowercase())
        && digits.bytes().any(|b| b.is_ascii_uppercase());
    if mixed && text(&bytes).get(2..) != Some(digits) {
        return Err(ParseError::new(
            "the checksum in this address's upper and lower case does not match (EIP-55): did you \
             mistype? Copy it again from its source",
        ));
    }
    Ok(bytes)
}

/// Twenty bytes that nobody holds the key of: zero, `…dead`, the low numbers of precompiled
/// contracts, and the customary placeholders for a burn or for "the coin itself".
pub fn is_nobody(bytes: &[u8; 20]) -> bool {
    let same = |byte: u8| bytes.iter().all(|other| *other == byte);
    let dead = bytes.chunks(2).all(|pair| pair == [0xde, 0xad]);
    let memes = hex::encode(bytes) == "dead000000000000000042069420694206942069";
    bytes[..18] == [0; 18] || same(0xee) || same(0xff) || dead || memes
}
