//! Bitcoin's holders as text, both ways: base58check, BIP 173 and BIP 350.
//!
//! The one thing to know: one text can be an address of several networks (test networks share
//! their prefixes, and stories are written like mainnet), so parsing gives a list. Holders without
//! an address print as `pubkey:…`, `multisig:…`, `script:…`, and are read back as far as the text
//! holds them. What looks like a key is refused by `secret`, before this file sees it.

use std::fmt;

use bech32::primitives::decode::{
    CharError, CheckedHrpstring, ChecksumError, SegwitHrpstring, SegwitHrpstringError,
    UncheckedHrpstringError,
};
use bech32::{Bech32, Bech32m, Fe32, Hrp};
use sha2::{Digest as _, Sha256};

use crate::address::BitcoinAddress;
use crate::chain::Network;
use crate::refusal::{ParseError, quoted};
use crate::script::{Lock, multisig_keys};

/// A holder with the networks on which the text names it.
pub type Found = (BitcoinAddress, Vec<Network>);

impl BitcoinAddress {
    /// The text of this holder on a network.
    pub fn display(&self, network: Network) -> impl fmt::Display + '_ {
        Shown { address: self, network }
    }
}

struct Shown<'a> {
    address: &'a BitcoinAddress,
    network: Network,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let payload = self.address.payload();
        let (p2pkh, p2sh) = self.network.base58_versions();
        match self.address.lock() {
            Lock::P2pkh => f.write_str(&base58check(p2pkh, payload)),
            Lock::P2sh => f.write_str(&base58check(p2sh, payload)),
            Lock::P2wpkh | Lock::P2wsh => f.write_str(&self.segwit(0, payload)),
            Lock::P2tr => f.write_str(&self.segwit(1, payload)),
            // The payload is the script: version opcode, push, program.
            Lock::Witness => f.write_str(&self.segwit(payload[0] - 0x50, &payload[2..])),
            Lock::P2pk => write!(f, "pubkey:{}", hex::encode(payload)),
            Lock::Multisig => {
                let (required, keys) = multisig_keys(payload).expect("checked by new");
                let hash = hex::encode(Sha256::digest(payload));
                write!(f, "multisig:{required}-of-{}:{hash}", keys.len())
            }
            Lock::Nonstandard | Lock::Data => write!(f, "script:{}", hex::encode(payload)),
        }
    }
}

impl Shown<'_> {
    fn segwit(&self, version: u8, program: &[u8]) -> String {
        let hrp = Hrp::parse(self.network.hrp()).expect("every network's prefix is valid");
        let version = Fe32::try_from(version).expect("witness versions are 0 to 16");
        bech32::segwit::encode(hrp, version, program).expect("programs are 2 to 40 bytes by new")
    }
}

fn base58check(version: &[u8], payload: &[u8]) -> String {
    bs58::encode([version, payload].concat()).with_check().into_string()
}

/// `pubkey:`, `script:` and `multisig:`; `None` where the text begins with none of them.
pub fn parse_named(text: &str) -> Option<Result<Found, ParseError>> {
    let (name, rest) = text.split_once(':')?;
    let everywhere = |address| (address, Network::ALL.to_vec());
    match name.to_ascii_lowercase().as_str() {
        "pubkey" => Some(parse_key(rest).map(everywhere)),
        "script" => Some(parse_script_hash(rest).map(everywhere)),
        "multisig" => Some(parse_multisig(rest).map(everywhere)),
        _ => None,
    }
}

/// A public key in hex: the holder of a P2PK output.
pub fn parse_key(text: &str) -> Result<BitcoinAddress, ParseError> {
    let key = hex::decode(text).map_err(|_| {
        ParseError::new(format!("a public key is 66 or 130 hex digits, not {}", quoted(text)))
    })?;
    BitcoinAddress::new(Lock::P2pk, &key).ok_or_else(|| {
        ParseError::new(
            "not a public key: 66 hex digits begin with 02 or 03, 130 with 04 (or 06, 07)",
        )
    })
}

