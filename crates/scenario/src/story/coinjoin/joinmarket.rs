//! JoinMarket: a taker pays makers to join.

use crate::lock::Form;
use crate::story::chain::{Pay, Role, Why};
use crate::story::wallet::{DUST_SAT, input_vbytes};
use crate::story::world::{To, World};

impl World<'_> {
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
}
