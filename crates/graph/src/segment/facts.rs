//! What a transaction says of itself beside its inputs and outputs, in four bytes.
//!
//! Nearly every transaction has version 1 or 2, fits in a block, and has a lock time of zero or of
//! a height shortly before its block's (wallets set the height they knew, against fee sniping).
//! Those are one word; the word of the few others says their flags alone, and there is a record of
//! them in a sorted table.
//!
//! ```text
//! bits 0..22 weight · 22..25 flags · 25 version 2 (else 1)
//! bits 26..32 lock time: 0 zero; 1..=62 so much below the block's height; 63 unusual
//! ```

use crate::packed::NONE;

const WEIGHT_BITS: u32 = 22;
const FLAGS_BITS: u32 = 3;
const VERSION_AT: u32 = WEIGHT_BITS + FLAGS_BITS;
const LOCK_AT: u32 = VERSION_AT + 1;
const LOCK_MAX: u32 = 62;
const UNUSUAL: u32 = 63 << LOCK_AT;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Facts {
    pub version: i32,
    pub lock_time: u32,
    pub weight: u32,
    pub flags: u8,
}

impl Facts {
    /// The word of a transaction in a block of this height ([`NONE`] where it has none).
    pub(crate) fn pack(self, height: u32) -> u32 {
        let lock = match self.lock_time {
            0 => Some(0),
            _ if height == NONE => None,
            time => height.checked_sub(time).filter(|below| (1..=LOCK_MAX).contains(below)),
        };
        let version = match self.version {
            1 => Some(0),
            2 => Some(1),
            _ => None,
        };
        let fits = self.weight >> WEIGHT_BITS == 0 && self.flags >> FLAGS_BITS == 0;
        let flags = (u32::from(self.flags) & ((1 << FLAGS_BITS) - 1)) << WEIGHT_BITS;
        match (lock, version) {
            (Some(lock), Some(version)) if fits => {
                self.weight | flags | version << VERSION_AT | lock << LOCK_AT
            }
            _ => UNUSUAL | flags,
        }
    }

    /// What a word says that is not unusual.
    #[inline]
    pub(crate) fn unpack(word: u32, height: u32) -> Facts {
        let lock_time = match word >> LOCK_AT {
            0 => 0,
            below => height.wrapping_sub(below),
        };
        let version = if word >> VERSION_AT & 1 == 1 { 2 } else { 1 };
        Facts { version, lock_time, weight: word & ((1 << WEIGHT_BITS) - 1), flags: flags(word) }
    }
}

/// Whether a transaction has a record of its own.
#[inline]
pub(crate) fn is_unusual(word: u32) -> bool {
    word >= UNUSUAL
}

/// The flags alone, which need no height.
#[inline]
pub(crate) fn flags(word: u32) -> u8 {
    (word >> WEIGHT_BITS & ((1 << FLAGS_BITS) - 1)).to_le_bytes()[0]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_usual_is_one_word() {
        let usual = Facts { version: 2, lock_time: 811_999, weight: 4_000_000, flags: 7 };
        for lock_time in [0, 811_999, 811_938] {
            let facts = Facts { lock_time, ..usual };
            assert!(!is_unusual(facts.pack(812_000)), "{facts:?}");
        }
        for facts in [
            Facts { lock_time: 812_000, ..usual },
            Facts { lock_time: 811_937, ..usual },
            Facts { lock_time: 1_700_000_000, ..usual },
            Facts { version: 3, ..usual },
            Facts { weight: 1 << 22, ..usual },
            Facts { flags: 8, ..usual },
        ] {
            assert!(is_unusual(facts.pack(812_000)), "{facts:?}");
            assert_eq!(flags(facts.pack(812_000)), facts.flags & 7);
        }
        assert!(is_unusual(usual.pack(NONE)));
    }

    proptest! {
        #[test]
        fn a_word_says_what_was_packed(
            version in 0..4i32,
            below in 0..70u32,
            height in prop_oneof![Just(NONE), 0..1_000_000u32],
            weight in prop_oneof![0..10_000u32, any::<u32>()],
            flags in 0..9u8,
        ) {
            let lock_time = if below == 69 { 0 } else { height.wrapping_sub(below) };
            let facts = Facts { version, lock_time, weight, flags };
            let word = facts.pack(height);
            prop_assert!(is_unusual(word) || Facts::unpack(word, height) == facts);
        }
    }
}