fn parse_script_hash(text: &str) -> Result<BitcoinAddress, ParseError> {
    hex::decode(text)
        .ok()
        .and_then(|hash| BitcoinAddress::new(Lock::Nonstandard, &hash))
        .ok_or_else(|| {
            ParseError::new(format!(
                "script: is followed by the SHA-256 of a locking script, 64 hex digits, not {}",
                quoted(text)
            ))
        })
}

/// `multisig:<script hex>`. The printed form holds only a hash of the script, which does not give
/// the keys back.
fn parse_multisig(text: &str) -> Result<BitcoinAddress, ParseError> {
    if text.contains("-of-") {
        return Err(ParseError::new(
            "a bare multisig cannot be looked up by its short form, which holds only a hash of the \
             script: give an output that pays it (txid:vout), or multisig:<the whole script in hex>",
        ));
    }
    hex::decode(text).ok().and_then(|script| BitcoinAddress::new(Lock::Multisig, &script)).ok_or_else(
        || {
            ParseError::new(format!(
                "multisig: is followed by a whole 'm keys n OP_CHECKMULTISIG' script in hex, not {}",
                quoted(text)
            ))
        },
    )
}

/// The networks whose addresses begin with this prefix.
pub fn networks_of_hrp(hrp: &str) -> Vec<Network> {
    Network::ALL.into_iter().filter(|network| network.hrp() == hrp).collect()
}

/// What base58check held, if its version is one of Bitcoin's.
pub fn of_base58(bytes: &[u8]) -> Option<Result<Found, ParseError>> {
    let read = |network: Network| {
        let (p2pkh, p2sh) = network.base58_versions();
        let of = |version, lock| bytes.strip_prefix(version).map(|payload| (lock, payload));
        of(p2pkh, Lock::P2pkh).or_else(|| of(p2sh, Lock::P2sh))
    };
    let networks: Vec<Network> =
        Network::ALL.into_iter().filter(|network| read(*network).is_some()).collect();
    let (lock, payload) = read(*networks.first()?)?;
    let found = BitcoinAddress::new(lock, payload).ok_or_else(|| {
        ParseError::new(format!(
            "the checksum is right but an address holds 20 bytes, this text {}",
            payload.len()
        ))
    });
    Some(found.map(|address| (address, networks)))
}

/// A segwit address whose prefix is one of Bitcoin's.
pub fn parse_segwit(text: &str) -> Result<Found, ParseError> {
    let decoded =
        SegwitHrpstring::new(text).map_err(|error| ParseError::new(segwit_reason(text, &error)))?;
    let program: Vec<u8> = decoded.byte_iter().collect();
    let version = decoded.witness_version().to_u8();
    let networks = networks_of_hrp(&decoded.hrp().to_lowercase());
    let address = match (version, program.len()) {
        (0, 20) => BitcoinAddress::new(Lock::P2wpkh, &program),
        (0, 32) => BitcoinAddress::new(Lock::P2wsh, &program),
        (1, 32) => BitcoinAddress::new(Lock::P2tr, &program),
        _ => {
            let length = u8::try_from(program.len()).expect("programs are at most 40 bytes");
            BitcoinAddress::new(Lock::Witness, &[&[0x50 + version, length], &program[..]].concat())
        }
    };
    let address = address.ok_or_else(|| {
        ParseError::new(format!("witness version {version} with {} bytes", program.len()))
    })?;
    Ok((address, networks))
}

fn segwit_reason(text: &str, error: &SegwitHrpstringError) -> String {
    use SegwitHrpstringError as E;
    match error {
        E::Unchecked(UncheckedHrpstringError::Char(CharError::MixedCase)) => {
            "a segwit address is all lower or all upper case (BIP 173); this one is mixed, so a \
             character may be wrong: copy it again from its source"
                .into()
        }
        E::Unchecked(UncheckedHrpstringError::Char(CharError::InvalidChar(c))) => {
            format!("{} is not a character of a segwit address", quoted(&c.to_string()))
        }
        E::Checksum(ChecksumError::InvalidResidue) if other_variant(text) => {
            "the checksum is of the wrong kind: witness version 0 takes bech32 (BIP 173), later \
             versions bech32m (BIP 350); whoever made this address made it wrong"
                .into()
        }
        E::Checksum(ChecksumError::InvalidResidue) => {
            "the checksum of this segwit address does not match: a character is wrong or missing".into()
        }
        E::InvalidWitnessVersion(version) => {
            format!("witness version {} does not exist: the highest is 16", version.to_u8())
        }
        E::WitnessLength(_) => {
            "the witness program has the wrong length: 20 or 32 bytes in version 0, 2 to 40 in later \
             versions"
                .into()
        }
        E::TooLong(length) => format!("{length} characters: a segwit address has at most 90"),
        E::Padding(_) => "the last bits of this segwit address are not padding".into(),
        _ => "too short for a segwit address".into(),
    }
}

