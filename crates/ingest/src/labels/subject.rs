//! The address a row names, checked against the chain it says.
//!
//! The one thing to know: the text's own form decides the chain, the ticker must agree with it.
//! Bitcoin, Ethereum and Tron are checked fully; a token is on the chain its address has the form
//! of; any other ticker keeps the text (as twenty bytes where it is an Ethereum-style address) and is
//! marked unsupported. A made-up address is a story's and never `BTC`. Zero, burn and precompile addresses are nobody's and always refused.

use model::address::Address;
use model::chain::Network;
use model::claim::{Claim, ClaimSubject};
use model::hash::Txid;
use model::refusal::{ParseError, quoted};

use super::report::Reason;

/// A row that makes no claim, and why in its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub reason: Reason,
    pub detail: String,
}

impl Refusal {
    pub fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into() }
    }
}

/// What a row says it is about.
#[derive(Debug, Clone, Copy)]
pub enum Written<'a> {
    Address(&'a str),
    Tx(&'a str),
    /// A table with one column for both: 64 hex digits are a transaction.
    Either(&'a str),
}

/// What to do where a row names another chain than its address's own form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// One of the two is wrong and nobody knows which: no claim.
    Refuse,
    /// An entry of an official list: OFAC has filed a Tron address under XBT. The form, with
    /// its checksum, leaves no doubt who is meant, and an entry that is lost is never found again.
    TakeForm,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    pub subject: ClaimSubject,
    /// Upper-case: `BTC`, `ETH`, `TRX`, `STORY`, or the ticker as written.
    pub network: String,
    /// Bitcoin, Ethereum and Tron, and tokens on them.
    pub is_supported: bool,
    /// What the row said, where the form said otherwise.
    pub said: Option<String>,
}

/// The longest text kept for a chain that is not interpreted (a Monero address has 106 characters).
const TEXT_LEN_MAX: usize = 200;

/// The network of a listed text of which nothing says what it belongs to.
const UNSAID: &str = "UNKNOWN";

/// What a list's ticker says about the form of its addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Asset {
    Unsaid,
    Bitcoin,
    Story,
    Ethereum,
    Tron,
    /// Issued on several chains: the form decides.
    Token(String),
    Other(String),
}

fn asset(ticker: Option<&str>) -> Asset {
    let Some(ticker) = ticker.map(str::trim).filter(|ticker| !ticker.is_empty()) else {
        return Asset::Unsaid;
    };
    let ticker = ticker.to_uppercase();
    match ticker.as_str() {
        // OFAC writes ISO 4217's unofficial code.
        "BTC" | "XBT" | "BITCOIN" => Asset::Bitcoin,
        Claim::STORY => Asset::Story,
        "ETH" | "ETHEREUM" | "ERC20" => Asset::Ethereum,
        "TRX" | "TRON" | "TRC20" => Asset::Tron,
        "USDT" | "USDC" | "DAI" | "TUSD" | "BUSD" | "WBTC" => Asset::Token(ticker),
        _ => Asset::Other(ticker),
    }
}

/// Reads what a row is about. `ticker` is the most exact thing the row says: its network, else its
/// currency.
pub fn resolve(
    ticker: Option<&str>,
    written: Written<'_>,
    conflict: Conflict,
) -> Result<Resolved, Refusal> {
    let asset = asset(ticker);
    match written {
        Written::Tx(text) => resolve_tx(&asset, text.trim()),
        Written::Either(text) if is_hex64(text.trim()) => resolve_tx(&asset, text.trim()),
        Written::Address(text) | Written::Either(text) => {
            resolve_address(asset, text.trim(), conflict)
        }
    }
}

