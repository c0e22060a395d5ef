//! A ransom campaign: many victims pay a round number of dollars to a few addresses; then rest, a
//! test payment, a sweep over one or two hops, and a swap service where the trail ends.
//!
//! Ranges from WannaCry 1.0 and 2.0: 300 or 600 dollars, up to five reused addresses, a test payment of 0.05
//! to 0.2 BTC, 60 to 90 days of rest, one or two hops to a swap service.

use super::{Agenda, Crime, DAY, Difficulty, HOUR, Report, Start, coin_at};
use crate::story::chain::{ActorId, Address, Coin, Pay, Role, Why};
use crate::story::chance::{Chance, Stream};
use crate::story::labels::Tag;
use crate::story::wallet::{Order, PurseId, Style};
use crate::story::world::{To, World};

#[derive(Debug, Clone, serde::Serialize)]
pub struct Parameters {
    pub at: u32,
    pub victims: u64,
    pub demand_usd: u64,
    pub addresses: u64,
    pub campaign_seconds: u32,
    pub dwell_seconds: u32,
    pub test_sat: u64,
    pub hops: u64,
}

impl Parameters {
    fn draw(chance: &mut Chance, transactions: u64, at: u32) -> Parameters {
        let victims = match transactions {
            0..4_000 => chance.between(28, 40),
            4_000..40_000 => chance.between(50, 150),
            _ => chance.between(150, (transactions / 400).clamp(200, 2_000)),
        };
        let campaign_days = chance.between(10, 40);
        let dwell_days = chance.between(60, 90);
        Parameters {
            at,
            victims,
            demand_usd: *chance.pick(&[300, 600]),
            addresses: chance.between(2, 5),
            campaign_seconds: u32::try_from(campaign_days).expect("days") * DAY,
            dwell_seconds: u32::try_from(dwell_days).expect("days") * DAY,
            test_sat: chance.between(5_000_000, 20_000_000),
            hops: chance.between(1, 2),
        }
    }
}

#[derive(Debug)]
enum Act {
    Pay,
    Test,
    Sweep(usize),
    Hop { coin: Coin, hops_left: u64 },
}

#[derive(Debug)]
pub struct Ransom {
    parameters: Parameters,
    chance: Chance,
    agenda: Agenda<Act>,
    gang: ActorId,
    style: Style,
    /// Each published address with the purse of what was paid to it.
    addresses: Vec<(Address, PurseId)>,
    service: Option<PurseId>,
    held: Vec<Coin>,
    start: Start,
    acts_left: u64,
}

impl Ransom {
    pub fn plan(seed: u64, transactions: u64, at: u32) -> Ransom {
        let mut chance = Chance::new(seed, Stream::Crime);
        let parameters = Parameters::draw(&mut chance, transactions, at);
        let style =
            Style { reuse_per_mille: 0, change_to_input: false, ..Style::draw(&mut chance) };
        let acts_left = parameters.victims + 4 + parameters.addresses * (1 + parameters.hops);
        Ransom {
            parameters,
            chance,
            agenda: Agenda::default(),
            gang: ActorId(0),
            style,
            addresses: Vec::new(),
            service: None,
            held: Vec::new(),
            start: Start::default(),
            acts_left,
        }
    }

    pub fn span(&self) -> u32 {
        self.parameters.campaign_seconds + self.parameters.dwell_seconds + 6 * DAY
    }

    fn why(&self, stage: &'static str, intent: &'static str) -> Why {
        Why::crime(stage, intent, self.gang)
    }

    fn seconds(&mut self, from: u32, to: u32) -> u32 {
        u32::try_from(self.chance.between(from.into(), to.into())).expect("days")
    }

