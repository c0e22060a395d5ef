//! The compact difficulty of a header, the target it stands for and the work it proves.
//!
//! Targets are 256-bit numbers held as two halves; nothing here is a float. Work is held in 128
//! bits and saturates there: a header whose hash meets its target cannot claim more, since 2^128
//! hashes cannot be computed, and the main chain's whole work is below 2^97.

/// A 256-bit number as its high and low half.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    high: u128,
    low: u128,
}

/// Expected hashes behind a header, or behind a chain of them.
pub type Work = u128;

impl Target {
    pub const fn new(high: u128, low: u128) -> Self {
        Self { high, low }
    }

    /// The target of a header's `bits`. `None` where Bitcoin Core calls them invalid: negative,
    /// zero, or wider than 256 bits (`arith_uint256::SetCompact`).
    pub fn from_bits(bits: u32) -> Option<Self> {
        let exponent = bits >> 24;
        let mantissa = u128::from(bits & 0x007f_ffff);
        if bits & 0x0080_0000 != 0 || mantissa == 0 {
            return None;
        }
        let target = if exponent <= 3 {
            Self { high: 0, low: mantissa >> (8 * (3 - exponent)) }
        } else {
            let shift = 8 * (exponent - 3);
            let width = 128 - mantissa.leading_zeros();
            if shift + width > 256 {
                return None;
            }
            match shift {
                0..128 => Self {
                    high: mantissa.checked_shr(128 - shift).unwrap_or(0),
                    low: mantissa << shift,
                },
                _ => Self { high: mantissa << (shift - 128), low: 0 },
            }
        };
        (target.high != 0 || target.low != 0).then_some(target)
    }

    /// Whether a block hash, read as the little-endian number it is, is not above the target.
    pub fn is_met_by(self, hash: &[u8; 32]) -> bool {
        let (low, high) = hash.split_at(16);
        let half = |bytes: &[u8]| {
            u128::from_le_bytes(bytes.try_into().expect("a hash splits into two halves of 16"))
        };
        Self { high: half(high), low: half(low) } <= self
    }

    /// `2^256 / (target + 1)`, rounded down (`GetBlockProof`, Bitcoin Core `chain.cpp`), saturating
    /// at 128 bits. Only for targets below 2^255, which every network's limit is.
    pub fn work(self) -> Work {
        let (low, carry) = self.low.overflowing_add(1);
        let divisor = Self { high: self.high + u128::from(carry), low };
        // Long division of a one followed by 256 zeros; the divisor is at least two, so the first
        // digit of the quotient is zero.
        let mut rest = Self { high: 0, low: 1 };
        let mut work: Work = 0;
        for _ in 0..256 {
            rest = Self { high: rest.high << 1 | rest.low >> 127, low: rest.low << 1 };
            if work >> 127 != 0 {
                return Work::MAX;
            }
            work <<= 1;
            if rest >= divisor {
                let (low, borrow) = rest.low.overflowing_sub(divisor.low);
                rest = Self { high: rest.high - divisor.high - u128::from(borrow), low };
                work |= 1;
            }
        }
        work
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_bits_give_the_work_core_reports() {
        // From `getblockheader` of Bitcoin Core: chainwork of the genesis block is 0x100010001.
        assert_eq!(Target::from_bits(0x1d00_ffff).expect("valid").work(), 0x1_0001_0001);
        assert_eq!(Target::from_bits(0x207f_ffff).expect("valid").work(), 2);
        // Block 600,000's bits.
        let target = Target::from_bits(0x1715_a35c).expect("valid");
        assert_eq!(target, Target::new(0x15_a35c << 32, 0));
    }

    #[test]
    fn bits_that_core_refuses_are_refused() {
        for bits in
            [0, 0x0080_0000, 0x1d80_ffff, 0x0100_0000, 0x2300_0001, 0x2300_0000, 0xff00_ffff]
        {
            assert_eq!(Target::from_bits(bits), None, "{bits:08x}");
        }
    }

    #[test]
    fn a_tiny_target_saturates_the_work() {
        assert_eq!(Target::from_bits(0x0301_0000).expect("valid").work(), Work::MAX);
    }

    #[test]
    fn every_exponent_is_a_target_or_none() {
        for exponent in 0..=255_u32 {
            for mantissa in [0, 1, 0xff, 0xffff, 0x7f_ffff, 0x80_0000, 0xff_ffff] {
                if let Some(target) = Target::from_bits(exponent << 24 | mantissa) {
                    assert_ne!(target, Target::new(0, 0));
                }
            }
        }
    }
}
