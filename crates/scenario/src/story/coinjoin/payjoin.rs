//! PayJoin: a payment to which its receiver adds a coin (BIP 78).

use super::Seat;
use crate::story::chain::{Role, Why};
use crate::story::wallet::{DUST_SAT, PurseId, output_vbytes};
use crate::story::world::{To, World};

impl World<'_> {
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
