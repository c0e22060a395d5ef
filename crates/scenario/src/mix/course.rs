//! The course of the chain: transaction by transaction, block by block.

use std::collections::VecDeque;
use std::io;

use model::amount::Sat;
use model::block::BlockRef;
use model::hash::{OutPoint, Txid};

use super::coins::{Coin, Coins, NONE};
use super::locks::{Filler, Kind};
use super::people::{People, SERVICES};
use super::{Totals, shape};
use crate::block::{Builder, Head, Sealed, coinbase_script, genesis};
use crate::story::chance::{Chance, Stream};
use crate::tx::{SEQUENCE_FINAL, SEQUENCE_LOCKED, SEQUENCE_REPLACEABLE, Transaction};

/// The subsidy of the first four years, throughout.
const SUBSIDY_SAT: u64 = 5_000_000_000;

/// What each of the first hundred coinbases mints beside: a million bitcoin in all, as if there had
/// been a chain before. Without it there would be too little money for values as wide as mainnet's.
const FLOAT_SAT: u64 = 1_000_000_000_000;

/// Blocks before a coinbase can be spent.
const MATURITY: usize = 100;

/// 2023-01-01T00:00:00Z, and a block every ten minutes.
const TIME_START: u32 = 1_672_531_200;

/// BIP 141's limit less the largest transaction there can be here, and the coinbase.
const BLOCK_WEIGHT_MAX: u64 = 3_600_000;

/// The least that an output is worth, so that it can be spent.
const OUTPUT_SAT_MIN: u64 = 546;

/// Transactions that put many coins of one owner together. Where there are few coins, they pay all of
/// their inputs to somebody, as the next ones always do.
const GATHERS_PER_MILLE: u64 = 72;
const SWEEPS_PER_MILLE: u64 = 42;

/// Payments to many at once.
const BATCHES_PER_MILLE: u64 = 27;

/// A payout to many ends when there is less left.
const BATCH_SAT_MIN: u64 = 1_000_000;

/// Payments with a data carrier.
const DATA_PER_MILLE: u64 = 170;

/// Of a person's receipts, those at an address that is new.
const NEW_PER_MILLE: u64 = 600;

/// How many are asked for enough coins before somebody pays less.
const ASKED: usize = 8;

/// Why a transaction is made.
#[derive(Debug, Clone, Copy)]
enum Intent {
    Pay(u64),
    /// To so many, change included.
    Batch(usize),
    Sweep,
    Gather,
}

/// A chain on its way.
#[derive(Debug)]
pub struct Course {
    seed: u64,
    chance: Chance,
    filler: Filler,
    coins: Coins,
    people: People,
    /// Of each service, a large coin, if it still has it.
    vaults: Vec<u32>,
    unripe: VecDeque<Coin>,
    builder: Builder,
    weight: u64,
    fees_sat: u64,
    fee_rate: u64,
    tip: BlockRef,
    time: u32,
    pub totals: Totals,
    tx: Transaction,
    inputs: Vec<u32>,
    outputs: Vec<Paid>,
}

/// An output to be; nobody's is data.
#[derive(Debug, Clone, Copy)]
struct Paid {
    value_sat: u64,
    to: Option<(u32, u32)>,
}

impl Course {
    /// The chain with its first block.
    pub fn begin(seed: u64) -> (Course, Sealed) {
        let mut chance = Chance::new(seed, Stream::Mix);
        let people = People::new(&mut chance);
        let (_, first) = genesis();
        let mut course = Course {
            seed,
            chance,
            filler: Filler::new(seed),
            coins: Coins::default(),
            people,
            vaults: vec![NONE; SERVICES as usize],
            unripe: VecDeque::new(),
            builder: Builder::default(),
            weight: 0,
            fees_sat: 0,
            fee_rate: 5,
            tip: first.at,
            time: TIME_START,
            totals: Totals::default(),
            tx: Transaction::default(),
            inputs: Vec::new(),
            outputs: Vec::new(),
        };
        course.totals.blocks = 1;
        course.totals.transactions = 1;
        course.totals.outputs = 1;
        course.totals.bytes = first.bytes.len() as u64;
        (course, first)
    }

    pub fn tip(&self) -> BlockRef {
        self.tip
    }

    pub fn time(&self) -> u32 {
        self.time
    }

    /// The next block, of at most so many transactions.
    pub fn block(&mut self, transactions_max: u64) -> Sealed {
        self.ripen();
        self.drift();
        let wanted = self.size().min(transactions_max).saturating_sub(1);
        let mut idle = 0;
        while (self.builder.len() as u64) < wanted && self.weight < BLOCK_WEIGHT_MAX && idle < 100 {
            idle = if self.transaction() { 0 } else { idle + 1 };
        }
        self.seal()
    }

