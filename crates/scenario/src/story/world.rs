//! Everybody in a story and the chain they write on: who exists, what they hold, how they pay.
//!
//! State is wallets and their coins. Populations grow with the square root of the number of
//! transactions, and a purse remembers a bounded number of coins, so memory does too.

use super::chain::{ActorId, Address, Chain, Coin, Pay, Role, Why};
use super::chance::{Chance, Stream};
use super::coinjoin::Mixing;
use super::exchange::Exchange;
use super::labels::Labels;
use super::prices::Prices;
use super::sink::Beside;
use super::wallet::{
    DUST_SAT, Order, Purse, PurseId, Style, draft, input_vbytes, output_vbytes, outputs_vbytes,
};

/// An output to be made, and the purse that it then lies in.
#[derive(Debug, Clone, Copy)]
pub struct To {
    pub pay: Pay,
    pub purse: Option<PurseId>,
}

impl To {
    pub fn purse(purse: PurseId, address: Address, value_sat: u64) -> To {
        To { pay: Pay::new(address, value_sat), purse: Some(purse) }
    }

    /// An output that its maker keeps an eye on without a purse.
    pub fn loose(pay: Pay) -> To {
        To { pay, purse: None }
    }
}

/// An ordinary person: one wallet, and accounts at up to two exchanges.
#[derive(Debug, Clone, Copy)]
pub struct User {
    pub purse: PurseId,
    pub accounts: [Option<(usize, Address)>; 2],
    pub speaks_payjoin: bool,
}

/// How many of whom there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Population {
    pub users: u64,
    pub merchants: u64,
    pub exchanges: u64,
    pub miners: u64,
    pub gambling_sites: u64,
    pub coinjoin_users: u64,
}

impl Population {
    /// People grow with the square root of what they do together.
    pub fn of(transactions: u64) -> Population {
        let root = transactions.isqrt();
        let users = (transactions / 16).clamp(60, 60 + 20 * root);
        Population {
            users,
            merchants: 6 + users / 12,
            exchanges: (5 + root / 200).min(8),
            miners: (3 + root / 100).min(12),
            gambling_sites: (1 + root / 400).min(4),
            coinjoin_users: (18 + users / 25).min(1_500),
        }
    }
}

pub struct World<'a> {
    pub chain: Chain<'a>,
    pub chance: Chance,
    pub labels: Labels,
    pub prices: Prices,
    pub population: Population,
    /// The time of the block that is being filled.
    pub now: u32,
    /// The market's fee rate, in satoshis a virtual byte.
    pub rate: u64,
    pub exchanges: Vec<Exchange>,
    pub users: Vec<User>,
    pub merchants: Vec<PurseId>,
    pub gambling_sites: Vec<PurseId>,
    pub miners: Vec<PurseId>,
    pub duster: PurseId,
    pub mixing: Mixing,
    purses: Vec<Purse>,
    actors: u32,
}

