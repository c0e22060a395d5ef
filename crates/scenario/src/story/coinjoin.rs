//! Transactions of several owners: Wasabi 1 and Whirlpool rounds, JoinMarket joins, PayJoins.
//!
//! Their shapes follow the published protocols (ZeroLink for the first two; BIP 78 for PayJoin). Each says
//! in the truth which inputs and outputs are whose: that is what a mixer hides.

use std::collections::VecDeque;

use super::chain::{ActorId, Coin, Custody, Draft, Pay, Role, Why};
use super::labels::Tag;
use super::wallet::{DUST_SAT, Order, PurseId, Style, input_vbytes, output_vbytes, outputs_vbytes};
use super::world::{To, World};
use crate::lock::Form;

/// A Whirlpool pool: its denomination and what entering it costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pool {
    denomination_sat: u64,
    fee_sat: u64,
}

const POOLS: [Pool; 2] = [
    Pool { denomination_sat: 1_000_000, fee_sat: 50_000 },
    Pool { denomination_sat: 5_000_000, fee_sat: 175_000 },
];

/// Wasabi 1's base denomination, and how far rounds drift from it.
const DENOMINATION_SAT: u64 = 10_000_000;
const DRIFT_SAT: u64 = 40_000;

/// The least change Wasabi makes.
const CHANGE_SAT_MIN: u64 = 5_000;