    /// A victim pays from a wallet, or has an exchange pay.
    fn pay(&mut self, world: &mut World<'_>) {
        let (address, purse) = *self.chance.pick(&self.addresses);
        // Victims convert by the rate of one site or another, so amounts differ by about one per cent.
        let exact = world.usd(self.parameters.demand_usd);
        let value = exact * self.chance.between(992, 1_012) / 1000;
        let pay = Pay::stolen(address, value);
        let victim = world.any_user().purse;
        let why = Why { stage: Some("PAYMENT"), ..Why::ordinary("ransom payment") };
        let to = To { pay, purse: Some(purse) };
        if self.chance.per_mille(600) && world.spend(victim, vec![to], why).is_some() {
            return;
        }
        let exchange = self.chance.index(world.exchanges.len());
        world.request(exchange, to);
        world.flush(exchange);
    }

    /// A small payment first: does the service take it?
    fn test(&mut self, world: &mut World<'_>) {
        let all = self.addresses.clone();
        let richest = all.iter().max_by_key(|(_, purse)| world.purse(*purse).balance_sat());
        let (_, purse) = *richest.expect("at least one address");
        let most = world.purse(purse).balance_sat() / 4;
        let address = self.service_address(world);
        let pay = Pay::delivered(address, self.parameters.test_sat.min(most), "swap service");
        world.spend(
            purse,
            vec![To { pay, purse: self.service }],
            self.why("CASHOUT", "test payment"),
        );
    }

    fn service_address(&mut self, world: &mut World<'_>) -> Address {
        let service = self.service.expect("founded when the crime begins");
        let owner = world.owner_of(service);
        let form = world.purse(service).style.form;
        world.chain.address_for(owner, form, Role::Deposit, Some(self.gang))
    }

    /// Empties one of the addresses, up to a hundred payments at a time.
    fn sweep(&mut self, world: &mut World<'_>, number: usize) {
        let (_, purse) = self.addresses[number];
        let coins = world.purse_mut(purse).take_oldest(100);
        if coins.is_empty() {
            return;
        }
        let address = world.chain.address(self.gang, self.style.form, Role::Loot);
        let make = |rest| To::loose(Pay::stolen(address, rest));
        let style = self.style;
        match world.send_all(
            &style,
            coins,
            make,
            address.form,
            self.why("SWEEP", "sweep of ransoms"),
        ) {
            Ok(coin) => {
                let wait = self.seconds(HOUR, 20 * HOUR);
                let hops_left = self.parameters.hops - 1;
                self.agenda.plan(world.now + wait, Act::Hop { coin, hops_left });
            }
            Err(coins) => self.held.extend(coins),
        }
        if !world.purse(purse).coins().is_empty() {
            let wait = self.seconds(600, HOUR);
            self.agenda.plan(world.now + wait, Act::Sweep(number));
        }
    }

    /// On to the next address, or to the swap service: there the coins become another chain's.
    fn hop(&mut self, world: &mut World<'_>, coin: Coin, hops_left: u64) {
        let style = self.style;
        if hops_left > 0 {
            let address = world.chain.address(self.gang, style.form, Role::Loot);
            let make = |rest| To::loose(Pay::stolen(address, rest));
            let why = self.why("RESPLIT", "hop");
            match world.send_all(&style, vec![coin], make, address.form, why) {
                Ok(coin) => {
                    let wait = self.seconds(HOUR, 20 * HOUR);
                    self.agenda.plan(world.now + wait, Act::Hop { coin, hops_left: hops_left - 1 });
                }
                Err(coins) => self.held.extend(coins),
            }
            return;
        }
        // Swap services cap a swap: the rest goes back to a fresh address and in again.
        let swap_max = self.chance.between(100_000_000, 600_000_000);
        let address = self.service_address(world);
        let fee = world.fee(&style, &[coin], &[address.form, style.form]);
        let Some(left) = coin.value_sat.checked_sub(fee).filter(|left| *left > 20_000) else {
            return self.held.push(coin);
        };
        let swapped = left.min(swap_max);
        let pay = Pay::delivered(address, swapped, "swap service");
        let mut outs = vec![To { pay, purse: self.service }];
        let change = world.chain.address(self.gang, style.form, Role::Loot);
        if left - swapped > 20_000 {
            outs.push(To::loose(Pay::stolen(change, left - swapped)));
        }
        let coins =
            world.compose(&style, vec![coin], outs, self.why("CASHOUT", "swap to another chain"));
        if let Some(coin) = coin_at(&coins, change) {
            let wait = self.seconds(1_200, 2 * HOUR);
            self.agenda.plan(world.now + wait, Act::Hop { coin, hops_left: 0 });
        }
    }