    /// Transactions of the next block: none but coinbases until the first can be spent, then a
    /// quarter more each time up to the usual 2,000 to 3,000.
    fn size(&mut self) -> u64 {
        let height = usize::try_from(self.tip.height).expect("a height");
        let Some(grown) = height.checked_sub(MATURITY) else { return 1 };
        let mut size = 16;
        for _ in 0..grown.min(25) {
            size += size / 4;
        }
        size.min(self.chance.between(2_000, 3_000))
    }

    fn ripen(&mut self) {
        if self.unripe.len() >= MATURITY
            && let Some(coin) = self.unripe.pop_front()
        {
            let slot = self.coins.put(coin, self.people.purse(coin.owner), &mut self.chance);
            self.lay_in_vault(slot);
        }
    }

    /// The fee market moves a little.
    fn drift(&mut self) {
        self.fee_rate = match self.chance.below(8) {
            0 => (self.fee_rate * 5 / 4 + 1).min(40),
            1 => (self.fee_rate * 4 / 5).max(2),
            _ => self.fee_rate,
        };
    }

    /// Unspent outputs that a chain of this length has: mainnet has one for every eight
    /// transactions.
    fn coins_wanted(&self) -> usize {
        let made = usize::try_from(self.totals.transactions).expect("a number of transactions");
        made / 8 + made.min(20_000)
    }

    /// One more transaction. `false` where nobody drawn could afford one.
    fn transaction(&mut self) -> bool {
        let crowded = self.coins.len() > self.coins_wanted();
        let ticket = self.chance.below(1_000);
        let intent = if crowded && ticket < GATHERS_PER_MILLE {
            Intent::Gather
        } else if ticket < GATHERS_PER_MILLE + SWEEPS_PER_MILLE {
            Intent::Sweep
        } else if ticket < GATHERS_PER_MILLE + SWEEPS_PER_MILLE + BATCHES_PER_MILLE {
            Intent::Batch(shape::batch(&mut self.chance))
        } else {
            Intent::Pay(shape::value_sat(&mut self.chance))
        };
        let owner = match intent {
            Intent::Gather => self.gather(),
            Intent::Sweep => self.choose(0, ASKED),
            Intent::Pay(value_sat) => self.choose(value_sat, ASKED),
            Intent::Batch(_) => self.open_vault(),
        };
        let Some(owner) = owner else { return false };
        let inscription = match self.people.of(owner).kind {
            Kind::P2tr => shape::inscription(&mut self.chance),
            _ => 0,
        };
        let count = match intent {
            Intent::Gather => 1 + usize::from(self.chance.below(4) == 0),
            Intent::Sweep => 1,
            Intent::Batch(count) => count,
            Intent::Pay(_) => shape::outputs(&mut self.chance),
        };
        let total = self.inputs.iter().map(|slot| self.coins.get(*slot).value_sat).sum::<u64>();
        let vbytes = 11 + 75 * self.inputs.len() + inscription / 4 + 32 * count;
        let fee_sat = self.fee_rate * vbytes as u64;
        // An output less for every one that it cannot afford.
        let Some(left) = total.checked_sub(fee_sat + OUTPUT_SAT_MIN) else { return false };
        let affordable = usize::try_from(left / OUTPUT_SAT_MIN + 1).unwrap_or(usize::MAX);
        self.share(owner, total - fee_sat, count.min(affordable), intent);
        self.fees_sat += fee_sat;
        self.write(owner, inscription);
        true
    }

    /// Somebody who can pay so much, and the coins they spend for it.
    fn choose(&mut self, value_sat: u64, asked: usize) -> Option<u32> {
        let wanted = shape::inputs(&mut self.chance);
        let mut chosen = self.draw()?;
        let mut best = self.means(chosen, wanted);
        // A few are asked; where none has enough, whoever has most pays a part.
        for _ in 0..asked {
            if best.0 >= wanted && best.1 >= value_sat {
                break;
            }
            let other = self.draw()?;
            let means = self.means(other, wanted);
            if (means.0.min(wanted), means.1.min(value_sat))
                > (best.0.min(wanted), best.1.min(value_sat))
            {
                (chosen, best) = (other, means);
            }
        }
        let owner = self.coins.get(chosen).owner;
        self.inputs.clear();
        self.inputs.push(chosen);
        if wanted > 1 {
            let purse = self.people.of(owner).purse;
            let others = self.coins.oldest_of(purse).filter(|slot| *slot != chosen);
            self.inputs.extend(others.take(wanted - 1));
        }
        Some(owner)
    }

    /// A service with a large coin, which it pays many from.
    fn open_vault(&mut self) -> Option<u32> {
        for _ in 0..ASKED {
            let service = self.people.service(&mut self.chance);
            let vault = self.vaults[service as usize];
            if vault != NONE && self.coins.get(vault).owner == service {
                self.inputs.clear();
                self.inputs.push(vault);
                return Some(service);
            }
        }
        None
    }

