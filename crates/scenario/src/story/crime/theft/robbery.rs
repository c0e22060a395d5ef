//! The robbery: the hot wallet is drained, and what is stolen becomes known.

use super::{Act, Parameters, Theft};
use crate::story::chain::{Address, Coin, Pay, Role, Why};
use crate::story::crime::{DAY, coin_at};
use crate::story::exchange::Exchange;
use crate::story::labels::Tag;
use crate::story::wallet::INPUTS_MAX;
use crate::story::world::{To, World};

impl Theft {
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

    pub(super) fn drain(&mut self, world: &mut World<'_>, number: u64) {
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
}
