//! The course of a story: foundation, ordinary days with the crime among them, the last block.

use super::chain::{Chain, Coin, Role, Sums};
use super::chance::{Chance, Stream};
use super::crime::donations::Donations;
use super::crime::ransom::Ransom;
use super::crime::theft::Theft;
use super::crime::{Crime, DAY, Difficulty, HOUR, Report, Start};
use super::exchange::float_sat;
use super::prices::Prices;
use super::sink::{Beside, Sink};
use super::wallet::PurseId;
use super::world::{Population, World};
use super::{Story, StoryError};
use model::time::Time;

/// Below this the whole of a story does not fit.
pub const TRANSACTIONS_MIN: u64 = 1_000;

/// The subsidy of 2024.
pub(super) const SUBSIDY_SAT: u64 = 312_500_000;
const MINUTES_10: u32 = 600;

/// Transactions that one action can come to, generously.
const ACTION_MAX: u64 = 12;

/// Transactions kept for the last block, which brings a story to the number asked for.
const LAST_BLOCK: u64 = 2 * ACTION_MAX;

/// What a story came to: `story.json`.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Summary {
    pub format: u32,
    pub story: &'static str,
    pub title: String,
    pub synthetic: bool,
    pub seed: u64,
    pub network: String,
    pub brief: String,
    pub start: Start,
    pub from: String,
    pub to: String,
    pub tip_height: u32,
    pub tip_hash: String,
    pub labels: &'static str,
    pub label_share: String,
    pub parameters: serde_json::Value,
    pub population: Population,
    pub difficulty: Difficulty,
    pub totals: Totals,
}

/// Sums over the whole story. `stolen_taken = arrived + held + fees`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Totals {
    pub transactions: u64,
    pub blocks: u64,
    pub inputs: u64,
    pub outputs: u64,
    pub addresses: u64,
    pub bytes: u64,
    pub crime_transactions: u64,
    pub decoy_transactions: u64,
    pub coinjoins: u64,
    pub stolen_taken_sat: u64,
    pub stolen_arrived_sat: u64,
    pub stolen_held_sat: u64,
    pub stolen_fees_sat: u64,
}

/// Grows a story of so many transactions, coinbases included. The sink takes it block by block.
pub fn grow(
    story: Story,
    seed: u64,
    transactions: u64,
    sink: &mut dyn Sink,
    progress: &mut dyn FnMut(u64),
) -> Result<Summary, StoryError> {
    if transactions < TRANSACTIONS_MIN {
        return Err(StoryError::TooSmall { asked: transactions });
    }
    let mut course = Course::plan(story, seed, transactions, sink);
    course.found()?;
    course.live(progress)?;
    course.end(progress)
}

/// A story on its way.
struct Course<'a> {
    story: Story,
    seed: u64,
    transactions: u64,
    start: u32,
    end: u32,
    world: World<'a>,
    crime: Box<dyn Crime>,
    miner: usize,
}