    /// A coin by age; one of this very block only if it is drawn again.
    fn draw(&mut self) -> Option<u32> {
        let first = self.coins.draw(&mut self.chance)?;
        if self.coins.get(first).height == self.height_mark() {
            return self.coins.draw(&mut self.chance);
        }
        Some(first)
    }

    /// Tells coins of the block that is being made from all others, or nearly all.
    fn height_mark(&self) -> u16 {
        u16::try_from(self.tip.height % 60_000 + 1).expect("at most 60,000")
    }

    /// How many coins the owner of this one has, and about how much so many of them are worth.
    fn means(&self, slot: u32, wanted: usize) -> (usize, u64) {
        let coin = self.coins.get(slot);
        let coins = if wanted > 1 { self.people.of(coin.owner).purse.coins as usize } else { 1 };
        (coins, coin.value_sat * coins.min(wanted) as u64)
    }

    /// Somebody with many coins, who puts them together.
    fn gather(&mut self) -> Option<u32> {
        let wanted = shape::gathered(&mut self.chance);
        let mut owner = self.people.service(&mut self.chance);
        for asked in 0..2 * ASKED {
            if self.people.of(owner).purse.coins as usize >= wanted {
                break;
            }
            let other = match asked % 2 {
                0 => self.people.service(&mut self.chance),
                _ => self.coins.get(self.coins.draw(&mut self.chance)?).owner,
            };
            if self.people.of(other).purse.coins > self.people.of(owner).purse.coins {
                owner = other;
            }
        }
        let purse = self.people.of(owner).purse;
        self.inputs.clear();
        self.inputs.extend(self.coins.oldest_of(purse).take(wanted));
        (self.inputs.len() > 1).then_some(owner)
    }

    /// Divides what is there: payments, and what is left to the payer's own address.
    fn share(&mut self, owner: u32, total_sat: u64, count: usize, intent: Intent) {
        self.outputs.clear();
        let mut left = total_sat;
        let mut first = match intent {
            Intent::Pay(value_sat) => Some(value_sat),
            Intent::Gather | Intent::Sweep | Intent::Batch(_) => None,
        };
        for number in 1..count {
            if number == 1 && self.chance.per_mille(DATA_PER_MILLE) {
                self.outputs.push(Paid { value_sat: 0, to: None });
                continue;
            }
            let later = (count - number) as u64;
            let most = left - later * OUTPUT_SAT_MIN;
            let drawn = first.take().unwrap_or_else(|| shape::value_sat(&mut self.chance));
            // More than there is: some part of it; of many payments none takes much of all.
            let value_sat = match intent {
                Intent::Batch(_) if most < BATCH_SAT_MIN => break,
                Intent::Batch(_) if drawn > most / 8 => self.chance.log_uniform(100_000, most / 8),
                _ if drawn > most => most / 16 * self.chance.between(1, 15),
                _ => drawn,
            };
            let value_sat = value_sat.clamp(OUTPUT_SAT_MIN, most);
            left -= value_sat;
            let to = self.payee();
            self.outputs.push(Paid { value_sat, to: Some(to) });
        }
        // The last is the rest: change, or everything to somebody else.
        let to = match intent {
            Intent::Gather => self.change(owner),
            _ if count == 1 => self.payee(),
            _ => self.change(owner),
        };
        self.outputs.push(Paid { value_sat: left, to: Some(to) });
        let last = self.outputs.len() - 1;
        let at = self.chance.index(last + 1);
        self.outputs.swap(last, at);
    }

    /// Who is paid, and at which address.
    fn payee(&mut self) -> (u32, u32) {
        let chance = &mut self.chance;
        match chance.below(100) {
            0..78 => {
                let service = self.people.service(chance);
                (service, self.people.deposit(service, chance))
            }
            78..88 => {
                let person = self.people.person(chance);
                (person, self.people.of(person).address)
            }
            _ => {
                let Some(coin) = self.coins.draw(chance) else {
                    let person = self.people.person(chance);
                    return (person, self.people.of(person).address);
                };
                let owner = self.coins.get(coin).owner;
                if People::is_service(owner) {
                    return (owner, self.people.deposit(owner, chance));
                }
                (owner, self.people.receive(owner, NEW_PER_MILLE, chance))
            }
        }
    }

    fn change(&mut self, owner: u32) -> (u32, u32) {
        if People::is_service(owner) {
            let new = self.chance.below(2) == 0;
            let address = if new { self.people.address() } else { self.people.of(owner).address };
            return (owner, address);
        }
        (owner, self.people.receive(owner, NEW_PER_MILLE, &mut self.chance))
    }

