//! A certificate: what somebody showed on the exercises, signed by the installation that saw it.
//!
//! It is JSON that anybody can keep, and is checked without a network. What is signed is the member
//! `says`, written in one way (fields in the order below, nothing between them): how a file was
//! indented changes nothing, one changed word does. The code is made of the digest of the same bytes,
//! short enough to be printed and read out.
//!
//! What it can show: that these are the words which the named key signed. What it cannot: whose key
//! that is (compare it with the one its issuer prints), or who sat at the desk.

use std::fmt;

use model::hash::Digest;
use seal::{InstallationKey, PublicKey};
use serde::{Deserialize, Serialize};

/// The form that is written here. A later one has another name.
pub const FORM: &str = "kancil-certificate-1";
/// The longest certificate that is read.
pub const BYTES_MAX: usize = 64 << 10;
pub const MODULES_MAX: usize = 200;

const DOMAIN: &[u8] = b"kancil certificate 1\0";
const CODE_DOMAIN: &[u8] = b"kancil certificate code 1\0";

/// What a certificate says. The order of the fields is part of what is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Says {
    pub form: String,
    /// Who is certified, as the record names them.
    pub name: String,
    /// The class they learned in, where it was one.
    pub class: Option<String>,
    /// The day of issue (UTC).
    pub day: String,
    /// In the order of the course; at least one.
    pub modules: Vec<Module>,
    /// Of study: what the passed lessons and cases are set to take, not what a clock said.
    pub minutes: u32,
    /// The languages that these lessons were read in.
    pub languages: Vec<String>,
    /// The version of the program.
    pub program: String,
    /// The installation that signed it.
    pub key: String,
}

/// A case that was passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Module {
    pub lesson: String,
    pub title: String,
    pub case: String,
    /// The best that was reached, in thousandths of a point of a hundred.
    pub points_milli: u32,
    /// When that was (UTC).
    pub day: String,
    /// Of the lesson's files as they were then ([`crate::lesson::content`]).
    pub content: String,
}

/// As it is kept in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    pub says: Says,
    /// Twelve characters in three groups.
    pub code: String,
    /// 128 hex digits.
    pub signature: String,
}

/// Why a text is no certificate of anybody.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("it is longer than a certificate: at most {BYTES_MAX} bytes")]
    TooLong,
    #[error("it does not read as a certificate: {why}")]
    Unreadable { why: String },
    #[error("it is of the form '{form}', which this version does not know")]
    Form { form: String },
    #[error("it certifies nothing, or more than {MODULES_MAX} cases")]
    Modules,
    #[error("it does not name a key: {key}")]
    NoKey { key: String },
    #[error("its words were changed: they have the code {is}, and it shows {shown}")]
    Changed { is: Code, shown: String },
    #[error("the key {key} did not sign it: words or signature are forged")]
    Forged { key: Box<PublicKey> },
    #[error(
        "it was signed by {key}, not by {expected}: another installation made it, or somebody else"
    )]
    OtherKey { key: Box<PublicKey>, expected: Box<PublicKey> },
}

impl Refused {
    /// For a catalogue.
    pub const fn code(&self) -> &'static str {
        match self {
            Refused::TooLong => "too_long",
            Refused::Unreadable { .. } => "unreadable",
            Refused::Form { .. } => "form",
            Refused::Modules => "modules",
            Refused::NoKey { .. } => "no_key",
            Refused::Changed { .. } => "changed",
            Refused::Forged { .. } => "forged",
            Refused::OtherKey { .. } => "other_key",
        }
    }
}

/// What a certificate is asked for by: sixty bits of its digest in Crockford's base 32, which has no
/// letter that is taken for a digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code(u64);

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl Code {
    fn of(signed: &[u8]) -> Self {
        let digest = Digest::of(&[CODE_DOMAIN, signed].concat());
        let first = digest.0[..8].try_into().expect("a digest has 32 bytes");
        Self(u64::from_be_bytes(first) >> 4)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for at in (0..12_u32).rev() {
            let five = usize::try_from((self.0 >> (5 * at)) & 31).expect("five bits");
            write!(f, "{}", char::from(ALPHABET[five]))?;
            if at % 4 == 0 && at > 0 {
                f.write_str("-")?;
            }
        }
        Ok(())
    }
}

impl Says {
    /// The bytes that are signed and that the code is made of.
    fn canonical(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("texts and numbers alone")
    }
}

fn signed(canonical: &[u8]) -> Vec<u8> {
    [DOMAIN, canonical].concat()
}

impl Certificate {
    /// Signs what is said; the form and the key are put in here.
    pub fn issue(says: Says, key: &InstallationKey) -> Self {
        let says = Says { form: FORM.to_owned(), key: key.public().to_string(), ..says };
        let canonical = says.canonical();
        let code = Code::of(&canonical).to_string();
        Self { says, code, signature: hex::encode(key.sign(&signed(&canonical))) }
    }

    /// The file's text.
    pub fn to_text(&self) -> String {
        let text = serde_json::to_string_pretty(self).expect("texts and numbers alone");
        format!("{text}\n")
    }

    /// Reads a file. That it reads says nothing yet: [`Certificate::verify`] does.
    pub fn from_text(text: &[u8]) -> Result<Self, Refused> {
        if text.len() > BYTES_MAX {
            return Err(Refused::TooLong);
        }
        serde_json::from_slice(text).map_err(|error| {
            let why = error.to_string().escape_debug().take(200).collect();
            Refused::Unreadable { why }
        })
    }

