//! The unspent outputs, by age and by owner, in 64 bytes each.
//!
//! Age: four tiers, each of bounded size but the last. A new coin enters the first; where a tier is
//! full, one of its coins, any, moves down. Drawing a tier by weight and a coin of it evenly gives
//! what a chain shows: most coins are spent soon, some after a very long time, and every size of
//! wait in between occurs. Owner: a list through the coins, from the newest to the oldest. Every operation is a
//! few steps, whatever the number of coins.

use model::hash::Txid;

use crate::story::chance::Chance;

/// No coin; nobody.
pub const NONE: u32 = u32::MAX;

/// How many coins the tiers hold; the last one holds the rest.
const TIER_LEN_MAX: [usize; 4] = [32_768, 196_608, 1_572_864, usize::MAX];

/// How often each tier is drawn, of sixteen.
const TIER_WEIGHTS: [u64; 4] = [6, 5, 3, 2];

/// An unspent output.
#[derive(Debug, Clone, Copy)]
pub struct Coin {
    pub txid: Txid,
    pub value_sat: u64,
    pub vout: u16,
    /// The last bits of the height it was made at.
    pub height: u16,
    pub address: u32,
    pub owner: u32,
    /// The owner's neighbours in age: the next newer and the next older.
    newer: u32,
    older: u32,
    /// Tier in the top two bits, place in the tier below.
    place: u32,
}

impl Coin {
    pub fn new(txid: Txid, vout: u16, value_sat: u64, address: u32, owner: u32) -> Coin {
        let (newer, older, place, height) = (NONE, NONE, 0, 0);
        Coin { txid, value_sat, vout, height, address, owner, newer, older, place }
    }
}

/// The ends of an owner's list.
#[derive(Debug, Clone, Copy)]
pub struct Purse {
    newest: u32,
    oldest: u32,
    pub coins: u32,
}

impl Default for Purse {
    fn default() -> Purse {
        Purse { newest: NONE, oldest: NONE, coins: 0 }
    }
}

#[derive(Debug, Default)]
pub struct Coins {
    slots: Vec<Coin>,
    free: Vec<u32>,
    tiers: [Vec<u32>; 4],
    len: usize,
}

impl Coins {
    pub fn len(&self) -> usize {
        self.len
    }

    /// The coin of a slot. One that was spent is nobody's.
    pub fn get(&self, slot: u32) -> &Coin {
        &self.slots[slot as usize]
    }

    /// A coin by age. `None` where there is none at all.
    pub fn draw(&self, chance: &mut Chance) -> Option<u32> {
        let mut ticket = chance.below(TIER_WEIGHTS.iter().sum());
        let mut tier = 0;
        while ticket >= TIER_WEIGHTS[tier] {
            ticket -= TIER_WEIGHTS[tier];
            tier += 1;
        }
        // A young chain has nothing old: the oldest it has stands in.
        while tier > 0 && self.tiers[tier].is_empty() {
            tier -= 1;
        }
        let from = &self.tiers[tier];
        if from.is_empty() { None } else { Some(from[chance.index(from.len())]) }
    }

    /// The owner's coins, the oldest first.
    pub fn oldest_of(&self, purse: Purse) -> impl Iterator<Item = u32> + '_ {
        std::iter::successors(some(purse.oldest), |slot| some(self.slots[*slot as usize].newer))
    }

    pub fn put(&mut self, mut coin: Coin, purse: &mut Purse, chance: &mut Chance) -> u32 {
        coin.older = purse.newest;
        let slot = match self.free.pop() {
            Some(slot) => {
                self.slots[slot as usize] = coin;
                slot
            }
            None => {
                self.slots.push(coin);
                u32::try_from(self.slots.len() - 1).expect("fewer than 2^30 unspent outputs")
            }
        };
        match purse.newest {
            NONE => purse.oldest = slot,
            newest => self.slots[newest as usize].newer = slot,
        }
        purse.newest = slot;
        purse.coins += 1;
        self.len += 1;
        self.enter(slot, chance);
        slot
    }

    pub fn take(&mut self, slot: u32, purse: &mut Purse) -> Coin {
        let coin = self.slots[slot as usize];
        self.leave(coin.place);
        match coin.newer {
            NONE => purse.newest = coin.older,
            newer => self.slots[newer as usize].older = coin.older,
        }
        match coin.older {
            NONE => purse.oldest = coin.newer,
            older => self.slots[older as usize].newer = coin.newer,
        }
        purse.coins -= 1;
        self.len -= 1;
        self.free.push(slot);
        self.slots[slot as usize].owner = NONE;
        coin
    }

    /// Into the first tier; whoever is crowded out of one goes to the next.
    fn enter(&mut self, slot: u32, chance: &mut Chance) {
        let mut slot = slot;
        for (tier, (members, len_max)) in self.tiers.iter_mut().zip(TIER_LEN_MAX).enumerate() {
            if members.len() < len_max {
                members.push(slot);
                let at = members.len() - 1;
                self.slots[slot as usize].place = place(tier, at);
                return;
            }
            let at = chance.index(members.len());
            let out = std::mem::replace(&mut members[at], slot);
            self.slots[slot as usize].place = place(tier, at);
            slot = out;
        }
    }

    fn leave(&mut self, from: u32) {
        let (tier, at) = ((from >> 30) as usize, (from & 0x3fff_ffff) as usize);
        let members = &mut self.tiers[tier];
        members.swap_remove(at);
        if let Some(moved) = members.get(at) {
            self.slots[*moved as usize].place = from;
        }
    }
}

fn some(slot: u32) -> Option<u32> {
    Some(slot).filter(|slot| *slot != NONE)
}

fn place(tier: usize, at: usize) -> u32 {
    let at = u32::try_from(at).ok().filter(|at| *at < 1 << 30).expect("fewer than 2^30 coins");
    at | u32::try_from(tier).expect("four tiers") << 30
}
