//! A flat table from a hash to a number of the run, for the writer's look-ups in memory.
//!
//! Eight bytes a slot: the upper half of the hash, and the number plus one. The key itself is not kept:
//! whoever asks compares it where it stands. Slots are in the order of their hashes, so that a table
//! grows by walking two of them side by side.

use memmap2::MmapMut;

use crate::packed::{at, row};
use crate::take::NOT_FOUND;

#[derive(Debug)]
pub(crate) struct Table {
    slots: Slots,
    shift: u32,
    count: usize,
}

const NUMBER: u64 = u32::MAX as u64;
const SLOTS_MIN: usize = 1 << 6;
/// Fewer fill no large page.
#[cfg(target_os = "linux")]
const LARGE_MIN: usize = 1 << 18;
/// A small table grows fourfold.
const SMALL_MAX: usize = 1 << 16;

impl Default for Table {
    fn default() -> Table {
        Table::with_slots(SLOTS_MIN)
    }
}

impl Table {
    fn with_slots(slots: usize) -> Table {
        Table { slots: Slots::new(slots), shift: 64 - slots.trailing_zeros(), count: 0 }
    }

    /// Makes room for `more` entries without making searches long.
    pub(crate) fn make_room(&mut self, more: usize) {
        let mut slots = self.slots.len();
        while (self.count + more) * 3 > slots * 2 {
            slots *= if slots < SMALL_MAX { 4 } else { 2 };
        }
        if slots == self.slots.len() {
            return;
        }
        let mut grown = Table::with_slots(slots);
        for slot in self.slots.iter().filter(|slot| *slot != 0) {
            grown.put(slot);
        }
        *self = grown;
    }

    pub(crate) fn bytes(&self) -> usize {
        self.slots.len() * 8
    }

    /// Brings near the slot where the search for a hash begins. Asking this for many keys first lets the
    /// processor wait for all their slots at once.
    #[inline]
    pub(super) fn touch(&self, hash: u64) {
        std::hint::black_box(self.slots.get(at(hash >> self.shift)));
    }

    /// The first number whose hash agrees as far as it is kept: nearly always that of the key, which is
    /// to be compared. [`NOT_FOUND`]: it is not there.
    #[inline]
    pub(super) fn likely(&self, hash: u64) -> u32 {
        self.find(hash, |_| true).unwrap_or(NOT_FOUND)
    }

    /// The number of a key, which `is` recognises.
    #[inline]
    pub(crate) fn find(&self, hash: u64, mut is: impl FnMut(u32) -> bool) -> Option<u32> {
        let mut place = at(hash >> self.shift);
        loop {
            let slot = self.slots.get(place);
            if slot == 0 {
                return None;
            }
            if (slot ^ hash) & !NUMBER == 0 && is(number_of(slot)) {
                return Some(number_of(slot));
            }
            place = (place + 1) & (self.slots.len() - 1);
        }
    }

    /// Adds a key that is not there; there must be room.
    #[inline]
    pub(crate) fn add(&mut self, hash: u64, number: u32) {
        self.put(slot_of(hash, number));
    }

    #[inline]
    fn put(&mut self, slot: u64) {
        let mut place = at(slot >> self.shift);
        while self.slots.get(place) != 0 {
            place = (place + 1) & (self.slots.len() - 1);
        }
        self.slots.set(place, slot);
        self.count += 1;
    }

    /// Gives a key that is there another number.
    pub(crate) fn replace(&mut self, hash: u64, old: u32, new: u32) {
        if let Some(place) = self.place_of(hash, old) {
            self.slots.set(place, slot_of(hash, new));
        }
    }

    /// Removes a key: the table is then one in which every other key is found.
    pub(crate) fn remove(&mut self, hash: u64, number: u32) {
        let Some(mut hole) = self.place_of(hash, number) else { return };
        let mask = self.slots.len() - 1;
        let mut place = hole;
        loop {
            place = (place + 1) & mask;
            let slot = self.slots.get(place);
            if slot == 0 {
                break;
            }
            // A slot may move back to the hole unless its search begins behind it.
            let home = at(slot >> self.shift);
            if place.wrapping_sub(home) & mask >= place.wrapping_sub(hole) & mask {
                self.slots.set(hole, slot);
                hole = place;
            }
        }
        self.slots.set(hole, 0);
        self.count -= 1;
    }

    fn place_of(&self, hash: u64, number: u32) -> Option<usize> {
        let wanted = slot_of(hash, number);
        let mut place = at(hash >> self.shift);
        while self.slots.get(place) != 0 {
            if self.slots.get(place) == wanted {
                return Some(place);
            }
            place = (place + 1) & (self.slots.len() - 1);
        }
        None
    }

    /// Every number that is there.
    #[cfg(test)]
    fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        self.slots.iter().filter(|slot| *slot != 0).map(number_of)
    }
}

/// Slots in memory of their own, in large pages where the system has them: random reads then seldom
/// wait for where a page lies.
#[derive(Debug)]
struct Slots(MmapMut);

impl Slots {
    fn new(count: usize) -> Slots {
        let map = MmapMut::map_anon(count * 8).expect("memory for a table, as for any vector");
        #[cfg(target_os = "linux")]
        if count >= LARGE_MIN {
            // A system without large pages says no.
            let _ = map.advise(memmap2::Advice::HugePage);
        }
        Slots(map)
    }

    #[inline]
    fn all(&self) -> &[[u8; 8]] {
        self.0.as_chunks().0
    }

    fn len(&self) -> usize {
        self.all().len()
    }

    #[inline]
    fn get(&self, place: usize) -> u64 {
        u64::from_le_bytes(self.all()[place])
    }

    #[inline]
    fn set(&mut self, place: usize, slot: u64) {
        self.0.as_chunks_mut().0[place] = slot.to_le_bytes();
    }

    fn iter(&self) -> impl Iterator<Item = u64> + '_ {
        self.all().iter().map(|slot| u64::from_le_bytes(*slot))
    }
}

#[inline]
fn slot_of(hash: u64, number: u32) -> u64 {
    hash & !NUMBER | (u64::from(number) + 1)
}

#[inline]
fn number_of(slot: u64) -> u32 {
    row(at(slot & NUMBER)).wrapping_sub(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Few hashes, so that searches are long and go around the end.
        #[test]
        fn whatever_comes_and_goes_what_is_there_is_found(
            steps in prop::collection::vec((0u64..40, any::<bool>()), 0..300),
        ) {
            let mut table = Table::default();
            let mut there: Vec<(u64, u32)> = Vec::new();
            for (number, (hash, comes)) in (0..).zip(steps) {
                let hash = (u64::MAX / 39).wrapping_mul(hash);
                if comes {
                    table.make_room(1);
                    table.add(hash, number);
                    there.push((hash, number));
                } else if !there.is_empty() {
                    let (hash, number) = there.swap_remove(number as usize % there.len());
                    table.remove(hash, number);
                }
            }
            for (hash, number) in &there {
                prop_assert_eq!(table.find(*hash, |found| found == *number), Some(*number));
            }
            let mut found: Vec<u32> = table.numbers().collect();
            let mut expected: Vec<u32> = there.iter().map(|(_, number)| *number).collect();
            found.sort_unstable();
            expected.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }
}
