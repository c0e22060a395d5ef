//! A text into an address of whatever chain, or the precise reason why it is none.
//!
//! The one thing to know: the form decides the chain, the checksum decides whether it is right.
//! Keys are refused before anything else looks at them.

use crate::address::{Address, BitcoinAddress, bitcoin_text, evm, other, secret, tron};
use crate::chain::Network;
use crate::refusal::{ParseError, quoted};

/// The longest text that can be an address (a whole multisig script in hex); base58 takes time by
/// the square of its length.
const LEN_MAX: usize = 3000;
const BASE58_LEN_MAX: usize = 120;

impl Address {
    /// Reads an address of any chain, with the networks on which this text names it (none for
    /// chains without networks). Surrounding blanks are the caller's.
    pub fn parse(text: &str) -> Result<(Address, Vec<Network>), ParseError> {
        if let Some(kind) = secret::looks_like(text) {
            return Err(ParseError::secret(kind));
        }
        if text.len() > LEN_MAX {
            return Err(ParseError::new(format!(
                "{} bytes are too many for an address: {}",
                text.len(),
                quoted(text)
            )));
        }
        if let Some(digits) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
            return parse_hex_prefixed(digits);
        }
        if let Some(found) = bitcoin_text::parse_named(text) {
            return found.map(bitcoin);
        }
        // A base58 text can begin like a segwit one (Tron's TB1B…); its checksum tells.
        if let Some(found) = parse_checked_base58(text) {
            return found;
        }
        if let Some(found) = parse_bech32(text) {
            return found;
        }
        if let Some(ticker) = other::ticker_of_shape(text) {
            return Ok((other_of(ticker, text), Vec::new()));
        }
        if let Some((ticker, text)) = split_ticker(text) {
            return Ok((Address::of_ticker(ticker, text)?, networks_of_ticker(ticker)));
        }
        if text.len() >= 40 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return parse_bare_hex(text);
        }
        Err(base58_reason(text))
    }

    /// Reads an address of the chain a list names by ticker (`XBT`, `ETH`, `USDT` …). A ticker of
    /// a chain this program knows must fit the text; any other keeps the text as it is.
    pub fn of_ticker(ticker: &str, text: &str) -> Result<Address, ParseError> {
        let text = text.trim();
        let ticker = ticker.trim().to_ascii_uppercase();
        if text.is_empty() {
            return Err(ParseError::new(format!("no address after {}", quoted(&ticker))));
        }
        let family = family_of_ticker(&ticker);
        let parsed = match family {
            Family::Bitcoin | Family::Evm | Family::Tron | Family::Token => Address::parse(text)?.0,
            Family::Other => {
                return match Address::parse(text) {
                    // The same bytes are the same holder on every chain of Ethereum's rules.
                    Ok((address @ (Address::Evm(_) | Address::Tron(_)), _)) => Ok(address),
                    Err(error) if error.is_secret => Err(error),
                    _ => Ok(other_of(&ticker, text)),
                };
            }
        };
        let fits = match (&parsed, family) {
            (Address::Bitcoin(_), Family::Bitcoin | Family::Token)
            | (Address::Evm(_), Family::Evm | Family::Token)
            | (Address::Tron(_), Family::Tron | Family::Token) => true,
            // A token lives on chains that are kept as text, too.
            (Address::Other { .. }, Family::Token) => return Ok(other_of(&ticker, text)),
            _ => false,
        };
        if fits {
            return Ok(parsed);
        }
        Err(ParseError::new(format!(
            "{} is an address of {}, not of {ticker}",
            quoted(text),
            parsed.chain()
        )))
    }
}

#[derive(Clone, Copy)]
enum Family {
    Bitcoin,
    Evm,
    Tron,
    /// A token that is issued on several chains: the text decides.
    Token,
    Other,
}

/// OFAC writes `XBT`; GraphSense, explorers and exchanges `BTC`.
fn family_of_ticker(ticker: &str) -> Family {
    match ticker {
        "BTC" | "XBT" => Family::Bitcoin,
        "ETH" | "ETC" | "ARB" | "BSC" | "BEP20" | "ERC20" | "MATIC" | "POL" | "FTM" => Family::Evm,
        "TRX" | "TRC20" => Family::Tron,
        "USDT" | "USDC" | "DAI" | "TUSD" | "BUSD" | "WBTC" => Family::Token,
        _ => Family::Other,
    }
}

fn networks_of_ticker(ticker: &str) -> Vec<Network> {
    match family_of_ticker(&ticker.to_ascii_uppercase()) {
        Family::Bitcoin => networks_of_main(),
        _ => Vec::new(),
    }
}

fn networks_of_main() -> Vec<Network> {
    bitcoin_text::networks_of_hrp(Network::Main.hrp())
}

/// `LTC:ltc1…`: a ticker, a colon and an address, for chains that have no form of their own here.
fn split_ticker(text: &str) -> Option<(&str, &str)> {
    let (ticker, rest) = text.split_once(':')?;
    let fits = (2..=8).contains(&ticker.len())
        && ticker.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && ticker.starts_with(|c: char| c.is_ascii_uppercase())
        && rest.len() >= 8
        && rest.bytes().all(|b| b.is_ascii_graphic() && b != b':' && b != b'/');
    fits.then_some((ticker, rest))
}

