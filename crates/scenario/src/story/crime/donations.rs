//! A donation campaign for a violent group: a published address that is reused, and a website that gives
//! each donor an address of their own; swept together every week, then to a broker and an exchange.
//!
//! Ranges from the campaign of 2019: payments of 5 to 500 dollars from many services and wallets,
//! one address in public first, then one for each donor, thousands of dollars in months. Nothing
//! here is large, so nothing may be gated on value.

use super::{Agenda, Crime, DAY, Difficulty, HOUR, Report, Start, deliver};
use crate::lock::Form;
use crate::story::chain::{ActorId, Address, Coin, Pay, Role, Why};
use crate::story::chance::{Chance, Stream};
use crate::story::labels::Tag;
use crate::story::wallet::{Order, PurseId, Style};
use crate::story::world::{To, World};

const WEEK: u32 = 7 * DAY;

#[derive(Debug, Clone, serde::Serialize)]
pub struct Parameters {
    pub at: u32,
    pub donors: u64,
    pub weeks: u64,
    /// Donations to the published address, of a thousand; the others get an address each.
    pub published_per_mille: u64,
    pub weeks_between_payouts: u64,
    pub to_broker_per_mille: u64,
}

impl Parameters {
    fn draw(chance: &mut Chance, transactions: u64, at: u32) -> Parameters {
        let donors = match transactions {
            0..4_000 => chance.between(40, 60),
            4_000..40_000 => chance.between(80, 250),
            _ => chance.between(250, (transactions / 300).clamp(300, 3_000)),
        };
        Parameters {
            at,
            donors,
            weeks: chance.between(6, 12),
            published_per_mille: chance.between(250, 500),
            weeks_between_payouts: chance.between(2, 3),
            to_broker_per_mille: chance.between(400, 700),
        }
    }
}

#[derive(Debug)]
enum Act {
    Donate { published: bool },
    Sweep,
    PayOut,
    Broker,
}

#[derive(Debug)]
pub struct Donations {
    parameters: Parameters,
    chance: Chance,
    agenda: Agenda<Act>,
    group: ActorId,
    style: Style,
    published: Option<Address>,
    /// What was given and not swept yet; what was swept and not paid out yet.
    given: Option<PurseId>,
    collected: Option<PurseId>,
    broker: Option<PurseId>,
    account: Option<(usize, Address)>,
    start: Start,
    acts_left: u64,
    sweeps: u64,
}

impl Donations {
    pub fn plan(seed: u64, transactions: u64, at: u32) -> Donations {
        let mut chance = Chance::new(seed, Stream::Crime);
        let parameters = Parameters::draw(&mut chance, transactions, at);
        let style =
            Style { reuse_per_mille: 0, change_to_input: false, ..Style::draw(&mut chance) };
        // The broker's other customers are a third of the campaign's transactions.
        let acts_left = parameters.donors + parameters.weeks * 7;
        Donations {
            parameters,
            chance,
            agenda: Agenda::default(),
            group: ActorId(0),
            style,
            published: None,
            given: None,
            collected: None,
            broker: None,
            account: None,
            start: Start::default(),
            acts_left,
            sweeps: 0,
        }
    }

    pub fn span(&self) -> u32 {
        u32::try_from(self.parameters.weeks + 2).expect("weeks") * WEEK
    }

    fn why(&self, stage: &'static str, intent: &'static str) -> Why {
        Why::crime(stage, intent, self.group)
    }

    fn purse(purse: Option<PurseId>) -> PurseId {
        purse.expect("founded when the crime begins")
    }

    /// Somebody gives: from a wallet, or straight from an exchange.
    fn donate(&mut self, world: &mut World<'_>, published: bool) {
        let address = match self.published {
            Some(address) if published => address,
            _ => world.chain.address(self.group, self.style.form, Role::Receive),
        };
        let dollars = if self.chance.per_mille(600) {
            *self.chance.pick(&[5, 10, 20, 25, 50, 100, 200, 500])
        } else {
            self.chance.log_uniform(5, 500)
        };
        let to = To { pay: Pay::stolen(address, world.usd(dollars)), purse: self.given };
        let donor = world.any_user().purse;
        let why = Why { stage: Some("DONATION"), ..Why::ordinary("donation") };
        if self.chance.per_mille(650) && world.spend(donor, vec![to], why).is_some() {
            return;
        }
        let exchange = self.chance.index(world.exchanges.len());
        world.request(exchange, to);
        world.flush(exchange);
    }

    /// Everything given this week, spent together.
    fn sweep(&mut self, world: &mut World<'_>) {
        let given = Self::purse(self.given);
        while !world.purse(given).coins().is_empty() {
            let coins = world.purse_mut(given).take_oldest(100);
            let address = world.chain.address(self.group, self.style.form, Role::Loot);
            let collected = self.collected;
            let make = |rest| To { pay: Pay::stolen(address, rest), purse: collected };
            let style = self.style;
            let why = self.why("SWEEP", "weekly sweep");
            if let Err(coins) = world.send_all(&style, coins, make, address.form, why) {
                // Not worth the fee this week.
                return coins.into_iter().for_each(|coin| world.purse_mut(given).put(coin));
            }
            self.sweeps += 1;
        }
    }

