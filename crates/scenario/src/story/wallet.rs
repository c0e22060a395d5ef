//! Wallets: the habits by which software of different makers is told apart, and purses of coins.
//!
//! A purse is one wallet of one actor. Who has several keeps them apart, as people do.

use super::chain::{ActorId, Address, Coin, Draft, Pay};
use super::chance::Chance;
use crate::lock::Form;
use crate::tx::{SEQUENCE_FINAL, SEQUENCE_LOCKED, SEQUENCE_REPLACEABLE};

/// Where the change goes among the outputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Shuffled,
    ChangeLast,
    ChangeFirst,
    /// Sorted inputs and outputs (BIP 69).
    Sorted,
}

/// Which coins are spent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    Any,
    Largest,
    Oldest,
}

/// The habits of a wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    pub form: Form,
    pub order: Order,
    pub choice: Choice,
    pub version: i32,
    pub replaceable: bool,
    /// Sets the lock time to the tip, against fee sniping, as Bitcoin Core does.
    pub locks_to_tip: bool,
    /// Receives on an address it has used, this many times in a thousand.
    pub reuse_per_mille: u64,
    /// Sends change back to the address it came from.
    pub change_to_input: bool,
    /// Of the market's fee rate, this many in a thousand.
    pub fee_per_mille: u64,
}

impl Style {
    /// What is common among wallets of 2024: about half native SegWit, the rest older or newer.
    pub fn draw(chance: &mut Chance) -> Style {
        let form = chance.weighted(&[
            (18, Form::P2pkh),
            (18, Form::P2sh),
            (50, Form::P2wpkh),
            (14, Form::P2tr),
        ]);
        let is_old = form == Form::P2pkh;
        Style {
            form,
            order: chance.weighted(&[
                (45, Order::Shuffled),
                (20, Order::ChangeLast),
                (5, Order::ChangeFirst),
                (30, Order::Sorted),
            ]),
            choice: chance.weighted(&[
                (40, Choice::Any),
                (35, Choice::Largest),
                (25, Choice::Oldest),
            ]),
            version: if chance.per_mille(if is_old { 700 } else { 150 }) { 1 } else { 2 },
            replaceable: chance.per_mille(if is_old { 100 } else { 650 }),
            locks_to_tip: chance.per_mille(400),
            reuse_per_mille: chance.weighted(&[(60, 0), (20, 50), (12, 400), (8, 1000)]),
            change_to_input: chance.per_mille(if is_old { 150 } else { 40 }),
            fee_per_mille: chance.between(700, 1600),
        }
    }

    /// A service's own software: one form, no reuse, the market's fee.
    pub fn service(form: Form, order: Order) -> Style {
        Style {
            form,
            order,
            choice: Choice::Largest,
            version: 2,
            replaceable: false,
            locks_to_tip: false,
            reuse_per_mille: 0,
            change_to_input: false,
            fee_per_mille: 1000,
        }
    }

    /// How the truth calls it.
    pub fn text(&self) -> String {
        let order = match self.order {
            Order::Shuffled => "shuffled",
            Order::ChangeLast => "change-last",
            Order::ChangeFirst => "change-first",
            Order::Sorted => "bip69",
        };
        let mut text = format!("{} v{} {order}", self.form.name(), self.version);
        for (word, is) in [
            (" rbf", self.replaceable),
            (" anti-snipe", self.locks_to_tip),
            (" change-to-input", self.change_to_input),
            (" reuses", self.reuse_per_mille > 0),
        ] {
            if is {
                text += word;
            }
        }
        text
    }

    pub fn sequence(&self) -> u32 {
        match (self.replaceable, self.locks_to_tip) {
            (true, _) => SEQUENCE_REPLACEABLE,
            (false, true) => SEQUENCE_LOCKED,
            (false, false) => SEQUENCE_FINAL,
        }
    }

    /// Core: the tip, and now and then up to a hundred blocks before it.
    pub fn lock_time(&self, tip: u32, chance: &mut Chance) -> u32 {
        if !self.locks_to_tip {
            return 0;
        }
        let back = if chance.per_mille(100) { chance.below(100) } else { 0 };
        tip.saturating_sub(u32::try_from(back).expect("below a hundred"))
    }
}

/// Virtual bytes of an input, rounded up: signatures and keys included.
pub const fn input_vbytes(form: Form) -> u64 {
    match form {
        Form::P2pk => 114,
        Form::P2pkh | Form::Nonstandard => 148,
        Form::P2sh => 91,
        Form::P2shMultisig => 297,
        Form::P2wpkh => 68,
        Form::P2wsh => 105,
        Form::P2tr => 58,
        Form::Multisig => 190,
        Form::Witness => 41,
    }
}

