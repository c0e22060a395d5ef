//! Addresses of chains this program keeps as text: recognised so that a list without tickers can
//! be read and a person is told what they pasted. Never interpreted further.
//!
//! The one thing to know: recognition goes by checksum where the form has one that is cheap to
//! check, else by shape alone (Monero, Bitcoin Cash, Solana); the text is kept as given.

use bech32::primitives::decode::CheckedHrpstring;
use bech32::{Bech32, Bech32m};

/// Base58check versions (chainparams of each project): P2PKH, then P2SH. Verge shares Dogecoin's
/// first one; the ticker is then a guess, which is why look-ups go by text and not by ticker.
const BASE58_VERSIONS: [(u8, &str); 9] = [
    (0x30, "LTC"),
    (0x32, "LTC"),
    (0x1e, "DOGE"),
    (0x16, "DOGE"),
    (0x21, "XVG"),
    (0x4c, "DASH"),
    (0x10, "DASH"),
    (0x26, "BTG"),
    (0x17, "BTG"),
];

/// Prefixes of bech32 addresses with their tickers.
const HRPS: [(&str, &str); 4] =
    [("ltc", "LTC"), ("bnb", "BNB"), ("cosmos", "ATOM"), ("thor", "RUNE")];

/// A decoded base58check payload with its leading version byte.
pub fn ticker_of_base58(bytes: &[u8]) -> Option<&'static str> {
    match (bytes, bytes.len()) {
        // Zcash's transparent addresses have two version bytes.
        ([0x1c, 0xb8 | 0xbd, ..], 22) => Some("ZEC"),
        ([version, ..], 21) => {
            BASE58_VERSIONS.iter().find(|(of, _)| of == version).map(|(_, ticker)| *ticker)
        }
        _ => None,
    }
}

/// A bech32 text with a known prefix and a right checksum.
pub fn ticker_of_bech32(text: &str) -> Option<&'static str> {
    let hrp = text.rsplit_once('1')?.0.to_ascii_lowercase();
    let (_, ticker) = HRPS.iter().find(|(prefix, _)| *prefix == hrp)?;
    let fits = CheckedHrpstring::new::<Bech32>(text).is_ok()
        || CheckedHrpstring::new::<Bech32m>(text).is_ok();
    fits.then_some(*ticker)
}

/// Forms told by their shape, or by a checksum in an alphabet of their own.
pub fn ticker_of_shape(text: &str) -> Option<&'static str> {
    if text.starts_with('r') && is_ripple(text) {
        return Some("XRP");
    }
    if is_cash_address(text) {
        return Some("BCH");
    }
    let base58 = text.bytes().all(|b| BASE58.contains(&b));
    if base58 && matches!(text.len(), 95 | 106) && text.starts_with(['4', '8']) {
        return Some("XMR");
    }
    // An ed25519 key is 32 bytes; shorter texts are too easily something else.
    let solana = base58 && matches!(text.len(), 43 | 44);
    let decoded = solana.then(|| bs58::decode(text).into_vec().ok()).flatten()?;
    (decoded.len() == 32).then_some("SOL")
}

const BASE58: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BECH32: &[u8] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

fn is_ripple(text: &str) -> bool {
    (25..=35).contains(&text.len())
        && bs58::decode(text)
            .with_alphabet(bs58::Alphabet::RIPPLE)
            .with_check(Some(0))
            .into_vec()
            .is_ok_and(|bytes| bytes.len() == 21)
}

/// Bitcoin Cash's CashAddr, with or without its prefix, checked by its 40-bit code.
fn is_cash_address(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let body = lower.strip_prefix("bitcoincash:").unwrap_or(&lower);
    if body.len() != 42 || !body.starts_with(['q', 'p']) {
        return false;
    }
    let prefix = b"bitcoincash".iter().map(|b| b & 31).chain([0]);
    let digits = body.bytes().map(|b| BECH32.iter().position(|digit| *digit == b));
    let Some(digits) = digits.collect::<Option<Vec<usize>>>() else { return false };
    let digits = digits.into_iter().map(|digit| u8::try_from(digit).expect("below 32"));
    cash_code(prefix.chain(digits)) == 0
}

/// The BCH code of CashAddr's specification, "Checksum".
fn cash_code(values: impl Iterator<Item = u8>) -> u64 {
    const GENERATOR: [u64; 5] =
        [0x98f2bc8e61, 0x79b76d99e2, 0xf33e5fb3c4, 0xae2eabe2a8, 0x1e4f43e470];
    let mut code = 1_u64;
    for value in values {
        let top = code >> 35;
        code = ((code & 0x07_ffff_ffff) << 5) ^ u64::from(value);
        for (bit, generator) in GENERATOR.iter().enumerate() {
            if top >> bit & 1 == 1 {
                code ^= generator;
            }
        }
    }
    code ^ 1
}
