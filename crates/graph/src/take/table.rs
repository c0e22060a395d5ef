//! A flat table from a hash to an id, for the writer's look-ups in memory.
//!
//! Eight bytes a slot: 24 bits of the hash and the id plus one. The key itself is not kept: whoever
//! asks compares it in the columns. Entries leave in the reverse order of their coming, so that the
//! table then is as if they had never come (linear probing without tombstones).

use crate::packed::at;
use crate::take::NOT_FOUND;

#[derive(Debug, Clone)]
pub(crate) struct Table {
    slots: Vec<u64>,
    shift: u32,
    count: usize,
}

const ID_BITS: u32 = 40;
const ID_MASK: u64 = (1 << ID_BITS) - 1;
const SLOTS_MIN: usize = 1 << 6;
const FAST_MAX: usize = 1 << 20;

impl Table {
    /// A table in which `count` entries find room, and more before it must grow. A small one grows
    /// fast: filling it again costs more than its memory.
    pub(crate) fn with_room(count: usize) -> Table {
        let room = if count < FAST_MAX { count * 4 } else { count * 2 };
        let slots = room.max(SLOTS_MIN).next_power_of_two();
        Table { slots: vec![0; slots], shift: 64 - slots.trailing_zeros(), count: 0 }
    }

    /// Whether `more` entries fit without making searches long.
    pub(crate) fn has_room(&self, more: usize) -> bool {
        (self.count + more) * 3 <= self.slots.len() * 2
    }

    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// The id in the slot where a search begins, if it may be the one; else [`NOT_FOUND`]. Asking this
    /// for many keys first lets the processor wait for all their slots at once.
    #[inline]
    pub(super) fn likely(&self, hash: u64) -> u64 {
        let slot = self.slots[at(hash >> self.shift)];
        match slot & !ID_MASK == tag_of(hash) && slot != 0 {
            true => (slot & ID_MASK) - 1,
            false => NOT_FOUND,
        }
    }

    /// The id of a key, which `is` recognises.
    #[inline]
    pub(crate) fn find(&self, hash: u64, mut is: impl FnMut(u64) -> bool) -> Option<u64> {
        let tag = tag_of(hash);
        let mut place = at(hash >> self.shift);
        loop {
            let slot = self.slots[place];
            if slot == 0 {
                return None;
            }
            if slot & !ID_MASK == tag && is((slot & ID_MASK) - 1) {
                return Some((slot & ID_MASK) - 1);
            }
            place = (place + 1) & (self.slots.len() - 1);
        }
    }

    /// Adds a key that is not there.
    #[inline]
    pub(crate) fn add(&mut self, hash: u64, id: u64) {
        let mut place = at(hash >> self.shift);
        while self.slots[place] != 0 {
            place = (place + 1) & (self.slots.len() - 1);
        }
        self.slots[place] = tag_of(hash) | (id + 1);
        self.count += 1;
    }

    /// Gives a key that is there another id.
    pub(crate) fn replace(&mut self, hash: u64, old: u64, new: u64) {
        if let Some(place) = self.place_of(hash, old) {
            self.slots[place] = tag_of(hash) | (new + 1);
        }
    }

    /// Removes the key that came last of all that are there.
    pub(crate) fn remove_last(&mut self, hash: u64, id: u64) {
        if let Some(place) = self.place_of(hash, id) {
            self.slots[place] = 0;
            self.count -= 1;
        }
    }

    fn place_of(&self, hash: u64, id: u64) -> Option<usize> {
        let wanted = tag_of(hash) | (id + 1);
        let mut place = at(hash >> self.shift);
        while self.slots[place] != 0 {
            if self.slots[place] == wanted {
                return Some(place);
            }
            place = (place + 1) & (self.slots.len() - 1);
        }
        None
    }
}

#[inline]
fn tag_of(hash: u64) -> u64 {
    hash << ID_BITS
}
