//! What a claim is about, as bytes to sort and to search by.
//!
//! The one thing to know: of the network it holds only whether it is made up. What is said of a
//! story's address is said of nobody on a real chain, though the twenty bytes be the same; every chain
//! with Ethereum's addresses shares them. An address of a chain kept as text is its text; the ticker
//! is left out, because lists omit or mistake it.

use model::address::{Address, BitcoinAddress};
use model::chain::Network;
use model::claim::{Claim, ClaimSubject};
use model::hash::Txid;
use model::script::Lock;

// These stand in files: never reuse one.
const BITCOIN: u8 = 1;
const EVM: u8 = 2;
const TRON: u8 = 3;
const OTHER: u8 = 4;
const TX: u8 = 5;
const STORY: u8 = 6;

/// A subject's key: a byte for the family, then its payload.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SubjectKey(Box<[u8]>);

impl SubjectKey {
    pub fn of(claim: &Claim) -> Self {
        match &claim.subject {
            ClaimSubject::Address(address) => Self::of_address(address, claim.bitcoin_network()),
            ClaimSubject::Tx(txid) => Self::of_tx(txid),
        }
    }

    /// `network` matters to an address of Bitcoin's alone.
    pub fn of_address(address: &Address, network: Network) -> Self {
        match address {
            Address::Bitcoin(address) => Self::of_bitcoin(address, network),
            Address::Evm(bytes) => Self::join(&[EVM], bytes),
            Address::Tron(bytes) => Self::join(&[TRON], bytes),
            Address::Other { text, .. } => Self::of_text(text),
        }
    }

    pub fn of_bitcoin(address: &BitcoinAddress, network: Network) -> Self {
        let family = if network.is_synthetic() { STORY } else { BITCOIN };
        Self::join(&[family, address.lock() as u8], address.payload())
    }

    pub fn of_tx(txid: &Txid) -> Self {
        Self::join(&[TX], &txid.0)
    }

    /// An address of a chain that is kept as text.
    pub fn of_text(text: &str) -> Self {
        Self::join(&[OTHER], text.as_bytes())
    }

    fn join(head: &[u8], tail: &[u8]) -> Self {
        Self([head, tail].concat().into())
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// The Bitcoin holder a key names, if it names one, and whether it is a story's.
pub fn bitcoin_of(key: &[u8]) -> Option<(BitcoinAddress, bool)> {
    let [family @ (BITCOIN | STORY), lock, payload @ ..] = key else { return None };
    Some((BitcoinAddress::new(Lock::from_byte(*lock)?, payload)?, *family == STORY))
}

/// A key is one of text: its claims say the ticker.
pub fn is_text(key: &[u8]) -> bool {
    key.first() == Some(&OTHER)
}

/// The subject behind a key; `None` where the bytes are none. `ticker` is for chains kept as text.
pub fn subject_of(key: &[u8], ticker: &str) -> Option<ClaimSubject> {
    let (family, payload) = key.split_first()?;
    let address = match *family {
        BITCOIN | STORY => Address::Bitcoin(bitcoin_of(key)?.0),
        EVM => Address::Evm(payload.try_into().ok()?),
        TRON => Address::Tron(payload.try_into().ok()?),
        OTHER => Address::Other {
            ticker: ticker.to_owned(),
            text: std::str::from_utf8(payload).ok()?.to_owned(),
        },
        TX => return Some(ClaimSubject::Tx(Txid(payload.try_into().ok()?))),
        _ => return None,
    };
    Some(ClaimSubject::Address(address))
}
