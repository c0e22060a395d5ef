//! Which network a block without a frame is of.
//!
//! Only a magic names a network. Without one the height in the coinbase and the work of the
//! header tell: at no height since BIP 34 was the main network's difficulty anywhere near as low
//! as the test networks' is. Where that is not enough, the answer is none.

use model::chain::Network;

use crate::bitcoin::target::{Target, Work};

/// (from this height on, no main block proves less work): half or less of the lowest difficulty
/// that the main chain had from there.
const WORK_MIN: [(u32, Work); 5] = [
    (227_931, 1 << 53),
    (300_000, 1 << 64),
    (400_000, 1 << 68),
    (500_000, 1 << 72),
    (600_000, 1 << 75),
];

/// From here on, a block of a test network can only be of the third: the others are younger.
const TEST_HEIGHT_MIN: u32 = 400_000;

pub fn network(height: Option<u32>, bits: u32) -> Option<Network> {
    let height = height?;
    let work = Target::from_bits(bits)?.work();
    let (_, least) = WORK_MIN.into_iter().rfind(|(from, _)| height >= *from)?;
    if work >= least {
        return Some(Network::Main);
    }
    (height >= TEST_HEIGHT_MIN).then_some(Network::Test)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_blocks_are_told_apart_and_old_ones_are_not_guessed() {
        let cases = [
            (Some(367_891), 0x1815_0815, Some(Network::Main)),
            (Some(413_567), 0x1805_8436, Some(Network::Main)),
            (Some(627_714), 0x1711_a333, Some(Network::Main)),
            (Some(928_816), 0x1a02_02f0, Some(Network::Test)),
            (Some(928_828), 0x1d00_ffff, Some(Network::Test)),
            (Some(250_000), 0x1d00_ffff, None),
            (Some(170), 0x1d00_ffff, None),
            (None, 0x1715_a35c, None),
        ];
        for (height, bits, expected) in cases {
            assert_eq!(network(height, bits), expected, "{height:?} {bits:08x}");
        }
    }
}
