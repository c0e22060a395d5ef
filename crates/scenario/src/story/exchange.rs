//! Exchanges: an address for each customer, swept into a hot wallet; withdrawals in batches or one
//! by one; the rest in cold storage.

use std::collections::VecDeque;

use super::chain::{ActorId, Address, Role, Why};
use super::labels::Tag;
use super::wallet::{Choice, Order, PurseId, Style};
use super::world::{Population, To, World};
use crate::lock::Form;

/// Made-up houses, named for flowers.
const NAMES: [&str; 8] =
    ["Melati", "Anggrek", "Cempaka", "Kenanga", "Teratai", "Mawar", "Dahlia", "Flamboyan"];

/// Deposit addresses of one exchange that become publicly known, at most.
const DEPOSITS_TAGGED_MAX: u64 = 12;

const COIN: u64 = 100_000_000;

/// What is moved from a hot wallet into the cold one.
const HOT_SAT_MAX: u64 = 400 * COIN;

#[derive(Debug)]
pub struct Exchange {
    pub owner: ActorId,
    pub name: String,
    pub hot: PurseId,
    pub cold: PurseId,
    pub deposits: PurseId,
    deposit_form: Form,
    /// Pays each customer at once from the largest coin: a chain of payments that looks like peeling.
    pays_singly: bool,
    batch_length: usize,
    sweep_length: usize,
    pending: VecDeque<To>,
    accounts: u64,
    tagged: u64,
}

impl Exchange {
    /// Nobody waits for a payout.
    pub fn is_idle(&self) -> bool {
        self.pending.is_empty()
    }
}

/// What a founding coinbase gives each exchange to hold for its customers: enough for all who will
/// ever come, so that nobody's withdrawal fails.
pub fn float_sat(population: &Population) -> u64 {
    (8 * COIN * population.users / population.exchanges).max(8_000 * COIN)
}

