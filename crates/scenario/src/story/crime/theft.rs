//! An exchange is robbed and the loot laundered: drain → equal chunks → dwell → CoinJoin or peel
//! chains → deposits at several exchanges; some is left lying.
//!
//! Ranges from the cases of 2017 to 2025 (YouBit, KuCoin, WazirX, DMM, Bybit and the indictment
//! "113 Virtual Currency Accounts"): 1 to 5 draining transactions within the hour, 85 to 100 % of
//! the wallet; chunks of 0.3 to 2 BTC that differ by 0 to 2 %, the last one a small rest; dwells
//! of days, 3 weeks, 46 or 112 days; 2 to 10 chunks a day; peels of 0.05 to 2 % or 0.1 to 1 BTC
//! over 20 hops and more, minutes apart, to deposit addresses of at least three exchanges.

use super::{Agenda, Crime, DAY, Difficulty, HOUR, Report, Start, coin_at, deliver};
use crate::lock::Form;
use crate::story::chain::{ActorId, Address, Coin, Pay, Role, Why};
use crate::story::chance::{Chance, Stream};
use crate::story::coinjoin::Seat;
use crate::story::exchange::Exchange;
use crate::story::labels::Tag;
use crate::story::wallet::{Choice, INPUTS_MAX, Order, Style};
use crate::story::world::{To, World};

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
    fn draw(chance: &mut Chance, transactions: u64, at: u32) -> Parameters {
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
    Peel(Chain),
}

/// A peel chain on its way.
#[derive(Debug, Clone, Copy)]
struct Chain {
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

    /// Brings the victim's hot wallet to what is still to be stolen from it and the share that stays,
    /// as a busy day would: it is never short of what the thieves take.
    fn prepare(&mut self, world: &mut World<'_>, number: u64) {
        let Parameters { drains, drain_per_mille, .. } = self.parameters;
        let Exchange { hot, cold, .. } = world.exchanges[self.victim];
        let loot: u64 = (number..drains).map(|number| self.drain_sat(number)).sum();
        let stays = self.loot_sat() / drain_per_mille * (1000 - drain_per_mille);
        let wanted = loot + stays + 1_000_000;
        let balance = world.purse(hot).balance_sat();
        if balance < wanted {
            self.refill(world, wanted - balance);
        } else if number == 0 && balance > wanted + 100_000_000 {
            let address = world.receive(cold, Role::Cold);
            let to = To::purse(cold, address, balance - wanted);
            world.spend(hot, vec![to], Why::ordinary("to cold storage"));
        }
    }

    fn refill(&self, world: &mut World<'_>, value_sat: u64) {
        let Exchange { hot, cold, .. } = world.exchanges[self.victim];
        let address = world.hot_address(self.victim);
        let to = To::purse(hot, address, value_sat);
        world.spend(cold, vec![to], Why::ordinary("refill from cold storage"));
    }

    fn drain(&mut self, world: &mut World<'_>, number: u64) {
        let drains = self.parameters.drains;
        self.prepare(world, number);
        let share = self.drain_sat(number);
        let is_shared = self.destinations.len() == 1 && drains > 1 && self.chance.per_mille(500);
        let address = if is_shared { self.destinations[0] } else { self.address(world) };
        if let Some(coin) = self.take(world, address, share) {
            self.start.add_tx(coin.at.txid);
            self.start.add_outpoint(coin.at);
            self.loot.push(coin);
            if !self.destinations.contains(&address) {
                self.destinations.push(address);
            }
        }
        if number + 1 == drains {
            self.publish(world);
            let wait = self.minutes(20, 180);
            self.agenda.plan(world.now + wait, Act::Split);
        }
    }

    /// Takes so much from the hot wallet. Where it holds too many small coins for one transaction, a
    /// large one has just come in; where the exchange has no other, the thieves take what fits.
    fn take(&self, world: &mut World<'_>, address: Address, share: u64) -> Option<Coin> {
        let hot = world.exchanges[self.victim].hot;
        let why = self.why("THEFT", "drain of the hot wallet");
        let to = To::loose(Pay::stolen(address, share));
        let mut coins = world.spend(hot, vec![to], why);
        if coins.is_none() {
            self.refill(world, share + share / 50);
            coins = world.spend(hot, vec![to], why);
        }
        if let Some(coins) = coins {
            return coin_at(&coins, address);
        }
        let style = world.purse(hot).style;
        let coins = world.purse_mut(hot).take_oldest(INPUTS_MAX);
        let make = |rest| To::loose(Pay::stolen(address, rest));
        world.send_all(&style, coins, make, address.form, why).ok()
    }