/// Virtual bytes of an output.
pub const fn output_vbytes(form: Form) -> u64 {
    match form {
        Form::P2pk => 44,
        Form::P2pkh => 34,
        Form::P2sh | Form::P2shMultisig => 32,
        Form::P2wpkh => 31,
        Form::P2wsh | Form::P2tr | Form::Witness | Form::Nonstandard => 43,
        Form::Multisig => 114,
    }
}

/// Version, counts, lock time and the SegWit marker.
pub const OVERHEAD_VBYTES: u64 = 11;

/// What is not worth an output of its own: it goes to the fee.
pub const DUST_SAT: u64 = 1_000;

/// Coins that an ordinary purse remembers.
const COINS_MAX: usize = 400;

/// Inputs of one ordinary transaction.
pub const INPUTS_MAX: usize = 120;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PurseId(pub u32);

/// One wallet: its owner, its habits, its coins.
#[derive(Debug, Clone)]
pub struct Purse {
    pub owner: ActorId,
    pub style: Style,
    /// The address it reuses, or used last.
    pub home: Option<Address>,
    /// Coins it remembers: the smallest beyond them are forgotten. They stay where they are, unspent, as
    /// lost dust does.
    pub coins_max: usize,
    coins: Vec<Coin>,
    balance_sat: u64,
}

impl Purse {
    pub fn new(owner: ActorId, style: Style) -> Purse {
        Purse { owner, style, home: None, coins_max: COINS_MAX, coins: Vec::new(), balance_sat: 0 }
    }

    pub fn balance_sat(&self) -> u64 {
        self.balance_sat
    }

    pub fn coins(&self) -> &[Coin] {
        &self.coins
    }

    pub fn put(&mut self, coin: Coin) {
        self.balance_sat += coin.value_sat;
        self.coins.push(coin);
        if self.coins.len() > self.coins_max {
            let least = (0..self.coins.len()).min_by_key(|at| self.coins[*at].value_sat);
            let least = self.coins.swap_remove(least.expect("more than none"));
            self.balance_sat -= least.value_sat;
        }
    }

    pub fn take(&mut self, at: usize) -> Coin {
        let coin = self.coins.remove(at);
        self.balance_sat -= coin.value_sat;
        coin
    }

    /// Takes up to so many coins, oldest first.
    pub fn take_oldest(&mut self, count: usize) -> Vec<Coin> {
        let taken: Vec<Coin> = self.coins.drain(..count.min(self.coins.len())).collect();
        self.balance_sat -= taken.iter().map(|coin| coin.value_sat).sum::<u64>();
        taken
    }

    /// Takes coins until they cover `need_sat` and the fee for them at this rate; says the fee for the inputs. `None`
    /// and nothing taken where it cannot.
    pub fn gather(
        &mut self,
        need_sat: u64,
        rate: u64,
        chance: &mut Chance,
    ) -> Option<(Vec<Coin>, u64)> {
        if self.balance_sat < need_sat {
            return None;
        }
        let (mut taken, mut sum, mut fee) = (Vec::new(), 0, 0);
        while sum < need_sat + fee {
            if self.coins.is_empty() || taken.len() == INPUTS_MAX {
                taken.into_iter().for_each(|coin| self.put(coin));
                return None;
            }
            let coin = self.take(self.next(chance));
            fee += rate * input_vbytes(coin.address.form);
            sum += coin.value_sat;
            taken.push(coin);
        }
        Some((taken, fee))
    }

    fn next(&self, chance: &mut Chance) -> usize {
        match self.style.choice {
            Choice::Oldest => 0,
            Choice::Any => chance.index(self.coins.len()),
            Choice::Largest => (0..self.coins.len())
                .max_by_key(|at| self.coins[*at].value_sat)
                .expect("callers have a coin"),
        }
    }
}

/// An empty transaction in a wallet's habits.
pub fn draft(style: &Style, tip: u32, chance: &mut Chance) -> Draft {
    Draft {
        version: style.version,
        sequence: style.sequence(),
        lock_time: style.lock_time(tip, chance),
        ..Draft::default()
    }
}

/// Virtual bytes of a transaction without its inputs.
pub fn outputs_vbytes(outputs: &[Pay]) -> u64 {
    OVERHEAD_VBYTES + outputs.iter().map(|pay| output_vbytes(pay.address.form)).sum::<u64>()
}
