//! Which chain, which network of it, and the name of the ledger that holds it.

use std::fmt;
use std::str::FromStr;

/// A chain whose rules this program knows, or a ticker it only keeps as text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Chain {
    Bitcoin,
    /// Every chain with Ethereum's addresses; which one is a matter of the claim's network.
    Evm,
    Tron,
    /// A ticker that occurs in lists (`LTC`, `XMR`, `BEP20` …): kept upper-case, not interpreted.
    Other(String),
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Chain::Bitcoin => "bitcoin",
            Chain::Evm => "evm",
            Chain::Tron => "tron",
            Chain::Other(ticker) => ticker,
        })
    }
}

/// A network of Bitcoin's rules.
///
/// `Story` is this program's own: blocks grown for demos, exercises and tests, with addresses, a
/// magic and a genesis of their own, and the easiest proof of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Network {
    Main,
    Test,
    Test4,
    Signet,
    Regtest,
    Story,
}

impl Network {
    pub const ALL: [Network; 6] = [
        Network::Main,
        Network::Test,
        Network::Test4,
        Network::Signet,
        Network::Regtest,
        Network::Story,
    ];

    /// The four bytes before every record of a block file (Bitcoin Core, `chainparams.cpp`;
    /// testnet4: BIP 94; signet: the default signet of BIP 325).
    pub const fn magic(self) -> [u8; 4] {
        match self {
            Network::Main => [0xf9, 0xbe, 0xb4, 0xd9],
            Network::Test => [0x0b, 0x11, 0x09, 0x07],
            Network::Test4 => [0x1c, 0x16, 0x3f, 0x28],
            Network::Signet => [0x0a, 0x03, 0xcf, 0x40],
            Network::Regtest => [0xfa, 0xbf, 0xb5, 0xda],
            Network::Story => *b"kncl",
        }
    }

    /// Made up: nothing on it happened, and no address on it is anybody's.
    pub const fn is_synthetic(self) -> bool {
        matches!(self, Network::Story)
    }

    pub fn from_magic(magic: [u8; 4]) -> Option<Self> {
        Self::ALL.into_iter().find(|network| network.magic() == magic)
    }

    /// BIP 173's human-readable part. A story's is in no list of chains (SLIP 173); `story` itself
    /// is a chain's, of Cosmos's family.
    pub const fn hrp(self) -> &'static str {
        match self {
            Network::Main => "bc",
            Network::Test | Network::Test4 | Network::Signet => "tb",
            Network::Regtest => "bcrt",
            Network::Story => "synth",
        }
    }

    /// What stands before the twenty bytes of P2PKH and P2SH in Base58: one byte on Bitcoin's own
    /// networks. A story's five bytes are those with which every text begins with `synthP` (public
    /// key) or `synthS` (script); the single bytes are all taken by some coin, and no coin has five.
    pub const fn base58_versions(self) -> (&'static [u8], &'static [u8]) {
        match self {
            Network::Main => (&[0], &[5]),
            Network::Test | Network::Test4 | Network::Signet | Network::Regtest => (&[111], &[196]),
            Network::Story => (&[0x13, 0x5c, 0x86, 0x92, 0x4f], &[0x13, 0x5c, 0x86, 0x92, 0x57]),
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Network::Main => "main",
            Network::Test => "test",
            Network::Test4 => "test4",
            Network::Signet => "signet",
            Network::Regtest => "regtest",
            Network::Story => "story",
        })
    }
}

impl FromStr for Network {
    type Err = LedgerError;

    fn from_str(text: &str) -> Result<Self, LedgerError> {
        Self::ALL
            .into_iter()
            .find(|network| network.to_string() == text)
            .ok_or_else(|| LedgerError { text: text.chars().take(40).collect() })
    }
}

/// `Linked`: a whole chain from genesis. `Partial`: loose blocks, with gaps that are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LedgerKind {
    Linked,
    Partial,
}

/// The name of one ledger and of its directory: `bitcoin-main-linked`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LedgerId {
    pub network: Network,
    pub kind: LedgerKind,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' names no ledger; a ledger is named like bitcoin-main-linked")]
pub struct LedgerError {
    text: String,
}

impl fmt::Display for LedgerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            LedgerKind::Linked => "linked",
            LedgerKind::Partial => "partial",
        };
        write!(f, "bitcoin-{}-{kind}", self.network)
    }
}

impl FromStr for LedgerId {
    type Err = LedgerError;

    fn from_str(text: &str) -> Result<Self, LedgerError> {
        let bad = || LedgerError { text: text.chars().take(40).collect() };
        let rest = text.strip_prefix("bitcoin-").ok_or_else(bad)?;
        let (network, kind) = rest.split_once('-').ok_or_else(bad)?;
        let kind = match kind {
            "linked" => LedgerKind::Linked,
            "partial" => LedgerKind::Partial,
            _ => return Err(bad()),
        };
        Ok(Self { network: network.parse().map_err(|_| bad())?, kind })
    }
}