    /// Most of what was collected to the broker or to an account.
    fn pay_out(&mut self, world: &mut World<'_>) {
        let collected = Self::purse(self.collected);
        let balance = world.purse(collected).balance_sat();
        let value = balance * self.chance.between(700, 930) / 1000;
        if value < 50_000 {
            return;
        }
        let to = if self.chance.per_mille(self.parameters.to_broker_per_mille) {
            let broker = Self::purse(self.broker);
            let address = world.receive(broker, Role::Public);
            let pay = Pay::delivered(address, value, "broker");
            To { pay, purse: Some(broker) }
        } else {
            deliver(world, self.account.expect("opened when the crime begins"), value)
        };
        world.spend(collected, vec![to], self.why("CASHOUT", "payout"));
    }

    /// The broker's other business: as much out as in on the same day, in round amounts.
    fn broker_day(&mut self, world: &mut World<'_>) {
        let broker = Self::purse(self.broker);
        let mut taken = 0;
        for _ in 0..self.chance.between(1, 3) {
            let payer = world.any_user().purse;
            let value = world.usd(100 * self.chance.between(1, 60));
            let address = world.receive(broker, Role::Public);
            let to = To::purse(broker, address, value);
            if world.spend(payer, vec![to], Why::decoy("sale to a broker", "broker")).is_some() {
                taken += value;
            }
        }
        let payees = self.chance.between(1, 3);
        for _ in 0..payees {
            let payee = world.any_user().purse;
            let address = world.receive(payee, Role::Receive);
            let to = To::purse(payee, address, taken / payees * 99 / 100);
            if to.pay.value_sat > 10_000 {
                world.spend(broker, vec![to], Why::decoy("purchase from a broker", "broker"));
            }
        }
    }
}

impl Crime for Donations {
    fn begin(&mut self, world: &mut World<'_>) {
        self.group = world.actor("donation-campaign", "", &self.style.text());
        let keep = |world: &mut World<'_>, style| {
            let purse = world.open_purse(self.group, style);
            world.purse_mut(purse).coins_max = usize::MAX;
            Some(purse)
        };
        self.given = keep(world, self.style);
        self.collected = keep(world, self.style);
        let style = Style { reuse_per_mille: 850, ..Style::service(Form::P2pkh, Order::Shuffled) };
        let broker = world.person("otc-broker", "Kedai Kelapa", style);
        self.broker = Some(broker);
        world.fund(broker, Role::Public, 400_000_000);
        let house = self.chance.index(world.exchanges.len());
        self.account = Some((house, world.open_account(house, self.group)));
        let published = world.chain.address(self.group, self.style.form, Role::Public);
        self.published = Some(published);
        self.start.addresses.push(world.chain.text(published));
        world.labels.known_of += 1;
        let tag = Tag {
            address: String::new(),
            label: String::from("Donation campaign (synthetic)"),
            category: "donation",
            concept: None,
            abuse: Some("terrorism_financing"),
            source: String::from("https://kancil.example/story/website"),
            confidence: "web_crawl",
            seen: self.parameters.at + 3 * DAY,
        };
        world.tag(published, tag);
        let Parameters { at, donors, weeks, published_per_mille, weeks_between_payouts, .. } =
            self.parameters;
        let seconds = u64::from(WEEK) * weeks;
        for _ in 0..donors {
            let wait = self.chance.between(0, seconds);
            let time = at + u32::try_from(wait).expect("weeks");
            // The published address comes first, the website later.
            let early = wait < seconds / 6;
            let published = early || self.chance.per_mille(published_per_mille);
            self.agenda.plan(time, Act::Donate { published });
        }
        for week in 1..=weeks {
            let time = at
                + u32::try_from(week).expect("weeks") * WEEK
                + u32::try_from(self.chance.below(20)).expect("hours") * HOUR;
            self.agenda.plan(time, Act::Sweep);
            if week % weeks_between_payouts == 0 {
                self.agenda.plan(time + DAY, Act::PayOut);
            }
            self.agenda.plan(time - 3 * DAY, Act::Broker);
        }
    }

    fn due(&self) -> Option<u32> {
        self.agenda.due()
    }

    fn act(&mut self, world: &mut World<'_>) {
        let before = world.chain.sums.transactions;
        match self.agenda.next() {
            Some(Act::Donate { published }) => self.donate(world, published),
            Some(Act::Sweep) => self.sweep(world),
            Some(Act::PayOut) => self.pay_out(world),
            Some(Act::Broker) => self.broker_day(world),
            None => {}
        }
        let done = world.chain.sums.transactions - before;
        self.acts_left = self.acts_left.saturating_sub(done);
    }

    fn left(&self) -> u64 {
        self.acts_left * 2
    }

    fn held(&self, world: &World<'_>) -> Vec<Coin> {
        let purses = [self.given, self.collected];
        let coins = purses.iter().flatten().flat_map(|purse| world.purse(*purse).coins());
        coins.copied().collect()
    }

    fn report(&self, world: &mut World<'_>) -> Report {
        let sums = world.chain.sums;
        let difficulty = Difficulty {
            score: 0,
            mixed_percent: 0,
            hops_longest: 3,
            dwell_days: 7,
            branches: self.sweeps,
            crime_per_million: sums.crime_transactions * 1_000_000 / sums.transactions,
        };
        Report {
            brief: String::from(
                "A group asks for donations to this address, and its website gives out others. Who gave, what belongs together, and where is it cashed?",
            ),
            start: self.start.clone(),
            parameters: serde_json::to_value(&self.parameters).expect("plain numbers"),
            difficulty: difficulty.weigh(),
        }
    }
}
