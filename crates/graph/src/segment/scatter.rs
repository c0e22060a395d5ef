//! Records put next to those of the same range of keys: what is random over a whole segment
//! becomes random within a part that the processor's cache holds.

use std::ops::Range;

/// Room for the records of several parts, one part after the other.
#[derive(Debug)]
pub(crate) struct Scatter<T> {
    records: Vec<T>,
    /// Where the next record of each part goes; once all are there, where the part ends.
    next: Vec<usize>,
}

impl<T: Copy + Default> Scatter<T> {
    /// Room for parts of these sizes.
    pub(crate) fn new(counts: &[u32]) -> Scatter<T> {
        let mut end = 0;
        let next = counts.iter().map(|count| {
            let start = end;
            end += *count as usize;
            start
        });
        let next = next.collect();
        Scatter { records: vec![T::default(); end], next }
    }

    /// Adds a record to a part: not more of them than were counted.
    #[inline]
    pub(crate) fn add(&mut self, part: usize, record: T) {
        let next = &mut self.next[part];
        self.records[*next] = record;
        *next += 1;
    }

    /// The records of a part, in the order in which they came, once all are there.
    pub(crate) fn part(&self, part: usize) -> &[T] {
        let start = part.checked_sub(1).map_or(0, |before| self.next[before]);
        &self.records[start..self.next[part]]
    }
}

/// Runs of parts whose records fit in memory together; a part that is too large alone is alone.
pub(crate) fn groups(counts: &[u32], records_max: usize) -> Vec<Range<usize>> {
    let mut groups = Vec::new();
    let (mut start, mut sum) = (0, 0);
    for (part, count) in counts.iter().enumerate() {
        let count = *count as usize;
        if sum + count > records_max && part > start {
            groups.push(start..part);
            (start, sum) = (part, 0);
        }
        sum += count;
    }
    if start < counts.len() {
        groups.push(start..counts.len());
    }
    groups
}

/// Sorts by the bits `from..to`, the lowest first, eleven at a time.
pub(crate) fn sort_by_bits(records: &mut Vec<u64>, from: u32, to: u32) {
    const BITS: u32 = 11;
    const FEW: usize = 1 << 10;
    if records.len() < FEW {
        records.sort_by_key(|record| record >> from);
        return;
    }
    let mut other = vec![0; records.len()];
    for shift in (from..to).step_by(BITS as usize) {
        let digit = |record: u64| (record >> shift).to_le_bytes();
        let digit = |record: u64| {
            let [low, high, ..] = digit(record);
            usize::from(u16::from_le_bytes([low, high])) & ((1 << BITS) - 1)
        };
        let mut next = [0usize; 1 << BITS];
        for record in records.iter() {
            next[digit(*record)] += 1;
        }
        let mut end = 0;
        for count in &mut next {
            end += std::mem::replace(count, end);
        }
        for record in records.iter() {
            let place = &mut next[digit(*record)];
            other[*place] = *record;
            *place += 1;
        }
        std::mem::swap(records, &mut other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn groups_are_runs_that_fit() {
        assert_eq!(groups(&[], 3), vec![]);
        assert_eq!(groups(&[1, 2, 3, 9, 0, 1], 3), vec![0..2, 2..3, 3..4, 4..6]);
        assert_eq!(groups(&[5, 5], usize::MAX), vec![0..2]);
    }

    proptest! {
        #[test]
        fn scattered_records_keep_their_order(records in prop::collection::vec(any::<u16>(), 0..99)) {
            let part = |record: u16| usize::from(record >> 13);
            let mut counts = [0; 8];
            records.iter().for_each(|record| counts[part(*record)] += 1);
            let mut scatter = Scatter::new(&counts);
            records.iter().for_each(|record| scatter.add(part(*record), *record));
            for number in 0..8 {
                let expected: Vec<u16> =
                    records.iter().copied().filter(|record| part(*record) == number).collect();
                prop_assert_eq!(scatter.part(number), &expected[..]);
            }
        }

        #[test]
        fn sorted_by_bits_is_sorted(seed in any::<u64>(), count in 0..5_000u64, to in 31..64u32) {
            let mut records: Vec<u64> = (0..count)
                .map(|number| (number ^ seed).wrapping_mul(0x9e37_79b9_7f4a_7c15) & ((1 << to) - 1))
                .collect();
            let mut expected = records.clone();
            expected.sort_by_key(|record| record >> 20);
            sort_by_bits(&mut records, 20, to);
            prop_assert_eq!(records, expected);
        }
    }
}
