//! Bitcoin Core's compressed amounts and scripts, as in its undo files and its coins.
//!
//! `CompressAmount`, `ScriptCompression` (Bitcoin Core `compressor.cpp`) and the variable-length
//! integers of `serialize.h`. A P2PK output with an uncompressed key keeps only the x coordinate
//! and y's parity, so the key is found again on the curve.

use k256::elliptic_curve::sec1::ToEncodedPoint;
use model::amount::{MONEY_MAX, Sat};

use crate::bitcoin::error::{Fault, Reason};
use crate::bitcoin::wire::Cursor;

/// Longer scripts cannot be run; Core keeps nothing of them but that.
const SCRIPT_SIZE_MAX: u64 = 10_000;

/// `VARINT`: base 128, most significant first, one added at every step so that each number has
/// one form.
pub fn varint(cursor: &mut Cursor<'_>) -> Result<u64, Fault> {
    let at = cursor.at();
    let mut value: u64 = 0;
    loop {
        let byte = cursor.u8()?;
        let low = u64::from(byte & 0x7f);
        value = match value.checked_mul(128).and_then(|shifted| shifted.checked_add(low)) {
            Some(value) => value,
            None => return Err(Fault { at, reason: Reason::Varint }),
        };
        if byte & 0x80 == 0 {
            return Ok(value);
        }
        value = value.checked_add(1).ok_or(Fault { at, reason: Reason::Varint })?;
    }
}

pub fn amount(cursor: &mut Cursor<'_>) -> Result<Sat, Fault> {
    let at = cursor.at();
    let compressed = varint(cursor)?;
    let value = decompress_amount(compressed).filter(|value| *value <= MONEY_MAX.0);
    value.map(Sat).ok_or(Fault { at, reason: Reason::Amount })
}

/// A number is `1 + 10 * (9 * rest + digit - 1) + zeroes`, its last digit that is not zero taken
/// out; with nine zeroes or more the digit stays in.
fn decompress_amount(compressed: u64) -> Option<u64> {
    let Some(rest) = compressed.checked_sub(1) else { return Some(0) };
    let (rest, zeroes) = (rest / 10, rest % 10);
    let number = match zeroes {
        0..9 => (rest / 9).checked_mul(10)?.checked_add(rest % 9 + 1)?,
        _ => rest.checked_add(1)?,
    };
    number.checked_mul(10_u64.pow(u32::try_from(zeroes).ok()?))
}

/// Appends a script to `scripts`.
pub fn script(cursor: &mut Cursor<'_>, scripts: &mut Vec<u8>) -> Result<(), Fault> {
    let at = cursor.at();
    match varint(cursor)? {
        0 => {
            scripts.extend_from_slice(&[0x76, 0xa9, 20]);
            scripts.extend_from_slice(cursor.array::<20>()?);
            scripts.extend_from_slice(&[0x88, 0xac]);
        }
        1 => {
            scripts.extend_from_slice(&[0xa9, 20]);
            scripts.extend_from_slice(cursor.array::<20>()?);
            scripts.push(0x87);
        }
        kind @ (2 | 3) => {
            scripts.extend_from_slice(&[33, parity(kind)]);
            scripts.extend_from_slice(cursor.array::<32>()?);
            scripts.push(0xac);
        }
        kind @ (4 | 5) => {
            let key = whole_key(parity(kind - 2), cursor.array()?)
                .ok_or(Fault { at, reason: Reason::Point })?;
            scripts.push(65);
            scripts.extend_from_slice(&key);
            scripts.push(0xac);
        }
        kind => {
            let len = kind - 6;
            let there = usize::try_from(len).unwrap_or(usize::MAX);
            let bytes = cursor.take(there)?;
            match len > SCRIPT_SIZE_MAX {
                true => scripts.push(0x6a),
                false => scripts.extend_from_slice(bytes),
            }
        }
    }
    Ok(())
}

fn parity(kind: u64) -> u8 {
    if kind == 2 { 2 } else { 3 }
}

/// The 65-byte form of a key from x and y's parity: `None` where x is on no point of the curve.
fn whole_key(parity: u8, x: &[u8; 32]) -> Option<[u8; 65]> {
    let mut short = [parity; 33];
    short[1..].copy_from_slice(x);
    let key = k256::PublicKey::from_sec1_bytes(&short).ok()?;
    key.to_encoded_point(false).as_bytes().try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T>(hex: &str, mut f: impl FnMut(&mut Cursor<'_>) -> Result<T, Fault>) -> T {
        let bytes = hex::decode(hex).unwrap();
        let mut cursor = Cursor::new(&bytes);
        let value = f(&mut cursor).unwrap();
        assert_eq!(cursor.left(), 0);
        value
    }

    #[test]
    fn amounts_are_those_of_cores_own_tests() {
        // `compress_tests.cpp`: (value, compressed).
        let pairs = [
            (0, 0x0),
            (1, 0x1),
            (1_000_000, 0x7),
            (100_000_000, 0x9),
            (50 * 100_000_000, 0x32),
            (MONEY_MAX.0, 0x0140_6f40),
        ];
        for (value, compressed) in pairs {
            assert_eq!(decompress_amount(compressed), Some(value));
        }
        assert_eq!(decompress_amount(u64::MAX), None);
    }

    #[test]
    fn varints_have_one_form_each() {
        // From the comment above `WriteVarInt` in Bitcoin Core's `serialize.h`.
        let pairs = [
            ("00", 0),
            ("7f", 127),
            ("8000", 128),
            ("807f", 255),
            ("8100", 256),
            ("fe7f", 16_383),
            ("ff00", 16_384),
            ("82fe7f", 65_535),
            ("8efefeff00", 1 << 32),
        ];
        for (hex, value) in pairs {
            assert_eq!(read(hex, varint), value, "{hex}");
        }
        let long = [0xff; 12];
        assert_eq!(varint(&mut Cursor::new(&long)).unwrap_err().reason, Reason::Varint);
    }

    #[test]
    fn a_bare_key_is_found_again_on_the_curve() {
        // The genesis coinbase's key; its y is odd.
        let key = "04678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb6\
                   49f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5f";
        let mut scripts = Vec::new();
        read(&format!("05{}", &key[2..66]), |cursor| script(cursor, &mut scripts));
        assert_eq!(hex::encode(scripts), format!("41{key}ac"));
    }

    #[test]
    fn an_x_on_no_point_is_a_fault() {
        let bytes = [&[4][..], &[0xff; 32]].concat();
        let fault = script(&mut Cursor::new(&bytes), &mut Vec::new()).unwrap_err();
        assert_eq!(fault, Fault { at: 0, reason: Reason::Point });
    }
}
