//! By what rules addresses are joined, and under what name results quote them.
//!
//! A partition is only as good as the rules it was grown by, so every answer that rests on one can
//! say which they were. Changing what a rule means means raising [`VERSION`].

use crate::coinjoin;

/// The meaning of the rules in this program. Clusters of another version are grown anew.
pub const VERSION: u16 = 1;

/// What may join and what forbids it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// A CoinJoin found with this confidence or more is not joined. 101 takes every co-spend.
    pub coinjoin_confidence_min: u8,
    /// Whether a suspected PayJoin is left alone.
    pub payjoin: bool,
    /// No transaction joins two clusters that both have this many addresses.
    pub size_jump_min: u32,
    /// Whether the one output that the change rules leave joins its payer. Off unless asked: a
    /// wrong change output hands one person's cluster to another.
    pub change: bool,
    /// Whether coins that anybody can spend join whoever does. Nobody means that; plain clusterers do it.
    pub anybodys: bool,
}

impl Rules {
    /// What is used unless something else is asked for.
    pub const STANDARD: Rules = Rules {
        coinjoin_confidence_min: coinjoin::VETO_CONFIDENCE_MIN,
        payjoin: true,
        size_jump_min: 10_000,
        change: false,
        anybodys: false,
    };

    /// Co-spends and nothing against them: what the guards are measured against.
    pub const BARE: Rules = Rules {
        coinjoin_confidence_min: 101,
        payjoin: false,
        size_jump_min: u32::MAX,
        change: false,
        anybodys: false,
    };

    /// Whatever is spent together is one, without exception: what other programs mean by clusters, to
    /// be held against them.
    pub const CO_SPEND: Rules = Rules { anybodys: true, ..Rules::BARE };

    /// The name results quote: `co-spend/1 coinjoin<40 payjoin size-jump<10000`.
    pub fn name(&self) -> String {
        let mut name = format!("co-spend/{VERSION}");
        if self.coinjoin_confidence_min <= 100 {
            name += &format!(" coinjoin<{}", self.coinjoin_confidence_min);
        }
        if self.payjoin {
            name += " payjoin";
        }
        if self.size_jump_min < u32::MAX {
            name += &format!(" size-jump<{}", self.size_jump_min);
        }
        if self.change {
            name += " change";
        }
        if self.anybodys {
            name += " anybodys";
        }
        name
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self::STANDARD
    }
}

/// What joined two clusters. The numbers stand in files: never reuse one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum JoinRule {
    /// Both are spent from in one transaction.
    CoSpend = 1,
    /// One is the change of a transaction that spends from the other.
    Change = 2,
}

impl JoinRule {
    pub const fn name(self) -> &'static str {
        match self {
            JoinRule::CoSpend => "co-spend",
            JoinRule::Change => "change",
        }
    }

    /// 0 to 100. A co-spend joins addresses of one owner nine times in ten where that can be checked
    /// (`docs/accuracy.md`); change joins on two settled signs, which agree wrongly more often.
    pub const fn confidence(self) -> u8 {
        match self {
            JoinRule::CoSpend => 90,
            JoinRule::Change => 80,
        }
    }

    pub fn from_byte(byte: u8) -> Option<JoinRule> {
        [JoinRule::CoSpend, JoinRule::Change].into_iter().find(|rule| *rule as u8 == byte)
    }
}

/// Why a transaction that spends from several holders joined none of them. CoinJoins are 1 to 63,
/// by their [`coinjoin::Kind`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Refusal {
    CoinJoin(coinjoin::Kind),
    PayJoin,
    /// It would have merged two clusters that are both large.
    SizeJump,
}

impl Refusal {
    pub const fn name(self) -> &'static str {
        match self {
            Refusal::CoinJoin(kind) => kind.name(),
            Refusal::PayJoin => "payjoin",
            Refusal::SizeJump => "size-jump",
        }
    }

    pub const fn to_byte(self) -> u8 {
        match self {
            Refusal::CoinJoin(kind) => kind as u8,
            Refusal::PayJoin => 64,
            Refusal::SizeJump => 65,
        }
    }

    pub fn from_byte(byte: u8) -> Option<Refusal> {
        match byte {
            64 => Some(Refusal::PayJoin),
            65 => Some(Refusal::SizeJump),
            kind => coinjoin::Kind::from_byte(kind).map(Refusal::CoinJoin),
        }
    }
}