fn is_hex64(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

fn resolve_tx(asset: &Asset, text: &str) -> Result<Resolved, Refusal> {
    if !matches!(asset, Asset::Unsaid | Asset::Bitcoin | Asset::Story) {
        let detail = "transactions are kept for Bitcoin alone";
        return Err(Refusal::new(Reason::OtherChain, detail));
    }
    let txid: Txid = text
        .parse()
        .map_err(|error| Refusal::new(Reason::NotAnAddress, format!("not a txid: {error}")))?;
    let network = if *asset == Asset::Story { Claim::STORY } else { "BTC" }.to_owned();
    Ok(Resolved { subject: ClaimSubject::Tx(txid), network, is_supported: true, said: None })
}

fn resolve_address(asset: Asset, text: &str, conflict: Conflict) -> Result<Resolved, Refusal> {
    if text.is_empty() {
        return Err(Refusal::new(Reason::NoSubject, "the address is empty"));
    }
    let said = match &asset {
        Asset::Other(ticker) => return resolve_other(ticker, text, conflict),
        Asset::Token(_) | Asset::Unsaid => None,
        Asset::Bitcoin => Some("BTC"),
        Asset::Story => Some(Claim::STORY),
        Asset::Ethereum => Some("ETH"),
        Asset::Tron => Some("TRX"),
    };
    let (address, networks) = match (Address::parse(text), &asset) {
        (Ok(parsed), _) => parsed,
        (Err(error), Asset::Token(ticker)) if !error.is_secret && !claims_known_form(text) => {
            return resolve_other(ticker, text, conflict);
        }
        // Lists name what is no address but still somebody's, such as Monero's payment ids.
        (Err(_), Asset::Unsaid) if conflict == Conflict::TakeForm && is_hex64(text) => {
            let address = Address::Other { ticker: UNSAID.to_owned(), text: text.to_owned() };
            (address, Vec::new())
        }
        (Err(error), _) => return Err(unparsed(&error)),
    };
    let network = bitcoin_network(&networks);
    if matches!(address, Address::Bitcoin(_)) && network.is_none() {
        let detail = format!("{} is an address of Bitcoin's test networks", quoted(text));
        return Err(Refusal::new(Reason::OtherChain, detail));
    }
    // A key or a script without an address of its own is written alike on every network.
    let network = match said {
        Some(Claim::STORY) if networks.contains(&Network::Story) => Network::Story,
        _ => network.unwrap_or(Network::Main),
    };
    let mut resolved = by_form(text, address, network)?;
    if let Some(said) = said.filter(|said| *said != resolved.network) {
        if conflict == Conflict::Refuse {
            return Err(other_chain(text, &resolved, said));
        }
        resolved.said = Some(said.to_owned());
    }
    Ok(resolved)
}

/// Digits that set out to be an address of Bitcoin, Ethereum or Tron: a typing error there is not
/// taken for a chain that is only kept as text.
fn claims_known_form(text: &str) -> bool {
    let length = text.len();
    text.starts_with("0x")
        || text.starts_with("bc1")
        || text.starts_with(Network::Story.hrp())
        || (text.starts_with('T') && length == 34)
        || (text.starts_with(['1', '3']) && (26..=35).contains(&length))
}

fn resolve_other(ticker: &str, text: &str, conflict: Conflict) -> Result<Resolved, Refusal> {
    let is_plain = text.len() <= TEXT_LEN_MAX && text.bytes().all(|b| b.is_ascii_graphic());
    if !is_plain {
        let detail = format!("{} is no address of any chain", quoted(text));
        return Err(Refusal::new(Reason::NotAnAddress, detail));
    }
    // A token's ticker would have the text be of a known form: what is kept is its text.
    let address = match Address::of_ticker(ticker, text) {
        Ok(address) => address,
        Err(error) if error.is_secret => return Err(unparsed(&error)),
        Err(error) => match (Address::parse(text), asset(Some(ticker))) {
            (Ok((address, networks)), _) => {
                let network = bitcoin_network(&networks).unwrap_or(Network::Main);
                let resolved = by_form(text, address, network)?;
                if conflict == Conflict::Refuse {
                    return Err(other_chain(text, &resolved, ticker));
                }
                return Ok(Resolved { said: Some(ticker.to_owned()), ..resolved });
            }
            (Err(_), Asset::Token(ticker)) => Address::Other { ticker, text: text.to_owned() },
            (Err(_), _) => return Err(unparsed(&error)),
        },
    };
    somebody(text, address, ticker.to_owned(), false)
}

/// The one of Bitcoin's networks that lists speak of: the real one, or a story.
fn bitcoin_network(networks: &[Network]) -> Option<Network> {
    [Network::Main, Network::Story].into_iter().find(|network| networks.contains(network))
}

/// On the chain the address has the form of; `bitcoin` is which of Bitcoin's.
fn by_form(text: &str, address: Address, bitcoin: Network) -> Result<Resolved, Refusal> {
    let (network, is_supported) = match &address {
        Address::Bitcoin(_) if bitcoin.is_synthetic() => (Claim::STORY.to_owned(), true),
        Address::Bitcoin(_) => ("BTC".to_owned(), true),
        Address::Evm(_) => ("ETH".to_owned(), true),
        Address::Tron(_) => ("TRX".to_owned(), true),
        Address::Other { ticker, .. } => (ticker.clone(), false),
    };
    somebody(text, address, network, is_supported)
}

fn somebody(
    text: &str,
    address: Address,
    network: String,
    is_supported: bool,
) -> Result<Resolved, Refusal> {
    if address.is_nobody() {
        return Err(Refusal::new(Reason::Nobody, format!("nobody holds {}", quoted(text))));
    }
    let subject = ClaimSubject::Address(address);
    Ok(Resolved { subject, network, is_supported, said: None })
}

fn other_chain(text: &str, resolved: &Resolved, ticker: &str) -> Refusal {
    let chain = match &resolved.subject {
        _ if resolved.network == Claim::STORY => "a story".to_owned(),
        ClaimSubject::Address(address) => address.chain().to_string(),
        ClaimSubject::Tx(_) => "bitcoin".to_owned(),
    };
    let detail = format!("{} is an address of {chain}, not of {ticker}", quoted(text));
    Refusal::new(Reason::OtherChain, detail)
}

fn unparsed(error: &ParseError) -> Refusal {
    let reason = if error.is_secret { Reason::Secret } else { Reason::NotAnAddress };
    Refusal::new(reason, error.reason.clone())
}