fn bitcoin((address, networks): (BitcoinAddress, Vec<Network>)) -> (Address, Vec<Network>) {
    (Address::Bitcoin(address), networks)
}

fn other_of(ticker: &str, text: &str) -> Address {
    Address::Other { ticker: ticker.to_ascii_uppercase(), text: text.to_owned() }
}

fn parse_hex_prefixed(digits: &str) -> Result<(Address, Vec<Network>), ParseError> {
    if tron::is_hex(digits) {
        return Ok((Address::Tron(tron::parse_hex(digits)?), Vec::new()));
    }
    Ok((Address::Evm(evm::parse(digits)?), Vec::new()))
}

fn parse_bare_hex(text: &str) -> Result<(Address, Vec<Network>), ParseError> {
    if tron::is_hex(text) {
        return Ok((Address::Tron(tron::parse_hex(text)?), Vec::new()));
    }
    match text.len() {
        40 => Err(ParseError::new(
            "40 hex digits can be many things: write 0x in front if this is an Ethereum-style address",
        )),
        66 | 130 => Ok((Address::Bitcoin(bitcoin_text::parse_key(text)?), Network::ALL.to_vec())),
        length => Err(ParseError::new(format!(
            "{length} hex digits are no address: a transaction or block has 64, a public key 66 or \
             130, an Ethereum-style address 40 after 0x, a Tron address 42 from 41"
        ))),
    }
}

/// Everything with a bech32 prefix we know; `None` where the text has none.
fn parse_bech32(text: &str) -> Option<Result<(Address, Vec<Network>), ParseError>> {
    let lower = text.to_ascii_lowercase();
    if ["lnbc", "lntb", "lnbcrt", "lno1", "lnurl1"].iter().any(|start| lower.starts_with(start)) {
        return Some(Err(ParseError::new(
            "this is a Lightning invoice or offer: such payments leave no trace on the chain; give \
             the channel's opening or closing transaction instead",
        )));
    }
    let (hrp, _) = lower.rsplit_once('1')?;
    if !bitcoin_text::networks_of_hrp(hrp).is_empty() {
        return Some(bitcoin_text::parse_segwit(text).map(bitcoin));
    }
    if hrp == "sp" || hrp == "tsp" {
        return Some(Err(ParseError::new(
            "this is a silent payment address (BIP 352): it never appears on the chain itself",
        )));
    }
    other::ticker_of_bech32(text).map(|ticker| Ok((other_of(ticker, text), Vec::new())))
}

/// `None` where the text is not base58 with a right checksum.
fn parse_checked_base58(text: &str) -> Option<Result<(Address, Vec<Network>), ParseError>> {
    if !(25..=BASE58_LEN_MAX).contains(&text.len()) {
        return None;
    }
    let bytes = bs58::decode(text).with_check(None).into_vec().ok()?;
    let (version, payload) = bytes.split_first()?;
    if bytes.len() == 78 {
        return Some(Err(ParseError::new(
            "this is an extended public key: it stands for a whole wallet; give one of its addresses",
        )));
    }
    if matches!(version, 0x80 | 0xef) && matches!(payload.len(), 32 | 33) {
        return Some(Err(ParseError::secret("a private key")));
    }
    if let Some(found) = bitcoin_text::of_base58(&bytes) {
        return Some(found.map(bitcoin));
    }
    if *version == tron::VERSION
        && let Ok(payload) = <[u8; 20]>::try_from(payload)
    {
        return Some(Ok((Address::Tron(payload), Vec::new())));
    }
    if let Some(ticker) = other::ticker_of_base58(&bytes) {
        return Some(Ok((other_of(ticker, text), Vec::new())));
    }
    Some(Err(ParseError::new(format!(
        "the checksum is right, but version byte {version:#04x} with {} bytes is no address of a \
         chain known here; for a list of another chain write TICKER:address",
        payload.len()
    ))))
}

fn base58_reason(text: &str) -> ParseError {
    use bs58::decode::Error as E;
    let like_base58 = (25..=BASE58_LEN_MAX).contains(&text.len())
        && (text.starts_with(['1', '3', '2', 'm', 'n', 'T'])
            || text.starts_with(Network::Story.hrp()))
        && !text.chars().any(char::is_whitespace);
    if !like_base58 {
        return nothing_known(text);
    }
    match bs58::decode(text).with_check(None).into_vec() {
        Err(E::InvalidCharacter { character, .. }) => ParseError::new(format!(
            "{} does not occur in an address like {}: 0, O, I and l are left out because they look \
             alike",
            quoted(&character.to_string()),
            quoted(text)
        )),
        Err(E::InvalidChecksum { .. }) => ParseError::new(format!(
            "the checksum of {} does not match: a character is wrong or missing",
            quoted(text)
        )),
        _ => nothing_known(text),
    }
}

fn nothing_known(text: &str) -> ParseError {
    if text.chars().any(char::is_whitespace) {
        return ParseError::new(format!(
            "{} has blanks inside: give one address or transaction at a time",
            quoted(text)
        ));
    }
    ParseError::new(format!(
        "{} is no address, transaction, output or block known here",
        quoted(text)
    ))
}
