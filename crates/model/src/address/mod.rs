//! Addresses of every chain, checked on the way in, printed with their checksum on the way out.
//!
//! An address is what identifies a holder, without the network: the same twenty bytes are one
//! P2PKH holder on mainnet and on a story. The network decides only how it is printed.

pub mod bitcoin;
mod bitcoin_keys;
mod bitcoin_text;
mod evm;
mod other;
mod parse;
mod secret;
mod tron;

use std::fmt;

pub use self::bitcoin::BitcoinAddress;
use crate::chain::{Chain, Network};

/// A holder on some chain.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Address {
    Bitcoin(BitcoinAddress),
    Evm([u8; 20]),
    Tron([u8; 20]),
    /// A chain this program keeps as text: the ticker (upper-case) and the address as given. Lists
    /// often omit or mistake the ticker, so look-ups go by the text.
    Other {
        ticker: String,
        text: String,
    },
}

impl Address {
    pub fn chain(&self) -> Chain {
        match self {
            Address::Bitcoin(_) => Chain::Bitcoin,
            Address::Evm(_) => Chain::Evm,
            Address::Tron(_) => Chain::Tron,
            Address::Other { ticker, .. } => Chain::Other(ticker.clone()),
        }
    }

    /// The address as people of that chain write it. `network` matters to Bitcoin alone.
    pub fn display(&self, network: Network) -> impl fmt::Display + '_ {
        struct Shown<'a>(&'a Address, Network);
        impl fmt::Display for Shown<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self.0 {
                    Address::Bitcoin(address) => address.display(self.1).fmt(f),
                    Address::Evm(bytes) => f.write_str(&evm::text(bytes)),
                    Address::Tron(bytes) => f.write_str(&tron::text(bytes)),
                    Address::Other { text, .. } => f.write_str(text),
                }
            }
        }
        Shown(self, network)
    }

    /// Other holders the same single key controls, as a fact of the protocol.
    pub fn same_key(&self) -> Vec<Address> {
        match self {
            Address::Bitcoin(address) => {
                address.same_key().into_iter().map(Address::Bitcoin).collect()
            }
            // Tron takes Ethereum's key and hash: the same twenty bytes are the same key's.
            Address::Evm(bytes) => vec![Address::Tron(*bytes)],
            Address::Tron(bytes) => vec![Address::Evm(*bytes)],
            Address::Other { .. } => Vec::new(),
        }
    }

    /// Zero, burn and anybody-can-spend addresses have no holder: a claim about one would poison
    /// everything near it.
    pub fn is_nobody(&self) -> bool {
        match self {
            Address::Bitcoin(address) => bitcoin::is_nobody(address),
            Address::Evm(bytes) | Address::Tron(bytes) => evm::is_nobody(bytes),
            Address::Other { .. } => false,
        }
    }
}