    /// Whether it is as it was signed, by the expected key where one is given. Gives the key, which
    /// is to be compared with the issuer's.
    pub fn verify(&self, expected: Option<&PublicKey>) -> Result<PublicKey, Refused> {
        let shown = |text: &str| text.escape_debug().take(100).collect::<String>();
        if self.says.form != FORM {
            return Err(Refused::Form { form: shown(&self.says.form) });
        }
        if self.says.modules.is_empty() || self.says.modules.len() > MODULES_MAX {
            return Err(Refused::Modules);
        }
        let key = self.says.key.parse::<PublicKey>();
        let key = key.map_err(|_| Refused::NoKey { key: shown(&self.says.key) })?;
        let canonical = self.says.canonical();
        let is = Code::of(&canonical);
        if self.code != is.to_string() {
            return Err(Refused::Changed { is, shown: shown(&self.code) });
        }
        let mut signature = [0; 64];
        let is_hex = hex::decode_to_slice(&self.signature, &mut signature).is_ok();
        if !is_hex || !key.signed(&signed(&canonical), &signature) {
            return Err(Refused::Forged { key: Box::new(key) });
        }
        match expected {
            Some(expected) if *expected != key => {
                Err(Refused::OtherKey { key: Box::new(key), expected: Box::new(*expected) })
            }
            _ => Ok(key),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key() -> InstallationKey {
        InstallationKey::from_seed(&[5; 32])
    }

    fn says() -> Says {
        Says {
            form: String::new(),
            name: "Aom \"A\" Srisuk".into(),
            class: Some("RTP Batch 7".into()),
            day: "2026-11-22".into(),
            modules: vec![Module {
                lesson: "peel".into(),
                title: "Peel chains".into(),
                case: "own".into(),
                points_milli: 92_500,
                day: "2026-11-20".into(),
                content: Digest::of(b"lesson").to_string(),
            }],
            minutes: 23,
            languages: vec!["th".into()],
            program: "0.1.0".into(),
            key: String::new(),
        }
    }

    #[track_caller]
    fn refused(certificate: &Certificate, says: &str) {
        let error = certificate.verify(Some(&key().public())).expect_err(says).to_string();
        assert!(error.contains(says), "{error}");
    }

    #[test]
    fn a_certificate_reads_back_verifies_and_is_the_same_each_time() {
        let made = Certificate::issue(says(), &key());
        let text = made.to_text();
        assert_eq!(Certificate::issue(says(), &key()).to_text(), text);
        let read = Certificate::from_text(text.as_bytes()).expect("its own");
        assert_eq!(read, made);
        assert_eq!(read.verify(None), Ok(key().public()));
        assert_eq!(read.verify(Some(&key().public())), Ok(key().public()));
        expect_test::expect!["Z5Z8-JQEQ-FP64"].assert_eq(&made.code);
    }

    #[test]
    fn how_the_file_is_laid_out_changes_nothing() {
        let made = Certificate::issue(says(), &key());
        let value: serde_json::Value = serde_json::from_str(&made.to_text()).expect("JSON");
        let read = Certificate::from_text(value.to_string().as_bytes()).expect("one line");
        assert_eq!(read.verify(None), Ok(key().public()));
    }

    #[test]
    fn a_changed_word_a_forged_signature_and_a_foreign_key_each_have_their_sentence() {
        let made = Certificate::issue(says(), &key());
        let mut changed = made.clone();
        changed.says.modules[0].points_milli = 100_000;
        refused(&changed, "its words were changed");
        // Whoever changes the code too still has no signature.
        changed.code = Code::of(&changed.says.canonical()).to_string();
        refused(&changed, "did not sign it");
        let mut cut = made.clone();
        cut.signature.truncate(100);
        refused(&cut, "did not sign it");
        let foreign = Certificate::issue(says(), &InstallationKey::from_seed(&[6; 32]));
        refused(&foreign, "another installation made it");
        assert!(foreign.verify(None).is_ok(), "whose key it is, is for the reader to compare");
    }

    #[test]
    fn what_is_no_certificate_is_said_to_be_none() {
        let made = Certificate::issue(says(), &key());
        let unreadable = |text: &str| Certificate::from_text(text.as_bytes()).expect_err(text);
        assert!(unreadable("hello").to_string().contains("does not read"));
        assert!(unreadable("{}").to_string().contains("missing field"));
        let twice = made.to_text().replacen("\"code\"", "\"code\": \"\", \"code\"", 1);
        assert!(unreadable(&twice).to_string().contains("duplicate field"));
        let more = made.to_text().replacen("\"code\"", "\"rank\": 1, \"code\"", 1);
        assert!(unreadable(&more).to_string().contains("unknown field"));
        assert_eq!(Certificate::from_text(&vec![b' '; BYTES_MAX + 1]), Err(Refused::TooLong));
        let mut later = made.clone();
        later.says.form = "kancil-certificate-9".into();
        refused(&later, "'kancil-certificate-9'");
        let mut empty = made.clone();
        empty.says.modules.clear();
        refused(&empty, "certifies nothing");
        let mut nobody = made;
        nobody.says.key = "\u{1b}[31m".into();
        refused(&nobody, "does not name a key: \\u{1b}[31m");
    }

    proptest! {
        #[test]
        fn bytes_from_outside_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = Certificate::from_text(&bytes);
        }

        #[test]
        fn one_changed_byte_is_refused_or_says_the_same(
            at in any::<prop::sample::Index>(),
            change in 1u8..=255,
        ) {
            let made = Certificate::issue(says(), &key());
            let mut text = made.to_text().into_bytes();
            let at = at.index(text.len());
            text[at] ^= change;
            if let Ok(read) = Certificate::from_text(&text)
                && read.verify(None).is_ok()
            {
                // White space, or a digit of the signature in the other case.
                prop_assert_eq!(read.says, made.says);
            }
        }
    }
}
