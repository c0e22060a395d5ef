//! What a claim is about, as bytes to sort and to search by.
//!
//! The one thing to know: the network is not part of it. The same twenty bytes are one holder on
//! mainnet and on a story, and every chain with Ethereum's addresses shares them. An address of a
//! chain kept as text is its text; the ticker is left out, because lists omit or mistake it.

use model::address::{Address, BitcoinAddress};
use model::claim::ClaimSubject;
use model::hash::Txid;
use model::script::Lock;

// These stand in files: never reuse one.
const BITCOIN: u8 = 1;
const EVM: u8 = 2;
const TRON: u8 = 3;
const OTHER: u8 = 4;
const TX: u8 = 5;

/// A subject's key: a byte for the family, then its payload.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SubjectKey(Box<[u8]>);

impl SubjectKey {
    pub fn of(subject: &ClaimSubject) -> Self {
        match subject {
            ClaimSubject::Address(address) => Self::of_address(address),
            ClaimSubject::Tx(txid) => Self::of_tx(txid),
        }
    }

    pub fn of_address(address: &Address) -> Self {
        match address {
            Address::Bitcoin(address) => Self::of_bitcoin(address),
            Address::Evm(bytes) => Self::join(&[EVM], bytes),
            Address::Tron(bytes) => Self::join(&[TRON], bytes),
            Address::Other { text, .. } => Self::of_text(text),
        }
    }

    pub fn of_bitcoin(address: &BitcoinAddress) -> Self {
        Self::join(&[BITCOIN, address.lock() as u8], address.payload())
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

/// The Bitcoin holder a key names, if it names one.
pub fn bitcoin_of(key: &[u8]) -> Option<BitcoinAddress> {
    let [BITCOIN, lock, payload @ ..] = key else { return None };
    BitcoinAddress::new(Lock::from_byte(*lock)?, payload)
}

/// A key is one of text: its claims say the ticker.
pub fn is_text(key: &[u8]) -> bool {
    key.first() == Some(&OTHER)
}

/// The subject behind a key; `None` where the bytes are none. `ticker` is for chains kept as text.
pub fn subject_of(key: &[u8], ticker: &str) -> Option<ClaimSubject> {
    let (family, payload) = key.split_first()?;
    let address = match *family {
        BITCOIN => Address::Bitcoin(bitcoin_of(key)?),
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
