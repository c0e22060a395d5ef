//! The shapes of the mix: how many inputs and outputs, how much, locked how.
//!
//! Numbers of inputs and outputs and the spread of values are those of 52 mainnet blocks of 2014 to
//! 2020 (83,000 transactions, kept out of this repository), measured with the `bitcoin` crate: 74 %
//! have one input, 79 % two outputs, 1 in 500 more than a hundred inputs; values by power of ten as
//! below. The shares of locks are of the years after taproot, as public statistics of block contents
//! show them, rounded, with P2PKH and P2SH a little high, so that 22 % of transactions are without a
//! witness.

use super::locks::Kind;
use crate::story::chance::Chance;

/// Inputs of a payment, of 1000: what one person or desk signs together.
const INPUTS: [(u64, (u64, u64)); 6] =
    [(775, (1, 1)), (145, (2, 2)), (40, (3, 3)), (20, (4, 5)), (14, (6, 10)), (6, (11, 25))];

/// Outputs of a payment, of 1000.
const OUTPUTS: [(u64, (u64, u64)); 4] = [(30, (1, 1)), (885, (2, 2)), (70, (3, 3)), (15, (4, 5))];

/// Outputs of a payout to many, of 1000.
const BATCHES: [(u64, (u64, u64)); 5] =
    [(428, (4, 10)), (360, (11, 25)), (160, (26, 100)), (45, (101, 400)), (7, (401, 2_000))];

/// Inputs of a consolidation, of 1000.
const GATHERED: [(u64, (u64, u64)); 4] =
    [(450, (6, 12)), (370, (13, 40)), (150, (41, 120)), (30, (121, 250))];

/// Values of payments by power of ten, of 1000.
const VALUES_SAT: [(u64, (u64, u64)); 8] = [
    (20, (546, 999)),
    (36, (1_000, 9_999)),
    (80, (10_000, 99_999)),
    (290, (100_000, 999_999)),
    (305, (1_000_000, 9_999_999)),
    (160, (10_000_000, 99_999_999)),
    (85, (100_000_000, 999_999_999)),
    (24, (1_000_000_000, 20_000_000_000)),
];

/// Locks of people's wallets, of 1000.
const PEOPLE: [(u64, Kind); 9] = [
    (450, Kind::P2wpkh),
    (155, Kind::P2pkh),
    (170, Kind::P2tr),
    (110, Kind::Wrapped),
    (50, Kind::P2sh),
    (59, Kind::P2wsh),
    (3, Kind::Multisig),
    (2, Kind::P2pk),
    (1, Kind::Nonstandard),
];

/// Locks of services, of 1000.
const SERVICES: [(u64, Kind); 6] = [
    (505, Kind::P2wpkh),
    (140, Kind::P2pkh),
    (120, Kind::Wrapped),
    (85, Kind::P2sh),
    (110, Kind::P2wsh),
    (40, Kind::P2tr),
];

/// Of this many P2TR spends one is an inscription.
const INSCRIPTION_ONE_IN: u64 = 12;

pub fn inputs(chance: &mut Chance) -> usize {
    count(chance, &INPUTS)
}

pub fn outputs(chance: &mut Chance) -> usize {
    count(chance, &OUTPUTS)
}

pub fn batch(chance: &mut Chance) -> usize {
    count(chance, &BATCHES)
}

pub fn gathered(chance: &mut Chance) -> usize {
    count(chance, &GATHERED)
}

pub fn person(chance: &mut Chance) -> Kind {
    chance.weighted(&PEOPLE)
}

pub fn service(chance: &mut Chance) -> Kind {
    chance.weighted(&SERVICES)
}

/// What somebody pays: one in five a round number.
pub fn value_sat(chance: &mut Chance) -> u64 {
    let (from, to) = chance.weighted(&VALUES_SAT);
    let value = chance.log_uniform(from, to);
    if chance.below(5) > 0 {
        return value;
    }
    // One or two digits, then zeros.
    let digits = value.ilog10();
    let keep = u32::from(chance.below(2) == 0);
    let unit = 10_u64.pow(digits.saturating_sub(keep));
    value / unit * unit
}

/// Bytes of content of an inscription; 0 for a plain spend.
pub fn inscription(chance: &mut Chance) -> usize {
    if chance.below(INSCRIPTION_ONE_IN) > 0 {
        return 0;
    }
    // Most are a line of JSON, few are pictures.
    let length = match chance.below(100) {
        0..80 => chance.between(40, 120),
        80..98 => chance.log_uniform(120, 4_000),
        _ => chance.log_uniform(4_000, 90_000),
    };
    usize::try_from(length).expect("at most 90,000")
}

fn count(chance: &mut Chance, of: &[(u64, (u64, u64))]) -> usize {
    let (from, to) = chance.weighted(of);
    let count = if to - from < 2 { chance.between(from, to) } else { chance.log_uniform(from, to) };
    usize::try_from(count).expect("at most 2,000")
}