    fn found_service(&mut self, world: &mut World<'_>) {
        let style = Style::service(crate::lock::Form::P2wpkh, Order::Shuffled);
        let service = world.person("swap-service", "Jembatan", style);
        self.service = Some(service);
        let address = world.receive(service, Role::Public);
        world.labels.known_of += 1;
        let tag = Tag {
            address: String::new(),
            label: String::from("Jembatan swap service (synthetic)"),
            category: "service",
            concept: None,
            abuse: None,
            source: String::from("https://kancil.example/story/site"),
            confidence: "service_data",
            seen: world.now,
        };
        world.tag(address, tag);
    }
}

impl Crime for Ransom {
    fn begin(&mut self, world: &mut World<'_>) {
        self.gang = world.actor("ransom-gang", "", &self.style.text());
        self.found_service(world);
        for _ in 0..self.parameters.addresses {
            let purse = world.open_purse(self.gang, self.style);
            world.purse_mut(purse).coins_max = usize::MAX;
            let address = world.chain.address(self.gang, self.style.form, Role::Public);
            self.addresses.push((address, purse));
            self.start.addresses.push(world.chain.text(address));
            world.labels.known_of += 1;
            let tag = Tag {
                address: String::new(),
                label: String::from("Ransom note (synthetic)"),
                category: "perpetrator",
                concept: None,
                abuse: Some("ransomware"),
                source: String::from("https://kancil.example/story/ransom-note"),
                confidence: "forensic",
                seen: self.parameters.at,
            };
            world.tag(address, tag);
        }
        let Parameters { at, victims, campaign_seconds, dwell_seconds, .. } = self.parameters;
        for _ in 0..victims {
            let wait = self.seconds(0, campaign_seconds);
            self.agenda.plan(at + wait, Act::Pay);
        }
        let end = at + campaign_seconds + dwell_seconds;
        self.agenda.plan(end - DAY, Act::Test);
        for number in 0..self.addresses.len() {
            let wait = self.seconds(0, 6 * HOUR);
            self.agenda.plan(end + wait, Act::Sweep(number));
        }
    }

    fn due(&self) -> Option<u32> {
        self.agenda.due()
    }

    fn act(&mut self, world: &mut World<'_>) {
        let before = world.chain.sums.transactions;
        match self.agenda.next() {
            Some(Act::Pay) => self.pay(world),
            Some(Act::Test) => self.test(world),
            Some(Act::Sweep(number)) => self.sweep(world, number),
            Some(Act::Hop { coin, hops_left }) => self.hop(world, coin, hops_left),
            None => {}
        }
        let done = world.chain.sums.transactions - before;
        self.acts_left = self.acts_left.saturating_sub(done);
    }

    fn left(&self) -> u64 {
        self.acts_left * 2
    }

    fn held(&self, world: &World<'_>) -> Vec<Coin> {
        let purses = self.addresses.iter().flat_map(|(_, purse)| world.purse(*purse).coins());
        self.held.iter().chain(purses).copied().collect()
    }

    fn report(&self, world: &mut World<'_>) -> Report {
        let sums = world.chain.sums;
        let difficulty = Difficulty {
            score: 0,
            mixed_percent: 0,
            hops_longest: self.parameters.hops + 1,
            dwell_days: u64::from(self.parameters.dwell_seconds / DAY),
            branches: self.parameters.addresses,
            crime_per_million: sums.crime_transactions * 1_000_000 / sums.transactions,
        };
        Report {
            brief: String::from(
                "A ransom note gives these addresses. Who paid, how much in all, and where did it go?",
            ),
            start: self.start.clone(),
            parameters: serde_json::to_value(&self.parameters).expect("plain numbers"),
            difficulty: difficulty.weigh(),
        }
    }
}
