//! An exchange is robbed and the loot laundered: drain → equal chunks → dwell → CoinJoin or peel
//! chains → deposits at several exchanges; some is left lying.
//!
//! Ranges from the cases of 2017 to 2025 (YouBit, KuCoin, WazirX, DMM, Bybit and the indictment
//! "113 Virtual Currency Accounts"): 1 to 5 draining transactions within the hour, 85 to 100 % of
//! the wallet; chunks of 0.3 to 2 BTC that differ by 0 to 2 %, the last one a small rest; dwells
//! of days, 3 weeks, 46 or 112 days; 2 to 10 chunks a day; peels of 0.05 to 2 % or 0.1 to 1 BTC
//! over 20 hops and more, minutes apart, to deposit addresses of at least three exchanges.

mod mix;
mod parameters;
mod peel;
mod robbery;

use parameters::Parameters;

use super::{Agenda, Crime, DAY, Difficulty, Report, Start};
use crate::lock::Form;
use crate::story::chain::{ActorId, Address, Coin, Pay, Role, Why};
use crate::story::chance::{Chance, Stream};
use crate::story::wallet::{Choice, Order, Style};
use crate::story::world::{To, World};

/// What becomes of a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Mix,
    Peel,
    Direct,
    Rest,
}

#[derive(Debug)]
enum Act {
    Drain(u64),
    Split,
    Empty(usize),
    Join { coins: Vec<Coin>, rounds: u64, tries: u64 },
    Spend(Vec<Coin>),
    CashOut(Coin),
    Peel(PeelChain),
}

/// A peel chain on its way.
#[derive(Debug, Clone, Copy)]
struct PeelChain {
    coin: Coin,
    hops_left: u64,
    gap_seconds: u64,
    /// Satoshis a hop, or 0 for a share.
    peel_sat: u64,
    peel_per_100k: u64,
}

#[derive(Debug)]
pub struct Theft {
    parameters: Parameters,
    chance: Chance,
    agenda: Agenda<Act>,
    thief: ActorId,
    victim: usize,
    style: Style,
    destinations: Vec<Address>,
    accounts: Vec<(usize, Address)>,
    loot: Vec<Coin>,
    chunks: Vec<(Coin, Fate)>,
    gathering: Vec<Coin>,
    held: Vec<Coin>,
    start: Start,
    mixed_sat: u64,
    hops_longest: u64,
    branches: u64,
}

impl Theft {
    pub fn plan(seed: u64, transactions: u64, at: u32) -> Theft {
        let mut chance = Chance::new(seed, Stream::Crime);
        let parameters = Parameters::draw(&mut chance, transactions, at);
        let style = Style {
            form: Form::P2wpkh,
            choice: Choice::Any,
            reuse_per_mille: 0,
            change_to_input: false,
            order: *chance.pick(&[Order::Shuffled, Order::ChangeLast, Order::Sorted]),
            ..Style::draw(&mut chance)
        };
        Theft {
            parameters,
            chance,
            agenda: Agenda::default(),
            thief: ActorId(0),
            victim: 0,
            style,
            destinations: Vec::new(),
            accounts: Vec::new(),
            loot: Vec::new(),
            chunks: Vec::new(),
            gathering: Vec::new(),
            held: Vec::new(),
            start: Start::default(),
            mixed_sat: 0,
            hops_longest: 0,
            branches: 0,
        }
    }

    /// How long it takes from the theft to the last act, about.
    pub fn span(&self) -> u32 {
        let Parameters { dwell_seconds, chunks, chunks_per_day, hops, .. } = &self.parameters;
        let emptying = u32::try_from(chunks / chunks_per_day + 1).expect("days") * DAY;
        dwell_seconds + emptying + u32::try_from(hops.1).expect("hops") * 40 * 60 + 8 * DAY
    }

    /// What one of the drains takes: whole chunks and the fee of splitting them; the last one also a
    /// rest that is no whole chunk, as at Bybit.
    fn drain_sat(&self, number: u64) -> u64 {
        let Parameters { chunk_sat, chunks, drains, .. } = self.parameters;
        let count = chunks / drains + u64::from(number < chunks % drains);
        let rest = if number + 1 == drains { chunk_sat * 7 / 20 } else { 0 };
        count * chunk_sat + rest + chunk_sat / 100
    }

    fn loot_sat(&self) -> u64 {
        (0..self.parameters.drains).map(|number| self.drain_sat(number)).sum()
    }

    fn address(&self, world: &mut World<'_>) -> Address {
        world.chain.address(self.thief, self.style.form, Role::Loot)
    }

    fn why(&self, stage: &'static str, intent: &'static str) -> Why {
        Why::crime(stage, intent, self.thief)
    }

