//! The methods by which tainted value is told apart from clean value inside a transaction.
//!
//! All but poison conserve value exactly: what goes in tainted comes out tainted, fee included. A
//! method never decides where tracing stops.

pub mod fifo;
pub mod flow;
pub mod haircut;
pub mod lifo;
pub mod poison;
pub mod runs;
pub mod tiho;

use std::fmt;
use std::ops::{Index, IndexMut};
use std::str::FromStr;

/// How tainted value is told apart where coins flow together. The order is the order of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    /// Any tainted input taints every output wholly. Not conserved: an upper bound.
    Poison,
    /// Every output carries the tainted share of all inputs.
    Haircut,
    /// First satoshi in pays first satoshi out.
    Fifo,
    /// Last satoshi in pays first satoshi out.
    Lifo,
    /// Taint in highest out: tainted value goes to the largest outputs first.
    Tiho,
}

impl Method {
    pub const ALL: [Method; 5] =
        [Method::Poison, Method::Haircut, Method::Fifo, Method::Lifo, Method::Tiho];

    /// The word people, JSON and the command line use.
    pub const fn name(self) -> &'static str {
        match self {
            Method::Poison => "poison",
            Method::Haircut => "haircut",
            Method::Fifo => "fifo",
            Method::Lifo => "lifo",
            Method::Tiho => "tiho",
        }
    }

    /// As it stands in a sentence or a title.
    pub const fn shown(self) -> &'static str {
        match self {
            Method::Poison => "poison",
            Method::Haircut => "haircut",
            Method::Fifo => "FIFO",
            Method::Lifo => "LIFO",
            Method::Tiho => "TIHO",
        }
    }

    /// One sentence for a report: courts differ on which rule of tracing holds, so the method is
    /// always printed with the numbers.
    pub const fn explains(self) -> &'static str {
        match self {
            Method::Poison => {
                "poison: every output of a transaction with a tainted input counts wholly \
                 (an upper bound, sums exceed the start)"
            }
            Method::Haircut => {
                "haircut: every output carries the tainted share of the transaction's inputs"
            }
            Method::Fifo => "FIFO: the first satoshi in pays the first satoshi out, fee last",
            Method::Lifo => "LIFO: the last satoshi in pays the first satoshi out, fee last",
            Method::Tiho => "TIHO: tainted value goes to the largest outputs first, fee last",
        }
    }

    /// Whether what goes in tainted comes out tainted to the last satoshi.
    pub const fn conserves(self) -> bool {
        !matches!(self, Method::Poison)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is not a method; the methods are poison, haircut, fifo, lifo and tiho")]
pub struct MethodError {
    text: String,
}

impl FromStr for Method {
    type Err = MethodError;

    fn from_str(text: &str) -> Result<Self, MethodError> {
        Self::ALL
            .into_iter()
            .find(|method| method.name().eq_ignore_ascii_case(text))
            .ok_or_else(|| MethodError { text: text.chars().take(40).collect() })
    }
}

/// One number per method. A method that was not asked for stays at its default and means nothing:
/// readers walk [`crate::query::TraceQuery::methods`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ByMethod<T>(pub [T; 5]);

impl<T> Index<Method> for ByMethod<T> {
    type Output = T;

    fn index(&self, method: Method) -> &T {
        &self.0[method as usize]
    }
}

impl<T> IndexMut<Method> for ByMethod<T> {
    fn index_mut(&mut self, method: Method) -> &mut T {
        &mut self.0[method as usize]
    }
}

/// Tainted satoshis of one coin, by method: never more than the coin's value.
pub type Amounts = ByMethod<u64>;
/// Sums of them.
pub type Sums = ByMethod<u128>;

impl Amounts {
    /// Whether no method puts a satoshi here.
    pub fn is_zero(&self) -> bool {
        self.0.iter().all(|amount| *amount == 0)
    }
}

impl Sums {
    pub fn add(&mut self, amounts: &Amounts) {
        for (sum, amount) in self.0.iter_mut().zip(amounts.0) {
            *sum += u128::from(amount);
        }
    }
}