    /// After the event the addresses of the theft are known to everybody.
    fn publish(&mut self, world: &mut World<'_>) {
        let name = world.exchanges[self.victim].name.clone();
        for address in self.destinations.clone() {
            world.labels.known_of += 1;
            self.start.addresses.push(world.chain.text(address));
            let tag = Tag {
                address: String::new(),
                label: format!("Theft from {name} (synthetic)"),
                category: "perpetrator",
                concept: None,
                abuse: Some("service_hack"),
                source: String::from("https://kancil.example/story/incident-report"),
                confidence: "forensic",
                seen: world.now + 2 * DAY,
            };
            world.tag(address, tag);
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

    /// Puts the gathered chunks together and begins to peel.
    fn start_chain(&mut self, world: &mut World<'_>) {
        let coins = std::mem::take(&mut self.gathering);
        let style = self.style;
        let coin = if let [coin] = coins[..] {
            coin
        } else {
            let address = self.address(world);
            let why = self.why("RESPLIT", "gather");
            let make = |rest| To::loose(Pay::stolen(address, rest));
            match world.send_all(&style, coins, make, address.form, why) {
                Ok(coin) => coin,
                Err(coins) => return self.held.extend(coins),
            }
        };
        let hops_left = self.chance.between(self.parameters.hops.0, self.parameters.hops.1);
        self.hops_longest = self.hops_longest.max(hops_left);
        // Whole tenths of a bitcoin where that lasts, else a share of what is left.
        let per_hop = coin.value_sat * 4 / 5 / hops_left;
        let peel_sat = if per_hop >= 10_000_000 { per_hop.min(100_000_000) } else { 0 };
        let chain = Chain {
            coin,
            hops_left,
            gap_seconds: 60 * self.chance.between(10, 40),
            peel_sat,
            peel_per_100k: self.chance.between(200, 2_000),
        };
        let wait = self.minutes(10, 40);
        self.agenda.plan(world.now + wait, Act::Peel(chain));
    }

    /// One hop: a little to a deposit address, the rest to a fresh address.
    fn peel(&mut self, world: &mut World<'_>, mut chain: Chain) {
        let Chain { coin, peel_sat, peel_per_100k, .. } = chain;
        let account = self.account();
        let peel = if peel_sat > 0 {
            self.chance.between(peel_sat * 3 / 4, peel_sat * 5 / 4)
        } else {
            let share = self.chance.between(peel_per_100k / 2, peel_per_100k.min(1_600) * 5 / 4);
            coin.value_sat * share / 100_000
        };
        let to = deliver(world, account, peel);
        let style = self.style;
        let fee = world.fee(&style, &[coin], &[to.pay.address.form, style.form]);
        let rest = coin.value_sat.saturating_sub(peel + fee);
        if chain.hops_left == 0 || rest < peel * 3 {
            return self.end_chain(world, coin);
        }
        let address = self.address(world);
        let outs = vec![to, To::loose(Pay::stolen(address, rest))];
        let why = self.why("PEEL", "peel to a deposit address");
        let coins = world.compose(&style, vec![coin], outs, why);
        chain.coin = coin_at(&coins, address).expect("it was just made");
        chain.hops_left -= 1;
        self.sweep_if_due(world, account.0);
        let jitter = self.chance.between(chain.gap_seconds * 4 / 5, chain.gap_seconds * 6 / 5);
        let wait = u32::try_from(jitter).expect("minutes");
        self.agenda.plan(world.now + wait, Act::Peel(chain));
    }

    fn end_chain(&mut self, world: &mut World<'_>, coin: Coin) {
        if self.chance.per_mille(500) {
            self.held.push(coin);
        } else {
            self.cash_out(world, coin);
        }
    }

    /// Everything of one coin to one, two or three deposit addresses.
    fn cash_out(&mut self, world: &mut World<'_>, coin: Coin) {
        let parts = self.chance.between(2, 3);
        let mut accounts: Vec<(usize, Address)> = Vec::new();
        for _ in 0..parts {
            let account = self.account();
            if accounts.iter().all(|(_, address)| *address != account.1) {
                accounts.push(account);
            }
        }
        let forms: Vec<Form> = accounts.iter().map(|(_, address)| address.form).collect();
        let style = self.style;
        let fee = world.fee(&style, &[coin], &forms);
        let Some(mut left) = coin.value_sat.checked_sub(fee).filter(|left| *left > 30_000) else {
            return self.held.push(coin);
        };
        let mut outs = Vec::new();
        for (at, account) in accounts.iter().enumerate() {
            let is_last = at + 1 == accounts.len();
            let value = if is_last { left } else { left * self.chance.between(300, 600) / 1000 };
            left -= value;
            outs.push(deliver(world, *account, value));
        }
        let why = self.why("CASHOUT", "deposit at exchanges");
        world.compose(&style, vec![coin], outs, why);
        accounts.iter().for_each(|(exchange, _)| self.sweep_if_due(world, *exchange));
    }

    fn sweep_if_due(&self, world: &mut World<'_>, exchange: usize) {
        if world.wants_sweep(exchange) {
            world.sweep(exchange);
        }
    }

    /// Sits down in a CoinJoin round among others.
    fn join(&mut self, world: &mut World<'_>, coins: Vec<Coin>, rounds: u64, tries: u64) {
        let value: u64 = coins.iter().map(|coin| coin.value_sat).sum();
        let seat = Seat { owner: self.thief, coins: coins.clone(), after: None, change: None };
        let crowd =
            usize::try_from(self.chance.between(10, 12 + world.mixing.mixers.len() as u64 / 8));
        let crowd = crowd.expect("small").min(60);
        let Some(mut mixed) = world.wasabi_round(vec![seat], crowd) else {
            return self.wait_for_a_crowd(world, coins, rounds, tries);
        };
        let mixed = mixed.swap_remove(0);
        self.mixed_sat += mixed.mixed.iter().map(|coin| coin.value_sat).sum::<u64>();
        debug_assert!(value > 0);
        let later = world.now + self.minutes(24 * 60, 6 * 24 * 60);
        self.spend_later(later, mixed.mixed);
        for change in mixed.change {
            let wait = self.minutes(60, 6 * 60);
            if rounds > 1 && change.value_sat > 14_000_000 {
                let coins = vec![change];
                self.agenda
                    .plan(world.now + wait, Act::Join { coins, rounds: rounds - 1, tries: 0 });
            } else if self.chance.per_mille(500) {
                // The mistake that undoes many mixes: change of a round goes straight to an account.
                self.agenda.plan(world.now + wait, Act::CashOut(change));
            } else {
                self.held.push(change);
            }
        }
    }

    fn wait_for_a_crowd(
        &mut self,
        world: &mut World<'_>,
        coins: Vec<Coin>,
        rounds: u64,
        tries: u64,
    ) {
        if tries >= 6 {
            let wait = self.minutes(60, 600);
            return self.agenda.plan(world.now + wait, Act::Spend(coins));
        }
        for _ in 0..14 {
            let at = self.chance.index(world.mixing.mixers.len());
            let mixer = world.mixing.mixers[at];
            let value = self.chance.log_uniform(14_000_000, 90_000_000);
            world.fund(mixer.before, Role::Receive, value);
        }
        for exchange in 0..world.exchanges.len() {
            world.flush(exchange);
        }
        let wait = self.minutes(120, 600);
        self.agenda.plan(world.now + wait, Act::Join { coins, rounds, tries: tries + 1 });
    }

    /// Mixed coins one by one, or some together: both are done.
    fn spend_later(&mut self, time: u32, mut coins: Vec<Coin>) {
        while !coins.is_empty() {
            let count = if self.chance.per_mille(300) { 3 } else { 1 };
            let rest = coins.split_off(count.min(coins.len()));
            let wait = self.minutes(0, 2 * 24 * 60);
            if self.chance.per_mille(200) {
                self.held.append(&mut coins);
            } else {
                self.agenda.plan(time + wait, Act::Spend(coins));
            }
            coins = rest;
        }
    }

    fn spend(&mut self, world: &mut World<'_>, coins: Vec<Coin>) {
        if let [coin] = coins[..] {
            return self.cash_out(world, coin);
        }
        let address = self.address(world);
        let why = self.why("RESPLIT", "gather after mixing");
        let style = self.style;
        let make = |rest| To::loose(Pay::stolen(address, rest));
        match world.send_all(&style, coins, make, address.form, why) {
            Ok(coin) => {
                let wait = self.minutes(10, 600);
                self.agenda.plan(world.now + wait, Act::CashOut(coin));
            }
            Err(coins) => self.held.extend(coins),
        }
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
