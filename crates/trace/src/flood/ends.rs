//! Where tainted value ended: one byte a coin, and sums for what ended in no coin.

use crate::party::Role;
use crate::trace::Stop;

/// Why value rests. Those of a [`Stop`] without its particulars; the cuts of a trace's limits do not
/// occur, for a flood has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Reason {
    Unspent = 1,
    NoSpendSeen,
    Unspendable,
    Service,
    Mixer,
    CoinJoin,
    Fee,
    Unclaimed,
    DataMissing,
    Damaged,
}

impl Reason {
    pub const ALL: [Reason; 10] = [
        Reason::Unspent,
        Reason::NoSpendSeen,
        Reason::Unspendable,
        Reason::Service,
        Reason::Mixer,
        Reason::CoinJoin,
        Reason::Fee,
        Reason::Unclaimed,
        Reason::DataMissing,
        Reason::Damaged,
    ];

    /// The word of [`Stop::name`].
    pub const fn name(self) -> &'static str {
        match self {
            Reason::Unspent => Stop::Unspent.name(),
            Reason::NoSpendSeen => Stop::NoSpendSeen.name(),
            Reason::Unspendable => Stop::Unspendable.name(),
            Reason::Service => Stop::Service.name(),
            Reason::Mixer => Stop::Mixer.name(),
            Reason::CoinJoin => "coinjoin",
            Reason::Fee => Stop::Fee.name(),
            Reason::Unclaimed => Stop::Unclaimed.name(),
            Reason::DataMissing => "data missing",
            Reason::Damaged => Stop::Damaged.name(),
        }
    }

    /// Whether value of this reason is still with the holder of the coin it ended in.
    pub const fn is_held(self) -> bool {
        matches!(self, Reason::Unspent | Reason::NoSpendSeen | Reason::Service | Reason::Mixer)
    }

    /// Of a holder that value ends at.
    pub const fn of(role: Role) -> Reason {
        match role {
            Role::Mixer => Reason::Mixer,
            Role::Service | Role::Listed | Role::Unknown => Reason::Service,
        }
    }

    fn from_byte(byte: u8) -> Option<Reason> {
        Self::ALL.get(usize::from(byte).checked_sub(1)?).copied()
    }
}

/// By coin; zero is a coin that nothing tainted reached, or that went on.
#[derive(Debug)]
pub struct Ends(Vec<u8>);

impl Ends {
    pub fn new(coins: usize) -> Ends {
        Ends(vec![0; coins])
    }

    #[inline]
    pub fn rest(&mut self, coin: usize, reason: Reason) {
        if let Some(end) = self.0.get_mut(coin) {
            *end = reason as u8;
        }
    }

    #[inline]
    pub fn go_on(&mut self, coin: usize) {
        if let Some(end) = self.0.get_mut(coin) {
            *end = 0;
        }
    }

    #[inline]
    pub fn of(&self, coin: usize) -> Option<Reason> {
        Reason::from_byte(*self.0.get(coin)?)
    }

    /// The coins of a range in which value ended, ascending.
    pub fn within(&self, coins: std::ops::Range<usize>) -> impl Iterator<Item = (usize, Reason)> {
        let start = coins.start;
        let (chunks, rest) = self.0.get(coins).unwrap_or(&[]).as_chunks::<8>();
        let (chunks_len, chunks) = (chunks.len() * 8, chunks.iter().enumerate());
        let ended = chunks.filter(|(_, chunk)| **chunk != [0; 8]);
        let ended = ended.flat_map(|(at, chunk)| (at * 8..).zip(chunk.iter()));
        ended
            .chain((chunks_len..).zip(rest.iter()))
            .filter_map(move |(at, end)| Some((start + at, Reason::from_byte(*end)?)))
    }
}

/// Value that ended for one reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    pub rows: u64,
    pub amount: u128,
}

/// What a sweep counts as it goes.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Transactions met.
    pub transactions: u64,
    /// Coins that got something.
    pub coins: u64,
    /// What came back to a coin of the start.
    pub returned: u128,
    /// What ended in transactions, by reason.
    sums: [Sum; Reason::ALL.len()],
}

impl Tally {
    #[inline]
    pub fn end(&mut self, reason: Reason, amount: u64) {
        let sum = &mut self.sums[reason as usize - 1];
        sum.rows += 1;
        sum.amount += u128::from(amount);
    }

    pub fn sum(&self, reason: Reason) -> Sum {
        self.sums[reason as usize - 1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_read_back_from_its_byte() {
        for reason in Reason::ALL {
            assert_eq!(Reason::from_byte(reason as u8), Some(reason));
        }
        assert_eq!(Reason::from_byte(0), None);
        assert_eq!(Reason::from_byte(11), None);
    }

    #[test]
    fn ends_are_found_in_order_wherever_they_lie() {
        let mut ends = Ends::new(100);
        for coin in [0, 7, 8, 31, 64, 65, 97, 98, 99] {
            ends.rest(coin, Reason::Unspent);
        }
        ends.go_on(64);
        ends.rest(1_000, Reason::Unspent);
        let found = |range| ends.within(range).map(|(coin, _)| coin).collect::<Vec<_>>();
        assert_eq!(found(0..100), [0, 7, 8, 31, 65, 97, 98, 99]);
        assert_eq!(found(3..98), [7, 8, 31, 65, 97]);
        assert_eq!(found(90..200), [] as [usize; 0]);
    }
}