impl<'a> World<'a> {
    pub fn new(
        mut chain: Chain<'a>,
        seed: u64,
        population: Population,
        prices: Prices,
        start: u32,
    ) -> World<'a> {
        prices.write(&mut chain);
        let mut world = World {
            chain,
            chance: Chance::new(seed, Stream::Economy),
            labels: Labels::new(seed),
            prices,
            population,
            now: start,
            rate: 12,
            exchanges: Vec::new(),
            users: Vec::new(),
            merchants: Vec::new(),
            gambling_sites: Vec::new(),
            miners: Vec::new(),
            duster: PurseId(0),
            mixing: Mixing::default(),
            purses: Vec::new(),
            actors: 0,
        };
        world.settle();
        world
    }

    /// A new actor into the truth.
    pub fn actor(&mut self, kind: &str, name: &str, wallet: &str) -> ActorId {
        let actor = ActorId(self.actors);
        self.actors += 1;
        self.chain.write(Beside::Actors, &format!("{},{kind},{name},{wallet}\n", actor.0));
        actor
    }

    /// A new actor with one purse.
    pub fn person(&mut self, kind: &str, name: &str, style: Style) -> PurseId {
        let actor = self.actor(kind, name, &style.text());
        self.open_purse(actor, style)
    }

    pub fn open_purse(&mut self, owner: ActorId, style: Style) -> PurseId {
        let id = PurseId(u32::try_from(self.purses.len()).expect("purses are bounded"));
        self.purses.push(Purse::new(owner, style));
        id
    }

    pub fn purse(&self, id: PurseId) -> &Purse {
        &self.purses[id.0 as usize]
    }

    pub fn purse_mut(&mut self, id: PurseId) -> &mut Purse {
        &mut self.purses[id.0 as usize]
    }

    /// So many dollars in satoshis, today.
    pub fn usd(&self, dollars: u64) -> u64 {
        self.prices.sat_of_usd(dollars, self.now)
    }

    /// The fee rate of a wallet, in satoshis a virtual byte.
    pub fn rate_of(&self, style: &Style) -> u64 {
        (self.rate * style.fee_per_mille / 1000).max(1)
    }

    /// Where a purse receives next, by its habits.
    pub fn receive(&mut self, purse: PurseId, role: Role) -> Address {
        let Purse { owner, style, home, .. } = *self.purse(purse);
        if let Some(home) = home
            && self.chance.per_mille(style.reuse_per_mille)
        {
            return home;
        }
        let address = self.chain.address(owner, style.form, role);
        self.purse_mut(purse).home = Some(address);
        address
    }

    /// Pays from a purse, change and all; the coins made. `None` and nothing done where the purse cannot.
    pub fn spend(&mut self, from: PurseId, mut outs: Vec<To>, why: Why) -> Option<Vec<Coin>> {
        let style = self.purse(from).style;
        let rate = self.rate_of(&style);
        let paid: u64 = outs.iter().map(|to| to.pay.value_sat).sum();
        let pays: Vec<Pay> = outs.iter().map(|to| to.pay).collect();
        let fee_base = rate * outputs_vbytes(&pays);
        let fee_change = rate * output_vbytes(style.form);
        let (inputs, fee_inputs) = self.gather(from, paid + fee_base, rate)?;
        let sum: u64 = inputs.iter().map(|coin| coin.value_sat).sum();
        let change = sum.saturating_sub(paid + fee_base + fee_inputs + fee_change);
        if change > DUST_SAT {
            let address = self.change_address(from, &inputs);
            // The change of stolen coins is stolen.
            let is_stolen = inputs.iter().all(|coin| coin.stolen_sat > 0);
            let pay = if is_stolen { Pay::stolen } else { Pay::new }(address, change);
            outs.push(To { pay, purse: Some(from) });
        }
        Some(self.compose(&style, inputs, outs, why))
    }

    /// Takes coins from a purse until they cover so much and the fee for themselves.
    pub fn gather(&mut self, from: PurseId, need_sat: u64, rate: u64) -> Option<(Vec<Coin>, u64)> {
        self.purses[from.0 as usize].gather(need_sat, rate, &mut self.chance)
    }

    /// Spends these coins wholly to one address; `None`, and the coins are given back, where they are not
    /// worth their fee.
    pub fn send_all(
        &mut self,
        style: &Style,
        inputs: Vec<Coin>,
        make: impl FnOnce(u64) -> To,
        form: crate::lock::Form,
        why: Why,
    ) -> Result<Coin, Vec<Coin>> {
        let sum: u64 = inputs.iter().map(|coin| coin.value_sat).sum();
        let fee = self.fee(style, &inputs, &[form]);
        match sum.checked_sub(fee) {
            Some(rest) if rest > DUST_SAT => {
                Ok(self.compose(style, inputs, vec![make(rest)], why)[0])
            }
            _ => Err(inputs),
        }
    }

    /// The fee of a transaction of these inputs and outputs.
    pub fn fee(&self, style: &Style, inputs: &[Coin], outputs: &[crate::lock::Form]) -> u64 {
        let inputs: u64 = inputs.iter().map(|coin| input_vbytes(coin.address.form)).sum();
        let outputs: u64 = outputs.iter().map(|form| output_vbytes(*form)).sum();
        self.rate_of(style) * (super::wallet::OVERHEAD_VBYTES + inputs + outputs)
    }

    /// Makes a transaction in a wallet's habits and puts its coins where they belong. Change is the
    /// last of `outs`.
    pub fn compose(
        &mut self,
        style: &Style,
        mut inputs: Vec<Coin>,
        mut outs: Vec<To>,
        why: Why,
    ) -> Vec<Coin> {
        match style.order {
            Order::ChangeLast => {}
            Order::ChangeFirst => outs.rotate_right(1),
            Order::Shuffled => self.chance.shuffle(&mut outs),
            Order::Sorted => self.sort(&mut inputs, &mut outs),
        }
        let mut draft = draft(style, self.chain.tip().height, &mut self.chance);
        draft.inputs = inputs;
        draft.outputs = outs.iter().map(|to| to.pay).collect();
        let coins = self.chain.transact(&draft, why);
        self.credit(&coins, &outs);
        coins
    }

    /// Puts new coins into the purses they were made for.
    pub fn credit(&mut self, coins: &[Coin], outs: &[To]) {
        for (coin, to) in coins.iter().zip(outs) {
            if let Some(purse) = to.purse {
                self.purse_mut(purse).put(*coin);
            }
        }
    }

    /// BIP 69: inputs by txid as it is read and index, outputs by value and script.
    fn sort(&mut self, inputs: &mut [Coin], outs: &mut [To]) {
        inputs.sort_by(|a, b| {
            let reversed = |coin: &Coin| (coin.at.txid.0.into_iter().rev(), coin.at.vout);
            let ((a, a_vout), (b, b_vout)) = (reversed(a), reversed(b));
            a.cmp(b).then(a_vout.cmp(&b_vout))
        });
        outs.sort_by_cached_key(|to| (to.pay.value_sat, self.chain.script(to.pay.address)));
    }

    fn change_address(&mut self, from: PurseId, inputs: &[Coin]) -> Address {
        let Purse { owner, style, home, .. } = *self.purse(from);
        if style.change_to_input {
            return inputs[0].address;
        }
        if let Some(home) = home
            && style.reuse_per_mille == 1000
        {
            return home;
        }
        self.chain.address(owner, style.form, Role::Change)
    }
}

impl std::fmt::Debug for World<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World")
            .field("chain", &self.chain)
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}