/// Right under the other of the two checksums?
fn other_variant(text: &str) -> bool {
    CheckedHrpstring::new::<Bech32>(text).is_ok() || CheckedHrpstring::new::<Bech32m>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use bitcoin::{Address as Oracle, KnownHrp, Network as OracleNetwork, ScriptBuf};
    use proptest::prelude::*;

    use super::*;
    use crate::address::Address;

    /// The oracle knows no stories.
    fn oracle_network(network: Network) -> Option<OracleNetwork> {
        match network {
            Network::Main => Some(OracleNetwork::Bitcoin),
            Network::Test | Network::Test4 => Some(OracleNetwork::Testnet),
            Network::Signet => Some(OracleNetwork::Signet),
            Network::Regtest => Some(OracleNetwork::Regtest),
            Network::Story => None,
        }
    }

    /// What begins a story's address, by which it is told from every other.
    fn start_of_story(lock: Lock) -> &'static str {
        match lock {
            Lock::P2pkh => "synthP",
            Lock::P2sh => "synthS",
            _ => "synth1",
        }
    }

    /// The locking script of a holder that has an address.
    fn script_of(lock: Lock, payload: &[u8]) -> Vec<u8> {
        match lock {
            Lock::P2pkh => [&[0x76, 0xa9, 20], payload, &[0x88, 0xac]].concat(),
            Lock::P2sh => [&[0xa9, 20], payload, &[0x87]].concat(),
            Lock::P2wpkh => [&[0, 20], payload].concat(),
            Lock::P2wsh => [&[0, 32], payload].concat(),
            Lock::P2tr => [&[0x51, 32], payload].concat(),
            Lock::Witness => payload.to_vec(),
            _ => panic!("{} has no address", lock.name()),
        }
    }

    fn check_against_oracle(lock: Lock, payload: &[u8]) {
        let address = BitcoinAddress::new(lock, payload).unwrap();
        let script = ScriptBuf::from_bytes(script_of(lock, payload));
        assert_eq!(BitcoinAddress::of_script(script.as_bytes()).unwrap(), address);
        for network in Network::ALL {
            let text = address.display(network).to_string();
            let (parsed, networks) = Address::parse(&text).unwrap();
            assert_eq!(parsed, Address::Bitcoin(address.clone()));
            match oracle_network(network) {
                Some(oracle) => {
                    let oracle = Oracle::from_script(&script, oracle).unwrap();
                    assert_eq!(text, oracle.to_string());
                    assert!(networks.contains(&network) && !networks.contains(&Network::Story));
                }
                None => {
                    assert!(text.starts_with(start_of_story(lock)), "{text}");
                    assert_eq!(networks, [Network::Story]);
                    assert!(text.parse::<Oracle<bitcoin::address::NetworkUnchecked>>().is_err());
                }
            }
        }
    }

    fn with_address() -> impl Strategy<Value = (Lock, Vec<u8>)> {
        let bytes = |length: usize| prop::collection::vec(any::<u8>(), length);
        let of = |lock: Lock, length: usize| bytes(length).prop_map(move |payload| (lock, payload));
        let future = (2_u8..=16, prop::collection::vec(any::<u8>(), 2..=40)).prop_map(
            |(version, program)| {
                let length = u8::try_from(program.len()).unwrap();
                (Lock::Witness, [&[0x50 + version, length], &program[..]].concat())
            },
        );
        prop_oneof![
            of(Lock::P2pkh, 20),
            of(Lock::P2sh, 20),
            of(Lock::P2wpkh, 20),
            of(Lock::P2wsh, 32),
            of(Lock::P2tr, 32),
            future,
        ]
    }

    fn without_address() -> impl Strategy<Value = BitcoinAddress> {
        let short = (2_u8..=3, prop::array::uniform32(any::<u8>()))
            .prop_map(|(first, x)| BitcoinAddress::new(Lock::P2pk, &[&[first], &x[..]].concat()));
        let long = prop::collection::vec(any::<u8>(), 64)
            .prop_map(|xy| BitcoinAddress::new(Lock::P2pk, &[&[4], &xy[..]].concat()));
        let odd = prop::array::uniform32(any::<u8>())
            .prop_map(|hash| BitcoinAddress::new(Lock::Nonstandard, &hash));
        prop_oneof![short, long, odd].prop_map(|address| address.expect("made to fit"))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn an_address_reads_back_and_agrees_with_the_oracle((lock, payload) in with_address()) {
            check_against_oracle(lock, &payload);
        }

        #[test]
        fn a_holder_without_an_address_reads_back(address in without_address()) {
            let text = address.display(Network::Main).to_string();
            let (parsed, networks) = Address::parse(&text).unwrap();
            prop_assert_eq!(parsed, Address::Bitcoin(address));
            prop_assert_eq!(networks, Network::ALL.to_vec());
        }

        /// The oracle refuses what we refuse, once its own looseness about networks is set aside.
        #[test]
        fn a_changed_character_is_refused((lock, payload) in with_address(), at in any::<prop::sample::Index>(), to in "[0-9a-zA-Z]") {
            let address = BitcoinAddress::new(lock, &payload).unwrap();
            let mut text = address.display(Network::Main).to_string();
            let at = at.index(text.len());
            text.replace_range(at..=at, &to);
            let oracle = text.parse::<bitcoin::Address<bitcoin::address::NetworkUnchecked>>();
            let ours = Address::parse(&text).is_ok_and(|(found, _)| matches!(found, Address::Bitcoin(_)));
            prop_assert_eq!(ours, oracle.is_ok(), "{}", text);
        }
    }

    #[test]
    fn a_bare_multisig_is_read_back_from_its_script_and_not_from_its_short_form() {
        let key = hex::decode("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");
        let key = key.unwrap();
        let script = [&[0x51, 33], &key[..], &[33], &key[..], &[0x52, 0xae]].concat();
        let address = BitcoinAddress::new(Lock::Multisig, &script).unwrap();
        let short = address.display(Network::Main).to_string();
        assert!(short.starts_with("multisig:1-of-2:"), "{short}");
        assert!(Address::parse(&short).unwrap_err().reason.contains("txid:vout"));
        let whole = format!("multisig:{}", hex::encode(&script));
        assert_eq!(Address::parse(&whole).unwrap().0, Address::Bitcoin(address));
    }

    #[test]
    fn the_forms_of_one_key_are_those_the_oracle_makes() {
        let text = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
        let key: bitcoin::CompressedPublicKey = text.parse().unwrap();
        let expected = [
            Oracle::p2pkh(key, OracleNetwork::Bitcoin),
            Oracle::p2shwpkh(&key, OracleNetwork::Bitcoin),
            Oracle::p2wpkh(&key, KnownHrp::Mainnet),
        ]
        .map(|address| address.to_string());
        let holder = parse_key(text).unwrap();
        let forms: Vec<String> =
            holder.same_key().iter().map(|form| form.display(Network::Main).to_string()).collect();
        assert_eq!(forms, expected);

        let uncompressed = key.0.serialize_uncompressed();
        let long = BitcoinAddress::new(Lock::P2pk, &uncompressed).unwrap();
        let of_long = long.same_key();
        assert!(of_long.contains(&holder), "the same key, compressed");
        let oracle = bitcoin::PublicKey::new_uncompressed(key.0);
        let own = Oracle::p2pkh(oracle, OracleNetwork::Bitcoin).to_string();
        assert!(of_long.iter().any(|form| form.display(Network::Main).to_string() == own));
    }

    #[test]
    fn a_script_hash_tells_no_key() {
        for lock in [Lock::P2sh, Lock::P2wsh, Lock::P2tr] {
            let length = if lock == Lock::P2sh { 20 } else { 32 };
            assert_eq!(BitcoinAddress::new(lock, &vec![7; length]).unwrap().same_key(), []);
        }
    }
}
