//! Why tainted value ended where it did.

use crate::party::Role;
use crate::trace::Stop;

/// Why value rests. Those of a [`Stop`] without its particulars; the cuts of a trace's limits do not
/// occur, for a flood has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    Unspent,
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
}

/// Value that ended for one reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    pub rows: u64,
    pub amount: u128,
}

impl Sum {
    #[inline]
    pub fn add(&mut self, amount: u64) {
        self.rows += 1;
        self.amount += u128::from(amount);
    }
}