    /// Writes what was decided: takes the coins, fills the scripts, makes the new coins.
    fn write(&mut self, owner: u32, inscription: usize) {
        let kind = self.people.of(owner).kind;
        self.tx.clear();
        self.tx.version = if self.chance.below(8) == 0 { 1 } else { 2 };
        let sequence = match self.chance.below(10) {
            0..5 => SEQUENCE_REPLACEABLE,
            5..7 => SEQUENCE_LOCKED,
            _ => SEQUENCE_FINAL,
        };
        if sequence != SEQUENCE_FINAL && self.chance.below(3) == 0 {
            self.tx.lock_time = self.tip.height;
        }
        for (at, slot) in self.inputs.iter().enumerate() {
            let coin = self.coins.take(*slot, self.people.purse(owner));
            let prev = OutPoint { txid: coin.txid, vout: u32::from(coin.vout) };
            let content = if at == 0 { inscription } else { 0 };
            let filler = &mut self.filler;
            self.tx.spend_with(prev, sequence, |script, witness| {
                filler.unlock(kind, coin.address, content, script, witness);
            });
        }
        for paid in &self.outputs {
            let (filler, chance) = (&mut self.filler, &mut self.chance);
            self.tx.pay_with(Sat(paid.value_sat), |script| match paid.to {
                Some((to, address)) => filler.lock(self.people.of(to).kind, address, script),
                None => filler.data(chance, script),
            });
        }
        let txid = self.push();
        for at in 0..self.outputs.len() {
            let paid = self.outputs[at];
            let vout = u16::try_from(at).expect("at most 2,000 outputs");
            if let Some((to, address)) = paid.to {
                let mut coin = Coin::new(txid, vout, paid.value_sat, address, to);
                coin.height = self.height_mark();
                let slot = self.coins.put(coin, self.people.purse(to), &mut self.chance);
                self.lay_in_vault(slot);
            }
        }
    }

    /// Remembers a service's new coin if it is worth more than the one it pays many from.
    fn lay_in_vault(&mut self, slot: u32) {
        let coin = self.coins.get(slot);
        let Some(vault) = self.vaults.get_mut(coin.owner as usize) else { return };
        let held = if *vault == NONE { None } else { Some(self.coins.get(*vault)) };
        if held.is_none_or(|held| held.owner != coin.owner || held.value_sat < coin.value_sat) {
            *vault = slot;
        }
    }

    fn push(&mut self) -> Txid {
        let txid = self.builder.push(&self.tx);
        self.weight += u64::from(self.builder.weight_last());
        self.totals.inputs += self.inputs.len() as u64;
        self.totals.outputs += self.outputs.len() as u64;
        txid
    }

    fn seal(&mut self) -> Sealed {
        self.time += 300 + u32::try_from(self.chance.below(601)).expect("seconds");
        let height = self.tip.height + 1;
        let mut coinbase = Transaction::new(2, 0);
        coinbase.mint(&coinbase_script(height, &self.seed.to_le_bytes()));
        let float_sat = if height as usize <= MATURITY { FLOAT_SAT } else { 0 };
        let owner = match float_sat {
            0 => self.people.service(&mut self.chance) % 20,
            _ => height,
        };
        let (address, kind) = (self.people.of(owner).address, self.people.of(owner).kind);
        let value_sat = SUBSIDY_SAT + self.fees_sat + float_sat;
        coinbase.pay_with(Sat(value_sat), |script| self.filler.lock(kind, address, script));
        let head = Head { height, prev: self.tip.hash, time: self.time };
        let sealed = self.builder.seal(head, &mut coinbase);
        self.unripe.push_back(Coin::new(sealed.txids[0], 0, value_sat, address, owner));
        self.tip = sealed.at;
        (self.weight, self.fees_sat) = (0, 0);
        self.totals.blocks += 1;
        self.totals.transactions += sealed.txids.len() as u64;
        self.totals.outputs += coinbase.outputs().len() as u64;
        self.totals.bytes += sealed.bytes.len() as u64;
        self.totals.addresses = u64::from(self.people.addresses());
        self.totals.unspent = (self.coins.len() + self.unripe.len()) as u64;
        sealed
    }
}

/// Grows a chain of so many transactions and hands over its blocks, the first included.
pub fn grow(
    seed: u64,
    transactions: u64,
    blocks: &mut dyn FnMut(&Sealed) -> io::Result<()>,
    progress: &mut dyn FnMut(u64),
) -> io::Result<Course> {
    let (mut course, first) = Course::begin(seed);
    blocks(&first)?;
    while course.totals.transactions < transactions {
        let block = course.block(transactions - course.totals.transactions);
        blocks(&block)?;
        progress(course.totals.transactions);
    }
    Ok(course)
}