    fn account(&mut self) -> (usize, Address) {
        *self.chance.pick(&self.accounts)
    }

    fn minutes(&mut self, from: u64, to: u64) -> u32 {
        u32::try_from(60 * self.chance.between(from, to)).expect("minutes of days")
    }

    /// About how many transactions an act leads to. Each of them has a block to itself in a small story,
    /// with a coinbase and some company.
    fn weight(&self, act: &Act) -> u64 {
        match act {
            Act::Drain(_) | Act::Split | Act::CashOut(_) => 3,
            Act::Spend(_) => 5,
            Act::Empty(number) => self.weight_of(self.chunks[*number].1),
            Act::Join { rounds, .. } => rounds * 9,
            Act::Peel(chain) => chain.hops_left * 5 / 2 + 3,
        }
    }

    fn weight_of(&self, fate: Fate) -> u64 {
        let Parameters { rounds_max, hops, chunks_per_chain, .. } = self.parameters;
        match fate {
            Fate::Rest => 0,
            Fate::Direct => 5,
            Fate::Mix => 2 + rounds_max * 9,
            Fate::Peel => 2 + (hops.0 + hops.1) / 2 * 5 / 2 / chunks_per_chain,
        }
    }
    /// Each loot coin into equal chunks to fresh addresses; the last one is what is left.
    fn split(&mut self, world: &mut World<'_>) {
        for coin in std::mem::take(&mut self.loot) {
            let chunk = self.parameters.chunk_sat;
            let count = coin.value_sat / (chunk + chunk / 1000);
            let forms = vec![self.style.form; usize::try_from(count).expect("chunks") + 1];
            let mut left = coin.value_sat - world.fee(&self.style, &[coin], &forms);
            let mut outs = Vec::new();
            while left >= chunk {
                let jitter =
                    self.chance.between(0, chunk * self.parameters.jitter_per_mille / 1000);
                let address = self.address(world);
                outs.push(To::loose(Pay::stolen(address, chunk - jitter)));
                left -= chunk - jitter;
            }
            match outs.last_mut() {
                // What the fee left over: within the jitter of a chunk.
                Some(last) if left < chunk / 50 => {
                    last.pay = Pay::stolen(last.pay.address, last.pay.value_sat + left);
                }
                _ => {
                    let address = self.address(world);
                    outs.push(To::loose(Pay::stolen(address, left)));
                }
            }
            let why = self.why("SPLIT", "equal chunks");
            let style = self.style;
            let coins = world.compose(&style, vec![coin], outs, why);
            self.branches += coins.len() as u64;
            self.chunks.extend(coins.into_iter().map(|coin| (coin, Fate::Rest)));
        }
        self.decide(world.now);
    }

    /// Gives every chunk its fate and its day. A rest that is no whole chunk is left lying or sent
    /// straight on: it is too small to be mixed.
    fn decide(&mut self, now: u32) {
        let whole_sat = self.parameters.chunk_sat / 2;
        let whole = self.chunks.iter().filter(|(coin, _)| coin.value_sat >= whole_sat).count();
        let mut fates = self.fates(whole).into_iter();
        let gap = u64::from(DAY) / self.parameters.chunks_per_day;
        for number in 0..self.chunks.len() {
            let coin = self.chunks[number].0;
            self.chunks[number].1 = if coin.value_sat >= whole_sat {
                fates.next().unwrap_or(Fate::Rest)
            } else {
                *self.chance.pick(&[Fate::Rest, Fate::Direct])
            };
            let wait = gap * number as u64 + self.chance.between(0, gap / 2);
            let wait = u32::try_from(wait).expect("days");
            self.agenda.plan(now + self.parameters.dwell_seconds + wait, Act::Empty(number));
        }
    }

    /// Fates for so many chunks, in any order; one of each, however few they are.
    fn fates(&mut self, count: usize) -> Vec<Fate> {
        let Parameters { mixed_chunks, peeled_chunks, direct_chunks, .. } = self.parameters;
        let mut others = Vec::new();
        for (count, fate) in
            [(mixed_chunks, Fate::Mix), (peeled_chunks, Fate::Peel), (direct_chunks, Fate::Direct)]
        {
            others.extend((1..count).map(|_| fate));
        }
        self.chance.shuffle(&mut others);
        let mut fates = vec![Fate::Mix, Fate::Peel, Fate::Direct, Fate::Rest];
        fates.append(&mut others);
        fates.resize(count, Fate::Rest);
        self.chance.shuffle(&mut fates);
        fates
    }

