//! What ordinary people do all day: pay, withdraw, deposit, bet, mix, tidy up. Each is one small action,
//! drawn by weight until the day's transactions are there.

use super::chain::{ActorId, Pay, Role, Why};
use super::grow::SUBSIDY_SAT;
use super::labels::Tag;
use super::wallet::{Order, PurseId, Style};
use super::world::{To, User, World};
use crate::lock::Form;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    PayMerchant,
    PayUser,
    Withdraw,
    Deposit,
    CashOut,
    Bet,
    Tidy,
    Payjoin,
    Wasabi,
    WhirlpoolEnter,
    WhirlpoolMix,
    Joinmarket,
    MixedSpend,
    Payroll,
    Refunds,
    Dust,
    MinerPays,
}

/// A block this heavy is closed: what one action adds still fits below the 4,000,000 of BIP 141.
const WEIGHT_FULL: u64 = 3_400_000;

/// Weights in ten thousand. They give about 2.3 inputs and 2.7 outputs a transaction.
const ACTIONS: [(u64, Action); 17] = [
    (3050, Action::PayMerchant),
    (1800, Action::PayUser),
    (2900, Action::Withdraw),
    (1100, Action::Deposit),
    (120, Action::CashOut),
    (550, Action::Bet),
    (120, Action::Tidy),
    (120, Action::Payjoin),
    (20, Action::Wasabi),
    (30, Action::WhirlpoolEnter),
    (60, Action::WhirlpoolMix),
    (10, Action::Joinmarket),
    (120, Action::MixedSpend),
    (40, Action::Payroll),
    (15, Action::Refunds),
    (10, Action::Dust),
    (100, Action::MinerPays),
];

/// What a single withdrawal or balance may be, in satoshis.
const WITHDRAWAL_SAT: (u64, u64) = (100_000, 8_000_000_000);

