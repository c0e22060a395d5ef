//! Tron's addresses: base58check with version 0x41 (`T…`), or the same 21 bytes in hex (`41…`).

use crate::refusal::ParseError;

pub const VERSION: u8 = 0x41;

pub fn text(bytes: &[u8; 20]) -> String {
    bs58::encode(bytes).with_check_version(VERSION).into_string()
}

/// 42 hex digits beginning with 41: the form of Tron's nodes, which carries no checksum.
pub fn is_hex(text: &str) -> bool {
    text.len() == 42 && text.starts_with("41") && text.bytes().all(|b| b.is_ascii_hexdigit())
}

pub fn parse_hex(text: &str) -> Result<[u8; 20], ParseError> {
    let mut bytes = [0; 21];
    hex::decode_to_slice(text, &mut bytes)
        .map_err(|_| ParseError::new("a Tron address in hex is 41 and 40 more hex digits"))?;
    let mut payload = [0; 20];
    payload.copy_from_slice(&bytes[1..]);
    Ok(payload)
}