/// Coins waiting in a pool, at most.
const WAITING_MAX: usize = 300;

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

    /// A Wasabi 1 round of about so many seats, with these guests. `None`, and the guests keep their coins, where
    /// too few could sit down.
    pub fn wasabi_round(&mut self, guests: Vec<Seat>, seats_wanted: usize) -> Option<Vec<Mixed>> {
        let drift = self.chance.below(2 * DRIFT_SAT);
        let denomination = DENOMINATION_SAT - DRIFT_SAT + drift;
        let guests_length = guests.len();
        let mut seats = guests;
        self.seat_mixers(&mut seats, seats_wanted, denomination * 23 / 20);
        let inputs: usize = seats.iter().map(|seat| seat.coins.len()).sum();
        // Below ten inputs no address can be a tenth of them, and nobody would call it a crowd.
        if inputs < 10 || seats.len() < 6 {
            for seat in seats.drain(guests_length..) {
                let purse = seat.change.expect("mixers have purses");
                seat.coins.into_iter().for_each(|coin| self.purse_mut(purse).put(coin));
            }
            return None;
        }
        let is_levelled = self.chance.per_mille(500);
        let shares = self.share_out(&seats, denomination, is_levelled);
        Some(self.join(&seats, &shares, guests_length))
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

    /// What each seat gets: denominations, then change. With levels, who has more also gets the
    /// double, the fourfold … wherever at least two do.
    fn share_out(&self, seats: &[Seat], denomination: u64, is_levelled: bool) -> Vec<Share> {
        let rate = self.rate;
        let coordinator = denomination * 3 * seats.len() as u64 / 100_000;
        let mut shares: Vec<Share> = seats
            .iter()
            .map(|seat| {
                let sum: u64 = seat.coins.iter().map(|coin| coin.value_sat).sum();
                let inputs: u64 =
                    seat.coins.iter().map(|coin| input_vbytes(coin.address.form)).sum();
                // Two outputs, the shared parts, and the coordinator's output by head.
                let fee = rate * (inputs + 2 * output_vbytes(Form::P2wpkh) + 5) + coordinator;
                Share {
                    left_sat: sum - denomination - fee,
                    coordinator_sat: coordinator,
                    outputs: vec![denomination],
                }
            })
            .collect();
        for level in 1..=4 {
            let value = denomination << level;
            let cost = value + rate * output_vbytes(Form::P2wpkh);
            let mut takers: Vec<&mut Share> =
                shares.iter_mut().filter(|share| is_levelled && share.left_sat >= cost).collect();
            if takers.len() >= 2 {
                for share in &mut takers {
                    share.left_sat -= cost;
                    share.outputs.push(value);
                }
            }
        }
        shares
    }

    /// Writes the round; the guests' parts of it.
    fn join(&mut self, seats: &[Seat], shares: &[Share], guests_length: usize) -> Vec<Mixed> {
        let coordinator = self.mixing.wasabi.expect("founded with the world");
        let mut outs: Vec<(usize, bool, To)> = Vec::new();
        for (at, (seat, share)) in seats.iter().zip(shares).enumerate() {
            let is_stolen = seat.coins.iter().any(|coin| coin.stolen_sat > 0);
            let role = if is_stolen { Role::Loot } else { Role::Mixed };
            for value in &share.outputs {
                let address = self.chain.address(seat.owner, Form::P2wpkh, role);
                outs.push((
                    at,
                    true,
                    To { pay: pay(address, *value, is_stolen), purse: seat.after },
                ));
            }
            if share.left_sat >= CHANGE_SAT_MIN {
                let role = if is_stolen { Role::Loot } else { Role::Change };
                let address = self.chain.address(seat.owner, Form::P2wpkh, role);
                let pay = pay(address, share.left_sat, is_stolen);
                outs.push((at, false, To { pay, purse: seat.change }));
            }
        }
        let stolen_sat = seats
            .iter()
            .zip(shares)
            .filter(|(seat, _)| seat.coins.iter().any(|coin| coin.stolen_sat > 0))
            .map(|(_, share)| share.coordinator_sat)
            .sum();
        let address = self.receive(coordinator, Role::Public);
        let mut fee = Pay::new(address, shares.iter().map(|share| share.coordinator_sat).sum());
        fee.stolen_sat = stolen_sat;
        if stolen_sat > 0 {
            fee.custody = Custody::Arrives("mixer fee");
        }
        outs.push((usize::MAX, false, To { pay: fee, purse: Some(coordinator) }));
        let why = match seats.iter().find(|seat| seat.coins.iter().any(|coin| coin.stolen_sat > 0))
        {
            Some(guest) => Why::crime("MIX", "coinjoin round", guest.owner),
            None => Why::decoy("coinjoin round", "coinjoin"),
        };
        let coins = self.write_shared("wasabi1", seats, &mut outs, why);
        let mut guests = vec![Mixed::default(); guests_length];
        for (coin, (seat, is_mixed, _)) in coins.iter().zip(&outs) {
            if let Some(guest) = guests.get_mut(*seat) {
                if *is_mixed { &mut guest.mixed } else { &mut guest.change }.push(*coin);
            }
        }
        guests
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

    /// Enters a pool: the coin is cut into pieces a little larger than the denomination.
    pub fn whirlpool_enter(&mut self) -> bool {
        let at = self.chance.index(self.mixing.mixers.len());
        let Mixer { before, .. } = self.mixing.mixers[at];
        let number = usize::from(self.chance.per_mille(400));
        let pool = POOLS[number];
        let balance = self.purse(before).balance_sat();
        let extra = 10_000 + self.chance.below(60_000);
        let piece = pool.denomination_sat + extra;
        let pieces = balance.saturating_sub(pool.fee_sat + 200_000) / piece;
        if pieces == 0 || self.mixing.premix[number].len() > WAITING_MAX {
            return false;
        }
        self.cut(number, before, piece, pieces.min(10));
        true
    }

    fn cut(&mut self, number: usize, before: PurseId, piece_sat: u64, pieces: u64) {
        let coordinator = self.mixing.whirlpool.expect("founded with the world");
        let owner = self.purse(before).owner;
        let fee_address = self.receive(coordinator, Role::Receive);
        let mut outs = vec![To::purse(coordinator, fee_address, POOLS[number].fee_sat)];
        for _ in 0..pieces {
            let address = self.chain.address(owner, Form::P2wpkh, Role::Change);
            outs.push(To::loose(Pay::new(address, piece_sat)));
        }
        let rate = self.rate;
        let pays: Vec<Pay> = outs.iter().map(|to| to.pay).collect();
        let data_vbytes = 75;
        let fee = rate * (outputs_vbytes(&pays) + data_vbytes + output_vbytes(Form::P2wpkh));
        let paid: u64 = pays.iter().map(|pay| pay.value_sat).sum();
        let gathered = self.gather(before, paid + fee, rate);
        let Some((inputs, fee_inputs)) = gathered else { return };
        let sum: u64 = inputs.iter().map(|coin| coin.value_sat).sum();
        let change = sum - paid - fee - fee_inputs;
        if change > DUST_SAT {
            let address = self.chain.address(owner, Form::P2wpkh, Role::Change);
            outs.push(To::purse(before, address, change));
        }
        let mut data = [0; 64];
        data[..32].copy_from_slice(&inputs[0].at.txid.0);
        let outputs = outs.iter().map(|to| to.pay).collect();
        let draft = Draft { inputs, outputs, data: Some(data), version: 1, ..Draft::default() };
        let coins = self.chain.transact(&draft, Why::decoy("whirlpool entry", "equal-split"));
        self.credit(&coins, &outs);
        let pieces = coins.iter().skip(1).take(usize::try_from(pieces).expect("at most ten"));
        self.mixing.premix[number].extend(pieces.map(|coin| (before, *coin)));
    }

    /// A Whirlpool mix: five in, five out, one to four of them new; they bring the fee.
    pub fn whirlpool_mix(&mut self) -> bool {
        let number = usize::from(self.chance.per_mille(400));
        let (new, old) = (self.mixing.premix[number].len(), self.mixing.remix[number].len());
        if new == 0 {
            return false;
        }
        if old == 0 {
            return self.seed_pool(number);
        }
        let new = usize::try_from(self.chance.between(1, 4)).expect("small").min(new);
        let old = 5 - new;
        if self.mixing.remix[number].len() < old {
            return self.seed_pool(number);
        }
        let mut entries: Vec<(PurseId, Coin)> = self.mixing.premix[number].drain(..new).collect();
        entries.extend(self.mixing.remix[number].drain(..old));
        let denomination = POOLS[number].denomination_sat;
        let seats: Vec<Seat> = entries
            .iter()
            .map(|(purse, coin)| Seat {
                owner: coin.address.owner,
                coins: vec![*coin],
                after: Some(*purse),
                change: None,
            })
            .collect();
        let mut outs: Vec<(usize, bool, To)> = Vec::new();
        for (at, seat) in seats.iter().enumerate() {
            let address = self.chain.address(seat.owner, Form::P2wpkh, Role::Mixed);
            outs.push((at, true, To::loose(Pay::new(address, denomination))));
        }
        let why = Why::decoy("whirlpool mix", "coinjoin");
        let coins = self.write_shared("whirlpool", &seats, &mut outs, why);
        for (coin, (seat, _, _)) in coins.into_iter().zip(outs) {
            self.leave_or_stay(number, entries[seat].0, coin);
        }
        true
    }

    /// Mixed coins mostly stay for another round; the others are their owner's to spend.
    fn leave_or_stay(&mut self, number: usize, before: PurseId, coin: Coin) {
        let is_full = self.mixing.remix[number].len() > WAITING_MAX;
        if !is_full && self.chance.per_mille(600) {
            self.mixing.remix[number].push_back((before, coin));
            return;
        }
        let after = self.mixing.mixers.iter().find(|mixer| mixer.before == before);
        let purse = after.map_or(before, |mixer| mixer.after);
        self.purse_mut(purse).put(coin);
    }

    /// The first mixes need coins that are no newcomers': the coordinator lends five.
    fn seed_pool(&mut self, number: usize) -> bool {
        let coordinator = self.mixing.whirlpool.expect("founded with the world");
        let owner = self.purse(coordinator).owner;
        let value = POOLS[number].denomination_sat;
        let mut outs = Vec::new();
        for _ in 0..5 {
            let address = self.chain.address(owner, Form::P2wpkh, Role::Receive);
            outs.push(To::loose(Pay::new(address, value)));
        }
        let addresses: Vec<_> = outs.iter().map(|to: &To| to.pay.address).collect();
        let Some(coins) =
            self.spend(coordinator, outs, Why::decoy("pool liquidity", "equal-split"))
        else {
            return false;
        };
        let lent = coins.iter().filter(|coin| addresses.contains(&coin.address));
        self.mixing.remix[number].extend(lent.map(|coin| (coordinator, *coin)));
        true
    }

    /// Gives the pool's coordinator what it lends.
    pub fn whirlpool_coordinator(&self) -> PurseId {
        self.mixing.whirlpool.expect("founded with the world")
    }

    /// A JoinMarket join: a taker pays makers to make outputs as large as its own.
    pub fn joinmarket(&mut self) -> bool {
        let makers = usize::try_from(self.chance.between(3, 7)).expect("small");
        let amount = self.chance.log_uniform(3_000_000, 60_000_000);
        let mut seats = Vec::new();
        self.seat_mixers(&mut seats, makers + 1, amount + amount / 10 + 100_000);
        if seats.len() < 4 {
            for seat in seats {
                let purse = seat.change.expect("mixers have purses");
                seat.coins.into_iter().for_each(|coin| self.purse_mut(purse).put(coin));
            }
            return false;
        }
        let inputs: u64 = seats
            .iter()
            .flat_map(|seat| &seat.coins)
            .map(|coin| input_vbytes(coin.address.form))
            .sum();
        let fee = self.rate * (inputs + 11 + 2 * 31 * seats.len() as u64);
        let mut outs: Vec<(usize, bool, To)> = Vec::new();
        let mut paid = 0;
        for (at, seat) in seats.iter().enumerate().rev() {
            let sum: u64 = seat.coins.iter().map(|coin| coin.value_sat).sum();
            // Makers earn a little; the taker, the first seat, pays them and the miner.
            let change = if at == 0 {
                (sum - amount).saturating_sub(fee + paid)
            } else {
                let earns = 200 + self.chance.below(3_000);
                paid += earns;
                sum - amount + earns
            };
            let address = self.chain.address(seat.owner, Form::P2wpkh, Role::Mixed);
            outs.push((at, true, To { pay: Pay::new(address, amount), purse: seat.after }));
            if change > DUST_SAT {
                let address = self.chain.address(seat.owner, Form::P2wpkh, Role::Change);
                outs.push((at, false, To { pay: Pay::new(address, change), purse: seat.change }));
            }
        }
        let spent: u64 = outs.iter().map(|(_, _, to)| to.pay.value_sat).sum();
        let brought: u64 =
            seats.iter().flat_map(|seat| &seat.coins).map(|coin| coin.value_sat).sum();
        if spent > brought {
            for seat in seats {
                let purse = seat.change.expect("mixers have purses");
                seat.coins.into_iter().for_each(|coin| self.purse_mut(purse).put(coin));
            }
            return false;
        }
        self.write_shared("joinmarket", &seats, &mut outs, Why::decoy("joinmarket", "coinjoin"));
        true
    }

    /// A PayJoin (BIP 78): the receiver adds a coin of their own, so that the payment looks like a
    /// co-spend of one owner and its amount cannot be read.
    pub fn payjoin(&mut self, payer: PurseId, receiver: PurseId, amount: u64) -> bool {
        if self.purse(receiver).coins().is_empty() {
            return false;
        }
        let style = self.purse(payer).style;
        let rate = self.rate_of(&style);
        let base = rate * (11 + 150 + 2 * output_vbytes(style.form));
        let Some((coins, fee)) = self.gather(payer, amount + base, rate) else { return false };
        let at = self.chance.index(self.purse(receiver).coins().len());
        let added = self.purse_mut(receiver).take(at);
        let sum: u64 = coins.iter().map(|coin| coin.value_sat).sum();
        let (payer_owner, receiver_owner) = (self.purse(payer).owner, self.purse(receiver).owner);
        let form = self.purse(receiver).style.form;
        let address = self.chain.address(receiver_owner, form, Role::Receive);
        let value = amount + added.value_sat;
        let mut outs = vec![(1, false, To::purse(receiver, address, value))];
        let change = sum - amount - base - fee;
        if change > DUST_SAT {
            let address = self.chain.address(payer_owner, style.form, Role::Change);
            outs.push((0, false, To::purse(payer, address, change)));
        }
        let seats = [
            Seat { owner: payer_owner, coins, after: None, change: None },
            Seat { owner: receiver_owner, coins: vec![added], after: None, change: None },
        ];
        let why = Why::decoy("payjoin", "co-spend");
        self.write_shared("payjoin", &seats, &mut outs, why);
        true
    }
}

/// What a seat gets.
#[derive(Debug)]
struct Share {
    left_sat: u64,
    coordinator_sat: u64,
    outputs: Vec<u64>,
}

fn pay(address: super::chain::Address, value_sat: u64, is_stolen: bool) -> Pay {
    if is_stolen { Pay::stolen(address, value_sat) } else { Pay::new(address, value_sat) }
}
