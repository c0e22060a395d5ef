//! Wasabi 1: rounds of about 0.1 BTC with change, after ZeroLink; half of them with levels.

use super::{CHANGE_SAT_MIN, Mixed, Seat};
use crate::lock::Form;
use crate::story::chain::{Address, Custody, Pay, Role, Why};
use crate::story::wallet::{input_vbytes, output_vbytes};
use crate::story::world::{To, World};

/// The base denomination, and how far rounds drift from it.
const DENOMINATION_SAT: u64 = 10_000_000;
const DRIFT_SAT: u64 = 40_000;

impl World<'_> {
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
}

/// What a seat gets.
#[derive(Debug)]
struct Share {
    left_sat: u64,
    coordinator_sat: u64,
    outputs: Vec<u64>,
}

fn pay(address: Address, value_sat: u64, is_stolen: bool) -> Pay {
    if is_stolen { Pay::stolen(address, value_sat) } else { Pay::new(address, value_sat) }
}