impl World<'_> {
    /// Everybody who is there from the first day.
    pub(super) fn settle(&mut self) {
        for _ in 0..self.population.exchanges {
            self.found_exchange();
        }
        for _ in 0..self.population.miners {
            let style = Style::service(Form::P2wpkh, Order::ChangeLast);
            let miner = self.person("miner", "", style);
            self.miners.push(miner);
        }
        self.found_mixing();
        for number in 0..self.population.gambling_sites {
            self.found_gambling(number);
        }
        for _ in 0..self.population.merchants {
            let style = Style::draw(&mut self.chance);
            let merchant = self.person("merchant", "", style);
            self.merchants.push(merchant);
        }
        self.duster = self.person("duster", "", Style::service(Form::P2wpkh, Order::ChangeLast));
    }

    fn found_gambling(&mut self, number: u64) {
        let name = format!("Dadu {}", number + 1);
        let style = Style {
            reuse_per_mille: 1000,
            change_to_input: true,
            ..Style::service(Form::P2pkh, Order::Shuffled)
        };
        let site = self.person("gambling", &name, style);
        self.gambling_sites.push(site);
        let address = self.receive(site, Role::Public);
        self.labels.known_of += 1;
        self.tag(
            address,
            Tag {
                address: String::new(),
                label: format!("{name} (synthetic)"),
                category: "gambling",
                concept: None,
                abuse: None,
                source: String::from("https://kancil.example/story/site"),
                confidence: "web_crawl",
                seen: self.now,
            },
        );
    }

    /// The first transactions: hot wallets, and coins for those who need some to begin.
    pub fn open_for_business(&mut self) {
        for exchange in 0..self.exchanges.len() {
            let float = self.chance.between(40, 160) * 100_000_000;
            self.ensure_hot(exchange, float / 2);
        }
        for at in 0..self.gambling_sites.len() {
            let site = self.gambling_sites[at];
            self.fund(site, Role::Public, 2_000_000_000);
        }
        for purse in [self.whirlpool_coordinator(), self.duster] {
            self.fund(purse, Role::Receive, 300_000_000);
        }
        for _ in 0..self.population.coinjoin_users.min(18 + self.population.users / 25) {
            let mixer = self.add_mixer();
            for _ in 0..self.chance.between(1, 3) {
                let value = self.chance.log_uniform(14_000_000, 180_000_000);
                self.fund(mixer.before, Role::Receive, value);
            }
        }
        let first = self.population.users * 2 / 5;
        (0..first).for_each(|_| self.arrive());
        for exchange in 0..self.exchanges.len() {
            while !self.exchanges[exchange].is_idle() {
                self.flush(exchange);
                self.make_room();
            }
        }
    }

    /// Has a miner find the open block before it outgrows what a block may weigh.
    pub fn make_room(&mut self) {
        if self.chain.open_weight() < WEIGHT_FULL {
            return;
        }
        let miner = self.miners[0];
        let address = self.receive(miner, Role::Receive);
        self.now = self.now.max(self.chain.time() + 1);
        let coin = self.chain.close(self.now, address, SUBSIDY_SAT, "mint");
        self.purse_mut(miner).put(coin);
        self.now += 1;
    }

    /// A new user buys coins at an exchange and has them paid out.
    pub fn arrive(&mut self) {
        let style = Style::draw(&mut self.chance);
        let purse = self.person("user", "", style);
        let speaks_payjoin = self.chance.per_mille(150);
        self.users.push(User { purse, accounts: [None; 2], speaks_payjoin });
        let value = self.chance.log_uniform(2_000_000, WITHDRAWAL_SAT.1);
        self.fund(purse, Role::Receive, value);
    }

    /// A withdrawal to a purse from some exchange.
    pub fn fund(&mut self, purse: PurseId, role: Role, value_sat: u64) {
        let exchange = self.chance.index(self.exchanges.len());
        let address = self.receive(purse, role);
        self.request(exchange, To::purse(purse, address, value_sat));
    }

    /// One thing that somebody does. It may come to nothing.
    pub fn act(&mut self) {
        match self.chance.weighted(&ACTIONS) {
            Action::PayMerchant => self.pay_merchant(),
            Action::PayUser => self.pay_user(),
            Action::Withdraw => self.withdraw(),
            Action::Deposit => self.deposit(),
            Action::CashOut => self.cash_out(),
            Action::Bet => self.bet(),
            Action::Tidy => self.tidy(),
            Action::Payjoin => self.pay_with_payjoin(),
            Action::Wasabi => {
                let most = 12 + self.mixing.mixers.len() as u64 / 6;
                let seats = self.chance.between(10, most.min(70));
                self.wasabi_round(Vec::new(), usize::try_from(seats).expect("small"));
            }
            Action::WhirlpoolEnter => {
                self.whirlpool_enter();
            }
            Action::WhirlpoolMix => {
                self.whirlpool_mix();
            }
            Action::Joinmarket => {
                self.joinmarket();
            }
            Action::MixedSpend => self.spend_mixed(),
            Action::Payroll => self.payroll(),
            Action::Refunds => self.refunds(),
            Action::Dust => self.dust(),
            Action::MinerPays => self.miner_pays(),
        }
    }

    /// Exactly one transaction, whoever can.
    pub fn act_once(&mut self) {
        for _ in 0..200 {
            let from = self.any_user().purse;
            let amount = self.purse(from).balance_sat() / 4;
            let to = *self.chance.pick(&self.merchants);
            if amount > 1_000 && self.pay(from, to, amount, "payment") {
                return;
            }
        }
        let exchange = self.chance.index(self.exchanges.len());
        let hot = self.exchanges[exchange].hot;
        let address = self.receive(hot, Role::Hot);
        let cold = self.exchanges[exchange].cold;
        let to = To::purse(hot, address, 100_000_000);
        self.spend(cold, vec![to], Why::ordinary("refill from cold storage"));
    }

    pub(super) fn any_user(&mut self) -> User {
        *self.chance.pick(&self.users)
    }

    fn pay(&mut self, from: PurseId, to: PurseId, amount: u64, intent: &'static str) -> bool {
        if from == to || self.purse(from).balance_sat() <= amount {
            return false;
        }
        let address = self.receive(to, Role::Receive);
        self.spend(from, vec![To::purse(to, address, amount)], Why::ordinary(intent)).is_some()
    }

    fn pay_merchant(&mut self) {
        let from = self.any_user().purse;
        let to = *self.chance.pick(&self.merchants);
        let balance = self.purse(from).balance_sat();
        let amount = if self.chance.per_mille(350) {
            let dollars = *self.chance.pick(&[5, 10, 20, 25, 50, 100, 150, 200, 300, 500]);
            self.usd(dollars)
        } else {
            self.chance.log_uniform(5_000, (balance / 2).max(5_000))
        };
        self.pay(from, to, amount, "payment");
    }

    fn pay_user(&mut self) {
        let (from, to) = (self.any_user().purse, self.any_user().purse);
        let balance = self.purse(from).balance_sat();
        let mut amount = self.chance.log_uniform(1_000, (balance / 2).max(1_000));
        if self.chance.per_mille(300) {
            // People like round numbers: two digits that matter.
            let unit = 10_u64.pow(amount.ilog10().saturating_sub(1));
            amount = amount / unit * unit;
        }
        self.pay(from, to, amount, "payment");
    }

    fn withdraw(&mut self) {
        let purse = self.any_user().purse;
        let value = self.chance.log_uniform(WITHDRAWAL_SAT.0, WITHDRAWAL_SAT.1);
        let exchange = self.chance.index(self.exchanges.len());
        // Whoever holds much buys no more: the coins are meant to go round.
        if self.purse(purse).balance_sat() < value {
            let address = self.receive(purse, Role::Receive);
            self.request(exchange, To::purse(purse, address, value));
        }
        if self.wants_flush(exchange) {
            self.flush(exchange);
        }
    }

    /// A customer's account at some exchange: one they have, or a new one.
    fn account(&mut self, user_at: usize) -> (usize, To) {
        let User { purse, accounts, .. } = self.users[user_at];
        let slot = self.chance.index(2);
        let (exchange, address) = match accounts[slot] {
            Some(account) => account,
            None => {
                let exchange = self.chance.index(self.exchanges.len());
                let customer = self.purse(purse).owner;
                let account = (exchange, self.open_account(exchange, customer));
                self.perhaps_tag_deposit(exchange, account.1);
                self.users[user_at].accounts[slot] = Some(account);
                account
            }
        };
        (exchange, To::purse(self.exchanges[exchange].deposits, address, 0))
    }

    fn deposit(&mut self) {
        let at = self.chance.index(self.users.len());
        let purse = self.users[at].purse;
        let balance = self.purse(purse).balance_sat();
        if balance < 50_000 {
            return;
        }
        let (exchange, mut to) = self.account(at);
        if self.chance.per_mille(250) {
            self.deposit_all(purse, to);
        } else {
            to.pay.value_sat = self.chance.between(balance / 10, balance * 9 / 10);
            self.spend(purse, vec![to], Why::ordinary("deposit"));
        }
        if self.wants_sweep(exchange) {
            self.sweep(exchange);
        }
    }

    fn deposit_all(&mut self, purse: PurseId, to: To) {
        let style = self.purse(purse).style;
        let coins = self.purse_mut(purse).take_oldest(60);
        let make = |rest| To { pay: Pay { value_sat: rest, ..to.pay }, ..to };
        let sent =
            self.send_all(&style, coins, make, to.pay.address.form, Why::ordinary("deposit"));
        if let Err(coins) = sent {
            coins.into_iter().for_each(|coin| self.purse_mut(purse).put(coin));
        }
    }

    /// A merchant sells what it took in.
    fn cash_out(&mut self) {
        let merchant = *self.chance.pick(&self.merchants);
        if self.purse(merchant).coins().len() < 4 {
            return;
        }
        let exchange = self.chance.index(self.exchanges.len());
        let owner = self.purse(merchant).owner;
        let address = self.open_account(exchange, owner);
        self.perhaps_tag_deposit(exchange, address);
        let to = To::purse(self.exchanges[exchange].deposits, address, 0);
        self.deposit_all(merchant, to);
    }

    /// A bet on a site's one address; now and then it pays.
    fn bet(&mut self) {
        let user = self.any_user().purse;
        let site = *self.chance.pick(&self.gambling_sites);
        let amount = self.chance.log_uniform(20_000, 20_000_000);
        if !self.pay(user, site, amount, "bet") || !self.chance.per_mille(480) {
            return;
        }
        let address = self.receive(user, Role::Receive);
        let to = To::purse(user, address, amount * 2 - amount / 50);
        self.spend(site, vec![to], Why::ordinary("winnings"));
    }

    /// Somebody puts many coins together, or moves everything to themselves.
    fn tidy(&mut self) {
        let purse = self.any_user().purse;
        if self.purse(purse).coins().len() < 3 {
            return;
        }
        let style = self.purse(purse).style;
        let address = self.receive(purse, Role::Receive);
        let coins = self.purse_mut(purse).take_oldest(40);
        let make = |rest| To::purse(purse, address, rest);
        let why = Why::ordinary("consolidation");
        if let Err(coins) = self.send_all(&style, coins, make, address.form, why) {
            coins.into_iter().for_each(|coin| self.purse_mut(purse).put(coin));
        }
    }

    fn pay_with_payjoin(&mut self) {
        let payer = self.any_user();
        let receiver = *self.chance.pick(&self.merchants);
        let balance = self.purse(payer.purse).balance_sat();
        if !payer.speaks_payjoin || balance < 100_000 {
            return;
        }
        let amount = self.chance.log_uniform(20_000, balance / 2);
        self.payjoin(payer.purse, receiver, amount);
    }

    /// Mixed coins are spent: a payment, a deposit, or put back into the wallet they came from.
    fn spend_mixed(&mut self) {
        let at = self.chance.index(self.mixing.mixers.len());
        let mixer = self.mixing.mixers[at];
        let balance = self.purse(mixer.after).balance_sat();
        if balance < 2_000_000 {
            if self.purse(mixer.before).balance_sat() < 20_000_000 {
                let value = self.chance.log_uniform(14_000_000, 180_000_000);
                self.fund(mixer.before, Role::Receive, value);
            }
            return;
        }
        let amount = self.chance.log_uniform(500_000, balance / 2);
        let merchant = *self.chance.pick(&self.merchants);
        self.pay(mixer.after, merchant, amount, "payment after mixing");
    }

    /// An employer pays equal wages: it looks like the splitting of loot.
    fn payroll(&mut self) {
        let employer = *self.chance.pick(&self.merchants);
        let heads = self.chance.between(5, 24);
        let dollars = *self.chance.pick(&[800, 1_200, 1_500, 2_000, 2_500]);
        let wage = self.usd(dollars);
        if self.purse(employer).balance_sat() < wage * (heads + 1) {
            self.fund(employer, Role::Receive, wage * heads * 3);
            return;
        }
        let mut outs = Vec::new();
        for _ in 0..heads {
            let user = self.any_user().purse;
            let address = self.receive(user, Role::Receive);
            let jitter = self.chance.between(0, wage / 60);
            outs.push(To::purse(user, address, wage + jitter));
        }
        self.spend(employer, outs, Why::decoy("payroll", "equal-split"));
    }

    /// A merchant gives the same sum back to several customers, out of many small coins: one owner's
    /// transaction with the shape of a CoinJoin.
    fn refunds(&mut self) {
        let merchant = *self.chance.pick(&self.merchants);
        let heads = usize::try_from(self.chance.between(3, 8)).expect("small");
        if self.purse(merchant).coins().len() < heads + 3 {
            return;
        }
        let style = self.purse(merchant).style;
        let inputs = self.purse_mut(merchant).take_oldest(heads + 2);
        let sum: u64 = inputs.iter().map(|coin| coin.value_sat).sum();
        let fee = self.fee(&style, &inputs, &vec![Form::P2tr; heads + 1]);
        let each = sum.saturating_sub(fee) * 4 / 5 / heads as u64;
        if each < 3_000 {
            return inputs.into_iter().for_each(|coin| self.purse_mut(merchant).put(coin));
        }
        let mut outs = Vec::new();
        for _ in 0..heads {
            let user = self.any_user().purse;
            let address = self.receive(user, Role::Receive);
            outs.push(To::purse(user, address, each));
        }
        let address = self.receive(merchant, Role::Change);
        outs.push(To::purse(merchant, address, sum - fee - each * heads as u64));
        self.compose(&style, inputs, outs, Why::decoy("refunds", "coinjoin"));
    }

    /// Dust on addresses that were used: to see later which of them are spent together.
    fn dust(&mut self) {
        let mut outs = Vec::new();
        for _ in 0..self.chance.between(15, 40) {
            let user = self.any_user().purse;
            if let Some(home) = self.purse(user).home {
                outs.push(To::purse(user, home, self.chance.between(546, 999)));
            }
        }
        self.spend(self.duster, outs, Why::decoy("dusting", "dust"));
    }

    /// A miner pays those who lent their machines, or sells.
    fn miner_pays(&mut self) {
        let miner = *self.chance.pick(&self.miners);
        let balance = self.purse(miner).balance_sat();
        if balance < 200_000_000 {
            return;
        }
        let heads = self.chance.between(6, 40);
        let mut outs = Vec::new();
        for _ in 0..heads {
            let user = self.any_user().purse;
            let address = self.receive(user, Role::Receive);
            outs.push(To::purse(user, address, self.chance.log_uniform(50_000, balance / heads)));
        }
        self.spend(miner, outs, Why::decoy("pool payout", "batch"));
    }

    /// Some user's owner: who a crime's victim or donor is.
    pub fn owner_of(&self, purse: PurseId) -> ActorId {
        self.purse(purse).owner
    }
}