    fn empty(&mut self, world: &mut World<'_>, number: usize) {
        let (coin, fate) = self.chunks[number];
        let soon = world.now + self.minutes(10, 60);
        match fate {
            Fate::Rest => self.held.push(coin),
            Fate::Mix => {
                let coins = self.split_again(world, coin);
                let rounds = self.parameters.rounds_max;
                self.agenda.plan(soon, Act::Join { coins, rounds, tries: 0 });
            }
            Fate::Direct => {
                let address = self.address(world);
                let style = self.style;
                let why = self.why("RESPLIT", "hop before cash-out");
                let make = |rest| To::loose(Pay::stolen(address, rest));
                match world.send_all(&style, vec![coin], make, address.form, why) {
                    Ok(coin) => self.agenda.plan(soon, Act::CashOut(coin)),
                    Err(coins) => self.held.extend(coins),
                }
            }
            Fate::Peel => self.gathering.push(coin),
        }
        let is_last = number + 1 == self.chunks.len();
        let is_full = self.gathering.len() as u64 >= self.parameters.chunks_per_chain;
        if is_full || (is_last && !self.gathering.is_empty()) {
            self.start_chain(world);
        }
    }

    /// A second level: three equal parts.
    fn split_again(&mut self, world: &mut World<'_>, coin: Coin) -> Vec<Coin> {
        let third = coin.value_sat / 3;
        if !self.parameters.split_again || third < 15_000_000 {
            return vec![coin];
        }
        let fee = world.fee(&self.style, &[coin], &[self.style.form; 3]);
        let mut outs = Vec::new();
        for value in [third, third, coin.value_sat - 2 * third - fee] {
            let address = self.address(world);
            outs.push(To::loose(Pay::stolen(address, value)));
        }
        self.branches += 2;
        let why = self.why("SPLIT", "thirds");
        let style = self.style;
        world.compose(&style, vec![coin], outs, why)
    }
}

impl Crime for Theft {
    fn begin(&mut self, world: &mut World<'_>) {
        self.thief = world.actor("thief", "", &self.style.text());
        self.victim = self.chance.index(world.exchanges.len());
        let mut houses: Vec<usize> =
            (0..world.exchanges.len()).filter(|at| *at != self.victim).collect();
        self.chance.shuffle(&mut houses);
        let most = houses.len() as u64;
        houses.truncate(usize::try_from(self.chance.between(3, most.min(6))).expect("small"));
        self.parameters.exchanges = houses.len() as u64;
        for number in 0..self.parameters.accounts {
            let house = houses[usize::try_from(number).expect("small") % houses.len()];
            self.accounts.push((house, world.open_account(house, self.thief)));
        }
        let at = self.parameters.at;
        for number in 0..self.parameters.drains {
            let wait = self.minutes(0, 50 / self.parameters.drains)
                + u32::try_from(number * 50 * 60 / self.parameters.drains).expect("an hour");
            self.agenda.plan(at + wait, Act::Drain(number));
        }
    }

    fn due(&self) -> Option<u32> {
        self.agenda.due()
    }

    fn act(&mut self, world: &mut World<'_>) {
        let Some(act) = self.agenda.next() else { return };
        match act {
            Act::Drain(number) => self.drain(world, number),
            Act::Split => self.split(world),
            Act::Empty(number) => self.empty(world, number),
            Act::Join { coins, rounds, tries } => self.join(world, coins, rounds, tries),
            Act::Spend(coins) => self.spend(world, coins),
            Act::CashOut(coin) => self.cash_out(world, coin),
            Act::Peel(chain) => self.peel(world, chain),
        }
    }

    fn left(&self) -> u64 {
        if self.chunks.is_empty() {
            let Parameters { mixed_chunks, peeled_chunks, direct_chunks, .. } = self.parameters;
            return 8
                + mixed_chunks * self.weight_of(Fate::Mix)
                + peeled_chunks * self.weight_of(Fate::Peel)
                + direct_chunks * self.weight_of(Fate::Direct);
        }
        self.agenda.iter().map(|act| self.weight(act)).sum()
    }

    fn held(&self, _: &World<'_>) -> Vec<Coin> {
        self.held.clone()
    }

    fn report(&self, world: &mut World<'_>) -> Report {
        let sums = world.chain.sums;
        let name = &world.exchanges[self.victim].name;
        let difficulty = Difficulty {
            score: 0,
            mixed_percent: (self.mixed_sat * 100 / sums.stolen_taken_sat.max(1)).min(100),
            hops_longest: self.hops_longest,
            dwell_days: u64::from(self.parameters.dwell_seconds / DAY),
            branches: self.branches,
            crime_per_million: sums.crime_transactions * 1_000_000 / sums.transactions,
        };
        Report {
            brief: format!(
                "The hot wallet of {name} was drained. Where are its customers' coins now, and who could stop them?"
            ),
            start: self.start.clone(),
            parameters: serde_json::to_value(&self.parameters).expect("plain numbers"),
            difficulty: difficulty.weigh(),
        }
    }
}
