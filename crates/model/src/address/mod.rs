//! Addresses of every chain, checked on the way in, printed with their checksum on the way out.
//!
//! An address is what identifies a holder, without the network: the same twenty bytes are one
//! P2PKH holder on mainnet and on a story. The network decides only how it is printed.

pub mod bitcoin;

use std::fmt;

pub use self::bitcoin::BitcoinAddress;
use crate::chain::Network;

/// A holder on some chain.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Address {
    Bitcoin(BitcoinAddress),
    Evm([u8; 20]),
    Tron([u8; 20]),
    /// A chain this program keeps as text: the ticker (upper-case) and the address as given.
    Other {
        ticker: String,
        text: String,
    },
}

impl Address {
    /// The address as people of that chain write it. `network` matters to Bitcoin alone.
    pub fn display(&self, network: Network) -> impl fmt::Display + '_ {
        struct Shown<'a>(&'a Address, Network);
        impl fmt::Display for Shown<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self.0 {
                    Address::Bitcoin(address) => address.display(self.1).fmt(f),
                    Address::Evm(_) | Address::Tron(_) => todo!("checksummed text"),
                    Address::Other { text, .. } => f.write_str(text),
                }
            }
        }
        Shown(self, network)
    }
}
