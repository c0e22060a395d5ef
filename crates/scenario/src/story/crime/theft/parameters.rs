//! What is drawn before the first block, from the ranges of real cases.

use super::super::{DAY, HOUR};
use crate::story::chance::Chance;

/// What was drawn before the first block.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Parameters {
    pub at: u32,
    pub drains: u64,
    pub drain_per_mille: u64,
    pub chunk_sat: u64,
    pub chunks: u64,
    pub jitter_per_mille: u64,
    pub split_again: bool,
    pub dwell_seconds: u32,
    pub chunks_per_day: u64,
    pub mixed_chunks: u64,
    pub peeled_chunks: u64,
    pub direct_chunks: u64,
    pub resting_chunks: u64,
    pub chunks_per_chain: u64,
    pub hops: (u64, u64),
    pub exchanges: u64,
    pub accounts: u64,
    pub rounds_max: u64,
}

impl Parameters {
    pub fn draw(chance: &mut Chance, transactions: u64, at: u32) -> Parameters {
        let (chunks, hops) = match transactions {
            0..4_000 => (chance.between(7, 9), (20, 24)),
            4_000..20_000 => (chance.between(12, 24), (20, 40)),
            20_000..200_000 => (chance.between(20, 50), (20, 60)),
            _ => (chance.between(36, 50), (24, 160)),
        };
        let is_small = transactions < 4_000;
        let dwells = [
            (35, (2 * HOUR, 3 * DAY)),
            (30, (20 * DAY, 22 * DAY)),
            (25, (45 * DAY, 47 * DAY)),
            (10, (111 * DAY, 113 * DAY)),
        ];
        let (dwell_from, dwell_to) = chance.weighted(&dwells);
        // At least one of each, so that every story has the whole of it.
        let resting = (chunks / 10).max(1);
        let direct = (chunks / 10).max(1);
        let mixed = if is_small { 2 } else { chunks * chance.between(25, 45) / 100 };
        Parameters {
            at,
            drains: chance.between(1, if is_small { 2 } else { 5 }),
            drain_per_mille: chance.between(850, 990),
            chunk_sat: chance.between(30, 200) * 1_000_000,
            chunks,
            jitter_per_mille: chance.between(0, 20),
            split_again: chance.per_mille(400),
            dwell_seconds: u32::try_from(chance.between(dwell_from.into(), dwell_to.into()))
                .expect("days"),
            chunks_per_day: chance.between(2, 10),
            mixed_chunks: mixed,
            peeled_chunks: chunks - resting - direct - mixed,
            direct_chunks: direct,
            resting_chunks: resting,
            chunks_per_chain: if is_small { 2 } else { chance.between(1, 4) },
            hops,
            exchanges: 0,
            accounts: match transactions {
                0..4_000 => 6,
                4_000..100_000 => chance.between(9, 24),
                _ => chance.between(20, 60),
            },
            rounds_max: if is_small { 3 } else { chance.between(4, 9) },
        }
    }
}
