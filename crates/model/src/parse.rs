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
        Network::ALL.into_iter().any(|network| network.hrp() == key).then_some(value)
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

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use super::*;

    /// What was understood, in one line, or the reason after `refused:`.
    fn say(text: &str) -> String {
        match parse(text) {
            Ok(Subject::Address { address, networks }) => {
                let network = networks.first().copied().unwrap_or(Network::Main);
                let networks: Vec<String> = networks.iter().map(ToString::to_string).collect();
                let shown = address.display(network);
                format!("{} {shown} [{}]", address.chain(), networks.join(" "))
            }
            Ok(hash @ Subject::Hash { .. }) if hash.is_likely_block() => "likely block".into(),
            Ok(Subject::Hash { txid, .. }) => format!("hash {txid}"),
            Ok(Subject::OutPoint(out_point)) => format!("outpoint {out_point}"),
            Ok(Subject::Height(height)) => format!("height {height}"),
            Err(error) if error.is_secret => format!("secret: {error}"),
            Err(error) => format!("refused: {error}"),
        }
    }

    fn check(texts: &[&str], expected: Expect) {
        let said: Vec<String> = texts.iter().map(|text| say(text)).collect();
        expected.assert_eq(&(said.join("\n") + "\n"));
    }

    #[test]
    fn addresses_of_every_kind_are_recognised() {
        check(
            &[
                "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
                "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
                "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
                "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
                "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
                "bc1pfeessrawgf",
                "synth1qw508d6qejxtdg4y5r3zarvary0c5xw7k534xf4",
                "SYNTH1P0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ39HY0J",
                "synthPCBtYJuWSjrQavV8A6i2FSHLdbMiPTP8SH",
                "synthSYKqzdfojS5RZteaogtw7GzyhC1GnodJ1U",
                "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn",
                "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx",
                "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
                "script:0000000000000000000000000000000000000000000000000000000000000001",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
                "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
                "TB1Bcv3x8mg7PVV4nVM48pgHJKcYboTypU",
                "41a614f803b6fd780986a42c78ec9c7f77e6ded13c",
                "LNf2JDiuunBz7GMDKFYHN4rq5meXWxiwfb",
                "qpf2cphc5dkuclkqur7lhj2yuqq9pk3hmukle77vhq",
                "rnXyVQzgxZe7TR1EPzTkGj2jxH4LMJYh66",
                "bnb136ns6lfw4zs5hg4n85vdthaad7hq5m4gtkgf23",
                "t1MMXtBrSp1XG38Lx9cePcNUCJj5vdWfUWL",
                "XLM:GAHK7EEG2WWHVKDNT4CEQFZGKF2LGDSW2IVM4S5DP42RBW3K6BTODB4A",
            ],
            expect![[r#"
                bitcoin 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa [main]
                bitcoin 3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy [main]
                bitcoin bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4 [main]
                bitcoin bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4 [main]
                bitcoin bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0 [main]
                bitcoin bc1pfeessrawgf [main]
                bitcoin synth1qw508d6qejxtdg4y5r3zarvary0c5xw7k534xf4 [story]
                bitcoin synth1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq39hy0j [story]
                bitcoin synthPCBtYJuWSjrQavV8A6i2FSHLdbMiPTP8SH [story]
                bitcoin synthSYKqzdfojS5RZteaogtw7GzyhC1GnodJ1U [story]
                bitcoin mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn [test test4 signet regtest]
                bitcoin tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx [test test4 signet]
                bitcoin pubkey:0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798 [main test test4 signet regtest story]
                bitcoin script:0000000000000000000000000000000000000000000000000000000000000001 [main test test4 signet regtest story]
                evm 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed []
                evm 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed []
                tron TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t []
                tron TB1Bcv3x8mg7PVV4nVM48pgHJKcYboTypU []
                tron TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t []
                LTC LNf2JDiuunBz7GMDKFYHN4rq5meXWxiwfb []
                BCH qpf2cphc5dkuclkqur7lhj2yuqq9pk3hmukle77vhq []
                XRP rnXyVQzgxZe7TR1EPzTkGj2jxH4LMJYh66 []
                BNB bnb136ns6lfw4zs5hg4n85vdthaad7hq5m4gtkgf23 []
                ZEC t1MMXtBrSp1XG38Lx9cePcNUCJj5vdWfUWL []
                XLM GAHK7EEG2WWHVKDNT4CEQFZGKF2LGDSW2IVM4S5DP42RBW3K6BTODB4A []
            "#]],
        );
    }

    #[test]
    fn what_clings_to_a_copied_text_is_stripped() {
        check(
            &[
                "  1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa\n",
                "\u{feff}\"1A1zP1eP5QGe\u{200b}fi2DMPTfTL5SLmv7DivfNa\",",
                "bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa?amount=50&label=Satoshi",
                "BITCOIN:BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4?AMOUNT=1",
                "bitcoin:?bc=BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
                "https://example.org/tx/F4184FC596403B9D638783CF57ADFE4C75C605F6356FBC91338530E9831E9E16?a=b",
            ],
            expect![[r#"
                bitcoin 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa [main]
                bitcoin 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa [main]
                bitcoin 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa [main]
                bitcoin bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4 [main]
                bitcoin bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4 [main]
                hash f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16
            "#]],
        );
    }

    #[test]
    fn transactions_outputs_and_blocks_are_told_by_their_form() {
        check(
            &[
                "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16",
                "F4184FC596403B9D638783CF57ADFE4C75C605F6356FBC91338530E9831E9E16:1",
                "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f",
                "170",
                "0",
                "4294967296",
                "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16:",
                "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16:-1",
                "0xf4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16",
                "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e1",
            ],
            expect![[r#"
                hash f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16
                outpoint f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16:1
                likely block
                height 170
                height 0
                refused: '4294967296' is too large for a block's height
                refused: after txid: comes the output's number, counted from 0, not ''
                refused: after txid: comes the output's number, counted from 0, not '-1'
                refused: 0x and 64 hex digits are an Ethereum-style transaction or block; no such ledger is held here (a Bitcoin transaction is written without 0x)
                refused: 63 hex digits are no address: a transaction or block has 64, a public key 66 or 130, an Ethereum-style address 40 after 0x, a Tron address 42 from 41
            "#]],
        );
    }

    #[test]
    fn a_refusal_says_precisely_why() {
        check(
            &[
                "",
                " \u{200b} ",
                "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
                "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfN0",
                "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
                "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8F3T4",
                "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
                "bc1q",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
                "0x5aaeb6053f3e94c9b9a09f33669435e7ef1bea",
                "5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
                "multisig:1-of-2:2af5a3d2a6f3c2f5c0bd3a8c1c2c2a0b5d3b8f8ff1d1b1a1c1d1e1f1a1b1c1d1",
                "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8",
                "lnbc2500u1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypq",
                "bCjHuFv7ggRwqouv9M2Wp5nHbZdhKdPGhd",
                "hello\u{7}\u{202e} world",
                "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa 3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
            ],
            expect![[r#"
                refused: nothing was given: paste an address, a txid or txid:vout
                refused: nothing was given: paste an address, a txid or txid:vout
                refused: the checksum of '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb' does not match: a character is wrong or missing
                refused: '0' does not occur in an address like '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfN0': 0, O, I and l are left out because they look alike
                refused: the checksum of this segwit address does not match: a character is wrong or missing
                refused: a segwit address is all lower or all upper case (BIP 173); this one is mixed, so a character may be wrong: copy it again from its source
                refused: the checksum is of the wrong kind: witness version 0 takes bech32 (BIP 173), later versions bech32m (BIP 350); whoever made this address made it wrong
                refused: too short for a segwit address
                refused: the checksum in this address's upper and lower case does not match (EIP-55): did you mistype? Copy it again from its source
                refused: an address that begins with 0x has 40 hex digits after it, this one 38
                refused: 40 hex digits can be many things: write 0x in front if this is an Ethereum-style address
                refused: a bare multisig cannot be looked up by its short form, which holds only a hash of the script: give an output that pays it (txid:vout), or multisig:<the whole script in hex>
                refused: this is an extended public key: it stands for a whole wallet; give one of its addresses
                refused: this is a Lightning invoice or offer: such payments leave no trace on the chain; give the channel's opening or closing transaction instead
                refused: the checksum is right, but version byte 0x55 with 20 bytes is no address of a chain known here; for a list of another chain write TICKER:address
                refused: 'hello\u{7} world' has blanks inside: give one address or transaction at a time
                refused: '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa 3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy' has blanks inside: give one address or transaction at a time
            "#]],
        );
    }

    #[test]
    fn a_key_is_never_repeated() {
        let keys = [
            "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ",
            "KwdMAjGmerYanjeui5SHS7JkmpZvVipYvB2LJGU1ZxJwYvP98617",
            "L1aW4aubDFB7yfras2S1mN3bqg9nwySY8nkoLmJebSLD5BWv3EN", // one character lost
            "cMahea7zqjxrtgAbB7LSGbcQUr1uX1ojuat9jZodMN87JcbXMTcA",
            "bitcoin:KwdMAjGmerYanjeui5SHS7JkmpZvVipYvB2LJGU1ZxJwYvP98617",
            "https://x.org/KwdMAjGmerYanjeui5SHS7JkmpZvVipYvB2LJGU1ZxJwYvP98617",
            "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi",
            "6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGg",
            "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
        ];
        for key in keys {
            let error = parse(key).unwrap_err();
            assert!(error.is_secret, "{key}");
            assert!(!error.reason.contains(&key[key.len() - 8..]), "{error}");
        }
    }

    #[test]
    fn a_refusal_repeats_at_most_a_line() {
        let error = parse(&"\u{1}é".repeat(100_000)).unwrap_err();
        assert!(error.reason.chars().count() < 200, "{error}");
        assert!(error.reason.chars().all(|c| !c.is_control()));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn no_text_makes_it_panic(text in ".{0,120}") {
            let _ = parse(&text);
        }

        #[test]
        fn no_text_like_an_address_makes_it_panic(
            text in "(bc1|tb1|ltc1|0x|T|1|3|41|bitcoin:|multisig:|pubkey:|script:)?[0-9a-zA-Z:?=]{0,110}"
        ) {
            if let Ok(Subject::Address { address, networks }) = parse(&text) {
                let network = networks.first().copied().unwrap_or(Network::Main);
                let _ = address.display(network).to_string();
                let _ = address.same_key();
            }
        }
    }
}