impl<'a> Course<'a> {
    fn plan(story: Story, seed: u64, transactions: u64, sink: &'a mut dyn Sink) -> Course<'a> {
        let mut chance = Chance::new(seed, Stream::Plan);
        // Some day between 2023-01-01 and 2025-06-30, and a month of ordinary life before it begins.
        let day = u32::try_from(chance.below(911)).expect("days");
        let start = 1_672_531_200 + day * DAY;
        let at = start + u32::try_from(chance.between(20, 40)).expect("days") * DAY + 9 * HOUR;
        let (crime, span): (Box<dyn Crime>, u32) = match story {
            Story::ExchangeTheft => {
                let theft = Theft::plan(seed, transactions, at);
                let span = theft.span();
                (Box::new(theft), span)
            }
            Story::Ransom => {
                let ransom = Ransom::plan(seed, transactions, at);
                let span = ransom.span();
                (Box::new(ransom), span)
            }
            Story::Donations => {
                let donations = Donations::plan(seed, transactions, at);
                let span = donations.span();
                (Box::new(donations), span)
            }
        };
        let end = at + span + 10 * DAY;
        let chain = Chain::new(story.name(), seed, sink);
        let population = Population::of(transactions);
        let prices = Prices::walk(seed, start, end + 60 * DAY);
        let world = World::new(chain, seed, population, prices, start);
        Course { story, seed, transactions, start, end, world, crime, miner: 0 }
    }

    /// The first blocks mint what the exchanges hold; then business opens.
    fn found(&mut self) -> Result<(), StoryError> {
        let float = float_sat(&self.world.population);
        for exchange in 0..self.world.exchanges.len() {
            let cold = self.world.exchanges[exchange].cold;
            let address = self.world.receive(cold, Role::Cold);
            self.world.now += MINUTES_10;
            let coin = self.world.chain.close(self.world.now, address, float, "float");
            self.world.purse_mut(cold).put(coin);
        }
        self.world.now += MINUTES_10;
        self.crime.begin(&mut self.world);
        self.world.open_for_business();
        self.close_block()
    }

    /// Ordinary blocks evenly over the time, and the crime's own in between.
    fn live(&mut self, progress: &mut dyn FnMut(u64)) -> Result<(), StoryError> {
        let per_block = (self.transactions.isqrt() / 10).clamp(10, 2_500);
        let slots = self.transactions / per_block;
        let first = self.world.now;
        let step = u64::from(self.end - first) / slots;
        for slot in 1..slots {
            let jitter = self.world.chance.below(step / 2 + 1);
            let wait = u32::try_from(step * slot + jitter).expect("a story lasts a few years");
            self.act_until(first + wait)?;
            self.world.now = (first + wait).max(self.world.chain.time() + 1);
            self.act_due();
            self.drift();
            self.arrive(slot, slots);
            let exchange = usize::try_from(slot).expect("blocks of a story");
            self.world.sweep_by_the_clock(exchange % self.world.exchanges.len());
            self.fill(self.quota(slots - slot));
            self.close_block()?;
            progress(self.world.chain.sums.transactions);
        }
        Ok(())
    }

    /// What is due long before the next ordinary block gets blocks of its own.
    fn act_until(&mut self, time: u32) -> Result<(), StoryError> {
        while let Some(due) = self.crime.due()
            && due + MINUTES_10 <= time
        {
            let slot = due.next_multiple_of(MINUTES_10);
            self.world.now = slot.max(self.world.chain.time() + 1);
            self.act_due();
            if self.world.chain.open_len() > 0 {
                // Others go on meanwhile: nobody is alone in a block for long.
                let company = self.world.chance.below(4).min(self.quota(1));
                self.fill(company);
                self.close_block()?;
            }
        }
        Ok(())
    }

    fn act_due(&mut self) {
        while self.crime.due().is_some_and(|due| due <= self.world.now) {
            self.crime.act(&mut self.world);
        }
    }

    /// Ordinary transactions for this block: what is left, evenly.
    fn quota(&self, slots_left: u64) -> u64 {
        let reserve = self.crime.left() + slots_left + LAST_BLOCK;
        let done = self.world.chain.sums.transactions + reserve;
        self.transactions.saturating_sub(done) / slots_left
    }

    fn fill(&mut self, quota: u64) {
        let until = self.world.chain.sums.transactions + quota;
        let mut idle = 0;
        while self.world.chain.sums.transactions < until && idle < 400 {
            let before = self.world.chain.sums.transactions;
            self.world.act();
            self.world.make_room();
            idle = if self.world.chain.sums.transactions > before { 0 } else { idle + 1 };
        }
    }

    /// New people come in the first half of the story.
    fn arrive(&mut self, slot: u64, slots: u64) {
        let users = self.world.population.users;
        let first = users * 2 / 5;
        let wanted = (first + (users - first) * slot * 2 / slots).min(users);
        while (self.world.users.len() as u64) < wanted {
            self.world.arrive();
        }
    }

    /// The fee market moves a little.
    fn drift(&mut self) {
        let rate = self.world.rate;
        self.world.rate = match self.world.chance.below(5) {
            0 => (rate * 23 / 20 + 1).min(60),
            1 => (rate * 17 / 20).max(2),
            _ => rate,
        };
    }

    fn close_block(&mut self) -> Result<(), StoryError> {
        self.miner = (self.miner + 1) % self.world.miners.len();
        let miner: PurseId = self.world.miners[self.miner];
        let address = self.world.receive(miner, Role::Receive);
        let coin: Coin = self.world.chain.close(self.world.now, address, SUBSIDY_SAT, "mint");
        self.world.purse_mut(miner).put(coin);
        self.world.chain.check()?;
        Ok(())
    }

    /// Lets the crime finish, fills up to the number asked for, and writes the truth's last lines.
    fn end(mut self, progress: &mut dyn FnMut(u64)) -> Result<Summary, StoryError> {
        self.act_until(u32::MAX)?;
        self.world.now = self.end.max(self.world.chain.time() + MINUTES_10);
        let wanted = self.transactions - 1;
        self.fill(wanted.saturating_sub(self.world.chain.sums.transactions + ACTION_MAX));
        while self.world.chain.sums.transactions < wanted {
            self.world.act_once();
        }
        self.close_block()?;
        let mut held_sat = 0;
        for coin in self.crime.held(&self.world) {
            held_sat += coin.stolen_sat;
            self.world.chain.say_held(&coin);
        }
        let summary = self.summary(held_sat);
        let labels = self.world.labels.yaml(&summary.title, &summary.label_share);
        self.world.chain.write(Beside::Labels, &labels);
        let json = serde_json::to_string_pretty(&summary).expect("plain values") + "\n";
        self.world.chain.write(Beside::Summary, &json);
        self.world.chain.check()?;
        progress(self.world.chain.sums.transactions);
        Ok(summary)
    }

    fn summary(&mut self, held_sat: u64) -> Summary {
        let Report { brief, start, parameters, difficulty } = self.crime.report(&mut self.world);
        let Sums {
            stolen_taken_sat,
            stolen_arrived_sat,
            stolen_fees_sat,
            transactions,
            inputs,
            outputs,
            blocks,
            bytes,
            crime_transactions,
            decoy_transactions,
        } = self.world.chain.sums;
        let tip = self.world.chain.tip();
        let (tags, known_of) = (self.world.labels.tags.len(), self.world.labels.known_of);
        Summary {
            format: 1,
            story: self.story.name(),
            title: format!("{} story, seed {}", self.story, self.seed),
            synthetic: true,
            seed: self.seed,
            network: model::chain::Network::Story.to_string(),
            brief,
            start,
            from: Time::from(self.start).to_string(),
            to: Time::from(self.world.now).to_string(),
            tip_height: tip.height,
            tip_hash: tip.hash.to_string(),
            labels: Beside::Labels.path(),
            label_share: format!(
                "It tags {tags} of {known_of} addresses that services gave out or published."
            ),
            parameters,
            population: self.world.population,
            difficulty,
            totals: Totals {
                transactions,
                blocks,
                inputs,
                outputs,
                addresses: u64::from(self.world.chain.addresses()),
                bytes,
                crime_transactions,
                decoy_transactions,
                coinjoins: self.world.mixing.rounds,
                stolen_taken_sat,
                stolen_arrived_sat,
                stolen_held_sat: held_sat,
                stolen_fees_sat,
            },
        }
    }
}
