//! What did a person paste? One answer, or the reason there is none.
//!
//! The one thing to know: a text says what it can be, never what it is on a chain; whether there is
//! such a transaction is the ledger's to say.

use crate::address::Address;
use crate::chain::Network;
use crate::hash::{BlockHash, OutPoint, Txid};
pub use crate::refusal::ParseError;
use crate::refusal::{is_invisible, quoted};

/// What a pasted text can be. A bare 64-digit hex is a transaction or a block: the ledger decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// With the networks on which this text is an address (empty for chains without networks).
    Address {
        address: Address,
        networks: Vec<Network>,
    },
    /// 64 hex digits: a txid or a block hash.
    Hash {
        txid: Txid,
        block: BlockHash,
    },
    OutPoint(OutPoint),
    /// A block by height.
    Height(u32),
}

impl Subject {
    /// A hash with eight leading zero digits is nearly surely a block's: one in 2^32 transactions
    /// has so many by chance, every mainnet block has them (difficulty 1).
    pub fn is_likely_block(&self) -> bool {
        matches!(self, Subject::Hash { block, .. } if block.0[28..] == [0; 4])
    }
}

/// Says what `text` is: an address, a transaction, an outpoint, a block, a `bitcoin:` URI; with
/// surrounding blanks and mixed case as people paste them.
pub fn parse(text: &str) -> Result<Subject, ParseError> {
    let seen: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    let bare = strip_wrapping(&seen);
    if bare.is_empty() {
        return Err(ParseError::new("nothing was given: paste an address, a txid or txid:vout"));
    }
    if let Some(rest) = strip_scheme(bare, "bitcoin:") {
        return parse_uri(rest);
    }
    if strip_scheme(bare, "https://").or_else(|| strip_scheme(bare, "http://")).is_some() {
        return parse_link(bare);
    }
    if strip_scheme(bare, "lightning:").is_some() {
        return Err(ParseError::new(
            "a lightning: link pays off the chain and leaves no trace there",
        ));
    }
    parse_bare(bare)
}

fn parse_bare(text: &str) -> Result<Subject, ParseError> {
    if let Some(found) = parse_hash(text) {
        return Ok(found);
    }
    if let Some(found) = parse_outpoint(text) {
        return found;
    }
    if text.bytes().all(|b| b.is_ascii_digit()) && text.len() < 20 {
        return parse_height(text);
    }
    let (address, networks) = Address::parse(text)?;
    Ok(Subject::Address { address, networks })
}

/// Blanks, quotes and the comma of a list, as they cling to what is copied out of a text.
fn strip_wrapping(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '"' | '\''
                    | '`'
                    | '“'
                    | '”'
                    | '‘'
                    | '’'
                    | '„'
                    | '«'
                    | '»'
                    | '<'
                    | '>'
                    | '('
                    | ')'
                    | '['
                    | ']'
                    | ','
                    | ';'
                    | '.'
            )
    })
}

fn strip_scheme<'a>(text: &'a str, scheme: &str) -> Option<&'a str> {
    let head = text.get(..scheme.len())?;
    head.eq_ignore_ascii_case(scheme).then(|| &text[scheme.len()..])
}

/// BIP 21 (and BIP 321, which lets the address stand in the query): amount and label are what the
/// payer was asked for, not what happened, so they are left out.
fn parse_uri(rest: &str) -> Result<Subject, ParseError> {
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let path = path.trim_start_matches('/');
    if !path.is_empty() {
        // QR codes hold whole URIs in capitals; a segwit address may be, base58 may not.
        let (address, networks) = Address::parse(path)?;
        return Ok(Subject::Address { address, networks });
    }
    let in_query = query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        let key = key.to_ascii_lowercase();
        matches!(key.as_str(), "bc" | "tb").then_some(value)
    });
    let text = in_query
        .ok_or_else(|| ParseError::new("this bitcoin: link names no address on the chain"))?;
    let (address, networks) = Address::parse(text)?;
    Ok(Subject::Address { address, networks })
}

/// An explorer's page: what its path ends in.
fn parse_link(text: &str) -> Result<Subject, ParseError> {
    let path = text.split(['?', '#']).next().unwrap_or(text);
    let last = path.rsplit('/').find(|part| !part.is_empty()).unwrap_or(path);
    parse_bare(last).map_err(|error| {
        if error.is_secret {
            return error;
        }
        ParseError::new(format!(
            "the link {} does not end in an address or a transaction: paste that alone",
            quoted(text)
        ))
    })
}

fn parse_hash(text: &str) -> Option<Subject> {
    let txid: Txid = text.parse().ok()?;
    Some(Subject::Hash { txid, block: BlockHash(txid.0) })
}

/// `txid:vout`; `None` where the text is not of that form.
fn parse_outpoint(text: &str) -> Option<Result<Subject, ParseError>> {
    let (left, right) = text.split_once(':')?;
    let txid: Txid = left.trim().parse().ok()?;
    let vout = right.trim();
    let digits = !vout.is_empty() && vout.bytes().all(|b| b.is_ascii_digit());
    let parsed = digits.then(|| vout.parse::<u32>().ok()).flatten();
    Some(parsed.map(|vout| Subject::OutPoint(OutPoint { txid, vout })).ok_or_else(|| {
        ParseError::new(format!(
            "after txid: comes the output's number, counted from 0, not {}",
            quoted(vout)
        ))
    }))
}

fn parse_height(text: &str) -> Result<Subject, ParseError> {
    text.parse()
        .map(Subject::Height)
        .map_err(|_| ParseError::new(format!("{} is too large for a block's height", quoted(text))))
}
