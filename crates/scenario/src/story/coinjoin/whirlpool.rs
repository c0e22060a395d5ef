//! Whirlpool: pools of one denomination; entries are cut to size, then mixed five at a time.

use super::{Mixer, Seat};
use crate::lock::Form;
use crate::story::chain::{Coin, Draft, Pay, Role, Why};
use crate::story::wallet::{DUST_SAT, PurseId, output_vbytes, outputs_vbytes};
use crate::story::world::{To, World};

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

/// Coins waiting in a pool, at most.
const WAITING_MAX: usize = 300;

impl World<'_> {
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
}
