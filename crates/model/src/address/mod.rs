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
    /// often omit or mistake the ticker, so labels are looked up by the text; `==` compares both.
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
            // Tron takes Ethereum's key and hash: where the bytes are a key's (and not a contract's),
            // they are the same key's on both.
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn twenty_bytes_read_back_on_every_chain_that_shares_them(bytes in prop::array::uniform20(any::<u8>())) {
            for address in [Address::Evm(bytes), Address::Tron(bytes)] {
                let text = address.display(Network::Main).to_string();
                prop_assert_eq!(&Address::parse(&text).unwrap().0, &address);
            }
            let digits = hex::encode(bytes);
            prop_assert_eq!(of(&format!("0x{digits}")), Address::Evm(bytes));
            prop_assert_eq!(of(&format!("0x{}", digits.to_uppercase())), Address::Evm(bytes));
            prop_assert_eq!(of(&format!("41{digits}")), Address::Tron(bytes));
        }
    }

    fn of(text: &str) -> Address {
        Address::parse(text).unwrap().0
    }

    #[test]
    fn burn_addresses_hold_nobody_and_ordinary_ones_somebody() {
        let nobody = [
            "1111111111111111111114oLvT2",
            "1BitcoinEaterAddressDontSendf59kuE",
            "1CounterpartyXXXXXXXXXXXXXXXUWLpVr",
            "bc1pfeessrawgf",
            "0x0000000000000000000000000000000000000000",
            "0x000000000000000000000000000000000000dEaD",
            "0x0000000000000000000000000000000000000004",
            "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE",
            "T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb",
        ];
        for text in nobody {
            assert!(of(text).is_nobody(), "{text}");
        }
        for text in
            ["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"]
        {
            assert!(!of(text).is_nobody(), "{text}");
        }
    }

    #[test]
    fn a_ticker_must_fit_the_address_of_a_chain_we_know() {
        let check = |ticker: &str, text: &str| match Address::of_ticker(ticker, text) {
            Ok(address) => address.chain().to_string(),
            Err(error) => error.reason,
        };
        assert_eq!(check("XBT", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"), "bitcoin");
        assert_eq!(check("usdt", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"), "tron");
        assert_eq!(check("BEP20", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"), "evm");
        assert_eq!(check("AVAX", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"), "evm");
        assert_eq!(check("BCH", "18M8bJWMzWHDBMxoLqjHHAffdRy4SrzkfB"), "BCH");
        assert_eq!(check("KCS", "whatever they write"), "KCS");
        assert_eq!(
            check("ETH", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
            "'1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa' is an address of bitcoin, not of ETH"
        );
        assert!(check("BTC", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb").contains("checksum"));
    }

    #[test]
    fn every_address_of_the_sanctions_lists_is_recognised() {
        let Some(text) = crate::testdata::read_text("sanctions/ofac_wallets_2026-08-22.txt") else {
            return;
        };
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let strange: Vec<&str> = lines.filter(|line| crate::parse::parse(line).is_err()).collect();
        // Published with an `l`, which Monero's alphabet does not have.
        let monero = "45ezvPejNsKYntjhyyeb7fbfzilsxYQozc5Ffseh8jPGW4JZQQVXykNTfK5uGFiij7Hp3qPv3T5HCR7F3Fnmz2mzE1aKQwo";
        assert_eq!(strange, [monero]);
    }
}
