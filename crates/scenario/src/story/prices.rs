//! What a bitcoin costs, day by day: a made-up walk, for payments that are round in dollars.

use model::time::Time;

use super::chain::Chain;
use super::chance::{Chance, Stream};
use super::sink::Beside;

const DAY_SECONDS: u32 = 86_400;

/// Cents for one bitcoin, for each day of a story.
#[derive(Debug, Clone)]
pub struct Prices {
    start: u32,
    cents: Vec<u64>,
}

impl Prices {
    /// A walk of up to three per cent a day between 15,000 and 130,000 dollars.
    pub fn walk(seed: u64, start: u32, end: u32) -> Prices {
        let mut chance = Chance::new(seed, Stream::Prices);
        let mut price = chance.between(2_500_000, 7_000_000);
        let days = end.saturating_sub(start) / DAY_SECONDS + 2;
        let mut step = || {
            let move_per_mille = chance.between(970, 1_031);
            price = (price * move_per_mille / 1000).clamp(1_500_000, 13_000_000);
            price
        };
        let start = start - start % DAY_SECONDS;
        Prices { start, cents: (0..days).map(|_| step()).collect() }
    }

    pub fn cents(&self, time: u32) -> u64 {
        let day = (time.saturating_sub(self.start) / DAY_SECONDS) as usize;
        self.cents[day.min(self.cents.len() - 1)]
    }

    pub fn sat_of_usd(&self, dollars: u64, time: u32) -> u64 {
        dollars * 100 * 100_000_000 / self.cents(time)
    }

    pub fn write(&self, chain: &mut Chain<'_>) {
        let mut day_start = self.start;
        for cents in &self.cents {
            let day = Time::from(day_start).day();
            chain.write(Beside::Prices, &format!("{day},{cents}\n"));
            day_start += DAY_SECONDS;
        }
    }
}
