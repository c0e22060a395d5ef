//! Chunks in CoinJoin rounds among innocent others, and what is done with the mixed coins.

use super::{Act, Theft};
use crate::story::chain::{Coin, Pay, Role};
use crate::story::coinjoin::Seat;
use crate::story::world::{To, World};

impl Theft {
    /// Sits down in a CoinJoin round among others.
    pub(super) fn join(
        &mut self,
        world: &mut World<'_>,
        coins: Vec<Coin>,
        rounds: u64,
        tries: u64,
    ) {
        let seat = Seat { owner: self.thief, coins: coins.clone(), after: None, change: None };
        let crowd =
            usize::try_from(self.chance.between(10, 12 + world.mixing.mixers.len() as u64 / 8));
        let crowd = crowd.expect("small").min(60);
        let Some(mut mixed) = world.wasabi_round(vec![seat], crowd) else {
            return self.wait_for_a_crowd(world, coins, rounds, tries);
        };
        let mixed = mixed.swap_remove(0);
        self.mixed_sat += mixed.mixed.iter().map(|coin| coin.value_sat).sum::<u64>();
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

    pub(super) fn spend(&mut self, world: &mut World<'_>, coins: Vec<Coin>) {
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
