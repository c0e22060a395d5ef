//! Transactions of several owners: Wasabi 1 and Whirlpool rounds, JoinMarket joins, PayJoins; one
//! file each, and here what they share.
//!
//! Their shapes follow the published protocols. Each says in the truth which inputs and outputs are
//! whose: that is what a mixer hides.

mod joinmarket;
mod payjoin;
mod wasabi;
mod whirlpool;

use std::collections::VecDeque;

use super::chain::{ActorId, Coin, Draft, Role, Why};
use super::labels::Tag;
use super::wallet::{Order, PurseId, Style};
use super::world::{To, World};
use crate::lock::Form;

/// The least change that is worth an output, as Wasabi has it.
const CHANGE_SAT_MIN: u64 = 5_000;

/// Somebody who mixes: coins before, coins after, kept apart.
#[derive(Debug, Clone, Copy)]
pub struct Mixer {
    pub before: PurseId,
    pub after: PurseId,
}

/// Everything about mixing that lasts between rounds.
#[derive(Debug, Default)]
pub struct Mixing {
    pub mixers: Vec<Mixer>,
    wasabi: Option<PurseId>,
    whirlpool: Option<PurseId>,
    premix: [VecDeque<(PurseId, Coin)>; 2],
    remix: [VecDeque<(PurseId, Coin)>; 2],
    pub rounds: u64,
}

/// Somebody's part of a round: what they bring, and where it goes.
#[derive(Debug, Clone)]
pub struct Seat {
    pub owner: ActorId,
    pub coins: Vec<Coin>,
    /// Mixed outputs and change go to these purses; a guest without purses finds them by owner.
    pub after: Option<PurseId>,
    pub change: Option<PurseId>,
}

/// What a guest got from a round.
#[derive(Debug, Clone, Default)]
pub struct Mixed {
    pub mixed: Vec<Coin>,
    pub change: Vec<Coin>,
}

impl World<'_> {
    pub fn found_mixing(&mut self) {
        let style =
            Style { reuse_per_mille: 1000, ..Style::service(Form::P2wpkh, Order::Shuffled) };
        let wasabi = self.person("coinjoin-coordinator", "Kabut", style);
        let style = Style::service(Form::P2wpkh, Order::Shuffled);
        let whirlpool = self.person("coinjoin-coordinator", "Pusaran", style);
        self.mixing.wasabi = Some(wasabi);
        self.mixing.whirlpool = Some(whirlpool);
        let address = self.receive(wasabi, Role::Public);
        self.labels.known_of += 1;
        self.tag(
            address,
            Tag {
                address: String::new(),
                label: String::from("Kabut coordinator (synthetic)"),
                category: "mixing_service",
                concept: Some("coinjoin"),
                abuse: None,
                source: String::from("https://kancil.example/story/coordinator"),
                confidence: "service_data",
                seen: self.now,
            },
        );
    }

    pub fn add_mixer(&mut self) -> Mixer {
        let style = Style {
            form: Form::P2wpkh,
            reuse_per_mille: 0,
            change_to_input: false,
            ..Style::draw(&mut self.chance)
        };
        let before = self.person("coinjoin-user", "", style);
        let owner = self.purse(before).owner;
        let mixer = Mixer { before, after: self.open_purse(owner, style) };
        self.mixing.mixers.push(mixer);
        mixer
    }
    /// Lets mixers with enough sit down, each with one to three coins of different addresses.
    fn seat_mixers(&mut self, seats: &mut Vec<Seat>, seats_wanted: usize, need_sat: u64) {
        let mut order: Vec<usize> = (0..self.mixing.mixers.len()).collect();
        self.chance.shuffle(&mut order);
        for at in order {
            if seats.len() >= seats_wanted {
                break;
            }
            let Mixer { before, after } = self.mixing.mixers[at];
            // What was mixed can be mixed again.
            let from = if self.purse(before).balance_sat() >= need_sat { before } else { after };
            let coins = self.take_distinct(from, need_sat);
            if !coins.is_empty() {
                let owner = self.purse(from).owner;
                seats.push(Seat { owner, coins, after: Some(after), change: Some(before) });
            }
        }
    }

    fn take_distinct(&mut self, from: PurseId, need_sat: u64) -> Vec<Coin> {
        let mut taken: Vec<Coin> = Vec::new();
        let mut at = 0;
        let purse = self.purse_mut(from);
        while at < purse.coins().len() && taken.len() < 3 {
            let coin = purse.coins()[at];
            let is_new = taken.iter().all(|other| other.address != coin.address);
            if is_new && coin.value_sat > CHANGE_SAT_MIN {
                taken.push(purse.take(at));
            } else {
                at += 1;
            }
            if taken.iter().map(|coin| coin.value_sat).sum::<u64>() >= need_sat {
                return taken;
            }
        }
        taken.into_iter().for_each(|coin| purse.put(coin));
        Vec::new()
    }
    /// Writes a transaction of several owners in random order, and in the truth who is who.
    /// `outs` carry their seat (beyond the seats: nobody's) and are left in the order written.
    fn write_shared(
        &mut self,
        kind: &str,
        seats: &[Seat],
        outs: &mut [(usize, bool, To)],
        why: Why,
    ) -> Vec<Coin> {
        let mut inputs: Vec<(usize, Coin)> = Vec::new();
        for (at, seat) in seats.iter().enumerate() {
            inputs.extend(seat.coins.iter().map(|coin| (at, *coin)));
        }
        self.chance.shuffle(&mut inputs);
        self.chance.shuffle(outs);
        let draft = Draft {
            inputs: inputs.iter().map(|(_, coin)| *coin).collect(),
            outputs: outs.iter().map(|(_, _, to)| to.pay).collect(),
            version: 1,
            ..Draft::default()
        };
        let coins = self.chain.transact(&draft, why);
        let tos: Vec<To> = outs.iter().map(|(_, _, to)| *to).collect();
        self.credit(&coins, &tos);
        let parts: Vec<(ActorId, Vec<usize>, Vec<usize>)> = seats
            .iter()
            .enumerate()
            .map(|(seat, Seat { owner, .. })| {
                let own = |at: &usize| *at == seat;
                let positions = |seats: Vec<usize>| {
                    seats.iter().enumerate().filter(|(_, at)| own(at)).map(|(at, _)| at).collect()
                };
                let ins = positions(inputs.iter().map(|(at, _)| *at).collect());
                (*owner, ins, positions(outs.iter().map(|(at, _, _)| *at).collect()))
            })
            .collect();
        self.chain.say_shared(coins[0].at.txid, kind, &parts);
        self.mixing.rounds += u64::from(kind != "payjoin");
        coins
    }
}
