//! Peel chains and deposits: a little at a time, or all of a coin at once.

use super::{Act, PeelChain, Theft};
use crate::lock::Form;
use crate::story::chain::{Address, Coin, Pay};
use crate::story::crime::{coin_at, deliver};
use crate::story::world::{To, World};

impl Theft {
    /// Puts the gathered chunks together and begins to peel.
    pub(super) fn start_chain(&mut self, world: &mut World<'_>) {
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
        let chain = PeelChain {
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
    pub(super) fn peel(&mut self, world: &mut World<'_>, mut chain: PeelChain) {
        let PeelChain { coin, peel_sat, peel_per_100k, .. } = chain;
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
    pub(super) fn cash_out(&mut self, world: &mut World<'_>, coin: Coin) {
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
}