impl World<'_> {
    pub fn found_exchange(&mut self) -> usize {
        let number = self.exchanges.len();
        let name = format!("Bursa {}", NAMES[number % NAMES.len()]);
        let form = *self.chance.pick(&[Form::P2wpkh, Form::P2wpkh, Form::P2sh, Form::P2pkh]);
        let reuses = self.chance.per_mille(500);
        let hot_style = Style {
            reuse_per_mille: if reuses { 1000 } else { 0 },
            replaceable: self.chance.per_mille(300),
            choice: Choice::Largest,
            ..Style::service(
                form,
                *self.chance.pick(&[Order::Shuffled, Order::ChangeLast, Order::Sorted]),
            )
        };
        let owner = self.actor("exchange", &name, &hot_style.text());
        let cold_form = *self.chance.pick(&[Form::P2wsh, Form::P2shMultisig]);
        let cold_style = Style::service(cold_form, Order::ChangeLast);
        let deposit_form = *self.chance.pick(&[Form::P2wpkh, Form::P2sh, Form::P2pkh]);
        let exchange = Exchange {
            owner,
            hot: self.open_purse(owner, hot_style),
            cold: self.open_purse(owner, cold_style),
            deposits: self.open_purse(owner, Style::service(deposit_form, Order::Shuffled)),
            deposit_form,
            // The first house pays singly in every story, so that none is without that decoy.
            pays_singly: number == 0 || self.chance.per_mille(150),
            batch_length: usize::try_from(self.chance.between(6, 40)).expect("small"),
            sweep_length: usize::try_from(self.chance.between(6, 30)).expect("small"),
            pending: VecDeque::new(),
            accounts: 0,
            tagged: 0,
            name,
        };
        self.exchanges.push(exchange);
        number
    }

    /// A customer's deposit address.
    pub fn open_account(&mut self, exchange: usize, customer: ActorId) -> Address {
        let Exchange { owner, deposit_form, .. } = self.exchanges[exchange];
        self.labels.known_of += 1;
        self.chain.address_for(owner, deposit_form, Role::Deposit, Some(customer))
    }

    /// A few deposit addresses become known: somebody paid in and wrote about it. Of every exchange
    /// the third, and others by chance.
    pub fn perhaps_tag_deposit(&mut self, exchange: usize, address: Address) {
        let Exchange { accounts, tagged, .. } = &mut self.exchanges[exchange];
        *accounts += 1;
        let is_known = *accounts == 3 || self.labels.chance.per_mille(120);
        if is_known && *tagged < DEPOSITS_TAGGED_MAX {
            *tagged += 1;
            self.tag_exchange(exchange, address, "deposit_wallet", "untrusted_transaction");
        }
    }

    fn tag_exchange(
        &mut self,
        exchange: usize,
        address: Address,
        concept: &'static str,
        confidence: &'static str,
    ) {
        let name = self.exchanges[exchange].name.clone();
        self.tag(
            address,
            Tag {
                address: String::new(),
                label: format!("{name} (synthetic)"),
                category: "exchange",
                concept: Some(concept),
                abuse: None,
                source: String::from("https://kancil.example/story/forum"),
                confidence,
                seen: self.now,
            },
        );
    }

    /// Adds a tag for an address of this story.
    pub fn tag(&mut self, address: Address, tag: Tag) {
        let address = self.chain.text(address);
        self.labels.tags.push(Tag { address, ..tag });
    }

    /// An address of the hot wallet; the first is known more often than not.
    pub fn hot_address(&mut self, exchange: usize) -> Address {
        let hot = self.exchanges[exchange].hot;
        let is_first = self.purse(hot).home.is_none();
        let address = self.receive(hot, Role::Hot);
        if is_first {
            self.labels.known_of += 1;
            if self.labels.chance.per_mille(700) {
                self.tag_exchange(exchange, address, "hot_wallet", "service_data");
            }
        }
        address
    }

    /// Somebody asks their exchange to pay out.
    pub fn request(&mut self, exchange: usize, to: To) {
        self.exchanges[exchange].pending.push_back(to);
    }

    pub fn wants_flush(&self, exchange: usize) -> bool {
        let Exchange { pending, pays_singly, batch_length, .. } = &self.exchanges[exchange];
        !pending.is_empty() && (*pays_singly || pending.len() >= *batch_length)
    }

    /// Pays out what was asked for: one batch, or one customer.
    pub fn flush(&mut self, exchange: usize) {
        let Exchange { hot, pays_singly, .. } = self.exchanges[exchange];
        let count = if pays_singly { 1 } else { 60 };
        let pending = &mut self.exchanges[exchange].pending;
        let outs: Vec<To> = pending.drain(..count.min(pending.len())).collect();
        if outs.is_empty() {
            return;
        }
        let sum: u64 = outs.iter().map(|to| to.pay.value_sat).sum();
        self.ensure_hot(exchange, sum + sum / 10 + 1_000_000);
        let why = match (pays_singly, outs.len()) {
            (true, _) => Why::decoy("withdrawal", "peel-chain"),
            (false, 1..=4) => Why::ordinary("withdrawals"),
            (false, _) => Why::decoy("withdrawals", "batch"),
        };
        self.spend(hot, outs, why);
    }

    /// Brings the hot wallet to at least so much, from the cold one.
    pub fn ensure_hot(&mut self, exchange: usize, need_sat: u64) {
        let Exchange { hot, cold, .. } = self.exchanges[exchange];
        if self.purse(hot).balance_sat() >= need_sat {
            return;
        }
        let address = self.hot_address(exchange);
        let to = To::purse(hot, address, need_sat * 2);
        self.spend(cold, vec![to], Why::ordinary("refill from cold storage"));
    }

    /// Sweeps whatever is there, as exchanges do by the clock too.
    pub fn sweep_by_the_clock(&mut self, exchange: usize) {
        let deposits = self.exchanges[exchange].deposits;
        if self.purse(deposits).coins().len() >= 2 {
            self.sweep(exchange);
        }
    }

    pub fn wants_sweep(&self, exchange: usize) -> bool {
        let Exchange { deposits, sweep_length, .. } = self.exchanges[exchange];
        self.purse(deposits).coins().len() >= sweep_length
    }

    /// Sweeps customers' deposits into the hot wallet, and what is too much there into the cold one.
    pub fn sweep(&mut self, exchange: usize) {
        let Exchange { hot, cold, deposits, .. } = self.exchanges[exchange];
        let coins = self.purse_mut(deposits).take_oldest(100);
        if coins.is_empty() {
            return;
        }
        let style = self.purse(deposits).style;
        let address = self.hot_address(exchange);
        let make = |rest| To::purse(hot, address, rest);
        let swept = self.send_all(
            &style,
            coins,
            make,
            address.form,
            Why::decoy("sweep of deposits", "fan-in"),
        );
        if let Err(coins) = swept {
            coins.into_iter().for_each(|coin| self.purse_mut(deposits).put(coin));
        }
        let balance = self.purse(hot).balance_sat();
        if balance > HOT_SAT_MAX {
            let address = self.receive(cold, Role::Cold);
            let to = To::purse(cold, address, balance * 3 / 4);
            self.spend(hot, vec![to], Why::ordinary("to cold storage"));
        }
    }
}
